"""Whether a caller says that they have come before, where some hours are kept for who has, or for who has not."""

from __future__ import annotations

import re

from vox.dialogue.understanding.commands import Command, Fill, Say, Slot, Word
from vox.dialogue.understanding.folding import squeeze


def come_before(heard: str) -> bool | None:
    """ "Je suis déjà patiente": True; "c'est la première fois", "je suis nouveau": False; None where it is not said."""
    text = squeeze(heard)
    if _COME.search(text):
        return True
    return False if _NEW.search(text) else None


def as_come_before(commands: tuple[Command, ...], come: bool | None) -> tuple[Command, ...]:
    """The answer to "have you come before?": "la première fois" names neither a service nor a person.

    come: what the words say, None where they do not.
    """
    if come is None:
        return commands
    when = (one for one in commands if isinstance(one, Fill) and one.slot in (Slot.DATE, Slot.TIME, Slot.PRACTITIONER))
    return (Say(Word.YES if come else Word.NO), *when)


_WHO = r"(?:patiente?|cliente?|venue?|suivie?)s?"
_COME = re.compile(
    rf"\b(?:(?:pas|plus) (?:la |ma |une |notre )?premiere (?:fois|visite|seance|consultation)|deja {_WHO}"
    r"|deja (?:ete|passee?s?|vue?s?) (?:chez|au|par|la)|ancien(?:ne)? (?:patiente?|cliente?)"
    r"|(?:je viens|on vient|nous venons) (?:souvent|regulierement|depuis)|habituee?s?)\b"
)
_NEW = re.compile(
    r"\b(?:premiere (?:fois|visite)|jamais (?:encore )?(?:venue?s?|ete (?:chez|au)|mis les pieds)"
    rf"|pas encore {_WHO}|nouve(?:au|lle|l)s? (?:patiente?|cliente?)s?)\b"
)
