"""`web`: what is shown over HTTP, and to whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.files import RIGHT, changed, the_problem, write
from vox.config.advice import advice
from vox.config.check import describe
from vox.config.loader import load

AT = 'listen: "127.0.0.1:8082"'
PHONE = 'organization:\n  rights: {phone: "+33388000000"}\n'


def test_no_form_if_nothing_is_written(tmp_path: Path) -> None:
    settings = load(write(tmp_path, RIGHT), env={})
    assert settings.web.form is None
    assert "formulaire" not in describe(settings)


def test_behind_a_proxy(tmp_path: Path) -> None:
    text = changed("organization:\n", PHONE) + 'web: {form: "0.0.0.0:8081", proxies: 10.0.0.5}\n'
    settings = load(write(tmp_path, text), env={})
    assert (str(settings.web.form), settings.web.proxies) == ("0.0.0.0:8081", ("10.0.0.5",))
    assert "(/droits, /rights) répond sur 0.0.0.0:8081, par 10.0.0.5 et cette machine seulement." in describe(settings)
    assert advice(settings) == ()


def test_a_page_to_call_from(tmp_path: Path) -> None:
    secret = tmp_path / "turn"
    secret.write_text("shared-with-the-relay\n")
    secret.chmod(0o600)
    text = f"""{RIGHT}web:
  proxies: 10.0.0.5
  calls:
    listen: "0.0.0.0:8082"
    origins: [https://www.cabinet.example, "https://rdv.cabinet.example:8443"]
    address: 203.0.113.7
    stun: stun:turn.cabinet.example:3478
    turn: {{url: "turns:turn.cabinet.example:5349?transport=tcp", password_file: {secret}}}
"""
    settings = load(write(tmp_path, text), env={})
    calls = settings.web.calls
    assert calls is not None and calls.turn is not None and calls.turn.password is not None
    assert (str(calls.listen), calls.at_once, calls.per_address) == ("0.0.0.0:8082", 1, 10)
    assert calls.turn.password.get_secret_value() == "shared-with-the-relay"
    assert "La page d'appel (/appel, /call) répond sur 0.0.0.0:8082, par 10.0.0.5" in describe(settings)
    assert advice(settings) == ()
    assert load(write(tmp_path, RIGHT), env={}).web.calls is None


@pytest.mark.parametrize(
    ("web", "key", "said"),
    [
        ('{calls: {listen: "127.0.0.1:8082"}}', "web.calls", "10 appels par heure en tout"),
        ('{calls: {listen: "127.0.0.1:8082", at_once: 2}}', "web.calls.at_once", "le téléphone"),
        ('{form: "127.0.0.1:8081"}', "web.form", "cinq demandes par heure en tout"),
        ('{form: "127.0.0.1:8081", proxies: [127.0.0.1]}', "organization.rights.phone", "aucun téléphone"),
        ("{proxies: [127.0.0.1]}", "web.proxies", "ne sert à rien"),
    ],
)
def test_allowed_and_probably_not_meant(tmp_path: Path, web: str, key: str, said: str) -> None:
    found = advice(load(write(tmp_path, f"{RIGHT}web: {web}\n"), env={}))
    assert [one.what for one in found if one.key == key and said in one.what]


@pytest.mark.parametrize(
    ("web", "key", "what", "hint"),
    [
        ('{form: "0.0.0.0:8081"}', "web.form", "passeraient en clair", "proxies"),
        ('{form: "192.0.2.7:8081"}', "web.form", "passeraient en clair", '"127.0.0.1:8081"'),
        ('{form: "vox.cabinet.example:8081"}', "web.form", "passeraient en clair", "proxies"),
        ('{form: "127.0.0.1:8080"}', "web.form", "le port 8080", '"127.0.0.1:8081"'),
        ('{form: "127.0.0.1"}', "web.form", "n'est pas adresse:port", "8080"),
        ('{form: "127.0.0.1:8081", proxies: [0.0.0.0/0]}', "web.proxies[1]", "presque n'importe qui", "seule adresse"),
        ('{form: "127.0.0.1:8081", proxies: ["::/0"]}', "web.proxies[1]", "presque n'importe qui", "seule adresse"),
        ('{form: "127.0.0.1:8081", proxies: [nginx]}', "web.proxies[1]", "ni une adresse IP", "127.0.0.1"),
        ('{formulaire: "127.0.0.1:8081"}', "web.formulaire", "n'existe pas", "form ?"),
        ("{calls: {}}", "web.calls.listen", "manque", "127.0.0.1:8082"),
        ('{calls: {listen: "0.0.0.0:8082"}}', "web.calls", "y refusent le micro", "proxies"),
        ('{calls: {listen: "127.0.0.1:8080"}}', "web.calls", "/health et la page d'appel", '"127.0.0.1:8082"'),
        (
            '{form: "127.0.0.1:8082", calls: {listen: "127.0.0.1:8082"}}',
            "web.calls",
            "le formulaire et la page d'appel",
            '"127.0.0.1:8083"',
        ),
        (f"{{calls: {{{AT}, origins: [www.cabinet.example]}}}}", "web.calls.origins[1]", "sans chemin", "https://www"),
        (f"{{calls: {{{AT}, origins: ['http://a.example']}}}}", "web.calls.origins[1]", "en https://", "https://www"),
        (f"{{calls: {{{AT}, origins: ['https://a.example/x']}}}}", "web.calls.origins[1]", "sans chemin", "https://"),
        (f'{{calls: {{{AT}, origins: ["https://a.example;x"]}}}}', "web.calls.origins[1]", "sans chemin", "https"),
        (f"{{calls: {{{AT}, at_once: 0}}}}", "web.calls.at_once", "trop petit", "1"),
        (f"{{calls: {{{AT}, address: vox.example}}}}", "web.calls.address", "pas une adresse IP", "127.0.0.1"),
        (f"{{calls: {{{AT}, address: 0.0.0.0}}}}", "web.calls.address", "de personne", "retirez"),
        (f"{{calls: {{{AT}, stun: turn.example}}}}", "web.calls.stun", "pas un serveur STUN", "stun:"),
        (
            f"{{calls: {{{AT}, turn: {{url: 'turn:a b', password: '${{TURN}}'}}}}}}",
            "web.calls.turn.url",
            "pas un serveur TURN",
            "turn:",
        ),
    ],
)
def test_written_wrong(tmp_path: Path, web: str, key: str, what: str, hint: str) -> None:
    problem = the_problem(tmp_path, f"{RIGHT}web: {web}\n", env={"TURN": "shared"})
    assert problem.place.key == key
    assert what in problem.what and hint in problem.hint
