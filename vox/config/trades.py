"""What a trade changes where the file says nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

HEALTH: Final = frozenset({"medical", "dental", "physiotherapy", "veterinary"})

SENSITIVE: Final = frozenset({"medical", "dental", "physiotherapy", "law", "notary", "town-hall"})
"""Trades whose mere appointment tells something about a person."""

_SUMMARIES = timedelta(days=90)
_HEALTH_SUMMARIES = timedelta(days=30)


VISA_WAIT: Final = timedelta(days=60)
"""How long a summary that is over waits at most for the visa on its bordereau d'élimination."""


def elimination(trade: str) -> str:
    """Whether what is over needs a bordereau first: what a public body keeps may be a public archive."""
    return "record" if trade == "town-hall" else "none"


def summaries(trade: str) -> timedelta:
    """How long the summaries of calls are kept by default: less where they may tell of somebody's health."""
    return _HEALTH_SUMMARIES if trade in HEALTH else _SUMMARIES


def verification(trade: str) -> dict[str, str]:
    """What must be proven by default, by act, where that is not what Vox wants anyway."""
    if trade not in SENSITIVE:
        return {}
    return {"find": "number+birthdate", "move": "number+birthdate", "data": "staff"}
