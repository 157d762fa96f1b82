"""A taught model and the rules read one utterance: which of them is believed, word for word.

The model knows what is wanted; the rules know the words of the configuration, and words in which nobody agrees.
"""

from __future__ import annotations

import re

from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding import intents
from vox.dialogue.understanding.canonical import canonical
from vox.dialogue.understanding.commands import Command, Faq, Fill, Fix, Say, Slot, Start, Word, is_slot
from vox.dialogue.understanding.constrained import Written
from vox.dialogue.understanding.folding import squeeze
from vox.dialogue.understanding.left_out import parted, with_both_times, with_last_day
from vox.dialogue.understanding.prompt import clean
from vox.dialogue.understanding.rereading import reread
from vox.dialogue.understanding.topic_choice import DOUBTFUL, with_topics, without_doubt
from vox.dialogue.understanding.types import State
from vox.dialogue.understanding.values import Values
from vox.language.numbers import is_number, with_numbers
from vox.language.periods import MONTHS, WEEKDAYS
from vox.language.text import tokens

_READ_BACK = {
    Asking.PHONE: (Slot.PHONE, re.compile(r"(?:\d[ .,]*){8}")),
    Asking.BIRTHDATE: (Slot.BIRTHDATE, re.compile(r"\d{4}")),
}
"""What Vox says when it reads a value back, and does not only ask for it."""

_REPEATED = re.compile(
    r"^(?!.*\b(?:appel|puis-je|utilis|prends|prendre))(?=.*\b(?:relis|r[ée]p[èe]te|redis|not[ée]|compris|donc)\b)"
    r".*(?:\d[ .,]*){8}",
    re.IGNORECASE,
)
"""A number that the caller gave, read back: a no is to what was understood, and not to the calling number."""

_LEAVES = (Say(Word.NO), Say(Word.GOODBYE))
_OPEN = frozenset({Asking.SERVICE, Asking.PRACTITIONER, Asking.DATE, Asking.TIME, Asking.CHOICE})
"""What is no question for a yes or a no."""

_REFUSAL = re.compile(
    r"\b(?:non|nan|pas|jamais|rien|annul\w*|arret\w*|stop|attend\w*|faux|erreur|sauf|plutot|au lieu)\b"
)
"""Words with which nobody simply agrees. "Pas de problème" and the like are known to the rules."""


_NONE_OF_THEM = re.compile(r"\b(?:aucune?|ni)\b")


def beside(
    values: Values, written: Written, read: tuple[Command, ...], state: State, heard: str
) -> tuple[Command, ...]:
    """What the model wrote, mended by what the rules read where words know better than it."""
    said = clean(heard)
    commands = canonical(reread(written.commands, said), said)
    if state.asking is Asking.CONFIRM and Say(Word.YES) in commands:
        asked = any(isinstance(one, Faq) for one in commands)
        if not _is_a_yes(read, heard, asked=asked):
            return read
    if state.asking is Asking.MORE and Say(Word.NO) in read and not any(isinstance(one, Start) for one in commands):
        return read  # whatever day the farewell names: "non merci, à samedi"
    if _guesses_the_end(commands, written.sure, read, state, heard):
        return (Say(Word.UNCLEAR),)
    if _is_aside(squeeze(heard)):
        return (Say(Word.UNCLEAR),)
    commands = _without_farewell(_taken(_corrected(commands, state), state, squeeze(heard)), read, state, heard)
    commands = without_doubt(with_topics(commands, read, written.sure, heard), read, heard)
    commands = _with_service(values, commands, read, state)
    commands = _with_practitioner(values, commands, read, state)
    commands = with_last_day(values, commands, said)
    commands = with_both_times(values, commands, said)
    commands = _with_addressee(values, commands, state, said)
    return _with_the_rest(commands, read, state, squeeze(heard))


def _corrected(commands: tuple[Command, ...], state: State) -> tuple[Command, ...]:
    """A number or a birth that is said when Vox has just read one back puts that right, with a no or without."""
    if state.asking not in _READ_BACK:
        return commands
    slot, read_back = _READ_BACK[state.asking]
    if commands == (Say(Word.NO),) and slot is Slot.PHONE and _REPEATED.search(state.said):
        return (Fix(slot),)
    if not read_back.search(state.said) or not any(isinstance(one, Fill) and one.slot is slot for one in commands):
        return commands
    return tuple(
        Fix(slot, one.span) if isinstance(one, Fill) and one.slot is slot else one
        for one in commands
        if one != Say(Word.NO)
    )


