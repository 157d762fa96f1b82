"""Where values stand in an utterance: days, hours, numbers, names, the organization's people and services."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from vox.clock import Clock
from vox.config.settings import Settings
from vox.dialogue.called import called
from vox.dialogue.types import Asking
from vox.dialogue.understanding import intents
from vox.dialogue.understanding.commands import Command, Fill, Fix, Slot
from vox.dialogue.understanding.folding import fold, squeeze
from vox.dialogue.understanding.types import State
from vox.language import names
from vox.language.dates import read_date
from vox.language.hours import read_time
from vox.language.names import read_name
from vox.language.phones import read_phone

LONGEST_NAME = 7
"""Words that a name, with its spelling left aside, has at most."""


@dataclass(frozen=True)
class Found:
    """A value in the utterance: characters start to end of it."""

    slot: Slot
    start: int
    end: int


class Values:
    """The readers of one organization: its services and people are part of what they find."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        self._zone = ZoneInfo(settings.organization.timezone)
        self._services = called(settings.services)
        self._practitioners = called(settings.practitioners)
        self._everybody = {**called(settings.people), **self._practitioners}

    @property
    def today(self) -> date:
        """The day, where the organization is."""
        return self._clock().astimezone(self._zone).date()

    def gives(self, span: str) -> bool:
        """Whether the organization has a service that is called so."""
        return bool(names.match(span, self._services))

    def is_called(self, span: str) -> bool:
        """Whether a service has that very name, or is also called so."""
        return any(squeeze(span) == squeeze(name) for called_so in self._services.values() for name in called_so)

    def person_in(self, heard: str) -> str | None:
        """The words that name a person of the organization, whatever is wanted of them."""
        who = _narrow(heard, self._everybody)
        return heard[_with_title(heard, who[0]) : who[1]] if who else None

    def find(
        self,
        state: State,
        heard: str,
        *,
        everybody: bool = False,
        asked: bool = False,
    ) -> list[Found]:
        """The values in the utterance, in the order said, none within another.

        everybody: who makes no appointments may be named too. asked: a person was asked for.
        """
        found: list[Found] = []
        heard = _without_harmless(heard)
        phone = read_phone(heard)
        if phone is not None and phone.problem is None:
            found.append(Found(Slot.PHONE, phone.start, phone.end))
        if name := intents.NAME_CUE.search(fold(heard)):
            found += self._named(heard, name.start(), name.end())
        heard = _blank(heard, found)
        day = read_date(heard, self.today)
        if day is not None:
            found.append(Found(Slot.DATE, day.start, day.end))
        hour = read_time(heard, asked=state.asking is Asking.TIME)
        if hour is not None:
            found.append(Found(Slot.TIME, hour.start, hour.end))
        known = self._everybody if everybody else self._practitioners
        free = state.asking not in (Asking.NAME, Asking.PHONE)
        with_people = heard
        who = _narrow(_without_refused(heard, known), known)
        if who and (asked or not intents.OWN_NAME_BEFORE.search(fold(heard[: who[0]]))):
            titled = Found(Slot.PRACTITIONER, _with_title(heard, who[0]), who[1])
            seeing = intents.SEEING.search(fold(heard[: titled.start]))
            # "voir le docteur" may be what a service is called, whoever the doctor is.
            heard = _blank(heard, [Found(Slot.PRACTITIONER, *who) if seeing else titled])
            found.append(titled)
        elif free and (who := self._unknown_person(heard, found)):
            found.append(Found(Slot.PRACTITIONER, *who))
        what = _narrow(heard, self._services) if free else None
        if what is None and state.asking in _ABOUT_WHAT:
            # "Rencontrer madame le maire", "refaire mon passeport" where there is a counter for passports.
            what = _narrow(with_people, self._services)
        if what is not None:
            found.append(Found(Slot.SERVICE, *what))
        numbers = [one for one in found if one.slot in (Slot.PHONE, Slot.NAME)]
        found = [one for one in found if one in numbers or not _within((one.start, one.end), numbers)]
        return sorted(found, key=lambda one: one.start)

    def _unknown_person(self, heard: str, found: Sequence[Found]) -> tuple[int, int] | None:
        """Somebody whom the organization does not have: "avec le docteur Zorro"."""
        named = intents.WITH_SOMEBODY.search(fold(heard))
        if named is None:
            return None
        span = named.span(1) if named[1] else named.span(2)
        alone = squeeze(heard[span[0] : span[1]]).split()[-1]
        return None if alone in intents.NOT_NAMES or _within(span, found) else span

    def _named(self, heard: str, start: int, end: int) -> list[Found]:
        """The name after "je m'appelle", as far as it goes."""
        tail = heard[end:]
        stop = intents.NAME_ENDS.search(fold(tail))
        cut = stop.start() if stop else len(tail)
        punctuation = re.search(r"[.;:!?]|,(?! *\w\b)", tail)
        cut = min(cut, punctuation.start() if punctuation else len(tail))
        piece = tail[:cut].rstrip(" ,")
        if not piece.strip() or read_name(piece) is None or len(piece.split()) > LONGEST_NAME:
            return []
        left = len(piece) - len(piece.lstrip(" ,"))
        return [Found(Slot.NAME, end + left, end + len(piece))]


