"""The words by which callers keep the appointment that they have, when they are about to give it up.

Read beside whoever understands: "gardez-le", taken for a yes, would cost somebody their appointment.
"""

from __future__ import annotations

import re

from vox.dialogue.understanding.folding import squeeze


def keeps(text: str) -> bool:
    """Whether the caller wants the appointment to stay as it is."""
    return bool(_KEEPS.search(squeeze(text)))


def means_the_other(text: str) -> bool:
    """Whether, of two appointments, the one that was not named is meant."""
    return bool(_OTHER.search(squeeze(text)))


def means_all(text: str) -> bool:
    """Whether all of the appointments that were named are meant."""
    return bool(_ALL.search(squeeze(text)))


def means_this_too(text: str) -> bool:
    """Whether what is named is meant beside the one in hand, and not instead of it."""
    return bool(_TOO.search(squeeze(text)))


_KEEPS = re.compile(
    r"\b(?:gard(?:ez?|e|er|ons)|conserv(?:ez?|e|er|ons)|mainten(?:ez|ons|ir)|maintiens?)\b"
    r"|\blaiss(?:ez|e)(?: |-)?(?:le|la|les|tout|comme|mon|ca)\b(?! tomber)"
    r"|\b(?:n'|ne l'|l'|ne les |les )?(?:annul|supprim|deplac|chang|touch)\w* (?:surtout )?(?:pas|rien)\b"
    r"|\b(?:je|j'|on|il|elle) (?:vais |va )?(?:viens|viendrai|viendra|vient|venir|serai la|sera la|irai)\b(?! pas)"
    r"|\breste comme ca\b|\b(?:finalement|tout compte fait) (?:non|je viens|c'est bon)\b"
)
_OTHER = re.compile(r"\bl'autre\b|\bpas celui(?: la)?\b(?! d)|\bmauvais rendez vous\b")
_TOO = re.compile(r"\b(?:aussi|egalement|en plus)\b")
_ALL = re.compile(r"^(?:\w+ )?(?:les (?:deux|trois|2|3)|tous|toutes|tout)\b(?: (?:les )?(?:deux|trois|2|3))?\W*$")
