"""Several readings of one utterance: another than the likeliest only answers what was asked, and only where it must."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.commands import Command, format_line, parse
from vox.dialogue.understanding.readings import understand, with_who_is_known
from vox.dialogue.understanding.types import State

TODAY = date(2026, 12, 1)


class Seat:
    """Understands the lines that it was given, and nothing else."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        self.lines = lines
        self.asked: list[str] = []

    async def understand(self, state: State, heard: str) -> tuple[Command, ...]:
        self.asked.append(heard)
        return parse(self.lines.get(heard, "unclear"))

    def prepare(self, state: State) -> None: ...

    def forget(self) -> None: ...


def understood(asking: Asking, readings: Sequence[str], lines: Mapping[str, str]) -> tuple[str, str, list[str]]:
    seat = Seat(lines)
    text, commands = asyncio.run(understand(seat, State(Flow.BOOK, asking, "…"), readings, TODAY))
    return text, format_line(commands), seat.asked


@pytest.mark.parametrize(
    ("asking", "readings", "lines", "text", "commands"),
    [
        (Asking.TIME, ["Basar.", "Dix heures."], {"Dix heures.": "time=Dix heures"}, "Dix heures.", "time=Dix heures"),
        # An hour that nobody can read is no answer.
        (
            Asking.TIME, ["Basar.", "Dix heures."],
            {"Basar.": "time=Basar", "Dix heures.": "time=Dix heures"}, "Dix heures.", "time=Dix heures",
        ),
        (Asking.DATE, ["J'ai dit soin.", "jeudi soir"], {"jeudi soir": "date=jeudi; time=soir"},
         "jeudi soir", "date=jeudi; time=soir"),
        # Nor is a value for something else, or a choice that names nothing.
        (Asking.DATE, ["J'ai dit soin.", "jeudi soir"],
         {"J'ai dit soin.": "fix service=soin", "jeudi soir": "date=jeudi; time=soir"},
         "jeudi soir", "date=jeudi; time=soir"),
        (Asking.CHOICE, ["Sel d'Emilia.", "celle du milieu"],
         {"Sel d'Emilia.": "choice=Sel d'Emilia", "celle du milieu": "choice=milieu"},
         "celle du milieu", "choice=milieu"),
        (Asking.CHOICE, ["Plus importe.", "peu importe"], {"peu importe": "any"}, "peu importe", "any"),
    ],
)  # fmt: skip
def test_where_the_likeliest_means_nothing_another_answers(
    asking: Asking, readings: list[str], lines: dict[str, str], text: str, commands: str
) -> None:
    assert understood(asking, readings, lines)[:2] == (text, commands)


def test_what_was_understood_stands_and_nothing_more_is_asked() -> None:
    lines = {"Onze heures.": "time=Onze heures", "Dix heures.": "time=Dix heures"}
    text, commands, asked = understood(Asking.TIME, ["Onze heures.", "Dix heures."], lines)
    assert (text, commands, asked) == ("Onze heures.", "time=Onze heures", ["Onze heures."])


def test_a_correction_that_no_reading_turns_into_an_answer_stands() -> None:
    lines = {"Non, pour une coupe.": "fix service=coupe", "Nom pour une coupe.": "fix name=coupe"}
    found = understood(Asking.DATE, ["Non, pour une coupe.", "Nom pour une coupe."], lines)
    assert found[:2] == ("Non, pour une coupe.", "fix service=coupe")


@pytest.mark.parametrize("asking", [Asking.CONFIRM, Asking.MORE])
def test_no_guess_says_no_where_that_ends_a_call_or_an_alarm(asking: Asking) -> None:
    assert understood(asking, ["Nom.", "non"], {"non": "no"})[1:] == ("unclear", ["Nom."])


def test_who_has_waited_is_not_kept_waiting_for_more_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vox.dialogue.understanding.readings.WAITED_S", -1.0)
    assert understood(Asking.TIME, ["Basar.", "Dix heures."], {"Dix heures.": "time=Dix heures"})[2] == ["Basar."]
    names = {"Marie Thurie.": "name=Marie Thurie", "Marie Curie.": "name=Marie Curie"}
    assert understood(Asking.NAME, list(names), names)[2] == ["Marie Thurie."]


