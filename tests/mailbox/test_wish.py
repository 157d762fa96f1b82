"""Which right an e-mail asks, in French and in English: clear, or said to be unclear; never guessed between two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.mailbox.wish import named_in, phone_of, right_of
from vox.records.rights import Right

A, R, E, O = Right.ACCESS, Right.RECTIFICATION, Right.ERASURE, Right.OPPOSITION  # noqa: E741


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Je souhaite exercer mon droit d'accès.", A),
        ("Merci de m'envoyer une copie de toutes les données que vous avez sur moi.", A),
        ("Je voudrais savoir quelles informations vous gardez sur moi.", A),
        ("Demande d'accès à mes données personnelles (article 15 du RGPD)", A),
        ("Qu'avez-vous comme renseignements sur moi ?", A),
        ("I would like a copy of my data.", A),
        ("Subject access request", A),
        ("What data do you hold about me?", A),
        ("Veuillez rectifier mes informations : je m'appelle Chloé.", R),
        ("Mon nom est mal écrit. Pouvez-vous corriger mon nom ?", R),
        ("Please correct my information.", R),
        ("Effacez toutes mes données, s'il vous plaît.", E),
        ("Merci de supprimer mes coordonnées.", E),
        ("Je demande la suppression de mon dossier d'appels.", E),
        ("droit à l'oubli", E),
        ("Please delete my data.", E),
        ("I request the erasure of all information about me under article 17 GDPR", E),
        ("Je m'oppose au traitement de mes données.", O),
        ("Je ne veux plus que vous gardiez mes données.", O),
        ("Ne conservez plus rien de mes appels.", O),
        ("Droit d'opposition : merci d'en tenir compte.", O),
        ("I object to the processing of my data.", O),
        ("DROIT D'ACCES", A),
    ],
)
def test_clear(text: str, right: Right) -> None:
    assert right_of(text) is right
    assert right_of(f"Bonjour,\n\n{text}\n\nCordialement,\nZoé Ébène") is right


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bonjour",
        "Bonjour, je fais valoir mes droits RGPD.",
        "Je veux annuler mon rendez-vous.",
        "Supprimez mon rendez-vous de mardi.",
        "Pouvez-vous me rappeler ?",
        "Une copie de mes données, puis effacez mes données.",
        "En application des articles 15 à 21 du RGPD, accès à mes données ou effacement de mes données.",
        "N'effacez pas mes données.",
        "Je ne demande pas l'effacement de mes données.",
        "Please do not delete my data.",
        "Vous avez 15 articles en promotion, cliquez pour accéder au site.",
        "Joyeux Noël !",
    ],
)
def test_unclear(text: str) -> None:
    assert right_of(text) is None


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("mon numéro est le 06 39 98 00 12", "+33639980012"),
        ("0639980012", "+33639980012"),
        ("06.39.98.00.12 (et encore 06-39-98-00-12)", "+33639980012"),
        ("+33 6 39 98 00 12", "+33639980012"),
        ("Tel : +44 20 7946 0958", "+442079460958"),
        ("06 39 98 00 12 ou 01 99 00 12 34", None),
        ("votre 03 88 00 00 00, le mien 06 39 98 00 12", "+33639980012"),
        ("le 01/12/2026 à 10 h 30", None),
        ("commande 4571 du 12.10.2026", None),
        ("0 899 12 34 56", None),
        ("", None),
        ("67000 Strasbourg, 12 rue des Tilleuls", None),
    ],
)
def test_the_one_number(text: str, phone: str | None) -> None:
    assert phone_of(text, frozenset({"+33388000000"})) == phone


def test_the_number_of_a_request() -> None:
    assert named_in("Re: votre demande d-2026-0007 !") == "D-2026-0007"
    assert named_in("D-2026-0007, D-2026-0007") == "D-2026-0007"
    assert named_in("D-2026-0007 et D-2026-0008") == named_in("D-26-1") == named_in("AD-2026-00071234") == ""


@given(st.text(max_size=400))
def test_whatever_is_written(text: str) -> None:
    right_of(text)
    phone_of(text, frozenset())
    named_in(text)


@pytest.mark.parametrize("piece", ["ne ", "06 ", "what ", "a", "0639980012", "\n", "m oppose ", "+"])
def test_nothing_takes_for_ever(piece: str) -> None:
    """The time-out of pytest is the guard."""
    assert right_of(piece * 50_000) in (None, O)
    phone_of(piece * 50_000, frozenset())
