"""Why nothing suits: a table, by a practice that is open Monday to Friday and has one doctor away."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.agenda.practice import paris, practice, week
from vox.agenda.openings import rules_for
from vox.agenda.reasons import why_nothing
from vox.agenda.types import Busy, NoOpening, Wishes
from vox.language.values import DateWish, TimeWish

NOW = datetime(2026, 11, 30, 8, 5, tzinfo=UTC)  # a Monday, 09:05 in Paris
FULL_DAY = Busy(paris("2026-12-01T07:00"), paris("2026-12-01T20:00"))
ALL_DAY = Busy(paris("2026-12-02T00:00"), paris("2026-12-03T00:00"))


def why(
    days: DateWish, times: TimeWish | None = None, *, practitioner: str | None = None, notice: str = "2 h"
) -> tuple[NoOpening, date | None]:
    settings = practice(
        {"dr-a": "http://127.0.0.1:9/", "dr-b": "http://127.0.0.1:9/"},
        hours={"closed": ["2026-12-24..2026-12-31"]},
        service={"notice": notice, "horizon": "60 days"},
    )
    away = settings.practitioners[1].model_copy(
        update={"closed": practice(hours={"closed": ["2026-12-04"]}).hours.closed}
    )
    rules = [rules_for(settings, settings.services[0], one) for one in (settings.practitioners[0], away)]
    wanted = [one for one in rules if practitioner in (None, one.practitioner)]
    busy = {"dr-a": [FULL_DAY], "dr-b": [FULL_DAY, ALL_DAY]}
    return why_nothing(Wishes("consultation", practitioner, days, times or TimeWish()), wanted, busy, NOW)


def one_day(day: str) -> DateWish:
    return DateWish(days=(date.fromisoformat(day),))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-11-27", NoOpening.PAST),
        ("2026-12-06", NoOpening.CLOSED),  # a Sunday
        ("2026-12-24", NoOpening.HOLIDAY),  # a closure of the house
        ("2026-12-25", NoOpening.HOLIDAY),
        ("2027-01-01", NoOpening.HOLIDAY),
        ("2026-12-01", NoOpening.FULL),
        ("2027-06-01", NoOpening.TOO_FAR),
    ],
)
def test_one_day(day: str, reason: NoOpening) -> None:
    assert why(one_day(day)) == (reason, date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-12-02", "2026-12-04"])
def test_an_all_day_event_is_an_absence_like_a_configured_one(day: str) -> None:
    assert why(one_day(day), practitioner="dr-b") == (NoOpening.ABSENT, date.fromisoformat(day))


def test_a_long_event_that_leaves_the_night_is_a_full_day() -> None:
    assert why(one_day("2026-12-01"), practitioner="dr-a")[0] is NoOpening.FULL


def test_a_day_on_which_the_practitioner_does_not_work_is_an_absence_not_a_closure() -> None:
    settings = practice(practitioner={"hours": {"week": week(days=2)}})
    rules = [rules_for(settings, settings.services[0], settings.practitioners[0])]
    wishes = Wishes("consultation", days=one_day("2026-12-03"))
    assert why_nothing(wishes, rules, {}, NOW) == (NoOpening.ABSENT, date(2026, 12, 3))


@pytest.mark.parametrize(
    ("day", "times", "reason", "about_day"),
    [
        ("2026-12-03", TimeWish(), NoOpening.NOT_GIVEN, True),  # the practitioner is there, without this service
        ("2026-12-01", TimeWish(exact=time(15)), NoOpening.NOT_GIVEN, False),
        ("2026-12-01", TimeWish(exact=time(21)), NoOpening.CLOSED, False),
        ("2026-12-04", TimeWish(), NoOpening.ABSENT, True),
        ("2026-12-06", TimeWish(), NoOpening.CLOSED, True),
        ("2026-12-01", TimeWish(exact=time(9)), NoOpening.FULL, False),
    ],
)
def test_a_service_with_hours_of_its_own_is_not_given_outside_them(
    day: str, times: TimeWish, reason: NoOpening, about_day: bool
) -> None:
    settings = practice(
        practitioner={"hours": {"week": week(days=4)}}, service={"hours": {"week": week(("08:30-10:30",), days=2)}}
    )
    rules = [rules_for(settings, settings.services[0], settings.practitioners[0])]
    wished = date.fromisoformat(day)
    busy = {"dr-martin": [FULL_DAY]}
    found = why_nothing(Wishes("consultation", days=DateWish(days=(wished,)), times=times), rules, busy, NOW)
    assert found == (reason, wished if about_day else None)


def test_too_soon_for_the_notice() -> None:
    assert why(one_day("2026-11-30"), TimeWish(exact=time(10))) == (NoOpening.TOO_SOON, date(2026, 11, 30))
    assert why(one_day("2026-12-03"), notice="5 days")[0] is NoOpening.TOO_SOON


def test_an_hour_of_today_that_is_over_is_past() -> None:
    assert why(one_day("2026-11-30"), TimeWish(exact=time(8, 30)))[0] is NoOpening.PAST


@pytest.mark.parametrize("times", [TimeWish(exact=time(22)), TimeWish(exact=time(13)), TimeWish(first=time(19))])
def test_an_hour_at_which_the_house_is_closed_is_about_the_hour(times: TimeWish) -> None:
    assert why(one_day("2026-12-03"), times) == (NoOpening.CLOSED, None)


def test_an_hour_within_a_full_day_is_about_the_hour() -> None:
    assert why(one_day("2026-12-01"), TimeWish(exact=time(10))) == (NoOpening.FULL, None)


def test_hour_in_the_dst_hole_is_no_time_at_all() -> None:
    """02:30 on 2027-03-28 does not exist, even for who is open at night."""
    settings = practice(hours={"week": week(("00:00-23:00",), days=7)})
    rules = [rules_for(settings, settings.services[0], settings.practitioners[0])]
    wishes = Wishes("consultation", days=one_day("2027-03-28"), times=TimeWish(exact=time(2, 30)))
    assert why_nothing(wishes, rules, {}, datetime(2027, 3, 27, 8, tzinfo=UTC)) == (NoOpening.CLOSED, None)


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        (DateWish(last=date(2026, 11, 1)), NoOpening.PAST),
        (DateWish(first=date(2027, 8, 1)), NoOpening.TOO_FAR),
        (DateWish(weekdays=frozenset({5, 6})), NoOpening.CLOSED),
        (DateWish(first=date(2026, 12, 24), last=date(2026, 12, 28)), NoOpening.HOLIDAY),
        # The day that came nearest to an opening tells why.
        (DateWish(days=(date(2026, 11, 20), date(2026, 12, 1), date(2026, 12, 6))), NoOpening.FULL),
    ],
)
def test_several_days_have_one_reason_and_no_day(days: DateWish, reason: NoOpening) -> None:
    assert why(days) == (reason, None)


def test_every_wish_that_nothing_suits_has_a_reason() -> None:
    for offset in range(-10, 100):
        for times in (TimeWish(), TimeWish(exact=time(10)), TimeWish(first=time(12)), TimeWish(last=time(9))):
            day = date(2026, 11, 30) + timedelta(days=offset)
            reason, about = why(DateWish(days=(day,)), times)
            assert isinstance(reason, NoOpening)
            assert about in (None, day)
