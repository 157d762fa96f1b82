"""The manifest holds what it promises: every file once, with a sum, a licence and a way to get it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from vox.models.find import default_folder
from vox.models.manifest import MODELS, Group, Model, select
from vox.models.verify import verify

FILES = [file for model in MODELS for file in model.files]


def test_every_file_and_model_stands_once() -> None:
    assert len({file.path for file in FILES}) == len(FILES)
    assert len({model.name for model in MODELS}) == len(MODELS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_file_can_be_fetched_and_checked(model: Model) -> None:
    assert model.licence
    assert model.use
    for file in model.files:
        path = PurePosixPath(file.path)
        assert not path.is_absolute()
        assert ".." not in path.parts
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert file.size > 0
        assert file.parts
    for package in model.packages:
        assert re.fullmatch(r"[0-9a-f]{64}", package.sha256)
        assert package.archive.startswith(package.name.replace("-", "_")) or package.archive.startswith(package.name)
        assert package.version in package.archive


def test_what_serves_brings_its_notices() -> None:
    for model in select({Group.APPLIANCE}):
        assert any(file.notice for file in model.files), model.name


def test_groups() -> None:
    assert [model.name for model in select({Group.APPLIANCE})] == ["whisper-base", "kokoro-siwis", "gemma-3-270m"]
    assert select(set(Group)) == MODELS
    assert select(()) == ()


@pytest.mark.models
def test_what_is_installed_here_is_what_the_manifest_says() -> None:
    assert verify(default_folder()) == []
