"""What a caller hears whose appointment is in the organization's own software, and what is kept of the call."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from tests.agenda.patience import be_patient
from tests.business.bookings import NOW, NUMBER, START, Forward, Garage, Software, garage, software
from vox.dialogue.conversation import Conversation
from vox.dialogue.types import Caller, Utterance
from vox.dialogue.understanding.combined import Combined
from vox.dialogue.understanding.rules import Rules
from vox.records.summary import Summary

HANG_GUARD = 120  # seconds, of a call that would otherwise never end
BOOK = ("je voudrais un rendez-vous pour un diagnostic vendredi à onze heures", "Claire Dupont", "oui", "oui")
MOVE = ("je voudrais déplacer mon rendez-vous", "lundi sept décembre à onze heures", "oui")
CANCEL = ("je voudrais annuler mon rendez-vous", "oui")
FIND = ("quand est mon rendez-vous ?",)
MONDAY = datetime(2026, 12, 7, 10, tzinfo=UTC)


async def call(
    here: Garage, says: Sequence[str], *, before_last: Callable[[], None] | None = None
) -> tuple[str, Summary]:
    """All that the caller hears, and what is kept at the end."""
    conversation = Conversation(
        here.settings,
        agenda=here.agenda,
        understanding=Combined(Rules(here.settings, lambda: NOW)),
        clock=lambda: NOW,
        call="call",
        caller=Caller(NUMBER),
        tools=here.business,
    )
    heard = [reply.text for reply in conversation.greet()]
    async with asyncio.timeout(HANG_GUARD):
        for place, said in enumerate(says):
            if before_last is not None and place == len(says) - 1:
                before_last()
            heard += [reply.text for reply in await conversation.hear(Utterance(said))]
    summary = conversation.close()
    assert summary is not None
    return "\n".join(heard), summary


def mine(server: Software) -> str:
    return server.put(START, name="Claire Dupont", phone=NUMBER, what="DIAG")


async def test_a_call_books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    be_patient(monkeypatch)
    async with software() as server, garage(tmp_path, server) as here:
        heard, summary = await call(here, BOOK)
        assert "C'est fait" in heard
        assert "vendredi 4 décembre" in heard
        assert server.standing == [START]
        (row,) = server.rows.values()
        assert (row["client"], row["quoi"]) == ({"nom": "Claire Dupont", "telephone": NUMBER}, "DIAG")
        assert "diagnostic" in summary.text


async def test_a_call_moves_and_another_gives_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    be_patient(monkeypatch)
    async with software() as server, garage(tmp_path, server) as here:
        mine(server)
        heard, _ = await call(here, FIND)
        assert "vendredi 4 décembre" in heard
        heard, _ = await call(here, MOVE)
        assert "lundi 7 décembre" in heard
        assert server.standing == [MONDAY]
        heard, _ = await call(here, CANCEL)
        assert "est annulé" in heard
        assert server.standing == []


async def test_an_answer_that_is_lost_is_told_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    be_patient(monkeypatch)
    async with software() as server, garage(tmp_path, server) as here:

        async def cut(request: web.Request, forward: Forward) -> web.StreamResponse:
            answer = await forward()
            server.on("GET", "/api/rdv", away)
            assert request.transport is not None
            request.transport.abort()
            return answer

        async def away(_: web.Request, __: Forward) -> web.StreamResponse:
            return web.Response(status=503)

        heard, summary = await call(here, BOOK, before_last=lambda: server.on("POST", "/api/rdv", cut))
        assert "Je ne peux pas vous confirmer le rendez-vous" in heard
        assert "C'est fait" not in heard
        (message,) = summary.messages
        assert message.for_ == "bruno"
        assert "vérifier si le rendez-vous y est" in message.text
        assert server.standing == [START], "once"


async def test_a_time_that_is_taken_meanwhile_is_told_and_others_are_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    be_patient(monkeypatch)
    async with software() as server, garage(tmp_path, server) as here:
        heard, _ = await call(here, BOOK, before_last=lambda: server.put(START) and None)
        assert "C'est fait" not in heard
        assert "vient d'être pris" in heard
        assert server.standing == [START]


async def test_a_software_that_is_down_takes_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    be_patient(monkeypatch)

    async def away(_: web.Request, __: Forward) -> web.StreamResponse:
        return web.Response(status=500)

    async with software() as server, garage(tmp_path, server) as here:
        server.on("GET", "/api/prises", away)
        heard, summary = await call(here, BOOK)
        assert "Je n'arrive pas à consulter l'agenda" in heard
        assert "vendredi" in summary.messages[0].text
        assert here.agenda.failing == ("bruno",)


@pytest.mark.parametrize(("says", "wish"), [(MOVE, "déplacer"), (CANCEL, "annuler"), (FIND, "Demande quand est")])
async def test_who_cannot_be_found_leaves_a_message(
    says: Sequence[str], wish: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    be_patient(monkeypatch)
    async with software() as server, garage(tmp_path, server, client="") as here:
        mine(server)
        heard, summary = await call(here, says[:1])
        assert "Je ne vois pas tous les rendez-vous. Je transmets votre demande." in heard
        (message,) = summary.messages
        assert wish in message.text
        assert "à faire dans votre logiciel" in message.text
        assert server.standing == [START]


@pytest.mark.parametrize("says", [MOVE, CANCEL])
async def test_what_the_software_does_not_give_up_is_for_a_person(
    says: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    be_patient(monkeypatch)
    async with software() as server, garage(tmp_path, server, client="{find: chercher}") as here:
        mine(server)
        heard, _ = await call(here, FIND)
        assert "vendredi 4 décembre" in heard
        heard, summary = await call(here, (says[0], "oui"))
        assert "Je ne peux pas changer ce rendez-vous moi-même" in heard
        assert server.standing == [START]
        (message,) = summary.messages
        assert message.for_ == "bruno"
        assert "vendredi 4 décembre" in message.text


@pytest.mark.promise
async def test_nothing_of_a_caller_is_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    be_patient(monkeypatch)
    caplog.set_level(logging.DEBUG)

    async def breaks(_: web.Request, __: Forward) -> web.StreamResponse:
        return web.Response(status=500, text="Claire Dupont")

    async with software() as server, garage(tmp_path, server) as here:
        mine(server)
        await call(here, CANCEL)
        server.on("POST", "/api/rdv", breaks)
        await call(here, BOOK)
    assert "tool-failed" in caplog.text
    for secret in ("Dupont", NUMBER, NUMBER[3:], "tulipe-42"):
        assert secret not in caplog.text
