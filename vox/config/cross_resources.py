"""What services need, against the resources there are: unknown names, the same twice, a calendar that is another's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vox.config.errors import Problem
from vox.config.forms import shown
from vox.config.shape import Location, Shaped
from vox.config.words import instead


def crossed_resources(shaped: Shaped) -> Iterator[Problem]:
    """The problems between services and resources."""
    for index, service in enumerate(shaped.data.get("services") or ()):
        at: Location = ("services", index, "needs")
        needs = service.get("needs")
        yield from _needs(shaped, at, [needs] if isinstance(needs, str) else needs)
    yield from _calendars(shaped)


def _calendars(shaped: Shaped) -> Iterator[Problem]:
    """A room whose calendar is somebody's else: every appointment in it would take the room."""
    seen: dict[str, str] = {}
    for table in ("practitioners", "resources"):
        for index, one in enumerate(shaped.data.get(table) or ()):
            calendar = one.get("calendar")
            url = calendar.get("url") if isinstance(calendar, dict) else calendar
            if not isinstance(url, str):
                continue
            address = url.rstrip("/")
            if address in seen and table == "resources":
                yield Problem(
                    shaped.place((table, index, "calendar")),
                    f"cet agenda est déjà celui de {seen[address]}",
                    "donnez à la salle ou à l'appareil un agenda à lui, ou aucun",
                )
            seen.setdefault(address, str(one.get("id")))


def _needs(shaped: Shaped, at: Location, needs: Any) -> Iterator[Problem]:
    known = shaped.identifiers.get("resources", {})
    alone: set[str] = set()
    for index, need in enumerate(needs if isinstance(needs, list) else ()):
        options = [need] if isinstance(need, str) else need if isinstance(need, list) else []
        for place, one in enumerate(options):
            if not isinstance(one, str) or one in known:
                continue
            where: Location = (*at, index) if isinstance(need, str) else (*at, index, place)
            better = instead(one, known)
            all_known = ", ".join(known) or "aucun ; écrivez par exemple resources: {salle-1: {name: Salle 1}}"
            yield Problem(
                shaped.place(where),
                f"{shown(one)} n'est ni une salle ni un appareil connu",
                f"vouliez-vous dire {better} ?" if better else f"sous resources : {all_known}",
            )
        if len(options) == 1 and isinstance(options[0], str):
            if options[0] in alone:
                yield Problem(
                    shaped.place((*at, index)),
                    f"{shown(options[0])} est demandé deux fois",
                    "ôtez-le une fois : un rendez-vous prend chaque salle et chaque appareil une seule fois",
                )
            alone.add(options[0])
