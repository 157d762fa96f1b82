"""Moving, cancelling and finding: proven first, named, an explicit yes, and nothing told to anybody else."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Any

import pytest

from tests.dialogue.room import PARIS, SETTINGS, Call, Says
from vox.config.policy import Event, Verification
from vox.config.settings import Settings
from vox.records.summary import Outcome

BORN = date(1958, 7, 14)
OTHER = "+33639980099"


def proving(**verification: Any) -> Settings:
    return SETTINGS.model_copy(update={"verification": Verification.model_validate(verification)})


def outcomes(call: Call) -> tuple[Outcome, ...]:
    return call.conversation.outcomes


# --- cancelling ---


async def test_cancelled_after_a_yes() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00", service="consultation")
    await call.play("""
        > je voudrais annuler mon rendez-vous
        [confirm] jeudi 3 décembre, à 10 h, avec le docteur martin, pour, consultation / dois-je l'annuler
        > oui
        [confirm] c'est fait / jeudi 3 décembre, à 10 h, est annulé / un autre rendez-vous
        > non merci
        [more]
        > non merci
        [end]
    """)
    assert call.own == []
    assert outcomes(call) == (Outcome.CANCELLED,)
    summary = call.conversation.close()
    assert summary is not None
    assert summary.text == "Rendez-vous annulé : consultation, jeudi 3 décembre 2026 à 10 h, avec docteur Martin."


async def test_kept_after_a_no() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00")
    await call.play("""
        > je voudrais annuler mon rendez-vous
        [confirm]
        > non
        [more] le rendez-vous reste, jeudi 3 décembre
    """)
    assert call.own == ["dr-martin 2026-12-03 10:00"]
    assert outcomes(call) == (Outcome.ABANDONED,)


@pytest.mark.parametrize(
    "said",
    [
        "gardez-le", "non gardez-le", "finalement je le garde", "laissez-le", "laissez comme ça", "ne l'annulez pas",
        "n'annulez pas", "non finalement je viens", "oui mais gardez-le", "je vais venir quand même", "je maintiens",
        "gardez mon rendez-vous de jeudi", "n'y touchez pas",
    ],
)  # fmt: skip
async def test_ways_to_keep_it(said: str) -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00")
    await call.hear("je voudrais annuler mon rendez-vous")
    answer = await call.hear(said)
    assert call.own == ["dr-martin 2026-12-03 10:00"]
    assert "le rendez-vous reste" in answer


@pytest.mark.parametrize(
    "said", ["oui", "oui annulez-le", "annulez", "oui supprimez", "c'est ça", "oui s'il vous plaît"]
)
async def test_ways_to_say_yes(said: str) -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00")
    await call.hear("je voudrais annuler mon rendez-vous")
    assert "est annulé" in await call.hear(said)


@pytest.mark.parametrize("said", ["yes; fix date=mardi", "yes; appointment=mardi", "yes; fix time=9 heures"])
async def test_a_yes_to_another_day_is_no_yes(said: str) -> None:
    call = Call(understanding=Says())
    call.has("dr-martin", "2026-12-03 10:00")
    await call.hear("cancel")
    answer = await call.hear(said)
    assert call.own == ["dr-martin 2026-12-03 10:00"]
    assert "Je n'ai pas de rendez-vous à ce moment-là." in answer
    assert "Dois-je l'annuler" in answer


async def test_a_yes_with_its_own_day_is_one() -> None:
    call = Call(understanding=Says())
    call.has("dr-martin", "2026-12-03 10:00")
    await call.hear("cancel")
    assert "est annulé" in await call.hear("yes; fix date=jeudi; fix time=dix heures")


async def test_another_one_is_offered_with_the_same_service() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00", service="vaccin")
    await call.play("""
        > je voudrais annuler mon rendez-vous
        > oui
        [confirm]
        > oui
        [date] quel jour
        > vendredi à 9 heures
        [name]
        > Claire Dupont
        [phone]
        > oui
        [confirm] vaccination
        > oui
        [more]
    """)
    assert call.own == []
    assert len(call.booked) == 1
    assert "vaccin Claire Dupont" in call.booked[0]
    assert outcomes(call) == (Outcome.CANCELLED, Outcome.BOOKED)


@pytest.mark.parametrize(
    "said", ["yes; date=vendredi; time=9 heures", "book; date=vendredi; time=9 heures", "date=vendredi; time=9 heures"]
)
async def test_the_other_one_is_one_wish_however_it_is_said(said: str) -> None:
    call = Call(understanding=Says())
    call.has("dr-martin", "2026-12-03 10:00", service="vaccin")
    await call.play(f"""
        > cancel
        > yes
        [confirm]
        > {said}
        [name]
        > name=Claire Dupont
        [phone]
        > yes
        [confirm] vaccination
        > yes
        [more]
    """)
    assert outcomes(call) == (Outcome.CANCELLED, Outcome.BOOKED)


async def test_no_other_one_is_offered_to_who_has_said_what_comes_next() -> None:
    call = Call(understanding=Says())
    call.has("dr-martin", "2026-12-03 10:00")
    await call.play("""
        > cancel; book; service=vaccin; date=vendredi
        [confirm] dois-je l'annuler
        > yes
        [choice] est annulé / vendredi 4 décembre
    """)
    assert call.own == []


async def test_a_farewell_before_the_yes_changes_nothing() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00")
    await call.play("""
        > je voudrais annuler mon rendez-vous
        [confirm]
        > au revoir
        [end] rien n'est changé
    """)
    assert call.own == ["dr-martin 2026-12-03 10:00"]


async def test_too_late_to_cancel_and_a_message_says_what() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-02 09:00", service="consultation")
    await call.play("""
        > je voudrais annuler mon rendez-vous
        [confirm] au plus tard 24 heures avant / trop tard / laisser un message
        > oui
        [name]
        > Claire Dupont
        [phone]
        > oui
        [more] rien n'est encore changé
    """)
    assert call.own == ["dr-martin 2026-12-02 09:00"]
    assert outcomes(call) == (Outcome.MESSAGE,)
    summary = call.conversation.close()
    assert summary is not None
    assert "Souhaite annuler son rendez-vous : demain, mercredi 2 décembre, à 9 h" in summary.messages[0].text
    assert summary.messages[0].for_ == "dr-martin"


async def test_the_message_that_is_offered_is_not_another_one() -> None:
    call = Call(understanding=Says())
    call.has("dr-martin", "2026-12-02 09:00", service="consultation")
    await call.play("""
        > cancel
        [confirm] trop tard / laisser un message
        > message; message=je suis malade
        [name]
        > name=Claire Dupont
        [phone]
        > yes
        [more]
    """)
    summary = call.conversation.close()
    assert summary is not None
    assert "Souhaite annuler son rendez-vous" in summary.messages[0].text
    assert "je suis malade" in summary.messages[0].text


async def test_an_appointment_without_a_service_may_be_cancelled_until_it_begins() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-01 09:20")
    await call.play("""
        > je voudrais annuler mon rendez-vous
        [confirm]
        > oui
        [confirm] est annulé
    """)
    assert call.own == []


async def test_a_series_is_for_a_person() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00", repeats=True)
    await call.play("""
        > je voudrais annuler mon rendez-vous
        [confirm] série / laisser un message
        > non
        [more]
    """)
    assert call.own == ["dr-martin 2026-12-03 10:00"]
    assert outcomes(call) == (Outcome.REFUSED,)


@pytest.mark.parametrize(("fault", "said"), [("down", "consulter l'agenda"), ("uncertain", "confirmer l'annulation")])
async def test_a_calendar_that_fails_at_the_yes(fault: str, said: str) -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00")
    await call.play("""
        > je voudrais annuler mon rendez-vous
        [confirm]
    """)
    call.calendars["dr-martin"].at_cancel = fault
    answer = await call.hear("oui")
    assert said in answer
    assert "est annulé" not in " ".join(call.said)
    summary = call.conversation.close()
    assert summary is not None
    assert summary.outcomes == (Outcome.MESSAGE,)
    assert "jeudi 3 décembre" in summary.messages[0].text
    assert ("vérifier" in summary.messages[0].text) is (fault == "uncertain")


async def test_staff_changed_it_at_the_yes() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00")
    await call.hear("je voudrais annuler mon rendez-vous")
    call.calendars["dr-martin"].at_cancel = "changed"
    answer = await call.hear("oui")
    assert "vient d'être changé" in answer
    assert call.conversation.asking.value == "confirm"
    assert call.own == ["dr-martin 2026-12-03 10:00"]


async def test_a_hang_up_during_the_deletion_leaves_somebody_to_look() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00")
    await call.hear("je voudrais annuler mon rendez-vous")
    call.calendars["dr-martin"].at_cancel = "hangs"
    hearing = asyncio.create_task(call.hear("oui"))
    await call.calendars["dr-martin"].writing.wait()
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    summary = call.conversation.close()
    assert summary is not None
    assert "vérifier s'il y est encore" in summary.messages[0].text


# --- whose ---


@pytest.mark.parametrize("wish", ["annuler", "déplacer"])
async def test_a_masked_number_proves_nothing(wish: str) -> None:
    call = Call(number=None)
    call.has("dr-martin", "2026-12-03 10:00")
    await call.play(f"""
        > je voudrais {wish} mon rendez-vous
        [confirm] numéro est masqué / laisser un message / !3 décembre
        > oui
        [message] quel rendez-vous / !moi-même
    """)
    assert call.own == ["dr-martin 2026-12-03 10:00"]


@pytest.mark.promise
async def test_another_line_and_none_sound_alike() -> None:
    heard = []
    for theirs in (True, False):
        call = Call(number=OTHER)
        if theirs:
            call.has("dr-martin", "2026-12-03 10:00", born=BORN)
        for said in ("je voudrais déplacer mon rendez-vous", "Claire Dupont", "le 14 juillet 1958"):
            await call.hear(said)
        heard.append(call.said)
    assert heard[0] == heard[1]
    assert "Je ne trouve pas de rendez-vous avec ces éléments." in " ".join(heard[0])


@pytest.mark.promise
async def test_wrong_and_none_sound_alike_on_the_right_line() -> None:
    heard = []
    for born in (BORN, None):
        call = Call()
        if born:
            call.has("dr-martin", "2026-12-03 10:00", born=born)
        said = [
            "je voudrais déplacer mon rendez-vous",
            *("Paul Henry", "le 3 mai 1961", "Paul Henry", "le 4 mai 1961", "Paul Henry", "le 5 mai 1961"),
            "non",
        ]
        for words in said:
            await call.hear(words)
        heard.append(call.said)
        assert outcomes(call) == (Outcome.REFUSED,)
    assert heard[0] == heard[1]
    assert "décembre" not in " ".join(heard[0])


async def test_who_was_wrong_three_times_is_not_asked_by_another_flow_either() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00", born=BORN)
    for words in ["je voudrais déplacer mon rendez-vous", *(["Paul Henry", "le 3 mai 1961"] * 3), "non"]:
        await call.hear(words)
    await call.play("""
        > alors je voudrais annuler mon rendez-vous
        [confirm] je ne trouve pas / laisser un message / !décembre
    """)
    assert call.own == ["dr-martin 2026-12-03 10:00"]


async def test_dictating_the_number_on_file_proves_nothing() -> None:
    call = Call(number=OTHER)
    call.has("dr-martin", "2026-12-03 10:00")
    await call.play("""
        > je voudrais annuler mon rendez-vous, mon numéro est le 06 39 98 00 12
        [confirm] je ne trouve pas de rendez-vous avec ces éléments / laisser un message / !décembre
    """)


async def test_somebody_else_s_name_on_the_line() -> None:
    """The line alone would do, but the caller said another name."""
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00")
    await call.play("""
        > je voudrais annuler le rendez-vous au nom de Paul Henry
        [name] je ne trouve pas / !décembre
        > Claire Dupont
        [confirm] jeudi 3 décembre
    """)


async def test_several_people_on_one_line_are_told_apart() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00", name="Claire Dupont")
    call.has("dr-leroy", "2026-12-04 09:00", name="Paul Dupont")
    await call.play("""
        > je voudrais annuler mon rendez-vous
        [name] à quel nom / !claire / !décembre
        > Dupont
        [name] prénom / !claire / !décembre
        > Paul
        [confirm] vendredi 4 décembre / !3 décembre
        > oui
        [confirm] est annulé
    """)
    assert call.own == ["dr-martin 2026-12-03 10:00"]


async def test_twins() -> None:
    call = Call(settings=proving(cancel="number+birthdate"))
    call.has("dr-martin", "2026-12-03 10:00", name="Paul Petit", born=BORN)
    call.has("dr-martin", "2026-12-03 10:20", name="Paule Petit", born=BORN)
    await call.play("""
        > je voudrais annuler mon rendez-vous
        [name]
        > Paule Petit
        [birthdate]
        > le 14 juillet 1958
        [confirm] à 10 h 20
    """)


async def test_a_name_instead_of_a_birth_date_that_the_calendar_does_not_have() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00", service="consultation")
    await call.play("""
        > je voudrais déplacer mon rendez-vous
        [name]
        > Claire Dupont
        [date] jeudi 3 décembre, à 10 h
    """)


async def test_who_does_not_tell_the_birth_date() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00", born=BORN)
    await call.play("""
        > je voudrais déplacer mon rendez-vous
        [name]
        > Claire Dupont
        [birthdate]
        > non
        [confirm] laisser un message / !décembre
    """)


async def test_half_a_birth_date_is_no_wrong_try() -> None:
    call = Call(settings=proving(cancel="number+birthdate", tries=1))
    call.has("dr-martin", "2026-12-03 10:00", born=BORN)
    await call.play("""
        > je voudrais annuler mon rendez-vous
        > Claire Dupont
        [birthdate]
        > le 14 juillet
        [birthdate] le jour, le mois et l'année
        > le 14 juillet 1958
        [confirm] jeudi 3 décembre
    """)


async def test_a_birth_date_by_keys() -> None:
    call = Call(settings=proving(cancel="number+birthdate"))
    call.has("dr-martin", "2026-12-03 10:00", born=BORN)
    await call.play("""
        > je voudrais annuler mon rendez-vous
        > Claire Dupont
        [birthdate]
        # 14071958
        [confirm] jeudi 3 décembre
        # 1
        [confirm] est annulé
        # 2
        [more]
    """)


# --- which ---


async def test_one_of_several_by_its_day() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00")
    call.has("dr-leroy", "2026-12-04 09:00")
    await call.play("""
        > je voudrais annuler mon rendez-vous
        [appointment] jeudi 3 décembre, à 10 h, avec le docteur martin / vendredi 4 décembre, à 9 h / lequel
        > celui de vendredi à neuf heures
        [confirm] vendredi 4 décembre, à 9 h / !jeudi
        > oui
        [confirm] est annulé
    """)
    assert call.own == ["dr-martin 2026-12-03 10:00"]


@pytest.mark.parametrize("said", ["le premier", "jeudi", "à dix heures", "avec le docteur Martin", "celui du 3"])
async def test_ways_to_say_which(said: str) -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00")
    call.has("dr-leroy", "2026-12-04 09:00")
    await call.hear("je voudrais annuler mon rendez-vous")
    answer = await call.hear(said)
    assert "Le rendez-vous est, jeudi 3 décembre" in answer


async def test_the_other_one() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00")
    call.has("dr-leroy", "2026-12-04 09:00")
    await call.play("""
        > je voudrais annuler mon rendez-vous de jeudi
        [confirm] jeudi 3 décembre
        > non, l'autre
        [confirm] vendredi 4 décembre
        > oui
        [confirm] vendredi 4 décembre, à 9 h, est annulé
    """)


async def test_both_are_one_after_the_other() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00")
    call.has("dr-leroy", "2026-12-04 09:00")
    await call.play("""
        > je voudrais annuler mon rendez-vous
        [appointment]
        > les deux
        [confirm] jeudi 3 décembre
        > oui
        [confirm] est annulé
        > non
        [more]
        > je voudrais annuler mon rendez-vous
        [confirm] vendredi 4 décembre
    """)


async def test_one_of_several_by_key() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00")
    call.has("dr-leroy", "2026-12-04 09:00")
    await call.play("""
        > je voudrais annuler mon rendez-vous
        [appointment]
        # 2
        [confirm] vendredi 4 décembre
    """)


async def test_described_at_once() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00")
    call.has("dr-leroy", "2026-12-04 09:00")
    await call.play("""
        > je voudrais annuler mon rendez-vous de vendredi
        [confirm] vendredi 4 décembre
        > non, celui de jeudi
        [confirm] jeudi 3 décembre / dois-je l'annuler
        > oui
        [confirm] jeudi 3 décembre, à 10 h, est annulé
    """)
    assert call.own == ["dr-leroy 2026-12-04 09:00"]


async def test_described_wrongly_but_there_is_only_one() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00")
    await call.play("""
        > je voudrais annuler mon rendez-vous de vendredi
        [confirm] jeudi 3 décembre
    """)


async def test_more_than_three() -> None:
    call = Call()
    for day in range(3, 8):
        call.has("dr-martin", f"2026-12-{day:02d} 10:00")
    await call.play("""
        > je voudrais annuler mon rendez-vous
        [appointment] 3 décembre / 5 décembre / !6 décembre / un autre jour
        > le 7 décembre
        [confirm] lundi 7 décembre
    """)


# --- finding ---


async def test_told_after_the_proof() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00", born=BORN)
    await call.play("""
        > à quelle heure est mon rendez-vous ?
        [name] !décembre
        > Claire Dupont
        [birthdate] !décembre
        > le 14 juillet 1958
        [more] jeudi 3 décembre, à 10 h, avec le docteur martin
    """)
    assert outcomes(call) == (Outcome.FOUND,)
    summary = call.conversation.close()
    assert summary is not None
    assert summary.text == "Date d'un rendez-vous redite à la personne."


async def test_all_of_them_are_told() -> None:
    call = Call(settings=proving(find="number"))
    call.has("dr-martin", "2026-12-03 10:00")
    call.has("dr-leroy", "2026-12-04 09:00")
    await call.play("""
        > à quelle heure est mon rendez-vous ?
        [more] 2 rendez-vous / jeudi 3 décembre, à 10 h / vendredi 4 décembre, à 9 h
    """)


async def test_found_then_cancelled_without_a_second_proof() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00", born=BORN)
    for said in ("à quelle heure est mon rendez-vous ?", "Claire Dupont", "le 14 juillet 1958"):
        await call.hear(said)
    await call.play("""
        > alors je voudrais annuler mon rendez-vous
        [confirm] dois-je l'annuler
        > oui
        [confirm] est annulé
    """)
    assert outcomes(call) == (Outcome.FOUND, Outcome.CANCELLED)


async def test_past_and_begun_ones_are_nobody_s() -> None:
    call = Call(settings=proving(find="number"), now=datetime(2026, 12, 3, 10, 5, tzinfo=PARIS))
    call.has("dr-martin", "2026-12-03 10:00")
    answer = await call.hear("à quelle heure est mon rendez-vous ?")
    assert "Je ne trouve pas de rendez-vous" in answer


@pytest.mark.parametrize("wish", ["annuler mon rendez-vous", "déplacer mon rendez-vous"])
async def test_a_calendar_that_is_down_from_the_start(wish: str) -> None:
    call = Call()
    for calendar in call.calendars.values():
        calendar.down = True
    await call.play(f"""
        > je voudrais {wish}
        [name] consulter l'agenda / je transmets
        > Claire Dupont
        [phone]
        > oui
        [more] rien n'est encore changé
    """)
    assert outcomes(call) == (Outcome.MESSAGE,)


async def test_none_is_not_said_while_a_calendar_is_silent() -> None:
    call = Call()
    call.calendars["dr-leroy"].down = True
    answer = await call.hear("je voudrais annuler mon rendez-vous")
    assert "Je ne trouve pas" not in answer
    assert "consulter l'agenda" in answer


# --- moving ---


async def test_moved_after_a_yes() -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00", service="consultation", born=BORN)
    await call.play("""
        > je voudrais déplacer mon rendez-vous
        > Claire Dupont
        > le 14 juillet 1958
        [date] le rendez-vous est, jeudi 3 décembre, à 10 h, avec le docteur martin / quel jour
        > vendredi à 11 h 10
        [confirm] au lieu de, jeudi 3 décembre, à 10 h, ce sera / vendredi 4 décembre, à 11 h 10, avec le docteur martin
        > oui
        [more] c'est fait / vendredi 4 décembre, à 11 h 10 / l'ancien est annulé
    """)
    assert call.own == []
    assert call.booked == ["dr-martin 2026-12-04 11:10 consultation Claire Dupont +33639980012"]
    assert outcomes(call) == (Outcome.MOVED,)
    summary = call.conversation.close()
    assert summary is not None
    assert summary.text == (
        "Rendez-vous déplacé : consultation, vendredi 4 décembre 2026 à 11 h 10 au lieu de jeudi 3 décembre 2026 à "
        "10 h, avec docteur Martin, au nom de Claire Dupont."
    )


async def to_the_recapitulation(**has: Any) -> Call:
    call = Call(settings=proving(move="number"))
    call.has("dr-martin", "2026-12-03 10:00", **has)
    await call.hear("je voudrais déplacer mon rendez-vous")
    answer = await call.hear("vendredi à 11 h 10" if has.get("service") else "vendredi à 11 heures")
    assert "Est-ce que je confirme" in answer
    return call


@pytest.mark.parametrize(
    "said", ["finalement je le garde", "laissez comme c'est", "gardez l'ancien", "n'y touchez pas"]
)
@pytest.mark.parametrize("at", ["date", "confirm"])
async def test_ways_to_keep_it_instead_of_moving(said: str, at: str) -> None:
    call = Call(settings=proving(move="number"))
    call.has("dr-martin", "2026-12-03 10:00")
    await call.hear("je voudrais déplacer mon rendez-vous")
    if at == "confirm":
        await call.hear("vendredi à 11 heures")
    assert call.conversation.asking.value == at
    answer = await call.hear(said)
    assert "le rendez-vous reste, jeudi 3 décembre" in answer
    assert call.own == ["dr-martin 2026-12-03 10:00"]


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("deux heures plus tard", "jeudi 3 décembre, à midi"),
        ("une heure plus tôt", "jeudi 3 décembre, à 9 h"),
        ("le lendemain à la même heure", "vendredi 4 décembre, à 10 h"),
        ("la même heure mais vendredi", "vendredi 4 décembre, à 10 h"),
        ("une semaine plus tard à dix heures", "jeudi 10 décembre, à 10 h"),
    ],
)
async def test_seen_from_the_appointment(said: str, when: str) -> None:
    call = Call(settings=proving(move="number"))
    call.has("dr-martin", "2026-12-03 10:00")
    await call.hear("je voudrais déplacer mon rendez-vous")
    answer = await call.hear(said)
    assert f"ce sera, {when}" in answer


async def test_no_at_the_recapitulation_keeps_it() -> None:
    call = await to_the_recapitulation()
    await call.play("""
        > non
        [confirm] un autre moment
        > non
        [more] le rendez-vous reste, jeudi 3 décembre, à 10 h
    """)
    assert call.own == ["dr-martin 2026-12-03 10:00"]
    assert call.booked == []


async def test_no_and_another_time() -> None:
    call = await to_the_recapitulation()
    await call.play("""
        > non
        [confirm]
        > oui
        [date]
        > lundi à 15 heures
        [confirm] lundi 7 décembre, à 15 h
        > oui
        [more]
    """)
    assert [one.split(" ")[1:3] for one in call.booked] == [["2026-12-07", "15:00"]]


async def test_corrected_at_the_recapitulation() -> None:
    call = await to_the_recapitulation()
    await call.play("""
        > plutôt lundi
        [confirm] lundi 7 décembre, à 11 h
        > oui
        [more]
    """)
    assert [one.split(" ")[1:3] for one in call.booked] == [["2026-12-07", "11:00"]]


async def test_a_move_becomes_a_cancellation() -> None:
    call = await to_the_recapitulation()
    await call.play("""
        > finalement je préfère annuler mon rendez-vous
        [confirm] dois-je l'annuler
        > oui
        [confirm] est annulé
    """)
    assert call.own == []
    assert call.booked == []
    assert outcomes(call) == (Outcome.CANCELLED,)


async def test_another_of_the_appointments_is_to_be_moved() -> None:
    call = Call(settings=proving(move="number"), understanding=Says())
    call.has("dr-martin", "2026-12-03 10:00")
    call.has("dr-martin", "2026-12-04 10:00")
    await call.play("""
        > move; appointment=jeudi; date=lundi; time=11 heures
        [confirm] au lieu de, jeudi 3 décembre, à 10 h, ce sera, lundi 7 décembre, à 11 h
        > move; appointment=vendredi
        [date] vendredi 4 décembre
        > date=lundi; time=11 heures
        [confirm] au lieu de, vendredi 4 décembre, à 10 h, ce sera, lundi 7 décembre, à 11 h
        > yes
        [more]
    """)
    assert call.own == ["dr-martin 2026-12-03 10:00"]


async def test_a_question_in_the_middle() -> None:
    call = await to_the_recapitulation()
    await call.play("""
        > il y a un parking ?
        [confirm] derrière le cabinet / est-ce que je confirme
        > oui
        [more] c'est fait
    """)
    assert outcomes(call) == (Outcome.MOVED,)


async def test_another_practitioner_for_a_known_service() -> None:
    call = Call(settings=proving(move="number"))
    call.has("dr-martin", "2026-12-03 10:00", service="consultation")
    await call.play("""
        > je voudrais déplacer mon rendez-vous
        [date]
        > vendredi matin avec le docteur Leroy
        [choice] vendredi 4 décembre
        > le premier
        [confirm] avec le docteur leroy
        > oui
        [more]
    """)
    assert call.own == []
    assert call.booked[0].startswith("dr-leroy 2026-12-04")


async def test_another_practitioner_for_what_has_no_service() -> None:
    call = Call(settings=proving(move="number"))
    call.has("dr-martin", "2026-12-03 10:00")
    await call.play("""
        > je voudrais déplacer mon rendez-vous
        [date]
        > vendredi matin avec le docteur Leroy
        [choice] seulement avec le docteur martin / vendredi 4 décembre
    """)


async def test_its_own_time_is_not_offered() -> None:
    call = Call(settings=proving(move="number"))
    call.has("dr-martin", "2026-12-03 10:00")
    await call.play("""
        > je voudrais déplacer mon rendez-vous
        [date]
        > jeudi à dix heures
        [choice] !à 10 h, ou
    """)


async def test_too_late_to_move() -> None:
    call = Call(settings=proving(move="number"))
    call.has("dr-martin", "2026-12-02 09:00", service="consultation")
    await call.play("""
        > je voudrais déplacer mon rendez-vous
        [confirm] 24 heures avant / laisser un message
    """)


@pytest.mark.parametrize(
    ("at_write", "at_cancel", "said", "done"),
    [
        ("down", "", "consulter l'agenda", (Outcome.MESSAGE,)),
        ("uncertain", "", "confirmer le nouvel horaire", (Outcome.MESSAGE,)),
        ("", "down", "peut-être encore", (Outcome.BOOKED, Outcome.MESSAGE)),
        ("", "uncertain", "peut-être encore", (Outcome.BOOKED, Outcome.MESSAGE)),
        ("", "changed", "vient d'être changé", (Outcome.REFUSED,)),
    ],
)
async def test_a_calendar_that_fails_in_a_move(
    at_write: str, at_cancel: str, said: str, done: tuple[Outcome, ...]
) -> None:
    call = await to_the_recapitulation()
    call.calendars["dr-martin"].at_write = at_write
    call.calendars["dr-martin"].at_cancel = at_cancel
    answer = await call.hear("oui")
    assert said in answer
    assert "C'est fait" not in answer
    assert call.own == ["dr-martin 2026-12-03 10:00"]
    assert outcomes(call) == done
    assert bool(call.booked) is (Outcome.BOOKED in done)


async def test_the_new_time_is_taken_meanwhile() -> None:
    call = await to_the_recapitulation()
    call.calendars["dr-martin"].at_write = "taken"
    answer = await call.hear("oui")
    assert "vient d'être pris" in answer
    assert call.conversation.asking.value == "choice"
    assert call.own == ["dr-martin 2026-12-03 10:00"]


async def test_a_hang_up_in_the_middle_of_a_move_leaves_somebody_to_look() -> None:
    call = await to_the_recapitulation()
    call.calendars["dr-martin"].at_write = "hangs"
    hearing = asyncio.create_task(call.hear("oui"))
    await call.calendars["dr-martin"].writing.wait()
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    summary = call.conversation.close()
    assert summary is not None
    assert "vendredi 4 décembre" in summary.messages[0].text
    assert "vérifier" in summary.messages[0].text


async def test_nothing_is_kept_after_an_opposition_and_no_message_is_promised() -> None:
    call = Call(number=None, keeps=False)
    await call.play("""
        > je voudrais annuler mon rendez-vous
        [more] numéro est masqué / composez le / !message
    """)


# --- what serves the next call ---


BORN_IN_EVENT = SETTINGS.model_copy(update={"event": Event(birthdate="description")})
TO_THE_BIRTH_DATE = """
    > je voudrais une consultation vendredi à 11 h 10 avec le docteur Martin
    [name]
    > Claire Dupont
    [phone]
    > oui
    [birthdate] quelle est la date de naissance
