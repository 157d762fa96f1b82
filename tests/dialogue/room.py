"""What the dialogue tests play in: a practice, calendars on paper behind the real agenda, and scripts to read aloud."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from vox.agenda.agenda import Agenda
from vox.agenda.types import (
    Appointment,
    AppointmentChanged,
    AppointmentGone,
    Booking,
    BookingUncertain,
    Busy,
    CalendarUnavailable,
    Client,
    Interval,
    Opening,
    OpeningTaken,
    Original,
    Person,
)
from vox.business.types import Tools
from vox.config.loader import load
from vox.config.settings import Settings
from vox.dialogue.conversation import Conversation
from vox.dialogue.own_data import OwnData
from vox.dialogue.types import Caller, Reached, Reply, Transfer, Utterance
from vox.dialogue.understanding.combined import Combined
from vox.dialogue.understanding.commands import Command, parse
from vox.dialogue.understanding.rules import Rules
from vox.dialogue.understanding.types import State, Understanding
from vox.records.rights import Scope

PARIS = ZoneInfo("Europe/Paris")
SETTINGS: Settings = load(Path("config/cabinet-medical.yaml"), env={}, secrets=False)
TUESDAY = datetime(2026, 12, 1, 9, 5, tzinfo=PARIS)
NUMBER = "+33639980012"


class PaperCalendar:
    """A calendar in memory. at_write, at_cancel: what the next of them does instead. own: clients' appointments."""

    def __init__(self) -> None:
        self.events: list[Interval] = []
        self.booked: list[Booking] = []
        self.own: list[Appointment] = []
        self.down = False
        self.at_write: str = ""  # "taken", "down", "uncertain", "hangs"
        self.at_cancel: str = ""  # "changed", "down", "uncertain", "hangs"
        self.writing = asyncio.Event()

    async def busy(self, window: Interval) -> Sequence[Busy]:
        if self.down:
            raise CalendarUnavailable("on strike")
        calls = {Interval(one.opening.start, one.opening.end): one.uid for one in self.booked}
        there = [one for one in sorted(self.events) if one.overlaps(window)]
        return [Busy(one.start, one.end, call=calls.get(Interval(one.start, one.end), "")) for one in there]

    async def write(
        self, opening: Opening, client: Client, *, call: str, instead_of: Original | None = None, beside: int = 0
    ) -> Booking:
        fault, self.at_write = self.at_write, ""
        if fault == "taken":
            self.events.append(Interval(opening.start, opening.end))
            raise OpeningTaken("somebody was faster")
        if fault == "down" or self.down:
            raise CalendarUnavailable("on strike")
        if fault == "hangs":
            self.writing.set()
            await asyncio.Event().wait()
        if fault == "uncertain":
            raise BookingUncertain("no answer")
        self.events.append(Interval(opening.start, opening.end))
        booking = Booking(opening, client, href=f"/{call}.ics", uid=call)
        self.booked.append(booking)
        return booking

    async def look(self, opening: Opening, *, call: str, client: Client | None = None) -> Booking | None:
        return next((one for one in self.booked if one.opening == opening and one.uid == call), None)

    async def appointments(self, window: Interval, *, phone: str) -> Sequence[Appointment]:
        if self.down:
            raise CalendarUnavailable("on strike")
        return sorted(
            (one for one in self.own if one.phone == phone and window.start < one.start < window.end),
            key=lambda one: one.start,
        )

    async def original(self, appointment: Appointment) -> Original:
        if self.down:
            raise CalendarUnavailable("on strike")
        if appointment not in self.own:
            raise AppointmentGone("nothing there")
        return Original(appointment, "")

    async def cancel(self, appointment: Appointment) -> None:
        fault, self.at_cancel = self.at_cancel, ""
        if fault == "changed" or appointment not in self.own:
            raise AppointmentChanged("somebody was at it")
        if fault == "down" or self.down:
            raise CalendarUnavailable("on strike")
        if fault == "hangs":
            self.writing.set()
            await asyncio.Event().wait()
        if fault == "uncertain":
            raise BookingUncertain("no answer")
        self.own.remove(appointment)
        self.events.remove(Interval(appointment.start, appointment.end))

    async def withdraw(self, booking: Booking) -> None:
        self.booked.remove(booking)
        self.events.remove(Interval(booking.opening.start, booking.opening.end))

    async def check(self) -> None:
        if self.down:
            raise CalendarUnavailable("on strike")


class Says:
    """Understands every utterance as the commands that it is written as."""

    def prepare(self, state: State) -> None:
        """There is nothing to read ahead."""

    def forget(self) -> None:
        """Nothing is remembered."""

    async def understand(self, state: State, heard: str) -> tuple[Command, ...]:
        return parse(heard)


class Copies(Says):
    """Understands every utterance as the same commands."""

    def __init__(self, *commands: Command) -> None:
        self._commands = commands

    async def understand(self, state: State, heard: str) -> tuple[Command, ...]:
        return self._commands


