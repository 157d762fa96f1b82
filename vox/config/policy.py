"""What callers may do and must prove, and what Vox answers of itself: flows, proofs, answers, danger."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from vox.config import forms
from vox.config.fields import Identifier, Number, Section, Text, Texts, checked, refusal
from vox.config.transfer import check_emergency_target
from vox.config.words import instead

FLOWS = ("book", "move", "cancel", "find", "status", "message")
"""What can be switched off."""


def _flow(name: str) -> str:
    if name not in FLOWS:
        better = instead(name, FLOWS)
        hint = f"vouliez-vous dire {better} ? " if better else ""
        raise refusal(f"{forms.shown(name)} ne se coupe pas", f"{hint}au choix : {', '.join(FLOWS)}")
    return name


FlowName = Annotated[str, AfterValidator(_flow), WithJsonSchema({"type": "string", "enum": list(FLOWS)})]


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
