"""What callers hear about what is kept of them: requests, oppositions, and taking those back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from vox.dialogue.own_data import Erased, Held
from vox.dialogue.words.common import Words
from vox.language.say import join, say_date, say_phone, spell
from vox.records.rights import Right, Scope

DAYS_SAID = 4
"""Days of calls that are named; of more only the first and the last."""


class RightsWords(Words):
    """Access, rectification, erasure, opposition. Never a word of what a summary holds."""

    # --- what is held ---

    def held(self, held: Held) -> str:
        """How many summaries, and of when."""
        days = list(dict.fromkeys(moment.astimezone(self._zone).date() for moment in sorted(held.moments)))
        match len(held.moments):
            case 0:
                kept = "Je ne garde aucun résumé où votre numéro est noté."
            case 1:
                kept = f"Je garde un résumé où votre numéro est noté. L'appel était {_of_days(days)}."
            case count:
                kept = f"Je garde {count} résumés où votre numéro est noté. Les appels étaient {_of_days(days)}."
        texting = "Un message pour vous attend aussi de partir." if held.texting else ""
        return " ".join(filter(None, (kept, texting, self.limited(held.limited))))

    def limited(self, count: int) -> str:
        """What a legal hold keeps; "" for nothing."""
        if not count:
            return ""
        those = "Un résumé doit rester" if count == 1 else f"{count} résumés doivent rester"
        return f"{those}, pour une obligation légale. Personne ne peut le lire, et il s'effacera de lui-même à la fin."

    def only_by_number(self) -> str:
        """Why more may be there than was found."""
        return "Le résumé d'un rendez-vous ne porte qu'un nom, pas de numéro."

    # --- requests ---

    def shall_i_note(self, right: Right, *, by_staff: bool = False) -> str:
        """by_staff: the line proves nothing, and was told nothing."""
        if by_staff and right is Right.ACCESS:
            return "Voulez-vous que je note cette demande ?"
        return {
            Right.ACCESS: "Voulez-vous que je note une demande, pour recevoir le détail par écrit ?",
            Right.ERASURE: "Voulez-vous que je note votre demande d'effacement, pour le personnel ?",
            Right.RECTIFICATION: "Voulez-vous que je note cette demande ?",
        }[right]

    def how_rectified(self) -> str:
        return "Pour corriger ce qui est gardé, je note une demande. Le personnel vous rappelle, et corrige avec vous."

    def erased_by_staff(self) -> str:
        return "Chez nous, l'effacement demande une vérification de plus. Le personnel vous rappelle, puis efface."

    def told_by_staff(self) -> str:
        return "Chez nous, une telle réponse demande une vérification de plus. Le personnel vous rappelle, puis répond."

    def shall_i_erase(self, held: Held) -> str:
        """The one question before all that can be goes for good."""
        count = len(held.moments)
        what = {0: "tout ce qui porte votre numéro", 1: "ce résumé"}.get(count, f"ces {count} résumés")
        return f"Dois-je effacer {what}, pour toujours ?"

    def agenda_stays(self) -> str:
        return "Ce qui est écrit dans l'agenda y reste, car il appartient à l'organisme."

    def erased(self, done: Erased) -> str:
        gone = {0: "il n'y a plus rien à effacer", 1: "un résumé est effacé"}.get(
            done.summaries, f"{done.summaries} résumés sont effacés"
        )
        return " ".join(filter(None, (f"C'est fait, {gone}.", self.limited(done.limited))))

    def nothing_erased(self) -> str:
        return "Très bien, rien n'est effacé."

    def nothing_noted(self) -> str:
        return "Très bien, je ne note rien."

    def request_noted(self, number: str) -> str:
        """The number of the request, slowly, and twice."""
        slowly = spell(number.replace("-", ""))
        return f"Votre demande porte le numéro, {slowly}. Je répète, {slowly}."

    def answer_within(self) -> str:
        return "Vous aurez une réponse dans le mois."

    def dictated_noted(self) -> str:
        """The same for every number, known or not, asked about or not."""
        return (
            "Votre demande est notée. Le personnel rappellera ce numéro avec un code, puis vous répondra dans le mois."
        )

    def masked_request(self) -> str:
        return "Votre numéro est masqué. Le personnel doit vous rappeler, pour savoir que c'est bien vous."

    def which_number(self) -> str:
        return "De quel numéro s'agit-il ?"

    def request_failed(self) -> str:
        return f"Je n'arrive pas à le faire en ce moment. {self._elsewhere()}"

    def not_here(self) -> str:
        return f"Je ne peux pas le faire ici. {self._elsewhere()}"

    def _elsewhere(self) -> str:
        phone = self._settings.organization.rights.phone
        return f"Composez le {say_phone(phone)}." if phone else "Écrivez-nous, ou venez sur place."

    # --- oppositions ---

    def announcement_unassisted(self) -> str:
        """The first that who refused to converse with a machine hears; how to leave a message follows."""
        refused = "Vous avez demandé à ne pas parler à une intelligence artificielle."
        return f"{self._settings.organization.name}, bonjour. {refused} Cet appel n'est pas enregistré."

    def say_your_message(self) -> str:
        days = self._settings.keep.longest.days
        kept = "un jour" if days <= 1 else f"{days} jours"
        return f"Dites votre message. Il est seulement mis par écrit, gardé {kept}, et transmis."

    def no_ai_from_now(self, *, masked: bool) -> str:
        if masked:
            return "C'est noté, pour cet appel. Votre numéro est masqué : redites-le la prochaine fois."
        return "C'est noté. Vous ne parlerez plus à une intelligence artificielle, ni maintenant, ni la prochaine fois."

    def unassisted_kept(self) -> str:
        return "Votre message est noté. Il sera transmis. Au revoir."

    def no_callback_from_now(self, *, masked: bool) -> str:
        noted = "C'est noté. Personne ne vous rappellera, et vous ne recevrez pas de SMS."
        return f"{noted} Votre numéro est masqué : redites-le la prochaine fois." if masked else noted

    def opposition_by_keys(self) -> str:
        return (
            "Pour ne plus parler à une intelligence artificielle, tapez 3. "
            "Pour ne plus être rappelé, tapez 4. Pour continuer, tapez 1."
        )

    # --- taking them back ---

    def no_opposition_found(self) -> str:
        return "Je ne trouve pas d'opposition pour votre numéro."

    def masked_withdraws_nothing(self) -> str:
        return "Votre numéro est masqué : je ne peux pas retrouver votre opposition. Rappelez avec votre numéro."

    def shall_i_withdraw(self, scopes: Collection[Scope]) -> str:
        again = join([_AGAIN[scope] for scope in Scope if scope in scopes])
        return f"Votre opposition serait retirée : {again}. Est-ce bien ce que vous voulez ?"

    def withdrawn(self, *, from_next_call: bool) -> str:
        done = "C'est fait, votre opposition est retirée."
        return f"{done} Cela vaut à partir du prochain appel." if from_next_call else done

    def still_opposed(self) -> str:
        return "Très bien, votre opposition reste."


_AGAIN = {
    Scope.NO_SUMMARY: "un court résumé de vos appels est de nouveau gardé",
    Scope.NO_AI: "une intelligence artificielle vous répond de nouveau",
    Scope.NO_CALLBACK: "on peut de nouveau vous rappeler",
}


def _of_days(days: Sequence[date]) -> str:
    """ "du mardi 3 novembre et du jeudi 5 novembre"."""
    said = [f"du {say_date(day, date.min, year='never')}" for day in days]
    if len(said) > DAYS_SAID:
        return f"entre le {said[0].removeprefix('du ')} et le {said[-1].removeprefix('du ')}"
    return join(said)


def first_request_phrases(words: RightsWords) -> list[str]:
    """What can be rendered before the first call."""
    nothing = Held()
    return [
        words.held(nothing),
        words.limited(1),
        words.only_by_number(),
        *(words.shall_i_note(right) for right in (Right.ACCESS, Right.ERASURE, Right.RECTIFICATION)),
        words.how_rectified(),
        words.erased_by_staff(),
        words.told_by_staff(),
        words.shall_i_erase(nothing),
        words.agenda_stays(),
        words.nothing_erased(),
        words.nothing_noted(),
        words.answer_within(),
        words.dictated_noted(),
        words.masked_request(),
        words.which_number(),
        words.request_failed(),
        words.say_your_message(),
        words.no_ai_from_now(masked=False),
        words.no_callback_from_now(masked=False),
        words.unassisted_kept(),
        words.opposition_by_keys(),
        words.no_opposition_found(),
        words.withdrawn(from_next_call=True),
        words.still_opposed(),
    ]
