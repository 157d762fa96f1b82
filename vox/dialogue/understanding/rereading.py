"""What the readers know of a value that the model only copied: which slot it fills, and where it ends.

A telephone number taken back half-way is one value, a date of birth ends with its year, "11 h" is no day. Each value
stays a verbatim piece of the utterance, and what the readers cannot read is left as the model wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from vox.dialogue.types import Flow
from vox.dialogue.understanding.commands import Command, Fill, Fix, Slot, Start
from vox.language.dates import read_birthdate, read_date
from vox.language.hours import read_time
from vox.language.numbers import is_number, with_numbers
from vox.language.phones import read_phone
from vox.language.say import MONTHS
from vox.language.text import tokens

_ANY_DAY = date(2026, 3, 4)
"""Whether words are a day does not hang on the day on which they are said."""

_BORN = re.compile(r"n[ée]e?s? (?:le|en|un)\b", re.IGNORECASE)
_THIS_PART = re.compile(
    r"(?:ce|cet|cette) (?:matin(?:[ée]e)?|midi|apr[èe]s[- ]midi|aprem|soir(?:[ée]e)?)", re.IGNORECASE
)
_WITH_WHOM = re.compile(r"[\s,]+(?P<lead>avec|chez|au nom d[eu]?)\s+(?P<who>.+)$", re.IGNORECASE | re.DOTALL)
_PART_OF_A_MONTH = re.compile(
    rf"(?P<time>matin(?:[ée]e)?|après[- ]midi|soir(?:[ée]e)?) (?:de |d['’])(?P<date>{'|'.join(MONTHS)})",
    re.IGNORECASE,
)
_AND_RATHER = re.compile(r",? et plutôt (?:à )?(?P<when>[^,]+)$", re.IGNORECASE)
_AGAIN = re.compile(
    r"\b(?:euh|non|pardon|enfin|que je (?:raconte|dis)|que dis-je|n['’]importe quoi|me trompe)\b", re.IGNORECASE
)
"""Between a birth that was begun and the same, begun again."""
_EITHER = re.compile(r"possible|c['’]t['’]|^à matin|soir de", re.IGNORECASE)
"""What is a day or an hour by what stands beside it."""
_CALL_BACK = re.compile(
    r"(?:de |qu['’]il |qu['’]elle |qu['’]on |on )?(?:me|nous|m['’])"
    r"\s*(?:rappel|appel|recontact|t[ée]l[ée]phon|joind)\w*"
    r"(?:[ ,]+(?:s'il vous pla[iî]t|svp|merci))*[ .!]*",
    re.IGNORECASE,
)
_JOINT = re.compile(r"[ ,.…]*(?:(?:mais|et|en|vers|à|le|au|dans (?:la|l['’]))\s+)*", re.IGNORECASE)
_LEAVE = re.compile(
    r".*\b(?:laisser|prendre|transmettre|passer|noter) un (?:petit )?message"
    r"(?: (?:pour|à|au) (?!dire|que|lui|leur)[\w'’ ]{1,25})?[ .!]*",
    re.IGNORECASE,
)
_SPELLING = re.compile(
    r"\s*,?\s+(?:en (?:un (?:seul )?|deux |trois )mots?"
    r"|sans (?:accent|tiret|h|l['’]\w+|\w)\b(?: (?:à la fin|au milieu))?"
    r"|(?:avec (?:une )?)?apostrophe(?: après (?:le |l['’])\w)?"
    r"|(?:(?<=\b[^\W\d_] )|[^\W\d_] )comme (?!ça\b|cela\b)[^\W\d_]+)(?=[ ,.!?]|$)",
    re.IGNORECASE,
)
"""A remark on how a name is written belongs to it."""
_TOLD_TWICE = re.compile(
    r"(?<!pas )\bc['’]est (?P<first>[^,.;!?]+), (?P<rest>c['’]est (?P<second>[^,;!?]+).*)$", re.IGNORECASE
)
_AND_I_AM = re.compile(r"\bet moi,? (?:c['’]est|je suis|je m['’]appelle) (?P<who>[^\W\d_].+)$", re.IGNORECASE)
_NO_NAME = re.compile(
    r"(?:pas|plus|bien|bon|ça|cela|faux|vrai|exact|une? |le |la |l['’]|moi|pour|ce que|dommage)", re.IGNORECASE
)
_LETTERS = re.compile(r"\b(?:avec|sans) (?:un |une |le |deux )?[^\W\d_]\b|\b[^\W\d_](?: [^\W\d_]\b){2}", re.IGNORECASE)
_ASKING_FOR = re.compile(
    r"^.*?\b(?:mettez|donnez|prenez|je veux|je préfère|je voudrais|c['’]est)(?:[- ]moi)?(?: plutôt)?\s+", re.IGNORECASE
)
_BESIDE_SOMEBODY = re.compile(r"\s*,?\s+s['’]il (?:vous|te) pla[iî]t\b.*$|\s*,\s+(?:et )?pas\s.*$", re.IGNORECASE)
_INSTEAD = re.compile(
    r"(?:au lieu d[eu]s?|plutôt que|et non|et pas|,\s*pas)\s*(?:(?:de|du|le|la|les|à) |[ld]['’])*$", re.IGNORECASE
)
"""What stands before a value that is wrong, after the right one."""
_NOT_THAT = re.compile(r"\bpas (?:celui|celle) (?:de |du |d['’]|des |avec )$", re.IGNORECASE)
_BUT_THAT = re.compile(r",\s*(?:celui|celle) (?:de |du |d['’]|des |avec )(?P<that>.+)$", re.IGNORECASE)
_WHICH_ONE = re.compile(
    r",\s+(?:celui|celle|ceux|celles) (?:de |du |d['’]|des |avec |qui |que |qu['’])[^,.;!?]+", re.IGNORECASE
)
"""What tells the appointment again: "ma révision, celle de mardi"."""
_APPOSED = re.compile(r",?\s+(?:(?:le|la|les|du) |l['’])?", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+entre \w+(?: ?(?:h|heures))? et \w+(?: ?(?:h|heures))?\b", re.IGNORECASE)
_NO_WHEN = re.compile(
    r"(?:le |la |l['’]|de |un |autre |d['’])*"
    r"(?:jour|date|heure|moment|horaire|(?:d[ée]cal|report|repouss|d[ée]plac|chang|annul)er)",
    re.IGNORECASE,
)
"""That there is a day or an hour, and not which: "changez-la de jour"."""
_IS_NOT = re.compile(
    r"\b(?:c['’]est pas|ce n['’]est pas|je ne suis pas|pas) (?:le |la |l['’]|pour |à )?$", re.IGNORECASE
)
"""What stands before a value that is wrong, where the right one is not said."""
_FIGURE = re.compile(
    r"(?:je (?:suis|serais) )?(?:morte?|meurs|mourrais) (?:de |d['’])"
    r"(?:honte|rire|impatience|ennui|curiosité|jalousie)",
    re.IGNORECASE,
)
"""What nobody is treated for."""
_HEARSAY = re.compile(
    r"[\s,]+(?:d['’]après (?:les? |la |l['’]|m(?:on|a|es) |s(?:on|a|es) )[\w '’-]+|selon [\w '’-]+"
    r"|je crois(?: bien)?|il me semble|(?:à ce )?qu'il para[iî]t|il para[iî]t|je dirais)[\s.!]*$",
    re.IGNORECASE,
)
"""Whose word an answer is, and how sure of it the caller is."""
_INSULT = re.compile(r"[ ,]+esp[èe]ces? d['’e]\s?\w.*$", re.IGNORECASE)
_OFF: dict[Slot, re.Pattern[str]] = {
    Slot.NAME: re.compile(r"^(?:sous|au nom d[eu]) (?:le nom (?:de |d['’]))?", re.IGNORECASE),
    Slot.MESSAGE: re.compile(r"^(?:que |qu['’])", re.IGNORECASE),
    Slot.PRACTITIONER: re.compile(r"^a vec ", re.IGNORECASE),
}
"""What stands before a value and is no part of it."""


def reread(commands: Sequence[Command], heard: str) -> tuple[Command, ...]:
    """The commands with their values as the readers see them. heard: what the values are pieces of."""
    pieces = _one_appointment(_joined(_told_once(commands, heard), heard), heard)
    pieces = _with_first_name(pieces, heard)
    return tuple(_within_no_appointment(_reread(_apart(pieces), heard)))


def _told_once(commands: Sequence[Command], heard: str) -> list[Command]:
    """Without the wrong value beside the right one ("six au lieu de sept"), and without hours inside a number."""
    kept: list[Command] = []
    for one in commands:
        if not isinstance(one, Fill | Fix) or not one.span or not _is_no_value(one, one.span, kept, heard):
            kept.append(one)
    return kept


def _is_no_value(one: Fill | Fix, span: str, before: Sequence[Command], heard: str) -> bool:
    given = [other for other in before if isinstance(other, Fill | Fix)]
    if isinstance(one, Fix) and any(isinstance(other, Fix) and other.slot is one.slot for other in given):
        return bool(_INSTEAD.search(heard[: heard.rfind(span)]))
    if one.slot not in (Slot.DATE, Slot.TIME) or heard.count(span) != 1:
        return False
    return any(span in (other.span or "") for other in given if other.slot is Slot.PHONE)


def _reread(commands: Sequence[Command], heard: str) -> list[Command]:
    slots = {one.slot for one in commands if isinstance(one, Fill | Fix)}
    found: list[Command] = []
    for one in commands:
        if not isinstance(one, Fill | Fix) or one.span is None:
            found.append(one)
        elif not _is_none(one, one.span, commands):
            found.append(_value(one, one.span, slots, heard))
            if one.slot is Slot.DATE and Slot.TIME not in slots and isinstance(one, Fill):
                found += _hour_after(one.span, commands, heard)
    return found


def _apart(commands: Sequence[Command]) -> list[Command]:
    """When and with whom are two values: "vendredi matin avec Léa"."""
    slots = {one.slot for one in commands if isinstance(one, Fill | Fix)}
    found: list[Command] = []
    for one in commands:
        beside = None
        if isinstance(one, Fill | Fix) and one.span and one.slot in (Slot.DATE, Slot.TIME):
            beside = _WITH_WHOM.search(one.span)
        if beside is None:
            found += _when_beside(one, slots)
            continue
        assert isinstance(one, Fill | Fix) and one.span
        found.append(replace(one, span=one.span[: beside.start()]))
        slot = Slot.NAME if beside["lead"].casefold().startswith("au nom") else Slot.PRACTITIONER
        if slot not in slots:
            found.append(replace(one, slot=slot, span=beside["who"]))
    return found


def _when_beside(one: Command, slots: set[Slot]) -> list[Command]:
    """A value without the day or the hour in it: "un matin de janvier", "Delâtre, et plutôt neuf heures"."""
    if not isinstance(one, Fill | Fix) or not one.span:
        return [one]
    if one.slot is Slot.TIME and Slot.DATE not in slots and (parts := _PART_OF_A_MONTH.fullmatch(one.span)):
        return [replace(one, span=parts["time"]), replace(one, slot=Slot.DATE, span=parts["date"])]
    if one.slot is Slot.NAME and Slot.TIME not in slots and (also := _AND_RATHER.search(one.span)):
        read = read_time(also["when"])
        if read is not None and read.whole and not read.problem:
            name = one.span[: also.start()]
            return [replace(one, span=name), replace(one, slot=Slot.TIME, span=also["when"])]
    return [one]


def _with_first_name(commands: Sequence[Command], heard: str) -> list[Command]:
    """ "Vandewalle, V A N D…, et le prénom Régine" is one name, in two pieces."""
    names = [one for one in commands if isinstance(one, Fill | Fix) and one.slot is Slot.NAME and one.span]
    if len(names) != 2:
        return list(commands)
    start, last = heard.find(names[0].span or ""), names[1].span or ""
    at = heard.find(last, start + len(names[0].span or ""))
    if start < 0 or at < 0 or "prénom" not in heard[start:at]:
        return list(commands)
    whole = replace(names[0], span=heard[start : at + len(last)])
    return [whole if one is names[0] else one for one in commands if one is not names[1]]


def _hour_after(day: str, commands: Sequence[Command], heard: str) -> list[Command]:
    """The hour that is said right after a day, where the model left it out."""
    joint = _JOINT.match(heard, heard.find(day) + len(day))
    after = heard[joint.end() :] if joint else ""
    read = read_time(after)
    if read is None or read.problem or read.start > 0 or "importe" in after[: read.end]:
        return []
    hour = after[: read.end]
    spans = [one.span for one in commands if isinstance(one, Fill | Fix) and one.span and one.span != day]
    return [] if any(hour in span or span in hour for span in spans) else [Fill(Slot.TIME, hour)]


def _is_none(one: Fill | Fix, span: str, commands: Sequence[Command]) -> bool:
    """Whether it is no value: a message that there is a message, a figure of speech, "un autre jour"."""
    match one.slot:
        case Slot.MESSAGE:
            return Start(Flow.MESSAGE) in commands and _says_only_that(span)
        case Slot.REASON:
            return len(commands) > 1 and bool(_FIGURE.fullmatch(span))
        case Slot.DATE | Slot.TIME:
            return len(commands) > 1 and bool(_NO_WHEN.fullmatch(span))
    return False


def _named_first(span: str, heard: str) -> str:
    """ "Non, c'est Marie Curie, c'est Ludard Ia": the name, and not what was heard of its spelling.

    "Société Kheops, et moi c'est Farid Ouali": the person.
    """
    if person := _AND_I_AM.search(span):
        return person["who"]
    twice = _TOLD_TWICE.search(heard)
    if twice is None or _NO_NAME.match(twice["first"]) or span.strip(" .") not in twice["rest"]:
        return span
    again = span.strip(" .") == twice["second"].strip(" .")
    return twice["first"] if again or len(twice["first"].split()) > 1 else span


def _says_only_that(span: str) -> bool:
    """Whether it is no message, only that there is one, or that somebody should call back."""
    return bool(_CALL_BACK.fullmatch(span) or _LEAVE.fullmatch(span))


def _value(one: Fill | Fix, span: str, slots: set[Slot], heard: str) -> Fill | Fix:
    if isinstance(one, Fix) and heard.count(span) == 1 and (refused := _IS_NOT.search(heard[: heard.find(span)])):
        return replace(one, span=None) if heard.rstrip(" .!").endswith(refused[0] + span) else one
    if (off := _OFF.get(one.slot)) and off.sub("", span):
        one = replace(one, span=(span := off.sub("", span)))
    match one.slot:
        case Slot.NAME if Slot.BIRTHDATE not in slots and _BORN.match(span) and read_birthdate(span, _ANY_DAY):
            return replace(one, slot=Slot.BIRTHDATE, span=_BORN.sub("", span, count=1).strip())
        case Slot.BIRTHDATE:
            return replace(one, span=_birthdate(_whole_birth(span, heard)))
        case Slot.TIME if Slot.DATE not in slots and _THIS_PART.fullmatch(span):
            return replace(one, slot=Slot.DATE)
        case Slot.DATE if Slot.TIME not in slots and _is_hour(span):
            return replace(one, slot=Slot.TIME)
        case Slot.TIME if Slot.DATE not in slots and _is_day(span):
            return replace(one, slot=Slot.DATE)
        case Slot.PHONE:
            return replace(one, span=_phone(span, heard))
        case Slot.NAME:
            return replace(one, span=_with(_SPELLING, _named_first(span, heard), heard))
        case Slot.PRACTITIONER:
            wanted = _ASKING_FOR.sub("", span) or span
            return replace(one, span=_without_insult(_BESIDE_SOMEBODY.sub("", wanted) or wanted))
        case Slot.APPOINTMENT:
            whole = _with(_WHICH_ONE, _with(_BETWEEN, _the_other(span, heard), heard), heard)
            return replace(one, span=whole)
        case Slot.ANSWER:
            return replace(one, span=_HEARSAY.sub("", span) or span)
        case Slot.DATE | Slot.TIME | Slot.CHOICE:
            return replace(one, span=_without_insult(span))
    return one


def _with(more: re.Pattern[str], span: str, heard: str) -> str:
    """The value with what follows it, where that belongs to it."""
    start = heard.find(span)
    found = more.match(heard, start + len(span)) if start >= 0 else None
    return heard[start : found.end()] if found else span


def _the_other(span: str, heard: str) -> str:
    """ "Pas celui de Karim, celui d'Élodie" is Élodie's."""
    other = _BUT_THAT.search(span)
    return other["that"] if other and _NOT_THAT.search(heard[: heard.find(span)]) else span