_ABOUT_WHAT = frozenset({Asking.OPEN, Asking.MORE, Asking.SERVICE, Asking.REASON})


def fills(found: Sequence[Found], heard: str, *, fix: bool = False) -> list[Command]:
    """The commands that give (or correct) what was found."""
    make = Fix if fix else Fill
    return [make(one.slot, heard[one.start : one.end]) for one in found]


def cover(marks: Sequence[tuple[int, int]], heard: str) -> str:
    """The one piece of the utterance that holds all the marks."""
    return heard[min(start for start, _ in marks) : max(end for _, end in marks)]


def _within(span: tuple[int, int], others: Sequence[Found]) -> bool:
    return any(one.start < span[1] and span[0] < one.end for one in others)


def _blank(heard: str, found: Sequence[Found]) -> str:
    """Blanks in place of the values already found, every other character where it was."""
    for one in found:
        heard = heard[: one.start] + " " * (one.end - one.start) + heard[one.end :]
    return heard


def _without_harmless(heard: str) -> str:
    """Blanks in place of "bonne journée" and the like, every other character where it was."""
    folded = fold(heard)
    for one in intents.HARMLESS.finditer(folded):
        heard = heard[: one.start()] + " " * (one.end() - one.start()) + heard[one.end() :]
    return heard


def _without_refused(heard: str, people: Mapping[str, Sequence[str]]) -> str:
    """Blanks in place of who is not wanted, where somebody else is: "avec Léa, pas Karim"."""
    refused = [one for one in _REFUSED.finditer(heard) if names.match(one["who"], people)]
    left = heard
    for one in refused:
        left = left[: one.start()] + " " * (one.end() - one.start()) + left[one.end() :]
    return left if names.match(left, people) else heard


_REFUSED = re.compile(
    r"\b(?:(?:et |mais )?(?:pas|surtout pas)|plutôt que|au lieu d[e'’]) ?(?:avec |chez |le |la |l['’]|de )*"
    r"(?P<who>(?:(?:docteure?|ma[iî]tre|monsieur|madame) )?\w+)",
    re.IGNORECASE,
)


def _with_title(heard: str, start: int) -> int:
    """Where the title before a name begins, if there is one."""
    title = intents.TITLE_BEFORE.search(fold(heard[:start]))
    return title.start(1) if title else start


def _narrow(heard: str, candidates: Mapping[str, Sequence[str]]) -> tuple[int, int] | None:
    """The tightest piece of the utterance, cut at word borders, that names the same candidates as the whole."""
    if not candidates:
        return None
    whole = names.match(heard, candidates)
    if not whole:
        return None
    words = [one.span() for one in re.finditer(r"\w+", heard)]
    first, last = 0, len(words) - 1
    while last > first and names.match(heard[words[first][0] : words[last - 1][1]], candidates) == whole:
        last -= 1
    while first < last and names.match(heard[words[first + 1][0] : words[last][1]], candidates) == whole:
        first += 1
    return words[first][0], words[last][1]
