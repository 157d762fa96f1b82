"""The form notes a request, tells everybody the same, and does nothing else to anybody."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from contextlib import closing
from datetime import timedelta
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.config.files import RIGHT, write
from tests.records.conftest import KEY, NOW, HandClock
from tests.records.rights import NUMBER, OTHER, PARIS
from tests.web.site import ORGANIZATION, Site, served
from vox.composition.pages import rights_form
from vox.config.loader import load
from vox.errors import VoxError
from vox.records import journal
from vox.records.requests import Register
from vox.records.rights import Channel, Proof, Refusal, Right, State
from vox.records.store import Records
from vox.rehearsal.ports import free_port
from vox.web.asked import Filled, Mistake
from vox.web.form import serve_form
from vox.web.page import HEADERS, Pages
from vox.web.visitors import Proxies
from vox.web.words import ENGLISH, FRENCH, Words

GET = b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
ASKED = {"right": "erasure", "phone": "06 39 98 00 12", "website": ""}
PAGES = Pages(ORGANIZATION, "+33 3 88 00 00 00")


class Tags(HTMLParser):
    """The elements of a page, in order, and the attributes of each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize(("path", "language"), [(b"/droits", "fr"), (b"/rights", "en")])
async def test_the_page_says_whom_it_is_about_in_two_languages(tmp_path: Path, path: bytes, language: str) -> None:
    async with served(tmp_path) as site:
        answer = await site.send(GET % path)
    assert answer is not None
    assert answer.status == 200
    page = Tags(answer.body)
    assert page.of("html") == [{"lang": language}]
    assert escape(ORGANIZATION) in answer.body and "<b>" not in answer.body
    assert "+33 3 88 00 00 00" in answer.body
    assert page.of("form") == [{"method": "post", "action": path.decode()}]


@pytest.mark.parametrize("words", [FRENCH, ENGLISH], ids=["fr", "en"])
@pytest.mark.parametrize("filled", [Filled(), Filled(Right.ACCESS, "06", list(Mistake))], ids=["empty", "wrong"])
def test_everything_has_its_label_and_leads_somewhere(words: Words, filled: Filled) -> None:
    page = Tags(PAGES.form(words, filled))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    labels = {label["for"] for label in page.of("label")}
    assert {field["id"] for field in page.of("input")} == labels
    for field in page.of("input"):
        assert set((field.get("aria-describedby") or "").split()) <= set(ids)
    assert {link["href"] for link in page.of("a") if (link["href"] or "").startswith("#")} <= {f"#{one}" for one in ids}
    assert not page.of("script") and not page.of("img") and not page.of("link")