def _without_insult(span: str) -> str:
    return _INSULT.sub("", span) or span


def _is_hour(span: str) -> bool:
    read = read_time(span)
    return read is not None and read.whole and not _EITHER.search(span) and not read_date(span, _ANY_DAY, asked=True)


def _is_day(span: str) -> bool:
    read = read_date(span, _ANY_DAY)
    return read is not None and read.whole and not _EITHER.search(span) and not read_time(span, asked=True)


def _birthdate(span: str) -> str:
    read = read_birthdate(span, _ANY_DAY)
    if read is None or read.problem or _figures(span[read.end :]):
        return span
    return span[read.start if _AGAIN.search(span[: read.start]) else 0 : read.end]


def _whole_birth(span: str, heard: str) -> str:
    """The date as it was said, where the piece is none and goes on: "mille neuf cent | nonante-deux"."""
    piece, whole = read_birthdate(span, _ANY_DAY), read_birthdate(heard, _ANY_DAY)
    if whole is None or whole.problem or (piece is not None and not piece.problem):
        return span
    said = heard[whole.start : whole.end]
    return said if span in said else span


def _phone(span: str, heard: str) -> str:
    """The whole number, where the piece is not one and the utterance has one."""
    piece, whole = read_phone(span), read_phone(heard)
    if whole is None or whole.problem or (piece is not None and not piece.problem):
        return span
    return heard[whole.start : whole.end]


