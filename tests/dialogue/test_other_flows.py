"""Messages, people, questions, opposition, silence, not understood, goodbye: as conversations."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.dialogue.room import SETTINGS, Call, Copies, Says
from vox.dialogue.understanding.commands import Faq
from vox.records.summary import Message, Outcome

TO_THE_READ_BACK = """
    > je voudrais laisser un message
    [message]
    > la porte du garage est cassée
    [name]
    > Jean Petit
    [phone]
    > oui
    [confirm]
"""


# --- messages ---


async def test_a_message_for_a_practitioner() -> None:
    call = Call()
    await call.play("""
        > bonjour, pourriez-vous dire au docteur Leroy de me rappeler ?
        [message] quel est votre message / docteur Leroy
        > c'est pour mes résultats d'analyse
        [name]
        > Jean Petit
        [phone]
        > oui
        [confirm] voici votre message / docteur Leroy / mes résultats d'analyse
        > oui
        [more] noté
    """)
    summary = call.conversation.close()
    assert summary is not None
    (message,) = summary.messages
    assert (message.for_, message.name, message.phone) == ("dr-leroy", "Jean Petit", "+33639980012")
    assert "mes résultats d'analyse" in message.text
    assert "docteur Leroy" in summary.follow_up


async def test_a_message_dictated_at_once() -> None:
    call = Call()
    await call.play("""
        > dites au docteur Martin que je serai en retard de dix minutes
        [name]
        > Jean Petit
        [phone]
        > oui
        [confirm] je serai en retard de dix minutes
        > oui
        [more]
    """)


async def test_a_message_is_not_left_before_the_yes() -> None:
    call = Call()
    await call.play(TO_THE_READ_BACK)
    summary = call.conversation.close()
    assert summary is not None
    assert summary.messages == ()
    assert "Petit" not in summary.text


async def test_a_message_is_corrected() -> None:
    call = Call()
    await call.play(TO_THE_READ_BACK)
    await call.play("""
        > non
        [confirm] que faut-il changer
        > le message
        [message]
        > la porte de la cave est cassée
        [confirm] la porte de la cave
        > oui
        [more]
    """)


async def test_a_message_that_is_misheard_the_same_way_is_asked_for_in_other_words() -> None:
    call = Call()
    await call.play("""
        > je voudrais laisser un message pour le docteur Leroy
        [message]
        > c'est pour le disant de jeudi
        [name]
        > Jean Petit
        [phone]
        > oui
        [confirm] le disant
        > non, c'est pour le disant de jeudi
        [message] d'autres mots
        > je parle du procès de jeudi matin
        [confirm] du procès de jeudi matin / !disant
        > non, je parle du procès de jeudi matin
        [confirm] du procès de jeudi matin
        > oui
        [more]
    """)


async def test_a_message_that_is_said_once_more_with_the_yes_is_kept() -> None:
    call = Call()
    await call.play(TO_THE_READ_BACK)
    await call.play("""
        > oui, la porte du garage est cassée
        [more]
    """)


@pytest.mark.promise
async def test_confidential_numbers_are_left_out_and_that_is_said() -> None:
    call = Call()
    await call.play("""
        > je voudrais laisser un message
        [message]
        > voici mon numéro de sécurité sociale 1 82 03 75 116 001 42
        [name] confidentiel
        > Jean Petit
        [phone]
        > oui
        [confirm] !116
        > oui
        [more]
    """)
    summary = call.conversation.close()
    assert summary is not None
    assert "116" not in summary.text + summary.messages[0].text


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ("je voudrais déplacer mon rendez-vous de jeudi", "déplacer"),
        ("j'annule mon rendez-vous de demain", "annuler"),
        ("à quelle heure est mon rendez-vous ?", "quand est son rendez-vous"),
    ],
)
async def test_what_is_switched_off_becomes_a_message(said: str, about: str) -> None:
    off = SETTINGS.model_copy(update={"flows": {"move": False, "cancel": False, "find": False}})
    call = Call(settings=off)
    await call.hear(said)
    while call.conversation.asking.value in ("message", "name", "phone", "confirm"):
        asked = call.conversation.asking.value
        await call.hear({"message": "celui de jeudi à dix heures", "name": "Jean Petit"}.get(asked, "oui"))
    summary = call.conversation.close()
    assert summary is not None
    assert summary.outcomes == (Outcome.MESSAGE,)
    assert about in summary.messages[0].text


# --- a person ---


async def test_a_person_is_a_message_for_them() -> None:
    call = Call()
    await call.play("""
        > je voudrais parler à un humain
        [confirm] personne ne peut prendre la ligne / voulez-vous laisser un message
        > oui
        [message]
        > qu'on me rappelle au sujet de ma facture
        [name]
        > Paul Henry
        [phone]
        > oui
        [confirm]
        > oui
        [more]
    """)
    assert call.conversation.outcomes == (Outcome.MESSAGE,)


async def test_a_named_person() -> None:
    call = Call()
    await call.play("> passez-moi le docteur Leroy s'il vous plaît\n[confirm] docteur Leroy / message")


async def test_no_message_goes_back_to_the_booking() -> None:
    call = Call()
    await call.play("""
        > une consultation jeudi matin avec le docteur Martin
        [choice]
        > je préfère parler à quelqu'un
        [confirm] message
        > non
        [choice] jeudi 3 décembre
    """)


async def test_the_key_zero_is_a_person() -> None:
    call = Call()
    await call.play("# 0\n[confirm] voulez-vous laisser un message")


# --- questions ---


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("vous êtes ouverts le samedi ?", "Le samedi, de 9 h à midi"),
        ("c'est à quelle adresse ?", "12 rue des Tilleuls"),
        ("combien coûte une consultation ?", "trente euros"),
        ("on peut se garer où ?", "parking gratuit"),
        ("je peux payer par carte bleue ?", "par carte"),
        ("qu'est-ce qu'il faut apporter ?", "carte Vitale"),
        ("c'est accessible en fauteuil roulant ?", "plain-pied"),
    ],
)
async def test_questions(said: str, answered: str) -> None:
    call = Call()
    answer = await call.hear(said)
    assert answered in answer
    assert call.conversation.asking.value == "more"
    assert call.conversation.outcomes == (Outcome.ANSWERED,)


@pytest.mark.parametrize(
    ("topic", "perhaps", "told"),
    [
        ("parking", "price", r"parking gratuit.*peut-être ceci : La consultation coûte trente euros"),
        ("parking", "unknown", r"parking gratuit[^:]*$"),
        ("unknown", "price", r"^La consultation coûte trente euros"),
        ("address", "access", r"12 rue des Tilleuls[^:]*$"),
    ],
)
async def test_in_doubt_between_two_topics_both_are_answered(topic: str, perhaps: str, told: str) -> None:
    call = Call(understanding=Copies(Faq(topic, perhaps)))
    answer = await call.hear("et pour le parcmètre ?")
    assert re.search(told, answer), answer
    assert call.conversation.outcomes == (Outcome.ANSWERED,)


async def test_several_questions_at_once() -> None:
    call = Call()
    answer = await call.hear("c'est combien la consultation, et on peut se garer où ?")
    assert "trente euros" in answer
    assert "parking" in answer


async def test_after_questions_a_goodbye() -> None:
    call = Call()
    await call.play("""
        > bonjour, vous êtes ouverts le samedi ?
        [more] autre chose
        > et c'est à quelle adresse ?
        [more] 12 rue des Tilleuls
        > non merci au revoir
        [end]
    """)
    summary = call.conversation.close()
    assert summary is not None
    assert "horaires" in summary.text
    assert "adresse" in summary.text


async def test_a_booking_after_a_question() -> None:
    call = Call()
    await call.play("""
        > vous êtes ouverts le samedi ?
        [more]
        > alors je voudrais une consultation samedi matin
        [choice] samedi 5 décembre
    """)


# --- opposition ---


@pytest.mark.promise
async def test_opposition_leaves_nothing() -> None:
    call = Call()
    await call.play("""
        > je refuse qu'une machine enregistre ce que je dis, opposition
        [confirm] rien ne sera gardé / 03 88 00 00 00 / voulez-vous continuer
        > non merci
        [end]
    """)
    assert call.conversation.opposed
    assert call.conversation.outcomes == (Outcome.OPPOSITION,)
    assert call.conversation.close() is None


async def test_who_opposes_may_still_book() -> None:
    call = Call()
    await call.play("""
        > une consultation jeudi matin avec le docteur Martin
        [choice]
        > je m'oppose à l'enregistrement
        [confirm] continuer
        > oui
        [choice] jeudi 3 décembre
        > le premier
        [name]
        > Claire Dupont
        [phone]
        > oui
        [confirm]
        > oui
        [more] c'est fait
    """)
    assert len(call.booked) == 1
    assert call.conversation.close() is None


@pytest.mark.promise
async def test_a_message_left_before_is_gone_after_an_opposition() -> None:
    call = Call()
    for calendar in call.calendars.values():
        calendar.down = True
    await call.hear("une consultation jeudi matin avec le docteur Martin")
    await call.hear("opposition")
    assert call.conversation.close() is None
    assert Outcome.MESSAGE not in call.conversation.outcomes


async def test_no_message_is_promised_after_an_opposition() -> None:
    call = Call()
    await call.hear("opposition")
    answer = await call.hear("je voudrais laisser un message")
    assert "je ne peux pas transmettre" in answer
    assert "03 88 00 00 00" in answer


@pytest.mark.promise
async def test_who_opposed_before_hears_that_nothing_is_kept() -> None:
    call = Call(keeps=False)
    assert "Rien n'est gardé" in call.said[0]
    assert call.conversation.close() is None
    assert not call.conversation.opposed


async def test_making_opposition_to_a_cheque_is_a_request_like_any_other() -> None:
    call = Call()
    await call.hear("je veux faire opposition sur un chèque")
    assert not call.conversation.opposed


# --- silence, nonsense, patience ---


async def test_silence_twice_asked_gently_then_goodbye() -> None:
    call = Call()
    await call.play("""
        >
        [open] êtes-vous toujours là
        >
        [open] je ne vous entends pas
        >
        [end] au revoir
    """)
    assert call.conversation.outcomes == (Outcome.ABANDONED,)
    summary = call.conversation.close()
    assert summary is not None
    assert summary.text == "Appel sans suite."


async def test_a_word_between_silences_begins_anew() -> None:
    call = Call()
    await call.play("""
        >
        [open]
        >
        [open]
        > je voudrais une consultation
        [date]
        >
        [date] êtes-vous toujours là
    """)


async def test_not_understood_three_times() -> None:
    call = Call()
    await call.play("""
        > brulu zabra mok
        [open] je n'ai pas bien compris
        > zibidi grok
        [open] tapez 1
        > zibidi grok
        [confirm] voulez-vous laisser un message
        > zibidi grok
        [confirm]
        > zibidi grok
        [confirm]
        > zibidi grok
        [end]
    """)


async def test_the_second_time_the_keys_are_named() -> None:
    call = Call()
    await call.hear("brulu zabra mok")
    await call.hear("brulu zabra mok")
    await call.play("# 1\n[service]")


async def test_say_again_and_wait() -> None:
    call = Call()
    await call.play("""
        > je voudrais une consultation
        [date]
        > pardon, vous pouvez répéter ?
        [date] quel jour
        > attendez, je regarde mon agenda
        [date] prenez votre temps
        > vendredi matin
        [choice]
    """)


@pytest.mark.promise
async def test_who_asks_whether_it_is_a_machine_is_told() -> None:
    call = Call()
    answer = await call.hear("vous êtes un robot ?")
    assert "intelligence artificielle" in answer


async def test_goodbye() -> None:
    call = Call()
    await call.play("> au revoir\n[end] au revoir")
    assert await call.hear("allô ?") == ""


# --- what is switched off ---


async def test_booking_switched_off() -> None:
    call = Call(settings=SETTINGS.model_copy(update={"flows": {"book": False}}))
    await call.play("> je voudrais un rendez-vous jeudi\n[confirm] voulez-vous laisser un message")


async def test_everything_switched_off() -> None:
    call = Call(settings=SETTINGS.model_copy(update={"flows": {"book": False, "message": False}}))
    answer = await call.hear("je voudrais un rendez-vous jeudi")
    assert "03 88 00 00 00" in answer
    await call.hear("non merci")
    assert call.conversation.outcomes == (Outcome.REFUSED,)


# --- what is always said ---


@pytest.mark.promise
def test_the_announcement_comes_first_and_cannot_be_spoken_over() -> None:
    call = Call()
    replies = call.conversation.greet()
    assert not replies[0].interruptible
    for words in ("intelligence artificielle", "n'est pas enregistré", "30 jours", "opposition", "un humain"):
        assert words in replies[0].text
    assert all(reply.interruptible for reply in replies[1:])


async def test_two_wishes_in_one_breath() -> None:
    call = Call()
    answer = await call.hear("vous êtes ouverts le samedi ? et je voudrais une consultation jeudi matin")
    assert "samedi" in answer
    assert call.conversation.asking.value == "choice"


# --- what stands beside a message ---


async def kept(script: str, **more: Any) -> Message:
    call = Call(understanding=Says(), **more)
    await call.play(script)
    summary = call.conversation.close()
    assert summary is not None
    (message,) = summary.messages
    return message


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("yes; message=c'est urgent", "la serrure est cassée, c'est urgent"),
        ("message=la serrure est cassée", "la serrure est cassée"),
        ("fix message=la poignée", "la serrure est cassée, correction : la poignée"),
        ("fix message=la porte est de nouveau réparée", "la porte est de nouveau réparée"),
        ("yes; time=après 18 heures", "la serrure est cassée (rappel souhaité : après 18 heures)"),
    ],
)
async def test_what_is_added_to_a_message_or_put_right(said: str, text: str) -> None:
    message = await kept(f"""
        > message; message=la serrure est cassée; name=Paul Ricard
        [phone]
        > yes
        [confirm] la serrure est cassée
        > {said}
        [confirm] {text}
        > yes
        [more]
    """)
    assert message.text == text


async def test_a_message_that_goes_on_beside_the_name() -> None:
    message = await kept("""
        > message; message=la serrure est cassée
        [name]
        > name=Paul Ricard; message=le devis est trop cher
        [phone]
        > yes
        [confirm]
        > yes
        [more]
    """)
    assert message.text == "la serrure est cassée, le devis est trop cher"


async def test_a_name_that_only_the_staff_may_know_stays_in_the_message() -> None:
    message = await kept("""
        > message; practitioner=Ludo; message=la serrure est cassée; name=Paul Ricard
        [phone] je le note pour l'accueil
        > yes
        [confirm] pour ludo : la serrure est cassée
        > yes
        [more]
    """)
    assert (message.for_, message.text) == ("", "Pour Ludo : la serrure est cassée")


async def test_not_for_that_person_and_not_at_that_hour() -> None:
    message = await kept("""
        > message; practitioner=docteur Martin; message=la serrure est cassée; name=Paul Ricard; time=10 heures
        [phone]
        > yes
        [confirm] pour le docteur martin / 10 heures
        > fix time
        [confirm] !10 heures / !pas bien compris
        > fix practitioner
        [practitioner] pour qui / !martin
        > practitioner=docteur Leroy
        [confirm] pour le docteur leroy
        > yes
        [more]
    """)
    assert (message.for_, message.text) == ("dr-leroy", "la serrure est cassée")


async def test_who_will_not_say_their_name_leaves_a_message_without_one() -> None:
    message = await kept("""
        > message; message=la serrure est cassée
        [name]
        > no
        [phone]
        > yes
        [confirm] la serrure est cassée
        > yes
        [more]
    """)
    assert (message.name, message.text, message.phone) == ("", "la serrure est cassée", "+33639980012")


async def test_a_yes_and_a_person_is_a_message_and_then_a_person() -> None:
    call = Call(understanding=Says())
    await call.play("""
        > message; message=la serrure est cassée; name=Paul Ricard
        [phone]
        > yes
        [confirm] la serrure est cassée
        > yes; human
        [confirm] noté / laisser un message
        > no
        [more]
    """)
    summary = call.conversation.close()
    assert summary is not None
    assert [one.text for one in summary.messages] == ["la serrure est cassée"]


async def test_a_yes_and_a_person_is_a_cancellation_and_then_a_person() -> None:
    call = Call(understanding=Says())
    call.has("dr-martin", "2026-12-03 10:00", service="consultation")
    await call.play("""
        > cancel
        [confirm] annul
        > yes; human
        [confirm] annulé / laisser un message
    """)
    assert not call.own


async def test_an_appointment_needs_a_name() -> None:
    call = Call(understanding=Says())
    await call.play("""
        > book; service=vaccin; date=jeudi
        [choice]
        > choice=premier
        [name]
        > no
        [name]
    """)


async def test_the_new_time_is_not_when_to_call_back() -> None:
    settings = SETTINGS.model_copy(update={"flows": {**SETTINGS.flows, "move": False}})
    message = await kept(
        """
        > move
        [message] quel rendez-vous, et pour quand
        > appointment=15 décembre; date=16 décembre
        [name]
        > name=Claire Dupont
        [phone]
        > yes; time=après 18 heures
        [confirm]
        > yes
        [more]
    """,
        settings=settings,
    )
    assert message.text == (
        "Souhaite déplacer un rendez-vous : 15 décembre (nouveau moment souhaité : mercredi 16 décembre)"
        " (rappel souhaité : après 18 heures)"
    )


async def test_a_message_beside_what_was_refused_leaves_the_wish_in_it() -> None:
    call = Call(understanding=Says())
    call.has("dr-martin", "2026-12-01 10:00", service="consultation")
    await call.play("""
        > cancel
        [confirm] trop tard / un message
        > yes; message=j'ai la grippe
        [name]
        > name=Claire Dupont
        [phone]
        > yes; time=après 18 heures
        [more] c'est transmis
    """)
    summary = call.conversation.close()
    assert summary is not None
    (message,) = summary.messages
    assert message.text.startswith("Souhaite annuler son rendez-vous")
    assert message.text.endswith("Message : j'ai la grippe (rappel souhaité : après 18 heures)")


@pytest.mark.parametrize(
    ("first", "then"), [("no", "message=je viendrai mardi matin"), ("hello", "no; message=je viendrai mardi matin")]
)
async def test_what_is_said_instead_of_a_refused_message_replaces_it(first: str, then: str) -> None:
    message = await kept(f"""
        > message; message=la serrure est cassée; name=Paul Ricard
        [phone]
        > yes
        [confirm]
        > {first}
        [confirm]
        > {then}
        [confirm] je viendrai mardi matin / !serrure
        > yes
        [more]
    """)
    assert message.text == "je viendrai mardi matin"


@pytest.mark.parametrize(
    ("said", "asked"),
    [("name=Paul Ricard", "[message] pour le docteur martin"), ("fix practitioner=docteur Leroy", "[message] leroy")],
)
async def test_who_tells_more_wants_to_leave_the_message(said: str, asked: str) -> None:
    call = Call(understanding=Says())
    await call.play(f"""
        > human; practitioner=docteur Martin
        [confirm] un message
        > {said}
        {asked}
    """)
