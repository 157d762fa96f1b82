"""Tables that a speaker of French can review: one case a line, what is said and what it must be understood as."""

from __future__ import annotations

from collections.abc import Iterable

from vox.language.values import DateWish, TimeWish

DAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")


def table(text: str) -> list[tuple[str, str]]:
    """Lines "said → meant" as pairs; empty lines and lines that begin with # are for the reader."""
    pairs = []
    for line in text.strip().splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            said, _, meant = line.partition("→")
            pairs.append((said.strip(), meant.strip()))
    return pairs


def shown(wish: DateWish) -> str:
    """A wish in a few words: "mar 8/12/26", "7/12..13/12", "lun|mer", "sauf 4/12", "au plus tôt"."""
    parts = [f"{DAYS[day.weekday()]} {day:%-d/%-m/%y}" for day in wish.days]
    if wish.first is not None or wish.last is not None:
        first = f"{wish.first:%-d/%-m/%y}" if wish.first else ""
        last = f"{wish.last:%-d/%-m/%y}" if wish.last else ""
        parts.append(f"{first}..{last}")
    parts += [f"les {'|'.join(DAYS[n] for n in sorted(wish.weekdays))}"] if wish.weekdays else []
    parts += [f"sauf {day:%-d/%-m}" for day in sorted(wish.not_days)]
    parts += [f"sauf les {DAYS[n]}" for n in sorted(wish.not_weekdays)]
    parts += ["au plus tôt"] if wish.soonest else []
    return ", ".join(parts) or "n'importe quand"


def hours(wishes: Iterable[TimeWish]) -> str:
    """Alternatives in a few words: "10:00", "9:00-12:00", "10:00 ou 9:30-10:31"."""
    return " ou ".join(map(_hours, wishes))


def _hours(wish: TimeWish) -> str:
    if wish.exact is not None:
        return f"{wish.exact:%-H:%M}"
    if wish.first is None and wish.last is None:
        return "toute heure"
    first = f"{wish.first:%-H:%M}" if wish.first is not None else ""
    last = f"{wish.last:%-H:%M}" if wish.last is not None else ""
    return f"{first}-{last}"
