"""A process that books one appointment with a room, to be killed in the middle: `python -m tests.agenda.other JSON`."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime, timedelta
from typing import Any

from tests.agenda.practice import practice
from vox.agenda.agenda import Agenda
from vox.agenda.caldav_calendar import connect_all
from vox.agenda.types import Client, Opening


async def book(given: dict[str, Any]) -> None:
    """given: the addresses of dr-a and of its room, now, and when the appointment is."""
    settings = practice({"dr-a": given["dr-a"]}, resources={"salle": given["salle"]}, service={"needs": ["salle"]})
    now, start = (datetime.fromisoformat(given[name]) for name in ("now", "start"))
    calendars, resources = connect_all(settings, clock=lambda: now)
    agenda = Agenda(settings, calendars, resources=resources, clock=lambda: now)
    opening = Opening(start, start + timedelta(minutes=20), "dr-a", "consultation")
    await agenda.book(opening, Client("Claire Dupont", "+33639980012"), call="killed")


if __name__ == "__main__":
    asyncio.run(book(json.loads(sys.argv[1])))
