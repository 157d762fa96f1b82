"""Who is there when: hours, public holidays, absences, and what a caller who asks for somebody hears."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.dialogue.room import PARIS, SETTINGS, Call
from vox.config.policy import Emergency
from vox.config.settings import Settings
from vox.dialogue.presence import presence


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("who", "now", "here", "opens"),
    [
        (None, "2026-12-01 09:05", True, None),
        (None, "2026-12-01 12:30", False, "2026-12-01 14:00"),
        (None, "2026-12-01 18:30", False, "2026-12-02 08:30"),
        (None, "2026-12-05 13:00", False, "2026-12-07 08:30"),
        (None, "2026-12-23 19:00", False, "2027-01-04 08:30"),
        (None, "2027-03-26 10:00", False, "2027-03-27 09:00"),  # Good Friday, in Alsace and Moselle
        ("dr-leroy", "2026-12-02 09:05", False, "2026-12-03 09:00"),
        ("dr-martin", "2027-02-16 10:00", False, "2027-02-20 09:00"),
        ("secretariat", "2026-12-01 11:00", True, None),
        ("secretariat", "2026-12-01 15:00", False, "2026-12-02 08:30"),
    ],
)
def test_who_is_there(who: str | None, now: str, here: bool, opens: str | None) -> None:
    there = presence(SETTINGS, who, at(now))
    assert there.here is here
    assert there.opens == (datetime.fromisoformat(opens) if opens else None)


def test_good_friday_is_a_holiday_in_alsace_only() -> None:
    france = SETTINGS.organization.model_copy(update={"holidays": "FR"})
    assert presence(SETTINGS, None, at("2027-03-26 10:00")).holiday
    assert presence(SETTINGS.model_copy(update={"organization": france}), None, at("2027-03-26 10:00")).here


@pytest.mark.parametrize(
    ("now", "said", "heard"),
    [
        ("2026-12-01 09:05", "je voudrais parler à un humain", "personne ne peut prendre la ligne"),
        ("2026-12-01 19:30", "je voudrais parler à un humain", "nous rouvrons, demain, mercredi 2 décembre, à 8 h 30"),
        ("2027-03-26 10:00", "je voudrais parler à un humain", "jour férié"),
        ("2027-02-16 10:00", "passez-moi le docteur Martin", "le docteur Martin n'est pas là jusqu'au vendredi 19 f"),
        ("2026-12-01 15:00", "passez-moi le secrétariat", "le secrétariat répond du lundi au vendredi, de 8 h 30 à mi"),
        ("2026-12-02 10:00", "passez-moi le docteur Leroy", "le docteur Leroy reçoit"),
        ("2026-12-01 09:05", "passez-moi le docteur Leroy", "je ne peux pas vous passer le docteur Leroy"),
    ],
)
async def test_what_is_said_to_who_asks_for_somebody(now: str, said: str, heard: str) -> None:
    call = Call(now=at(now))
    answer = await call.hear(said)
    assert heard.casefold() in answer.casefold()
    assert "laisser un message" in answer


async def test_the_hours_name_a_public_holiday_that_is_near() -> None:
    answer = await Call(now=at("2027-03-20 10:00")).hear("quels sont vos horaires ?")
    assert "vendredi 26 mars, jour férié" in answer


def with_emergency(emergency: Emergency, trade: str = "medical") -> Settings:
    organization = SETTINGS.organization.model_copy(update={"trade": trade})
    return SETTINGS.model_copy(update={"emergency": emergency, "organization": organization})


@pytest.mark.parametrize(
    ("now", "heard"), [("2026-12-01 09:05", "venez tout de suite"), ("2026-12-01 22:00", "clinique de garde")]
)
async def test_a_vet_s_emergency_by_day_and_by_night(now: str, heard: str) -> None:
    call = Call(now=at(now), settings=with_emergency(Emergency(), "veterinary"))
    answer = await call.hear("mon chien a avalé de la mort-aux-rats")
    assert heard in answer
    assert "le 15" in answer


@pytest.mark.parametrize(
    ("now", "heard"), [("2026-12-01 09:05", "montez vite."), ("2026-12-01 22:00", "allez à l'hôpital.")]
)
async def test_an_organization_s_own_sentences_for_a_danger(now: str, heard: str) -> None:
    emergency = Emergency(say="Montez vite.", say_closed="Allez à l'hôpital.")
    call = Call(now=at(now), settings=with_emergency(emergency))
    assert heard in (await call.hear("il ne respire plus")).casefold()


async def test_who_wants_to_die_hears_where_somebody_listens_also_at_night() -> None:
    call = Call(now=at("2026-12-01 22:00"))
    answer = await call.hear("je veux en finir")
    assert "31 14" in answer
    assert "le 15" in answer
