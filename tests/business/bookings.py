"""A garage whose appointments are in a booking software of its own: a real server, with its own bookings."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from vox.agenda.agenda import Agenda
from vox.agenda.calendar import Calendar
from vox.agenda.intents import Store
from vox.agenda.types import Opening
from vox.business.business import Business
from vox.business.calendars import connect_calendars
from vox.config.loader import load
from vox.config.settings import Settings

NOW = datetime(2026, 11, 30, 8, 5, tzinfo=UTC)  # a Monday, 09:05 in Paris
START = datetime(2026, 12, 4, 10, tzinfo=UTC)  # the Friday, 11:00 in Paris
LENGTH = timedelta(minutes=30)
NUMBER = "+33639980012"
OPENING = Opening(START, START + LENGTH, "bruno", "diagnostic")
PASSWORD = "tulipe-42"

GARAGE = """\
organization: {{name: Garage Morel, trade: garage}}
hours: {{monday-friday: [08:00-12:00, 13:30-18:00]}}
verification: {{cancel: number, move: number, find: number}}
practitioners:
  bruno:
    name: Bruno
    software:
      {taken}
      book: reserver
      look: lire
      {by_key}
      {client}
      known_as: "7"
      services: {{diagnostic: DIAG}}
services:
  diagnostic: {{name: diagnostic, duration: 30 min, with: bruno, buffer: {{after: 15 min}}}}
tools:
  prises:
    used_for: busy
    url: {url}/api/prises?de={{from}}&a={{to}}&qui={{practitioner}}
    auth: &compte {{as: bearer, password: "${{SOFTWARE}}"}}
    items: prises
    answer: [{{key: start, path: debut}}, {{key: end, path: fin}}{references}]
  libres:
    used_for: free
    url: {url}/api/libres?de={{from}}&a={{to}}&qui={{practitioner}}
    auth: *compte
    answer: [{{key: start, path: debut}}, {{key: end, path: fin}}]
  reserver:
    used_for: book
    method: POST
    url: {url}/api/rdv
    auth: *compte
    body:
      qui: "{{practitioner}}"
      quoi: "{{service}}"
      debut: "{{start}}"
      minutes: "{{minutes}}"
      nom: "{{name}}"
      telephone: "{{phone}}"
      cle: "{{key}}"
    answer: {given}
  lire:
    used_for: look
    url: {url}/api/rdv/{{reference}}
    auth: *compte
    items: "[@][?statut=='PRIS']"
    answer: &rendez-vous
      - {{key: reference, path: id}}
      - {{key: start, path: debut}}
      - {{key: minutes, path: minutes}}
      - {{key: name, path: client.nom}}
      - {{key: phone, path: client.telephone, optional: true}}
      - {{key: service, path: quoi}}
      {keyed}
  retrouver:
    used_for: look
    url: {url}/api/rdv?cle={{key}}
    auth: *compte
    items: "rdv[?statut=='PRIS']"
    answer: *rendez-vous
  chercher:
    used_for: find
    url: {url}/api/rdv?telephone={{phone}}&de={{from}}&a={{to}}
    auth: *compte
    items: "rdv[?statut=='PRIS']"
    owner: client.telephone
    answer:
      - {{key: reference, path: id}}
      - {{key: start, path: debut}}
      - {{key: minutes, path: minutes}}
      - {{key: name, path: client.nom}}
      - {{key: service, path: quoi}}
  annuler:
    used_for: cancel
    method: DELETE
    url: {url}/api/rdv/{{reference}}
    auth: *compte
