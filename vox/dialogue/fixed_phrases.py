"""What Vox often says, so that it can be rendered before it is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from string import ascii_uppercase

from vox.agenda.types import NoOpening
from vox.config.settings import Settings
from vox.config.templates import places
from vox.dialogue.presence import Presence
from vox.dialogue.types import Reached
from vox.dialogue.understanding.danger import Danger
from vox.dialogue.wording import Wording
from vox.dialogue.words.common import sentence, spoken_person
from vox.dialogue.words.rights import first_request_phrases
from vox.language.say import say_date, say_time

DAYS_AHEAD = 45
"""Days for which most appointments are made."""

_QUARTER = timedelta(minutes=15)


def first_phrases(settings: Settings) -> list[str]:
    """What a call may need within its first second: rendered before the first call is taken."""
    words = Wording(settings)
    return [words.announcement(), words.announcement(keeps=False), words.open_question()]


def ordinary_phrases(settings: Settings) -> list[str]:
    """What nearly every call is made of, in its order."""
    words = Wording(settings)
    return [
        words.open_question(),
        words.filler(),
        words.ask_service(),
        words.ask_date(),
        "Je vous propose, Le plus proche, c'est, Cela vous convient ? Lequel préférez-vous ?",
        words.ask_name(),
        words.ask_phone(),
        "Puis-je vous joindre au numéro qui finit par,",
        "Je récapitule. Est-ce que je confirme ? C'est fait. au nom de,",
        words.more(),
        words.goodbye(),
        *(f"{sentence(one.name)}{mark}" for one in settings.services for mark in ",."),
        *(f"avec {spoken_person(one.name)}{mark}" for one in settings.practitioners for mark in ",."),
        words.not_understood(),
        words.ask_time(),
        words.ask_message(""),
        words.message_kept(),
    ]


def fixed_phrases(settings: Settings, today: date) -> list[str]:
    """What can be rendered before it is said: everything that holds no value of a caller. What is asked most is first.

    today: closures and public holidays that are near are told with the opening hours.
    """
    words = Wording(settings)
    practitioners = [one.id for one in settings.practitioners]
    phrases: Iterable[str] = [
        *first_phrases(settings),
        *ordinary_phrases(settings),
        words.hours(today),
        words.address() or "",
        *(answer.say for answer in settings.answers),
        *(one.say for service in settings.services for one in service.ask),
        "c'est possible. Le rendez-vous, Le rendez-vous est maintenant, Voici votre message, pour, Rappel au 06,",
        *(f"{letter}," for letter in ascii_uppercase),
        *(words.open_otherwise(book=book, message=message) for book in (True, False) for message in (True, False)),
        words.goodbye_nothing_done(),
        words.nothing_booked(),
        words.other_wish(),
        words.enough_booked(),
        words.found_after_all(),
        *([words.confirmed_by_sms()] if settings.sms else []),
        words.goodbye_not_understood(),
        words.goodbye_silence(),
        words.too_long(),
        words.filler_again(),
        words.sorry(),
        words.still_there(),
        words.cannot_hear(),
        words.not_understood_again(),
        words.take_your_time(),
        words.hello(),
        words.off_topic(),
        words.very_well(),
        words.ask_whether_booking(),
        words.ask_service_otherwise(),
        words.ask_date_otherwise(),
        words.ask_other_date(),
        words.ask_time_otherwise(),
        words.unknown_service(),
        words.no_such_day(),
        words.past(),
        words.no_such_hour(),
        words.ask_name_otherwise(),
        words.ask_to_spell(),
        words.ask_phone_otherwise(),
        *([words.ask_come_before()] if any(one.for_known or one.for_new for one in settings.services) else []),
        words.phone_impossible(),
        "J'ai noté, C'est bien cela ?",
        words.taken(),
        words.nothing_left(),
        *(words.no_opening(why, None, today, None) for why in NoOpening),
        words.what_to_change(),
        words.ask_again(),
        words.calendar_unavailable(message=True),
        words.booking_uncertain(message=True),
        "Il y a plusieurs rendez-vous. Ou dites-moi un autre jour. Lequel ?",
        words.ask_whose(),
        words.ask_whose_otherwise(),
        words.ask_first_name(),
        words.ask_birthdate(),
        words.ask_birthdate_otherwise(),
        words.birthdate_incomplete(),
        words.not_found(),
        words.masked_proves_nothing(),
        words.dictated_proves_nothing(),
        words.only_a_person(),
        *([words.staff_change_it(), words.appointments_unseen(message=True)] if _software(settings) else []),
        words.changed_meanwhile(),
        words.offer_another(),
        words.ask_another_time(),
        words.ask_another_time_otherwise(),
        words.change_passed_on(),
        words.change_unsure(),
        words.goodbye_nothing_changed(),
        "Le rendez-vous est, Dois-je l'annuler ? est annulé. Au lieu de, ce sera, L'ancien est annulé.",
        words.ask_message_otherwise(),
        words.ask_message_in_other_words(),
        words.read_back_otherwise(),
        words.wish_passed_on(),
        words.wish_unsure(),
        words.wish_noted(),
        words.numbers_left_out(),
        words.ask_matter(),
        words.ask_matter_otherwise(),
        words.matter_unknown(),
        words.matter_passed_on(),
        words.offer_message(),
        words.nobody_free(None, Presence(here=True), today),
        *(words.puts_through(one) for one, how in _called(settings) if how == "blind"),
        *(words.asks_whether_free(one) for one, how in _called(settings) if how == "announced"),
        *(words.not_reached(one, reached) for one, _ in _called(settings) for reached in Reached),
        *_announcing(words, settings),
        words.emergency_transfer(Danger.NOW) if settings.emergency.transfer else "",
        words.no_answer(),
        words.services(),
        words.emergency(Danger.NOW),
        words.emergency(Danger.LIFE),
        words.take_care(),
        words.emergency_doubt(),
        words.no_danger(),
        words.opposition(),
        words.no_message_after_opposition(),
        words.go_on(),
        *first_request_phrases(words),
        *(
            text
            for one in settings.tools
            for text in (one.ask or "", one.say_nothing, one.say_failed)
            if not any(places(text))
        ),
        words.ask_practitioner(practitioners) if len(practitioners) > 1 else "",
    ]
    return list(dict.fromkeys(phrase for phrase in phrases if phrase))


def calendar_phrases(settings: Settings, today: date) -> list[str]:
    """The days to come and the hours of those who are there, as openings are said, and the pairs of figures that
    telephone numbers are made of: they point to nobody."""
    everybody = [settings.hours, *(one.hours for one in settings.practitioners if one.hours is not None)]
    days = [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
    opened = {weekday for hours in everybody for weekday, ranges in enumerate(hours.week) if ranges}
    ranges = [one for hours in everybody for ranges in hours.week for one in ranges]
    clocks = {
        at.time()
        for one in ranges
        for at in _quarters(datetime.combine(today, one.start), datetime.combine(today, one.end))
    }
    return [
        *(f"{say_date(day, today)}," for day in days if day.weekday() in opened),
        *(f"à {say_time(clock)}{mark}" for mark in ",." for clock in sorted(clocks)),
        *(f"{pair:02}{mark}" for mark in ",?." for pair in range(100)),
    ]


def _quarters(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += _QUARTER


def _called(settings: Settings) -> list[tuple[str, str]]:
    """Who may be called, and how."""
    identifiers = [*(one.id for one in settings.people), *(one.id for one in settings.practitioners)]
    return [(one, transfer.how) for one in identifiers if (transfer := settings.transfer_of(one)) is not None]


def _announcing(words: Wording, settings: Settings) -> list[str]:
    """What is said to caller and person where callers are announced."""
    if all(how != "announced" for _, how in _called(settings)):
        return []
    return [
        words.ask_whom_to_announce(),
        words.ask_what_to_announce(),
        words.ask_what_to_announce_otherwise(),
        words.announced_without(),
        words.introduces_itself(),
        words.take_or_not(),
        words.connects(),
    ]


def _software(settings: Settings) -> bool:
    return any(one.software is not None for one in settings.practitioners)
