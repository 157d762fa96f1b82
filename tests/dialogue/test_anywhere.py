"""What a caller may do wherever the conversation stands: ask, hesitate, want a person, be in danger, oppose."""

from __future__ import annotations

import pytest

from tests.dialogue.room import SETTINGS, Call, Says
from tests.dialogue.test_own_questions import DOORS, FIRST, asking
from vox.dialogue.types import Asking, Utterance
from vox.records.summary import Outcome

BOOK = "book; service=consultation; practitioner=docteur Martin; date=jeudi; time=matin"
PLACES = {
    "open": [],
    "service": ["book"],
    "practitioner": ["book; service=consultation; practitioner=docteur Zorro"],
    "date": ["book; service=consultation"],
    "time": ["book; service=consultation; date=jeudi", "no"],
    "choice": [BOOK],
    "name": [BOOK, "choice=premier"],
    "phone": [BOOK, "choice=premier", "name=Claire Dupont"],
    "phone dictated": [BOOK, "choice=premier", "name=Claire Dupont", "no"],
    "phone read back": [BOOK, "choice=premier", "name=Claire Dupont", "phone=06 39 98 00 17"],
    "question": [BOOK, "choice=premier", "name=Claire Dupont", "yes"],
    "second question": [BOOK, "choice=premier", "name=Claire Dupont", "yes", "no"],
    "confirm": [BOOK, "choice=premier", "name=Claire Dupont", "yes", "no", "answer=cinq"],
    "what to change": [BOOK, "choice=premier", "name=Claire Dupont", "yes", "no", "answer=cinq", "no"],
    "message": ["message; practitioner=secrétariat"],
    "message confirm": ["message; message=merci", "name=Claire Dupont", "yes"],
    "matter": ["status"],
    "matter confirm": ["status; matter=dossier 4512", "name=Claire Dupont", "yes"],
    "message offered": ["human"],
    "more": ["faq parking"],
}
ASKED = {name: Asking(name.split()[0]) if name.split()[0] in set(Asking) else Asking.CONFIRM for name in PLACES}
ASKED |= {"second question": Asking.QUESTION, "message confirm": Asking.CONFIRM, "matter confirm": Asking.CONFIRM}
ASKED |= {"message offered": Asking.CONFIRM}
PLACE = pytest.mark.parametrize("place", PLACES)


async def at(place: str) -> Call:
    """A call that stands there."""
    call = Call(understanding=Says(), settings=asking(FIRST, DOORS))
    for said in PLACES[place]:
        await call.hear(said)
    assert call.conversation.asking is ASKED[place], call.said[-1]
    return call


SPELL = "épelez-le"
"""A name is asked for otherwise at once: said once more, it is misheard once more."""


def question(call: Call) -> str:
    return call.conversation._question.text


@PLACE
async def test_a_question_is_answered_and_the_same_is_asked_again(place: str) -> None:
    call = await at(place)
    asked = question(call)
    answer = await call.hear("faq price; faq hours")
    assert "trente euros" in answer
    assert "Nous sommes ouverts" in answer
    if place != "open":
        assert asked in answer
        assert call.conversation.asking is ASKED[place]


@pytest.mark.parametrize(
    ("place", "said"),
    [(place, said) for place in PLACES for said in ("wait", "unclear") if (place, said) != ("matter", "unclear")],
)
async def test_what_is_no_answer_leads_to_the_same_question(place: str, said: str) -> None:
    call = await at(place)
    asked = SPELL if (place, said) == ("name", "unclear") else question(call)
    assert asked in await call.hear(said)
    assert call.conversation.asking is ASKED[place]


@pytest.mark.parametrize("place", [place for place in PLACES if place != "matter"])
async def test_who_was_not_heard_is_asked_the_same_again(place: str) -> None:
    call = await at(place)
    asked = SPELL if place == "name" else question(call)
    assert asked in " ".join(reply.text for reply in await call.conversation.hear(Utterance(unheard=True)))
    assert call.conversation.asking is ASKED[place]


@PLACE
async def test_a_silence_leads_to_the_same_question(place: str) -> None:
    call = await at(place)
    asked = question(call)
    assert asked in await call.hear("")
    assert "tapez" in (await call.hear("")) + "tapez" or call.conversation.asking is ASKED[place]
    await call.hear("")
    assert call.ended


@PLACE
async def test_a_person_is_wanted_and_then_not(place: str) -> None:
    call = await at(place)
    asked = question(call)
    answer = await call.hear("human")
    assert "laisser un message" in answer
    assert call.conversation.asking is Asking.CONFIRM
    if place not in ("open", "more", "message offered", "message", "message confirm"):
        assert asked in await call.hear("no")
        assert call.conversation.asking is ASKED[place]


