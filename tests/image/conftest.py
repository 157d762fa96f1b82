"""A real Docker engine: the one that runs, or a private one for these tests; and the image, built from this tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def engine() -> Iterator[dict[str, str]]:
    """The environment in which `docker` finds its engine."""
    if shutil.which("docker") is None:
        pytest.skip("no docker client here (apt-get install docker.io docker-cli)")
    if _answers(os.environ):
        yield dict(os.environ)
        return
    if os.geteuid() != 0 or shutil.which("dockerd") is None:
        pytest.skip("no Docker engine runs here, and starting one needs root and dockerd")
    folder = Path(tempfile.mkdtemp(prefix="vd-", dir="/tmp"))  # short: a socket's path ends at 107 bytes
    environment = {**os.environ, "DOCKER_HOST": f"unix://{folder}/sock"}
    command = [
        "dockerd",
        "-H",
        f"unix://{folder}/sock",
        "--data-root",
        f"{folder}/data",
        "--exec-root",
        f"{folder}/exec",
    ]
    with (folder / "log").open("wb") as log:
        daemon = subprocess.Popen([*command, "--pidfile", f"{folder}/pid", "--mtu", "1400"], stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while not _answers(environment):
            assert daemon.poll() is None, f"dockerd has ended: {(folder / 'log').read_text()[-2000:]}"
            assert time.monotonic() < deadline, "dockerd does not answer"
            time.sleep(0.2)
        yield environment
    finally:
        daemon.terminate()
        daemon.wait(60)
        subprocess.run(["umount", "-R", f"{folder}/data"], check=False, stderr=subprocess.DEVNULL)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def image(engine: dict[str, str]) -> str:
    """The name of the image, built by the script that `make image` runs."""
    built = subprocess.run([ROOT / "scripts" / "image"], env=engine, capture_output=True, text=True, timeout=1500)
    assert built.returncode == 0, built.stderr[-4000:]
    return "vox:latest"


def _answers(environment: os._Environ[str] | dict[str, str]) -> bool:
    asked = subprocess.run(["docker", "info"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return asked.returncode == 0
