"""What a trade changes where the file says nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

HEALTH: Final = frozenset({"medical", "dental", "physiotherapy", "veterinary"})

SENSITIVE: Final = frozenset({"medical", "dental", "physiotherapy", "law", "notary", "town-hall"})
"""Trades whose mere appointment tells something about a person."""

_SUMMARIES = timedelta(days=90)
_HEALTH_SUMMARIES = timedelta(days=30)


def summaries(trade: str) -> timedelta:
    """How long the summaries of calls are kept by default: less where they may tell of somebody's health."""
    return _HEALTH_SUMMARIES if trade in HEALTH else _SUMMARIES


def verification(trade: str) -> dict[str, str]:
    """What must be proven by default, by act, where that is not what Vox wants anyway."""
    return {"find": "number+birthdate", "move": "number+birthdate"} if trade in SENSITIVE else {}
