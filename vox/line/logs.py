"""What the SIP stack has to say, without who was calling: its loggers put addresses and numbers in lines."""

from __future__ import annotations

import logging
import re

_STACK = "baresip"
_ADDRESS = re.compile(r"(sips?:)[^@\s;>]*@", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\d[\d ]{4,}\d")


def redact(text: str) -> str:
    """`text` without user parts of SIP addresses and without anything as long as a telephone number."""
    return _NUMBER.sub("…", _ADDRESS.sub(r"\1…@", text))


class _Redacted(logging.Handler):
    """Hands the stack's warnings on to our own logger: message only, redacted, none of the extra fields."""

    def emit(self, record: logging.LogRecord) -> None:
        logging.getLogger("vox.line.stack").log(record.levelno, "%s", redact(record.getMessage()))


def keep_callers_out_of_logs() -> None:
    """Route the stack's records through redaction, once a process; nothing of it reaches another handler."""
    stack = logging.getLogger(_STACK)
    stack.propagate = False
    stack.setLevel(logging.WARNING)
    for handler in list(stack.handlers):
        stack.removeHandler(handler)
    stack.addHandler(_Redacted(logging.WARNING))
