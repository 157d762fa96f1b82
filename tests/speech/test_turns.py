"""When a caller speaks, and when they have finished, on rendered speech over the telephone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.speech.turns import (
    Event,
    Paused,
    Resumed,
    SmartTurn,
    SpeechStarted,
    TurnDetector,
    TurnEnded,
    VoiceActivity,
)
from vox.speech.voice import KokoroVoice

from .sounds import click, frames, hum, mix, music, noise, said, silence

Judge = Callable[[Paused], float]


def follow(detector: TurnDetector, sound: bytes, judge: Judge) -> list[Event]:
    """Feed the sound in 20 ms frames; each pause is judged at once: how many seconds it may last."""
    events: list[Event] = []
    for frame in frames(sound):
        new = detector.feed(frame)
        while new:
            event = new.pop(0)
            events.append(event)
            if isinstance(event, Paused):
                new.extend(detector.judge(event.number, judge(event)))
    return events


def of(kind: type, events: list[Event]) -> list:
    return [event for event in events if isinstance(event, kind)]


@pytest.fixture
def detector(voice_activity: VoiceActivity) -> TurnDetector:
    return TurnDetector(voice_activity.listener())


@pytest.fixture
def by_sound(smart_turn: SmartTurn) -> Judge:
    return lambda pause: 0.2 if smart_turn.probability(pause.audio) > 0.5 else 1.5


@pytest.mark.models
def test_a_sentence_is_one_turn_with_its_beginning(detector: TurnDetector, by_sound: Judge, siwis: KokoroVoice) -> None:
    speech = said(siwis, "Je voudrais prendre rendez-vous mardi prochain.")
    sound = mix(silence(1.0) + speech + silence(2.5), noise(20, 30))
    events = follow(detector, sound, by_sound)
    (started,), (ended,) = of(SpeechStarted, events), of(TurnEnded, events)
    assert abs(started.at - 1.0) < 0.15
    spoken = len(speech) / 16_000
    assert spoken - 0.2 < ended.voiced < spoken + 0.2
    assert spoken + 0.3 < ended.seconds < spoken + 0.9  # 300 ms from before, 200 ms of quiet after
    assert len(ended.audio) == pytest.approx(ended.seconds * 16_000, abs=2)
    assert ended.end_delay < 0.4


@pytest.mark.models
def test_a_pause_in_the_middle_of_a_sentence_does_not_end_it(
    detector: TurnDetector, by_sound: Judge, siwis: KokoroVoice
) -> None:
    first, second = said(siwis, "Oui."), said(siwis, "Je préfère mardi matin.")
    events = follow(detector, silence(0.5) + first + silence(0.8) + second + silence(2.0), by_sound)
    assert len(of(TurnEnded, events)) == 1
    assert len(of(Resumed, events)) == 1
    assert of(TurnEnded, events)[0].seconds > (len(first) + len(second)) / 16_000 + 0.8


@pytest.mark.models
def test_a_judgement_that_comes_late_is_of_no_effect(detector: TurnDetector, siwis: KokoroVoice) -> None:
    first, second = said(siwis, "Alors, je voudrais"), said(siwis, "un rendez-vous pour mon fils.")
    events: list[Event] = []
    for frame in frames(silence(0.5) + first + silence(0.6) + second):
        events.extend(detector.feed(frame))
    pauses = of(Paused, events)
    assert pauses and of(Resumed, events)
    assert detector.judge(pauses[0].number, 0.0) == []
    assert detector.speaking


@pytest.mark.models
def test_a_turn_that_nobody_judges_ends_all_the_same(detector: TurnDetector, siwis: KokoroVoice) -> None:
    events = [e for frame in frames(said(siwis, "Bonjour madame.") + silence(4.0)) for e in detector.feed(frame)]
    assert len(of(TurnEnded, events)) == 1
    assert of(TurnEnded, events)[0].end_delay == pytest.approx(2.0, abs=0.1)


@pytest.mark.models
def test_who_does_not_stop_is_cut(detector: TurnDetector, siwis: KokoroVoice) -> None:
    sentence = said(siwis, "et puis je lui ai dit que ce n'était pas possible de continuer comme ça")
    events = follow(detector, sentence * 20, lambda pause: 1.5)
    cut = of(TurnEnded, events)[0]
    assert cut.seconds == pytest.approx(40.0, abs=0.1)
    assert cut.pause == 0


@pytest.mark.parametrize(
    "sound",
    [
        silence(5),
        noise(5, 60),
        noise(5, 800),
        hum(5),
        music(5),
        silence(1) + click() + silence(1),
        (click() + silence(0.4)) * 6,
    ],
    ids=["silence", "noise", "loud-noise", "hum", "music", "click", "knocking"],
)
def test_what_is_no_voice_is_no_turn(detector: TurnDetector, sound: bytes) -> None:
    assert follow(detector, sound, lambda pause: 0.2) == []


@pytest.mark.models
@pytest.mark.parametrize(
    "before",
    [silence(60), noise(60, 400), music(30)],
    ids=["a-minute-of-silence", "a-minute-of-noise", "music-on-hold"],
)
def test_speech_is_found_after_long_quiet(
    detector: TurnDetector, by_sound: Judge, siwis: KokoroVoice, before: bytes
) -> None:
    events = follow(detector, before + said(siwis, "Bonjour, je voudrais un rendez-vous.") + silence(2), by_sound)
    assert of(TurnEnded, events)[-1].voiced > 1.2
    assert of(SpeechStarted, events)[-1].at > len(before) / 16_000 - 0.2


@pytest.mark.models
def test_the_short_answers_are_turns(detector: TurnDetector, siwis: KokoroVoice, sara: KokoroVoice) -> None:
    for voice in (siwis, sara):
        for word in ("Oui.", "Non.", "D'accord."):
            events = follow(detector, silence(0.5) + said(voice, word) + silence(1.0), lambda pause: 0.4)
            assert len(of(TurnEnded, events)) == 1, word
            assert of(TurnEnded, events)[0].voiced >= 0.25, word


@pytest.mark.models
def test_two_callers_do_not_disturb_each_other(voice_activity: VoiceActivity, siwis: KokoroVoice) -> None:
    speech = silence(0.5) + said(siwis, "Je voudrais un rendez-vous.") + silence(1.5)
    alone = follow(TurnDetector(voice_activity.listener()), speech, lambda pause: 0.3)
    one, two = TurnDetector(voice_activity.listener()), TurnDetector(voice_activity.listener())
    events: list[Event] = []
    for frame in frames(speech):
        two.feed(frame[::-1])
        for event in one.feed(frame):
            events.append(event)
            if isinstance(event, Paused):
                events.extend(one.judge(event.number, 0.3))
    assert [type(e) for e in events] == [type(e) for e in alone]


@pytest.mark.models
def test_after_a_reset_nothing_of_before_is_left(detector: TurnDetector, siwis: KokoroVoice) -> None:
    for frame in frames(silence(0.3) + said(siwis, "Mon secret est douze.")):
        detector.feed(frame)
    assert detector.speaking
    detector.reset()
    assert not detector.speaking
    kept = [value for value in vars(detector).values() if isinstance(value, (list, np.ndarray)) and len(value)]
    assert kept == []
    assert len(detector._before) == 0


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 60)), max_size=30), st.floats(0.1, 2.0), st.integers(1, 700))
def test_turns_never_overlap_and_always_end(runs: list[tuple[bool, int]], quiet: float, size: int) -> None:
    """A listener that is told what is voice, so that any pattern of voice and quiet can be tried."""
    pattern = [voice for voice, length in runs for _ in range(length)] + [False] * 100
    heard = iter(pattern)
    detector = TurnDetector(lambda window: 1.0 if next(heard) else 0.0)
    sound = bytes(2 * 256 * len(pattern))
    events: list[Event] = []
    for start in range(0, len(sound), 2 * size):
        for event in detector.feed(sound[start : start + 2 * size]):
            events.append(event)
            if isinstance(event, Paused):
                events.extend(detector.judge(event.number, quiet))
    marks = [type(e).__name__ for e in events if isinstance(e, (SpeechStarted, TurnEnded))]
    assert marks == ["SpeechStarted", "TurnEnded"] * (len(marks) // 2)
    assert not detector.speaking
    for ended in of(TurnEnded, events):
        assert ended.seconds <= 40.1
        assert ended.voiced <= ended.seconds
    longest = max([length for voice, length in runs if voice], default=0)
    assert bool(marks) or longest < 3
