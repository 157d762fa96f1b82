"""A write without an answer: nothing is promised, and what became of it is found out, during the call and after."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.dialogue.room import Call, Says
from tests.dialogue.test_own_data import AT_ONCE, ERASE, PaperData
from vox.agenda.types import Booking, CalendarUnavailable, Client, Opening
from vox.dialogue.flows import second_look
from vox.records.summary import Outcome

SCRIPT = """
    > book; service=consultation; practitioner=docteur Martin; date=jeudi; time=matin
    [choice]
    > choice=premier
    [name]
    > name=Claire Dupont
    [phone]
    > yes
    [confirm]
    > yes
    [more] je ne peux pas vous confirmer / transmis
"""


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_look, "AFTER_S", (0.0, 0.01, 0.02))


class Looks:
    """What the calendar answers, look by look."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.whose: list[str] = []

    async def look(self, opening: Opening, *, call: str, client: Client | None = None) -> Booking | None:
        self.whose.append(client.name if client else "")
        answer = self.answers.pop(0) if self.answers else ""
        if answer == "down":
            raise CalendarUnavailable("on strike")
        if answer == "there":
            return Booking(opening, Client("Claire Dupont", "+33639980012"), href="/1.ics", uid=call)
        return None


def uncertain(*answers: str, **more: Any) -> Call:
    call = Call(understanding=Says(), **more)
    call.calendars["dr-martin"].at_write = "uncertain"
    call.calendars["dr-martin"].look = Looks(*answers).look  # type: ignore[method-assign]
    return call


async def ended(call: Call) -> tuple[str, str]:
    """The summary when the call ends, and after what was found out."""
    await call.hear("goodbye")
    first = call.conversation.close()
    assert first is not None
    settled = await call.conversation.settle()
    return first.text, settled.text if settled else ""


async def test_found_after_the_call_the_staff_learns_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_look, "AFTER_S", (0.05, 0.1, 0.2))
    call = uncertain("", "there")
    await call.play(SCRIPT)
    first, then = await ended(call)
    assert "vérifier si le rendez-vous y est" in first
    assert "le rendez-vous y est bien. Le confirmer à la personne" in then
    assert "Rendez-vous pris : consultation" in then
    assert call.conversation.outcomes == (Outcome.MESSAGE, Outcome.BOOKED)


async def test_it_is_the_callers_own_seat_that_is_looked_for() -> None:
    call, looks = uncertain(), Looks("there")
    call.calendars["dr-martin"].look = looks.look  # type: ignore[method-assign]
    await call.play(SCRIPT)
    await ended(call)
    assert looks.whose == ["Claire Dupont"]


async def test_not_there_at_the_last_look_the_staff_learns_that_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_look, "AFTER_S", (0.05, 0.1, 0.2))
    call = uncertain("", "down", "")
    await call.play(SCRIPT)
    _, then = await ended(call)
    assert "n'y est pas" in then
    assert call.conversation.outcomes == (Outcome.MESSAGE,)


async def test_a_calendar_that_stays_away_leaves_the_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_look, "AFTER_S", (0.05, 0.1, 0.2))
    call = uncertain("down", "down", "down")
    await call.play(SCRIPT)
    first, then = await ended(call)
    assert "vérifier si le rendez-vous y est" in first
    assert then == ""


async def test_found_while_the_caller_is_there_it_is_said_once() -> None:
    call = uncertain("there")
    await call.play(SCRIPT)
    await asyncio.sleep(0.05)
    await call.play("""
        > faq price
        [more] l'agenda a fini par répondre / c'est fait / jeudi 3 décembre / trente euros
        > faq parking
        [more] !fini par répondre
        > no
        [end]
    """)
    summary = call.conversation.close()
    assert summary is not None
    assert "La personne le sait" in summary.text
    assert await call.conversation.settle() is None


@pytest.mark.promise
async def test_found_after_the_caller_had_all_erased_it_is_told_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_look, "AFTER_S", (0.2, 0.3, 0.4))
    call = uncertain("", "there", own_data=PaperData(), settings=AT_ONCE)
    await call.play(SCRIPT)
    await call.play(f"> {ERASE}\n[confirm]\n> oui\n[more] c'est fait")
    await call.hear("goodbye")
    first = call.conversation.close()
    assert first is not None
    settled = await call.conversation.settle()
    assert call.conversation._desk.ledger.bookings, "it was found"
    assert call.conversation.bookings == () and call.conversation.notices == ()
    for summary in (first, settled or first):
        assert "Dupont" not in summary.text and "Rendez-vous pris" not in summary.text
        assert summary.messages == ()


async def test_nothing_runs_after_the_call() -> None:
    call = uncertain("", "", "")
    before = asyncio.all_tasks()
    await call.play(SCRIPT)
    await call.hear("goodbye")
    call.conversation.close()
    await asyncio.sleep(0)
    assert asyncio.all_tasks() - before == set()
    assert await call.conversation.settle() is not None
