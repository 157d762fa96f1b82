"""The organization's own questions: asked before the recapitulation, answered, corrected, kept where it says."""

from __future__ import annotations

import pytest

from tests.dialogue.room import SETTINGS, Call, Says
from vox.config.forms import RESERVED
from vox.config.questions import OwnQuestion
from vox.config.settings import Settings
from vox.dialogue.flows.base import Question
from vox.dialogue.flows.questions import Questions, whole
from vox.dialogue.types import Asking
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word

FIRST = OwnQuestion(key="premiere-visite", say="Est-ce votre première visite ?", as_="yes_no")
SPORT = OwnQuestion(key="sport", say="C'est pour quel sport ?", as_="text")
PLACE = OwnQuestion(
    key="lieu", say="À l'atelier, ou chez vous ?", as_="choice", choices=("à l'atelier", "chez vous"), store="summary"
)
DOORS = OwnQuestion(key="portes", say="Combien de portes ?", as_="number")
SINCE = OwnQuestion(key="depuis", say="Depuis quel jour ?", as_="date")
CARD = OwnQuestion(key="carte", say="Aurez-vous votre carte Vitale ?", as_="yes_no", store="none")

UP_TO_QUESTIONS = """
    > une consultation jeudi matin avec le docteur Martin
    [choice]
    > le premier
    [name]
    > Claire Dupont
    [phone]
    > oui
"""


def asking(*questions: OwnQuestion) -> Settings:
    """The practice, with these questions to who wants a consultation."""
    services = tuple(
        one.model_copy(update={"ask": questions}) if one.id == "consultation" else one for one in SETTINGS.services
    )
    return SETTINGS.model_copy(update={"services": services})


def notes(call: Call) -> list[str]:
    """What stands in the written event besides name and number."""
    (booking,) = [one for calendar in call.calendars.values() for one in calendar.booked]
    return list(booking.client.notes)


async def test_asked_before_the_recapitulation_and_written_into_the_event() -> None:
    call = Call(settings=asking(FIRST, SPORT))
    await call.play(f"""
        {UP_TO_QUESTIONS}
        [question] première visite
        > oui
        [question] quel sport
        > de la lutte gréco-romaine
        [confirm] j'ai noté, de la lutte gréco-romaine / je récapitule
        > oui
        [more] c'est fait
    """)
    assert notes(call) == ["Est-ce votre première visite ? oui", "C'est pour quel sport ? de la lutte gréco-romaine"]
    summary = call.conversation.close()
    assert summary is not None
    assert "lutte" not in summary.text


async def test_the_summary_has_only_what_is_configured() -> None:
    call = Call(settings=asking(PLACE, CARD))
    await call.play(f"""
        {UP_TO_QUESTIONS}
        [question] à l'atelier, ou chez vous
        > plutôt chez vous
        [question] carte vitale
        > non
        [confirm]
        > oui
        [more]
    """)
    assert notes(call) == []
    summary = call.conversation.close()
    assert summary is not None
    assert "À l'atelier, ou chez vous ? chez vous." in summary.text
    assert "Vitale" not in summary.text


@pytest.mark.parametrize(
    ("question", "said", "noted"),
    [
        (FIRST, "oui oui", "oui"),
        (FIRST, "non pas du tout", "non"),
        (FIRST, "je ne sais plus", "ne sait pas"),
        (PLACE, "le premier", "à l'atelier"),
        (PLACE, "chez vous", "chez vous"),
        (DOORS, "cinq portes", "5"),
        (DOORS, "je sais pas", "ne sait pas"),
        (SINCE, "depuis le 3 novembre", "mardi 3 novembre 2026"),
        (SINCE, "ça fait deux semaines", "ça fait deux semaines"),
        (SINCE, "hier", "lundi 30 novembre 2026"),
        (SPORT, "du judo", "du judo"),
        (SPORT, "ça dépend", "ne sait pas"),
        (SPORT, "non", "non"),
    ],
)
async def test_answers_by_their_form(question: OwnQuestion, said: str, noted: str) -> None:
    event = question.model_copy(update={"store": "event"})
    call = Call(settings=asking(event))
    await call.play(f"{UP_TO_QUESTIONS}\n[question]\n> {said}\n[confirm]\n> oui\n[more]")
    assert notes(call) == [f"{question.say} {noted}"]


@pytest.mark.parametrize(
    ("question", "key", "noted"), [(FIRST, "2", "non"), (PLACE, "2", "chez vous"), (DOORS, "3", "3")]
)
async def test_keys_answer(question: OwnQuestion, key: str, noted: str) -> None:
    call = Call(settings=asking(question.model_copy(update={"store": "event"})))
    await call.play(f"{UP_TO_QUESTIONS}\n[question]\n# {key}\n[confirm]\n> oui\n[more]")
    assert notes(call) == [f"{question.say} {noted}"]


async def test_an_answer_that_is_not_understood_does_not_cost_the_appointment() -> None:
    call = Call(settings=asking(DOORS))
    await call.play(f"""
        {UP_TO_QUESTIONS}
        [question] combien de portes
        > zibidi grok
        [question] je n'ai pas bien compris
        > zibidi grok
        [confirm] je récapitule
        > oui
        [more] c'est fait
    """)
    assert notes(call) == ["Combien de portes ? sans réponse"]


async def test_a_question_and_a_correction_in_the_middle() -> None:
    call = Call(settings=asking(FIRST))
    await call.play(f"""
        {UP_TO_QUESTIONS}
        [question] première visite
        > on peut se garer où ?
        [question] parking / première visite
        > en fait plutôt vendredi matin
        [choice] vendredi 4 décembre
        > le premier
        [question] première visite
        > oui
        [confirm] vendredi 4 décembre
    """)


