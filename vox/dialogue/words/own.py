"""A caller's own appointments: whose they are, which one, given up, moved, told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from vox.agenda.types import Appointment, Booking, Opening
from vox.dialogue.words.common import Words, either, sentence
from vox.language.say import MONTHS, say_date, say_time


class OwnWords(Words):
    """What is said to who wants to move, cancel or know an appointment."""

    # --- whose ---

    def ask_whose(self) -> str:
        return "À quel nom est le rendez-vous ?"

    def ask_whose_otherwise(self) -> str:
        return "Dites le prénom et le nom. Puis épelez le nom, s'il vous plaît."

    def ask_first_name(self) -> str:
        return "Et quel est le prénom ?"

    def ask_birthdate(self) -> str:
        return "Quelle est la date de naissance ?"

    def ask_birthdate_otherwise(self) -> str:
        return "Dites le jour, le mois et l'année. Ou tapez les huit chiffres de la date de naissance."

    def birthdate_incomplete(self) -> str:
        return "Il me faut le jour, le mois et l'année."

    def born(self, day: date) -> str:
        """A date of birth, read back."""
        number = "1er" if day.day == 1 else day.day
        return f"J'ai noté, {number} {MONTHS[day.month - 1]} {day.year}."

    def not_found(self) -> str:
        """One sentence for "wrong" and for "none", so that nobody learns which of the two it was."""
        return "Je ne trouve pas de rendez-vous avec ces éléments."

    def masked_proves_nothing(self) -> str:
        return "Votre numéro est masqué. Je ne peux donc pas accéder aux rendez-vous."

    def dictated_proves_nothing(self) -> str:
        return "Je peux seulement chercher avec le numéro d'où vous appelez."

    # --- which ---

    def which_appointment(self, appointments: Sequence[Appointment], today: date, *, more: bool) -> str:
        """At most three, and the question. more: there are others."""
        others = " Ou dites-moi un autre jour." if more else ""
        return f"Il y a plusieurs rendez-vous. {self._listed(appointments, today)}.{others} Lequel ?"

    def which_appointment_otherwise(self, appointments: Sequence[Appointment], today: date) -> str:
        choices = [f"Pour, {self.appointment(one, today)}, tapez {key}." for key, one in enumerate(appointments, 1)]
        return " ".join(choices)

    def no_such_appointment(self) -> str:
        return "Je n'ai pas de rendez-vous à ce moment-là."

    def appointment(self, one: Appointment, today: date) -> str:
        """ "jeudi 3 décembre, à 10 h, avec le docteur Martin, pour, consultation"."""
        service = f", pour, {self._services[one.service]}" if one.service in self._services else ""
        return f"{self.appointment_time(one, today)}, avec {self._practitioners[one.practitioner]}{service}"

    def appointment_time(self, one: Appointment | Opening, today: date) -> str:
        start = one.start.astimezone(self._zone)
        return f"{say_date(start.date(), today)}, à {say_time(start.time())}"

    def _listed(self, appointments: Sequence[Appointment], today: date) -> str:
        return sentence(either([self.appointment(one, today) for one in appointments]))

    # --- what cannot be done ---

    def too_late(self, notice: timedelta) -> str:
        return f"Cela se fait au plus tard {_spoken(notice)} avant le rendez-vous. C'est trop tard pour moi."

    def only_a_person(self) -> str:
        """An appointment of a series."""
        return "Ce rendez-vous fait partie d'une série. Une personne doit s'en occuper."

    def staff_change_it(self) -> str:
        """An appointment in a software that does not let Vox change it."""
        return "Je ne peux pas changer ce rendez-vous moi-même. Une personne doit s'en occuper."

    def appointments_unseen(self, *, message: bool) -> str:
        """Appointments in a software that does not show them to Vox."""
        unseen = "Je ne vois pas tous les rendez-vous."
        return f"{unseen} Je transmets votre demande." if message else f"{unseen} Une personne doit s'en occuper."

    def changed_meanwhile(self) -> str:
        return "Ce rendez-vous vient d'être changé dans l'agenda. Je n'y touche pas."

    # --- told ---

    def yours(self, one: Appointment, today: date) -> str:
        return f"Le rendez-vous est, {self.appointment(one, today)}."

    def found(self, appointments: Sequence[Appointment], today: date) -> str:
        """All of them, or the next three and how many there are."""
        if len(appointments) == 1:
            return self.yours(appointments[0], today)
        told = [self.appointment(one, today) for one in appointments[:TOLD]]
        intro = (
            f"Il y a {len(appointments)} rendez-vous." if len(appointments) <= TOLD else "Voici les trois prochains."
        )
        return " ".join([intro, *(f"{sentence(one)}." for one in told)])

    # --- given up ---

    def ask_cancel(self, one: Appointment, today: date) -> str:
        return f"Le rendez-vous est, {self.appointment(one, today)}. Dois-je l'annuler ?"

    def ask_cancel_otherwise(self, one: Appointment, today: date) -> str:
        return (
            f"{sentence(self.appointment(one, today))}. "
            "Pour l'annuler, dites oui, ou tapez 1. Pour le garder, dites non, ou tapez 2."
        )

    def kept(self, one: Appointment, today: date) -> str:
        return f"Très bien, le rendez-vous reste, {self.appointment_time(one, today)}."

    def cancelled(self, one: Appointment, today: date) -> str:
        """Said after the event was seen to be gone."""
        return f"C'est fait. Le rendez-vous, {self.appointment_time(one, today)}, est annulé."

    def offer_another(self) -> str:
        return "Voulez-vous un autre rendez-vous ?"

    def cancellation_uncertain(self, *, message: bool) -> str:
        unsure = "L'agenda ne répond pas. Je ne peux pas vous confirmer l'annulation."
        return f"{unsure} Je transmets votre demande." if message else f"{unsure} Pouvez-vous rappeler plus tard ?"

    # --- moved ---

    def only_with(self, practitioner: str) -> str:
        return f"Je peux le déplacer seulement avec {self._practitioners[practitioner]}."

    def recapitulate_move(self, old: Appointment, new: Opening, today: date) -> str:
        return f"Je récapitule. {self._from_to(old, new, today)}. Est-ce que je confirme ?"

    def recapitulate_move_otherwise(self, old: Appointment, new: Opening, today: date) -> str:
        return f"{self._from_to(old, new, today)}. Pour confirmer, dites oui, ou tapez 1. Sinon, tapez 2."

    def _from_to(self, old: Appointment, new: Opening, today: date) -> str:
        other = new.service != old.service and new.service in self._services
        service = f", pour, {self._services[new.service]}" if other else ""
        when = f"{self.appointment_time(new, today)}, avec {self._practitioners[new.practitioner]}"
        return f"Au lieu de, {self.appointment_time(old, today)}, ce sera, {when}{service}"

    def ask_another_time(self) -> str:
        return "Voulez-vous un autre moment ?"

    def ask_another_time_otherwise(self) -> str:
        return "Pour un autre moment, dites oui, ou tapez 1. Pour garder le rendez-vous, dites non, ou tapez 2."

    def moved(self, old: Appointment, booking: Booking, today: date) -> str:
        """Said from what was read back, after the old one was seen to be gone."""
        new = booking.opening
        when = f"{self.appointment_time(new, today)}, avec {self._practitioners[new.practitioner]}"
        return f"C'est fait. Le rendez-vous est maintenant, {when}. L'ancien est annulé."

    def moved_half(self, booking: Booking, today: date, *, message: bool) -> str:
        """The new one was read back; of the old one nothing is known."""
        new = booking.opening
        when = f"{self.appointment_time(new, today)}, avec {self._practitioners[new.practitioner]}"
        rest = "Je le signale." if message else "Pouvez-vous rappeler pour l'ancien ?"
        return f"Le nouveau rendez-vous est pris, {when}. Mais l'ancien est peut-être encore dans l'agenda. {rest}"

    def move_uncertain(self, *, message: bool) -> str:
        unsure = "L'agenda ne répond pas. Je ne peux pas vous confirmer le nouvel horaire. L'ancien reste."
        return f"{unsure} Je transmets votre demande." if message else f"{unsure} Pouvez-vous rappeler plus tard ?"

    # --- passed on, and the end ---

    def change_passed_on(self) -> str:
        return "C'est transmis. Rien n'est encore changé. On vous rappellera."

    def change_noted(self) -> str:
        return "C'est transmis. Rien n'est encore changé."

    def change_unsure(self) -> str:
        """Whether anything was changed is not known: neither is said."""
        return "C'est transmis. On vous dira ce qu'il en est."

    def goodbye_nothing_changed(self) -> str:
        return "Très bien, rien n'est changé. Au revoir."


TOLD = 3
"""Appointments told in one breath at most."""


def _spoken(length: timedelta) -> str:
    """ "24 heures", "3 jours", "30 minutes"."""
    minutes = round(length.total_seconds() / 60)
    for size, one, many in ((24 * 60, "jour", "jours"), (60, "heure", "heures")):
        count, rest = divmod(minutes, size)
        if not rest and count and not (one == "jour" and count < 3):
            return f"{count} {one if count == 1 else many}"
    return f"{minutes} minutes"
