"""Several wishes, changes of mind, corrections of what was said long before, preferences: told in commands."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from tests.dialogue.room import TUESDAY, Call, Says
from vox.dialogue.flows.amend import amended_name, amended_phone, merged_name
from vox.dialogue.urgency import cannot_wait
from vox.records.summary import Outcome

BOOKED = """
    > book; service=consultation; practitioner=docteur Martin; date=jeudi; time=matin
    [choice]
    > choice=premier
    [name]
    > name=Claire Dupont
    [phone]
    > yes
    [confirm]
"""


def told() -> Call:
    return Call(understanding=Says())


# --- several wishes ---


async def test_a_second_wish_of_the_same_kind_comes_after_the_first() -> None:
    call = told()
    await call.play("""
        > book; service=consultation; date=jeudi; time=matin; book; service=vaccination; date=vendredi; time=matin
        [choice] jeudi 3 décembre
        > choice=premier
        [name]
        > name=Claire Dupont
        [phone]
        > yes
        [confirm] consultation
        > yes
        [choice] c'est fait / passons à votre autre demande / vendredi 4 décembre
        > choice=premier
        [confirm] vaccination / au nom de, Claire Dupont
        > yes
        [more] c'est fait
    """)
    assert [line.split()[3] for line in sorted(call.booked)] == ["consultation", "vaccin"]


async def test_two_services_in_one_breath_are_two_appointments() -> None:
    call = told()
    await call.play("""
        > book; service=consultation; service=vaccination; date=jeudi; time=matin
        [choice] jeudi 3 décembre
        > any
        [name]
        > name=Claire Dupont
        [phone]
        > yes
        [confirm] consultation
        > yes
        [choice] c'est fait / passons à votre autre demande / jeudi 3 décembre
        > any
        [confirm] vaccination
        > yes
        [more]
    """)
    assert [line.split()[3] for line in sorted(call.booked)] == ["consultation", "vaccin"]


async def test_two_names_of_one_service_are_one_appointment() -> None:
    call = told()
    await call.play("> book; service=consultation; service=voir le docteur; date=jeudi; time=matin\n[choice]")
    assert call.conversation._waiting == ()


async def test_two_services_without_another_word() -> None:
    call = told()
    await call.play("> service=vaccin; service=consultation; date=jeudi; time=matin\n[choice]")
    assert call.conversation._waiting != ()


async def test_two_services_while_one_is_asked() -> None:
    call = told()
    await call.play(
        "> book\n[service]\n> service=vaccin; service=consultation\n[date]\n> date=jeudi; time=matin\n[choice]"
    )
    assert call.conversation._waiting != ()


async def test_the_second_appointment_may_be_for_somebody_else() -> None:
    call = told()
    await call.play(f"""
        {BOOKED}
        > yes; book; service=vaccination; date=vendredi; time=matin; name=Paul Dupont
        [choice] c'est fait / vendredi 4 décembre
        > any
        [confirm] Paul Dupont
        > yes
        [more]
    """)
    assert sorted(line.split()[4] for line in call.booked) == ["Claire", "Paul"]


async def test_two_wishes_wait_for_their_turn() -> None:
    call = told()
    await call.play("""
        > book; service=vaccin; date=jeudi; time=matin; message; message=j'arrive; status; matter=dossier 4512
        [choice] jeudi
        > any
        [name]
        > name=Claire Dupont
        [phone]
        > yes
        [confirm]
        > yes
        [confirm] c'est fait / passons à votre autre demande / j'arrive
        > yes
        [confirm] noté / passons / où en est, dossier 4512
        > yes
        [more]
    """)
    assert call.conversation.outcomes == (Outcome.BOOKED, Outcome.MESSAGE)


async def test_a_question_beside_a_wish_that_waits_is_answered_once() -> None:
    call = told()
    await call.play("""
        > book; service=vaccin; date=jeudi; time=matin; message; message=j'arrive; faq hours
        [choice] ouverts du lundi
        > any
        [name]
        > name=Claire Dupont
        [phone]
        > yes
        [confirm]
    """)
    replies = await call.hear("yes")
    assert "passons à votre autre demande" in replies.lower()
    assert "ouverts" not in replies


async def test_a_message_said_while_booking_is_taken_afterwards() -> None:
    call = told()
    await call.play("""
        > book; service=consultation
        [date]
        > date=jeudi; time=matin; message; practitioner=docteur Leroy; message=merci pour tout
        [choice]
        > any
        [name]
        > name=Claire Dupont
        [phone]
        > yes
        [confirm] je récapitule
        > yes
        [confirm] c'est fait / merci pour tout
    """)


async def test_all_questions_of_one_utterance_are_answered_and_the_flow_goes_on() -> None:
    call = told()
    await call.play("""
        > book; service=consultation; date=jeudi; time=matin; faq price; faq parking; faq hours
        [choice] trente euros / parking gratuit / nous sommes ouverts / jeudi 3 décembre
        > faq address; faq documents
        [choice] 12 rue des Tilleuls / carte Vitale / jeudi 3 décembre
        > choice=premier; faq payment
        [name] chèque / à quel nom
    """)


# --- questions without an answer ---


async def test_a_topic_without_an_answer_leads_to_a_message() -> None:
    call = told()
    await call.play("""
        > faq radon
        [confirm] je n'ai pas cette information / laisser un message
        > yes
        [message]
    """)


async def test_a_topic_without_an_answer_in_the_middle_is_said_and_the_flow_goes_on() -> None:
    await told().play("""
        > book; service=consultation
        [date]
        > faq radon
        [date] je n'ai pas cette information / quel jour
    """)


async def test_beside_an_answer_it_is_merely_said() -> None:
    await told().play("> faq radon; faq price\n[more] pas cette information / trente euros")


# --- changes of mind ---


async def test_none_suits_and_the_booking_is_given_up() -> None:
    call = told()
    await call.play("""
        > book; service=consultation; date=jeudi; time=matin
        [choice]
        > no; cancel
        [more] rien n'est réservé / autre chose
        > no
        [end]
    """)
    assert call.booked == []
    assert call.agenda._holds._holds == []
    assert call.conversation.outcomes == (Outcome.ABANDONED,)


async def test_let_it_be_ends_the_call_and_says_that_nothing_is_booked() -> None:
    call = told()
    await call.play(f"{BOOKED}\n> goodbye\n[end] rien n'est réservé")
    assert call.booked == []


async def test_from_a_booking_to_a_message() -> None:
    call = told()
    await call.play("> book; service=consultation\n[date]\n> message\n[message] quel est votre message")


async def test_from_a_message_to_a_booking() -> None:
    await told().play("> message\n[message]\n> book; service=consultation; date=jeudi\n[choice] jeudi 3 décembre")


# --- corrections ---


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("fix name=avec un T", "Claire Dupont, "),
        ("fix time=onze heures", "11 h"),
        ("fix date=vendredi", "vendredi 4 décembre"),
        ("fix service=vaccination", "vaccination"),
        ("fix practitioner=docteur Leroy", "docteur Leroy"),
    ],
)
async def test_what_was_given_long_before_is_corrected_at_the_end(said: str, heard: str) -> None:
    call = told()
    await call.play(BOOKED.replace("Claire Dupont", "Claire Dupond"))
    answer = await call.hear(said)
    if call.conversation.asking.value == "choice":
        answer += await call.hear("any")
    assert heard in answer.casefold() or heard in answer
    assert call.conversation.asking.value == "confirm"


async def test_a_pair_of_the_number_is_put_right() -> None:
    call = told()
    await call.play(f"""
        {BOOKED}
        > fix phone=06 39 98 00 17
        [phone] 06 39 98 00 17
        > fix phone=le dernier c'est 79
        [phone] 06 39 98 00 79
        > fix phone=89, pas 98
        [phone] 06 39 89 00 79
        > yes
        [confirm]
        > yes
        [more] c'est fait
    """)
    assert call.booked[0].endswith("+33639890079")


@pytest.mark.parametrize(
    ("name", "said", "expected"),
    [
        ("Claire Dupond", "avec un T", "Claire Dupont"),
        ("Dupond", "non c'est avec un T à la fin", "Dupont"),
        ("Lefevre", "avec deux f", "Leffevre"),
        ("Dupond", "c'est Durand", None),
        ("Dupond", "Durant avec un T", None),
        ("Dupond", "jeudi", None),
    ],
)
def test_a_remark_about_letters(name: str, said: str, expected: str | None) -> None:
    assert amended_name(name, said) == expected


@pytest.mark.parametrize(
    ("name", "corrected", "expected"),
    [
        ("Claire Dupond", "Dupont", "Claire Dupont"),
        ("Clair Dupont", "Claire", "Claire Dupont"),
        ("Claire Dupont", "Martin", "Martin"),
        ("Claire Dupont", "Jeanne Roux", "Jeanne Roux"),
        ("Dupond", "Dupont", "Dupont"),
    ],
)
def test_one_word_of_a_name_is_put_right(name: str, corrected: str, expected: str) -> None:
    assert merged_name(name, corrected) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("ça finit par 18", "+33639980018"),
        ("le dernier c'est soixante-dix-neuf", "+33639980079"),
        ("ça commence par 07", "+33739980012"),
        ("89 pas 98", "+33639890012"),
        ("pas 98, 89", "+33639890012"),
        ("77 pas 78", None),
        ("non", None),
        ("17", None),
        ("douze et treize", None),
    ],
)
def test_a_pair_of_a_number(said: str, expected: str | None) -> None:
    assert amended_phone("+33639980012", said) == expected


# --- preferences ---


@pytest.mark.parametrize(
    ("said", "asks", "heard", "never"),
    [
        ("date=pas le mercredi; time=matin", "choice", "à 8 h 30", "mercredi"),
        ("date=plus tôt possible", "choice", "aujourd'hui", "janvier"),
        ("date=n'importe quel jour sauf le jeudi", "choice", "décembre", "jeudi"),
        ("date=jeudi ou vendredi; time=après 16 heures", "choice", "jeudi 3 décembre, à 16 h", "vendredi 11"),
        ("practitioner=docteur Leroy; date=lundi", "choice", "lundi 7 décembre, à 9 h", "Martin"),
        ("date=dimanche", "choice", "fermés dimanche 6 décembre", "dimanche 13"),
        ("date=25 décembre", "choice", "fermés vendredi 25 décembre, c'est un jour férié", "Martin fait"),
        ("practitioner=docteur Leroy; date=mercredi", "choice", "n'est pas là", "le docteur Martin"),
    ],
)
async def test_preferences(said: str, asks: str, heard: str, never: str) -> None:
    call = told()
    answer = await call.hear(f"book; service=consultation; {said}")
    assert call.conversation.asking.value == asks
    assert heard in answer
    assert never not in answer.replace(heard, "")


async def test_no_preference_at_all_is_the_soonest_with_anybody() -> None:
    await told().play("> book; service=consultation\n[date]\n> any\n[choice] aujourd'hui, mardi 1er décembre")


# --- what cannot wait ---


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("c'est urgent", True),
        ("c'est une urgence mais il n'y a pas de danger", True),
        ("ça ne peut pas attendre", True),
        ("le plus tôt possible", False),
        ("ce n'est pas urgent", False),
        ("c'est pas une urgence", False),
        ("ça peut attendre", False),
        ("je sors des urgences", False),
    ],
)
def test_who_says_that_it_cannot_wait(said: str, expected: bool) -> None:
    assert cannot_wait(said) is expected


async def test_the_day_s_last_appointment_is_for_who_cannot_wait() -> None:
    late = "une consultation jeudi à 18 h avec le docteur Martin"
    assert "à 17 h 40" in await Call().hear(late)
    assert "à 18 h, c'est possible" in await Call().hear(f"{late}, ça ne peut pas attendre")


# --- what does not exist here ---


async def test_a_service_that_nobody_gives_is_said_with_what_there_is() -> None:
    await told().play("> book; service=une tarte aux pommes\n[service] je ne trouve pas cela / consultation")


async def test_a_trouble_that_names_no_service_leads_to_the_list() -> None:
    await told().play("> book; reason=j'ai mal au dos\n[service] je peux vous proposer / !je ne trouve pas")


# --- call-backs ---


async def test_a_call_back_is_noted_with_its_date() -> None:
    call = told()
    await call.play("""
        > message; practitioner=docteur Leroy; date=demain; time=après 16 heures
        [message] pour le docteur Leroy
        > no
        [name]
        > name=Jean Petit
        [phone]
        > yes
        [confirm] demande à être rappelé / mercredi 2 décembre après 16 heures
        > fix date=jeudi
        [confirm] jeudi 3 décembre après 16 heures
        > yes
        [more]
    """)
    summary = call.conversation.close()
    assert summary is not None
    assert summary.messages[0].text == "Demande à être rappelé (rappel souhaité : jeudi 3 décembre après 16 heures)"


# --- keys ---

CLOSED = {"CONFIRM", "CHOICE", "PRACTITIONER", "SERVICE", "MORE", "TIME", "APPOINTMENT"}


def test_every_closed_question_has_keys() -> None:
    found = 0
    for file in sorted(Path("vox/dialogue").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Question"):
                continue
            asking = node.args[0].attr if node.args and isinstance(node.args[0], ast.Attribute) else ""
            if asking in CLOSED:
                found += 1
                keys = len(node.args) > 3 or any(one.arg == "keys" for one in node.keywords)
                assert keys, f"{file}:{node.lineno} asks {asking} and takes no keys"
    assert found > 12


@pytest.mark.parametrize(
    ("before", "key", "asks", "heard"),
    [
        ("book; practitioner=docteur Zorro", "1", "practitioner", ""),
        ("book; service=consultation; practitioner=docteur Zorro", "2", "date", ""),
        ("book; service=une tarte", "2", "date", ""),
    ],
)
async def test_keys_choose(before: str, key: str, asks: str, heard: str) -> None:
    call = told()
    await call.hear(before)
    assert heard in await call.hear(keys=key)
    assert call.conversation.asking.value == asks


async def test_the_half_of_the_day_by_key() -> None:
    await told().play("""
        > book; service=consultation; date=jeudi
        [choice]
        > no
        [time] plutôt le matin
        # 2
        [choice] jeudi 3 décembre, / à 14 h
    """)


async def test_which_of_two_mondays_by_key() -> None:
    call = Call(understanding=Says(), now=TUESDAY - timedelta(days=1))
    await call.play("""
        > book; service=consultation; date=lundi
        [date] aujourd'hui, lundi 30 novembre, ou, lundi 7 décembre
        # 2
        [choice] lundi 7 décembre
    """)


@pytest.mark.parametrize(("key", "asks"), [("1", "date"), ("2", "name"), ("3", "phone")])
async def test_what_to_change_by_key(key: str, asks: str) -> None:
    call = told()
    await call.play(f"{BOOKED}\n> no\n[confirm] que faut-il changer\n> unclear\n[confirm]\n# {key}\n[{asks}]")
