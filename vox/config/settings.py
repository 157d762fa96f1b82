"""What the organization wants, as frozen, typed settings: the shape of the YAML file.

Field names are the YAML keys (`with_` for `with`). Every field has a description and an example, both in the
operator's language: they become the help in editors, the documentation, and the "write instead" of an error.
Whoever builds settings in Python gives typed values; strings are read as operators write them.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from ipaddress import ip_address, ip_network
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    WithJsonSchema,
    model_validator,
)

from vox.config import forms
from vox.config.callers import Callers
from vox.config.fields import (
    Duration,
    Identifier,
    Number,
    Switch,
    Text,
    Texts,
    between,
    checked,
    listed,
    read,
    reads,
    refusal,
)
from vox.config.fields import Section as Section
from vox.config.mailbox import Mailbox
from vox.config.telling import Email, Mail, Sms, Webhook
from vox.config.tools import Tls, Tool
from vox.config.trades import VISA_WAIT
from vox.config.transfer import check_emergency_target, check_target
from vox.config.web import HostPort as HostPort
from vox.config.web import Web
from vox.config.words import instead

Trade = Literal[
    "medical", "dental", "law", "notary", "physiotherapy", "veterinary",
    "garage", "hairdresser", "town-hall", "school", "estate", "other",
]  # fmt: skip
EMERGENCY = "emergency.transfer"
"""Who is called in a danger, in the place of a person's identifier; no identifier has a dot."""

FLOWS = ("book", "move", "cancel", "find", "status", "message")
"""What can be switched off."""


def _flow(name: str) -> str:
    if name not in FLOWS:
        better = instead(name, FLOWS)
        hint = f"vouliez-vous dire {better} ? " if better else ""
        raise refusal(f"{forms.shown(name)} ne se coupe pas", f"{hint}au choix : {', '.join(FLOWS)}")
    return name


FlowName = Annotated[str, AfterValidator(_flow), WithJsonSchema({"type": "string", "enum": list(FLOWS)})]


class TimeRange(Section):
    """Opening of a day, wall clock, start included, end not. Written `08:30-12:30`."""

    start: time
    end: time

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        start, end = read(forms.read_time_range, value)
        return {"start": start, "end": end}

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.start >= self.end:
            raise refusal(
                f"la plage {self} finit avant d'avoir commencé",
                f"écrivez le début puis la fin, par exemple {self.end:%H:%M}-{self.start:%H:%M}"
                if self.end < self.start
                else "écrivez le début puis la fin, par exemple 08:30-12:30",
            )
        return self

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


class DateRange(Section):
    """Days, both included. Written `2026-12-24..2027-01-03`, or a single date."""

    first: date
    last: date

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        first, last = read(forms.read_date_range, value)
        return {"first": first, "last": last}

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.last < self.first:
            raise refusal(f"la période {self} finit avant d'avoir commencé", f"écrivez {self.last}..{self.first}")
        return self

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first}..{self.last}"


def _apart(ranges: tuple[TimeRange, ...]) -> tuple[TimeRange, ...]:
    """The ranges of a day in order; they may touch, not overlap."""
    ordered = tuple(sorted(ranges, key=lambda one: (one.start, one.end)))
    for one, next_ in pairwise(ordered):
        if next_.start < one.end:
            raise refusal(
                f"les plages {one} et {next_} se recouvrent",
                f"écrivez-en une seule, {one.start:%H:%M}-{max(one.end, next_.end):%H:%M}, ou séparez-les",
            )
    return ordered


def _seven(week: tuple[tuple[TimeRange, ...], ...]) -> tuple[tuple[TimeRange, ...], ...]:
    if len(week) != 7:
        raise refusal(f"une semaine a sept jours, et celle-ci {len(week)}")
    return week


Day = Annotated[tuple[TimeRange, ...], AfterValidator(_apart)]
Closed = Annotated[tuple[DateRange, ...], BeforeValidator(listed)]


class Hours(Section):
    """Opening hours of a week and the days without. Written with a key a day, or a span of days."""

    week: Annotated[tuple[Day, ...], AfterValidator(_seven)] = Field(
        default=((),) * 7,
        description="Heures d'un jour (`saturday`), d'une suite de jours (`monday-friday`) ou de plusieurs "
        "(`monday, thursday`) : une liste de plages ; un jour absent est fermé.",
        examples=["[08:30-12:30, 14:00-18:30]"],
    )
    closed: Closed = Field(
        default=(),
        description="Jours de fermeture, seuls ou par périodes, bornes comprises ; les jours fériés le sont déjà.",
        examples=["[2026-12-24..2027-01-03]"],
    )


