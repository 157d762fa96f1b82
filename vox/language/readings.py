"""What a reader gives back: a value, where it was said, whether anything else was said, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from vox.language.numbers import with_numbers
from vox.language.text import Line, tokens

T = TypeVar("T")


class Problem(StrEnum):
    """Why a value cannot be used as it was said. It leads to a question, never to a guess."""

    NO_SUCH_DAY = "no-such-day"  # 30 février
    PAST = "past"
    AMBIGUOUS = "ambiguous"  # "lundi" on a Monday; "mardi 9" where the 9th is a Wednesday
    NO_SUCH_HOUR = "no-such-hour"  # 25 heures
    INCOMPLETE = "incomplete"  # a telephone number with too few digits, a birth date without its year
    TOO_LONG = "too-long"  # a telephone number with too many digits
    IMPOSSIBLE = "impossible"  # a number that no telephone has


@dataclass(frozen=True)
class Reading(Generic[T]):
    """A value found in a text.

    start, end: the piece text[start:end] that was read, mistakes and fillers inside it included.
    whole:      the rest of the text is filler and politeness: nothing of meaning is left.
    problem:    None when the value is good; `value` then still holds what was understood.
    """

    value: T
    start: int
    end: int
    whole: bool
    problem: Problem | None = None


def covers(text: str, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether everything outside these pieces of the text is filler: `covers(text, [(r.start, r.end), …])`."""
    taken = sorted(spans)
    gap: list[str] = []
    for token in with_numbers(tokens(text)):
        if any(start <= token.start and token.end <= end for start, end in taken):
            gap.append("|")
        else:
            gap.append(token.word)
    return not _FILLER.sub(" ", f" {' '.join(gap)} ").replace("|", " ").replace(",", " ").strip()


def filler(line: Line) -> bool:
    """Whether nothing of meaning is in these words."""
    return not _FILLER.sub(" ", f" {line.text} ").replace(",", " ").strip()


_PHRASES = """
euh|heu|hum|hem|hm|mmh|mm|ah|oh|eh|he|ho|hein|bah|ben|bein|bon|ba|alors|donc|voila|quoi|du coup|en fait|enfin
|oui|ouais|d accord|ok|okay|entendu|tres bien|parfait|super|allez|allo|tenez|attendez|disons|voyons
|ecoutez|dites|dites moi|vous savez|je dirais|on va dire|on dit|on peut dire|a peu pres|a la rigueur
|bonjour|bonsoir|au revoir|merci(?: beaucoup| bien)?|s il vous plait|s il te plait|svp|je vous (?:en )?prie|pardon
|excusez moi
|monsieur|madame|mademoiselle|docteur|maitre
|si (?:c est |ce serait |vous |tu |ca vous |cela vous )?(?:possible|peux|pouvez|pouviez|avez|aviez|voulez|convient
|va|dispo|disponible|libre)
|ca serait possible|ce serait possible|c est possible|est ce que ce serait possible|est ce que c est possible
|possible
|est ce que (?:je peux|je pourrais|on peut|c est)
|(?:est ce que )?(?:vous avez|vous auriez|il y a|y a)(?: de la place| quelque chose| une place)?
|(?:je|j|on|nous) (?:voudrais|voudrait|veux|veut|aimerais|aimerait|souhaite|souhaiterais|prefere|prefererais
|preferais|peux|peut|pourrais|pourrait|suis libre|suis disponible|suis dispo|aimerais mieux|prends|prendrais
|viendrais|viens|viendrai|propose|pensais a|pense)
|(?:venir|passer|avoir|prendre|mettre|noter|reserver)
|mettez(?: moi)?|prenez|notez(?: moi)?|marquez|gardez|reservez(?: moi)?|donnez(?: moi)?
|(?:ce|ca|cela|c) (?:serait|sera|est|m irait|irait|me va|m arrange|m arrangerait|me convient|me conviendrait|va
|ira)(?: bien| mieux| parfait| super| l ideal| ideal| top| pour moi| plutot| le mieux| bon)*
|(?:m arrange|m arrangerait|me convient|me conviendrait|m irait|me va|irait|serait|conviendrait)(?: bien| mieux
| parfait| le mieux| parfaitement)*
|(?:c est |ce sera |ce serait )?n importe (?:quel jour|quand|lequel|quelle heure)|tous les jours|(?:pour )?
(?:un |le |mon |avoir un |prendre un )?(?:rendez vous|rdv)
|l ideal|le mieux|de preference|plutot|pourquoi pas|peut etre|soit|environ|par exemple|justement|seulement|juste
|aussi|bien|mieux
|pour moi|moi|pour|a|le|la|les|l|du|de|des|d|en|au|aux|un|une|ce|cet|cette|et|vers|dans|pendant|sur|par|avec|qu|que|se|y
|on|je|j|c|est
"""
_FILLER = re.compile(rf"(?<= )(?:{_PHRASES.replace(chr(10), '')})(?= )")
