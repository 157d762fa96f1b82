"""What the organization itself asks of who books, before the appointment is taken."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from vox.config import forms
from vox.config.fields import Section, Text, Texts, checked, refusal


class OwnQuestion(Section):
    """Something that the organization itself wants to know before an appointment is taken."""

    key: Annotated[str, checked(forms.check_question_key)] = Field(
        description="Nom de la question, par lequel une répétition y répond ; aucun mot que Vox demande lui-même.",
        examples=["premiere-visite"],
    )
    say: Text = Field(
        description="La question, dite telle quelle, juste avant le récapitulatif.",
        examples=["Est-ce votre première visite ?"],
    )
    as_: Literal["yes_no", "text", "choice", "number", "date"] = Field(
        default="text",
        validation_alias="as",
        serialization_alias="as",
        description="Forme de la réponse : yes_no (oui ou non), text (libre), choice (une des choices), number (un "
        "nombre), date (un jour).",
        examples=["yes_no"],
    )
    choices: Texts = Field(
        default=(),
        description="Réponses possibles d'une question choice, deux à quatre, telles que Vox les dit.",
        examples=["[à l'atelier, chez vous]"],
    )
    store: Literal["event", "summary", "none"] = Field(
        default="event",
        description="Où va la réponse : event (dans le rendez-vous), summary (dans le résumé de l'appel), none "
        "(nulle part).",
        examples=["event"],
    )

    @model_validator(mode="after")
    def _choices_of_a_choice(self) -> Self:
        if self.as_ == "choice" and not 2 <= len(self.choices) <= 4:
            raise refusal(
                "une question choice a deux à quatre réponses possibles",
                "écrivez par exemple choices: [à l'atelier, chez vous]",
            )
        if self.as_ != "choice" and self.choices:
            raise refusal("choices ne vaut que pour une question choice", "écrivez as: choice", at="choices")
        return self


def asked_once(questions: tuple[OwnQuestion, ...]) -> tuple[OwnQuestion, ...]:
    """The questions, of which no two have one key."""
    keys = [one.key for one in questions]
    if twice := [key for key in keys if keys.count(key) > 1]:
        raise refusal(f"deux questions ont la même clé {twice[0]}", "donnez à chacune la sienne")
    return questions
