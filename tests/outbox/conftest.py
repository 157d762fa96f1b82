"""A practice that wants to be told, its records, a call with two messages, and a certificate."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.outbox.mail_server import PASSWORD, USER
from tests.records.conftest import HandClock
from vox.agenda.types import Booking, Client, Opening
from vox.config.settings import Settings
from vox.records.outbox import Outbox
from vox.records.store import Records
from vox.records.summary import Message, Outcome, Summary

KEY = bytes(range(32))
NOW = datetime(2026, 12, 1, 8, 5, tzinfo=UTC)
MONTH = timedelta(days=30)
HANG_S = 60.0
"""A hang guard, not a measure."""

SUMMARY = Summary(
    call="c0ffee",
    started=NOW,
    seconds=75,
    outcomes=(Outcome.BOOKED, Outcome.MESSAGE),
    text="Message de Zoé Ébène (06 39 98 00 12) pour le docteur Martin : rappeler pour l'ordonnance",
    follow_up="Rappeler : docteur Martin, l'accueil.",
    messages=(
        Message("dr-martin", "rappeler pour l'ordonnance", "Zoé Ébène", "+33639980012"),
        Message("", "merci beaucoup"),
    ),
)

HOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def practice(**telling: Any) -> Settings:
    """telling: the keys that say who is told, as in the YAML; `messages` of the practitioner as `martin`."""
    martin = telling.pop("martin", None)
    return Settings.model_validate(
        {
            "organization": {"name": "Cabinet des Tilleuls", "trade": "medical"},
            "hours": {"week": [("08:00-12:00",)] * 7},
            "practitioners": [
                {
                    "id": "dr-martin",
                    "name": "docteur Martin",
                    "calendar": "https://agenda.example/martin/",
                    "messages": martin,
                }
            ],
            "services": [{"id": "consultation", "name": "consultation", "duration": "20 min", "with": ["dr-martin"]}],
            "keep": {"summaries": "30 days"},
            **telling,
        }
    )


def mail(port: int, authority: Path | None = None, **more: Any) -> dict[str, Any]:
    """The settings of a mail server on this machine, with the account that it knows."""
    account = {} if authority is None else {"username": USER, "password": PASSWORD, "authority": authority}
    tls = "none" if authority is None else "starttls"
    return {"host": "localhost", "port": port, "tls": tls, "from": "vox@cabinet.example", **account, **more}


def booking(phone: str | None = "+33639980012", start: datetime = datetime(2026, 12, 8, 9, 30, tzinfo=UTC)) -> Booking:
    opening = Opening(start, start + timedelta(minutes=20), "dr-martin", "consultation")
    return Booking(opening, Client("Zoé Ébène", phone), href="/one.ics", uid="one")


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def records(tmp_path: Path, clock: HandClock) -> Iterator[Records]:
    with closing(Records.open(tmp_path / "data", KEY, clock=clock)) as opened:
        yield opened


@pytest.fixture
def outbox(records: Records) -> Outbox:
    return Outbox(records)


@pytest.fixture(scope="session")
def make_certificate(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A certificate for a name, with its key in the same file; it vouches for itself."""

    def make(name: str) -> Path:
        folder = tmp_path_factory.mktemp("certificate")
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
        command += ["-addext", f"subjectAltName=DNS:{name}", "-keyout", str(key), "-out", str(certificate)]
        subprocess.run(command, check=True, capture_output=True, timeout=HANG_S)
        certificate.write_text(certificate.read_text() + key.read_text())
        return certificate

    return make


@pytest.fixture(scope="session")
def certificate(make_certificate: Callable[[str], Path]) -> Path:
    return make_certificate("localhost")
