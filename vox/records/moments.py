"""Moments as they stand in the tables: UTC, ISO 8601 with microseconds and offset, so that they sort as texts."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(moment: datetime) -> str:
    """Raises ValueError for a time without zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without zone cannot be kept")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read_stamp(text: str) -> datetime:
    """Aware, UTC."""
    return datetime.fromisoformat(text)
