"""A practice whose Vox is killed (SIGKILL) at a named point of a call, and started anew: each in a process of its own.

A point is the moment before or after an exchange with a calendar ("before PUT dr-a") or a write of the records ("after
note"); of the same kind, later ones bear their number ("before note 2").
"""

from __future__ import annotations

import asyncio
import os
import signal
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.agenda.patience import be_patient
from tests.agenda.practice import practice
from tests.records.conftest import KEY
from vox.agenda import exchange
from vox.agenda.agenda import Agenda
from vox.agenda.caldav_calendar import connect_all
from vox.config.settings import Settings
from vox.dialogue.conversation import Conversation
from vox.dialogue.types import Caller, Utterance
from vox.dialogue.understanding.combined import Combined
from vox.dialogue.understanding.rules import Rules
from vox.reception.recovery import Recovery
from vox.records.intents import Intents
from vox.records.rights import Scope
from vox.records.store import Records

NOW = datetime(2026, 11, 30, 8, 5, tzinfo=UTC)  # a Monday, 09:05 in Paris
MONTH = timedelta(days=30)
NUMBER = "+33639980012"
CALL = "c0ffee"
STORES: tuple[tuple[type, str, str], ...] = (
    (Intents, "keep", "note"),
    (Intents, "renew", "note"),
    (Intents, "unkept", "refusal"),
    (Intents, "drop", "forget"),
    (Records, "add", "summary"),
)

Point = Callable[[str], None]


@dataclass(frozen=True)
class Scene:
    """folder: of the records. calendars: address by owner; salle is a room. says: what the caller says, in turn.

    opposed: what they refused before.
    """

    folder: Path
    calendars: Mapping[str, Mapping[str, str]]
    says: Sequence[str] = ()
    opposed: frozenset[Scope] = frozenset()
    path: Path = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", self.folder / "points")

    @property
    def settings(self) -> Settings:
        rooms = {who: at for who, at in self.calendars.items() if who == "salle"}
        people = {who: at for who, at in self.calendars.items() if who != "salle"}
        return practice(people, resources=rooms, service={"needs": list(rooms)})

    @property
    def points(self) -> list[str]:
        """Those that the last process passed, and what it announced."""
        return self.path.read_text().splitlines()

    def call(self, *, killed_at: str | None) -> bool:
        """A call from the first word to its summary. False if it was killed."""
        return not _killed(self._call, killed_at, self.path)

    def restart(self, *, killed_at: str | None = None, last: bool = False) -> bool:
        """What `vox serve` does at its start with what was left. False if it was killed. last: see `Recovery.look`."""
        return not _killed(lambda point: self._restart(last), killed_at, self.path)

    async def _call(self, point: Point) -> None:
        settings = self.settings
        with closing(self.records()) as records:
            agenda = self._agenda(settings, records)
            conversation = Conversation(
                settings,
                agenda=agenda,
                understanding=Combined(Rules(settings, _now)),
                clock=_now,
                call=CALL,
                caller=Caller(NUMBER),
                opposed=self.opposed,
            )
            conversation.greet()
            for said in self.says:
                replies = await conversation.hear(Utterance(said))
            point("announced: " + " ".join(reply.text for reply in replies))
            summary = conversation.close()
            assert summary is not None
            records.add(summary, retention=MONTH)
            await agenda.close()

    async def _restart(self, last: bool) -> None:
        settings = self.settings
        with closing(self.records()) as records:
            agenda = self._agenda(settings, records)
            await Recovery(settings, agenda, records, clock=_now).look(last=last)
            await agenda.tidy()
            await agenda.close()

    def records(self) -> Records:
        return Records.open(self.folder / "data", KEY, clock=_now)

    def _agenda(self, settings: Settings, records: Records) -> Agenda:
        calendars, resources = connect_all(settings, clock=_now)
        return Agenda(settings, calendars, resources=resources, clock=_now, intents=Intents(records))


def _now() -> datetime:
    return NOW


def _killed(work: Callable[[Point], Coroutine[Any, Any, None]], at: str | None, told: Path) -> bool:
    """Do it in a process of its own, killed at that point. Raises AssertionError where it fails by itself."""
    child = os.fork()
    if child == 0:
        end = 1
        try:
            with told.open("w") as file:
                asyncio.run(work(_watched(at, lambda name: print(name, file=file, flush=True))))
            end = 0
        except BaseException:  # noqa: BLE001 - nothing may run on as a second pytest
            traceback.print_exc()
        finally:
            os._exit(end)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def _watched(at: str | None, tell: Callable[[str], None]) -> Point:
    """Let every exchange and every write tell before and after that it is there, and die at that point."""
    seen: Counter[str] = Counter()

    def point(name: str) -> None:
        seen[name] += 1
        name = name if seen[name] == 1 else f"{name} {seen[name]}"
        if name == at:
            os.kill(os.getpid(), signal.SIGKILL)
        tell(name)

    be_patient(pytest.MonkeyPatch())
    send = exchange.Exchange._send

    async def sent(self: Any, method: str, url: str, *rest: Any) -> Any:
        owner = urlsplit(url).path.strip("/").split("/")[-1 if url.endswith("/") else -2].rpartition("-of-")[2]
        return await _around(f"{method} {owner}", lambda: send(self, method, url, *rest), point)

    exchange.Exchange._send = sent  # type: ignore[method-assign]
    for owner, name, called in STORES:
        setattr(owner, name, _wrapped(getattr(owner, name), called, point))
    return point


async def _around(name: str, act: Callable[[], Awaitable[Any]], point: Point) -> Any:
    point(f"before {name}")
    result = await act()
    point(f"after {name}")
    return result


def _wrapped(method: Callable[..., Any], called: str, point: Point) -> Callable[..., Any]:
    def wrapped(*values: Any, **named: Any) -> Any:
        point(f"before {called}")
        result = method(*values, **named)
        point(f"after {called}")
        return result

    return wrapped
