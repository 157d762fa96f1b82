"""What somebody asks for is done, wholly, provably, and without a trace of what should be gone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.errors import VoxError
from vox.records import replies
from vox.records.certificate import Certificate, read_certificate, sealed
from vox.records.erasures import BACKUPS_LIVE, Kind
from vox.records.journal import Act
from vox.records.opposition import fingerprint, opposition_key
from vox.records.rights import Channel, Proof, Refusal, Right, State
from vox.records.search import numbers_in
from vox.records.store import Records
from vox.records.summary import Summary

from .conftest import KEY, MONTH, NOW, HandClock, erased, everything, summary
from .processes import HANG_S, lines, other
from .rights import NUMBER, OTHER, PARIS, Desk, desk_of, left

NEVER_SEEN = "+33639980099"
KEPT = timedelta(days=30)


@pytest.fixture
def desk(records: Records) -> Desk:
    return desk_of(records)


@pytest.fixture
def clear(tmp_path: Path, opening: Callable[[Path], Records], unencrypted: None) -> Desk:
    """Over an unencrypted twin, in which a test can look for what should be gone."""
    return desk_of(opening(tmp_path))


def letter(desk: Desk, number: str) -> str:
    holding = desk.fulfilment.access(number)
    return replies.access("D", holding, "Cabinet", KEPT, PARIS)


# Access


@pytest.mark.promise
def test_access_is_all_that_holds_the_number_however_it_is_written(desk: Desk) -> None:
    desk.keep(left("in-message"), left("of-another", OTHER), summary("booking", text="Rendez-vous pris."))
    for call, text in (
        ("in-text", "Rappeler au 06.39.98.00.12 ce soir."),
        ("abroad", "Joindre le +33 6 39 98 00 12."),
        ("glued", "tel:0639980012"),
        ("near", "Dossier 06 39 98 00 13."),
    ):
        desk.keep(summary(call, text=text))
    number = desk.known(Right.ACCESS).number
    holding = desk.fulfilment.access(number)
    assert {one.summary.call for one in holding.kept} == {"in-message", "in-text", "abroad", "glued"}
    told = letter(desk, number)
    for piece in ("rappeler pour l'ordonnance", "Zoé Ébène", "31/12/2026", "réclamation auprès de la CNIL"):
        assert piece in told
    data = json.loads(json.dumps(replies.access_data(holding), ensure_ascii=False))
    by_call = {one["call"]: one for one in data["summaries"]}
    assert by_call["in-message"]["messages"][0]["name"] == "Zoé Ébène"
    assert (data["limited"], data["opposed"], data["earlier_requests"]) == (0, False, [])


def test_what_holds_only_a_name_is_added_by_who_read_it(desk: Desk) -> None:
    desk.keep(summary("booking", text="Rendez-vous pris, au nom de Zoé Ébène."), summary("no", text="Zoé Ebner"))
    number = desk.known(Right.ACCESS).number
    assert desk.fulfilment.access(number).kept == []
    assert desk.fulfilment.calls_naming(" zoé ÉBÈNE ") == ["booking"]
    assert [one.summary.call for one in desk.fulfilment.access(number, ["booking"]).kept] == ["booking"]
    assert desk.fulfilment.answer(number, ["booking"]).summaries_shown == 1
    with pytest.raises(VoxError, match="trop court"):
        desk.fulfilment.calls_naming(" z ")


@pytest.mark.promise
def test_nothing_held_and_a_number_never_seen_are_answered_alike(desk: Desk, clock: HandClock) -> None:
    desk.keep(left("over"), retention=timedelta(days=1))
    clock.now = NOW + timedelta(days=1)  # over, and not purged yet
    seen, never = desk.known(Right.ACCESS).number, desk.known(Right.ACCESS, NEVER_SEEN).number
    assert letter(desk, seen) == letter(desk, never)
    assert "Nous ne conservons rien" in letter(desk, seen)
    one, two = desk.fulfilment.answer(seen), desk.fulfilment.answer(never)
    own = ("request", "fingerprint", "journal_line", "journal_hash", "seal")
    assert replace(one, **{name: getattr(two, name) for name in own}) == two  # type: ignore[arg-type]


@pytest.mark.promise
def test_nobody_unknown_gets_anything(desk: Desk) -> None:
    desk.keep(left("one"))
    number = desk.register.receive(Right.ERASURE, Channel.PHONE, NUMBER).number
    with pytest.raises(VoxError, match="identité de qui demande n'est pas établie"):
        desk.fulfilment.answer(number)
    access = desk.register.receive(Right.ACCESS, Channel.PHONE, NUMBER).number
    for doing in (lambda: desk.fulfilment.access(access), lambda: desk.fulfilment.answer(access)):
        with pytest.raises(VoxError, match="identité"):
            doing()
    assert desk.calls() == ["one"]


def test_one_right_does_not_serve_for_another(desk: Desk) -> None:
    desk.keep(left("one"))
    number = desk.known(Right.ERASURE).number
    with pytest.raises(VoxError, match="pas de cette sorte"):
        desk.fulfilment.access(number)
    with pytest.raises(VoxError, match="pas de cette sorte"):
        desk.fulfilment.rectify(number, "one", "Zoé", "Chloé")


def test_opposition_and_earlier_requests_are_told_too(desk: Desk) -> None:
    first = desk.known(Right.OPPOSITION).number
    desk.fulfilment.answer(first)
    told = letter(desk, desk.known(Right.ACCESS).number)
    assert "liste des oppositions" in told
    assert first in told
    assert "ne conservons rien" not in told


@pytest.mark.promise
def test_each_summary_that_is_handed_over_is_told_in_the_journal(desk: Desk) -> None:
    desk.keep(left("one"), left("of-another", OTHER))
    number = desk.known(Right.ACCESS).number
    desk.fulfilment.access(number)
    desk.fulfilment.answer(number)
    acts = desk.records.database.read("SELECT act, subject FROM journal ORDER BY seq")
    assert acts == [
        (Act.RECEIVED, number),
        (Act.IDENTIFIED, number),
        (Act.SHOWN, "one"),
        (Act.FULFILLED, number),
        (Act.ANSWERED, number),
    ]


# Rectification


@pytest.mark.promise
def test_rectified_the_old_text_is_nowhere(clear: Desk, tmp_path: Path) -> None:
    clear.keep(left("one", text="Message de Zoé Ébène (06 39 98 00 12) : rappeler."), left("two"))
    number = clear.known(Right.RECTIFICATION).number
    with pytest.raises(VoxError, match="rien n'est encore rectifié"):
        clear.fulfilment.answer(number)
    assert clear.fulfilment.rectify(number, "one", "ordonnance", "analyse") == 1
    clear.records.erase("two")
    assert b"ordonnance" not in everything(tmp_path)
    assert clear.fulfilment.rectify(number, "one", "Zoé Ébène", "Chloé Ébène") == 2
    kept = clear.records.get("one")
    assert kept is not None
    assert kept.summary.text == "Message de Chloé Ébène (06 39 98 00 12) : rappeler."
    assert kept.summary.messages[0].name == "Chloé Ébène"
    assert (kept.expires, kept.summary.started) == (NOW + MONTH, NOW)
    assert b"Zo\xc3\xa9" not in everything(tmp_path)
    assert clear.fulfilment.answer(number).summaries_rectified == 2
    assert ("one", Kind.RECTIFICATION) in erased(clear.records)


def test_a_number_is_rectified_as_it_is_written_and_as_it_is(desk: Desk) -> None:
    desk.keep(left("one", text="Message (06 39 98 00 12)."))
    number = desk.known(Right.RECTIFICATION).number
    assert desk.fulfilment.rectify(number, "one", "06 39 98 00 12", "06 39 98 00 13") == 2
    kept = desk.records.get("one")
    assert kept is not None
    assert list(numbers_in(kept.summary)) == [OTHER, OTHER]


def test_only_whole_words_are_rectified(desk: Desk) -> None:
    desk.keep(summary("one", text="Zoé, Zoélie et Zoé."))
    number = desk.known(Right.RECTIFICATION).number
    assert desk.fulfilment.rectify(number, "one", "Zoé", r"\1 Chloé") == 2
    kept = desk.records.get("one")
    assert kept is not None
    assert kept.summary.text == r"\1 Chloé, Zoélie et \1 Chloé."
    for wrong, match in (("Zo", "pas dans ce résumé"), ("Z", "deux lettres"), ("   ", "deux lettres")):
        with pytest.raises(VoxError, match=match):
            desk.fulfilment.rectify(number, "one", wrong, "x")
    with pytest.raises(VoxError, match="rien n'est conservé"):
        desk.fulfilment.rectify(number, "unknown", "Zoé", "Chloé")


# Erasure and opposition


@pytest.mark.promise
def test_erased_not_a_byte_of_the_text_or_the_number_stays(clear: Desk, tmp_path: Path) -> None:
    clear.keep(left("one"), left("two", text="Rappeler le 06 39 98 00 12."), left("of-another", OTHER, text="Autre"))
    number = clear.known(Right.ERASURE).number
    assert b"639980012" in everything(tmp_path)
    certificate = clear.fulfilment.answer(number)
    assert clear.calls() == ["of-another"]
    assert b"639980012" not in everything(tmp_path)
    assert b"39 98 00 12" not in everything(tmp_path)
    assert (certificate.summaries_erased, certificate.summaries_limited, certificate.found_afterwards) == (2, 0, 0)
    assert (certificate.numbers_erased, certificate.wiped, certificate.opposed) == (1, True, False)
    assert erased(clear.records) == [("one", Kind.REQUEST), ("two", Kind.REQUEST)]
    request = clear.register.get(number)
    assert (request.state, request.phone) == (State.ANSWERED, None)


@pytest.mark.promise
def test_what_is_over_and_not_purged_yet_is_erased_too(clear: Desk, tmp_path: Path, clock: HandClock) -> None:
    clear.keep(left("over"), retention=timedelta(days=1))
    clock.now = NOW + timedelta(days=1)
    assert clear.fulfilment.answer(clear.known(Right.ERASURE).number).summaries_erased == 1
    assert b"639980012" not in everything(tmp_path)


def test_a_call_that_was_named_wrongly_changes_nothing(desk: Desk) -> None:
    desk.keep(left("one"))
    number = desk.known(Right.ERASURE).number
    with pytest.raises(VoxError, match="rien n'est conservé de l'appel unknown"):
        desk.fulfilment.answer(number, ["unknown"])
    assert desk.calls() == ["one"]
    assert desk.register.get(number).phone == NUMBER


@pytest.mark.promise
def test_who_opposes_is_known_at_the_next_call_and_what_was_kept_goes(desk: Desk) -> None:
    desk.keep(left("one"))
    certificate = desk.fulfilment.answer(desk.known(Right.OPPOSITION).number)
    assert desk.records.is_opposed(NUMBER)
    assert not desk.records.is_opposed(OTHER)
    assert (certificate.opposed, certificate.summaries_erased) == (True, 1)
    assert [kind for _, kind in erased(desk.records)] == [Kind.OPPOSITION]


def test_a_summary_that_comes_meanwhile_is_found_and_the_next_try_takes_it(
    desk: Desk, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the fingerprint: the number itself is gone by then."""
    desk.keep(left("one"))
    number = desk.known(Right.ERASURE).number
    wipe = desk.records.database._wipe

    def late() -> None:
        wipe()
        monkeypatch.undo()
        desk.keep(left("two"))

    monkeypatch.setattr(desk.records.database, "_wipe", late)
    with pytest.raises(VoxError, match="vérification"):
        desk.fulfilment.answer(number)
    request = desk.register.get(number)
    assert (request.state, request.phone) == (State.DONE, None)
    with pytest.raises(VoxError, match="déjà traitée"):
        desk.register.refuse(number, Refusal.LEGAL)
    clock.now = NOW + timedelta(days=1)
    certificate = desk.fulfilment.answer(number)
    assert certificate.summaries_erased == 2
    assert certificate.backups_until == (clock.now + BACKUPS_LIVE).isoformat(timespec="microseconds")
    assert desk.calls() == []


