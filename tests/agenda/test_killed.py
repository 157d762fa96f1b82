"""kill -9 at every step of a call that books, moves or cancels, on two servers, and a start anew.

Afterwards there is the appointment, announced or in a message for the staff, or there is none: never half of it, never
twice, never silently.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from tests.agenda.interrupted import Scene
from tests.records.dying import quick_disk
from vox.bench.servers.known import PASSWORD, USERNAME, Known, started
from vox.records.intents import Intents
from vox.records.rights import Scope
from vox.records.summary import Summary
from vox.rehearsal.calendar_server import CalendarServer
from vox.rehearsal.ports import free_port

LENGTH = timedelta(minutes=20)
OLD = datetime(2026, 12, 3, 9, tzinfo=UTC)  # a Thursday, 10:00 in Paris
CLAIRE = "claire"
"""Names the event of her appointment."""
NEW = datetime(2026, 12, 4, 10, tzinfo=UTC)  # the Friday, 11:00
SAYS: dict[str, Sequence[str]] = {
    "book": ("je voudrais un rendez-vous vendredi à onze heures", "Claire Dupont", "oui", "oui"),
    "move": ("je voudrais déplacer mon rendez-vous", "Claire Dupont", "vendredi à onze heures", "oui"),
    "cancel": ("je voudrais annuler mon rendez-vous", "oui"),
}
"""Of a caller whose number stands in the calendar."""


def around(*steps: str) -> tuple[str, ...]:
    return tuple(f"{when} {step}" for step in steps for when in ("before", "after"))


POINTS: dict[str, Sequence[str]] = {
    "book": around(
        *("note", "REPORT dr-a 2", "REPORT salle 2"),  # what it began with; the fresh look
        *("GET salle", "PUT salle", "GET salle 2", "REPORT salle 3"),  # the room, read back
        *("GET dr-a", "PUT dr-a", "GET dr-a 2", "REPORT dr-a 3"),  # the appointment, read back
        *("note 2", "summary"),  # it may be promised; it was told
    ),
    "move": around(
        *("note", "GET dr-a", "note 2"),  # the old one as it is
        *("REPORT dr-a 3", "GET dr-a 2", "PUT dr-a", "GET dr-a 3", "REPORT dr-a 4"),  # the new one
        *("GET dr-a 4", "DELETE dr-a", "GET dr-a 5"),  # the old one given up
        *("note 3", "summary"),
    ),
    "cancel": around("note", "GET dr-a", "DELETE dr-a", "GET dr-a 2", "summary"),
}
"""All from the caller's yes on; what comes before only reads."""

ALL = [(act, point) for act, points in POINTS.items() for point in points]


@dataclass
class House:
    """The staff's side of a real server, used between the processes of Vox."""

    people: CalendarServer
    runner: asyncio.Runner
    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def scene(self, act: str) -> Scene:
        """A practice with new calendars; Claire Dupont's appointment stands there, unless she books it, with a room."""
        number = next(self.numbers)
        folder = self.folder / str(number)
        folder.mkdir()
        names = {who: f"c{number}-of-{who}" for who in (("dr-a", "salle") if act == "book" else ("dr-a",))}
        for name in names.values():
            self.runner.run(self.people.make_calendar(name))
        if act != "book":
            more = {"description": "06 39 98 00 12", "x-vox-service": "consultation"}
            put = self.people.put_event(names["dr-a"], OLD, OLD + LENGTH, "Claire Dupont", uid=CLAIRE, **more)
            self.runner.run(put)
        account = {"username": USERNAME, "password": PASSWORD}
        return Scene(folder, {who: {"url": self.people.url(name), **account} for who, name in names.items()}, SAYS[act])

    def put(self, scene: Scene, at: datetime, title: str, **more: str) -> None:
        """The staff write into the calendar of dr-a."""
        calendar = scene.calendars["dr-a"]["url"].rstrip("/").rpartition("/")[2]
        self.runner.run(self.people.put_event(calendar, at, at + LENGTH, title, **more))

    def stands(self, scene: Scene) -> dict[str, list[datetime]]:
        """By owner, when the events of its calendar begin."""
        calendars = {who: at["url"].rstrip("/").rpartition("/")[2] for who, at in scene.calendars.items()}
        return {
            who: [event.start for event in self.runner.run(self.people.events(name))] for who, name in calendars.items()
        }


