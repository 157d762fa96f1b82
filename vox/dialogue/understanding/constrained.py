"""Which tokens a model may write next: only commands, and spans that are pieces of the utterance.

The constraint lives in code over token identifiers: a trie of commands, and positions in the utterance. A grammar
sampler over the whole vocabulary costs 25 ms a token; looking at the few allowed candidates costs nothing, and forced
tokens need no evaluation at all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol

from vox.dialogue.types import Flow
from vox.dialogue.understanding.commands import Command, Faq, Fill, Fix, Say, Slot, Start, Word

NEARLY = 0.2
"""Odds, against the topic that is likeliest, from which another may be meant as well."""

COMMANDS_AT_MOST = 9
"""Nobody wants more in one breath; a model that repeats itself stops there."""


class Scores(Protocol):
    """A model that reads and weighs."""

    def __call__(
        self, tokens: Sequence[int], guess: Sequence[int], candidates: Sequence[Sequence[int]]
    ) -> Sequence[Sequence[float]]:
        """Feed tokens; the logits of candidates after them, and of further ones after each token of the guess.

        candidates: one more than the guess has tokens. The guess is not kept.
        """


class OutOfTime(Exception):
    """The deadline passed while the model was writing."""


@dataclass(frozen=True)
class Written:
    """sure: the least probability, among the allowed candidates, of any choice that was made; 0 to 1."""

    commands: tuple[Command, ...]
    sure: float


@dataclass(frozen=True)
class Head:
    """A command as it is written.

    opens: a span follows. needs: flows of which one must run, or be started before it; none where it may stand alone.
    """

    text: str
    make: Callable[[str], Command]
    opens: bool = False
    needs: frozenset[Flow] = frozenset()


@dataclass
class _Node:
    children: dict[int, _Node] = field(default_factory=dict)
    head: Head | None = None


@dataclass(frozen=True)
class Piece:
    """One token of the utterance: characters start to end of it; where a span may begin or stop."""

    token: int
    start: int
    end: int
    may_begin: bool
    may_stop: bool


def heads(
    words: Sequence[Word],
    flows: Sequence[Flow],
    slots: Sequence[Slot],
    topics: Sequence[str],
    *,
    fix: bool,
    needs: Mapping[Slot, frozenset[Flow]] = MappingProxyType({}),
) -> list[Head]:
    """The commands that may be written, in the form that the model was taught: "slot= span", the equals sign joined.

    needs: by slot, the flows that have such a value; every flow where a slot is not named.
    """
    found = [Head(f" {word.value}", lambda _, word=word: Say(word)) for word in words]  # type: ignore[misc]
    found += [Head(f" {flow.value}", lambda _, flow=flow: Start(flow)) for flow in flows]  # type: ignore[misc]
    found += [Head(f" faq {topic}", lambda _, topic=topic: Faq(topic)) for topic in topics]  # type: ignore[misc]
    for slot in slots:
        only = needs.get(slot, frozenset())
        found.append(Head(f" {slot.value}=", lambda span, slot=slot: Fill(slot, span), opens=True, needs=only))  # type: ignore[misc]
        if fix:
            found.append(Head(f" fix {slot.value}=", lambda span, slot=slot: Fix(slot, span), opens=True, needs=only))  # type: ignore[misc]
            found.append(Head(f" fix {slot.value}", lambda _, slot=slot: Fix(slot), needs=only))  # type: ignore[misc]
    return found


def pieces(heard: str, tokenize: Callable[[str], Sequence[int]], text_of: Callable[[int], bytes]) -> list[Piece]:
    """The utterance cut into tokens, each with its place; borders of words are where letters or digits meet others."""
    found: list[Piece] = []
    raw = f" {heard}".encode()
    at = 0
    for token in tokenize(f" {heard}"):
        length = len(text_of(token))
        start, end = _characters(raw, at), _characters(raw, at + length)
        begin = start + (1 if start < len(heard) and heard[start : start + 1] == " " and end > start + 1 else 0)
        something = end > begin  # a space may be a token of its own, and the first one is not the caller's
        may_begin = something and _border(heard, begin) and _solid(heard, begin)
        found.append(Piece(token, max(begin, 0), end, may_begin, something and _border(heard, end)))
        at += length
    return found


def write(
    scores: Scores,
    prompt: Sequence[int],
    allowed: Sequence[Head],
    utterance: Sequence[Piece],
    heard: str,
    tokenize: Callable[[str], Sequence[int]],
    *,
    running: Flow = Flow.NONE,
    ahead: int = 0,
) -> Written:
    """Let the model write one line of commands. Always valid; raises only what `scores` raises.

    running: the flow that runs. ahead: tokens of the utterance that a value is guessed to go on with: to read several
    at once is cheaper than one after the other, and changes nothing in what is written.
    """
    if not _begins(utterance):
        allowed = [head for head in allowed if not head.opens]  # no word, no value
    flows = {running}
    semicolon, newline = tokenize(";")[-1], tokenize("\n")[-1]
    pen, done = _Pen(scores, list(prompt), ahead), list[Command]()
    while True:
        last = len(done) + 1 == COMMANDS_AT_MOST
        end = [newline] if last else [semicolon, newline]
        now = [head for head in allowed if not head.needs or head.needs & flows]
        head, stop, rival = _write_head(_trie(now, tokenize), pen, end)
        if head.opens:
            span, stop = _write_span(utterance, heard, pen, end)
            done.append(head.make(span))
        else:
            done.append(_in_doubt(head.make(""), rival))
        if isinstance(begun := done[-1], Start):
            flows.add(begun.flow)
        if stop == newline:
            return Written(tuple(done), pen.sure)


class _Pen:
    """pending: what was chosen and not yet read by the model. sure: the least probability of any choice so far.

    second: the token that was nearly as likely as the one chosen last (NEARLY); None if none was.
    """

    def __init__(self, scores: Scores, pending: list[int], ahead: int) -> None:
        self._scores = scores
        self._pending = pending
        self._ahead = ahead
        self.sure = 1.0
        self.second: int | None = None

    def choose(self, candidates: Sequence[int]) -> int:
        """The token that is likeliest to come next."""
        if len(candidates) > 1:
            (logits,) = self._scores(self._pending, (), [candidates])
            self._pending = []
            return self._take(candidates, logits)
        self.second = None
        self._pending.append(candidates[0])
        return candidates[0]

    def follow(self, way: Sequence[int], may_leave: Sequence[bool], end: Sequence[int]) -> tuple[int, int | None]:
        """Go along tokens until one of `end` is likelier; how many were taken, and what ended it if something did.

        may_leave: for each token of the way, whether it may end before that token.
        """
        places = [place for place, may in enumerate(may_leave[: self._ahead + 1]) if may]
        if not places:
            taken = len(way[: self._ahead + 1])
            self._pending += way[:taken]
            return taken, None
        last = places[-1]
        candidates = [[way[place], *end] if may_leave[place] else [way[place]] for place in range(last + 1)]
        weighed = self._scores(self._pending, way[:last], candidates)
        self._pending = []
        for place, (among, logits) in enumerate(zip(candidates, weighed, strict=True)):
            token = self._take(among, logits) if len(among) > 1 else self.choose(among)
            if token != way[place] or (may_leave[place] and token in end):
                return place, token
        return last + 1, None

    def _take(self, candidates: Sequence[int], logits: Sequence[float]) -> int:
        best, *others = sorted(range(len(candidates)), key=lambda place: -logits[place])
        near = others and logits[others[0]] - logits[best] >= math.log(NEARLY)
        self.second = candidates[others[0]] if near else None
        self.sure = min(self.sure, _probability(logits, best))
        self._pending.append(candidates[best])
        return candidates[best]


def _write_head(root: _Node, pen: _Pen, end: Sequence[int]) -> tuple[Head, int, Head | None]:
    """One command's head; where it opens no span, what ended it, and the head that was nearly as likely."""
    node, rival = root, None
    while True:
        may_end = node.head is not None
        if node.head is not None and node.head.opens:
            return node.head, -1, None
        candidates = [*node.children, *(end if may_end else ())]
        token = pen.choose(candidates)
        if pen.second in node.children:
            rival = _only(node.children[pen.second])
        if token in node.children:
            node = node.children[token]
        else:
            assert node.head is not None
            return node.head, token, rival


