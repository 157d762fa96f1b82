"""The frames that ears, receptionist and mouth exchange in a call's pipeline, beside pipecat's own."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipecat.frames.frames import ControlFrame, DataFrame, SystemFrame


@dataclass
class HeardFrame(DataFrame):
    """A finished turn of the caller, downstream from the ears. text "" = there was sound, but no usable words.

    others: what may have been said instead, the likeliest first. seconds: length of the caller's turn.
    unheard: somebody did speak to Vox, and no word of it can be trusted.
    spent: wall seconds by part (turn_end, hearing).
    An interruption never drops it: what a caller said is not lost.
    """

    interruptible: bool = field(default=False, init=False)
    text: str = ""
    others: tuple[str, ...] = ()
    unheard: bool = False
    seconds: float = 0.0
    spent: dict[str, float] | None = None

    def __str__(self) -> str:
        return self.name  # never the words: libraries print frames


@dataclass
class InterimFrame(SystemFrame):
    """Words of a turn that may be over, downstream from the ears: a HeardFrame with the same ones often follows."""

    text: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass
class SayFrame(DataFrame):
    """Something to be said, from the receptionist to the mouth. An interruption drops what is left of it."""

    text: str = ""
    interruptible: bool = True

    def __str__(self) -> str:
        return self.name


@dataclass
class SaidFrame(ControlFrame):
    """Follows the last audio of a SayFrame downstream, so that who hears it knows that all has been handed over."""

    text: str = ""
    interruptible: bool = True

    def __str__(self) -> str:
        return self.name


@dataclass
class ExpectFrame(ControlFrame):
    """Tells the ears what comes next, upstream from the receptionist.

    prompt: the decoder's context, the words that Vox has just said at its end. asking: what the caller will answer.
    answers: short ones that fit, beside which anything else may be said.
    over: the question stands already: a "oui" while Vox speaks on is its answer.
    """

    interruptible: bool = field(default=False, init=False)
    prompt: str = ""
    asking: str = "open"
    answers: tuple[str, ...] = ()
    over: bool = False

    def __str__(self) -> str:
        return self.name


@dataclass
class ListenFrame(SystemFrame):
    """Opens or shuts the ears, upstream. While they are shut nothing of the caller is kept, not even in memory."""

    on: bool = True


@dataclass
class ResumeFrame(SystemFrame):
    """What stopped the mouth was no speech: it goes on where it was cut off. Downstream from the ears."""


@dataclass
class CutFrame(SystemFrame):
    """An interruption has cut what was being said. Upstream from the mouth.

    clauses: how many of what was to be said the caller has not heard to their end.
    """

    clauses: int = 0
