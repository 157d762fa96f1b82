"""The caller of a rehearsal: what they say next, by what Vox is asking."""

from __future__ import annotations

from vox.dialogue.types import Asking
from vox.rehearsal.scenario import Said, Scenario


class NoAnswer(Exception):
    """Vox asked something that the scenario has no answer for."""


class ScriptedCaller:
    """Plays a scenario's answers: a list is used up in order, its last one repeats."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._used: dict[str, int] = {}
        self._spoke = False

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

    def everything(self) -> set[str]:
        """Every text that may be said, for rendering a voice beforehand."""
        said = [self._scenario.says, *(one for answers in self._scenario.answers.values() for one in answers)]
        return {one.text for one in said if one.text}
