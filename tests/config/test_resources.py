"""Rooms, devices, seats and counts in the file: what is read, and what each mistake is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.config.files import RIGHT, changed, refused, the_problem, write
from vox.config.advice import advice
from vox.config.check import describe
from vox.config.loader import load

ROOMS = RIGHT + "resources: {laser: {name: Laser}, salle-1: {name: Salle 1}, salle-2: {name: Salle 2}}\n"


def with_(line: str, *, within: str = ROOMS) -> str:
    """The right file, whose consultation has one more line."""
    return changed("    duration: 30 min\n", f"    duration: 30 min\n    {line}\n", within=within)


@pytest.mark.parametrize(
    ("written", "needs"),
    [
        ("laser", (("laser",),)),
        ("[laser]", (("laser",),)),
        ("[laser, [salle-1, salle-2]]", (("laser",), ("salle-1", "salle-2"))),
        ("[[salle-1, salle-2], [salle-1, salle-2]]", (("salle-1", "salle-2"), ("salle-1", "salle-2"))),
    ],
)
def test_what_a_service_needs(tmp_path: Path, written: str, needs: tuple[tuple[str, ...], ...]) -> None:
    assert load(write(tmp_path, with_(f"needs: {written}")), env={}).services[0].needs == needs


def test_counts_seats_hours_and_a_last_day(tmp_path: Path) -> None:
    line = (
        "{most_per_day: 4 a day, seats: 8, last_day: 2027-06-30, hours: {monday: [18:00-19:00]}, choose: least-loaded}"
    )
    text = with_(f"<<: {line}")
    text = changed("    name: maître Martin\n", "    name: maître Martin\n    most_per_day: 20 par jour\n", within=text)
    settings = load(write(tmp_path, text), env={})
    service = settings.services[0]
    assert (service.most_per_day, service.seats, service.last_day) == (4, 8, date(2027, 6, 30))
    assert service.hours is not None
    assert [bool(day) for day in service.hours.week] == [True] + [False] * 6
    assert settings.practitioners[0].most_per_day == 20
    told = describe(settings)
    for words in (
        "donnée lundi : 18:00-19:00",
        "jusqu'au 30/06/2027",
        "8 places",
        "4 par jour",
        "20 rendez-vous par jour",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("line", "key", "what", "hint"),
    [
        (
            "needs: [lazer]",
            "needs[1]",
            "« lazer » n'est ni une salle ni un appareil connu",
            "vouliez-vous dire laser ?",
        ),
        ("needs: [[salle-1, bureau]]", "needs[1][2]", "« bureau »", "sous resources : laser, salle-1, salle-2"),
        ("needs: [laser, laser]", "needs[2]", "« laser » est demandé deux fois", "ôtez-le une fois"),
        ("most_per_day: 0", "most_per_day", "", ""),
        ("most_per_day: beaucoup", "most_per_day", "« beaucoup » n'est pas un nombre par jour", "2 a day"),
        ("seats: 0", "seats", "", ""),
        ("last_day: 30/06/2027", "last_day", "n'est pas une date", "écrivez 2027-06-30"),
        ("choose: least", "choose", "« least » n'est pas possible ici", "order, least-loaded"),
    ],
)
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, line: str, key: str, what: str, hint: str) -> None:
    problem = the_problem(tmp_path, with_(line))
    assert problem.place.line == 14
    assert key.partition("[")[0] in problem.place.key
    assert what in problem.what
    assert hint in problem.hint


def test_needs_without_any_resource(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, with_("needs: laser", within=RIGHT))
    assert problem.hint == "sous resources : aucun ; écrivez par exemple resources: {salle-1: {name: Salle 1}}"


def test_an_identifier_is_one_thing_only(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, RIGHT + "resources: {consultation: {name: Salle}}\n")
    assert problem.what == "l'identifiant « consultation » sert déjà sous resources"


@pytest.mark.parametrize(
    "resources",
    [
        "{salle: {name: Salle, calendar: https://agenda.cabinet.example/martin/}}",
        "{salle: {name: Salle, calendar: {url: https://agenda.cabinet.example/martin, username: vox}}}",
        "{a: {name: A, calendar: https://x.example/a/}, b: {name: B, calendar: https://x.example/a/}}",
    ],
)
def test_two_do_not_share_a_calendar(tmp_path: Path, resources: str) -> None:
    (problem,) = refused(tmp_path, f"{RIGHT}resources: {resources}\n")
    assert "cet agenda est déjà celui de" in problem.what
    assert problem.hint == "donnez à la salle ou à l'appareil un agenda à lui, ou aucun"


def test_a_room_that_nobody_needs_is_advised_about(tmp_path: Path) -> None:
    found = advice(load(write(tmp_path, RIGHT + "resources: {salle: {name: Salle}}\n"), env={}))
    assert [one.key for one in found] == ["resources.salle"]


def test_what_would_happen_with_rooms(tmp_path: Path) -> None:
    told = describe(load(write(tmp_path, with_("needs: [laser, [salle-1, salle-2]]")), env={}))
    assert "prend en même temps : Laser, Salle 1 ou Salle 2" in told
    assert "Laser : sans agenda ; seuls les rendez-vous que Vox donne le prennent." in told
