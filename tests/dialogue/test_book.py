"""Booking, as callers do it."""

from __future__ import annotations

import asyncio

import pytest

from tests.dialogue.room import SETTINGS, Call, Copies, Says
from vox.config.policy import Event
from vox.dialogue.types import Flow
from vox.dialogue.understanding.commands import parse
from vox.records.summary import Outcome

TO_THE_RECAPITULATION = """
> bonjour, je voudrais une consultation jeudi matin avec le docteur Martin
[choice] je vous propose / jeudi 3 décembre / à 8 h 30
> le premier
[name] à quel nom
> Claire Dupont
[phone] finit par
> oui
[confirm] je récapitule / consultation / jeudi 3 décembre / à 8 h 30 / avec le docteur Martin / Claire Dupont
"""


TO_THE_CHOICE = """
> bonjour, je voudrais une consultation jeudi matin avec le docteur Martin
[choice] je vous propose / jeudi 3 décembre / à 8 h 30, à 9 h 30, ou, à 10 h 30
"""


async def at_the_name() -> Call:
    """A call in which an opening is chosen, and a name is asked for; what is heard there stands for itself."""
    call = Call(understanding=Says())
    await call.hear("book; service=consultation; practitioner=docteur Martin; date=jeudi; time=neuf heures trente")
    return call


async def test_the_first_call() -> None:
    call = Call()
    await call.play(TO_THE_RECAPITULATION)
    assert call.booked == []
    await call.play("""
        > oui, c'est parfait
        [more] c'est fait / jeudi 3 décembre / à 8 h 30 / docteur Martin
        > non merci, au revoir
        [end] au revoir
    """)
    assert call.booked == ["dr-martin 2026-12-03 08:30 consultation Claire Dupont +33639980012"]
    summary = call.conversation.close()
    assert summary is not None
    assert summary.outcomes == (Outcome.BOOKED,)
    assert "jeudi 3 décembre 2026" in summary.text
    assert summary.messages == ()


async def test_a_title_that_several_have_is_asked_about_and_not_refused() -> None:
    call = Call(understanding=Says())
    await call.hear("book; service=consultation; practitioner=le docteur; date=jeudi")
    assert "Avec qui" in call.said[-1]
    assert "Je ne trouve pas" not in " ".join(call.said)
    await call.hear("practitioner=le docteur Bernard")
    assert "Je ne trouve pas cette personne" in call.said[-1]


async def test_of_openings_on_one_day_the_hour_tells_though_no_value_holds_it() -> None:
    call = Call()
    await call.play(TO_THE_CHOICE)
    call.conversation._understanding = Copies(*parse("choice=Jeudi"))
    await call.play("""
        > Jeudi, y a neuf heures trente alors
        [name]
    """)


@pytest.mark.parametrize("heard", ["avec la docteur", "Avec la docteure."])
async def test_of_a_bare_title_the_article_tells_who_is_meant(heard: str) -> None:
    wish = parse("book; service=consultation; practitioner=docteur; date=jeudi; time=matin")
    call = Call(understanding=Copies(*wish))
    await call.hear(f"Bonjour, une consultation jeudi matin {heard}")
    assert "jeudi 3 décembre, à 8 h 30" in call.said[-1]


async def test_one_letter_is_no_name() -> None:
    call = Call(understanding=Says())
    await call.hear("book; service=consultation; practitioner=docteur Martin; date=jeudi; time=matin")
    await call.hear("choice=premier")
    assert "À quel nom" in call.said[-1]
    await call.hear("name=H")
    assert "épelez" in call.said[-1]


