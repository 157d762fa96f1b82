"""Answers become values of a declared form or nothing at all, whatever JSON comes; values never change an address."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from vox.business import filling
from vox.business.mapping import LONGEST, clean, is_owner, read
from vox.business.types import Answer, Found, Nothing, ToolUnavailable
from vox.config.tools import Tool

PARIS = ZoneInfo("Europe/Paris")
NUMBER = "+33639980012"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc") | st.text(), inner, max_size=4),
    max_leaves=12,
)


def tool(*answer: dict[str, Any], owner: str | None = None) -> Tool:
    return Tool.model_validate(
        {"id": "essai", "used_for": "status", "url": "https://outil.example/", "answer": answer, "owner": owner}
    )


def one(data: Any, path: str = "a", **more: Any) -> Answer:
    return read(tool({"key": "a", "path": path, **more}), data, zone=PARIS)


@pytest.mark.parametrize(
    ("as_", "given_", "value"),
    [
        ("text", "prête", "prête"),
        ("text", "  sur\n le\tparking\u200b ", "sur le parking"),
        ("text", 4711, "4711"),
        ("number", 12, 12),
        ("number", 12.5, 12.5),
        ("number", "12,50", 12.5),
        ("number", "3", 3),
        ("yes_no", False, False),
        ("date", "2026-12-02", date(2026, 12, 2)),
        ("date", "2026-12-01T23:30:00Z", date(2026, 12, 2)),
        ("date", "2026-12-01T23:30:00", date(2026, 12, 1)),
    ],
)
def test_of_its_form(as_: str, given_: Any, value: Any) -> None:
    assert one({"a": given_}, **{"as": as_}) == Found({"a": value})


@pytest.mark.parametrize(
    ("as_", "given_"),
    [
        ("text", {"x": 1}),
        ("text", ["x"]),
        ("text", True),
        ("text", 1.5),
        ("number", "douze"),
        ("number", True),
        ("number", float("inf")),
        ("number", 10**13),
        ("yes_no", "oui"),
        ("yes_no", 1),
        ("date", "demain"),
        ("date", 20261202),
        ("date", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_of_another_form(as_: str, given_: Any) -> None:
    with pytest.raises(ToolUnavailable) as caught:
        one({"a": given_}, **{"as": as_})
    assert not caught.value.down
    assert "douze" not in str(caught.value)


@pytest.mark.parametrize("data", [{}, {"a": None}, {"a": ""}, {"a": []}, None, [], "x", 7])
def test_nothing_there(data: Any) -> None:
    assert one(data) == Nothing()


def test_words_allow_and_translate() -> None:
    words = {"READY": "prête", "true": "oui, prête", "2": "à moitié"}
    said = [one({"a": value}, words=words) for value in ("READY", True, 2)]
    assert said == [Found({"a": "prête"}), Found({"a": "oui, prête"}), Found({"a": "à moitié"})]
    with pytest.raises(ToolUnavailable, match="words"):
        one({"a": "EXPLODED"}, words=words)


def test_one_that_lacks_beside_others_is_a_fault_unless_it_may() -> None:
    both = ({"key": "a", "path": "a"}, {"key": "b", "path": "b"})
    with pytest.raises(ToolUnavailable, match="manque"):
        read(tool(*both), {"a": "x"}, zone=PARIS)
    may = (both[0], {**both[1], "optional": True})
    assert read(tool(*may), {"a": "x"}, zone=PARIS) == Found({"a": "x"})


@pytest.mark.parametrize(
    ("number", "mine"),
    [
        ("06 39 98 00 12", True),
        ("+33639980012", True),
        (33639980012, True),
        (["01 02 03 04 05", "0639980012"], True),
        ("06 39 98 00 13", False),
        ("", False),
        (None, False),
        ({"numero": NUMBER}, False),
        ("appelez le 06 39 98 00 12 ou le 06 39 98 00 13", False),
    ],
)
def test_whose_it_is(number: Any, mine: bool) -> None:
    owned = tool({"key": "a", "path": "a"}, owner="tel")
    assert is_owner(owned, {"a": 1, "tel": number}, NUMBER) is mine
    assert not is_owner(owned, {"a": 1, "tel": number}, None)


@given(
    JSON, st.sampled_from(["a", "a.b[0].c", "length(@)", "sort_by(a, &b)", "to_number(a)", "max(a)", "*.b | [0]", "@"])
)
def test_any_json_is_values_nothing_or_one_kind_of_fault(data: Any, path: str) -> None:
    for as_ in ("text", "number", "date", "yes_no"):
        try:
            answer = one(data, path, **{"as": as_})
        except ToolUnavailable as error:
            assert error.kind == "answer"
            continue
        assert isinstance(answer, Found | Nothing)
        for value in answer.values.values() if isinstance(answer, Found) else ():
            assert isinstance(value, str | int | float | bool | date)
            assert not isinstance(value, str) or 0 < len(value) <= LONGEST


@given(st.text(max_size=600))
def test_a_text_is_one_short_line(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= LONGEST
    assert not any(unicodedata.category(sign).startswith("C") or sign in "\n\r\u2028" for sign in cleaned)
    assert clean(cleaned) == cleaned


@given(st.text(max_size=250), st.text(max_size=20))
def test_no_value_leaves_its_place_in_an_address(reference: str, other: str) -> None:
    url = filling.address(
        "https://outil.example/api/{reference}/x?q={other}&z=1", {"reference": reference, "other": other}
    )
    if url is None:
        return
    assert (url.scheme, url.host, url.fragment) == ("https", "outil.example", "")
    assert url == URL(str(url), encoded=True)
    assert url.raw_parts[:3] == ("/", "api", url.raw_parts[2])
    assert (len(url.raw_parts), url.raw_parts[3]) == (4, "x")
    assert set(url.query) == {"q", "z"}
    assert url.query["q"] == other


@pytest.mark.parametrize("reference", ["", " ", ".", "..", "...", "a/b", "..\\x", "x" * 201])
def test_values_that_fit_into_no_address(reference: str) -> None:
    assert filling.address("https://outil.example/api/{reference}", {"reference": reference}) is None
    assert filling.address("https://outil.example/api/{reference}", {}) is None


@given(st.text(), st.text())
def test_a_body_keeps_its_shape(message: str, name: str) -> None:
    template = {"texte": "De {name} : {message}", "n": 2, "x": [{"y": "{message}"}, True, None], "{name}": "z"}
    assert filling.body(template, {"message": message, "name": name}) == {
        "texte": f"De {name} : {message}",
        "n": 2,
        "x": [{"y": message or None}, True, None],
        "{name}": "z",
    }
