"""How a document is written: Markdown, with what is missing or must be confirmed between brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from vox import __version__
from vox.config.settings import Settings

_MEANT = re.compile(r"([\\`*\[\]<|])")


def to_fill(what: str) -> str:
    """A place for what only the organization knows."""
    return f"[à compléter : {what}]"


def to_confirm(what: str) -> str:
    """A statement that a jurist should confirm before anybody relies on it."""
    return f"[à faire confirmer par un juriste : {what}]"


def plain(text: str) -> str:
    """A text of the configuration's as it stands: on one line, and no sign of it means anything in Markdown."""
    return _MEANT.sub(r"\\\1", " ".join(text.split()))


def head(settings: Settings, title: str, today: date) -> str:
    """How each document begins: for whom, when, from what, and what its brackets mean."""
    return "\n".join(
        (
            f"# {title}",
            "",
            f"**{plain(settings.organization.name)}**. Établi le {today:%d/%m/%Y} par Vox {__version__}, d'après sa "
            "configuration : quand elle change, refaites ce document. Ce qui est entre crochets est à compléter par "
            "vous, ou à faire confirmer par un juriste. Ceci est une aide, non un conseil juridique.",
        )
    )


def section(title: str, *blocks: str) -> str:
    """A heading and what stands under it; empty blocks are left out."""
    return "\n\n".join((f"## {title}", *filter(None, blocks)))


def whole(*parts: str) -> str:
    """The document, with a line break at its end."""
    return "\n\n".join(filter(None, parts)) + "\n"


def bullets(lines: Iterable[str]) -> str:
    """A list; "" of nothing."""
    return "\n".join(f"- {line}" for line in lines)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose cells hold no bare `|` (see plain)."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