@pytest.mark.promise
async def test_the_browser_may_run_keep_and_tell_nothing(tmp_path: Path) -> None:
    """No script, nothing from elsewhere, no cookie, no copy; the one style is the one that the policy names."""
    async with served(tmp_path) as site:
        answers = [
            await site.send(GET % b"/droits"),
            await site.post({"right": "access"}),
            await site.post(ASKED),
            await site.send(GET % b"/nothing"),
        ]
    for answer in answers:
        assert answer is not None
        assert HEADERS.items() <= answer.headers.items()
        assert "Set-Cookie" not in answer.headers
        style = re.findall(r"<style>(.*?)</style>", answer.body, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
        assert len(style) == 1 and f"style-src 'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
        assert not re.search(r"https?:|style=|<script|src=", answer.body.replace(style[0], ""))


@pytest.mark.promise
async def test_a_request_is_noted_and_nothing_is_done(tmp_path: Path) -> None:
    """Whoever writes somebody else's number gets nothing erased, told or refused for them."""
    async with served(tmp_path) as site:
        for right in Right:
            answer = await site.post({**ASKED, "right": right.value, "phone": "06.39.98.00.13"})
            assert answer.status == 200 and "Demande reçue" in answer.body and "1 décembre 2026" in answer.body
            assert "639" not in answer.body and "D-2026" not in answer.body
        assert [(one.right, one.channel, one.phone, one.state) for one in site.requests] == [
            (right, Channel.FORM, OTHER, State.OPEN) for right in Right
        ]
        assert sorted(kept.summary.call for kept in site.records.list()) == ["a1", "b2"]
        assert not site.records.is_opposed(OTHER)
        number = site.requests[0].number
        with pytest.raises(VoxError, match="pas venue par téléphone"):  # nor is it proven by having been sent
            Register(site.records, PARIS).prove(number, Proof.LINE)


async def test_the_same_again_is_one_request_whose_coming_again_is_told(tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        first, second = await site.post(ASKED), await site.post(ASKED, path="/rights")
        assert (first.status, second.status) == (200, 200)
        assert "Request received" in second.body
        assert [one.phone for one in site.requests] == [NUMBER]
        assert _told(site.records) == ["D-2026-0001", "D-2026-0001"]
        Register(site.records, PARIS).refuse("D-2026-0001", Refusal.IDENTITY)
        await site.post(ASKED)
        assert len(site.requests) == 2


async def test_what_was_wrong_is_told_beside_what_was_written(tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        answer = await site.post({"right": "access", "phone": "06 39"})
        assert (answer.status, site.requests) == (422, [])
    page = Tags(answer.body)
    phone = next(field for field in page.of("input") if field["id"] == "phone")
    assert (phone["value"], phone["aria-invalid"]) == ("06 39", "true")
    assert [field["id"] for field in page.of("input") if "checked" in field] == ["access"]
    assert page.of("div")[0] == {"class": "wrong", "role": "alert"}
    assert "pas encore envoyée" in answer.body[: answer.body.index("<style>")]  # in the title, which is read first


async def test_from_one_sender_five_an_hour(tmp_path: Path) -> None:
    async with served(tmp_path, proxies=["127.0.0.1"]) as site:
        for n in range(5):
            assert (await site.post({**ASKED, "phone": f"063998001{n}"}, X_Forwarded_For="192.0.2.1")).status == 200
        for phone in ("0639980010", "0639980019", "0639980012"):  # open already, new, and known by a summary
            late = await site.post({**ASKED, "phone": phone}, X_Forwarded_For="192.0.2.1")
            assert (late.status, late.headers["Retry-After"]) == (429, "3600")
            assert "Trop de demandes" in late.body and "+33 3 88 00 00 00" in late.body
        assert (await site.post({**ASKED, "right": "oops"}, X_Forwarded_For="192.0.2.1")).status == 422
        assert (await site.post({**ASKED, "phone": "0639980020"}, X_Forwarded_For="192.0.2.2")).status == 200
        site.clock.now = NOW + timedelta(hours=1)
        assert (await site.post({**ASKED, "phone": "0639980021"}, X_Forwarded_For="192.0.2.1")).status == 200
        assert len(site.requests) == 7


@pytest.mark.promise
async def test_neither_number_nor_sender_reaches_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        async with served(tmp_path, proxies=["127.0.0.1"]) as site:
            for _ in range(6):
                await site.post(ASKED, X_Forwarded_For="192.0.2.77")
            await site.post({**ASKED, "phone": "Zoé 0639980012"}, X_Forwarded_For="192.0.2.77")
            await site.send(b"POST /droits HTTP/1.1\r\nZo\xc3\xa9 0639980012\r\n\r\n")
            await site.send(b"right=erasure&phone=0639980012 192.0.2.77\r\n\r\n")
    assert {"form-request", "form-throttled", "form-failed"} <= {record.getMessage() for record in caplog.records}
    said = caplog.text + "".join(str(record.__dict__.get("vox")) for record in caplog.records)
    for personal in ("6399", "39 98", "192.0.2", "Zo", "127.0.0.1"):
        assert personal not in said


async def test_where_a_request_cannot_be_noted_that_is_said(tmp_path: Path) -> None:
    """Another program holds the database for longer than Vox waits for it."""
    async with served(tmp_path) as site:
        with closing(Records.open(tmp_path / "data", KEY, clock=site.clock)) as other, other.change():
            answer = await site.post(ASKED)
        assert (answer.status, site.requests) == (503, [])
        assert "Demande non notée" in answer.body and "+33 3 88 00 00 00" in answer.body
        assert (await site.post(ASKED)).status == 200


async def test_a_taken_port_is_told(tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        with pytest.raises(VoxError, match="formulaire des droits") as refusal:
            async with serve_form(
                "127.0.0.1",
                site.port,
                site.records,
                organization="x",
                phone=None,
                zone=PARIS,
                clock=site.clock,
                proxies=Proxies(),
            ):
                pass
    assert "web: {form: …}" in refusal.value.hint


async def test_it_is_open_only_where_the_settings_say_so(tmp_path: Path) -> None:
    with closing(Records.open(tmp_path / "data", KEY, clock=HandClock())) as records:
        for web, opened in (("", False), (f'web: {{form: "127.0.0.1:{free_port()}"}}\n', True)):
            settings = load(write(tmp_path, RIGHT + web), env={})
            async with rights_form(settings, records, clock=HandClock()) as port:
                assert (port is not None) is opened
                answer = await Site(port, records, HandClock()).send(GET % b"/droits") if port else None
    assert answer is not None
    assert "Cabinet des Tilleuls" in answer.body and "téléphoner au" not in answer.body


@given(st.text(max_size=40), st.sampled_from([FRENCH, ENGLISH]))
def test_what_was_written_is_shown_and_never_becomes_markup(written: str, words: Words) -> None:
    filled = Tags(PAGES.form(words, Filled(None, written, [Mistake.PHONE])))
    plain = Tags(PAGES.form(words, Filled(None, "", [Mistake.PHONE])))
    assert [(tag, sorted(attributes)) for tag, attributes in filled.tags] == [
        (tag, sorted(attributes)) for tag, attributes in plain.tags
    ]


def _told(records: Records) -> list[str]:
    """The requests that the journal says have come, in order."""
    with records.change() as change:
        entries = journal.entries(change, 100)
    return [entry.subject for entry in reversed(entries) if entry.act is journal.Act.RECEIVED]
