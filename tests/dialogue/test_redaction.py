"""Numbers that belong in no message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.dialogue.redaction import GONE, redact

CONFIDENTIAL = [
    ("mon numéro de sécu c'est le 1 82 03 75 116 001 42", "116"),
    ("numéro 282037511600142", "2820375"),
    ("2 82 03 2A 116 001 42 voilà", "116"),
    ("ma carte bleue 4970 1012 3456 7890", "3456"),
    ("l'IBAN est FR76 3000 6000 0112 3456 7890 189", "3000"),
    (
        "sécurité sociale un quatre-vingt-deux zéro trois soixante-quinze cent seize zéro zéro un quarante-deux",
        "soixante",
    ),
    ("le cryptogramme c'est 123", "123"),
    # As it is heard on a bad line.
    ("Débitée, ma carte, 801970, 123458, c'est 1880 pour la carte cade.", "1880"),
    ("débitez ma carte 4970 1012", "1012"),
    ("ma carte bleue, 801970, 123458, c'est 1880", "1880"),
    ("le 4970, euh, 1012 3456 7890", "7890"),
]

HARMLESS = [
    "rappelez-moi au 06 39 98 00 12",
    "au 06 39 98 00 12 ou au 03 88 11 22 33",
    "c'est au sujet du dossier 4512",
    "je serai en retard de vingt minutes",
    "j'ai perdu ma carte vitale",
    "j'ai perdu ma carte 2 fois cette année, rappelez-moi au 06 39 98 00 12",
    "c'est le 06 39 98 00 12, puis le 03 88 11 22 33",
    "la facture du 12/10/2026 de 148,50 euros",
]


@pytest.mark.promise
@pytest.mark.parametrize(("said", "secret"), CONFIDENTIAL)
def test_taken_out(said: str, secret: str) -> None:
    redacted = redact(said)
    assert redacted.found
    assert GONE in redacted.text
    assert secret not in redacted.text


@pytest.mark.parametrize("said", HARMLESS)
def test_left_as_it_is(said: str) -> None:
    assert redact(said).text == said
    assert not redact(said).found


@given(st.text())
def test_any_text_is_read(said: str) -> None:
    redact(said)


@pytest.mark.promise
@given(st.text("0123456789", min_size=13, max_size=19).filter(lambda digits: digits[0] in "123456789"))
def test_a_long_number_never_survives(digits: str) -> None:
    assert digits not in redact(f"le voici {digits} merci").text
