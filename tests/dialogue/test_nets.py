"""A person, and opposition: what the nets catch, and what they leave alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.dialogue.understanding.commands import Say, Word
from vox.dialogue.understanding.nets import guard, opposes, wants_human

OPPOSITION = """
opposition
opposition s'il vous plaît
je m'oppose
je refuse qu'une machine enregistre ce que je dis, opposition
je ne veux pas être enregistré
je m'oppose à l'enregistrement
je refuse de parler à un robot
je ne parle pas aux robots
je veux pas que l'ordinateur garde mon nom
effacez tout ce que votre machine a enregistré
je ne veux aucune trace de cet appel
je n'accepte pas que mes données soient traitées par une intelligence artificielle
je m'oppose à ce que vous gardiez un résumé
A position
Je m'en pose.
En pollution.
Je ne veux pas de résime.
Je ressais si une machine enregistre c'est que jeudi au position.
"""

NO_OPPOSITION = """
je voudrais faire opposition sur un chèque
je m'oppose à la vente de la maison de mon père
je m'oppose au permis de construire du voisin
ma carte est perdue, je veux faire opposition à ma carte
ma machine à laver est en panne
je garde le rendez-vous de jeudi
je ne veux pas venir le mardi
l'enregistrement d'un PACS
dites au président que je m'oppose au projet d'éoliennes
la position
ma machine à laver reste bloquée en position
la caméra du magasin enregistre la pollution
une proposition
la pollution
la composition
je vous propose
"""

HUMAN = """
un humain
humain
je voudrais parler à un humain
je veux parler à quelqu'un
passez-moi quelqu'un
je préfère parler à une vraie personne
le standard s'il vous plaît
donnez-moi un conseiller
est-ce que je peux avoir une secrétaire
"""

NO_HUMAN = """
je voudrais un rendez-vous
vous êtes un robot ou une vraie dame
une consultation pour quelqu'un de ma famille
c'est à quel nom
personne n'est venu
"""


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize("said", lines(OPPOSITION))
def test_opposition(said: str) -> None:
    assert opposes(said)


@pytest.mark.parametrize("said", lines(NO_OPPOSITION))
def test_a_request_like_any_other(said: str) -> None:
    assert not opposes(said)


@pytest.mark.parametrize("said", lines(HUMAN))
def test_a_person_is_wanted(said: str) -> None:
    assert wants_human(said)


@pytest.mark.parametrize("said", lines(NO_HUMAN))
def test_no_person_is_wanted(said: str) -> None:
    assert not wants_human(said)


def test_what_is_caught_cannot_be_overruled() -> None:
    assert guard((Say(Word.UNCLEAR),), "je m'oppose à l'enregistrement") == (Say(Word.OPPOSITION),)
    assert Say(Word.HUMAN) in guard((Say(Word.YES),), "oui, passez-moi quelqu'un")


def test_what_was_understood_already_is_not_said_twice() -> None:
    assert guard((Say(Word.HUMAN),), "un humain") == (Say(Word.HUMAN),)


@given(st.text())
def test_any_text_is_read(said: str) -> None:
    guard((Say(Word.UNCLEAR),), said)
