"""Yes, no, any, unknown, by the phrases of a language; the same in every language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from vox.language.readings import Reading
from vox.language.text import Token, tokens


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    ANY = "any"
    UNKNOWN = "unknown"


class Answers:
    """The phrases of a language by kind: yes, praise, soft, no, any, unknown, filler.

    lines: "[kind]" heads the patterns of a kind, one a line, folded; "(a|b)" is either, "#" begins a note.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._phrases = dict(_phrases(lines))
        self._longest = max(phrase.count(" ") + 1 for phrase in self._phrases)

    def read(self, text: str) -> Answer | None:
        """What the whole utterance answers; None if it says anything more specific or contradicts itself."""
        said, rest = self._consume(_spoken(text))
        return None if rest else _decide(said)

    def read_leading(self, text: str) -> Reading[Answer] | None:
        """The answer that the utterance begins with; `end` is where the rest begins, whole: there is no rest."""
        parts = _spoken(text)
        said, rest = self._consume(parts)
        while said and said[-1][0] == "filler":
            said = said[:-1]
        answer = _decide(said)
        if answer is None:
            return None
        used = sum(size for _, size in said)
        end = parts[used].start if rest else len(text)
        return Reading(answer, parts[0].start, end, not rest)

    def _consume(self, parts: Sequence[Token]) -> tuple[list[tuple[str, int]], Sequence[Token]]:
        """Kind and length in words of each phrase, longest first, and what is left from an unknown word on."""
        kinds: list[tuple[str, int]] = []
        at = 0
        while at < len(parts):
            for size in range(min(self._longest, len(parts) - at), 0, -1):
                kind = self._phrases.get(" ".join(part.word for part in parts[at : at + size]))
                if kind is not None:
                    kinds.append((kind, size))
                    at += size
                    break
            else:
                return kinds, parts[at:]
        return kinds, ()


def _spoken(text: str) -> list[Token]:
    return [token for token in tokens(text) if token.word.isalnum()]


def _decide(phrases: Sequence[tuple[str, int]]) -> Answer | None:
    said = [kind for kind, _ in phrases if kind != "filler"]
    if not said:
        return None
    found = set(said)
    if found <= {"no", "praise"} and "no" in found and said[0] == "no" and "praise" in found:
        return Answer.YES  # "non non, c'est bien ça"
    if found <= {"yes", "praise", "soft"}:
        return Answer.YES
    if found <= {"no", "strong", "soft"}:
        return Answer.NO  # "non merci, c'est bon"
    if found <= {"no", "any", "soft"} and "any" in found:
        return Answer.ANY  # "non, peu importe"
    if found <= {"any", "yes", "soft"} and "any" in found:
        return Answer.ANY
    if found <= {"no", "unknown", "soft"} and "unknown" in found:
        return Answer.UNKNOWN  # "ah non, je sais pas"
    return None


def _phrases(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Phrase, kind."""
    kind = ""
    for line in lines:
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            for phrase in _spread(line):
                yield phrase, kind


def _spread(pattern: str) -> list[str]:
    """ "(je |)(ne |)sais pas" as each of its phrases."""
    match = re.search(r"\(([^()]*)\)", pattern)
    if match is None:
        phrase = " ".join(pattern.split())
        return [phrase] if phrase else []
    return [
        phrase
        for option in match[1].split("|")
        for phrase in _spread(pattern[: match.start()] + option + pattern[match.end() :])
    ]