async def test_asked_step_by_step() -> None:
    call = Call(number=None)
    await call.play("""
        > bonjour
        [open] bonjour
        > je voudrais un rendez-vous
        [service] pour quel rendez-vous
        > une vaccination
        [date] quel jour
        > vendredi après-midi
        [choice] vendredi 4 décembre
        > à quatorze heures
        [name]
        > Paul Henry
        [phone] à quel numéro
        > zéro six trente-neuf quatre-vingt-dix-huit zéro zéro quinze
        [phone] 06 39 98 00 15 / c'est bien cela
        > oui c'est ça
        [confirm] vaccination / à 14 h / Paul Henry
        > oui
        [more] c'est fait
    """)
    assert [one.split()[1:4] for one in call.booked] == [["2026-12-04", "14:00", "vaccin"]]


async def test_a_wish_for_one_hour_that_is_free_is_not_asked_again() -> None:
    call = Call()
    await call.play("""
        > une consultation jeudi à 10 h 10 avec le docteur Martin
        [name] jeudi 3 décembre / à 10 h 10 / c'est possible
    """)


@pytest.mark.parametrize("no", ["non", "non non pas du tout", "> ", "peut-être", "je ne sais pas", "n'importe"])
async def test_only_an_explicit_yes_writes(no: str) -> None:
    call = Call()
    await call.play(TO_THE_RECAPITULATION)
    await call.hear(no)
    assert call.booked == []


@pytest.mark.parametrize(
    ("correction", "recapitulated"),
    [
        ("non, c'est Claire Dupond, D U P O N D", "Dupond"),
        ("le nom c'est Durand", "Durand"),
        ("non, plutôt à neuf heures dix", "à 9 h 10"),
        ("non, avec le docteur Leroy", "docteur Leroy"),
        ("non c'est pour un vaccin", "vaccination"),
    ],
)
async def test_corrected_at_the_recapitulation(correction: str, recapitulated: str) -> None:
    call = Call()
    await call.play(TO_THE_RECAPITULATION)
    answer = await call.hear(correction)
    for _ in range(3):
        if call.conversation.asking.value == "choice":
            answer = await call.hear("le premier")
    assert call.conversation.asking.value == "confirm", answer
    assert recapitulated.casefold() in answer.casefold()
    assert call.booked == []
    await call.hear("oui")
    assert len(call.booked) == 1


async def test_another_day_at_the_recapitulation() -> None:
    call = Call()
    await call.play(
        TO_THE_RECAPITULATION
        + """
        > ah non, plutôt vendredi matin
        [choice] vendredi 4 décembre
        > le premier
        [confirm] vendredi 4 décembre
        > oui c'est bon
        [more] c'est fait / vendredi 4 décembre
    """
    )
    assert call.booked == ["dr-martin 2026-12-04 08:30 consultation Claire Dupont +33639980012"]


async def test_the_telephone_number_is_corrected() -> None:
    call = Call()
    await call.play(
        TO_THE_RECAPITULATION
        + """
        > oui mais le numéro c'est le 06 39 98 00 16
        [phone] 06 39 98 00 16
        > oui
        [confirm]
        > oui
        [more]
    """
    )
    assert call.booked[0].endswith("+33639980016")


async def test_a_refused_recapitulation_asks_what_to_change() -> None:
    call = Call()
    await call.play(
        TO_THE_RECAPITULATION
        + """
        > non
        [confirm] que faut-il changer
        > l'heure
        [time]
        > dix heures dix
        [confirm] à 10 h 10
        > oui
        [more]
    """
    )
    assert call.booked[0].startswith("dr-martin 2026-12-03 10:10")


async def test_a_yes_that_says_the_same_again_is_a_yes() -> None:
    call = Call()
    await call.play(TO_THE_RECAPITULATION + "> oui, jeudi à huit heures trente\n[more] c'est fait")
    assert len(call.booked) == 1


async def test_none_of_the_offers_suits() -> None:
    call = Call()
    await call.play("""
        > une consultation jeudi avec le docteur Martin
        [choice] jeudi 3 décembre
        > non, aucun ne me va
        [time] le matin, ou l'après-midi
        > l'après-midi
        [choice]
        > non
        [date] quel autre jour
        > lundi matin
        [choice] lundi 7 décembre
    """)


