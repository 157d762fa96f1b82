"""What busy time is read from real servers: repetitions, all-day, floating, free, and only intervals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.agenda.conftest import House
from tests.agenda.practice import PARIS
from vox.agenda.types import Busy, Interval
from vox.bench import zones

pytestmark = pytest.mark.asyncio(loop_scope="module")


def calendar_object(*events: str, zone: str = "") -> str:
    lines = "".join(
        f"BEGIN:VEVENT\nUID:one\nDTSTAMP:20261101T000000Z\n{event.strip()}\nEND:VEVENT\n" for event in events
    )
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//A human//FR\n{zone}{lines}END:VCALENDAR\n"
    return text.replace("\n", "\r\n")


async def busy(
    house: House, text: str, start: str = "2026-12-01", days: int = 7, zone: str = "Europe/Paris"
) -> list[str]:
    """The busy time of one object in a window, as `day start-end` of the wall clock."""
    calendar = await house.new_calendar()
    await house.server.put(calendar, "one", text)
    begins = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone))
    found = await house.calendar(house.settings({"dr-a": calendar}, timezone=zone)).busy(
        Interval(begins.astimezone(UTC), begins.astimezone(UTC) + timedelta(days=days))
    )
    assert all(type(one) is Busy and one.start.tzinfo is UTC for one in found)
    local = [(one.start.astimezone(ZoneInfo(zone)), one.end.astimezone(ZoneInfo(zone))) for one in found]
    return [f"{a:%m-%d %H:%M}-{b:%H:%M}" for a, b in local]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART:20261201T090000Z\nDTEND:20261201T093000Z", ["12-01 10:00-10:30"]),
        ("DTSTART;TZID=Europe/Paris:20261201T090000\nDTEND;TZID=Europe/Paris:20261201T093000", ["12-01 09:00-09:30"]),
        ("DTSTART;TZID=America/New_York:20261201T090000\nDURATION:PT30M", ["12-01 15:00-15:30"]),
        ("DTSTART:20261201T090000\nDTEND:20261201T093000", ["12-01 09:00-09:30"]),  # floating
        ("DTSTART;VALUE=DATE:20261202", ["12-02 00:00-00:00"]),
        ("DTSTART;VALUE=DATE:20261202\nDTEND;VALUE=DATE:20261204", ["12-02 00:00-00:00"]),
        ("DTSTART:20261201T090000Z\nDTEND:20261201T093000Z\nSTATUS:CANCELLED", []),
        ("DTSTART:20261201T090000Z\nDTEND:20261201T093000Z\nTRANSP:TRANSPARENT", []),
        ("DTSTART;VALUE=DATE:20261202\nTRANSP:TRANSPARENT", []),  # a birthday
        ("DTSTART:20261201T090000Z\nDTEND:20261201T093000Z\nSTATUS:TENTATIVE", ["12-01 10:00-10:30"]),
        ("DTSTART:20261201T090000Z\nDTEND:20261201T093000Z\nTRANSP:OPAQUE", ["12-01 10:00-10:30"]),
        # Begun before the window: a night duty.
        ("DTSTART:20261130T200000Z\nDTEND:20261201T060000Z", ["11-30 21:00-07:00"]),
    ],
)
async def test_one_event(house: House, event: str, expected: list[str]) -> None:
    assert await busy(house, calendar_object(event)) == expected


async def test_an_all_day_event_fills_the_organizations_day_not_that_of_greenwich(house: House) -> None:
    event = calendar_object("DTSTART;VALUE=DATE:20261202")
    assert await busy(house, event, zone="Indian/Reunion") == ["12-02 00:00-00:00"]
    assert await busy(house, event, zone="America/Guadeloupe") == ["12-02 00:00-00:00"]


async def test_a_repetition_across_dst_with_a_skipped_and_a_moved_occurrence(house: House) -> None:
    text = calendar_object(
        "DTSTART;TZID=Europe/Paris:20270301T090000\nDTEND;TZID=Europe/Paris:20270301T100000\n"
        "RRULE:FREQ=WEEKLY;COUNT=8\nEXDATE;TZID=Europe/Paris:20270315T090000",
        "RECURRENCE-ID;TZID=Europe/Paris:20270329T090000\nDTSTART;TZID=Europe/Paris:20270330T140000\n"
        "DTEND;TZID=Europe/Paris:20270330T150000",
        zone=zones.PARIS,
    )
    assert await busy(house, text, "2027-03-08", 36) == [
        "03-08 09:00-10:00",
        "03-22 09:00-10:00",
        "03-30 14:00-15:00",
        "04-05 09:00-10:00",
        "04-12 09:00-10:00",
    ]


async def test_an_occurrence_that_was_cancelled_is_free_and_the_others_are_not(house: House) -> None:
    text = calendar_object(
        "DTSTART;TZID=Europe/Paris:20261201T090000\nDTEND;TZID=Europe/Paris:20261201T100000\nRRULE:FREQ=DAILY;COUNT=3",
        "RECURRENCE-ID;TZID=Europe/Paris:20261202T090000\nDTSTART;TZID=Europe/Paris:20261202T090000\n"
        "DTEND;TZID=Europe/Paris:20261202T100000\nSTATUS:CANCELLED",
        zone=zones.PARIS,
    )
    assert await busy(house, text) == ["12-01 09:00-10:00", "12-03 09:00-10:00"]


async def test_a_repeated_all_day_event(house: House) -> None:
    text = calendar_object("DTSTART;VALUE=DATE:20261105\nRRULE:FREQ=WEEKLY;BYDAY=TH")
    assert await busy(house, text, days=14) == ["12-03 00:00-00:00", "12-10 00:00-00:00"]


async def test_an_event_of_ours_wants_the_buffers_of_its_service(house: House) -> None:
    calendar = await house.new_calendar()
    start = datetime(2026, 12, 1, 9, tzinfo=UTC)
    end = start + timedelta(minutes=20)
    await house.server.put_event(calendar, start, end, "Ours", **{"x-vox-service": "consultation"})
    await house.server.put_event(calendar, start, end, "Of a service that is no more", **{"x-vox-service": "gone"})
    settings = house.settings({"dr-a": calendar}, service={"buffer": {"before": "5 min", "after": "10 min"}})
    found = await house.calendar(settings).busy(Interval(start, end))
    assert found == [Busy(start, end), Busy(start, end, timedelta(minutes=5), timedelta(minutes=10))]


async def test_several_calendars_are_read_as_one(house: House) -> None:
    """`also_busy` opens with the practitioner's account."""
    own, private = await house.new_calendar(), await house.new_calendar()
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    hour = timedelta(hours=1)
    await house.server.put_event(own, at + hour, at + 2 * hour, "Patient")
    await house.server.put_event(private, at, at + hour, "Privé")
    settings = house.settings({"dr-a": own}, practitioner={"also_busy": [house.server.url(private)]})
    found = await house.calendar(settings).busy(Interval(at, at + 8 * hour))
    assert found == [Busy(at, at + hour), Busy(at + hour, at + 2 * hour)]


