"""What the staff types, and what a supervisor asks."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from tests.records.conftest import HandClock
from tests.records.test_walk import desk as desk
from tests.records.test_walk import mailed, typed
from vox.composition.health import with_mailbox
from vox.errors import VoxError
from vox.records.key import read_key
from vox.records.mailed import Mail, Mailed, Place
from vox.records.store import Records
from vox.web.health import Health

from .conftest import HANG_S, NOW, PARIS, Office, written

pytestmark = pytest.mark.timeout(HANG_S)

MAILBOX = """\
mail: {host: 127.0.0.1, tls: none, from: vox@b.example}
mailbox: {address: d@b.example, host: 127.0.0.1, tls: none, username: d, password_file: key}
"""


def test_what_is_set_aside_is_told_where_the_list_is(desk: HandClock) -> None:
    config = Path("vox.yaml")
    config.write_text(config.read_text("utf-8") + MAILBOX, "utf-8")
    assert "de côté" not in typed("vox rights list vox.yaml")
    mailed(desk)
    with closing(Records.open(Path("data"), read_key(Path("key")), clock=desk)) as records:
        for uid in (2, 3):
            Mailed(records, PARIS).take(Mail(b"%d" % uid, NOW), Place("box", 1, uid), lambda _: pytest.fail())
    printed = typed("vox rights list vox.yaml")
    assert "à préciser" in printed
    assert "2 courriels mis de côté" in printed and "le dossier Vox-a-voir de la boîte" in printed
    (told,) = json.loads(typed("vox rights list vox.yaml --json"))
    assert (told["number"], told["right"], told["state"]) == ("D-2026-0001", "à préciser", "à compléter")


def test_completed_by_what_is_given(desk: HandClock) -> None:
    mailed(desk)
    with pytest.raises(VoxError, match="rien à compléter"):
        typed("vox rights complete vox.yaml D-2026-0001")
    assert "Ensuite : vox rights complete CONFIG D-2026-0001 --phone" in typed(
        "vox rights complete vox.yaml D-2026-0001 --right access"
    )
    with pytest.raises(VoxError, match="il manque encore"):
        typed("vox rights identify vox.yaml D-2026-0001")
    assert "Ensuite : vox rights identify" in typed(
        "vox rights complete vox.yaml D-2026-0001 --phone", "06 39 98 00 12"
    )


async def test_health_says_that_the_mailbox_cannot_be_read(office: Office) -> None:
    well = Health(True, ("outbox",), {"calls": 0})
    assert with_mailbox(well, None) == well
    await office.take(written())
    told = with_mailbox(well, office.watch).to_json()
    assert told["degraded"] == ["outbox"] and told["mailbox"]["failures"] == 0 and told["mailbox"]["at"]
    (office.imap.folder / "mail").chmod(0o000)
    try:
        with pytest.raises(VoxError):
            await office.watch.look()
    finally:
        (office.imap.folder / "mail").chmod(0o700)
    told = with_mailbox(well, office.watch).to_json()
    assert (told["status"], told["degraded"]) == ("degraded", ["outbox", "mailbox"])
