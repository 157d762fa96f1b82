"""One matter looked up in a tool of the organization's: which tool, by what reference, and what it says of it."""

from __future__ import annotations

from collections.abc import Sequence

from vox.business.types import Answer, Found, Nothing
from vox.config.templates import places
from vox.config.tools import Tool
from vox.dialogue.flows.base import NOTHING_TAKEN, Desk, Question, Taken
from vox.dialogue.redaction import redact
from vox.dialogue.types import Asking
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word
from vox.language import names
from vox.language.answers import Answer as Said
from vox.language.answers import read_answer
from vox.language.references import read_reference

MISSED_AT_MOST = 2
"""Times that a reference is not understood before the question becomes a message."""

TRIES = 2
"""References that are looked up for one matter; a call has as many in vain as `verification.tries` says."""

LONG = 5
"""Signs from which a reference is one although nobody asked for it: "la 208" is a car."""


class Lookup:
    """reference: as it was read, None where there is none. why: what is said once the tool could not tell."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tool: Tool | None = None
        self._missed = 0
        self._tried = 0
        self._vain = ""  # said before the reference is asked for again
        self._over = desk.tools is None
        self.reference: str | None = None
        self.why = ""

    def about(self, matter: str, heard: str) -> None:
        """Choose the tool that knows. matter: what the caller wants to know about, "" where that was not made out.

        heard: all that they said, in which the tool's names, or a plate, may stand all the same.
        """
        if self._tool is not None or self._over:
            return
        tools = [one for one in self._desk.settings.tools if one.used_for == "status" and self._may_be_asked(one)]
        named = {one.id: one.also_called for one in tools if one.also_called}
        found = (names.match(matter, named) if matter else ()) or names.match(heard, named)
        plated = [one.id for one in tools if one.reference == "plate" and read_reference(heard, "plate")]
        others = [one.id for one in tools if not one.also_called] if matter or len(tools) == 1 else []
        chosen = next(iter((*found, *plated, *others)), None)
        self._tool = next((one for one in tools if one.id == chosen), None)
        shown = self._tool and self._needs_reference(self._tool) and self._tool.reference != "name"
        if self._tool and shown and not redact(heard).found:
            read = read_reference(heard, self._tool.reference) or read_reference(matter, self._tool.reference)
            self.reference = read if read and len(read) >= LONG else None

    @property
    def wanted(self) -> bool:
        """Whether there is a tool that has not told, or failed to tell, all that it can."""
        return self._tool is not None and not self._over

    def question(self) -> Question | None:
        """The reference, where it is needed and not known."""
        tool = self._tool
        if tool is None or self._over or self.reference or not self._needs_reference(tool):
            return None
        ask, before = tool.ask or "", self._vain
        self._vain = ""
        return Question(Asking.QUESTION, ask, ask, before=before, key=tool.id, free=True)

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        """The answer to that question; whatever form understanding gave it."""
        tool = self._tool
        if asking is not Asking.QUESTION or tool is None or not self.wanted:
            return NOTHING_TAKEN
        spans = [one.span for one in commands if isinstance(one, Fill | Fix) and one.span]
        if any(redact(span).found for span in spans):  # of a bank card, or the like: no tool gets it
            self._give_up("")
            return Taken(True, (self._desk.wording.numbers_left_out(),))
        for span in sorted(spans, key=len, reverse=True):
            if reference := read_reference(span, tool.reference):
                self.reference, self._missed = reference, 0
                return Taken(True)
        declined = any(Say(word) in commands for word in (Word.NO, Word.UNKNOWN, Word.ANY))
        if declined or any(read_answer(span) in (Said.NO, Said.UNKNOWN) for span in spans):
            self._give_up("")
            return Taken(True)
        if Say(Word.UNCLEAR) in commands or any(
            isinstance(one, Fill | Fix) and one.slot is Slot.ANSWER for one in commands
        ):
            self._missed += 1
            if self._missed >= MISSED_AT_MOST:
                self._give_up("")
                return Taken(True)
            return Taken(True, (self._desk.wording.not_understood(),))
        return NOTHING_TAKEN

    async def ask(self) -> str | None:
        """What there is to say; None where nothing is, and `question` asks once more or `why` says why not."""
        tool = self._tool
        assert tool is not None
        said = self._said(tool, await self._answer(tool))
        if said:
            self._over = True
            self._desk.foreign.add(said)
            self._desk.ledger.answer(tool.id)
        return said

    async def _answer(self, tool: Tool) -> Answer:
        desk = self._desk
        assert desk.tools is not None
        self._tried += 1
        values = {"reference": self.reference or "", "caller": desk.caller.number or ""}
        if set(self._places(tool)) - set(values):
            values |= await desk.client.values()
        key = f"{desk.call}-{tool.id}-{self._tried}"
        return await desk.tools.ask(tool.id, values, caller=desk.caller.number, key=key)

    def _said(self, tool: Tool, answer: Answer) -> str | None:
        words, desk = self._desk.wording, self._desk
        known = {"reference": self.reference or ""}
        if isinstance(answer, Found) and (said := words.told(tool.say, {**known, **answer.values}, desk.today)):
            return said
        if not isinstance(answer, Found | Nothing):
            self._give_up(words.told((tool.say_failed,), known, desk.today))
            return None
        nothing = words.told((tool.say_nothing,), known, desk.today)
        desk.vain += 1
        if not self._needs_reference(tool) or self._tried >= TRIES or desk.vain >= desk.settings.verification.tries:
            self._give_up(nothing)
        else:
            self.reference, self._vain = None, nothing
        return None

    def _give_up(self, why: str) -> None:
        self._over, self.why = True, why

    def _may_be_asked(self, tool: Tool) -> bool:
        """Whether this caller could be told anything: a masked number is nobody's, and guessing has an end."""
        needs_number = tool.owner is not None or "caller" in self._places(tool)
        guessed = self._desk.vain >= self._desk.settings.verification.tries
        return not (needs_number and self._desk.caller.number is None) and not guessed

    def _needs_reference(self, tool: Tool) -> bool:
        return "reference" in self._places(tool)

    @staticmethod
    def _places(tool: Tool) -> tuple[str, ...]:
        return (*places(tool.url), *places(tool.body))
