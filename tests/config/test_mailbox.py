"""`mailbox`: where people write about their data, and each mistake in it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.config.files import RIGHT, refused, the_problem, write
from vox.config.advice import advice
from vox.config.check import describe
from vox.config.loader import load

MAIL = "mail: {host: smtp.cabinet.example, username: vox, password_file: smtp, from: vox@cabinet.example}\n"
BOX = "mailbox: {address: d@cabinet.example, host: imap.cabinet.example, username: d, password_file: imap}\n"


@pytest.fixture(autouse=True)
def secrets(tmp_path: Path) -> None:
    for name in ("smtp", "imap"):
        (tmp_path / name).write_text("tulipe-42")
        (tmp_path / name).chmod(0o400)


def test_all_of_it(tmp_path: Path) -> None:
    settings = load(write(tmp_path, RIGHT + MAIL + BOX), env={})
    box = settings.mailbox
    assert box is not None and box.password is not None
    assert box.at == ("imap.cabinet.example", 993)
    assert (box.folder, box.treated, box.aside, box.every) == ("INBOX", "Vox", "Vox-a-voir", timedelta(minutes=5))
    told = describe(settings)
    assert "s'écrivent à d@cabinet.example : Vox relève INBOX sur imap.cabinet.example:993 comme d" in told
    assert "tulipe" not in told and "tulipe" not in repr(settings)
    assert advice(settings) == ()


@pytest.mark.parametrize(("tls", "port"), [("implicit", 993), ("starttls", 143)])
def test_its_port(tmp_path: Path, tls: str, port: int) -> None:
    settings = load(write(tmp_path, RIGHT + MAIL + BOX.replace("username", f"tls: {tls}, username")), env={})
    assert settings.mailbox is not None and settings.mailbox.at[1] == port


@pytest.mark.parametrize(
    ("old", "new", "key", "what"),
    [
        ("username", "tls: none, username", "mailbox.tls", "passeraient en clair"),
        ("username", "treated: inbox, username", "mailbox.treated", "trois dossiers différents"),
        ("username", "treated: Reçus, username", "mailbox.treated", "ne peut pas être un dossier"),
        ("username", 'aside: "a\\nb", username', "mailbox.aside", "ne peut pas être un dossier"),
        ("username", "every: 2 days, username", "mailbox.every", "la durée va de 1 min à 1 jour"),
        ("address: d@cabinet.example, ", "", "mailbox.address", "manque"),
        ("d@cabinet.example", "Données <d@cabinet.example>", "mailbox.address", "n'est pas une adresse e-mail"),
        ("password_file: imap", "password: tulipe", "mailbox.password", "un secret est écrit en clair"),
        ("password_file: imap", "password_file: nowhere", "mailbox.password_file", "n'existe pas"),
        ("host: imap.cabinet.example", "host: imap.cabinet.example:993", "mailbox.host", "n'est pas un nom de machine"),
    ],
)
def test_each_mistake(tmp_path: Path, old: str, new: str, key: str, what: str) -> None:
    problem = the_problem(tmp_path, RIGHT + MAIL + BOX.replace(old, new, 1))
    assert problem.place.key == key
    assert what in f"{problem.what} {problem.hint}"
    assert "tulipe" not in str(problem)


def test_who_writes_is_answered_so_a_server_is_needed(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, RIGHT + BOX)
    assert problem.place.key == "mailbox" and "rien ne dit par quel serveur" in problem.what


def test_what_vox_sends_must_not_come_back_as_requests(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, RIGHT + MAIL + BOX + "messages: D@cabinet.example\n")
    assert problem.place.key == "mailbox.address" and "dans la boîte des demandes" in problem.what


def test_its_french_name_is_known(tmp_path: Path) -> None:
    assert any("mailbox" in one.hint for one in refused(tmp_path, RIGHT + MAIL + BOX.replace("mailbox:", "boite:")))
