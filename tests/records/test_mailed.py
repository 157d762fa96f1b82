"""What comes by e-mail, in the register: which request it belongs to, what stays of it, and that it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from vox.errors import VoxError
from vox.records import backups, inventory, mailed, replies
from vox.records.letters import Letter, Way, What
from vox.records.mailed import Became, Mail, Mailed, Place
from vox.records.outbox import Outbox
from vox.records.report import format_inventory
from vox.records.requests import Register
from vox.records.restoring import Restore
from vox.records.rights import Proof, Refusal, Request, Right, State
from vox.records.store import Records

from .conftest import KEY, MONTH, NOW, HandClock, everything
from .rights import NUMBER, OTHER, PARIS, desk_of, left

PERSON = "zoe.ebene@poste.example"
SECRET = "un texte d'accusé"
UIDS = count(1)


def acknowledge(request: Request) -> Letter:
    assert request.contact is not None
    due = NOW + MONTH
    return Letter(f"{request.number}-a", Way.MAIL, request.contact, What.ACKNOWLEDGEMENT, NOW, due, text=SECRET)


def take(records: Records, **more: object) -> Became | None:
    uid = next(UIDS)
    mail = replace(Mail(b"%d" % uid, NOW, PERSON), **more)  # type: ignore[arg-type]
    return Mailed(records, PARIS).take(mail, Place("box", 1, uid), acknowledge)


def test_as_far_as_it_says_something(records: Records) -> None:
    assert take(records) is Became.REQUEST
    (request,) = Register(records, PARIS).list()
    assert request.unclear and request.state is State.OPEN and not request.complete
    assert take(records, phone=NUMBER) is Became.NOTE
    assert take(records, right=Right.ERASURE, phone=OTHER) is Became.NOTE
    (request,) = Register(records, PARIS).list()
    assert (request.right, request.phone, request.mails, request.complete) == (Right.ERASURE, NUMBER, 2, True)
    assert request.fingerprint == records.fingerprint(NUMBER)


def test_who_asks_by_telephone_or_form_is_not_kept_from_it(records: Records) -> None:
    """Anybody can write somebody else's number: it takes nothing away from who has it."""
    take(records, right=Right.ERASURE, phone=NUMBER, sender="malin@ailleurs.example")
    desk = desk_of(records)
    assert desk.known(Right.ERASURE).number == "D-2026-0002"
    assert desk.register.opened(Right.ERASURE, NUMBER) == desk.register.get("D-2026-0002")


def test_completed_by_hand_only_where_it_came_so_and_nobody_is_known_yet(records: Records) -> None:
    register = Register(records, PARIS)
    take(records)
    completed = register.complete("D-2026-0001", Right.RECTIFICATION, NUMBER)
    assert (completed.right, completed.phone, completed.complete) == (Right.RECTIFICATION, NUMBER, True)
    assert register.complete("D-2026-0001", None, OTHER).phone == OTHER
    register.prove("D-2026-0001", Proof.SECOND_FACTOR)
    with pytest.raises(VoxError, match="la demande ne change plus"):
        register.complete("D-2026-0001", Right.ACCESS, None)
    other = desk_of(records).known(Right.ACCESS)
    with pytest.raises(VoxError, match="pas venue dans la boîte"):
        register.complete(other.number, None, NUMBER)


def test_thanks_for_an_answer_are_no_request(records: Records) -> None:
    take(records, right=Right.ACCESS, phone=NUMBER)
    Register(records, PARIS).refuse("D-2026-0001", Refusal.UNFOUNDED)
    assert take(records, named="D-2026-0001") is Became.ASIDE
    assert take(records, named="D-2026-0001", sender="autre@poste.example") is Became.REQUEST, "nobody learns of it"
    assert take(records, named="D-2026-0001", right=Right.ERASURE) is Became.REQUEST
    assert take(records) is Became.NOTE


def test_a_flood_of_any_kind_waits(records: Records, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailed, "OF_MAILS", 3)
    assert [take(records, sender=None) for _ in range(4)] == [Became.ASIDE] * 3 + [None]
    clock.now += timedelta(days=1)
    assert take(records) is Became.REQUEST


def test_refused_as_it_is(records: Records) -> None:
    take(records)
    letter = replies.refusal(Register(records, PARIS).refuse("D-2026-0001", Refusal.IDENTITY), "Cabinet")
    assert "D-2026-0001 (à préciser)" in letter


def test_it_is_in_the_inventory(records: Records) -> None:
    take(records)
    told = format_inventory(inventory.take(records), MONTH, PARIS)
    assert "1 ouverte, avec 0 numéro de téléphone et 1 adresse de courriel" in told


