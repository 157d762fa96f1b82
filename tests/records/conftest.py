"""Records in a folder of their own, and a twin in clear, in which a test can look for what should be gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vox.records import database
from vox.records.erasures import Kind
from vox.records.store import Records
from vox.records.summary import Message, Outcome, Summary

KEY = bytes(range(32))
NOW = datetime(2026, 12, 1, 8, 5, tzinfo=UTC)
MONTH = timedelta(days=30)


class HandClock:
    """A clock that a test moves."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def summary(call: str, *, text: str = "Rendez-vous pris.", started: datetime = NOW) -> Summary:
    return Summary(call, started, 75, (Outcome.BOOKED,), text)


MESSAGE = Summary(
    call="c0ffee",
    started=datetime(2026, 12, 1, 8, 5, 1, 123456, tzinfo=UTC),
    seconds=75,
    outcomes=(Outcome.BOOKED, Outcome.MESSAGE),
    text="Rendez-vous pris.\nÉcrit à la main : « œuf », 8 h.",
    follow_up="Rappeler Mme Ébène",
    messages=(Message("dr-martin", "rappeler pour l'ordonnance", "Zoé Ébène", "+33639980012"), Message("", "merci")),
)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def opening(clock: HandClock) -> Iterator[Callable[[Path], Records]]:
    """Opens records that are closed after the test."""
    with ExitStack() as stack:
        yield lambda folder: stack.enter_context(closing(Records.open(folder, KEY, clock=clock)))


@pytest.fixture
def records(tmp_path: Path, opening: Callable[[Path], Records]) -> Records:
    return opening(tmp_path / "data")


@pytest.fixture
def unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same code over the same library, but in clear."""
    unlocked(monkeypatch)


def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_unlock", lambda _connection, _key: None)
    monkeypatch.setattr(database, "_PLAIN_HEADER", b"no file begins so")


def erased(records: Records) -> list[tuple[str, Kind]]:
    """What was erased and why, in order."""
    rows = records.database.read("SELECT call, kind FROM erased ORDER BY moment, call")
    return [(call, Kind(kind)) for call, kind in rows]


def everything(folder: Path) -> bytes:
    """All bytes of all files below."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