async def test_another_day_instead_of_the_offers() -> None:
    call = Call()
    await call.play("""
        > une consultation jeudi matin avec le docteur Martin
        [choice] jeudi 3 décembre
        > vous n'avez rien vendredi ?
        [choice] vendredi 4 décembre / !jeudi
    """)


async def test_a_practitioner_who_does_not_give_it() -> None:
    call = Call()
    await call.play("""
        > un certificat avec le docteur Martin jeudi
        [choice] ne fait pas / docteur Leroy
    """)


async def test_a_name_nobody_has() -> None:
    call = Call()
    await call.play("""
        > je voudrais une consultation jeudi
        [choice]
        > avec le docteur Zimmermann
        [practitioner] je ne trouve pas
        > peu importe
        [choice]
    """)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("le 30 février", "n'existe pas"),
        ("le 12 novembre 2026", "passée"),
        ("dimanche", "fermé"),
        ("le 25 décembre", "fermé"),
    ],
)
async def test_days_that_cannot_be_had(said: str, heard: str) -> None:
    call = Call()
    answer = await call.hear(f"bonjour, une consultation {said} avec le docteur Martin")
    assert heard in answer
    assert call.booked == []


async def test_monday_on_a_monday() -> None:
    from datetime import datetime

    from tests.dialogue.room import PARIS

    call = Call(now=datetime(2026, 12, 7, 9, 5, tzinfo=PARIS))
    await call.play("""
        > une consultation lundi matin avec le docteur Martin
        [date] aujourd'hui / lundi 14 décembre
        > le 14
        [choice] 14 décembre
    """)


@pytest.mark.parametrize("said", ["lundi prochain", "dans une semaine", "l'autre", "le quatorze"])
async def test_monday_on_a_monday_otherwise(said: str) -> None:
    from datetime import datetime

    from tests.dialogue.room import PARIS

    call = Call(now=datetime(2026, 12, 7, 9, 5, tzinfo=PARIS))
    await call.hear("une consultation lundi matin avec le docteur Martin")
    answer = await call.hear(said)
    assert call.conversation.asking.value == "choice", answer
    assert "14 décembre" in answer


async def test_an_hour_in_the_dst_hole() -> None:
    from datetime import datetime

    from tests.dialogue.room import PARIS

    call = Call(now=datetime(2027, 3, 23, 9, 5, tzinfo=PARIS))
    answer = await call.hear("une consultation le 28 mars à 2 h 30 du matin avec le docteur Martin")
    assert "heure d'été" in answer
    assert call.booked == []


async def test_taken_between_the_offer_and_the_yes() -> None:
    call = Call()
    await call.play(TO_THE_RECAPITULATION)
    call.calendars["dr-martin"].at_write = "taken"
    await call.play("""
        > oui
        [choice] vient d'être pris / jeudi 3 décembre / à 8 h 50 / !c'est fait
        > le premier
        [confirm] à 8 h 50
        > oui
        [more] c'est fait / à 8 h 50
    """)
    assert call.booked == ["dr-martin 2026-12-03 08:50 consultation Claire Dupont +33639980012"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("down", "rien n'est encore réservé"),
        ("uncertain", "on vous dira ce qu'il en est / !rien n'est encore réservé"),  # it may be
    ],
)
async def test_a_calendar_that_fails_at_the_yes_promises_nothing(fault: str, said: str) -> None:
    call = Call()
    await call.play(TO_THE_RECAPITULATION)
    call.calendars["dr-martin"].at_write = fault
    await call.play(f"""
        > oui
        [more] transmets / {said} / !c'est fait
        > non merci
        [end]
    """)
    summary = call.conversation.close()
    assert summary is not None
    assert summary.outcomes == (Outcome.MESSAGE,)
    assert summary.follow_up
    (message,) = summary.messages
    assert (message.for_, message.name, message.phone) == ("dr-martin", "Claire Dupont", "+33639980012")
    assert "jeudi 3 décembre" in message.text


