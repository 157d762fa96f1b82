"""What a caller says where no model may read it: a message as it stands, a yes, a no, a goodbye. Word lists only."""

from __future__ import annotations

import re

from vox.dialogue.types import Asking
from vox.dialogue.understanding import intents
from vox.dialogue.understanding.commands import Command, Fill, Say, Slot, Word
from vox.dialogue.understanding.folding import squeeze
from vox.language.answers import Answer, read_leading_answer
from vox.language.phones import read_phone


def as_said(heard: str, asking: Asking) -> tuple[Command, ...]:
    """The commands of an utterance, read without any model."""
    flat = squeeze(heard)
    if not flat or intents.FILLERS.fullmatch(flat):
        return (Say(Word.UNCLEAR),)
    if intents.whole_act(flat) is Word.GOODBYE:
        return (Say(Word.GOODBYE),)
    if asking is Asking.MESSAGE:
        return (Fill(Slot.MESSAGE, heard.strip()),)
    answer = plain_answer(heard)
    if answer:
        return (Say(Word(answer.value)),)
    if asking is Asking.PHONE and read_phone(heard):
        return (Fill(Slot.PHONE, heard.strip()),)
    return (Say(Word.UNCLEAR),)


def plain_answer(heard: str) -> Answer | None:
    """The answer that the utterance begins with; None also where what follows takes a yes back ("oui, mais…")."""
    answer = read_leading_answer(heard)
    if answer is None or (answer.value is not Answer.NO and _BUT.search(squeeze(heard[answer.end :]))):
        return None
    return answer.value


_BUT = re.compile(r"\b(?:mais|sauf|non|pas|attend\w*|avant|d'abord|quand|combien|quoi|pourquoi|qu'est|est ce|si)\b")
"""After a yes, what makes it none."""
