"""`messages`, `mail`, `webhooks`, `sms`: who is told, by what, and each mistake in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.files import RIGHT, changed, refused, the_problem, write
from vox.config.advice import advice
from vox.config.check import describe
from vox.config.loader import load

MAIL = "mail: {host: smtp.cabinet.example, username: vox, password_file: smtp, from: vox@cabinet.example}\n"
HOOK = "webhooks: {crm: {url: https://crm.example/vox, password_file: hook}}\n"
SMS = 'sms: {url: https://sms.example/v1, body: {to: "{number}", text: "{text}"}}\n'
OAUTH = "{as: oauth2, username: a, token_url: https://a.example/, password_file: smtp}"
LEAKY = '"https://crm.example/vox?token=tulipe"'
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture(autouse=True)
def secrets(tmp_path: Path) -> None:
    for name, content in (("smtp", "tulipe-42"), ("hook", SECRET), ("short", "whsec_dHVsaXBl"), ("plain", "tulipe!")):
        (tmp_path / name).write_text(content)
        (tmp_path / name).chmod(0o400)


def test_all_of_it(tmp_path: Path) -> None:
    text = changed("    name: maître Martin\n", "    name: maître Martin\n    messages: martin@cabinet.example\n")
    text += "people: {accueil: {name: l'accueil, messages: a@cabinet.example}}\nmessages: s@cabinet.example\n"
    settings = load(write(tmp_path, text + MAIL + HOOK + SMS + "keep: {outbox: 1 day}\n"), env={})
    assert settings.mail is not None and settings.sms is not None
    assert settings.mail.at == ("smtp.cabinet.example", 587)
    assert settings.mail.password is not None
    assert settings.webhooks[0].send == ("messages",)
    assert settings.sms.body == {"to": "{number}", "text": "{text}"}
    told = describe(settings)
    for sentence in (
        "L'organisation reçoit les siens par e-mail à s@cabinet.example.",
        "Maître Martin reçoit les siens par e-mail à martin@cabinet.example.",
        "L'accueil reçoit les siens par e-mail à a@cabinet.example.",
        "Les e-mails viennent de vox@cabinet.example, par smtp.cabinet.example:587 comme vox, avec STARTTLS.",
        "Chaque message part aussi, signé, à https://crm.example/vox.",
        "Qui prend rendez-vous reçoit sur son mobile une confirmation, par la passerelle https://sms.example/v1.",
        "Ce qui n'a pas pu être remis (e-mail, webhook, SMS) est abandonné après 1 jour.",
    ):
        assert sentence in told
    assert "tulipe" not in told and SECRET not in told
    assert "tulipe" not in repr(settings) and SECRET not in repr(settings)
    assert advice(settings) == ()


@pytest.mark.parametrize(
    ("tls", "port", "there"), [("implicit", "", 465), ("starttls", "", 587), ("implicit", ", port: 2465", 2465)]
)
def test_its_port(tmp_path: Path, tls: str, port: str, there: int) -> None:
    text = f"mail: {{host: m.example, tls: {tls}, from: vox@m.example, summaries: a@m.example{port}}}\n"
    settings = load(write(tmp_path, RIGHT + text), env={})
    assert settings.mail is not None
    assert settings.mail.at == ("m.example", there)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", '"::1"'])
def test_without_encryption_on_this_machine_only(tmp_path: Path, host: str) -> None:
    text = f"mail: {{host: {host}, tls: none, from: vox@m.example, summaries: a@m.example}}\n"
    settings = load(write(tmp_path, RIGHT + text), env={})
    assert settings.mail is not None
    problem = the_problem(tmp_path, RIGHT + text.replace(host, "m.example"))
    assert problem.place.key == "mail.tls"
    assert "en clair jusqu'à m.example" in problem.what


@pytest.mark.parametrize(
    "written",
    [
        "accueil", "a@", "@b.example", "a@b@c.example", "a b@c.example", "Accueil <a@b.example>", "mailto:a@b.example",
        "a@b.example, c@d.example", "a@-b.example", "a..b@c.example", '"a@b.example\\nBcc: c@d.example"',
        f"{'a' * 65}@b.example",
    ],
)  # fmt: skip
def test_an_address_that_is_none(tmp_path: Path, written: str) -> None:
    quoted = written if written.startswith('"') else f"'{written}'"
    problem = the_problem(tmp_path, RIGHT + MAIL + f"messages: {quoted}\n")
    assert problem.place.key == "messages"
    assert "n'est pas une adresse e-mail" in problem.what


@pytest.mark.parametrize("written", ["a@b.example", "a.b+c@d-e.example", "l'accueil@b.example", "root@localhost"])
def test_an_address(tmp_path: Path, written: str) -> None:
    assert load(write(tmp_path, RIGHT + MAIL + f'messages: "{written}"\n'), env={}).messages == written


@pytest.mark.parametrize("top", [True, False])
def test_an_address_without_a_server(tmp_path: Path, top: bool) -> None:
    own = changed("    name: maître Martin\n", "    name: maître Martin\n    messages: martin@cabinet.example\n")
    problem = the_problem(tmp_path, RIGHT + "messages: a@b.example\n" if top else own)
    assert problem.place.key == ("messages" if top else "practitioners.me-martin.messages")
    assert "rien ne dit par quel serveur" in problem.what
    assert "mail: {host:" in problem.hint


def test_a_server_for_nobody(tmp_path: Path) -> None:
    (found,) = advice(load(write(tmp_path, RIGHT + MAIL), env={}))
    assert found.key == "mail"
    assert "aucun e-mail ne part" in found.what


def test_an_account_without_a_password(tmp_path: Path) -> None:
    text = MAIL.replace(", password_file: smtp", "") + "messages: a@b.example\n"
    (found,) = advice(load(write(tmp_path, RIGHT + text), env={}))
    assert found.key == "mail.password"


@pytest.mark.parametrize(
    ("old", "new", "key", "what"),
    [
        (MAIL, MAIL.replace(", from: vox@cabinet.example", ""), "mail.from", "la clé from manque"),
        (MAIL, MAIL.replace("host: smtp", "host: smtp://smtp"), "mail.host", "n'est pas un nom de machine"),
        (MAIL, MAIL.replace("host: smtp", "tls: oui, host: smtp"), "mail.tls", "« oui » n'est pas possible ici"),
        (MAIL, MAIL.replace("password_file: smtp", "password: tulipe-42"), "mail.password", "écrit en clair"),
        (MAIL, MAIL.replace("password_file: smtp", "authority: nowhere/ca"), "mail.authority", "n'existe pas"),
        (HOOK, HOOK.replace("https://crm", "http://crm"), "webhooks.crm.url", "passerait en clair"),
        (HOOK, HOOK.replace("https://crm.example/vox", LEAKY), "webhooks.crm.url", "un secret est écrit dans"),
        (HOOK, HOOK.replace("/vox", "/vox#a"), "webhooks.crm.url", "« # »"),
        (HOOK, HOOK.replace("https://crm", "https://a:tulipe@crm"), "webhooks.crm.url", "est écrit dans l'adresse"),
        (HOOK, HOOK.replace("_file: hook", "_file: short"), "webhooks.crm.password_file", "Standard Webhooks"),
        (HOOK, HOOK.replace("_file: hook", "_file: plain"), "webhooks.crm.password_file", "Standard Webhooks"),
        (HOOK, HOOK.replace(", password_file: hook", ""), "webhooks.crm.password", "la clé password manque"),
        (HOOK, HOOK.replace("hook}", "hook, send: calls}"), "webhooks.crm.send", "n'est pas possible ici"),
        (HOOK, HOOK.replace("hook}", "hook, send: []}"), "webhooks.crm.send", "vide"),
        (SMS, SMS.replace("https", "http"), "sms.url", "passerait en clair"),
        (SMS, SMS.replace("{text}", "{texte}"), "sms.body", "« texte »"),
        (SMS, SMS.replace('"{number}"', "moi"), "sms.body", "le numéro du SMS n'est pas dans body"),
        (SMS, SMS.replace("}}\n", '}, text: "{heure}"}\n'), "sms.text", "« heure »"),
        (SMS, SMS.replace("}}\n", '}, text: "{"}\n'), "sms.text", "une accolade"),
        (SMS, SMS.replace("body", f"auth: {OAUTH}, body"), "sms.auth", "oauth2"),
        ("keep: {outbox: 3 days}\n", "keep: {outbox: 90 days}\n", "keep.outbox", "à 30 jours"),
    ],
)  # fmt: skip
def test_each_mistake(tmp_path: Path, old: str, new: str, key: str, what: str) -> None:
    assert load(write(tmp_path, RIGHT + old), env={})
    problems = refused(tmp_path, RIGHT + new)
    assert [problem for problem in problems if problem.place.key == key and what in problem.what], problems
    assert "tulipe" not in "".join(map(str, problems))


def test_a_mistyped_place_is_guessed(tmp_path: Path) -> None:
    problem = refused(tmp_path, RIGHT + SMS.replace("{text}", "{texte}"))[0]
    assert problem.hint == "vouliez-vous dire {text} ?"


def test_without_secrets_it_loads_as_well(tmp_path: Path) -> None:
    settings = load(write(tmp_path, RIGHT + MAIL + HOOK + SMS + "messages: a@b.example\n"), env={}, secrets=False)
    assert settings.mail is not None and settings.mail.password is None
    assert settings.webhooks[0].password is None
