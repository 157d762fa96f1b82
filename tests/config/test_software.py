"""`software` of a practitioner: how an operator writes it, and what is said to who writes it wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.business.bookings import written
from tests.config.files import changed, refused, write
from vox.business.entries import Entry, entries_of, reference_of
from vox.config.advice import advice
from vox.config.check import describe
from vox.config.loader import load
from vox.config.settings import Settings
from vox.config.tools import Tool
from vox.documents.recipients import recipients

DENTIST = Path(__file__).parents[2] / "config" / "cabinet-dentaire.yaml"
ENV = {"SOFTWARE": "tulipe-42"}
RIGHT = written("https://logiciel.garage.example")


def loaded(folder: Path, text: str = RIGHT) -> Settings:
    return load(write(folder, text), env=ENV)


def test_as_it_is_written(tmp_path: Path) -> None:
    (bruno,) = loaded(tmp_path).practitioners
    assert bruno.calendar is None
    assert bruno.software is not None
    assert (bruno.software.busy, bruno.software.book, bruno.software.known_as) == ("prises", "reserver", "7")
    assert bruno.software.services == {"diagnostic": "DIAG"}


@pytest.mark.parametrize(
    ("old", "new", "key", "what"),
    [
        ("book: reserver", "book: reservre", "practitioners.bruno.software.book", "vouliez-vous dire reserver ?"),
        ("book: reserver", "book: agenda-x", "practitioners.bruno.software.book", "au choix : reserver"),
        ("book: reserver", "book: annuler", "practitioners.bruno.software.book", "sert à cancel, pas à book"),
        ("      book: reserver\n", "", "practitioners.bruno.software.book", "manque"),
        ("      look: lire\n", "", "practitioners.bruno.software.look", "manque"),
        ("look: lire", "look: retrouver", "practitioners.bruno.software.look", "ne demande pas par {reference}"),
        ("look_by_key: retrouver", "look_by_key: lire", "practitioners.bruno.software.look_by_key", "par {key}"),
        ("      look_by_key: retrouver\n", "", "practitioners.bruno.software", "dont la réponse s'est perdue"),
        ("busy: prises", "busy: prises\n      free: libres", "practitioners.bruno.software", "tous deux"),
        ("      busy: prises\n", "", "practitioners.bruno.software", "rien ne dit ce qui est pris"),
        ("busy: prises", "bussy: prises", "practitioners.bruno.software.bussy", "vouliez-vous dire busy ?"),
        (
            "{diagnostic: DIAG}",
            "{diagnostik: DIAG}",
            "practitioners.bruno.software.services.diagnostik",
            "diagnostic ?",
        ),
        (
            "    software:",
            "    calendar: https://agenda.example/b/\n    software:",
            "practitioners.bruno.software",
            "calendar et software sont écrits tous deux",
        ),
        (
            "    software:",
            "    also_busy: https://a.example/b/\n    software:",
            "practitioners.bruno.also_busy",
            "also_busy",
        ),
        (
            "{key: start, path: debut}, {key: end, path: fin}]\n  libres",
            "{key: end, path: fin}]\n  libres",
            "tools.prises.answer",
            "la valeur start manque",
        ),
        (", {key: end, path: fin}]\n  libres", "]\n  libres", "tools.prises.answer", "ne dit la fin"),
        (
            "      - {key: name, path: client.nom}\n      - {key: phone",
            "      - {key: phone",
            "tools.lire.answer",
            "name manque",
        ),
        (
            "path: client.telephone, optional: true",
            "path: client.telephone, as: text",
            "tools.lire.answer[5].as",
            "déjà connue",
        ),
        ("{key: phone, path", "{key: telephone, path", "tools.lire.answer[5].key", "vouliez-vous dire phone ?"),
        (
            "?de={from}&a={to}&qui={practitioner}\n    auth: &compte",
            "?a={to}\n    auth: &compte",
            "tools.prises.url",
            "{from}",
        ),
        ('      debut: "{start}"\n', "", "tools.reserver.url", "{start} n'est envoyé nulle part"),
        ('      minutes: "{minutes}"\n', "", "tools.reserver.url", "combien dure"),
        ('      cle: "{key}"\n', "", "practitioners.bruno.software.book", "n'envoie pas la clé"),
        ('nom: "{name}"', 'nom: "{nom}"', "tools.reserver.body", "« nom »"),
        ("    method: POST\n", "", "tools.reserver", "GET ne sert pas à book"),
        ("method: DELETE", "method: GET", "tools.annuler.method", "GET ne sert pas à cancel"),
        ("/api/rdv?cle={key}", "/api/rdv/{reference}?cle={key}", "tools.retrouver.url", "un seul des deux"),
        ("    owner: client.telephone\n", "", "tools.chercher", "à quel numéro"),
        ("used_for: cancel", "used_for: cancel\n    items: rdv", "tools.annuler.items", "items ne sert pas à cancel"),
        ("used_for: cancel", "used_for: cancel\n    try: {reference: R1}", "tools.annuler.try", "try ne sert pas"),
        ("used_for: cancel", "used_for: cancel\n    say: Voilà.", "tools.annuler.say", "say ne sert pas à cancel"),
        ("items: prises", 'items: "prises[?"', "tools.prises.items", "JMESPath"),
        ("with: bruno", "with: bruno, seats: 4", "services.diagnostic.seats", "un groupe"),
        (
            "https://logiciel.garage.example/api/libres",
            "http://logiciel.garage.example/api/libres",
            "tools.libres.url",
            "en clair",
        ),
    ],
)
def test_written_wrong(tmp_path: Path, old: str, new: str, key: str, what: str) -> None:
    problems = refused(tmp_path, changed(old, new, within=RIGHT), ENV)
    found = [one for one in problems if one.place.key == key and (what in one.what or what in one.hint)]
    assert found, problems
    assert "tulipe-42" not in f"{problems}"


def test_neither_a_calendar_nor_a_software(tmp_path: Path) -> None:
    start, end = RIGHT.index("    software:"), RIGHT.index("services:\n")
    for text, what in (
        (RIGHT[:start] + RIGHT[end:], "la clé calendar manque"),
        (RIGHT[:start] + "    calendar:\n" + RIGHT[end:], "rien n'est écrit ici"),
        (RIGHT[:start] + "    software:\n" + RIGHT[end:], "rien n'est écrit ici"),
    ):
        (problem,) = refused(tmp_path, text, ENV)
        assert what in problem.what
        assert "software" in problem.hint
        assert problem.place.key.startswith("practitioners.bruno")


def test_a_tool_of_two_tells_of_whom_it_is_asked(tmp_path: Path) -> None:
    start, end = RIGHT.index("  bruno:"), RIGHT.index("services:\n")
    second = RIGHT[start:end].replace("bruno", "farid").replace("Bruno", "Farid")
    problems = refused(tmp_path, RIGHT[:end] + second + RIGHT[end:], ENV)
    assert [one.place.key for one in problems] == ["practitioners.farid.software.find"]
    assert "sert aussi à Bruno" in problems[0].what
    told = "owner: client.telephone\n    answer:\n      - {key: practitioner, path: qui}"
    text = changed("owner: client.telephone\n    answer:", told, within=RIGHT[:end] + second + RIGHT[end:])
    assert len(loaded(tmp_path, text).practitioners) == 2


def test_rooms_are_for_the_software_to_count(tmp_path: Path) -> None:
    text = changed("with: bruno", "with: bruno, needs: pont", within=RIGHT) + "resources: {pont: {name: Pont}}\n"
    (problem,) = refused(tmp_path, text, ENV)
    assert problem.place.key == "services.diagnostic.needs"


def test_steps_are_for_an_agenda_of_events(tmp_path: Path) -> None:
    steps = "steps: [{name: lire, duration: 10 min, pause: 10 min}, {name: dire, duration: 10 min}]"
    problems = refused(tmp_path, changed("with: bruno", f"with: bruno, {steps}", within=RIGHT), ENV)
    assert [one.place.key for one in problems if "logiciel de Bruno" in one.what] == ["services.diagnostic.steps"]


def test_a_software_that_takes_our_key_needs_no_other_look(tmp_path: Path) -> None:
    assert loaded(tmp_path, written("https://logiciel.garage.example", by_key="", given="[]")).practitioners


def test_what_is_asked_and_sent_is_told(tmp_path: Path) -> None:
    told = describe(loaded(tmp_path))
    assert "Bruno : rendez-vous lus et pris dans votre logiciel (outils prises, reserver, lire)." in told
    assert "reserver : quand un rendez-vous est pris ou déplacé. POST https://logiciel.garage.example" in told
    assert "reçoit le praticien, la prestation, le jour et l'heure, la durée, le nom" in told
    assert "tulipe-42" not in told
    alone = describe(loaded(tmp_path, written("https://logiciel.garage.example", client="")))
    assert "qui veut déplacer, annuler ou connaître le sien laisse un message" in alone


def test_a_tool_that_nobody_names_is_told(tmp_path: Path) -> None:
    told = [str(one) for one in advice(loaded(tmp_path)) if one.key.startswith("tools.")]
    assert len(told) == 1
    assert told[0].startswith("tools.libres : aucun praticien ne s'en sert")


def test_who_gets_what_is_in_the_papers(tmp_path: Path) -> None:
    told = {one.who: one for one in recipients(loaded(tmp_path))}
    assert not [who for who in told if who.startswith("l'agenda")]
    booking = told["l'outil reserver, quand un rendez-vous est pris ou déplacé"]
    assert "le nom" in booking.what
    assert booking.where == "logiciel.garage.example"


def test_the_whole_example_reads_what_its_software_says() -> None:
    settings = load(DENTIST, env={}, secrets=False)
    tools = {one.id: one for one in settings.tools}
    here = {"debut": "2026-12-04T11:00:00+01:00", "fin": "2026-12-04T11:30:00+01:00"}
    one = {"id": 7, **here, "statut": "pris", "motif": "CONS", "patient": {"nom": "Dupont", "telephone": "0639980012"}}
    gone = {**one, "statut": "annule"}
    many = {"resultats": [gone, {**one, "patient": {**one["patient"], "prenom": "Claire", "naissance": "1980-03-02"}}]}
    assert [entry.reference for entry in read(tools["occupations"], {"occupations": [{"id": 7, **here}, here]})] == [
        "7",
        "",
    ]
    assert [entry.name for entry in read(tools["lire"], one)] == ["Dupont"]
    assert read(tools["lire"], gone) == []
    assert [entry.name for entry in read(tools["retrouver"], many)] == ["Claire Dupont"]
    (found,) = read(tools["chercher"], many)
    assert (found.phones, found.birthdate) == ({"+33639980012"}, date(1980, 3, 2))
    assert reference_of(tools["reserver"], {"id": 7}) == "7"
    caron, vidal = (practitioner.software for practitioner in settings.practitioners)
    assert caron is not None and vidal is not None
    assert (caron.known_as, vidal.known_as, vidal.book) == ("12", "15", "reserver")


def read(tool: Tool, data: Any) -> list[Entry]:
    return list(entries_of(tool, data, zone=ZoneInfo("Europe/Paris")))
