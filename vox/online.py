"""`vox check --online`: tries calendars, line and mail server as they are used; what it writes it takes out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.text import Text

from vox.agenda.agenda import Agenda
from vox.agenda.caldav_calendar import connect_all
from vox.agenda.capabilities import Capabilities, probe_all
from vox.business.business import connected
from vox.clock import system_clock
from vox.config.settings import Settings
from vox.errors import VoxError
from vox.line.call import IncomingCall
from vox.line.sip import SipLine
from vox.mailbox.watch import check_mailbox
from vox.outbox.mail import check_mail
from vox.outbox.push import check_sms


async def check_online(settings: Settings, *, out: Console) -> bool:
    """Print the state of each calendar and trunk, with what to do; True if all is well."""
    calendars, resources = connect_all(settings)
    agenda = Agenda(settings, calendars, resources=resources, clock=system_clock)
    known = await agenda.check(clocks=True)
    await agenda.close()
    states, remarks = await _try_calendars(settings, known)
    states["ligne téléphonique"] = await _line(settings)
    if settings.mail is not None:
        states["serveur de courrier"] = await check_mail(settings.mail)
    if settings.sms is not None:
        states["passerelle SMS"] = await check_sms(settings.sms)
    if settings.mailbox is not None:
        states["boîte des demandes"] = await check_mailbox(settings.mailbox)
    states |= await _tools(settings)
    for name, error in states.items():
        out.print(Text(f"✗ {name} : {error}", style="red") if error else Text(f"✓ {name}", style="green"))
        for remark in remarks.get(name, ()):
            out.print(Text(f"    ce serveur {remark}"))
    return not any(states.values())


async def _try_calendars(
    settings: Settings, known: Mapping[str, VoxError | None]
) -> tuple[dict[str, VoxError | None], Mapping[str, Sequence[str]]]:
    """Write, read and delete in each calendar that can be read: their states, and what servers do otherwise."""
    tried = await probe_all(settings, now=system_clock(), but=[name for name, error in known.items() if error])
    failed = {owner: found for owner, found in tried.items() if isinstance(found, VoxError)}
    states = {f"agenda {owner}": failed.get(owner, error) for owner, error in known.items()}
    return states, {f"agenda {who}": one.remarks() for who, one in tried.items() if isinstance(one, Capabilities)}


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
