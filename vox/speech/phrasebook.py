"""The phrase book: what Vox says, clause by clause, rendered once and kept in memory, so that the voice starts at once.

Fixed phrases stay for ever. What one caller is told stays until the end of their call, and no longer: names
and numbers never outlive it. Dates and hours, which say nothing about anybody, may stay, within a bound.
Nothing is ever written to disk.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Self

from vox.speech.engines import Engines, Job, Priority, Stop
from vox.speech.voice import LINE_RATE, Voice, telephone_pcm

_PAUSE_S = {",": 0.12, ";": 0.2, ":": 0.2, ".": 0.25, "…": 0.3, "?": 0.3, "!": 0.3}
_AT_PUNCTUATION = re.compile(r"(?<=[,.;:?!…])[\"»)]*\s+(?=\S)")
_LONG_CLAUSE = 64  # characters after which a clause is divided, so that its beginning is not kept waiting
_JOINTS = re.compile(
    r" (?=(?:et|ou|mais|car|donc|pour|avec|chez|qui|que|afin|parce|puis|si|jusqu|à partir|avant|après) )"
)


class PhraseBook:
    """Rendered clauses, shared by all calls. One event loop; rendering runs in the engines' threads."""

    def __init__(
        self, voice: Voice, engines: Engines, *, speakable: Callable[[str], str], bound_mb: float = 48.0
    ) -> None:
        """speakable: spells out numbers, dates and abbreviations (vox.language). bound_mb: for dates and hours."""
        self._voice = voice
        self._engines = engines
        self._speakable = speakable
        self._fixed: dict[str, bytes] = {}
        self._passing: OrderedDict[str, bytes] = OrderedDict()
        self._bound = int(bound_mb * 1e6)
        self._size = 0
        self._warming: dict[str, Job[bytes]] = {}

    async def warm(self, phrases: Iterable[str], priority: Priority = Priority.BACKGROUND) -> int:
        """Render phrases that are fixed (never a caller's name) and keep them; returns how many clauses were new."""
        new = 0
        for phrase in phrases:
            for clause in self.clauses(phrase):
                if clause in self._fixed:
                    continue
                if (pcm := self._passing.pop(clause, None)) is not None:
                    self._size -= len(pcm)
                    self._fixed[clause] = pcm
                    continue
                self._fixed[clause] = await self._warm_one(clause, priority)
                new += 1
        return new

    async def anticipate(self, phrases: Iterable[str]) -> None:
        """Render days and hours at leisure, and keep them as if they had been said; what points to somebody is not."""
        for clause in dict.fromkeys(clause for phrase in phrases for clause in self.clauses(phrase)):
            if impersonal(clause) and self.known(clause) is None:
                self.keep(clause, await self._warm_one(clause, Priority.BACKGROUND))

    def scope(self) -> Scope:
        """The phrase book of one call; close it when the call ends."""
        return Scope(self)

    def say(self, text: str) -> AsyncIterator[bytes]:
        """The sound of `text` for a caller of whom nothing shall stay behind; see Scope.say."""
        return self.scope().say(text)

    def clauses(self, text: str) -> list[str]:
        """`text` as it is pronounced, divided where a speaker would breathe."""
        spoken = re.sub(r"\s+", " ", self._speakable(text)).strip()
        found = []
        for clause in _AT_PUNCTUATION.split(spoken):
            found.extend(_divided(clause.strip(' "«»')))
        return [clause for clause in found if re.search(r"\w", clause)]

    @property
    def size(self) -> int:
        """Bytes of sound in memory, fixed and passing."""
        return sum(map(len, self._fixed.values())) + self._size

    def known(self, clause: str) -> bytes | None:
        """The sound of a clause, if every call may use it."""
        if clause in self._fixed:
            return self._fixed[clause]
        if clause in self._passing:
            self._passing.move_to_end(clause)
            return self._passing[clause]
        return None

    def render(self, clause: str, priority: Priority) -> Job[bytes]:
        """Begin to render a clause. At leisure, it makes way for who waits, and begins again."""
        stop = Stop()
        return self._engines.submit(priority, telephone_pcm, self._voice, clause, stop, stop=stop)

    def warming(self, clause: str) -> Job[bytes] | None:
        """The rendering of a fixed clause that was begun at leisure; not the asker's to cancel."""
        return self._warming.get(clause)

    def keep(self, clause: str, pcm: bytes) -> None:
        """Keep a clause for later calls if it says nothing about anybody; beyond the bound, forget the least used."""
        if clause in self._fixed or clause in self._passing or not impersonal(clause):
            return
        self._passing[clause] = pcm
        self._size += len(pcm)
        while self._size > self._bound:
            _, forgotten = self._passing.popitem(last=False)
            self._size -= len(forgotten)

    async def _warm_one(self, clause: str, priority: Priority) -> bytes:
        if (job := self._warming.get(clause)) is None:
            job = self._warming[clause] = self.render(clause, priority)
        try:
            return await job
        finally:
            if self._warming.get(clause) is job:
                del self._warming[clause]


