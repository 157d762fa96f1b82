"""Callers who want a person: who is called when, what is said and told to whom, and what comes back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from vox.config.loader import load
from vox.config.settings import Settings
from vox.config.transfer import EMERGENCY
from vox.dialogue.presence import takes_calls
from vox.dialogue.types import Reached, Transfer
from vox.records.summary import Outcome, Summary

from .room import PARIS, TUESDAY, Call, Says

NOTARY: Settings = load(Path("config/etude-notariale.yaml"), env={}, secrets=False)
SATURDAY = datetime(2026, 12, 5, 10, 0, tzinfo=PARIS)
NOON = datetime(2026, 12, 1, 11, 45, tzinfo=PARIS)


def call(**more: object) -> Call:
    return Call(**{"settings": NOTARY, "reaches": True, **more})  # type: ignore[arg-type]


def summary(one: Call) -> Summary:
    found = one.conversation.close()
    assert found
    return found


async def test_a_human_is_put_through_at_once() -> None:
    one = call()
    await one.play(
        """
        > je voudrais parler à un humain
        [open] Je vous passe l'accueil / Ne quittez pas
        """
    )
    assert one.called == [Transfer("accueil")]
    assert await one.transferred("through") == ""
    assert await one.hear("allô ?") == ""  # Vox has left
    kept = summary(one)
    assert kept.outcomes == (Outcome.TRANSFERRED,)
    assert kept.text == "Mis en relation avec l'accueil."
    assert not kept.follow_up


@pytest.mark.parametrize(
    ("reached", "said", "told"),
    [
        ("no-answer", "L'accueil ne répond pas.", "personne n'a répondu"),
        ("busy", "L'accueil est déjà en ligne.", "la ligne était occupée"),
        ("refused", "L'accueil ne peut pas prendre votre appel.", "l'appel n'a pas été pris"),
        ("hung-up", "L'accueil ne peut pas prendre votre appel.", "raccroché"),
        ("impossible", "Je n'arrive pas à joindre l'accueil.", "n'a pas pu aboutir"),
    ],
)
async def test_who_comes_back_may_leave_a_message(reached: str, said: str, told: str) -> None:
    one = call()
    await one.hear("un humain s'il vous plaît")
    assert (await one.transferred(reached)).startswith(f"{said} Voulez-vous laisser un message ?")
    await one.play(
        """
        > oui
        [message] pour l'accueil
        > c'est pour la vente de ma maison
        [name]
        > Claire Dupont
        [phone]
        > oui
        [confirm] la vente de ma maison
        > oui
        [more]
        """
    )
    kept = summary(one)
    assert kept.outcomes == (Outcome.MESSAGE,)
    assert told in kept.text
    assert kept.messages[0].for_ == "accueil"


async def test_who_wants_no_message_goes_on_with_what_they_were_at() -> None:
    one = call()
    await one.play(
        """
        > je voudrais un rendez-vous pour une succession
        [date]
        > je préfère parler à quelqu'un
        [date] Je vous passe l'accueil
        ~ busy
        [confirm] est déjà en ligne / laisser un message
        > non
        [date] Quel jour
        """
    )


async def test_two_vain_calls_are_enough() -> None:
    one = call()
    for _ in range(2):
        await one.hear("passez-moi l'accueil")
        await one.transferred("no-answer")
        await one.hear("non")
    said = await one.hear("passez-moi l'accueil")
    assert len(one.called) == 2
    assert "laisser un message" in said


async def test_a_person_who_takes_no_calls_gets_messages_as_before() -> None:
    one = call()
    await one.play(
        """
        > je voudrais parler à la comptabilité
        [confirm] Je ne peux pas vous passer la comptabilité / laisser un message
        """
    )
    assert one.called == []


async def test_out_of_hours_nobody_is_called() -> None:
    one = call(now=SATURDAY)
    assert "Nous sommes fermés" in await one.hear("je veux parler à un humain")
    assert one.called == []


async def test_a_notary_in_a_meeting_is_not_disturbed() -> None:
    one = call()
    assert "laisser un message" in await one.hear("passez-moi maître Roussel")
    assert one.called == []


async def test_a_call_that_cannot_be_put_through_gets_a_message_at_once() -> None:
    one = call(reaches=False)
    assert "laisser un message" in await one.hear("je veux parler à un humain")
    assert one.called == []


async def test_who_is_announced_says_who_and_why_and_agrees() -> None:
    one = call()
    await one.play(
        """
        > je voudrais parler à monsieur Petit
        [name] Qui dois-je annoncer
        > Claire Dupont
        [message] quel sujet
        > la succession de mon père
        [confirm] Claire Dupont / succession de mon père / D'accord ?
        > oui
        [confirm] J'appelle monsieur Petit / Ne quittez pas
        """
    )
    (transfer,) = one.called
    assert transfer.to == "monsieur-petit"
    assert "Ici l'assistant vocal".casefold() in transfer.announce.casefold()
    assert "Claire Dupont vous appelle, au sujet de, la succession de mon père." in transfer.announce
    assert "tapez 1" in transfer.announce
    await one.play(
        """
        ~ refused
        [confirm] Monsieur Petit ne peut pas prendre votre appel / laisser un message
        """
    )


@pytest.mark.promise
async def test_who_does_not_agree_is_announced_without_a_word_of_it() -> None:
    one = call()
    await one.play(
        """
        > je voudrais parler à monsieur Petit
        > Claire Dupont
        > la succession de mon père
        [confirm]
        > non
        [confirm] ni votre nom, ni le sujet / J'appelle monsieur Petit
        """
    )
    assert "Quelqu'un vous appelle." in one.called[0].announce
    assert "Dupont" not in one.called[0].announce
    assert "succession" not in one.called[0].announce


async def test_a_caller_may_keep_name_or_subject() -> None:
    one = call()
    await one.play(
        """
        > je voudrais parler à monsieur Petit
        [name]
        > non
        [message]
        > non
        [confirm] J'annonce, quelqu'un. D'accord ?
        > oui
        [confirm] J'appelle
        """
    )
    assert "Quelqu'un vous appelle." in one.called[0].announce


async def test_an_impatient_caller_is_asked_nothing_more_and_nothing_is_told() -> None:
    one = call()
    await one.play(
        """
        > je voudrais parler à monsieur Petit
        [name]
        > Claire Dupont
        [message]
        > passez-moi quelqu'un
        [message] J'appelle monsieur Petit
        """
    )
    assert "Dupont" not in one.called[0].announce


async def test_who_changes_their_mind_leaves_a_message_instead() -> None:
    one = call()
    await one.play(
        """
        > je voudrais parler à monsieur Petit
        [name]
        > finalement je préfère laisser un message
        [message]
        """
    )
    assert one.called == []


@pytest.mark.promise
async def test_who_opposed_is_put_through_without_a_name_and_nothing_stays() -> None:
    one = call(keeps=False)
    await one.hear("je voudrais parler à monsieur Petit")
    assert "Quelqu'un vous appelle." in one.called[0].announce
    assert "composez le" in await one.transferred("no-answer")  # no message can be passed on
    assert one.conversation.close() is None


async def test_who_opposes_meanwhile_is_not_announced_by_name() -> None:
    one = call()
    await one.play(
        """
        > je voudrais parler à monsieur Petit
        [name]
        > Claire Dupont
        [message]
        > opposition
        [confirm] Rien ne sera gardé / continuer
        > oui
        [confirm] J'appelle monsieur Petit
        """
    )
    assert "Quelqu'un vous appelle." in one.called[0].announce
    assert "Dupont" not in one.called[0].announce


async def test_a_card_number_is_not_told_to_anybody() -> None:
    one = call()
    await one.play(
        """
        > je voudrais parler à monsieur Petit
        > Claire Dupont
        > ma carte 4970 1012 3456 7893 qui ne marche pas
        [confirm] !4970
        > oui
        """
    )
    assert "4970" not in one.called[0].announce


async def test_nobody_understands_and_somebody_is_there() -> None:
    one = call()
    for _ in range(3):
        said = await one.hear("bla bla gloubi")
    assert "Je vous passe l'accueil" in said


@pytest.mark.parametrize("words", ["mon mari ne respire plus", "je veux en finir avec la vie"])
async def test_danger_calls_only_who_the_configuration_names(words: str) -> None:
    one = call()
    assert "Raccrochez" in await one.hear(words) or "31 14" in one.said[-1]
    assert one.called == []


async def test_danger_is_put_through_where_the_configuration_says_so() -> None:
    one = call(settings=with_emergency("sip:15"))
    said = await one.hear("mon mari ne respire plus")
    assert "Restez en ligne" in said
    assert "Raccrochez" not in said
    assert one.called == [Transfer(EMERGENCY)]
    assert "Raccrochez" in await one.transferred("no-answer")  # and the number is said as ever
    assert "Raccrochez" in await one.hear("il ne respire plus")
    assert len(one.called) == 1
    kept = summary(one)
    assert kept.outcomes == (Outcome.EMERGENCY,)
    assert "Appel passé à l'urgence : personne n'a répondu." in kept.text


async def test_danger_put_through_stays_an_emergency() -> None:
    one = call(settings=with_emergency("sip:15"))
    await one.hear("mon mari ne respire plus")
    await one.transferred("through")
    kept = summary(one)
    assert kept.outcomes == (Outcome.EMERGENCY,)
    assert "Mis en relation avec l'urgence." in kept.text


async def test_a_model_s_word_alone_calls_nobody_and_says_the_number() -> None:
    one = call(settings=with_emergency("sip:15"), understanding=Says())
    assert "Raccrochez" in await one.hear("emergency")
    assert one.called == []
    assert one.conversation.outcomes == (Outcome.EMERGENCY,)
    assert "Restez en ligne" in await one.hear("mon mari ne respire plus")  # and what the net finds still does
    assert one.called == [Transfer(EMERGENCY)]


def with_emergency(target: str) -> Settings:
    return NOTARY.model_copy(update={"emergency": NOTARY.emergency.model_copy(update={"transfer": target})})


async def test_the_caller_hangs_up_while_it_rings() -> None:
    one = call()
    await one.hear("un humain")
    kept = summary(one)
    assert kept.outcomes == (Outcome.ABANDONED,)
    assert kept.text == "Appel passé à l'accueil : l'appelant a raccroché avant la réponse."
    assert await one.conversation.transferred(Reached.NO_ANSWER) == []  # told too late: it changes nothing


@pytest.mark.promise
async def test_nothing_is_heard_of_what_two_people_say() -> None:
    one = call()
    await one.hear("un humain")
    await one.transferred("through")
    said = list(one.said)
    await one.hear("je vous dois trois mille euros")
    await one.hear(keys="1")
    assert one.said == said
    assert "trois mille" not in summary(one).text


@pytest.mark.parametrize(
    ("who", "now", "free"),
    [
        ("accueil", TUESDAY, True),
        ("accueil", SATURDAY, False),
        ("accueil", datetime(2026, 12, 1, 12, 30, tzinfo=PARIS), False),
        ("accueil", datetime(2026, 12, 25, 10, 0, tzinfo=PARIS), False),
        ("maitre-roussel", TUESDAY, False),
        ("maitre-roussel", NOON, True),
        ("maitre-roussel", datetime(2026, 12, 4, 11, 45, tzinfo=PARIS), False),
        ("monsieur-petit", datetime(2026, 12, 2, 10, 0, tzinfo=PARIS), False),
        ("comptabilite", TUESDAY, False),
        ("nobody", TUESDAY, False),
        (EMERGENCY, TUESDAY, False),
    ],
)
def test_when_calls_are_taken(who: str, now: datetime, free: bool) -> None:
    assert takes_calls(NOTARY, who, now) is free


def test_hours_for_calls_hold_beyond_opening_hours_but_not_on_closed_days() -> None:
    night = [f"{hour:02d}:00-{hour:02d}:59" for hour in range(24)]
    people = [{"id": "astreinte", "name": "l'astreinte", "transfer": {"to": "sip:9", "hours": {"week": [night] * 7}}}]
    settings = Settings.model_validate({**NOTARY.model_dump(by_alias=True), "people": people})
    assert takes_calls(settings, "astreinte", SATURDAY)
    assert not takes_calls(settings, "astreinte", datetime(2026, 12, 25, 10, 0, tzinfo=PARIS))
