"""A public body's summaries go by a bordereau: in numbers, one a day at most, with a visa if it wants, in time."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vox.cli import app
from vox.clock import system_clock
from vox.config.trades import VISA_WAIT
from vox.errors import VoxError
from vox.records import backups, eliminations, inventory
from vox.records.eliminations import Bordereau, Rule
from vox.records.journal import Act
from vox.records.restoring import Restore
from vox.records.rights import Right
from vox.records.store import Records
from vox.records.summary import Outcome

from .conftest import KEY, MESSAGE, MONTH, NOW, HandClock, summary
from .rights import desk_of, left

DAY = timedelta(days=1)
OVER = NOW + MONTH


@pytest.fixture
def town(records: Records) -> Records:
    """Three calls of two days, and one that stays longer."""
    records.add(summary("one", started=NOW - DAY), retention=MONTH)
    records.add(summary("two"), retention=MONTH)
    records.add(MESSAGE, retention=MONTH)
    records.add(summary("later"), retention=10 * MONTH)
    return records


def drawn(records: Records) -> list[Bordereau]:
    with records.change() as change:
        return list(eliminations.bordereaux(change))


def sign(records: Records, number: str) -> None:
    with records.change() as change:
        eliminations.sign(change, number, records.now(), "maire")


def stored(records: Records) -> int:
    rows: int = records.database.read("SELECT count(*) FROM summaries")[0][0]
    return rows


@pytest.mark.promise
def test_what_goes_is_told_in_numbers_before_it_does(town: Records, clock: HandClock) -> None:
    assert town.purge(rule=Rule.RECORD) == 0
    assert drawn(town) == []
    clock.now = OVER
    assert town.purge(rule=Rule.RECORD) == 3
    (one,) = drawn(town)
    assert (one.number, one.count, one.erased, one.done) == ("E-2026-0001", 3, 3, OVER)
    assert (one.first, one.last) == ((NOW - DAY).date(), NOW.date())
    assert one.outcomes == {Outcome.BOOKED: 3, Outcome.MESSAGE: 1}
    with town.change() as change:
        acts = change.read("SELECT act FROM journal WHERE subject = ? ORDER BY seq", one.number)
    assert acts == [(Act.DRAWN,), (Act.ELIMINATED,)]


def test_one_a_day(town: Records, clock: HandClock) -> None:
    clock.now = OVER
    town.add(summary("soon"), retention=timedelta(hours=1))
    assert town.purge(rule=Rule.RECORD) == 3
    clock.now = OVER + timedelta(hours=2)
    assert town.purge(rule=Rule.RECORD) == 0
    assert [one.summary.call for one in town.list()] == ["later"]  # nobody reads it meanwhile
    clock.now = OVER + DAY
    assert town.purge(rule=Rule.RECORD) == 1
    assert [one.number for one in drawn(town)] == ["E-2026-0001", "E-2027-0001"]


@pytest.mark.promise
def test_with_a_visa_it_waits_for_it_and_nobody_reads_it_meanwhile(town: Records, clock: HandClock) -> None:
    clock.now = OVER
    assert town.purge(rule=Rule.VISA) == 0
    assert (stored(town), [one.summary.call for one in town.list()]) == (4, ["later"])
    assert inventory.take(town).over == 3
    (one,) = drawn(town)
    assert (one.done, one.until) == (None, OVER + VISA_WAIT)
    sign(town, one.number)
    with pytest.raises(VoxError, match="déjà visé"):
        sign(town, one.number)
    assert town.purge(rule=Rule.VISA) == 3
    (one,) = drawn(town)
    assert (one.signer, one.signed, one.done, one.erased) == ("maire", OVER, OVER, 3)
    assert stored(town) == 1


@pytest.mark.promise
def test_nothing_is_kept_for_ever_because_nobody_signs(town: Records, clock: HandClock) -> None:
    clock.now = OVER
    town.add(summary("next"), retention=DAY)
    while clock.now < OVER + VISA_WAIT:
        assert town.purge(rule=Rule.VISA) == 0
        clock.now += DAY
    assert town.purge(rule=Rule.VISA) == 3
    clock.now += DAY
    assert town.purge(rule=Rule.VISA) == 1  # its own sixty days are over too
    assert stored(town) == 1
    assert [(one.signed, one.erased) for one in drawn(town)] == [(None, 3), (None, 1)]


def test_what_is_over_after_a_bordereau_was_drawn_is_not_taken_with_it(town: Records, clock: HandClock) -> None:
    clock.now = OVER
    town.purge(rule=Rule.VISA)
    town.add(summary("after"), retention=timedelta(hours=1))
    clock.now = OVER + 2 * DAY
    assert town.purge(rule=Rule.VISA) == 0
    sign(town, drawn(town)[0].number)
    assert town.purge(rule=Rule.VISA) == 3
    assert stored(town) == 2


@pytest.mark.promise
def test_who_wants_their_data_erased_does_not_wait(records: Records, clock: HandClock) -> None:
    desk = desk_of(records)
    desk.keep(left("one"))
    clock.now = OVER
    records.purge(rule=Rule.VISA)
    assert desk.fulfilment.answer(desk.known(Right.ERASURE).number).summaries_erased == 1
    sign(records, "E-2026-0001")
    records.purge(rule=Rule.VISA)
    assert [(one.count, one.erased) for one in drawn(records)] == [(1, 0)]


def test_without_a_rule_any_more_what_waited_goes(town: Records, clock: HandClock) -> None:
    clock.now = OVER
    town.purge(rule=Rule.VISA)
    assert town.purge() == 3
    assert [one.done for one in drawn(town)] == [OVER]


def test_a_restore_brings_it_back_as_it_was_and_nothing_twice(
    tmp_path: Path, town: Records, clock: HandClock, opening: Callable[[Path], Records]
) -> None:
    clock.now = OVER
    town.purge(rule=Rule.VISA)
    backup = backups.create(town, tmp_path / "kept", keep=MONTH).backup.path
    sign(town, drawn(town)[0].number)
    town.purge(rule=Rule.VISA)
    before = drawn(town)
    town.close()
    here = Restore(tmp_path / "data", KEY, clock=clock, who="anne", rule=Rule.VISA).run(backup)
    assert (here.added, here.withheld) == (0, 3)
    assert drawn(opening(tmp_path / "data")) == before
    told = Restore(tmp_path / "lost", KEY, clock=clock, who="anne", rule=Rule.VISA).run(backup)
    assert (told.added, told.withheld) == (4, 0)  # what waits for a visa waits on
    lost = opening(tmp_path / "lost")
    assert [(one.count, one.done) for one in drawn(lost)] == [(3, None)]
    assert (stored(lost), [one.summary.call for one in lost.list()]) == (4, ["later"])
    assert lost.purge(rule=Rule.VISA) == 0
    sign(lost, drawn(lost)[0].number)
    assert lost.purge(rule=Rule.VISA) == 3


@pytest.mark.promise
@pytest.mark.parametrize("rule", Rule)
def test_a_restore_leaves_to_the_purge_what_it_alone_may_take(
    tmp_path: Path, town: Records, clock: HandClock, opening: Callable[[Path], Records], rule: Rule
) -> None:
    """Also what was not over yet when the backup was made; but nothing for longer than a visa is waited for."""
    backup = backups.create(town, tmp_path / "kept", keep=MONTH).backup.path
    town.close()
    clock.now = OVER
    told = Restore(tmp_path / "lost", KEY, clock=clock, who="anne", rule=rule).run(backup)
    assert told.withheld == (3 if rule is Rule.NONE else 0)
    lost = opening(tmp_path / "lost")
    lost.purge(rule=rule)
    assert stored(lost) == (4 if rule is Rule.VISA else 1)
    assert sum(one.count for one in drawn(lost)) == (0 if rule is Rule.NONE else 3)


def test_what_has_waited_for_as_long_as_it_may_is_not_brought_back(
    tmp_path: Path, records: Records, clock: HandClock
) -> None:
    records.add(summary("one"), retention=DAY)
    clock.now = NOW + VISA_WAIT
    backup = backups.create(records, tmp_path / "kept", keep=MONTH).backup.path
    clock.now = NOW + VISA_WAIT + DAY
    told = Restore(tmp_path / "lost", KEY, clock=clock, who="anne", rule=Rule.VISA).run(backup)
    assert (told.added, told.withheld) == (0, 1)


TOWN = """\
organization: {{name: Mairie des Tilleuls, trade: town-hall}}
hours: {{monday-friday: ["08:00-12:00"]}}
flows: {{book: false}}
people: {{accueil: {{name: l'accueil, messages: accueil@mairie.example}}}}
messages: accueil@mairie.example
mail: {{host: smtp.mairie.example, from: vox@mairie.example}}
line: {{sip: [{{name: telephone, addresses: [127.0.0.1], user: vox}}]}}
keep: {{key_file: "{key}", elimination: visa}}
"""


def test_the_staff_prints_it_and_gives_the_visa(tmp_path: Path) -> None:
    key, config, data = tmp_path / "key", tmp_path / "vox.yaml", tmp_path / "data"
    key.write_text(KEY.hex())
    key.chmod(0o400)
    config.write_text(TOWN.format(key=key))
    long_ago = system_clock() - 2 * MONTH
    with closing(Records.open(data, KEY, clock=lambda: long_ago)) as records:
        records.add(MESSAGE, retention=MONTH)

    def vox(*command: str) -> str:
        result = CliRunner().invoke(app, [*command[:2], str(config), *command[2:], "--data", str(data)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.output

    with closing(Records.open(data, KEY, clock=lambda: long_ago + MONTH + DAY)) as records:
        records.purge(rule=Rule.VISA)
        number = drawn(records)[0].number
    told = vox("documents", "elimination")
    assert number in told
    assert "| Nombre | 1 |" in told
    assert f"vox privacy visa CONFIG {number}" in told
    for secret in ("Ébène", "Zoé", "639980012", "ordonnance"):
        assert secret not in told
    assert json.loads(vox("privacy", "report", "--json"))["over"] == 1
    assert "1 résumé effacé" in vox("privacy", "visa", number)
    assert json.loads(vox("privacy", "report", "--json"))["over"] == 0
    assert "Exécuté" in vox("documents", "elimination", "--number", number)