async def test_a_calendar_down_from_the_start() -> None:
    call = Call()
    for calendar in call.calendars.values():
        calendar.down = True
    await call.play("""
        > une consultation jeudi matin avec le docteur Martin
        [name] en ce moment / je transmets
        > Claire Dupont
        [phone]
        > oui
        [more] transmis / rien n'est encore réservé
    """)
    summary = call.conversation.close()
    assert summary is not None
    assert summary.messages[0].phone == "+33639980012"


async def test_a_wish_is_kept_though_the_caller_hangs_up_at_once() -> None:
    call = Call()
    for calendar in call.calendars.values():
        calendar.down = True
    await call.hear("une consultation jeudi matin avec le docteur Martin")
    summary = call.conversation.close()
    assert summary is not None
    assert summary.outcomes == (Outcome.MESSAGE,)


@pytest.mark.promise
async def test_hanging_up_in_the_middle_leaves_nothing_of_the_caller() -> None:
    call = Call()
    await call.play(TO_THE_RECAPITULATION)
    summary = call.conversation.close()
    assert summary is not None
    assert summary.outcomes == (Outcome.ABANDONED,)
    assert "Dupont" not in summary.text + summary.follow_up
    assert call.booked == []


async def test_hanging_up_gives_back_what_was_held() -> None:
    call = Call()
    await call.play(TO_THE_RECAPITULATION)
    call.conversation.close()
    other = Call()
    other.agenda = call.agenda
    other.conversation._desk.agenda = call.agenda
    other.conversation._desk.call = "0ther"
    await other.play("> une consultation jeudi à 8 h 30 avec le docteur Martin\n[name] c'est possible")


async def test_hanging_up_while_it_is_written_leaves_somebody_to_look() -> None:
    call = Call()
    await call.play(TO_THE_RECAPITULATION)
    calendar = call.calendars["dr-martin"]
    calendar.at_write = "hangs"
    hearing = asyncio.create_task(call.hear("oui"))
    await asyncio.wait_for(calendar.writing.wait(), 60)
    hearing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hearing
    summary = call.conversation.close()
    assert summary is not None
    assert "vérifier" in summary.messages[0].text


async def test_keys() -> None:
    call = Call(number=None)
    await call.play("""
        > une consultation vendredi matin avec le docteur Leroy
        [choice]
        # 1
        [name]
        > Marie Curie
        [phone]
        # 0639980016
        [phone] 06 39 98 00 16
        # 1
        [confirm]
        # 1
        [more]
    """)
    assert call.booked == ["dr-leroy 2026-12-04 09:00 consultation Marie Curie +33639980016"]


async def test_a_question_in_the_middle_comes_back_to_where_it_was() -> None:
    call = Call()
    await call.play("""
        > une consultation jeudi matin avec le docteur Martin
        [choice]
        > avant, dites-moi, c'est combien la consultation ?
        [choice] trente euros / jeudi 3 décembre
        > le premier
        [name]
    """)


async def test_a_caller_without_a_telephone() -> None:
    call = Call(number=None)
    await call.play("""
        > une consultation jeudi matin avec le docteur Martin
        [choice]
        > le premier
        [name]
        > Claire Dupont
        [phone]
        > non
        [phone]
        > non je n'ai pas de téléphone
        [confirm]
        > oui
        [more]
    """)
    assert call.booked[0].endswith(" -")


async def test_a_trouble_that_names_another_service_changes_it() -> None:
    call = Call(understanding=Says())
    await call.play("""
        > book; service=consultation; date=jeudi; time=matin; practitioner=docteur Martin
        [choice]
        > choice=premier
        [name]
        > name=Claire Dupont
        [phone]
        > yes
        [confirm] consultation
        > fix reason=vaccin
        [confirm] vaccination
    """)


async def test_the_wish_changes_in_mid_way() -> None:
    call = Call()
    await call.play("""
        > une consultation jeudi matin avec le docteur Martin
        [choice]
        > non finalement je voudrais laisser un message
        [message] quel est votre message
    """)


