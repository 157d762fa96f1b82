"""What is noted of a booking, a move and a cancellation as they go, and what becomes of a note that was left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from tests.agenda.conftest import House
from tests.agenda.proxy import Forward, Proxy
from vox.agenda.intents import Act, Intent, old_of
from vox.agenda.resuming import Found
from vox.agenda.types import (
    Appointment,
    AppointmentChanged,
    CalendarUnavailable,
    Client,
    MoveUnfinished,
    Opening,
    OpeningTaken,
)
from vox.errors import VoxError

pytestmark = pytest.mark.asyncio(loop_scope="module")

NUMBER = "+33639980012"
CLAIRE = Client("Claire Dupont", NUMBER)
LENGTH = timedelta(minutes=20)
OLD = datetime(2026, 12, 1, 9, tzinfo=UTC)
NEW = OLD + timedelta(days=1)
TO = Opening(NEW, NEW + LENGTH, "dr-a", "consultation")


class Notes:
    """A store in memory. noted: all that was ever kept; left: what a kill would leave now."""

    def __init__(self) -> None:
        self.noted: list[Intent] = []
        self.left: dict[str, Intent] = {}
        self.full = False

    def keep(self, id_: str, call: str, text: str, *, kept: bool = True) -> None:
        if self.full:
            raise VoxError("le disque de données est plein")
        intent = Intent.from_text(text)
        assert (intent.id, intent.call) == (id_, call)
        self.noted.append(intent)
        self.left[id_] = intent

    def renew(self, id_: str, text: str) -> None:
        intent = Intent.from_text(text)
        self.noted.append(intent)
        if id_ in self.left:
            self.left[id_] = intent

    def unkept(self, call: str) -> None:
        """Nothing else depends on it here."""

    def drop(self, id_: str) -> None:
        self.left.pop(id_, None)


async def appointment(house: House, calendar: str, **more: str) -> Appointment:
    """Claire Dupont's, as the staff wrote it."""
    await house.server.put_event(calendar, OLD, OLD + LENGTH, "Claire Dupont", description=NUMBER, uid="claire", **more)
    (found,) = (await house.agenda(house.settings({"dr-a": calendar})).appointments(NUMBER)).found
    return found


async def starts(house: House, calendar: str) -> list[datetime]:
    return [event.start for event in await house.server.events(calendar)]


async def refused(_: Forward) -> web.Response:
    return web.Response(status=403)


async def test_a_note_that_went_with_its_call_while_it_was_written_stays_gone(radicale_house: House) -> None:
    class Over(Notes):
        """The caller, who opposed, is gone as soon as it has begun."""

        def keep(self, id_: str, call: str, text: str, *, kept: bool = True) -> None:
            super().keep(id_, call, text, kept=kept)
            if len(self.noted) == 1:
                self.left.clear()

    calendar, notes = await radicale_house.new_calendar(), Over()
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": calendar}), intents=notes)
    await agenda.book(TO, CLAIRE, call="one", kept=False)
    assert (len(notes.noted), notes.left) == (2, {})
    assert await starts(radicale_house, calendar) == [NEW]


async def test_a_booking_is_noted_before_and_after(radicale_house: House) -> None:
    calendar, notes = await radicale_house.new_calendar(), Notes()
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": calendar}), intents=notes)
    await agenda.book(TO, CLAIRE, call="one")
    assert notes.noted == [Intent("one", Act.BOOK, TO), Intent("one", Act.BOOK, TO, done=True)]
    assert len(notes.left) == 1, "until the call is kept"


async def test_what_came_to_nothing_is_not_noted_any_more(radicale_house: House, proxy: Proxy) -> None:
    calendar, notes = await radicale_house.new_calendar(), Notes()
    address = radicale_house.address(calendar, through=proxy)
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": address}), intents=notes)
    proxy.on("PUT", refused)
    with pytest.raises(CalendarUnavailable):
        await agenda.book(TO, CLAIRE, call="one")
    await radicale_house.server.put_event(calendar, NEW, NEW + LENGTH, "Passage")
    with pytest.raises(OpeningTaken):
        await agenda.book(TO, CLAIRE, call="two")
    mine = await appointment(radicale_house, calendar)
    await radicale_house.server.put_event(calendar, OLD + LENGTH, OLD + 2 * LENGTH, "Claire Dupont", uid="claire")
    with pytest.raises(AppointmentChanged):
        await agenda.cancel(mine, call="three")
    assert len(notes.noted) == 3
    assert not notes.left


