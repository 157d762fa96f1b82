"""Who the caller is and how to reach them: asked once in a call, whatever flow needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vox.dialogue.flows.amend import amended_name, amended_phone, merged_name
from vox.dialogue.flows.base import NOTHING_TAKEN, YES_OR_NO, Desk, Question, Taken
from vox.dialogue.types import Asking
from vox.dialogue.understanding.commands import Command, Fill, Fix, Say, Slot, Word
from vox.language.letters import FRENCH
from vox.language.names import read_name
from vox.language.phones import read_phone
from vox.language.readings import Problem
from vox.language.sounds import sound
from vox.language.spelling import spelled_letters
from vox.language.text import fold_word, tokens
from vox.language.usual_names import is_usual, unhyphenated, usually_both, usually_spelled, usually_written

DECLINED_AFTER = 2
"""A caller who has said no to giving a number this often is not asked again."""

SHORTEST = 2
"""Letters of a name: one alone is what was left of a spelling."""

FEWEST = 2
"""Words with which a name is put right at least: "non, Barthel". As many may be a yes that was misheard."""


class Contact:
    """name: None until known. phone: E.164, None until known or when declined. anonymous: no name is asked for."""

    def __init__(self, desk: Desk, *, anonymous: bool = False) -> None:
        self._desk = desk
        self._anonymous = anonymous
        self.name: str | None = None
        self.to_spell = ""
        """The words of the name that are worth spelling back: those that were spelled, or put right."""
        self.phone: str | None = None
        self._own_refused = False
        self._heard_phone: str | None = None  # waits for the yes to its reading back
        self._refusals = 0
        self._nameless = False  # the caller would not say their name
        self._misheard = False
        self._spelling = False  # the name is to be spelled next
        self._asked_to_spell = False  # which is asked once in a call
        self._insisted = set[str]()  # what was spelled, and taken for a usual name: once more, it is meant

    @property
    def _phone_settled(self) -> bool:
        return self.phone is not None or self._refusals >= DECLINED_AFTER

    @property
    def to_call_back(self) -> str | None:
        """The number, where the caller lets themselves be called back."""
        return self.phone if self._desk.may_call_back else None

    def question(self, *, nameless: bool = False, to_call_back: bool = False) -> Question | None:
        """The next thing to ask, None when all is known that will be.

        nameless: who refuses a name needs none here. to_call_back: the number is only for that.
        """
        words = self._desk.wording
        if self.name is None and not self._anonymous and not (nameless and self._nameless):
            return Question(Asking.NAME, words.ask_name(), words.ask_name_otherwise())
        if self._spelling and not self._anonymous:
            return Question(Asking.NAME, words.ask_to_spell(), words.ask_name_otherwise())
        if self._phone_settled or (to_call_back and not self._desk.may_call_back):
            return None
        if self._heard_phone:
            return self._yes_or_no(words.read_back_phone(self._heard_phone))
        if self._desk.caller.number and not self._own_refused:
            return self._yes_or_no(words.ask_own_phone(self._desk.caller.number))
        text = words.ask_phone_otherwise() if self._misheard else words.ask_phone()
        return Question(Asking.PHONE, text, words.ask_phone_otherwise())

    def take(self, commands: Sequence[Command], asking: Asking, *, nameless: bool = False) -> Taken:
        """Take the name and the number, from wherever in the call they were said. nameless: as in `question`."""
        taken: list[Taken] = []
        if self._spelling and asking is Asking.NAME and any(map(_answers, commands)):
            self._spelling = False  # who does not spell it is called what was heard
            taken.append(Taken(True))
        for command in commands:
            match command:
                case Fill(Slot.NAME, span):
                    taken.append(self._take_name(span, fix=self.name is not None))
                case Fix(Slot.NAME, span):
                    taken.append(self._take_name(span, fix=True, refused=True) if span else self._forget_name())
                case Fill(Slot.PHONE, span) | Fix(Slot.PHONE, str() as span):
                    refused = isinstance(command, Fix) or Say(Word.NO) in commands
                    taken.append(self._take_phone(span, refused=refused))
                case Fix(Slot.PHONE, None):
                    taken.append(self._forget_phone())
                case Say(Word.NO) if asking is Asking.NAME and nameless:
                    self._nameless = True
                    taken.append(Taken(True))
                case Say(word) if asking is Asking.PHONE and not _gives_phone(commands):
                    taken.append(self._take_word(word))
        if not any(one.understood for one in taken):
            return Taken(False, tuple(remark for one in taken for remark in one.remarks))
        return Taken(True, tuple(remark for one in taken for remark in one.remarks))

    def _take_name(self, span: str, *, fix: bool, refused: bool = False) -> Taken:
        """refused: and not the name that was known."""
        self._spelling = False
        before = self.name or ""
        if before and (amended := amended_name(before, span)):
            self.name, self.to_spell = amended, _changed(before, amended)
            return Taken(True)
        reading = read_name(span)
        if reading is None or len(fold_word(reading.value)) < SHORTEST:
            return NOTHING_TAKEN
        letters = _letters(span)
        heard = unhyphenated(reading.value) if self._desk.aloud else reading.value
        name = heard if fix or letters is not None else usually_written(heard)
        if misheard := self._misheard_letters(span, name, before):
            word, usual = misheard
            name, letters = " ".join(usual if one == word else one for one in name.split()), fold_word(usual)
        self.name = merged_name(before, name) if fix and before else name
        if letters is not None:
            self.to_spell = next((word for word in self.name.split() if fold_word(word) == letters), self.name)
        else:
            self.to_spell = _changed(before, self.name) if fix else ""
            as_before = refused and fold_word(self.name) == fold_word(before)
            rare = self._desk.aloud and not is_usual(self.name)
            self._spelling = (as_before or rare) and not self._asked_to_spell
            self._asked_to_spell = self._asked_to_spell or self._spelling
        return Taken(True)

    def without_misheard_yes(self, commands: tuple[Command, ...], asking: Asking) -> tuple[Command, ...]:
        """The commands without a name that was rather a yes: "c'est Barthéle" is "c'est parfait".

        Of what comes by ear where a usual name was read back: one word that nobody is called, with nothing else beside
        it. Who means it says no.
        """
        short = self._desk.aloud and len(self._desk.heard.split()) <= FEWEST
        if asking is not Asking.CONFIRM or not short or not is_usual(self.name or ""):
            return commands
        return tuple(
            one
            for one in commands
            if not (isinstance(one, Fill | Fix) and one.slot is Slot.NAME and one.span)
            or is_usual(usually_written(one.span))
        )

    def _misheard_letters(self, span: str, name: str, before: str) -> tuple[str, str] | None:
        """A word of the name as it was spelled, and the usual name that it is rather: letters are misheard as well.

        It is read back letter by letter; who spells the same once more is believed. before: the name that was refused.
        """
        spelled = spelled_letters(span, tokens(span), FRENCH)
        words = name.split()
        key = fold_word(spelled[0].word) if len(spelled) == 1 else ""
        at = next((at for at, word in enumerate(words) if key and fold_word(word) == key), None)
        if at is None or is_usual(words[at]) or key in self._insisted:
            return None
        self._insisted.add(key)
        said = read_name(span[: spelled[0].start])
        heard = said.value.split() if said else []
        refused = {fold_word(word) for word in before.split()}
        told = len(heard) == len(words) and is_usual(heard[at]) and fold_word(heard[at]) not in refused
        if told and sound(heard[at]) != sound(words[at]):  # of the same sound, the letters tell which it is
            return words[at], heard[at]
        beside = heard[at] if len(heard) == len(words) else ""
        if usual := usually_spelled(key):
            return words[at], usual
        usual = usually_both(beside, key)
        return (words[at], usual) if usual and fold_word(usual) not in refused else None

    def _forget_name(self) -> Taken:
        self.name = None
        return Taken(True)

    def _take_phone(self, span: str, *, refused: bool) -> Taken:
        """refused: and not the one that was read back."""
        words = self._desk.wording
        reading = read_phone(span)
        offered = None if self._own_refused else self._desk.caller.number
        known = self._heard_phone or self.phone or offered  # "c'est 79 à la fin" may amend what we proposed
        if known and (reading is None or reading.problem) and (amended := amended_phone(known, span)):
            self.phone, self._heard_phone = None, amended
            return Taken(True)
        self._own_refused = True
        misheard_again = refused and reading is not None and reading.value == self._heard_phone
        self.phone = self._heard_phone = None
        self._misheard = reading is None or reading.problem is not None or misheard_again
        if misheard_again:
            return Taken(True)
        if reading is None:  # half a number, or none that we can read: the whole is asked
            return Taken(True)
        if reading.problem is Problem.INCOMPLETE:
            return Taken(True, (words.phone_incomplete(sum(map(str.isdigit, reading.value))),))
        if reading.problem is not None:
            return Taken(True, (words.phone_impossible(),))
        self._heard_phone = reading.value
        return Taken(True)

    def _forget_phone(self) -> Taken:
        self._misheard = self._heard_phone is not None
        self.phone = self._heard_phone = None
        self._own_refused = True
        return Taken(True)

    def _take_word(self, word: Word) -> Taken:
        own = self._desk.caller.number
        waits_for_own = own is not None and not self._own_refused and self._heard_phone is None
        match word:
            case Word.YES if self._heard_phone:
                self.phone, self._heard_phone = self._heard_phone, None
            case Word.YES | Word.ANY if waits_for_own:
                self.phone = own
            case Word.NO if self._heard_phone:
                self._heard_phone, self._misheard = None, True
            case Word.NO | Word.UNKNOWN if waits_for_own:
                self._own_refused = True
            case Word.NO | Word.UNKNOWN:
                self._refusals += 1
            case _:
                return NOTHING_TAKEN
        return Taken(True)

    def _yes_or_no(self, text: str) -> Question:
        return Question(Asking.PHONE, text, f"{text} {_YES_OR_NO}", YES_OR_NO)


_YES_OR_NO = "Dites oui, ou non."


def _answers(command: Command) -> bool:
    """Whether that is any answer to the question how a name is spelled, if it was understood or not."""
    if isinstance(command, Fill | Fix):
        return command.slot is Slot.NAME
    return command in [Say(word) for word in (Word.YES, Word.NO, Word.ANY, Word.UNKNOWN, Word.UNCLEAR)]


def _gives_phone(commands: Sequence[Command]) -> bool:
    return any(isinstance(command, Fill | Fix) and command.slot is Slot.PHONE for command in commands)


def _letters(span: str) -> str | None:
    """The letters that were given one by one, "" if it was with a remark about one; None where none were."""
    letters = [word for word in span.replace(",", " ").replace(".", " ").split() if len(word) == 1]
    if len(letters) >= 2:
        return fold_word("".join(letters))
    return "" if " comme " in f" {span.casefold()} " else None


def _changed(before: str, after: str) -> str:
    """The words of a name that was put right which are other ones now; all where none is."""
    known = {fold_word(word) for word in before.split()}
    return " ".join(word for word in after.split() if fold_word(word) not in known) or after


def change_keys(first: Slot) -> Mapping[str, tuple[Command, ...]]:
    """The keys that say what is wrong with what was read back. first: what is told beside name and number."""
    return {"1": (Fix(first),), "2": (Fix(Slot.NAME),), "3": (Fix(Slot.PHONE),)}
