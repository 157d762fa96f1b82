"""Reads an utterance by rule: what is being asked, and the words that name an intent.

What stands beside the taught model, and in its place where it is too late. It says how much of the utterance it has
understood, so that somebody else may be asked about the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from vox.clock import Clock
from vox.config.settings import Settings
from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding import intents
from vox.dialogue.understanding.commands import Command, Faq, Fill, Fix, Say, Slot, Start, Word
from vox.dialogue.understanding.folding import fold, squeeze, squeeze_with_places
from vox.dialogue.understanding.topics import Topics, questions
from vox.dialogue.understanding.types import State
from vox.dialogue.understanding.values import LONGEST_NAME, Found, Values, cover, fills
from vox.language.answers import Answer, read_answer, read_leading_answer
from vox.language.dates import read_date
from vox.language.names import read_name
from vox.language.phones import read_phone


class Sureness(IntEnum):
    """How much of the utterance was understood."""

    NOTHING = 0
    LIKELY = 1  # something that makes sense here; there may be more in it
    WHOLE = 2  # nothing of meaning is left over


@dataclass(frozen=True)
class Understood:
    commands: tuple[Command, ...]
    sure: Sureness


NOTHING = Understood((Say(Word.UNCLEAR),), Sureness.NOTHING)


class Rules:
    """The rules of one organization: its services, people and topics are part of what they read."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.values = Values(settings, clock)
        self._topics = Topics(settings)

    def read(self, state: State, heard: str) -> Understood:
        """What the utterance means in that state. Never raises for any text."""
        flat = squeeze(heard)
        if not flat or intents.FILLERS.fullmatch(flat):
            return Understood((Say(Word.UNCLEAR),), Sureness.LIKELY)
        if act := intents.whole_act(flat):
            return Understood((Say(act),), Sureness.WHOLE)
        if state.asking is Asking.OPEN and intents.WRONG_NUMBER.search(flat):
            return Understood((Say(Word.GOODBYE),), Sureness.WHOLE)
        if state.asking is not Asking.MESSAGE and intents.ASKS_FOR.search(flat):
            people = self.values.find(state, heard, everybody=True, asked=True)
            named = [one for one in people if one.slot is Slot.PRACTITIONER]
            return Understood((Say(Word.HUMAN), *fills(named, heard)), Sureness.LIKELY)
        if parts := self._split(state, heard):
            first, second = parts
            return Understood((*first.commands, *second.commands), min(first.sure, second.sure))
        commands = _BY_ASKING.get(state.asking, Rules._at_large)(self, state, heard, flat)
        if not commands:
            act = intents.act_inside(flat)
            return Understood((Say(act),), Sureness.LIKELY) if act else NOTHING
        if commands == [Fill(Slot.CHOICE, heard.strip())] and self._only_guessed(state, heard, flat):
            return Understood(tuple(commands), Sureness.NOTHING)
        return Understood(tuple(commands), self._sureness(commands, heard))

    def _split(self, state: State, heard: str) -> tuple[Understood, Understood] | None:
        """An answer and then another wish: "vendredi, et dites à maître Horn que…" is read as two utterances."""
        if state.asking in _FREE:
            return None
        flat, places = squeeze_with_places(heard)
        wish = intents.wish(flat)
        if wish is None or wish[0] is state.flow or not _strong(wish[0], flat):
            return None
        borders = [one.start() for one in _BORDER.finditer(heard, 0, places[wish[1]] + 1)]
        if not borders or not heard[: borders[-1]].strip(" ,.!?"):
            return None
        first = self.read(state, heard[: borders[-1]])
        if first.sure is Sureness.NOTHING or not _answers(first.commands):
            return None
        second = self.read(State(Flow.NONE, Asking.OPEN, ""), heard[borders[-1] :].lstrip(" ,.;:!?"))
        return (first, second) if second.sure is not Sureness.NOTHING else None

    def _only_guessed(self, state: State, heard: str, flat: str) -> bool:
        """Whether a choice was assumed only because the words were few."""
        return not intents.ORDINAL.search(flat) and not self.values.find(state, heard)

    def _sureness(self, commands: Sequence[Command], heard: str) -> Sureness:
        """WHOLE where nothing but filler stands beside the spans and the words that led to the commands."""
        rest = heard
        for command in commands:
            if isinstance(command, Fill | Fix) and command.span:
                rest = rest.replace(command.span, " ", 1)
        left = intents.KNOWN.sub(" ", squeeze(rest)).split()
        return Sureness.LIKELY if left else Sureness.WHOLE

    # --- by what is being asked ---

    def _at_large(self, state: State, heard: str, flat: str) -> list[Command]:
        """ "What can I do for you?", "anything else?", and what is asked by no flow of today."""
        answer = _whole_answer(heard)
        if answer and state.asking is Asking.MORE:
            return [Say(Word.NO if intents.NO_MORE.match(flat) else answer), *_goodbye(flat)]
        commands = self._wishes(state, heard, flat)
        if commands:
            if state.asking is Asking.MORE and intents.NO_MORE.match(flat):
                return self._no_more(commands, flat)
            return commands
        if state.asking is Asking.MORE:
            if intents.NO_MORE.match(flat):
                return [Say(Word.NO), *_goodbye(flat)]
            if intents.YES_FIRST.match(flat):
                return [Say(Word.YES), *_goodbye(flat)]
        return _goodbye(flat)

    def _no_more(self, commands: list[Command], flat: str) -> list[Command]:
        """ "Non merci" and something more: a recogniser makes a day or a "rendez-vous" of "au revoir" easily, so
        only what is asked for in so many words begins anew."""
        said_outright = any(
            (isinstance(one, Start) and _strong(one.flow, flat)) or (isinstance(one, Fill) and one.slot is Slot.SERVICE)
            for one in commands
        )
        if said_outright:
            return commands
        return [Say(Word.NO), *(one for one in commands if isinstance(one, Faq)), *_goodbye(flat)]

    def _wishes(self, state: State, heard: str, flat: str) -> list[Command]:
        """Flow starts with their slots, and questions."""
        topics = self._topics.asked(heard, flat, strict=state.asking in _ANYTHING)
        flow = intents.flow_wanted(flat)
        found = self.values.find(state, heard, everybody=flow is Flow.MESSAGE)
        slots = {one.slot for one in found}
        if flow in (Flow.MOVE, Flow.CANCEL, Flow.FIND, Flow.STATUS) and state.flow is not flow:
            return [Start(flow), *self._described(flow, found, heard), *topics]
        if flow is Flow.MESSAGE:
            return self._message(heard, found)
        if Slot.SERVICE in slots and not questions(heard, flat):  # "un accrochage sur le parking"
            topics = []
        wanted = bool(intents.BOOK_STRONGLY.search(flat)) or (flow is Flow.BOOK and Slot.TIME in slots)
        if topics and not wanted:
            return list(topics)
        books = flow is Flow.BOOK or Slot.SERVICE in slots or {Slot.DATE, Slot.PRACTITIONER} <= slots
        books = books or (Slot.DATE in slots and Slot.TIME in slots) or bool(intents.TROUBLE.search(flat))
        if state.asking in _ANYTHING:
            books = bool(intents.BOOK_STRONGLY.search(flat))
        if books and state.flow is not Flow.BOOK:
            return [Start(Flow.BOOK), *fills(found, heard), *topics]
        if slots & {Slot.DATE, Slot.TIME, Slot.PRACTITIONER, Slot.NAME}:
            return [*fills(found, heard), *topics]
        return list(topics)

    def _service(self, state: State, heard: str, flat: str) -> list[Command]:
        found = self.values.find(state, heard)
        if any(one.slot is Slot.SERVICE for one in found):
            return [*_other_flow(state, flat), *fills(found, heard), *self._topics.asked(heard, flat, strict=True)]
        return self._answered_otherwise(state, heard, flat, found)

    def _practitioner(self, state: State, heard: str, flat: str) -> list[Command]:
        found = self.values.find(state, heard, everybody=True, asked=True)
        if any(one.slot is Slot.PRACTITIONER for one in found):
            return fills(found, heard)
        if intents.NO_PREFERENCE.search(flat):
            return [Say(Word.ANY), *fills(found, heard)]
        if title := intents.TITLED.search(fold(heard)):
            return [Fill(Slot.PRACTITIONER, heard[title.start() : title.end()].strip())]
        return self._answered_otherwise(state, heard, flat, found)

    def _when(self, state: State, heard: str, flat: str) -> list[Command]:
        """A day or an hour is asked; both, and more, may come."""
        found = self.values.find(state, heard)
        when = [one for one in found if one.slot in (Slot.DATE, Slot.TIME)]
        if when:
            return [*_other_flow(state, flat), *fills(found, heard), *self._topics.asked(heard, flat, strict=True)]
        if intents.NO_PREFERENCE.search(flat):
            return [Say(Word.ANY), *fills(found, heard)]
        if intents.UNKNOWN.search(flat):
            return [Say(Word.UNKNOWN)]
        if intents.WHICH_OF_TWO.search(flat) and len(flat.split()) <= _FEW:
            return [Fill(Slot.DATE, heard.strip())]
        return self._answered_otherwise(state, heard, flat, found)

    def _choice(self, state: State, heard: str, flat: str) -> list[Command]:
        if intents.ELSEWHERE.search(flat):
            return [Say(Word.GOODBYE)]
        found = self.values.find(state, heard)
        topics = self._topics.asked(heard, flat, strict=True)
        marks = [(one.start, one.end) for one in found if one.slot in (Slot.DATE, Slot.TIME, Slot.PRACTITIONER)]
        ordinals = [one.span() for one in intents.ORDINAL.finditer(fold(heard))]
        if topics and not (marks or ordinals):
            return list(topics)
        refused = intents.NONE_SUITS.search(flat)
        if ordinals and refused and squeeze(heard[ordinals[-1][0] : ordinals[-1][1]]) in flat[refused.end() :]:
            return [Fill(Slot.CHOICE, cover(ordinals[-1:], heard))]
        if refused or (intents.NO_FIRST.match(flat) and not ordinals):
            return [Say(Word.NO), *fills(found, heard), *_other_flow(state, flat), *_goodbye(flat)]
        if intents.OTHERS.search(flat) and not ordinals:
            return [Say(Word.NO), *fills([one for one in found if one.slot in (Slot.DATE, Slot.TIME)], heard)]
        if ordinals:
            return [Fill(Slot.CHOICE, cover([*ordinals], heard)), *topics]
        if [one.slot for one in found] == [Slot.PRACTITIONER]:
            return [*fills(found, heard), *topics]
        if marks:
            return [Fill(Slot.CHOICE, cover(marks, heard)), *topics]
        if intents.NO_PREFERENCE.search(flat):
            return [Say(Word.ANY), *topics]
        if intents.YES_FIRST.match(flat) or intents.TAKES_IT.search(flat):
            return [Say(Word.YES), *topics]
        otherwise = self._answered_otherwise(state, heard, flat, found)
        return otherwise or ([Fill(Slot.CHOICE, heard.strip())] if len(flat.split()) <= SHORT else [])

    def _name(self, state: State, heard: str, flat: str) -> list[Command]:
        topics = self._topics.asked(heard, flat, strict=True)
        phone = read_phone(heard)
        answer = _whole_answer(heard)
        if answer in (Word.NO, Word.UNKNOWN):
            return [Say(answer)]
        if intents.REFUSES.search(flat):
            return [Say(Word.NO)]
        day = read_date(heard, self.values.today)
        if day is not None and day.whole:
            return [Fix(Slot.DATE, heard[day.start : day.end])]
        other = _other_flow(state, flat)
        correction = intents.CORRECTS.match(flat)
        if correction or other:
            found = [one for one in self.values.find(state, heard) if one.slot in (Slot.DATE, Slot.TIME)]
            if found or other:
                return [*other, *fills(found, heard, fix=bool(correction) and not other)]
        piece = re.split(r"[?]", heard)[0] if topics and "?" in heard else heard
        if phone and phone.problem is None:
            piece = piece[: phone.start]
        reading = read_name(piece)
        if reading is None or not reading.value.strip() or intents.NOT_A_NAME.search(squeeze(piece)):
            return [*topics]
        long = len(squeeze(piece).split()) > LONGEST_NAME
        if long and not intents.NAME_CUE.search(fold(piece)) and not intents.SPELLED.search(fold(piece)):
            return [*topics]
        span = heard[reading.start : reading.end].strip(" ,.;:!?") or piece.strip(" ,.;:!?")
        digits = [Fill(Slot.PHONE, heard[phone.start : phone.end])] if phone and phone.problem is None else []
        return [Fill(Slot.NAME, span), *digits, *topics]

    def _phone(self, state: State, heard: str, flat: str) -> list[Command]:
        reading = read_phone(heard)
        topics = self._topics.asked(heard, flat, strict=True)
        if reading is not None and _digits(reading.value) > 2:
            refused = [Say(Word.NO)] if intents.NO_FIRST.match(flat) else []
            return [*refused, Fill(Slot.PHONE, heard[reading.start : reading.end]), *topics]
        if intents.REFUSES.search(flat):
            return [Say(Word.NO)]
        if intents.UNKNOWN.search(flat):
            return [Say(Word.UNKNOWN)]
        return self._answered_otherwise(state, heard, flat, ()) or list(topics)

    def _message_text(self, state: State, heard: str, flat: str) -> list[Command]:
        answer = _whole_answer(heard)
        if answer in (Word.NO, Word.UNKNOWN, Word.ANY):
            return [Say(answer)]
        if answer or intents.whole_act(flat):
            return []
        if intents.flow_wanted(flat) in (Flow.BOOK, Flow.CANCEL, Flow.MOVE) and intents.CORRECTS.match(flat):
            return self._wishes(state, heard, flat)
        lead = intents.TELL_THEM.match(fold(heard))
        span = heard[lead.end() :] if lead and lead.end() < len(heard) else heard
        return [Fill(Slot.MESSAGE, span.strip())]

    def _own_question(self, state: State, heard: str, flat: str) -> list[Command]:
        """One of the organization's own. What is told beside a yes or no is no new wish: "oui, hier soir"."""
        told = read_leading_answer(heard) and not intents.TAKES_BACK.search(flat)
        if told and not _other_flow(state, flat) and not self._topics.asked(heard, flat, strict=True):
            return [Fill(Slot.ANSWER, heard.strip())]
        return self._at_large(state, heard, flat)

    def _confirm(self, state: State, heard: str, flat: str) -> list[Command]:
        if answer := _whole_answer(heard):
            return [Say(answer)]
        topics = self._topics.asked(heard, flat, strict=True)
        other = _other_flow(state, flat)
        if state.flow is Flow.NONE:
            first = _first_answer(heard)
            if not (first or other):
                return list(self._wishes(state, heard, flat))
            leaves = _goodbye(flat) if first == [Say(Word.NO)] and not other else []
            return [*first, *other, *topics, *leaves]
        if other and intents.flow_wanted(flat) is not Flow.MESSAGE:
            return [*other, *topics]
        found = self.values.find(state, heard)
        fixes = fills(found, heard, fix=True)
        if not any(one.slot is Slot.NAME for one in found) and (name := self._name_corrected(heard, flat, found)):
            fixes.append(Fix(Slot.NAME, name))
        fixes = fixes or [Fix(slot) for slot in intents.slots_named(flat)]
        first = self._plain_answer(heard, flat, state.flow)
        if fixes:
            return [*(one for one in first if one == Say(Word.YES)), *fixes, *topics]
        return [*first, *topics]

    def _plain_answer(self, heard: str, flat: str, flow: Flow) -> list[Command]:
        """A yes or no beside other words. A yes lets something be written: "oui, sauf que…" is none."""
        first = _first_answer(heard)
        if first == [Say(Word.NO)]:
            return first
        last = _whole_answer(re.split(r"[.,;:!?…]", heard.rstrip(" .,;:!?…"))[-1])
        explicit = (first and intents.YES_FIRST.match(flat)) or last is Word.YES
        act = intents.ACTS.get(flow)  # "oui, annulez-le"
        rest = act.sub(" ", flat) if act else flat
        return [Say(Word.YES)] if explicit and not intents.BUT.search(rest) else []

    def _name_corrected(self, heard: str, flat: str, found: Sequence[Found]) -> str | None:
        """ "Non, c'est Dupond avec un D": the name that was misheard, said again."""
        folded = fold(heard)
        lead = intents.CORRECTS.match(folded)
        if not (intents.SPELLED.search(folded) or (lead and not found and intents.IT_IS.search(folded))):
            return None
        if found and not intents.SPELLED.search(folded):
            return None
        reading = read_name(heard[lead.end() :] if lead else heard)
        if reading is None or not reading.value.strip() or intents.slots_named(flat):
            return None
        offset = lead.end() if lead else 0
        words = squeeze(heard[offset:]).split()
        if len(words) > LONGEST_NAME and not intents.SPELLED.search(folded):
            return None
        return heard[offset + reading.start : offset + reading.end].strip(" ,.;:!?") or None

    def _answered_otherwise(self, state: State, heard: str, flat: str, found: Sequence[Found]) -> list[Command]:
        """Not the kind of value that was asked: yes, no, any; another value; a question; another wish."""
        answer = _whole_answer(heard)
        other = _other_flow(state, flat)
        if answer and not other:
            return [Say(answer)]
        topics = self._topics.asked(heard, flat, strict=state.asking is not Asking.OPEN)
        given = fills([one for one in found if one.slot is not Slot.NAME or state.asking is Asking.NAME], heard)
        if other or given or topics:
            return [*_first_answer(heard)[: 0 if given else 1], *other, *given, *topics]
        first = _first_answer(heard)
        return first if first and state.asking in (Asking.PHONE, Asking.CHOICE) else []

    # --- pieces ---

    def _described(self, flow: Flow, found: Sequence[Found], heard: str) -> list[Command]:
        """Which appointment a cancellation or question is about. A move is asked about as a whole."""
        if flow is Flow.MOVE or flow is Flow.STATUS:
            return []
        marks = [
            (one.start, one.end) for one in found if one.slot in (Slot.DATE, Slot.TIME, Slot.PRACTITIONER, Slot.SERVICE)
        ]
        own = [Fill(Slot.NAME, heard[one.start : one.end]) for one in found if one.slot is Slot.NAME]
        return [*own, *([Fill(Slot.APPOINTMENT, cover(marks, heard))] if marks else [])]

    def _message(self, heard: str, found: Sequence[Found]) -> list[Command]:
        """A message: for whom, and what, where it was already said."""
        commands: list[Command] = [Start(Flow.MESSAGE)]
        commands += [
            Fill(one.slot, heard[one.start : one.end])
            for one in found
            if one.slot in (Slot.PRACTITIONER, Slot.NAME, Slot.PHONE)
        ]
        told = intents.TOLD.search(fold(heard))
        if told and heard[told.end() :].strip(" .,!?"):
            commands = [one for one in commands if not (isinstance(one, Fill) and one.slot is Slot.PHONE)]
            commands.append(Fill(Slot.MESSAGE, heard[told.end() :].strip()))
        return commands


