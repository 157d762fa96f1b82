"""What is held and sold, in memory: who gives up an appointment lets go of theirs alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.agenda.practice import PARIS, practice
from vox.agenda.holds import Holds
from vox.agenda.types import Appointment, Opening, Person

NOW = datetime(2026, 11, 30, 8, 5, tzinfo=UTC)
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
LENGTH = timedelta(minutes=20)
OPENING = Opening(AT, AT + LENGTH, "dr-martin", "consultation")


def holds(**service: Any) -> Holds:
    services = {one.id: one for one in practice(service=service).services}
    return Holds(services, PARIS, clock=lambda: NOW, lasts=timedelta(minutes=2))


def appointment(call: str) -> Appointment:
    return Appointment(AT, AT + LENGTH, "dr-martin", "consultation", Person("claire"), "+33639980012", "/1", call=call)


def left(held: Holds) -> list[str]:
    return sorted(one.call for one in held.held("someone", with_own_sold=True).get("dr-martin", ()))


def test_who_gives_a_seat_up_leaves_the_others_theirs() -> None:
    held = holds(seats=3)
    for call in ("one", "two", "two"):
        held.sell(OPENING, call)
    held.keep([OPENING], "three")
    held.forget(appointment("one"))
    assert left(held) == ["three", "two", "two"]
    held.forget(appointment("two"))
    assert left(held) == ["three", "two"], "the other seat of the same call"
    held.forget(appointment(""))
    assert left(held) == ["three", "two"], "staff wrote it: nobody bought it here"


def test_an_appointment_of_one_seat_is_free_at_once_whoever_wrote_it() -> None:
    held = holds()
    held.sell(OPENING, "one")
    held.forget(appointment(""))
    assert left(held) == []
