"""`vox bench load` and `vox bench bargein`: real calls are made, told apart and counted."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from vox.bench.bargein import LISTENING, NOISES, Outcome, Trial, plan, summarize
from vox.bench.load import EARLY, Switchboard, Tally, measure_load
from vox.bench.load import summarize as summarize_load
from vox.bench.wire import Gaps
from vox.models.find import default_folder
from vox.reception.events import Answered, Ended
from vox.rehearsal.telephone import Telephoned
from vox.speech.ears import INTERRUPTS_S


async def test_each_caller_gets_the_events_of_their_own_call() -> None:
    board = Switchboard()
    first = board.expect()
    board(Answered("a", 0.0))
    assert board.answered.is_set()
    second = board.expect()
    assert not board.answered.is_set()
    board(Answered("b", 0.0))
    board(Ended("a", 1.0, None, ()))
    board(Ended("b", 1.0, None, ()))
    assert [(await first.next()).call, (await first.next()).call] == ["a", "a"]
    assert [(await second.next()).call, (await second.next()).call] == ["b", "b"]


def test_memory_is_compared_with_that_after_the_first_calls() -> None:
    call = Telephoned()
    call.voice_to_voice = [0.5, 0.7]
    tally = Tally(EARLY + 6, [call] * (EARLY + 5), ["refusé"], [400.0] * EARLY + [410.0] * 5)
    report = summarize_load(tally, Gaps(range(0)))
    assert report["memory_growth"] == pytest.approx(0.025)
    assert (report["calls"], report["lost"], report["turns"]) == (EARLY + 6, 1, 2 * (EARLY + 5))
    assert summarize_load(Tally(1, [call], [], [400.0]), Gaps(range(0)))["memory_growth"] is None


def test_half_of_the_trials_are_speech_and_the_rest_all_that_is_none() -> None:
    trials = plan(40)
    assert sum(one.kind == "speech" for one in trials) == 20
    assert {one.what for one in trials if one.kind != "speech"} == {*LISTENING, *NOISES}


def test_what_stopped_vox_wrongly_is_counted_and_whether_it_went_on() -> None:
    speech, noise = Trial("speech", "Pardon ?"), Trial("noise", "hum")
    report = summarize(
        [
            Outcome(speech, INTERRUPTS_S + 0.2, False),
            Outcome(speech, INTERRUPTS_S - 0.1, False),
            Outcome(speech, None, False),
            Outcome(noise, None, False),
            Outcome(noise, 0.9, True),
        ]
    )
    assert report["stop_p50_ms"] == 100
    assert (report["missed"], report["false_stops"], report["resumed"]) == (1, 1, 1)
    assert report["by"] == {"hum": "1/2"}


@pytest.mark.models
@pytest.mark.voice
@pytest.mark.timeout(900)
async def test_two_callers_at_once() -> None:
    out = Console(file=io.StringIO(), width=200)
    await measure_load(models=default_folder(), at_once=2, calls=2, as_json=True, out=out, warm=False)
    report = json.loads(out.file.getvalue())  # type: ignore[attr-defined]
    assert report["calls"] == 2
    assert report["turns"] >= 2 or report["lost"]
