"""What a caller must prove: what the trade wants where the file is silent, and what the file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.files import RIGHT, changed, the_problem, write
from vox.config.loader import load
from vox.config.policy import Verification


def verification(folder: Path, trade: str, more: str = "") -> Verification:
    return load(write(folder, changed("trade: law", f"trade: {trade}") + more), env={}).verification


@pytest.mark.parametrize("trade", ["medical", "dental", "physiotherapy", "law", "notary", "town-hall"])
def test_a_sensitive_trade_wants_the_birth_date(tmp_path: Path, trade: str) -> None:
    assert verification(tmp_path, trade) == Verification(
        cancel="number", find="number+birthdate", move="number+birthdate", data="staff", tries=3
    )


@pytest.mark.parametrize("trade", ["garage", "hairdresser", "veterinary", "school", "estate", "other"])
def test_another_trade_wants_the_name_to_move(tmp_path: Path, trade: str) -> None:
    assert verification(tmp_path, trade) == Verification(cancel="number", find="number", move="number+name", tries=3)


def test_the_file_overrides_the_trade_key_by_key(tmp_path: Path) -> None:
    found = verification(tmp_path, "medical", "verification: {find: number, tries: 2}\n")
    assert found == Verification(cancel="number", find="number", move="number+birthdate", data="staff", tries=2)
    found = verification(tmp_path, "medical", "verification: {data: number}\n")
    assert (found.data, found.move) == ("number", "number+birthdate")


@pytest.mark.parametrize("written", ["{find: name}", "{find: birthdate}", "{tries: 0}", "{tries: 6}", "{book: number}"])
def test_what_proves_nothing_is_refused(tmp_path: Path, written: str) -> None:
    assert the_problem(tmp_path, RIGHT + f"verification: {written}\n").place.key.startswith("verification")


def test_a_notice_to_cancel_has_its_bounds(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, changed("duration: 30 min", "duration: 30 min\n    cancel_notice: 61 days"))
    assert problem.place.key == "services.consultation.cancel_notice"