SHORT = 6
"""Words of an answer that may be a choice, though nothing in it is known to name one."""

_FREE = frozenset({Asking.OPEN, Asking.MORE, Asking.MESSAGE})
_ANYTHING = frozenset({Asking.QUESTION, Asking.MATTER})
"""What is answered by words of any kind, also by those that name a topic: "sur papier"."""
_BORDER = re.compile(r"[.,;:!?…]|\b(?:et|puis|mais)\b")

_BY_ASKING: Mapping[Asking, Callable[[Rules, State, str, str], list[Command]]] = {
    Asking.SERVICE: Rules._service,
    Asking.REASON: Rules._service,
    Asking.PRACTITIONER: Rules._practitioner,
    Asking.DATE: Rules._when,
    Asking.TIME: Rules._when,
    Asking.CHOICE: Rules._choice,
    Asking.NAME: Rules._name,
    Asking.PHONE: Rules._phone,
    Asking.MESSAGE: Rules._message_text,
    Asking.QUESTION: Rules._own_question,
    Asking.CONFIRM: Rules._confirm,
}

_FEW = 4
"""Words, at most, that tell which of two days is meant, and nothing else."""

_ANSWERS = {Answer.YES: Word.YES, Answer.NO: Word.NO, Answer.ANY: Word.ANY, Answer.UNKNOWN: Word.UNKNOWN}


