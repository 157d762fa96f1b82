"""Rooms and devices: which of them are free for an appointment, and which it takes."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from vox.agenda.types import Busy
from vox.config.services import Service
from vox.config.settings import Settings

Needs = tuple[tuple[str, ...], ...]
"""Of each thing that is needed, the identifiers of those that will do, the preferred first."""


def assign(needs: Needs, free: Container[str], *, taken: Sequence[str] = ()) -> tuple[str, ...] | None:
    """One free resource for each need, none of them twice; None where that cannot be."""
    if not needs:
        return tuple(taken)
    for one in needs[0]:
        if one not in taken and one in free:
            found = assign(needs[1:], free, taken=(*taken, one))
            if found is not None:
                return found
    return None


def of_group(needs: Needs, taken: Container[str]) -> Needs:
    """The needs of who joins a group: of each, what the group takes already, where it does take any of it."""
    return tuple(tuple(one for one in need if one in taken) or need for need in needs)


def users(settings: Settings, resource: str) -> list[str]:
    """The practitioners whose appointments may take that resource."""
    wanted = {who for service in settings.services if resource in may_take(service) for who in service.with_}
    return [one.id for one in settings.practitioners if one.id in wanted]


def may_take(service: Service) -> list[str]:
    """Every resource that an appointment of the service may take, once each."""
    return list(dict.fromkeys(one for need in service.needs for one in need))


def of_resource(resource: str, practitioner: str, busy: Iterable[Busy]) -> list[Busy]:
    """The appointments in that practitioner's calendar that take the resource, as its own calendar would say."""
    return [replace(one, practitioner=practitioner) for one in busy if resource in one.resources]
