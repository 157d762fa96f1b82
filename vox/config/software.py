"""A booking software of the organization's in place of a calendar: which of its tools Vox asks for what."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from vox.config.fields import Identifier, Section, Text

Role = Literal["busy", "free", "book", "look", "look_by_key", "find", "cancel"]
ROLES: tuple[Role, ...] = get_args(Role)
"""What the tools of a software are for, each under a key of that name."""


class Software(Section):
    """Each key but the last two names a tool, whose `used_for` is that key (`look` for `look_by_key`)."""

    busy: Identifier | None = Field(
        default=None,
        description="Outil (sous tools) qui donne ce qui est pris entre deux moments ; celui-ci ou free.",
        examples=["prises"],
    )
    free: Identifier | None = Field(
        default=None,
        description="Outil qui donne ce qui est libre entre deux moments, si le logiciel ne dit pas ce qui est pris.",
        examples=["libres"],
    )
    book: Identifier = Field(description="Outil qui prend un rendez-vous.", examples=["reserver"])
    look: Identifier = Field(description="Outil qui lit un rendez-vous par sa référence.", examples=["lire"])
    look_by_key: Identifier | None = Field(
        default=None,
        description="Outil qui retrouve un rendez-vous par la clé que Vox lui a donnée, même si la réponse de book "
        "s'est perdue ; inutile seulement si le logiciel prend cette clé pour référence.",
        examples=["retrouver"],
    )
    find: Identifier | None = Field(
        default=None,
        description="Outil qui donne les rendez-vous d'un numéro de téléphone ; sans lui, qui veut déplacer, annuler "
        "ou connaître le sien laisse un message.",
        examples=["chercher"],
    )
    cancel: Identifier | None = Field(
        default=None,
        description="Outil qui annule un rendez-vous ; sans lui, qui veut déplacer ou annuler le sien laisse un "
        "message.",
        examples=["annuler"],
    )
    known_as: Text | None = Field(
        default=None,
        description="Identifiant du praticien dans le logiciel, {practitioner} dans les outils ; sans lui, le même "
        "qu'ici.",
        examples=['"42"'],
    )
    services: dict[Identifier, Text] = Field(
        default_factory=dict,
        description="Nom de chaque prestation dans le logiciel, {service} dans les outils ; sans lui, le même qu'ici.",
        examples=['{revision: "REV-2"}'],
    )
