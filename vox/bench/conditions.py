"""How a telephone line is: what is heard beside the caller, how loud, and what is lost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Noise(StrEnum):
    """What is heard beside the caller."""

    STREET = "street"
    HUM = "hum"
    MUSIC = "music"
    BABBLE = "babble"


@dataclass(frozen=True)
class Line:
    """noise_db: how far below the voice the noise lies, None for a quiet line. loss: share of packets lost."""

    noise: Noise = Noise.STREET
    noise_db: float | None = 20.0
    loss: float = 0.0
