"""The organization's own questions about a service: asked one by one before the recapitulation, kept where it says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from vox.config.questions import OwnQuestion
from vox.config.services import Service
from vox.dialogue.flows.base import BOOKABLE, NOTHING_TAKEN, YES_OR_NO, Desk, Question, Taken
from vox.dialogue.redaction import redact
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding import intents
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Start, Word
from vox.dialogue.understanding.folding import squeeze
from vox.language import names
from vox.language.answers import Answer, read_answer, read_leading_answer
from vox.language.birthdates import read_birthdate
from vox.language.dates import read_date
from vox.language.numbers import read_number
from vox.language.readings import Problem
from vox.language.say import say_date

MISSED_AT_MOST = 2
"""Times that an answer is not understood before the question is left open: it must not cost the appointment."""

LONGEST = 200
"""Characters of an answer that are noted."""

NO_ANSWER = "sans réponse"


class Questions:
    """The questions of one service and what was answered. Nothing is asked twice, unless it is corrected."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asked: tuple[OwnQuestion, ...] = ()
        self._answers: dict[str, str] = {}
        self._order: list[str] = []  # of answers, the latest last
        self._missed = 0
        self._to_read_back: dict[str, str] = {}

    def about(self, service: Service | None) -> None:
        """From now on the questions are those of this service; what was answered to a like-named one stays."""
        self._asked = service.ask if service else ()

    def question(self) -> Question | None:
        """The next one to ask, None when all are answered."""
        asked = self._next()
        if asked is None:
            return None
        words = self._desk.wording
        keys: Mapping[str, tuple[Command, ...]] = {}
        if asked.as_ == "yes_no":
            keys = YES_OR_NO
        elif asked.as_ == "choice":
            keys = {str(key): (Fill(Slot.ANSWER, choice),) for key, choice in enumerate(asked.choices, 1)}
        elif asked.as_ == "number":
            keys = {str(key): (Fill(Slot.ANSWER, str(key)),) for key in range(1, 10)}
        return Question(
            Asking.QUESTION,
            asked.say,
            words.own_question_otherwise(asked),
            keys,
            key=asked.key,
            free=asked.as_ == "text",
        )

    def take(self, commands: Sequence[Command], asking: Asking) -> Taken:
        """The answer to what is asked, or at any time the correction of an earlier one."""
        asked = self._next() if asking is Asking.QUESTION else None
        for command in commands:
            match command:
                case Fix(Slot.ANSWER, None) if self._order:
                    self._answers.pop(self._order.pop(), None)
                    return Taken(True)
                case Fix(Slot.ANSWER, str() as span) if corrected := self._corrected(span):
                    noted = self._note(*corrected)
                    others = [one for one in commands if one != command]
                    also = self.take(others, asking) if others else NOTHING_TAKEN
                    return Taken(True, (*noted.remarks, *also.remarks))
                case Fill(Slot.ANSWER, span) if asked is None and (corrected := self._corrected(span)):
                    return self._note(*corrected)
                case Fill(slot, span) if asked and (slot is Slot.ANSWER or asked.as_ != "yes_no"):
                    if (said := self._read(asked, span)) is not None:
                        return self._note(asked, said)
                    if asked.as_ == "date" and slot is Slot.DATE:  # no wish for the appointment
                        return self._miss(asked) or Taken(True, (self._desk.wording.not_understood(),))
                case Say(Word.NO) if asked and asked.as_ not in ("yes_no", "text") and _wants_otherwise(commands):
                    continue  # it is said to the appointment, not to the question
                case Say(word) if asked and (said := self._in_a_word(asked, word)) is not None:
                    return self._note(asked, said)
        return (_leads_nowhere(commands) and asked and self._miss(asked)) or NOTHING_TAKEN

    def notes(self, store: str) -> tuple[str, ...]:
        """Question and answer, a line each, of what is to be kept in `store` ("event", "summary")."""
        return tuple(
            f"{one.say} {self._answers[one.key]}"
            for one in self._asked
            if one.store == store and one.key in self._answers
        )

    def read_back(self) -> str:
        """What was noted since the last time and is worth hearing again; "" if nothing is."""
        said, self._to_read_back = list(self._to_read_back.values()), {}
        return self._desk.wording.noted(said) if said else ""

    def _next(self) -> OwnQuestion | None:
        return next((one for one in self._asked if one.key not in self._answers), None)

    def _note(self, asked: OwnQuestion, said: str) -> Taken:
        redacted = redact(said)
        self._answers[asked.key] = redacted.text
        self._order = [*(key for key in self._order if key != asked.key), asked.key]
        self._missed = 0
        self._to_read_back.pop(asked.key, None)
        if asked.as_ != "yes_no" and said not in _WORDS.values() and said != NO_ANSWER and not redacted.found:
            self._to_read_back[asked.key] = redacted.text
        return Taken(True, (self._desk.wording.numbers_left_out(),) if redacted.found else ())

    def _miss(self, asked: OwnQuestion) -> Taken | None:
        """Not understood: None while it is worth asking again."""
        self._missed += 1
        return self._note(asked, NO_ANSWER) if self._missed >= MISSED_AT_MOST else None

    def _corrected(self, span: str) -> tuple[OwnQuestion, str] | None:
        """Which earlier answer the words correct: the latest one that they fit."""
        by_key = {one.key: one for one in self._asked}
        for key in reversed(self._order):
            if key in by_key and (said := self._read(by_key[key], span)) is not None:
                return by_key[key], said
        return None

    def _in_a_word(self, asked: OwnQuestion, word: Word) -> str | None:
        if word is Word.YES and asked.as_ not in ("yes_no", "text"):
            return None
        if word is Word.NO and asked.as_ not in ("yes_no", "text"):
            return NO_ANSWER
        return _WORDS.get(word)

    def _read(self, asked: OwnQuestion, span: str) -> str | None:
        answer = read_answer(span)
        if answer in (Answer.UNKNOWN, Answer.ANY):
            return _WORDS[Word(answer.value)]
        match asked.as_:
            case "yes_no":
                leading = read_leading_answer(span)
                return _YES_OR_NO.get(leading.value) if leading else None
            case "number":
                number = read_number(span)
                return None if number is None else str(number)
            case "date":
                return _day(span, self._desk.today)
            case "choice":
                return _chosen(span, asked.choices)
            case _:
                return span.strip(" .,;:!?")[:LONGEST].strip() or None


