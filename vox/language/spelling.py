"""Letters said one by one, and remarks about a spelling: "D U P O N T", "P E deux R I N", "Dupont avec un T"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from vox.language.numbers import with_numbers
from vox.language.text import Token, fold_word

FEWEST = 3
"""Letters in a row that are a spelled name; fewer are an initial or a slip, unless a name before them begins so."""


@dataclass(frozen=True)
class Spelled:
    """A run of letters. word: what they spell, in small letters; start, end: where they were said."""

    word: str
    start: int
    end: int

    def apply(self, name: str) -> str:
        """The name with the word that was spelled put right; the spelled word itself where none is like it."""
        plain = fold_word(self.word).replace("-", " ").replace("'", "")
        pieces = name.split()
        if not pieces:
            return self.word
        whole = fold_word(name).replace("-", " ")
        if fuzz.ratio(whole.replace(" ", ""), plain.replace(" ", "")) >= ALIKE:
            return self.word if not _same_letters(name, self.word) else name
        best = max(range(len(pieces)), key=lambda at: fuzz.ratio(fold_word(pieces[at]), plain))
        if fuzz.ratio(fold_word(pieces[best]), plain) >= ALIKE:
            if not _same_letters(pieces[best], self.word):
                pieces[best] = self.word
            return " ".join(pieces)
        for size in range(2, len(pieces) + 1):
            for at in range(len(pieces) - size + 1):
                if fuzz.ratio("".join(map(fold_word, pieces[at : at + size])), plain) >= ALIKE:
                    return " ".join([*pieces[:at], self.word, *pieces[at + size :]])
        return f"{name} {self.word}" if len(pieces) == 1 and len(plain) > 3 else name


ALIKE = 60.0


def spelled_letters(text: str, parts: Sequence[Token]) -> list[Spelled]:
    """The names that are spelled letter by letter, in order."""
    numbered = with_numbers(parts)
    found: list[Spelled] = []
    at = 0
    while at < len(numbered):
        word, stop, letters = _run(text, numbered, at)
        if letters >= FEWEST:
            found.append(Spelled(word, numbered[at].start, numbered[stop - 1].end))
            at = stop
        else:
            at += 1
    return found


def apply_remarks(name: str, text: str, parts: Sequence[Token]) -> tuple[str, int]:
    """The name with remarks about its letters worked in, and where the last remark ends (0 without one).

    "avec un T", "avec deux L", "avec un seul N", "sans H", "avec un S à la fin", "avec un tiret".
    """
    numbered = with_numbers(parts, ones=False)
    line = " ".join(token.word for token in numbered)
    offsets: list[int] = []
    position = 0
    for token in numbered:
        offsets.append(position)
        position += len(token.word) + 1
    end = 0
    for match in _REMARK.finditer(line):
        name = _remark(name, match)
        end = max(end, max(t.end for t, offset in zip(numbered, offsets, strict=True) if offset < match.end()))
    return name, end


def _run(text: str, parts: Sequence[Token], at: int) -> tuple[str, int, int]:
    """The longest run of letters from there: what it spells, where it stops, how many letters it has."""
    word, count, start = "", 0, at
    stop = at
    while at < len(parts):
        token = parts[at].word
        if token in (",", ".") and word:
            at += 1
            continue
        letter, step, size = _letter(text, parts, at, bool(word))
        if not letter:
            break
        if letter == "é" and word and parts[at].word == "accent":
            letter = ""
        word, count, at = word + letter, count + size, at + step
        stop = at
    return _accented(word), stop if stop > start else start + 1, count


def _letter(text: str, parts: Sequence[Token], at: int, inside: bool) -> tuple[str, int, int]:
    """One letter: what it adds, how many tokens it takes, how many letters it counts for."""
    word = parts[at].word
    following = [token.word for token in parts[at + 1 : at + 4]]
    if (
        word in ("grand", "petit", "majuscule", "puis", "et", "ensuite")
        and inside
        and following
        and len(following[0]) == 1
    ):
        return _shift(_letter(text, parts, at + 1, inside))
    if word in ("2", "double", "3") and following and len(following[0]) == 1 and following[0].isalpha():
        times = 3 if word == "3" else 2
        return following[0] * times, 2, times
    if inside and word == "accent" and following and following[0] in _ACCENTS:
        return _ACCENTS[following[0]], 2, 0
    if inside and word in ("trema", "cedille"):
        return _ACCENTS[word], 1, 0
    if inside and word in ("tiret", "apostrophe", "espace"):
        return {"tiret": "-", "apostrophe": "'", "espace": " "}[word], 1, 0
    if inside and word == "trait" and following[:2] == ["d", "union"]:
        return "-", 3, 0
    if len(word) == 1 and word.isalpha():
        if word == "i" and following and following[0] == "grec":
            return "y", 2, 1
        written = text[parts[at].start : parts[at].end].lower()
        if following and following[0] == "comme" and len(following) > 1:
            return written, 3, 1
        if (not inside and word == "y") or (
            word in ("a", "y", "l", "d", "c", "j", "m", "n", "s", "t") and not _apart(text, parts, at, inside)
        ):
            return "", 0, 0
        return written, 1, 1
    return (
        ("", 0, 0)
        if word not in _LETTER_NAMES or not (inside or _letters_ahead(following))
        else (_LETTER_NAMES[word], 1, 1)
    )


def _shift(found: tuple[str, int, int]) -> tuple[str, int, int]:
    letter, step, size = found
    return (letter, step + 1, size) if letter else found


def _apart(text: str, parts: Sequence[Token], at: int, inside: bool) -> bool:
    """Whether the letter stands alone, rather than as the "l'" or "d'" of a word, or "a" and "y" of a sentence."""
    end = parts[at].end
    if text[end : end + 1] in ("'", "’"):
        return False
    if parts[at].word not in ("a", "y"):
        return True
    return inside or (at + 1 < len(parts) and len(parts[at + 1].word) == 1) or text[parts[at].start].isupper()


def _letters_ahead(following: Sequence[str]) -> bool:
    return len(following) > 1 and all(len(word) == 1 or word in _LETTER_NAMES for word in following[:2])


def _accented(word: str) -> str:
    """Combining marks that were said after their letter, joined to it."""
    return unicodedata.normalize("NFC", word)


def _same_letters(one: str, other: str) -> bool:
    return fold_word(one).replace("-", "").replace("'", "").replace(" ", "") == fold_word(other).replace(
        "-", ""
    ).replace("'", "").replace(" ", "")


def _remark(name: str, match: re.Match[str]) -> str:
    if not name:
        return name
    if match["hyphen"]:
        pieces = name.split()
        return "-".join(pieces[-2:]) if len(pieces) == 2 else name
    letter, count, at_end = match["letter"], match["count"] or "un", bool(match["where"])
    if match["how"] == "sans":
        return re.sub(letter, "", name, flags=re.IGNORECASE) if letter and letter in fold_word(name) else name
    accent = match["accent"]
    if accent:
        return _with_accent(name, letter or "e", accent)
    if not letter:
        return name
    folded = fold_word(name)
    if count in ("2", "double"):
        return (
            name
            if letter * 2 in folded or letter not in folded
            else re.sub(letter, letter * 2, name, count=1, flags=re.IGNORECASE)
        )
    if "seul" in count:
        return re.sub(f"{letter}{letter}", letter, name, flags=re.IGNORECASE)
    return _with_letter(name, letter, at_end)


def _with_letter(name: str, letter: str, at_end: bool) -> str:
    folded = fold_word(name)
    if (at_end and folded.endswith(letter)) or (not at_end and letter in folded):
        return name
    if letter in _ENDINGS and folded[-1] in _ENDINGS[letter]:
        return name[:-1] + letter
    if letter in _SOUNDS_LIKE and not at_end:
        changed = re.sub(_SOUNDS_LIKE[letter], letter, name, count=1, flags=re.IGNORECASE)
        if changed != name:
            return changed
    return name + letter if at_end or letter in "tdsxzpe" else name


def _with_accent(name: str, letter: str, accent: str) -> str:
    marked = unicodedata.normalize("NFC", letter + _ACCENTS.get(accent, ""))
    at = name.lower().rfind(letter)
    return name if at < 0 else name[:at] + marked + name[at + 1 :]


_ACCENTS = {"aigu": "\u0301", "grave": "\u0300", "circonflexe": "\u0302", "trema": "\u0308", "cedille": "\u0327"}

_LETTER_NAMES = {
    "be": "b", "ce": "c", "de": "d", "effe": "f", "ge": "g", "ache": "h", "ji": "j", "ka": "k", "elle": "l",
    "aime": "m",
    "emme": "m", "haine": "n", "enne": "n", "pe": "p", "cu": "q", "erre": "r", "air": "r", "esse": "s", "te": "t",
    "ve": "v",
    "ixe": "x", "zede": "z", "zed": "z", "hache": "h",
}  # fmt: skip

_ENDINGS = {"t": "dsxz", "d": "tsxz", "s": "tdxz", "x": "stdz", "z": "stdx"}
_SOUNDS_LIKE = {"k": r"qu|c", "c": r"k|qu", "y": r"i", "i": r"y", "z": r"s", "s": r"z", "f": r"ph", "q": r"k|c(?=u)"}

_REMARK = re.compile(
    r"\b(?:(?P<how>avec|sans) (?:(?P<count>un seul|une seule|un|une|2|double|des|le|l) ?)?(?:(?P<hyphen>tiret"
    r"|trait d union)|(?P<letter>[a-z])\b)"
    r"(?: accent (?P<accent>aigu|grave|circonflexe))?(?P<where> (?:a la fin|au bout|final|finale))?)"
)