@pytest.mark.promise
@pytest.mark.usefixtures("unencrypted")
@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize("delivered", [False, True])
def test_closed_not_a_byte_of_the_address_or_the_acknowledgement_stays(
    tmp_path: Path, opening: Callable[[Path], Records], delivered: bool, refused: bool
) -> None:
    records = opening(tmp_path)
    desk = desk_of(records)
    desk.keep(left("a1"))
    take(records)
    take(records, phone=NUMBER)
    desk.register.complete("D-2026-0001", Right.ERASURE, None)
    assert PERSON.encode() in everything(tmp_path) and SECRET.encode() in everything(tmp_path)
    if delivered:
        (one,) = Outbox(records).due()
        Outbox(records).delivered(one)
        assert SECRET.encode() not in everything(tmp_path)
    if refused:
        desk.register.refuse("D-2026-0001", Refusal.IDENTITY)
    else:
        desk.register.prove("D-2026-0001", Proof.DESK)
        desk.fulfilment.answer("D-2026-0001")
        assert desk.calls() == []
    records.close()
    for gone in (PERSON, SECRET, *([] if refused else [NUMBER])):
        assert gone.encode() not in everything(tmp_path)


def test_given_up_an_acknowledgement_leaves_no_address(records: Records) -> None:
    take(records)
    (one,) = Outbox(records).due()
    Outbox(records).give_up(one, "refusé", "")
    assert records.database.read("SELECT recipient, text FROM outbox") == [("", "")]
    assert [(shown.call, shown.failed) for shown in Outbox(records).shown()] == [("D-2026-0001", True)]


@pytest.mark.promise
def test_after_a_lost_disk_what_the_backup_knows_is_not_noted_twice(
    tmp_path: Path, opening: Callable[[Path], Records], clock: HandClock
) -> None:
    """It is put back into the mailbox with what came since."""
    before, since = Mail(b"before", NOW, PERSON, right=Right.ACCESS), Mail(b"since", NOW, "autre@poste.example")
    records = opening(tmp_path / "data")
    assert Mailed(records, PARIS).take(before, Place("box", 1, 901), acknowledge) is Became.REQUEST
    made = backups.create(records, tmp_path / "backups", keep=MONTH).backup
    records.close()
    Restore(tmp_path / "lost", KEY, clock=clock, who="test").run(made.path)
    Restore(tmp_path / "lost", KEY, clock=clock, who="test").run(made.path)
    again = Mailed(opening(tmp_path / "lost"), PARIS)
    assert again.known([Place("box", 1, 901)]) == {Place("box", 1, 901): Became.REQUEST}
    assert again.take(before, Place("box", 2, 1), acknowledge) is Became.REQUEST
    assert again.take(since, Place("box", 2, 2), acknowledge) is Became.REQUEST
    requests = Register(opening(tmp_path / "lost"), PARIS).list()
    assert sorted((one.number, one.mails) for one in requests) == [("D-2026-0001", 0), ("D-2026-0002", 0)]


def test_what_cannot_be_moved_away_stays_known(records: Records, clock: HandClock) -> None:
    mails, there, gone = Mailed(records, PARIS), Place("box", 1, 901), Place("box", 1, 902)
    for place in (there, gone):
        mails.take(Mail(b"%d" % place.uid, NOW, None), place, acknowledge)
    for _ in range(50):
        clock.now += timedelta(days=1)
        mails.forget()
        mails.known([there])
    assert list(mails.known([there, gone])) == [there]
    assert mails.set_aside() == 0, "it is as old as it is"
    clock.now += timedelta(days=33)
    mails.forget()
    assert mails.known([there]) == {}


@pytest.mark.promise
def test_a_backup_brings_back_neither_address_nor_request_that_was_completed_and_closed_since(
    tmp_path: Path, opening: Callable[[Path], Records], clock: HandClock
) -> None:
    records = opening(tmp_path / "data")
    take(records)
    take(records, right=Right.ACCESS, phone=OTHER, sender="autre@poste.example")
    made = backups.create(records, tmp_path / "backups", keep=MONTH).backup
    register = Register(records, PARIS)
    register.complete("D-2026-0001", Right.ERASURE, NUMBER)
    register.prove("D-2026-0001", Proof.DESK)
    desk_of(records).fulfilment.answer("D-2026-0001")
    records.close()
    clock.now += timedelta(hours=1)
    Restore(tmp_path / "data", KEY, clock=clock, who="test").run(made.path)
    again = sorted(Register(opening(tmp_path / "data"), PARIS).list(), key=lambda one: one.number)
    assert [(one.number, one.contact) for one in again] == [
        ("D-2026-0001", None),
        ("D-2026-0002", "autre@poste.example"),
    ]
