"""From annotated cases to blocks of tokens: several turns share one organization, and see nothing of each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vox.bench.cases import Case
from vox.dialogue.understanding.commands import Command, Faq, Fill, Fix, Slot, format_line
from vox.dialogue.understanding.constrained import pieces
from vox.dialogue.understanding.prompt import Organization, clean, turn
from vox.dialogue.understanding.types import State

WIDTH = 384
"""Tokens of a block."""

CORES = 2
"""Processor cores that share a step, each with its own blocks."""

BLOCKS = 1
"""Blocks of a step, for each core."""

TARGETS = 160
"""Tokens that the model is asked to write in a core's part of a step, at most."""

PREFIX = 60
"""Tokens that an organization takes, about."""

LOOK_AHEAD = 40
"""Turns among which one is sought that still fits."""

BEGIN = 2
"""The token that begins a text."""

Random = np.random.Generator


@dataclass(frozen=True)
class Turn:
    """One case as tokens. tokens[i + 1] is to be written after tokens[i] where written[i]."""

    case: Case
    tokens: tuple[int, ...]
    asked: int  # how many tokens are given; the rest is to be written

    @property
    def length(self) -> int:
        """Places that it takes in a block: nothing follows its last token."""
        return len(self.tokens) - 1


@dataclass
class Step:
    """What one step of teaching reads; arrays of (CORES, BLOCKS, WIDTH), and (CORES, TARGETS) places and tokens."""

    tokens: np.ndarray
    positions: np.ndarray
    group: np.ndarray  # one organization; -1 is padding
    segment: np.ndarray  # 0: the organization itself, which all its turns see
    places: np.ndarray  # into a core's flat (BLOCKS * WIDTH)
    targets: np.ndarray
    weights: np.ndarray
    turns: np.ndarray  # of each target, the number of its turn; -1 is padding


class Tokens:
    """The model's own tokenizer, with a memory."""

    def __init__(self, tokenize: Callable[[str], Sequence[int]], text_of: Callable[[int], bytes]) -> None:
        self._tokenize = tokenize
        self._text_of = text_of
        self._known: dict[str, list[int]] = {}

    def __call__(self, text: str) -> list[int]:
        if text not in self._known:
            self._known[text] = list(self._tokenize(text))
        return self._known[text]

    def turn(self, case: Case) -> Turn | None:
        """None if a span does not stand on tokens of the utterance."""
        heard = clean(case.heard)
        cut = pieces(heard, self, self._text_of)
        prompt = turn(State(case.flow, case.asking, case.said), [one.token for one in cut], self)
        written: list[int] = []
        for number, command in enumerate(case.commands):
            if number:
                written += self(";")
            if isinstance(command, Fill | Fix) and command.span is not None:
                found = _place(heard, command.span)
                inside = [one for one in cut if found and one.end > found[0] and one.start < found[1]]
                if not inside:
                    return None
                fix = "fix " if isinstance(command, Fix) else ""
                written += self(f" {fix}{command.slot.value}=") + [one.token for one in inside]
            else:
                written += self(f" {format_line([command])}")
        written += self("\n")
        return Turn(case, (*prompt, *written), len(prompt))


def _place(heard: str, span: str) -> tuple[int, int] | None:
    found = re.search(rf"(?<!\w){re.escape(span)}(?!\w)", heard)
    return (found.start(), found.end()) if found else None


# --- the organizations of cases that came without one ---