def _is_aside(flat: str) -> bool:
    """Whether all of it is said to somebody in the room, about the television."""
    return bool(_ASIDE.search(flat)) and len(flat.split()) <= _SHORT


_ASIDE = re.compile(
    r"\b(?:baisse|eteins|coupe|monte|arrete) (?:donc |moi )?(?:un peu )?(?:la |le |cette |ce |ta |ton )"
    r"(?:tele|television|radio|poste|son|volume|musique|tablette|jeu)\b"
)
_SHORT = 14
"""Words, at most, beside which no wish is said."""


def _taken(commands: tuple[Command, ...], state: State, flat: str) -> tuple[Command, ...]:
    """Of one opening that is offered, whatever the caller says of it to take it, is a yes: "va pour le 12"."""
    choice = [one for one in commands if isinstance(one, Fill) and one.slot is Slot.CHOICE]
    if state.asking is not Asking.CHOICE or len(commands) != 1 or not choice or not _ONLY_ONE.search(state.said):
        return commands
    takes = _TAKES.search(flat) and not _REFUSAL.search(flat)
    return (Say(Word.YES),) if takes and not _names_another(choice[0].span, state.said) else commands


def _names_another(span: str, offered: str) -> bool:
    """Whether it has a day or an hour that was not offered: "je prends le 13"."""
    said, told = ({token.word for token in with_numbers(tokens(text))} for text in (offered, span))
    return any(is_number(word) or word in _WHEN for word in told - said)


_WHEN = frozenset((*WEEKDAYS, *MONTHS, "demain", "matin", "midi", "soir"))


_ONLY_ONE = re.compile(
    r"^(?!.*\bou\b)(?!.*\d ?h(?:eures?)?\b.*\d ?h(?:eures?)?\b).*\b(?:convien\w+|irait|va|possible)\b.*\?$",
    re.IGNORECASE | re.DOTALL,
)
"""One hour, and whether it will do."""
_TAKES = re.compile(
    r"^(?:oui )?(?:va|allez|banco|ok|adjuge|parfait|tres bien|d'accord)(?: va)? pour\b"
    r"|\bje (?:le |la |l')?prends\b|\bca marche\b"
)


def _without_farewell(
    commands: tuple[Command, ...], read: tuple[Command, ...], state: State, heard: str
) -> tuple[Command, ...]:
    """A goodbye hangs up on the caller: no model may hear one in the middle of a call where no word says it."""
    if commands == _LEAVES and state.asking in _OPEN and _gives_up(squeeze(heard)) and not _declines(heard):
        return (Say(Word.GOODBYE),)  # nothing was refused but to go on
    if Say(Word.GOODBYE) not in commands or state.asking is Asking.MORE or intents.TAKES_LEAVE.search(squeeze(heard)):
        return commands
    return tuple(one for one in commands if one != Say(Word.GOODBYE)) or read


def _guesses_the_end(
    commands: tuple[Command, ...], sure: float, read: tuple[Command, ...], state: State, heard: str
) -> bool:
    """Whether an unsure model ends the call at a word or two that end nothing: a noise, a misheard name."""
    if state.asking is not Asking.MORE or sure >= DOUBTFUL or not set(commands) <= set(_LEAVES):
        return False
    flat = squeeze(heard)
    ends = set(read) & set(_LEAVES) or intents.TAKES_LEAVE.search(flat) or _REFUSAL.search(flat)
    return len(flat.split()) <= _A_NOISE and not ends


_A_NOISE = 3
"""Words, at most, of what may be a noise."""


def _gives_up(flat: str) -> bool:
    """Whether the whole of it is a farewell, or the caller goes elsewhere. "Tant pis" alone is neither."""
    whole = intents.whole_act(flat) is Word.GOODBYE and intents.GOODBYE.search(flat.replace("tant pis", ""))
    return bool(whole or intents.ELSEWHERE.search(flat))


def _declines(heard: str) -> bool:
    return bool(_REFUSAL.search(squeeze(heard)) or _NONE_OF_THEM.search(squeeze(heard)))


