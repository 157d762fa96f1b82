"""Models that are at hand already are copied, whole ones only."""

from __future__ import annotations

import hashlib
from pathlib import Path

from vox.models.given import copy_given
from vox.models.manifest import Group, Model, ModelFile

CONTENT = {"m/one": b"one" * 1000, "m/two": b"two" * 1000}
MODELS = (
    Model(
        "m",
        Group.APPLIANCE,
        "essayer",
        "CC0",
        tuple(
            ModelFile(path, len(content), hashlib.sha256(content).hexdigest(), ()) for path, content in CONTENT.items()
        ),
    ),
)


def test_whole_files_are_copied_and_damaged_ones_left(tmp_path: Path) -> None:
    given, folder = tmp_path / "given", tmp_path / "folder"
    (given / "m").mkdir(parents=True)
    (given / "m/one").write_bytes(CONTENT["m/one"])
    (given / "m/two").write_bytes(CONTENT["m/two"][:-1] + b"!")
    assert copy_given(given, folder, {Group.APPLIANCE}, MODELS) == 1
    assert {path.name: path.read_bytes() for path in (folder / "m").iterdir()} == {"one": CONTENT["m/one"]}
    assert copy_given(given, folder, {Group.APPLIANCE}, MODELS) == 0


def test_other_groups_are_left(tmp_path: Path) -> None:
    given = tmp_path / "given"
    (given / "m").mkdir(parents=True)
    (given / "m/one").write_bytes(CONTENT["m/one"])
    assert copy_given(given, tmp_path / "folder", {Group.ENGLISH}, MODELS) == 0
    assert not (tmp_path / "folder").exists()
