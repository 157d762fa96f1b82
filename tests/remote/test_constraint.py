"""Whatever a model writes, only known commands and the caller's own words come through; and a grammar says the same."""

from __future__ import annotations

import ctypes
import json
from collections.abc import Iterator

import llama_cpp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vox.dialogue.types import Asking, Flow
from vox.dialogue.understanding.allowed import allowed
from vox.dialogue.understanding.commands import COMMON_TOPICS, Fill, Fix, Slot, format_line
from vox.dialogue.understanding.examples import TURNS, Example
from vox.dialogue.understanding.prompt import clean, written
from vox.dialogue.understanding.types import State
from vox.models.find import default_folder
from vox.remote.constraint import as_json, grammar, read_json, read_line, schema

TOPICS = (*COMMON_TOPICS, "parking", "test-allergie")
DATE = State(Flow.BOOK, Asking.DATE, "Quel jour vous conviendrait ?")
HEADS = allowed(DATE, TOPICS)
HEARD = 'euh, plutôt mardi  matin, le "12"'


def line(text: str, heard: str = HEARD) -> str:
    return format_line(read_line(text, HEADS, heard))


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        (" date= mardi; time= matin\n", "date=mardi; time=matin"),
        ("date=Mardi", "date=mardi"),  # as the caller said it, whatever the model writes
        ("date= mardi matin", "date=mardi  matin"),
        ("fix date= mardi; fix time", "fix date=mardi; fix time"),
        ("faq parking; faq hours", "faq parking; faq hours"),
        ('date= le "12"', 'date=le "12"'),
        ("date= mardi\nhuman; cancel", "date=mardi"),
    ],
)
def test_what_is_right_comes_through(text: str, commands: str) -> None:
    assert line(text) == commands


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("date= mercredi", ""),  # not said
        ("date= mard", ""),  # half a word
        ("date= mardi le", ""),  # not in this order
        ("date= ,", ""),
        ("date=", ""),
        ("date", ""),
        ("fix date=jeudi", ""),
        ("choice= mardi", ""),  # nobody asks for a choice here
        ("faq horoscope; date= mardi", "date=mardi"),
        ("transfer= mardi; date= mardi", "date=mardi"),
        ("yes= mardi", ""),
        ("Bien sûr ! Voici la réponse : date = mardi", ""),
        ("", ""),
        ("date= mardi; " * 9, "date=mardi"),
        (
            "yes; no; any; wait; hello; human; repeat; other; goodbye; opposition",
            "yes; no; any; wait; hello; human; repeat; other; goodbye",
        ),
    ],
)
def test_what_is_wrong_is_left_out(text: str, commands: str) -> None:
    assert line(text) == commands


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '"date"',
        '{"commands": "date"}',
        '{"commands": ["date"]}',
        '{"commands": [{"command": 1, "value": "mardi"}]}',
        '{"commands": [{"command": "date", "value": null}]}',
        '{"commands": [{"command": "date", "value": ["mardi"]}]}',
        '{"commands": [{"command": "date", "value": "mercredi"}]}',
        '{"commands": [{"command": "fix", "value": "mardi"}]}',
        '{"commands": [{"command": "date", "value": "mar',
        "[" * 100_000,
    ],
)
def test_json_that_means_nothing(text: str) -> None:
    assert read_json(text, HEADS, HEARD) == ()


@settings(deadline=None)
@given(st.text(), st.text())
def test_nothing_but_the_callers_words(text: str, heard: str) -> None:
    for value in (text, f"date={text}", f"fix name= {text}; message={text}"):
        for command in read_line(value, HEADS, heard):
            if isinstance(command, Fill | Fix) and command.span is not None:
                assert command.span in heard
    for command in read_json(json.dumps({"commands": [{"command": "date", "value": text}]}), HEADS, heard):
        assert isinstance(command, Fill)
        assert command.slot is Slot.DATE
        assert command.span in heard


