"""Durations and ranges are read as people write them, in any of the usual ways."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.config import addresses, forms


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("20 min", 20), ("20min", 20), ("20 minutes", 20), ("20 mn", 20), ("2 h", 120), ("2h", 120), ("2 heures", 120),
        ("1 h 30", 90), ("1h30", 90), ("1 h 05 min", 65), ("24 h", 1440), ("30 days", 43200), ("30 jours", 43200),
        ("30 j", 43200), ("1 day", 1440), ("2 weeks", 20160), ("2 semaines", 20160), ("0", 0), ("0 min", 0),
        ("  20   MIN ", 20),
    ],
)  # fmt: skip
def test_durations(written: str, minutes: int) -> None:
    assert forms.read_duration(written) == timedelta(minutes=minutes)


@given(st.integers(min_value=0, max_value=99_999))
def test_a_duration_that_is_told_is_read_again(minutes: int) -> None:
    duration = timedelta(minutes=minutes)
    if minutes < 1000 * 60 or minutes % 1440 == 0:
        assert forms.read_duration(forms.format_duration(duration)) == duration


@given(st.times(), st.times())
def test_a_range_of_hours_that_is_told_is_read_again(start: time, end: time) -> None:
    written = f"{start:%H:%M}-{end:%H:%M}"
    assert forms.read_time_range(written) == (
        start.replace(second=0, microsecond=0),
        end.replace(second=0, microsecond=0),
    )


@given(st.dates(min_value=date(1000, 1, 1)), st.dates(min_value=date(1000, 1, 1)))
def test_a_range_of_days_that_is_told_is_read_again(first: date, last: date) -> None:
    assert forms.read_date_range(f"{first}..{last}") == (first, last)
    assert forms.read_date_range(str(first)) == (first, first)


READERS = [
    forms.read_duration, forms.read_time, forms.read_time_range, forms.read_date, forms.read_date_range,
    forms.read_bool, forms.read_number, forms.read_ports, forms.read_phone, forms.check_identifier, forms.check_zone,
    addresses.read_host_port, addresses.check_host, addresses.check_registrar, addresses.check_network,
    addresses.check_url, addresses.check_sip_user,
]  # fmt: skip
NEARLY = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="0123456789:-. /hmind+[]@#?%", max_size=30),
    st.builds("https://{}".format, st.text(max_size=20)),
)


@given(NEARLY)
def test_no_text_breaks_a_reader(text: str) -> None:
    for read in READERS:
        try:
            read(text)
        except forms.FormError as error:
            assert error.what
