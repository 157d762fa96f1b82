"""The page to call from, by HTTP: what it lets a browser do, and who gets an answer to an offer."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.line.browser_caller import WebCaller, web_call
from tests.line.reception import Desk, until
from tests.line.test_offers import OFFER
from tests.reception.conftest import written as written
from tests.records.conftest import HandClock
from tests.web.calling_site import ORGANIZATION, CallSite, call_site
from vox.web.call_page import KEYS, SCRIPT, STYLE, CallPages
from vox.web.call_words import ENGLISH, FRENCH, CallWords
from vox.web.calling import LARGEST
from vox.web.tokens import LASTS, Tokens, relay_login


async def offer() -> str:
    caller = WebCaller()
    try:
        return await caller.offer()
    finally:
        await caller.close()


@pytest.mark.promise
async def test_the_browser_may_run_ask_and_show_nothing_else() -> None:
    async with call_site(Desk().take) as site:
        for path in ("/appel", "/call", "/elsewhere"):
            answer = await site.get(path)
            policy = answer.headers["Content-Security-Policy"]
            assert {part.split()[0]: part.split()[1:] for part in policy.split("; ")} == {
                "default-src": ["'none'"],
                "style-src": [f"'sha256-{digest(STYLE)}'"],
                "script-src": [f"'sha256-{digest(SCRIPT)}'"],
                "connect-src": ["'self'"],
                "form-action": ["'none'"],
                "base-uri": ["'none'"],
                "frame-ancestors": ["'none'"],
            }
            assert answer.headers["Permissions-Policy"].startswith("microphone=(self), camera=()")
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "Set-Cookie" not in answer.headers
            assert "<b>" not in answer.body
            assert not re.search(r"(?:src|action)=|https?://", answer.body), "nothing is loaded from anywhere"
        for forbidden in (
            "innerHTML",
            "eval(",
            "localStorage",
            "sessionStorage",
            "indexedDB",
            "document.cookie",
            "console",
        ):
            assert forbidden not in SCRIPT


async def test_only_the_sites_of_the_organization_may_frame_it() -> None:
    async with call_site(Desk().take, origins=["https://www.cabinet.example"]) as site:
        policy = (await site.get()).headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors https://www.cabinet.example")


class Parts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, **wanted: str) -> list[dict[str, str | None]]:
        return [found for _, found in self.tags if wanted.items() <= found.items()]


@pytest.mark.parametrize("words", [FRENCH, ENGLISH], ids=lambda words: words.language)
def test_what_a_screen_reader_finds(words: CallWords) -> None:
    parts = Parts()
    parts.feed(CallPages(ORGANIZATION, "fr").call(words, "t", []))
    assert parts.of(lang=words.language)
    (captions,) = parts.of(id="captions")
    assert (captions["role"], captions["aria-live"], captions["lang"]) == ("log", "polite", "fr")
    assert parts.of(id=str(captions["aria-labelledby"]))
    assert [found["role"] for name in ("state", "wrong") for found in parts.of(id=name)] == ["status", "alert"]
    keys = [found for tag, found in parts.tags if tag == "button" and "data-key" in found]
    assert "".join(str(found["data-key"]) for found in keys) == KEYS
    assert [bool(found.get("aria-label")) for found in keys] == [not key.isdigit() for key in KEYS]
    assert all(found.get("type") == "button" for tag, found in parts.tags if tag == "button")


def test_both_languages_say_all_that_the_script_may_ask_for() -> None:
    asked = set(re.findall(r'(?:end\(\w+, |throw |: |\|\| )"([a-z-]+)"', SCRIPT)) - {"include"}
    shown = set(re.findall(r'show\("([a-z]+)"\)', SCRIPT))
    for words in (FRENCH, ENGLISH):
        assert shown <= words.states.keys() and shown == words.states.keys()
        assert words.wrong.keys() - asked <= {"no-way", "lost", "unsupported"}
        assert asked - words.wrong.keys() <= {"post", "omit", "error", "max-bundle", "answer", "nearest", "vox"}
    assert FRENCH.states.keys() == ENGLISH.states.keys() and FRENCH.wrong.keys() == ENGLISH.wrong.keys()
    assert FRENCH.told.keys() == ENGLISH.told.keys()


async def test_an_offer_with_the_pages_token_becomes_a_call_once() -> None:
    desk = Desk()
    async with call_site(desk.take) as site:
        token = (await site.page())["token"]
        answers = []

        async def ask(sdp: str) -> str:
            answers.append(await site.call(sdp, token))
            return str(answers[-1].json()["sdp"])

        async with web_call(ask):
            await desk.next_answered()
            again = await site.call(await offer(), token)
            assert (again.status, again.json()) == (403, {}), "a token is good for one call"
        await until(lambda: site.line.calls == 0)
        assert answers[0].json()["token"] != token
        async with web_call(lambda sdp: asked(site, sdp, answers[0].json()["token"])):
            await desk.next_answered()


async def asked(site: CallSite, sdp: str, token: str) -> str:
    answer = await site.call(sdp, token)
    assert answer.status == 200, answer
    return str(answer.json()["sdp"])


async def test_a_token_that_is_not_ours_or_too_old_is_none() -> None:
    desk = Desk()
    async with call_site(desk.take) as site:
        good = (await site.page())["token"]
        changed = good[:-1] + ("0" if good[-1] != "0" else "1")
        later = str(int(good.partition(".")[0]) + 9999) + good[good.index(".") :]
        for token in ("", ".", "x", changed, later, good + "0", "é" * 20, "9" * 5000):
            answer = await site.post({"token": token, "sdp": OFFER})
            assert (answer.status, answer.json()) == (403, {})
        site.clock.now += LASTS + timedelta(seconds=1)
        assert (await site.call(OFFER, good)).status == 403
        assert desk.ringing.empty()


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400),
        (b"{}", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"[" * 20_000, {}, 400),
        (b'{"token": 1, "sdp": 2}', {}, 400),
        (b'{"token": "x", "sdp": "v=0", "token": ["y"]}', {}, 400),
        (b'{"token": "x", "sdp": "y"}', {"Content_Type": "text/plain"}, 415),
        (b'{"token": "x", "sdp": "y"}', {"Content_Encoding": "gzip"}, 415),
        (b'{"token": "x", "sdp": "y"}', {"Sec_Fetch_Site": "cross-site"}, 403),
        (b'{"token": "x", "sdp": "y"}', {"Sec_Fetch_Site": "same-site"}, 403),
        (b"x" * (LARGEST + 1), {}, 413),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_what_is_no_call(body: bytes, headers: dict[str, str], status: int) -> None:
    desk = Desk()
    async with call_site(desk.take) as site:
        answer = await site.post(body, **headers)
        assert (answer.status, answer.json()) == (status, {})
        assert desk.ringing.empty()


async def test_a_megabyte_of_offer_is_refused_before_it_is_read() -> None:
    desk = Desk()
    async with call_site(desk.take) as site:
        answer = await site.call("v=0\r\n" + "a" * 1_000_000)
        assert answer.status == 413 and desk.ringing.empty()


@pytest.mark.parametrize(
    "sdp", ["", "bonjour", OFFER.replace("m=audio", "m=video"), OFFER.replace("a=ice-pwd", "a=x")], ids=range(4)
)
async def test_garbage_is_unusable_and_the_page_may_try_again(sdp: str) -> None:
    desk = Desk()
    async with call_site(desk.take) as site:
        answer = await site.call(sdp)
        assert answer.status == 422
        await until(lambda: site.line.calls == 0)
        async with web_call(lambda good: asked(site, good, answer.json()["token"])):
            await desk.next_answered()


async def test_busy_is_said() -> None:
    async def busy(call) -> None:
        await call.busy()

    async with call_site(busy) as site:
        answer = await site.call(await offer())
        assert answer.status == 503 and answer.json().keys() == {"token"}


async def test_a_hundred_offers_from_one_address_meet_an_end(written: io.StringIO) -> None:
    """Few an hour from one, whoever they say they are, and others are served all the same; nobody is in the log."""

    async def full(call) -> None:
        await call.busy()

    async with call_site(full, proxies=("127.0.0.1",), per_address=3) as site:
        sdp = await offer()
        found = [
            (await site.call(sdp, X_Forwarded_For=f"198.51.100.{number}, 203.0.113.5")).status for number in range(100)
        ]
        assert found == [503] * 3 + [429] * 97
        limited = await site.call(sdp, X_Forwarded_For="203.0.113.5")
        assert limited.status == 429 and 0 < int(limited.headers["Retry-After"]) <= 3600
        assert (await site.call(sdp, X_Forwarded_For="203.0.113.6")).status == 503
        site.clock.now += timedelta(hours=1)
        assert (await site.call(sdp, X_Forwarded_For="203.0.113.5")).status == 503
    assert "203.0.113" not in written.getvalue() and "too-many" in written.getvalue()


async def test_without_servers_of_the_organization_the_browser_asks_none() -> None:
    async with call_site(Desk().take) as site:
        assert (await site.page())["servers"] == []


async def test_the_relay_of_the_organization_is_lent_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    turn = {"url": "turn:turn.cabinet.example:3478", "password": "shared-with-the-relay"}
    async with call_site(Desk().take, stun="stun:turn.cabinet.example:3478", turn=turn) as site:
        stun, relay = (await site.page())["servers"]
        assert stun == {"urls": "stun:turn.cabinet.example:3478"}
        user, seal = relay["username"], relay["credential"]
        right = hmac.new(b"shared-with-the-relay", user.encode(), hashlib.sha1).digest()
        assert (relay["urls"], base64.b64decode(seal)) == (turn["url"], right)
        ends = int(user.partition(":")[0]) - site.clock.now.timestamp()
        assert 0 < ends <= timedelta(hours=6).total_seconds()
        assert "shared-with-the-relay" not in (await site.get()).body


def test_a_login_at_the_relay_is_the_one_of_its_draft() -> None:
    """Computed by hand with openssl for this user and secret."""
    clock = HandClock()
    user, password = relay_login("north", clock, timedelta(hours=1))
    assert user == f"{int(clock.now.timestamp()) + 3600}:vox"
    assert base64.b64decode(password) == hmac.digest(b"north", user.encode(), "sha1")


@given(st.text(max_size=200))
def test_no_text_is_a_token(text: str) -> None:
    assert not Tokens(HandClock()).is_good(text)


def test_tokens_that_are_over_are_forgotten() -> None:
    clock = HandClock()
    tokens = Tokens(clock)
    for _ in range(5):
        tokens.use(tokens.make())
        clock.now += LASTS
    assert len(tokens._used) == 1


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
