"""An organization's own questions, hours of a person and the urgent reserve: written right, and wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.files import RIGHT, changed, the_problem, write
from vox.config.advice import advice
from vox.config.loader import load

DURATION = "    duration: 30 min\n"


def with_service(text: str) -> str:
    return changed(DURATION, f"{DURATION}    {text}\n")


def test_everything_that_can_be_asked(tmp_path: Path) -> None:
    text = with_service(
        'ask: [{key: premiere-visite, say: "Est-ce votre première visite ?", as: yes_no},'
        ' {key: adversaire, say: "Contre qui ?"},'
        ' {key: lieu, say: "Ici, ou chez vous ?", as: choice, choices: [ici, chez vous], store: summary},'
        ' {key: enfants, say: "Combien d\'enfants ?", as: number, store: none},'
        ' {key: depuis_quand, say: "Depuis quand ?", as: date}]'
    )
    (service,) = load(write(tmp_path, text), env={}).services
    assert [(one.key, one.as_, one.store) for one in service.ask] == [
        ("premiere-visite", "yes_no", "event"),
        ("adversaire", "text", "event"),
        ("lieu", "choice", "summary"),
        ("enfants", "number", "none"),
        ("depuis_quand", "date", "event"),
    ]
    assert service.ask[2].choices == ("ici", "chez vous")


@pytest.mark.parametrize(
    ("ask", "what", "hint"),
    [
        ("{key: phone, say: 'Quel numéro ?'}", "un mot de Vox", "phone-propre"),
        ("{key: question, say: 'Quoi ?'}", "un mot de Vox", "question-propre"),
        ("{key: Première visite, say: 'Quoi ?'}", "n'est pas une clé", "premiere-visite"),
        ("{key: lieu, say: 'Où ?', as: choice}", "deux à quatre réponses", "choices"),
        ("{key: lieu, say: 'Où ?', as: choice, choices: [ici]}", "deux à quatre réponses", "choices"),
        ("{key: lieu, say: 'Où ?', choices: [ici, ailleurs]}", "ne vaut que pour une question choice", "as: choice"),
        ("{key: lieu, say: 'Où ?', as: yesno}", "n'est pas possible ici", "yes_no"),
        ("{key: lieu, say: 'Où ?', store: journal}", "n'est pas possible ici", "event"),
        ("{key: lieu, say: 'Où ?'}, {key: lieu, say: 'Quand ?'}", "même clé lieu", "la sienne"),
        ("{key: lieu}", "la clé say manque", "say"),
    ],
)
def test_a_question_that_is_wrong(tmp_path: Path, ask: str, what: str, hint: str) -> None:
    problem = the_problem(tmp_path, with_service(f"ask: [{ask}]"))
    assert what in problem.what
    assert hint in problem.hint


def test_a_question_that_the_voice_would_stumble_over(tmp_path: Path) -> None:
    text = with_service('ask: [{key: site, say: "Avez-vous vu www.cabinet.example/aide ?"}]')
    assert any(one.key == "services.consultation.ask.site" for one in advice(load(write(tmp_path, text), env={})))


@pytest.mark.parametrize(("written", "kept"), [("2 a day", 2), ("2 par jour", 2), ("3", 3), ("0", 0)])
def test_the_urgent_reserve(tmp_path: Path, written: str, kept: int) -> None:
    text = with_service(f"urgent_reserve: {written}")
    assert load(write(tmp_path, text), env={}).services[0].urgent_reserve == kept


@pytest.mark.parametrize("written", ["beaucoup", "2 a week", "-1", "2.5"])
def test_a_reserve_that_is_none(tmp_path: Path, written: str) -> None:
    assert "2 a day" in the_problem(tmp_path, with_service(f"urgent_reserve: {written}")).hint


def test_the_hours_of_a_person(tmp_path: Path) -> None:
    text = f"{RIGHT}people:\n  accueil: {{name: l'accueil, hours: {{monday-friday: [09:00-12:00]}}}}\n"
    (person,) = load(write(tmp_path, text), env={}).people
    assert person.hours is not None
    assert [len(day) for day in person.hours.week] == [1, 1, 1, 1, 1, 0, 0]
