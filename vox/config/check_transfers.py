"""To whom calls are put through with these settings, told to the operator."""

from __future__ import annotations

from collections.abc import Iterator

from vox.config.forms import format_duration
from vox.config.people import Person, Practitioner
from vox.config.settings import Settings
from vox.config.transfer import user_of

_HOW = {"blind": "aussitôt", "announced": "annoncé"}


def transfers(settings: Settings) -> Iterator[str]:
    """French; all that can ever be called is in it."""
    everybody: tuple[Practitioner | Person, ...] = (*settings.practitioners, *settings.people)
    reached = [(one.name, one.transfer) for one in everybody if one.transfer is not None]
    if not reached and settings.emergency.transfer is None:
        yield "Vox n'appelle jamais personne."
        return
    for name, transfer in reached:
        seconds = round(transfer.ring.total_seconds())
        when = "à ses heures d'appels" if transfer.hours is not None else "à ses heures"
        yield f"Passe les appels à {name}, {user_of(transfer.to)}, {_HOW[transfer.how]}, {when} ({seconds} s)."
    if settings.emergency.transfer is not None:
        yield f"Passe aussitôt l'appelant en danger à {user_of(settings.emergency.transfer)}."
    limits = settings.line.transfers
    yield f"N'appelle personne d'autre ; {limits.at_once} à la fois, {format_duration(limits.longest)} au plus chacun."
