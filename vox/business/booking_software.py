"""A booking software as one practitioner's appointments are asked of it: by its declared tools, whose words it takes.

What it says is read into entries, or it is a fault: nothing else of an answer counts.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from vox.agenda.refusals import Unanswered
from vox.agenda.types import CalendarUnavailable, Interval, OpeningTaken
from vox.business.asked import Asked
from vox.business.business import Business
from vox.business.entries import Entry, entries_of, reference_of
from vox.business.exchange import NOT_THERE, Reply
from vox.business.stretches import between
from vox.business.types import ToolUnavailable
from vox.config.people import Practitioner
from vox.config.settings import Settings
from vox.config.software import ROLES, Role

_NOTHING = NOT_THERE | {204}
"""What a software answers that has nothing of what was looked up."""

_TAKEN = 409
"""What a software answers that gives the time to nobody else (RFC 9110, 15.5.10)."""


class BookingSoftware:
    """Every method raises CalendarUnavailable where the software is away, refuses, or answers nonsense."""

    def __init__(self, practitioner: Practitioner, business: Business, settings: Settings) -> None:
        """Nothing is exchanged yet."""
        software = practitioner.software
        assert software is not None
        named = {role: getattr(software, role) for role in ROLES}
        self._tools: Mapping[Role, Asked] = {role: business.asked(tool) for role, tool in named.items() if tool}
        self._key = f"practitioners.{practitioner.id}.software"
        self._known_as = software.known_as or practitioner.id
        self._names = {one.id: software.services.get(one.id, one.id) for one in settings.services}
        self._zone = ZoneInfo(settings.organization.timezone)
        self.failing = False
        """Whether it failed when it was last asked."""

    @property
    def where(self) -> str:
        """For who reads an error."""
        return f"tools.{self._tools['book'].tool.id}"

    # --- words ---

    def named(self, service: str) -> str:
        """A service as the software calls it."""
        return self._names.get(service, service)

    def service(self, named: str) -> str:
        """The same the other way, "" where the organization has none of that name."""
        return next((one for one, there in self._names.items() if there == named), "") if named else ""

    def written(self, moment: datetime) -> str:
        """ISO 8601, as the organization's clock tells it."""
        return moment.astimezone(self._zone).isoformat(timespec="seconds")

    # --- what it is asked ---

    @property
    def tells_taken(self) -> bool:
        """Whether it says what is taken, rather than only what is free."""
        return "busy" in self._tools

    async def taken(self, window: Interval) -> Sequence[Entry]:
        """What is taken between two moments; of a software that tells what is free, all the rest."""
        if self.tells_taken:
            return await self._entries("busy", self._window(window))
        return between(await self._entries("free", self._window(window)), window)

    async def book(self, values: Mapping[str, str | int], *, key: str) -> str:
        """The reference that it gives, "" if none. Raises OpeningTaken, and Unanswered where it may be booked."""
        tool = self._tools["book"]
        try:
            async with tool.guarded():
                reply = await self._reply(tool, {**values, "key": key}, also=frozenset({_TAKEN}), key=key)
                if reply.status != _TAKEN:
                    return reference_of(tool.tool, reply.data)
        except ToolUnavailable as error:
            raise self._acted(error) from error
        raise OpeningTaken("cette heure vient d'être prise", where=self.where)

    async def by_key(self, key: str) -> tuple[str, Entry] | None:
        """What Vox has booked under that key, with its reference; None if there is nothing."""
        if "look_by_key" not in self._tools:  # the key is its reference
            entry = await self.by_reference(key)
            return (key, entry) if entry is not None else None
        found = await self._one("look_by_key", {"key": key})
        return (found.reference, found) if found is not None else None

    async def by_reference(self, reference: str) -> Entry | None:
        """None if there is nothing of that reference, or no more."""
        return await self._one("look", {"reference": reference})

    async def of_number(self, phone: str, window: Interval) -> Sequence[Entry]:
        """Those with the practitioner that it gives for a number (E.164); whose they are is in them."""
        if "find" not in self._tools:
            raise CalendarUnavailable(
                "ce logiciel ne donne pas à Vox les rendez-vous d'un numéro",
                where=self._key,
                hint="nommez sous find un outil qui le fait, s'il y en a un",
            )
        found = await self._entries("find", {"phone": phone, **self._window(window)}, also=_NOTHING)
        return [one for one in found if one.practitioner in ("", self._known_as)]

    async def cancel(self, reference: str) -> None:
        """Ask it to. Raises Unanswered where it may be done."""
        tool = self._tools.get("cancel")
        if tool is None:
            raise CalendarUnavailable(
                "ce logiciel n'annule pas de rendez-vous pour Vox",
                where=self._key,
                hint="nommez sous cancel un outil qui le fait, s'il y en a un",
            )
        key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"vox:cancel:{reference}"))
        try:
            async with tool.guarded():
                await self._reply(tool, {"reference": reference}, also=NOT_THERE, key=key)
        except ToolUnavailable as error:
            raise self._acted(error) from error

    async def lets_us_look(self) -> None:
        """That what looks something up answers us, and knows nothing of a key and a reference that nobody has."""
        nobodys = str(uuid.uuid4())
        if "look_by_key" in self._tools:
            await self._knows_not("look_by_key", {"key": nobodys})
        try:
            await self._knows_not("look", {"reference": nobodys})
        except _Refused:
            if "look_by_key" not in self._tools:
                raise  # its references are our keys, and have that form

    async def _knows_not(self, role: Role, values: Mapping[str, str]) -> None:
        if await self._entries(role, values, also=_NOTHING):
            self.failing = True
            raise CalendarUnavailable(
                "le logiciel donne un rendez-vous pour une référence ou une clé que personne n'a",
                where=f"tools.{self._tools[role].tool.id}",
                hint="vérifiez url : la référence, ou la clé, y est-elle bien lue ?",
            )

    async def time(self, window: Interval) -> datetime | None:
        """What its clock tells, to the second; None if it does not."""
        tool = self._tools["busy" if self.tells_taken else "free"]
        try:
            return (await self._reply(tool, self._window(window))).at
        except ToolUnavailable as error:
            raise _unavailable(error) from error

    # --- how ---

    def _window(self, window: Interval) -> Mapping[str, str]:
        return {"from": self.written(window.start), "to": self.written(window.end)}

    async def _one(self, role: Role, values: Mapping[str, str]) -> Entry | None:
        found = await self._entries(role, values, also=_NOTHING)
        wanted = values.get("reference", "")
        other = any(wanted and one.reference and one.reference != wanted for one in found)
        if len(found) > 1 or other or any(one.key and one.key != values.get("key", one.key) for one in found):
            self.failing = True
            raise CalendarUnavailable(
                "le logiciel donne un autre rendez-vous que celui qui est demandé, ou plusieurs",
                where=f"tools.{self._tools[role].tool.id}",
                hint="vérifiez url : la référence, ou la clé, y est-elle bien lue ?",
            )
        return next(iter(found), None)

    async def _entries(
        self, role: Role, values: Mapping[str, str], *, also: frozenset[int] = frozenset()
    ) -> Sequence[Entry]:
        """also: statuses that say that there is nothing."""
        tool = self._tools[role]
        found: Sequence[Entry] = ()
        try:
            async with tool.guarded():
                reply = await self._reply(tool, values, also=also)
                if reply.status not in also:  # read beside the loop: a month of a full calendar is long
                    found = await asyncio.to_thread(entries_of, tool.tool, reply.data, zone=self._zone)
        except ToolUnavailable as error:
            refused = _unavailable(error)
            self.failing = not isinstance(refused, _Refused) or role in ("busy", "free")
            raise refused from error
        self.failing = False
        return found

    async def _reply(
        self, tool: Asked, values: Mapping[str, str | int], *, also: frozenset[int] = frozenset(), key: str = ""
    ) -> Reply:
        """Raises ToolUnavailable."""
        reply = await tool.reply({**values, "practitioner": self._known_as}, key=key, also=also)
        if reply is None:
            what = "une valeur ne va pas dans l'adresse de l'outil"
            raise ToolUnavailable("address", what, where=f"tools.{tool.tool.id}", hint="vérifiez url", down=False)
        return reply

    def _acted(self, error: ToolUnavailable) -> CalendarUnavailable:
        """Something was to be changed: whether it may be is another fault than that it is not."""
        self.failing = error.down
        if error.may_be_done:
            return Unanswered(error.what, where=error.where, hint=error.hint)
        return _unavailable(error)


class _Refused(CalendarUnavailable):
    """This one question is refused; the software is well."""


def _unavailable(error: ToolUnavailable) -> CalendarUnavailable:
    refused = error.kind.startswith("http-4") and not error.down
    return (_Refused if refused else CalendarUnavailable)(error.what, where=error.where, hint=error.hint)
