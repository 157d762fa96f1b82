"""The local language model in the seat of understanding: llama.cpp, its output held to commands and verbatim spans."""

from __future__ import annotations

import asyncio
import ctypes
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import llama_cpp

from vox.config.settings import Settings
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import COMMON_TOPICS, Command, Say, Slot, Word
from vox.dialogue.understanding.constrained import Head, OutOfTime, Written, heads, pieces, write
from vox.dialogue.understanding.types import State
from vox.errors import VoxError

CONTEXT = 2048
"""Tokens: the fixed prefix, the state, the longest utterance."""

LONGEST_HEARD = 600
"""Characters of an utterance that the model is given; its beginning says what is wanted."""


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
def _SILENCE(level: int, text: bytes, user_data: ctypes.c_void_p) -> None:
    """llama.cpp writes nowhere: no line of it may ever hold what a caller said."""


class LanguageModel:
    """One model file, loaded once, for one organization; calls take turns. Its context is not shared with threads."""

    def __init__(self, path: Path, settings: Settings, *, threads: int = 2, lora_path: Path | None = None) -> None:
        """Load, and read the fixed prefix. lora_path: the adapter that was taught, None for the bare model.

        Raises VoxError if the file is not a model that llama.cpp can read.
        """
        if not path.is_file():
            raise VoxError("le fichier du modèle de langue manque", where=str(path), hint="tapez : vox models fetch")
        llama_cpp.llama_log_set(_SILENCE, ctypes.c_void_p(0))
        try:
            self._llama = llama_cpp.Llama(
                str(path),
                n_ctx=CONTEXT,
                n_threads=threads,
                n_threads_batch=threads,
                lora_path=str(lora_path) if lora_path else None,
                verbose=False,
            )
        except (ValueError, RuntimeError) as error:
            raise VoxError(
                "le modèle de langue ne peut pas être lu",
                where=str(path),
                hint="tapez : vox models verify, puis vox models fetch",
            ) from error
        self.taught = lora_path is not None
        self._topics = tuple(dict.fromkeys((*COMMON_TOPICS, *(one.topic for one in settings.answers))))
        self._lock = threading.Lock()
        self._prefix = self._tokens(_prefix(settings, taught=self.taught), bos=True)
        self._llama.eval(self._prefix)

    def write(self, state: State, heard: str, *, until: float) -> Written:
        """The commands for what was heard. until: of time.monotonic(). Raises OutOfTime."""
        heard = heard[:LONGEST_HEARD].replace(";", ",").replace("\n", " ").strip()
        if not self._lock.acquire(timeout=max(0.0, until - time.monotonic())):
            raise OutOfTime
        try:
            self._llama.n_tokens = len(self._prefix)
            prompt = self._tokens(
                f"[{state.flow.value} {state.asking.value}] {_last_sentence(state.said)}\n> {heard}\n="
            )
            cut = pieces(heard, self._tokens, self._text_of)

            def scores(tokens: Sequence[int], candidates: Sequence[int]) -> list[float]:
                if time.monotonic() > until:
                    raise OutOfTime
                self._llama.eval(tokens)
                logits = llama_cpp.llama_get_logits_ith(self._llama.ctx, -1)
                return [float(logits[one]) for one in candidates]

            return write(scores, prompt, _allowed(state, self._topics), cut, heard, self._tokens)
        finally:
            self._lock.release()

    def close(self) -> None:
        with self._lock:
            self._llama.close()

    def _tokens(self, text: str, *, bos: bool = False) -> list[int]:
        return list(self._llama.tokenize(text.encode(), add_bos=bos, special=False))

    def _text_of(self, token: int) -> bytes:
        buffer = (ctypes.c_char * 64)()
        length = llama_cpp.llama_token_to_piece(self._llama._model.vocab, token, buffer, 64, 0, False)
        return bytes(buffer.raw[: max(0, length)])


