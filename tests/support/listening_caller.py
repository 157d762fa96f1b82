"""A caller who only has a telephone: hears Vox's questions with an ear of their own, and answers by what was asked.

For a Vox in another process or in a container, of which nothing can be seen but its sound.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import soxr

from vox.line.client import CallingClient
from vox.rehearsal.spoken import Voices
from vox.speech.hearing import Hearing

RATE = 8000
QUIET_S = 2.5
"""Seconds without a sound after which a question that was heard is answered."""

PATIENT_S = 6.0
"""Seconds without a sound after which anything is: on a slow machine Vox pauses longer between its clauses."""

LONGEST_S = 90.0
"""Seconds that Vox may take to ask something. A hang guard."""

QUESTIONS = {
    "more": r"autre chose|encore quelque chose",
    "confirm": r"confirme|c'est bien ça|est-ce exact|est-ce correct|d'accord \?",
    "phone": r"numéro|téléphone|joindre",
    "name": r"quel nom|votre nom|nom et prénom|(?<!au )nom de",
    "choice": r"lequel|laquelle|préférez|convient|conviendrait",
    "open": r"que puis-je|faire pour vous|vous écoute|vous aider",
}


class ListeningCaller:
    """answers: by what is asked (the keys of QUESTIONS); the first thing said answers "open"."""

    def __init__(
        self, client: CallingClient, models: Path, answers: Mapping[str, str], *, speaker: str = "ff_siwis"
    ) -> None:
        self._client = client
        self._hearing = Hearing.load(models / "whisper-base", threads=2)
        self._voices = Voices.load(models)
        self._answers = answers
        self._speaker = speaker
        self.conversation: list[str] = []
        self.sounds: dict[str, bytes] = {}
        """What the caller's answers sound like: 8 kHz mono 16-bit."""

    async def call(self, uri: str, *, number: str, turns: int = 14) -> None:
        """Telephone, answer until Vox hangs up. Raises AssertionError when it never does."""
        self.sounds = dict(await self._voices.say(sorted(set(self._answers.values())), self._speaker))
        await self._client.dial(uri, number=number, timeout=LONGEST_S)  # a busy Vox lets it ring
        for _ in range(turns):
            if (answer := await self._answer()) is None:
                return
            await self._client.play(self.sounds[answer])
        await self._client.hang_up()
        raise AssertionError("Vox never ended the call:\n" + "\n".join(self.conversation))

    async def _answer(self) -> str | None:
        """Listen until a question is heard, and quiet; None if the call has ended."""
        client = self._client
        since, told, understood = time.monotonic(), len(await client.recording()), 0.0
        while time.monotonic() < since + LONGEST_S:
            if client.ended.is_set():
                return None
            latest = client.heard[-1] if client.heard else None
            end = latest.end if latest and latest.end and latest.end > since else None
            quiet = time.monotonic() - end if end else 0.0
            if end and quiet > QUIET_S and (end > understood or quiet > PATIENT_S):
                understood = end
                asked = await asyncio.to_thread(self._understand, (await client.recording())[told:])
                answer = self._answer_to(asked) or (self._answers["open"] if quiet > PATIENT_S else None)
                if answer:
                    self.conversation += [f"vox: {asked}", f"caller: {answer}"]
                    return answer
            await asyncio.sleep(0.05)
        raise AssertionError("Vox says nothing any more:\n" + "\n".join(self.conversation))

    def _answer_to(self, asked: str) -> str | None:
        asks = (key for key, words in QUESTIONS.items() if key in self._answers and re.search(words, asked.lower()))
        return next((self._answers[key] for key in asks), None)

    def _understand(self, pcm: bytes) -> str:
        samples = np.frombuffer(pcm, np.int16).astype(np.float32) / 32768
        samples = samples[-25 * RATE :]
        return self._hearing.hear(soxr.resample(samples, RATE, 2 * RATE)).text
