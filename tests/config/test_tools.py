"""`tools`: how an operator writes them, and what is said to who writes them wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.files import RIGHT, refused, the_problem, write
from vox.config.advice import advice
from vox.config.check import describe
from vox.config.loader import load
from vox.config.settings import Settings

ENV = {"TOOL": "tulipe-42"}
TOOLS = """\
tools:
  dossiers:
    used_for: status
    url: https://greffe.example/dossiers/{reference}?client={client}
    auth: {as: bearer, password: "${TOOL}"}
    ask: Quel est le numéro du dossier ?
    reference: number
    answer:
      - {key: etat, path: "dossier.etat", words: {OPEN: en cours}}
      - {key: jour, path: audience, as: date, optional: true}
    say: ["Le dossier {reference} est {etat}.", "L'audience est {jour}."]
    try: {reference: "4512", client: "7"}
  tickets:
    used_for: message
    method: POST
    url: https://tickets.example/
    body:
      {texte: "{message}", file: 2, urgent: false, code: "2", vide: null, tel: 0388000000, plus: [1.5, {x: "{name}"}]}
  fichier:
    used_for: caller
    url: http://127.0.0.1:8000/clients?tel={caller}
    answer: [{key: client, path: "[0].id"}]
"""


def with_tools(old: str = "", new: str = "") -> str:
    assert not old or TOOLS.count(old) == 1, old
    return RIGHT + (TOOLS.replace(old, new) if old else TOOLS)


def loaded(folder: Path, text: str) -> Settings:
    return load(write(folder, text), env=ENV)


def test_as_they_are_written(tmp_path: Path) -> None:
    dossiers, tickets, fichier = loaded(tmp_path, with_tools()).tools
    assert (dossiers.id, dossiers.used_for, dossiers.reference) == ("dossiers", "status", "number")
    assert dossiers.auth is not None
    assert dossiers.auth.password is not None
    assert dossiers.auth.password.get_secret_value() == "tulipe-42"
    assert dossiers.answer[0].words == {"OPEN": "en cours"}
    assert dossiers.try_ == {"reference": "4512", "client": "7"}
    assert fichier.url.startswith("http://127.0.0.1")
    assert tickets.body == {
        "texte": "{message}",
        "file": 2,
        "urgent": False,
        "code": "2",
        "vide": None,
        "tel": "0388000000",
        "plus": [1.5, {"x": "{name}"}],
    }


@pytest.mark.parametrize(
    ("old", "new", "key", "what"),
    [
        ("dossiers/{reference}", "dossiers/{referense}", "tools.dossiers.url", "« referense »"),
        ("{client}", "{name}", "tools.dossiers.url", "« name »"),
        ("https://greffe.example", "http://greffe.example", "tools.dossiers.url", "en clair"),
        ("https://greffe.example", "https://{reference}.example", "tools.dossiers.url", "ne choisit pas la machine"),
        ("https://greffe.example", "https://vox:tulipe-42@greffe.example", "tools.dossiers.url", "dans l'adresse"),
        ("?client={client}", "?client={client}&api_key=tulipe-42", "tools.dossiers.url", "un secret est écrit"),
        ("https://greffe.example", "https://10.0.0.5", "tools.dossiers.url", "réseau privé"),
        ("https://greffe.example", "https://169.254.169.254", "tools.dossiers.url", "aucun outil"),
        ("https://greffe.example", "https://[fd00::7]", "tools.dossiers.url", "réseau privé"),
        ("dossiers/{reference}", "dossiers/{{reference}}", "tools.dossiers.url", "accolade"),
        ("est {etat}.", "est {état}.", "tools.dossiers.say[1]", "accolade"),
        ("est {etat}.", "est {statut}.", "tools.dossiers.say", "« statut »"),
        ('"dossier.etat"', '"dossier.[etat"', "tools.dossiers.answer[1].path", "JMESPath"),
        ("as: date", "as: jour", "tools.dossiers.answer[2].as", "« jour »"),
        ("key: jour", "key: etat", "tools.dossiers.answer", "le même nom etat"),
        ("as: bearer", "as: basic", "tools.dossiers.auth.as", "username"),
        ("as: bearer", "as: oauth2, username: vox", "tools.dossiers.auth.as", "token_url"),
        ('"${TOOL}"', "tulipe-42", "tools.dossiers.auth.password", "en clair"),
        ('password: "${TOOL}"', "token: tulipe-42", "tools.dossiers.auth.token", "en clair"),
        (', password: "${TOOL}"', "", "tools.dossiers.auth.password", "manque"),
        ("    ask: Quel est le numéro du dossier ?\n", "", "tools.dossiers", "rien ne demande la référence"),
        ('{reference: "4512", client: "7"}', '{reference: "4512"}', "tools.dossiers.try", "{client}"),
        ("reference: number", "timeout: 5 s", "tools.dossiers.timeout", "3 s"),
        ("    method: POST\n    url: https://tickets", "    url: https://tickets", "tools.tickets", "POST"),
        ('texte: "{message}"', "texte: bonjour", "tools.tickets.body", "le message n'est pas dans body"),
        ("file: 2", "password: tulipe-42", "tools.tickets.body.password", "ne va pas dans body"),
        ("file: 2", "token: tulipe-42", "tools.tickets.body.token", "ne va pas dans body"),
        ("file: 2", "apiKey: tulipe-42", "tools.tickets.body.apiKey", "ne va pas dans body"),
        ("file: 2", "Token: tulipe-42", "tools.tickets.body.Token", "ne va pas dans body"),
        ("file: 2", "client_secret: tulipe-42", "tools.tickets.body.client_secret", "ne va pas dans body"),
        ("file: 2", 'a: [{auth_token: "tulipe-42 {name}"}]', "tools.tickets.body.a[1].auth_token", "pas dans body"),
        ("file: 2", "accessToken: tulipe-42", "tools.tickets.body.accessToken", "ne va pas dans body"),
        ("used_for: message", "used_for: message\n    owner: tel", "tools.tickets.owner", "ne sert pas à message"),
        ("reference: number", "tls: {certificate: [tulipe]}", "tools.dossiers.tls.certificate", "d'un fichier"),
        ("?tel={caller}", "", "tools.fichier.url", "le numéro qui appelle"),
        ("?tel={caller}", "?tel={reference}", "tools.fichier.url", "« reference »"),
        ("used_for: caller", "used_for: client", "tools.fichier.used_for", "« client »"),
    ],
)
def test_written_wrong(tmp_path: Path, old: str, new: str, key: str, what: str) -> None:
    problems = refused(tmp_path, with_tools(old, new), ENV)
    found = [one for one in problems if one.place.key == key and (what in one.what or what in one.hint)]
    assert found, problems
    assert found[0].place.line > RIGHT.count("\n")
    assert "tulipe-42" not in f"{problems}"


def test_one_tool_creates_tickets(tmp_path: Path) -> None:
    second = TOOLS[TOOLS.index("  tickets:") : TOOLS.index("  fichier:")].replace("tickets:", "autres:")
    problem = the_problem(tmp_path, with_tools() + second, ENV)
    assert problem.place.key == "tools.autres.used_for"


def test_a_private_network_is_a_word_away(tmp_path: Path) -> None:
    text = with_tools("https://greffe.example", "https://10.0.0.5").replace("reference: number", "private: true")
    assert loaded(tmp_path, text).tools[0].private


def test_certificates_are_files_that_are_there(tmp_path: Path) -> None:
    text = with_tools("reference: number", "tls: {authority: ca.pem, certificate: vox.pem, key_file: vox.key}")
    problems = refused(tmp_path, text, ENV)
    assert [one.place.key.rpartition(".")[2] for one in problems] == ["authority", "certificate", "key_file"]
    for name, mode in (("ca.pem", 0o644), ("vox.pem", 0o644), ("vox.key", 0o644)):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(mode)
    problem = the_problem(tmp_path, text, ENV)
    assert problem.place.key == "tools.dossiers.tls.key_file"
    assert "chmod" in problem.hint
    (tmp_path / "vox.key").chmod(0o600)
    tls = loaded(tmp_path, text).tools[0].tls
    assert tls is not None
    assert tls.key_file == tmp_path / "vox.key"


def test_a_key_within_its_certificate_is_a_secret_too(tmp_path: Path) -> None:
    text = with_tools("reference: number", "tls: {certificate: vox.pem}")
    (tmp_path / "vox.pem").write_text("x")
    (tmp_path / "vox.pem").chmod(0o644)
    problem = the_problem(tmp_path, text, ENV)
    assert problem.place.key == "tools.dossiers.tls.certificate"
    assert problem.hint == f"tapez : chmod o-rwx {tmp_path / 'vox.pem'}"
    (tmp_path / "vox.pem").chmod(0o640)
    assert loaded(tmp_path, text).tools[0].tls is not None


@pytest.mark.parametrize("written", ["key: ATELIER", 'token: "{name}"', "fields: {key: a, tokens: 2}"])
def test_a_field_of_the_body_that_is_no_secret(tmp_path: Path, written: str) -> None:
    assert loaded(tmp_path, with_tools("file: 2", written)).tools[1].body


def test_secrets_are_not_needed_to_look_at_the_file(tmp_path: Path) -> None:
    tools = load(write(tmp_path, with_tools()), env={}, secrets=False).tools
    assert tools[0].auth is not None
    assert tools[0].auth.password is None


def test_what_goes_where_is_told(tmp_path: Path) -> None:
    told = describe(loaded(tmp_path, with_tools()))
    assert "dossiers : quand on demande où en est une affaire. GET https://greffe.example, avec un jeton" in told
    assert "reçoit la référence dite, client ; donne etat, jour" in told
    assert "fichier : quand un appel arrive." in told
    assert "donne client, jamais dit" in told
    assert "tulipe-42" not in told


def test_a_law_firm_is_told_that_a_reference_is_no_proof(tmp_path: Path) -> None:
    told = [str(one) for one in advice(loaded(tmp_path, with_tools()))]
    assert any(one.startswith("tools.dossiers : qui connaît une référence") for one in told)
    owned = loaded(tmp_path, with_tools("reference: number", "owner: client.tel"))
    assert not any("tools.dossiers" in str(one) for one in advice(owned))


def test_what_callers_hear_is_checked_for_the_voice(tmp_path: Path) -> None:
    settings = loaded(tmp_path, with_tools("L'audience est {jour}.", "Voyez https://greffe.example pour {jour}."))
    assert any(str(one).startswith("tools.dossiers.say : adresse web") for one in advice(settings))
