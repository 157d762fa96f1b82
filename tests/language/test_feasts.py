"""Days with a name."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from vox.language.feasts import feast

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("noel", date(2026, 12, 25), date(2026, 12, 25)),
        ("lendemain de noel", date(2026, 12, 26), date(2026, 12, 26)),
        ("jour de l an", date(2027, 1, 1), date(2027, 1, 1)),
        ("fetes", date(2026, 12, 24), date(2027, 1, 1)),
        ("paques", date(2027, 3, 28), date(2027, 3, 28)),
        ("lundi de paques", date(2027, 3, 29), date(2027, 3, 29)),
        ("ascension", date(2027, 5, 6), date(2027, 5, 6)),
        ("lundi de pentecote", date(2027, 5, 17), date(2027, 5, 17)),
        ("toussaint", date(2027, 11, 1), date(2027, 11, 1)),
        ("hiver", date(2026, 12, 21), date(2027, 3, 19)),
    ],
)
def test_the_next_one(name: str, first: date, last: date) -> None:
    assert feast(name, TODAY) == (first, last)


def test_one_that_is_going_on_is_this_one() -> None:
    assert feast("fetes", date(2026, 12, 28)) == (date(2026, 12, 24), date(2027, 1, 1))
    assert feast("fetes", date(2027, 1, 1)) == (date(2026, 12, 24), date(2027, 1, 1))


def test_an_unknown_feast_is_none() -> None:
    assert feast("bapteme", TODAY) is None


def test_easter_is_when_the_holidays_package_says() -> None:
    named = holidays.country_holidays("FR", years=range(1990, 2061), language="fr")
    mondays = [day for day, name in named.items() if "Pâques" in name]
    assert len(mondays) == 71
    for monday in mondays:
        sunday = monday - timedelta(days=1)
        assert feast("paques", date(monday.year, 1, 1)) == (sunday, sunday)