@pytest.mark.promise
@pytest.mark.parametrize(
    ("before", "done"),
    [
        ("UPDATE kept SET gone", False),
        ("INSERT INTO erased", False),
        ("UPDATE requests SET phone", False),
        ("COMMIT", False),
        ("DELETE FROM requests", False),
        ("PRAGMA wal_checkpoint", True),
        ("DELETE FROM unwiped", True),
        ("UPDATE requests SET closed", True),
    ],
)
def test_killed_in_the_middle_of_an_answer_all_or_nothing_is_done_and_the_next_try_ends_it(
    clear: Desk, tmp_path: Path, opening: Callable[[Path], Records], before: str, done: bool
) -> None:
    clear.keep(left("goes"), left("stays", OTHER, text="Autre"))
    number = clear.known(Right.ERASURE).number
    clear.records.close()
    with other("answer", tmp_path, number, before) as process:
        assert lines(process, 1) == ["stopped"]
        process.kill()
        process.wait(HANG_S)
    again = desk_of(opening(tmp_path))
    assert again.calls() == (["stays"] if done else ["goes", "stays"])
    assert again.register.get(number).phone == (None if done else NUMBER)
    assert (b"639980012" in everything(tmp_path)) is not done
    assert [call for call, _ in erased(again.records)] == (["goes"] if done else [])
    certificate = again.fulfilment.answer(number, ["goes"])  # the same command as the first time
    assert certificate.summaries_erased == 1
    assert again.fulfilment.verify(certificate.canonical()).genuine
    assert b"639980012" not in everything(tmp_path)
    assert again.calls() == ["stays"]


