"""Lines in which somebody of the house is named: the recogniser reads its names beforehand, and is to hear them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from training.hearing.made import pick, sentence
from vox.dialogue.types import Asking
from vox.language.usual_names import usual_names

Random = np.random.Generator

UNKNOWN: Final = 0.15
"""Share of the lines that name somebody else: what is read beforehand is not to be heard in any case."""

_TITLES: Final = (
    "docteur {l}", "docteur {l}", "docteur {l}", "maître {l}", "maître {l}", "madame {l}", "monsieur {l}", "{f}",
    "{f} {l}", "docteure {l}",
)  # fmt: skip

_SAID: Final = (
    (Asking.PRACTITIONER, "{p}"),
    (Asking.PRACTITIONER, "avec {p}"),
    (Asking.PRACTITIONER, "{p}, s'il vous plaît"),
    (Asking.PRACTITIONER, "plutôt {p}"),
    (Asking.PRACTITIONER, "{p}, si possible"),
    (Asking.PRACTITIONER, "chez {p}"),
    (Asking.PRACTITIONER, "je préfère {p}"),
    (Asking.PRACTITIONER, "non, {p}"),
    (Asking.PRACTITIONER, "{p}, comme d'habitude"),
    (Asking.PRACTITIONER, "c'est {p} qui me suit"),
    (Asking.OPEN, "passez-moi {p}"),
    (Asking.OPEN, "bonjour, passez-moi {p}, s'il vous plaît"),
    (Asking.OPEN, "je voudrais parler à {p}"),
    (Asking.OPEN, "est-ce que {p} est là"),
    (Asking.OPEN, "je cherche à joindre {p}"),
    (Asking.OPEN, "bonjour, je voudrais un rendez-vous avec {p}"),
    (Asking.OPEN, "je voudrais déplacer mon rendez-vous avec {p}"),
    (Asking.OPEN, "annulez mon rendez-vous avec {p}"),
    (Asking.OPEN, "un message pour {p}"),
    (Asking.OPEN, "j'ai raté un appel de {p}"),
    (Asking.OPEN, "vous pouvez dire à {p} de me rappeler"),
    (Asking.OPEN, "à quelle heure est mon rendez-vous avec {p}"),
    (Asking.OPEN, "allô, c'est bien le cabinet de {p}"),
    (Asking.OPEN, "{p}, s'il vous plaît"),
    (Asking.MORE, "je voudrais aussi parler à {p}"),
    (Asking.MORE, "et un rendez-vous avec {p}"),
    (Asking.MORE, "oui, un message pour {p}"),
    (Asking.SERVICE, "une consultation avec {p}"),
    (Asking.SERVICE, "c'est pour voir {p}"),
    (Asking.REASON, "c'est {p} qui m'a dit d'appeler"),
)
"""What is asked, and how a person is named there."""


def house(count: int, random: Random) -> Iterator[tuple[str, Asking, tuple[str, ...]]]:
    """So many lines, what was asked, and the people of the house as it calls them."""
    first, family = usual_names()
    seen: set[str] = set()
    while len(seen) < count:
        people = [_called(random, first, family) for _ in range(int(random.integers(2, 6)))]
        if random.random() < UNKNOWN:
            named, *people = people
        else:
            named = pick(random, *people)
        asking, pattern = _SAID[int(random.integers(len(_SAID)))]
        line = _with_articles(pattern.replace("{p}", _as_said(named)))
        if line not in seen:
            seen.add(line)
            yield sentence(line), asking, tuple(people)


def _called(random: Random, first: tuple[str, ...], family: tuple[str, ...]) -> str:
    return pick(random, *_TITLES).format(f=pick(random, *first), l=pick(random, *family))


def _as_said(name: str) -> str:
    """ "docteur Leroy" is "le docteur Leroy" in a sentence."""
    article = {"docteur": "le ", "docteure": "la "}.get(name.split()[0], "")
    return f"{article}{name}"


def _with_articles(line: str) -> str:
    return line.replace(" à le ", " au ").replace(" de le ", " du ")