async def test_a_note_that_cannot_be_kept_costs_nobody_the_appointment(radicale_house: House) -> None:
    calendar, notes = await radicale_house.new_calendar(), Notes()
    notes.full = True
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": calendar}), intents=notes)
    await agenda.book(TO, CLAIRE, call="one")
    assert await starts(radicale_house, calendar) == [NEW]


async def unfinished(house: House, proxy: Proxy) -> tuple[str, Intent]:
    """A move whose new appointment was promised, while the old one could not be given up; the calendar, the note."""
    calendar, notes = await house.new_calendar(), Notes()
    mine = await appointment(house, calendar)
    address = house.address(calendar, through=proxy)
    agenda = house.agenda(house.settings({"dr-a": address}), intents=notes)
    proxy.on("DELETE", refused)
    with pytest.raises(MoveUnfinished):
        await agenda.move(mine, TO, CLAIRE, call="one")
    assert await starts(house, calendar) == [OLD, NEW]
    (left,) = notes.left.values()
    assert left.done
    return calendar, left


async def test_a_move_that_was_promised_is_ended(radicale_house: House, proxy: Proxy) -> None:
    calendar, left = await unfinished(radicale_house, proxy)
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": calendar}))
    for _ in range(2):
        assert await agenda.resume(left) is Found.MOVED
        assert await starts(radicale_house, calendar) == [NEW]


async def test_a_move_that_was_promised_stands_beside_what_staff_changed(radicale_house: House, proxy: Proxy) -> None:
    calendar, left = await unfinished(radicale_house, proxy)
    await radicale_house.server.put_event(calendar, OLD, OLD + LENGTH, "Claire Dupont, avec son fils", uid="claire")
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": calendar}))
    assert await agenda.resume(left) is Found.MOVED_HALF
    assert await starts(radicale_house, calendar) == [OLD, NEW]


async def test_neither_stands_where_staff_took_the_old_one_away(radicale_house: House) -> None:
    calendar = await radicale_house.new_calendar()
    mine = await appointment(radicale_house, calendar)
    await radicale_house.server.delete(radicale_house.server.url(calendar) + "claire.ics")
    agenda = radicale_house.agenda(radicale_house.settings({"dr-a": calendar}))
    assert await agenda.resume(Intent("one", Act.MOVE, TO, old_of(mine))) is Found.NEITHER


async def test_who_is_not_in_the_configuration_any_more_is_for_a_person(radicale_house: House) -> None:
    calendar = await radicale_house.new_calendar()
    agenda = radicale_house.agenda(radicale_house.settings({"dr-b": calendar}))
    assert await agenda.resume(Intent("one", Act.BOOK, TO)) is Found.UNKNOWN


async def test_who_took_the_old_time_since_is_somebody_else(radicale_house: House) -> None:
    """What Vox books at a time bears the same name, whoever it is for."""
    calendar, notes = await radicale_house.new_calendar(), Notes()
    settings = radicale_house.settings({"dr-a": calendar})
    agenda = radicale_house.agenda(settings, intents=notes)
    first = replace(TO, start=OLD, end=OLD + LENGTH)
    await agenda.book(first, CLAIRE, call="one")
    (mine,) = (await agenda.appointments(NUMBER)).found
    await agenda.move(mine, TO, CLAIRE, call="two")
    left = [one for one in notes.noted if one.call == "two"][-2]
    assert left.old is not None and left.old.mark and not left.done, "as a kill leaves it"
    agenda = radicale_house.agenda(settings)
    await agenda.book(first, Client("Paul Petit", None), call="three")

    assert await agenda.resume(left) is Found.MOVED
    assert await agenda.resume(Intent("four", Act.CANCEL, old=old_of(mine))) is Found.CANCELLED
    assert await agenda.is_gone(mine)
    of_before = replace(old_of(mine), written_by=None)
    assert await agenda.resume(Intent("four", Act.CANCEL, old=of_before)) is Found.NOT_CANCELLED, "a person looks"
    assert await starts(radicale_house, calendar) == [OLD, NEW]
