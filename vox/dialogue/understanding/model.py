"""The local language model in the seat of understanding: llama.cpp, its output held to commands and verbatim spans."""

from __future__ import annotations

import asyncio
import ctypes
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import llama_cpp

from vox.dialogue.understanding.allowed import allowed
from vox.dialogue.understanding.cache import Cache
from vox.dialogue.understanding.commands import COMMON_TOPICS, Command, Say, Word
from vox.dialogue.understanding.constrained import OutOfTime, Written, pieces, write
from vox.dialogue.understanding.engine import CONTEXT, load
from vox.dialogue.understanding.examples import EXAMPLES
from vox.dialogue.understanding.prompt import Organization, clean, question, turn
from vox.dialogue.understanding.types import State
from vox.errors import VoxError

T = TypeVar("T")

ROOM = 700
"""Tokens of the context that are kept for a turn, however much an organization has."""


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
def _SILENCE(level: int, text: bytes, user_data: ctypes.c_void_p) -> None:
    """llama.cpp writes nowhere: no line of it may ever hold what a caller said."""


class LanguageModel:
    """One model file, loaded once, for one organization; calls take turns, whichever thread they come from.

    All evaluation is done in one thread of its own: OpenMP keeps a team for every thread that ever evaluated, and once
    there are more of them than cores it puts them to sleep at every step, which takes more than twice as long.
    """

    def __init__(
        self, path: Path, organization: Organization, *, threads: int = 2, lora_path: Path | None = None
    ) -> None:
        """Load, and read the fixed prefix. lora_path: the adapter that was taught, None for the bare model.

        Raises VoxError if the file is no model that llama.cpp can read, or the adapter was taught on another one.
        """
        if not path.is_file():
            raise VoxError("le fichier du modèle de langue manque", where=str(path), hint="tapez : vox models fetch")
        llama_cpp.llama_log_set(_SILENCE, ctypes.c_void_p(0))
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="llama")
        try:
            self._engine = self._there(lambda: load(path, threads=threads, lora_path=lora_path))
        except (ValueError, RuntimeError) as error:
            self._thread.shutdown()
            raise _unreadable(path, lora_path) from error
        if lora_path is not None:
            self._check_base(path, lora_path)
        self.taught = lora_path is not None
        self._lock = threading.Lock()
        self._known: dict[str, list[int]] = {}
        self._cache = Cache(self._engine)
        self.serve(organization)

    def _check_base(self, path: Path, lora_path: Path) -> None:
        """An adapter of another model of the same shape would load, and answer nonsense."""
        adapter = self._engine.layers._lora_adapter
        # The library takes a null pointer for an adapter: one whose shapes do not fit was not loaded.
        fits = bool(adapter)
        if fits:
            buffer = ctypes.create_string_buffer(64)
            length = llama_cpp.llama_adapter_meta_val_str(adapter, b"vox.base.name", buffer, len(buffer))
            name = str(self._engine.layers.metadata.get("general.name", "")).lower().replace(" ", "-")
            fits = length < 0 or buffer.value.decode() == name
        if not fits:
            self._engine.close()
            self._thread.shutdown()
            raise _unreadable(path, lora_path)

    def serve(self, organization: Organization) -> None:
        """Answer for this organization from now on."""
        with self._lock:
            self._topics = tuple(dict.fromkeys((*COMMON_TOPICS, *organization.topics)))
            beginning = str(organization) if self.taught else f"{EXAMPLES}{organization}"
            self._prefix = list(self._engine.words.tokenize(beginning.encode(), add_bos=True, special=False))
            self._prefix = self._prefix[: CONTEXT - ROOM]
            self._there(lambda: self._cache.feed(self._prefix))
            self._cache.keep()

    def _there(self, work: Callable[[], T]) -> T:
        """Do the work in the model's own thread."""
        return self._thread.submit(work).result()

    def prepare(self, state: State, *, until: float) -> None:
        """Read what will stand before the next utterance, while Vox speaks. Does nothing where it cannot in time."""
        if self._lock.acquire(timeout=max(0.0, until - time.monotonic())):
            try:
                self._there(lambda: self._cache.feed([*self._prefix, *self._tokens(question(state))]))
            finally:
                self._lock.release()

    def write(self, state: State, heard: str, *, until: float, stop: threading.Event | None = None) -> Written:
        """The commands for what was heard. Raises OutOfTime.

        until: of time.monotonic(). stop: set when nobody waits any more.
        """
        heard = clean(heard)
        if not self._lock.acquire(timeout=max(0.0, until - time.monotonic())):
            raise OutOfTime
        try:
            cut = pieces(heard, self._tokens, self._text_of)
            prompt = [*self._prefix, *turn(state, [one.token for one in cut], self._tokens)]
            line: list[int] = []

            def scores(
                tokens: Sequence[int], guess: Sequence[int], candidates: Sequence[Sequence[int]]
            ) -> list[list[float]]:
                if time.monotonic() > until or (stop is not None and stop.is_set()):
                    raise OutOfTime
                line.extend(tokens)
                self._cache.feed([*line, *guess], last=len(candidates))
                return self._engine.weigh(candidates)

            may = allowed(state, self._topics)
            ahead = self._engine.ahead
            return self._there(
                lambda: write(scores, prompt, may, cut, heard, self._tokens_of_command, running=state.flow, ahead=ahead)
            )
        finally:
            self._lock.release()

    def forget(self) -> None:
        """A call is over: nothing that was said in it stays in the model's memory."""
        with self._lock:
            self._cache.forget()

    def close(self) -> None:
        with self._lock:
            self._engine.close()
            self._thread.shutdown()

    def _tokens(self, text: str) -> list[int]:
        return list(self._engine.words.tokenize(text.encode(), add_bos=False, special=False))

    def _tokens_of_command(self, text: str) -> list[int]:
        """Remembered, for it is the same in every turn; nothing that a caller said may come here."""
        if text not in self._known:
            self._known[text] = self._tokens(text)
        return self._known[text]

    def _text_of(self, token: int) -> bytes:
        buffer = (ctypes.c_char * 64)()
        length = llama_cpp.llama_token_to_piece(self._engine.words._model.vocab, token, buffer, 64, 0, False)
        return bytes(buffer.raw[: max(0, length)])


