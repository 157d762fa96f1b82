"""Was it a good call? Compares what happened with what the scenario expects; every difference in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import phonenumbers

from vox.records.letters import Letter
from vox.records.rights import Right, State
from vox.records.summary import Message, Outcome, Summary
from vox.rehearsal.kept import Afterwards
from vox.rehearsal.scenario import Expect, ExpectedLetter, ExpectedMessage, ScenarioEvent


@dataclass(frozen=True)
class CalendarEvent:
    """An event as it stands in the real calendar after the call. text: title and description, as a human reads them."""

    start: datetime  # aware
    minutes: int
    text: str
    service: str | None
    by_vox: bool


@dataclass(frozen=True)
class Happened:
    """What is known after a call. said: every sentence of Vox, as written. taken: texts of events that faults wrote.

    letters: what it leads to.
    """

    outcomes: tuple[Outcome, ...]
    said: tuple[str, ...]
    turns: int
    summary: Summary | None
    calendars: Mapping[str, Sequence[CalendarEvent]]
    taken: frozenset[str] = frozenset()
    transferred_to: str = ""
    letters: Sequence[Letter] | None = None  # None by telephone, where nobody is told
    afterwards: Afterwards | None = None


def differences(expect: Expect, happened: Happened, *, zone: ZoneInfo) -> list[str]:
    """Every way in which what happened is not what was expected; [] = passed."""
    found: list[str] = []
    if expect.outcome is not None and expect.outcome != happened.outcomes:
        found.append(f"issue : {_words(expect.outcome)} attendu, {_words(happened.outcomes)} obtenu")
    for calendar, events in expect.calendars.items():
        found += _calendar(calendar, events, happened.calendars.get(calendar, ()), happened.taken, zone)
    said = " ¶ ".join(happened.said).casefold()
    found += [f"jamais dit : « {words} »" for words in expect.said_has if words.casefold() not in said]
    found += [
        f"dit, et n'aurait pas dû l'être : « {words} »" for words in expect.said_never if words.casefold() in said
    ]
    found += _summary(expect, happened.summary)
    if expect.messages is not None:
        found += _messages(expect.messages, happened.summary.messages if happened.summary else ())
    if expect.letters is not None and happened.letters is not None:
        found += _letters(expect.letters, happened.letters, zone)
    found += _records(expect, happened.afterwards)
    if expect.transferred_to is not None and expect.transferred_to != happened.transferred_to:
        wanted, got = expect.transferred_to or "personne", happened.transferred_to or "personne"
        found.append(f"appel passé à {got}, et attendu à {wanted}")
    if expect.turns_at_most is not None and happened.turns > expect.turns_at_most:
        found.append(f"{happened.turns} tours de parole, plus que {expect.turns_at_most}")
    return found


def _records(expect: Expect, after: Afterwards | None) -> list[str]:
    if after is None:
        return []
    found = []
    if expect.kept is not None and expect.kept != after.kept:
        found.append(f"résumés d'avant : {expect.kept} attendus, {after.kept} gardés")
    if expect.limited is not None and expect.limited != after.limited:
        found.append(f"résumés limités : {expect.limited} attendus, {after.limited} trouvés")
    if expect.requests is not None:
        wanted = tuple((one.right, one.state) for one in expect.requests)
        if wanted != after.requests:
            found.append(f"demandes : {_listed(wanted)} attendu, {_listed(after.requests)} obtenu")
    if expect.opposed is not None and frozenset(expect.opposed) != after.opposed:
        found.append(
            f"oppositions : {', '.join(sorted(expect.opposed)) or 'aucune'} attendu, "
            f"{', '.join(sorted(after.opposed)) or 'aucune'} obtenu"
        )
    return found


def _listed(requests: Sequence[tuple[Right, State]]) -> str:
    return ", ".join(f"{right} ({state})" for right, state in requests) or "aucune"


def _words(outcomes: Sequence[Outcome]) -> str:
    return " + ".join(outcomes) or "rien"


def _summary(expect: Expect, summary: Summary | None) -> list[str]:
    if expect.summary == "none":
        return [] if summary is None else ["un résumé a été gardé, il ne devait pas y en avoir"]
    if not (expect.summary_has or expect.summary_never):
        return []
    if summary is None:
        return ["aucun résumé n'a été gardé"]
    text = f"{summary.text}\n{summary.follow_up}".casefold()
    missing = [f"absent du résumé : « {words} »" for words in expect.summary_has if words.casefold() not in text]
    return missing + [
        f"dans le résumé, et ne devrait pas y être : « {words} »"
        for words in expect.summary_never
        if words.casefold() in text
    ]


def _calendar(
    calendar: str,
    expected: Sequence[ScenarioEvent],
    real: Sequence[CalendarEvent],
    taken: frozenset[str],
    zone: ZoneInfo,
) -> list[str]:
    left = list(real)
    found = []
    for event in expected:
        match = next((one for one in left if _same(event, one, taken, zone)), None)
        if match is None:
            found.append(
                f"agenda {calendar} : pas de tel rendez-vous : {event.model_dump(mode='json', exclude_defaults=True)}"
            )
        else:
            left.remove(match)
    return found + [
        f"agenda {calendar} : un rendez-vous que personne n'attendait : "
        f"{one.start.astimezone(zone):%Y-%m-%d %H:%M}, {one.minutes} min, {one.text!r}"
        for one in left
    ]


def _same(expected: ScenarioEvent, real: CalendarEvent, taken: frozenset[str], zone: ZoneInfo) -> bool:
    start = expected.start if expected.start.tzinfo else expected.start.replace(tzinfo=zone)
    text = real.text.casefold()
    return (
        start == real.start
        and expected.minutes == real.minutes
        and (not expected.taken or any(words in real.text for words in taken))
        and (expected.by is None or real.by_vox)
        and (expected.service is None or expected.service == real.service)
        and all(words.casefold() in text for words in (expected.name, expected.summary) if words)
        and (expected.phone is None or _digits(expected.phone) in "".join(filter(str.isdigit, real.text)))
        and (
            expected.birthdate is None
            or expected.birthdate.isoformat() in text
            or f"{expected.birthdate:%d/%m/%Y}" in text
        )
    )


def _digits(phone: str) -> str:
    """The national digits, which stand in a text however the number is written."""
    return str(phonenumbers.parse(phone, "FR").national_number)


def _messages(expected: Sequence[ExpectedMessage], real: Sequence[Message]) -> list[str]:
    left = list(real)
    found = []
    for message in expected:
        match = next((one for one in left if _same_message(message, one)), None)
        if match is None:
            found.append(f"pas de tel message : {message.model_dump(by_alias=True, exclude_defaults=True)}")
        else:
            left.remove(match)
    return found + [f"un message que personne n'attendait, pour {one.for_ or 'l’organisation'}" for one in left]


def _letters(expected: Sequence[ExpectedLetter], real: Sequence[Letter], zone: ZoneInfo) -> list[str]:
    left = list(real)
    found = []
    for letter in expected:
        match = next((one for one in left if _same_letter(letter, one, zone)), None)
        if match is None:
            found.append(f"pas de tel envoi : {letter.model_dump(mode='json', exclude_defaults=True)}")
        else:
            left.remove(match)
    return found + [f"un envoi que personne n'attendait : {one.what} par {one.way}" for one in left]


def _same_letter(expected: ExpectedLetter, real: Letter, zone: ZoneInfo) -> bool:
    due = expected.due if expected.due is None or expected.due.tzinfo else expected.due.replace(tzinfo=zone)
    return (
        (expected.what, expected.way) == (real.what, real.way)
        and (expected.to is None or expected.to == real.to)
        and (due is None or due == real.due)
        and all(words.casefold() in real.text.casefold() for words in expected.has)
    )


def _same_message(expected: ExpectedMessage, real: Message) -> bool:
    if "for_" in expected.model_fields_set and expected.for_ != real.for_:
        return False
    if expected.phone is not None and expected.phone != real.phone:
        return False
    return all(words.casefold() in f"{real.text} {real.name}".casefold() for words in expected.has)
