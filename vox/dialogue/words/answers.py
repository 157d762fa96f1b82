"""What answers itself: the address, the hours, what there is to be had."""

from __future__ import annotations

from datetime import date

from vox.dialogue.words.common import DAYS, LISTED, Words, ranges_in_words, sentence, span_of_days
from vox.language.say import join, say_date


class AnswerWords(Words):
    """Answers to the common questions."""

    def no_answer(self) -> str:
        return "Je n'ai pas cette information."

    def address(self) -> str | None:
        address = self._settings.organization.address
        return f"Nous sommes au, {address}." if address else None

    def hours(self, today: date) -> str:
        """The opening hours of a week, days alike together, and the next closure within a month."""
        week = self._settings.hours.week
        parts: list[str] = []
        day = 0
        while day < len(DAYS):
            last = day
            while last + 1 < len(DAYS) and week[last + 1] == week[day]:
                last += 1
            if week[day]:
                parts.append(f"{span_of_days(day, last)}, {ranges_in_words(week[day])}")
            day = last + 1
        if not parts:
            return "Nous recevons uniquement sur rendez-vous."
        text = f"Nous sommes ouverts {parts[0]}." + "".join(f" {sentence(part)}." for part in parts[1:])
        for closed in sorted(self._settings.hours.closed, key=lambda one: one.first):
            if closed.last >= today and (closed.first - today).days <= 30:
                until = f"du {say_date(closed.first, today)}, au {say_date(closed.last, today)}"
                one = f"le {say_date(closed.first, today)}"
                return f"{text} Attention, nous sommes fermés {one if closed.first == closed.last else until}."
        return text

    def services(self) -> str:
        names = [one.name for one in self._settings.services]
        more = " Et d'autres encore." if len(names) > LISTED else ""
        return f"Nous proposons, {join(names[:LISTED])}.{more}"
