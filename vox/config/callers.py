"""What callers get in writing about their appointments, beside what Vox says."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field

from vox.config.fields import Duration, Identifier, Section, Text, between, checked, listed
from vox.config.templates import check_template

Template = Annotated[Text, checked(check_template)]


class Callers(Section):
    """Confirmations by e-mail, and reminders."""

    email: Identifier | None = Field(
        default=None,
        description="Valeur de l'outil caller qui est l'adresse e-mail de qui appelle : il y reçoit son rendez-vous, à "
        "mettre dans son agenda ; sans elle, aucun e-mail aux appelants.",
        examples=["courriel"],
    )
    language: Identifier | None = Field(
        default=None,
        description="Valeur de l'outil caller qui est sa langue, fr ou en ; sans elle, le français.",
        examples=["langue"],
    )
    text: Template = Field(
        default="Votre rendez-vous {state} : {date} à {hour}, avec {practitioner}. {organization}",
        description="Texte de l'e-mail, avec {state} (est noté, est déplacé, est annulé), {date}, {hour}, "
        "{practitioner}, {service}, {organization} et {address}.",
        examples=["Votre rendez-vous {state} : {date} à {hour}. Apportez votre ordonnance."],
    )
    text_en: Template = Field(
        default="Your appointment {state}: {date} at {hour}, with {practitioner}. {organization}",
        description="Le même en anglais.",
        examples=["Your appointment {state}: {date} at {hour}."],
    )
    remind: Annotated[Duration, between(timedelta(hours=1), timedelta(days=14))] | None = Field(
        default=None,
        description="Temps avant le rendez-vous où part un rappel, de 1 h à 14 days ; sans cette clé, aucun.",
        examples=["24 h"],
    )
    remind_by: Annotated[tuple[Literal["sms", "mail"], ...], BeforeValidator(listed), Field(min_length=1)] = Field(
        default=("sms",),
        description="Par où part le rappel : sms (par la passerelle de sms), mail (à l'adresse de email).",
        examples=["[sms, mail]"],
    )
    remind_text: Template = Field(
        default="Rappel : rendez-vous {date} à {hour}, avec {practitioner}. {organization}",
        description="Texte du rappel, avec {date}, {hour}, {practitioner}, {service}, {organization} et {address}.",
        examples=["Rappel : {date} à {hour}. Pour annuler, rappelez-nous."],
    )
    remind_text_en: Template = Field(
        default="Reminder: appointment {date} at {hour}, with {practitioner}. {organization}",
        description="Le même en anglais.",
        examples=["Reminder: {date} at {hour}."],
    )


REMINDER_TEXT: Final = ("date", "hour", "practitioner", "service", "organization", "address")
LETTER_TEXT: Final = ("state", *REMINDER_TEXT)
"""The places that the texts may have."""
