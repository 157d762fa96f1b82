"""A real calendar server for rehearsals, demonstrations and tests: Radicale on loopback, and the human beside it.

The human's side speaks plain HTTP and iCalendar, so that what is checked is not checked with Vox's own eyes.
"""

from __future__ import annotations

import asyncio
import base64
import os
import pwd
import signal
import sys
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree

import aiohttp
import icalendar

from vox.errors import VoxError
from vox.rehearsal.ports import free_port

READY_S = 60.0
"""A hang guard for a server that does not come up, not a measure."""

_STOP_S = 10.0
_CALENDAR_DATA = "{urn:ietf:params:xml:ns:caldav}calendar-data"
_ALL_EVENTS = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><C:calendar-data/></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter></C:calendar-query>
"""
_MAKE_CALENDAR = """<?xml version="1.0" encoding="utf-8"?>
<D:mkcol xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>
<D:resourcetype><D:collection/><C:calendar/></D:resourcetype></D:prop></D:set></D:mkcol>
"""


@dataclass(frozen=True)
class Account:
    """base: address of the server, without a slash at the end. home: path under which the account's calendars lie.

    makes: the method by which it makes a calendar.
    """

    base: str
    home: str
    username: str
    password: str = field(repr=False)
    makes: Literal["MKCOL", "MKCALENDAR"] = "MKCOL"


class CalendarServer:
    """Calendars of one account, as the organization's own people use them."""

    def __init__(self, account: Account, session: aiohttp.ClientSession) -> None:
        self.account = account
        self._base = account.base
        self._home = account.home
        self._session = session

    @property
    def port(self) -> int:
        """Where it listens, on loopback."""
        return int(self._base.rpartition(":")[2])

    def url(self, calendar: str) -> str:
        """The calendar's CalDAV address."""
        return f"{self._base}{self._home}{calendar}/"

    async def make_calendar(self, calendar: str) -> None:
        """Make an empty calendar. RFC 5689; RFC 4791, 5.3.1."""
        headers = {"Content-Type": "application/xml; charset=utf-8"}
        method = self.account.makes
        await self._send(method, self.url(calendar), _MAKE_CALENDAR if method == "MKCOL" else "", headers, (201,))

    async def put_event(
        self, calendar: str, start: datetime | date, end: datetime | date, summary: str, **props: str
    ) -> str:
        """Write an event as a human does, without asking whether the time is free; returns its address.

        props: further properties, `description="…"`, or `**{"x-vox-service": "…"}`; `uid` names it, or `name` does.
        """
        event = icalendar.Event()
        uid = props.pop("uid", None) or str(uuid.uuid4())
        called = props.pop("name", uid)
        event.add("uid", uid)
        event.add("dtstamp", datetime.now(UTC))
        event.add("dtstart", start)
        event.add("dtend", end)
        event.add("summary", summary)
        for name, value in props.items():
            event.add(name, value)
        calendar_object = icalendar.Calendar()
        calendar_object.add("prodid", "-//Vox//Rehearsal//FR")
        calendar_object.add("version", "2.0")
        calendar_object.add_component(event)
        return await self.put(calendar, called, calendar_object.to_ical().decode("utf-8"))

    async def put(self, calendar: str, name: str, text: str) -> str:
        """Write a calendar object as it is, under a name of one's own; returns its address."""
        url = f"{self.url(calendar)}{name}.ics"
        await self._send("PUT", url, text, {"Content-Type": "text/calendar; charset=utf-8"}, (200, 201, 204))
        return url

    async def delete(self, url: str) -> None:
        """Take an event away."""
        await self._send("DELETE", url, "", {}, (200, 204))

    async def events(self, calendar: str) -> list[icalendar.Event]:
        """Every event in the calendar, in order; a repeated one once."""
        headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": "1"}
        body = await self._send("REPORT", self.url(calendar), _ALL_EVENTS, headers, (207,))
        texts = [element.text or "" for element in ElementTree.fromstring(body).iter(_CALENDAR_DATA)]
        found = [event for text in texts for event in icalendar.Calendar.from_ical(text).walk("VEVENT")]
        return sorted((event for event in found if isinstance(event, icalendar.Event)), key=_sort_key)

    async def _send(self, method: str, url: str, body: str, headers: Mapping[str, str], wanted: Sequence[int]) -> str:
        async with self._session.request(method, url, data=body.encode(), headers=headers) as answer:
            text = await answer.text()
            if answer.status not in wanted:
                raise VoxError(f"le serveur d'agenda répond {answer.status} à {method}", where=url)
            return text


