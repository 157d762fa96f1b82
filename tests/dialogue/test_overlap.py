"""What is announced stands; that somebody else wrote at the same time, or that it is gone, the staff learns."""

from __future__ import annotations

import asyncio

import pytest

from tests.dialogue.room import NUMBER, Call, Says
from tests.dialogue.test_own_data import AT_ONCE, ERASE, PaperData
from tests.dialogue.test_second_look import SCRIPT
from vox.agenda.overlap import Standing
from vox.agenda.types import Appointment, Booking, CalendarUnavailable, Interval, Person
from vox.dialogue.flows import overlap
from vox.records.summary import Outcome, Summary


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlap, "AFTER_S", (0.05, 0.1))


async def booked() -> Call:
    call = Call(understanding=Says())
    await call.play(SCRIPT.replace("je ne peux pas vous confirmer / transmis", "c'est fait"))
    return call


async def after(call: Call) -> Summary | None:
    """The summary as it is amended after the call; None where nothing was to be told."""
    await call.hear("goodbye")
    assert call.conversation.close() is not None
    assert not call.conversation.unsettled, "no letter waits for this"
    return await call.conversation.settle()


async def test_who_wrote_at_the_same_time_is_seen_and_the_staff_told() -> None:
    call = await booked()
    martin = call.calendars["dr-martin"]
    taken = martin.events[-1]
    martin.events.append(Interval(taken.start, taken.end))
    summary = await after(call)
    assert summary is not None
    (message,) = summary.messages
    assert "Deux rendez-vous en même temps" in message.text
    assert "jeudi 3 décembre" in message.text
    assert (message.for_, message.name) == ("dr-martin", "Claire Dupont")
    assert summary.outcomes == (Outcome.BOOKED, Outcome.MESSAGE)


async def test_an_appointment_that_is_gone_is_missed() -> None:
    call = await booked()
    call.calendars["dr-martin"].events.pop()
    summary = await after(call)
    assert summary is not None
    assert "n'est plus dans l'agenda" in summary.messages[0].text


async def test_alone_it_is_nobodys_business() -> None:
    assert await after(await booked()) is None


async def test_a_calendar_that_is_away_frightens_nobody() -> None:
    call = await booked()
    call.calendars["dr-martin"].down = True
    assert await after(call) is None


async def test_a_calendar_that_is_back_is_looked_at_then(monkeypatch: pytest.MonkeyPatch) -> None:
    call = await booked()
    call.calendars["dr-martin"].events.pop()
    looks: list[bool] = []

    async def standing(booking: Booking, *, call: str) -> Standing:
        looks.append(True)
        if len(looks) == 1:
            raise CalendarUnavailable("on strike")
        return Standing.GONE

    monkeypatch.setattr(call.conversation._desk.agenda, "standing", standing)
    assert await after(call) is not None
    assert len(looks) == 2


async def test_what_the_caller_gave_up_is_not_missed() -> None:
    call = await booked()
    opening = call.calendars["dr-martin"].booked[0].opening
    call.calendars["dr-martin"].events.pop()
    own = Appointment(opening.start, opening.end, "dr-martin", opening.service, Person(""), NUMBER, href="/1.ics")
    call.conversation._desk.ledger.cancelled(own, "Claire Dupont")
    assert await after(call) is None


async def test_of_who_opposes_nothing_is_told() -> None:
    call = await booked()
    call.calendars["dr-martin"].events.pop()
    await call.hear("opposition")
    assert call.conversation.close() is None
    assert await call.conversation.settle() is None


@pytest.mark.promise
async def test_of_who_had_all_erased_the_staff_learns_only_which_appointment() -> None:
    call = Call(understanding=Says(), own_data=PaperData(), settings=AT_ONCE)
    await call.play(SCRIPT.replace("je ne peux pas vous confirmer / transmis", "c'est fait"))
    await call.play(f"> {ERASE}\n[confirm]\n> oui\n[more] c'est fait")
    call.calendars["dr-martin"].events.pop()
    summary = await after(call)
    assert summary is not None
    (message,) = summary.messages
    assert "n'est plus dans l'agenda" in message.text
    assert (message.for_, message.name, message.phone) == ("dr-martin", "", None)
    assert "Dupont" not in summary.text and NUMBER[-4:] not in summary.text.replace(" ", "")


async def test_nothing_runs_after_the_call() -> None:
    before = asyncio.all_tasks()
    call = await booked()
    call.conversation.close()
    await asyncio.sleep(0)
    assert asyncio.all_tasks() - before == set()
