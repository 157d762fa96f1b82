"""How long Vox waits before it takes its turn."""

from __future__ import annotations

import pytest

from vox.dialogue.types import Asking
from vox.speech.endings import (
    ANSWER_S,
    BEGUN_S,
    DICTATED_S,
    LONGEST_S,
    OPENING_S,
    SENTENCE_S,
    TELLING_S,
    UNSURE_S,
    is_backchannel,
    is_hanging,
    is_short_answer,
    quiet_wanted,
)


def wanted(probability: float, text: str, asking: Asking = Asking.OPEN) -> float:
    return quiet_wanted(probability, text, asking=asking)


def test_a_sentence_that_sounds_and_reads_finished_is_hardly_waited_for() -> None:
    assert wanted(0.98, "Je voudrais prendre rendez-vous mardi prochain.") == OPENING_S
    assert wanted(0.98, "Mardi prochain ce serait très bien.", Asking.DATE) == SENTENCE_S
    assert wanted(0.1, "Mardi prochain ce serait très bien.", Asking.DATE) == UNSURE_S


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
        "Le premier, s'il vous plaît.",
    ],
)
def test_a_short_answer_is_whole_in_itself(text: str) -> None:
    assert is_short_answer(text)
    assert wanted(0.98, text, Asking.CONFIRM) == ANSWER_S
    assert wanted(0.01, text, Asking.CONFIRM) == SENTENCE_S, "the melody of a lone word is heard badly"


def test_who_wants_more_says_what() -> None:
    assert wanted(0.98, "Non merci.", Asking.MORE) == ANSWER_S
    assert wanted(0.98, "Oui.", Asking.MORE) == BEGUN_S


@pytest.mark.parametrize("text", ["Bonjour.", "Oui, bonjour madame !", "Allô ?", "Alors", "Excusez-moi."])
def test_nobody_calls_to_say_good_morning(text: str) -> None:
    assert wanted(0.98, text) >= BEGUN_S
    assert wanted(0.98, f"{text} Je voudrais un rendez-vous.") == OPENING_S


@pytest.mark.parametrize(
    ("asking", "not_yet", "then"),
    [
        (Asking.DATE, "Plutôt", "Plutôt la semaine prochaine."),
        (Asking.DATE, "Je regarde.", "Jeudi."),
        (Asking.DATE, "Je regarde.", "Peu importe."),
        (Asking.TIME, "C'est mieux.", "L'après-midi."),
        (Asking.CHOICE, "Attendez voir.", "Je prends le dernier."),
        (Asking.CHOICE, "Voyons.", "Celui de neuf heures."),
        (Asking.CHOICE, "Voyons.", "Aucun."),
        (Asking.BIRTHDATE, "Le douze mars.", "12 mars 1964."),
    ],
)
def test_words_that_do_not_answer_yet_are_waited_for(asking: Asking, not_yet: str, then: str) -> None:
    assert wanted(0.98, not_yet, asking) >= BEGUN_S
    assert wanted(0.98, then, asking) <= SENTENCE_S


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
    for melody in (0.02, 0.98):
        assert wanted(melody, text) == LONGEST_S


@pytest.mark.parametrize(
    "text", ["Je voudrais un rendez-vous.", "Où êtes-vous ?", "Est-ce que je peux venir chez vous ?"]
)
def test_what_only_looks_as_if_it_went_on(text: str) -> None:
    assert not is_hanging(text)


def test_what_nobody_has_read_yet_is_waited_for() -> None:
    assert wanted(0.1, "") == LONGEST_S


def test_dictated_numbers_are_given_time_until_they_are_whole() -> None:
    for melody in (0.1, 0.95):
        assert wanted(melody, "06 12", Asking.PHONE) == DICTATED_S
        assert wanted(melody, "06 12 34 56 78", Asking.PHONE) == SENTENCE_S
        assert wanted(melody, "0612345678", Asking.PHONE) == SENTENCE_S
    assert wanted(0.95, "C'est le", Asking.PHONE) == DICTATED_S
    for melody, waited in ((0.95, ANSWER_S), (0.02, SENTENCE_S)):  # "Puis-je vous joindre au numéro qui finit par 12 ?"
        assert wanted(melody, "Oui.", Asking.PHONE) == waited
        assert wanted(melody, "Oui, à ce numéro.", Asking.PHONE) == waited
    assert wanted(0.95, "Oui, c'est le", Asking.PHONE) == LONGEST_S


def test_a_name_may_be_spelled_or_follow_its_beginning() -> None:
    assert wanted(0.98, "Durand. D U R", Asking.NAME) == DICTATED_S
    assert wanted(0.98, "Je m'appelle.", Asking.NAME) == BEGUN_S
    assert wanted(0.98, "Pour mon fils.", Asking.NAME) == BEGUN_S
    assert wanted(0.98, "Je m'appelle Claire Dupont.", Asking.NAME) == OPENING_S
    assert wanted(0.98, "Dupont.", Asking.NAME) == TELLING_S


def test_a_message_may_go_on_after_each_sentence() -> None:
    assert wanted(0.98, "Je ne pourrai pas venir demain.", Asking.MESSAGE) == TELLING_S
    assert wanted(0.1, "Je ne pourrai pas venir demain.", Asking.MESSAGE) == LONGEST_S


@pytest.mark.parametrize("text", ["", "Paul", "le numéro de mon dossier est le", "oui mais", "ça dépend"])
def test_what_is_no_short_answer(text: str) -> None:
    assert not is_short_answer(text)


@pytest.mark.parametrize("text", ["Oui.", "Hm hm", "D'accord.", "Ah oui.", "Très bien, oui.", "OK.", "Yes.", "Uh huh."])
def test_who_only_listens_says_nothing(text: str) -> None:
    assert is_backchannel(text)


@pytest.mark.parametrize("text", ["", "Non.", "Le premier.", "Oui, mais jeudi.", "Attendez.", "Stop.", "10 heures."])
def test_who_says_something(text: str) -> None:
    assert not is_backchannel(text)
