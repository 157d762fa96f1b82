"""What `vox records` prints, as plain French texts: who looks after the calls reads them, nobody else does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, tzinfo
from typing import Final

from vox.records.store import Counts, Kept
from vox.records.summary import Message, Outcome

OUTCOMES: Final[dict[Outcome, str]] = {
    Outcome.BOOKED: "rendez-vous pris",
    Outcome.MOVED: "rendez-vous déplacé",
    Outcome.CANCELLED: "rendez-vous annulé",
    Outcome.FOUND: "rendez-vous retrouvé",
    Outcome.ANSWERED: "renseignement donné",
    Outcome.MESSAGE: "message à transmettre",
    Outcome.TRANSFERRED: "appel transféré",
    Outcome.EMERGENCY: "urgence",
    Outcome.OPPOSITION: "opposition",
    Outcome.REFUSED: "demande refusée",
    Outcome.ABANDONED: "appel abandonné",
}


@dataclass(frozen=True)
class Line:
    """A row of the list, ready to be printed. call is the identifier that `show` and `erase` take."""

    call: str
    when: str
    length: str
    outcomes: str
    follow_up: str
    until: str

    def cells(self) -> tuple[str, ...]:
        """In the order of HEADINGS."""
        return astuple(self)


HEADINGS: Final = ("Appel", "Quand", "Durée", "Ce qui a été fait", "À suivre", "Gardé jusqu'au")


def format_list(kept: Iterable[Kept], tz: tzinfo) -> Sequence[Line]:
    """One line a summary, in the order given, in the organization's zone."""
    return [
        Line(
            call=one.summary.call,
            when=f"{one.summary.started.astimezone(tz):%d/%m/%Y %H:%M}",
            length=_length(one.summary.seconds),
            outcomes=_outcomes(one.summary.outcomes),
            follow_up=one.summary.follow_up,
            until=f"{one.expires.astimezone(tz):%d/%m/%Y}",
        )
        for one in kept
    ]


def format_one(kept: Kept, tz: tzinfo) -> str:
    """All that is kept of a call, over several lines."""
    summary = kept.summary
    lines = [
        f"Appel {summary.call}",
        f"Le {_moment(summary.started, tz)}, {_length(summary.seconds)}",
        f"Fait : {_outcomes(summary.outcomes)}",
        "",
        summary.text,
    ]
    for message in summary.messages:
        lines += ["", _addressed(message), f"  {message.text}"]
    if summary.follow_up:
        lines += ["", f"À suivre : {summary.follow_up}"]
    lines += ["", f"Effacé de lui-même le {_moment(kept.expires, tz)}"]
    return "\n".join(lines)


def format_counts(counts: Counts) -> str:
    """One sentence about how much is kept."""
    return (
        f"{_many(counts.summaries, 'résumé conservé', 'résumés conservés')} ; "
        f"{_many(counts.oppositions, 'appel avec opposition', 'appels avec opposition')}, dont rien n'est conservé ; "
        f"{_many(counts.opposed, 'numéro opposé', 'numéros opposés')} (par empreinte)."
    )


def format_erased(call: str, erased: bool) -> str:
    """What an erasure has done."""
    if erased:
        return f"Le résumé de l'appel {call} est effacé, et il n'en reste aucun octet dans la base ni dans son journal."
    return f"Rien n'est conservé de l'appel {call}."


def format_missing(call: str) -> str:
    """The answer to `show` when there is nothing."""
    return f"Rien n'est conservé de l'appel {call} : il n'a jamais été noté, sa durée est passée, ou il est effacé."


def _addressed(message: Message) -> str:
    to = f"Message pour {message.for_}" if message.for_ else "Message"
    who = " ".join(part for part in (message.name, message.phone) if part)
    return f"{to}, de {who} :" if who else f"{to} :"


def _outcomes(outcomes: Iterable[Outcome]) -> str:
    return ", ".join(OUTCOMES[outcome] for outcome in outcomes) or "rien"


def _moment(moment: datetime, tz: tzinfo) -> str:
    return f"{moment.astimezone(tz):%d/%m/%Y à %H h %M}"


def _length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def _many(count: int, one: str, several: str) -> str:
    return f"{count} {several if count > 1 else one}"
