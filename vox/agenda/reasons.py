"""Why nothing suits a caller's wish, so that Vox can say it instead of a bare no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from vox.agenda.openings import Rules, exists_once, midnight, starts_on
from vox.agenda.types import Busy, NoOpening, Wishes
from vox.config.hours import TimeRange
from vox.language.values import TimeWish

_ORDER = (
    NoOpening.PAST,
    NoOpening.TOO_FAR,
    NoOpening.CLOSED,
    NoOpening.HOLIDAY,
    NoOpening.ABSENT,
    NoOpening.NOT_GIVEN,
    NoOpening.TOO_SOON,
    NoOpening.FULL,
)
"""How near a day came to an opening: where several days were wished, the one that came nearest tells why."""

_DAY = timedelta(days=1)


def why_nothing(
    wishes: Wishes, rules: Sequence[Rules], busy: Mapping[str, Sequence[Busy]], now: datetime
) -> tuple[NoOpening, date | None]:
    """The reason why no opening suits, and the day that it is about where exactly one day was wished.

    rules: of each practitioner wanted, at least one. busy: by practitioner. Holds for wishes that nothing suits.
    """
    zone = rules[0].zone
    today = now.astimezone(zone).date()
    horizon = (now + rules[0].horizon).astimezone(zone).date()
    farthest = min(horizon, rules[0].last_day or date.max)
    wished = _wished_days(wishes, today, farthest)
    if not wished:
        over = wishes.days.last is not None and wishes.days.last < today
        if not over and rules[0].is_over(horizon):
            return NoOpening.NOT_GIVEN, None
        return (NoOpening.PAST if over else NoOpening.TOO_FAR), None
    reasons = {day: _reason(day, wishes.times, rules, busy, now) for day in wished}
    nearest = max(reasons.values(), key=lambda found: _ORDER.index(found[0]))
    reason, about_day = nearest
    return reason, wished[0] if about_day and len(wished) == 1 else None


def _wished_days(wishes: Wishes, today: date, farthest: date) -> Sequence[date]:
    if wishes.days.days:
        return sorted(day for day in set(wishes.days.days) if wishes.days.suits(day))
    days = ((today + _DAY * ahead) for ahead in range((farthest - today).days + 1))
    found = [day for day in days if wishes.days.suits(day)]
    one_day = wishes.days.first is not None and wishes.days.first == wishes.days.last
    return found or ([wishes.days.first] if one_day and wishes.days.first is not None else [])


def _reason(
    day: date, times: TimeWish, rules: Sequence[Rules], busy: Mapping[str, Sequence[Busy]], now: datetime
) -> tuple[NoOpening, bool]:
    """Why nothing suits on that day, and whether the reason is about the whole day rather than the wished hour."""
    zone = rules[0].zone
    if day < now.astimezone(zone).date():
        return NoOpening.PAST, True
    if rules[0].is_over(day):
        return NoOpening.NOT_GIVEN, True
    if rules[0].is_too_far(day, now):
        return NoOpening.TOO_FAR, True
    if day.weekday() not in rules[0].weekdays:
        return NoOpening.CLOSED, True
    if rules[0].is_closed(day):
        return NoOpening.HOLIDAY, True
    present = [
        one for one in rules if one.hours_present(day) and not _is_absent(one, day, busy.get(one.practitioner, ()))
    ]
    if not present:
        return NoOpening.ABSENT, True
    there = [one for one in present if one.hours(day)]
    if not there:
        return NoOpening.NOT_GIVEN, True
    if not any(_is_in_hours(one.hours(day), day, times, zone) for one in there):
        otherwise = any(_is_in_hours(one.hours_present(day), day, times, zone) for one in present)
        return (NoOpening.NOT_GIVEN if otherwise else NoOpening.CLOSED), False
    starts = [start for one in there for start in starts_on(one, day) if times.suits(start.astimezone(zone).time())]
    if starts and max(starts) <= now:
        return NoOpening.PAST, True
    if starts and max(starts) < now + rules[0].notice:
        return NoOpening.TOO_SOON, True
    if starts and min(starts) > now + rules[0].horizon:
        return NoOpening.TOO_FAR, True
    counted_out = not any(one.count(busy.get(one.practitioner, ())).allows(day) for one in there)
    return NoOpening.FULL, counted_out or times == TimeWish()


def _is_absent(rules: Rules, day: date, busy: Iterable[Busy]) -> bool:
    """Away by the configuration, or a single event fills the day from midnight to midnight."""
    starts, ends = midnight(day, rules.zone), midnight(day + _DAY, rules.zone)
    return rules.is_away(day) or any(one.start <= starts and ends <= one.end for one in busy)


def _is_in_hours(hours: Iterable[TimeRange], day: date, times: TimeWish, zone: ZoneInfo) -> bool:
    if times.exact is not None and not exists_once(datetime.combine(day, times.exact, zone)):
        return False
    return any(_meets(times, one.start, one.end) for one in hours)


def _meets(times: TimeWish, start: time, end: time) -> bool:
    if times.exact is not None:
        return start <= times.exact < end
    return (times.first is None or times.first < end) and (times.last is None or start < times.last)
