"""What `vox outbox` prints: what waits and what was given up, with nothing of anybody in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, tzinfo
from typing import Final

from vox.records.letters import Way, What
from vox.records.outbox import Shown

HEADINGS: Final = ("Appel", "Quoi", "Par", "Depuis", "Essais", "État", "Dernière réponse")


@dataclass(frozen=True)
class Line:
    """A row of the list, in the order of HEADINGS. age: since when, in words."""

    call: str
    what: str
    way: str
    age: str
    tries: int
    state: str
    error: str

    def cells(self) -> tuple[str, ...]:
        """All as texts."""
        return tuple(map(str, astuple(self)))


def format_list(shown: Sequence[Shown], now: datetime, tz: tzinfo) -> Sequence[Line]:
    """One line a letter, in the order given."""
    return [
        Line(
            one.call,
            _WHAT[one.what],
            _WAY[one.way],
            _age((now - one.created).total_seconds()),
            one.tries,
            "non remis" if one.failed else f"prochain essai le {one.due.astimezone(tz):%d/%m à %H:%M}",
            one.error,
        )
        for one in shown
    ]


def format_counts(shown: Sequence[Shown]) -> str:
    """One sentence about all of it."""
    failed = sum(one.failed for one in shown)
    waiting = len(shown) - failed
    waits = f"{waiting} envois attendent" if waiting > 1 else "1 envoi attend" if waiting else "aucun envoi n'attend"
    return f"{waits} ; non remis cette semaine : {failed}."


def _age(seconds: float) -> str:
    minutes = max(0, round(seconds / 60))
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} jours"


_WHAT: Final = {
    What.MESSAGE: "message",
    What.SUMMARY: "résumé",
    What.CONFIRMATION: "confirmation",
    What.REMINDER: "rappel",
    What.ACKNOWLEDGEMENT: "accusé de réception",
}
_WAY: Final = {Way.MAIL: "e-mail", Way.WEBHOOK: "webhook", Way.SMS: "SMS"}