def _whole_answer(heard: str) -> Word | None:
    answer = read_answer(heard)
    return _ANSWERS[answer] if answer is not None else None


def _first_answer(heard: str) -> list[Command]:
    """The yes or no that the utterance begins with."""
    leading = read_leading_answer(heard)
    return [Say(_ANSWERS[leading.value])] if leading and leading.value in (Answer.YES, Answer.NO) else []


def _other_flow(state: State, flat: str) -> list[Command]:
    """Another thing is wanted than what runs."""
    flow = intents.flow_wanted(flat)
    if flow is None or flow is state.flow or (flow is Flow.BOOK and not intents.BOOK_STRONGLY.search(flat)):
        return []
    return [Start(flow)]


def _starts(commands: Sequence[Command]) -> bool:
    return any(isinstance(one, Start) for one in commands)


def _strong(flow: Flow, flat: str) -> bool:
    return flow is not Flow.BOOK or bool(intents.BOOK_STRONGLY.search(flat))


def _answers(commands: Sequence[Command]) -> bool:
    """Whether something was answered: what precedes another wish is often mere politeness."""
    idle = (Word.UNCLEAR, Word.HELLO, Word.OTHER, Word.WAIT, Word.NO)
    return any(not (isinstance(one, Say) and one.word in idle) for one in commands)


def _goodbye(flat: str) -> list[Command]:
    return [Say(Word.GOODBYE)] if intents.GOODBYE.search(flat) else []


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))
