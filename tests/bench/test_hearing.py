"""`vox bench hearing`: written utterances are said, carried over a line, heard, understood, and counted."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from tests.dialogue.test_model import FILE
from vox.bench.cases import Case
from vox.bench.conditions import Line, Noise
from vox.bench.hearing import Call, Outcome, measure_hearing, planned
from vox.bench.line import PACKET, RATE, disturbed, made, over_the_line
from vox.bench.speakers import ACCENTS, FRENCH
from vox.bench.understanding import Judged
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import parse
from vox.models.find import default_folder
from vox.speech.hearing import Heard


def case(heard: str, commands: str, asking: Asking = Asking.TIME) -> Case:
    return Case("-", None, Flow.BOOK, asking, "À quelle heure ?", heard, parse(commands), "file:1")


def outcome(said: str, wanted: str, heard: str, understood: str) -> Outcome:
    one = case(said, wanted)
    return Outcome(Call(one, FRENCH, 1.0, 0), Heard(heard, -0.2, 0.0, 0.1), Judged(one, parse(understood), 0.1, False))


@pytest.mark.parametrize(
    ("said", "wanted", "heard", "understood", "commands", "values"),
    [
        ("dix heures", "time=dix heures", "10 h.", "time=10 h", True, True),
        ("dix heures", "time=dix heures", "6 heures.", "time=6 heures", True, False),
        ("dix heures", "time=dix heures", "Biseur.", "unclear", False, False),
        ("Jeanne Rousseau", "name=Jeanne Rousseau", "Jeanne Roussot.", "name=Jeanne Roussot", True, True),
        ("Jeanne Rousseau", "name=Jeanne Rousseau", "J'en ai roussi.", "name=J'en ai roussi", True, False),
    ],
)
def test_a_value_is_right_when_it_means_the_same(
    said: str, wanted: str, heard: str, understood: str, commands: bool, values: bool
) -> None:
    found = outcome(said, wanted, heard, understood)
    assert (found.commands, found.values) == (commands, values)


def test_words_are_counted_in_words_and_not_in_digits() -> None:
    assert outcome("à dix heures trente", "time=dix heures trente", "À 10 h 30.", "unclear").words == (0, 4)
    assert outcome("à dix heures", "time=dix heures", "à 6 heures", "unclear").words == (1, 3)


def test_every_second_one_is_said_by_the_first_voice_and_the_others_in_turn() -> None:
    calls = planned([case(str(number), "unclear") for number in range(100)], (FRENCH, *ACCENTS), 40)
    assert len(calls) <= 40
    assert {call.speaker for call in calls} == {FRENCH, *ACCENTS}
    assert sum(call.speaker == FRENCH for call in calls) == pytest.approx(len(calls) / 2, abs=1)
    assert int(calls[-1].case.heard) > 90, "the whole length of the files"


@pytest.mark.parametrize("noise", list(Noise))
def test_a_noise_is_as_loud_as_the_line_says(noise: Noise) -> None:
    random = np.random.default_rng(1)
    assert np.sqrt(np.mean(made(noise, 2 * RATE, random) ** 2)) == pytest.approx(1.0, abs=0.01)
    tone = (8000 * np.sin(np.arange(RATE) * 2 * np.pi * 440 / RATE)).astype("<i2").tobytes()
    quiet, loud = (over_the_line(tone, np.random.default_rng(2), Line(noise, decibels)) for decibels in (40.0, 0.0))
    assert np.abs(loud[:800]).mean() > 5 * np.abs(quiet[:800]).mean(), "before the voice there is only noise"


def test_lost_packets_are_silent() -> None:
    tone = (8000 * np.sin(np.arange(RATE) * 2 * np.pi * 440 / RATE)).astype("<i2").tobytes()
    whole, holed = (over_the_line(tone, np.random.default_rng(3), Line(noise_db=None, loss=one)) for one in (0.0, 0.3))
    assert np.mean(whole**2) * 0.5 < np.mean(holed**2) < np.mean(whole**2) * 0.85


def test_a_bad_line_adds_noise_and_loses_packets() -> None:
    voice = (np.sin(np.arange(RATE) * 0.3) * 8000).astype("<i2").tobytes()
    clear, noisy, lossy = (
        np.frombuffer(disturbed(voice, np.random.default_rng(1), line), "<i2").astype(float)
        for line in (Line(noise_db=None), Line(noise_db=20.0), Line(noise_db=None, loss=0.5))
    )
    assert np.sqrt(np.mean((noisy - clear) ** 2)) == pytest.approx(800 / np.sqrt(2), rel=0.1)
    packets = lossy[1600 : 1600 + RATE].reshape(-1, PACKET)
    assert 10 < sum(not packet.any() for packet in packets) < 40
    kept = lossy != 0
    assert np.array_equal(lossy[kept], clear[kept])


@pytest.mark.models
@pytest.mark.timeout(600)
async def test_what_is_said_clearly_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not FILE.is_file():
        pytest.skip("no model files: vox models fetch")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    said = tmp_path / "said.txt"
    said.write_text(
        "book|confirm|Mardi à 10 heures, c'est bien ça ?|Oui, c'est ça.|yes\n"
        "book|date|Quel jour vous conviendrait ?|mardi prochain|date=mardi prochain\n"
        "none|open|Que puis-je pour vous ?|Je voudrais prendre un rendez-vous.|book\n"
        "book|name|À quel nom ?|Claire Dupont|name=Claire Dupont\n",
        "utf-8",
    )
    out = io.StringIO()
    await measure_hearing(
        [said], models=default_folder(), hearing="whisper-base-fr", voices=(FRENCH,), lines=9, line=Line(noise_db=30.0),
        alone=False, by_sound=False, as_json=True, show=False, out=Console(file=out, width=10_000),
    )  # fmt: skip
    report = json.loads(out.getvalue())
    assert report["cases"] == 4
    assert report["names"] == 1.0
    assert report["commands"] >= 0.6 and report["word_error"] <= 0.4
    assert set(report["by_asking"]) == {"confirm", "date", "name", "open"}
    assert len(list((tmp_path / "vox" / "spoken").glob("*.pcm"))) == 4, "kept for the next time"
