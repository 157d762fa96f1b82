"""Letters said one by one, and remarks about a spelling: "D U P O N T", "P E deux R I N", "Dupont avec un T".

The same in every language; a language says by its `Alphabet` how it calls letters, signs and accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from vox.language.text import Line, Token, fold_word

FEWEST = 3
"""Letters in a row that are a spelled name; fewer are an initial or a slip, unless a name before them begins so."""

ALIKE = 60.0
"""How alike (0 to 100) a spelled word must be to the word that it puts right."""


@dataclass(frozen=True)
class Alphabet:
    """How a language spells, in folded words.

    numbers:    puts number words into digits, articles not.
    names:      how letters are called. doubled: what a letter said "double" may be instead ("double v" is a w).
    shifts:     fall before a letter ("majuscule", "puis"). like: what explains a letter ("comme Denis").
    signs, accents: by the words that name them; `marks` opens an accent of two words ("accent aigu").
    words_too:  letters that are words of the language as well. elided: letters that words begin with before another.
    remark:     a remark about the name. Its groups, all optional: without, two, single, hyphen, letter, end, accent,
                on (the letter with the accent), which (first, last, second), joined ("en un mot"), apart.
    endings:    by a last letter, the letters that it may replace. sounds_like: by a letter, what sounds like it.
    """

    numbers: Callable[[Sequence[Token]], list[Token]]
    names: Mapping[str, str]
    doubled: Mapping[str, str]
    shifts: frozenset[str]
    like: tuple[tuple[str, ...], ...]
    signs: Mapping[tuple[str, ...], str]
    accents: Mapping[str, str]
    marks: frozenset[str]
    alone: frozenset[str]  # accents of one word: "cédille"
    words_too: frozenset[str]
    elided: frozenset[str]
    remark: re.Pattern[str]
    which: Mapping[str, int] = field(default_factory=dict)
    endings: Mapping[str, str] = field(default_factory=dict)
    sounds_like: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Spelled:
    """A run of letters. word: what they spell, in small letters; start, end: where they were said."""

    word: str
    start: int
    end: int

    def apply(self, name: str) -> str:
        """The name with the word that was spelled put right; the spelled word itself where none is like it."""
        plain = fold_word(self.word)
        pieces = name.split()
        if not pieces:
            return self.word
        whole = fuzz.ratio(fold_word(name), plain)
        best = max(range(len(pieces)), key=lambda at: fuzz.ratio(fold_word(pieces[at]), plain))
        alike = fuzz.ratio(fold_word(pieces[best]), plain)
        if len(plain) < len(fold_word(pieces[best])) - 1 and plain in fold_word(pieces[best]):
            return name  # only a part of it was spelled
        if max(whole, alike) >= ALIKE:
            if whole >= alike:
                return name if _says_nothing_new(self.word, name) else self.word
            if not _says_nothing_new(self.word, pieces[best]):
                pieces[best] = _with_article(pieces[best], self.word)
            return " ".join(pieces)
        for size in range(2, len(pieces) + 1):
            for at in range(len(pieces) - size + 1):
                if fuzz.ratio("".join(map(fold_word, pieces[at : at + size])), plain) >= ALIKE:
                    return " ".join([*pieces[:at], self.word, *pieces[at + size :]])
        if len(pieces) == 1:
            return f"{name} {self.word}" if len(plain) > 3 else name
        if fold_word(pieces[0]) in _ARTICLES:
            return f"{self.word} {name}"  # the first name, before "Le Bihan"
        pieces[best if alike else -1] = self.word  # who spells a word has been misheard; the family name stands last
        return " ".join(pieces)


def spelled_letters(text: str, parts: Sequence[Token], alphabet: Alphabet) -> list[Spelled]:
    """The names that are spelled letter by letter, in order."""
    speller = _Speller(text, alphabet.numbers(parts), alphabet)
    found: list[Spelled] = []
    at = 0
    while at < len(speller.parts):
        word, stop, letters = speller.run(at)
        if letters >= FEWEST:
            found.append(Spelled(word, speller.parts[at].start, speller.parts[stop - 1].end))
            at = stop
        else:
            at += 1
    return found


def _is_left_out(word: str, mark: str) -> bool:
    """Whether a mark stands after a letter that bears none: of "L, accent grave, N" the e was not heard."""
    if not unicodedata.combining(mark[0]):
        return False
    return unicodedata.normalize("NFD", word)[-1:] not in ("c" if mark == _CEDILLA else "aeiouyn")


_CEDILLA = "\u0327"


def apply_remarks(name: str, parts: Sequence[Token], alphabet: Alphabet) -> tuple[str, int]:
    """The name with remarks about its letters worked in, and where the last remark ends (0 without one).

    "avec un T", "avec deux L", "avec un seul N", "sans H", "avec un S à la fin", "avec un tiret", "en un seul mot".
    """
    line = Line(alphabet.numbers(parts))
    end = 0
    for match in alphabet.remark.finditer(line.text):
        name = _remark(name, match, alphabet)
        end = max(end, line.span(*match.span())[1])
    return name, end


# --- letters ---

_Letter = tuple[str, int, int]
"""What it adds, how many tokens it takes, how many letters it counts for."""


class _Speller:
    """Reads letters off the tokens of a text."""

    def __init__(self, text: str, parts: Sequence[Token], alphabet: Alphabet) -> None:
        self.parts = parts
        self._text = text
        self._alphabet = alphabet

    def run(self, at: int) -> tuple[str, int, int]:
        """The longest run of letters from there: what it spells, where it stops, how many letters it has."""
        word, count, start = "", 0, at
        stop = at
        while at < len(self.parts):
            if self.parts[at].word in (",", ".") and word:
                at += 1
                continue
            letter, step, size = self._letter(at, bool(word))
            if not letter:
                break
            if _is_left_out(word, letter):
                letter, size = f"e{letter}", 1
            word, count, at = word + letter, count + size, at + step
            stop = at
        return unicodedata.normalize("NFC", word), stop if stop > start else start + 1, count

    def _letter(self, at: int, inside: bool) -> _Letter:
        words, word = self._alphabet, self.parts[at].word
        following = [token.word for token in self.parts[at + 1 : at + 4]]
        after = following[0] if following else ""
        if word in words.shifts and inside and len(after) == 1:
            letter, step, size = self._letter(at + 1, inside)
            return (letter, step + 1, size) if letter else ("", 0, 0)
        if word in ("2", "double", "3", "triple") and len(after.rstrip("s") or after) == 1 and after[:1].isalpha():
            if word == "double" and after in words.doubled:
                return words.doubled[after], 2, 1
            times = 3 if word in ("3", "triple") else 2
            return after[0] * times, 2, times
        if inside and (sign := self._sign(at, words)):
            return sign
        if len(word) == 1 and word.isalpha():
            return self._single(at, inside, following)
        if word in words.names and (inside or self._letters_ahead(following)):
            return words.names[word], 1, 1
        return "", 0, 0

    def _sign(self, at: int, words: Alphabet) -> _Letter | None:
        """A hyphen, an apostrophe, an accent on the letter before."""
        word, after = self.parts[at].word, self.parts[at + 1].word if at + 1 < len(self.parts) else ""
        if word in words.marks and after in words.accents:
            return words.accents[after], 2, 0
        if word in words.alone:
            return words.accents[word], 1, 0
        for name, sign in words.signs.items():
            if tuple(token.word for token in self.parts[at : at + len(name)]) == name:
                return sign, len(name), 0
        return None

    def _single(self, at: int, inside: bool, following: Sequence[str]) -> _Letter:
        words, word, token = self._alphabet, self.parts[at].word, self.parts[at]
        after = following[0] if following else ""
        if word == "i" and after == "grec":
            return "y", 2, 1
        written = self._text[token.start : token.end]
        if written == "à":
            return "", 0, 0
        written = written.lower()
        for like in words.like:
            if tuple(following[: len(like)]) == like and len(following) > len(like):
                return written, 2 + len(like), 1
        if word in words.elided | words.words_too and not self._apart(at, inside):
            return "", 0, 0
        return written, 1, 1

    def _apart(self, at: int, inside: bool) -> bool:
        """Whether the letter stands alone, rather than as the "l'" or "d'" of a word, or "a" and "y" of a sentence."""
        token = self.parts[at]
        if {self._text[token.end : token.end + 1], self._text[max(0, token.start - 1) : token.start]} & _QUOTES:
            return False
        if token.word not in self._alphabet.words_too or inside:
            return True
        following = [part.word for part in self.parts[at + 1 : at + 5] if part.word != ","][:2]
        if len(following) == 2 and all(len(word) == 1 and word.isalpha() for word in following):
            return True
        return self._text[token.start].isupper() and token.word != "y"

    def _letters_ahead(self, following: Sequence[str]) -> bool:
        return len(following) > 1 and all(
            (len(word) == 1 and word.isalpha()) or word in self._alphabet.names for word in following[:2]
        )


_ARTICLES = ("le", "la", "du", "de")


def _with_article(heard: str, word: str) -> str:
    """The word that was spelled, after the article that was heard with it: "Lebian, B, I, H, A, N" is "Le Bihan"."""
    plain, spelled = fold_word(heard), fold_word(word)
    for article in _ARTICLES:
        rest = plain.removeprefix(article)
        if rest != plain and len(rest) > 2 and fuzz.ratio(rest, spelled) >= max(ALIKE, fuzz.ratio(plain, spelled) + 1):
            return f"{article} {word}"
    return word


def _says_nothing_new(spelled: str, heard: str) -> bool:
    """Whether it has the same letters, and no accent that was not heard."""
    return fold_word(spelled) == fold_word(heard) and (spelled.isascii() or not heard.isascii())


# --- remarks ---


def _remark(name: str, match: re.Match[str], alphabet: Alphabet) -> str:
    if not name:
        return name
    said = {key: value for key, value in match.groupdict().items() if value}
    if "hyphen" in said:
        pieces = name.split()
        return "-".join(pieces) if len(pieces) == 2 else name
    if "joined" in said:
        pieces = name.split()
        return "".join(pieces).capitalize() if len(pieces) == 2 and len(pieces[0]) <= 3 else name
    letter = said.get("letter", "")
    if "accent" in said:
        return _with_accent(name, said.get("on") or letter, said["accent"], said.get("which"), alphabet)
    if not letter:
        return name
    if "without" in said:
        return re.sub(letter, "", name, flags=re.IGNORECASE)
    if "two" in said:
        return _doubled(name, letter)
    if "single" in said:
        return re.sub(f"{letter}{letter}", letter, name, flags=re.IGNORECASE)
    return _with_letter(name, letter, alphabet, at_end="end" in said)


def _doubled(name: str, letter: str) -> str:
    """The letter twice, inside the name rather than at its front: "Philipe" is Philippe."""
    folded = fold_word(name)
    if letter * 2 in folded or letter not in folded:
        return name
    at = name.lower().find(letter, 1)
    at = at if at >= 0 else name.lower().find(letter)
    return name if at < 0 else name[: at + 1] + letter + name[at + 1 :]


def _with_letter(name: str, letter: str, alphabet: Alphabet, *, at_end: bool) -> str:
    folded = fold_word(name)
    if (at_end and folded.endswith(letter)) or (not at_end and letter in folded):
        return name
    if folded[-1] in alphabet.endings.get(letter, ""):
        return name[:-1] + letter
    if letter in alphabet.sounds_like and not at_end:
        changed = re.sub(alphabet.sounds_like[letter], letter, name, count=1, flags=re.IGNORECASE)
        if changed != name:
            return changed if name[:1].islower() else changed[:1].upper() + changed[1:]
    if letter == "h" and not at_end and "t" in folded:
        return re.sub(r"t+", lambda match: match.group() + "h", name, count=1, flags=re.IGNORECASE)
    return name + letter if at_end or letter in "tdsxzpe" else name


def _with_accent(name: str, letter: str, accent: str, which: str | None, alphabet: Alphabet) -> str:
    """The accent on the letter that was named; else on the last one, a grave one before a last mute e."""
    lower = name.lower()
    if accent == "trema" and not letter:
        places = [at for at in range(1, len(name)) if lower[at] in "eiu" and lower[at - 1] in "aeiou"]
    elif accent == "cedille":
        places = [at for at in range(len(name) - 1) if lower[at] == "c" and lower[at + 1] in "aou"]
    else:
        letter = letter or "e"
        places = [at for at, written in enumerate(lower) if written == letter]
    if which:
        at = alphabet.which.get(which, 0)
        places = [places[at]] if -len(places) <= at < len(places) else []
    elif accent == "grave" and len(places) > 1 and lower.endswith(letter):
        places = places[:-1]
    if not places:
        return name
    marked = unicodedata.normalize("NFC", name[places[-1]] + alphabet.accents.get(accent, ""))
    return name[: places[-1]] + marked + name[places[-1] + 1 :]


_QUOTES = {"'", "’"}
