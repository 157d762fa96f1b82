"""A model file that is not whole is noticed: at once by its size, for sure by its sum."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from vox.errors import VoxError
from vox.models.manifest import Group, Model, ModelFile
from vox.models.verify import Kind, installed, ready, verify

CONTENT = b"a model, if a small one" * 1000


@pytest.fixture
def models(tmp_path: Path) -> tuple[Model, ...]:
    made = []
    for name, group in (("served", Group.APPLIANCE), ("played", Group.REHEARSAL)):
        files = []
        for file in ("model.bin", "NOTICE"):
            digest = hashlib.sha256(CONTENT).hexdigest()
            files.append(ModelFile(f"{name}/{file}", len(CONTENT), digest, (), file == "NOTICE"))
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / file).write_bytes(CONTENT)
        made.append(Model(name, group, "essayer", "CC0", tuple(files)))
    return tuple(made)


def test_nothing_is_wrong(models: tuple[Model, ...], tmp_path: Path) -> None:
    read: list[int] = []
    assert verify(tmp_path, models=models, advance=read.append) == []
    assert sum(read) == sum(model.size for model in models)
    ready(tmp_path, ["served", "played"], models=models)
    assert all(installed(tmp_path, model) for model in models)


def test_truncated(models: tuple[Model, ...], tmp_path: Path) -> None:
    with (tmp_path / "served/model.bin").open("r+b") as file:
        file.truncate(100)
    (fault,) = verify(tmp_path, models=models)
    assert fault.kind is Kind.SIZE
    assert "100 octets au lieu de 23000" in str(fault)
    assert not installed(tmp_path, models[0])
    with pytest.raises(VoxError, match=r"model\.bin a 100 octets au lieu de 23000") as refusal:
        ready(tmp_path, ["served"], models=models)
    assert "vox models fetch" in refusal.value.hint
    ready(tmp_path, ["played"], models=models)


def test_missing(models: tuple[Model, ...], tmp_path: Path) -> None:
    (tmp_path / "served/model.bin").unlink()
    (tmp_path / "served/model.bin").mkdir()  # not a file either
    (fault,) = verify(tmp_path, models=models)
    assert fault.kind is Kind.MISSING
    with pytest.raises(VoxError, match="manque"):
        ready(tmp_path, ["served"], models=models)


def test_one_byte_of_difference_has_another_sum(models: tuple[Model, ...], tmp_path: Path) -> None:
    changed = bytearray(CONTENT)
    changed[len(changed) // 2] ^= 1
    (tmp_path / "served/model.bin").write_bytes(changed)
    (fault,) = verify(tmp_path, models=models)
    assert fault.kind is Kind.SUM
    assert fault.expected == hashlib.sha256(CONTENT).hexdigest()
    assert fault.found == hashlib.sha256(changed).hexdigest()
    assert fault.expected in str(fault)
    assert fault.found in str(fault)


def test_a_missing_notice_is_a_fault_but_the_telephone_is_answered(models: tuple[Model, ...], tmp_path: Path) -> None:
    (tmp_path / "served/NOTICE").unlink()
    assert [fault.path.name for fault in verify(tmp_path, models=models)] == ["NOTICE"]
    ready(tmp_path, ["served"], models=models)


def test_what_was_never_fetched_is_no_fault_unless_it_serves(models: tuple[Model, ...], tmp_path: Path) -> None:
    for file in models[1].files:
        (tmp_path / file.path).unlink()
    assert verify(tmp_path, models=models) == []
    assert len(verify(tmp_path, groups=set(Group), models=models)) == 2
    assert len(verify(tmp_path / "nowhere", models=models)) == 2
