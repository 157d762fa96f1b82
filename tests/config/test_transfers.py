"""Who may ever be called: ordinary numbers and extensions of the configuration, and never Vox itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.config.files import RIGHT, changed, the_problem, write
from vox.config import forms
from vox.config.advice import advice
from vox.config.check import describe
from vox.config.loader import load
from vox.config.settings import Settings
from vox.config.transfer import EMERGENCY, EMERGENCY_NUMBERS, check_emergency_target, check_target, same_line, user_of


@pytest.mark.parametrize(
    ("written", "target", "dialled"),
    [
        ("sip:101", "sip:101", "101"),
        ("SIP:accueil", "sip:accueil", "accueil"),
        ("sip:0033388000001", "+33388000001", "+33388000001"),
        ("sip:+33388000001", "+33388000001", "+33388000001"),
        ("03 88 00 00 01", "+33388000001", "+33388000001"),
        ("+33612345678", "+33612345678", "+33612345678"),
        ("0800 123 456", "+33800123456", "+33800123456"),
    ],
)
def test_extensions_and_ordinary_numbers(written: str, target: str, dialled: str) -> None:
    assert check_target(written) == target
    assert user_of(target) == dialled


@pytest.mark.promise
@pytest.mark.parametrize(
    "written",
    [
        "0899 123 456", "sip:0899123456", "+33836123456", "0810123456",  # costs more than a call
        "+881612345678", "+979012345678", "+870776123456",  # satellites, and world-wide premium numbers
        "sip:118218", "3639", "118 218",
        "sip:15", "15", "sip:112", "sip:3114",  # for emergency.transfer alone
        "sip:*21*0612345678#", "sip:*72", "sip:#31#", "sip:101#",  # codes that change the line
        "sip:101@ailleurs.example", "sip:101@192.0.2.9", "tel:101", "http://ailleurs.example/", "sip:", "101", "",
        "sip:101;transport=tcp", "sip:1 01", "sip:101\r\nX: y", "sip:" + "1" * 200, "sip:../101", "sip:%31%35",
    ],
)  # fmt: skip
def test_what_is_never_called(written: str) -> None:
    with pytest.raises(forms.FormError) as caught:
        check_target(written)
    assert caught.value.what
    assert caught.value.hint


@given(st.text(max_size=30) | st.from_regex(r"\A(sip:)?[0-9+*#@;]{0,16}\Z"))
def test_whatever_is_written_leads_to_an_address_that_is_harmless(written: str) -> None:
    try:
        user = user_of(check_target(written))
    except forms.FormError:
        return
    assert user not in EMERGENCY_NUMBERS
    assert not set(user) & set("*#@;:/ \r\n%")
    assert not user.startswith(("+3389", "+3381", "+3382", "+88", "+979", "118"))


def test_an_emergency_has_numbers_of_its_own() -> None:
    assert check_emergency_target("sip:15") == check_emergency_target("15") == "sip:15"
    assert check_emergency_target("sip:300") == "sip:300"
    with pytest.raises(forms.FormError):
        check_emergency_target("0899123456")


def test_the_line_of_vox_in_every_way_of_writing_it() -> None:
    assert same_line("+33388000000", "0033388000000")
    assert same_line("+33388000000", "0388000000")
    assert same_line("sip:vox", "vox")
    assert not same_line("sip:101", "0033388000000")
    assert not same_line("+33388000001", "0033388000000")


PEOPLE = "people:\n  accueil:\n    name: l'accueil\n    transfer: "


def settings(folder: Path, transfer: str, more: str = "") -> Settings:
    return load(write(folder, RIGHT + PEOPLE + transfer + "\n" + more), env={})


def test_an_address_alone_or_with_how_it_rings(tmp_path: Path) -> None:
    plain = settings(tmp_path, "sip:100").transfer_of("accueil")
    assert plain
    assert (plain.to, plain.how, plain.ring.total_seconds(), plain.hours) == ("sip:100", "blind", 25.0, None)
    whole = "{to: sip:100, how: announced, ring: 15 s, hours: {monday: [09:00-10:00]}}"
    told = settings(tmp_path, whole).transfer_of("accueil")
    assert told
    assert (told.how, told.ring.total_seconds()) == ("announced", 15.0)
    assert told.hours
    assert told.hours.week[0]
    assert settings(tmp_path, "sip:100").transfer_of("me-martin") is None
    assert settings(tmp_path, "sip:100").transfer_of(EMERGENCY) is None
    assert settings(tmp_path, "sip:100").transfer_of("nobody") is None


@pytest.mark.parametrize(
    ("transfer", "key", "hint"),
    [
        ("sip:vox", "people.accueil.transfer", "de la personne elle-même"),
        ("{to: sip:vox}", "people.accueil.transfer.to", "de la personne elle-même"),
        ("sip:15", "people.accueil.transfer.to", "emergency.transfer"),
        ("0899123456", "people.accueil.transfer.to", "numéro ordinaire"),
        ("{to: sip:100, how: warm}", "people.accueil.transfer.how", "blind, announced"),
        ("{to: sip:100, ring: 3 min}", "people.accueil.transfer.ring", "durée en secondes"),
        ("{to: sip:100, ring: 200 s}", "people.accueil.transfer.ring", ""),
        ("{how: blind}", "people.accueil.transfer.to", "sip:101"),
        ("{to: sip:100, number: 1}", "people.accueil.transfer.number", "to"),
    ],
)
def test_a_wrong_transfer_is_told_with_its_line(tmp_path: Path, transfer: str, key: str, hint: str) -> None:
    problem = the_problem(tmp_path, RIGHT + PEOPLE + transfer + "\n")
    assert problem.place.key.startswith(key.removesuffix(".to"))
    assert problem.place.line == 21
    assert hint in f"{problem.hint} {problem.what}"


def test_two_numbers_that_are_one(tmp_path: Path) -> None:
    text = changed("user: vox", 'user: "0033388000000"') + PEOPLE + '"03 88 00 00 00"\n'
    assert "reviendrait à Vox" in the_problem(tmp_path, text).what


def test_the_emergency_is_not_vox_either(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, RIGHT + "emergency: {transfer: sip:vox}\n")
    assert problem.place.key == "emergency.transfer"


@pytest.mark.parametrize("outbound", ["192.0.2.11", "pbx.example", "192.0.2.11:5060", "[2001:db8::1]:5060"])
def test_calls_leave_to_the_line_itself_only(tmp_path: Path, outbound: str) -> None:
    text = changed("user: vox", f'user: vox, outbound: "{outbound}"')
    assert "n'est pas une adresse de cette ligne" in the_problem(tmp_path, text).what


@pytest.mark.parametrize(
    ("trunk", "way_out"),
    [
        ("addresses: [192.0.2.10]", "192.0.2.10"),
        ("addresses: [192.0.2.10, 192.0.2.11]", None),
        ("addresses: [192.0.2.0/24]", None),
        ("addresses: [192.0.2.0/24], outbound: 192.0.2.10:5070", "192.0.2.10:5070"),
        ("registrar: sip.example", "sip.example"),
        ("registrar: sip.example:5070", "sip.example:5070"),
    ],
)
def test_where_calls_leave_to(tmp_path: Path, trunk: str, way_out: str | None) -> None:
    found = load(write(tmp_path, changed("addresses: [192.0.2.10]", trunk)), env={})
    assert found.line.sip[0].way_out == way_out


def test_transfers_need_ports(tmp_path: Path) -> None:
    few = "  listen: {rtp_ports: 20000-20011}\n"
    assert load(write(tmp_path, RIGHT + few), env={}).most_transfers == 0
    problem = the_problem(tmp_path, RIGHT + few + PEOPLE + "sip:100\n")
    assert "2 transferts veulent 20 ports" in problem.what
    enough = few + "  transfers: {at_once: 0}\n"
    assert load(write(tmp_path, RIGHT + enough + PEOPLE + "sip:100\n"), env={}).most_transfers == 0


def test_the_operator_is_told_everybody_who_may_be_called(tmp_path: Path) -> None:
    told = describe(settings(tmp_path, "{to: sip:100, how: announced}", "emergency: {transfer: sip:15}\n"))
    assert "Passe les appels à l'accueil, 100, annoncé" in told
    assert "l'appelant en danger à 15" in told
    assert "N'appelle personne d'autre" in told
    assert "Vox n'appelle jamais personne." in describe(load(write(tmp_path, RIGHT), env={}))


def test_advice(tmp_path: Path) -> None:
    keys = [one.key for one in advice(settings(tmp_path, "sip:3639"))]
    assert "people.accueil.transfer" in keys
    text = changed("[192.0.2.10]", "[192.0.2.10, 192.0.2.11]") + PEOPLE + "sip:100\n"
    assert "line.sip[1].outbound" in [one.key for one in advice(load(write(tmp_path, text), env={}))]
    assert not [one for one in advice(settings(tmp_path, "sip:100")) if "transfer" in one.key or "outbound" in one.key]