# Certificates


@pytest.fixture
def certificate(desk: Desk) -> Certificate:
    desk.keep(left("one"))
    return desk.fulfilment.answer(desk.known(Right.ERASURE).number)


@pytest.mark.promise
def test_a_certificate_holds_no_personal_data(certificate: Certificate) -> None:
    assert " ".join(one.name for one in fields(certificate)) == (
        "version request right channel received proof fingerprint summaries_shown summaries_erased summaries_limited "
        "summaries_rectified numbers_erased opposed found_afterwards checkpoint wiped backups_until who moment "
        "journal_line journal_hash seal"
    )
    told = certificate.canonical() + replies.certificate(certificate, "Cabinet", PARIS)
    for secret in ("639980012", "39 98 00 12", "Ébène", "Zoé", "ordonnance"):
        assert secret not in told
    assert certificate.fingerprint == fingerprint(opposition_key(KEY), NUMBER).hex()
    assert certificate.backups_until == (NOW + BACKUPS_LIVE).isoformat(timespec="microseconds")
    assert (certificate.proof, certificate.who) == (Proof.LINE, "vox")


@pytest.mark.promise
def test_a_certificate_is_verified_later(desk: Desk, certificate: Certificate, clock: HandClock) -> None:
    text = json.dumps(json.loads(certificate.canonical()), indent=4)  # however it is laid out
    found = desk.fulfilment.verify(text)
    assert (found.genuine, found.sealed, found.registered, found.line) == (True, True, True, "there")
    assert desk.fulfilment.concerns(certificate, "06 39 98 00 12")
    assert not desk.fulfilment.concerns(certificate, "06 39 98 00 13")
    assert desk.fulfilment.certificate(certificate.request) == certificate
    clock.now = NOW + timedelta(days=400)
    desk.records.purge()
    found = desk.fulfilment.verify(text)
    assert (found.genuine, found.sealed, found.registered, found.line) == (True, True, True, "gone")
    clock.now = NOW + timedelta(days=6 * 365)
    desk.records.purge()
    found = desk.fulfilment.verify(text)
    assert (found.genuine, found.sealed, found.registered, found.line) == (True, True, None, "gone")


