"""Every sentence that Vox says in French, in one place (and in `words`, by flow), to be reviewed by ear.

Short sentences, one question at a time, "vous". Values stand between commas or full stops, so that the voice, which
keeps what it has already spoken clause by clause, meets the same clause again: "mardi 8 décembre", "à 10 h 30".
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, time

from vox.agenda.openings import is_holiday
from vox.agenda.types import Booking, Client, NoOpening, Opening
from vox.dialogue.words.common import LISTED, either, sentence, spoken_person
from vox.dialogue.words.danger import DangerWords
from vox.dialogue.words.own import OwnWords
from vox.dialogue.words.people import PeopleWords
from vox.dialogue.words.questions import QuestionWords
from vox.dialogue.words.rights import RightsWords
from vox.dialogue.words.status import StatusWords
from vox.language.say import say_date, say_last_digits, say_phone, say_time, spell

__all__ = ["LISTED", "Wording", "spoken_person"]


class Wording(DangerWords, OwnWords, PeopleWords, QuestionWords, RightsWords, StatusWords):
    """The sentences of one organization."""

    # --- the beginning and the end ---

    def announcement(self, *, keeps: bool = True) -> str:
        """What the law wants to be said first. No configuration removes or shortens it."""
        kept = f"Un court résumé écrit est gardé {self._days()}." if keeps else "Rien n'est gardé de cet appel."
        return (
            f"{self._settings.organization.name}, bonjour. "
            "Je suis une intelligence artificielle. "
            f"Cet appel n'est pas enregistré. {kept} "
            "Pour le refuser, dites « opposition », ou tapez 9. Pour une personne, dites « un humain »."
        )

    @property
    def announcement_version(self) -> str:
        """A short hash of what is announced, for the log of each call."""
        return hashlib.sha256(self.announcement().encode()).hexdigest()[:12]

    def _days(self) -> str:
        days = self._settings.keep.longest.days
        return "un jour" if days <= 1 else f"{days} jours"

    def open_question(self) -> str:
        return "Que puis-je faire pour vous ?"

    def open_otherwise(self, *, book: bool, message: bool) -> str:
        """The same question for who was not understood: what there is, and the keys."""
        choices = []
        if book:
            choices.append("Pour un rendez-vous, dites « rendez-vous », ou tapez 1.")
        if message:
            choices.append("Pour laisser un message, dites « message », ou tapez 2.")
        return " ".join(choices) or "Posez votre question, s'il vous plaît."

    def more(self) -> str:
        return "Puis-je faire autre chose pour vous ?"

    def goodbye(self) -> str:
        return "Merci de votre appel. Au revoir."

    def goodbye_nothing_done(self) -> str:
        return "Très bien, rien n'est réservé. Au revoir."

    def nothing_booked(self) -> str:
        return "Très bien, rien n'est réservé."

    def found_after_all(self) -> str:
        return "L'agenda a fini par répondre."

    def enough_booked(self) -> str:
        return "Je ne peux pas réserver plus de rendez-vous en un seul appel."

    def other_wish(self) -> str:
        return "Passons à votre autre demande."

    def goodbye_not_understood(self) -> str:
        return "Je suis désolé, je n'arrive pas à vous aider. Vous pouvez rappeler aux heures d'ouverture. Au revoir."

    def goodbye_silence(self) -> str:
        return "Je ne vous entends toujours pas. Je vais raccrocher. Au revoir."

    def too_long(self) -> str:
        return "Je ne peux pas rester plus longtemps en ligne. Vous pouvez rappeler. Au revoir."

    # --- between ---

    def filler(self) -> str:
        """Said by the reception when an answer takes long."""
        return "Un instant, je regarde."

    def filler_again(self) -> str:
        """The same, to who still waits."""
        return "Je regarde toujours, ne quittez pas."

    def sorry(self) -> str:
        """Said by the reception when something broke inside."""
        return "Pardon, j'ai eu un petit souci. Pouvez-vous répéter ?"

    def still_there(self) -> str:
        return "Êtes-vous toujours là ?"

    def cannot_hear(self) -> str:
        return "Je ne vous entends pas bien."

    def not_understood(self) -> str:
        return "Pardon, je n'ai pas bien compris."

    def not_understood_again(self) -> str:
        return "Je n'ai toujours pas compris, excusez-moi."

    def take_your_time(self) -> str:
        return "Je vous en prie, prenez votre temps."

    def hello(self) -> str:
        return "Bonjour."

    def off_topic(self) -> str:
        return "Je suis une intelligence artificielle. Je peux seulement m'occuper de votre appel."

    def very_well(self) -> str:
        return "Très bien."

    def cannot_do_that(self) -> str:
        return "Je ne peux pas faire cela."

    # --- booking: questions ---

    def ask_whether_booking(self) -> str:
        return "Souhaitez-vous prendre un rendez-vous ?"

    def ask_service(self) -> str:
        return "Pour quel rendez-vous ?"

    def ask_service_otherwise(self) -> str:
        names = [self._services[one.id] for one in self._settings.services[:LISTED]]
        return f"Je peux vous proposer, {either(names)}. Que choisissez-vous ?"

    def which_service_by_keys(self, services: Sequence[str]) -> str:
        keys = " ".join(f"Pour, {self._services[one]}, tapez {key}." for key, one in enumerate(services, 1))
        return f"Quel rendez-vous ? {keys}"

    def unknown_service(self) -> str:
        return "Je ne trouve pas cela chez nous."

    def which_service(self, services: Sequence[str]) -> str:
        return f"Est-ce pour, {either([self._services[one] for one in services])} ?"

    def ask_practitioner(self, practitioners: Sequence[str]) -> str:
        return f"Avec qui ? {sentence(either([self._practitioners[one] for one in practitioners]))} ?"

    def unknown_practitioner(self) -> str:
        return "Je ne trouve pas cette personne chez nous."

    def does_not_give(self, practitioner: str, service: str) -> str:
        return f"{sentence(self._practitioners[practitioner])} ne fait pas, {self._services[service]}."

    def ask_date(self) -> str:
        return "Quel jour vous conviendrait ?"

    def ask_date_otherwise(self) -> str:
        return "Dites-moi un jour. Par exemple, mardi prochain, ou, le plus tôt possible."

    def ask_other_date(self) -> str:
        return "Quel autre jour vous conviendrait ?"

    def ask_time(self) -> str:
        return "Plutôt le matin, ou l'après-midi ?"

    def ask_time_otherwise(self) -> str:
        return "Pour le matin, tapez 1. Pour l'après-midi, tapez 2. Ou dites-moi une heure."

    def no_such_day(self) -> str:
        return "Cette date n'existe pas."

    def past(self) -> str:
        return "Cette date est déjà passée."

    def which_day(self, days: Sequence[date], today: date) -> str:
        """ "Lundi", said on a Monday."""
        return f"{sentence(either([say_date(day, today) for day in days]))} ?"

    def no_such_hour(self) -> str:
        return "Cette heure n'existe pas."

    def in_the_gap(self, day: date, hour: time, today: date) -> str:
        skipped = f"{sentence(say_time(hour))}, cela n'existe pas ce jour-là."
        return f"{sentence(say_date(day, today))}, on passe à l'heure d'été. {skipped}"

    def ask_name(self) -> str:
        return "À quel nom ?"

    def ask_name_otherwise(self) -> str:
        return "Dites-moi votre nom, et épelez-le, s'il vous plaît."

    def ask_to_spell(self) -> str:
        return "Pouvez-vous épeler votre nom, s'il vous plaît ?"

    def ask_own_phone(self, phone: str) -> str:
        return f"Puis-je vous joindre au numéro qui finit par, {say_last_digits(phone)} ?"

    def ask_phone(self) -> str:
        return "À quel numéro puis-je vous joindre ?"

    def ask_phone_otherwise(self) -> str:
        return "Dites les dix chiffres, deux par deux. Ou tapez-les sur votre téléphone."

    def phone_incomplete(self, digits: int) -> str:
        return f"Je n'ai entendu que {digits} chiffres." if digits > 1 else "Je n'ai pas entendu tout le numéro."

    def phone_impossible(self) -> str:
        return "Ce numéro ne me paraît pas juste."

    def read_back_phone(self, phone: str) -> str:
        return f"J'ai noté, {say_phone(phone)}. C'est bien cela ?"

    def ask_come_before(self) -> str:
        place = _PLACES.get(self._settings.organization.trade, "chez nous")
        return f"Êtes-vous déjà venu {place} ?"

    # --- booking: offers ---

    def no_opening(self, reason: NoOpening | None, day: date | None, today: date, practitioner: str | None) -> str:
        """Why nothing suits the wish."""
        on = f" {say_date(day, today)}" if day else ""
        match reason:
            case NoOpening.PAST:
                return self.past()
            case NoOpening.CLOSED:
                return f"Nous sommes fermés{on}." if day else "Nous ne sommes pas ouverts à ce moment-là."
            case NoOpening.HOLIDAY:
                holiday = day is not None and is_holiday(self._settings.organization.holidays, day)
                return f"Nous sommes fermés{on}, c'est un jour férié." if holiday else f"Nous sommes fermés{on}."
            case NoOpening.ABSENT:
                if practitioner is None:
                    return f"Personne ne reçoit{on}." if day else "Personne ne reçoit à ce moment-là."
                return f"{sentence(self._practitioners[practitioner])} n'est pas là{on}."
            case NoOpening.NOT_GIVEN:
                return f"Nous ne proposons pas cela{on}." if day else "Nous ne proposons pas cela à ce moment-là."
            case NoOpening.TOO_SOON:
                return "C'est trop tôt pour nous."
            case NoOpening.TOO_FAR:
                return "C'est trop loin, l'agenda n'est pas encore ouvert."
            case NoOpening.KEPT:
                return f"Ce qui reste{on} est gardé pour d'autres rendez-vous."
            case NoOpening.FULL:
                return f"Tout est pris{on}." if day else "Tout est pris à ce moment-là."
        return "Je n'ai rien à ce moment-là."

    def offer(self, openings: Sequence[Opening], today: date, *, exactly: bool, who: bool) -> str:
        """At most three openings, and the question. who: say with whom each one is."""
        introduction = "Je vous propose" if exactly else "Le plus proche, c'est"
        if len(openings) == 1:
            return f"{introduction}, {self.when(openings[0], today, who=who)}. Cela vous convient ?"
        one_for_all = who and len({one.practitioner for one in openings}) == 1
        days: dict[date, list[Opening]] = {}
        for one in openings:
            days.setdefault(self._local(one).date(), []).append(one)
        groups = [
            f"{say_date(day, today)}, " + either([self._at(one, who=who and not one_for_all) for one in group])
            if len(days) == 1
            else f"{say_date(day, today)}, " + ", ".join(self._at(one, who=who and not one_for_all) for one in group)
            for day, group in days.items()
        ]
        tail = f", avec {self._practitioners[openings[0].practitioner]}" if one_for_all else ""
        return f"{introduction}, {either(groups)}{tail}. Lequel préférez-vous ?"

    def offer_otherwise(self, openings: Sequence[Opening], today: date, *, who: bool) -> str:
        """The same openings with the keys."""
        choices = [f"Pour, {self.when(one, today, who=who)}, tapez {key}." for key, one in enumerate(openings, 1)]
        return " ".join(choices) + " Ou dites-moi un autre jour."

    def possible(self, opening: Opening, today: date) -> str:
        """What the caller asked for is free."""
        return f"{sentence(self.when(opening, today, who=False))}, c'est possible."

    def nothing_left(self) -> str:
        return "Je n'ai plus aucun créneau à proposer."

    def taken(self) -> str:
        return "Je suis désolé, cet horaire vient d'être pris."

    def when(self, opening: Opening, today: date, *, who: bool) -> str:
        """ "mardi 8 décembre, à 10 h 30, avec le docteur Martin"."""
        return f"{say_date(self._local(opening).date(), today)}, {self._at(opening, who=who)}"

    def _at(self, opening: Opening, *, who: bool) -> str:
        at = f"à {say_time(self._local(opening).time())}"
        return f"{at}, avec {self._practitioners[opening.practitioner]}" if who else at

    # --- booking: the yes, and what follows ---

    def recapitulate(self, opening: Opening, client: Client, today: date, *, to_spell: str = "") -> str:
        """to_spell: words of the name that are said letter by letter too."""
        return f"Je récapitule. {self._what(opening, client, today, to_spell=to_spell)}. Est-ce que je confirme ?"

    def recapitulate_otherwise(self, opening: Opening, client: Client, today: date) -> str:
        return f"{sentence(self._what(opening, client, today))}. Pour confirmer, dites oui, ou tapez 1."

    def what_to_change(self) -> str:
        return "Que faut-il changer ?"

    def what_to_change_by_keys(self, first: str) -> str:
        """first: what the first key changes, "le jour", "le message"."""
        return f"Que faut-il changer ? Pour {first}, tapez 1. Pour le nom, 2. Pour le téléphone, 3."

    def ask_again(self) -> str:
        return "D'accord, je corrige."

    def booked(self, booking: Booking, today: date) -> str:
        """Said from what was read back from the calendar, never from what was meant."""
        return f"C'est fait. {self._what(booking.opening, booking.client, today)}."

    def confirmed_by_sms(self) -> str:
        return "Vous recevrez une confirmation par SMS."

    def _what(self, opening: Opening, client: Client, today: date, *, to_spell: str = "") -> str:
        letters = f", {spell(to_spell)}" if to_spell else ""
        service = sentence(self._services[opening.service])
        return f"{service}, {self.when(opening, today, who=True)}, au nom de, {client.name}{letters}"

    def calendar_unavailable(self, *, message: bool) -> str:
        down = "Je n'arrive pas à consulter l'agenda en ce moment."
        return f"{down} Je transmets votre demande." if message else f"{down} Pouvez-vous rappeler plus tard ?"

    def booking_uncertain(self, *, message: bool) -> str:
        unsure = "L'agenda ne répond pas. Je ne peux pas vous confirmer le rendez-vous."
        return f"{unsure} Je transmets votre demande." if message else f"{unsure} Pouvez-vous rappeler plus tard ?"

    # --- messages ---

    def ask_message(self, for_: str) -> str:
        return f"Quel est votre message, pour {self._people[for_]} ?" if for_ else "Quel est votre message ?"

    def ask_message_otherwise(self) -> str:
        return "Dites-moi, en une phrase, ce que je dois transmettre."

    def ask_message_in_other_words(self) -> str:
        return "Je l'entends mal. Pouvez-vous le dire avec d'autres mots ?"

    def ask_what_about(self, flow: str, *, told: bool = False) -> str:
        """For what Vox does not do itself: the words that describe it become a message. told: that is known already."""
        questions = {
            "move": "Je ne peux pas le déplacer moi-même, mais je transmets. Quel rendez-vous, et pour quand ?",
            "cancel": "Je ne peux pas l'annuler moi-même, mais je transmets. Quel rendez-vous ?",
            "find": "Je ne peux pas vous le dire moi-même, mais je transmets. De quel rendez-vous s'agit-il ?",
        }
        return questions[flow].rpartition(". ")[2] if told else questions[flow]

    def for_whom(self, people: Sequence[str]) -> str:
        return f"Pour qui ? {sentence(either([self._people[one] for one in people]))} ?"

    def unknown_person(self) -> str:
        return "Je ne trouve pas ce nom. Je le note pour l'accueil."

    def read_back_message(self, for_: str, text: str, phone: str | None) -> str:
        to = f"pour {self._people[for_]}, " if for_ else ""
        back = f" Rappel au {say_phone(phone)}." if phone else ""
        said = f"« {text} »." if len(text) <= READ_BACK_AT_MOST else "C'est noté en entier."
        return f"Voici votre message, {to}{said}{back} C'est bien cela ?"

    def read_back_otherwise(self) -> str:
        return "Pour transmettre ce message, dites oui, ou tapez 1. Pour le changer, dites non, ou tapez 2."

    def message_kept(self) -> str:
        return "Votre message est noté. Il sera transmis."

    def wish_passed_on(self) -> str:
        return "C'est transmis. Rien n'est encore réservé. On vous rappellera."

    def wish_noted(self) -> str:
        return "C'est transmis. Rien n'est encore réservé."

    def wish_unsure(self) -> str:
        """Whether it is booked is not known: neither is said."""
        return "C'est transmis. On vous dira ce qu'il en est."

    def numbers_left_out(self) -> str:
        return "Je n'ai pas noté le numéro confidentiel. Donnez-le directement, s'il vous plaît."

    def offer_message(self) -> str:
        return "Voulez-vous laisser un message ?"


_PLACES = {
    **dict.fromkeys(("medical", "dental", "law", "physiotherapy"), "au cabinet"),
    "notary": "à l'étude",
    "veterinary": "à la clinique",
}
"""Where one comes, by trade."""

READ_BACK_AT_MOST = 220
"""Characters of a message that are still read back word for word."""