async def test_what_changes_is_read_anew(house: House) -> None:
    """Intervals are remembered by the text that they came from, not longer than it stands there."""
    calendar = await house.new_calendar()
    reader = house.calendar(house.settings({"dr-a": calendar}))
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    hour = timedelta(hours=1)
    window = Interval(at, at + 24 * hour)
    assert await reader.busy(window) == []
    url = await house.server.put_event(calendar, at, at + hour, "Réunion", uid="one")
    assert await reader.busy(window) == [Busy(at, at + hour)]
    await house.server.put_event(calendar, at + hour, at + 2 * hour, "Réunion", uid="one")
    assert await reader.busy(window) == [Busy(at + hour, at + 2 * hour)]
    await house.server.delete(url)
    assert await reader.busy(window) == []


async def test_a_full_calendar_is_read_completely(house: House) -> None:
    calendar = await house.new_calendar()
    reader = house.calendar(house.settings({"dr-a": calendar}))
    at = datetime(2026, 12, 1, 6, tzinfo=UTC)
    step = timedelta(minutes=30)
    expected = [Busy(at + n * step, at + (n + 1) * step) for n in range(60)]
    for number, one in enumerate(expected):
        await house.server.put_event(calendar, one.start, one.end, f"Patient {number}")
    assert await reader.busy(Interval(at, at + 60 * step)) == expected
    assert f"{expected[0].start.astimezone(PARIS):%H:%M}" == "07:00"
