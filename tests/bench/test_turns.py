"""`vox bench turns`: pauses are pauses, and what ends a turn too early is counted."""

from __future__ import annotations

import json
from importlib import resources

import numpy as np
import pytest
from typer.testing import CliRunner

from vox.bench.turns import CASES, Followed, Sound, Utterance, follow, read_utterances, summarize
from vox.cli import app
from vox.dialogue.types import Asking
from vox.errors import VoxError
from vox.speech.turns import RATE, Paused, TurnDetector


def utterance(*pauses: float, asking: Asking = Asking.PHONE) -> Utterance:
    return Utterance(asking, "Votre numéro ?", ("zéro six",) * (len(pauses) + 1), pauses)


def sound(*pauses: float) -> Sound:
    """A tone of half a second for each piece."""
    tone = (8000 * np.sin(np.arange(RATE // 2) * 2 * np.pi * 200 / RATE)).astype("<i2").tobytes()
    before = bytes(RATE)
    said = tone + b"".join(bytes(2 * round(RATE * pause)) + tone for pause in pauses)
    return Sound(before + said + bytes(2 * 5 * RATE), (len(before) + len(said)) / 2 / RATE)


class Patient:
    """Lets every pause last so many seconds."""

    def __init__(self, quiet: float) -> None:
        self._quiet = quiet

    def quiet(self, pause: Paused, utterance: Utterance) -> float:
        return self._quiet


def followed(quiet: float, *pauses: float) -> float | None:
    detector = TurnDetector(lambda window: float(np.abs(window).max() > 0.05))
    return follow(sound(*pauses), utterance(*pauses), detector, Patient(quiet))  # type: ignore[arg-type]


def test_who_pauses_longer_than_vox_waits_is_cut_off() -> None:
    assert followed(0.4, 0.8) is None
    assert followed(1.2, 0.8) == pytest.approx(1.2, abs=0.1)
    assert followed(1.2, 0.8, 0.9, 0.8) == pytest.approx(1.2, abs=0.1)


def test_where_nobody_speaks_there_is_no_turn() -> None:
    with pytest.raises(VoxError, match="aucun tour"):
        follow(Sound(bytes(RATE), 0.1), utterance(), TurnDetector(lambda _window: 0.0), Patient(1.0))  # type: ignore[arg-type]


def test_figures() -> None:
    one, two, three = utterance(0.8), utterance(0.8), utterance(asking=Asking.CONFIRM)
    report = summarize(
        [Followed(one, "a", False, 1.0), Followed(two, "a", True, None), Followed(three, "b", False, 0.4)]
    )
    assert (report["utterances"], report["with_pauses"], report["cut_off"]) == (3, 2, 0.5)
    assert report["delay_p50_s"] == pytest.approx(0.7)
    assert report["by_asking"]["confirm"]["cut_off"] is None


def test_the_list_has_a_hundred_utterances_and_most_pause() -> None:
    found = list(read_utterances(resources.files("vox.bench").joinpath(CASES).read_text("utf-8"), CASES))
    assert len(found) >= 100
    assert sum(bool(one.pauses) for one in found) >= 80
    assert {one.asking for one in found} >= {Asking.PHONE, Asking.NAME, Asking.DATE, Asking.CONFIRM, Asking.OPEN}


@pytest.mark.parametrize("line", ["[phon] Votre numéro ?", "zéro six <peu> douze", "<0.5> zéro six", "zéro six <0.5>"])
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(VoxError, match=r"turns\.txt:2"):
        list(read_utterances(f"# fichier\n{line}", "turns.txt"))


@pytest.mark.models
def test_the_command() -> None:
    ran = CliRunner().invoke(app, ["bench", "turns", "--lines", "3", "--json"])
    assert ran.exit_code == 0, ran.output
    report = json.loads(ran.stdout)
    assert report["utterances"] == 3
    assert report["delay_p50_s"] is None or report["delay_p50_s"] > 0
