"""How far is a matter of mine: which, whose, passed on truthfully to who knows it."""

from __future__ import annotations

import pytest

from tests.dialogue.room import SETTINGS, Call, Says
from vox.config.people import Person
from vox.records.summary import Outcome

CIVIL = Person(id="etat-civil", name="l'état civil", also_called=("passeport", "carte d'identité"))
GARAGE = Person(id="atelier", name="l'atelier", also_called=("voiture", "moto"))
OFFICES = SETTINGS.model_copy(update={"people": (*SETTINGS.people, CIVIL, GARAGE)})


async def test_a_matter_is_passed_on_to_who_knows_it() -> None:
    call = Call(settings=OFFICES)
    await call.play("""
        > bonjour, où en est mon dossier s'il vous plaît ?
        [matter] de quoi s'agit-il
        > le passeport de ma fille
        [name] je ne le sais pas moi-même / on vous rappellera
        > Claire Dupont
        [phone] !moi-même
        > oui
        [confirm] à l'état civil / où en est, le passeport de ma fille / rappel au 06 39 98 00 12
        > oui
        [more] la personne qui le sait vous rappellera
    """)
    summary = call.conversation.close()
    assert summary is not None
    assert summary.outcomes == (Outcome.MESSAGE,)
    (message,) = summary.messages
    assert (message.for_, message.name, message.phone) == ("etat-civil", "Claire Dupont", "+33639980012")
    assert message.text == "Demande où en est : le passeport de ma fille"


async def test_nobody_in_particular_is_the_organization() -> None:
    call = Call(settings=OFFICES)
    await call.play("""
        > est-ce que ma commande est arrivée ?
        [matter]
        > un collier pour chien
        [name]
        > Jean Petit
        [phone]
        > oui
        [confirm] je demande où en est, un collier pour chien
        > oui
        [more]
    """)
    assert call.conversation.outcomes == (Outcome.MESSAGE,)


async def test_a_correction_and_a_question_in_the_middle() -> None:
    call = Call(settings=OFFICES)
    await call.play("""
        > où en est mon dossier ?
        [matter]
        > vous êtes ouverts le samedi ?
        [matter] le samedi, de 9 h à midi / de quoi s'agit-il
        > ma carte d'identité
        [name]
        > Jean Petit
        [phone]
        > non
        [phone] à quel numéro
        > 06 39 98 00 17
        [phone] 06 39 98 00 17
        > oui
        [confirm]
        > non
        [confirm] que faut-il changer
        > le nom
        [name]
        > Jean Martin
        [confirm]
        > oui
        [more]
    """)
    summary = call.conversation.close()
    assert summary is not None
    assert (summary.messages[0].name, summary.messages[0].phone) == ("Jean Martin", "+33639980017")


async def test_nothing_is_passed_on_before_the_yes() -> None:
    call = Call(settings=OFFICES)
    await call.play(
        "> où en est mon dossier ?\n[matter]\n> mon passeport\n[name]\n> Jean Petit\n[phone]\n> oui\n[confirm]"
    )
    summary = call.conversation.close()
    assert summary is not None
    assert summary.messages == ()
    assert "Petit" not in summary.text


@pytest.mark.promise
async def test_no_confidential_number_is_noted_of_a_matter() -> None:
    call = Call(settings=OFFICES)
    await call.play("""
        > où en est mon remboursement ?
        [matter]
        > celui de la carte 4970 1012 3456 7890
        [name] confidentiel
    """)


async def test_switched_off_a_message_is_offered() -> None:
    call = Call(settings=SETTINGS.model_copy(update={"flows": {"status": False}}))
    await call.play("> où en est mon dossier ?\n[confirm] je ne peux pas / laisser un message")


async def test_after_an_opposition_nothing_is_passed_on() -> None:
    call = Call(settings=OFFICES)
    await call.hear("opposition")
    answer = await call.hear("où en est mon dossier ?")
    assert "je ne peux pas transmettre" in answer


async def test_the_matter_said_at_once_is_not_asked() -> None:
    call = Call(settings=OFFICES, understanding=Says())
    await call.play("""
        > status; matter=voiture rouge
        [name] je ne le sais pas moi-même
        > name=Jean Petit
        [phone]
        > yes
        [confirm] à l'atelier / où en est, voiture rouge
        > date=demain; time=matin
        [confirm]
        > yes
        [more]
    """)
    summary = call.conversation.close()
    assert summary is not None
    assert summary.messages[0].text == "Demande où en est : voiture rouge (rappel souhaité : mercredi 2 décembre matin)"


async def test_a_matter_of_one_word_is_asked_for_which_one() -> None:
    call = Call(settings=OFFICES, understanding=Says())
    await call.play("""
        > status; matter=voiture
        [matter]
        > matter=208 blanche
        [name]
        > name=Jean Petit
        [phone]
        > yes
        [confirm] où en est, voiture, 208 blanche
    """)


async def test_a_yes_to_what_must_be_changed_is_to_nothing_yet() -> None:
    call = Call(settings=OFFICES, understanding=Says())
    await call.play("""
        > status; matter=voiture rouge
        [name]
        > name=Jean Petit
        [phone]
        > yes
        [confirm] où en est, voiture rouge
        > no
        [confirm] que faut-il changer
        > yes
        [confirm] où en est, voiture rouge
        > fix matter=voiture bleue
        [confirm] où en est, voiture bleue
        > yes
        [more]
    """)


async def test_several_people_who_may_know_are_told_apart_by_keys() -> None:
    twice = Person(id="guichet", name="le guichet", also_called=("passeport",))
    both = OFFICES.model_copy(update={"people": (*OFFICES.people, twice)})
    call = Call(settings=both, understanding=Says())
    await call.play("> status; matter=passeport de Fatou\n[practitioner] l'état civil, ou, le guichet\n# 2\n[name]")


async def test_what_is_added_to_a_matter_or_put_right() -> None:
    call = Call(settings=OFFICES, understanding=Says())
    await call.play("""
        > status; matter=dossier de retraite; practitioner=Ludo
        [name]
        > name=Claire Dupont; matter=celui de mars
        [phone]
        > yes
        [confirm] dossier de retraite, celui de mars
        > yes; message=j'ai envoyé le relevé
        [confirm] celui de mars, j'ai envoyé le relevé
        > fix matter=pension
        [confirm] correction : pension
        > fix date=lundi
        [confirm] !pas bien compris
        > yes
        [more]
    """)
    summary = call.conversation.close()
    assert summary is not None
    (message,) = summary.messages
    assert message.text == (
        "Pour Ludo : Demande où en est : dossier de retraite, celui de mars, j'ai envoyé le relevé, "
        "correction : pension (rappel souhaité : lundi 7 décembre)"
    )
