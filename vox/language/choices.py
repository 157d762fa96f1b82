"""Which of the offered openings a caller takes: "la première", "celui de onze heures", "plutôt le dernier"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from vox.language.choosing import LAST, MIDDLE, ChoiceWords, chosen
from vox.language.dates import read_date
from vox.language.hours import read_time
from vox.language.mishearings import mend
from vox.language.numbers import with_numbers
from vox.language.periods import MONTHS, WEEKDAYS
from vox.language.text import Line, tokens


def read_choice(text: str, starts: Sequence[datetime], names: Sequence[str] = ()) -> int | None:
    """The index of the one opening that the words fit; None when they fit none or several, or refuse.

    starts: of the openings offered, aware, on the organization's wall clock, in the order in which they were said.
    names:  the practitioner of each, where they were said; empty otherwise.
    """
    return chosen(text, starts, names, _WORDS)


def _line(text: str) -> str:
    return Line(with_numbers(mend(tokens(text)))).text


_PLACES = (
    (
        re.compile(
            r"\b(?:premiere?|premiez|1 ere?|1 er|(?:la|le) une?(?= |$)(?! \w)|numero (?:un|1)"
            r"|(?:choix|option|touche|proposition) (?:un|1"
            rf"|a))\b(?! (?:(?:creneau|rendez vous) (?:du|de la)|{'|'.join(MONTHS)}))"
        ),
        0,
    ),
    (
        re.compile(
            r"\b(?:deuxiemes?|2 e|2 eme|2 ieme|seconde?|se conde|deux zieme|2 zieme|numero 2|(?:choix|option|touche"
            r"|proposition) (?:2|b))\b"
        ),
        1,
    ),
    (
        re.compile(
            r"\b(?:troisieme|3 e|3 eme|troi zieme|troisi aime|tri zieme|3 zieme|numero 3|(?:choix|option|touche"
            r"|proposition) (?:3|c))\b"
        ),
        2,
    ),
    (re.compile(r"\b(?:derniere?s?)\b"), LAST),
    (re.compile(r"\b(?:milieux?|celui d entre)\b"), MIDDLE),
)
_EARLIEST = re.compile(r"\b(?:plus tot|plus rapproche|plus proche|au plus tot)\b")
_LATEST = re.compile(r"\b(?:plus tard|plus tardif|plus eloigne)\b")
_FIRST_FREE = re.compile(r"\bpremiere? (?:venue?|disponible|libre)\b")
_PLACE_ALONE = re.compile(
    r"(?:^|,|\b(?:prends|choisis|garde|prefere|plutot|oui|ouais|ok|alors|donc|pour|euh)) ?(?:(?:le|la) )?[23]$"
    r"|^(?:le|la) [23]\b(?! \w)"
)
""" "Le deux" is the second, though the 2nd was not offered; "le deux janvier" is not."""
_REFUSAL = re.compile(
    r"\b(?:repeter|repetez|redire|redites)\b"
    rf"|\b(?:pas (?:ce )?(?:{'|'.join(WEEKDAYS)})|aucune?|ni l une? ni l autre|ni le|rien ne"
    r"|pas (?:le|la|celui|celle|possible)|trop (?:tot|tard|loin)"
    r"|un autre jour|autre chose|non)\b(?! (?:plutot|le|la|celui|celle)\b)"
)

_WORDS = ChoiceWords(
    line=_line,
    read_date=read_date,
    read_time=read_time,
    weekdays=WEEKDAYS,
    places=_PLACES,
    earliest=_EARLIEST,
    latest=_LATEST,
    first_free=_FIRST_FREE,
    refusal=_REFUSAL,
    place_alone=_PLACE_ALONE,
)
