"""Where is my car? The garage's own interface knows, and the caller hears it, or leaves the question."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web

from tests.business.shop import PASSWORD, calling, cars, garage_call, json, settings, shop
from tests.dialogue.room import TUESDAY, Call
from vox.business.business import Business
from vox.config.settings import Settings
from vox.dialogue.understanding.combined import Combined
from vox.dialogue.understanding.rules import Rules
from vox.records.summary import Outcome

READY = {"statut": "READY", "pret_le": "2026-12-02", "client": {"nom": "Durand", "telephone": "06 39 98 00 12"}}


async def booking_api(request: web.Request) -> web.StreamResponse:
    """The garage's interface: two cars."""
    if request.headers.get("Authorization") != f"Bearer {PASSWORD}":
        return web.json_response({"error": "who are you?"}, status=401)
    plate = request.path.rpartition("/")[2]
    known = {"AB-123-CD": READY, "EF-456-GH": {"statut": "IN_PROGRESS"}, "AA-000-AA": READY}
    return web.json_response(known[plate]) if plate in known else web.json_response({}, status=404)


async def test_the_plate_is_asked_and_the_answer_is_said(tmp_path: Path) -> None:
    async with shop(booking_api) as garage, garage_call(tmp_path, garage) as call:
        await call.play("""
            > status; matter=voiture
            [question] quelle est l'immatriculation
            > answer=AB 123 CD
            [more] la voiture AB-123-CD est prête. / elle sera prête demain, mercredi 2 décembre / autre chose
        """)
        assert [(one.method, one.path) for one in garage.seen] == [("GET", "/api/voitures/AB-123-CD")]
        summary = call.conversation.close()
    assert summary is not None
    assert summary.outcomes == (Outcome.ANSWERED,)
    assert summary.text == "Renseignement donné : voitures."


async def test_what_is_optional_and_missing_is_not_said(tmp_path: Path) -> None:
    async with shop(booking_api) as garage, garage_call(tmp_path, garage) as call:
        await call.play("""
            > status; matter=voiture
            [question]
            > answer=E F quatre cent cinquante-six G H
            [more] la voiture EF-456-GH est en cours de réparation / !elle sera prête
        """)


async def test_a_plate_said_at_once_is_not_asked(tmp_path: Path) -> None:
    async with shop(booking_api) as garage, garage_call(tmp_path, garage) as call:
        await call.play("> status; matter=la voiture AB 123 CD\n[more] la voiture AB-123-CD est prête")


async def test_what_the_tool_does_not_know_of_is_passed_on_as_before(tmp_path: Path) -> None:
    async with shop(booking_api) as garage, garage_call(tmp_path, garage) as call:
        await call.play("""
            > status; matter=le remboursement de février
            [name] je ne le sais pas moi-même
        """)
        assert garage.seen == []


async def test_nothing_said_yet_is_asked_first(tmp_path: Path) -> None:
    async with shop(booking_api) as garage, garage_call(tmp_path, garage) as call:
        await call.play("""
            > status
            [matter] de quoi s'agit-il
            > matter=ma voiture
            [question] quelle est l'immatriculation
            > answer=AB 123 CD
            [more] est prête
        """)


async def test_an_unknown_plate_is_asked_once_more_and_then_becomes_a_message(tmp_path: Path) -> None:
    async with shop(booking_api) as garage, garage_call(tmp_path, garage) as call:
        await call.play("""
            > status; matter=voiture
            [question]
            > answer=ZZ 999 ZZ
            [question] je ne trouve pas la voiture ZZ-999-ZZ. / quelle est l'immatriculation
            > answer=ZZ 998 ZZ
            [name] je ne trouve pas la voiture ZZ-998-ZZ. je transmets votre question, et on vous rappellera
            > name=Jean Petit
            [phone]
            > yes
            [confirm] où en est, voiture ZZ-998-ZZ
            > yes
            [more]
        """)
        summary = call.conversation.close()
    assert summary is not None
    assert [one.text for one in summary.messages] == ["Demande où en est : voiture ZZ-998-ZZ"]


async def test_who_guesses_plates_is_not_answered_for_ever(tmp_path: Path) -> None:
    async with shop(booking_api) as garage, garage_call(tmp_path, garage) as call:
        for plate in ("ZZ 001 ZZ", "ZZ 002 ZZ", "ZZ 003 ZZ", "AB 123 CD"):
            await call.hear("status; matter=voiture")
            await call.hear(f"answer={plate}")
            await call.hear("cancel")
        assert [one.path.rpartition("/")[2] for one in garage.seen] == ["ZZ-001-ZZ", "ZZ-002-ZZ", "ZZ-003-ZZ"]
        assert "prête" not in " ".join(call.said)


async def test_who_does_not_know_the_plate_leaves_the_question(tmp_path: Path) -> None:
    async with shop(booking_api) as garage, garage_call(tmp_path, garage) as call:
        await call.play("""
            > status; matter=voiture
            [question]
            > answer=bonjour madame
            [question] pas bien compris / immatriculation
            > unknown
            [matter]
        """)
        assert garage.seen == []


def spoken(garage: Settings, tools: Business) -> Call:
    """A call in which the caller's words are understood by the rules."""
    return Call(settings=garage, tools=tools, understanding=Combined(Rules(garage, lambda: TUESDAY)))


