"""One visit to the mailbox by IMAP (RFC 3501): encrypted or not at all, bounded in time and in bytes. Blocks.

An e-mail is never changed and never deleted: it is moved to another folder (RFC 6851, or copied and marked).
"""

from __future__ import annotations

import contextlib
import imaplib
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from vox.config.mailbox import Mailbox
from vox.errors import VoxError
from vox.mailbox.reading import HEADER, TEXT, Raw

STEP_S: Final = 20.0
"""Seconds that the server has for each answer, or piece of one."""

LARGEST: Final = 4 * (HEADER + TEXT)
"""Bytes of one piece of an answer; a server that sends more than was asked for is left."""

_FETCH = f"(UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER]<0.{HEADER}> BODY.PEEK[TEXT]<0.{TEXT}>)"
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,15})")
_DATE = re.compile(rb'INTERNALDATE "[^"]{10,40}"')
_PIECE = re.compile(rb"BODY\[(HEADER|TEXT)\](?:<0>)? \{\d+\}$")
_SHORT = re.compile(rb'BODY\[(HEADER|TEXT)\](?:<0>)? "((?:[^"\\]|\\.)*)"')


class _Bounded(imaplib.IMAP4):
    """opened: told the socket, as soon as there is one."""

    def __init__(self, host: str, port: int, opened: Callable[[socket.socket], None]) -> None:
        self._opened = opened
        super().__init__(host, port, timeout=STEP_S)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        super().open(host, port, timeout)
        self._opened(self.sock)

    def read(self, size: int) -> bytes:
        if size > LARGEST:
            raise self.abort("more than was asked for")
        return super().read(size)


class _BoundedTls(imaplib.IMAP4_SSL):
    """As _Bounded, encrypted from the beginning."""

    def __init__(self, host: str, port: int, opened: Callable[[socket.socket], None], context: ssl.SSLContext) -> None:
        self._opened = opened
        super().__init__(host, port, ssl_context=context, timeout=STEP_S)

    def open(self, host: str = "", port: int | None = None, timeout: float | None = None) -> None:
        super().open(host, port, timeout)
        self._opened(self.sock)

    def read(self, size: int) -> bytes:
        if size > LARGEST:
            raise self.abort("more than was asked for")
        return super().read(size)


