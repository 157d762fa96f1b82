"""`vox check` tells an operator what would happen, and what is probably not meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.files import RIGHT, changed, write
from tests.config.test_examples import example
from vox.config.advice import Advice, advice
from vox.config.check import describe
from vox.config.loader import load


def advised(folder: Path, text: str) -> Advice:
    found = advice(load(write(folder, text), env={}))
    assert len(found) == 1, found
    return found[0]


def test_what_would_happen(tmp_path: Path) -> None:
    told = describe(example("cabinet-medical.yaml", tmp_path))
    for sentence in (
        "Cabinet médical des Tilleuls (Europe/Paris)",
        "operateur : s'enregistre auprès de sip.operateur.example comme 0033388000000, avec mot de passe, en UDP.",
        "standard : accepte les appels de 192.0.2.10, pour vox, en UDP et TCP.",
        "2 appels à la fois (les suivants entendent « occupé »), 15 min au plus chacun.",
        "lundi à vendredi : 08:30-12:30, 14:00-18:30",
        "Fermé les jours fériés de France et d'Alsace-Moselle.",
        "Fermé aussi du 24/12/2026 au 03/01/2027, le 07/05/2027.",
        "consultation : 20 min avec docteur Martin ou docteur Leroy, au plus tôt 2 h après l'appel",
        "docteur Martin : écrit dans https://agenda.cabinet.example/dav/martin/rdv/ comme vox, avec mot de passe.",
        "reçoit lundi et mardi : 09:00-12:30, 14:00-18:00 ; jeudi",
        "effacé après 30 jours.",
    ):
        assert sentence in told
    assert "À regarder" not in told
    assert "s3cret" not in told


def test_what_is_switched_off(tmp_path: Path) -> None:
    text = "organization: {name: Mairie}\nhours: {monday: [09:00-12:00]}\nflows: {book: no}\n"
    told = describe(load(write(tmp_path, text), env={}))
    assert (
        "On peut demander où en est une affaire, laisser un message, poser une question courante, demander quelqu'un."
        in told
    )
    assert "Coupé par flows : prendre rendez-vous." in told
    assert "Vox n'en donne pas." in told


def test_what_must_be_proven(tmp_path: Path) -> None:
    told = describe(
        load(write(tmp_path, changed("duration: 30 min", "duration: 30 min\n    cancel_notice: 24 h")), env={})
    )
    assert "Pour annuler : l'appel vient du numéro noté.\n" in told
    assert "Pour déplacer : l'appel vient du numéro noté, et la date de naissance (ou le nom).\n" in told
    assert "annulé ou déplacé jusqu'à 1 jour avant" in told


def test_no_way_to_be_called(tmp_path: Path) -> None:
    one = advised(tmp_path, RIGHT[: RIGHT.index("line:")])
    assert one.key == "line.sip"
    assert "personne ne peut appeler Vox" in one.what
    assert str(one) in describe(load(tmp_path / "vox.yaml", env={})).replace("\n    →", "\n  →")


def test_a_word_for_two(tmp_path: Path) -> None:
    second = "  conseil: {name: conseil, also_called: [Consultation], duration: 1 h, with: me-martin}\nline:\n"
    one = advised(tmp_path, changed("line:\n", second))
    assert one.key == "services.conseil.also_called"
    assert "« consultation » désigne aussi services.consultation" in one.what


def test_a_text_that_the_voice_would_read_wrong(tmp_path: Path) -> None:
    one = advised(tmp_path, RIGHT + "answers: {price: Voyez https://cabinet.example/tarifs}\n")
    assert one.key == "answers.price.say"
    assert "https://cabinet.example/tarifs" in one.what


def test_a_practitioner_without_service(tmp_path: Path) -> None:
    second = "  me-leroy: {name: maître Leroy, calendar: https://agenda.cabinet.example/leroy/}\nservices:\n"
    one = advised(tmp_path, changed("services:\n", second))
    assert one.key == "practitioners.me-leroy"
    assert "ajoutez me-leroy" in one.hint


@pytest.mark.parametrize(
    ("hours", "days"),
    [
        ("{monday: [09:00-12:00]}", None),
        ("{saturday: [09:00-12:00]}", "samedi"),
        ("{monday-tuesday: [12:00-14:30]}", "lundi, mardi"),
    ],
)
def test_a_practitioners_hours_outside_the_organizations(tmp_path: Path, hours: str, days: str | None) -> None:
    text = changed("    name: maître Martin\n", f"    name: maître Martin\n    hours: {hours}\n")
    found = advice(load(write(tmp_path, text), env={}))
    assert [one.key for one in found] == (["practitioners.me-martin.hours"] if days else [])
    assert all(f"({days})" in one.what for one in found)


def test_touching_ranges_hold_what_spans_them(tmp_path: Path) -> None:
    text = changed("[08:30-12:30, 14:00-18:30]", "[08:30-12:30, 12:30-18:30]")
    text = changed(
        "    name: maître Martin\n", "    name: maître Martin\n    hours: {monday: 12:00-13:00}\n", within=text
    )
    assert advice(load(write(tmp_path, text), env={})) == ()


def test_no_day_is_open(tmp_path: Path) -> None:
    assert advised(tmp_path, changed("[08:30-12:30, 14:00-18:30]", "[]")).key == "hours"


def test_a_registrar_without_password(tmp_path: Path) -> None:
    one = advised(tmp_path, changed("addresses: [192.0.2.10]", "registrar: sip.example"))
    assert one.key == "line.sip[1].password"


def test_a_line_that_cannot_reach_us(tmp_path: Path) -> None:
    text = (
        changed("addresses: [192.0.2.10]", 'registrar: sip.example, password: "${P}"') + "  listen: {host: 127.0.0.1}\n"
    )
    found = advice(load(write(tmp_path, text), env={"P": "x"}))
    assert [one.key for one in found] == ["line.listen.host"]


def test_a_trunk_that_is_everybody(tmp_path: Path) -> None:
    assert advised(tmp_path, changed("192.0.2.10", "0.0.0.0/0")).key == "line.sip[1].addresses"


def test_no_key_yet(tmp_path: Path) -> None:
    one = advised(tmp_path, RIGHT + "keep: {key_file: secrets/records_key}\n")
    assert one.key == "keep.key_file"
    assert one.hint == f"tapez : vox init-key {tmp_path / 'secrets' / 'records_key'}"