@pytest.mark.parametrize("other", ["yes", "cancel", "book", "goodbye", "human", "emergency", "opposition", "fix date"])
@pytest.mark.parametrize("asking", [Asking.CONFIRM, Asking.CHOICE, Asking.MORE, Asking.DATE])
def test_another_reading_agrees_to_nothing_and_starts_nothing(asking: Asking, other: str) -> None:
    text, commands, _ = understood(asking, ["Wix.", "autre"], {"autre": other})
    assert (text, commands) == ("Wix.", "unclear")


@pytest.mark.parametrize(
    ("readings", "said"),
    [
        (["Marie Thurie.", "Marie Curie."], "Marie Curie."),
        (["Mais non Gira.", "Mais nos Girard.", "Manon Girard."], "Manon Girard."),
        # Who has a name that many bear is believed, and whoever spells theirs.
        (["Josette Ricard.", "Josette Picard."], "Josette Ricard."),
        (["Marie Thurie, T, H, U, R, I, E.", "Marie Curie."], "Marie Thurie, T, H, U, R, I, E."),
        # Half a name, or one that hardly anybody bears, is no better.
        (["Marie Thurie.", "Marie."], "Marie Thurie."),
        (["Marie Thurie.", "Marie Thurin-Lebr."], "Marie Thurie."),
        # Of the rest of a sentence that is none, all of it.
        (["Picard.", "Josette Picard."], "Josette Picard."),
        (["Picard.", "Josette Ricard."], "Picard."),
    ],
)
def test_a_name_that_hardly_anybody_bears_gives_way_to_one_that_many_do(readings: list[str], said: str) -> None:
    lines = {one: f"name={one.removesuffix('.')}" for one in readings if one != "Mais non Gira."}
    assert understood(Asking.NAME, readings, lines)[0] == said


@pytest.mark.parametrize("heard", ["fix name=Girard", "no; name=Girard", "no; fix name=Girard"])
def test_the_beginning_of_a_name_that_was_heard_as_words_is_part_of_it(heard: str) -> None:
    lines = {"Mais non Girard.": heard, "Manon Girard": "name=Manon Girard"}
    assert understood(Asking.NAME, list(lines), lines)[:2] == ("Manon Girard", "name=Manon Girard")


def test_another_reading_of_a_name_starts_nothing() -> None:
    lines = {"Marie Thurie.": "name=Marie Thurie", "Marie Curie.": "name=Marie Curie; cancel"}
    assert understood(Asking.NAME, ["Marie Thurie.", "Marie Curie."], lines)[0] == "Marie Thurie."


@pytest.mark.parametrize("asking", [Asking.OPEN, Asking.NAME, Asking.PHONE, Asking.MESSAGE, Asking.BIRTHDATE])
def test_where_anything_may_be_said_only_the_likeliest_counts(asking: Asking) -> None:
    assert understood(asking, ["Wix.", "Dupont"], {"Dupont": "name=Dupont"})[2] == ["Wix."]


HOUSE = {"sophie": ("Sophie",), "voirie": ("la voirie",), "karim": ("Karim",)}


@pytest.mark.parametrize(
    ("readings", "said"),
    [
        (["Un message pour ceci.", "Un message pour ce fils.", "Un message pour Sophie."], "Un message pour Sophie."),
        (["C'est pour l'avoir.", "C'est pour la voirie."], "C'est pour la voirie."),
        # Who is known already is meant, and another sentence is another sentence.
        (["Un message pour Karim.", "Un message pour Sophie."], "Un message pour Karim."),
        (
            ["Vous avez de la place ce soir ?", "Sophie, dites à Karim que c'est bon."],
            "Vous avez de la place ce soir ?",
        ),
        (["Un message pour ceci."], "Un message pour ceci."),
    ],
)
def test_somebody_of_the_organization_is_meant_where_the_likeliest_names_nobody(readings: list[str], said: str) -> None:
    assert with_who_is_known(State(Flow.NONE, Asking.OPEN, "…"), readings, HOUSE)[0] == said


def test_nobody_of_the_organization_is_meant_where_a_name_is_asked() -> None:
    readings = ["Mon fils.", "Sophie."]
    assert with_who_is_known(State(Flow.BOOK, Asking.NAME, "…"), readings, HOUSE) == readings
