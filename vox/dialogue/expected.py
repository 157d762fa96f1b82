"""What the ears may know beforehand: the short answers that fit a question, and the names of the house."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vox.dialogue.types import Asking
from vox.dialogue.understanding.commands import COMMON_TOPICS
from vox.dialogue.understanding.prompt import Organization
from vox.dialogue.understanding.types import State
from vox.language.say import DAYS, MONTHS


def expected(state: State, known: Organization) -> tuple[str, ...]:
    """French answers of a few words, as a recogniser writes them, none twice; () where anything may be said.

    None for a yes or a no, which nobody shall be taken to have said. They bind nobody: what is said otherwise is heard
    as it is said.
    """
    return tuple(dict.fromkeys(_answers(state, known)))


def context(state: State, known: Organization, *, people: Sequence[str] = (), words: Sequence[str] = ()) -> str:
    """What the recogniser reads before the caller's words: names of the house where any may be said, Vox's sentence.

    people: whom one may leave a message for. words: what callers call that about which they ask. The bare names help
    more than whole sentences around them. `vox bench hearing` hears with them. Where there are too many, those that
    stand first are not read.
    """
    if state.asking not in _NAMES_THINGS:
        return state.said
    own = [topic.replace("-", " ") for topic in known.topics if topic not in COMMON_TOPICS]
    topics = [*own[:MOST_NAMES], *words[:MOST_NAMES]]
    names = dict.fromkeys(
        [*topics, *known.services[:MOST_NAMES], *known.practitioners[:MOST_NAMES], *people[:MOST_NAMES]]
    )
    return " ".join(filter(None, [f"{', '.join(names)}." if names else "", state.said]))


MOST_NAMES = 12
"""Topics, services, practitioners, and people, that are told: the recogniser reads no more than some sixty words."""

_NAMES_THINGS = frozenset({Asking.OPEN, Asking.SERVICE, Asking.PRACTITIONER, Asking.REASON, Asking.MATTER, Asking.MORE})


def _answers(state: State, known: Organization) -> Iterator[str]:
    match state.asking:
        case Asking.CHOICE:
            yield from (*_WHICH, *_ANY)
            yield from _offered(state.said)
        case Asking.TIME:
            yield from (*_PARTS, *_ANY)
            yield from _hours()
        case Asking.DATE:
            yield from (*_DATES, *_ANY)
            yield from (f"{day} {what}" for day in DAYS for what in ("matin", "après-midi", "prochain", "soir"))
            yield from (f"{'1er' if day == 1 else day} {month}" for month in MONTHS for day in range(1, 32))
        case Asking.PRACTITIONER:
            yield from (*known.practitioners, *_ANY)
        case Asking.SERVICE:
            yield from known.services
            yield from (f"{article} {name}" for name in known.services for article in ("pour une", "un", "une"))


def _offered(said: str) -> Iterator[str]:
    """The days and hours of Vox's own sentence, each alone and with the hour that follows it."""
    day = ""
    for found in _OFFER.finditer(said):
        if name := found["day"]:
            day = name.lower()
            yield from (day, f"le {day}", f"{day} {found['number']}" if found["number"] else day)
        if hour := found["hour"]:
            yield from (hour, f"à {hour}", f"celui de {hour}")
            if day:
                yield from (f"{day} {hour}", f"{day} à {hour}")


_OFFER = re.compile(
    rf"(?P<day>\b(?:{'|'.join(DAYS)}|demain)\b)(?: (?P<number>\d{{1,2}}|1er)\b(?! ?h))?"
    r"|(?P<hour>\b(?:\d{1,2} ?(?:h|heures?)(?: \d\d)?|midi)\b)",
    re.IGNORECASE,
)


def _hours() -> Iterator[str]:
    for hour in range(7, 21):
        for minutes in ("", " 15", " 30", " 45"):
            clock = "midi" if (hour, minutes) == (12, "") else f"{hour} h{minutes}"
            yield from (clock, f"à {clock}", f"vers {clock}")


_ANY = (
    "peu importe", "n'importe", "n'importe lequel", "n'importe laquelle", "ça m'est égal", "c'est égal",
    "comme vous voulez", "je n'ai pas de préférence", "pas de préférence", "l'un ou l'autre", "le plus tôt possible",
)  # fmt: skip
_WHICH = (
    "le premier", "la première", "le deuxième", "la deuxième", "le second", "la seconde", "le troisième",
    "la troisième", "le dernier", "la dernière", "celui du milieu", "celle du milieu", "aucun", "aucun des deux",
    "ni l'un ni l'autre", "le matin", "l'après-midi", "plus tard", "plus tôt", "un autre jour",
)  # fmt: skip
_PARTS = (
    "le matin", "l'après-midi", "le soir", "en fin de matinée", "en début d'après-midi", "en fin d'après-midi",
    "en fin de journée", "en début de matinée", "dans la matinée", "dans l'après-midi", "entre midi et deux",
    "plutôt le matin", "plutôt l'après-midi", "tôt le matin",
)  # fmt: skip
_DATES = (
    *DAYS, *(f"le {day}" for day in DAYS), "aujourd'hui", "demain", "demain matin", "demain après-midi",
    "après-demain", "cette semaine", "la semaine prochaine", "lundi en huit", "mardi en huit", "mercredi en huit",
    "jeudi en huit", "vendredi en huit", "dès que possible", "la semaine d'après", "le mois prochain",
    "en début de semaine", "en fin de semaine", "dans quinze jours", "ce soir",
)  # fmt: skip
