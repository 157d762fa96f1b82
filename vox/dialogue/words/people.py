"""Who can be reached, and when."""

from __future__ import annotations

from datetime import date

from vox.dialogue.presence import Presence, own_hours
from vox.dialogue.types import Reached
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

    # --- being put through ---

    def puts_through(self, person: str) -> str:
        return f"Je vous passe {self._people[person]}. Ne quittez pas."

    def asks_whether_free(self, person: str) -> str:
        """Said before the person is asked whether they take the call."""
        return f"J'appelle {self._people[person]}. Ne quittez pas."

    def ask_whom_to_announce(self) -> str:
        return "Qui dois-je annoncer ?"

    def ask_what_to_announce(self) -> str:
        return "C'est à quel sujet ?"

    def ask_what_to_announce_otherwise(self) -> str:
        return "Dites-moi le sujet en quelques mots. Ou dites non."

    def may_announce(self, name: str, subject: str) -> str:
        """What the caller must agree to before it is told to anybody."""
        return f"J'annonce, {name or _SOMEBODY}{_about(subject)}. D'accord ?"

    def announced_without(self) -> str:
        return "Très bien, je ne dis ni votre nom, ni le sujet."

    def announcement_to(self, name: str, subject: str) -> str:
        """What the person hears when they pick up: by whom, who calls and why, and how to take the call."""
        who = name or sentence(_SOMEBODY)
        return f"{self.introduces_itself()} {who} vous appelle{_about(subject)}. {self.take_or_not()}"

    def introduces_itself(self) -> str:
        """To somebody of the organization who has picked up."""
        return f"Bonjour, ici l'assistant vocal de {self._settings.organization.name}."

    def take_or_not(self) -> str:
        """Said again to a person who does not answer."""
        return "Pour prendre l'appel, dites oui, ou tapez 1. Sinon, dites non, ou tapez 2."

    def connects(self) -> str:
        """The last thing that the person hears of Vox."""
        return "Je vous le passe."

    def not_reached(self, person: str, reached: Reached) -> str:
        """What the caller hears when they come back."""
        who = self._people[person]
        match reached:
            case Reached.BUSY:
                return f"{sentence(who)} est déjà en ligne."
            case Reached.NO_ANSWER:
                return f"{sentence(who)} ne répond pas."
            case Reached.IMPOSSIBLE:
                return f"Je n'arrive pas à joindre {who}."
            case _:
                return f"{sentence(who)} ne peut pas prendre votre appel."

    def closed_now(self, there: Presence) -> str:
        if there.holiday:
            return "Nous sommes fermés aujourd'hui, c'est un jour férié."
        return "Nous sommes fermés en ce moment."

    def _reopens(self, there: Presence, today: date) -> str:
        if there.opens is None:
            return ""
        return f"Nous rouvrons, {say_date(there.opens.date(), today)}, à {say_time(there.opens.time())}."


_SOMEBODY = "quelqu'un"


def _about(subject: str) -> str:
    return f", au sujet de, {subject}" if subject else ""
