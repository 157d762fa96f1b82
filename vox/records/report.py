"""What `vox records` prints, as plain French texts: who looks after the calls reads them, nobody else does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from vox.records.eliminations import Bordereau
from vox.records.inventory import Inventory
from vox.records.journal import Act, Entry, Verdict
from vox.records.store import Counts, Kept, Purge
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
    Outcome.REQUEST: "demande sur ses données",
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
    limited = f"{_many(counts.limited, 'résumé limité', 'résumés limités')} ; " if counts.limited else ""
    return (
        f"{_many(counts.summaries, 'résumé conservé', 'résumés conservés')} ; {limited}"
        f"{_many(counts.oppositions, 'appel avec opposition', 'appels avec opposition')}, dont rien n'est conservé ; "
        f"{_many(counts.opposed, 'numéro opposé', 'numéros opposés')} (par empreinte)."
        f"{_further_oppositions(counts)}"
    )


def format_erased(call: str, erased: bool) -> str:
    """What an erasure has done."""
    if erased:
        return f"Le résumé de l'appel {call} est effacé, et il n'en reste aucun octet dans la base ni dans son journal."
    return f"Rien n'est conservé de l'appel {call}."


def format_missing(call: str) -> str:
    """The answer to `show` when there is nothing."""
    return f"Rien n'est conservé de l'appel {call} : il n'a jamais été noté, sa durée est passée, ou il est effacé."


def format_purge(purge: Purge | None, tz: tzinfo) -> str:
    """When what was over was last erased."""
    if purge is None:
        return "Aucune purge n'a encore eu lieu : elle se fait au démarrage de Vox, puis au terme de chaque résumé."
    return f"Dernière purge : le {_moment(purge.moment, tz)}, {_many(purge.count, 'résumé effacé', 'résumés effacés')}."


def format_followed(one: Bordereau) -> str:
    """What a visa has done."""
    return f"Bordereau {one.number} visé et exécuté : {_many(one.erased, 'résumé effacé', 'résumés effacés')}."


def format_held(call: str, last: date) -> str:
    """What a hold has done."""
    return (
        f"Le résumé de l'appel {call} est limité jusqu'au {last:%d/%m/%Y} inclus : plus personne ne le lit, et il "
        "s'efface ensuite de lui-même."
    )


def format_released(call: str, readable: bool) -> str:
    """What the end of a hold has done."""
    if readable:
        return f"Le résumé de l'appel {call} n'est plus limité : il se lit de nouveau, jusqu'à son terme."
    return (
        f"La limitation de l'appel {call} est levée, et le résumé est effacé : sa durée était passée, ou la personne "
        "l'avait demandé."
    )


JOURNAL_HEADINGS: Final = ("Ligne", "Quand", "Qui", "Quoi", "Sur quoi")

ACTS: Final[dict[Act, str]] = {
    Act.LISTED: "liste des résumés lue",
    Act.SHOWN: "résumé lu",
    Act.ERASED: "résumé effacé",
    Act.PURGED: "purge au terme",
    Act.DRAWN: "bordereau d'élimination établi",
    Act.SIGNED: "bordereau d'élimination visé",
    Act.ELIMINATED: "bordereau d'élimination exécuté",
    Act.HELD: "résumé limité",
    Act.RELEASED: "limitation levée",
    Act.RECTIFIED: "résumé rectifié",
    Act.RECEIVED: "demande reçue",
    Act.COMPLETED: "demande complétée",
    Act.CHECKING: "identité à vérifier",
    Act.MISMATCHED: "code faux",
    Act.IDENTIFIED: "identité établie",
    Act.SEARCHED: "recherche pour une demande",
    Act.EXTENDED: "délai prolongé",
    Act.FULFILLED: "demande exécutée",
    Act.ANSWERED: "demande répondue, certificat fait",
    Act.REFUSED: "demande refusée",
    Act.WITHDRAWN: "opposition retirée",
    Act.BACKED_UP: "sauvegarde faite",
    Act.RESTORED: "sauvegarde remise",
    Act.REKEYED: "clé changée",
}


def format_entry(entry: Entry, tz: tzinfo) -> tuple[str, ...]:
    """In the order of JOURNAL_HEADINGS."""
    return (
        str(entry.seq),
        f"{entry.moment.astimezone(tz):%d/%m/%Y %H:%M:%S}",
        entry.who,
        ACTS[entry.act],
        entry.subject,
    )


def format_verdict(verdict: Verdict) -> str:
    """Whether the journal is whole."""
    if verdict.broken is not None:
        return f"Le journal est ROMPU à la ligne {verdict.broken} : elle a été changée, ou elle manque."
    before = f" Les {verdict.pruned} premières sont passées d'âge ; la suite s'y raccroche." if verdict.pruned else ""
    lines = _many(verdict.lines, "ligne", "lignes")
    return f"Le journal est entier : {lines}, chacune raccrochée à celle d'avant.{before}"


def format_inventory(taken: Inventory, kept: timedelta, tz: tzinfo) -> str:
    """All that is stored, in numbers, over several lines."""
    next_end = (
        f"le prochain s'efface le {_moment(taken.next_end, tz)}" if taken.next_end else "aucun n'attend son terme"
    )
    return "\n".join(
        [
            format_counts(taken.counts),
            f"Un résumé est gardé {_many(kept.days, 'jour', 'jours')} ; {next_end}.",
            format_purge(taken.purge, tz),
            *_over(taken),
            f"Demandes : {_many(taken.open_requests, 'ouverte', 'ouvertes')}, avec "
            f"{_many(taken.numbers, 'numéro', 'numéros')} de téléphone{_contacts(taken)} ; "
            f"{_many(taken.closed_requests, 'close', 'closes')}, par empreinte.",
            f"Effacements notés pour les sauvegardes : {taken.erasures}.",
            format_verdict(taken.journal),
            "Aucune trace n'attend d'être nettoyée dans les fichiers."
            if taken.wiped
            else "Des traces effacées restent à nettoyer dans les fichiers : ce sera fait à la prochaine purge.",
            "Ni son, ni transcription : il n'y a pas de table pour cela.",
        ]
    )


def _further_oppositions(counts: Counts) -> str:
    """Those that concern something else than the summary; "" where there is none."""
    parts = []
    if counts.no_ai:
        parts.append(f"à l'intelligence artificielle, {_many(counts.no_ai, 'numéro', 'numéros')}")
    if counts.no_callback:
        parts.append(f"à être rappelé, {_many(counts.no_callback, 'numéro', 'numéros')}")
    return f" Opposés {' ; '.join(parts)}." if parts else ""


def _over(taken: Inventory) -> Iterable[str]:
    if taken.over:
        yield (
            f"{_many(taken.over, 'résumé à son terme attend', 'résumés à leur terme attendent')} un bordereau "
            "d'élimination ou son visa, et plus personne ne le lit."
        )


def _contacts(taken: Inventory) -> str:
    return f" et {_many(taken.contacts, 'adresse', 'adresses')} de courriel" if taken.contacts else ""


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
