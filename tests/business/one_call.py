"""A process of Vox that takes one call, by text, and may be killed in it: `python -m tests.business.one_call FOLDER …`.

What the caller says follows the folder, in which the garage's configuration and the records are.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.agenda.patience import be_patient
from tests.business.bookings import NOW, NUMBER, PASSWORD
from tests.records.conftest import KEY
from vox.agenda.agenda import Agenda
from vox.business.business import Business
from vox.business.calendars import connect_calendars
from vox.config.loader import load
from vox.dialogue.conversation import Conversation
from vox.dialogue.types import Caller, Utterance
from vox.dialogue.understanding.combined import Combined
from vox.dialogue.understanding.rules import Rules
from vox.records.intents import Intents
from vox.records.store import Records


async def take(folder: Path, says: list[str]) -> None:
    settings = load(folder / "garage.yaml", env={"SOFTWARE": PASSWORD})
    business = Business(settings)
    calendars, resources = connect_calendars(settings, business, clock=lambda: NOW)
    with closing(Records.open(folder / "data", KEY, clock=lambda: NOW)) as records:
        agenda = Agenda(settings, calendars, resources=resources, clock=lambda: NOW, intents=Intents(records))
        conversation = Conversation(
            settings,
            agenda=agenda,
            understanding=Combined(Rules(settings, lambda: NOW)),
            clock=lambda: NOW,
            call="c0ffee",
            caller=Caller(NUMBER),
            tools=business,
        )
        conversation.greet()
        for said in says:
            await conversation.hear(Utterance(said))
        summary = conversation.close()
        assert summary is not None
        records.add(summary, retention=timedelta(days=30))
        await agenda.close()
    await business.close()


if __name__ == "__main__":
    be_patient(pytest.MonkeyPatch())
    asyncio.run(take(Path(sys.argv[1]), sys.argv[2:]))
