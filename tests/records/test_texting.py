"""A text message that waits for a caller holds their number, as no summary does: it is found, told and erased too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from vox.records import replies
from vox.records.letters import Letter, Way, What
from vox.records.rights import Right
from vox.records.store import Records

from .conftest import MONTH, NOW, HandClock, erased, everything, summary
from .rights import NUMBER, OTHER, PARIS, Desk, desk_of

DAY = timedelta(days=1)
WORDS = "Votre rendez-vous : mardi à 9 h."


def book(records: Records, call: str, phone: str) -> None:
    """A booking whose confirmation waits, with a mail of it to the organization."""
    ends = NOW + 3 * DAY
    mail = Letter(f"m-{call}", Way.MAIL, "secretariat@cabinet.example", What.SUMMARY, NOW, ends)
    text = Letter(f"s-{call}", Way.SMS, phone, What.CONFIRMATION, NOW, ends, text=WORDS)
    records.add(summary(call), retention=MONTH, letters=[mail, text])


def waiting(records: Records) -> list[str]:
    return [id_ for (id_,) in records.database.read("SELECT id FROM outbox ORDER BY number")]


@pytest.fixture
def clear(tmp_path: Path, opening: Callable[[Path], Records], unencrypted: None) -> Desk:
    return desk_of(opening(tmp_path))


@pytest.mark.promise
@pytest.mark.parametrize("right", [Right.ERASURE, Right.OPPOSITION])
def test_erased_with_the_booking_not_a_byte_of_it_stays(clear: Desk, tmp_path: Path, right: Right) -> None:
    book(clear.records, "mine", NUMBER)
    book(clear.records, "of-another", OTHER)
    assert b"639980012" in everything(tmp_path)
    certificate = clear.fulfilment.answer(clear.known(right).number)
    assert (certificate.summaries_erased, certificate.found_afterwards) == (1, 0)
    assert b"639980012" not in everything(tmp_path)
    assert [call for call, _ in erased(clear.records)] == ["mine"]
    assert waiting(clear.records) == ["m-of-another", "s-of-another"]


@pytest.mark.promise
def test_what_is_limited_keeps_no_number_in_the_outbox(clear: Desk, tmp_path: Path) -> None:
    book(clear.records, "held", NUMBER)
    assert clear.records.hold("held", NOW + 365 * DAY)
    assert waiting(clear.records) == ["m-held"]
    for trace in (b"639980012", WORDS.encode()):
        assert trace not in everything(tmp_path)


@pytest.mark.promise
def test_what_an_older_vox_limited_with_it_is_found_too(clear: Desk, tmp_path: Path, clock: HandClock) -> None:
    book(clear.records, "held", NUMBER)
    clear.records.database.write("UPDATE kept SET held = ?", (NOW + DAY).isoformat(timespec="microseconds"))
    certificate = clear.fulfilment.answer(clear.known(Right.ERASURE).number)
    assert (certificate.summaries_erased, certificate.summaries_limited) == (0, 1)
    assert b"639980012" not in everything(tmp_path)
    assert waiting(clear.records) == ["m-held"]
    clock.now = NOW + DAY
    assert clear.records.purge() == 1


@pytest.mark.promise
def test_who_asks_is_told_of_it(records: Records) -> None:
    desk = desk_of(records)
    book(records, "mine", NUMBER)
    book(records, "of-another", OTHER)
    holding = desk.fulfilment.access(desk.known(Right.ACCESS).number)
    assert [one.summary.call for one in holding.kept] == ["mine"]
    told = replies.access("D", holding, "Cabinet", MONTH, PARIS)
    assert told.count(WORDS) == 1
    assert replies.access_data(holding)["texting"] == [{"way": "sms", "to": NUMBER, "text": WORDS}]
    assert waiting(records) == ["m-mine", "s-mine", "m-of-another", "s-of-another"]