@pytest.mark.parametrize("example", TURNS, ids=lambda one: one.heard)
def test_the_examples_are_what_may_be_written(example: Example) -> None:
    heads = allowed(example.state, TOPICS)
    heard, commands = example.heard, example.commands
    assert read_line(written(commands), heads, heard) == commands
    assert read_json(as_json(format_line(commands)), heads, heard) == commands


# --- the grammar, as llama.cpp reads it ---


class Gbnf:
    """llama.cpp's own reading of a grammar, on the words of the real model; nothing is computed."""

    def __init__(self) -> None:
        path = default_folder() / "gemma-3-270m" / "gemma-3-270m-q4_k_m.gguf"
        self._llama = llama_cpp.Llama(str(path), vocab_only=True, verbose=False)
        self._vocab = self._llama._model.vocab

    def reads(self, text: str) -> bool:
        sampler = llama_cpp.llama_sampler_init_grammar(self._vocab, text.encode(), b"root")
        if sampler:
            llama_cpp.llama_sampler_free(sampler)
        return bool(sampler)

    def accepts(self, text: str, wanted: str) -> bool:
        """Whether the grammar allows the whole text, and its end after it."""
        sampler = llama_cpp.llama_sampler_init_grammar(self._vocab, text.encode(), b"root")
        assert sampler, text
        try:
            tokens = self._llama.tokenize(wanted.encode(), add_bos=False)
            for token in [*tokens, self._llama.token_eos()]:
                one = llama_cpp.llama_token_data(token, 1.0, 0.0)
                candidates = llama_cpp.llama_token_data_array(ctypes.pointer(one), 1, -1, False)
                llama_cpp.llama_sampler_apply(sampler, ctypes.byref(candidates))
                if one.logit == float("-inf"):
                    return False
                llama_cpp.llama_sampler_accept(sampler, token)
            return True
        finally:
            llama_cpp.llama_sampler_free(sampler)


@pytest.fixture(scope="module")
def gbnf() -> Iterator[Gbnf]:
    yield Gbnf()


@pytest.mark.models
@pytest.mark.parametrize("example", TURNS, ids=lambda one: one.heard)
def test_the_grammar_allows_each_example(gbnf: Gbnf, example: Example) -> None:
    heads = allowed(example.state, TOPICS)
    heard, commands = example.heard, example.commands
    assert gbnf.accepts(grammar(heads, heard), f"{written(commands)}\n")


@pytest.mark.models
@pytest.mark.parametrize(
    ("wanted", "allows"),
    [
        (" date= mardi\n", True),
        (" date= mardi; time= plutôt mardi  matin\n", True),
        (' fix date= le "12\n', True),
        (" fix date\n", True),
        (" yes; no; any; wait; hello; human; repeat; other; goodbye\n", True),
        (" yes; no; any; wait; hello; human; repeat; other; goodbye; unclear\n", False),
        (" date= mercredi\n", False),
        (" date= mar\n", False),
        (" date= mardi le\n", False),
        (" date\n", False),
        (" choice= mardi\n", False),
        (" faq horoscope\n", False),
        (" date= mardi\n\n", False),
        ("\n", False),
    ],
)
def test_the_grammar_allows_what_the_check_lets_through(gbnf: Gbnf, wanted: str, allows: bool) -> None:
    assert gbnf.accepts(grammar(HEADS, HEARD), wanted) == allows


@pytest.mark.models
@settings(deadline=None)
@given(heard=st.text())
def test_llama_cpp_reads_the_grammar_of_whatever_was_heard(gbnf: Gbnf, heard: str) -> None:
    assert gbnf.reads(grammar(HEADS, clean(heard)))


@pytest.mark.models
def test_llama_cpp_reads_the_grammar_of_a_long_utterance(gbnf: Gbnf) -> None:
    assert gbnf.reads(grammar(HEADS, clean("à l'heure " * 100)))


@pytest.mark.models
def test_a_schema_that_llama_cpp_and_others_can_hold_a_model_to(gbnf: Gbnf) -> None:
    made = llama_cpp.LlamaGrammar.from_json_schema(json.dumps(schema(HEADS)), verbose=False)
    assert gbnf.reads(made._grammar)
