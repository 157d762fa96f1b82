"""A message that is read back wrong is said once more."""

from __future__ import annotations

import pytest

from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import format_line, parse
from vox.dialogue.understanding.said_again import said_again
from vox.dialogue.understanding.types import State

HOLE = "il y a un énorme courrier des akassias devant le numéro 12"


@pytest.mark.parametrize(
    ("noted", "heard", "read", "meant"),
    [
        (
            HOLE,
            "non, il y a un énorme trou rue des Acacias devant le numéro douze",
            "fix phone=numéro douze",
            "no; fix message=il y a un énorme trou rue des Acacias devant le numéro douze",
        ),
        ("C'est pour le ferme", "Ah non, c'est pour le permis.", "no", "no; fix message=c'est pour le permis"),
        (HOLE, "j'ai dit un énorme trou rue des Acacias", "unclear", "unclear"),  # who says more than the message
        (HOLE, "Non, c'est pas ça du tout.", "fix phone", "no"),
        (HOLE, "…", "unclear", "unclear"),
        (HOLE, "...", "unclear", "unclear"),
        (HOLE, "non, au 06 12 34 56 78", "fix phone=06 12 34 56 78", "fix phone=06 12 34 56 78"),
        (HOLE, "non, le numéro finit par douze", "fix phone=finit par douze", "fix phone=finit par douze"),
        (HOLE, "oui, un énorme trou rue des Acacias devant le 12", "yes", "yes"),
        ("il va mourir de rire", "non, il va mourir vraiment", "emergency", "emergency"),
    ],
)
def test_what_sounds_like_the_message_is_the_message(noted: str, heard: str, read: str, meant: str) -> None:
    said = f"Voici votre message, « {noted} ». Rappel au 06 39 98 02 11. C'est bien cela ?"
    state = State(Flow.MESSAGE, Asking.CONFIRM, said)
    assert format_line(said_again(state, parse(read), heard)) == meant


def test_a_matter_too() -> None:
    said = "Je demande à l'atelier où en est, la peu jo deux sans huit. Rappel au 06 39 98 02 11. C'est bien cela ?"
    state = State(Flow.STATUS, Asking.CONFIRM, said)
    meant = said_again(state, parse("no; choice=deux"), "Non, la Peugeot deux cent huit.")
    assert format_line(meant) == "no; fix matter=la Peugeot deux cent huit"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("no; practitioner=Quentin Redon", "no; fix name=Quentin Redon"),
        ("fix practitioner=Quentin Redon; time=onze heures", "fix name=Quentin Redon; time=onze heures"),
        ("no; practitioner=docteur Leroy", "no; practitioner=docteur Leroy"),
        ("no; fix practitioner", "no; fix practitioner"),
    ],
)
def test_who_was_read_back_as_the_caller_is_no_practitioner(read: str, meant: str) -> None:
    said = "Je récapitule. Consultation, avec le docteur Martin, au nom de, Quentin Redon. Est-ce que je confirme ?"
    state = State(Flow.BOOK, Asking.CONFIRM, said)
    assert format_line(said_again(state, parse(read), "")) == meant
    assert said_again(State(Flow.BOOK, Asking.CHOICE, said), parse(read), "") == parse(read)


@pytest.mark.parametrize(
    ("flow", "asking", "said"),
    [
        (Flow.BOOK, Asking.CONFIRM, f"« {HOLE} » ?"),
        (Flow.MESSAGE, Asking.NAME, f"« {HOLE} » ?"),
        (Flow.MESSAGE, Asking.CONFIRM, "C'est noté en entier. C'est bien cela ?"),
    ],
)
def test_elsewhere_nothing_changes(flow: Flow, asking: Asking, said: str) -> None:
    commands = parse("fix phone=numéro douze")
    assert said_again(State(flow, asking, said), commands, f"non, {HOLE}") == commands
