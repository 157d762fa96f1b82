"""What an operator writes wrong in a rehearsal is told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from vox.dialogue.types import Asking
from vox.errors import VoxError
from vox.rehearsal.caller import NoAnswer, ScriptedCaller
from vox.rehearsal.scenario import Said, Scenario, load_scenarios

GOOD = """\
name: Une consultation
config: practice.yaml
now: 2026-12-01T09:05:00+01:00
caller: "+33639980012"
says: "Bonjour, une consultation mardi"
answers:
  date: ["euh attendez", "plutôt vendredi"]
  confirm: "oui"
  phone: {keys: "0261910733"}
expect:
  outcome: booked
"""


def write(folder: Path, text: str) -> Path:
    (folder / "practice.yaml").touch()
    path = folder / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, text: str = GOOD) -> Scenario:
    return load_scenarios([write(folder, text)])[0]


def test_reads_texts_lists_and_keys(tmp_path: Path) -> None:
    scenario = load(tmp_path)
    assert scenario.answers["date"] == (Said(text="euh attendez"), Said(text="plutôt vendredi"))
    assert scenario.answers["phone"] == (Said(keys="0261910733"),)
    assert scenario.expect.outcome == ("booked",)
    assert scenario.config.exists()


def test_masked_caller_has_no_number(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD.replace('"+33639980012"', "masked")).number is None


@pytest.mark.parametrize(
    ("wrong", "right", "line", "words"),
    [
        ("answers:", "anwsers:", 6, "anwsers"),
        ("  confirm:", "  confrim:", 8, "confrim"),
        ("outcome: booked", "outcome: boked", 11, "outcome"),
        ("2026-12-01T09:05:00+01:00", "2026-12-01T09:05:00", 3, "décalage"),
        ("expect:", "faults: [{at: lunch, calendar: down}]\nexpect:", 10, "lunch"),
    ],
)
def test_mistakes_have_file_and_line(tmp_path: Path, wrong: str, right: str, line: int, words: str) -> None:
    path = write(tmp_path, GOOD.replace(wrong, right))
    with pytest.raises(VoxError) as error:
        load_scenarios([path])
    assert f"{path}:{line}:" in str(error.value)
    assert words in str(error.value)


def test_missing_configuration_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("practice.yaml", "nowhere.yaml"))
    with pytest.raises(VoxError, match=r"nowhere\.yaml"):
        load_scenarios([path])


def test_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(VoxError, match="aucune répétition"):
        load_scenarios([tmp_path])


def test_caller_uses_up_a_list_and_repeats_its_last(tmp_path: Path) -> None:
    caller = ScriptedCaller(load(tmp_path))
    assert caller.next(Asking.OPEN).text.startswith("Bonjour")
    assert [caller.next(Asking.DATE).text for _ in range(3)] == [
        "euh attendez",
        "plutôt vendredi",
        "plutôt vendredi",
    ]
    assert caller.next(Asking.OPEN).text.startswith("Bonjour")
    with pytest.raises(NoAnswer, match="name"):
        caller.next(Asking.NAME)
