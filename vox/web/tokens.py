"""Tokens that a page has from us and gives back with its call: signed, good for once, and not for long."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

from vox.clock import Clock

LASTS: Final = timedelta(hours=1)

_LONGEST = 128  # characters


class Tokens:
    """Makes tokens and takes each back once. The key is of this process: after a restart, pages are loaded again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._used: dict[str, datetime] = {}  # until when

    def make(self) -> str:
        """A new one."""
        until = int((self._clock() + LASTS).timestamp())
        text = f"{until}.{secrets.token_urlsafe(12)}"
        return f"{text}.{self._seal(text)}"

    def is_good(self, token: str) -> bool:
        """Whether we made it, not long ago, and nobody has called with it."""
        text, _, seal = token.rpartition(".")
        if len(token) > _LONGEST or not token.isascii() or not hmac.compare_digest(seal, self._seal(text)):
            return False
        return self._clock() < _until(text) and text not in self._used

    def use(self, token: str) -> None:
        """Somebody calls with this token, which is good."""
        now = self._clock()
        self._used = {text: until for text, until in self._used.items() if until > now}
        text = token.rpartition(".")[0]
        self._used[text] = _until(text)

    def _seal(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def relay_login(secret: str, clock: Clock, lasts: timedelta) -> tuple[str, str]:
    """User and password at a TURN server that shares the secret, good for a while (coturn's use-auth-secret).

    draft-uberti-behave-turn-rest-00: the user is when it ends, the password its HMAC-SHA1 under the secret.
    """
    user = f"{int((clock() + lasts).timestamp())}:vox"
    seal = hmac.new(secret.encode(), user.encode(), hashlib.sha1)
    return user, base64.b64encode(seal.digest()).decode()


def _until(text: str) -> datetime:
    return datetime.fromtimestamp(int(text.partition(".")[0]), UTC)
