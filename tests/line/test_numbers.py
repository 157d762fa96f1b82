"""Who calls, as trunks write it."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.line.numbers import caller_number, french_number, user_part


@pytest.mark.parametrize(
    ("user", "number"),
    [
        ("+33639980012", "+33639980012"),
        ("0033639980012", "+33639980012"),
        ("33639980012", "+33639980012"),
        ("0639980012", "+33639980012"),
        ("03 88 00 00 00", "+33388000000"),
        ("+41446681800", "+41446681800"),
        ("anonymous", None),
        ("Unknown", None),
        ("restricted", None),
        ("101", None),
        ("", None),
        ("15", None),
        ("+", None),
        ("+33", None),
        ("123456789012345678901234567890", None),
        ("+33639980012;drop", None),
        ("٠٦٣٩٩٨٠٠١٢", None),
    ],
)
def test_french_number(user: str, number: str | None) -> None:
    assert french_number(user) == number


@pytest.mark.parametrize(
    ("address", "user"),
    [
        ('"Claire D." <sip:+33639980012@pbx.example;user=phone>;tag=1', "+33639980012"),
        ("sip:%2B33639980012@pbx", "+33639980012"),
        ("tel:+33-6-39-98-00-12", "+33-6-39-98-00-12"),
        ("<SIPS:0639980012@pbx>", "0639980012"),
        ("sip:0639980012;phone-context=fr@pbx", "0639980012"),
        ("nobody", ""),
        ("", ""),
    ],
)
def test_user_part(address: str, user: str) -> None:
    assert user_part(address) == user


FROM = "<sip:+33639980012@pbx>"
ASSERTED = "<sip:+33388000001@trunk.example>"


@pytest.mark.parametrize(
    ("from_", "headers", "number"),
    [
        (FROM, {}, "+33639980012"),
        (None, {}, None),
        (FROM, {"P-Asserted-Identity": ASSERTED}, "+33388000001"),
        (FROM, {"p-asserted-identity": f"<sip:desk@pbx>, {ASSERTED}"}, "+33388000001"),
        (FROM, {"P-Asserted-Identity": "<sip:desk@pbx>"}, "+33639980012"),
        ("<sip:anonymous@anonymous.invalid>", {"P-Asserted-Identity": ASSERTED, "Privacy": "id"}, None),
        (FROM, {"Privacy": "header;id"}, None),
        (FROM, {"Privacy": "none"}, "+33639980012"),
    ],
)
def test_caller_number(from_: str | None, headers: dict[str, str], number: str | None) -> None:
    assert caller_number(from_, headers, french_number) == number


@given(st.text(max_size=40))
def test_anything_from_the_network_is_a_number_or_nothing(user: str) -> None:
    number = french_number(user)
    assert number is None or phonenumbers.is_possible_number(phonenumbers.parse(number))


@given(st.text(max_size=80), st.dictionaries(st.sampled_from(["Privacy", "P-Asserted-Identity"]), st.text()))
def test_no_header_breaks_it(from_: str, headers: dict[str, str]) -> None:
    caller_number(from_, headers, french_number)
