"""The frames that ears, receptionist and mouth exchange in a call's pipeline, beside pipecat's own."""

from __future__ import annotations

from dataclasses import dataclass

from pipecat.frames.frames import ControlFrame, DataFrame


@dataclass
class HeardFrame(DataFrame):
    """A finished turn of the caller, downstream from the ears. text "" = there was voice, but no usable words.

    seconds: length of the caller's turn. spent: wall seconds by part (turn_end, hearing).
    """

    text: str = ""
    seconds: float = 0.0
    spent: dict[str, float] | None = None


@dataclass
class SayFrame(DataFrame):
    """Something to be said, from the receptionist to the mouth. An interruption drops what is left of it."""

    text: str = ""
    interruptible: bool = True


@dataclass
class SaidFrame(ControlFrame):
    """Follows the last audio of a SayFrame downstream, so that who hears it knows that all has been handed over."""

    text: str = ""


@dataclass
class ExpectFrame(ControlFrame):
    """Tells the ears what comes next: the words that Vox has just said (the decoder's prompt), and what is asked.

    patience: extra seconds of silence before a turn ends (numbers, spelled names), 0 if ordinary.
    """

    prompt: str = ""
    asking: str = "open"
    patience: float = 0.0
