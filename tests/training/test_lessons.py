"""What the model is taught with: blocks whose turns see nothing of each other, and lines as they were heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.dialogue.test_model import FILE
from training.__main__ import tokenizer
from training.lessons import BLOCKS, CORES, TARGETS, WIDTH, Organizations, Tokens, steps, unpunctuated, visible
from training.misheard import moved
from vox.bench.cases import Case, read_files
from vox.dialogue.understanding.commands import format_line

LINES = """\
@ services=coupe; practitioners=Léa; topics=parking
book|date|Quel jour ?|mardi matin, s'il vous plaît|date=mardi; time=matin
none|open|Bonjour.|Une coupe avec Léa.|book; service=coupe; practitioner=Léa
book|phone|Votre numéro ?|C'est le 06 39 98 00 12.|phone=06 39 98 00 12
"""


@pytest.fixture
def cases(tmp_path: Path) -> list[Case]:
    (tmp_path / "few.txt").write_text(LINES, "utf-8")
    return read_files([tmp_path / "few.txt"])


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    if not FILE.is_file():
        pytest.skip("no model files: vox models fetch")
    return tokenizer(FILE)


@pytest.mark.models
def test_a_turn_sees_its_organization_and_itself_alone(cases: list[Case], tokens: Tokens) -> None:
    (step,) = steps(list(enumerate(cases)), Organizations(cases), tokens, np.random.default_rng(1))
    assert step.tokens.shape == (CORES, BLOCKS, WIDTH)
    assert step.places.shape == (CORES, TARGETS)
    seen = visible(step)[0, 0]
    segment, group = step.segment[0, 0], step.group[0, 0]
    assert set(segment[group == 0]) == {0, 1, 2, 3}
    for place in np.flatnonzero(group == 0):
        looks = segment[np.flatnonzero(seen[place])]
        assert set(looks) <= {0, segment[place]}
        assert not seen[place, place + 1 :].any()


@pytest.mark.models
def test_every_span_is_written_with_the_tokens_of_the_utterance(cases: list[Case], tokens: Tokens) -> None:
    equals, stops = tokens(" date=")[-1], {*tokens(";"), *tokens("\n")}
    for case in cases:
        turn = tokens.turn(case)
        assert turn is not None
        given, written = turn.tokens[: turn.asked], turn.tokens[turn.asked :]
        values = 0
        for place in (place for place, token in enumerate(written) if token == equals):
            end = next(later for later in range(place, len(written)) if written[later] in stops)
            value = written[place + 1 : end]
            assert any(given[at : at + len(value)] == value for at in range(len(given)))
            values += 1
        assert values == sum("=" in one for one in format_line(case.commands).split(";"))


def test_without_punctuation_spans_stay_pieces(cases: list[Case]) -> None:
    plain = unpunctuated(cases[2])
    assert plain.heard == "c'est le 06 39 98 00 12"
    assert format_line(plain.commands) == "phone=06 39 98 00 12"


@pytest.mark.parametrize(
    ("heard", "line"),
    [
        ("Une coupe avec les as.", "book; service=coupe; practitioner=les as"),
        ("Une cour avec Léa", "book; service=cour; practitioner=Léa"),
        ("Merci d'avoir regardé cette vidéo", None),  # nothing of it was heard
    ],
)
def test_the_annotation_moves_with_the_words(cases: list[Case], heard: str, line: str | None) -> None:
    found = moved(cases[1], heard, alike=40)
    assert (format_line(found.commands) if found else None) == line