@pytest.mark.parametrize(
    ("said", "asked_next"),
    [
        ("answer=à l'atelier; fix date=vendredi; fix time=matin", "[choice] vendredi 4 décembre"),
        ("no; date=vendredi; time=matin", "[choice] vendredi 4 décembre"),
    ],
)
async def test_another_day_beside_an_answer_is_not_lost(said: str, asked_next: str) -> None:
    call = Call(settings=asking(PLACE), understanding=Says())
    await call.play(f"""
        > book; service=consultation; date=jeudi; time=matin; practitioner=docteur Martin
        [choice]
        > choice=premier
        [name]
        > name=Claire Dupont
        [phone]
        > yes
        [question] à l'atelier, ou chez vous
        > {said}
        {asked_next}
    """)


async def test_what_stands_beside_an_answer_is_not_lost() -> None:
    call = Call(settings=asking(PLACE, DOORS), understanding=Says())
    await call.play("""
        > book; service=consultation; date=jeudi; time=matin; practitioner=docteur Martin
        [choice]
        > choice=premier
        [name]
        > name=Claire Dupont
        [phone]
        > yes
        [question] à l'atelier, ou chez vous
        > answer=à l'atelier; fix name=Claire Durand; phone=06 12 34 56 78; date=jeudi; time=8 heures 30
        [phone] 06 12 34 56 78
        > yes
        [question] combien de portes
        > fix answer=chez vous; answer=cinq
        [confirm] j'ai noté, chez vous, et, 5 / jeudi 3 décembre / à 8 h 30 / Claire Durand
        > yes
        [more]
    """)
    assert notes(call) == ["Combien de portes ? 5"]


async def test_another_service_asks_its_own_questions() -> None:
    call = Call(settings=asking(FIRST))
    await call.play(f"""
        {UP_TO_QUESTIONS}
        [question] première visite
        > non
        [confirm]
        > non en fait c'est pour une vaccination
        [confirm] vaccination
        > oui
        [more]
    """)
    assert notes(call) == []


@pytest.mark.promise
async def test_a_confidential_number_is_not_noted() -> None:
    call = Call(settings=asking(SPORT))
    await call.play(f"""
        {UP_TO_QUESTIONS}
        [question]
        > mon numéro de sécurité sociale c'est le 1 82 03 75 116 001 42
        [confirm] confidentiel / !116
        > oui
        [more]
    """)
    assert "116" not in "".join(notes(call))


def questions(*asked: OwnQuestion) -> Questions:
    found = Questions(Call().conversation._desk)
    found.about(SETTINGS.services[0].model_copy(update={"ask": asked}))
    return found


def test_a_later_fix_corrects_the_answer_that_it_fits() -> None:
    run = questions(FIRST, DOORS)
    run.take([Say(Word.YES)], Asking.QUESTION)
    run.take([Fill(Slot.ANSWER, "cinq")], Asking.QUESTION)
    assert run.take([Fix(Slot.ANSWER, "trois")], Asking.CONFIRM).understood
    assert run.take([Fix(Slot.ANSWER, "non")], Asking.CONFIRM).understood
    assert run.notes("event") == (f"{FIRST.say} non", f"{DOORS.say} 3")


def test_a_fix_without_a_value_asks_the_latest_again() -> None:
    run = questions(FIRST, DOORS)
    run.take([Say(Word.YES)], Asking.QUESTION)
    run.take([Fill(Slot.ANSWER, "cinq")], Asking.QUESTION)
    assert run.question() is None
    assert run.take([Fix(Slot.ANSWER)], Asking.CONFIRM).understood
    again = run.question()
    assert again is not None
    assert again.key == "portes"


@pytest.mark.parametrize(
    ("commands", "heard", "expected"),
    [
        ((Say(Word.UNCLEAR),), "un golden retriever", (Fill(Slot.ANSWER, "un golden retriever"),)),
        ((Fill(Slot.DATE, "mardi"),), "depuis mardi", (Fill(Slot.ANSWER, "depuis mardi"),)),
        ((Fill(Slot.DATE, "mardi"),), "en fait plutôt mardi", (Fill(Slot.DATE, "mardi"),)),
        ((Say(Word.UNCLEAR),), "euh", (Say(Word.UNCLEAR),)),
        ((Say(Word.WAIT),), "attendez", (Say(Word.WAIT),)),
    ],
)
def test_free_speech_is_the_answer_where_nothing_more_telling_is_in_it(
    commands: tuple[Command, ...], heard: str, expected: tuple[Command, ...]
) -> None:
    question = questions(SPORT).question()
    assert question is not None
    assert whole(question, commands, heard) == expected


@pytest.mark.parametrize(
    ("span", "heard", "kept"),
    [
        ("on me rappelle", "c'est pour le permis de mon garage, qu'on me rappelle", "whole"),
        ("je suis en retard", "dites-lui que je suis en retard", "part"),
        ("je suis en retard", "bonjour, dites-lui que je suis en retard", "part"),
    ],
)
def test_a_message_is_kept_whole_where_much_of_it_was_left_out(span: str, heard: str, kept: str) -> None:
    question = Question(Asking.MESSAGE, "Quel est votre message ?", "")
    expected = heard if kept == "whole" else span
    assert whole(question, (Fill(Slot.MESSAGE, span),), heard) == (Fill(Slot.MESSAGE, expected),)
    beside = (Fill(Slot.MESSAGE, span), Fill(Slot.NAME, "Léa"))
    assert whole(question, beside, heard) == beside


def test_no_question_of_an_organization_can_be_named_like_what_vox_asks() -> None:
    assert {slot.value for slot in Slot} | {asking.value for asking in Asking} == RESERVED
