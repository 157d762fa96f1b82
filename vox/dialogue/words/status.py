"""What Vox says about a matter of the caller's, of which it knows nothing but what a tool says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from vox.business.types import Value
from vox.config.templates import filled, places
from vox.dialogue.words.common import Words, to_somebody
from vox.language.say import say_date, say_phone


class StatusWords(Words):
    """Questions after a car, a file, results, an order."""

    def ask_matter(self) -> str:
        return "De quoi s'agit-il ?"

    def ask_matter_otherwise(self) -> str:
        return "Dites-moi, en quelques mots, de quoi vous voulez des nouvelles."

    def some_matter(self) -> str:
        """What is noted where the caller does not say."""
        return "son affaire"

    def matter_unknown(self, why: str = "") -> str:
        """why: what a tool that could not tell has made us say."""
        return f"{why or 'Je ne le sais pas moi-même.'} Je transmets votre question, et on vous rappellera."

    def told(self, sentences: Sequence[str], values: Mapping[str, Value], today: date) -> str:
        """The organization's sentences with a tool's values; without those whose value is not there."""
        spoken = {key: _spoken(value, today) for key, value in values.items()}
        return " ".join(filled(one, spoken) for one in sentences if set(places(one)) <= spoken.keys())

    def read_back_matter(self, for_: str, matter: str, phone: str | None) -> str:
        to = f"{to_somebody(self._people[for_])}, " if for_ else ""
        back = f" Rappel au {say_phone(phone)}." if phone else ""
        return f"Je demande {to}où en est, {matter}.{back} C'est bien cela ?"

    def matter_passed_on(self) -> str:
        return "C'est noté. La personne qui le sait vous rappellera."


def _spoken(value: Value, today: date) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return say_date(value, today)
    return str(value) if isinstance(value, str | int) else f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