class ModelUnderstanding:
    """Asks the model off the event loop, and waits no longer than the deadline."""

    def __init__(self, model: LanguageModel, *, deadline: float = 0.6) -> None:
        """deadline: seconds from the question to the last moment at which an answer is still of use."""
        self._model = model
        self._deadline = deadline
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="understanding")

    @property
    def taught(self) -> bool:
        return self._model.taught

    async def propose(self, state: State, heard: str) -> Written | None:
        """What the model makes of it; None when the time is over."""
        until = time.monotonic() + self._deadline
        work = asyncio.get_running_loop().run_in_executor(
            self._worker, lambda: self._model.write(state, heard, until=until)
        )
        try:
            return await asyncio.wait_for(work, self._deadline)
        except (TimeoutError, OutOfTime):
            return None

    async def understand(self, state: State, heard: str) -> tuple[Command, ...]:
        """The model alone in the seat."""
        written = await self.propose(state, heard)
        return written.commands if written else (Say(Word.UNCLEAR),)

    def close(self) -> None:
        self._worker.shutdown(wait=True, cancel_futures=True)


def _last_sentence(said: str) -> str:
    """The question itself: what stands before it was said for other reasons."""
    parts = [part.strip() for part in said.replace("?", "?\n").split("\n") if part.strip()]
    return (parts[-1] if parts else "")[-160:]


def _allowed(state: State, topics: Sequence[str]) -> list[Head]:
    """The commands that make sense in that state."""
    flows = [flow for flow in Flow if flow not in (Flow.NONE, state.flow)]
    slots = [slot for slot in Slot if state.asking is _ONLY_WHEN.get(slot, state.asking)]
    words = [word for word in Word if word is not Word.YES or state.asking is not Asking.OPEN]
    return heads(words, flows, slots, topics, fix=state.asking not in (Asking.OPEN, Asking.MORE))


_ONLY_WHEN = {Slot.CHOICE: Asking.CHOICE, Slot.BIRTHDATE: Asking.BIRTHDATE, Slot.ANSWER: Asking.QUESTION}
"""Slots that only one question leads to."""


def _prefix(settings: Settings, *, taught: bool) -> str:
    """What never changes: examples for a model that was not taught, then what the organization has."""
    organization = (
        f"@ services={', '.join(one.name for one in settings.services)}; "
        f"practitioners={', '.join(one.name for one in settings.practitioners)}; "
        f"topics={', '.join(one.topic for one in settings.answers)}\n"
    )
    return organization if taught else f"{_EXAMPLES}{organization}"


_EXAMPLES = """\
[none open] Que puis-je faire pour vous ?
> bonjour je voudrais un rendez-vous mardi matin
= book; date= mardi; time= matin
[none open] Que puis-je faire pour vous ?
> vous êtes ouverts le samedi ?
= faq hours
[none open] Que puis-je faire pour vous ?
> je veux annuler ma séance de jeudi
= cancel; appointment= séance de jeudi
[none open] Que puis-je faire pour vous ?
> dites à Léa que je suis en retard
= message; practitioner= Léa; message= je suis en retard
[book service] Pour quel rendez-vous ?
> c'est pour un vaccin
= service= vaccin
[book date] Quel jour vous conviendrait ?
> plutôt vers la fin du mois
= date= fin du mois
[book date] Quel jour vous conviendrait ?
> le chat est sur la table verte
= unclear
[book choice] Lequel préférez-vous ?
> celui de onze heures
= choice= onze heures
[book name] À quel nom ?
> Claire Dupont
= name= Claire Dupont
[book confirm] Est-ce que je confirme ?
> oui c'est parfait
= yes
[book confirm] Est-ce que je confirme ?
> non c'est mercredi
= fix date= mercredi
[none more] Puis-je faire autre chose pour vous ?
> non merci au revoir
= no; goodbye
[none open] Que puis-je faire pour vous ?
> passez-moi quelqu'un
= human
"""
