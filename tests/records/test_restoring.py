"""A restore loses nothing that is there, and brings nothing back that was erased, refused or is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vox.errors import VoxError
from vox.records import backups, journal
from vox.records.erasures import BACKUPS_LIVE
from vox.records.journal import Act
from vox.records.letters import Letter, Way, What
from vox.records.rekeying import rekey
from vox.records.restoring import Present, Restore, Restored
from vox.records.rights import Channel, Right
from vox.records.store import FILE, Records
from vox.records.summary import Outcome, Summary

from .conftest import KEY, MESSAGE, MONTH, NOW, HandClock, erased, everything, summary
from .dying import quick_disk
from .processes import HANG_S, lines, other
from .rights import NUMBER, OTHER, desk_of, left
from .test_erasure import found

DAY = timedelta(days=1)
Opening = Callable[[Path], Records]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with quick_disk(tmp_path) as folder:
        yield folder


@pytest.fixture
def records(disk: Path, opening: Opening) -> Records:
    return opening(disk / "data")


def back_up(records: Records) -> Path:
    return backups.create(records, records.database.path.parents[1] / "kept", keep=MONTH).backup.path


def restore(disk: Path, backup: Path, clock: HandClock, key: bytes = KEY, **more: object) -> Restored:
    return Restore(disk / "data", key, clock=clock, who="anne").run(backup, **more)  # type: ignore[arg-type]


def calls(records: Records) -> list[str]:
    return sorted(one.summary.call for one in records.list())


def lose(records: Records, call: str) -> None:
    records.database.write("DELETE FROM kept WHERE call = ?", call)


def lose_disk(records: Records) -> None:
    records.close()
    records.database.path.unlink()


def chain_is_whole(records: Records) -> bool:
    with records.change() as change:
        return journal.verify(change).broken is None


def damage(records: Records, table: str) -> bytes:
    """Spoil the first page of a table; returns the whole file."""
    root = records.database.read("SELECT rootpage FROM sqlite_master WHERE name = ?", table)[0][0]
    records.close()
    content = bytearray(records.database.path.read_bytes())
    content[(root - 1) * 4096 + 100] ^= 0xFF
    records.database.path.write_bytes(content)
    return bytes(content)


@pytest.mark.promise
def test_what_is_there_wins_and_what_was_erased_refused_or_is_over_stays_gone(
    disk: Path, records: Records, opening: Opening, clock: HandClock
) -> None:
    desk = desk_of(records)
    desk.keep(summary("erased"), summary("lost"), summary("held"), left("refused"), left("wrong", OTHER))
    desk.keep(summary("over"), retention=DAY)
    open_then = desk.known(Right.ERASURE)
    backup = back_up(records)
    clock.now = NOW + 2 * DAY
    desk.keep(summary("since"))
    records.purge()
    records.erase("erased")
    records.hold("held", NOW + MONTH)
    rectified = desk.known(Right.RECTIFICATION, OTHER)
    desk.fulfilment.rectify(rectified.number, "wrong", "Ébène", "Morin")
    desk.fulfilment.answer(open_then.number)
    records.oppose(NUMBER)
    lose(records, "lost")
    records.close()
    told = restore(disk, backup, clock)
    assert (told.present, told.added, told.withheld) == (Present.WHOLE, 1, 3)
    after = opening(disk / "data")
    assert calls(after) == ["lost", "since", "wrong"]
    wrong = after.get("wrong")
    assert wrong is not None and "Ébène" not in wrong.summary.text
    assert after.counts().limited == 1
    assert after.is_opposed(NUMBER)
    assert desk_of(after).register.get(open_then.number).closed is not None
    assert chain_is_whole(after)
    with after.change() as change:
        acts = [(one.act, one.subject) for one in journal.entries(change, 3)]
    assert (Act.RESTORED, backup.stem) in acts
    assert restore_again_adds_nothing(disk, after, backup, clock)


def restore_again_adds_nothing(disk: Path, records: Records, backup: Path, clock: HandClock) -> bool:
    records.close()
    return restore(disk, backup, clock).added == 0


@pytest.mark.promise
@pytest.mark.usefixtures("unencrypted")
def test_not_a_byte_of_what_was_erased_comes_back(
    disk: Path, records: Records, opening: Opening, clock: HandClock
) -> None:
    records.add(MESSAGE, retention=MONTH)
    records.add(summary("lost", text="encore là"), retention=MONTH)
    backup = back_up(records)
    records.erase(MESSAGE.call)
    lose(records, "lost")
    records.close()
    assert found(backup.parent)  # the look-out works
    restore(disk, backup, clock)
    assert "encore là".encode() in everything(disk / "data")
    assert [secret for secret in found(disk / "data") if secret != "Rendez-vous pris"] == []


def test_a_lost_disk(disk: Path, records: Records, opening: Opening, clock: HandClock) -> None:
    """Only what the backup itself knows can be replayed."""
    desk = desk_of(records)
    desk.keep(summary("erased"), summary("kept"))
    desk.keep(summary("over"), retention=DAY)
    records.oppose(NUMBER)
    records.erase("erased")
    backup = back_up(records)
    lose_disk(records)
    clock.now = NOW + DAY
    told = restore(disk, backup, clock)
    assert (told.present, told.added, told.withheld, told.aside) == (Present.NOTHING, 1, 1, None)
    after = opening(disk / "data")
    assert calls(after) == ["kept"]
    assert after.is_opposed(NUMBER)
    assert [call for call, _ in erased(after)] == ["erased"]
    assert chain_is_whole(after)


def test_what_may_not_have_been_told_is_told_but_no_caller_twice(
    disk: Path, records: Records, opening: Opening, clock: HandClock
) -> None:
    ends = NOW + 3 * DAY
    mail = Letter("m", Way.MAIL, "secretariat@cabinet.example", What.MESSAGE, NOW, ends)
    text = Letter("s", Way.SMS, NUMBER, What.CONFIRMATION, NOW, ends, text="Rendez-vous mardi")
    records.add(summary("kept"), retention=MONTH, letters=[mail, text])
    backup = back_up(records)
    lose_disk(records)
    restore(disk, backup, clock)
    assert opening(disk / "data").database.read("SELECT id, call FROM outbox") == [("m", "kept")]


@pytest.mark.promise
@pytest.mark.parametrize("right", [Right.ERASURE, Right.OPPOSITION, None], ids=lambda right: right or "by telephone")
def test_who_refused_in_a_file_begun_anew_is_not_brought_back(
    disk: Path, records: Records, opening: Opening, clock: HandClock, right: Right | None
) -> None:
    desk = desk_of(records)
    desk.keep(left("refused"), left("limited"), left("another", OTHER))
    records.hold("limited", NOW + MONTH)
    desk.known(Right.ACCESS, OTHER)
    backup = back_up(records)
    lose_disk(records)
    anew = opening(disk / "data")
    if right is None:
        anew.oppose(NUMBER)
    else:
        desk_of(anew).fulfilment.answer(desk_of(anew).known(right).number)
    anew.close()
    told = restore(disk, backup, clock)
    assert (told.added, told.withheld) == (2, 1)
    after = opening(disk / "data")
    assert calls(after) == ["another"]
    assert after.release("limited") is False  # erased, as was asked for
    numbers = [one.number for one in desk_of(after).register.list()]
    assert sorted(numbers) == (["D-2026-0001"] if right is None else ["D-2026-0001", "D-2026-0001-R"])
    assert desk_of(after).known(Right.ACCESS, NUMBER).number == "D-2026-0002"


@pytest.mark.promise
def test_of_a_damaged_file_what_it_knows_is_read_and_it_is_set_aside_as_it_is(
    disk: Path, records: Records, opening: Opening, clock: HandClock
) -> None:
    for call in ("erased", "kept"):
        records.add(summary(call), retention=MONTH)
    backup = back_up(records)
    records.add(summary("since"), retention=MONTH)
    records.erase("erased")
    records.oppose(NUMBER)
    damaged = damage(records, "purge")
    with pytest.raises(VoxError, match="abîmée") as refusal:
        restore(disk, backup, clock)
    assert "--set-aside" in refusal.value.hint
    assert (disk / "data" / FILE).read_bytes() == damaged
    told = restore(disk, backup, clock, set_aside=True)
    assert (told.present, told.saved, told.unread) == (Present.DAMAGED, 2, [])
    assert told.aside is not None and told.aside.read_bytes() == damaged
    after = opening(disk / "data")
    assert calls(after) == ["kept", "since"]
    assert after.is_opposed(NUMBER)
    assert chain_is_whole(after)


@pytest.mark.parametrize(
    ("table", "unread", "there"), [("erased", "erased", ["erased", "kept"]), ("kept", "summaries", ["kept"])]
)
def test_what_cannot_be_read_of_a_damaged_file_is_told(
    disk: Path, records: Records, opening: Opening, clock: HandClock, table: str, unread: str, there: list[str]
) -> None:
    for call in ("erased", "kept"):
        records.add(summary(call), retention=MONTH)
    backup = back_up(records)
    records.erase("erased")
    damage(records, table)
    assert restore(disk, backup, clock, set_aside=True).unread == [unread]
    assert calls(opening(disk / "data")) == there


@pytest.mark.promise
@pytest.mark.parametrize("later", [BACKUPS_LIVE - DAY, BACKUPS_LIVE + DAY], ids=["told", "pruned"])
def test_what_is_there_is_not_replaced_by_what_the_backup_knows_of_it(
    disk: Path, records: Records, opening: Opening, clock: HandClock, later: timedelta
) -> None:
    """A backup keeps its own line of a rectification, which the base prunes; and what is there was limited since."""
    desk = desk_of(records)
    desk.keep(left("one"), retention=10 * MONTH)
    rectified = desk.known(Right.RECTIFICATION)
    desk.fulfilment.rectify(rectified.number, "one", "Ébène", "Morin")
    clock.now = NOW + 2 * DAY
    backup = back_up(records)
    records.amend(left("one", text="Vu depuis."))
    records.hold("one", NOW + 10 * MONTH)
    clock.now = NOW + later
    records.purge()
    records.close()
    assert restore(disk, backup, clock).added == 0
    after = opening(disk / "data")
    assert after.counts().limited == 1
    assert (len(erased(after)) == 1) is (later < BACKUPS_LIVE)
    assert after.release("one")
    kept = after.get("one")
    assert kept is not None and kept.summary.text == "Vu depuis."


@pytest.mark.promise
def test_nor_where_what_a_damaged_file_knew_to_be_rectified_cannot_be_read(
    disk: Path, records: Records, opening: Opening, clock: HandClock
) -> None:
    desk = desk_of(records)
    desk.keep(left("one"), left("lost"))
    number = desk.known(Right.RECTIFICATION).number
    for call in ("one", "lost"):
        desk.fulfilment.rectify(number, call, "Ébène", "Morin")
    backup = back_up(records)
    desk.fulfilment.rectify(number, "one", "Morin", "Maurin")
    lose(records, "lost")
    damage(records, "erased")
    told = restore(disk, backup, clock, set_aside=True)
    assert (told.saved, told.added, told.unread) == (1, 1, ["erased"])
    after = opening(disk / "data")
    names = {call: kept.summary.messages[0].name for call in ("one", "lost") if (kept := after.get(call))}
    assert names == {"one": "Zoé Maurin", "lost": "Zoé Morin"}


def test_while_another_process_has_the_file_open(disk: Path, clock: HandClock, opening: Opening) -> None:
    with other("add", disk / "data", "call", "2", "100", "stay") as process:
        lines(process, 2)
        with closing(Records.open(disk / "data", KEY, clock=clock)) as mine:
            backup = back_up(mine)
        for work in (
            lambda: restore(disk, backup, clock),
            lambda: rekey(disk / "data", KEY, bytes(32), clock=clock, who="anne"),
        ):
            with pytest.raises(VoxError, match="a la base ouverte"):
                work()
        process.kill()
        process.wait(HANG_S)
    assert restore(disk, backup, clock).present is Present.WHOLE  # a lock goes with its process
    assert opening(disk / "data").counts().summaries == 2


@pytest.mark.promise
def test_too_old_to_know_what_was_erased_since(disk: Path, records: Records, clock: HandClock) -> None:
    backup = back_up(records)
    records.close()
    clock.now = NOW + BACKUPS_LIVE
    with pytest.raises(VoxError, match="plus de 40 jours"):
        restore(disk, backup, clock)


def test_after_the_key_was_changed(disk: Path, records: Records, opening: Opening, clock: HandClock) -> None:
    new = bytes(range(1, 33))
    records.add(summary("lost"), retention=MONTH)
    records.add(left("refused"), retention=MONTH)
    backup = back_up(records)
    desk = desk_of(records)
    desk.fulfilment.answer(desk.known(Right.OPPOSITION).number)
    checked = desk.known(Right.ACCESS, OTHER)
    certificate = desk.fulfilment.answer(checked.number).canonical()
    lose(records, "lost")
    records.close()
    assert rekey(disk / "data", KEY, new, clock=clock, who="anne")
    with pytest.raises(VoxError, match="la clé n'ouvre pas"):
        restore(disk, backup, clock, new)
    assert restore(disk, backup, clock, new, backup_key=KEY).added == 1
    with closing(Records.open(disk / "data", new, clock=clock)) as after:
        assert calls(after) == ["lost"]
        assert after.is_opposed(NUMBER) and not after.is_opposed(OTHER)
        assert desk_of(after).fulfilment.verify(certificate).genuine
        assert chain_is_whole(after)


def test_a_file_begun_under_another_key_is_not_mixed(
    disk: Path, records: Records, opening: Opening, clock: HandClock
) -> None:
    backup = back_up(records)
    lose_disk(records)
    with closing(Records.open(disk / "data", bytes(32), clock=clock)) as anew:
        anew.oppose(NUMBER)
    with pytest.raises(VoxError, match="clés différentes"):
        restore(disk, backup, clock, bytes(32), backup_key=KEY)
    with closing(Records.open(disk / "data", bytes(32), clock=clock)) as after:
        assert after.is_opposed(NUMBER)


STEPS = st.lists(st.tuples(st.sampled_from(["add", "erase", "lose", "back up", "day"]), st.integers(0, 4)), max_size=15)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.booleans())
def test_whatever_came_before(tmp_path: Path, steps: list[tuple[str, int]], disk_is_lost: bool) -> None:
    """What is there stays, and of the backup comes all that is not over and not known to be erased."""
    clock = HandClock()
    ends: dict[str, datetime] = {}
    there: set[str] = set()
    erased: set[str] = set()
    with quick_disk(tmp_path) as disk:
        records = Records.open(disk / "data", KEY, clock=clock)
        backup, then = back_up(records), set(there)
        for number, (what, which) in enumerate(steps):
            clock.now += timedelta(seconds=1)
            call = sorted(there)[which % len(there)] if there else ""
            if what == "add":
                call = f"call-{number}"
                ends[call] = clock.now + 3 * DAY
                there.add(call)
                records.add(summary(call), retention=3 * DAY)
            elif what == "erase" and call:
                there.discard(call)
                erased.add(call)
                records.erase(call)
            elif what == "lose" and call:
                there.discard(call)
                lose(records, call)
            elif what == "back up":
                backup, then = back_up(records), set(there)
            elif what == "day":
                clock.now += DAY
                records.purge()
                gone = {one for one in there if ends[one] <= clock.now}
                there -= gone
                erased |= gone
        records.close()
        if disk_is_lost:
            records.database.path.unlink()
        restore(disk, backup, clock)
        wanted = then if disk_is_lost else there | (then - erased)
        with closing(Records.open(disk / "data", KEY, clock=clock)) as after:
            assert calls(after) == sorted(one for one in wanted if ends[one] > clock.now)
            assert chain_is_whole(after)


def test_a_code_that_was_told_lapses_with_the_key(disk: Path, records: Records, clock: HandClock) -> None:
    desk = desk_of(records)
    request = desk.register.receive(Right.ACCESS, Channel.PHONE, NUMBER)
    desk.register.check_identity(request.number)
    records.close()
    with pytest.raises(VoxError, match="est l'ancienne"):
        rekey(disk / "data", KEY, KEY, clock=clock, who="anne")
    with pytest.raises(VoxError, match="rien n'est encore"):
        rekey(disk, KEY, bytes(32), clock=clock, who="anne")
    with pytest.raises(VoxError, match="la clé n'ouvre pas"):
        rekey(disk / "data", bytes(32), bytes(range(1, 33)), clock=clock, who="anne")
    assert rekey(disk / "data", KEY, bytes(32), clock=clock, who="anne")
    with closing(Records.open(disk / "data", bytes(32), clock=clock)) as after:
        assert after.database.read("SELECT code FROM requests") == [(None,)]
        kept = Summary("new", NOW, 1, (Outcome.BOOKED,), "Après")
        after.add(kept, retention=MONTH)
        assert calls(after) == ["new"]
