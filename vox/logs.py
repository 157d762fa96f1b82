"""What Vox writes to its log: events with allow-listed fields, never what somebody said, who they are, or a number."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Final

from loguru import logger as _library_logger

FIELDS: Final = frozenset(
    {
        "address",
        "announcement",
        "bytes",
        "calls",
        "code",
        "component",
        "config",
        "count",
        "error",
        "host",
        "model",
        "outcome",
        "port",
        "reason",
        "registered",
        "seconds",
        "signal",
        "state",
        "trunk",
        "version",
        "where",
    }
)
"""The only fields that a log line may carry, beside `call`, which is a random identifier."""

_logger = logging.getLogger("vox")


def log(event: str, *, call: str = "", level: int = logging.INFO, **fields: object) -> None:
    """Write one event. Raises ValueError for a field that is not allow-listed: it might be personal data."""
    unknown = fields.keys() - FIELDS
    if unknown:
        raise ValueError(f"log fields that are not allowed: {', '.join(sorted(unknown))}")
    _logger.log(level, event, extra={"vox": {"call": call, **fields} if call else fields})


def configure(*, level: int = logging.INFO) -> None:
    """Send Vox's events to stderr as JSON lines, and silence the libraries below warnings.

    Libraries never print variables of a traceback: they could hold a caller's words.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    _logger.handlers[:] = [handler]
    _logger.setLevel(level)
    _logger.propagate = False
    logging.getLogger().setLevel(logging.WARNING)
    _library_logger.remove()
    _library_logger.add(sys.stderr, level="ERROR", format=_library_line, diagnose=False, backtrace=False, catch=True)


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "vox", {}),
        }
        return json.dumps(line, ensure_ascii=False, default=str)


def _library_line(record: object) -> str:
    """Only where a library failed and the kind of failure: its message may quote a frame, and a frame a caller."""
    assert isinstance(record, dict)
    exception = record["exception"]
    kind = exception.type.__name__ if exception and exception.type else ""
    place = f"{record['name']}:{record['line']}"
    line = json.dumps(
        {
            "time": record["time"].isoformat(),
            "level": "error",
            "event": "library-error",
            "where": place,
            "error": kind,
        }
    )
    return line.replace("{", "{{").replace("}", "}}") + "\n"
