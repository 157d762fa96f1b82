"""Webhooks, signed as Standard Webhooks wants it, and SMS through a gateway: one bounded HTTP request each.

https://github.com/standard-webhooks/standard-webhooks (v1, HMAC-SHA256).
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientSSLError, ClientTimeout, DummyCookieJar

from vox.business.account import known_by
from vox.clock import Clock, system_clock
from vox.config.settings import Settings
from vox.config.telling import Sms, Webhook, webhook_key
from vox.config.templates import filled
from vox.errors import VoxError
from vox.outbox.callers import Reminder
from vox.outbox.couriers import NotYet, Refused
from vox.outbox.texts import payload_of
from vox.records.letters import What
from vox.records.outbox import Waiting

WHOLE_S: Final = 15.0
"""Seconds that a request may take."""

WAITS_AT_MOST: Final = timedelta(hours=6)
"""How far away the other side may put the next attempt (Retry-After)."""

_FOR_EVER = frozenset({400, 404, 405, 410, 413, 415, 422})
"""Answers of a gateway that says that this SMS is wrong; others may be mended."""


def session() -> ClientSession:
    """What requests go out by: no cookies, no proxies of the environment. Wants a running loop."""
    return ClientSession(
        cookie_jar=DummyCookieJar(),
        skip_auto_headers=("User-Agent", "Accept-Encoding"),
        timeout=ClientTimeout(total=None),  # counted by `_ask`
    )


class WebhookCourier:
    """Tells the organization's programs."""

    def __init__(self, settings: Settings, http: ClientSession, *, clock: Clock) -> None:
        self._settings = settings
        self._hooks = {one.id: one for one in settings.webhooks}
        self._http = http
        self._clock = clock
        self._gone: set[str] = set()  # those that want nothing any more (410), until the next start

    async def deliver(self, one: Waiting) -> None:
        """See Courier."""
        hook = self._hooks.get(one.letter.to)
        if hook is None:
            raise Refused("ce programme n'est plus dans la configuration")
        if hook.id in self._gone:
            raise Refused(_GONE)
        payload = payload_of(self._settings, one)
        if payload is None:
            return
        body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {**signed(hook, one.letter.id, self._clock(), body), "Content-Type": "application/json"}
        status, after = await _ask(self._http, "POST", hook.url, body, headers, self._clock)
        if status == 410:
            self._gone.add(hook.id)
            raise Refused(_GONE)
        if not 200 <= status < 300:
            raise NotYet(f"le programme répond {status}", everybody=status >= 500 or status == 429, after=after)


_GONE = "le programme ne veut plus rien recevoir, 410"


def signed(hook: Webhook, id_: str, now: datetime, body: bytes) -> Mapping[str, str]:
    """The three headers by which the receiver knows us, and a repetition. Raises ValueError without a secret."""
    if hook.password is None:
        raise ValueError(f"webhook {hook.id} has no secret")
    moment = str(int(now.timestamp()))
    content = b".".join((id_.encode(), moment.encode(), body))
    signature = base64.b64encode(hmac.digest(webhook_key(hook.password), content, "sha256")).decode()
    return {"webhook-id": id_, "webhook-timestamp": moment, "webhook-signature": f"v1,{signature}"}


class SmsCourier:
    """Hands confirmations to the gateway."""

    def __init__(self, sms: Sms, http: ClientSession, *, clock: Clock) -> None:
        self._sms = sms
        self._http = http
        self._clock = clock

    async def deliver(self, one: Waiting) -> None:
        """See Courier."""
        reminds = one.letter.what is What.REMINDER
        text = Reminder.unpacked(one.letter.text).text if reminds else one.letter.text
        values = {"number": one.letter.to, "digits": one.letter.to.lstrip("+"), "text": text}
        body = json.dumps(_filled(self._sms.body, values), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": one.letter.id, **known_by(self._sms.auth)}
        status, after = await _ask(self._http, self._sms.method, self._sms.url, body, headers, self._clock)
        if status in _FOR_EVER:
            raise Refused(f"la passerelle refuse, {status}")
        if not 200 <= status < 300:
            everybody = status >= 500 or status in (401, 403, 429)
            raise NotYet(f"la passerelle répond {status}", everybody=everybody, after=after)


async def check_sms(sms: Sms) -> VoxError | None:
    """Whether the gateway is there and knows us; nothing is sent. None where it does not tell otherwise."""
    where = urlsplit(sms.url).netloc
    try:
        async with session() as http:
            status, _ = await _ask(http, "OPTIONS", sms.url, b"", known_by(sms.auth), system_clock)
    except NotYet as error:
        return VoxError(f"la passerelle SMS ne se laisse pas essayer : {error.why}", where=where, hint=_SEE_URL)
    if status in (404, 410):
        return VoxError(f"la passerelle SMS n'a rien à cette adresse ({status})", where=where, hint=_SEE_URL)
    if status in (401, 403):
        hint = "vérifiez auth sous sms : la clé, et comment la passerelle la veut (as: bearer, basic ou header)"
        return VoxError(f"la passerelle SMS refuse la clé ou le compte ({status})", where=where, hint=hint)
    return None


_SEE_URL: Final = "vérifiez url sous sms, telle que la donne votre opérateur"


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return filled(value, values)
    if isinstance(value, Mapping):
        return {key: _filled(one, values) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(one, values) for one in value]
    return value


async def _ask(
    http: ClientSession, method: str, url: str, body: bytes, headers: Mapping[str, str], clock: Clock
) -> tuple[int, timedelta | None]:
    """The status, and when the other side wants to be asked again. What else it answers is not read; no redirects."""
    try:
        async with (
            asyncio.timeout(WHOLE_S),
            http.request(method, url, data=body, headers=dict(headers), allow_redirects=False) as response,
        ):
            taken = 200 <= response.status < 300
            return response.status, None if taken else _after(response.headers.get("Retry-After"), clock())
    except TimeoutError as error:
        raise NotYet("l'autre côté ne répond pas à temps", everybody=True) from error
    except ClientSSLError as error:
        raise NotYet("le certificat de l'autre côté n'est pas reconnu", everybody=True) from error
    except (ClientError, OSError, ValueError) as error:
        raise NotYet("l'autre côté est injoignable", everybody=True) from error


def _after(said: str | None, now: datetime) -> timedelta | None:
    """Retry-After (RFC 9110, 10.2.3): seconds, or a date."""
    if said is None:
        return None
    try:
        if said.isascii() and said.strip().isdigit():
            wait = timedelta(seconds=int(said.strip()[:9]))
        else:
            moment = parsedate_to_datetime(said)
            wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):  # no date, or one that no calendar has
        return None
    return min(max(wait, timedelta()), WAITS_AT_MOST)