def _sort_key(event: icalendar.Event) -> str:
    start = event.start
    return (start.astimezone(UTC) if isinstance(start, datetime) and start.tzinfo else start).isoformat()


@asynccontextmanager
async def radicale(
    folder: Path, *, calendars: Sequence[str], username: str, password: str, port: int = 0
) -> AsyncIterator[CalendarServer]:
    """Run a Radicale on 127.0.0.1 that keeps its data in `folder`; stopped on leaving, the data stays.

    port: 0 = a free one. Calendars that are there already are kept. Raises VoxError when it does not come up.
    """
    port = port or free_port()
    config = await asyncio.to_thread(_prepare, folder, username, password, port)
    log = folder / "radicale.log"
    account = Account(f"http://127.0.0.1:{port}", f"/{username}/", username, password)
    command = [sys.executable, "-m", "radicale", "--config", str(config)]
    async with running(command, log, port), used_by_people(account) as server:
        for calendar in calendars:
            if not (folder / "collections" / "collection-root" / username / calendar).exists():
                await server.make_calendar(calendar)
        yield server


@asynccontextmanager
async def used_by_people(account: Account) -> AsyncIterator[CalendarServer]:
    """The account as the organization's own people use it, who log in with its password."""
    token = base64.b64encode(f"{account.username}:{account.password}".encode()).decode()
    timeout = aiohttp.ClientTimeout(total=30)
    # A connection a request: SOGo closes them without a word.
    connector = aiohttp.TCPConnector(force_close=True)
    headers = {"Authorization": f"Basic {token}"}
    async with aiohttp.ClientSession(headers=headers, timeout=timeout, connector=connector) as session:
        yield CalendarServer(account, session)


def _prepare(folder: Path, username: str, password: str, port: int) -> Path:
    # A dependency of Radicale, which only rehearsals install.
    from passlib.hash import sha512_crypt  # type: ignore[import-untyped]

    folder.mkdir(parents=True, exist_ok=True)
    users = folder / "users"
    users.touch(mode=0o600)
    users.write_text(f"{username}:{sha512_crypt.using(rounds=5000).hash(password)}\n")
    config = folder / "radicale.conf"
    config.write_text(
        f"""
[server]
hosts = 127.0.0.1:{port}
max_connections = 40
[auth]
type = htpasswd
htpasswd_filename = {users}
htpasswd_encryption = sha512
delay = 0
[storage]
filesystem_folder = {folder / "collections"}
[web]
type = none
[logging]
level = warning
"""
    )
    return config


@asynccontextmanager
async def running(
    command: Sequence[str],
    log: Path,
    port: int,
    *,
    user: str | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stop_s: float = _STOP_S,
) -> AsyncIterator[None]:
    """The server as a process of ours: up when its port answers, gone on leaving, with all that it has started.

    user: of the machine, as whom it runs; None = as whom we are. stop_s: how long it may take to end by itself.
    Raises VoxError when it does not come up.
    """
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            **as_user(user),
            env=env,
            cwd=cwd,
            start_new_session=True,
        )
    try:
        await _answering(process, port, log)
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), stop_s)
        except TimeoutError:
            process.kill()
            await process.wait()
        with suppress(ProcessLookupError):  # its workers, where it did not end them itself
            os.killpg(process.pid, signal.SIGKILL)


def as_user(user: str | None) -> dict[str, Any]:
    """What makes a process run as that user of the machine, with that user's group and no other."""
    if user is None:
        return {}
    found = pwd.getpwnam(user)
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


async def _answering(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    """Wait until the port answers. Raises VoxError if the process ends first, or never answers."""
    try:
        async with asyncio.timeout(READY_S):
            while process.returncode is None:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    await asyncio.sleep(0.02)
                    continue
                writer.close()
                await writer.wait_closed()
                return
    except TimeoutError:
        pass
    last = (await asyncio.to_thread(log.read_text, errors="replace")).strip().splitlines()[-3:]
    raise VoxError(
        "le serveur d'agenda n'a pas démarré : " + " / ".join(last),
        where=f"127.0.0.1:{port}",
        hint=f"son journal : {log}",
    )
