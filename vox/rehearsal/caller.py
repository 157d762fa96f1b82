"""The caller of a rehearsal: what they say next, by what Vox is asking."""

from __future__ import annotations

import re

from vox.dialogue.types import Asking
from vox.language.names import read_name, same_person
from vox.language.phones import read_phone
from vox.language.say import say_phone
from vox.language.text import fold_word
from vox.rehearsal.scenario import Said, Scenario

CORRECTIONS = 2
"""How often a caller says that Vox has their name or number wrong."""


class NoAnswer(Exception):
    """Vox asked something that the scenario has no answer for."""


class ScriptedCaller:
    """Plays a scenario's answers: a list is used up in order, its last one repeats."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._used: dict[str, int] = {}
        self._spoke = False
        self._corrected = 0
        self._asked: Asking | None = None  # the question before this one

    def next(self, asking: Asking, key: str = "") -> Said:
        """What the caller does now. key: of an organization's own question.

        Raises NoAnswer when the scenario does not say.
        """
        if not self._spoke:
            self._spoke = True
            return self._scenario.says
        asked = key or asking.value
        answers = self._scenario.answers.get(asked)
        if not answers:
            if asking is Asking.OPEN:
                return self._scenario.says
            raise NoAnswer(f"Vox a demandé « {asked} », et le scénario n'y répond pas")
        used = self._used.get(asked, 0)
        self._used[asked] = used + 1
        return answers[min(used, len(answers) - 1)]

    def listen(self, said: str, asking: Asking) -> Said | None:
        """What a caller says whatever the scenario does; None where they follow it.

        Who is asked to spell does, who is asked for a number two by two dictates it, and nobody says yes to a
        name, a number or a message that is read back and not theirs, nor to a danger where they said their
        name.
        """
        before, self._asked = self._asked, asking
        name, number = self._name(), self._number()
        if before is Asking.NAME and name and asking is Asking.CONFIRM and _DANGER.search(said):
            return Said(text=_NO_DANGER)
        if asking is Asking.NAME and name and _SPELL.search(said):
            return Said(text=_spelled(name, name.split()[-1]))
        if asking is Asking.PHONE and number and _DICTATE.search(said):
            return Said(text=_by_pairs(number))
        if self._corrected == CORRECTIONS:
            return None
        if asking is Asking.CONFIRM and name and (read_back := _NAME_READ_BACK.search(said)):
            right = same_person(name, read_back[1], exactly=True)
            instead = Said(text=_corrected(name, _wrong(name, read_back[1])))
        elif asking is Asking.PHONE and number and (read_back := _NUMBER_READ_BACK.search(said)):
            right = _phone(read_back[1]) == _phone(number.text)
            instead = number
        elif (
            asking is Asking.CONFIRM and (message := self._message()) and (read_back := _MESSAGE_READ_BACK.search(said))
        ):
            right = all(words.casefold() in read_back[1].casefold() for words in self._told())
            instead = Said(text=_said_again(message))
        else:
            return None
        self._corrected += not right
        return None if right else instead

    def _name(self) -> str:
        """As the scenario says it, where it says it in one way only."""
        answers = self._scenario.answers.get(Asking.NAME.value, ())
        reading = read_name(answers[0].text) if len(answers) == 1 and answers[0].text else None
        return reading.value if reading else ""

    def _number(self) -> Said | None:
        """What gives a number, where only one answer does."""
        answers = self._scenario.answers.get(Asking.PHONE.value, ())
        giving = [one for one in answers if _phone(one.text)]
        return giving[0] if len(giving) == 1 else None

    def _message(self) -> str:
        """What is to be passed on, where only one sentence tells it."""
        answers = self._scenario.answers.get(Asking.MESSAGE.value, ())
        return answers[0].text if len(answers) == 1 else ""

    def _told(self) -> tuple[str, ...]:
        """What the message must have; nothing where several are expected."""
        expected = self._scenario.expect.messages or ()
        return expected[0].has if len(expected) == 1 else ()

    def everything(self) -> set[str]:
        """Every text that may be said, for rendering a voice beforehand."""
        said = [self._scenario.says, *(one for answers in self._scenario.answers.values() for one in answers)]
        words = self._name().split()
        names = (
            {_corrected(self._name(), word) for word in words} | {_spelled(self._name(), words[-1]), _NO_DANGER}
            if words
            else set()
        )
        messages = {_said_again(message)} if (message := self._message()) else set()
        numbers = {_by_pairs(number)} if (number := self._number()) else set()
        return {one.text for one in said if one.text} | names | messages | numbers


def _wrong(name: str, read_back: str) -> str:
    """The word of the name that was not understood, the last one first."""
    heard = {fold_word(word) for word in read_back.split()}
    return next((word for word in reversed(name.split()) if fold_word(word) not in heard), name.split()[-1])


def _corrected(name: str, word: str) -> str:
    return f"Non, c'est {_spelled(name, word)}"


def _spelled(name: str, word: str) -> str:
    """ "Samir Haddou, H, A, D, D, O, U." word: the one of its words that is spelled."""
    return f"{name}, {', '.join(re.sub(r'[^A-ZÀ-Ÿ]', '', word.upper()))}."


def _said_again(message: str) -> str:
    return f"Non, {message}"


def _by_pairs(number: Said) -> str:
    """ "03 65 71 04 09", which is said so."""
    return f"{say_phone(_phone(number.text))}."


def _phone(text: str) -> str:
    reading = read_phone(text)
    return reading.value if reading and reading.problem is None else ""


_NO_DANGER = "Non, pas du tout."
_DANGER = re.compile(r"\bdanger immédiat\b")
_SPELL = re.compile(r"\bépele")
_DICTATE = re.compile(r"\bdeux par deux\b")
_NAME_READ_BACK = re.compile(r"au nom de,? ([^,.]+)")
_MESSAGE_READ_BACK = re.compile(r"« (.+) »")
_NUMBER_READ_BACK = re.compile(r"J'ai noté, ([\d +]+)")