async def test_giving_up_says_that_nothing_is_booked() -> None:
    call = Call()
    await call.play(TO_THE_RECAPITULATION + "> laissez tomber, au revoir\n[end] rien n'est réservé")
    assert call.booked == []


WITH_BIRTHDATE = SETTINGS.model_copy(update={"event": Event(birthdate="description")})

OFFERED = """
> book; service=consultation; date=jeudi; practitioner=docteur Martin
[choice] à 8 h 30, à 12 h 10, ou, à 17 h
"""

UNDERSTOOD_TO_THE_RECAPITULATION = f"""
{OFFERED}
> choice=premier
[name]
> name=Claire Dupont
[phone]
> yes
[confirm] jeudi 3 décembre / à 8 h 30
"""


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("yes; goodbye", "[more] c'est fait"),
        ("yes; human; practitioner=docteur Martin", "[confirm] c'est fait / laisser un message"),
        ("yes; human; practitioner=docteur Martin; cancel", "[confirm] c'est fait / laisser un message"),
    ],
)
async def test_a_yes_to_the_recapitulation_is_done_before_what_follows_it(said: str, then: str) -> None:
    call = Call(understanding=Says())
    await call.play(f"{UNDERSTOOD_TO_THE_RECAPITULATION}\n> {said}\n{then}")
    assert len(call.booked) == 1


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("fix date; fix time", "[date] quel autre jour"),
        ("fix time; fix date", "[date] quel autre jour"),
        ("fix date; time=9 heures 30", "[date] quel autre jour"),
        ("fix time=avant la cantine", "[time] le matin, ou l'après-midi"),
        ("yes; fix time=avant la cantine", "[time] le matin, ou l'après-midi"),
        ("yes; time=quand il pleut", "[confirm] que faut-il changer"),
        ("fix service=dragon", "[service] je ne trouve pas cela / consultation / vaccination"),
        ("fix reason=cou", "[confirm] que faut-il changer"),
        ("fix phone=79", "[phone] les dix chiffres"),
        ("fix date=vendredi; fix birthdate=3 avril 1958", "[confirm] 3 avril 1958 / vendredi 4 décembre"),
        ("fix date=vendredi; fix birthdate=quinze", "[birthdate]"),
        ("fix name=Claire Durand; human", "[confirm] !c'est fait / laisser un message"),
    ],
)
async def test_what_is_wrong_in_the_recapitulation_is_not_lost(said: str, then: str) -> None:
    call = Call(understanding=Says(), settings=WITH_BIRTHDATE if "birthdate" in said else SETTINGS)
    script = UNDERSTOOD_TO_THE_RECAPITULATION
    if "birthdate" in said:
        script = script.replace("[confirm]", "[birthdate]\n> birthdate=3 mars 1958\n[confirm]")
    await call.play(f"{script}\n> {said}\n{then}")
    assert call.booked == []


async def test_the_hour_said_beside_a_wrong_day_holds_for_the_new_day() -> None:
    call = Call(understanding=Says())
    await call.play(f"""
        {UNDERSTOOD_TO_THE_RECAPITULATION}
        > fix date; fix time=9 heures 30
        [date]
        > date=vendredi
        [confirm] vendredi 4 décembre / à 9 h 30
    """)


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("fix date=vendredi", "[name] à quel nom est le rendez-vous"),
        ("fix time", "[name] à quel nom est le rendez-vous"),
        ("fix name=Claire Durand", "[confirm] laisser un message"),
        ("fix phone=06 12 34 56 78", "[confirm] laisser un message"),
    ],
)
async def test_what_is_wrong_in_a_written_appointment_is_no_second_one(said: str, then: str) -> None:
    call = Call(understanding=Says())
    await call.play(f"{UNDERSTOOD_TO_THE_RECAPITULATION}\n> yes\n[more]\n> {said}\n{then}")
    assert call.conversation.flow is not Flow.BOOK


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("no; time=matin", "[choice] jeudi 3 décembre / !8 h 30 / !12 h / !17 h"),
        ("no; date=jeudi", "[choice] jeudi 3 décembre / !8 h 30"),
        ("no; service=vaccination", "[choice] jeudi 3 décembre / 8 h 30"),
        ("choice=premier; human", "[confirm] laisser un message"),
    ],
)
async def test_beside_the_answer_to_what_is_offered(said: str, then: str) -> None:
    call = Call(understanding=Says())
    await call.play(f"{OFFERED}\n> {said}\n{then}")
    if "human" in said:
        await call.play("> no\n[name]")


