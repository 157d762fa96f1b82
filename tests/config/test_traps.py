"""What YAML 1.1 makes of plain words stays what the operator wrote."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from tests.config.files import RIGHT, changed, write
from vox.config.hours import DateRange, TimeRange
from vox.config.loader import load


def test_no_is_a_word(tmp_path: Path) -> None:
    """YAML 1.1: false. A village may be called so."""
    assert load(write(tmp_path, changed("Cabinet des Tilleuls", "No")), env={}).organization.name == "No"


@pytest.mark.parametrize(
    ("word", "switch"),
    [("no", False), ("off", False), ("false", False), ("non", False), ("yes", True), ("oui", True), ("True", True)],
)
def test_no_is_a_switch_where_a_switch_is_expected(tmp_path: Path, word: str, switch: bool) -> None:
    assert load(write(tmp_path, RIGHT + f"flows: {{message: {word}}}\n"), env={}).flows == {"message": switch}


def test_hours_are_no_base_60_numbers(tmp_path: Path) -> None:
    """YAML 1.1: 08:30 alone is 510."""
    settings = load(write(tmp_path, changed("[08:30-12:30, 14:00-18:30]", "08:30-12:30")), env={})
    assert settings.hours.week[0] == (TimeRange(start=time(8, 30), end=time(12, 30)),)


@pytest.mark.parametrize("written", ["+33388000000", '"+33388000000"', "0388000000", "03 88 00 00 00", "33388000000"])
def test_telephone_numbers_keep_their_plus_and_zeros(tmp_path: Path, written: str) -> None:
    settings = load(write(tmp_path, changed("trade: law", f"rights: {{phone: {written}}}")), env={})
    assert settings.organization.rights.phone == "+33388000000"


def test_a_user_of_digits_keeps_its_zeros(tmp_path: Path) -> None:
    assert (
        load(write(tmp_path, changed("user: vox", "user: 0033388000000")), env={}).line.sip[0].user == "0033388000000"
    )


def test_dates_are_dates_alone_and_in_ranges(tmp_path: Path) -> None:
    text = changed("hours:\n", "hours:\n  closed: [2026-12-24..2027-01-03, 2027-05-07]\n")
    assert load(write(tmp_path, text), env={}).hours.closed == (
        DateRange(first=date(2026, 12, 24), last=date(2027, 1, 3)),
        DateRange(first=date(2027, 5, 7), last=date(2027, 5, 7)),
    )


def test_anchors_and_merges(tmp_path: Path) -> None:
    text = changed("  consultation:\n", "  consultation: &usual\n") + (
        "people:\n  accueil: {name: l'accueil, also_called: &words [la réception]}\n"
    )
    text = changed("line:\n", "  suivi:\n    <<: *usual\n    name: rendez-vous de suivi\nline:\n", within=text)
    settings = load(write(tmp_path, text), env={})
    assert settings.services[1].name == "rendez-vous de suivi"
    assert settings.services[1].duration == timedelta(minutes=30)


def test_a_byte_order_mark_and_windows_lines(tmp_path: Path) -> None:
    path = tmp_path / "vox.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode())
    assert load(path, env={}).services[0].name == "consultation"


def test_a_single_text_is_a_list_of_one(tmp_path: Path) -> None:
    text = changed("with: [me-martin]", "with: me-martin\n    also_called: visite")
    service = load(write(tmp_path, text), env={}).services[0]
    assert (service.with_, service.also_called) == (("me-martin",), ("visite",))


def test_days_in_spans_lists_and_alone(tmp_path: Path) -> None:
    hours = "  monday, wednesday: [09:00-12:00]\n  friday-saturday: 10:00-11:00\n"
    week = load(write(tmp_path, changed("  monday-friday: [08:30-12:30, 14:00-18:30]\n", hours)), env={}).hours.week
    assert [len(day) for day in week] == [1, 0, 1, 0, 1, 1, 0]


def test_ranges_of_a_day_come_in_order(tmp_path: Path) -> None:
    text = changed("[08:30-12:30, 14:00-18:30]", "[14:00-18:30, 8h30-12h30]")
    assert [str(one) for one in load(write(tmp_path, text), env={}).hours.week[4]] == ["08:30-12:30", "14:00-18:30"]


@pytest.mark.parametrize("trade", ["medical", "dental", "physiotherapy", "veterinary"])
def test_health_trades_keep_summaries_for_30_days(tmp_path: Path, trade: str) -> None:
    text = changed("trade: law", f"trade: {trade}")
    assert load(write(tmp_path, text), env={}).keep.summaries == timedelta(days=30)
    assert load(write(tmp_path, text + "keep: {key_file: k}\n"), env={}).keep.summaries == timedelta(days=30)
    assert load(write(tmp_path, text + "keep: {summaries: 60 jours}\n"), env={}).keep.summaries == timedelta(days=60)


def test_other_trades_keep_summaries_for_90_days(tmp_path: Path) -> None:
    assert load(write(tmp_path, RIGHT), env={}).keep.summaries == timedelta(days=90)
