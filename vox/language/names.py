"""Which of an organization's people or services somebody means, allowing for what a recogniser does to names."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from vox.language.persons import read_name
from vox.language.sounds import sound
from vox.language.text import tokens, vocabulary

__all__ = ["is_bare_title", "match", "read_name", "same_person"]

ALIKE, ALIKE_JOINED, FARTHEST = 82.0, 88.0, 55.0
"""How alike (0 to 100) a heard word must be to a name, and words that were split or joined."""


def match(said: str, candidates: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The identifiers whose names are in `said`, which may be a longer utterance; several where the words fit several.

    candidates: identifier → its names. Allows for what a recogniser does ("docteur Marthin", "maître Delcour"), for a
    part of a name that only one has, and never goes by a title that several share.
    """
    heard = [_Word.of(token.word) for token in tokens(said) if token.word not in _SIGNS]
    entries = list(
        dict.fromkeys(_Entry.of(identifier, name) for identifier, names in candidates.items() for name in names)
    )
    hits = [hit for entry in entries for hit in _hits(heard, entry)]
    hits = hits or _title_hits(heard, entries)
    hits = [hit for hit in hits if not hit.weak] or hits
    hits = [hit for hit in hits if not any(other.beats(hit) for other in hits)]
    found = {hit.identifier for hit in hits}
    return tuple(identifier for identifier in candidates if identifier in found)


def same_person(said: str, written: str, *, exactly: bool = False) -> bool:
    """Whether a name as it was said may be that of the person written down: the words of one are all in the other.

    Titles, small words and initials do not count; a recogniser's spelling is allowed for, unless `exactly`.
    """
    one, other = _telling_words(said), _telling_words(written)
    if exactly or not one or not other:
        return bool(one and other) and _within(one, other, lambda word, has: word.plain == has.plain)
    pairs = [
        (one, other),
        *((joined, other) for joined in _joined(said)),
        *((one, joined) for joined in _joined(written)),
    ]
    return any(_within(mine, theirs, _word_alike) for mine, theirs in pairs)


def is_bare_title(said: str) -> bool:
    """Whether it is a title and no name: "le docteur", "avec la docteure"."""
    words = [token.word for token in tokens(said) if token.word not in _SIGNS and token.word not in _SMALL]
    return bool(words) and all(word in _TITLES for word in words)


def _within(one: list[_Word], other: list[_Word], alike: Callable[[_Word, _Word], object]) -> bool:
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return all(any(alike(word, has) for has in many) for word in few)


def _telling_words(name: str) -> list[_Word]:
    return [_Word.of(word) for word in _parts(name) if len(word) > 1 and word not in _SMALL]


def _joined(name: str) -> list[list[_Word]]:
    """The telling words if two were one: a recogniser writes "Claire du pont", and "Mar tin"."""
    parts = _parts(name)
    return [
        _telling_words(" ".join([*parts[:at], parts[at] + parts[at + 1], *parts[at + 2 :]]))
        for at in range(len(parts) - 1)
    ]


def _parts(name: str) -> list[str]:
    return [token.word for token in tokens(name) if token.word not in _SIGNS and token.word not in _TITLES]


# --- which one is meant ---


@dataclass(frozen=True)
class _Word:
    """A folded word and its sound, worked out once for a whole comparison and kept no longer."""

    plain: str
    sound: str

    @classmethod
    def of(cls, plain: str) -> _Word:
        return cls(plain, "" if plain in _SMALL or plain in _COMMON else sound(plain))


@dataclass(frozen=True)
class _Entry:
    """One name of one candidate. words: without titles and small words; titles: as written, "docteure" or "docteur"."""

    identifier: str
    words: tuple[_Word, ...]
    titles: tuple[str, ...]

    @classmethod
    def of(cls, identifier: str, name: str) -> _Entry:
        words = [token.word for token in tokens(name) if token.word not in _SIGNS]
        kept = tuple(_Word.of(word) for word in words if word not in _TITLES and word not in _SMALL)
        return cls(identifier, kept, tuple(word for word in words if word in _TITLES))