"""

Forward = Callable[[], Awaitable[web.StreamResponse]]
Strike = Callable[[web.Request, Forward], Awaitable[web.StreamResponse]]


@dataclass
class Software:
    """A booking software. rows: its bookings, cancelled ones too. own_keys: what it is given as key is its reference.

    strikes: what becomes of a request instead, by method and the end of its path.
    """

    url: str = ""
    own_keys: bool = False
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    strikes: dict[tuple[str, str], Strike] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    idempotency: list[str] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    # --- for tests ---

    def put(
        self, start: datetime, *, lasts: timedelta = LENGTH, name: str = "Passage", phone: str = "", what: str = "AUTRE"
    ) -> str:
        """What staff wrote."""
        return self._add(start, lasts, {"nom": name, "telephone": phone}, what, f"staff-{len(self.rows)}")

    @property
    def standing(self) -> list[datetime]:
        return sorted(row["start"] for row in self.rows.values() if row["statut"] == "PRIS")

    def on(self, method: str, end: str, strike: Strike) -> None:
        self.strikes[method, end] = strike

    async def hang(self, _: web.Request, __: Forward) -> web.StreamResponse:
        await self.over.wait()
        return web.Response(status=503)

    # --- as it is ---

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.method, request.path_qs))
        if key := request.headers.get("Idempotency-Key"):
            self.idempotency.append(key)
        for (method, end), strike in self.strikes.items():
            if request.method == method and f"{request.path_qs}".find(end) >= 0:
                return await strike(request, lambda: self.answer(request))
        return await self.answer(request)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {PASSWORD}":
            return web.json_response({"erreur": "compte"}, status=401)
        match request.method, request.path.removeprefix("/api/").split("/"):
            case "GET", ["prises"]:
                prises = [self.shown(name) for name in self._within(request)]
                return web.json_response({"prises": prises})
            case "GET", ["libres"]:
                return web.json_response(self._free(request))
            case "POST", ["rdv"]:
                return await self._book(request)
            case "GET", ["rdv"]:
                query = request.query
                found = [
                    self.shown(name)
                    for name, row in self.rows.items()
                    if query.get("cle") == row["cle"]
                    or (row["client"]["telephone"] and query.get("telephone") == row["client"]["telephone"])
                ]
                return web.json_response({"rdv": found})
            case method, ["rdv", name] if name in self.rows and method in ("GET", "DELETE"):
                if method == "DELETE":
                    self.rows[name]["statut"] = "ANNULE"
                return web.json_response(self.shown(name))
        return web.json_response({"erreur": "inconnu"}, status=404)

    async def _book(self, request: web.Request) -> web.StreamResponse:
        said = await request.json()
        assert (said["qui"], isinstance(said["minutes"], int)) == ("7", True)
        start, lasts = datetime.fromisoformat(said["debut"]), timedelta(minutes=said["minutes"])
        assert start.utcoffset() == timedelta(hours=1), "as the organization's clock tells it"
        if any(
            row["start"] < start + lasts and start < row["start"] + row["lasts"]
            for row in self.rows.values()
            if row["statut"] == "PRIS"
        ):
            return web.json_response({"erreur": "pris"}, status=409)
        client = {"nom": said["nom"], "telephone": said["telephone"]}
        return web.json_response({"id": self._add(start, lasts, client, said["quoi"], said["cle"])}, status=201)

    def _add(self, start: datetime, lasts: timedelta, client: dict[str, Any], what: str, key: str) -> str:
        name = key if self.own_keys else f"R{next(self._numbers)}"
        row = {"start": start.astimezone(UTC), "lasts": lasts, "client": client, "quoi": what}
        self.rows[name] = {**row, "cle": key, "statut": "PRIS"}
        return name

    def _within(self, request: web.Request) -> list[str]:
        assert request.query["qui"] == "7"
        begin, end = (datetime.fromisoformat(request.query[key]) for key in ("de", "a"))
        return [
            name
            for name, row in self.rows.items()
            if row["statut"] == "PRIS" and row["start"] < end and begin < row["start"] + row["lasts"]
        ]

    def _free(self, request: web.Request) -> list[dict[str, str]]:
        """What is left of the window."""
        begin, end = (datetime.fromisoformat(request.query[key]) for key in ("de", "a"))
        found, place = [], begin
        for row in sorted((self.rows[name] for name in self._within(request)), key=lambda one: one["start"]):
            if row["start"] > place:
                found.append((place, row["start"]))
            place = max(place, row["start"] + row["lasts"])
        found += [(place, end)] if place < end else []
        return [{"debut": one.isoformat(), "fin": other.isoformat()} for one, other in found]

    def shown(self, name: str) -> dict[str, Any]:
        row = self.rows[name]
        end = row["start"] + row["lasts"]
        return {
            "id": name,
            "debut": row["start"].isoformat().replace("+00:00", "Z"),
            "fin": end.isoformat(),
            "minutes": round(row["lasts"].total_seconds() / 60),
            "client": row["client"],
            "quoi": row["quoi"],
            "statut": row["statut"],
        }


@asynccontextmanager
async def software(*, own_keys: bool = False) -> AsyncIterator[Software]:
    one = Software(own_keys=own_keys)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", one.handle)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield one
    finally:
        one.over.set()
        await runner.cleanup()


def written(
    url: str,
    *,
    taken: str = "busy: prises",
    by_key: str = "look_by_key: retrouver",
    client: str = "{find: chercher, cancel: annuler}",
    references: str = "",
    given: str = "[{key: reference, path: id}]",
    keyed: str = "",
) -> str:
    """The garage as its operator writes it. client: `find` and `cancel`, as far as there are such."""
    roles = client.strip("{}").split(", ") if client else []
    return GARAGE.format(
        url=url,
        taken=taken,
        by_key=by_key,
        client="\n      ".join(roles),
        references=references,
        given=given,
        keyed=keyed,
    )


@dataclass
class Garage:
    """One process of Vox before the software."""

    settings: Settings
    business: Business
    agenda: Agenda
    calendar: Calendar


@asynccontextmanager
async def garage(
    folder: Path, one: Software, *, intents: Store | None = None, password: str = PASSWORD, **more: str
) -> AsyncIterator[Garage]:
    """more: as `written` takes it."""
    file = folder / "garage.yaml"
    file.write_text(written(one.url, **more), "utf-8")
    settings = load(file, env={"SOFTWARE": password})
    business = Business(settings)
    calendars, resources = connect_calendars(settings, business, clock=lambda: NOW)
    agenda = Agenda(settings, calendars, resources=resources, clock=lambda: NOW, intents=intents)
    try:
        yield Garage(settings, business, agenda, calendars["bruno"])
    finally:
        await agenda.close()
        await business.close()
