"""The organization's own questions, and what is noted of their answers."""

from __future__ import annotations

from collections.abc import Sequence

from vox.config.questions import OwnQuestion
from vox.dialogue.words.common import Words


class QuestionWords(Words):
    """Questions of a service."""

    def own_question_otherwise(self, asked: OwnQuestion) -> str:
        """The same question for who was not understood: what can be answered, and the keys."""
        match asked.as_:
            case "yes_no":
                return f"{asked.say} Dites oui, ou non."
            case "choice":
                keys = " ".join(f"Pour, {choice}, tapez {key}." for key, choice in enumerate(asked.choices, 1))
                return f"{asked.say} {keys}"
            case "number":
                return f"{asked.say} Dites un nombre, ou, je ne sais pas."
            case "date":
                return f"{asked.say} Dites un jour, ou, je ne sais pas."
        return f"{asked.say} Vous pouvez dire, je ne sais pas."

    def noted(self, answers: Sequence[str]) -> str:
        """Free answers, said again before the recapitulation."""
        return f"J'ai noté, {', et, '.join(answers)}."
