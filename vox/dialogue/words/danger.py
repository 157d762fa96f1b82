"""Danger, and who wants no machine: said at once, in the organization's own words where it has some."""

from __future__ import annotations

from datetime import date

from vox.config.organization import Trade
from vox.dialogue.understanding.danger import Danger
from vox.dialogue.words.answers import AnswerWords
from vox.language.say import say_phone


class DangerWords(AnswerWords):
    """Emergencies and oppositions."""

    def emergency(self, kind: Danger, *, closed: bool = False) -> str:
        """What to do in a danger, in the organization's own words if it has some. closed: nobody is there now."""
        if kind is Danger.LIFE:
            return (
                "Vous n'êtes pas seul. Des personnes sont là pour vous écouter. "
                "Appelez le 31 14, jour et nuit, c'est gratuit. Si le danger est immédiat, composez le 15."
            )
        own, trade = self._settings.emergency, self._settings.organization.trade
        if closed:
            return own.say_closed or own.say or _EMERGENCY_CLOSED.get(trade) or _EMERGENCY.get(trade, _OTHERWISE)
        return own.say or _EMERGENCY.get(trade, _OTHERWISE)

    def emergency_transfer(self, kind: Danger) -> str:
        """Said before a caller in danger is put through: they must not hang up now."""
        number = "le 15" if kind is Danger.LIFE or self._settings.organization.trade in _HEALTH else "le 112"
        alone = "Vous n'êtes pas seul. " if kind is Danger.LIFE else ""
        return f"{alone}Restez en ligne, je vous passe quelqu'un tout de suite. Si cela coupe, composez {number}."

    def take_care(self) -> str:
        """The farewell to somebody who has spoken of ending their life."""
        return "Prenez soin de vous. Le 31 14 répond jour et nuit. Au revoir."

    def emergency_doubt(self) -> str:
        number = "le 15" if self._settings.organization.trade in _HEALTH else "le 112"
        return f"S'il y a un danger immédiat, raccrochez, et composez {number}. Est-ce le cas ?"

    def no_danger(self) -> str:
        return "Très bien, je suis rassuré."

    def opposition(self, *, masked: bool = False) -> str:
        """masked: the caller's number is, so that they cannot be known next time."""
        kept = "Rien ne sera gardé de cet appel" if masked else "Rien ne sera gardé de cet appel, ni des prochains"
        again = "Votre numéro est masqué : redites-le la prochaine fois. " if masked else ""
        return (
            f"C'est noté. {kept}. {again}Un rendez-vous écrit dans l'agenda y reste, car il appartient à l'organisme."
        )

    def reach_a_person(self, today: date) -> str:
        """How to reach a human where nothing may be kept, and so no message passed on."""
        phone = self._settings.organization.rights.phone
        if phone:
            return f"Pour joindre une personne, composez le {say_phone(phone)}."
        return f"Pour parler à une personne, venez sur place. {self.hours(today)}"

    def no_message_after_opposition(self) -> str:
        return "Comme rien n'est gardé, je ne peux pas transmettre de message."

    def go_on(self) -> str:
        return "Voulez-vous continuer ?"


_HEALTH: frozenset[Trade] = frozenset({"medical", "dental", "physiotherapy"})
_EMERGENCY: dict[Trade, str] = {
    "medical": "Raccrochez tout de suite, et composez le 15. Le 112 marche aussi.",
    "dental": "Raccrochez tout de suite, et composez le 15. Le 112 marche aussi.",
    "physiotherapy": "Raccrochez tout de suite, et composez le 15. Le 112 marche aussi.",
    "veterinary": (
        "Pour une personne, raccrochez, et composez le 15. "
        "Pour votre animal, venez tout de suite, ou appelez la clinique de garde la plus proche."
    ),
}
_EMERGENCY_CLOSED: dict[Trade, str] = {
    "veterinary": (
        "Pour une personne, raccrochez, et composez le 15. "
        "Pour votre animal, nous sommes fermés : appelez tout de suite la clinique de garde la plus proche."
    ),
}
_OTHERWISE = "Raccrochez tout de suite, et composez le 112. Pour le feu, le 18. Pour un malade, le 15."
