"""What a caller hears when their appointment meets a fault, what is kept, and what /health says: as the page tells it.

Each row of docs/faults.md names a fault by its case here, and is played: a real conversation, a real Radicale, and in
front of it what fails.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web

from tests.agenda.certificates import Authority
from tests.agenda.conftest import House
from tests.agenda.patience import be_patient
from tests.agenda.proxy import Forward, Proxy, proxied
from vox.agenda.agenda import Agenda
from vox.config.settings import Settings
from vox.dialogue.conversation import Conversation
from vox.dialogue.types import Caller, Utterance
from vox.dialogue.understanding.combined import Combined
from vox.dialogue.understanding.rules import Rules
from vox.records.summary import Summary
from vox.rehearsal.ports import free_port

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
HANG_GUARD = 120  # seconds, of a call that would otherwise never end
NUMBER = "+33639980012"
OLD = datetime(2026, 12, 3, 9, tzinfo=UTC)  # a Thursday, 10:00 in Paris
NEW = datetime(2026, 12, 4, 10, tzinfo=UTC)  # the Friday, 11:00
LENGTH = timedelta(minutes=20)
BOOK = ("je voudrais un rendez-vous vendredi à onze heures avec dr-a", "Claire Dupont", "oui", "oui")
MOVE = ("je voudrais déplacer mon rendez-vous", "Claire Dupont", "vendredi à onze heures", "oui")
CANCEL = ("je voudrais annuler mon rendez-vous", "oui")


@dataclass
class Place:
    """Where the fault is: the practice, its calendar's real name and server, the proxy on the way, and the address."""

    house: House
    proxy: Proxy
    calendar: str
    folder: Path
    address: dict[str, object]
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def behind(self, authority: Authority, **shown: object) -> None:
        """The calendar is reached by TLS."""
        tls = authority.server(**shown)  # type: ignore[arg-type]
        proxy = await self.stack.enter_async_context(proxied(f"http://127.0.0.1:{self.house.server.port}", tls=tls))
        self.address["url"] = self.house.address(self.calendar, through=proxy)["url"]

    async def noise(self, talk: bytes, *, drips: bool = False) -> None:
        """What listens there says that, whatever it is asked."""

        async def handle(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(ConnectionError):
                writer.write(talk)
                while drips:
                    await writer.drain()
                    await asyncio.sleep(0.2)
                    writer.write(b" ")
            writer.close()

        listening = await self.stack.enter_async_context(await asyncio.start_server(handle, "127.0.0.1", 0))
        self.address["url"] = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/cal/"

    def answers(self, answer: Callable[[], web.Response], *, to: Sequence[str] = ()) -> None:
        """From now on; to: these methods only."""

        async def handle(request: web.Request, forward: Forward) -> web.StreamResponse:
            return answer() if not to or request.method in to else await forward()

        self.proxy.handle = handle

    def changes(self, method: str, change: Callable[[bytes], bytes], *, kind: str = "text/xml") -> None:
        """What comes back to that method is not what the server said."""

        async def act(forward: Forward) -> web.Response:
            answer = await forward()
            if answer.status != 207:  # it asks who we are first
                return answer
            body = change(bytes(answer.body))  # type: ignore[arg-type]
            return web.Response(status=207, body=body, headers={"Content-Type": kind})

        self.proxy.on(method, act)


Strike = Callable[[Place], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    """strike: lets it happen, before the call, or where `at_yes` just before the last thing that the caller says.

    says: the call. stands: when the events of the calendar begin afterwards.
    other: there is another practitioner, whose calendar is well.
    """

    strike: Strike
    at_yes: bool = False
    says: Sequence[str] = BOOK
    stands: Sequence[datetime] = ()
    other: bool = False
    waits: bool = False  # for a time-out


def status(code: int, **headers: str) -> Callable[[], web.Response]:
    return lambda: web.Response(status=code, headers={name.replace("_", "-"): value for name, value in headers.items()})


async def _down(place: Place) -> None:
    place.address["url"] = f"http://127.0.0.1:{free_port()}/cal/"


async def _no_such_name(place: Place) -> None:
    place.address["url"] = "https://agenda.invalid/cal/"


async def _hangs(place: Place) -> None:
    place.proxy.handle = lambda _, __: place.proxy.hang()


async def _expired(place: Place) -> None:
    authority = Authority(place.folder)
    place.address["tls"] = {"authority": str(authority.path)}
    await place.behind(authority, expired=True)


async def _of_another_name(place: Place) -> None:
    authority = Authority(place.folder)
    place.address["tls"] = {"authority": str(authority.path)}
    await place.behind(authority, name="autre.example")


async def _unknown_authority(place: Place) -> None:
    await place.behind(Authority(place.folder))


async def _plain_where_tls(place: Place) -> None:
    place.address["url"] = str(place.address["url"]).replace("http://127.0.0.1", "https://localhost")


async def _wrong_charset(place: Place) -> None:
    await place.house.server.put_event(place.calendar, OLD, OLD + LENGTH, "Réunion")
    place.changes("REPORT", lambda body: body.decode().encode("latin-1"), kind='text/xml; charset="utf-8"')


async def _bomb(place: Place) -> None:
    entities = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY b0 "boum">{entities}]><multistatus xmlns="DAV:">&b9;</multistatus>'
    )
    place.answers(lambda: web.Response(status=207, text=text, content_type="text/xml"))


