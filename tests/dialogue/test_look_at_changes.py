"""A change without an answer: what became of it is found out, told to the caller who is there, and to staff."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.dialogue.room import SETTINGS, Call
from tests.dialogue.test_own_data import AT_ONCE, ERASE, PaperData
from vox.config.policy import Verification
from vox.dialogue.flows import second_look
from vox.records.summary import Outcome, Summary

SOON = (0.0, 0.01, 0.02)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_look, "AFTER_S", SOON)


async def cancelling(**more: Any) -> Call:
    """A call at the moment in which the calendar did not say whether it deleted."""
    call = Call(**more)
    call.has("dr-martin", "2026-12-03 10:00")
    await call.hear("je voudrais annuler mon rendez-vous")
    call.calendars["dr-martin"].at_cancel = "uncertain"
    answer = await call.hear("oui")
    assert "confirmer l'annulation" in answer
    return call


async def test_cancelled_after_all_but_the_caller_had_all_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_look, "AFTER_S", (0.2, 0.3, 0.4))
    call = await cancelling(own_data=PaperData(), settings=AT_ONCE)
    await call.hear("Claire Dupont")
    await call.hear(ERASE)
    assert "c'est fait" in (await call.hear("oui")).casefold()
    call.calendars["dr-martin"].own.clear()
    ended(call)
    await call.conversation.settle()
    assert call.conversation._desk.ledger.changes, "it was found"
    summary = ended(call)
    assert "Rendez-vous annulé" not in summary.text and "Dupont" not in summary.text
    assert call.conversation.notices == ()


async def moving(*, at_write: str = "", at_cancel: str = "") -> Call:
    call = Call(settings=SETTINGS.model_copy(update={"verification": Verification(move="number")}))
    call.has("dr-martin", "2026-12-03 10:00")
    await call.hear("je voudrais déplacer mon rendez-vous")
    await call.hear("vendredi à 11 heures")
    call.calendars["dr-martin"].at_write = at_write
    call.calendars["dr-martin"].at_cancel = at_cancel
    await call.hear("oui")
    return call


async def looked() -> None:
    """Until the looks are over."""
    await asyncio.gather(*(one for one in asyncio.all_tasks() if one.get_name() == "second look"))


def ended(call: Call) -> Summary:
    summary = call.conversation.close()
    assert summary is not None
    return summary


async def test_cancelled_after_all_and_the_caller_hears_it() -> None:
    call = await cancelling()
    call.calendars["dr-martin"].own.clear()
    await looked()
    answer = await call.hear("Claire Dupont")
    assert "L'agenda a fini par répondre." in answer
    assert "est annulé" in answer
    summary = ended(call)
    assert summary.outcomes == (Outcome.MESSAGE, Outcome.CANCELLED)
    assert "bien annulé. La personne le sait." in summary.messages[0].text


async def test_cancelled_after_all_but_nobody_is_there_to_hear_it() -> None:
    call = await cancelling()
    call.calendars["dr-martin"].own.clear()
    ended(call)
    summary = await call.conversation.settle()
    assert summary is not None
    assert "bien annulé. Le confirmer à la personne." in summary.messages[0].text


async def test_not_cancelled_and_staff_know() -> None:
    call = await cancelling()
    await looked()
    answer = await call.hear("Claire Dupont")
    assert "est annulé" not in answer
    summary = ended(call)
    assert summary.outcomes == (Outcome.MESSAGE,)
    assert "le rendez-vous y est encore" in summary.messages[0].text


async def test_a_calendar_that_stays_silent_leaves_staff_to_look() -> None:
    call = await cancelling()
    call.calendars["dr-martin"].down = True
    await looked()
    assert "vérifier s'il y est encore" in ended(call).messages[0].text


async def test_the_old_one_is_given_up_after_all() -> None:
    call = await moving(at_cancel="down")
    assert call.own == ["dr-martin 2026-12-03 10:00"]
    await looked()
    assert call.own == []
    answer = await call.hear("merci")
    assert "Le rendez-vous, jeudi 3 décembre, à 10 h, est annulé" in answer
    summary = ended(call)
    assert summary.outcomes == (Outcome.BOOKED, Outcome.MESSAGE)
    assert "L'ancien a été retiré ensuite. La personne le sait." in summary.messages[0].text


async def test_the_old_one_stays_and_staff_know() -> None:
    call = await moving(at_cancel="down")
    call.calendars["dr-martin"].down = True
    await looked()
    assert call.own == ["dr-martin 2026-12-03 10:00"]
    assert "peut-être encore dans l'agenda : le retirer" in ended(call).messages[0].text


async def test_the_new_one_does_not_stand() -> None:
    call = await moving(at_write="uncertain")
    await looked()
    assert call.own == ["dr-martin 2026-12-03 10:00"]
    assert "le nouveau n'y est pas, l'ancien reste" in ended(call).messages[0].text