async def test_a_danger_that_may_be_a_name_is_a_question_that_carries_the_number() -> None:
    call = await at("name")
    call.conversation._understanding = KnowsNames()
    replies = await call.conversation.hear(Utterance("Qu'il va mourir.", others=("Kévin Morin",)))
    assert "composez le 15. Est-ce le cas ?" in " ".join(reply.text for reply in replies)
    for said in ("no", "yes", "no"):
        await call.hear(said)
    assert "Kévin Morin" in await call.hear("answer=cinq")


async def test_a_danger_that_may_be_a_name_is_one_where_no_name_was_asked() -> None:
    call = await at("date")
    replies = await call.conversation.hear(Utterance("Il va mourir.", others=("Kévin Morin",)))
    assert "Est-ce le cas" not in " ".join(reply.text for reply in replies)
    assert call.conversation.asking is Asking.MORE


async def test_a_danger_that_may_have_been_said_is_asked_about() -> None:
    """Of two readings of the same sound, the likelier is nothing to worry about."""
    call = await at("open")
    others = ("J'ai l'avis de le faire.", "J'ai envie d'en finir avec la vie.")
    replies = await call.conversation.hear(Utterance("unclear", others=others))
    assert "composez le 15. Est-ce le cas ?" in " ".join(reply.text for reply in replies)


@PLACE
async def test_a_danger_is_answered_at_once(place: str) -> None:
    call = await at(place)
    assert "le 15" in await call.hear("emergency")
    assert call.conversation.outcomes == (Outcome.EMERGENCY,)


@PLACE
async def test_a_doubt_that_was_none_leads_back(place: str) -> None:
    call = await at(place)
    asked = question(call)
    call.conversation._understanding = Unclear()
    assert "danger immédiat" in await call.hear("il y a les pompiers dans la rue")
    call.conversation._understanding = Says()
    answer = await call.hear("no")
    if place == "more":
        assert call.conversation.asking is Asking.OPEN
    elif place == "matter":  # any words are one
        assert call.conversation.asking is Asking.NAME
    else:
        assert asked in answer
        assert call.conversation.asking is ASKED[place]


@PLACE
async def test_an_opposition_leaves_nothing_and_may_go_on(place: str) -> None:
    call = await at(place)
    assert "Rien ne sera gardé" in await call.hear("opposition")
    await call.hear("yes")
    assert not call.ended
    assert call.conversation.close() is None


@PLACE
async def test_goodbye_ends_it(place: str) -> None:
    call = await at(place)
    assert "Au revoir" in await call.hear("goodbye")
    assert call.ended
    assert call.booked == []


@PLACE
async def test_three_times_not_understood_leads_to_a_message_or_the_end(place: str) -> None:
    call = await at(place)
    for _ in range(3):
        await call.hear("unclear")
    told = call.said[-1]
    skipped = place in (
        "question",
        "second question",
        "matter",
    )  # what must not cost the appointment, or may be anything
    assert skipped or call.ended or "laisser un message" in told
    for _ in range(9):
        await call.hear("unclear")
    assert call.ended


@PLACE
async def test_keys_are_taken_everywhere(place: str) -> None:
    call = await at(place)
    await call.hear(keys="0")
    if place != "phone dictated":
        assert "laisser un message" in call.said[-1]


async def test_everything_may_be_switched_off() -> None:
    flows = {"book": False, "status": False, "message": False, "move": False, "cancel": False, "find": False}
    for wish in ("book", "status; matter=dossier 4512", "message", "move", "cancel", "find"):
        call = Call(understanding=Says(), settings=SETTINGS.model_copy(update={"flows": flows}))
        assert "03 88 00 00 00" in await call.hear(wish)


async def test_a_message_goes_to_whom_another_reading_names() -> None:
    call = Call()
    heard = Utterance("Un message pour ceci.", others=("Un message pour le docteur Leroy.",))
    replies = await call.conversation.hear(heard)
    assert "Quel est votre message, pour le docteur Leroy" in " ".join(reply.text for reply in replies)


class KnowsNames(Says):
    """Understands a name without more, too."""

    async def understand(self, state: object, heard: str) -> tuple:  # type: ignore[type-arg,override]
        return await super().understand(state, f"name={heard}" if heard[0].isupper() else heard)  # type: ignore[arg-type]


class Unclear(Says):
    """Understands nothing."""

    async def understand(self, state: object, heard: str) -> tuple:  # type: ignore[type-arg,override]
        return await super().understand(state, "unclear")  # type: ignore[arg-type]
