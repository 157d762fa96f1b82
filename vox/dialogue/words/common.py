"""What the sentences of every flow share: the organization's names as they are spoken, and lists, days, hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from vox.agenda.types import Opening
from vox.config.hours import TimeRange
from vox.config.settings import Settings
from vox.language.say import say_time

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

LISTED = 4
"""Names said in one breath at most; more are not remembered by who hears them."""


class Words:
    """The names that every sentence may need."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._zone = ZoneInfo(settings.organization.timezone)
        self._practitioners = {one.id: spoken_person(one.name) for one in settings.practitioners}
        self._services = {one.id: one.name for one in settings.services}
        self._people = {one.id: spoken_person(one.name) for one in settings.people} | self._practitioners

    def _local(self, opening: Opening) -> datetime:
        return opening.start.astimezone(self._zone)


def spoken_person(name: str) -> str:
    """A name as it stands inside a sentence: "Docteur Claire Martin" becomes "le docteur Claire Martin"."""
    first, _, rest = name.partition(" ")
    match first.casefold().rstrip("."):
        case "docteur" | "dr":
            return f"le docteur {rest}"
        case "docteure" | "dre":
            return f"la docteure {rest}"
        case "professeur" | "pr":
            return f"le professeur {rest}"
        case "maître" | "maitre" | "me":
            return f"maître {rest}"
        case "madame" | "mme":
            return f"madame {rest}"
        case "monsieur" | "m" if rest:
            return f"monsieur {rest}"
        case _:
            return name


def to_somebody(person: str) -> str:
    """ "au secrétariat", "à la mairie", "aux archives", "au docteur Martin"."""
    article, _, rest = person.partition(" ")
    return {"le": f"au {rest}", "les": f"aux {rest}"}.get(article.casefold(), f"à {person}")


def either(items: Sequence[str]) -> str:
    """ "à 9 h, à 10 h, ou, à 11 h": each item a clause of its own."""
    if len(items) <= 1:
        return "".join(items)
    return ", ".join(items[:-1]) + f", ou, {items[-1]}"


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def span_of_days(first: int, last: int) -> str:
    return f"le {DAYS[first]}" if first == last else f"du {DAYS[first]} au {DAYS[last]}"


def week_in_words(week: Sequence[Sequence[TimeRange]]) -> str:
    """ "du lundi au vendredi, de 9 h à midi. Le samedi, de 9 h à 11 h": days alike together; "" for no hours."""
    parts: list[str] = []
    day = 0
    while day < len(DAYS):
        last = day
        while last + 1 < len(DAYS) and week[last + 1] == week[day]:
            last += 1
        if week[day]:
            parts.append(f"{span_of_days(day, last)}, {ranges_in_words(week[day])}")
        day = last + 1
    return ". ".join(part if place == 0 else sentence(part) for place, part in enumerate(parts))


def ranges_in_words(ranges: Sequence[TimeRange]) -> str:
    return ", et, ".join(f"de {say_time(one.start)} à {say_time(one.end)}" for one in ranges)
