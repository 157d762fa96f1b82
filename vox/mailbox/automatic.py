"""Whether a machine wrote an e-mail, or lets many have it: then nobody answers it (RFC 3834, RFC 5230, 4.6)."""

from __future__ import annotations

import re
from email.message import Message
from typing import Final

_PRECEDENCE: Final = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_OF_LISTS: Final = ("List-Id", "List-Post", "List-Unsubscribe", "Mailing-List", "X-Mailing-List", "Feedback-ID")
_OF_MACHINES: Final = ("X-Autoreply", "X-Autorespond", "X-Failed-Recipients", "X-Loop", "X-Auto-Reply")
_SPAM: Final = ("X-Spam-Flag", "X-Spam-Status", "X-Spam")
_NOBODY = re.compile(
    r"(?:no|ne|do-?not|ne-?pas)[._-]?(?:reply|re[cç]evoir|r[eé]pondre|repondez)|noreply|donotreply|nepasrepondre"
    r"|mailer[._-]?daemon|postmaster|bounces?|daemon|root|listserv|majordomo|abuse"
)


def is_automatic(message: Message, sender: str, own: frozenset[str]) -> bool:
    """own: the addresses from which Vox writes and at which it reads, small letters, as sender."""
    local = sender.partition("@")[0]
    return (
        sender in own
        or _NOBODY.fullmatch(re.split(r"[+=]", local)[0]) is not None
        or _first(message, "Auto-Submitted") not in ("", "no")
        or _first(message, "Precedence") in _PRECEDENCE
        or "all" in _words(message, "X-Auto-Response-Suppress")
        or any(message[name] is not None for name in (*_OF_LISTS, *_OF_MACHINES))
        or any(_first(message, name) in ("yes", "true") for name in _SPAM)
        or _first(message, "Return-Path") == "<>"  # a bounce: nobody is there to be answered
        or message.get_content_type() in ("multipart/report", "message/delivery-status")
    )


def _first(message: Message, name: str) -> str:
    return _words(message, name)[0]


def _words(message: Message, name: str) -> list[str]:
    """The words of a header, small letters; one empty word where it is not there."""
    return re.split(r"[\s;,(]+", str(message[name] or "")[:200].strip().lower())
