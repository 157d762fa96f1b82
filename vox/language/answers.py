"""Yes, no, whatever suits you, I don't know: in the colours that French callers give them."""

from __future__ import annotations

from importlib.resources import files

from vox.language.answering import Answer, Answers
from vox.language.readings import Reading

__all__ = ["Answer", "read_answer", "read_leading_answer"]


def read_answer(text: str) -> Answer | None:
    """What the whole utterance answers; None if it says anything more specific, contradicts itself, or does not answer.

    "C'est bon" and "ça ira" are yes here; after "Puis-je faire autre chose ?" the caller means no, which is for the
    dialogue to know.
    """
    return _ANSWERS.read(text)


def read_leading_answer(text: str) -> Reading[Answer] | None:
    """The yes, no, any or unknown that the utterance begins with; `end` is where the rest begins.

    "Oui mais plutôt mercredi" is a yes with the rest "mais plutôt mercredi"; whole tells whether there is no rest.
    """
    return _ANSWERS.read_leading(text)


_ANSWERS = Answers((files(__package__) / "answers.txt").read_text(encoding="utf-8").splitlines())
"""From answers.txt, where a speaker of French can review them."""