class ModelUnderstanding:
    """Asks the model off the event loop, and waits no longer than the deadline."""

    def __init__(self, model: LanguageModel, *, deadline: float) -> None:
        """deadline: seconds from the question to the last moment at which an answer is still of use."""
        self._model = model
        self._deadline = deadline
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="understanding")

    @property
    def taught(self) -> bool:
        return self._model.taught

    @property
    def first(self) -> bool:
        return self._model.taught

    async def propose(self, state: State, heard: str) -> Written | None:
        """What the model makes of it; None when the time is over."""
        until = time.monotonic() + self._deadline
        stop = threading.Event()
        work = asyncio.get_running_loop().run_in_executor(
            self._worker, lambda: self._model.write(state, heard, until=until, stop=stop)
        )
        try:
            return await asyncio.wait_for(work, self._deadline)
        except (TimeoutError, OutOfTime):
            return None
        finally:
            stop.set()

    def prepare(self, state: State) -> None:
        """Let the model read the question while Vox says it; nobody waits for that."""
        self._worker.submit(self._model.prepare, state, until=time.monotonic() + self._deadline)

    def forget(self) -> None:
        """The same, after what the model is being asked."""
        self._worker.submit(self._model.forget)

    async def understand(self, state: State, heard: str) -> tuple[Command, ...]:
        """The model alone in the seat."""
        written = await self.propose(state, heard)
        return written.commands if written else (Say(Word.UNCLEAR),)

    def close(self) -> None:
        self._worker.shutdown(wait=True, cancel_futures=True)


def _unreadable(path: Path, lora_path: Path | None) -> VoxError:
    if lora_path is None:
        return VoxError(
            "le modèle de langue ne peut pas être lu",
            where=str(path),
            hint="tapez : vox models verify, puis vox models fetch",
        )
    return VoxError(
        f"l'adaptateur {lora_path.name} ne va pas avec le modèle de langue {path.name}",
        where=str(path),
        hint="prenez le modèle sur lequel l'adaptateur a été instruit : vox models verify, puis vox models fetch",
    )
