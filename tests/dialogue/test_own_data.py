"""What is kept of the caller, by voice: told, erased after one clear yes, noted; refused, and taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vox.config.loader import load
from vox.dialogue.own_data import Erased, Held
from vox.dialogue.types import Asking, Transfer
from vox.dialogue.understanding.commands import Command
from vox.dialogue.understanding.types import State
from vox.errors import VoxError
from vox.records.rights import Right, Scope
from vox.records.summary import Outcome

from .room import NUMBER, PARIS, SETTINGS, Call

AT_ONCE = SETTINGS.model_copy(
    update={"verification": SETTINGS.verification.model_copy(update={"data": "number"})}
)  # fmt: skip
ONE = Held((datetime(2026, 11, 3, 9, tzinfo=UTC),))
SUNDAY = datetime(2026, 12, 6, 10, 0, tzinfo=PARIS)
ERASE = "effacez tout ce que vous avez sur moi"


class PaperData:
    """What is kept of the caller, on paper."""

    def __init__(self, held: Held = ONE, *, broken: bool = False) -> None:
        self._held = held
        self._broken = broken
        self.noted: list[tuple[Right, str | None]] = []
        self.erased = 0
        self.looks = 0
        self.withdrawn: frozenset[Scope] = frozenset()

    async def held(self) -> Held:
        self.looks += 1
        if self._broken:
            raise VoxError("le disque ne répond pas")
        return self._held

    async def note(self, right: Right, *, dictated: str | None = None) -> str:
        if self._broken:
            raise VoxError("le disque ne répond pas")
        self.noted.append((right, dictated))
        return "D-2026-0007"

    async def erase(self) -> Erased:
        self.erased += 1
        return Erased("D-2026-0008", len(self._held.moments), self._held.limited)

    async def withdraw(self, scopes: Collection[Scope]) -> None:
        self.withdrawn = frozenset(scopes)


def called(data: PaperData | None, **more: object) -> Call:
    return Call(own_data=data, **{"settings": AT_ONCE, **more})  # type: ignore[arg-type]


class Deaf:
    """Whoever is asked to understand what refuses to be read by a model."""

    def prepare(self, state: State) -> None:
        pass

    def forget(self) -> None:
        pass

    async def understand(self, state: State, heard: str) -> tuple[Command, ...]:
        raise AssertionError("a model reads what a caller says who refused that")


# --- requests ---


@pytest.mark.promise
async def test_nothing_is_erased_without_a_plain_yes() -> None:
    data = PaperData()
    call = called(data)
    await call.play(f"""
        > {ERASE}
        [confirm] mardi 3 novembre / dois-je effacer
        > oui mais attendez, qu'est-ce qui est effacé au juste ?
        [confirm] dois-je effacer
        > {ERASE}
        [confirm] dois-je effacer
    """)
    assert data.erased == 0
    await call.play("""
        > oui
        [more] c'est fait, un résumé est effacé / D, 2, 0, 2, 6, 0, 0, 0, 8 / je répète
    """)
    assert (data.erased, data.noted) == (1, [])
    assert call.conversation.outcomes == (Outcome.REQUEST,)


async def test_a_no_erases_nothing_and_notes_nothing() -> None:
    data = PaperData()
    await called(data).play(f"""
        > {ERASE}
        [confirm]
        > non
        [more] rien n'est effacé
    """)
    assert (data.erased, data.noted) == (0, [])


@pytest.mark.promise
async def test_where_the_line_is_not_enough_the_staff_erases() -> None:
    assert SETTINGS.verification.data == "staff"
    data = PaperData()
    call = called(data, settings=SETTINGS)
    await call.play(f"""
        > {ERASE}
        [confirm] une vérification de plus / !novembre
        > oui
        [more] D, 2, 0, 2, 6, 0, 0, 0, 7 / dans le mois
    """)
    assert (data.erased, data.noted) == (0, [(Right.ERASURE, None)])
    summary = call.conversation.close()
    assert summary is not None and "vox rights list" in summary.follow_up


@pytest.mark.promise
@pytest.mark.parametrize("held", [ONE, Held()], ids=["held", "nothing"])
async def test_where_the_line_is_not_enough_nothing_is_told(held: Held) -> None:
    data = PaperData(held)
    call = called(data, settings=SETTINGS)
    await call.play("""
        > qu'est-ce que vous avez sur moi
        [confirm] une vérification de plus / voulez-vous que je note cette demande
        > comment ça ?
        [confirm]
        > oui
        [more] D, 2, 0, 2, 6, 0, 0, 0, 7 / dans le mois
    """)
    assert (data.looks, data.noted) == (0, [(Right.ACCESS, None)])
    for said in ("novembre", "résumé", "le détail", "attend"):
        assert said not in " ".join(call.said[1:])


async def test_what_is_held_is_looked_for_once_however_often_it_is_asked() -> None:
    data = PaperData()
    await called(data).play("""
        > qu'est-ce que vous avez sur moi
        [confirm] un résumé
        > quelle est votre adresse ?
        [confirm]
        > je ne veux plus être rappelé
        [confirm] personne ne vous rappellera
        > oui
        [more] votre demande porte le numéro
    """)
    assert data.looks == 1


async def test_access_tells_how_many_and_of_when() -> None:
    moments = [datetime(2026, 11, day, 9, tzinfo=UTC) for day in (5, 3, 3)]
    data = PaperData(Held(moments, limited=1, texting=1))
    await called(data).play("""
        > qu'est-ce que vous avez sur moi
        [confirm] 3 résumés / mardi 3 novembre et du jeudi 5 novembre / un message pour vous / obligation légale
        > oui
        [more] votre demande porte le numéro
    """)
    assert data.noted == [(Right.ACCESS, None)]


async def test_of_many_days_the_first_and_the_last_are_told() -> None:
    moments = [datetime(2026, 11, day, 9, tzinfo=UTC) for day in range(2, 9)]
    await called(PaperData(Held(moments))).play("""
        > qu'est-ce que vous avez sur moi
        [confirm] 7 résumés / entre le lundi 2 novembre et le dimanche 8 novembre / !mercredi
    """)


async def test_nothing_held_is_told_and_a_request_may_be_noted_all_the_same() -> None:
    data = PaperData(Held())
    await called(data).play(f"""
        > {ERASE}
        [confirm] aucun résumé / ne porte qu'un nom / voulez-vous que je note
        > oui
        [more] votre demande porte le numéro
    """)
    assert (data.erased, data.noted) == (0, [(Right.ERASURE, None)])


@pytest.mark.promise
async def test_a_masked_number_is_told_nothing_and_dictates_one_that_is_called_back() -> None:
    data = PaperData()
    call = called(data, number=None)
    await call.play(f"""
        > {ERASE}
        [phone] votre numéro est masqué / de quel numéro
        > zéro six trente-neuf quatre-vingt-dix-huit zéro zéro treize
        [phone] 06 39 98 00 13
        > oui
        [more] rappellera ce numéro avec un code / !D, 2
    """)
    assert (data.erased, data.noted) == (0, [(Right.ERASURE, "+33639980013")])
    assert "novembre" not in " ".join(call.said)


async def test_a_masked_caller_who_gives_no_number_notes_nothing() -> None:
    data = PaperData()
    await called(data, number=None).play("""
        > qu'est-ce que vous avez sur moi
        [phone]
        > non
        [phone]
        > non
        [more] je ne note rien
    """)
    assert data.noted == []


async def test_by_keys() -> None:
    data = PaperData()
    await called(data).play(f"""
        > {ERASE}
        [confirm]
        # 1
        [more] c'est fait
    """)
    assert data.erased == 1


async def test_what_was_running_goes_on() -> None:
    call = called(PaperData())
    await call.play(f"""
        > une consultation jeudi matin avec le docteur Martin
        [choice]
        > le premier
        [name]
        > au fait {ERASE}
        [confirm] dois-je effacer
        > oui
        [name] c'est fait
        > Claire Dupont
        [phone]
        > oui
        [confirm]
        > oui
        [more] c'est fait
    """)
    summary = call.conversation.close()
    assert summary is not None and "Rendez-vous pris" in summary.text


@pytest.mark.promise
async def test_what_the_caller_did_before_the_erasure_in_the_same_call_is_not_kept() -> None:
    call = called(PaperData())
    for calendar in call.calendars.values():
        calendar.down = True
    await call.hear("une consultation jeudi matin avec le docteur Martin")
    await call.hear("Claire Dupont")
    await call.hear("oui")
    assert Outcome.MESSAGE in call.conversation.outcomes
    await call.hear(ERASE)
    await call.hear("oui")
    summary = call.conversation.close()
    assert summary is not None
    assert (summary.messages, "Dupont" in summary.text, NUMBER[3:] in summary.text) == ((), False, False)
    assert "Demande d'effacement de ses données : D-2026-0008." in summary.text
    assert summary.follow_up == ""


async def test_after_an_erasure_an_opposition_and_its_withdrawal_a_message_is_kept() -> None:
    call = called(PaperData())
    for said in ("je voudrais laisser un message", "ma fiche est à retirer", "Claire Dupont", "oui", "oui"):
        await call.hear(said)
    assert Outcome.MESSAGE in call.conversation.outcomes
    for said in (ERASE, "oui", "opposition", "oui", "je retire mon opposition", "oui"):
        await call.hear(said)
    for said in ("je voudrais laisser un message", "rappelez-moi pour le devis", "oui", "oui"):
        await call.hear(said)
    summary = call.conversation.close()
    assert summary is not None
    (message,) = summary.messages
    assert "devis" in message.text


async def test_a_message_with_which_the_caller_goes_on_after_the_erasure_is_kept() -> None:
    call = called(PaperData())
    for calendar in call.calendars.values():
        calendar.down = True
    await call.play(f"""
        > une consultation jeudi matin avec le docteur Martin
        [name]
        > {ERASE}
        [confirm]
        > oui
        [name] c'est fait
    """)
    assert call.conversation._desk.ledger.told_messages() == []
    await call.hear("Claire Dupont")
    await call.hear("oui")
    assert "transmi" in call.said[-1]
    summary = call.conversation.close()
    assert summary is not None
    assert [one.name for one in summary.messages] == ["Claire Dupont"]


async def test_asked_otherwise_the_booking_goes_on() -> None:
    data = PaperData()
    call = called(data)
    await call.play(f"""
        > une consultation jeudi matin avec le docteur Martin
        [choice]
        > le premier
        [name]
        > qu'est-ce que vous avez sur moi
        [confirm] voulez-vous que je note
        > non, {ERASE}
        [confirm] dois-je effacer
        > non
        [name] rien n'est effacé
        > Claire Dupont
        [phone]
        > oui
        [confirm]
        > oui
        [more] c'est fait
    """)
    assert (data.erased, data.noted, len(call.booked)) == (0, [], 1)


@pytest.mark.parametrize("data", [PaperData(broken=True), None], ids=["broken", "none"])
async def test_where_it_cannot_be_done_the_way_to_somebody_is_said(data: PaperData | None) -> None:
    await called(data).play("""
        > qu'est-ce que vous avez sur moi
        [more] 03 88 00 00 00
    """)


async def test_after_a_booking_to_rectify_is_to_change_it() -> None:
    call = called(PaperData())
    for said in ("une consultation jeudi matin avec le docteur Martin", "le premier", "Claire Dupont", "oui", "oui"):
        await call.hear(said)
    assert len(call.booked) == 1
    await call.hear("je veux rectifier")
    assert Outcome.REQUEST not in call.conversation.outcomes
    assert "données" not in call.said[-1] and "je note une demande" not in call.said[-1]


# --- oppositions ---


@pytest.mark.promise
async def test_who_refused_the_machine_is_read_by_none_and_asked_nothing() -> None:
    call = called(PaperData(), opposed={Scope.NO_AI}, understanding=Deaf())
    assert len(call.said) == 1
    assert "ne pas parler à une intelligence artificielle" in call.said[0]
    assert "n'est pas enregistré" in call.said[0]
    await call.play("""
        > je voudrais déplacer mon rendez-vous de jeudi, ou alors un humain
        [end] noté
    """)
    summary = call.conversation.close()
    assert summary is not None
    assert [(one.text, one.phone) for one in summary.messages] == [
        ("je voudrais déplacer mon rendez-vous de jeudi, ou alors un humain", NUMBER)
    ]


async def test_refused_in_the_middle_nothing_is_asked_any_more() -> None:
    call = called(PaperData())
    await call.play("""
        > une consultation jeudi matin avec le docteur Martin
        [choice]
        > je ne veux pas parler à un robot
        [message] vous ne parlerez plus à une intelligence artificielle / dites votre message
        > je veux voir le docteur Martin jeudi
        [end]
    """)
    assert call.conversation.refused == {Scope.NO_AI}
    assert not call.conversation.opposed
    assert call.conversation.outcomes == (Outcome.OPPOSITION, Outcome.MESSAGE)
    assert call.booked == []


@pytest.mark.promise
async def test_who_refused_the_machine_is_heard_when_in_danger_and_may_refuse_the_rest() -> None:
    in_danger = called(PaperData(), opposed={Scope.NO_AI}, understanding=Deaf())
    assert "composez le 15" in await in_danger.hear("je fais un infarctus, je ne respire plus")
    refusing = called(PaperData(), opposed={Scope.NO_AI}, understanding=Deaf())
    assert "Rien ne sera gardé" in await refusing.hear("opposition")
    assert refusing.ended
    assert refusing.conversation.close() is None


@pytest.mark.promise
async def test_who_refused_the_machine_is_put_through_in_the_hours_of_somebody() -> None:
    notary = load(Path("config/etude-notariale.yaml"), env={}, secrets=False)
    call = called(PaperData(), settings=notary, reaches=True, opposed={Scope.NO_AI}, understanding=Deaf())
    assert call.called == [Transfer("accueil")]
    assert "ne pas parler à une intelligence artificielle" in call.said[0]
    assert "Je vous passe l'accueil" in call.said[0]
    await call.play("""
        ~ no-answer
        [message] l'accueil ne répond pas / dites votre message
        > c'est pour la vente de ma maison
        [end]
    """)
    assert call.called == [Transfer("accueil")]
    closed = called(PaperData(), settings=notary, reaches=True, opposed={Scope.NO_AI}, now=SUNDAY)
    assert closed.called == []
    assert "fermés" in closed.said[0]
    assert "Dites votre message" in closed.said[0]


async def test_refused_in_the_middle_somebody_who_is_there_is_called() -> None:
    notary = load(Path("config/etude-notariale.yaml"), env={}, secrets=False)
    call = called(PaperData(), settings=notary, reaches=True)
    answer = await call.hear("je ne veux pas parler à un robot")
    assert "vous ne parlerez plus" in answer.casefold()
    assert call.called == [Transfer("accueil")]
    assert await call.transferred("through") == ""
    assert call.conversation.outcomes == (Outcome.OPPOSITION, Outcome.TRANSFERRED)


async def test_neither_machine_nor_summary_leaves_a_number_to_call() -> None:
    call = called(PaperData(), opposed={Scope.NO_AI, Scope.NO_SUMMARY}, understanding=Deaf())
    assert "03 88 00 00 00" in call.said[0]
    assert "message" not in call.said[0]
    await call.hear("allô, c'est pour un rendez-vous")
    assert call.ended
    assert call.conversation.close() is None


async def test_who_refused_the_machine_and_asks_otherwise_may_still_leave_a_message() -> None:
    call = called(PaperData(), opposed={Scope.NO_AI}, understanding=Deaf())
    await call.play(f"""
        > qu'est-ce que vous avez sur moi
        [confirm]
        > non, {ERASE}
        [confirm] dois-je effacer
        > non
        [message] rien n'est effacé / dites votre message
        > je voudrais voir le docteur Martin
        [end] noté
    """)


@pytest.mark.parametrize("said", ["euh", "# 5"])
async def test_who_refused_the_machine_and_is_not_understood_is_told_how_to_reach_somebody(said: str) -> None:
    call = called(PaperData(), opposed={Scope.NO_AI}, understanding=Deaf())
    line = said if said.startswith("#") else f"> {said}"
    await call.play(f"""
        {line}
        [message]
        {line}
        [message]
        {line}
        [end] composez le 03 88 00 00 00 / au revoir / !voulez-vous
    """)
    assert call.conversation.outcomes == (Outcome.ABANDONED,)


async def test_silence_after_the_one_sentence_ends_the_call() -> None:
    call = called(PaperData(), opposed={Scope.NO_AI}, understanding=Deaf())
    for _ in range(3):
        await call.hear("")
    assert call.ended


@pytest.mark.promise
async def test_who_refused_to_be_called_back_leaves_no_number() -> None:
    call = called(PaperData())
    await call.play("""
        > je ne veux plus être rappelé
        [more] personne ne vous rappellera
        > je voudrais laisser un message
        [message]
        > ma fiche est à retirer
        [name]
        > Claire Dupont
        [confirm] !rappel au
        > oui
        [more]
    """)
    assert call.conversation.refused == {Scope.NO_CALLBACK}
    summary = call.conversation.close()
    assert summary is not None
    assert [one.phone for one in summary.messages] == [None]
    assert "ne pas rappeler" in summary.messages[0].text
    assert "Rappeler" not in summary.follow_up


async def test_a_message_without_words_asks_for_no_call_back() -> None:
    call = called(PaperData(), opposed={Scope.NO_CALLBACK})
    await call.hear("je voudrais laisser un message")
    await call.hear("non")
    await call.hear("Claire Dupont")
    await call.hear("oui")
    summary = call.conversation.close()
    assert summary is not None
    assert "être rappelé" not in summary.text


@pytest.mark.promise
async def test_by_the_key_9_at_any_moment_also_masked() -> None:
    call = called(PaperData(), number=None)
    await call.play("""
        > une consultation jeudi matin avec le docteur Martin
        [choice]
        # 9
        [confirm] rien ne sera gardé de cet appel / redites-le la prochaine fois / tapez 3
        # 4
        [confirm] personne ne vous rappellera
        # 2
        [end]
    """)
    assert call.conversation.refused == {Scope.NO_SUMMARY, Scope.NO_CALLBACK}
    assert call.conversation.close() is None


async def test_key_9_is_a_digit_in_a_number() -> None:
    call = called(PaperData())
    await call.play("""
        > une consultation jeudi matin avec le docteur Martin
        [choice]
        > le premier
        [name]
        > Claire Dupont
        [phone]
        > non
        [phone]
        # 0639980019
        [phone] 06 39 98 00 19
    """)
    assert not call.conversation.refused


# --- taking them back ---


@pytest.mark.promise
async def test_an_opposition_is_taken_back_after_a_yes_only() -> None:
    data = PaperData()
    call = called(data, opposed={Scope.NO_SUMMARY, Scope.NO_CALLBACK})
    await call.play("""
        > je retire mon opposition
        [confirm] de nouveau gardé / de nouveau vous rappeler
        > je ne sais pas
        [confirm]
    """)
    assert not data.withdrawn
    await call.play("""
        > oui
        [more] retirée / à partir du prochain appel
    """)
    assert data.withdrawn == {Scope.NO_SUMMARY, Scope.NO_CALLBACK}
    assert call.conversation.close() is None  # this call was promised to leave nothing


async def test_only_what_is_named_is_taken_back() -> None:
    data = PaperData()
    await called(data, opposed={Scope.NO_SUMMARY, Scope.NO_CALLBACK}).play("""
        > je lève mon opposition aux rappels
        [confirm] !gardé
        > oui
        [more]
    """)
    assert data.withdrawn == {Scope.NO_CALLBACK}


async def test_the_machine_answers_again_at_once() -> None:
    data = PaperData()
    call = called(data, opposed={Scope.NO_AI})
    await call.play("""
        > je retire mon opposition
        [confirm]
        > oui
        [open]
        > quelle est votre adresse
        [more]
    """)
    assert data.withdrawn == {Scope.NO_AI}
    assert call.conversation.outcomes == (Outcome.ANSWERED,)


async def test_what_was_refused_in_this_call_is_taken_back_without_the_records() -> None:
    call = called(PaperData(broken=True), number=None)
    await call.hear("je ne veux plus être rappelé")
    await call.hear("je ne m'oppose plus")
    await call.hear("oui")
    assert call.conversation.refused == frozenset()


@pytest.mark.parametrize(
    ("number", "said"), [(NUMBER, "pas d'opposition"), (None, "numéro est masqué")], ids=["known", "masked"]
)
async def test_nothing_to_take_back(number: str | None, said: str) -> None:
    call = called(PaperData(), number=number)
    assert said in await call.hear("je retire mon opposition")
    assert call.conversation.asking is Asking.MORE


async def test_while_no_model_reads_a_yes_or_a_number_is_still_understood() -> None:
    data = PaperData()
    call = called(data, number=None, understanding=Deaf())
    call.conversation._desk.ledger.oppose({Scope.NO_AI})
    await call.play(f"""
        > {ERASE}
        [phone]
        > zéro six trente-neuf quatre-vingt-dix-huit zéro zéro treize
        [phone] 06 39 98 00 13
        > oui
        [more]
    """)
    assert data.noted == [(Right.ERASURE, "+33639980013")]