def _only(node: _Node) -> Head | None:
    """The head that alone begins so; None where several do."""
    while node.head is None and len(node.children) == 1:
        (node,) = node.children.values()
    return node.head if not node.children else None


def _in_doubt(command: Command, rival: Head | None) -> Command:
    """A question with the topic that it may be about as well."""
    other = rival.make("") if rival is not None and not rival.opens else None
    if isinstance(command, Faq) and isinstance(other, Faq):
        return replace(command, perhaps=other.topic)
    return command


def _write_span(utterance: Sequence[Piece], heard: str, pen: _Pen, end: Sequence[int]) -> tuple[str, int]:
    """A piece of the utterance, cut at word borders, and what ended it."""
    begun = [(place, place) for place in _begins(utterance)]
    while True:
        if len(begun) == 1 and begun[0][0] < begun[0][1] < len(utterance):
            first, now = begun[0]
            way = [piece.token for piece in utterance[now:]]
            may_leave = [utterance[now + place - 1].may_stop for place in range(len(way))]
            taken, stop = pen.follow(way, may_leave, end)
            now += taken
            if stop is not None:
                return _span(utterance, heard, first, now), stop
            begun = [(first, now)]
            continue
        stops = [(first, now) for first, now in begun if now > first and utterance[now - 1].may_stop]
        ahead: dict[int, list[tuple[int, int]]] = {}
        for first, now in begun:
            if now < len(utterance):
                ahead.setdefault(utterance[now].token, []).append((first, now + 1))
        token = pen.choose(list(dict.fromkeys([*ahead, *(end if stops else ())])))
        if token in ahead and not (stops and token in end):
            begun = ahead[token]
            continue
        first, now = stops[0]
        return _span(utterance, heard, first, now), token


def _span(utterance: Sequence[Piece], heard: str, first: int, now: int) -> str:
    return heard[utterance[first].start : utterance[now - 1].end].strip()


def _begins(utterance: Sequence[Piece]) -> list[int]:
    """Where a value may begin that can also stop."""
    last = max((place for place, piece in enumerate(utterance) if piece.may_stop), default=-1)
    return [place for place, piece in enumerate(utterance[: last + 1]) if piece.may_begin]


def _trie(allowed: Sequence[Head], tokenize: Callable[[str], Sequence[int]]) -> _Node:
    root = _Node()
    for head in allowed:
        node = root
        for token in tokenize(head.text):
            node = node.children.setdefault(token, _Node())
        node.head = head
    return root


def _probability(logits: Sequence[float], place: int) -> float:
    top = max(logits)
    return math.exp(logits[place] - top) / sum(math.exp(one - top) for one in logits)


def _characters(raw: bytes, at: int) -> int:
    """Characters of the utterance (which begins after one space) before a place in its bytes."""
    return max(0, len(raw[:at].decode("utf-8", "ignore")) - 1)


def _border(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at : at + 1]
    return not (before.isalnum() and after.isalnum())


def _solid(text: str, at: int) -> bool:
    """Whether a word begins here."""
    return text[at : at + 1].isalnum()
