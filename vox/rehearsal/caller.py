"""The caller of a rehearsal: what they say next, by what Vox is asking."""

from __future__ import annotations

import re

from vox.dialogue.types import Asking
from vox.language.names import read_name, same_person
from vox.rehearsal.scenario import Said, Scenario

CORRECTIONS = 2
"""How often a caller says that Vox has their name wrong."""


class NoAnswer(Exception):
    """Vox asked something that the scenario has no answer for."""


class ScriptedCaller:
    """Plays a scenario's answers: a list is used up in order, its last one repeats."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._used: dict[str, int] = {}
        self._spoke = False
        self._corrected = 0

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
        """What a caller says who is read back a name that is not theirs, and would not say yes to that."""
        read_back = _READ_BACK.search(said)
        name = self._name()
        if asking is not Asking.CONFIRM or not read_back or not name or self._corrected == CORRECTIONS:
            return None
        if same_person(name, read_back[1], exactly=True):
            return None
        self._corrected += 1
        return Said(text=_corrected(name))

    def _name(self) -> str:
        """As the scenario says it, where it says it in one way only."""
        answers = self._scenario.answers.get(Asking.NAME.value, ())
        reading = read_name(answers[0].text) if len(answers) == 1 and answers[0].text else None
        return reading.value if reading else ""

    def everything(self) -> set[str]:
        """Every text that may be said, for rendering a voice beforehand."""
        said = [self._scenario.says, *(one for answers in self._scenario.answers.values() for one in answers)]
        name = self._name()
        return {one.text for one in said if one.text} | ({_corrected(name)} if name else set())


def _corrected(name: str) -> str:
    """ "Non, c'est Samir Haddou, H, A, D, D, O, U." """
    return f"Non, c'est {name}, {', '.join(re.sub(r'[^A-ZÀ-Ÿ]', '', name.split()[-1].upper()))}."


_READ_BACK = re.compile(r"au nom de,? ([^,.]+)")
