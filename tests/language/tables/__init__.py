"""Tables that a speaker of the language can review: plain text files, one case a line.

`[…]` heads the cases that are said in one situation, `said → meant` is a case, `#` begins a note for the reader.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from vox.language.values import DateWish, TimeWish

DAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")


Case = tuple[str, str, str]
"""The heading that a case stands under, what is said, what is meant ("" in a table that has no arrows)."""


def cases(name: str) -> list[Case]:
    """The cases of `french/dates` and the like. Raises AssertionError for a case that is written twice."""
    found: dict[tuple[str, str], Case] = {}
    heading = ""
    for line in (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line.startswith("[") and line.endswith("]") and "→" not in line:
            heading = line[1:-1]
        elif line and not line.startswith("#"):
            said, _, meant = (part.strip() for part in line.partition("→"))
            assert (heading, said) not in found, f"{name}: « {said} » stands twice under [{heading}]"
            found[heading, said] = (heading, said, meant)
    return list(found.values())


def under(name: str, heading: str) -> list[str]:
    """What is said in the cases under one heading; at least one."""
    said = [said for at, said, _ in cases(name) if at == heading]
    assert said, f"{name}: nothing under [{heading}]"
    return said


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
