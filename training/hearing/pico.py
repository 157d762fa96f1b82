"""SVOX Pico's French voice (Apache-2.0): a Frenchwoman, who says a line in a hundredth of the time that it lasts.

The Kokoro speakers that teach have accents, since the one of them that is French examines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import soxr
import ttspico

from vox.speech.engines import Stop

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Manner:
    """How a line is said. speed, pitch: of what is usual. throat: its length, of the woman's: a man's is longer."""

    speed: float = 1.0
    pitch: float = 1.0
    throat: float = 1.0


class PicoVoice:
    """A voice of vox.speech.voice. For one thread."""

    sample_rate = 16_000

    def __init__(self) -> None:
        self._engine = ttspico.TtsEngine("fr-FR")
        self.manner = Manner()

    def synthesize(self, text: str, stop: Stop | None = None) -> Samples:
        """One clause, mono, -1 to 1. Cannot be stopped: it takes some milliseconds."""
        speed, pitch, throat = self.manner.speed, self.manner.pitch, self.manner.throat
        # A longer throat is the sound played slower: speed and pitch make up for it beforehand.
        self._engine.rate = round(100 * speed * throat)
        self._engine.pitch = round(100 * pitch * throat)
        # Its own signs of how to speak are in angle brackets.
        sound = self._engine.speak(text.replace("<", " ").replace("&", " et ")) or b""
        samples: Samples = np.frombuffer(sound, "<i2").astype(np.float32) / np.float32(32768)
        if not samples.size:
            return samples
        stretched: Samples = soxr.resample(samples, self.sample_rate, self.sample_rate * throat)
        return stretched
