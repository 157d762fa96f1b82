"""When a caller would like to come: what was said about days and hours, as values, and what must still be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from vox.agenda.types import Opening
from vox.dialogue.flows.base import NOTHING_TAKEN, Desk, Question, Taken
from vox.dialogue.types import Asking
from vox.dialogue.understanding.commands import Command, Fill, Slot
from vox.dialogue.understanding.folding import squeeze
from vox.language.dates import read_date
from vox.language.hours import in_dst_gap, read_time
from vox.language.readings import Problem
from vox.language.say import say_date, say_time
from vox.language.values import DateWish, TimeWish

ANY_TIME = (TimeWish(),)

HALF_DAYS: Mapping[str, tuple[Command, ...]] = {
    "1": (Fill(Slot.TIME, "le matin"),),
    "2": (Fill(Slot.TIME, "l'après-midi"),),
}


class Wish:
    """days: which days suit; times: alternatives, the first is liked best.

    about: the start, local, from which "une heure plus tard" and "le lendemain" are said.
    """

    def __init__(self, desk: Desk, *, about: datetime | None = None) -> None:
        self._desk = desk
        self._about = about
        self.days = DateWish()
        self.times: tuple[TimeWish, ...] = ANY_TIME
        self._said_days = False
        self._said_times = False
        self._which: tuple[date, ...] = ()  # "lundi" on a Monday: these two
        self._asks: Asking | None = None  # something else must be asked, though there is a wish

    # --- taking in ---

    def take(self, spans: Sequence[tuple[Slot, str]], asking: Asking, start: tuple[date, time] | None) -> Taken:
        """Take what was said in one utterance.

        start: day and hour of the opening already chosen, which a correction changes in part.
        """
        understood, remarks = False, list[str]()
        for slot, span in spans:
            day, remark = self._take_days(span, start, asked=slot is Slot.DATE)
            later = day and read_time(span) is None  # "une semaine plus tard" is no hour
            hour, other = (False, "") if later else self._take_times(span, asking, start)
            understood = understood or day or hour
            remarks += [text for text in (remark, other) if text]
        if not understood:
            return NOTHING_TAKEN
        self._asks = None
        if not remarks and (remark := self._gap()):
            remarks.append(remark)
        return Taken(True, tuple(dict.fromkeys(remarks)))

    def says(self, span: str, start: datetime) -> bool:
        """Whether the words say nothing but this very start, or a part of it."""
        day, hour = read_date(span, self._desk.today), read_time(span)
        if day is None and hour is None:
            return False
        same_day = day is None or (day.problem is None and day.value.suits(start.date()))
        same_hour = hour is None or (hour.problem is None and any(one.suits(start.time()) for one in hour.value))
        return same_day and same_hour

    def _take_days(self, span: str, start: tuple[date, time] | None, *, asked: bool) -> tuple[bool, str]:
        words, today = self._desk.wording, self._desk.today
        if self._which and (day := self._one_of(span)):
            self.days, self._said_days, self._which = DateWish(days=(day,)), True, ()
            return True, ""
        reading = read_date(span, today, asked=asked, near=self._near(start))
        if reading is None:
            return False, ""
        self._which = ()
        if reading.problem is Problem.AMBIGUOUS:
            self._which = reading.value.days
            self._said_days = True
            return True, ""
        if reading.problem is not None:
            self.days, self._said_days = DateWish(), False
            return True, words.past() if reading.problem is Problem.PAST else words.no_such_day()
        self.days, self._said_days = reading.value, True
        if start and not self._said_times:
            self.times = (TimeWish(exact=start[1]),)
        return True, ""

    def _near(self, start: tuple[date, time] | None) -> date | None:
        """The day that is being talked about."""
        if start:
            return start[0]
        if len(self.days.days) == 1:
            return self.days.days[0]
        return self._about.date() if self._about else None

    def _one_of(self, span: str) -> date | None:
        """Which of two like-named days: by its date, or by "aujourd'hui", "prochain"."""
        text = squeeze(span)
        reading = read_date(span, self._desk.today, asked=True)
        if (
            reading
            and reading.problem is None
            and len(reading.value.days) == 1
            and reading.value.days[0] in self._which
        ):
            return reading.value.days[0]
        if _TODAY.search(text):
            return self._which[0]
        if _LATER.search(text):
            return self._which[-1]
        return None

    def _take_times(self, span: str, asking: Asking, start: tuple[date, time] | None) -> tuple[bool, str]:
        near = start[1] if start else self._about.time() if self._about else None
        reading = read_time(span, asked=asking is Asking.TIME, near=near)
        if reading is None:
            return False, ""
        if reading.problem is not None:
            return True, self._desk.wording.no_such_hour()
        self.times, self._said_times = reading.value or ANY_TIME, True
        if start and not self._said_days:
            self.days = DateWish(days=(start[0],))
        elif self._about and not self._said_days and read_time(span, asked=asking is Asking.TIME) is None:
            self.days, self._said_days = DateWish(days=(self._about.date(),)), True  # "une heure plus tard"
        return True, ""

    def _gap(self) -> str:
        """The hour that summer time skips cannot be had on that day."""
        if len(self.days.days) != 1:
            return ""
        day = self.days.days[0]
        skipped = [one.exact for one in self.times if one.exact and in_dst_gap(day, one.exact, self._desk.zone)]
        if not skipped:
            return ""
        self.times, self._said_times = ANY_TIME, False
        return self._desk.wording.in_the_gap(day, skipped[0], self._desk.today)

    def any(self, asking: Asking) -> None:
        """The caller has no preference in what was asked."""
        if asking is Asking.DATE:
            self.days, self._said_days, self._which = DateWish(soonest=True), True, ()
        else:
            self.times, self._said_times = ANY_TIME, True
        self._asks = None

    def forget(self, slot: Slot) -> None:
        if slot is Slot.TIME:
            self.times, self._said_times, self._asks = ANY_TIME, False, Asking.TIME
        else:
            self.days, self._said_days, self._asks = DateWish(), False, Asking.DATE

    def pin(self, day: date, hour: time) -> None:
        """Try that very time again."""
        self.days, self.times = DateWish(days=(day,)), (TimeWish(exact=hour),)
        self._said_days = self._said_times = True
        self._which, self._asks = (), None

    def ask_otherwise(self) -> None:
        """What was offered does not suit: ask what the caller has not said yet, the hour before another day."""
        narrow = len(self.days.days) == 1
        self._asks = Asking.TIME if narrow and not self._said_times else Asking.DATE

    # --- what is to be asked, and how it reads ---

    def question(self) -> Question | None:
        words = self._desk.wording
        if self._which:
            text = words.which_day(self._which, self._desk.today)
            keys: Mapping[str, tuple[Command, ...]] = {
                str(key): (Fill(Slot.DATE, say_date(day, date.min, year="always")),)
                for key, day in enumerate(self._which, 1)
            }
            return Question(Asking.DATE, text, text, keys)
        if self._asks is Asking.TIME:
            return Question(Asking.TIME, words.ask_time(), words.ask_time_otherwise(), HALF_DAYS)
        if self._asks is Asking.DATE:
            return Question(Asking.DATE, words.ask_other_date(), words.ask_date_otherwise())
        if self._said_days or self._said_times:
            return None
        return Question(Asking.DATE, words.ask_date(), words.ask_date_otherwise())

    @property
    def is_one_time(self) -> bool:
        """Whether the caller named one day and one hour: then nothing is left to choose."""
        return len(self.days.days) == 1 and len(self.times) == 1 and self.times[0].exact is not None

    def in_words(self) -> str:
        """The wish as composed from its values, for a message: "mardi 8 décembre, le matin"."""
        today = self._desk.today
        parts = []
        if self.days.days:
            parts.append(" ou ".join(say_date(day, today) for day in self.days.days[:3]))
        if self.days.first:
            parts.append(f"à partir du {say_date(self.days.first, today)}")
        if self.days.last:
            parts.append(f"jusqu'au {say_date(self.days.last, today)}")
        if self.days.soonest:
            parts.append("le plus tôt possible")
        parts += [text for text in map(_hours_in_words, self.times) if text]
        return ", ".join(parts)


def opening_in_words(desk: Desk, opening: Opening) -> str:
    start = opening.start.astimezone(desk.zone)
    return f"{say_date(start.date(), desk.today)} à {say_time(start.time())}"


def _hours_in_words(wish: TimeWish) -> str:
    if wish.exact:
        return f"à {say_time(wish.exact)}"
    first = f"à partir de {say_time(wish.first)}" if wish.first and wish.first != time(0) else ""
    last = f"avant {say_time(wish.last)}" if wish.last else ""
    return ", ".join(filter(None, (first, last)))


_TODAY = re.compile(r"\b(?:aujourd'hui|ce (?:jour|matin|soir|\w+di)|cet (?:apres midi|aprem)|tout de suite|premier)\b")
_LATER = re.compile(r"\b(?:prochaine?|suivante?|autre|en huit|semaine|huit jours|deuxieme|second|dernier|d'apres)\b")
