"""What the model left out of a wish is found where grammar puts it; nothing is found where annotators saw nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from vox.bench.cases import read_files
from vox.bench.understanding import NOW, settings_of
from vox.dialogue.understanding.commands import format_line, parse
from vox.dialogue.understanding.left_out import parted, with_both_times, with_last_day
from vox.dialogue.understanding.prompt import Organization, clean
from vox.dialogue.understanding.values import Values

TEACHING = Path(__file__).parents[2] / "training" / "utterances"
VALUES = Values(settings_of(Organization(services=("courroie", "vidange"))), lambda: NOW)


@pytest.mark.parametrize(
    ("heard", "written", "found"),
    [
        ("une vidange, dans un mois", "book; service=vidange", "book; service=vidange; date=dans un mois"),
        ("une vidange pour le 14", "book; service=vidange", "book; service=vidange; date=14"),
        ("une vidange à partir du 14", "book; service=vidange", "book; service=vidange; date=à partir du 14"),
        ("une vidange mardi matin", "book; service=vidange; time=matin", None),
        ("une vidange, c'est la deuxième", "book; service=vidange", None),
        ("une vidange, pas un lavage", "book; service=vidange", None),
        ("une soudure au printemps", "book; service=soudure", None),
        ("ma clé a cassé ce matin", "book; reason=ma clé a cassé", None),
        ("annulez la vidange de jeudi", "cancel; appointment=vidange", None),
    ],
)
def test_the_day_that_ends_a_wish(heard: str, written: str, found: str | None) -> None:
    assert format_line(with_last_day(VALUES, parse(written), heard)) == (found or written)


@pytest.mark.parametrize(
    ("heard", "written", "found"),
    [
        (
            "nous devions passer à onze heures, mais ce sera midi",
            "move; time=midi",
            "move; time=midi; appointment=onze heures",
        ),
        ("je devais passer sans faute, mais ce sera midi", "move; time=midi", None),
        ("je devais passer lundi mais je viens jeudi", "move; appointment=lundi; date=jeudi", None),
        ("reportez en mars ma vidange", "move; appointment=vidange", "move; appointment=vidange; date=mars"),
        ("reportez en douceur ma vidange", "move; appointment=vidange", None),
        ("reportez à jeudi ma vidange", "cancel; appointment=vidange", None),
    ],
)
def test_both_times_of_a_move(heard: str, written: str, found: str | None) -> None:
    assert format_line(with_both_times(VALUES, parse(written), heard)) == (found or written)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("book; reason=la courroie, elle siffle", "book; service=courroie; reason=elle siffle"),
        ("book; reason=la courroie siffle", None),
        ("book; reason=la radio, elle siffle", None),
    ],
)
def test_a_service_by_its_own_name_and_what_is_wrong_with_it(written: str, found: str | None) -> None:
    assert format_line(parted(VALUES, parse(written)) or parse(written)) == (found or written)


def test_nothing_is_found_where_annotators_saw_nothing() -> None:
    cases = read_files(sorted(TEACHING.glob("*.txt")))
    other = []
    for one in cases:
        heard = clean(one.heard)
        if with_both_times(VALUES, with_last_day(VALUES, one.commands, heard), heard) != one.commands:
            other.append(one.where)
    assert len(other) <= len(cases) / 1000, other