@dataclass(frozen=True)
class _Hit:
    """Where a name was heard. full: all of its words; score: how alike, 0 to 100; weak: only for whom it is."""

    identifier: str
    start: int
    end: int
    full: bool
    score: float
    weak: bool = False

    def beats(self, other: _Hit) -> bool:
        """Whether this one explains the same words better, so that the other need not be meant."""
        if self.identifier == other.identifier or self.end <= other.start or other.end <= self.start:
            return False
        mine, theirs = self.end - self.start, other.end - other.start
        if self.full and other.full and mine != theirs:
            return mine > theirs
        if self.full != other.full:
            return self.full and mine >= theirs
        return mine > theirs or (mine == theirs and self.score > other.score + 4)


def _hits(heard: Sequence[_Word], entry: _Entry) -> list[_Hit]:
    if not entry.words:
        return []
    hits: list[_Hit] = []
    reach = list(itertools.accumulate((len(word.plain) for word in heard), initial=0))
    named = sum(len(word.plain) for word in entry.words)
    weak = {word.plain for word in entry.words} <= _TELLS_NOTHING | _FOR_WHOM
    for start in range(len(heard)):
        titled = _after_title(heard, start)
        if heard[start].plain in _SMALL and not titled:
            continue
        for size in range(1, min(len(entry.words) + 2, len(heard) - start) + 1):
            letters = reach[start + size] - reach[start]
            if size != len(entry.words) and abs(letters - named) > named // 3:
                continue
            score = _alike(heard[start : start + size], entry.words, titled=titled)
            if score:
                hits.append(_Hit(entry.identifier, start, start + size, True, score, weak))
    if len(entry.words) > 1 and not hits:
        hits = _partial_hits(heard, entry)
    best: dict[int, _Hit] = {}
    for hit in hits:
        kept = best.get(hit.start)
        if kept is None or hit.score > kept.score:
            best[hit.start] = hit
    return list(best.values())


def _title_hits(heard: Sequence[_Word], entries: Sequence[_Entry]) -> list[_Hit]:
    """ "le docteur" where there is only one; "la docteure" where only one is called so."""
    hits: list[_Hit] = []
    for at, word in enumerate(one.plain for one in heard):
        if word not in _TITLES or word in _ANYBODY or _followed_by_name(heard, at):
            continue
        if at and heard[at - 1].plain == "la" and f"{word}e" in _TITLES:
            word += "e"  # "la docteure" and "la docteur" are one sound
        called = {entry.identifier for entry in entries if word in entry.titles and not entry.words}
        having = {
            entry.identifier for entry in entries if any(_TITLES[title] == _TITLES[word] for title in entry.titles)
        }
        meant = called if len(called) == 1 else having
        if len(meant) == 1:
            hits.append(_Hit(min(meant), at, at + 1, False, 100.0))
    return hits


def _followed_by_name(heard: Sequence[_Word], at: int) -> bool:
    """ "la docteure Bernard" is not just any "docteure"."""
    return at + 1 < len(heard) and heard[at + 1].plain not in _SMALL and heard[at + 1].plain not in _AFTER_TITLE


def _partial_hits(heard: Sequence[_Word], entry: _Entry) -> list[_Hit]:
    """Some words of a longer name: "Martin" for Claire Martin, "vaccin grippe" for "vaccin contre la grippe".

    One of them must tell something: "venir" alone is not yet "venir chercher ma carte".
    """
    found, said = [], set()
    for at, word in enumerate(heard):
        if word.plain in _SMALL or word.plain in _TITLES:
            continue
        score, name = max((_alike([word], (name,)), name.plain) for name in entry.words)
        if score:
            found.append((at, score))
            said.add(name)
    if said <= _TELLS_NOTHING | _COMMON:
        return []
    weak = said <= _TELLS_NOTHING | _COMMON | _FOR_WHOM
    start, end = found[0][0], found[-1][0] + 1
    if end - start > len(entry.words) + 2:
        return [_Hit(entry.identifier, at, at + 1, False, score, weak) for at, score in found]
    return [_Hit(entry.identifier, start, end, False, sum(score for _, score in found) / len(found), weak)]


def _after_title(heard: Sequence[_Word], start: int) -> bool:
    """Whether a name must follow there: "mettre des cours" was "maître Delcourt"."""
    return start > 0 and (heard[start - 1].plain in _TITLES or heard[start - 1].sound in _TITLE_SOUNDS)


