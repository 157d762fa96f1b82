"""Whisper in JAX hears what faster-whisper hears; some steps lower the loss, and what comes out is heard with."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import pytest
import soxr
from faster_whisper.feature_extractor import FeatureExtractor

from training.hearing import whisper
from training.hearing.export import RANK, _shorter, export
from training.hearing.lessons import Lesson
from training.hearing.render import Clip, render
from training.hearing.sounds import seen, sounding
from training.hearing.teach import Recipe, teach
from vox.dialogue.types import Asking
from vox.models.find import default_folder
from vox.models.taught import STOCK, TAUGHT, join_taught, read_delta
from vox.models.weights import Weights, read
from vox.speech.hearing import PROMPT_TOKENS, Hearing, features_of, window_of
from vox.speech.voice import KokoroVoice, telephone_pcm

MODELS = default_folder()
LINES = ("Dix heures.", "Jeudi matin.", "Peu importe.", "Non merci.")

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def weights() -> Weights:
    if not (MODELS / STOCK / "model.bin").is_file():
        pytest.skip("no model files: vox models fetch")
    return read(MODELS / STOCK / "model.bin")


@pytest.fixture(scope="module")
def hearing(weights: Weights) -> Hearing:
    return Hearing.load(MODELS / STOCK, threads=2)


def test_the_same_words_as_faster_whisper(weights: Weights, hearing: Hearing) -> None:
    words = whisper.words_of(MODELS / STOCK)
    voice = KokoroVoice.load(MODELS / "kokoro", threads=2)
    spoken = np.frombuffer(telephone_pcm(voice, "Je voudrais annuler mon rendez-vous."), "<i2")
    sound = soxr.resample(spoken.astype(np.float32) / 32768, 8000, 16_000)
    prompt = "Cabinet du docteur Martin, bonjour."
    window = window_of(sound)
    params = whisper.base(weights, jnp.float32)
    before = words.before(prompt, PROMPT_TOKENS)
    expected = hearing.hear(sound, prompt=prompt).text
    assert len(expected.split()) >= 4
    for dense in (int(window * 50) - 1, sounding(len(sound))):  # all of the window, and what is taught of it
        looked = seen(features_of(sound, window, FeatureExtractor()), dense)
        tokens = whisper.greedy(
            params, {}, looked.features, looked.places, looked.weights, before, words.end, hearing._suppressed, 1.0,
            most=16,
        )  # fmt: skip
        assert words.text(tokens) == expected


def test_a_few_steps_teach_and_vox_hears_with_what_comes_out(tmp_path: Path, weights: Weights) -> None:
    cache = tmp_path / "spoken"
    (cache / "voices").mkdir(parents=True)
    shutil.copy(MODELS / "kokoro" / "voices" / "im_nicola.bin", cache / "voices")
    clips = [Clip(Lesson(line, line, Asking.OPEN, ""), ("im_nicola",), 1.1) for line in LINES]
    render(clips, cache, processes=1)
    assert all(clip.sound(cache) for clip in clips)
    recipe = Recipe(rate=3e-3, warm_up=1, passes=4, clips=1, steps_at_most=6)
    taught = teach(weights, clips, cache, whisper.words_of(MODELS / STOCK), recipe)
    assert np.mean(taught.losses[-2:]) < np.mean(taught.losses[:2]) * 0.7

    stock, path = MODELS / STOCK / "model.bin", tmp_path / f"{TAUGHT}.npz"
    card = {"voices": 1, "examiners": "none"}
    export(taught.delta, path, stock, scale=2.0, settings=taught.settings(), card=card)
    assert path.stat().st_size < 25_000_000
    assert json.loads(path.with_suffix(".json").read_text("utf-8"))["settings"]["steps"] == 6
    assert "| steps | 6 |" in path.with_suffix(".md").read_text("utf-8")
    again = teach(
        weights,
        clips,
        cache,
        whisper.words_of(MODELS / STOCK),
        replace(recipe, steps_at_most=1),
        begin=read_delta(path),
    )
    assert again.losses[0] < taught.losses[0] * 0.7  # it begins where the first round ended

    between = tmp_path / "between.npz"
    export(
        again.delta, between, stock, scale=2.0, settings=again.settings(), card=card, begin=read_delta(path), share=0.5
    )
    name = "decoder/layer_5/attention/linear_2/weight"
    first, last, half = read_delta(path), again.delta[name], read_delta(between)
    expected = (_product(*first.factors[name]) * first.scale + _product(last["a"], last["b"]) * 2.0) / 2
    assert np.allclose(_product(*half.factors[name]) * half.scale, expected, atol=1e-3)

    (tmp_path / "models").mkdir()
    (tmp_path / "models" / STOCK).symlink_to(MODELS / STOCK)
    assert join_taught(tmp_path / "models", delta=path)
    spoken = np.frombuffer(clips[1].sound(cache) or b"", "<i2").astype(np.float32) / 32768
    heard = Hearing.load(tmp_path / "models" / TAUGHT, threads=2).hear(soxr.resample(spoken, 8000, 16_000))
    assert "matin" in heard.text.lower()


def _product(a: Any, b: Any) -> npt.NDArray[np.float32]:
    return np.asarray(b, np.float32) @ np.asarray(a, np.float32)


def test_another_round_makes_the_file_no_longer_and_loses_nothing_that_counts() -> None:
    random = np.random.default_rng(1)
    both = random.normal(size=(RANK, 512)) * np.linspace(1, 0.01, RANK)[:, None], random.normal(size=(256, RANK))
    longer = np.concatenate([both[0], both[0]]), np.concatenate([both[1] * 0.3, both[1] * 0.7], axis=1)
    a, b = _shorter(longer, RANK)
    assert (a.shape, b.shape) == ((RANK, 512), (256, RANK))
    assert np.allclose(b @ a, longer[1] @ longer[0])
    assert _shorter(both, RANK) is both
