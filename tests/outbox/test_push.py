"""Webhooks and SMS over real HTTP: signed as the scheme says, never redirected, again later unless they say never."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from pydantic import SecretStr

from tests.records.conftest import HandClock
from vox.config.telling import Webhook
from vox.outbox import push
from vox.outbox.couriers import NotYet, Refused
from vox.outbox.delivery import AGAIN, delivering
from vox.outbox.push import SmsCourier, WebhookCourier, session, signed
from vox.records.letters import Letter, Way, What
from vox.records.outbox import Outbox, Waiting
from vox.records.store import Kept, Records

from .conftest import HANG_S, HOOK_SECRET, MONTH, NOW, SUMMARY, booking, practice

pytestmark = pytest.mark.timeout(HANG_S * 2)


@dataclass
class HttpServer:
    """A real HTTP server that answers what the test wants; requests: (path, headers, body) in order."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    slow: asyncio.Event | None = None

    async def answer(self, request: web.Request) -> web.Response:
        self.requests.append((request.path, dict(request.headers), await request.read()))
        if self.slow is not None:
            await self.slow.wait()
        return web.Response(status=self.status, headers=self.headers, text="x" * 1000)


@asynccontextmanager
async def http_server(context: ssl.SSLContext | None = None) -> AsyncIterator[HttpServer]:
    server = HttpServer()
    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", server.answer)
    runner = web.AppRunner(application, handle_signals=False, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    server.url = f"{'https' if context else 'http'}://localhost:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()


@pytest_asyncio.fixture
async def server() -> AsyncIterator[HttpServer]:
    async with http_server() as server:
        yield server


def hook(url: str, name: str = "crm") -> dict[str, Any]:
    return {"id": name, "url": f"{url}/vox?org=1", "password": HOOK_SECRET}


async def tell(url: str, clock: HandClock | None = None) -> None:
    settings = practice(webhooks=[hook(url)])
    async with asyncio.timeout(HANG_S), session() as http:
        await WebhookCourier(settings, http, clock=clock or HandClock(NOW)).deliver(to_hook())


def to_hook() -> Waiting:
    letter = Letter("c0ffee-message-0", Way.WEBHOOK, "crm", What.MESSAGE, NOW, NOW + MONTH)
    return Waiting(1, 0, "", letter, Kept(SUMMARY, NOW + MONTH))


def test_the_signature_is_that_of_the_scheme() -> None:
    """The example that libraries of the scheme are tested with."""
    one = Webhook(id="a", url="https://a.example/", password=SecretStr(HOOK_SECRET))
    now = datetime.fromtimestamp(1614265330, UTC)
    assert signed(one, "msg_p5jXN8AQM9LWM0D4loKWxJek", now, b'{"test": 2432232314}') == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


async def test_a_receiver_that_knows_the_secret_knows_that_it_is_us(server: HttpServer) -> None:
    await tell(server.url)
    ((path, headers, body),) = server.requests
    assert path == "/vox"
    assert headers["Content-Type"] == "application/json"
    signature = headers["webhook-signature"].removeprefix("v1,")
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(HOOK_SECRET.removeprefix("whsec_"))
    assert hmac.compare_digest(base64.b64decode(signature), hmac.digest(key, content, "sha256"))
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    told = json.loads(body)
    assert (told["type"], told["version"], told["data"]["phone"]) == ("message.left", 1, "+33639980012")


async def test_again_it_has_the_same_id_and_body_and_another_time(server: HttpServer) -> None:
    clock = HandClock(NOW)
    await tell(server.url, clock)
    clock.now += timedelta(hours=1)
    await tell(server.url, clock)
    (_, first, one), (_, second, two) = server.requests
    assert first["webhook-id"] == second["webhook-id"] == "c0ffee-message-0"
    assert one == two
    assert first["webhook-timestamp"] != second["webhook-timestamp"]


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
async def test_anything_but_a_yes_is_tried_again(server: HttpServer, status: int) -> None:
    server.status = status
    with pytest.raises(NotYet) as caught:
        await tell(server.url)
    assert caught.value.why == f"le programme répond {status}"
    assert caught.value.everybody is (status in (429, 500, 503))


async def test_a_redirect_is_not_followed(server: HttpServer) -> None:
    async with http_server() as elsewhere:
        server.status, server.headers = 307, {"Location": f"{elsewhere.url}/"}
        with pytest.raises(NotYet, match="307"):
            await tell(server.url)
        assert elsewhere.requests == []


@pytest.mark.parametrize(
    ("said", "after"),
    [
        ("120", timedelta(minutes=2)),
        ("Tue, 01 Dec 2026 09:05:00 GMT", timedelta(hours=1)),
        ("999999", push.WAITS_AT_MOST),
        ("-5", None),
        ("Tue, 01 Dec 2026 07:00:00 GMT", timedelta()),
        ("bientôt", None),
        ("", None),
        ("²", None),
        ("Fri, 31 Dec 9999 23:59:59 -0100", push.WAITS_AT_MOST),
        ("Mon, 01 Jan 0001 00:00:00 +0100", timedelta()),
        ("Tue, 01 Dec 99999999999999999999 00:00:00 GMT", None),
    ],
)
async def test_when_it_wants_to_be_asked_again(server: HttpServer, said: str, after: timedelta | None) -> None:
    assert push._after(said, NOW) == after
    if said.isascii():
        server.status, server.headers = 503, {"Retry-After": said}
        with pytest.raises(NotYet) as caught:
            await tell(server.url)
        assert caught.value.after == after


async def test_a_yes_is_a_yes_whatever_else_it_says(server: HttpServer) -> None:
    server.headers = {"Retry-After": "Tue, 01 Dec 99999999999999999999 00:00:00 GMT"}
    await tell(server.url)
    assert len(server.requests) == 1


async def test_no_answer(server: HttpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "WHOLE_S", 0.2)
    server.slow = asyncio.Event()
    with pytest.raises(NotYet, match="à temps"):
        await tell(server.url)
    server.slow.set()


async def test_nobody_there() -> None:
    async with http_server() as server:
        pass
    with pytest.raises(NotYet, match="injoignable"):
        await tell(server.url)


async def test_a_certificate_that_nobody_vouches_for(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    async with http_server(context) as server:
        with pytest.raises(NotYet, match="certificat"):
            await tell(server.url)
        assert server.requests == []


async def test_who_is_gone_gets_nothing_more_and_the_summary_says_so(
    server: HttpServer, records: Records, outbox: Outbox, clock: HandClock
) -> None:
    server.status = 410
    async with delivering(practice(webhooks=[hook(server.url)]), records, clock=clock) as delivery:
        records.add(SUMMARY, retention=MONTH, letters=delivery.letters(SUMMARY, []))
        await delivery.deliver()
        await delivery.deliver()
    assert len(server.requests) == 1
    assert [one.failed for one in outbox.shown()] == [True, True]
    kept = records.get("c0ffee")
    assert kept is not None
    assert kept.summary.text.count("non remis au programme crm (le programme ne veut plus rien recevoir, 410).") == 2


async def test_one_program_that_is_down_does_not_hold_up_the_other(
    server: HttpServer, records: Records, outbox: Outbox, clock: HandClock
) -> None:
    async with http_server() as down:
        down.status = 503
        settings = practice(webhooks=[hook(down.url), hook(server.url, "erp")])
        async with delivering(settings, records, clock=clock) as delivery:
            records.add(SUMMARY, retention=MONTH, letters=delivery.letters(SUMMARY, []))
            await delivery.deliver()
            assert len(down.requests) == 1
            assert len(server.requests) == 2
            assert [one.error for one in outbox.shown()] == ["le programme répond 503"] * 2
            down.status = 200
            clock.now += AGAIN[0]
            await delivery.deliver()
            assert len(down.requests) == 3
    assert outbox.shown() == []


# --- SMS ---


def gateway(url: str, **more: Any) -> dict[str, Any]:
    body = {"to": "{number}", "messages": [{"text": "{text}", "n": 1}], "from": "Vox"}
    return {"url": f"{url}/sms", "body": body, **more}


async def text_to(url: str, sms: Callable[[str], dict[str, Any]] | None = None, text: str = "Rendez-vous.") -> None:
    settings = practice(sms=(sms or gateway)(url))
    assert settings.sms is not None
    letter = Letter("c0ffee-confirmation-0", Way.SMS, "+33639980012", What.CONFIRMATION, NOW, NOW + MONTH, text=text)
    async with asyncio.timeout(HANG_S), session() as http:
        await SmsCourier(settings.sms, http, clock=HandClock(NOW)).deliver(
            Waiting(1, 0, "", letter, Kept(SUMMARY, NOW + MONTH))
        )


async def test_an_sms_is_handed_over_as_the_gateway_wants_it(server: HttpServer) -> None:
    def sms(url: str) -> dict[str, Any]:
        return gateway(url, method="PUT", auth={"as": "bearer", "password": "jeton"})

    await text_to(server.url, sms, 'Rendez-vous "noté" {number} à 10 h.')
    ((path, headers, body),) = server.requests
    assert path == "/sms"
    assert headers["Authorization"] == "Bearer jeton"
    assert headers["Idempotency-Key"] == "c0ffee-confirmation-0"
    text = 'Rendez-vous "noté" {number} à 10 h.'
    assert json.loads(body) == {"to": "+33639980012", "messages": [{"text": text, "n": 1}], "from": "Vox"}


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        ({"as": "header", "header": "X-Api-Key", "password": "clé"}, "X-Api-Key", "clé"),
        ({"as": "basic", "username": "vox", "password": "jeton"}, "Authorization", "Basic dm94OmpldG9u"),
    ],
)
async def test_how_it_knows_us(server: HttpServer, auth: dict[str, str], header: str, value: str) -> None:
    await text_to(server.url, lambda url: gateway(url, auth=auth))
    assert server.requests[0][1][header] == value


@pytest.mark.parametrize(
    ("status", "kind"), [(400, Refused), (422, Refused), (401, NotYet), (429, NotYet), (502, NotYet)]
)
async def test_what_the_gateway_answers(server: HttpServer, status: int, kind: type[Exception]) -> None:
    server.status = status
    with pytest.raises(kind, match=str(status)):
        await text_to(server.url)


async def test_a_confirmation_from_the_call_to_the_gateway(
    server: HttpServer, records: Records, outbox: Outbox, clock: HandClock
) -> None:
    async with delivering(practice(sms=gateway(server.url)), records, clock=clock) as delivery:
        records.add(SUMMARY, retention=MONTH, letters=delivery.letters(SUMMARY, [booking()]))
        await delivery.deliver()
    ((_, _, body),) = server.requests
    assert json.loads(body)["messages"][0]["text"].startswith("Rendez-vous noté mardi 8 décembre à 10 h 30")
    assert outbox.shown() == []