RingTime = Annotated[timedelta, reads(forms.read_seconds), between(timedelta(seconds=5), timedelta(seconds=120))]


class Transfer(Section):
    """How somebody is reached by telephone. Written as the plain address, or with how it rings."""

    to: Annotated[str, checked(check_target)] = Field(
        description="Poste (`sip:101`) ou numéro ordinaire, appelé par la ligne qui a reçu l'appel ; ni numéro "
        "surtaxé, ni autre machine, ni Vox lui-même.",
        examples=["sip:101"],
    )
    how: Literal["blind", "announced"] = Field(
        default="blind",
        description="blind : l'appelant est passé aussitôt. announced : Vox dit d'abord à la personne qui appelle et "
        "pourquoi, si l'appelant en est d'accord, et elle prend l'appel ou non.",
        examples=["announced"],
    )
    ring: RingTime = Field(
        default=timedelta(seconds=25),
        description="Temps de sonnerie, de 5 à 120 secondes ; ensuite l'appelant revient et peut laisser un message.",
        examples=["25 s"],
    )
    hours: Hours | None = Field(
        default=None,
        description="Heures où cette personne prend des appels, même hors des heures d'ouverture ; sans elles, ses "
        "heures, ou celles de l'organisation.",
        examples=["{monday-friday: [09:00-12:00]}"],
    )

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"to": value} if isinstance(value, str) else value


class Rights(Section):
    """Whom people reach about their data."""

    phone: Annotated[str, checked(forms.read_phone)] | None = Field(
        default=None,
        description="Téléphone que Vox donne à l'appelant qui s'oppose à la machine et veut joindre quelqu'un.",
        examples=['"+33388000000"'],
    )


class Organization(Section):
    """Who is called."""

    name: Text = Field(
        description="Nom de l'organisation, tel que Vox le dit en décrochant.",
        examples=["Cabinet médical des Tilleuls"],
    )
    trade: Trade = Field(
        default="other",
        description="Métier : il choisit les mots de danger, l'urgence et la durée de conservation par défaut. "
        "Au choix : " + ", ".join(get_args(Trade)) + ".",
        examples=["medical"],
    )
    language: Literal["fr"] = Field(default="fr", description="Langue des appels : le français.", examples=["fr"])
    timezone: Annotated[str, checked(forms.check_zone)] = Field(
        default="Europe/Paris",
        description="Fuseau horaire de toutes les heures de ce fichier.",
        examples=["Europe/Paris"],
    )
    holidays: Literal["FR", "FR/Alsace-Moselle"] = Field(
        default="FR",
        description="Jours fériés, fermés d'eux-mêmes : ceux de France, ou d'Alsace et de Moselle avec les leurs.",
        examples=["FR/Alsace-Moselle"],
    )
    address: Text | None = Field(
        default=None,
        description="Adresse postale, que Vox dit à qui la demande.",
        examples=["12 rue des Tilleuls, 67000 Strasbourg"],
    )
    rights: Rights = Field(
        default=Rights(),
        description="Qui répond aux personnes sur leurs données.",
        examples=['{phone: "+33388000000"}'],
    )


class CalendarAddress(Section):
    """A CalDAV calendar. Written as its plain address, or with the account that opens it."""

    url: Annotated[str, checked(forms.check_url)] = Field(
        description="Adresse CalDAV de l'agenda, en https:// (http:// seulement vers cette machine).",
        examples=["https://agenda.cabinet.example/dav/martin/rdv/"],
    )
    username: Text | None = Field(
        default=None,
        description="Compte qui lit et écrit dans l'agenda ; sans lui, le mot de passe est un jeton (Bearer).",
        examples=["vox"],
    )
    password: SecretStr | None = Field(
        default=None,
        description="Mot de passe du compte, jamais en clair : password_file nomme un fichier qui le contient, "
        "ou password prend une variable d'environnement.",
        examples=["${CALDAV_PASSWORD}"],
    )
    tls: Tls | None = Field(
        default=None,
        description="Autorité de certification à vous, certificat du client.",
        examples=["{authority: /run/secrets/autorite}"],
    )

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"url": value} if isinstance(value, str) else value


