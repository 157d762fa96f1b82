"""The page on calendar servers says what they do: everything is done again on each of them, and compared."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tests.agenda.patience import be_patient
from vox.bench.booking import measure_booking, race
from vox.bench.calendars import CAPABILITIES, as_markdown, column, in_page, table_of
from vox.bench.operations import OPERATIONS
from vox.bench.servers.names import TITLES, Known

PAGE = (Path(__file__).parents[2] / "docs" / "calendars.md").read_text(encoding="utf-8")


def told() -> dict[str, dict[str, str]]:
    """The table of the page: by server's title, what is said of each thing."""
    lines = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in table_of(PAGE).splitlines()]
    heads = [cell.strip() for cell in table_of(PAGE).splitlines()[0].strip("|").split("|")][1:]
    return {head: {row[0]: row[place + 1] for row in lines[2:]} for place, head in enumerate(heads)}


@pytest.mark.parametrize("server", list(Known))
async def test_what_the_page_says_is_so(server: Known) -> None:
    assert await column(server) == told()[TITLES[server]]


def test_the_page_says_something_of_everything() -> None:
    assert list(told()) == [TITLES[one] for one in Known]
    for said in told().values():
        assert list(said) == [*OPERATIONS, *CAPABILITIES.values()]


def test_a_table_takes_the_place_of_the_one_before() -> None:
    every = dict.fromkeys((*OPERATIONS, *CAPABILITIES.values()), "oui")
    table = as_markdown({Known.SOGO: every})
    again = in_page(PAGE, table)
    assert table_of(again) == table
    assert again.replace(table, table_of(PAGE)) == PAGE


@pytest.mark.parametrize("server", list(Known))
async def test_callers_and_a_human_who_want_the_same_hours(server: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `vox bench booking --human`, smaller: how many find a time depends on the machine, the rest does not."""
    be_patient(monkeypatch)
    found = await race(server, callers=12, human=True)
    assert found["booked"]
    assert {key: found[key] for key in ("doubled", "lost", "half", "undetected")} == dict.fromkeys(
        ("doubled", "lost", "half", "undetected"), 0
    )


async def test_where_nothing_was_booked_nothing_is_shown() -> None:
    out = Console(file=StringIO())
    assert not await measure_booking([Known.RADICALE], callers=0, human=False, as_json=True, out=out)