def whole(question: Question, commands: tuple[Command, ...], heard: str) -> tuple[Command, ...]:
    """Where free speech is asked for and nothing more telling was understood, all that was said is the answer."""
    slot = _FREE.get(question.asking)
    if slot is None or intents.FILLERS.fullmatch(squeeze(heard)):
        return commands
    if commands == (Say(Word.UNCLEAR),) and slot is not Slot.MESSAGE:
        return (Fill(slot, heard.strip()),)
    if slot is Slot.MESSAGE:
        return (Fill(slot, heard.strip()),) if _is_a_part(commands, heard) else commands
    only_values = all(isinstance(one, Fill) and one.slot is not slot for one in commands)
    if question.free and only_values and not intents.CORRECTS.match(squeeze(heard)):
        return (Fill(slot, heard.strip()),)
    return commands


_FREE = {Asking.QUESTION: Slot.ANSWER, Asking.MATTER: Slot.MATTER, Asking.MESSAGE: Slot.MESSAGE}

LEFT_OUT = 5
"""Words beside a message from which on they belong to it: fewer are "bonjour, dites-lui que"."""


def _is_a_part(commands: Sequence[Command], heard: str) -> bool:
    """Whether all that was understood is a piece of a message, and much of what was said is missing in it."""
    match [one for one in commands if one != Start(Flow.MESSAGE)]:
        case [Fill(Slot.MESSAGE, span)]:
            return len(heard.split()) - len(span.split()) >= LEFT_OUT
    return False


def _wants_otherwise(commands: Sequence[Command]) -> bool:
    return any(isinstance(one, Fill | Fix) and one.slot in BOOKABLE for one in commands)


def _leads_nowhere(commands: Sequence[Command]) -> bool:
    """Whether nothing in them is for somebody else: then the question was not understood."""
    return all(one == Say(Word.UNCLEAR) or (isinstance(one, Fill) and one.slot is Slot.ANSWER) for one in commands)


def _day(span: str, today: date) -> str | None:
    """The day in words where it is one; else what was said about days ("depuis deux ou trois jours")."""
    span = _SINCE.sub("", span).strip(" .,;:!?")
    reading = read_date(span, today, asked=True)
    day = None
    if reading and reading.problem in (None, Problem.PAST) and len(reading.value.days) == 1:
        day = reading.value.days[0]
    elif born := read_birthdate(span, today):
        day = born.value
    if day:
        return say_date(day, date.min, year="always")
    return span[:LONGEST] if reading or _ABOUT_DAYS.search(squeeze(span)) else None


def _chosen(span: str, choices: Sequence[str]) -> str | None:
    said = f" {squeeze(span)} "
    named = [choice for choice in choices if f" {squeeze(choice)} " in said]
    found = named or names.match(span, {choice: (choice,) for choice in choices})
    if len(found) == 1:
        return found[0]
    for place, ordinal in enumerate(_ORDINALS[: len(choices)]):
        if not found and re.search(ordinal, said):
            return choices[place]
    return None


_SINCE = re.compile(r"^\W*(?:c'est |ça fait |ça date )?(?:depuis|à partir de|dès) ", re.IGNORECASE)
_ABOUT_DAYS = re.compile(r"\b(?:jours?|semaines?|mois|ans?|annees?|hier|aujourd'hui|demain|19\d\d|20\d\d)\b")
_ORDINALS = (r"\bpremiere?\b", r"\b(?:deuxieme|seconde?)\b", r"\btroisieme\b", r"\bquatrieme\b")
_YES_OR_NO = {Answer.YES: "oui", Answer.NO: "non", Answer.UNKNOWN: "ne sait pas"}
_WORDS = {Word.YES: "oui", Word.NO: "non", Word.UNKNOWN: "ne sait pas", Word.ANY: "sans préférence"}
