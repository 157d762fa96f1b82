"""What a write without an answer came to is told in the summary that is kept, after the call, and holds up nothing."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from pydantic import SecretStr

from vox.config.telling import Webhook
from vox.dialogue.wording import Wording
from vox.outbox.delivery import Delivery
from vox.reception.reception import Reception
from vox.records.letters import What
from vox.records.outbox import Outbox
from vox.records.store import Records
from vox.records.summary import Message, Outcome, Summary

from .conftest import HANG, practice

NOW = datetime(2026, 12, 1, 8, 5, tzinfo=UTC)
FIRST = Summary("c0ffee", NOW, 40, (Outcome.MESSAGE,), "Message : vérifier si le rendez-vous y est.")
THEN = replace(FIRST, text="Message : le rendez-vous y est bien.", outcomes=(Outcome.MESSAGE, Outcome.BOOKED))


class Talk:
    """A conversation that is over, and finds out later."""

    unsettled = True
    watching = False

    def __init__(self, found: Summary | None) -> None:
        self.found = found
        self.gate = asyncio.Event()

    def close(self) -> Summary:
        return FIRST

    async def settle(self) -> Summary | None:
        await self.gate.wait()
        if self.found is None:
            raise RuntimeError("a bug")
        return self.found


def reception(records: Records) -> Reception:
    settings = practice("http://127.0.0.1:9/nowhere/")
    return Reception(settings, cast(Any, None), Wording(settings), records)


def kept(folder: Path) -> Records:
    records = Records.open(folder, secrets.token_bytes(32), clock=lambda: NOW)
    records.add(FIRST, retention=timedelta(days=30))
    return records


async def settled(vox: Reception, talk: Talk) -> None:
    vox._settle_later(cast(Any, SimpleNamespace(id="c0ffee")), cast(Any, talk))
    talk.gate.set()
    async with asyncio.timeout(HANG):
        await asyncio.gather(*vox._settling)


async def test_the_kept_summary_learns_it(tmp_path: Path) -> None:
    with closing(kept(tmp_path)) as records:
        await settled(reception(records), Talk(THEN))
        assert [one.summary for one in records.list()] == [THEN]


async def test_a_failure_leaves_the_doubt(tmp_path: Path) -> None:
    with closing(kept(tmp_path)) as records:
        await settled(reception(records), Talk(None))
        assert [one.summary for one in records.list()] == [FIRST]


async def test_stopping_does_not_wait_for_it(tmp_path: Path) -> None:
    with closing(kept(tmp_path)) as records:
        vox, talk = reception(records), Talk(THEN)
        vox._settle_later(cast(Any, SimpleNamespace(id="c0ffee")), cast(Any, talk))
        assert vox.calls == 0
        async with asyncio.timeout(HANG):
            await vox.close(drain=0.1)
        assert [one.summary for one in records.list()] == [FIRST]


async def test_a_message_that_is_learned_of_after_the_call_is_told(tmp_path: Path) -> None:
    settings = practice("http://127.0.0.1:9/nowhere/")
    hook = Webhook(
        id="accueil", url="https://accueil.example/", password=SecretStr(f"whsec_{'A' * 32}"), send=("messages",)
    )
    settings = settings.model_copy(update={"webhooks": (hook,)})
    found = replace(THEN, messages=(Message("", "Deux rendez-vous en même temps.", "", None),))
    with closing(kept(tmp_path)) as records:
        delivery = Delivery(settings, records, {}, clock=lambda: NOW)
        vox = Reception(settings, cast(Any, None), Wording(settings), records, delivery=delivery)
        await settled(vox, Talk(found))
        (waiting,) = Outbox(records).due()
        assert (waiting.letter.what, waiting.letter.place) == (What.MESSAGE, 0)
