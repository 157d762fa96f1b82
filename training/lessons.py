"""From annotated cases to blocks of tokens: several turns share one organization, and see nothing of each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from vox.bench.cases import Case
from vox.dialogue.understanding.commands import Command, Fill, Fix, Slot, format_line
from vox.dialogue.understanding.constrained import pieces
from vox.dialogue.understanding.prompt import Organization, clean, turn
from vox.dialogue.understanding.types import State

WIDTH = 384
"""Tokens of a block."""

BLOCKS = 4
"""Blocks of a step."""

TARGETS = 512
"""Tokens of a step that the model is asked to write, at most."""

BEGIN = 2
"""The token that begins a text."""

Random = np.random.Generator


@dataclass(frozen=True)
class Turn:
    """One case as tokens. tokens[i + 1] is to be written after tokens[i] where written[i]."""

    case: Case
    tokens: tuple[int, ...]
    asked: int  # how many tokens are given; the rest is to be written


@dataclass
class Step:
    """What one step of teaching reads; arrays of (BLOCKS, WIDTH), and the places and tokens of TARGETS."""

    tokens: np.ndarray
    positions: np.ndarray
    group: np.ndarray  # one organization; -1 is padding
    segment: np.ndarray  # 0: the organization itself, which all its turns see
    places: np.ndarray  # into the flat (BLOCKS * WIDTH)
    targets: np.ndarray
    weights: np.ndarray
    turns: list[int]  # of each target, the number of its turn; -1 is padding


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
                self._services[_file(case)] += case.organization.services
                self._people[_file(case)] += case.organization.practitioners
            for command in case.commands:
                match command:
                    case Fill(Slot.SERVICE, span) if len(span.split()) <= 4:
                        self._services[_file(case)].append(span.lower())
                    case Fill(Slot.PRACTITIONER, span) if len(span.split()) <= 3:
                        self._people[_file(case)].append(span)
        self._topics = sorted(set(self._topics))

    def of(self, cases: Sequence[Case], random: Random) -> Organization:
        """Their own where they have one; else invented, so that it holds most of what they name, and more."""
        own = cases[0].organization
        if own is not None and own.services:
            return _shuffled(own, random)
        file = _file(cases[0])
        named = [(c.slot, c.span) for case in cases for c in case.commands if isinstance(c, Fill)]
        services = [span.lower() for slot, span in named if slot is Slot.SERVICE and len(span.split()) <= 5]
        people = [span for slot, span in named if slot is Slot.PRACTITIONER and len(span.split()) <= 3]
        services = [one for one in services if random.random() < 0.75][:6]
        people = [one for one in people if random.random() < 0.6][:4]
        services += _some(self._services[file], int(random.integers(1, 5)), random)
        people += _some(self._people[file], int(random.integers(0, 3)), random)
        topics: list[str] = []
        if random.random() < 0.6:
            said = " ".join(case.heard.lower() for case in cases)
            topics = [one for one in _some(self._topics, int(random.integers(1, 5)), random) if not _touches(one, said)]
        return _shuffled(Organization(tuple(services), tuple(people), tuple(topics)), random)


def _file(case: Case) -> str:
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
        return len(self.prefix) + sum(len(one.tokens) - 1 for _, one in self.turns)


def steps(
    cases: Sequence[tuple[int, Case]], organizations: Organizations, tokens: Tokens, random: Random
) -> list[Step]:
    """One pass over the numbered cases, in steps of random order; each pass has other organizations."""
    groups = list(_groups(cases, organizations, tokens, random))
    groups = [groups[int(one)] for one in random.permutation(len(groups))]
    blocks: list[list[_Group]] = []
    open_blocks: list[list[_Group]] = []
    for group in groups:
        room = [block for block in open_blocks if sum(one.length for one in block) + group.length <= WIDTH]
        if room:
            best = max(room, key=lambda block: sum(one.length for one in block))
            best.append(group)
            continue
        open_blocks.append([group])
        if len(open_blocks) > 24:
            fullest = max(open_blocks, key=lambda block: sum(one.length for one in block))
            open_blocks.remove(fullest)
            blocks.append(fullest)
    blocks += open_blocks
    blocks = [blocks[int(one)] for one in random.permutation(len(blocks))]
    return [_step(blocks[at : at + BLOCKS]) for at in range(0, len(blocks), BLOCKS)]


def _groups(
    cases: Sequence[tuple[int, Case]], organizations: Organizations, tokens: Tokens, random: Random
) -> Iterator[_Group]:
    """Turns of one organization, as many as fit well into half a block."""
    together: defaultdict[tuple[str, Organization | None], list[tuple[int, Case]]] = defaultdict(list)
    for number, case in cases:
        together[_file(case), case.organization].append((number, case))
    for some in together.values():
        some = [some[int(one)] for one in random.permutation(len(some))]
        while some:
            taken, length = list[tuple[int, Turn]](), 0
            while some and length < WIDTH - 150:
                number, case = some[-1]
                made = tokens.turn(unpunctuated(case) if random.random() < 0.25 else case)
                if made is None or len(made.tokens) > WIDTH - 120:
                    some.pop()
                    continue
                if taken and length + len(made.tokens) > WIDTH - 110:
                    break
                some.pop()
                taken.append((number, made))
                length += len(made.tokens) - 1
            if taken:
                own = organizations.of([one.case for _, one in taken], random)
                prefix = [BEGIN, *tokens(str(own))]
                yield _Group(prefix[: WIDTH - length], taken)


def _step(blocks: Sequence[Sequence[_Group]]) -> Step:
    shape = (BLOCKS, WIDTH)
    step = Step(
        np.zeros(shape, np.int32),
        np.zeros(shape, np.int32),
        np.full(shape, -1, np.int32),
        np.zeros(shape, np.int32),
        np.zeros(TARGETS, np.int32),
        np.zeros(TARGETS, np.int32),
        np.zeros(TARGETS, np.float32),
        [-1] * TARGETS,
    )
    asked = 0
    for row, groups in enumerate(blocks):
        at = 0
        for number, group in enumerate(groups):
            first = len(group.prefix)
            step.tokens[row, at : at + first] = group.prefix
            step.positions[row, at : at + first] = np.arange(first)
            step.group[row, at : at + first] = number
            at += first
            for segment, (turn_number, one) in enumerate(group.turns, 1):
                length = len(one.tokens) - 1
                step.tokens[row, at : at + length] = one.tokens[:-1]
                step.positions[row, at : at + length] = first + np.arange(length)
                step.group[row, at : at + length] = number
                step.segment[row, at : at + length] = segment
                for place in range(one.asked - 1, length):
                    if asked < TARGETS:
                        step.places[asked] = row * WIDTH + at + place
                        step.targets[asked] = one.tokens[place + 1]
                        step.weights[asked] = 1.0
                        step.turns[asked] = turn_number
                        asked += 1
                at += length
    return step


def visible(step: Step) -> np.ndarray:
    """(BLOCKS, WIDTH, WIDTH): a token sees its organization and its own turn, up to itself."""
    group, segment = step.group, step.segment
    same = (group[:, :, None] == group[:, None, :]) & (group[:, None, :] >= 0)
    own = (segment[:, None, :] == 0) | (segment[:, :, None] == segment[:, None, :])
    seen = same & own & np.tril(np.ones((WIDTH, WIDTH), bool))[None]
    return seen | np.eye(WIDTH, dtype=bool)[None]


def teaching_files(folder: Path) -> list[Path]:
    """What is taught: every file of utterances in the folder."""
    return sorted(folder.glob("*.txt"))
