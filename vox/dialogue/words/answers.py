"""What answers itself: the address, the hours, what there is to be had."""

from __future__ import annotations

from datetime import date, timedelta

from vox.agenda.openings import is_holiday
from vox.dialogue.words.common import LISTED, Words, week_in_words
from vox.language.say import join, say_date

CLOSURE_SAID = 30
HOLIDAY_SAID = 14
"""Days beforehand from which who asks for the hours hears of a closure, of a public holiday."""


class AnswerWords(Words):
    """Answers to the common questions."""

    def no_answer(self) -> str:
        return "Je n'ai pas cette information."

    def perhaps(self, answer: str) -> str:
        """answer: to what was nearly as likely to be the question."""
        return f"Si ce n'était pas votre question, peut-être ceci : {answer}"

    def address(self) -> str | None:
        address = self._settings.organization.address
        return f"Nous sommes au, {address}." if address else None

    def hours(self, today: date) -> str:
        """The opening hours of a week, days alike together, and the next closure or public holiday that is near."""
        week = week_in_words(self._settings.hours.week)
        if not week:
            return "Nous recevons uniquement sur rendez-vous."
        near = self._near_closure(today)
        return f"Nous sommes ouverts {week}." + (f" Attention, nous sommes fermés {near}." if near else "")

    def _near_closure(self, today: date) -> str:
        """A closure within a month or a public holiday within two weeks, whichever comes first; "" if none does."""
        found: list[tuple[date, str]] = []
        for closed in self._settings.hours.closed:
            if closed.last >= today and (closed.first - today).days <= CLOSURE_SAID:
                one = f"le {say_date(closed.first, today)}"
                until = f"du {say_date(closed.first, today)}, au {say_date(closed.last, today)}"
                found.append((closed.first, one if closed.first == closed.last else until))
        for ahead in range(HOLIDAY_SAID + 1):
            day = today + timedelta(days=ahead)
            if is_holiday(self._settings.organization.holidays, day) and self._settings.hours.week[day.weekday()]:
                found.append((day, f"{say_date(day, today)}, jour férié"))
        return min(found)[1] if found else ""

    def services(self) -> str:
        names = [one.name for one in self._settings.services]
        more = " Et d'autres encore." if len(names) > LISTED else ""
        return f"Nous proposons, {join(names[:LISTED])}.{more}"
