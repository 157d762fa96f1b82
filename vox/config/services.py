"""What can be booked: services, the steps and the free time around them, and the rooms and devices they take."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from vox.config import forms
from vox.config.calendars import CalendarAddress
from vox.config.fields import (
    Duration,
    Identifier,
    MostPerDay,
    Number,
    Section,
    Text,
    Texts,
    between,
    listed,
    reads,
    refusal,
)
from vox.config.hours import Closed, Hours
from vox.config.questions import OwnQuestion, asked_once

_UP_TO_A_DAY = timedelta(days=1)


class Resource(Section):
    """A room or a device that appointments take together with the practitioner, under an identifier."""

    id: Identifier
    name: Text = Field(
        description="Nom de la salle ou de l'appareil, écrit comme lieu dans les rendez-vous.", examples=["Salle laser"]
    )
    calendar: CalendarAddress | None = Field(
        default=None,
        description="Son propre agenda, s'il en a un : Vox y lit quand il est pris, et y écrit un second événement, "
        "sans le nom du client. Sans lui, seuls les rendez-vous que Vox a donnés le prennent.",
        examples=["https://agenda.cabinet.example/dav/laser/"],
    )
    closed: Closed = Field(
        default=(),
        description="Jours où il ne sert pas (travaux, révision), bornes comprises.",
        examples=["[2027-03-01..2027-03-05]"],
    )


class Buffer(Section):
    """Time kept free around an appointment."""

    before: Annotated[Duration, between(timedelta(), _UP_TO_A_DAY)] = Field(
        default=timedelta(), description="Temps libre gardé avant le rendez-vous.", examples=["5 min"]
    )
    after: Annotated[Duration, between(timedelta(), _UP_TO_A_DAY)] = Field(
        default=timedelta(), description="Temps libre gardé après le rendez-vous.", examples=["5 min"]
    )


OneOf = Annotated[tuple[Identifier, ...], BeforeValidator(listed), Field(min_length=1)]


class Step(Section):
    """One of the things that are done one after the other in an appointment."""

    name: Text = Field(description="Ce qui est fait, tel que l'agenda le montre.", examples=["couleur"])
    duration: Annotated[Duration, between(timedelta(), _UP_TO_A_DAY, above=True)] = Field(
        description="Combien de temps cela dure.", examples=["45 min"]
    )
    pause: Annotated[Duration, between(timedelta(), _UP_TO_A_DAY)] = Field(
        default=timedelta(),
        description="Pause après cette étape : le client attend, le praticien est libre pour un autre rendez-vous.",
        examples=["30 min"],
    )


def _kept_hours(hours: Hours | None) -> Hours | None:
    if hours is not None and hours.closed:
        raise refusal("des heures gardées n'ont pas de jours de fermeture", "retirez closed", at="closed")
    return hours


KeptHours = Annotated[Hours | None, AfterValidator(_kept_hours)]


class Service(Section):
    """What can be booked, under an identifier."""

    id: Identifier
    name: Text = Field(description="Nom de la prestation, tel que Vox le dit.", examples=["consultation"])
    also_called: Texts = Field(
        default=(),
        description="Autres façons dont on la demande au téléphone.",
        examples=["[visite, voir le docteur]"],
    )
    duration: Annotated[Duration, between(timedelta(), _UP_TO_A_DAY, above=True)] = Field(
        description="Durée du rendez-vous.", examples=["20 min"]
    )
    with_: Annotated[tuple[Identifier, ...], BeforeValidator(listed)] = Field(
        validation_alias="with",
        serialization_alias="with",
        description="Praticiens qui donnent cette prestation, par leurs identifiants.",
        examples=["[dr-martin]"],
    )
    notice: Annotated[Duration, between(timedelta(), timedelta(days=365))] = Field(
        default=timedelta(hours=2),
        description="Délai minimal entre l'appel et le rendez-vous.",
        examples=["2 h"],
    )
    horizon: Annotated[Duration, between(timedelta(), timedelta(days=730), above=True)] = Field(
        default=timedelta(days=60), description="Jusqu'où l'on peut réserver d'avance.", examples=["60 days"]
    )
    last_day: Annotated[date, reads(forms.read_date)] | None = Field(
        default=None,
        description="Dernier jour que l'on peut réserver, quel que soit l'horizon : la fin d'une saison, un départ.",
        examples=["2027-06-30"],
    )
    hours: Hours | None = Field(
        default=None,
        description="Heures de cette prestation, à l'intérieur de celles du praticien ; sans elles, les mêmes. closed "
        "y dit les jours où elle n'est pas donnée.",
        examples=["{monday-friday: [08:30-10:30], closed: [2027-02-15..2027-02-19]}"],
    )
    for_known: KeptHours = Field(
        default=None,
        description="Heures gardées à qui est déjà venu : une personne nouvelle n'y a pas de rendez-vous.",
        examples=["{monday-friday: [16:00-19:00]}"],
    )
    for_new: KeptHours = Field(
        default=None,
        description="Heures gardées à qui vient pour la première fois ; les autres n'y ont pas de rendez-vous.",
        examples=["{tuesday: [09:00-11:00]}"],
    )
    steps: tuple[Step, ...] = Field(
        default=(),
        description="Étapes du rendez-vous, l'une après l'autre, avec leurs pauses ; leur somme est duration.",
        examples=["[{name: couleur, duration: 45 min, pause: 30 min}, {name: coupe, duration: 45 min}]"],
    )
    most_per_day: MostPerDay | None = Field(
        default=None,
        description="Rendez-vous de cette prestation par jour et par praticien, au plus ; ceux que Vox a écrits "
        "comptent, un groupe une seule fois.",
        examples=["4 a day"],
    )
    seats: Annotated[Number, Field(ge=1, le=50)] = Field(
        default=1,
        description="Places d'un même rendez-vous, pour un cours ou un groupe : chacun a son événement, à la même "
        "heure, jusqu'à ce que ce soit plein.",
        examples=["8"],
    )
    needs: Annotated[tuple[OneOf, ...], BeforeValidator(listed)] = Field(
        default=(),
        description="Salles et appareils pris en même temps que le praticien, par leurs identifiants ; une liste dans "
        "la liste en demande un seul de plusieurs.",
        examples=["[laser, [salle-1, salle-2]]"],
    )
    choose: Literal["order", "least-loaded"] = Field(
        default="order",
        description="Entre praticiens libres à la même heure : order (celui qui évite un trou, puis l'ordre de with), "
        "least-loaded (celui qui a le moins de rendez-vous ce jour-là).",
        examples=["least-loaded"],
    )
    step: Annotated[Duration, between(timedelta(minutes=1), _UP_TO_A_DAY)] = Field(
        default=timedelta(minutes=15),
        description="Pas des heures proposées, compté depuis l'ouverture.",
        examples=["15 min"],
    )
    cancel_notice: Annotated[Duration, between(timedelta(), timedelta(days=60))] = Field(
        default=timedelta(),
        description="Jusqu'à quand avant le rendez-vous Vox l'annule ou le déplace ; ensuite il propose un message.",
        examples=["24 h"],
    )
    buffer: Buffer = Field(
        default=Buffer(),
        description="Temps gardé libre autour du rendez-vous ; il peut dépasser la fermeture.",
        examples=["{before: 0 min, after: 5 min}"],
    )
    urgent_reserve: Annotated[int, reads(forms.read_per_day), Field(ge=0, le=50)] = Field(
        default=0,
        description="Derniers rendez-vous de chaque jour gardés pour qui dit que cela ne peut pas attendre ; offerts à "
        "tous deux heures avant.",
        examples=["2 a day"],
    )
    ask: Annotated[tuple[OwnQuestion, ...], AfterValidator(asked_once)] = Field(
        default=(),
        description="Vos questions à qui réserve, posées une à une avant le récapitulatif.",
        examples=['[{key: premiere-visite, say: "Est-ce votre première visite ?", as: yes_no}]'],
    )

    @model_validator(mode="after")
    def _steps_make_it_up(self) -> Self:
        if not self.steps:
            return self
        if len(self.steps) < 2:
            what, hint = "une seule étape n'en est pas une suite", "écrivez-en au moins deux, ou retirez steps"
            raise refusal(what, hint, at="steps")
        if self.steps[-1].pause:
            raise refusal("la dernière étape n'a pas de pause après elle", "écrivez buffer: {after: …}", at="steps")
        whole = sum((one.duration + one.pause for one in self.steps), timedelta())
        if whole != self.duration:
            told = forms.format_duration(whole)
            what = f"les étapes et leurs pauses durent {told}, et duration dit {forms.format_duration(self.duration)}"
            raise refusal(what, f"écrivez duration: {told}, ou corrigez steps", at="duration")
        if self.seats > 1:
            what, hint = "une prestation de groupe n'a pas d'étapes", "retirez steps, ou seats"
            raise refusal(what, hint, at="steps")
        return self
