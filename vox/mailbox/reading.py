"""What is read of an e-mail: who it says that it is from, and its words. Attachments are never opened.

Nothing that arrives makes this raise or take long: what cannot be read is read as if it said nothing.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser
from typing import Final

from vox.config.forms import FormError, check_email
from vox.mailbox.automatic import is_automatic
from vox.mailbox.wish import named_in, phone_of, right_of
from vox.records.mailed import Mail

HEADER: Final = 32 * 1024
TEXT: Final = 64 * 1024
"""Bytes that are fetched of the header, and of what follows it."""

_HTML: Final = 32 * 1024
_LINE: Final = 1000
_PARTS: Final = 30
_DEEPEST: Final = 6

_CHARSET = re.compile(r"(?:utf[_-]?(?:8|16|32|7)|ascii|us-ascii|latin|iso|cp12|windows-12|koi8|mac)", re.IGNORECASE)
_BEFORE = re.compile(
    r"^(?:>.*|-{3,} ?(?:message d'origine|original message|message transféré|forwarded message)\b.*"
    r"|-{4} r[ée]pondez au-dessus.*|_{10,}|(?:le|on)\b.{5,150}(?:a écrit|wrote) ?:|(?:de|from) ?: ?.*@.*)$",
    re.IGNORECASE,
)
"""A line from which on somebody else's words follow, or ours."""


@dataclass(frozen=True)
class Raw:
    """An e-mail as it was fetched, in part. received: by the server, aware. size: bytes of all of it."""

    received: datetime
    size: int
    header: bytes = field(repr=False)
    text: bytes = field(repr=False)


@dataclass(frozen=True)
class Own:
    """What is the organization's own: addresses in small letters, and telephone numbers (E.164)."""

    addresses: frozenset[str]
    phones: frozenset[str] = frozenset()


def read(raw: Raw, own: Own) -> Mail:
    """Never raises."""
    digest = hashlib.sha256(b"%d %d " % (raw.size, len(raw.header)) + raw.header + raw.text).digest()
    try:
        return _read(raw, own, digest)
    except Exception:  # noqa: BLE001  the parsers of the library raise many things, and one e-mail must not stop others
        return Mail(digest, raw.received, _sender_alone(raw.header, own))


def _read(raw: Raw, own: Own, digest: bytes) -> Mail:
    message = message_from_bytes(raw.header[:HEADER].rstrip(b"\r\n") + b"\r\n\r\n" + raw.text[:TEXT])
    sender = _sender(message)
    if sender is None or is_automatic(message, sender, own.addresses):
        return Mail(digest, raw.received)
    subject = _decoded(str(message.get("Subject", "")))
    words = f"{subject}\n{_own_words(_words(message))}"
    return Mail(
        digest,
        raw.received,
        sender,
        named=named_in(subject),
        right=right_of(words),
        phone=phone_of(words, own.phones),
    )


def _sender_alone(header: bytes, own: Own) -> str | None:
    """Of an e-mail that cannot be read: its address, so that who wrote is answered all the same."""
    try:
        message = message_from_bytes(header[:HEADER].rstrip(b"\r\n") + b"\r\n\r\n")
        sender = _sender(message)
        return None if sender is None or is_automatic(message, sender, own.addresses) else sender
    except Exception:  # noqa: BLE001  as in read
        return None


def _sender(message: Message) -> str | None:
    """The one bare address of the one From line; None where there is another number of them."""
    lines = message.get_all("From", [])
    if len(lines) != 1 or len(str(lines[0])) > _LINE:
        return None
    found = [address for _, address in getaddresses([" ".join(str(lines[0]).split())]) if address]
    if len(found) != 1:
        return None
    try:
        return check_email(found[0].lower())
    except FormError:
        return None


def _decoded(header: str) -> str:
    """A header's text; where it is not decodable, as it stands."""
    header = " ".join(header[:_LINE].split())
    try:
        parts = decode_header(header)
    except (ValueError, LookupError):
        return header
    return "".join(part if isinstance(part, str) else _text(part, charset) for part, charset in parts)


def _words(message: Message) -> str:
    """The first plain text; else the first HTML, without its marks."""
    html = ""
    for part in _parts(message):
        kind = part.get_content_type()
        if kind == "text/plain":
            return _content(part)
        if kind == "text/html" and not html:
            html = _content(part)
    return _without_marks(html)


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that are meant to be read at once; no attachments, and no e-mails within."""
    if message.get_content_maintype() == "multipart":
        payload = message.get_payload()
        if isinstance(payload, list) and depth < _DEEPEST:
            for part in payload[:_PARTS]:
                if isinstance(part, Message):
                    yield from _parts(part, depth + 1)
    elif message.get_content_disposition() != "attachment" and message.get_filename() is None:
        yield message


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return _text(payload, part.get_content_charset()) if isinstance(payload, bytes) else ""


def _text(content: bytes, charset: str | None) -> str:
    """As the charset says, if it is one of texts; what does not fit it is marked as unreadable."""
    try:
        codec = codecs.lookup(charset).name if charset and _CHARSET.match(charset) else "utf-8"
        return content.decode(codec, "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _own_words(text: str) -> str:
    """Without what is quoted below: neither our acknowledgement nor another person's e-mail asks for anything."""
    lines = []
    for line in text.splitlines():
        if _BEFORE.match(line.strip()[:400]):
            break
        lines.append(line)
    return "\n".join(lines)


class _Text(HTMLParser):
    """Keeps the texts that are shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "head", "title", "template", "blockquote"):
            self._hidden += 1
        elif tag in ("p", "br", "div", "tr", "li", "h1", "h2", "h3", "table"):
            self.kept.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "head", "title", "template", "blockquote"):
            self._hidden = max(0, self._hidden - 1)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.kept.append(" ".join(data.split("\n")))


def _without_marks(html: str) -> str:
    parser = _Text()
    parser.feed(html[:_HTML])
    parser.close()
    return "".join(parser.kept)
