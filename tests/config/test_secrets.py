"""Secrets come from files or variables, and from nowhere do they come out again."""

from __future__ import annotations

import logging
import os
import traceback
from pathlib import Path

import pytest

from tests.config.files import RIGHT, changed, refused, the_problem, write
from vox.config.check import describe
from vox.config.errors import ConfigErrors, Place
from vox.config.loader import load

CANARY = "tulipe-9Kx!q2"
CALENDAR = "    calendar: https://agenda.cabinet.example/martin/\n"


def with_account(secret: str) -> str:
    account = f"    calendar:\n      url: https://agenda.cabinet.example/martin/\n      username: vox\n      {secret}\n"
    return changed(CALENDAR, account)


def secret_file(folder: Path, content: str = CANARY + "\n", mode: int = 0o600) -> Path:
    path = folder / "caldav"
    path.write_text(content, "utf-8")
    path.chmod(mode)
    return path


@pytest.mark.promise
@pytest.mark.parametrize("content", [CANARY, CANARY + "\n", CANARY + "\r\n"])
def test_a_secret_file_without_its_last_newline(tmp_path: Path, content: str) -> None:
    path = secret_file(tmp_path, content)
    for written in (path, path.name):  # a relative path begins at the configuration
        settings = load(write(tmp_path, with_account(f"password_file: {written}")), env={})
        password = settings.practitioners[0].calendar.password
        assert password is not None
        assert password.get_secret_value() == CANARY


def test_spaces_belong_to_the_secret(tmp_path: Path) -> None:
    path = secret_file(tmp_path, " a b \n")
    settings = load(write(tmp_path, with_account(f"password_file: {path}")), env={})
    password = settings.practitioners[0].calendar.password
    assert password is not None
    assert password.get_secret_value() == " a b "


def test_a_variable(tmp_path: Path) -> None:
    path = write(tmp_path, with_account("password: ${CALDAV_PASSWORD}"))
    password = load(path, env={"CALDAV_PASSWORD": CANARY}).practitioners[0].calendar.password
    assert password is not None
    assert password.get_secret_value() == CANARY


@pytest.mark.promise
def test_literal_secret(tmp_path: Path) -> None:
    for value in (CANARY, f"'{CANARY}'", f"${{{CANARY}}}", f"x${{A}}{CANARY}", "12345678"):
        problem = the_problem(tmp_path, with_account(f"password: {value}"))
        assert problem.place == Place(12, 17, "practitioners.me-martin.calendar.password")
        assert problem.what == "un secret est écrit en clair"
        assert "password_file: /run/secrets/" in problem.hint
        assert CANARY not in str(problem)


@pytest.mark.promise
def test_literal_secret_under_another_name(tmp_path: Path) -> None:
    for text in (with_account(f"token: {CANARY}"), with_account(f"mot_de_passe: {CANARY}")):
        problem = the_problem(tmp_path, text)
        assert problem.what == "un secret est écrit en clair"
        assert "password_file:" in problem.hint
    problem = the_problem(tmp_path, RIGHT + f"keep:\n  key: {CANARY}\n")
    assert problem.place == Place(19, 3, "keep.key")
    assert "key_file:" in problem.hint


@pytest.mark.promise
def test_literal_secret_within_an_address(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, changed("https://", f"https://vox:{CANARY.replace('!', '')}@"))
    assert problem.place.key == "practitioners.me-martin.calendar"
    assert "mot de passe est écrit dans l'adresse" in problem.what
    assert "tulipe" not in str(problem)


@pytest.mark.promise
@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602, 0o666, 0o601])
def test_world_readable_secret(tmp_path: Path, mode: int) -> None:
    path = secret_file(tmp_path, mode=mode)
    problem = the_problem(tmp_path, with_account(f"password_file: {path}"))
    assert problem.place == Place(12, 22, "practitioners.me-martin.calendar.password_file")
    assert "est ouvert à tous les comptes" in problem.what
    assert problem.hint == f"tapez : chmod o-rwx {path}"


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o640, 0o440])
def test_a_secret_of_owner_and_group_is_right(tmp_path: Path, mode: int) -> None:
    path = secret_file(tmp_path, mode=mode)
    assert load(write(tmp_path, with_account(f"password_file: {path}")), env={}).practitioners


@pytest.mark.promise
def test_world_readable_key(tmp_path: Path) -> None:
    key = tmp_path / "records_key"
    key.write_text("00" * 32)
    key.chmod(0o644)
    problem = the_problem(tmp_path, RIGHT + "keep: {key_file: records_key}\n")
    assert problem.place == Place(18, 18, "keep.key_file")
    assert problem.hint == f"tapez : chmod o-rwx {key}"
    key.chmod(0o600)
    assert load(tmp_path / "vox.yaml", env={}).keep.key_file == key