@pytest.mark.parametrize("wish", ["service=consultation; reason=vaccin", "reason=vaccin; service=consultation"])
async def test_a_named_service_is_meant_whatever_the_trouble_is_called(wish: str) -> None:
    call = Call(understanding=Says())
    await call.play(f"""
        > book; {wish}; date=jeudi; practitioner=docteur Martin
        [choice]
        > choice=premier; name=Claire Dupont
        [phone]
        > yes
        [confirm] consultation / !vaccination
    """)


async def test_no_preference_and_yet_somebody() -> None:
    call = Call(understanding=Says())
    await call.play("""
        > book; service=consultation; practitioner=docteur
        [practitioner] avec qui
        > no; practitioner=docteur Leroy
        [date]
        > date=jeudi
        [choice] !docteur Martin
    """)


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("name=Claire Dupont; birthdate=3 mars 1958", "[phone]"),
        ("name=Claire Dupont; birthdate=3 mars 1958; phone=06 12 34 56 78", "[phone] 06 12 34 56 78"),
        ("fix time=9 heures 30; name=Claire Dupont; birthdate=3 mars 1958", "[phone] à 9 h 30"),
    ],
)
async def test_a_date_of_birth_does_not_hide_what_is_beside_it(said: str, then: str) -> None:
    call = Call(understanding=Says(), settings=WITH_BIRTHDATE)
    await call.play(f"{OFFERED}\n> choice=premier\n[name]\n> {said}\n{then}\n> yes\n[confirm] 3 mars 1958")


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("birthdate=3 août 1975; fix name=Claire Durand", "[confirm] 3 août 1975 / Claire Durand"),
        ("fix phone=06 12 34 56 78; birthdate=3 août 1975", "[phone] 06 12 34 56 78"),
        ("birthdate=3 août 1975; service=vaccination", "[confirm] 3 août 1975 / vaccination"),
    ],
)
async def test_beside_the_date_of_birth_that_was_asked(said: str, then: str) -> None:
    call = Call(understanding=Says(), settings=WITH_BIRTHDATE)
    script = UNDERSTOOD_TO_THE_RECAPITULATION.replace("[confirm] jeudi 3 décembre / à 8 h 30", "[birthdate]")
    await call.play(f"{script}\n> {said}\n{then}")


async def test_half_a_number_amends_the_one_that_was_proposed() -> None:
    call = Call(understanding=Says())
    await call.play(f"""
        {OFFERED}
        > choice=premier; name=Claire Dupont
        [phone] 00 12
        > fix phone=le dernier c'est 79
        [phone] 06 39 98 00 79
        > yes
        [confirm]
    """)


@pytest.mark.parametrize("said", ["no; phone=03 65 60 11 09", "fix phone=03 65 60 11 09"])
async def test_a_number_that_is_misheard_as_before_is_asked_for_otherwise(said: str) -> None:
    call = await at_the_name()
    await call.hear("name=Claire Dupont")
    await call.hear("no; phone=03 65 60 11 09")
    assert "J'ai noté, 03 65 60 11 09" in call.said[-1]
    assert "tapez-les" in await call.hear(said)
    assert "J'ai noté, 03 65 71 04 09" in await call.hear("phone=03 65 71 04 09")
    assert "J'ai noté, 03 65 71 04 09" in await call.hear("phone=03 65 71 04 09")


