"""Understanding that begins before the caller is known to have finished."""

from __future__ import annotations

import asyncio
import gc

import pytest

from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, Say, Word
from vox.dialogue.understanding.foresight import Foresight
from vox.dialogue.understanding.types import State
from vox.records.rights import Scope

from .room import Call

STATE = State(Flow.BOOK, Asking.CONFIRM, "Est-ce que je confirme ?")


class Slow:
    """An Understanding that answers when it is let, and remembers what it was asked and what was called off."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.called_off: list[str] = []
        self.let = asyncio.Event()
        self.forgotten = False

    async def understand(self, state: State, heard: str) -> tuple[Command, ...]:
        self.asked.append(heard)
        try:
            await self.let.wait()
        except asyncio.CancelledError:
            self.called_off.append(heard)
            raise
        if heard == "bug":
            raise ValueError("bug")
        return (Say(Word.YES),) if heard == "oui" else (Say(Word.NO),)

    def prepare(self, state: State) -> None: ...

    def forget(self) -> None:
        self.forgotten = True


async def test_what_was_foreseen_is_asked_once() -> None:
    slow = Slow()
    seat = Foresight(slow)
    seat.foresee(STATE, "oui")
    seat.foresee(STATE, "oui")
    await asyncio.sleep(0)
    assert slow.asked == ["oui"]
    slow.let.set()
    assert await seat.understand(STATE, "oui") == (Say(Word.YES),)
    assert slow.asked == ["oui"]
    assert await seat.understand(STATE, "oui") == (Say(Word.YES),)
    assert slow.asked == ["oui", "oui"], "what was used once is not kept"


@pytest.mark.parametrize("then", ["understand", "foresee", "other state", "prepare", "forget"])
async def test_what_turned_out_otherwise_is_called_off(then: str) -> None:
    slow = Slow()
    seat = Foresight(slow)
    seat.foresee(STATE, "oui")
    await asyncio.sleep(0)
    slow_answer: asyncio.Task[tuple[Command, ...]] | None = None
    match then:
        case "understand":
            slow_answer = asyncio.create_task(seat.understand(STATE, "oui mais non"))
        case "foresee":
            seat.foresee(STATE, "oui mais non")
        case "other state":
            slow_answer = asyncio.create_task(seat.understand(State(Flow.NONE, Asking.MORE, ""), "oui"))
        case "prepare":
            seat.prepare(STATE)
        case _:
            seat.forget()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert slow.called_off == ["oui"]
    assert slow.forgotten == (then == "forget")
    slow.let.set()
    if slow_answer:
        await slow_answer
        assert len(slow.asked) == 2


async def test_a_bug_is_met_where_it_is_asked_for_and_nowhere_else() -> None:
    slow = Slow()
    slow.let.set()
    seat = Foresight(slow)
    loud: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: loud.append(context))
    seat.foresee(STATE, "bug")
    await asyncio.sleep(0.01)
    seat.foresee(STATE, "oui")
    gc.collect()
    assert loud == []
    seat.foresee(STATE, "bug")
    with pytest.raises(ValueError, match="bug"):
        await seat.understand(STATE, "bug")


@pytest.mark.promise
@pytest.mark.parametrize(
    "said",
    [
        "opposition",
        "je refuse de parler à un robot",
        "je retire mon opposition",
        "qu'est-ce que vous avez sur moi",
        "Et facez tout ce que vous avez sur moi.",
        "mon mari ne respire plus",
    ],
)
async def test_what_a_net_catches_is_read_by_no_model_beforehand_either(said: str) -> None:
    slow = Slow()
    slow.let.set()
    call = Call(understanding=slow)
    call.conversation.foresee(said)
    await asyncio.sleep(0.01)
    assert slow.asked == []
    call.conversation.foresee("je voudrais un rendez-vous")
    await asyncio.sleep(0.01)
    assert slow.asked == ["je voudrais un rendez-vous"]


@pytest.mark.promise
async def test_of_who_refuses_ai_nothing_is_foreseen() -> None:
    slow = Slow()
    slow.let.set()
    call = Call(understanding=slow, opposed={Scope.NO_AI})
    call.conversation.foresee("je voudrais un rendez-vous")
    await asyncio.sleep(0.01)
    assert slow.asked == []
