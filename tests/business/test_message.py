"""A message that the caller confirmed becomes a ticket, behind OAuth2; whatever becomes of that, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import BasicAuth, web

from tests.business.shop import PASSWORD, calling, settings, shop
from vox.records.summary import Outcome

TICKETS = """\
  tickets:
    used_for: message
    method: POST
    url: {url}/tickets
    auth: {{as: oauth2, username: vox, password: "${{TOOL}}", token_url: "{url}/token", scope: tickets.write}}
    body: {{objet: "Appel de {{name}}", texte: "{{message}}", telephone: "{{phone}}", pour: "{{for}}", file: 2}}
    answer: [{{key: numero, path: ticket.numero, as: number}}]
    say: "Il porte le numéro {{numero}}."
"""
LEAVING = """
    > message; practitioner=atelier; message=la clé est dans la boîte
    [name]
    > name=Jean Petit
    [phone]
    > yes
    [confirm] la clé est dans la boîte
"""


class TicketSystem:
    """Gives tokens, and tickets to who has one. at_ticket: what happens instead of the next ticket."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.valid: set[str] = set()
        self.tickets: dict[str, object] = {}  # by idempotency key
        self.at_ticket: list[Callable[[web.Request], Awaitable[web.StreamResponse]]] = []

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/token":
            return await self._token(request)
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.valid:
            return web.json_response({"error": "invalid_token"}, status=401)
        if self.at_ticket:
            return await self.at_ticket.pop(0)(request)
        self.tickets[request.headers["Idempotency-Key"]] = await request.json()
        return web.json_response({"ticket": {"numero": 4711}}, status=201)

    async def _token(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        who = BasicAuth.decode(request.headers["Authorization"])
        if (who.login, who.password) != ("vox", PASSWORD) or form["grant_type"] != "client_credentials":
            return web.json_response({"error": "invalid_client"}, status=401)
        assert form["scope"] == "tickets.write"
        self.tokens.append(f"token-{len(self.tokens)}")
        self.valid = {self.tokens[-1]}
        return web.json_response({"access_token": self.tokens[-1], "token_type": "Bearer", "expires_in": 3600})


async def unavailable(_: web.Request) -> web.StreamResponse:
    return web.Response(status=503, headers={"Retry-After": "0"})


async def test_the_ticket_is_created_after_the_yes_and_its_number_said(tmp_path: Path) -> None:
    system = TicketSystem()
    async with shop(system) as server, calling(settings(tmp_path, TICKETS.format(url=server.url))) as call:
        await call.play(LEAVING)
        assert server.seen == [], "nothing leaves before the yes"
        await call.play("> yes\n[more] votre message est noté / il porte le numéro 4711")
        assert list(system.tickets.values()) == [
            {
                "objet": "Appel de Jean Petit",
                "texte": "la clé est dans la boîte",
                "telephone": "+33639980012",
                "pour": "l'atelier",
                "file": 2,
            }
        ]
        summary = call.conversation.close()
    assert summary is not None
    assert summary.outcomes == (Outcome.MESSAGE,)
    (message,) = summary.messages
    assert message.text == "la clé est dans la boîte (transmis à tickets)"


async def test_a_question_that_no_tool_answers_becomes_a_ticket_too(tmp_path: Path) -> None:
    system = TicketSystem()
    async with shop(system) as server, calling(settings(tmp_path, TICKETS.format(url=server.url))) as call:
        await call.play("""
            > status; matter=la voiture rouge
            [name]
            > name=Jean Petit
            [phone]
            > no
            [phone]
            > no
            > no
            [confirm]
            > yes
            [more] 4711
        """)
        (ticket,) = system.tickets.values()
        assert isinstance(ticket, dict)
        assert ticket["texte"] == "Demande où en est : la voiture rouge"
        assert (ticket["telephone"], ticket["pour"]) == (None, None)


async def test_who_refuses_leaves_no_ticket(tmp_path: Path) -> None:
    async with shop(TicketSystem()) as server, calling(settings(tmp_path, TICKETS.format(url=server.url))) as call:
        await call.play(LEAVING)
        await call.hear("no")
        await call.hear("goodbye")
        assert server.seen == []


async def test_one_token_serves_many_tickets_and_an_expired_one_is_renewed(tmp_path: Path) -> None:
    system = TicketSystem()
    async with shop(system) as server, calling(settings(tmp_path, TICKETS.format(url=server.url))) as call:
        for _ in range(2):
            await call.hear("message; message=une chose")
            await call.hear("name=Jean Petit")
            await call.hear("yes")
            await call.hear("yes")
        assert len(system.tickets) == 2
        assert system.tokens == ["token-0"]
        system.valid.clear()
        await call.hear("message; message=autre chose")
        assert "4711" in await call.hear("yes")
        assert system.tokens == ["token-0", "token-1"]


async def test_a_second_try_has_the_same_key_and_another_message_another(tmp_path: Path) -> None:
    system = TicketSystem()
    system.at_ticket = [unavailable]
    async with shop(system) as server, calling(settings(tmp_path, TICKETS.format(url=server.url))) as call:
        await call.play(LEAVING)
        await call.play("> yes\n[more] 4711")
        await call.hear("message; message=autre chose")
        await call.hear("yes")
        keys = [one.headers["Idempotency-Key"] for one in server.seen if one.path == "/tickets"]
    assert len(keys) == 3
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.promise
async def test_a_tool_that_fails_loses_no_message_and_nothing_is_promised_for_it(tmp_path: Path) -> None:
    system = TicketSystem()
    system.at_ticket = [unavailable, unavailable]
    async with shop(system) as server, calling(settings(tmp_path, TICKETS.format(url=server.url))) as call:
        await call.play(LEAVING)
        await call.play("> yes\n[more] votre message est noté / !numéro")
        summary = call.conversation.close()
    assert summary is not None
    assert [one.text for one in summary.messages] == ["la clé est dans la boîte (non transmis à tickets)"]


async def test_hanging_up_meanwhile_leaves_the_message_and_the_ticket(tmp_path: Path) -> None:
    system, arrived, go_on = TicketSystem(), asyncio.Event(), asyncio.Event()

    async def slow(request: web.Request) -> web.StreamResponse:
        arrived.set()
        await go_on.wait()
        return await system(request)

    system.at_ticket = [slow]
    async with shop(system) as server, calling(settings(tmp_path, TICKETS.format(url=server.url))) as call:
        await call.play(LEAVING)
        hearing = asyncio.create_task(call.hear("yes"))
        await asyncio.wait_for(arrived.wait(), 60)
        hearing.cancel()
        summary = call.conversation.close()
        go_on.set()
    assert summary is not None
    assert [one.text for one in summary.messages] == [
        "la clé est dans la boîte (envoyé à tickets, sans réponse encore)"
    ]
    assert len(system.tickets) == 1


@pytest.mark.promise
async def test_who_opposed_leaves_no_ticket(tmp_path: Path) -> None:
    system = TicketSystem()
    async with shop(system) as server, calling(settings(tmp_path, TICKETS.format(url=server.url))) as call:
        await call.hear("opposition")
        await call.hear("message; message=la clé est dans la boîte")
        await call.hear("name=Jean Petit")
        await call.hear("yes")
        assert server.seen == []


@pytest.mark.promise
async def test_a_confidential_number_reaches_no_tool(tmp_path: Path) -> None:
    async with shop(TicketSystem()) as server, calling(settings(tmp_path, TICKETS.format(url=server.url))) as call:
        await call.hear("message; message=ma carte est la 4970 1012 3456 7890")
        await call.hear("name=Jean Petit")
        await call.hear("yes")
        await call.hear("yes")
        assert [one.path for one in server.seen] == ["/token", "/tickets"]
        assert "4970" not in f"{server.seen}"


async def test_the_wrong_secret_is_told_to_the_staff_and_not_to_the_caller(tmp_path: Path) -> None:
    system = TicketSystem()
    wrong = TICKETS.replace("username: vox", "username: voxx")
    async with shop(system) as server, calling(settings(tmp_path, wrong.format(url=server.url))) as call:
        await call.play(LEAVING)
        await call.play("> yes\n[more] votre message est noté")
        assert [one.path for one in server.seen] == ["/token"], "a refused account is not tried again"
