"""Whether a caller says that it cannot wait: then they are offered what the organization keeps for such callers."""

from __future__ import annotations

import re

from vox.dialogue.understanding.folding import squeeze


def cannot_wait(heard: str) -> bool:
    """ "C'est urgent", "ça ne peut pas attendre"; not the mere wish for the soonest time, which everybody has."""
    text = _NOT.sub(" ", squeeze(heard))
    return bool(_URGENT.search(text))


_URGENT = re.compile(
    r"\b(?:urgent\w*|urgences?|(?:peux|peut|pourra|pourrai|puis) (?:pas|plus) attendre|tient? plus|insupportable"
    r"|(?:en peux|peut) plus|absolument (?:aujourd'hui|voir|tout de suite)|immediatement)\b"
)
_NOT = re.compile(
    r"\b(?:pas|aucune|sans|rien d'|pas une|pas d'|non) ?(?:vraiment |si |tres |trop |une |l')?urgen\w+"
    r"|\b(?:service des|aux|des|les) urgences\b|\bpeut attendre\b"
)