MostPerDay = Annotated[int, reads(forms.read_per_day), Field(ge=1, le=200)]


class Practitioner(Section):
    """Somebody who gives appointments, under an identifier."""

    id: Identifier
    name: Text = Field(description="Nom du praticien, tel que Vox le dit.", examples=["Docteur Claire Martin"])
    also_called: Texts = Field(
        default=(),
        description="Autres façons dont on l'appelle au téléphone.",
        examples=["[Martin, la docteure]"],
    )
    calendar: CalendarAddress = Field(
        description="Agenda CalDAV où Vox lit les disponibilités et écrit les rendez-vous.",
        examples=[
            "{url: https://agenda.cabinet.example/dav/martin/rdv/, username: vox, password_file: /run/secrets/caldav}"
        ],
    )
    also_busy: tuple[CalendarAddress, ...] = Field(
        default=(),
        description="Agendas que Vox lit sans y écrire : seulement les heures occupées. Sans compte propre, "
        "celui de calendar sert.",
        examples=["[https://agenda.cabinet.example/dav/martin/perso/]"],
    )
    hours: Hours | None = Field(
        default=None,
        description="Heures du praticien, à l'intérieur de celles de l'organisation ; sans elles, les mêmes.",
        examples=["{monday-friday: [09:00-12:00, 14:00-18:00]}"],
    )
    closed: Closed = Field(
        default=(),
        description="Absences du praticien, bornes comprises.",
        examples=["[2027-02-15..2027-02-19]"],
    )
    most_per_day: MostPerDay | None = Field(
        default=None,
        description="Rendez-vous par jour au plus, de toutes prestations ; tout événement de son agenda qui a une "
        "heure compte, un groupe une seule fois.",
        examples=["20 a day"],
    )
    messages: Email | None = Field(
        default=None,
        description="Adresse e-mail qui reçoit ses messages ; sans elle, celle de l'organisation.",
        examples=["martin@cabinet.example"],
    )
    transfer: Transfer | None = Field(
        default=None,
        description="Où l'on peut lui passer un appel ; sans cette clé, il ne reçoit que des messages. Donnez-lui ses "
        "hours : pendant ses consultations, on ne le dérange peut-être pas.",
        examples=["{to: sip:101, how: announced, hours: {monday-friday: [13:30-14:00]}}"],
    )


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