@pytest.fixture(scope="module", params=[Known.RADICALE, Known.XANDIKOS])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with quick_disk(tmp_path_factory.mktemp("slow")) as folder, asyncio.Runner() as runner:
        stack = AsyncExitStack()
        people = runner.run(_entered(stack, request.param))
        runner.run(_without_threads())
        yield House(people, runner, folder)
        runner.run(stack.aclose())


async def _entered(stack: AsyncExitStack, server: Known) -> CalendarServer:
    return await stack.enter_async_context(started(server))


async def _without_threads() -> None:
    """A process that is forked beside threads may hang."""
    await asyncio.get_running_loop().shutdown_default_executor()


def kept(scene: Scene) -> tuple[list[Summary], int]:
    """The summaries that are kept, and how many notes are left."""
    with closing(scene.records()) as records:
        return [one.summary for one in records.list()], len(Intents(records).left())


def after_a_start(house: House, scene: Scene) -> tuple[dict[str, list[datetime]], str]:
    """What stands in the calendars, and what the staff can read of the call ("" if nothing); also after another."""
    found = []
    for _ in range(2):
        assert scene.restart()
        summaries, notes = kept(scene)
        assert notes == 0
        found.append((house.stands(scene), "".join(one.text for one in summaries)))
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize("act", POINTS)
def test_no_step_is_forgotten(house: House, act: str) -> None:
    """What a call that is not killed passes is what the others are killed at."""
    scene = house.scene(act)
    assert scene.call(killed_at=None)
    points = scene.points
    passed = [one for one in points[points.index("before note") :] if not one.startswith("announced")]
    assert sorted(passed) == sorted(POINTS[act])


@pytest.mark.parametrize(("act", "point"), ALL, ids=[f"{act}-{point}" for act, point in ALL])
def test_it_is_or_it_is_not_and_somebody_knows(house: House, act: str, point: str) -> None:
    scene = house.scene(act)
    assert not scene.call(killed_at=point)
    announced = any(one.startswith("announced") for one in scene.points)
    stands, told = after_a_start(house, scene)
    if act == "book":
        assert stands in ({"dr-a": [], "salle": []}, {"dr-a": [NEW], "salle": [NEW]})
        done = stands["dr-a"] == [NEW]
    elif act == "move":
        assert stands in ({"dr-a": [OLD]}, {"dr-a": [NEW]})
        done = stands == {"dr-a": [NEW]}
    else:
        assert stands in ({"dr-a": [OLD]}, {"dr-a": []})
        done = stands == {"dr-a": []}
    assert done or not announced
    if not done and point == "before note":
        assert told == "", "nothing was begun"
        return
    assert any(words in told for words in TOLD[act, done]), told
    assert announced or "Dupont" not in told


TOLD = {
    ("book", True): ("Rendez-vous pris", "le rendez-vous pris est dans l'agenda"),
    ("book", False): ("n'est pas dans l'agenda",),
    ("move", True): ("Rendez-vous déplacé", "le rendez-vous est déplacé"),
    ("move", False): ("n'a pas été fait. L'ancien rendez-vous reste",),
    ("cancel", True): ("Rendez-vous annulé", "le rendez-vous est annulé, comme demandé"),
    ("cancel", False): ("n'a pas été faite, le rendez-vous est encore",),
}
"""What the staff read, by what was asked for and whether it is so."""


def test_killed_again_while_it_is_mended(house: House) -> None:
    """Between the new appointment and the end of the old one; then at each step of the start after it."""
    mended = house.scene("move")
    assert not mended.call(killed_at="after PUT dr-a")
    assert mended.restart()
    points = mended.points
    assert {"before DELETE dr-a", "after DELETE dr-a", "before summary"} <= set(points)
    for point in points:
        scene = house.scene("move")
        assert not scene.call(killed_at="after PUT dr-a")
        assert house.stands(scene) == {"dr-a": [OLD, NEW]}
        assert not scene.restart(killed_at=point)
        stands, told = after_a_start(house, scene)
        assert stands == {"dr-a": [NEW]}
        assert "le rendez-vous est déplacé" in told