def _with_service(
    values: Values, commands: tuple[Command, ...], read: tuple[Command, ...], state: State
) -> tuple[Command, ...]:
    """The service as the rules found it in the configuration, where the model found none that there is."""
    starts = [one for one in commands if isinstance(one, Start)]
    if state.asking not in (Asking.OPEN, Asking.SERVICE, Asking.MORE) or starts not in ([], [Start(Flow.BOOK)]):
        return commands
    if not starts and state.flow is not Flow.BOOK:
        return commands
    found = [one for one in read if isinstance(one, Fill) and one.slot is Slot.SERVICE]
    said = [one for one in commands if isinstance(one, Fill | Fix) and one.slot is Slot.SERVICE]
    if not said and (apart := parted(values, commands)):
        return apart
    troubles = [one.span for one in commands if isinstance(one, Fill) and one.slot is Slot.REASON]
    found = [one for one in found if not any(one.span in trouble for trouble in troubles)]  # it names the service, too
    found = [one for one in found if not any(sign in one.span for sign in ",.;")]  # two guesses, and what is between
    if not found or any(one.span is None or isinstance(one, Fix) or values.gives(one.span) for one in said):
        return commands
    return (*(one for one in commands if one not in said), *found[:1])


def _is_a_yes(read: tuple[Command, ...], heard: str, *, asked: bool) -> bool:
    """A yes makes Vox act: no model may hear one in a refusal, whatever it was taught.

    What is asked after it refuses nothing: "oui, faut pas déjeuner avant ?".
    """
    flat = squeeze(heard)
    agreed = _YES_AND.match(flat) if asked and heard.rstrip().endswith("?") else None
    return Say(Word.YES) in read or not _REFUSAL.search(flat[: agreed.end()] if agreed else flat)


_YES_AND = re.compile(r"(?:oui|ouais|d'accord|parfait|tres bien|c'est (?:bon|ca|parfait))\b(?! mais| sauf| enfin)")
"""An agreement, before something that is asked."""


def _with_addressee(values: Values, commands: tuple[Command, ...], state: State, said: str) -> tuple[Command, ...]:
    """Who knows how far a matter is, where the caller says it beside the matter: "commandé au magasin"."""
    starts = [one.flow for one in commands if isinstance(one, Start)]
    if starts != [Flow.STATUS] and (starts or state.flow is not Flow.STATUS or state.asking is not Asking.MATTER):
        return commands
    who = values.person_in(said)
    told = [one for one in commands if isinstance(one, Fill | Fix) and one.slot is not Slot.APPOINTMENT and one.span]
    matter = any(one.slot is Slot.MATTER for one in told)
    if who is None or not matter or any(who in (one.span or "") for one in told):
        return commands
    return (*commands, Fill(Slot.PRACTITIONER, who))


def _with_the_rest(
    commands: tuple[Command, ...], read: tuple[Command, ...], state: State, flat: str
) -> tuple[Command, ...]:
    """What the rules found beside the same: the words of a message for somebody, "no, I cancel", a farewell."""
    if (
        Start(Flow.MESSAGE) in commands
        and Start(Flow.MESSAGE) in read
        and not any(is_slot(one, (Slot.MESSAGE,)) for one in commands)
    ):
        return (*commands, *(one for one in read if is_slot(one, (Slot.MESSAGE,))))
    leaves = read == (Say(Word.GOODBYE),) and _gives_up(flat)
    if commands == (Say(Word.NO),) and (leaves or intents.CALLS_AGAIN.search(flat)):
        leave = (Say(Word.GOODBYE),)
        return leave if state.asking in _OPEN and not _declines(flat) else (*commands, *leave)
    return read if commands == (Say(Word.NO),) and read == (Say(Word.NO), Start(Flow.CANCEL)) else commands


def _with_practitioner(
    values: Values, commands: tuple[Command, ...], read: tuple[Command, ...], state: State
) -> tuple[Command, ...]:
    """The person of the configuration whom the rules found by name, where the model names nobody for an appointment."""
    starts = [one.flow for one in commands if isinstance(one, Start)]
    if (starts or [state.flow]) not in ([Flow.BOOK], [Flow.MOVE]):
        return commands
    if any(isinstance(one, Fill | Fix) and one.slot in _NAMES_SOMEBODY for one in commands):
        return commands
    taken = [one.span for one in commands if isinstance(one, Fill | Fix) and one.span]
    found = [
        one
        for one in read
        if isinstance(one, Fill) and one.slot is Slot.PRACTITIONER and not any(one.span in span for span in taken)
        if values.person_in(one.span)
    ]
    return (*commands, *found[:1])


_NAMES_SOMEBODY = frozenset({Slot.PRACTITIONER, Slot.NAME, Slot.APPOINTMENT, Slot.MESSAGE, Slot.ANSWER, Slot.REASON})
"""In whose words a person of the organization may stand without being wanted."""
