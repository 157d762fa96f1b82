"""`vox check --online`: tries the calendars and the telephone line as they would be used, without changing anything."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from vox.agenda.agenda import Agenda
from vox.agenda.caldav_calendar import connect
from vox.clock import system_clock
from vox.config.settings import Settings
from vox.errors import VoxError
from vox.line.call import IncomingCall
from vox.line.sip import SipLine


async def check_online(settings: Settings, *, out: Console) -> bool:
    """Print the state of each calendar and trunk, with what to do; True if all is well."""
    agenda = Agenda(
        settings,
        {one.id: connect(one, settings, clock=system_clock) for one in settings.practitioners},
        clock=system_clock,
    )
    states = {f"agenda {name}": error for name, error in (await agenda.check()).items()}
    await agenda.close()
    states["ligne téléphonique"] = await _line(settings)
    for name, error in states.items():
        out.print(Text(f"✗ {name} : {error}", style="red") if error else Text(f"✓ {name}", style="green"))
    return not any(states.values())


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
