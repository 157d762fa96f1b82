"""`vox outbox list`: what waits and what was given up, and nothing of anybody."""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from pathlib import Path

from typer.testing import CliRunner

from tests.config.files import RIGHT, write
from vox.cli import app
from vox.clock import system_clock
from vox.outbox.report import format_counts, format_list
from vox.records.letters import Letter, Way, What
from vox.records.outbox import Outbox, Shown
from vox.records.store import Records

from .conftest import KEY, MONTH, NOW, SUMMARY


def shown(*, hours: float = 0.5, failed: bool = False) -> Shown:
    created = NOW - timedelta(hours=hours)
    return Shown("c0ffee", Way.MAIL, What.MESSAGE, created, NOW, 3, "le serveur est injoignable", failed)


def test_a_line() -> None:
    (line,) = format_list([shown()], NOW, UTC)
    assert line.cells() == (
        "c0ffee", "message", "e-mail", "30 min", "3", "prochain essai le 01/12 à 08:05", "le serveur est injoignable",
    )  # fmt: skip
    assert format_list([shown(failed=True)], NOW, UTC)[0].state == "non remis"


def test_ages() -> None:
    ages = [format_list([shown(hours=hours)], NOW, UTC)[0].age for hours in (0, 1, 47, 48, 80)]
    assert ages == ["0 min", "1 h", "47 h", "2 jours", "3 jours"]


def test_counts() -> None:
    assert format_counts([]) == "aucun envoi n'attend ; non remis cette semaine : 0."
    assert format_counts([shown()]) == "1 envoi attend ; non remis cette semaine : 0."
    assert format_counts([shown(), shown(), shown(failed=True)]) == "2 envois attendent ; non remis cette semaine : 1."


def test_the_command(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.touch(0o600)
    key.write_text(KEY.hex())
    config = write(tmp_path, RIGHT + "keep: {key_file: key}\n")
    records = Records.open(tmp_path / "data", KEY, clock=system_clock)
    letter = Letter("id", Way.MAIL, "martin@cabinet.example", What.MESSAGE, records.now(), records.now() + MONTH)
    records.add(SUMMARY, retention=MONTH, letters=[letter])
    (one,) = Outbox(records).due()
    Outbox(records).postpone(one, "le serveur est injoignable", records.now() + timedelta(hours=1))
    records.close()
    words = ["outbox", "list", str(config), "--data", str(tmp_path / "data")]
    printed = CliRunner().invoke(app, words)
    assert printed.exit_code == 0, printed.output
    assert "1 envoi attend" in printed.output
    (told,) = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)
    assert (told["call"], told["way"], told["what"], told["failed"]) == ("c0ffee", "mail", "message", False)
    for private in ("martin", "639980012", "Zoé", "ordonnance"):
        assert private not in printed.output + json.dumps(told)
