"""What must hold for whatever a caller says, in any order."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dialogue.room import Call, Says
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


OWN = [
    "je voudrais annuler mon rendez-vous", "je voudrais déplacer mon rendez-vous",
    "à quelle heure est mon rendez-vous ?", "annulez celui de vendredi", "Claire Dupont", "Paul Dupont", "Dupont",
    "le 14 juillet 1958", "le 3 mai 1961", "oui",
    "non", "oui", "le premier", "celui de jeudi", "vendredi à 11 heures", "lundi matin", "plutôt mercredi", "au revoir",
    "un humain", "c'est combien ?", "peu importe", "une consultation", "finalement non", "euh",
]  # fmt: skip
BEGINNINGS: list[list[str]] = [
    [],
    ["je voudrais annuler mon rendez-vous", "Claire Dupont"],
    ["je voudrais annuler mon rendez-vous", "Paul Dupont", "oui"],
    ["je voudrais déplacer mon rendez-vous", "Claire Dupont", "le 14 juillet 1958", "vendredi à 11 heures"],
    ["je voudrais déplacer mon rendez-vous", "Paul Dupont", "le 3 mai 1961", "lundi matin", "le premier"],
]
own_utterances = st.one_of(
    st.sampled_from(OWN).map(Utterance), st.sampled_from(["1", "2", "3", "14071958"]).map(lambda k: Utterance(keys=k))
)


@pytest.mark.promise
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    beginning=st.sampled_from(BEGINNINGS),
    said=st.lists(own_utterances, max_size=10),
    at_write=st.sampled_from(["", "down", "taken"]),
    at_cancel=st.sampled_from(["", "down", "changed"]),
)
def test_nobody_s_appointment_changes_without_a_yes_to_it(
    beginning: list[str], said: list[Utterance], at_write: str, at_cancel: str
) -> None:
    asyncio.run(_change([*map(Utterance, beginning), *said], at_write, at_cancel))


async def _change(said: list[Utterance], at_write: str, at_cancel: str) -> None:
    call = Call()
    call.has("dr-martin", "2026-12-03 10:00", born=date(1958, 7, 14))
    call.has("dr-leroy", "2026-12-04 09:00", name="Paul Dupont", born=date(1961, 5, 3))
    call.has("dr-leroy", "2026-12-08 09:00", name="Zoé Roy", phone="+33639980099")
    named = {
        "dr-martin 2026-12-03 10:00": "jeudi 3 décembre, à 10 h",
        "dr-leroy 2026-12-04 09:00": "vendredi 4 décembre",
    }
    for calendar in call.calendars.values():
        calendar.at_write, calendar.at_cancel = at_write, at_cancel
    for utterance in said:
        before, booked, last = call.own, len(call.booked), call.conversation.last_said
        asking = call.conversation.asking.value
        answer = await call.hear(utterance.text, utterance.keys)
        gone = [one for one in before if one not in call.own]
        assert "dr-leroy 2026-12-08 09:00" not in gone, "it is another line's"
        assert "8 décembre, à 9 h, avec le docteur Leroy" not in answer
        for one in gone:
            assert asking == "confirm"
            assert named[one] in last.casefold(), "given up, and it was another one that was named"
            moved = len(call.booked) > booked
            assert any(word in last for word in (("confirme",) if moved else ("annuler",)))
        if "est annulé" in answer and "est maintenant" not in answer:
            assert gone, "said to be cancelled, and it stands"
        if call.ended:
            break
    call.conversation.close()


class Remembering(Says):
    """Counts how often it was told to forget."""

    forgot = 0

    def forget(self) -> None:
        self.forgot += 1


@pytest.mark.promise
async def test_a_call_that_is_over_is_forgotten_by_who_understood_it() -> None:
    understanding = Remembering()
    call = Call(understanding=understanding)
    await call.hear("book; service=consultation")
    assert not understanding.forgot
    call.conversation.close()
    call.conversation.close()
    assert understanding.forgot == 1