class Scope:
    """The phrase book as one call sees it. What it renders is forgotten on close."""

    def __init__(self, book: PhraseBook) -> None:
        self._book = book
        self._own: dict[str, bytes] = {}
        self._jobs: dict[str, Job[bytes]] = {}
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget what this call was told, and what is still being rendered for it."""
        self._closed = True
        for job in self._jobs.values():
            job.cancel()
        self._jobs.clear()
        self._own.clear()

    async def say(self, text: str) -> AsyncIterator[bytes]:
        """16-bit mono PCM at 8 kHz, a piece a clause, each followed by the silence that its punctuation asks for.

        The first piece comes as soon as it is ready, while the next ones are being rendered.
        """
        async for _, pcm in self.say_clauses(self._book.clauses(text)):
            yield pcm

    async def say_clauses(self, clauses: list[str]) -> AsyncIterator[tuple[int, bytes]]:
        """The same, for clauses already divided: the place of each in the list, and its sound."""
        for number, clause in enumerate(clauses):
            for later in clauses[number : number + 3]:
                self._begin(later, Priority.WAITING if number == 0 and later is clause else Priority.AHEAD)
            pcm = await self._sound(clause)
            if pcm:
                yield number, pcm + _pause(clause, last=number == len(clauses) - 1)

    def _begin(self, clause: str, priority: Priority) -> None:
        if self._closed or clause in self._own or self._book.known(clause) is not None:
            return
        if (job := self._jobs.get(clause) or self._book.warming(clause)) is not None:
            job.promote(priority)
        else:
            self._jobs[clause] = self._book.render(clause, priority)

    async def _sound(self, clause: str) -> bytes:
        if (known := self._own.get(clause) or self._book.known(clause)) is not None:
            return known
        job = self._jobs.get(clause) or self._book.warming(clause) or self._book.render(clause, Priority.SPEAKING)
        job.promote(Priority.SPEAKING)
        pcm = await job
        self._jobs.pop(clause, None)
        if not self._closed:
            self._book.keep(clause, pcm)
            if self._book.known(clause) is None:
                self._own[clause] = pcm
        return pcm


def impersonal(clause: str) -> bool:
    """Is this nothing but a day or an hour, or two digits: words that point to nobody?

    Numbers with hundreds or thousands (a year of birth) and runs of many digits (a telephone number) are not.
    """
    words = re.findall(r"quatre-vingts?|[^\W\d_]+", clause.lower())
    if re.search(r"\d", clause) or not words or not all(word in _CALENDAR or word in _NUMBERS for word in words):
        return False
    numbers = sum(word in _NUMBERS for word in words)
    return numbers <= 3 or (numbers <= 8 and ("heures" in words or "heure" in words) and "zéro" not in words)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NUMBERS = _words(
    "zéro un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts"
    " trente quarante cinquante soixante quatre-vingt quatre-vingts premier"
)
_CALENDAR = _words(
    "lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre"
    " octobre novembre décembre heure heures midi minuit et demie quart moins le la à au ou de du matin soir après"
    " prochain aujourd hui demain"
)


def _divided(clause: str) -> list[str]:
    """A long clause in two or more, cut before a joining word; whole if it has none."""
    if len(clause) <= _LONG_CLAUSE:
        return [clause]
    middle = len(clause) / 2
    joints = [found.start() for found in _JOINTS.finditer(clause) if 20 <= found.start() <= len(clause) - 15]
    if not joints:
        return [clause]
    cut = min(joints, key=lambda at: abs(at - middle))
    return [*_divided(clause[:cut]), *_divided(clause[cut + 1 :])]


def _pause(clause: str, *, last: bool) -> bytes:
    """The silence after a clause; a little after the last one too, because another sentence may follow."""
    seconds = _PAUSE_S.get(clause.rstrip(' "»)')[-1:], 0.12 if last else 0.02)
    return bytes(2 * int(seconds * LINE_RATE))
