"""Whom a caller may ask for: practitioners, who give appointments, and the others of the organization."""

from __future__ import annotations

from pydantic import Field

from vox.config.calendars import CalendarAddress
from vox.config.fields import Identifier, MostPerDay, Section, Text, Texts
from vox.config.hours import Closed, Hours
from vox.config.software import Software
from vox.config.telling import Email
from vox.config.transfer import Transfer


class Practitioner(Section):
    """Somebody who gives appointments, under an identifier."""

    id: Identifier
    name: Text = Field(description="Nom du praticien, tel que Vox le dit.", examples=["Docteur Claire Martin"])
    also_called: Texts = Field(
        default=(),
        description="Autres façons dont on l'appelle au téléphone.",
        examples=["[Martin, la docteure]"],
    )
    calendar: CalendarAddress | None = Field(
        default=None,
        description="Agenda CalDAV où Vox lit les disponibilités et écrit les rendez-vous ; lui ou software est "
        "obligatoire.",
        examples=[
            "{url: https://agenda.cabinet.example/dav/martin/rdv/, username: vox, password_file: /run/secrets/caldav}"
        ],
    )
    software: Software | None = Field(
        default=None,
        description="À la place de calendar : votre propre logiciel de rendez-vous, par les outils que nomment ces "
        "clés.",
        examples=["{busy: prises, book: reserver, look: lire, look_by_key: retrouver}"],
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
