"""What things and people of the organization are called, for matching with what a caller says."""

from __future__ import annotations

from collections.abc import Iterable

from vox.config.people import Person, Practitioner
from vox.config.services import Service

Names = dict[str, tuple[str, ...]]
"""Identifier to everything that it is called."""


def called(things: Iterable[Service | Practitioner | Person]) -> Names:
    return {one.id: (one.name, *one.also_called) for one in things}
