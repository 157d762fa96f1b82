"""What a model that nobody taught is shown first: turns of calls, and the commands that they mean."""

from __future__ import annotations

from dataclasses import dataclass

from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Faq, Fill, Fix, Say, Slot, Start, Word
from vox.dialogue.understanding.prompt import Organization, question, written
from vox.dialogue.understanding.types import State


@dataclass(frozen=True)
class Example:
    """One turn; every span is a verbatim piece of what was heard."""

    state: State
    heard: str
    commands: tuple[Command, ...]


ORGANIZATION = Organization(("consultation", "vaccin", "séance"), ("Docteur Martin", "Léa"), ("parking",))
"""Whom the callers of the examples telephone."""

_OPEN = State(Flow.NONE, Asking.OPEN, "Que puis-je faire pour vous ?")
_SERVICE = State(Flow.BOOK, Asking.SERVICE, "C'est pour quel motif ?")
_DATE = State(Flow.BOOK, Asking.DATE, "Quel jour vous conviendrait ?")
_TIME = State(Flow.BOOK, Asking.TIME, "Très bien, mardi. À quelle heure ?")
_CHOICE = State(Flow.BOOK, Asking.CHOICE, "Mardi à 9 h 30, ou mercredi à 11 h. Lequel préférez-vous ?")
_NAME = State(Flow.BOOK, Asking.NAME, "À quel nom ?")
_PHONE = State(Flow.BOOK, Asking.PHONE, "À quel numéro peut-on vous joindre ?")
_CONFIRM = State(Flow.BOOK, Asking.CONFIRM, "Est-ce que je confirme ?")
_MORE = State(Flow.NONE, Asking.MORE, "Puis-je faire autre chose pour vous ?")

TURNS = (
    Example(
        _OPEN,
        "bonjour je voudrais un rendez-vous mardi matin",
        (Start(Flow.BOOK), Fill(Slot.DATE, "mardi"), Fill(Slot.TIME, "matin")),
    ),
    Example(_OPEN, "vous êtes ouverts le samedi ?", (Faq("hours"),)),
    Example(_OPEN, "on peut se garer chez vous et c'est combien", (Faq("parking"), Faq("price"))),
    Example(
        _OPEN, "je veux annuler ma séance de jeudi", (Start(Flow.CANCEL), Fill(Slot.APPOINTMENT, "séance de jeudi"))
    ),
    Example(_OPEN, "je peux pas venir demain il faudrait décaler", (Start(Flow.MOVE),)),
    Example(_OPEN, "c'est quand déjà mon prochain rendez-vous", (Start(Flow.FIND),)),
    Example(
        _OPEN, "je voulais savoir si mes analyses sont arrivées", (Start(Flow.STATUS), Fill(Slot.MATTER, "analyses"))
    ),
    Example(
        _OPEN,
        "dites à Léa que je suis en retard",
        (Start(Flow.MESSAGE), Fill(Slot.PRACTITIONER, "Léa"), Fill(Slot.MESSAGE, "je suis en retard")),
    ),
    Example(_OPEN, "passez-moi quelqu'un", (Say(Word.HUMAN),)),
    Example(_OPEN, "mon mari s'est écroulé il ne répond plus", (Say(Word.EMERGENCY),)),
    Example(_OPEN, "je ne veux pas qu'une machine garde ma voix", (Say(Word.OPPOSITION),)),
    Example(_OPEN, "il paraît qu'il va neiger ce week-end", (Say(Word.OTHER),)),
    Example(_SERVICE, "c'est pour un vaccin", (Fill(Slot.SERVICE, "vaccin"),)),
    Example(_SERVICE, "j'ai mal au genou depuis hier", (Fill(Slot.REASON, "mal au genou depuis hier"),)),
    Example(_DATE, "plutôt vers la fin du mois", (Fill(Slot.DATE, "fin du mois"),)),
    Example(_DATE, "le chat est sur la table verte", (Say(Word.UNCLEAR),)),
    Example(_DATE, "ça m'est égal", (Say(Word.ANY),)),
    Example(
        _TIME,
        "en fait mardi je peux pas mettez-moi mercredi à onze heures",
        (Fix(Slot.DATE, "mercredi"), Fill(Slot.TIME, "onze heures")),
    ),
    Example(_CHOICE, "celui de onze heures", (Fill(Slot.CHOICE, "onze heures"),)),
    Example(_CHOICE, "attendez je prends mon agenda", (Say(Word.WAIT),)),
    Example(_NAME, "Claire Dupont", (Fill(Slot.NAME, "Claire Dupont"),)),
    Example(_PHONE, "alors c'est le zéro six trente-neuf", (Fill(Slot.PHONE, "zéro six trente-neuf"),)),
    Example(_CONFIRM, "oui c'est parfait", (Say(Word.YES),)),
    Example(_CONFIRM, "non c'est mercredi", (Fix(Slot.DATE, "mercredi"),)),
    Example(_CONFIRM, "vous avez mal compris mon nom", (Fix(Slot.NAME),)),
    Example(_MORE, "non merci au revoir", (Say(Word.NO), Say(Word.GOODBYE))),
)

EXAMPLES = str(ORGANIZATION) + "".join(
    f"{question(one.state)} {one.heard}\n={written(one.commands)}\n" for one in TURNS
)
"""The turns as the model reads them, and as it is to go on."""
