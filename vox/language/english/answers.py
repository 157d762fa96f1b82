"""Yes, no, whatever suits you, I don't know: in the colours that English callers give them."""

from __future__ import annotations

from importlib.resources import files

from vox.language.answering import Answer, Answers
from vox.language.readings import Reading

__all__ = ["Answer", "read_answer", "read_leading_answer"]


def read_answer(text: str) -> Answer | None:
    """What the whole utterance answers; None if it says anything more specific: as in French."""
    return _ANSWERS.read(text)


def read_leading_answer(text: str) -> Reading[Answer] | None:
    """The yes, no, any or unknown that the utterance begins with; `end` is where the rest begins."""
    return _ANSWERS.read_leading(text)


_ANSWERS = Answers((files(__package__) / "answers.txt").read_text(encoding="utf-8").splitlines())
