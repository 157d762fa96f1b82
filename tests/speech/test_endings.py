"""How long Vox waits before it takes its turn."""

from __future__ import annotations

import pytest

from vox.speech.endings import (
    LONGEST_S,
    QUIET_S,
    SENTENCE_S,
    SHORT_ANSWER_S,
    is_backchannel,
    is_hanging,
    is_short_answer,
    quiet_wanted,
)


def wanted(probability: float, text: str, asking: str = "open", patience: float = 0.0) -> float:
    return quiet_wanted(probability, text, asking=asking, patience=patience)


def test_a_sentence_that_sounds_and_reads_finished_ends_at_once() -> None:
    assert wanted(0.98, "Je voudrais prendre rendez-vous mardi prochain.") == QUIET_S


@pytest.mark.parametrize(
    "text",
    [
        "Oui.",
        "Non.",
        "Oui, c'est ça.",
        "D'accord.",
        "Non merci.",
        "Mardi.",
        "10 h 30",
        "Dix heures trente.",
        "La première.",
    ],
)
def test_a_short_answer_is_whole_whatever_its_melody(text: str) -> None:
    assert is_short_answer(text)
    assert wanted(0.01, text, "confirm") == SHORT_ANSWER_S


@pytest.mark.parametrize(
    "text",
    [
        "Je voudrais.",
        "Le docteur Martin, s'il vous plaît, parce que...",
        "Euh",
        "Alors euh",
        "C'est pour",
        "Mardi ou",
        "J'ai besoin d'",
        "Bonjour,",
        "Attendez.",
    ],
)
def test_what_cannot_be_the_end_of_a_sentence_is_waited_for(text: str) -> None:
    assert is_hanging(text)
    assert wanted(0.98, text) > QUIET_S
    assert wanted(0.02, text) == LONGEST_S


def test_words_that_end_like_a_sentence_wait_less_than_those_that_do_not() -> None:
    assert wanted(0.1, "Je cherche un dentiste.") == SENTENCE_S
    assert wanted(0.1, "Je cherche un dentiste") == LONGEST_S
    assert wanted(0.1, "") == LONGEST_S


def test_dictated_numbers_are_given_time_until_they_are_whole() -> None:
    assert wanted(0.95, "06 12", "phone", 1.2) == QUIET_S + 1.2
    assert wanted(0.1, "06 12", "phone", 1.2) == LONGEST_S + 1.2
    assert wanted(0.1, "06 12 34 56 78", "phone", 1.2) == QUIET_S
    assert wanted(0.95, "0612345678", "phone", 1.2) == QUIET_S


@pytest.mark.parametrize("text", ["", "Paul", "le numéro de mon dossier est le", "oui mais", "ça dépend"])
def test_what_is_no_short_answer(text: str) -> None:
    assert not is_short_answer(text)


@pytest.mark.parametrize("text", ["Oui.", "Hm hm", "D'accord.", "Ah oui.", "Très bien, oui.", "OK.", "Yes.", "Uh huh."])
def test_who_only_listens_says_nothing(text: str) -> None:
    assert is_backchannel(text)


@pytest.mark.parametrize("text", ["", "Non.", "Le premier.", "Oui, mais jeudi.", "Attendez.", "Stop.", "10 heures."])
def test_who_says_something(text: str) -> None:
    assert not is_backchannel(text)
