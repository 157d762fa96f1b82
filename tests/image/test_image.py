"""The real image, by the real compose.yaml: a call into the container books in a calendar beside it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from tests.support.listening_caller import ListeningCaller
from vox.line.client import CallingClient
from vox.models.find import default_folder

from .conftest import ROOT

pytestmark = [pytest.mark.image, pytest.mark.timeout(2400)]

UID = 10001
SUBNET, GATEWAY = "198.51.100.0/24", "198.51.100.1"  # documentation addresses: nobody's network
LARGEST_GB = 3.0
THURSDAY = 3

VOX = """\
organization: {name: Cabinet des Tilleuls, trade: medical}
hours: {monday-sunday: ["08:00-12:00", "14:00-18:00"]}
practitioners:
  dr-martin:
    name: docteur Martin
    calendar: {url: "http://127.0.0.1:5232/vox/martin/", username: vox, password_file: /run/secrets/caldav}
services:
  consultation: {name: consultation, duration: 20 min, with: dr-martin}
line:
  sip: [{name: host, addresses: [198.51.100.0/24], user: vox}]
  listen: {rtp_ports: 20000-20019}
keep: {summaries: 30 days, key_file: /run/secrets/records_key}
web: {listen: "0.0.0.0:8080"}
"""

# A Radicale beside Vox, in the same network: what an organization without a server of its own would do.
OVERRIDE = f"""\
services:
  radicale:
    image: vox:latest
    entrypoint: [python3, -m, radicale, --config, /radicale/config]
    network_mode: service:vox
    user: "{UID}:{UID}"
    volumes: ["./radicale:/radicale"]
    healthcheck:
      test: [CMD, python3, -c, "import socket; socket.create_connection(('127.0.0.1', 5232), 2)"]
      interval: 2s
networks:
  default: {{ipam: {{config: [{{subnet: {SUBNET}}}]}}}}
