"""Yes, no, any, unknown, in the colours that callers give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.tables import cases, under
from vox.language.answers import Answer, read_answer, read_leading_answer

KINDS = {"oui": Answer.YES, "non": Answer.NO, "peu importe": Answer.ANY, "je ne sais pas": Answer.UNKNOWN}
TABLE = "french/answers"


@pytest.mark.parametrize(("kind", "said", "_meant"), cases(TABLE))
def test_answers(kind: str, said: str, _meant: str) -> None:
    assert read_answer(said) is KINDS.get(kind)  # "autre chose" is no answer


@pytest.mark.parametrize("kind", KINDS)
def test_each_answer_is_known_in_many_colours(kind: str) -> None:
    assert len(under(TABLE, kind)) >= 80


@pytest.mark.parametrize(
    ("said", "answer", "rest"),
    [
        ("oui mais plutôt mercredi", Answer.YES, "mais plutôt mercredi"),
        ("non, plutôt jeudi", Answer.NO, "plutôt jeudi"),
        ("oui, et c'est où ?", Answer.YES, "et c'est où ?"),
        ("non pas ce numéro, le 01 40 20 30 40", Answer.NO, "pas ce numéro, le 01 40 20 30 40"),
        ("d'accord, à onze heures", Answer.YES, "à onze heures"),
        ("oui", Answer.YES, ""),
    ],
)
def test_a_leading_answer_leaves_the_rest(said: str, answer: Answer, rest: str) -> None:
    reading = read_leading_answer(said)
    assert reading is not None
    assert reading.value is answer
    assert said[reading.end :] == rest
    assert reading.whole == (rest == "")


@pytest.mark.parametrize("said", ["mardi", "bonjour", "", "euh", "plutôt mercredi oui"])
def test_no_leading_answer(said: str) -> None:
    assert read_leading_answer(said) is None


@given(
    said=st.sampled_from(under(TABLE, "oui")),
    polite=st.sampled_from(["merci", "s'il vous plaît", "monsieur", "merci beaucoup"]),
)
def test_politeness_changes_nothing(said: str, polite: str) -> None:
    assert read_answer(f"euh {said}, {polite}.") is Answer.YES


@given(said=st.sampled_from([said for kind in KINDS for said in under(TABLE, kind)]))
def test_capitals_accents_and_stops_change_nothing(said: str) -> None:
    assert read_answer(said.upper() + " !") is read_answer(said)
