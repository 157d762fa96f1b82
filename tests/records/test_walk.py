"""The page for who handles requests, played command by command: what it shows is what one sees."""

from __future__ import annotations

import json
import re
import secrets
import shlex
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vox.cli import app
from vox.commands import common
from vox.errors import VoxError
from vox.records.key import init_key, read_key
from vox.records.letters import Letter, Way, What
from vox.records.mailed import Mail, Mailed, Place
from vox.records.store import Records
from vox.records.summary import Message, Outcome, Summary

from .conftest import MONTH, NOW, HandClock
from .rights import OTHER, PARIS, left

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"
CONFIG = """\
organization: {name: Cabinet des Tilleuls, trade: medical}
hours: {monday-friday: ["08:00-12:00"]}
practitioners:
  dr-martin: {name: docteur Martin, calendar: {url: "http://127.0.0.1:1/martin/"}}
services:
  consultation: {name: consultation, duration: 20 min, with: dr-martin}
keep: {key_file: key}
"""
BOOKED = Summary("b7", NOW, 60, (Outcome.BOOKED,), "Rendez-vous pris : consultation, au nom de Zoé Ébène.")
OF_ANOTHER = Summary(
    "c3", NOW, 60, (Outcome.MESSAGE,), "Message de Paul Martin : rappeler.", "", (Message("", "", "", OTHER),)
)
ASKED = re.compile(r"(Téléphone|Nom|Ce qui est)[^:.]*: ")
ANSWERED_WITHIN = 5
"""Commands from a request to its certificate, at most."""


@dataclass(frozen=True)
class Step:
    """A command of the page, and the lines that it shows after it: answers to what is asked, and what is printed."""

    command: str
    shown: Sequence[str]


def walks() -> Iterator[tuple[str, list[Step]]]:
    for section in re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        steps: list[Step] = []
        for line in re.findall(r"^    (.*)$", body, re.MULTILINE):
            if line.startswith("$ "):
                steps.append(Step(line[2:], []))
            elif steps:
                steps[-1] = Step(steps[-1].command, [*steps[-1].shown, line])
        if steps:
            yield title, steps


WALKS = list(walks())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HandClock:
    """A folder with a configuration and summaries, in which commands are typed on a morning of December."""
    clock = HandClock()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VOX_DATA", raising=False)
    monkeypatch.setattr(common, "system_clock", clock)
    monkeypatch.setattr(secrets, "randbelow", lambda _limit: 482913)
    Path("vox.yaml").write_text(CONFIG, encoding="utf-8")
    init_key(Path("key"))
    with closing(Records.open(Path("data"), read_key(Path("key")), clock=clock)) as records:
        for one in (left("a1"), left("a2"), BOOKED, OF_ANOTHER):
            records.add(one, retention=MONTH)
    return clock


def typed(command: str, *answers: str) -> str:
    """What the command printed."""
    words = shlex.split(command)
    assert words.pop(0) == "vox"
    file = Path(words.pop()) if len(words) > 1 and words[-2] == ">" else None
    result = CliRunner().invoke(app, words[:-1] if file else words, input="".join(f"{one}\n" for one in answers))
    if result.exception is not None:
        raise result.exception
    if file:
        file.write_text(result.stdout, encoding="utf-8")
    return result.stdout


def lacking(shown: Sequence[str], printed: str) -> list[str]:
    """The lines that were not printed, in that order; … stands for anything."""
    place, missing = 0, []
    for line in shown:
        found = re.compile(".*".join(re.escape(piece.strip()) for piece in line.split("…"))).search(printed, place)
        if found is None:
            missing.append(line)
        else:
            place = found.end()
    return missing


def mailed(desk: HandClock) -> None:
    """An e-mail that does not say what it wants has come."""
    with closing(Records.open(Path("data"), read_key(Path("key")), clock=desk)) as records:
        Mailed(records, PARIS).take(
            Mail(b"one", NOW, "zoe@poste.example"),
            Place("box", 1, 1),
            lambda one: Letter(one.number, Way.MAIL, "zoe@poste.example", What.ACKNOWLEDGEMENT, NOW, NOW + MONTH),
        )


@pytest.mark.promise
@pytest.mark.parametrize(("title", "steps"), WALKS, ids=[title for title, _ in WALKS])
def test_each_command_does_what_the_page_shows(desk: HandClock, title: str, steps: list[Step]) -> None:
    if title == "La boîte des demandes":
        mailed(desk)
    for step in steps:
        asked = [line.split(": ", 1)[1] for line in step.shown if ASKED.match(line)]
        shown = [line for line in step.shown if not ASKED.match(line)]
        assert lacking(shown, typed(step.command, *asked)) == [], step.command


