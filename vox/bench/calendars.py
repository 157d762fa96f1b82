"""`vox bench calendars`: each thing that Vox does with a calendar, tried on each real server: the table of the page."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from vox.agenda.capabilities import Capabilities, probe
from vox.agenda.exchange import Server
from vox.agenda.types import BookingUncertain, CalendarUnavailable
from vox.bench.operations import NOW, OPERATIONS, Bench, Differs
from vox.bench.report import tell
from vox.bench.servers.known import started
from vox.bench.servers.names import TITLES, Known
from vox.errors import VoxError
from vox.rehearsal.calendar_server import CalendarServer

YES: Final = "oui"
NO: Final = "non"

_TRIES: Final = 3
"""Of an operation that gets no answer in time, on a machine that has much else to do."""

CAPABILITIES: Final[Mapping[str, str]] = {
    "create_only": "`If-None-Match: *` empêche d'écraser",
    "guarded": "`If-Match` périmé empêche de changer",
    "etags": "donne des ETags",
    "windows": "cherche par date (`calendar-query`)",
    "sync": "`sync-collection`",
    "multiget": "`calendar-multiget`",
    "schedules": "envoie lui-même les invitations",
}

_TABLE = re.compile(r"(?<=<!-- table serveurs -->\n).*?(?=<!-- fin -->)", re.DOTALL)


async def column(server: Known) -> dict[str, str]:
    """What one server came to: each operation, then each capability. Raises VoxError if it does not run here."""
    found: dict[str, str] = {}
    async with started(server) as people:
        for number, name in enumerate(OPERATIONS):
            for attempt in range(_TRIES):
                found[name], again = await _tried(name, people, f"essai-{number}-{attempt}")
                if not again:
                    break
        await people.make_calendar("capacites")
        told = await probe(Server(Bench(people, "capacites").address), now=NOW)
    return found | {name: YES if _can(told, key) else NO for key, name in CAPABILITIES.items()}


async def _tried(name: str, people: CalendarServer, calendar: str) -> tuple[str, bool]:
    """What one operation came to, and whether it is worth another try."""
    await people.make_calendar(calendar)
    try:
        await OPERATIONS[name](Bench(people, calendar))
    except Differs as error:
        return f"{NO} : {error}", False
    except (CalendarUnavailable, BookingUncertain) as error:
        return f"{NO} : {error.what}", True
    except VoxError as error:
        return f"{NO} : {error.what}", False
    return YES, False


def _can(told: Capabilities, key: str) -> bool:
    return bool(getattr(told, key))


def as_markdown(columns: Mapping[Known, Mapping[str, str]]) -> str:
    """The table of the page: what Vox does, then what the server does."""
    heads = ["", *(TITLES[one] for one in columns)]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for name in (*OPERATIONS, *CAPABILITIES.values()):
        lines.append(f"| {' | '.join([name, *(one[name] for one in columns.values())])} |")
    return "\n".join(lines) + "\n"


def in_page(page: str, table: str) -> str:
    """The page with that table in the place of its own."""
    return _TABLE.sub(lambda _: table, page)


def table_of(page: str) -> str:
    """The table of the page."""
    found = _TABLE.search(page)
    return found[0] if found else ""


def _write(page: Path, table: str) -> None:
    page.write_text(in_page(page.read_text(encoding="utf-8"), table), encoding="utf-8")


async def measure_calendars(servers: Sequence[Known], *, page: Path | None, as_json: bool, out: Console) -> bool:
    """Print the table, or write it into the page; True if every operation is well on every server."""
    columns = {one: await column(one) for one in servers}
    if page is not None:
        await asyncio.to_thread(_write, page, as_markdown(columns))
    tell({one.value: told for one, told in columns.items()}, as_json=as_json, out=out, table=_print)
    return all(told[name] == YES for told in columns.values() for name in OPERATIONS)


def _print(columns: Mapping[str, Mapping[str, str]], out: Console) -> None:
    table = Table("", *(TITLES[Known(one)] for one in columns))
    for name in (*OPERATIONS, *CAPABILITIES.values()):
        table.add_row(name, *(told[name] for told in columns.values()))
    out.print(table)
