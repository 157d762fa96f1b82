"""The engines that the settings name, loaded once and shared by all calls."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from vox.config.settings import Settings
from vox.dialogue.understanding.model import LanguageModel, ModelUnderstanding
from vox.dialogue.understanding.prompt import organization_of
from vox.language.speakable import speakable
from vox.models.find import (
    BASE,
    TAUGHT,
    KokoroFiles,
    PiperFiles,
    resolve_hearing,
    resolve_understanding,
    resolve_voice,
)
from vox.remote.model import RemoteModel, connected
from vox.speech.engines import Engines
from vox.speech.hearing import Hearing
from vox.speech.phrasebook import PhraseBook
from vox.speech.turns import SmartTurn, VoiceActivity
from vox.speech.voice import KokoroVoice, PiperVoice, Voice

OUR_MODEL_S = 0.8
"""Seconds that a caller waits for our own model; then the rules answer."""

OWN_MODEL_S = 1.5
"""Seconds that an operator's own model has for an answer: it is larger than ours, and nobody waits 3 s in silence."""


@dataclass(frozen=True)
class Loaded:
    """The engines of a process, loaded once and shared by all calls."""

    engines: Engines
    hearing: Hearing
    voice_activity: VoiceActivity
    smart_turn: SmartTurn
    book: PhraseBook
    model: ModelUnderstanding
    remote: RemoteModel | None = None


@asynccontextmanager
async def loaded(settings: Settings, models: Path) -> AsyncIterator[Loaded]:
    """Load the engines that the settings name. Raises VoxError where a file is missing or damaged."""
    hearing_files = resolve_hearing(settings.models.hearing, models, own=settings.models.folder)
    voice_files = resolve_voice(settings.models.voice, models, own=settings.models.folder)
    with Engines() as engines:
        hearing, voice, model, voice_activity, smart_turn = await asyncio.gather(
            asyncio.to_thread(Hearing.load, hearing_files.folder),
            asyncio.to_thread(load_voice, voice_files),
            asyncio.to_thread(load_model, settings, models),
            asyncio.to_thread(VoiceActivity),
            asyncio.to_thread(SmartTurn),
        )
        book = PhraseBook(voice, engines, speakable=speakable)
        try:
            async with remote_model(settings) as remote:
                yield Loaded(engines, hearing, voice_activity, smart_turn, book, model, remote)
        finally:
            model.close()


def load_model(settings: Settings, models: Path, *, deadline: float | None = None) -> ModelUnderstanding:
    """The language model that the settings name, with what the organization has read beforehand.

    deadline: seconds that an answer may take; what a caller would wait for it if None.
    """
    name = settings.models.understanding
    files = resolve_understanding(name, models, own=settings.models.folder)
    organization = organization_of(settings)
    if name in (TAUGHT, BASE):
        model = LanguageModel(files.gguf, organization, lora_path=files.adapter)
        return ModelUnderstanding(model, deadline=deadline or OUR_MODEL_S)
    threads = max(2, (os.cpu_count() or 2) // 2)
    return ModelUnderstanding(
        LanguageModel(files.gguf, organization, threads=threads), deadline=deadline or OWN_MODEL_S
    )


@asynccontextmanager
async def remote_model(settings: Settings) -> AsyncIterator[RemoteModel | None]:
    """The larger model on another machine, where the settings name one. Raises VoxError where its key is missing."""
    if settings.llm is None:
        yield None
        return
    async with connected(settings.llm, organization_of(settings)) as remote:
        yield remote


def load_voice(files: KokoroFiles | PiperFiles) -> Voice:
    """The voice that those files hold."""
    if isinstance(files, PiperFiles):
        return PiperVoice.load(files.model)
    return KokoroVoice.load(files.folder, speaker=files.speaker)
