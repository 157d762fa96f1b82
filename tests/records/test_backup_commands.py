"""What is typed to back up, to bring back and to change the key, and what is then told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vox.cli import app
from vox.commands import common
from vox.errors import VoxError
from vox.records.key import init_key, read_key
from vox.records.store import FILE, Records

from .conftest import MONTH, NOW, HandClock, summary
from .dying import quick_disk
from .test_walk import CONFIG

DAY = timedelta(days=1)
BACKUP = "kept/vox-20261201T080500Z.db"


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HandClock]:
    clock = HandClock()
    with quick_disk(tmp_path) as folder, monkeypatch.context() as patch:
        begin(folder, clock, patch)
        yield clock


def begin(folder: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("VOX_DATA", raising=False)
    monkeypatch.setattr(common, "system_clock", clock)
    Path("vox.yaml").write_text(CONFIG, encoding="utf-8")
    init_key(Path("key"))
    with closing(records(clock)) as kept:
        for call in ("one", "two"):
            kept.add(summary(call), retention=2 * MONTH)


def records(clock: HandClock, key: str = "key") -> Records:
    return Records.open(Path("data"), read_key(Path(key)), clock=clock)


def typed(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    if isinstance(done.exception, VoxError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_made_listed_and_verified(clock: HandClock) -> None:
    made = typed("backup", "create", "vox.yaml", "--to", "kept")
    assert f"Sauvegarde faite et vérifiée : {BACKUP}" in made and "2 résumés" in made and "10/01/2027" in made
    assert "état du 01/12/2026 à 09:05, 2 résumés" in typed("backup", "verify", "vox.yaml", BACKUP)
    listed = typed("backup", "list", "vox.yaml", "kept")
    assert "31/12/2026" in listed and "passé" not in listed
    clock.now = NOW + 31 * DAY
    assert "passé" in typed("backup", "list", "vox.yaml", "kept")
    clock.now = NOW + 40 * DAY
    with pytest.raises(VoxError, match="plus de 40 jours"):
        typed("backup", "verify", "vox.yaml", BACKUP)


def test_brought_back_and_told_what_is_not_known_any_more(clock: HandClock) -> None:
    typed("backup", "create", "vox.yaml", "--to", "kept")
    typed("records", "erase", "vox.yaml", "one")
    told = typed("restore", "vox.yaml", BACKUP)
    assert "0 résumé d'elle" in told and "Pas remis" in told and "n'a rien perdu" in told
    Path("data", FILE).write_bytes(b"not a database" * 1000)
    with pytest.raises(VoxError, match="n'est pas remise") as refusal:
        typed("restore", "vox.yaml", BACKUP)
    assert "--set-aside" in refusal.value.hint
    told = typed("restore", "vox.yaml", BACKUP, "--set-aside")
    assert "data/records.db.aside-20261201T080500Z" in told and "ATTENTION" in told
    assert "les effacements, les oppositions, les demandes, les résumés d'après le 01/12/2026 à 09:05" in told
    Path("data", FILE).unlink()
    told = typed("restore", "vox.yaml", BACKUP)
    assert "2 résumés d'elle" in told and "ATTENTION" in told
    assert "sauvegarde remise" in typed("journal", "list", "vox.yaml")


def test_another_key(clock: HandClock) -> None:
    typed("init-key", "new")
    with pytest.raises(VoxError, match="la nouvelle clé est l'ancienne"):
        typed("key", "rotate", "vox.yaml", "--new", "key")
    assert "La clé est changée" in typed("key", "rotate", "vox.yaml", "--new", "new")
    assert "déjà changée" in typed("key", "rotate", "vox.yaml", "--new", "new")
    with pytest.raises(VoxError, match="la clé n'ouvre pas"):
        records(clock)
    assert "clé changée" in typed("journal", "list", "vox.yaml", "--key", "new")
