"""What names a matter, as it is dictated."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.language.references import LONGEST, Form, read_reference


@pytest.mark.parametrize(
    ("said", "plate"),
    [
        ("AB 123 CD", "AB-123-CD"),
        ("c'est AB-123-CD.", "AB-123-CD"),
        ("ab123cd", "AB-123-CD"),
        ("ab 123 cd", "AB-123-CD"),
        ("A B, 1 2 3, C D", "AB-123-CD"),
        ("a b cent vingt-trois c d", "AB-123-CD"),
        ("A comme Anatole B comme Berthe 123 CD", "AB-123-CD"),
        ("bé cé quatre cinq six dé effe", "BC-456-DF"),
        ("la voiture immatriculée AB 123 CD, merci", "AB-123-CD"),
        ("double v x zéro un deux y z", "WX-012-YZ"),
        ("123 ABC 67", "123-ABC-67"),
        ("AB 12 CD", None),
        ("AB 123 CD ou AB 124 CD", None),
        ("je ne sais pas", None),
        ("un instant", None),
    ],
)
def test_plates(said: str, plate: str | None) -> None:
    assert read_reference(said, "plate") == plate


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("le dossier 4512", "4512"),
        ("45 12", "4512"),
        ("quatre mille cinq cent douze", "4512"),
        ("c'est le un deux trois quatre", "1234"),
        ("numéro zéro six douze", "0612"),
        ("dossier 12 de 34", None),
        ("aucune idée", None),
        ("", None),
    ],
)
def test_numbers(said: str, number: str | None) -> None:
    assert read_reference(said, "number") == number


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("R 2026 0451", "R20260451"),
        ("commande RF45", "RF45"),
        ("commande rf45", "RF45"),
        ("c'est la commande de 4512", "4512"),
        ("CMD-2026-12", "CMD202612"),
        ("F deux zéro huit", "F208"),
        ("bonjour madame", None),
    ],
)
def test_codes(said: str, code: str | None) -> None:
    assert read_reference(said, "code") == code


def test_names() -> None:
    assert read_reference("c'est au nom de Jean Petit", "name") == "Jean Petit"


@given(st.text(), st.sampled_from(["code", "number", "plate"]))
def test_whatever_is_said_it_is_capitals_digits_and_dashes(said: str, form: Form) -> None:
    reference = read_reference(said, form)
    assert reference is None or (re.fullmatch(r"[A-Z0-9-]+", reference) and len(reference) <= LONGEST)


@given(
    st.from_regex(r"[A-HJ-NP-TV-Z]{2}[0-9]{3}[A-HJ-NP-TV-Z]{2}", fullmatch=True), st.sampled_from(["", " ", "-", " - "])
)
def test_every_plate_is_read_as_it_is_written(plate: str, between: str) -> None:
    parts = plate[:2], plate[2:5], plate[5:]
    assert read_reference(between.join(parts), "plate") == "-".join(parts)