"""


def written(call: Call) -> date | None:
    (booking,) = call.calendars["dr-martin"].booked
    return booking.client.birthdate


async def test_the_birth_date_is_asked_read_back_and_written_where_wanted() -> None:
    call = Call(settings=BORN_IN_EVENT)
    await call.play(TO_THE_BIRTH_DATE)
    await call.play("""
        > le 14 juillet
        [birthdate] le jour, le mois et l'année
        > 14 juillet 1958
        [confirm] j'ai noté, 14 juillet 1958 / je récapitule
        > oui
        [more]
    """)
    assert written(call) == BORN


async def test_a_birth_date_that_is_not_told_costs_no_appointment() -> None:
    call = Call(settings=BORN_IN_EVENT)
    await call.play(TO_THE_BIRTH_DATE)
    await call.play("""
        > non
        [confirm] je récapitule
        > oui
        [more]
    """)
    assert written(call) is None


async def test_where_birth_dates_are_written_the_date_is_asked_first() -> None:
    call = Call(settings=BORN_IN_EVENT)
    call.has("dr-martin", "2026-12-03 10:00", born=BORN)
    await call.play("""
        > à quelle heure est mon rendez-vous ?
        [birthdate]
        > 14 juillet 1958
        [more] jeudi 3 décembre
    """)


# --- what stands beside what was asked ---


NUMBER_PROVES = proving(cancel="number", find="number", move="number")


def with_two(settings: Settings = NUMBER_PROVES, **known: Any) -> Call:
    call = Call(settings=settings, understanding=Says())
    call.has("dr-martin", "2026-12-03 10:00", **known)
    call.has("dr-martin", "2026-12-08 10:00", **known)
    return call


async def test_the_new_time_beside_which_one_is_moved_is_a_wish() -> None:
    call = with_two()
    await call.play("""
        > move
        [appointment]
        > appointment=3 décembre; date=mercredi 9; time=10 heures
        [confirm] au lieu de, jeudi 3 décembre, à 10 h, ce sera, mercredi 9 décembre, à 10 h
    """)


async def test_another_wish_beside_which_one_is_cancelled_waits() -> None:
    call = with_two()
    await call.play("""
        > cancel
        [appointment]
        > appointment=8 décembre; book; service=vaccination
        [confirm] mardi 8 décembre / dois-je l'annuler
        > yes
        [date] est annulé / passons à votre autre demande
    """)


@pytest.mark.parametrize("correction", ["fix appointment=8 décembre", "fix appointment"])
async def test_not_this_one_is_to_be_moved_but_to_the_same_time(correction: str) -> None:
    call = with_two()
    await call.play(f"""
        > move; appointment=3 décembre; date=mercredi 9; time=10 heures
        [confirm] au lieu de, jeudi 3 décembre
        > {correction}
        {"" if "=" in correction else "[appointment] lequel"}
        {"" if "=" in correction else "> appointment=8 décembre"}
        [confirm] au lieu de, mardi 8 décembre, à 10 h, ce sera, mercredi 9 décembre, à 10 h
        > yes
        [more]
    """)
    assert call.own == ["dr-martin 2026-12-03 10:00"]


async def test_the_old_and_the_new_one_are_put_right_together() -> None:
    call = with_two()
    await call.play("""
        > move; appointment=3 décembre; date=mercredi 9; time=10 heures
        [confirm]
        > fix appointment=8 décembre; fix date=11 décembre
        [confirm] au lieu de, mardi 8 décembre, à 10 h, ce sera, vendredi 11 décembre, à 10 h
    """)


@pytest.mark.parametrize("correction", ["fix appointment", "fix appointment=Praline"])
async def test_not_this_one_is_to_be_cancelled(correction: str) -> None:
    call = with_two()
    await call.play(f"""
        > cancel; appointment=3 décembre
        [confirm]
        > {correction}
        [appointment] !pas bien compris / lequel
        > unknown
        [appointment] !pas bien compris / jeudi 3 décembre
        > appointment=8 décembre
        [confirm] mardi 8 décembre
    """)


async def test_not_this_one_where_there_is_no_other() -> None:
    call = Call(settings=NUMBER_PROVES, understanding=Says())
    call.has("dr-martin", "2026-12-03 10:00")
    await call.play("""
        > cancel
        [confirm] dois-je l'annuler
        > yes; fix appointment=lundi
        [confirm] je n'ai pas de rendez-vous à ce moment-là / dois-je l'annuler
    """)
    assert call.own == ["dr-martin 2026-12-03 10:00"]


async def test_this_one_and_the_other_too() -> None:
    call = with_two()
    await call.play("""
        > cancel; appointment=3 décembre
        [confirm] jeudi 3 décembre
        > yes; appointment=celui du 8 décembre aussi
        [confirm] jeudi 3 décembre, à 10 h, est annulé / mardi 8 décembre / dois-je l'annuler
        > yes
        [confirm] mardi 8 décembre, à 10 h, est annulé / un autre rendez-vous
    """)
    assert call.own == []


async def test_all_of_them_are_cancelled_one_after_the_other() -> None:
    call = with_two()
    await call.play("""
        > cancel
        [appointment]
        > appointment=tous les deux
        [confirm] jeudi 3 décembre
        > yes
        [confirm] est annulé / mardi 8 décembre / dois-je l'annuler
        > no
        [more]
    """)
    assert call.own == ["dr-martin 2026-12-08 10:00"]


async def test_it_is_somebody_else_s() -> None:
    call = Call(settings=NUMBER_PROVES, understanding=Says())
    call.has("dr-martin", "2026-12-03 10:00")
    call.has("dr-martin", "2026-12-08 10:00", name="Hugo Dupont")
    await call.play("""
        > cancel; name=Claire Dupont
        [confirm] jeudi 3 décembre
        > fix name=Hugo Dupont
        [confirm] mardi 8 décembre
        > fix name
        [name]
        > name=Claire Dupont
        [confirm] jeudi 3 décembre
        > yes; fix name=Zoé Martin
        [name] je ne trouve pas
    """)
    assert len(call.own) == 2


async def test_a_date_of_birth_holds_for_the_name_that_is_put_right_beside_it() -> None:
    call = with_two(proving(find="number+birthdate"), born=BORN)
    await call.play("""
        > find; name=Clara Martin
        [birthdate]
        > birthdate=14 juillet 1958; fix name=Claire Dupont
        [more] jeudi 3 décembre
    """)


async def test_a_wish_beside_the_date_of_birth_is_none_of_its_parts() -> None:
    call = with_two(proving(move="number+birthdate"), born=BORN)
    await call.play("""
        > move; name=Claire Dupont
        [birthdate]
        > birthdate=14 juillet 1958; appointment=3 décembre; date=mercredi 9; time=10 heures
        [confirm] au lieu de, jeudi 3 décembre, à 10 h, ce sera, mercredi 9 décembre, à 10 h
    """)


async def test_a_trouble_is_a_wish_for_another_appointment() -> None:
    call = with_two()
    await call.play("""
        > cancel; appointment=8 décembre
        [confirm]
        > yes
        [confirm] un autre rendez-vous
        > reason=mal de dos
        [service]
    """)


@pytest.mark.parametrize("said", ["fix appointment=8 décembre", "cancel; appointment=8 décembre"])
async def test_another_one_is_cancelled_after_the_first(said: str) -> None:
    call = with_two()
    await call.play(f"""
        > cancel; appointment=3 décembre
        [confirm]
        > yes
        [confirm] un autre rendez-vous
        > {said}
        [confirm] mardi 8 décembre / dois-je l'annuler
        > yes
        [confirm] mardi 8 décembre, à 10 h, est annulé
    """)
    assert call.own == []


async def test_the_chosen_time_holds_for_the_appointment_that_was_meant() -> None:
    call = with_two()
    await call.play("""
        > move; appointment=3 décembre; date=10 décembre
        [choice] 8 h 30
        > choice=premier; fix appointment=8 décembre
        [confirm] au lieu de, mardi 8 décembre, à 10 h, ce sera, jeudi 10 décembre, à 8 h 30
    """)
