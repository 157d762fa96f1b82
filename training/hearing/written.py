"""A spoken line as Whisper writes French: a capital, a full stop, figures for hours, dates and telephone numbers.

Taught otherwise, the recogniser would learn our spelling rather than what it mishears.
"""

from __future__ import annotations

import re
from typing import Final

from text_to_num import alpha2digit

_FILLERS: Final = re.compile(r"(?:^|(?<=[\s,]))(?:euh|heu|hum|hem|mmh?)\b[\s,]*", re.IGNORECASE)
_NUMBER: Final = (
    r"(?:quatre-vingts?|zéro|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize"
    r"|vingt|trente|quarante|cinquante|soixante|septante|huitante|nonante|cents?|mille|et(?=[ -](?:une?|onze)\b))"
)
_SPELLED: Final = rf"{_NUMBER}(?:[ -]{_NUMBER})*"
_MONTHS: Final = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_HOUR: Final = re.compile(
    rf"\b(?P<hour>{_SPELLED}|\d{{1,2}}) ?(?:h|heures?)\b(?: (?P<minutes>{_SPELLED}|\d\d)\b(?![ -]heure))?",
    re.IGNORECASE,
)
_DATE: Final = re.compile(rf"\b(?P<day>{_SPELLED}) (?=(?:{_MONTHS})\b)", re.IGNORECASE)
_YEAR: Final = re.compile(
    rf"\b(?P<month>{_MONTHS}) (?P<year>(?:mille|deux[ -]mille|mil)\b(?:[ -]{_NUMBER})*)", re.IGNORECASE
)
_RUN: Final = re.compile(rf"\b{_SPELLED}(?:,? {_SPELLED}){{2,}}\b", re.IGNORECASE)
_ASKS: Final = re.compile(
    r"(?:est-ce|qu'est-ce|c'est quoi|c'est où|où|quand|comment|combien|pourquoi|quel(?:le)?s?|qui|vous (?:avez|faites|"
    r"êtes|prenez|acceptez|pouvez)|je peux|on peut|peut-on|puis-je|pouvez|avez|y a-t-il|il y a (?:quoi|moyen))\b"
    r"|.*\b(?:est-ce que|[a-zé]+-(?:vous|t-il|t-elle|t-on|je|on|ce))\b",
    re.IGNORECASE,
)


def written(line: str) -> str:
    """The line as it should come out of the recogniser; "" for nothing."""
    text = line.replace("’", "'").replace("\xa0", " ").replace("\u202f", " ")
    text = re.sub(r"\s+", " ", _FILLERS.sub("", text)).strip(" ,")
    text = _figures(text)
    text = re.sub(r" ?([?!;:])", r" \1", text)
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    if text[-1] not in ".?!":
        text += " ?" if _ASKS.match(text) else "."
    return text


def _figures(text: str) -> str:
    text = _HOUR.sub(_hour, text)
    text = _DATE.sub(lambda found: f"{_digits(found['day'])} ", text)
    text = _YEAR.sub(lambda found: f"{found['month']} {_digits(found['year'])}", text)
    return str(alpha2digit(_RUN.sub(_run, text), "fr", threshold=10))


def _hour(found: re.Match[str]) -> str:
    hour = _digits(found["hour"])
    if not hour.isdigit() or int(hour) > 24:
        return found.group()
    minutes = _digits(found["minutes"]) if found["minutes"] else ""
    if minutes and not (minutes.isdigit() and 0 < int(minutes) < 60):
        return found.group()
    return f"{hour}h{int(minutes):02}" if minutes else f"{hour}h"


def _run(found: re.Match[str]) -> str:
    """A run of three numbers or more: a telephone number, two figures at a time, or what comes of it."""
    figures = re.sub(r"\D", "", _digits(found.group()))
    if len(figures) < 6:
        return found.group()
    if len(figures) % 2:
        return figures
    return " ".join(figures[at : at + 2] for at in range(0, len(figures), 2))


def _digits(spelled: str) -> str:
    """Figures for numbers in words; as it is where it is in figures already."""
    if spelled[:1].isdigit():
        return spelled
    return " ".join(str(alpha2digit(one.lower(), "fr", threshold=0)) for one in re.split(r", ?", spelled))