def test_no_secret_file(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, with_account("password_file: /nowhere/secrets/caldav"))
    assert problem.place == Place(12, 22, "practitioners.me-martin.calendar.password_file")
    assert problem.what == "le fichier /nowhere/secrets/caldav n'existe pas"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "est vide"),
        ("\n", "est vide"),
        ("  \n", "est vide"),
        ("a\nb\n", "plusieurs lignes"),
        ("a" * 70000, "trop long"),
    ],
)
def test_a_file_that_holds_no_secret(tmp_path: Path, content: str, what: str) -> None:
    path = secret_file(tmp_path, content)
    assert what in the_problem(tmp_path, with_account(f"password_file: {path}")).what


def test_a_secret_that_is_no_text_file(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    (tmp_path / "bytes").chmod(0o600)
    os.mkfifo(tmp_path / "pipe", 0o600)  # reading it would hang
    for name, what in (("bytes", "UTF-8"), ("pipe", "n'est pas un fichier"), (".", "n'est pas un fichier")):
        assert what in the_problem(tmp_path, with_account(f"password_file: {name}")).what


def test_an_unset_variable(tmp_path: Path) -> None:
    for env, what in (({}, "n'est pas définie"), ({"CALDAV": ""}, "est vide")):
        problem = the_problem(tmp_path, with_account("password: ${CALDAV}"), env)
        assert problem.what == f"la variable d'environnement CALDAV {what}"
        assert "export CALDAV=" in problem.hint


def test_a_variable_for_what_is_no_secret(tmp_path: Path) -> None:
    text = changed("name: maître Martin", "name: ${NAME}")
    problem = the_problem(tmp_path, text, {"NAME": "Martin"})
    assert problem.place == Place(8, 11, "practitioners.me-martin.name")
    assert "ne vaut que pour un secret" in problem.what


def test_both_ways_at_once(tmp_path: Path) -> None:
    path = secret_file(tmp_path)
    problem = the_problem(tmp_path, with_account(f"password_file: {path}\n      password: ${{A}}"), {"A": CANARY})
    assert "sont écrits tous deux" in problem.what


@pytest.mark.promise
@pytest.mark.parametrize(
    "secret",
    [
        f"password: {CANARY}",
        f"password: [{CANARY}]",
        f"password: {{{CANARY}: x}}",
        f"password: *{CANARY}",
        f"password: &a {CANARY}",
        f"password: !{CANARY} x",
        f'password: "{CANARY}',
        f"password: {CANARY}: x",
        f"password_file: {CANARY}",
        f"password_file: sub/{CANARY}",
        f"pasword: {CANARY}",
        f"secret: {CANARY}",
        f"username: {{a: {CANARY}}}",
    ],
)  # fmt: skip
def test_no_error_repeats_a_secret(tmp_path: Path, secret: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    path = write(tmp_path, with_account(secret))
    with pytest.raises(ConfigErrors) as caught:
        load(path, env={})
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(caught.value.problems)
    assert CANARY not in told
    assert "9Kx" not in told
    assert CANARY not in caplog.text


@pytest.mark.promise
def test_no_view_of_the_settings_repeats_a_secret(tmp_path: Path) -> None:
    path = secret_file(tmp_path)
    trunk = "user: vox, registrar: sip.example, password: '${SIP}'}"
    text = changed("user: vox}", trunk, within=with_account(f"password_file: {path}"))
    settings = load(write(tmp_path, text), env={"SIP": CANARY})
    for view in (repr(settings), str(settings), describe(settings), settings.model_dump_json(), repr(settings.line)):
        assert CANARY not in view
    found = settings.line.sip[0].password
    assert found is not None
    assert found.get_secret_value() == CANARY


@pytest.mark.promise
def test_other_errors_beside_a_secret_do_not_repeat_it(tmp_path: Path) -> None:
    text = changed("duration: 30 min", "duration: 30", within=with_account("password: ${CALDAV}"))
    with pytest.raises(ConfigErrors) as caught:
        load(write(tmp_path, text), env={"CALDAV": CANARY})
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_without_secrets_nothing_is_looked_up_and_literals_are_refused_all_the_same(tmp_path: Path) -> None:
    for secret in ("password_file: /nowhere/caldav", "password: ${UNSET}"):
        settings = load(write(tmp_path, with_account(secret)), env={}, secrets=False)
        assert settings.practitioners[0].calendar.password is None
    with pytest.raises(ConfigErrors, match="en clair"):
        load(write(tmp_path, with_account(f"password: {CANARY}")), env={}, secrets=False)


def test_a_secret_where_none_belongs(tmp_path: Path) -> None:
    path = secret_file(tmp_path)
    problems = refused(tmp_path, changed("  trade: law\n", f"  trade: law\n  password_file: {path}\n"))
    assert problems[0].place == Place(4, 3, "organization.password_file")
    assert "« password_file » n'existe pas ici" in problems[0].what
