"""Services made of steps: one appointment, whose pauses are somebody else's; and hours that are kept for some."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from caldav.response import DAVResponse
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.agenda.conftest import House
from tests.agenda.practice import practice, week
from tests.agenda.proxy import Proxy
from vox.agenda.openings import openings, rules_for, without_kept
from vox.agenda.steps import parts_of, pauses_of, read_steps, steps_as_noted, steps_in_words
from vox.agenda.timeline import Timeline
from vox.agenda.types import Busy, Client, Interval, NoOpening, Opening, OpeningTaken, Wishes
from vox.config.services import Step
from vox.language.values import DateWish, TimeWish

MONDAY = datetime(2026, 11, 30, 8, 5, tzinfo=UTC)
AT = datetime(2026, 12, 1, 8, tzinfo=UTC)
"""A Tuesday, 9:00 in Paris."""

MINUTE = timedelta(minutes=1)
NUMBER = "+33639980012"
CLAIRE = Client("Claire Dupont", NUMBER)
COLOUR = [
    {"name": "couleur", "duration": "30 min", "pause": "30 min"},
    {"name": "coupe", "duration": "30 min"},
]
SALON: list[dict[str, Any]] = [
    {"id": "couleur", "name": "couleur", "duration": "90 min", "steps": COLOUR, "step": "30 min"},
    {"id": "coupe", "name": "coupe", "duration": "30 min", "step": "30 min"},
]

lengths = st.integers(1, 40).map(lambda n: n * MINUTE)
pauses = st.integers(0, 40).map(lambda n: n * MINUTE)
steps = st.lists(st.builds(Step, name=st.just("x"), duration=lengths, pause=pauses), min_size=2, max_size=4).map(
    lambda found: (*found[:-1], found[-1].model_copy(update={"pause": timedelta()}))
)


def lasts(made_of: tuple[Step, ...]) -> timedelta:
    return sum((one.duration + one.pause for one in made_of), timedelta())


def worked(start: datetime, made_of: tuple[Step, ...]) -> list[Interval]:
    """When the practitioner is at work, said in the plain words of the rule."""
    found = []
    for one in made_of:
        found.append(Interval(start, start + one.duration))
        start += one.duration + one.pause
    return found


# --- properties ---


@settings(max_examples=300, deadline=None)
@given(made_of=steps, other=steps, at=st.integers(-200, 200))
def test_two_appointments_fit_where_nobody_works_on_both_at_once(
    made_of: tuple[Step, ...], other: tuple[Step, ...], at: int
) -> None:
    """Whichever of the two stood there first."""
    begins = AT + at * MINUTE

    def fits(one: tuple[Step, ...], start: datetime, there: tuple[Step, ...], since: datetime) -> bool:
        end = since + lasts(there)
        busy = Busy(since, end, pauses=pauses_of(there, since, end))
        nothing = timedelta()
        line = Timeline(
            "s", "p", lasts(one), before=nothing, after=nothing, seats=1, busy=[busy], parts=parts_of(one, lasts(one))
        )
        return line.fits(start.timestamp())

    expected = not any(a.overlaps(b) for a in worked(AT, made_of) for b in worked(begins, other))
    assert fits(made_of, AT, other, begins) == expected
    assert fits(other, begins, made_of, AT) == expected


@settings(max_examples=200, deadline=None)
@given(made_of=steps)
def test_parts_and_pauses_make_up_the_whole(made_of: tuple[Step, ...]) -> None:
    end = AT + lasts(made_of)
    parts, free = parts_of(made_of, lasts(made_of)), pauses_of(made_of, AT, end)
    taken = sum((length for _, length in parts), timedelta()) + sum((one.end - one.start for one in free), timedelta())
    assert taken == lasts(made_of)
    assert all(one.start < one.end for one in free)
    assert pauses_of(made_of, AT, end + MINUTE) == (), "staff made it longer: nothing is known of its pauses"


@settings(max_examples=200, deadline=None)
@given(made_of=steps, more=st.integers(0, 1))
def test_an_event_says_its_pauses_for_good(made_of: tuple[Step, ...], more: int) -> None:
    length = lasts(made_of) + more * MINUTE
    read = read_steps(steps_as_noted(made_of, length))
    assert pauses_of(read, AT, AT + length) == pauses_of(made_of, AT, AT + length)


@settings(max_examples=300, deadline=None)
@given(noted=st.text() | st.text("0123456789+ ,;-"))
def test_steps_that_somebody_else_wrote_are_none_or_some(noted: str) -> None:
    assert all(one.duration and one.pause >= timedelta() for one in read_steps(noted))


@settings(max_examples=200, deadline=None)
@given(
    known=st.sampled_from([None, True, False]),
    for_known=st.lists(st.sampled_from(["08:30-10:00", "11:00-12:30", "14:00-15:00"]), unique=True),
    for_new=st.lists(st.sampled_from(["08:30-09:15", "12:00-12:30", "16:00-18:30"]), unique=True),
)
def test_nobody_is_offered_what_is_kept_for_others(
    known: bool | None, for_known: list[str], for_new: list[str]
) -> None:
    kept = {"for_known": {"week": week(tuple(for_known))}, "for_new": {"week": week(tuple(for_new))}}
    base = practice(service={**kept, "duration": "20 min", "horizon": "3 days"})
    rules = rules_for(base, base.services[0], base.practitioners[0])
    free = openings(rules, [], MONDAY)
    left = without_kept(rules, free, known=known)
    others = [*(for_known if known is not True else []), *(for_new if known is not False else [])]

    def is_kept(one: Opening) -> bool:
        start, end = (moment.astimezone(rules.zone).time() for moment in (one.start, one.end))
        spans = [tuple(map(time.fromisoformat, span.split("-"))) for span in others]
        return any(first < end and start < last for first, last in spans)

    assert left == [one for one in free if not is_kept(one)]


# --- what the settings say ---


@pytest.mark.parametrize(
    ("service", "what"),
    [
        ({"duration": "80 min", "steps": COLOUR}, "les étapes et leurs pauses durent 1 h 30"),
        ({"duration": "30 min", "steps": [COLOUR[1]]}, "une seule étape"),
        ({"duration": "60 min", "steps": [COLOUR[1], {**COLOUR[1], "pause": "5 min"}]}, "la dernière étape"),
        ({"duration": "90 min", "steps": COLOUR, "seats": 2}, "une prestation de groupe"),
        ({"for_known": {"week": week(), "closed": ["2026-12-24"]}}, "des heures gardées n'ont pas de jours"),
    ],
)
def test_steps_that_cannot_be_are_refused(service: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        practice(service=service)


def test_days_without_the_service_are_no_absence_of_the_practitioner() -> None:
    base = practice(service={"hours": {"week": week(), "closed": ["2026-12-02"]}, "horizon": "5 days"})
    rules = rules_for(base, base.services[0], base.practitioners[0])
    days = {one.start.astimezone(rules.zone).date() for one in openings(rules, [], MONDAY)}
    assert date(2026, 12, 2) not in days and {date(2026, 12, 1), date(2026, 12, 3)} <= days
    assert rules.hours_present(date(2026, 12, 2))


# --- on a real server ---


def colour(at: datetime = AT) -> Opening:
    return Opening(at, at + 90 * MINUTE, "dr-a", "couleur")


def cut(at: datetime) -> Opening:
    return Opening(at, at + 30 * MINUTE, "dr-a", "coupe")


def salon(**more: Any) -> list[dict[str, Any]]:
    return [{**one, "with": ["dr-a"], **more} for one in SALON]


@pytest.mark.asyncio(loop_scope="module")
async def test_one_event_tells_its_steps_and_its_pause_is_sold(radicale_house: House) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    agenda = house.agenda(house.settings({"dr-a": calendar}, services=salon()))
    await agenda.book(colour(), CLAIRE, call="one")
    (event,) = await house.server.events(calendar)
    assert "Étapes : couleur 30 min, pause 30 min, coupe 30 min" in str(event["DESCRIPTION"])
    for minutes in (0, 15, 45, 60):
        with pytest.raises(OpeningTaken):
            await agenda.book(cut(AT + minutes * MINUTE), CLAIRE, call=f"no-{minutes}")
    assert await agenda.book(cut(AT + 30 * MINUTE), Client("Paul Petit", None), call="two")
    with pytest.raises(OpeningTaken):
        await agenda.book(cut(AT + 30 * MINUTE), CLAIRE, call="three")
    assert len(await house.server.events(calendar)) == 2


@pytest.mark.asyncio(loop_scope="module")
async def test_it_is_placed_around_what_lies_in_its_pause_and_moved_as_a_whole(radicale_house: House) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    await house.server.put_event(calendar, AT + 30 * MINUTE, AT + 60 * MINUTE, "Livraison")
    agenda = house.agenda(house.settings({"dr-a": calendar}, services=salon()))
    at_nine = Wishes("couleur", days=DateWish(days=(date(2026, 12, 1),)), times=TimeWish(exact=time(9)))
    offer = await agenda.find(at_nine, call="one")
    assert offer.exactly
    await agenda.book(offer.openings[0], CLAIRE, call="one")
    (mine,) = (await agenda.appointments(NUMBER)).found
    moved = await agenda.move(mine, colour(AT + 180 * MINUTE), CLAIRE, call="two")
    events = {str(one["SUMMARY"]): one for one in await house.server.events(calendar)}
    assert set(events) == {"Livraison", "couleur – Claire Dupont"}
    event = events["couleur – Claire Dupont"]
    assert (event.start, event.end) == (moved.opening.start, moved.opening.end)
    assert int(str(event["SEQUENCE"])) == 1 and event["X-VOX-INVITATION"], "its client's calendar knows it again"
    (again,) = (await agenda.appointments(NUMBER)).found
    assert (again.invitation, again.sequence) == (mine.invitation, 1)
    await agenda.cancel(again)
    assert [str(one["SUMMARY"]) for one in await house.server.events(calendar)] == ["Livraison"]


@pytest.mark.asyncio(loop_scope="module")
async def test_other_steps_in_the_file_change_nothing_of_what_is_booked(radicale_house: House) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    await house.agenda(house.settings({"dr-a": calendar}, services=salon())).book(colour(), CLAIRE, call="one")
    (event,) = await house.server.events(calendar)
    assert event["X-VOX-STEPS"] == "30+30 30"
    others = [{**COLOUR[0], "duration": "15 min"}, {**COLOUR[1], "duration": "45 min"}]
    changed = [{**salon()[0], "steps": others}, salon()[1]]
    agenda = house.agenda(house.settings({"dr-a": calendar}, services=changed))
    with pytest.raises(OpeningTaken):
        await agenda.book(cut(AT + 15 * MINUTE), CLAIRE, call="no")
    await agenda.book(cut(AT + 30 * MINUTE), Client("Paul Petit", None), call="two")
    # Its new time is found by the steps of today: it says those.
    (mine,) = (await agenda.appointments(NUMBER)).found
    later = AT + 180 * MINUTE
    await agenda.move(mine, colour(later), CLAIRE, call="three")
    (_, event) = await house.server.events(calendar)
    assert event["X-VOX-STEPS"] == "15+30 45"
    assert str(event["DESCRIPTION"]).count("Étapes : couleur 15 min, pause 30 min, coupe 45 min") == 1
    await agenda.book(cut(later + 15 * MINUTE), Client("Paul Petit", None), call="four")


@pytest.mark.asyncio(loop_scope="module")
async def test_who_says_no_steps_has_no_pause(radicale_house: House) -> None:
    """Booked before events said them, or written by staff."""
    house = radicale_house
    calendar = await house.new_calendar()
    more = {"description": NUMBER, "x-vox-service": "couleur"}
    await house.server.put_event(calendar, AT, AT + 90 * MINUTE, "Claire Dupont", **more)
    agenda = house.agenda(house.settings({"dr-a": calendar}, services=salon()))
    with pytest.raises(OpeningTaken):
        await agenda.book(cut(AT + 30 * MINUTE), Client("Paul Petit", None), call="one")


@pytest.mark.asyncio(loop_scope="module")
async def test_a_pause_frees_no_room(radicale_house: House) -> None:
    house = radicale_house
    calendar, room = await house.new_calendar(), await house.new_calendar()
    agenda = house.agenda(
        house.settings({"dr-a": calendar}, resources={"bac": house.address(room)}, services=salon(needs=["bac"]))
    )
    await agenda.book(colour(), CLAIRE, call="one")
    with pytest.raises(OpeningTaken):
        await agenda.book(cut(AT + 30 * MINUTE), Client("Paul Petit", None), call="two")


@pytest.mark.asyncio(loop_scope="module")
async def test_what_is_kept_is_said_and_an_appointment_of_the_past_makes_known(radicale_house: House) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    kept = {"for_known": {"week": week()}}
    agenda = house.agenda(house.settings({"dr-a": calendar}, service=kept))
    wishes = Wishes("consultation", days=DateWish(days=(date(2026, 12, 2),)), known=False)
    offer = await agenda.find(wishes, call="one")
    assert (offer.exactly, offer.reason, offer.openings) == (False, NoOpening.KEPT, ())
    assert not await agenda.has_come(NUMBER)
    past = AT - timedelta(days=200)
    await house.server.put_event(calendar, past, past + 20 * MINUTE, "Claire Dupont", description="06 39 98 00 12")
    assert await agenda.has_come(NUMBER)
    assert not await agenda.has_come("+33639980013")
    known = Wishes("consultation", days=DateWish(days=(date(2026, 12, 2),)), known=True)
    assert (await agenda.find(known, call="two")).exactly


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("days", "asked"), [(10, 1), (183, 1), (200, 2), (729, 4), (731, 4)])
async def test_the_past_is_asked_for_bit_by_bit(radicale_house: House, proxy: Proxy, days: int, asked: int) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    past = MONDAY - timedelta(days=days)
    await house.server.put_event(calendar, past, past + 20 * MINUTE, "Claire Dupont", description=NUMBER)
    agenda = house.agenda(house.settings({"dr-a": house.address(calendar, through=proxy)}))
    assert not await agenda.has_come("+33639980013")  # and the server said which authentication it wants
    proxy.seen.clear()
    assert await agenda.has_come(NUMBER) is (days < 730)
    assert proxy.seen == ["REPORT"] * asked


@pytest.mark.asyncio(loop_scope="module")
async def test_a_long_answer_is_read_beside_the_calls(radicale_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house = radicale_house
    calendar = await house.new_calendar()
    for number in range(25):
        at = AT - timedelta(days=number + 1)
        await house.server.put_event(calendar, at, at + 20 * MINUTE, f"Client {number}")
    readers: list[threading.Thread] = []
    parse = DAVResponse.parse_calendar_query

    def watched(self: DAVResponse) -> Any:
        readers.append(threading.current_thread())
        return parse(self)

    monkeypatch.setattr(DAVResponse, "parse_calendar_query", watched)
    assert not await house.agenda(house.settings({"dr-a": calendar})).has_come(NUMBER)
    assert readers[0] is not threading.main_thread()
    assert readers[-1] is threading.main_thread(), "of a short one"


def test_steps_are_told_without_hours() -> None:
    (colour_, _) = practice(services=salon(), calendars={"dr-a": "http://127.0.0.1:9/"}).services
    assert steps_in_words(colour_) == "couleur 30 min, pause 30 min, coupe 30 min"
