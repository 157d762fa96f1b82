"""A key is made once, for its owner only, and what is no key is refused with what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vox.errors import VoxError
from vox.records.key import KEY_BYTES, generate_key, init_key, read_key


def test_made_and_read(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "records_key"
    init_key(path)
    assert len(read_key(path)) == KEY_BYTES
    assert oct(path.stat().st_mode & 0o777) == "0o400"
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"
    assert path.read_text("ascii").strip() == read_key(path).hex()


def test_every_key_is_another(tmp_path: Path) -> None:
    init_key(tmp_path / "one")
    init_key(tmp_path / "two")
    assert read_key(tmp_path / "one") != read_key(tmp_path / "two")
    assert generate_key() != generate_key()


def test_made_from_what_was_printed(tmp_path: Path) -> None:
    key = generate_key()
    (tmp_path / "key").write_text(key)
    (tmp_path / "key").chmod(0o600)
    assert read_key(tmp_path / "key") == bytes.fromhex(key)


@pytest.mark.promise
def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key"
    init_key(path)
    key = read_key(path)
    with pytest.raises(VoxError, match="existe déjà") as refusal:
        init_key(path)
    assert "perdus" in refusal.value.hint
    assert read_key(path) == key


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(VoxError, match=r"ne peut pas être écrite|existe déjà"):
        init_key(tmp_path / "file" / "key")
    with pytest.raises(VoxError, match="ne peut pas être écrite"):
        init_key(Path("/proc/key"))


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(VoxError, match="n'existe pas") as refusal:
        read_key(tmp_path / "key")
    assert f"vox init-key {tmp_path / 'key'}" in refusal.value.hint


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(VoxError, match="n'est pas un fichier"):
        read_key(tmp_path)


@pytest.mark.promise
@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602])
def test_open_to_everybody(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    path.write_text(generate_key())
    path.chmod(mode)
    with pytest.raises(VoxError, match="ouvert à tous") as refusal:
        read_key(path)
    assert "chmod" in refusal.value.hint


@pytest.mark.promise
@pytest.mark.parametrize("content", ["", "a" * 63, "a" * 65, "g" * 64, "a" * 5000, "ab" * 32 + "\nabc"])
def test_no_key_and_it_is_not_repeated(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(VoxError, match="64 chiffres") as refusal:
        read_key(path)
    assert not content or content not in str(refusal.value)


@pytest.mark.parametrize("shut", ["file", "folder"])
def test_of_another_account(tmp_path: Path, shut: str) -> None:
    path = tmp_path / "secrets" / "key"
    init_key(path)
    (path if shut == "file" else path.parent).chmod(0o000)
    with as_nobody(), pytest.raises(VoxError, match="ne peut pas être lue") as refusal:
        read_key(path)
    assert "chown" in refusal.value.hint


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything: be somebody else for a while. Others stay who they are."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
