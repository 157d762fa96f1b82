"""`make run`: a demonstration practice with a calendar of its own, a caller who telephones, then your turn."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import tempfile
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from vox.app import receptionist
from vox.clock import system_clock
from vox.composition.engines import loaded
from vox.config.loader import load
from vox.config.settings import Settings
from vox.line.client import CallingClient
from vox.records.report import format_one
from vox.records.store import Records
from vox.rehearsal.calendar_server import CalendarServer, radicale
from vox.rehearsal.caller import ScriptedCaller
from vox.rehearsal.live import LiveView
from vox.rehearsal.scenario import Scenario
from vox.rehearsal.spoken import Voices
from vox.rehearsal.telephone import CallEvents, Telephoned, telephone
from vox.web.health import serve_health

PASSWORD = "VOX_DEMO_CALDAV_PASSWORD"
"""Environment name under which config/demo.yaml expects the password of its calendar."""

PASSWORD_HERE = "demonstration"
"""What it is if nobody set it: the calendar is empty, on the loopback, and gone with the demonstration."""

SPEAKER = "if_sara"
CALLER = "+33639980012"

SCRIPT = {
    "name": "démonstration",
    "config": "demo.yaml",
    "now": "2026-01-01T09:00:00+01:00",  # not used: the demonstration runs at the real time
    "caller": CALLER,
    "says": "Bonjour, je voudrais une consultation demain matin avec le docteur Martin.",
    "answers": {
        "service": "Une consultation.",
        "practitioner": "Le docteur Martin.",
        "date": "Le plus tôt possible.",
        "time": "Le matin.",
        "choice": "Le premier, s'il vous plaît.",
        "name": "Je m'appelle Claire Dupont.",
        "phone": "Oui, c'est mon numéro.",
        "message": "Je voudrais une consultation.",
        "confirm": "Oui, c'est parfait.",
        "more": "Non merci, au revoir.",
    },
    "expect": {},
}


async def demonstrate(config: Path, *, models: Path, out: Console, once: bool) -> None:
    """Run the demonstration; stays up until Ctrl-C unless `once`."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    password = os.environ.get(PASSWORD, PASSWORD_HERE)
    settings = load(config, env={**os.environ, PASSWORD: password})
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vox-demo-")))
        with out.status("Agenda de démonstration (Radicale)…"):
            server = await stack.enter_async_context(_calendar(settings, folder, password))
        with out.status("Chargement des modèles et de la voix…"):
            engines = await stack.enter_async_context(loaded(settings, models))
            (folder / "data").mkdir()
            records = stack.enter_context(
                closing(Records.open(folder / "data", secrets.token_bytes(32), clock=system_clock))
            )
            events = CallEvents(LiveView(out))
            service = await stack.enter_async_context(receptionist(settings, engines, records, observer=events))
            listen = settings.web.listen
            await stack.enter_async_context(serve_health(listen.host, listen.port, service.health))
        caller = ScriptedCaller(Scenario.model_validate(SCRIPT))
        with out.status("La voix de l'appelante…"):
            sounds = await Voices.load(models).say(sorted(caller.everything()), SPEAKER)
        uri = f"sip:vox@127.0.0.1:{settings.line.listen.port}"
        out.print(Text(f"\nUne appelante téléphone à {settings.organization.name}.", style="bold"))
        demonstration = asyncio.create_task(_call(uri, caller, sounds, events))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({demonstration, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not demonstration.done():
            demonstration.cancel()
            await asyncio.gather(demonstration, return_exceptions=True)
            return
        await _show(demonstration.result(), server, settings, records, out)
        if not once:
            _invite(uri, settings, config, out)
            await stop.wait()
        stopped.cancel()
        out.print("\nVox s'arrête.")


def _calendar(settings: Settings, folder: Path, password: str) -> AbstractAsyncContextManager[CalendarServer]:
    """The Radicale that the demonstration's configuration names."""
    calendars = [one.calendar for one in settings.practitioners if one.calendar is not None]
    addresses = [one.url for one in calendars]
    port = int(addresses[0].split("/")[2].rpartition(":")[2])
    names = [address.rstrip("/").rpartition("/")[2] for address in addresses]
    username = calendars[0].username or "vox"
    return radicale(folder / "radicale", calendars=names, username=username, password=password, port=port)


async def _call(uri: str, caller: ScriptedCaller, sounds: Mapping[str, bytes], events: CallEvents) -> Telephoned:
    async def nothing(_asking: object) -> None: ...

    async with CallingClient() as client:
        return await telephone(client, uri, caller, sounds, events, number=CALLER, before=nothing)


async def _show(call: Telephoned, server: CalendarServer, settings: Settings, records: Records, out: Console) -> None:
    zone = ZoneInfo(settings.organization.timezone)
    if call.voice_to_voice:
        slowest = max(call.voice_to_voice)
        typical = sorted(call.voice_to_voice)[len(call.voice_to_voice) // 2]
        out.print(f"\nDe la voix à la voix, mesuré sur la ligne : médiane {typical:.2f} s, au plus {slowest:.2f} s.")
    for why in call.why:
        out.print(Text(f"✗ {why}", style="red"))
    out.print(Text("\nDans l'agenda :", style="bold"))
    for practitioner in settings.practitioners:
        assert practitioner.calendar is not None
        name = practitioner.calendar.url.rstrip("/").rpartition("/")[2]
        for event in await server.events(name):
            start = event.start.astimezone(zone) if isinstance(event.start, datetime) else event.start
            out.print(
                Text(
                    f"   {practitioner.name} · {start:%d/%m/%Y %H:%M} · "
                    f"{event.get('SUMMARY')} · {event.get('DESCRIPTION', '')}"
                )
            )
    out.print(Text("\nCe qui est gardé de l'appel (chiffré sur le disque) :", style="bold"))
    for kept in records.list():
        out.print(format_one(kept, zone), markup=False)


def _invite(uri: str, settings: Settings, config: Path, out: Console) -> None:
    listen = settings.web.listen
    out.print(Text("\nÀ vous. Vox reste en ligne.", style="bold"))
    out.print(
        f"   par téléphone : appelez {uri} avec un softphone sur cette machine "
        "(Linphone, baresip, MicroSIP…), sans compte"
    )
    out.print(f"   au clavier    : {PASSWORD}={PASSWORD_HERE} .venv/bin/vox talk {config}", soft_wrap=True)
    out.print(f"   son état      : http://{listen.host}:{listen.port}/health")
    out.print("   Ctrl-C arrête tout.")