class Organizations:
    """Invents what the organization of a few cases has, out of what callers of the same file speak of."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._services: defaultdict[str, list[str]] = defaultdict(list)
        self._people: defaultdict[str, list[str]] = defaultdict(list)
        self._topics: list[str] = []
        for case in cases:
            if case.organization is not None:
                self._topics += case.organization.topics
                self._services[file_of(case)] += case.organization.services
                self._people[file_of(case)] += case.organization.practitioners
            for command in case.commands:
                match command:
                    case Fill(Slot.SERVICE, span) if len(span.split()) <= 4:
                        self._services[file_of(case)].append(span.lower())
                    case Fill(Slot.PRACTITIONER, span) if len(span.split()) <= 3:
                        self._people[file_of(case)].append(span)
        self._topics = sorted(set(self._topics))

    def of(self, cases: Sequence[Case], random: Random) -> Organization:
        """Their own where they have one; else invented, so that it holds most of what they name, and more."""
        own = cases[0].organization
        if own is not None and own.services:
            return _shuffled(replace(own, topics=self._other_topics(own, cases, random)), random)
        file = file_of(cases[0])
        named = [(c.slot, c.span) for case in cases for c in case.commands if isinstance(c, Fill)]
        services = [span.lower() for slot, span in named if slot is Slot.SERVICE and len(span.split()) <= 5]
        people = [span for slot, span in named if slot is Slot.PRACTITIONER and len(span.split()) <= 3]
        services = [one for one in services if random.random() < 0.75][:6]
        people = [one for one in people if random.random() < 0.6][:4]
        services += _some(self._services[file], int(random.integers(1, 5)), random)
        people += _some(self._people[file], int(random.integers(0, 3)), random)
        topics = self._not_said(int(random.integers(1, 5)), cases, random) if random.random() < 0.6 else []
        return _shuffled(Organization(tuple(services), tuple(people), tuple(topics)), random)

    def _other_topics(self, own: Organization, cases: Sequence[Case], random: Random) -> tuple[str, ...]:
        """What is asked stands among other topics each time, so that it is chosen by its meaning."""
        asked = {one.topic for case in cases for one in case.commands if isinstance(one, Faq)}
        kept = [topic for topic in own.topics if topic in asked or random.random() < 0.75]
        return (*kept, *self._not_said(int(random.integers(0, 3)), cases, random))

    def _not_said(self, count: int, cases: Sequence[Case], random: Random) -> list[str]:
        """Topics of any organization that none of the cases speaks of."""
        said = " ".join(case.heard.lower() for case in cases)
        return [one for one in _some(self._topics, count, random) if not _touches(one, said)]


def file_of(case: Case) -> str:
    """The path of the file that a case was read from."""
    return case.where.partition(":")[0]


def _some(values: Sequence[str], count: int, random: Random) -> list[str]:
    return [values[int(one)] for one in random.integers(0, len(values), count)] if values else []


def _touches(topic: str, said: str) -> bool:
    return any(part[:5] in said for part in topic.split("-") if len(part) > 3)


def _shuffled(one: Organization, random: Random) -> Organization:
    def mixed(values: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(values[int(at)] for at in random.permutation(len(values))))

    return replace(one, services=mixed(one.services), practitioners=mixed(one.practitioners), topics=mixed(one.topics))


# --- how recognisers write ---

_ENDS = re.compile(r"\s*[,.!?…]+(?=\s|$)")


def unpunctuated(case: Case) -> Case:
    """The same without case and punctuation, as many recognisers write; itself where spans would be lost."""

    def plain(text: str) -> str:
        return _ENDS.sub("", text).lower().strip()

    commands: list[Command] = [
        replace(one, span=plain(one.span)) if isinstance(one, Fill | Fix) and one.span else one for one in case.commands
    ]
    heard = plain(case.heard)
    spans = [one.span for one in commands if isinstance(one, Fill | Fix) and one.span is not None]
    if not heard or not all(span and _place(heard, span) for span in spans):
        return case
    return replace(case, heard=heard, commands=tuple(commands))


# --- blocks ---


@dataclass
class _Group:
    prefix: list[int]
    turns: list[tuple[int, Turn]]

    @property
    def length(self) -> int:
        return len(self.prefix) + sum(one.length for _, one in self.turns)


def steps(
    cases: Sequence[tuple[int, Case]], organizations: Organizations, tokens: Tokens, random: Random
) -> list[Step]:
    """One pass over the numbered cases, in steps of random order; each pass has other organizations."""
    blocks = list(_blocks(cases, organizations, tokens, random))
    blocks = [blocks[int(one)] for one in random.permutation(len(blocks))]
    together = CORES * BLOCKS
    return [_step(blocks[at : at + together]) for at in range(0, len(blocks), together)]


def _blocks(
    cases: Sequence[tuple[int, Case]], organizations: Organizations, tokens: Tokens, random: Random
) -> Iterator[list[_Group]]:
    """Blocks that are nearly full: the turns of one organization, and of the next where there is room."""
    together: defaultdict[tuple[str, Organization | None], list[tuple[int, Turn]]] = defaultdict(list)
    for number, case in cases:
        made = tokens.turn(unpunctuated(case) if random.random() < 0.25 else case)
        if made is not None and made.length <= WIDTH - PREFIX:
            together[file_of(case), case.organization].append((number, made))
    lists = list(together.values())
    block, room = list[_Group](), WIDTH
    for at in random.permutation(len(lists)):
        waiting = [lists[at][int(one)] for one in random.permutation(len(lists[at]))]
        while waiting:
            group = _group(waiting, room, organizations, tokens, random)
            if group is not None:
                block.append(group)
                room -= group.length
            if group is None or waiting or room < PREFIX:
                yield block
                block, room = [], WIDTH
    if block:
        yield block


def _group(
    waiting: list[tuple[int, Turn]], room: int, organizations: Organizations, tokens: Tokens, random: Random
) -> _Group | None:
    """Take what fits into the room, looking a little ahead; None where not even one turn does."""
    taken: list[tuple[int, Turn]] = []
    left = room - PREFIX
    for one in [*waiting[:LOOK_AHEAD]]:
        if one[1].length <= left:
            taken.append(one)
            waiting.remove(one)
            left -= one[1].length
    while taken:
        own = organizations.of([one.case for _, one in taken], random)
        group = _Group([BEGIN, *tokens(str(own))], taken)
        if group.length <= room:
            return group
        if len(taken) == 1:
            group.prefix = group.prefix[: room - taken[0][1].length]
            return group
        waiting.append(taken.pop())
    return None


def _step(blocks: Sequence[Sequence[_Group]]) -> Step:
    shape = (CORES, BLOCKS, WIDTH)
    step = Step(
        tokens=np.zeros(shape, np.int32),
        positions=np.zeros(shape, np.int32),
        group=np.full(shape, -1, np.int32),
        segment=np.zeros(shape, np.int32),
        places=np.zeros((CORES, TARGETS), np.int32),
        targets=np.zeros((CORES, TARGETS), np.int32),
        weights=np.zeros((CORES, TARGETS), np.float32),
        turns=np.full((CORES, TARGETS), -1, np.int32),
    )
    for number, groups in enumerate(blocks):
        _fill(step, number % CORES, number // CORES, groups)
    return step


def _fill(step: Step, core: int, row: int, groups: Sequence[_Group]) -> None:
    """Write one block."""
    asked = int(step.weights[core].sum())
    at = 0

    def put(tokens: Sequence[int], first: int, group: int, segment: int) -> None:
        here = (core, row, slice(at, at + len(tokens)))
        step.tokens[here] = tokens
        step.positions[here] = first + np.arange(len(tokens))
        step.group[here] = group
        step.segment[here] = segment

    for number, group in enumerate(groups):
        put(group.prefix, 0, number, 0)
        at += len(group.prefix)
        for segment, (turn_number, one) in enumerate(group.turns, 1):
            put(one.tokens[:-1], len(group.prefix), number, segment)
            for place in range(one.asked - 1, min(len(one.tokens) - 1, one.asked - 1 + TARGETS - asked)):
                step.places[core, asked] = row * WIDTH + at + place
                step.targets[core, asked] = one.tokens[place + 1]
                step.weights[core, asked] = 1.0
                step.turns[core, asked] = turn_number
                asked += 1
            at += len(one.tokens) - 1


def visible(step: Step) -> np.ndarray:
    """(CORES, BLOCKS, WIDTH, WIDTH): a token sees its organization and its own turn, up to itself."""
    group, segment = step.group, step.segment
    same = (group[..., :, None] == group[..., None, :]) & (group[..., None, :] >= 0)
    own = (segment[..., None, :] == 0) | (segment[..., :, None] == segment[..., None, :])
    seen = same & own & np.tril(np.ones((WIDTH, WIDTH), bool))
    result: np.ndarray = seen | np.eye(WIDTH, dtype=bool)
    return result
