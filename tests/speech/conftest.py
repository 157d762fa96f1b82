"""Real engines, loaded once for all tests of the room."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from vox.config.models import Models
from vox.models.find import resolve_hearing
from vox.speech.engines import Engines
from vox.speech.hearing import Hearing
from vox.speech.turns import SmartTurn, VoiceActivity
from vox.speech.voice import KokoroVoice

from .sounds import Tone


@pytest.fixture(scope="session")
def models() -> Path:
    return Path(os.environ.get("VOX_MODELS") or Path.home() / ".local/share/vox/models")


@pytest.fixture(scope="session")
def siwis(models: Path) -> KokoroVoice:
    return KokoroVoice.load(models / "kokoro")


@pytest.fixture(scope="session")
def sara(siwis: KokoroVoice, models: Path) -> KokoroVoice:
    """Another speaker, an Italian who speaks French."""
    return siwis.speaker(models / "kokoro", "if_sara")


@pytest.fixture(scope="session")
def hearing(models: Path) -> Hearing:
    return Hearing.load(resolve_hearing(Models().hearing, models).folder, threads=2)


@pytest.fixture(scope="session")
def voice_activity() -> VoiceActivity:
    return VoiceActivity()


@pytest.fixture(scope="session")
def smart_turn() -> SmartTurn:
    return SmartTurn()


@pytest.fixture
def engines() -> Iterator[Engines]:
    with Engines(workers=2) as engines:
        yield engines


@pytest.fixture
def tone() -> Tone:
    return Tone()
