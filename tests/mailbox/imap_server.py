"""A real IMAP server (Dovecot) on a free port, without privileges, with one mailbox."""

from __future__ import annotations

import grp
import imaplib
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vox.rehearsal.ports import free_port

USER, PASSWORD = "mes-donnees", "tulipe-42"
UNPRIVILEGED = "nobody"
"""Who runs it where the tests run as root, as whom Dovecot touches no mail."""

HANG_S = 60.0
_DROPPED = itertools.count()

CONFIG = """\
dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
{certificate}
auth_allow_cleartext = {cleartext}
auth_mechanisms = plain
auth_failure_delay = 0
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = {uid}
first_valid_gid = {gid}
mail_driver = maildir
mail_path = {folder}/mail
mail_max_userip_connections = 100
{more}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb static {{
  password = {password}
}}
userdb static {{
  fields {{
    home = {folder}/mail
  }}
}}
"""


@dataclass(frozen=True)
class ImapServer:
    """port: with STARTTLS where there is a certificate; tls_port: encrypted from the beginning."""

    folder: Path
    port: int
    tls_port: int

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        """A client that has signed in, in clear."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=HANG_S)
        try:
            client.login(USER, PASSWORD)
            yield client
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                client.logout()

    def put(self, *mails: bytes, received: datetime | None = None, folder: str = "INBOX") -> None:
        """Have e-mails arrive, in order."""
        with self.client() as client:
            for mail in mails:
                when = imaplib.Time2Internaldate((received or datetime.now(UTC)).timestamp())
                assert client.append(folder, "", when, mail)[0] == "OK"

    def drop(self, *mails: bytes) -> None:
        """Have bytes of any kind arrive, as a delivery agent puts them there."""
        with self.client() as client:
            client.select("INBOX", readonly=True)  # the first makes the folders
        for number, mail in enumerate(mails):
            file = self.folder / "mail" / "new" / f"{1_700_000_000 + number}.M{next(_DROPPED)}.test"
            file.write_bytes(mail)
            os.chown(file, *_account()[1:])

    def count(self, folder: str = "INBOX", flags: str = "UNDELETED") -> int:
        """How many e-mails are in a folder; 0 where there is none."""
        with self.client() as client:
            if client.select(f'"{folder}"', readonly=True)[0] != "OK":
                return 0
            return len(client.search(None, flags)[1][0].split())

    def renumber(self) -> None:
        """Forget all UIDs, as a server does after a restore: another UIDVALIDITY, and the same e-mails."""
        before = self.validity()
        for pattern in ("dovecot-uidlist*", "dovecot.index*", "dovecot.list*"):
            for file in (self.folder / "mail").glob(pattern):
                file.unlink()
        assert self.validity() != before

    def validity(self) -> int:
        with self.client() as client:
            client.select("INBOX", readonly=True)
            return int(client.response("UIDVALIDITY")[1][0])


@contextmanager
def imap_server(certificate: Path | None = None, *, capability: str = "") -> Iterator[ImapServer]:
    """certificate: PEM with its key; None for a server without encryption. capability: what it says that it can."""
    user, uid, gid = _account()
    folder = Path(tempfile.mkdtemp(prefix="vox-imap-", dir="/tmp"))  # a short name: sockets have 107 letters
    try:
        port, tls_port = free_port(), free_port()
        pem = ""
        if certificate is not None:
            shutil.copyfile(certificate, folder / "certificate.pem")
            pem = f"ssl_server_cert_file = {folder}/certificate.pem\nssl_server_key_file = {folder}/certificate.pem"
        (folder / "dovecot.conf").write_text(
            CONFIG.format(
                folder=folder,
                ssl="no" if certificate is None else "yes",
                certificate=pem,
                cleartext="yes" if certificate is None else "no",
                user=user,
                group=_group(gid),
                uid=uid,
                gid=gid,
                port=port,
                tls_port=0 if certificate is None else tls_port,
                password=PASSWORD,
                more=f"imap_capability = {capability}" if capability else "",
            )
        )
        for path in (folder, *folder.iterdir()):
            os.chown(path, uid, gid)
        as_whom: dict[str, Any] = {"user": uid, "group": gid, "extra_groups": []} if os.getuid() == 0 else {}
        command = [_dovecot(), "-F", "-c", str(folder / "dovecot.conf")]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True, **as_whom
        ) as process:
            try:
                _wait(process, port, folder)
                yield ImapServer(folder, port, tls_port)
            finally:
                process.send_signal(signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(HANG_S)
                process.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> tuple[str, int, int]:
    found = pwd.getpwnam(UNPRIVILEGED) if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    return found.pw_name, found.pw_uid, found.pw_gid


def _group(gid: int) -> str:
    return grp.getgrgid(gid).gr_name


def _dovecot() -> str:
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    assert found is not None, "the tests need the package dovecot-imapd (requirements/debian-test.txt)"
    return found


def _wait(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    deadline = time.monotonic() + HANG_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            assert process.stderr is not None
            raise AssertionError(process.stderr.read().decode())
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=HANG_S) as connection:
            if connection.recv(4):
                return
        time.sleep(0.02)
    raise AssertionError((folder / "log").read_text())
