"""What an operator writes wrong in a rehearsal is told with file and line."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vox.business.types import Failed, Found, Nothing
from vox.cli import app
from vox.dialogue.types import Asking
from vox.errors import VoxError
from vox.records.summary import Outcome
from vox.rehearsal.caller import NoAnswer, ScriptedCaller
from vox.rehearsal.scenario import (
    Expect,
    ExpectedMessage,
    Fault,
    Said,
    Scenario,
    ScenarioEvent,
    load_scenarios,
)
from vox.rehearsal.tools import tools_of

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

PRACTICE = """\
organization: {name: Cabinet}
hours: {monday-friday: [08:00-18:00]}
practitioners:
  dr-martin: {name: docteur Martin, calendar: https://agenda.example/martin/}
services:
  consultation: {name: consultation, duration: 20 min, with: dr-martin}
"""


def write(folder: Path, text: str) -> Path:
    (folder / "practice.yaml").write_text(PRACTICE, encoding="utf-8")
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
        ("outcome: booked", "outcome: booked\n  said_haz: [oui]", 12, "said_haz"),
        ("outcome: booked", "calendars:\n    dr-martin:\n      - {strat: 2026-12-01T09:00}", 13, "strat"),
        ("{keys:", "{kyes:", 9, "kyes"),
        ("  confirm:", '  date: "encore"\n  confirm:', 8, "deux fois"),
        ("caller:", "voice: peut-être\ncaller:", 4, "true ou false"),
        ("expect:", "faults: [{at: transfer, calendar: down}]\nexpect:", 10, "line"),
        ("expect:", "faults: [{at: confirm, line: busy}]\nexpect:", 10, "line"),
        ("expect:", "faults: [{at: transfer, line: engaged}]\nexpect:", 10, "busy"),
        ("expect:", "faults: [{at: confirm}]\nexpect:", 10, "calendar"),
    ],
)
def test_mistakes_have_file_and_line(tmp_path: Path, wrong: str, right: str, line: int, words: str) -> None:
    path = write(tmp_path, GOOD.replace(wrong, right))
    with pytest.raises(VoxError) as error:
        load_scenarios([path])
    assert f"{path}:{line}:" in str(error.value)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("wrong", "right", "line", "words"),
    [
        ("says:", "calendars: {dr-martni: []}\nsays:", 5, "dr-martin"),
        ("outcome: booked", "calendars: {dr-martni: []}", 11, "dr-martin"),
        ("outcome: booked", "messages:\n    - {for: concierge}", 12, "concierge"),
        ("  confirm:", '  judo: "oui"\n  confirm:', 8, "judo"),
        ("outcome: booked", "transferred_to: dr-martin", 11, "dr-martin"),
    ],
)
def test_what_the_organization_does_not_have(tmp_path: Path, wrong: str, right: str, line: int, words: str) -> None:
    path = write(tmp_path, GOOD.replace(wrong, right))
    with pytest.raises(VoxError) as error:
        load_scenarios([path])
    assert f"{path}:{line}:" in str(error.value)
    assert words in str(error.value)


def test_a_folder_by_voice_is_what_is_marked_in_it(tmp_path: Path) -> None:
    plain = write(tmp_path, GOOD)
    (tmp_path / "practice.yaml").rename(tmp_path / "practice.txt")
    text = GOOD.replace("practice.yaml", "practice.txt")
    plain.write_text(text, encoding="utf-8")
    with pytest.raises(VoxError, match="voice: true"):
        load_scenarios([tmp_path], by_voice=True)
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "marked.yaml").write_text(text.replace("says:", "voice: true\nsays:"), encoding="utf-8")
    assert [one.voice for one in load_scenarios([tmp_path], by_voice=True)] == [True]
    assert [one.voice for one in load_scenarios([plain], by_voice=True)] == [False]
    assert len(load_scenarios([tmp_path])) == 2


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


def test_a_caller_does_not_say_yes_to_somebody_elses_name(tmp_path: Path) -> None:
    named = GOOD.replace("answers:\n", "answers:\n  name: je m'appelle Samir Haddou\n", 1)
    caller = ScriptedCaller(load(tmp_path, named))
    asked = "Je récapitule. Barbe, jeudi 3 décembre, à 16 h, au nom de, {}. Est-ce que je confirme ?"
    assert caller.listen(asked.format("Samir Haddou"), Asking.CONFIRM) is None
    assert caller.listen("C'est bien cela ?", Asking.CONFIRM) is None
    wrong = asked.format("Saint-Miradou")
    assert caller.listen(wrong, Asking.MORE) is None
    said = caller.listen(wrong, Asking.CONFIRM)
    assert said is not None
    assert said.text == "Non, c'est Samir Haddou, H, A, D, D, O, U."
    assert said.text in caller.everything()
    spelled = caller.listen("Dites-moi votre nom, et épelez-le, s'il vous plaît.", Asking.NAME)
    assert spelled is not None
    assert spelled.text == "Samir Haddou, H, A, D, D, O, U."
    said = caller.listen(asked.format("Salir Haddou"), Asking.CONFIRM)
    assert said is not None
    assert said.text == "Non, c'est Samir Haddou, S, A, M, I, R."
    assert said.text in caller.everything()
    assert caller.listen(wrong, Asking.CONFIRM) is None  # who is not heard at the third time either gives in


def test_a_caller_says_a_message_again_that_is_not_theirs(tmp_path: Path) -> None:
    told = GOOD.replace("answers:\n", "answers:\n  message: il y a un trou rue des Acacias\n", 1)
    expected = "  messages: [{has: [rue des Acacias]}]\n"
    caller = ScriptedCaller(load(tmp_path, f"{told}{expected}"))
    read_back = "Voici votre message, « il y a {} ». C'est bien cela ?"
    assert caller.listen(read_back.format("un trou rue des acacias"), Asking.CONFIRM) is None
    said = caller.listen(read_back.format("un courrier des akassias"), Asking.CONFIRM)
    assert said is not None
    assert said.text == "Non, il y a un trou rue des Acacias"
    assert said.text in caller.everything()


def test_a_caller_says_no_to_a_danger_where_they_said_their_name(tmp_path: Path) -> None:
    caller = ScriptedCaller(load(tmp_path, GOOD.replace("answers:\n", "answers:\n  name: Kévin Morin\n", 1)))
    danger = "S'il y a un danger immédiat, raccrochez, et composez le 112. Est-ce le cas ?"
    assert caller.listen("Que puis-je faire pour vous ?", Asking.OPEN) is None
    assert caller.listen(danger, Asking.CONFIRM) is None  # to what they said themselves, the scenario answers
    assert caller.listen("À quel nom ?", Asking.NAME) is None
    said = caller.listen(danger, Asking.CONFIRM)
    assert said is not None
    assert said.text in caller.everything()


def test_a_caller_does_not_say_yes_to_another_number(tmp_path: Path) -> None:
    given = '["non, plutôt au zéro trois soixante-cinq soixante et onze zéro quatre zéro neuf", "oui"]'
    caller = ScriptedCaller(load(tmp_path, GOOD.replace('{keys: "0261910733"}', given)))
    assert caller.listen("J'ai noté, 03 65 71 04 09. C'est bien cela ?", Asking.PHONE) is None
    assert caller.listen("Puis-je vous joindre au numéro qui finit par, 03 09 ?", Asking.PHONE) is None
    said = caller.listen("J'ai noté, 03 65 11 04 09. C'est bien cela ?", Asking.PHONE)
    assert said is not None
    assert said.text.startswith("non, plutôt au zéro trois")
    dictated = caller.listen("Dites les dix chiffres, deux par deux. Ou tapez-les sur votre téléphone.", Asking.PHONE)
    assert dictated == Said(text="03 65 71 04 09.")
    assert dictated.text in caller.everything()


def test_the_page_holds_every_key() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rehearsals.md").read_text(encoding="utf-8")
    parts = (Scenario, Said, ScenarioEvent, Fault, ExpectedMessage, Expect)
    keys = {field.alias or name for part in parts for name, field in part.model_fields.items()} - {"text"}
    asked = set(Asking) - {Asking.REASON}  # which nothing asks for
    words = [*keys, *(one.value for one in (*asked, *Outcome))]
    missing = [word for word in words if not re.search(rf"\b{word}\b", page)]
    assert missing == []


def test_the_example_of_the_page_is_a_rehearsal(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs" / "rehearsals.md").read_text(encoding="utf-8")
    example = re.search(r"^    name: .*?(?=^\S)", page, re.MULTILINE | re.DOTALL)
    assert example
    path = tmp_path / "example.yaml"
    path.write_text(textwrap.dedent(example[0]).replace("config/", f"{root}/config/"), encoding="utf-8")
    assert load_scenarios([path])[0].expect.outcome == (Outcome.BOOKED,)


async def test_what_tools_answer(tmp_path: Path) -> None:
    """In order, and the last again and again; a tool that the organization does not have is told."""
    tool = "  fichier: {used_for: caller, url: 'https://crm.example/?t={caller}', answer: [{key: client, path: id}]}\n"
    path = write(tmp_path, GOOD + "tools: {fichier: [down, nothing, {client: a1}]}\n")
    with pytest.raises(VoxError, match="fichier n'est pas un outil"):
        load_scenarios([path])
    (tmp_path / "practice.yaml").write_text(f"{PRACTICE}tools:\n{tool}", encoding="utf-8")
    tools = tools_of(load_scenarios([path])[0])
    assert tools is not None
    answers = [await tools.ask("fichier", {}, caller=None, key="") for _ in range(4)]
    assert answers == [Failed(), Nothing(), Found({"client": "a1"}), Found({"client": "a1"})]
    assert tools_of(load(tmp_path)) is None


@pytest.mark.parametrize("option", [("--noise-db", "15"), ("--loss", "0.02")])
def test_a_bad_line_is_nothing_that_is_written(tmp_path: Path, option: tuple[str, str]) -> None:
    with pytest.raises(VoxError, match="ni bruit ni perte") as refusal:
        CliRunner().invoke(app, ["rehearse", str(tmp_path), *option], catch_exceptions=False)
    assert "--voice" in refusal.value.hint
