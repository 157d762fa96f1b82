"""The pages for people, on ports of their own: the form about their data, the page from which they call."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

from vox.clock import Clock
from vox.config.settings import Settings
from vox.line.browser import BrowserLine
from vox.records.store import Records
from vox.web.calling import serve_calls
from vox.web.form import serve_form
from vox.web.visitors import Proxies


@asynccontextmanager
async def rights_form(settings: Settings, records: Records, *, clock: Clock) -> AsyncIterator[int | None]:
    """The public form of people's rights, on the port that it yields; None where the settings want none."""
    web = settings.web
    if web.form is None:
        yield None
        return
    async with serve_form(
        web.form.host,
        web.form.port,
        records,
        organization=settings.organization.name,
        phone=settings.organization.rights.phone,
        zone=ZoneInfo(settings.organization.timezone),
        clock=clock,
        proxies=Proxies(web.proxies),
    ) as port:
        yield port


@asynccontextmanager
async def call_page(settings: Settings, line: BrowserLine | None, *, clock: Clock) -> AsyncIterator[int | None]:
    """The page from which people call with their browser, on the port that it yields; None where there is none."""
    calls = settings.web.calls
    if calls is None or line is None:
        yield None
        return
    async with serve_calls(
        line,
        calls,
        organization=settings.organization.name,
        language=settings.organization.language,
        clock=clock,
        proxies=Proxies(settings.web.proxies),
    ) as port:
        yield port