"""


@dataclass
class Deployment:
    folder: Path
    environment: dict[str, str]

    def compose(self, *words: str, timeout: float = 300) -> str:
        command = ["docker", "compose", "-p", "voxtest", "-f", "compose.yaml", "-f", "override.yaml", *words]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=timeout
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def up(self) -> None:
        """Start what does not run, and wait until all is healthy."""
        try:
            self.compose("up", "--wait", "--wait-timeout", "120", timeout=200)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.compose('logs', '--no-color', '--tail', '40')}") from error

    def docker(self, *words: str) -> str:
        return subprocess.run(
            ["docker", *words], env=self.environment, capture_output=True, text=True, check=True
        ).stdout

    def summaries(self) -> list[dict[str, str]]:
        listed = self.compose("exec", "-T", "vox", "vox", "records", "list", "/config/vox.yaml", "--json")
        kept: list[dict[str, str]] = json.loads(listed)["kept"]
        return kept


@pytest.fixture(scope="module")
def deployment(engine: dict[str, str], image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    if os.geteuid() != 0:
        pytest.skip("secrets must be readable by the container's account alone, which only root can arrange")
    folder = tmp_path_factory.mktemp("deployment")
    shutil.copy(ROOT / "compose.yaml", folder)
    (folder / "override.yaml").write_text(OVERRIDE)
    (folder / "vox.yaml").write_text(VOX)
    _secret(folder / "secrets" / "records_key", secrets.token_hex(32))
    _secret(folder / "secrets" / "caldav", "agenda")
    _secret(folder / "secrets" / "sip", "unused")
    _radicale(folder / "radicale")
    deployment = Deployment(folder, engine)
    try:
        deployment.up()
        yield deployment
    finally:
        deployment.compose("down", "--volumes", "--timeout", "5")


async def test_a_call_into_the_container_books_and_only_a_summary_stays(deployment: Deployment) -> None:
    answers = {
        "open": "Bonjour, je voudrais une consultation jeudi matin.",
        "choice": "Le premier, s'il vous plaît.",
        "name": "Je m'appelle Claire Dupont.",
        "phone": "Oui, c'est mon numéro.",
        "confirm": "Oui, c'est parfait.",
        "more": "Non, c'est tout, merci.",
    }
    async with CallingClient(host=GATEWAY) as client:
        caller = ListeningCaller(client, default_folder(), answers)
        await caller.call(f"sip:vox@{GATEWAY}:5060", number="+33639980012")
    calendar = deployment.folder / "radicale" / "collections" / "collection-root" / "vox" / "martin"
    events = list(calendar.glob("*.ics"))
    assert len(events) == 1, "\n".join(caller.conversation)
    zone = ZoneInfo("Europe/Paris")
    today = datetime.now(zone).date()
    days = [today + timedelta(days=ahead) for ahead in range(8)]
    assert any(f"{day:%Y%m%d}" in events[0].read_text() for day in days if day.weekday() == THURSDAY)
    assert [one["outcomes"] for one in deployment.summaries()], "no summary is kept"

    before = deployment.summaries()
    deployment.compose("restart", "--timeout", "40", timeout=120)
    deployment.up()
    assert deployment.summaries() == before


@pytest.mark.promise
def test_nothing_is_written_outside_the_volume_and_the_memory(deployment: Deployment) -> None:
    container = deployment.compose("ps", "-q", "vox").strip()
    inspected = json.loads(deployment.docker("inspect", container))[0]
    # Docker makes the places on which it mounts, and its own init; nothing else may differ from the image.
    mounted = {Path(mount["Destination"]) for mount in inspected["Mounts"]} | {Path("/usr/sbin/docker-init")}
    places = mounted | {parent for place in mounted for parent in place.parents}
    changed = {Path(line[2:]) for line in deployment.docker("diff", container).splitlines()}
    assert changed <= places
    assert inspected["HostConfig"]["ReadonlyRootfs"] is True
    assert inspected["HostConfig"]["CapDrop"] == ["ALL"]
    writable = [mount["Destination"] for mount in inspected["Mounts"] if mount["RW"]]
    assert writable == ["/data"]
    files = deployment.compose("exec", "-T", "vox", "find", "/data", "-type", "f").split()
    assert {Path(file).name for file in files} <= {
        "records.db",
        "records.db-wal",
        "records.db-shm",
        "records.db-journal",
    }


def test_runs_as_nobody_in_particular(deployment: Deployment) -> None:
    assert deployment.compose("exec", "-T", "vox", "id", "-u").strip() == str(UID)


def test_the_image_is_not_too_large(deployment: Deployment) -> None:
    size = int(deployment.docker("image", "inspect", "--format", "{{.Size}}", "vox:latest"))
    assert size <= LARGEST_GB * 1e9


def test_compose_file_publishes_what_the_example_configuration_listens_on() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    example = yaml.safe_load((ROOT / "config" / "cabinet-medical.yaml").read_text())
    ports = compose["services"]["vox"]["ports"]
    low, high = example["line"]["listen"]["rtp_ports"].split("-")
    assert f"{low}-{high}:{low}-{high}/udp" in ports
    assert f"{example['line']['listen']['port']}:5060/udp" in ports


def _secret(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o400)
    os.chown(path, UID, UID)


def _radicale(folder: Path) -> None:
    """A Radicale's folder, with one empty calendar."""
    calendar = folder / "collections" / "collection-root" / "vox" / "martin"
    calendar.mkdir(parents=True)
    (calendar / ".Radicale.props").write_text('{"tag": "VCALENDAR"}')
    (folder / "users").write_text("vox:agenda\n")
    (folder / "config").write_text(
        "[server]\nhosts = 127.0.0.1:5232\n[auth]\ntype = htpasswd\nhtpasswd_filename = /radicale/users\n"
        "htpasswd_encryption = plain\n[storage]\nfilesystem_folder = /radicale/collections\n"
    )
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, UID, UID)