@pytest.mark.promise
def test_from_a_request_to_its_certificate_in_five_commands_at_most() -> None:
    counted = 0
    for _, steps in WALKS:
        begun = None
        for place, step in enumerate(steps):
            if step.command.startswith("vox rights new"):
                begun = place
            if step.command.startswith("vox rights answer") and begun is not None:
                assert place - begun < ANSWERED_WITHIN
                counted += 1
    assert counted >= 5


def test_the_page_would_be_caught_in_a_lie(desk: HandClock) -> None:
    printed = typed("vox records list vox.yaml")
    assert lacking(["4 résumés conservés ; …"], printed) == []
    assert lacking(["5 résumés conservés ; …"], printed) == ["5 résumés conservés ; …"]


def test_what_is_not_there_is_told_and_ends_with_one(desk: HandClock) -> None:
    for command, match in (
        ("vox records show vox.yaml nobody", "Rien n'est conservé"),
        ("vox records hold vox.yaml nobody --until 2027-01-01", "Rien n'est conservé"),
        ("vox records hold vox.yaml a1 --until 2026-11-30", "ce jour est passé"),
        ("vox records release vox.yaml a1", "n'est pas limité"),
        ("vox rights show vox.yaml D-2026-0009", "n'existe pas"),
        ("vox rights certificate vox.yaml D-2026-0009", "n'existe pas"),
    ):
        with pytest.raises(VoxError, match=match):
            typed(command)
    with pytest.raises(VoxError, match="pas un numéro"):
        typed("vox rights new vox.yaml --right access --by phone", "Zoé Ébène")


def test_a_hold_without_end_is_refused(desk: HandClock) -> None:
    with pytest.raises(VoxError, match="trop loin"):
        typed("vox records hold vox.yaml a1 --until 9999-12-31")
    assert "est limité" in typed("vox records hold vox.yaml a1 --until 2126-12-31")


def test_the_journal_names_the_account_that_typed(desk: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "somebody-else")
    monkeypatch.setenv("USER", "somebody-else")
    typed("vox records show vox.yaml a1")
    assert common.account() in typed("vox journal list vox.yaml")
    assert "somebody-else" not in typed("vox journal list vox.yaml --json")


def test_a_broken_journal_and_a_false_certificate_end_with_one(desk: HandClock) -> None:
    typed("vox rights new vox.yaml --right erasure --by phone", "06 39 98 00 12")
    typed("vox rights identify vox.yaml D-2026-0001 --proof line")
    typed("vox rights answer vox.yaml D-2026-0001")
    typed("vox rights certificate vox.yaml D-2026-0001 --json > right.json")
    Path("wrong.json").write_text(
        Path("right.json").read_text().replace('"summaries_erased": 2', '"summaries_erased": 3')
    )
    for command in ("vox rights verify-certificate vox.yaml wrong.json",):
        with pytest.raises(SystemExit, match="1"):
            typed(command)
    with pytest.raises(SystemExit, match="1"):
        typed("vox rights verify-certificate vox.yaml right.json --phone", "06 39 98 00 13")
    Path("binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(VoxError, match="pas un certificat"):
        typed("vox rights verify-certificate vox.yaml binary")
    with closing(Records.open(Path("data"), read_key(Path("key")), clock=desk)) as records:
        records.database.write("DROP TRIGGER journal_is_not_rewritten")
        records.database.write("UPDATE journal SET who = 'nobody' WHERE seq = 1")
    with pytest.raises(SystemExit, match="1"):
        typed("vox journal verify vox.yaml")


def test_machines_can_read_it_too(desk: HandClock) -> None:
    typed("vox rights new vox.yaml --right erasure --by phone", "06 39 98 00 12")
    assert json.loads(typed("vox rights list vox.yaml --json"))[0]["due"] == "2027-01-01"
    assert json.loads(typed("vox privacy report vox.yaml --json"))["numbers"] == 1
    assert json.loads(typed("vox records list vox.yaml --json"))["purge"] is None
    desk.now = NOW + timedelta(days=1)
    with closing(Records.open(Path("data"), read_key(Path("key")), clock=desk)) as records:
        records.purge()
    assert json.loads(typed("vox records list vox.yaml --json"))["purge"]["count"] == 0
    typed("vox rights identify vox.yaml D-2026-0001 --proof line")
    assert json.loads(typed("vox rights answer vox.yaml D-2026-0001 --json"))["summaries_erased"] == 2
    typed("vox rights new vox.yaml --right access --by phone", "06 39 98 00 13")
    typed("vox rights identify vox.yaml D-2026-0002 --proof line")
    assert len(json.loads(typed("vox rights answer vox.yaml D-2026-0002 --json"))["summaries"]) == 1