def _asked_once(questions: tuple[OwnQuestion, ...]) -> tuple[OwnQuestion, ...]:
    keys = [one.key for one in questions]
    if twice := [key for key in keys if keys.count(key) > 1]:
        raise refusal(f"deux questions ont la même clé {twice[0]}", "donnez à chacune la sienne")
    return questions


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
    ask: Annotated[tuple[OwnQuestion, ...], AfterValidator(_asked_once)] = Field(
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


class Answer(Section):
    """A question that callers ask, under its topic. Written as the answer alone, or with other names."""

    topic: Identifier
    say: Text = Field(
        description="Réponse, dite telle quelle.",
        examples=["Un parking gratuit se trouve derrière le cabinet."],
    )
    also_called: Texts = Field(
        default=(),
        description="Autres mots par lesquels on pose cette question.",
        examples=["[se garer, stationnement]"],
    )


class Person(Section):
    """Somebody who can be asked for besides practitioners, under an identifier."""

    id: Identifier
    name: Text = Field(description="Nom de la personne ou du service, tel que Vox le dit.", examples=["le secrétariat"])
    also_called: Texts = Field(
        default=(),
        description="Autres façons dont on la demande au téléphone.",
        examples=["[la secrétaire, l'accueil]"],
    )
    hours: Hours | None = Field(
        default=None,
        description="Heures où cette personne répond, dites à qui la demande ; sans elles, celles de l'organisation.",
        examples=["{monday-friday: [09:00-12:00]}"],
    )
    messages: Email | None = Field(
        default=None,
        description="Adresse e-mail qui reçoit ses messages ; sans elle, celle de l'organisation.",
        examples=["secretariat@cabinet.example"],
    )
    transfer: Transfer | None = Field(
        default=None,
        description="Où l'on peut lui passer un appel ; sans cette clé, elle ne reçoit que des messages. Qui demande "
        "« un humain » sans dire qui est passé à la première de people qui prend des appels à cette heure.",
        examples=["sip:100"],
    )


class SipTrunk(Section):
    """A registrar to register with (user + password), or a trunk recognised by its addresses."""

    name: Identifier = Field(description="Nom de la ligne, pour les journaux et /health.", examples=["operateur"])
    registrar: Annotated[str, checked(forms.check_registrar)] | None = Field(
        default=None,
        description="Serveur SIP auprès duquel Vox s'enregistre (machine, ou machine:port).",
        examples=["sip.operateur.example"],
    )
    addresses: Annotated[tuple[Annotated[str, checked(forms.check_network)], ...], BeforeValidator(listed)] = Field(
        default=(),
        description="Adresses IP ou réseaux dont les appels sont acceptés, pour une ligne qui ne s'enregistre pas.",
        examples=["[192.0.2.7, 198.51.100.0/24]"],
    )
    user: Annotated[str, checked(forms.check_sip_user)] = Field(
        description="Identifiant SIP de la ligne, entre guillemets s'il n'a que des chiffres.",
        examples=['"0033388000000"'],
    )
    password: SecretStr | None = Field(
        default=None,
        description="Mot de passe de la ligne, jamais en clair : password_file nomme un fichier qui le contient, "
        "ou password prend une variable d'environnement.",
        examples=["${SIP_PASSWORD}"],
    )
    transport: Literal["udp", "tcp"] = Field(
        default="udp",
        description="Transport vers le serveur SIP : udp ou tcp ; une ligne connue par ses adresses accepte les deux.",
        examples=["udp"],
    )
    outbound: Annotated[str, checked(forms.check_registrar)] | None = Field(
        default=None,
        description="Où partent les appels des transferts (une de ses adresses, ou adresse:port) ; sans lui, le "
        "registrar, ou l'adresse quand il n'y en a qu'une.",
        examples=["192.0.2.10:5060"],
    )
    refer: Switch = Field(
        default=True,
        description="Vox demande d'abord au serveur de passer l'appel lui-même (REFER), et ne relie les deux appels "
        "que s'il refuse ; false le fait toujours relier par Vox.",
        examples=["false"],
    )

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.registrar is None and not self.addresses:
            raise refusal(
                "la ligne n'a ni serveur où s'enregistrer, ni adresses dont elle accepte les appels",
                "écrivez registrar: sip.operateur.example, ou addresses: [192.0.2.7]",
            )
        return self

    @model_validator(mode="after")
    def _goes_out_to_itself(self) -> Self:
        """Elsewhere nothing is called, and whoever is no peer of the line would not be heard when they answer."""
        if self.outbound is None or self.outbound == self.registrar:
            return self
        host = self.outbound.rpartition(":")[0] or self.outbound
        here = [ip_network(one, strict=False) for one in self.addresses]
        if not forms.is_address(host) or not any(ip_address(host) in one for one in here):
            raise refusal(
                f"{forms.shown(self.outbound)} n'est pas une adresse de cette ligne",
                "écrivez une adresse IP qui est dans addresses, avec son port s'il n'est pas 5060",
                at="outbound",
            )
        return self

    @property
    def way_out(self) -> str | None:
        """Machine, or machine:port, to which transfers of this line go; None where it is not known."""
        if self.outbound or self.registrar:
            return self.outbound or self.registrar
        only = self.addresses[0] if len(self.addresses) == 1 else ""
        return only if forms.is_address(only) else None


PORTS_PER_CALL = 4
"""UDP ports that the telephone stack takes for a call, also for one more that it refuses as busy."""


class Listen(Section):
    """Where the telephone side listens."""

    host: Annotated[str, checked(forms.check_address)] = Field(
        default="0.0.0.0",
        description="Adresse IP de cette machine où les appels arrivent ; 0.0.0.0 = toutes ses interfaces réseau.",
        examples=["127.0.0.1"],
    )
    port: Annotated[Number, Field(ge=1, le=65535)] = Field(
        default=5060, description="Port SIP, UDP et TCP.", examples=["5060"]
    )
    rtp_ports: Annotated[tuple[int, int], reads(forms.read_ports)] = Field(
        default=(20000, 20099),
        description="Premier et dernier port UDP du son : quatre par appel, et quatre de plus.",
        examples=["20000-20019"],
    )

    @model_validator(mode="after")
    def _ports(self) -> Self:
        first, last = self.rtp_ports
        if not 1024 <= first < last <= 65535:
            raise refusal(
                f"{first}-{last} n'est pas une suite de ports possible",
                "écrivez par exemple rtp_ports: 20000-20019",
                at="rtp_ports",
            )
        return self


class Transfers(Section):
    """What calls that are put through may take."""

    at_once: Annotated[Number, Field(ge=0, le=100)] = Field(
        default=2,
        description="Personnes appelées ou mises en relation par Vox en même temps ; chacune tient une voie de la "
        "ligne et quatre ports de plus. 0 : aucune.",
        examples=["2"],
    )
    longest: Annotated[Duration, between(timedelta(), timedelta(hours=4), above=True)] = Field(
        default=timedelta(hours=1),
        description="Durée au bout de laquelle Vox coupe une conversation qu'il relie.",
        examples=["1 h"],
    )


class Line(Section):
    """How Vox is called."""

    sip: tuple[SipTrunk, ...] = Field(
        default=(),
        description="Lignes SIP par lesquelles on appelle Vox.",
        examples=[
            '[{name: operateur, registrar: sip.operateur.example, user: "0033388000000", '
            "password_file: /run/secrets/sip}]"
        ],
    )
    listen: Listen = Field(
        default=Listen(),
        description="Où Vox écoute les appels.",
        examples=["{port: 5060, rtp_ports: 20000-20019}"],
    )
    calls: Annotated[Number, Field(ge=1, le=100)] = Field(
        default=2,
        description="Appels servis en même temps ; les suivants entendent « occupé ».",
        examples=["2"],
    )
    longest_call: Annotated[Duration, between(timedelta(), timedelta(hours=2), above=True)] = Field(
        default=timedelta(minutes=15),
        description="Durée au bout de laquelle Vox prend congé.",
        examples=["15 min"],
    )
    transfers: Transfers = Field(
        default=Transfers(),
        description="Les appels passés à une personne.",
        examples=["{at_once: 2, longest: 1 h}"],
    )

    @model_validator(mode="after")
    def _enough_ports(self) -> Self:
        first, last = self.listen.rtp_ports
        needed = PORTS_PER_CALL * (self.calls + 1)
        if last - first + 1 < needed:
            raise refusal(
                f"{self.calls} appels veulent {needed} ports, et {first}-{last} n'en a que {last - first + 1}",
                f"écrivez listen: {{rtp_ports: {first}-{first + needed - 1}}}, ou un nombre d'appels plus petit",
                at="calls" if "calls" in self.model_fields_set else "listen",
            )
        return self


class Emergency(Section):
    """What Vox says to who is in danger; the trade knows the rest."""

    say: Text | None = Field(
        default=None,
        description="Phrase dite aussitôt à qui est en danger, à la place de celle du métier.",
        examples=["Raccrochez et composez le 15."],
    )
    say_closed: Text | None = Field(
        default=None,
        description="La même phrase quand l'organisation est fermée ; sans elle, say, ou celle du métier.",
        examples=["Nous sommes fermés. Raccrochez et composez le 15."],
    )
    words: Texts = Field(
        default=(),
        description="Mots de danger propres à l'organisation, en plus de ceux du métier.",
        examples=["[hémorragie]"],
    )
    transfer: Annotated[str, checked(check_emergency_target)] | None = Field(
        default=None,
        description="Poste ou numéro à qui est passé aussitôt l'appelant en danger, un numéro d'urgence compris ; s'il "
        "ne répond pas, ou sans cette clé, Vox dit la phrase.",
        examples=["sip:15"],
    )


Proof = Literal["number", "number+name", "number+birthdate"]
"""What a caller must prove before Vox touches or tells an appointment. `number`: it bears the calling line."""


class Verification(Section):
    """Whose appointment is it? What must be proven for each act."""

    cancel: Proof = Field(
        default="number",
        description="Preuve pour annuler : number (l'appel vient du numéro noté dans le rendez-vous), number+name (et "
        "le nom), number+birthdate (et la date de naissance, ou le nom si l'agenda n'a pas de date).",
        examples=["number"],
    )
    find: Proof = Field(
        default="number",
        description="Preuve pour dire quand est un rendez-vous ; number+birthdate si rien n'est écrit pour medical, "
        "dental, physiotherapy, law, notary et town-hall.",
        examples=["number+birthdate"],
    )
    move: Proof = Field(
        default="number+name",
        description="Preuve pour déplacer ; number+birthdate si rien n'est écrit pour les mêmes métiers.",
        examples=["number+birthdate"],
    )
    data: Literal["number", "staff"] = Field(
        default="number",
        description="Ce qu'il faut pour effacer, quand la personne le demande à Vox par téléphone : number (l'appel "
        "vient de son numéro : fait tout de suite), staff (noté, et fait par le personnel après une autre "
        "vérification) ; staff si rien n'est écrit pour medical, dental, physiotherapy, law, notary et town-hall.",
        examples=["staff"],
    )
    tries: Annotated[Number, Field(ge=1, le=5)] = Field(
        default=3,
        description="Essais manqués dans un appel, après lesquels Vox propose un message.",
        examples=["3"],
    )


class Event(Section):
    """What Vox writes into an appointment beside the service, the name and the number."""

    birthdate: Literal["description"] | None = Field(
        default=None,
        description="Où va la date de naissance, que Vox demande alors avant de réserver et vérifie ensuite ; sans "
        "cette clé, il ne la demande pas.",
        examples=["description"],
    )


def _whole_days(value: timedelta) -> timedelta:
    if value % timedelta(days=1) or not timedelta(days=1) <= value <= timedelta(days=365):
        raise refusal(
            f"{forms.format_duration(value)} : les résumés se gardent de 1 à 365 jours entiers",
            "écrivez par exemple 30 days",
        )
    return value


class Keep(Section):
    """What stays of a call, and for how long."""

    summaries: Annotated[Duration, AfterValidator(_whole_days)] = Field(
        default=timedelta(days=90),
        description="Durée de conservation des résumés, de 1 à 365 jours ; 30 jours pour les métiers de la santé "
        "et 90 pour les autres si rien n'est écrit. Vox l'annonce à l'appelant.",
        examples=["30 days"],
    )
    elimination: Literal["none", "record", "visa"] = Field(
        default="none",
        description="Pour un organisme public : `record` établit un bordereau d'élimination avant d'effacer ce qui est "
        "à son terme, une fois par jour ; `visa` attend aussi qu'il soit visé, 60 jours au plus, que Vox annonce alors "
        "en plus. `record` pour une mairie, `none` pour les autres si rien n'est écrit.",
        examples=["visa"],
    )
    key_file: Path | None = Field(
        default=None,
        description="Fichier de la clé qui chiffre les résumés, fait par `vox init-key`.",
        examples=["/run/secrets/records_key"],
    )
    outbox: Annotated[Duration, between(timedelta(hours=1), timedelta(days=30))] = Field(
        default=timedelta(days=3),
        description="Durée pendant laquelle Vox essaie de remettre un message (e-mail, webhook, SMS) ; ensuite il y "
        "renonce, et le résumé le dit.",
        examples=["3 days"],
    )
    journal: Annotated[Duration, between(timedelta(days=180), timedelta(days=366))] = Field(
        default=timedelta(days=365),
        description="Durée de conservation du journal (qui a lu, effacé ou rectifié quoi), de 180 à 366 jours.",
        examples=["365 days"],
    )
    backups: Annotated[Duration, between(timedelta(days=1), timedelta(days=30))] = Field(
        default=timedelta(days=30),
        description="Durée de vie d'une sauvegarde, de 1 à 30 jours : `vox backup create` enlève les plus anciennes.",
        examples=["30 days"],
    )

    @property
    def longest(self) -> timedelta:
        """How long a summary may be kept, and what a caller is told: nobody reads it after `summaries`."""
        return self.summaries + (VISA_WAIT if self.elimination == "visa" else timedelta())


class Models(Section):
    """The engines that hear, speak and understand, all on this machine."""

    folder: Path | None = Field(
        default=None,
        description="Dossier de vos propres modèles ; sans lui, ceux que `vox models fetch` a installés.",
        examples=["/srv/vox/modeles"],
    )
    hearing: Text = Field(
        default="whisper-base",
        description="Modèle qui entend : un nom fourni, ou le dossier d'un Whisper à vous.",
        examples=["whisper-base"],
    )
    voice: Text = Field(
        default="kokoro-siwis",
        description="Voix qui parle : un nom fourni, ou le fichier .onnx d'une voix Piper à vous.",
        examples=["kokoro-siwis"],
    )
    understanding: Text = Field(
        default="vox-fr-270m",
        description="Modèle qui comprend : un nom fourni, ou un fichier .gguf à vous.",
        examples=["vox-fr-270m"],
    )


class LanguageServer(Section):
    """A larger language model on another machine of the organization's."""

    url: Annotated[str, checked(forms.check_llm_url)] = Field(
        description="Adresse du serveur (API d'OpenAI : llama.cpp, vLLM…), jusqu'à /v1, en https:// (http:// "
        "seulement vers cette machine ou un réseau privé).",
        examples=["http://127.0.0.1:8000/v1"],
    )
    model: Text | None = Field(
        default=None,
        description="Nom du modèle chez ce serveur ; sans lui, le premier de sa liste.",
        examples=["mistral-small"],
    )
    key_file: Path | None = Field(
        default=None,
        description="Fichier de la clé que le serveur demande, s'il en demande une.",
        examples=["/run/secrets/llm"],
    )
    timeout: Annotated[
        timedelta,
        reads(forms.read_seconds),
        between(timedelta(milliseconds=100), timedelta(seconds=3)),
    ] = Field(
        default=timedelta(seconds=1.5),
        description="Temps donné à chaque réponse, de 0,1 à 3 secondes ; au-delà, Vox continue sans elle.",
        examples=["1.5 s"],
    )
    constraint: Literal["auto", "grammar", "json_schema"] = Field(
        default="auto",
        description="Comment le serveur tient son modèle aux commandes : grammar (llama.cpp), json_schema (vLLM et "
        "d'autres) ; auto essaie l'un puis l'autre.",
        examples=["grammar"],
    )


class Settings(Section):
    """One organization's whole configuration."""

    @model_validator(mode="after")
    def _ports_for_transfers(self) -> Self:
        first, last = self.line.listen.rtp_ports
        needed = PORTS_PER_CALL * (self.line.calls + self.most_transfers + 1)
        if self.most_transfers and last - first + 1 < needed:
            raise refusal(
                f"{self.line.calls} appels et {self.most_transfers} transferts veulent {needed} ports, et "
                f"{first}-{last} n'en a que {last - first + 1}",
                f"écrivez listen: {{rtp_ports: {first}-{first + needed - 1}}}, ou transfers: {{at_once: 1}}",
                at="line",
            )
        return self

    @property
    def most_transfers(self) -> int:
        """Calls to people that Vox may make at once; 0 where nobody can be called."""
        everybody: tuple[Practitioner | Person, ...] = (*self.practitioners, *self.people)
        reachable = self.emergency.transfer is not None or any(one.transfer for one in everybody)
        return self.line.transfers.at_once if reachable else 0

    def transfer_of(self, who: str) -> Transfer | None:
        """How somebody (an identifier, or EMERGENCY) is reached; None where they are not."""
        if who == EMERGENCY:
            return Transfer.model_construct(to=self.emergency.transfer) if self.emergency.transfer else None
        everybody: tuple[Practitioner | Person, ...] = (*self.practitioners, *self.people)
        return next((one.transfer for one in everybody if one.id == who), None)

    organization: Organization = Field(
        description="L'organisation que l'on appelle.",
        examples=["{name: Cabinet médical des Tilleuls, trade: medical}"],
    )
    hours: Hours = Field(
        description="Heures d'ouverture de l'organisation.",
        examples=["{monday-friday: [08:30-12:30, 14:00-18:30]}"],
    )
    practitioners: tuple[Practitioner, ...] = Field(
        default=(),
        description="Personnes (ou salles, ponts, guichets) qui donnent des rendez-vous, chacune sous un identifiant ; "
        "au moins une, sauf si flows coupe book.",
        examples=["{dr-martin: {name: Docteur Claire Martin, calendar: …}}"],
    )
    resources: tuple[Resource, ...] = Field(
        default=(),
        description="Salles et appareils que les rendez-vous prennent en plus du praticien, chacun sous un "
        "identifiant.",
        examples=["{laser: {name: Laser, calendar: https://agenda.cabinet.example/dav/laser/}}"],
    )
    services: tuple[Service, ...] = Field(
        default=(),
        description="Prestations que l'on peut réserver, chacune sous un identifiant ; au moins une, sauf si flows "
        "coupe book.",
        examples=["{consultation: {name: consultation, duration: 20 min, with: [dr-martin]}}"],
    )
    answers: tuple[Answer, ...] = Field(
        default=(),
        description="Réponses aux questions courantes, chacune sous son sujet (parking, price…) ; les heures et "
        "l'adresse se répondent d'elles-mêmes.",
        examples=["{parking: Un parking gratuit se trouve derrière le cabinet.}"],
    )
    people: tuple[Person, ...] = Field(
        default=(),
        description="Personnes que l'on peut demander et à qui laisser un message, en plus des praticiens, "
        "chacune sous un identifiant.",
        examples=["{secretariat: {name: le secrétariat}}"],
    )
    line: Line = Field(
        default=Line(),
        description="La ligne téléphonique.",
        examples=[
            '{sip: [{name: operateur, registrar: sip.operateur.example, user: "0033388000000", '
            "password_file: /run/secrets/sip}]}"
        ],
    )
    emergency: Emergency = Field(
        default=Emergency(),
        description="L'urgence, en plus de ce que le métier sait.",
        examples=["{words: [hémorragie]}"],
    )
    verification: Verification = Field(
        default=Verification(),
        description="Ce que l'appelant doit prouver avant que Vox touche à un rendez-vous ou le dise.",
        examples=["{cancel: number, find: number+birthdate, move: number+birthdate, tries: 3}"],
    )
    event: Event = Field(
        default=Event(),
        description="Ce que Vox écrit dans un rendez-vous.",
        examples=["{birthdate: description}"],
    )
    messages: Email | None = Field(
        default=None,
        description="Adresse e-mail qui reçoit les messages des appelants, par le serveur nommé sous mail ; sans elle, "
        "ils ne sont que dans le résumé de l'appel.",
        examples=["secretariat@cabinet.example"],
    )
    mail: Mail | None = Field(
        default=None,
        description="Le serveur par lequel partent les e-mails.",
        examples=[
            "{host: smtp.cabinet.example, username: vox, password_file: /run/secrets/smtp, from: vox@cabinet.example}"
        ],
    )
    mailbox: Mailbox | None = Field(
        default=None,
        description="La boîte où les personnes écrivent pour demander ce qui est gardé d'elles ; sans elle, une "
        "demande par courriel se note à la main.",
        examples=[
            "{address: mes-donnees@cabinet.example, host: imap.cabinet.example, username: mes-donnees, "
            "password_file: /run/secrets/imap}"
        ],
    )
    webhooks: tuple[Webhook, ...] = Field(
        default=(),
        description="Les programmes de l'organisation qui reçoivent messages et résumés par HTTP signé, chacun sous un "
        "identifiant.",
        examples=["{logiciel: {url: https://logiciel.cabinet.example/vox, password_file: /run/secrets/webhook}}"],
    )
    sms: Sms | None = Field(
        default=None,
        description="La passerelle par laquelle qui a pris rendez-vous reçoit une confirmation ; sans elle, rien.",
        examples=['{url: https://sms.operateur.example/v1/messages, body: {to: "{number}", message: "{text}"}}'],
    )
    callers: Callers | None = Field(
        default=None,
        description="Ce que les appelants reçoivent par écrit de leurs rendez-vous, en plus du SMS : un e-mail pour "
        "leur agenda, un rappel.",
        examples=["{email: courriel, remind: 24 h}"],
    )
    flows: dict[FlowName, Switch] = Field(
        default_factory=dict,
        description="Ce que Vox ne fait pas : book, move, cancel, find, status et message se coupent par false ; tout "
        "est permis si rien n'est écrit.",
        examples=["{message: false}"],
    )
    keep: Keep = Field(default=Keep(), description="Ce qui reste d'un appel.", examples=["{summaries: 30 days}"])
    models: Models = Field(
        default=Models(),
        description="Les modèles, tous sur cette machine.",
        examples=["{voice: kokoro-siwis}"],
    )
    llm: LanguageServer | None = Field(
        default=None,
        description="Un plus grand modèle de langue, sur une autre machine à vous ; celui de models prend le relais.",
        examples=["{url: http://127.0.0.1:8000/v1}"],
    )
    tools: tuple[Tool, ...] = Field(
        default=(),
        description="Les outils de l'organisation que Vox interroge par le réseau (API HTTP), chacun sous un "
        "identifiant.",
        examples=["{reparation: {used_for: status, url: https://atelier.garage.example/api/voitures/{reference}, …}}"],
    )
    web: Web = Field(
        default=Web(),
        description="Ce que le superviseur voit, et le formulaire public des droits.",
        examples=['{listen: "127.0.0.1:8080"}'],
    )