def _joined(commands: Sequence[Command], heard: str) -> list[Command]:
    """Two pieces of a telephone number are one value, with what was said between them; what has no figure is none."""
    phones = [one for one in commands if isinstance(one, Fill | Fix) and one.slot is Slot.PHONE and one.span]
    numbers = [one for one in phones if _figures(one.span or "")]
    if len(phones) < 2 or not numbers:
        return list(commands)
    start = heard.find(numbers[0].span or "")
    last = numbers[-1].span or ""
    end = heard.find(last, start) + len(last)
    instead = {id(numbers[0]): replace(numbers[0], span=heard[start:end])}
    for one in phones:
        if one not in numbers and _LETTERS.search(one.span or ""):
            instead[id(one)] = Fix(Slot.NAME, one.span)  # what is spelled is the name, put right
    return [instead.get(id(one), one) for one in commands if id(one) in instead or one not in phones]


def _one_appointment(commands: Sequence[Command], heard: str) -> list[Command]:
    """ "Celui du 19, la descente de canyon" is one appointment, told twice."""
    places = [at for at, one in enumerate(commands) if isinstance(one, Fill) and one.slot is Slot.APPOINTMENT]
    if len(places) != 2 or places[1] != places[0] + 1:
        return list(commands)
    first, second = (commands[at] for at in places)
    assert isinstance(first, Fill) and isinstance(second, Fill)
    start = heard.find(first.span)
    between = heard[start + len(first.span) : heard.find(second.span, start)]
    if start < 0 or not _APPOSED.fullmatch(between):
        return list(commands)
    whole = replace(first, span=heard[start : start + len(first.span) + len(between) + len(second.span)])
    return [*commands[: places[0]], whole, *commands[places[1] + 1 :]]


def _within_no_appointment(commands: Sequence[Command]) -> list[Command]:
    """Without the days and hours that tell which appointment is meant: "celle de mardi", and no new one."""
    told = [one.span for one in commands if isinstance(one, Fill) and one.slot is Slot.APPOINTMENT]
    return [
        one
        for one in commands
        if not (
            isinstance(one, Fill)
            and one.slot in (Slot.DATE, Slot.TIME)
            and any(_WHICH_ONE.search(span) and one.span in span for span in told)
        )
    ]


def _figures(text: str) -> bool:
    return any(is_number(one.word) for one in with_numbers(tokens(text)))
