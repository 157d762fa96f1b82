"""The voice is understood, at one loudness, without clicks, in French and by any Piper voice."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vox.errors import VoxError
from vox.speech.engines import Stop, Stopped
from vox.speech.hearing import Hearing
from vox.speech.voice import LINE_RATE, KokoroVoice, PiperVoice, phonemes, telephone_pcm

from .sounds import Tone, silence, wide


def samples(pcm: bytes) -> np.ndarray:
    return np.frombuffer(pcm, "<i2").astype(float) / 32768


def loudness(pcm: bytes) -> float:
    """dBFS of the parts that are not pauses."""
    sound = samples(pcm)
    hop = LINE_RATE // 100
    levels = np.sqrt((sound[: len(sound) // hop * hop].reshape(-1, hop) ** 2).mean(axis=1))
    voiced = levels[levels > levels.max() * 0.1]
    return float(20 * np.log10(np.sqrt((voiced**2).mean())))


@pytest.mark.models
@pytest.mark.parametrize("text", ["Oui.", "Bonjour, vous êtes au cabinet médical.", "Quel est votre nom ?"])
@pytest.mark.parametrize("speaker", ["siwis", "sara"])
def test_every_clause_has_the_loudness_of_a_telephone(text: str, speaker: str, request: pytest.FixtureRequest) -> None:
    pcm = telephone_pcm(request.getfixturevalue(speaker), text)
    assert -22 < loudness(pcm) < -18
    assert np.abs(samples(pcm)).max() < 0.9


@pytest.mark.models
def test_a_clause_has_no_silence_around_it_and_starts_and_ends_at_zero(siwis: KokoroVoice) -> None:
    sound = samples(telephone_pcm(siwis, "Très bien."))
    assert abs(sound[0]) < 0.001 and abs(sound[-1]) < 0.001
    assert np.abs(sound[: LINE_RATE // 20]).max() > 0.01
    assert np.abs(sound[-LINE_RATE // 10 :]).max() > 0.005


@pytest.mark.models
def test_french_is_pronounced_so_that_it_is_read_back(siwis: KokoroVoice, hearing: Hearing) -> None:
    heard = hearing.hear(wide(telephone_pcm(siwis, "Est-ce que vous êtes ouverts le samedi matin ?") + silence(0.5)))
    assert "samedi matin" in heard.text


@pytest.mark.models
def test_any_piper_voice_speaks_proved_with_the_english_one(models: Path) -> None:
    joe = PiperVoice.load(models / "piper-en-us-joe" / "en_US-joe-medium.onnx")
    assert joe.sample_rate == 22_050
    pcm = telephone_pcm(joe, "Good morning, how can I help you today?")
    assert 1.0 < len(pcm) / 2 / LINE_RATE < 5.0
    english = Hearing.load(models / "whisper-base", language="en")
    heard = english.hear(wide(pcm + silence(0.5))).text.lower()
    assert "good morning" in heard and "help" in heard


@pytest.mark.models
def test_two_voices_of_two_kinds_in_two_threads(siwis: KokoroVoice, models: Path) -> None:
    """espeak-ng is one for the whole process: without care, voices mix up their languages or crash."""
    joe = PiperVoice.load(models / "piper-en-us-joe" / "en_US-joe-medium.onnx", threads=1)
    alone = phonemes("fr", "Je voudrais un rendez-vous.")
    wrong: list[str] = []

    def french() -> None:
        for _ in range(200):
            if phonemes("fr", "Je voudrais un rendez-vous.") != alone:
                wrong.append("fr")

    def english() -> None:
        for _ in range(5):
            if not joe.synthesize("Hello there.").size:
                wrong.append("en")

    threads = [threading.Thread(target=french), threading.Thread(target=french), threading.Thread(target=english)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert siwis.synthesize("Oui.").size


@pytest.mark.models
@pytest.mark.parametrize("text", ["", "   ", "…", "!?", "😀"])
def test_what_cannot_be_pronounced_is_silent(siwis: KokoroVoice, text: str) -> None:
    assert len(telephone_pcm(siwis, text)) < 2 * LINE_RATE


@pytest.mark.models
def test_a_text_longer_than_the_model_takes_is_said_to_its_end(siwis: KokoroVoice) -> None:
    long = " et ".join(["je voudrais un rendez-vous avec le docteur"] * 14)
    assert len(list(phonemes("fr", long))) > 510
    assert len(telephone_pcm(siwis, long)) / 2 / LINE_RATE > 20


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 3000), st.floats(1e-4, 30.0))
def test_no_sound_clips_or_jumps_whatever_the_engine_gives(hertz: int, level: float) -> None:
    class Loud(Tone):
        def synthesize(self, text: str, stop: Stop | None = None) -> np.ndarray:
            time = np.arange(self.sample_rate // 2) / self.sample_rate
            return (level * np.sin(2 * np.pi * hertz * time)).astype(np.float32)

    sound = samples(telephone_pcm(Loud(), "a"))
    assert np.abs(sound).max() <= 0.9
    assert abs(sound[0]) < 0.01 and abs(sound[-1]) < 0.01


def test_a_voice_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(VoxError, match="manque") as caught:
        KokoroVoice.load(tmp_path)
    assert "vox models fetch" in caught.value.hint
    with pytest.raises(VoxError) as caught:
        PiperVoice.load(tmp_path / "fr_FR-siwis-medium.onnx")
    assert "fr_FR-siwis-medium.onnx.json" in caught.value.where


@pytest.mark.models
def test_an_unknown_speaker_and_a_truncated_model_are_named(tmp_path: Path, models: Path) -> None:
    with pytest.raises(VoxError, match="ff_nobody"):
        KokoroVoice.load(models / "kokoro", speaker="ff_nobody")
    (tmp_path / "model.onnx").write_bytes((models / "kokoro" / "model.onnx").read_bytes()[:100_000])
    with pytest.raises(VoxError, match="est illisible"):
        KokoroVoice.load(tmp_path)


@pytest.mark.models
def test_a_clause_that_is_told_to_stop_gives_no_sound(siwis: KokoroVoice) -> None:
    text = "Je vous propose mardi huit décembre à dix heures trente avec le docteur Martin."
    stop = Stop()
    asked = threading.Timer(0.1, stop.ask)
    asked.start()
    with pytest.raises(Stopped):
        siwis.synthesize(text, stop)
    asked.join()
    with pytest.raises(Stopped):
        siwis.synthesize(text, stop)
    stop.forget()
    assert siwis.synthesize(text, stop).size