@pytest.mark.parametrize("said", ["no", "fix phone"])
async def test_a_number_that_was_misheard_is_asked_pair_by_pair(said: str) -> None:
    call = Call(understanding=Says())
    await call.play(f"""
        {OFFERED}
        > choice=premier; name=Claire Dupont
        [phone] 00 12
        > no; phone=06 12 34 56 78
        [phone] 06 12 34 56 78
        > {said}
        [phone] les dix chiffres
    """)


async def test_a_number_that_cannot_be_read_is_asked_anew() -> None:
    call = Call(understanding=Says())
    await call.play(f"""
        {OFFERED}
        > choice=premier; name=Claire Dupont
        [phone] 00 12
        > fix phone=charabia
        [phone] les dix chiffres
        > phone=06 12 34 56 78
        [phone] 06 12 34 56 78
        > yes
        [confirm]
    """)


@pytest.mark.parametrize("said", ["yes; service=consultation; date=jeudi", "service=consultation; date=jeudi"])
async def test_what_is_said_beside_the_yes_to_the_guess(said: str) -> None:
    call = Call(understanding=Says())
    await call.play(f"""
        > unclear; unclear; unclear; unclear; unclear; unclear
        [confirm] prendre un rendez-vous
        > {said}
        [choice] jeudi 3 décembre
    """)


@pytest.mark.parametrize(
    ("said", "read_back"),
    [
        ("name=Samir Haddou, H, A, D, D, O, U", "au nom de, Samir Haddou, H, A, D, D, O, U. Est-ce"),
        ("name=Samir Haddou, S, A, M, I, R, H, A, D, D, O, U", "H, A, D, D, O, U. Est-ce"),
        ("name=Clère du Pon", "au nom de, Claire Dupont. Est-ce"),
    ],
)
async def test_only_what_was_spelled_is_spelled_back(said: str, read_back: str) -> None:
    call = await at_the_name()
    await call.hear(said)
    await call.hear("yes")
    assert read_back in call.said[-1]


async def test_a_word_that_is_put_right_is_spelled_back_alone() -> None:
    call = await at_the_name()
    await call.hear("name=Saint-Miradou")
    await call.hear("yes")
    assert "au nom de, Saint-Miradou. Est-ce" in call.said[-1]
    await call.hear("no; fix name=Samir Haddou")
    assert "au nom de, Samir Haddou, S, A, M, I, R, espace, H, A, D, D, O, U. Est-ce" in call.said[-1]
    await call.hear("no; fix name=Haddour")
    assert "au nom de, Samir Haddour, H, A, D, D, O, U, R. Est-ce" in call.said[-1]


@pytest.mark.parametrize(
    ("first", "corrected", "name"),
    [
        # A letter was misheard: T is C.
        ("Valérie Aubin", "Valérie Aubin, A, U, B, E, R, C", "Valérie Aubert"),
        # What was said is usual, and the letters are not what sounds like it.
        ("Bastien Vidal", "Sébastien Vidal, S, A, Q, B, A, S, C, I, E, N", "Sébastien Vidal"),
        # Of the same sound, the letters tell.
        ("Paul Dupont", "Paul Dupont, D, U, P, O, N, S", "Paul Dupons"),
        # Sound and letters together tell what neither does.
        ("Roland Dubreuil", "Allant Dubreuil, A, L, A, U, T, N", "Alain Dubreuil"),
    ],
)
async def test_letters_are_misheard_too_and_who_spells_them_once_more_is_believed(
    first: str, corrected: str, name: str
) -> None:
    call = Call(understanding=Says())
    await call.hear("book; service=consultation; practitioner=docteur Leroy; date=jeudi")
    for said in ("choice=premier", f"name={first}", "yes"):
        await call.hear(said)
    family_or_first = next(word for word in name.split() if word not in first.split())
    assert f"au nom de, {name}, {', '.join(family_or_first.upper())}" in await call.hear(f"fix name={corrected}")
    spelled = "".join(corrected.split(", ")[1:]).capitalize()
    assert spelled in await call.hear(f"fix name={corrected}")


