"""`callers`, `steps`, `for_known`, `for_new`: what is written to callers and kept for some, and each mistake in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.files import RIGHT, changed, refused, the_problem, write
from vox.config.check import describe
from vox.config.loader import load

MAIL = "mail: {host: smtp.cabinet.example, from: vox@cabinet.example, summaries: a@cabinet.example}\n"
SMS = 'sms: {url: https://sms.example/v1, body: {to: "{number}", text: "{text}"}}\n'
TOOL = """\
tools:
  fichier:
    used_for: caller
    url: https://crm.example/?t={caller}
    answer: [{key: courriel, path: email}, {key: langue, path: langue, optional: true}]
"""
SERVICE = "    duration: 30 min\n"


def test_all_of_it(tmp_path: Path) -> None:
    steps = (
        "    duration: 90 min\n    steps: [{name: a, duration: 30 min, pause: 30 min}, {name: b, duration: 30 min}]\n"
    )
    kept = "    for_new: {tuesday: [09:00-11:00]}\n    for_known: {monday: [14:00-18:30]}\n"
    hours = "    hours: {monday-friday: [08:30-12:30], closed: [2027-02-15..2027-02-19]}\n"
    text = changed(SERVICE, steps + kept + hours)
    callers = "callers: {email: courriel, language: langue, remind: 24 h, remind_by: [sms, mail]}\n"
    told = describe(load(write(tmp_path, text + MAIL + SMS + TOOL + callers), env={}))
    for sentence in (
        "en étapes : a 30 min, puis 30 min de pause, b 30 min ; la pause est libre pour un autre rendez-vous",
        "gardé à qui vient la première fois : mardi : 09:00-11:00",
        "gardé à qui est déjà venu : lundi : 14:00-18:30",
        "pas donnée du 15/02/2027 au 19/02/2027",
        "reçoit aussi ses rendez-vous par e-mail",
        "Un rappel part par SMS et e-mail 1 jour avant, pour un rendez-vous pris 90 jours d'avance au plus",
    ):
        assert sentence in told


@pytest.mark.parametrize(
    ("callers", "more", "what"),
    [
        ("{email: courriel}", TOOL, "des e-mails partent aux appelants, et rien ne dit par quel serveur"),
        ("{email: couriel}", MAIL + TOOL, "aucun outil caller ne donne la valeur « couriel »"),
        ("{email: courriel}", MAIL, "aucun outil caller ne donne la valeur « courriel »"),
        ("{remind: 24 h}", "", "le rappel part par SMS, et rien ne dit par quelle passerelle"),
        ("{remind: 24 h, remind_by: mail}", MAIL, "le rappel part par e-mail, et rien ne dit à quelle adresse"),
        ("{remind: 30 days}", SMS, "30 jours : la durée va de 1 h à 14 jours"),
        ('{text: "Le {jour}"}', "", "aucune valeur ne s'appelle « jour » ici"),
        ('{remind_text: "Il {state}"}', "", "aucune valeur ne s'appelle « state » ici"),
        ('{text_en: "On {date"}', "", "une accolade de"),
    ],
)
def test_what_cannot_be_written_to_callers(tmp_path: Path, callers: str, more: str, what: str) -> None:
    problem = the_problem(tmp_path, f"{RIGHT}{more}callers: {callers}\n")
    assert what in problem.what
    assert problem.place.key.startswith("callers")


@pytest.mark.parametrize(
    ("service", "key", "what"),
    [
        ("    for_new: {closed: [2027-01-02], monday: [09:00-10:00]}\n", "for_new", "n'ont pas de jours de fermeture"),
        ("    for_known: {lundi: [09:00-10:00]}\n", "for_known", "n'est pas un jour"),
        ("    steps: [{name: a, duration: 10 min}, {name: b, duration: 10 min}]\n", "duration", "durent 20 min"),
        ("    steps: [{name: a, duration: 30 min}]\n", "steps", "une seule étape"),
    ],
)
def test_what_a_service_cannot_have(tmp_path: Path, service: str, key: str, what: str) -> None:
    problems = refused(tmp_path, changed(SERVICE, SERVICE + service))
    assert any(what in one.what and key in one.place.key for one in problems)
