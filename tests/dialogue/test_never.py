"""What must hold for whatever a caller says, in any order."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dialogue.room import Call
from vox.dialogue.policy import LONGEST
from vox.dialogue.types import Utterance

SAID = [
    "", "oui", "non", "bonjour", "au revoir", "un humain", "opposition", "euh", "attendez", "pardon ?", "peu importe",
    "je sais pas", "le premier", "jeudi matin", "lundi", "le 30 février", "dimanche", "à dix heures", "plutôt vendredi",
    "je voudrais une consultation", "un vaccin demain", "avec le docteur Martin", "avec le docteur Zorro",
    "Claire Dupont", "c'est Dupond avec un D", "06 39 98 00 12", "zéro six", "je voudrais laisser un message",
    "dites-lui que je suis en retard", "c'est combien ?", "vous êtes ouverts quand ?", "c'est une urgence",
    "il ne respire plus", "annulez mon rendez-vous", "non pas ça", "aucun ne me va", "zibidi grok", "le nom est faux",
    "vous êtes un robot ?", "1 82 03 75 116 001 42", "le plus tôt possible", "une consultation et un vaccin",
]  # fmt: skip

utterances = st.one_of(
    st.sampled_from(SAID).map(Utterance),
    st.text("0123456789*#", min_size=1, max_size=12).map(lambda keys: Utterance(keys=keys)),
    st.text(max_size=60).map(Utterance),
    st.tuples(st.sampled_from(SAID), st.sampled_from(SAID)).map(lambda two: Utterance(", ".join(two))),
)
faults = st.sampled_from(["", "down", "taken", "uncertain"])


@pytest.mark.promise
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said=st.lists(utterances, min_size=LONGEST + 2, max_size=LONGEST + 2), fault=faults, masked=st.booleans())
def test_never_raises_always_ends_and_writes_only_after_a_yes(said: list[Utterance], fault: str, masked: bool) -> None:
    asyncio.run(_converse(said, fault, masked))


async def _converse(said: list[Utterance], fault: str, masked: bool) -> None:
    call = Call(number=None if masked else "+33639980012")
    for calendar in call.calendars.values():
        calendar.at_write = fault
    for utterance in said:
        before, asking, last = len(call.booked), call.conversation.asking.value, call.conversation.last_said
        answer = await call.hear(utterance.text, utterance.keys)
        if len(call.booked) > before:
            assert asking == "confirm"
            assert "confirme" in last or "confirmer" in last
            assert "C'est fait" in answer
        if "C'est fait" in answer:
            assert len(call.booked) == before + 1, "said as done, and nothing was written"
        if call.ended:
            break
        assert answer, "the caller meets silence"
    assert call.ended, "the conversation does not end"
    summary = call.conversation.close()
    assert (summary is None) is call.conversation.opposed


@pytest.mark.promise
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said=st.lists(utterances, max_size=12))
def test_what_is_left_of_a_call_that_led_nowhere_holds_nothing_of_the_caller(said: list[Utterance]) -> None:
    async def converse() -> None:
        call = Call()
        await call.hear("je m'appelle Zéphirin Quatrebarbes, une consultation jeudi matin")
        for utterance in said:
            if not call.ended:
                await call.hear(utterance.text, utterance.keys)
        summary = call.conversation.close()
        if summary is not None and not (summary.messages or call.booked):
            assert "Zéphirin" not in summary.text + summary.follow_up
            assert "Quatrebarbes" not in summary.text + summary.follow_up

    asyncio.run(converse())
