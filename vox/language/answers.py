"""Yes, no, whatever suits you, I don't know: in the colours that French callers give them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from importlib.resources import files

from vox.language.readings import Reading
from vox.language.text import Token, tokens


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    ANY = "any"
    UNKNOWN = "unknown"


def read_answer(text: str) -> Answer | None:
    """What the whole utterance answers; None if it says anything more specific, contradicts itself, or does not answer.

    "C'est bon" and "ça ira" are yes here; after "Puis-je faire autre chose ?" the caller means no, which is for the
    dialogue to know.
    """
    said, rest = _consume(_spoken(text))
    return None if rest else _decide(said)


def read_leading_answer(text: str) -> Reading[Answer] | None:
    """The yes, no, any or unknown that the utterance begins with; `end` is where the rest begins.

    "Oui mais plutôt mercredi" is a yes with the rest "mais plutôt mercredi"; whole tells whether there is no rest.
    """
    parts = _spoken(text)
    said, rest = _consume(parts)
    while said and said[-1][0] == "filler":
        said = said[:-1]
    answer = _decide(said)
    if answer is None:
        return None
    used = sum(size for _, size in said)
    end = parts[used].start if rest else len(text)
    return Reading(answer, parts[0].start, end, not rest)


def _spoken(text: str) -> list[Token]:
    return [token for token in tokens(text) if token.word.isalnum()]


def _consume(parts: Sequence[Token]) -> tuple[list[tuple[str, int]], Sequence[Token]]:
    """Kind and length in words of each phrase, longest first, and what is left from an unknown word on."""
    kinds: list[tuple[str, int]] = []
    at = 0
    while at < len(parts):
        for size in range(min(_LONGEST, len(parts) - at), 0, -1):
            kind = _PHRASES.get(" ".join(part.word for part in parts[at : at + size]))
            if kind is not None:
                kinds.append((kind, size))
                at += size
                break
        else:
            return kinds, parts[at:]
    return kinds, ()


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


def _phrases() -> dict[str, str]:
    """Phrase → kind, from answers.txt, where a speaker of French can review them."""
    table: dict[str, str] = {}
    kind = ""
    for line in (files(__package__) / "answers.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            for phrase in _spread(line):
                table[phrase] = kind
    return table


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


_PHRASES = _phrases()
_LONGEST = max(phrase.count(" ") + 1 for phrase in _PHRASES)