async def _lies(place: Place) -> None:
    place.answers(status(201, ETag='"x"'), to=["PUT"])


async def _lies_about_deletion(place: Place) -> None:
    place.answers(status(204), to=["DELETE"])


async def _dies_after_the_write(place: Place) -> None:
    async def last_words(forward: Forward) -> web.Response:
        answer = await forward()
        place.answers(status(503))
        return answer

    place.proxy.on("PUT", last_words)


async def _cut_after_the_write(place: Place) -> None:
    async def handle(request: web.Request, forward: Forward) -> web.StreamResponse:
        answer = await forward()
        if request.method == "PUT" and request.transport is not None:
            request.transport.abort()
        return answer

    place.proxy.handle = handle


def _cut_and_then(method: str, then: Callable[[Place], None]) -> Strike:
    """What arrives is done, and the line is cut without an answer: the library sends it again, and meets that."""

    async def strike(place: Place) -> None:
        async def handle(request: web.Request, forward: Forward) -> web.StreamResponse:
            answer = await forward()
            if request.method == method and request.transport is not None:
                then(place)
                request.transport.abort()
            return answer

        place.proxy.handle = handle

    return strike


async def _write_hangs(place: Place) -> None:
    place.proxy.on("PUT", lambda _: place.proxy.hang())


async def _taken(place: Place) -> None:
    async def handle(request: web.Request, forward: Forward) -> web.StreamResponse:
        if request.method == "PUT":
            await place.house.server.put_event(place.calendar, NEW, NEW + LENGTH, "Passage", uid="passage")
        return await forward()

    place.proxy.handle = handle


async def _changed(place: Place) -> None:
    """Between the offer to cancel and the yes."""
    await place.house.server.put_event(place.calendar, OLD + LENGTH, OLD + 2 * LENGTH, "Claire Dupont", uid="claire")


async def _old_one_stays(place: Place) -> None:
    place.answers(status(503), to=["DELETE"])


async def _unreadable(place: Place) -> None:
    place.changes("REPORT", lambda body: body.replace(b"DTSTART", b"DTSTRAT"))
    await place.house.server.put_event(place.calendar, OLD, OLD + LENGTH, "Abîmé")


async def _crowded(place: Place) -> None:
    """Ten events a day for two months; more are read too, on a machine that has the time."""
    day = datetime(2026, 12, 10, 6, tzinfo=UTC)
    responses = "".join(
        f'<response><href>/cal/{n}.ics</href><propstat><prop><getetag>"{n}"</getetag><C:calendar-data>'
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\n"
        f"UID:{n}\r\nDTSTAMP:20261101T080000Z\r\nDTSTART:{day + timedelta(minutes=n):%Y%m%dT%H%M%SZ}\r\n"
        "DURATION:PT1M\r\nSUMMARY:Occupé\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        "</C:calendar-data></prop><status>HTTP/1.1 200 OK</status></propstat></response>"
        for n in range(600)
    )
    text = f'<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{responses}</multistatus>'
    reports = 0

    async def act(forward: Forward) -> web.Response:
        nonlocal reports
        answer = await forward()
        reports += answer.status == 207
        if reports != 1:  # what is written is looked at alone
            return answer
        return web.Response(status=207, text=text, content_type="text/xml")

    place.proxy.on("REPORT", act)