async def test_a_name_that_is_put_right_and_misheard_again_is_to_be_spelled() -> None:
    call = await at_the_name()
    await call.hear("name=Quentin Haddon")
    await call.hear("yes")
    assert "au nom de, Quentin Haddon. Est-ce" in call.said[-1]
    assert "épeler votre nom" in await call.hear("no; fix name=Quentin Haddon")
    assert "au nom de, Quentin Adam, A, D, A, M" in await call.hear("name=Quentin Adam, A, D, A, M")
    assert "au nom de, Quentin Adam" in await call.hear("no; fix name=Quentin Adam")


@pytest.mark.parametrize(
    ("spelled", "read_back"),
    [
        ("name=B, R, E, S, S, U, I, R, E", "au nom de, Marc Bressuire, B, R, E, S, S, U, I, R, E. Est-ce"),
        (
            "name=Marc Bressuire, B, R, E, S, S, U, I, R, E",
            "au nom de, Marc Bressuire, B, R, E, S, S, U, I, R, E. Est-ce",
        ),
        ("name=Marc Bressuire", "au nom de, Marc Bressuire, B, R, E, S, S, U, I, R, E. Est-ce"),
        ("unclear", "au nom de, Marc Bresuir. Est-ce"),
        ("no", "au nom de, Marc Bresuir. Est-ce"),
    ],
)
async def test_a_name_that_few_people_bear_is_to_be_spelled_where_it_was_heard(spelled: str, read_back: str) -> None:
    call = await at_the_name()
    assert "épeler votre nom" in await call.hear("name=Marc Bresuir", aloud=True)
    assert "épeler votre nom" in await call.hear("faq price", aloud=True)
    assert "joindre" in await call.hear(spelled, aloud=True)
    assert read_back in await call.hear("yes", aloud=True)


async def test_the_letter_that_is_wrong_is_told_and_no_others_are_asked_for() -> None:
    call = await at_the_name()
    await call.hear("name=Claire Dupond", aloud=True)
    await call.hear("yes", aloud=True)
    assert "au nom de, Claire Dupont, D, U, P, O, N, T" in await call.hear("fix name=Dupont avec un T", aloud=True)


async def test_a_yes_that_was_misheard_as_a_name_is_asked_for_again() -> None:
    for said, asked in (
        ("fix name=Barthéle", "Pardon, je n'ai pas bien compris. Je récapitule"),
        ("no; fix name=Barthel", "épeler"),
        ("name=Dupré", "Dupré"),
    ):
        call = await at_the_name()
        await call.hear("name=Claire Dupont", aloud=True)
        await call.hear("yes", aloud=True)
        assert asked.casefold() in (await call.hear(said, aloud=True)).casefold()


async def test_who_spells_before_being_asked_to_is_not_asked() -> None:
    call = await at_the_name()
    await call.hear("name=Marc Bresuir; human", aloud=True)
    await call.hear("yes; name=Marc Bressuire, B, R, E, S, S, U, I, R, E", aloud=True)
    assert "joindre" in await call.hear("message=rappelez-moi", aloud=True)


async def test_a_name_that_many_bear_or_that_was_spelled_need_not_be_spelled() -> None:
    for said in ("name=Claire Dupont", "name=Haddou, H, A, D, D, O, U"):
        call = await at_the_name()
        assert "joindre" in await call.hear(said, aloud=True)


async def test_a_name_that_is_not_understood_is_spelled_at_once() -> None:
    call = await at_the_name()
    await call.hear("unclear")
    assert "épelez-le" in call.said[-1]
    await call.hear("name=Chevalier, C, H, E, V, A, L, I, E, R")
    await call.hear("yes")
    assert "au nom de, Chevalier, C, H, E" in call.said[-1]
