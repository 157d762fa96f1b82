"""How a tool knows that it is us: what goes into the headers, an OAuth2 token kept until it is old or refused."""

from __future__ import annotations

import asyncio
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus

from yarl import URL

from vox.business.exchange import Exchange
from vox.business.types import ToolUnavailable
from vox.config.tools import Auth

EARLY_S = 30.0
"""Seconds before its end from which a token counts as old."""

LASTS_S = 300.0
"""Seconds for which a token counts as good where its giver does not say."""

_TOKEN = re.compile(r"[\x21-\x7e]{1,8000}")


class Account:
    """auth None: nobody in particular. now: seconds of a clock that never goes back."""

    def __init__(self, auth: Auth | None, exchange: Exchange, now: Callable[[], float]) -> None:
        self._auth = auth
        self._exchange = exchange
        self._now = now
        self._token = ""
        self._until = 0.0
        self._asking = asyncio.Lock()

    async def headers(self) -> Mapping[str, str]:
        """What one request needs; asks for a token where that is needed. Raises ToolUnavailable."""
        auth = self._auth
        if auth is None or auth.as_ != "oauth2":
            return known_by(auth)
        return {"Authorization": f"Bearer {await self._current(auth)}"}

    def refused(self) -> bool:
        """The tool refused us: whether another try with a fresh token is worth it."""
        had, self._token = self._token, ""
        return bool(had)

    async def _current(self, auth: Auth) -> str:
        async with self._asking:
            if not self._token or self._now() >= self._until:
                self._token, lasts = await self._fetch(auth)
                self._until = self._now() + max(0.0, lasts - EARLY_S)
            return self._token

    async def _fetch(self, auth: Auth) -> tuple[str, float]:
        """RFC 6749, 4.4: a token for the client itself, and the seconds that it lasts."""
        url = URL(auth.token_url or "")
        who = _basic(quote_plus(auth.username or ""), quote_plus(_secret(auth)))
        form = {"grant_type": "client_credentials", **({"scope": auth.scope} if auth.scope else {})}
        reply = await self._exchange.send("POST", url, headers={"Authorization": who}, data=form)
        given: Any = reply.data if isinstance(reply.data, dict) else {}
        token, lasts = given.get("access_token"), given.get("expires_in", LASTS_S)
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            hint = "vérifiez token_url"
            raise ToolUnavailable("token", "il n'y a pas de jeton dans la réponse", where=url.authority, hint=hint)
        return token, float(lasts) if isinstance(lasts, int | float) else LASTS_S


def known_by(auth: Auth | None) -> Mapping[str, str]:
    """The headers of every request, where no token is asked for first (oauth2)."""
    if auth is None:
        return {}
    match auth.as_:
        case "basic":
            return {"Authorization": _basic(auth.username or "", _secret(auth))}
        case "header":
            return {auth.header or "": _secret(auth)}
        case _:
            return {"Authorization": f"Bearer {_secret(auth)}"}


def _secret(auth: Auth) -> str:
    return auth.password.get_secret_value() if auth.password is not None else ""


def _basic(username: str, password: str) -> str:
    """RFC 7617, in UTF-8."""
    return f"Basic {b64encode(f'{username}:{password}'.encode()).decode()}"
