"""What the recogniser's readings are weighed with is what the lines of this repository say."""

from __future__ import annotations

from importlib.resources import files

import numpy as np

from training.hearing.lessons import EXAMINATION, examined
from training.usual_words import arrays, counted, lines
from vox.language.text import normalise
from vox.speech.usual_words import framed, key


def test_the_committed_counts_are_those_of_the_lines() -> None:
    """Else: make train-words."""
    with (files("vox.speech") / "usual_words.npz").open("rb") as file, np.load(file) as committed:
        for name, expected in arrays().items():
            assert np.array_equal(committed[name], expected), name


def test_no_line_of_an_examination_is_counted() -> None:
    long = {one for one in examined(EXAMINATION) if len(one.split()) > 5}
    assert not long & {normalise(text) for _, text in lines()}


def test_three_words_are_counted_from_the_second_time_on() -> None:
    vocabulary, (_, twos, threes) = counted([("confirm", "Oui."), ("confirm", "Oui, merci.")])
    ids = {word: number for number, word in enumerate(vocabulary)}

    def of(*words: str) -> int:
        return key([ids[word] for word in words], len(vocabulary))

    assert twos[of("oui", "merci")] == 1
    assert set(threes) == {of(*framed("Oui.", "confirm")[:3])}
