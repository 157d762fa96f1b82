"""The Frenchwoman who teaches: quicker, higher and of another throat as she is asked, and understood."""

from __future__ import annotations

import numpy as np
import pytest
import soxr

from training.hearing.pico import Manner, PicoVoice
from vox.models.find import default_folder, resolve_hearing
from vox.speech.hearing import RATE, Hearing
from vox.speech.voice import LINE_RATE, telephone_pcm

LINE = "Bonjour, je voudrais un rendez-vous jeudi à quatorze heures trente."


@pytest.fixture
def pico() -> PicoVoice:
    return PicoVoice()


def _said(pico: PicoVoice, manner: Manner, line: str = LINE) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    pico.manner = manner
    return pico.synthesize(line)


def _pitch(sound: np.ndarray[tuple[int], np.dtype[np.float32]]) -> float:
    """Hz, of the most of its vowels."""
    found = []
    for at in range(0, len(sound) - 1024, 512):
        piece = sound[at : at + 1024]
        if np.sqrt(np.mean(piece**2)) > 0.05:
            alike = np.correlate(piece, piece, "full")[1023:]
            lag = 40 + int(np.argmax(alike[40:260]))
            if alike[lag] > 0.6 * alike[0]:
                found.append(PicoVoice.sample_rate / lag)
    return float(np.median(found))


def test_speed_pitch_and_throat_are_heard(pico: PicoVoice) -> None:
    usual = _said(pico, Manner())
    assert len(_said(pico, Manner(speed=1.25))) < 0.9 * len(usual) < len(usual) < 0.9 * len(_said(pico, Manner(0.8)))
    assert _pitch(_said(pico, Manner(pitch=0.7))) == pytest.approx(0.7 * _pitch(usual), rel=0.12)
    # A longer throat alone is neither slower nor lower.
    man = _said(pico, Manner(throat=1.2))
    assert len(man) == pytest.approx(len(usual), rel=0.12)
    assert _pitch(man) == pytest.approx(_pitch(usual), rel=0.12)


def test_signs_of_its_own_language_are_words_or_nothing(pico: PicoVoice) -> None:
    assert len(_said(pico, Manner(), "Oui <break time='9s'/> non & voilà.")) < 5 * pico.sample_rate
    assert _said(pico, Manner(), "").size == 0


@pytest.mark.models
def test_she_speaks_french_over_a_telephone(pico: PicoVoice) -> None:
    hearing = Hearing.load(resolve_hearing("whisper-base", default_folder()).folder)
    for manner in (Manner(), Manner(1.1, 0.6, 1.15)):
        pico.manner = manner
        pcm = np.frombuffer(telephone_pcm(pico, LINE), "<i2").astype(np.float32) / 32768
        heard = hearing.hear(soxr.resample(pcm, LINE_RATE, RATE).astype(np.float32)).text
        assert "rendez-vous jeudi" in heard and "14h30" in heard.replace(" ", ""), heard