async def test_in_a_callers_own_words(tmp_path: Path) -> None:
    async with shop(booking_api) as server:
        garage = settings(tmp_path, cars(server.url))
        tools = Business(garage)
        await spoken(garage, tools).play("""
            > Bonjour, je voudrais savoir où en est ma voiture s'il vous plaît
            [question] quelle est l'immatriculation
            > vous êtes ouverts le samedi ?
            [question] du lundi au vendredi / quelle est l'immatriculation
            > alors c'est A B cent vingt-trois C D
            [more] la voiture AB-123-CD est prête
            > non merci
            [end]
        """)
        await spoken(garage, tools).play("> est-ce que ma voiture immatriculée AB 123 CD est prête ?\n[more] est prête")
        await spoken(garage, tools).play("> où en est mon dossier ?\n[matter]\n> c'est AB 123 CD\n[more] est prête")
        await spoken(garage, tools).play("> où en est ma voiture ?\n[question]\n> un humain\n[confirm] message")
        await spoken(garage, tools).play("> où en est ma voiture ?\n[question]\n> je ne sais pas\n[matter]")
        await tools.close()


OWNED = "owner: client.telephone"


@pytest.mark.promise
async def test_an_answer_about_somebody_else_is_not_told_and_sounds_like_none(tmp_path: Path) -> None:
    said = []
    for plate in ("AB 123 CD", "ZZ 999 ZZ"):
        async with shop(booking_api) as garage, garage_call(tmp_path, garage, OWNED, number="+33639980099") as call:
            await call.hear("status; matter=voiture")
            answer = await call.hear(f"answer={plate}")
            said.append(answer.replace("AB-123-CD", "…").replace("ZZ-999-ZZ", "…"))
    assert said[0] == said[1]
    assert "prête" not in said[0]


async def test_the_owner_hears_it(tmp_path: Path) -> None:
    async with shop(booking_api) as garage, garage_call(tmp_path, garage, OWNED) as call:
        await call.hear("status; matter=voiture")
        assert "est prête" in await call.hear("answer=AB 123 CD")


BY_FILE = """\
  dossiers:
    used_for: status
    url: {url}/dossiers/{{reference}}
    ask: "Quel est le numéro du dossier ?"
    reference: number
    answer: [{{key: etat, path: etat}}]
    say: "Le dossier {{reference}} est {{etat}}."
"""


@pytest.mark.promise
async def test_a_confidential_number_is_no_reference(tmp_path: Path) -> None:
    async with shop(json({"etat": "clos"})) as server:
        file = settings(tmp_path, BY_FILE.format(url=server.url))
        async with calling(file) as call:
            await call.hear("status; matter=dossier")
            assert "confidentiel" in await call.hear("answer=4970 1012 3456 7890")
        async with calling(file) as call:
            await call.hear("status; matter=dossier de la carte 4970 1012 3456 7890")
            assert call.conversation.asking == "question"
            assert server.seen == []
            assert "le dossier 4512 est clos" in (await call.hear("answer=quatre mille cinq cent douze")).casefold()


async def test_a_masked_number_owns_nothing_and_nothing_is_asked(tmp_path: Path) -> None:
    async with shop(booking_api) as garage:
        async with garage_call(tmp_path, garage, OWNED, number=None) as call:
            await call.hear("status; matter=voiture rouge")
            assert call.conversation.asking == "name"
        assert garage.seen == []


BY_NUMBER = """\
  commandes:
    used_for: status
    url: {url}/commandes?telephone={{caller}}
    answer: [{{key: combien, path: "length(commandes)", as: number}}, {{key: ou, path: "commandes[0].lieu"}}]
    say: "Vous avez {{combien}} commande, {{ou}}."
"""


async def test_the_number_that_calls_may_be_the_reference(tmp_path: Path) -> None:
    orders = json({"commandes": [{"lieu": "au comptoir"}]})
    async with shop(orders) as garage, calling(settings(tmp_path, BY_NUMBER.format(url=garage.url))) as call:
        await call.play("> status; matter=commande\n[more] vous avez 1 commande, au comptoir")
        assert garage.seen[0].path == "/commandes?telephone=%2B33639980012"


async def test_after_an_opposition_it_still_tells_and_nothing_is_kept(tmp_path: Path) -> None:
    async with shop(booking_api) as garage, garage_call(tmp_path, garage, keeps=False) as call:
        await call.hear("status; matter=voiture")
        assert "est prête" in await call.hear("answer=AB 123 CD")
        await call.hear("status; matter=voiture")
        failed = await call.hear("answer=ZZ 999 ZZ")
        assert "je ne trouve pas" in failed.casefold()
        answer = await call.hear("answer=ZZ 998 ZZ")
        assert "Je ne trouve pas la voiture ZZ-998-ZZ. Comme rien n'est gardé, je ne peux pas transmettre" in answer
        assert call.conversation.close() is None


@pytest.mark.promise
async def test_nothing_that_a_tool_answered_is_kept_or_shown_to_a_model(tmp_path: Path) -> None:
    answers = json({"statut": "READY", "pret_le": "2026-12-02"})
    async with shop(answers) as garage, garage_call(tmp_path, garage) as call:
        await call.hear("status; matter=voiture")
        answer = await call.hear("answer=AB 123 CD")
        assert "prête" in answer
        assert "prête" not in call.conversation.last_said
        summary = call.conversation.close()
    assert summary is not None
    assert "prête" not in f"{summary}"
    assert "AB-123-CD" not in f"{summary}"
