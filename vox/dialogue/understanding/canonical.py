"""One form for what was understood: values at their natural borders, and only what can stand together.

The model proposes where a value stands; what its grammar says about where it begins and ends is known, and is code.
Every value stays a verbatim piece of the utterance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Start, Word
from vox.language.phones import read_phone

_LEADING = re.compile(
    r"(?:(?:de |à )?[ld]['’]|(?:de la|à la|celui de|celle de|celui du|celle du|ceux de|celles de|les|le|la|une|un|des"
    r"|du|de|à|au|aux|en|pour|avec|chez|j'ai|il a|elle a|il y a|y a)\s+)",
    re.IGNORECASE,
)
"""Words before a value that are no part of it."""

_ARTICLES = re.compile(
    r"(?!(?:à (?:partir|tout|peu)|au plus|aux alentours|les deux|en sortant|du .*\bau)\b)"
    r"(?:l['’]|(?:celui de|celle de|celui du|celle du|les|le|la|du|à la|au|aux|à|en|pour|avec|chez)\s+)",
    re.IGNORECASE,
)
"""Those of them that may go without a look at what follows."""

_TRAILING = re.compile(
    r"[\s,.!?…]+(?:s'il (?:vous|te) pla[iî]t|svp|merci(?: bien| beaucoup)?|hein|quoi|voil[aà]|si (?:c'est )?possible"
    r"|savez[- ]vous|en (?:deux mots|un mot|gros|bref)"
    r"|de pr[ée]f[ée]rence|[àa] peu pr[èe]s|par exemple|euh|madame|monsieur)[\s,.!?…]*$",
    re.IGNORECASE,
)
"""Words after a value that are no part of it."""

_POSSESSIVE = re.compile(r"(?:mon|ma|mes|notre|nos|votre|vos)\s+", re.IGNORECASE)
_ITSELF = re.compile(
    r"(?:(?:mon|ma|le|notre)\s+)?(?:rendez[- ]vous|rdv)\s+(?:de\s+|du\s+|d['’]|avec\s+)?|(?:celui|celle)\s+avec\s+",
    re.IGNORECASE,
)
"""What any appointment is called, before what tells which one it is."""

_PART_OF_DAY = re.compile(
    r"^(?P<day>.*?\w)(?<!\bce)(?<!\bcet)(?<!\bcette)(?<!\bavant)(?<!\baprès)\s*,?\s+"
    r"(?:dans (?:la |l['’])|en |au |vers |à |l['’]|le )?"
    r"(?P<time>(?:d[ée]but de |fin de |milieu de )?(?:matin(?:[ée]e)?|apr[èe]s[- ]midi|aprem|midi|soir(?:[ée]e)?)"
    r"|\d{1,2} ?(?:h|heures?)(?: ?\d{2}| et quart| et demie?)?)$",
    re.IGNORECASE,
)
"""A day and a part of it, or an hour, in one value."""

_NUMBER = (
    r"(?:\d+|z[ée]ro|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?"
    r"|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante)\b"
)
_DIGITS = re.compile(rf"(?:[ .\-]{{1,2}}(?:et |euh )?{_NUMBER})+", re.IGNORECASE)
"""How a telephone number goes on."""

_FULL_STOP = re.compile(r"\.\s")
_SOONER = re.compile(r"\bplus $", re.IGNORECASE)
_SOON = re.compile(r"t[ôo]t", re.IGNORECASE)
_SOON_OR_LATE = re.compile(r"(?:t[ôo]t|tard)\b", re.IGNORECASE)
_THE_ONE_WHICH = re.compile(r"\b(?:celui|celle|ceux|celles) (?:qui|que|qu['’])(?: ?[\w'’-]+){0,3} $", re.IGNORECASE)

_TRIMMED = frozenset(
    {Slot.SERVICE, Slot.PRACTITIONER, Slot.DATE, Slot.TIME, Slot.CHOICE, Slot.APPOINTMENT, Slot.MATTER}
)
_ALONE = frozenset({Word.HELLO, Word.UNCLEAR})
"""What means something only where nothing else was understood."""


def canonical(commands: Sequence[Command], heard: str) -> tuple[Command, ...]:
    """The commands in their one form. heard: what the values are pieces of."""
    if Say(Word.EMERGENCY) in commands:
        return (Say(Word.EMERGENCY),)
    formed: list[Command] = []
    begun = 0  # where the wish that is being said begins: a second one may repeat what the first one had
    for command in [form for one in _settled(commands) for form in _formed(one, heard, commands)]:
        if isinstance(command, Start) and formed[-1:] != [command]:
            begun = len(formed)
        if command not in formed[begun:]:
            formed.append(command)
    substance = [one for one in formed if not (isinstance(one, Say) and one.word in _ALONE)]
    return tuple(substance or formed[:1])


def leading_off(span: str) -> str:
    """The value without the articles and prepositions that the annotation drops."""
    while True:
        found = _LEADING.match(span)
        if found is None or found.end() >= len(span):
            return span
        span = span[found.end() :]


def _settled(commands: Sequence[Command]) -> list[Command]:
    """A value that is given and corrected in one breath is the corrected one: Vox had not heard another yet."""
    kept: list[Command] = []
    begun = 0
    for one in commands:
        if isinstance(one, Start):
            begun = len(kept)
        wish = kept[begun:]
        if isinstance(one, Fix) and one.span and any(_gives(other, one.slot) for other in wish):
            kept[begun:] = [other for other in wish if not _gives(other, one.slot)]
            kept.append(Fill(one.slot, one.span))
        else:
            kept.append(one)
    return kept


def _gives(command: Command, slot: Slot) -> bool:
    return isinstance(command, Fill) and command.slot is slot


def _formed(command: Command, heard: str, all_: Sequence[Command]) -> Iterator[Command]:
    if not isinstance(command, Fill | Fix) or command.span is None:
        yield command
        return
    slot, span = command.slot, command.span
    if slot not in (Slot.MESSAGE, Slot.NAME, Slot.ANSWER):
        span = _without(_TRAILING, span)
    if slot in _TRIMMED:
        span = _after(_ARTICLES, span)
    if slot is Slot.APPOINTMENT:
        span = _whole_clause(_after(_ITSELF, span), heard)
    if slot in (Slot.DATE, Slot.TIME) and _SOON_OR_LATE.match(span):
        slot, span = _sooner(slot, span, heard)
        command = replace(command, slot=slot)
    if slot is Slot.MATTER:
        span = _after(_POSSESSIVE, span)
    if slot is Slot.PHONE:
        span = _whole_number(span, heard)
    there = any(isinstance(one, Fill | Fix) and one.slot is Slot.TIME for one in all_)
    if slot is Slot.DATE and not there and (parts := _PART_OF_DAY.match(span)):
        yield replace(command, span=_without(_TRAILING, parts["day"]))
        yield replace(command, slot=Slot.TIME, span=parts["time"])
        return
    yield replace(command, span=span)


def _after(pattern: re.Pattern[str], span: str) -> str:
    found = pattern.match(span)
    return span[found.end() :] if found and found.end() < len(span) else span


def _without(pattern: re.Pattern[str], span: str) -> str:
    shorter = pattern.sub("", span)
    return shorter if shorter.strip() else span


def _whole_number(span: str, heard: str) -> str:
    """A telephone number goes to its last digit; what follows a whole one after a full stop says it again."""
    at = heard.find(span)
    more = _DIGITS.match(heard, at + len(span)) if at >= 0 else None
    if more and _FULL_STOP.match(heard, at + len(span)) and (whole := read_phone(span)) and not whole.problem:
        return span
    return heard[at : more.end()] if more else span


def _whole_clause(span: str, heard: str) -> str:
    """ "Celui qui est prévu lundi" names the appointment as a whole."""
    at = heard.find(span)
    clause = _THE_ONE_WHICH.search(heard[:at]) if at > 0 else None
    return heard[clause.start() : at + len(span)] if clause else span


def _sooner(slot: Slot, span: str, heard: str) -> tuple[Slot, str]:
    """ "Plus tôt" keeps its "plus"; with nothing after it, it is how soon: a day."""
    at = heard.find(span)
    more = _SOONER.search(heard[:at]) if at > 0 else None
    if more is None:
        return slot, span
    return (Slot.DATE if _SOON.fullmatch(span) else slot), heard[more.start() : at + len(span)]
