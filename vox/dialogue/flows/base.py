"""What flows are made of: the desk they work at, the questions they ask, the steps they take."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from vox.agenda.agenda import Agenda
from vox.business.types import Tools
from vox.clock import Clock
from vox.config.settings import Settings
from vox.dialogue.client import Client
from vox.dialogue.ledger import Ledger
from vox.dialogue.own_data import OwnData
from vox.dialogue.presence import Presence, presence, takes_calls
from vox.dialogue.types import Asking, Caller, Flow, Reached, Transfer
from vox.dialogue.understanding.commands import Command, Say, Slot, Word
from vox.dialogue.wording import Wording
from vox.language.phones import is_mobile
from vox.records.rights import Scope


class Watch(Protocol):
    """Something that is looked at in the background, also after the call; the caller hears nothing of it."""

    @property
    def pending(self) -> bool: ...

    def pause(self) -> None: ...

    async def run(self) -> None: ...


class Look(Watch, Protocol):
    """Something that is found out in the background, also after the call."""

    def news(self) -> str: ...


@dataclass
class Desk:
    """What every flow of one call has at hand. Nothing here outlives the call."""

    settings: Settings
    agenda: Agenda
    wording: Wording
    clock: Clock
    call: str
    caller: Caller
    ledger: Ledger
    client: Client
    waiting: bool = False  # another wish of the caller waits for its turn
    looks: list[Look] = field(default_factory=list)  # what is still looked up in the background
    watches: list[Watch] = field(default_factory=list)  # what was done, and is looked at once more
    urgent: bool = False  # the caller has said that it cannot wait
    come_before: bool | None = None  # whether they have been here already, None while nobody knows
    heard: str = ""  # the caller's last words: names of the organization's are looked for in them
    aloud: bool = False  # those words came by ear
    tools: Tools | None = None
    own_data: OwnData | None = None  # what is kept of the caller; None where nobody may ask here
    vain: int = 0  # references that were looked up and led to nothing
    reaches: bool = False  # this call can be put through to people
    foreign: set[str] = field(default_factory=set)  # sentences with values of tools: said, and read by no model

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.organization.timezone)

    @property
    def today(self) -> date:
        """The organization's calendar day."""
        return self.clock().astimezone(self.zone).date()

    def presence(self, who: str | None) -> Presence:
        """Whether that person (None: the organization) is there now."""
        return presence(self.settings, who, self.clock().astimezone(self.zone))

    def takes_calls(self, who: str) -> bool:
        """Whether a caller may be put through to that person now."""
        return self.reaches and takes_calls(self.settings, who, self.clock().astimezone(self.zone))

    def allows(self, flow: Flow) -> bool:
        """Whether the organization left this flow on, and it can be carried out."""
        if flow is Flow.MESSAGE and not self.ledger.may_keep:
            return False
        return self.settings.flows.get(flow.value, True)

    @property
    def may_call_back(self) -> bool:
        """Whether the caller lets themselves be called back."""
        return not self.ledger.refuses(Scope.NO_CALLBACK)

    def confirms_by_sms(self, phone: str | None) -> bool:
        """Whether who has just booked gets an SMS: where the organization wants it, and something may be kept."""
        wanted = self.settings.sms is not None and self.ledger.may_keep and self.may_call_back
        return wanted and phone is not None and is_mobile(phone)

    async def knows_caller(self) -> bool:
        """Whether a tool of the organization's, or an appointment of the past, has the caller's number.

        Takes 3.5 s at most; False where neither can tell.
        """
        number = self.caller.number
        if number is None:
            return False
        values, came = await asyncio.gather(self.client.values(), self.agenda.has_come(number))
        return bool(values) or came

    @property
    def looks_up(self) -> bool:
        """Whether there is a tool that knows about callers' matters."""
        return self.tools is not None and any(one.used_for == "status" for one in self.settings.tools)


@dataclass(frozen=True)
class Question:
    """Something asked.

    text: the bare question, which is also said again. otherwise: the same for who was not understood.
    keys: what telephone keys answer. before: what is said the first time only.
    key: of an organization's own question. free: any words may answer it.
    """

    asking: Asking
    text: str
    otherwise: str = ""
    keys: Mapping[str, tuple[Command, ...]] = field(default_factory=dict)
    before: str = ""
    key: str = ""
    free: bool = False


YES_OR_NO: Mapping[str, tuple[Command, ...]] = {"1": (Say(Word.YES),), "2": (Say(Word.NO),)}

BOOKABLE = (Slot.SERVICE, Slot.DATE, Slot.TIME, Slot.PRACTITIONER)
"""What somebody says of an appointment that they would like."""


@dataclass(frozen=True)
class Ask:
    """The caller is asked."""

    question: Question


@dataclass(frozen=True)
class Done:
    """The flow is over. end: hang up after `text`."""

    text: str
    end: bool = False


@dataclass(frozen=True)
class Next:
    """Another flow goes on from here (None: back to "what can I do for you?"), after `text`."""

    run: Run | None
    text: str = ""
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True)
class PutThrough:
    """After `text` the caller is put through. how: how it ended is told there, then the run takes its next step."""

    text: str
    transfer: Transfer
    how: Callable[[Reached], None]


Step = Ask | Done | Next | PutThrough


@dataclass(frozen=True)
class Taken:
    """understood: at least one command meant something here. remarks: what to say before the next question."""

    understood: bool
    remarks: tuple[str, ...] = ()


NOTHING_TAKEN = Taken(False)


class Run(Protocol):
    """A flow that runs: takes what the caller said, then says what comes next."""

    @property
    def flow(self) -> Flow: ...

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        """Take in what answers the question or adds to it. No input or output happens here."""

    async def step(self) -> Step:
        """What comes next; may act (search, write) first. Never raises for what the outside does."""

    def abandon(self) -> None:
        """The caller wants something else: give back what is held."""
