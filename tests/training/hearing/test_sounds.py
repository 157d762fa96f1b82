"""What arrives of a voice, and how little of the silence after it the encoder has to look at."""

from __future__ import annotations

import numpy as np
import pytest
from faster_whisper.feature_extractor import FeatureExtractor

from training.hearing.sounds import (
    HARSH,
    NOBODY,
    QUIET,
    arrived,
    masked,
    seen,
    sounding,
)
from training.hearing.steps import DENSE, LENGTHS, filled
from vox.speech.hearing import features_of

EXTRACT = FeatureExtractor()
VOICE = (np.sin(np.arange(8000) * 0.3) * 6000).astype("<i2").tobytes()


def test_each_line_is_another_and_the_same_seed_the_same() -> None:
    first, again, other = (arrived(VOICE, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert len(first) != len(other)
    assert 0.01 < np.abs(first).max() <= 1.0
    assert 16_000 < len(first) < 16_000 * 2.1


def test_a_harsh_line_is_noisier() -> None:
    def between_the_waves(level: float) -> float:
        """The quietest tenth of a second: before and after the voice there is only the noise."""
        sounds = [arrived(VOICE, np.random.default_rng(seed), (level,)) for seed in range(12)]
        return float(np.mean([min(np.abs(part).mean() for part in np.array_split(one, 10)) for one in sounds]))

    assert between_the_waves(min(one for one in HARSH if one)) > 2 * between_the_waves(20.0)


def test_nobody_speaks() -> None:
    sounds = [arrived(b"", np.random.default_rng(seed)) for seed in range(8)]
    assert all(len(sound) <= 3 * 16_000 for sound in sounds)
    assert min(np.abs(sound).max() for sound in sounds) < 0.02 < max(np.abs(sound).max() for sound in sounds)


@pytest.mark.parametrize("window", [3.1, 4.0, 10.0])
def test_quiet_positions_stand_for_all_the_rest_of_the_window(window: float) -> None:
    sound = arrived(VOICE, np.random.default_rng(1))
    dense = sounding(len(sound))
    looked = seen(features_of(sound, window, EXTRACT), dense)
    positions = int(window * 50)
    assert looked.places.shape == looked.weights.shape == (dense + QUIET,)
    assert looked.features.shape == (80, 2 * dense + 6)
    counted = looked.weights > NOBODY
    assert np.exp(looked.weights[counted]).sum() == pytest.approx(positions)
    assert list(looked.places[:dense]) == list(range(dense))
    assert dense <= looked.places[dense:][counted[dense:]].min() <= looked.places[counted].max() < positions


def test_little_is_masked() -> None:
    features = features_of(arrived(VOICE, np.random.default_rng(1)), 10.0, EXTRACT)
    changed = [np.mean(masked(features, np.random.default_rng(seed)) != features) for seed in range(20)]
    assert max(changed) < 0.2
    assert min(changed) == 0.0


def test_what_is_over_in_one_shape_of_a_step_goes_into_a_larger_one() -> None:
    shapes = {(DENSE[0], LENGTHS[0]): list(range(10)), (DENSE[2], LENGTHS[1]): list(range(10, 15))}
    found = list(filled(shapes, 4))
    assert [shape for shape, _ in found[:2]] == [(DENSE[0], LENGTHS[0])] * 2
    assert all(len(some) == 4 for _, some in found)
    assert {one for _, some in found for one in some} == set(range(15))
    assert found[-1] == ((DENSE[-1], LENGTHS[-1]), [14, 8, 9, 14]) or len(found) == 4
    for (dense, length), some in found:
        assert all(dense >= DENSE[2] and length >= LENGTHS[1] for one in some if one >= 10)
