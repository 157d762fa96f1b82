"""`vox bench nobody`: what is heard where nobody speaks is counted."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from vox.bench.line import RATE
from vox.bench.nobody import ASKED, LEVELS, Minute, Outcome, listen, planned, recorded, summarize
from vox.cli import app
from vox.errors import VoxError
from vox.speech.hearing import Heard
from vox.speech.turns import Timing, TurnDetector


class Inventive:
    """Hears words in whatever it is given."""

    def hear(self, pcm: np.ndarray, *, prompt: str, asking: str, expected: object) -> Heard:
        assert ASKED[0].said in prompt
        return Heard("Merci.", confidence=0.0, no_speech=0.0, seconds_spent=0.0)


def loud(window: np.ndarray) -> float:
    return float(np.abs(window).max() > 0.05)


def test_each_noise_comes_at_each_level_after_each_question() -> None:
    minutes = planned(90)
    assert {one.name for one in minutes} == {"silence", "street", "hum", "music", "babble"}
    assert {one.state for one in minutes} == set(ASKED)
    levels = {round(float(np.std(np.frombuffer(one.pcm, "<i2"))), -1) for one in minutes if one.name == "street"}
    assert levels == set(LEVELS)
    assert all(len(one.pcm) == 60 * 2 * RATE for one in minutes)


def test_what_is_heard_of_nobody_is_counted() -> None:
    tone = (8000 * np.sin(np.arange(RATE) * 2 * np.pi * 200 / RATE)).astype("<i2").tobytes()
    minute = Minute("tone", ASKED[0], bytes(2 * RATE) + tone + bytes(4 * RATE) + tone)
    outcome = listen(minute, TurnDetector(loud, Timing(unjudged=0.6)), Inventive())  # type: ignore[arg-type]
    assert (outcome.turns, outcome.heard) == (2, ("Merci.", "Merci."))
    quiet = listen(
        Minute("silence", ASKED[0], bytes(8 * RATE)),
        TurnDetector(loud, Timing(unjudged=0.6)),
        Inventive(),  # type: ignore[arg-type]
    )
    assert (quiet.turns, quiet.heard) == (0, ())
    report = summarize([Outcome(minute, 2, ("Merci.", "Merci."), ("", "yes")), quiet])
    assert (report["minutes"], report["turns"], report["heard"], report["commands"]) == (2, 2, 2, 1)
    assert report["by_noise"]["silence"]["heard"] == 0


def test_recordings_are_cut_into_minutes(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "attente.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(bytes(2 * RATE * 90))
    minutes = recorded(tmp_path)
    assert [(one.name, round(len(one.pcm) / 2 / RATE)) for one in minutes] == [("attente", 60), ("attente", 30)]
    with pytest.raises(VoxError, match="aucun son"):
        recorded(tmp_path / "nowhere")


@pytest.mark.models
def test_a_few_minutes_give_no_command() -> None:
    ran = CliRunner().invoke(app, ["bench", "nobody", "--minutes", "5", "--json"])
    assert ran.exit_code == 0, ran.output
    report = json.loads(ran.stdout.splitlines()[-1])
    assert (report["minutes"], report["commands"]) == (5, 0)