def test_who_was_not_promised_the_time_gives_it_up_to_a_human(house: House) -> None:
    """Killed before it looked whether somebody else was there: it looks at the start."""
    scene = house.scene("book")
    assert not scene.call(killed_at="after PUT dr-a")
    human = NEW + LENGTH / 2
    house.put(scene, human, "Passage")
    stands, told = after_a_start(house, scene)
    assert stands == {"dr-a": [human], "salle": []}
    assert "n'est pas dans l'agenda" in told


def test_who_may_have_been_promised_the_time_keeps_it(house: House) -> None:
    scene = house.scene("book")
    assert not scene.call(killed_at="after note 2")
    human = NEW + LENGTH / 2
    house.put(scene, human, "Passage")
    stands, told = after_a_start(house, scene)
    assert stands["dr-a"] == [NEW, human]
    assert "le rendez-vous pris est dans l'agenda" in told


def test_what_staff_changed_meanwhile_stands(house: House) -> None:
    """The old appointment of a move is theirs, and nobody was promised the new one."""
    scene = house.scene("move")
    assert not scene.call(killed_at="after PUT dr-a")
    house.put(scene, OLD, "Claire Dupont, avec son fils", uid=CLAIRE)
    stands, told = after_a_start(house, scene)
    assert stands == {"dr-a": [OLD]}
    assert "n'a pas été fait" in told


def test_who_has_nothing_else_keeps_the_new_time(house: House) -> None:
    """Killed once the old appointment was given up, before that could be noted; then staff write over the new one."""
    scene = house.scene("move")
    assert not scene.call(killed_at="after DELETE dr-a")
    human = NEW + LENGTH / 2
    house.put(scene, human, "Passage")
    stands, told = after_a_start(house, scene)
    assert stands == {"dr-a": [NEW, human]}
    assert "le rendez-vous est déplacé" in told


@pytest.mark.parametrize("text", ["{", '{"call": "c0ffee", "act": "book"}'])
def test_a_note_that_cannot_be_read_is_for_a_person(house: House, text: str) -> None:
    scene = house.scene("book")
    with closing(scene.records()) as records:
        Intents(records).keep("one", "c0ffee", text)
    assert scene.restart()
    assert kept(scene) == ([], 1)
    assert scene.restart(last=True)
    (summary,), notes = kept(scene)
    assert notes == 0
    assert "Message pour l'accueil : Vox s'est arrêté pendant un appel, lundi 30 novembre 2026 à 9 h 05" in summary.text


def test_a_calendar_that_does_not_answer_is_asked_later_and_then_a_person_is(house: House) -> None:
    scene = house.scene("book")
    assert not scene.call(killed_at="after PUT dr-a")
    nowhere = {who: {**at, "url": f"http://127.0.0.1:{free_port()}/x/"} for who, at in scene.calendars.items()}
    away = replace(scene, calendars=nowhere)
    assert away.restart()
    assert kept(away) == ([], 1)
    assert away.restart(last=True)
    (summary,), notes = kept(away)
    assert notes == 0
    assert "Vérifier ce qui s'y trouve : le rendez-vous demandé, consultation, vendredi 4 décembre 2026 à 11 h" in (
        summary.messages[0].text
    )


@pytest.mark.promise
@pytest.mark.parametrize("before", [True, False], ids=["before", "in the call"])
@pytest.mark.parametrize("act", ["book", "move"])
def test_of_who_opposed_nothing_is_kept_though_it_is_brought_to_its_end(house: House, act: str, before: bool) -> None:
    scene = house.scene(act)
    if before:
        scene = replace(scene, opposed=frozenset({Scope.NO_SUMMARY}))
        assert not scene.call(killed_at="after PUT dr-a")
    else:
        scene = replace(scene, says=[*scene.says, "je m'oppose à ce que vous gardiez quelque chose"])
        assert not scene.call(killed_at="after refusal")
    assert kept(scene) == ([], 1)
    stands, told = after_a_start(house, scene)
    assert stands["dr-a"] == [NEW]
    assert told == ""


@pytest.mark.promise
def test_what_is_noted_says_nothing_of_who_calls(house: House) -> None:
    scene = house.scene("move")
    assert not scene.call(killed_at="after note 3")
    with closing(scene.records()) as records:
        noted = str([(*row,) for row in records.database.read("SELECT * FROM intents")])
    assert "2026-12-04T10:00:00Z" in noted
    for secret in ("Dupont", "dupont", "Claire", "639980012", "6 39 98 00 12"):
        assert secret not in noted
