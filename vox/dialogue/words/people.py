"""Who can be reached, and when."""

from __future__ import annotations

from datetime import date

from vox.dialogue.presence import Presence, own_hours
from vox.dialogue.words.common import Words, sentence, week_in_words
from vox.language.say import say_date, say_time


class PeopleWords(Words):
    """Practitioners and other people who are asked for."""

    def nobody_free(self, person: str | None, there: Presence, today: date) -> str:
        """Why the caller cannot be put through to `person` (None: to anybody)."""
        if person and there.away_until:
            return f"{sentence(self._people[person])} n'est pas là jusqu'au {say_date(there.away_until, today)}."
        if there.closed:
            return f"{self.closed_now(there)} {self._reopens(there, today)}".strip()
        hours = own_hours(self._settings, person) if person else None
        if person and hours and not there.here:
            verb = "reçoit" if person in self._practitioners else "répond"
            return f"{sentence(self._people[person])} {verb} {week_in_words(hours.week)}."
        if person:
            return f"Je ne peux pas vous passer {self._people[person]} maintenant."
        return "Personne ne peut prendre la ligne maintenant."

    def closed_now(self, there: Presence) -> str:
        if there.holiday:
            return "Nous sommes fermés aujourd'hui, c'est un jour férié."
        return "Nous sommes fermés en ce moment."

    def _reopens(self, there: Presence, today: date) -> str:
        if there.opens is None:
            return ""
        return f"Nous rouvrons, {say_date(there.opens.date(), today)}, à {say_time(there.opens.time())}."