class Visit:
    """A folder that is open. Used from one thread, but for `abandon`."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._server: imaplib.IMAP4 | None = None
        self._socket: socket.socket | None = None
        self._abandoned = False
        self.validity = 0

    @contextmanager
    def opened(self) -> Iterator[Visit]:
        """Connect, and open the folder where e-mails arrive. Raises VoxError, whatever goes wrong until it is left."""
        try:
            with _told(self._mailbox):
                self._connect()
                self._open_folder()
                yield self
                with contextlib.suppress(imaplib.IMAP4.error, OSError):
                    self._there.logout()
        finally:
            if self._server is not None:
                with contextlib.suppress(OSError):
                    self._server.shutdown()

    def abandon(self) -> None:
        """Cut the connection, from whatever thread: what waits for it fails at once."""
        self._abandoned = True
        if self._socket is not None:
            with contextlib.suppress(OSError):  # beneath TLS, which another thread is in the middle of
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def list(self) -> Sequence[int]:
        """The e-mails that are there and not marked as deleted, by their UID, in the order in which they came."""
        answer = self._ask("SEARCH", "UNDELETED")
        words = b" ".join(one for one in answer if isinstance(one, bytes)).split()
        return sorted(int(uid) for uid in words if uid.isdigit())

    def fetch(self, uid: int, now: datetime) -> Raw | None:
        """The beginning of an e-mail; None if it is gone meanwhile. now: received then, if the server does not say."""
        header = text = b""
        facts = b""
        try:
            answer = self._ask("FETCH", str(uid), _FETCH)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:  # this one only: others can be read
            return None
        for one in answer:
            told, piece = one if isinstance(one, tuple) else (one, b"")
            if not isinstance(told, bytes):
                continue
            facts += told
            found = _PIECE.search(told)
            if found is not None:
                header, text = (piece, text) if found[1] == b"HEADER" else (header, piece)
        for name, short in _SHORT.findall(facts):
            header, text = (short, text) if name == b"HEADER" else (header, short)
        size = _SIZE.search(facts)
        if size is None:
            return None
        return Raw(_received(facts) or now, int(size[1]), header[:HEADER], text[:TEXT])

    def move(self, uid: int, folder: str) -> None:
        """Into another folder, which is made if it is not there. Raises VoxError where the server refuses."""
        if not self._move(uid, folder):
            with contextlib.suppress(imaplib.IMAP4.error):
                self._there.create(_quoted(folder))
                self._there.subscribe(_quoted(folder))
            if not self._move(uid, folder):
                raise VoxError(
                    f"le serveur ne range rien dans le dossier {folder}",
                    where=_where(self._mailbox),
                    hint="voyez si la boîte est pleine ; sur certains serveurs un dossier s'écrit INBOX.Vox (mailbox: "
                    "{treated: …, aside: …})",
                )

    def _move(self, uid: int, folder: str) -> bool:
        server, name, one = self._there, _quoted(folder), str(uid)
        if "MOVE" in server.capabilities:
            return bool(server.uid("MOVE", one, name)[0] == "OK")
        if server.uid("COPY", one, name)[0] != "OK":
            return False
        if server.uid("STORE", one, "+FLAGS.SILENT", r"(\Deleted)")[0] != "OK":
            return False
        if "UIDPLUS" in server.capabilities:  # else it stays, marked: a plain EXPUNGE would take others along
            server.uid("EXPUNGE", one)
        return True

    def _connect(self) -> None:
        box = self._mailbox
        host, port = box.at
        context = None if box.tls == "none" else _trust(box)
        if box.tls == "implicit" and context is not None:
            self._server = _BoundedTls(host, port, self._reached, context)
        else:
            self._server = _Bounded(host, port, self._reached)
        if box.tls == "starttls":
            if "STARTTLS" not in self._there.capabilities:
                raise _trouble(box, "le serveur n'offre pas le chiffrement (STARTTLS)", "écrivez tls: implicit")
            self._there.starttls(ssl_context=context)
            self._reached(self._there.sock)
        self._sign_in()
        # What is offered often grows once one is in, and imaplib does not look again.
        offered = b" ".join(one for one in self._there.capability()[1] if isinstance(one, bytes))
        self._there.capabilities = tuple(offered.decode("ascii", "replace").upper().split())

    def _reached(self, there: socket.socket) -> None:
        self._socket = there
        if self._abandoned:
            raise TimeoutError

    def _sign_in(self) -> None:
        box, server = self._mailbox, self._there
        password = box.password.get_secret_value() if box.password is not None else ""
        try:
            if "AUTH=PLAIN" in server.capabilities:
                server.authenticate("PLAIN", lambda _challenge: f"\0{box.username}\0{password}".encode())
            else:
                server.login(_quoted(box.username), password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            if "UNAVAILABLE" in str(error):  # RFC 5530
                raise _trouble(box, "le serveur n'ouvre aucune boîte pour l'instant", "réessayez plus tard") from error
            raise _trouble(
                box,
                "le serveur refuse le compte ou le mot de passe",
                "vérifiez username et password_file ; certains fournisseurs veulent un mot de passe d'application, et "
                "que l'on y permette IMAP",
            ) from error

    def _open_folder(self) -> None:
        box, server = self._mailbox, self._there
        if server.select(_quoted(box.folder))[0] != "OK":
            raise _trouble(box, f"le dossier {box.folder} n'existe pas dans cette boîte", "corrigez folder")
        told = server.response("UIDVALIDITY")[1]
        numbers = [one for one in told if isinstance(one, bytes) and one.isdigit()]
        self.validity = int(numbers[-1]) if numbers else 0

    def _ask(self, command: str, *values: str) -> Sequence[Any]:
        status, answer = self._there.uid(command, *values)
        if status != "OK":
            raise imaplib.IMAP4.error(command)
        return answer

    @property
    def _there(self) -> imaplib.IMAP4:
        assert self._server is not None
        return self._server


@contextmanager
def _told(box: Mailbox) -> Iterator[None]:
    """What goes wrong with a server, in words; never in its own, which may quote what somebody wrote."""
    try:
        yield
    except VoxError:
        raise
    except ssl.SSLCertVerificationError as error:
        raise _trouble(
            box,
            "le certificat du serveur n'est pas reconnu",
            "corrigez host, ou nommez votre autorité : authority: FICHIER",
        ) from error
    except ssl.SSLError as error:
        raise _trouble(
            box, "le serveur ne parle pas TLS sur ce port", "corrigez port et tls (implicit 993, starttls 143)"
        ) from error
    except TimeoutError as error:
        raise _trouble(box, "le serveur ne répond pas à temps", "voyez s'il est en marche") from error
    except imaplib.IMAP4.abort as error:
        raise _trouble(box, "le serveur coupe la connexion", "voyez s'il est en marche") from error
    except OSError as error:
        raise _trouble(box, "le serveur est injoignable", "vérifiez host et port, et qu'il est en marche") from error
    except imaplib.IMAP4.error as error:
        raise _trouble(box, "le serveur répond de travers", "voyez si c'est bien un serveur IMAP") from error


def _trouble(box: Mailbox, what: str, hint: str) -> VoxError:
    return VoxError(what, where=_where(box), hint=hint)


def _where(box: Mailbox) -> str:
    host, port = box.at
    return f"{host}:{port}"


def _trust(box: Mailbox) -> ssl.SSLContext:
    """Of the system, or of the organization's own authority alone. Raises VoxError where that cannot be read."""
    try:
        return ssl.create_default_context(cafile=None if box.authority is None else str(box.authority))
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise _trouble(
            box, "le fichier nommé par authority n'est pas un certificat lisible (PEM)", "corrigez authority"
        ) from error


def _received(facts: bytes) -> datetime | None:
    """When the server got it; None where it does not say."""
    found = _DATE.search(facts)
    try:
        told = imaplib.Internaldate2tuple(found[0]) if found is not None else None
        return datetime.fromtimestamp(time.mktime(told), UTC) if told is not None else None
    except (OverflowError, ValueError, KeyError, OSError):
        return None


def _quoted(text: str) -> str:
    """As a quoted string (RFC 3501, 4.3); imaplib sends the rest as it is."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
