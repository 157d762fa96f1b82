"""E-mail by SMTP (RFC 5321, 3207): encrypted or not at all, one connection a letter, one Message-ID for ever.

SMTP cannot promise that a letter arrives once: where its last answer is lost, it is sent again under the same
Message-ID, and mailboxes that look at it show one.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from typing import Final

import aiosmtplib

from vox.clock import Clock
from vox.config.settings import Settings
from vox.config.telling import Mail
from vox.errors import VoxError
from vox.outbox.callers import email_to_caller
from vox.outbox.couriers import NotYet, Refused
from vox.outbox.texts import email_of
from vox.records.letters import What
from vox.records.outbox import Waiting

STEP_S: Final = 20.0
"""Seconds that the server has for each answer."""

WHOLE_S: Final = 60.0
"""Seconds that a whole delivery may take."""

LEAVE_S: Final = 2.0
"""Seconds that a farewell may take."""


class MailCourier:
    """Takes e-mails to the organization's server."""

    def __init__(self, settings: Settings, mail: Mail, *, clock: Clock) -> None:
        self._settings = settings
        self._mail = mail
        self._clock = clock

    async def deliver(self, one: Waiting) -> None:
        """See Courier."""
        if one.letter.what in (What.CONFIRMATION, What.REMINDER):
            email: EmailMessage | None = email_to_caller(self._settings, self._mail, one.letter, now=self._clock())
        else:
            email = email_of(self._settings, self._mail, one, now=self._clock())
        if email is None:
            return
        async with _open(self._mail) as server:
            try:
                await server.sendmail(self._mail.from_, [one.letter.to], email.as_bytes())
            except aiosmtplib.SMTPSenderRefused as error:  # ours, not this letter's: whoever mends it gets them all
                raise NotYet(f"le serveur n'accepte pas l'expéditeur ({error.code})", everybody=True) from error
            except aiosmtplib.SMTPRecipientsRefused as error:
                raise _judged(error.recipients[0].code, "l'adresse") from error
            except aiosmtplib.SMTPResponseException as error:
                raise _judged(error.code, "le message") from error


async def check_mail(mail: Mail) -> VoxError | None:
    """Whether the server takes our account; nothing is sent."""
    host, port = mail.at
    try:
        async with _open(mail):
            return None
    except NotYet as error:
        return VoxError(
            error.why, where=f"{host}:{port}", hint="vérifiez sous mail : host, port, tls, username et password_file"
        )


@asynccontextmanager
async def _open(mail: Mail) -> AsyncIterator[aiosmtplib.SMTP]:
    """A connection on which an e-mail can be sent. Raises NotYet, whatever happens to it, but for answers to one."""
    host, port = mail.at
    server = aiosmtplib.SMTP(
        hostname=host,
        port=port,
        local_hostname=mail.from_.rpartition("@")[2],
        use_tls=mail.tls == "implicit",
        start_tls=mail.tls == "starttls",
        tls_context=None if mail.tls == "none" else await asyncio.to_thread(_trust, mail),
        timeout=STEP_S,
    )
    try:
        async with asyncio.timeout(WHOLE_S) as limit:
            await server.connect()
            if mail.username is not None and mail.password is not None:
                await server.login(mail.username, mail.password.get_secret_value())
            yield server
            limit.reschedule(None)  # what was taken is taken, however the farewell goes
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await server.quit(timeout=LEAVE_S)
    except aiosmtplib.SMTPAuthenticationError as error:
        raise NotYet(f"le serveur refuse le compte ou le mot de passe ({error.code})", everybody=True) from error
    except aiosmtplib.SMTPResponseException as error:
        raise NotYet(f"le serveur ne prend rien ({error.code})", everybody=True) from error
    except TimeoutError as error:
        raise NotYet("le serveur ne répond pas à temps", everybody=True) from error
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise NotYet(_trouble(error), everybody=True) from error
    finally:
        server.close()


def _trust(mail: Mail) -> ssl.SSLContext:
    """Of the system, or of the organization's own authority alone. Raises NotYet where that cannot be read."""
    try:
        return ssl.create_default_context(cafile=None if mail.authority is None else str(mail.authority))
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise NotYet("le fichier nommé par authority n'est pas un certificat lisible (PEM)", everybody=True) from error


def _judged(code: int, what: str) -> NotYet | Refused:
    """4xx is for now, 5xx for ever (RFC 5321, 4.2.1); what is neither is a server that lost its head."""
    if 500 <= code < 600:
        return Refused(f"le serveur refuse {what}, {code}")
    return NotYet(f"le serveur refuse {what} pour l'instant ({code})")


def _trouble(error: BaseException) -> str:
    chain: BaseException | None = error
    while chain is not None:
        if isinstance(chain, ssl.SSLCertVerificationError):
            return "le certificat du serveur n'est pas reconnu"
        if isinstance(chain, ssl.SSLError):
            return "le serveur ne parle pas TLS sur ce port"
        chain = chain.__cause__ or chain.__context__
    if isinstance(error, aiosmtplib.SMTPServerDisconnected):
        return "le serveur coupe la connexion"
    if isinstance(error, aiosmtplib.SMTPConnectError | OSError):
        return "le serveur est injoignable"
    if isinstance(error, aiosmtplib.SMTPNotSupported) or "STARTTLS" in str(error):
        return "le serveur n'offre pas le chiffrement (STARTTLS) ou l'authentification"
    return f"le serveur répond de travers ({type(error).__name__})"
