"""The organization's client file knows the number that calls: nobody hears that, and a ticket lands with the client."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from tests.business.shop import calling, json, settings, shop
from tests.dialogue.room import NUMBER

FILE = """\
  fichier:
    used_for: caller
    url: {url}/clients?telephone={{caller}}
    answer: [{{key: client, path: "clients[0].id"}}]
  tickets:
    used_for: message
    method: POST
    url: {url}/tickets
    body: {{texte: "{{message}}", client: "{{client}}"}}
  commandes:
    used_for: status
    url: {url}/clients/{{client}}/commande
    answer: [{{key: etat, path: etat}}]
    say: "Votre commande est {{etat}}."
"""


async def client_file(request: web.Request) -> web.StreamResponse:
    """A client file with one client, and what hangs on it."""
    if request.path == "/clients":
        found = [{"id": 77, "nom": "Claire Durand"}] if request.query["telephone"] == NUMBER else []
        return web.json_response({"clients": found})
    if request.path == "/clients/77/commande":
        return web.json_response({"etat": "partie ce matin"})
    return web.json_response({}, status=201 if request.path == "/tickets" else 404)


LEAVING = ("message; message=une chose", "name=Jean Petit", "yes", "yes")


async def test_a_ticket_lands_with_the_client(tmp_path: Path) -> None:
    async with shop(client_file) as server, calling(settings(tmp_path, FILE.format(url=server.url))) as call:
        for said in LEAVING:
            await call.hear(said)
        assert server.seen[-1].body == {"texte": "une chose", "client": "77"}


async def test_a_clients_matter_is_found_by_the_line(tmp_path: Path) -> None:
    async with shop(client_file) as server, calling(settings(tmp_path, FILE.format(url=server.url))) as call:
        await call.play("> status; matter=commande\n[more] votre commande est partie ce matin")


@pytest.mark.promise
async def test_a_masked_number_is_looked_up_nowhere(tmp_path: Path) -> None:
    file = settings(tmp_path, FILE.format(url="http://127.0.0.1:9"))
    async with shop(client_file) as server:
        file = settings(tmp_path, FILE.format(url=server.url))
        async with calling(file, number=None) as call:
            await call.hear("message; message=une chose; name=Jean Petit")
            await call.hear("phone=06 39 98 00 12")
            await call.hear("yes")
            await call.hear("yes")
        assert [(one.path, one.body) for one in server.seen] == [("/tickets", {"texte": "une chose", "client": None})]


@pytest.mark.promise
async def test_nobody_hears_or_keeps_whether_the_file_knows_them(tmp_path: Path) -> None:
    said, kept = [], []
    for number in (NUMBER, "+33639980099"):
        async with shop(client_file) as server:
            file = settings(tmp_path, FILE.format(url=server.url))
            async with calling(file, number=number) as call:
                for one in ("hello", "message; message=une chose", "name=Jean Petit", "yes", "yes", "goodbye"):
                    await call.hear(one)
                said.append([one.replace("00 99", "00 12").replace("00 99", "00 12") for one in call.said])
                summary = call.conversation.close()
                assert summary is not None
                kept.append(summary.text.replace("00 99", "00 12"))
    assert said[0] == said[1]
    assert kept[0] == kept[1]
    assert "Durand" not in f"{said}{kept}"


async def test_who_opposed_before_is_not_looked_up_for_nothing(tmp_path: Path) -> None:
    async with shop(client_file) as server:
        file = settings(tmp_path, FILE.format(url=server.url))
        async with calling(file, keeps=False) as call:
            await call.hear("hello")
            await asyncio.sleep(0)
        assert server.seen == []


async def test_a_file_that_is_down_costs_nobody_the_ticket(tmp_path: Path) -> None:
    async def down(request: web.Request) -> web.StreamResponse:
        return await (json({}, status=500) if request.path == "/clients" else json({}, status=201))(request)

    async with shop(down) as server, calling(settings(tmp_path, FILE.format(url=server.url))) as call:
        for said in LEAVING:
            await call.hear(said)
        assert server.seen[-1].body == {"texte": "une chose", "client": None}
        summary = call.conversation.close()
    assert summary is not None
    assert summary.messages[0].text == "une chose (transmis à tickets)"


async def test_what_the_file_brings_is_a_value_and_never_an_address(tmp_path: Path) -> None:
    async def sly(request: web.Request) -> web.StreamResponse:
        data = {"clients": [{"id": "../../admin?x=1#"}]} if request.path == "/clients" else {"etat": "livrée"}
        return web.json_response(data)

    async with shop(sly) as server, calling(settings(tmp_path, FILE.format(url=server.url))) as call:
        await call.play("> status; matter=commande\n[name] je ne trouve rien")
        assert [one.path.partition("?")[0] for one in server.seen] == ["/clients"]
