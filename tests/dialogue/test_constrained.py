"""Whatever a model prefers, what it writes is commands and pieces of the utterance."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.allowed import allowed
from vox.dialogue.understanding.commands import Faq, Fill, Fix, Say, Slot, Word, format_line, parse
from vox.dialogue.understanding.constrained import COMMANDS_AT_MOST, Head, heads, pieces, write
from vox.dialogue.understanding.types import State


class Toy:
    """A tokenizer of words and signs, the space before a word part of it, as SentencePiece has it."""

    def __init__(self) -> None:
        self.known: list[str] = []

    def tokenize(self, text: str) -> list[int]:
        return [self._number(piece) for piece in re.findall(r" ?\w+| ?[^\w\s]|\s", text)]

    def text_of(self, token: int) -> bytes:
        return self.known[token].encode()

    def _number(self, piece: str) -> int:
        if piece not in self.known:
            self.known.append(piece)
        return self.known.index(piece)


class Letters(Toy):
    """A tokenizer for which each sign is a token, the space too."""

    def tokenize(self, text: str) -> list[int]:
        return [self._number(piece) for piece in text]


HEADS = heads(list(Word), [Flow.BOOK, Flow.MESSAGE], list(Slot), ["hours", "test-allergie"], fix=True)


def written(
    heard: str, prefer: Sequence[str] = (), seed: int = 0, toy: Toy | None = None, may: Sequence[Head] = HEADS
) -> str:
    """What a model writes that likes these tokens in this order, and else rolls dice."""
    toy, dice, wishes = toy or Toy(), random.Random(seed), list(prefer)

    def scores(tokens: Sequence[int], guess: Sequence[int], candidates: Sequence[Sequence[int]]) -> list[list[float]]:
        assert not guess
        return [weigh(one) for one in candidates]

    def weigh(candidates: Sequence[int]) -> list[float]:
        names = [toy.known[one] for one in candidates]
        wish = next((one for one in wishes if one in names), None)
        if wish is not None:
            wishes.remove(wish)
            return [9.0 if name == wish else 0.0 for name in names]
        return [dice.random() if not prefer else float(name == "\n") for name in names]

    cut = pieces(heard, toy.tokenize, toy.text_of)
    result = write(scores, toy.tokenize("="), may, cut, heard, toy.tokenize)
    assert parse(format_line(result.commands)) == result.commands
    assert 0 <= result.sure <= 1
    return format_line(result.commands)


def test_a_span_is_a_piece_of_the_utterance() -> None:
    assert written("plutôt mardi matin", [" date", " mardi", "\n"]) == "date=mardi"
    assert written("plutôt mardi matin", [" date", " mardi", " matin", "\n"]) == "date=mardi matin"


def test_a_topic_that_is_nearly_as_likely_is_told_beside() -> None:
    assert in_doubt(parking=3.0, price=2.0) == ("parking", "price")
    assert in_doubt(parking=3.0, price=1.0) == ("parking", "")
    assert in_doubt(price=3.0, documents=2.5, parking=2.9) == ("price", "parking")


def test_a_beginning_that_several_topics_share_tells_none() -> None:
    assert in_doubt(parking=3.0, test=2.9) == ("parking", "")
    assert in_doubt(test=3.0, parking=2.9, sang=1.0, allergie=0.9) == ("test sang", "test allergie")


def in_doubt(**likely: float) -> tuple[str, str]:
    """The topic that a model writes with such likes among some topics, and the one beside it."""
    toy = Toy()
    topics = ["parking", "price", "documents", "test sang", "test allergie"]

    def scores(tokens: Sequence[int], guess: Sequence[int], candidates: Sequence[Sequence[int]]) -> list[list[float]]:
        names = [[toy.known[one] for one in some] for some in candidates]
        return [[first.get(name, likely.get(name.strip(), -9.0)) for name in some] for some in names]

    first = {" faq": 9.0, "\n": 0.0}
    allowed_here = heads([Word.OTHER], [Flow.BOOK], [], topics, fix=False)
    (command,) = write(scores, toy.tokenize("="), allowed_here, [], "", toy.tokenize).commands
    assert isinstance(command, Faq)
    return command.topic, command.perhaps


def test_several_commands() -> None:
    line = written("mardi à onze heures", [" date", " mardi", ";", " time", " onze", " heures", "\n"])
    assert line == "date=mardi; time=onze heures"


def test_a_span_may_begin_after_an_apostrophe() -> None:
    assert written("l'après-midi", [" time", "après", "-", "midi", "\n"]) == "time=après-midi"


def test_fix_with_and_without_a_value() -> None:
    assert written("non pas mardi", [" fix", " date", "\n"]) == "fix date"
    assert written("non pas mardi", [" fix", " date", "=", " mardi", "\n"]) == "fix date=mardi"


def test_no_more_than_a_few_commands() -> None:
    endless = [token for _ in range(COMMANDS_AT_MOST + 3) for token in (" yes", ";")]
    assert written("oui", endless) == "; ".join(["yes"] * COMMANDS_AT_MOST)


@settings(deadline=None)
@given(st.text(min_size=1).filter(str.strip), st.integers(), st.sampled_from([Toy, Letters]))
def test_always_valid(heard: str, seed: int, toy: type[Toy]) -> None:
    heard = heard.replace(";", ",").replace("\n", " ").strip() or "euh"
    line = written(heard, seed=seed, toy=toy())
    for command in parse(line):
        if isinstance(command, Fill | Fix) and command.span is not None:
            assert command.span in heard
        elif isinstance(command, Say):
            assert command.word in Word


def followed(heard: str, seed: int, toy: Toy, ahead: int, *, brevity: float = 0.0) -> tuple[str, float, int]:
    """What a model writes whose dice hang on all that it read, and how often it was asked. brevity: it likes to end."""
    line, asked = list[int](), 0

    def scores(tokens: Sequence[int], guess: Sequence[int], candidates: Sequence[Sequence[int]]) -> list[list[float]]:
        nonlocal asked
        asked += 1
        assert len(candidates) == len(guess) + 1 <= ahead + 1
        line.extend(tokens)
        read = [[*line, *guess[:place]] for place in range(len(candidates))]
        return [
            [random.Random(f"{seed} {before} {one}").random() + brevity * (toy.known[one] in ";\n") for one in some]
            for before, some in zip(read, candidates, strict=True)
        ]

    cut = pieces(heard, toy.tokenize, toy.text_of)
    result = write(scores, toy.tokenize("="), HEADS, cut, heard, toy.tokenize, ahead=ahead)
    return format_line(result.commands), result.sure, asked


@settings(deadline=None)
@given(st.text(min_size=1).filter(str.strip), st.integers(), st.sampled_from([Toy, Letters]), st.integers(1, 5))
def test_to_guess_ahead_changes_nothing(heard: str, seed: int, kind: type[Toy], ahead: int) -> None:
    toy = kind()
    line, sure, asked = followed(heard, seed, toy, 0)
    quicker, as_sure, seldom = followed(heard, seed, toy, ahead)
    assert (quicker, as_sure) == (line, sure)
    assert seldom <= asked


def test_to_guess_ahead_asks_seldom() -> None:
    heard = "dites-lui que le colis de madame Aubert est arrivé hier et que le chien a mangé le bon de livraison"
    asked = [[followed(heard, seed, Letters(), ahead, brevity=-0.7)[2] for seed in range(30)] for ahead in (0, 3)]
    assert sum(asked[1]) < 0.8 * sum(asked[0])


def test_a_value_comes_after_the_flow_that_has_it() -> None:
    at_large = allowed(State(Flow.NONE, Asking.OPEN, ""), [])
    line = written("la radio mardi", [" service", " book", ";", " service", " radio", "\n"], may=at_large)
    assert line == "book; service=radio"
    offered = allowed(State(Flow.NONE, Asking.CONFIRM, ""), [])
    assert written("mon colis", [" message", "=", " mon", " colis", "\n"], may=offered) == "message=mon colis"


def test_states_mask_what_cannot_be() -> None:
    def texts(asking: Asking) -> list[str]:
        return [head.text for head in allowed(State(Flow.BOOK, asking, ""), ["hours"])]

    assert " choice=" in texts(Asking.CHOICE)
    assert " choice=" not in texts(Asking.NAME)
    assert " book" not in texts(Asking.NAME)