def _alike(window: Sequence[_Word], words: Sequence[_Word], *, titled: bool = False) -> float:
    """How alike some heard words are to the words of a name, 0 where they are not the same."""
    if len(window) == len(words) and (score := _each_alike(window, words)):
        return score
    if len(window) == len(words) == 1:
        return 0.0
    one, other = "".join([word.plain for word in window]), "".join([word.plain for word in words])
    if min(len(one), len(other)) < 5 or abs(len(one) - len(other)) > len(other) // 3:
        return 0.0
    if any(word.plain in _TITLES or word.plain in _COMMON for word in window):
        return 0.0
    plain = fuzz.ratio(one, other, score_cutoff=FARTHEST)
    if not plain:
        return 0.0
    score = max(plain, fuzz.ratio(sound(one), sound(other)))
    needed = ALIKE if titled else ALIKE_JOINED if len(window) != len(words) else ALIKE + 4
    return score if score >= needed else 0.0


def _each_alike(window: Sequence[_Word], words: Sequence[_Word]) -> float:
    total = 0.0
    for one, other in zip(window, words, strict=True):
        score = _word_alike(one, other)
        if not score:
            return 0.0
        total += score
    return total / len(words)


def _word_alike(heard: _Word, name: _Word) -> float:
    one, other = heard.plain, name.plain
    if one == other:
        return 100.0
    if one in _SMALL or one in _COMMON or one in _TITLES:
        return 0.0
    if len(one) > 3 and len(other) > 3 and one.rstrip("sx") == other.rstrip("sx"):
        return 99.0
    if heard.sound == name.sound and len(heard.sound) > 1:
        return 97.0
    if min(len(one), len(other)) < 5:
        return 0.0
    score = max(fuzz.ratio(one, other), fuzz.ratio(heard.sound, name.sound) - 2)
    return score if (score >= ALIKE and heard.sound[:1] == name.sound[:1]) or score >= 90 else 0.0


_SIGNS = frozenset(",/.:-+")

_TITLES = {
    "docteur": "docteur", "docteure": "docteur", "docteurs": "docteur", "dr": "docteur", "doc": "docteur",
    "maitre": "maitre", "me": "maitre", "monsieur": "monsieur", "m": "monsieur", "mr": "monsieur",
    "messieurs": "monsieur",
    "madame": "madame", "mme": "madame", "mademoiselle": "mademoiselle", "mlle": "mademoiselle",
    "professeur": "professeur",
    "professeure": "professeur", "pr": "professeur", "prof": "professeur", "comte": "comte",
}  # fmt: skip

_TITLE_SOUNDS = frozenset(sound(word) for word in ("maitre", "mettre", "docteur", "docteurs", "professeur"))

_ANYBODY = frozenset(("monsieur", "m", "mr", "messieurs", "madame", "mme", "mademoiselle", "mlle", "me", "pr"))
"""Titles that callers give to whoever answers."""

_SMALL = vocabulary(
    "le la les l un une des du de d et ou a au aux en dans pour par sur avec chez mon ma mes votre vos notre son sa"
    " ses ce cet cette"
    " je j tu il elle on nous vous ils se s me m te t qu que qui c est ne n pas rendez rdv prendre avoir voir faire"
    " voudrais"
    " veux bonjour oui non merci plait euh hein ben bah si y"
)
"""Words that never stand for a name, nor for a part of one."""

_COMMON = vocabulary(
    "avoir matin merci rendez demain lundi mardi mercredi jeudi vendredi samedi dimanche heures heure pouvez"
    " possible bonjour"
    " prochain prochaine semaine apres avant entre cela alors encore aussi toujours contre quand comme parler"
    " laisser message"
    " pourrais aimerais prefere plutot chose autre quelqu personne numero madame monsieur suite"
)
"""Frequent words that sound like somebody ("matin" and Martin): only their exact spelling counts."""

_TELLS_NOTHING = vocabulary(
    "venir viens vient aller vais chercher cherche refaire refait faites fait mettre mets changer change demander"
    " changement demande demandes rencontrer acheter passer regarder garde garder monter descendre"
    " probleme problemes besoin bizarre ca cela comme bien mal tout plus"
)
"""Words of which the name of a service is made together with others, but that name none alone."""

_FOR_WHOM = vocabulary(
    "fils fille filles mari femme mere pere bebe enfant enfants homme dame monsieur compagnon medecin veterinaire"
    " dentiste avocat coiffeur"
)
"""Words that name a service ("coupe enfant") only where nothing else does: "un passeport pour ma fille"."""

_AFTER_TITLE = vocabulary("demain matin lundi mardi mercredi jeudi vendredi samedi s si pour plait ou est")