async def _clock(place: Place) -> None:
    """Two hours ahead of ours."""

    async def handle(_: web.Request, forward: Forward) -> web.StreamResponse:
        answer = await forward()
        answer.headers["Date"] = format_datetime(place.house.clock() + timedelta(hours=2), usegmt=True)
        return answer

    place.proxy.handle = handle


def _on(answer: Callable[[], web.Response], *methods: str) -> Strike:
    async def strike(place: Place) -> None:
        place.answers(answer, to=methods)

    return strike


def _says(talk: bytes, *, drips: bool = False) -> Strike:
    async def strike(place: Place) -> None:
        await place.noise(talk, drips=drips)

    return strike


def _page(text: str) -> Strike:
    return _on(lambda: web.Response(text=text, content_type="text/html"))


async def _truncated(place: Place) -> None:
    place.changes("REPORT", lambda body: body[: len(body) // 2])


async def _read_then_refused(place: Place) -> None:
    """The account's password is changed between the offer and the yes."""
    place.answers(status(401, WWW_Authenticate='Basic realm="x"'))


FAULTS: Mapping[str, Fault] = {
    "down": Fault(_down),
    "no-such-name": Fault(_no_such_name),
    "hangs": Fault(_hangs, waits=True),
    "drips": Fault(_says(b"HTTP/1.1 207 Multi-Status\r\nContent-Length: 1000000\r\n\r\n", drips=True), waits=True),
    "refuses": Fault(_on(status(500))),
    "retry-after": Fault(_on(status(503, Retry_After="3600"))),
    "too-many": Fault(_on(status(429, Retry_After="60"))),
    "gone": Fault(_on(status(404))),
    "wrong-password": Fault(_on(status(401, WWW_Authenticate='Basic realm="x"'))),
    "other-authentication": Fault(_on(status(401, WWW_Authenticate="Negotiate"))),
    "not-http": Fault(_says(b"\x00\xff220 bonjour\r\n\r\n")),
    "portal": Fault(_page("<html><body>Bienvenue sur le wifi</body></html>")),
    "truncated": Fault(_truncated),
    "wrong-charset": Fault(_wrong_charset, stands=[OLD]),
    "bomb": Fault(_bomb),
    "elsewhere": Fault(_on(status(302, Location="https://ailleurs.example/cal/"))),
    "certificate-expired": Fault(_expired),
    "certificate-of-another": Fault(_of_another_name),
    "certificate-unknown": Fault(_unknown_authority),
    "not-tls": Fault(_plain_where_tls),
    "one-of-two": Fault(
        _hangs, waits=True, other=True, says=("je voudrais un rendez-vous vendredi à onze heures", *BOOK[1:])
    ),
    "unreadable-event": Fault(_unreadable, stands=[OLD, NEW]),
    "crowded": Fault(_crowded, stands=[NEW]),
    "clock": Fault(_clock, stands=[NEW]),
    "down-at-yes": Fault(_on(status(503)), at_yes=True),
    "password-changed": Fault(_read_then_refused, at_yes=True),
    "read-only": Fault(_on(status(403), "PUT"), at_yes=True),
    "quota": Fault(_on(status(507), "PUT"), at_yes=True),
    "storm-of-412": Fault(_on(status(412), "PUT"), at_yes=True),
    "lies": Fault(_lies, at_yes=True),
    "write-hangs": Fault(_write_hangs, waits=True, at_yes=True),
    "cut-after-the-write": Fault(_cut_after_the_write, at_yes=True, stands=[NEW]),
    "dies-after-the-write": Fault(_dies_after_the_write, at_yes=True, stands=[NEW]),
    "cut-and-dead": Fault(_cut_and_then("PUT", lambda one: one.answers(status(503))), at_yes=True, stands=[NEW]),
    "cut-and-full": Fault(
        _cut_and_then("PUT", lambda one: one.answers(status(507), to=["PUT"])), at_yes=True, stands=[NEW]
    ),
    "cancelled-cut-and-refused": Fault(
        _cut_and_then("DELETE", lambda one: one.answers(status(403), to=["DELETE"])), at_yes=True, says=CANCEL
    ),
    "taken": Fault(_taken, at_yes=True, stands=[NEW]),
    "cancelled-lies": Fault(_lies_about_deletion, at_yes=True, says=CANCEL, stands=[OLD]),
    "changed-meanwhile": Fault(_changed, at_yes=True, says=CANCEL, stands=[OLD + LENGTH]),
    "old-one-stays": Fault(_old_one_stays, at_yes=True, says=MOVE, stands=[OLD, NEW]),
}
"""By the case that the page names."""


@dataclass(frozen=True)
class Row:
    """A row of the page: what the caller hears, what the summary says (nothing if empty), what /health names."""

    heard: Sequence[str]
    kept: Sequence[str]
    health: str


def rows() -> dict[str, Row]:
    found = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        case = re.search(r"test_fault_calls\.py::test_it_is_as_the_page_says\[([\w-]+)\]", line)
        if case:
            _, heard, kept, health, _ = (cell.strip() for cell in line.strip("|").split(" | "))
            found[case[1]] = Row(re.findall(r"« (.*?) »", heard), re.findall(r"« (.*?) »", kept), health)
    return found


def test_each_fault_has_its_row_and_there_are_many() -> None:
    assert rows().keys() == FAULTS.keys()
    assert len(FAULTS) >= 25
    assert all(one.heard for one in rows().values())


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("case", FAULTS)
async def test_it_is_as_the_page_says(
    radicale_house: House, proxy: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    fault = FAULTS[case]
    if not fault.waits:
        be_patient(monkeypatch)
    calendar = await radicale_house.new_calendar()
    if fault.says is not BOOK and not fault.other:
        more = {"description": "06 39 98 00 12", "x-vox-service": "consultation", "uid": "claire"}
        await radicale_house.server.put_event(calendar, OLD, OLD + LENGTH, "Claire Dupont", **more)
    address: dict[str, object] = {**radicale_house.address(calendar, through=proxy)}
    async with AsyncExitStack() as stack, asyncio.timeout(HANG_GUARD):
        place = Place(radicale_house, proxy, calendar, tmp_path, address, stack)
        if not fault.at_yes:
            await fault.strike(place)
        calendars: dict[str, object] = {"dr-a": place.address}
        if fault.other:
            calendars["dr-b"] = await radicale_house.new_calendar()
        settings = radicale_house.settings(calendars)
        agenda = radicale_house.agenda(settings)
        if case == "clock":
            await agenda.check(clocks=True)
        heard, summary = await _call(radicale_house, settings, agenda, fault, place)
        failing = " ".join(f"`calendar {name}`" for name in agenda.failing)
    row = rows()[case]
    for words in row.heard:
        assert words in heard, heard
    assert summary is not None
    for words in row.kept:
        assert words in summary.text, summary.text
    assert failing == ("" if row.health == "–" else row.health.replace("NOM", "dr-a"))
    done = {BOOK: [NEW], CANCEL: [], MOVE: [NEW]}.get(tuple(fault.says), [NEW])
    if not fault.other and not set(done) <= set(fault.stands):
        assert "C'est fait" not in heard, "nothing is promised that is not so"
    if fault.says is CANCEL and fault.stands:
        assert "est annulé" not in heard
    if fault.says is BOOK and summary.messages:  # the wish is kept, with who has it
        (message,) = summary.messages
        assert "vendredi 4 décembre" in message.text
        assert (message.name, message.phone, message.for_) == ("Claire Dupont", NUMBER, "dr-a")
    assert [event.start for event in await radicale_house.server.events(calendar)] == sorted(fault.stands)


async def _call(
    house: House, settings: Settings, agenda: Agenda, fault: Fault, place: Place
) -> tuple[str, Summary | None]:
    """All that the caller hears, and what is kept at the end."""
    conversation = Conversation(
        settings,
        agenda=agenda,
        understanding=Combined(Rules(settings, house.clock)),
        clock=house.clock,
        call="fault",
        caller=Caller(NUMBER),
    )
    heard = [reply.text for reply in conversation.greet()]
    for number, said in enumerate(fault.says):
        if fault.at_yes and number == len(fault.says) - 1:
            await fault.strike(place)
        heard += [reply.text for reply in await conversation.hear(Utterance(said))]
    summary = conversation.close()
    await agenda.close()
    return "\n".join(heard), summary
