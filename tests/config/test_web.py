"""`web`: what is shown over HTTP, and to whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.files import RIGHT, changed, the_problem, write
from vox.config.advice import advice
from vox.config.check import describe
from vox.config.loader import load

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


@pytest.mark.parametrize(
    ("web", "key", "said"),
    [
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
    ],
)
def test_written_wrong(tmp_path: Path, web: str, key: str, what: str, hint: str) -> None:
    problem = the_problem(tmp_path, f"{RIGHT}web: {web}\n")
    assert problem.place.key == key
    assert what in problem.what and hint in problem.hint
