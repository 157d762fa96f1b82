"""`vox bench hearing --clips`: recordings of people are heard, and their words counted."""

from __future__ import annotations

import io
import json
import wave
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from vox.bench.clips import Clip, Outcome, measure_clips, read_references, read_sound, summarize
from vox.bench.line import RATE
from vox.bench.speakers import FRENCH, Speakers
from vox.bench.words import word_errors
from vox.cli import app
from vox.errors import VoxError
from vox.models.find import default_folder
from vox.speech.hearing import Heard

HUMAN = Path(__file__).parents[1] / "hearing" / "human.txt"


def references(folder: Path, text: str) -> Path:
    path = folder / "said.txt"
    path.write_text(text, "utf-8")
    return path


def write_wave(path: Path, pcm: bytes, *, rate: int = RATE, channels: int = 1) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
        file.writeframes(pcm)


def outcome(path: str, said: str, heard: str) -> Outcome:
    return Outcome(Clip(PurePosixPath(path), said), Heard(heard, -0.2, 0.0, 0.1))


def measure(folder: Path, said: Path) -> dict[str, Any]:
    out = io.StringIO()
    measure_clips(
        folder, said, models=default_folder(), hearing="whisper-base", by_sound=False, as_json=True, show=False,
        out=Console(file=out, width=10_000),
    )  # fmt: skip
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def test_a_reference_is_a_path_and_words(tmp_path: Path) -> None:
    clips = read_references(references(tmp_path, "# d'où ils viennent\n\nfr/a.gsm | au revoir\nb.wav|quatorze\n"))
    assert clips == [Clip(PurePosixPath("fr/a.gsm"), "au revoir"), Clip(PurePosixPath("b.wav"), "quatorze")]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("a.wav", "1 champs"),
        ("a.wav | oui | non", "3 champs"),
        ("a.wav | ", "pas de mot"),
        ("a.wav | …", "pas de mot"),
        (" | oui", "pas un chemin"),
        ("../a.wav | oui", "pas un chemin"),
        ("/a.wav | oui", "pas un chemin"),
        ("b.wav | encore oui", "a déjà une référence"),
    ],
)
def test_a_bad_line_is_refused_with_its_place(tmp_path: Path, line: str, problem: str) -> None:
    with pytest.raises(VoxError, match=problem) as raised:
        read_references(references(tmp_path, f"b.wav | oui\n{line}\n"))
    assert raised.value.where.endswith("said.txt:2") and raised.value.hint


def test_a_file_without_references_or_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VoxError, match="aucune référence"):
        read_references(references(tmp_path, "# rien\n"))
    with pytest.raises(VoxError, match="ne peut pas être lu"):
        read_references(tmp_path / "nowhere.txt")


def test_missing_recordings_are_counted_before_a_model_is_loaded(tmp_path: Path) -> None:
    write_wave(tmp_path / "a.wav", bytes(1600))
    said = references(tmp_path, "a.wav | oui\nfr/b.gsm | non\nfr/c.gsm | au revoir\n")
    with pytest.raises(VoxError, match=r"il manque 2 des 3 sons .* fr/b\.gsm") as raised:
        measure_clips(
            tmp_path,
            said,
            models=tmp_path,
            hearing="whisper-base",
            by_sound=False,
            as_json=True,
            show=False,
            out=Console(quiet=True),
        )
    assert "apt-get download" in raised.value.hint


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (16_000, 1), (44_100, 2)])
def test_any_wave_becomes_one_channel_of_a_telephone(tmp_path: Path, rate: int, channels: int) -> None:
    tone = (8000 * np.sin(np.arange(rate) * 2 * np.pi * 440 / rate)).astype("<i2")
    write_wave(tmp_path / "tone.wav", np.repeat(tone, channels).tobytes(), rate=rate, channels=channels)
    sound = np.frombuffer(read_sound(tmp_path / "tone.wav"), "<i2")
    assert len(sound) == pytest.approx(RATE, abs=20)
    assert np.abs(np.fft.rfft(sound)).argmax() == pytest.approx(440, abs=2)


def test_gsm_is_read(tmp_path: Path) -> None:
    frame = bytes([0xD0, *32 * [0]])  # 20 ms, after the four bits that begin each
    (tmp_path / "a.gsm").write_bytes(50 * frame)
    assert len(read_sound(tmp_path / "a.gsm")) == 2 * RATE


@pytest.mark.parametrize("content", [b"", b"no sound at all", b"RIFF\x00\x00\x00\x00WAVE"])
def test_what_is_no_sound_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(VoxError, match="ne peut pas être lu") as raised:
        read_sound(tmp_path / "a.wav")
    assert raised.value.where.endswith("a.wav")


def test_digits_and_letters_are_the_same_word() -> None:
    assert word_errors("soixante-dix", "70.") == (0, 2)
    assert word_errors("appuyez sur le un", "Appuyez sur le 1.") == (0, 4)
    assert word_errors("appuyez sur le deux", "Appuyez le 3.") == (2, 4)


def test_a_folder_counts_what_lies_below_it() -> None:
    report = summarize([
        outcome("fr/digits/7.gsm", "sept", "Sept."),
        outcome("fr/vm-goodbye.gsm", "au revoir", "Revoir."),
        outcome("en/a.wav", "au revoir tout le monde", "Au revoir."),
        outcome("b.wav", "oui", ""),
    ])  # fmt: skip
    assert (report["cases"], report["exact"], report["word_error"]) == (4, 0.25, round(5 / 9, 4))
    assert report["by_folder"] == {
        "en": {"cases": 1, "exact": 0.0, "word_error": 0.6},
        "fr": {"cases": 2, "exact": 0.5, "word_error": 0.3333},
        "fr/digits": {"cases": 1, "exact": 1.0, "word_error": 0.0},
    }
    assert {name: figures["cases"] for name, figures in report["by_length"].items()} == {
        "1 word": 2,
        "> 4 words": 1,
        "≤ 4 words": 1,
    }


def test_the_references_that_come_along_can_be_read() -> None:
    clips = read_references(HUMAN)
    assert len(clips) >= 120
    assert {clip.path.parts[0] for clip in clips} == {"fr", "fr_CA_f_June"}


@pytest.mark.parametrize("options", [[], ["--clips", "."], ["--references", "a"], ["--say", "a", "--clips", "."]])
def test_either_utterances_or_recordings_are_given(options: list[str]) -> None:
    result = CliRunner().invoke(app, ["bench", "hearing", *options])
    assert result.exit_code
    assert "--clips DOSSIER et --references FICHIER" in str(result.exception) + result.output


@pytest.mark.models
@pytest.mark.timeout(600)
def test_what_is_said_clearly_is_heard_and_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = default_folder()
    if not (models / "whisper-base" / "model.bin").is_file():
        pytest.skip("no model files: vox models fetch")
    speakers = Speakers(models, {FRENCH}, cache=tmp_path / "rendered")
    clips = tmp_path / "clips"
    for name, text in (("fr/day.wav", "Mardi prochain."), ("fr/wish.wav", "Je voudrais prendre un rendez-vous.")):
        write_wave(clips / name, speakers.say(text, FRENCH))
    said = references(tmp_path, "fr/day.wav | mardi prochain\nfr/wish.wav | je voudrais prendre un rendez-vous\n")
    before = sorted(tmp_path.rglob("*"))
    report = measure(clips, said)
    assert report["cases"] == 2 and report["word_error"] <= 0.4
    assert set(report["by_folder"]) == {"fr"}
    assert sorted(tmp_path.rglob("*")) == before
