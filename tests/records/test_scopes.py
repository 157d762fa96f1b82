"""To what somebody opposes: kept apart, taken back, and true after a restore; a request may name each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from vox.errors import VoxError
from vox.records import backups, inventory, journal, replies, report, rights_report
from vox.records.erasures import BACKUPS_LIVE
from vox.records.journal import Act
from vox.records.letters import Letter, Way, What
from vox.records.restoring import Restore
from vox.records.rights import Channel, Proof, Right, Scope
from vox.records.store import Records

from .conftest import KEY, MONTH, NOW, HandClock, everything, summary
from .dying import quick_disk
from .rights import NUMBER, OTHER, PARIS, Desk, desk_of, left

DAY = timedelta(days=1)
ALL = frozenset(Scope)
Opening = Callable[[Path], Records]


@pytest.fixture
def desk(records: Records) -> Desk:
    return desk_of(records)


def acts(records: Records) -> list[tuple[Act, str]]:
    with records.change() as change:
        return [(one.act, one.subject) for one in reversed(journal.entries(change, 100))]


def test_each_for_itself_and_once(records: Records) -> None:
    records.oppose(NUMBER, [Scope.NO_AI])
    records.oppose(NUMBER, [Scope.NO_AI, Scope.NO_CALLBACK])
    records.oppose(OTHER)
    records.oppose(None, ALL)
    assert records.opposed_to(NUMBER) == {Scope.NO_AI, Scope.NO_CALLBACK}
    assert records.opposed_to(OTHER) == {Scope.NO_SUMMARY}
    assert records.opposed_to(None) == records.opposed_to("+33639980099") == frozenset()
    assert (records.is_opposed(NUMBER), records.is_opposed(OTHER)) == (False, True)


@pytest.mark.promise
def test_taken_back_it_is_gone_and_the_journal_says_so_without_the_number(records: Records) -> None:
    records.oppose(NUMBER, ALL)
    assert records.withdraw(NUMBER, [Scope.NO_AI]) == {Scope.NO_AI}
    assert records.withdraw(NUMBER, [Scope.NO_AI]) == frozenset()
    assert records.opposed_to(NUMBER) == {Scope.NO_SUMMARY, Scope.NO_CALLBACK}
    assert records.withdraw(NUMBER) == {Scope.NO_SUMMARY, Scope.NO_CALLBACK}
    assert records.withdraw(OTHER) == frozenset()
    assert acts(records) == [(Act.WITHDRAWN, "no_ai"), (Act.WITHDRAWN, "no_callback no_summary")]
    records.oppose(NUMBER)
    assert records.opposed_to(NUMBER) == {Scope.NO_SUMMARY}


def test_what_was_taken_back_is_forgotten_when_no_backup_has_it_any_more(records: Records, clock: HandClock) -> None:
    records.oppose(NUMBER, ALL)
    records.withdraw(NUMBER, [Scope.NO_AI])
    clock.now = NOW + BACKUPS_LIVE - DAY
    records.purge()
    assert records.database.read("SELECT count(*) FROM opposed") == [(3,)]
    clock.now = NOW + BACKUPS_LIVE
    records.purge()
    assert records.database.read("SELECT count(*) FROM opposed") == [(2,)]
    assert records.opposed_to(NUMBER) == {Scope.NO_SUMMARY, Scope.NO_CALLBACK}


@pytest.mark.promise
def test_they_are_counted_and_never_named(records: Records) -> None:
    assert "Opposés" not in report.format_counts(records.counts())
    records.oppose(NUMBER, ALL)
    records.oppose(OTHER, [Scope.NO_CALLBACK])
    counts = records.counts()
    assert (counts.opposed, counts.no_ai, counts.no_callback) == (1, 1, 2)
    told = report.format_inventory(inventory.take(records), MONTH, PARIS)
    assert "1 numéro opposé (par empreinte)." in told
    assert "Opposés à l'intelligence artificielle, 1 numéro ; à être rappelé, 2 numéros." in told
    assert NUMBER[3:] not in told


# --- by SMS ---


def text(id_: str, phone: str) -> Letter:
    return Letter(id_, Way.SMS, phone, What.CONFIRMATION, NOW, NOW + 3 * DAY, text="Votre rendez-vous : mardi.")


def waiting(records: Records) -> list[str]:
    return [id_ for (id_,) in records.database.read("SELECT id FROM outbox ORDER BY number")]


@pytest.mark.promise
@pytest.mark.usefixtures("unencrypted")
def test_who_refuses_to_be_called_back_gets_no_sms(tmp_path: Path, opening: Opening) -> None:
    records = opening(tmp_path)
    mail = Letter("mail", Way.MAIL, "secretariat@cabinet.example", What.SUMMARY, NOW, NOW + 3 * DAY)
    records.add(summary("before"), retention=MONTH, letters=[text("waits", NUMBER), text("other", OTHER), mail])
    assert b"639980012" in everything(tmp_path)
    records.oppose(NUMBER, [Scope.NO_CALLBACK])
    assert waiting(records) == ["other", "mail"]
    assert b"639980012" not in everything(tmp_path)
    records.add(summary("after"), retention=MONTH, letters=[text("later", NUMBER), text("another", OTHER)])
    assert waiting(records) == ["other", "mail", "another"]


# --- restored ---


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with quick_disk(tmp_path) as folder:
        yield folder


@pytest.mark.promise
def test_a_restore_brings_neither_back_what_was_refused_nor_what_was_taken_back(
    disk: Path, opening: Opening, clock: HandClock
) -> None:
    records = opening(disk / "data")
    records.oppose(NUMBER, [Scope.NO_SUMMARY, Scope.NO_AI])
    records.add(left("theirs", OTHER), retention=MONTH)
    backup = backups.create(records, disk / "kept", keep=MONTH).backup.path
    clock.now = NOW + DAY
    records.withdraw(NUMBER, [Scope.NO_AI])
    records.oppose(OTHER, [Scope.NO_CALLBACK])
    records.close()
    Restore(disk / "data", KEY, clock=clock, who="anne").run(backup)
    after = opening(disk / "data")
    assert after.opposed_to(NUMBER) == {Scope.NO_SUMMARY}
    assert after.opposed_to(OTHER) == {Scope.NO_CALLBACK}
    assert [one.summary.call for one in after.list()] == ["theirs"]  # to be called back only


def test_on_a_lost_disk_the_last_word_of_the_backup_counts(disk: Path, opening: Opening, clock: HandClock) -> None:
    records = opening(disk / "data")
    records.oppose(NUMBER, ALL)
    clock.now = NOW + DAY
    records.withdraw(NUMBER, [Scope.NO_AI])
    backup = backups.create(records, disk / "kept", keep=MONTH).backup.path
    records.close()
    for file in (disk / "data").iterdir():
        file.unlink()
    Restore(disk / "data", KEY, clock=clock, who="anne").run(backup)
    assert opening(disk / "data").opposed_to(NUMBER) == ALL - {Scope.NO_AI}


# --- in writing ---


def test_a_request_opposes_to_what_it_names_and_erases_only_what_is_not_to_be_kept(desk: Desk) -> None:
    desk.keep(left("one"))
    certificate = desk.fulfilment.answer(desk.known(Right.OPPOSITION).number, scopes=[Scope.NO_AI])
    assert (certificate.opposed, certificate.summaries_erased) == (False, 0)
    assert desk.calls() == ["one"]
    assert desk.records.opposed_to(NUMBER) == {Scope.NO_AI}
    certificate = desk.fulfilment.answer(desk.known(Right.OPPOSITION).number, scopes=ALL)
    assert (certificate.opposed, certificate.summaries_erased) == (True, 1)
    assert desk.records.opposed_to(NUMBER) == ALL


def test_asked_again_after_an_interruption_no_other_scope_is_added(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = desk.known(Right.OPPOSITION).number
    with monkeypatch.context() as patched:
        patched.setattr(desk.fulfilment, "_certificate", lambda *_: (_ for _ in ()).throw(VoxError("coupé")))
        with pytest.raises(VoxError, match="coupé"):
            desk.fulfilment.answer(number, scopes=[Scope.NO_CALLBACK])
    desk.fulfilment.answer(number)
    assert desk.records.opposed_to(NUMBER) == {Scope.NO_CALLBACK}


def test_who_asks_is_told_to_what_they_are_opposed(desk: Desk) -> None:
    desk.records.oppose(NUMBER, ALL)
    request = desk.known(Right.ACCESS)
    holding = desk.fulfilment.access(request.number)
    told = replies.access(request.number, holding, "Cabinet", MONTH, PARIS)
    assert "rien n'est gardé des appels, aucune conversation" in told
    data = replies.access_data(holding)
    assert (data["opposed"], data["opposed_to"]) == (True, ["no_ai", "no_callback", "no_summary"])
    shown = rights_report.format_request(request, holding, (), desk.records.now(), PARIS)
    assert "aucun rappel, aucun SMS" in shown


# --- by telephone ---


def test_what_is_held_is_looked_up_without_a_request_and_told_in_the_journal(desk: Desk) -> None:
    desk.keep(left("mine"), left("other", OTHER))
    holding = desk.fulfilment.held_on(NUMBER, "c0ffee")
    assert [one.summary.call for one in holding.kept] == ["mine"]
    assert acts(desk.records) == [(Act.SEARCHED, "c0ffee")]
    assert desk.register.list() == []


def test_a_request_that_is_open_is_found(desk: Desk) -> None:
    assert desk.register.opened(Right.ACCESS, NUMBER) is None
    request = desk.register.receive(Right.ACCESS, Channel.FORM, NUMBER)
    assert desk.register.opened(Right.ACCESS, NUMBER) == request
    assert desk.register.opened(Right.ERASURE, NUMBER) is None
    assert desk.register.opened(Right.ACCESS, OTHER) is None


@pytest.mark.promise
def test_a_dictated_number_is_proven_by_no_line_but_the_one_that_calls(desk: Desk) -> None:
    request = desk.register.receive(Right.ERASURE, Channel.DICTATED, NUMBER)
    with pytest.raises(VoxError, match="n'est pas venue par téléphone"):
        desk.register.prove(request.number, Proof.LINE)
    assert desk.register.prove(request.number, Proof.LINE, calling=True).identified is not None
