"""The organization's tools as a rehearsal has them: each answers what the scenario says, and nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping

from vox.business.types import Answer, Failed, Found, Nothing, Tools
from vox.rehearsal.scenario import Scenario


class PlayedTools:
    """See `Tools`. Answers are used up in order; the last one repeats."""

    def __init__(self, scenario: Scenario) -> None:
        self._left = {tool: list(answers) for tool, answers in scenario.tools.items()}

    async def ask(self, tool: str, values: Mapping[str, str], *, caller: str | None, key: str) -> Answer:
        """See `Tools`."""
        left = self._left[tool]
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, str):
            return Nothing() if answer == "nothing" else Failed()
        return Found(answer)


def tools_of(scenario: Scenario) -> Tools | None:
    """None where the scenario has none."""
    return PlayedTools(scenario) if scenario.tools else None