def test_a_database_that_was_put_back_does_not_make_it_false(
    certificate: Certificate, tmp_path: Path, opening: Callable[[Path], Records]
) -> None:
    found = desk_of(opening(tmp_path / "older")).fulfilment.verify(certificate.canonical())
    assert (found.genuine, found.sealed, found.registered, found.line) == (True, True, None, "missing")


def test_with_another_key_the_register_still_knows_it(desk: Desk, certificate: Certificate) -> None:
    desk.records.key = bytes(32)
    found = desk.fulfilment.verify(certificate.canonical())
    assert (found.genuine, found.sealed, found.registered) == (True, False, True)


@pytest.mark.promise
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("summaries_erased", 2),
        ("request", "D-2026-0002"),
        ("fingerprint", "00" * 32),
        ("moment", "2026-12-02T08:05:00+00:00"),
        ("who", "somebody"),
        ("wiped", False),
        ("seal", "00" * 32),
    ],
)
def test_a_certificate_that_was_changed_is_false(
    desk: Desk, certificate: Certificate, name: str, value: object
) -> None:
    forged = replace(certificate, **{name: value})  # type: ignore[arg-type]
    assert not desk.fulfilment.verify(forged.canonical()).genuine
    assert not desk.fulfilment.verify(sealed(forged, bytes(32)).canonical()).genuine


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"version": 1}', "9" * 20_000, "[" * 9_000, '{"version": 1e999}', "\x00"],
)
def test_what_is_no_certificate_is_told(desk: Desk, text: str) -> None:
    with pytest.raises(VoxError, match="pas un certificat"):
        desk.fulfilment.verify(text)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("version", 2),
        ("wiped", 1),
        ("journal_line", True),
        ("journal_line", 2**63),
        ("summaries_erased", -1),
        ("request", "\ud800"),
        ("seal", "é"),
        ("seal", None),
    ],
)
def test_a_field_of_another_kind_makes_it_no_certificate(certificate: Certificate, name: str, value: object) -> None:
    told = json.loads(certificate.canonical()) | {name: value}
    with pytest.raises(VoxError, match="pas un certificat"):
        read_certificate(json.dumps(told))
    with pytest.raises(VoxError, match="pas un certificat"):
        read_certificate(json.dumps(json.loads(certificate.canonical()) | {"more": 1}))


def test_a_request_without_certificate(desk: Desk) -> None:
    number = desk.register.receive(Right.ACCESS, Channel.PHONE, NUMBER).number
    with pytest.raises(VoxError, match="pas de certificat"):
        desk.fulfilment.certificate(number)


@pytest.mark.promise
@pytest.mark.parametrize("reason", list(Refusal))
def test_a_refusal_says_why_and_where_to_complain(desk: Desk, reason: Refusal) -> None:
    number = desk.register.receive(Right.ACCESS, Channel.PHONE, NUMBER).number
    told = replies.refusal(desk.register.refuse(number, reason), "Cabinet")
    assert "RGPD, article" in told
    assert "réclamation auprès de la CNIL" in told
    assert number in told
    assert NUMBER not in told


@given(st.text(max_size=200))
def test_no_text_makes_the_search_fail(text: str) -> None:
    for number in numbers_in(Summary("one", NOW, 1, (), text)):
        assert number.startswith("+")
