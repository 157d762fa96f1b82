"""What flows are made of: the desk they work at, the questions they ask, the steps they take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from vox.dialogue.presence import Presence, presence
from vox.dialogue.types import Asking, Caller, Flow
from vox.dialogue.understanding.commands import Command, Say, Slot, Word
from vox.dialogue.wording import Wording
from vox.language.phones import is_mobile


class Look(Protocol):
    """Something that is found out in the background, also after the call."""

    @property
    def pending(self) -> bool: ...

    def pause(self) -> None: ...

    async def run(self) -> None: ...

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
    urgent: bool = False  # the caller has said that it cannot wait
    heard: str = ""  # the caller's last words: names of the organization's are looked for in them
    tools: Tools | None = None
    vain: int = 0  # references that were looked up and led to nothing
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

    def allows(self, flow: Flow) -> bool:
        """Whether the organization left this flow on, and it can be carried out."""
        if flow is Flow.MESSAGE and not self.ledger.may_keep:
            return False
        return self.settings.flows.get(flow.value, True)

    def confirms_by_sms(self, phone: str | None) -> bool:
        """Whether who has just booked gets an SMS: where the organization wants it, and something may be kept."""
        wanted = self.settings.sms is not None and self.ledger.may_keep
        return wanted and phone is not None and is_mobile(phone)

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


Step = Ask | Done | Next


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
