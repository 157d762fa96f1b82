"""`vox check --online`: tries calendars, line and mail server as they would be used, without changing anything."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from vox.agenda.agenda import Agenda
from vox.agenda.caldav_calendar import connect_all
from vox.business.business import connected
from vox.clock import system_clock
from vox.config.settings import Settings
from vox.errors import VoxError
from vox.line.call import IncomingCall
from vox.line.sip import SipLine
from vox.outbox.mail import check_mail


async def check_online(settings: Settings, *, out: Console) -> bool:
    """Print the state of each calendar and trunk, with what to do; True if all is well."""
    calendars, resources = connect_all(settings)
    agenda = Agenda(settings, calendars, resources=resources, clock=system_clock)
    states = {f"agenda {name}": error for name, error in (await agenda.check()).items()}
    await agenda.close()
    states["ligne téléphonique"] = await _line(settings)
    if settings.mail is not None:
        states["serveur de courrier"] = await check_mail(settings.mail)
    states |= await _tools(settings)
    for name, error in states.items():
        out.print(Text(f"✗ {name} : {error}", style="red") if error else Text(f"✓ {name}", style="green"))
    return not any(states.values())


async def _tools(settings: Settings) -> dict[str, VoxError | None]:
    try:
        async with connected(settings) as tools:
            return {f"outil {name}": error for name, error in (await tools.check()).items()} if tools else {}
    except VoxError as error:  # a certificate that cannot be read
        return {"outils": error}


async def _line(settings: Settings) -> VoxError | None:
    async def nobody_home(call: IncomingCall) -> None:
        await call.busy()

    line = SipLine(settings.line, max_calls=1)
    try:
        await line.start(nobody_home)
        await line.wait_registered()
    except VoxError as error:
        return error
    finally:
        await line.stop()
    return None
