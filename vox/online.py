"""`vox check --online`: tries calendars, line and mail server as they are used; what it writes it takes out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack

from rich.console import Console
from rich.text import Text

from vox.agenda.agenda import Agenda
from vox.agenda.capabilities import Capabilities, probe_all
from vox.business.business import Business, connected
from vox.business.calendars import connect_calendars
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
    async with AsyncExitStack() as stack:
        tools: Business | None = None
        of_tools: dict[str, VoxError | None] = {}
        try:
            tools = await stack.enter_async_context(connected(settings))
        except VoxError as unread:  # a certificate that cannot be read
            of_tools["outils"] = unread
        states, remarks = await _try_calendars(settings, tools)
        of_tools |= await _tools(tools)
    states["ligne téléphonique"] = await _line(settings)
    if settings.mail is not None:
        states["serveur de courrier"] = await check_mail(settings.mail)
    if settings.sms is not None:
        states["passerelle SMS"] = await check_sms(settings.sms)
    if settings.mailbox is not None:
        states["boîte des demandes"] = await check_mailbox(settings.mailbox)
    states |= of_tools
    for name, error in states.items():
        out.print(Text(f"✗ {name} : {error}", style="red") if error else Text(f"✓ {name}", style="green"))
        for remark in remarks.get(name, ()):
            out.print(Text(f"    ce serveur {remark}"))
    return not any(states.values())


async def _try_calendars(
    settings: Settings, tools: Business | None
) -> tuple[dict[str, VoxError | None], Mapping[str, Sequence[str]]]:
    """The states of all calendars, and what servers do otherwise; write, read and delete in each that can be read."""
    calendars, resources = connect_calendars(settings, tools)
    agenda = Agenda(settings, calendars, resources=resources, clock=system_clock)
    known = await agenda.check(clocks=True)
    await agenda.close()
    tried = await probe_all(settings, now=system_clock(), but=[name for name, error in known.items() if error])
    failed = {owner: found for owner, found in tried.items() if isinstance(found, VoxError)}
    states = {f"agenda {owner}": failed.get(owner, error) for owner, error in known.items()}
    return states, {f"agenda {who}": one.remarks() for who, one in tried.items() if isinstance(one, Capabilities)}


async def _tools(tools: Business | None) -> dict[str, VoxError | None]:
    return {f"outil {name}": error for name, error in (await tools.check()).items()} if tools is not None else {}


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
