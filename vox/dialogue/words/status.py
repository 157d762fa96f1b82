"""What Vox says about a matter of the caller's, of which it knows nothing itself."""

from __future__ import annotations

from vox.dialogue.words.common import Words, to_somebody
from vox.language.say import say_phone


class StatusWords(Words):
    """Questions after a car, a file, results, an order."""

    def ask_matter(self) -> str:
        return "De quoi s'agit-il ?"

    def ask_matter_otherwise(self) -> str:
        return "Dites-moi, en quelques mots, de quoi vous voulez des nouvelles."

    def some_matter(self) -> str:
        """What is noted where the caller does not say."""
        return "son affaire"

    def matter_unknown(self) -> str:
        return "Je ne le sais pas moi-même. Je transmets votre question, et on vous rappellera."

    def read_back_matter(self, for_: str, matter: str, phone: str | None) -> str:
        to = f"{to_somebody(self._people[for_])}, " if for_ else ""
        back = f" Rappel au {say_phone(phone)}." if phone else ""
        return f"Je demande {to}où en est, {matter}.{back} C'est bien cela ?"

    def matter_passed_on(self) -> str:
        return "C'est noté. La personne qui le sait vous rappellera."