class Call:
    """One call to the practice, and what stands in its calendars."""

    def __init__(
        self,
        *,
        now: datetime = TUESDAY,
        number: str | None = NUMBER,
        keeps: bool = True,
        settings: Settings = SETTINGS,
        understanding: Understanding | None = None,
        opposed: Collection[Scope] = (),
        tools: Tools | None = None,
        own_data: OwnData | None = None,
        reaches: bool = False,
    ) -> None:
        self.now = now.astimezone(UTC)
        self.calendars = {one.id: PaperCalendar() for one in settings.practitioners}
        resources = {one.id: PaperCalendar() for one in settings.resources if one.calendar is not None}
        self.agenda = Agenda(settings, self.calendars, resources=resources, clock=lambda: self.now)
        self.conversation = Conversation(
            settings,
            agenda=self.agenda,
            understanding=understanding or Combined(Rules(settings, lambda: self.now)),
            clock=lambda: self.now,
            call="c0ffee",
            caller=Caller(number),
            keeps=keeps,
            opposed=opposed,
            tools=tools,
            own_data=own_data,
            reaches=reaches,
        )
        self.called: list[Transfer] = []  # whom the caller was to be put through to
        self.said: list[str] = []
        self.ended = False
        self._hears(self.conversation.greet())

    def busy(self, practitioner: str, start: str, minutes: int) -> None:
        """Put an event into a calendar; start as "2026-12-03 08:30", on the practice's clock."""
        begin = datetime.fromisoformat(start).replace(tzinfo=PARIS).astimezone(UTC)
        self.calendars[practitioner].events.append(Interval(begin, begin + timedelta(minutes=minutes)))

    def has(
        self,
        practitioner: str,
        start: str,
        *,
        name: str = "Claire Dupont",
        born: date | None = None,
        phone: str = NUMBER,
        service: str = "",
        repeats: bool = False,
    ) -> Appointment:
        """Put a client's appointment of 20 minutes into a calendar; start as for `busy`."""
        self.busy(practitioner, start, 20)
        begin = self.calendars[practitioner].events[-1].start
        person = Person(name.casefold(), frozenset([born] if born else []))
        one = Appointment(
            begin, begin + timedelta(minutes=20), practitioner, service, person, phone, f"/{start}.ics", repeats
        )
        self.calendars[practitioner].own.append(one)
        return one

    @property
    def own(self) -> list[str]:
        """The clients' appointments that stand: "dr-martin 2026-12-03 08:30"; what Vox wrote is in `booked`."""
        return [
            f"{one.practitioner} {one.start.astimezone(PARIS):%Y-%m-%d %H:%M}"
            for calendar in self.calendars.values()
            for one in calendar.own
        ]

    async def hear(self, text: str = "", keys: str = "", *, aloud: bool = False) -> str:
        return self._hears(await self.conversation.hear(Utterance(text, keys, aloud=aloud)))

    async def transferred(self, reached: str) -> str:
        """The line tells how the call to a person ended."""
        return self._hears(await self.conversation.transferred(Reached(reached)))

    def _hears(self, replies: Sequence[Reply]) -> str:
        self.called += [reply.transfer for reply in replies if reply.transfer]
        self.said += [reply.text for reply in replies]
        self.ended = self.ended or any(reply.end for reply in replies)
        return " ".join(reply.text for reply in replies)

    @property
    def booked(self) -> list[str]:
        """What was written: "dr-martin 2026-12-03 08:30 consultation Claire Dupont +33639980012"."""
        return [
            f"{one.opening.practitioner} {one.opening.start.astimezone(PARIS):%Y-%m-%d %H:%M} {one.opening.service} "
            f"{one.client.name} {one.client.phone or '-'}"
            for calendar in self.calendars.values()
            for one in calendar.booked
        ]

    async def play(self, script: str) -> None:
        """Read a script. "> words" and "# keys" are the caller's, "> " alone is a silence, "~ busy" is the line's.

        "[asking] piece / !piece" is what Vox must be asking then, and have and not have said; "[end]": it hung up.
        """
        answer = " ".join(self.said)
        for line in filter(None, (line.strip() for line in script.splitlines())):
            if line.startswith(">"):
                answer = await self.hear(line[1:].strip())
            elif line.startswith("#"):
                answer = await self.hear(keys=line[1:].strip())
            elif line.startswith("~"):
                answer = await self.transferred(line[1:].strip())
            else:
                expected = re.fullmatch(r"\[([a-z]+)\]\s*(.*)", line)
                assert expected, f"not a line of a script: {line}"
                asking = "end" if self.ended else self.conversation.asking.value
                assert asking == expected[1], f"{line}\n  asks {asking}: {answer}"
                for piece in filter(None, map(str.strip, expected[2].split(" / "))):
                    there = piece.lstrip("!").casefold() in answer.casefold()
                    assert there is not piece.startswith("!"), f"{line}\n  said: {answer}"
