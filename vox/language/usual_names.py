"""How names are usually written: a recogniser writes them by their sound ("Clère du Pon" is "Claire Dupont")."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from rapidfuzz.distance import Levenshtein

from vox.language.sounds import sound
from vox.language.text import fold_word

MOST_BORNE = 660
"""So many family names, the most frequent, may be meant by what sounds alike: of thousands, one is near every name."""

_LEAST = 3
"""Sounds of a word that can be told from others."""

PARTICLES = frozenset(["de", "du", "des", "la", "le", "les"])
"""They begin a name of several words: "de la Fontaine" joins none of its own."""


def usually_written(name: str) -> str:
    """The name with each word that nobody bears put as the most frequent one that sounds exactly like it.

    Two words become one where only that is a name ("du pont", "Mar tin"). What is known stays as it is, and what sounds
    like nothing known. Not for names that were spelled.
    """
    words, written = name.split(), list[str]()
    while words:
        first, *others = words
        if others and _is_known(f"{first} {others[0]}"):
            written += [first, others.pop(0)]
        elif others and (joined := _joined(first, others[0])):
            written.append(joined)
            others.pop(0)
        else:
            whole = _known()[0].get(_key(first)) if "-" in first else None
            written.append(whole or "-".join(map(_alone, first.split("-"))))
        words = others
    return " ".join(written)


def unhyphenated(name: str) -> str:
    """A first name and a family name that were heard as one word, put apart: nobody hears a hyphen ("Marie-Curie")."""
    forename, *rest = name.split("-")
    firsts = _first_names()
    apart = len(rest) == 1 and " " not in name and _key(forename) in firsts and _key(rest[0]) not in firsts
    return f"{forename} {rest[0]}" if apart else name


def is_usual(name: str) -> bool:
    """Whether each word of it is a name that many people bear, or a particle before one."""
    words = name.split()
    while words:
        first, *others = words
        if others and _is_known(f"{first} {others[0]}"):
            words = others[1:]
        elif (others and first.lower() in PARTICLES) or _is_known(first) or all(map(_is_known, first.split("-"))):
            words = others
        else:
            return False
    return bool(name.strip())


def usually_spelled(letters: str) -> str | None:
    """The name that many bear whose letters the telephone may have made into these; None for none, or for several.

    "Auberc" is "Aubert": C and T sound alike. In a long name one letter may be any other: "Dubreuul" is "Dubreuil". A
    letter may have been lost ("Morau" is "Moreau"), or, within a long name, one may be too many.
    letters: a word that was spelled, and is no such name itself.
    """
    key = fold_word(letters)
    most = 1 if len(key) < _LONG else 2
    alike: dict[int, set[str]] = {}
    another: set[str] = set()
    for other, name in _known()[0].items():
        if len(other) == len(key):
            alike.setdefault(_misheard(key, other), set()).add(name)
            if len(key) >= _LONG and sum(map(str.__ne__, key, other)) == 1:
                another.add(name)
    nearest = next((alike[count] for count in range(1, most + 1) if count in alike), another)
    nearest = nearest or _with_a_letter_more_or_less(key)
    return nearest.pop() if len(nearest) == 1 else None


def _with_a_letter_more_or_less(key: str) -> set[str]:
    """The most borne name of the same sound with a letter more, or the one that lacks a letter within a long word."""
    _, by_sound = _known()
    same = by_sound.get(sound(key), "")
    if _lacks_one(key, _together(same)):
        return {same}
    within = {name for name in by_sound.values() if _lacks_one(_together(name), key)} if len(key) > _LONG else set()
    return {name for name in within if (_together(name)[0], _together(name)[-1]) == (key[0], key[-1])}


def _lacks_one(shorter: str, longer: str) -> bool:
    """Whether it is the longer word without one of its letters."""
    return len(longer) == len(shorter) + 1 and Levenshtein.distance(shorter, longer) == 1


def usually_both(told: str, letters: str) -> str | None:
    """The most usual name that a word sounds exactly like, where its letters are nearly those that were spelled.

    "Allant, A, L, A, U, T, N" is "Alain": neither alone would tell. Of a long name half of the letters may be lost
    between the first and the last: "Isabel, I, L, E, L, E" is "Isabelle". None where there is none.
    """
    _, by_sound = _known()
    name = by_sound.get(sound(told), "")
    if not name or len(letters) < _SURELY:
        return None
    meant, key = _together(name), fold_word(letters)
    framed = len(meant) > _LONG and len(key) < len(meant) and (meant[0], meant[-1]) == (key[0], key[-1])
    most = len(meant) // 2 if framed else _ASTRAY
    return name if Levenshtein.distance(meant, key) <= most else None


_ASTRAY = 2
"""Letters, at most, that were misheard, lost or too many beside the sound of the name."""

_SURELY = 5
"""Letters at least, of which so many may be wrong."""


def _misheard(one: str, other: str) -> int:
    """How many letters differ by what the telephone confuses; more than a name has, if any differs otherwise."""
    different = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    alike = all(any(first in group and second in group for group in _ALIKE) for first, second in different)
    return len(different) if alike else len(one) + 1


_ALIKE = ("bcdegptv", "flmnrsx", "ahk", "ij", "iu", "qu")
"""Letters whose French names differ in one sound."""

_LONG = 6
"""Letters of a name in which two may have been misheard, or one as any other."""


def _alone(word: str) -> str:
    """With an apostrophe ("N'Diaye") it is written by somebody who knows."""
    return word if re.search("['’]", word) else _like(word) or word


def _joined(first: str, second: str) -> str | None:
    """The name that two words are together, where the first is none by itself; None where they are none."""
    apart = _is_known(first) or second.lower() in PARTICLES
    return None if apart else _like(first + second)


def _is_known(word: str) -> bool:
    return _key(word) in _known()[0]


def _like(word: str) -> str | None:
    """The known name that it is or sounds like; None for those of too little sound."""
    known, by_sound = _known()
    heard = sound(word)
    return known.get(_key(word)) or (by_sound.get(heard) if len(heard) >= _LEAST else None)


@cache
def usual_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """First names, and family names, the most frequent first."""
    lists: list[list[str]] = []
    for line in resources.files("vox.language").joinpath("usual_names.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            lists.append([])
        elif line and not line.startswith("#"):
            lists[-1] += [name.replace("~", " ") for name in line.split()]
    first, family = (tuple(dict.fromkeys(names)) for names in lists)
    return first, family


@cache
def _first_names() -> frozenset[str]:
    return frozenset(map(_key, usual_names()[0]))


@cache
def _known() -> tuple[dict[str, str], dict[str, str]]:
    """Names by their letters and by their sound: first names before family names, those of one word before others.

    Those of several words stand there as one, too: "Lebihan" is "Le Bihan" where nobody is called "Lebihan".
    """
    first, family = usual_names()
    known: dict[str, str] = {}
    by_sound: dict[str, str] = {}
    for name in (*first, *family):
        known.setdefault(_key(name), name)
    for name in sorted((*first, *family), key=lambda name: " " in name):
        known.setdefault(_together(name), name)
    for name in sorted((*first, *family[:MOST_BORNE]), key=lambda name: " " in name):
        by_sound.setdefault(sound(name.replace(" ", "")), name)
    return known, by_sound


def _together(name: str) -> str:
    """Its letters, a name of several words as one."""
    return _key(name).replace(" ", "")


def _key(name: str) -> str:
    return " ".join(fold_word(part) for part in re.split(r"[\s-]+", name))
