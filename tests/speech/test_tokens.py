"""A recogniser with fewer tokens than its tokenizer writes the same words, and reads any prompt."""

from __future__ import annotations

from pathlib import Path

import pytest
from tokenizers import Tokenizer

from vox.errors import VoxError
from vox.models.find import default_folder
from vox.speech.tokens import Tokens

pytestmark = pytest.mark.models

PROMPT = "Cabinet médical des Tilleuls, bonjour. Docteur Nguyễn, 漢字, jeudi 3 décembre à 10h30."


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(default_folder() / "whisper-base" / "tokenizer.json"))


@pytest.fixture(scope="module")
def few(tokenizer: Tokenizer) -> list[str]:
    """All bytes, and the tokens of one sentence."""
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda one: one[1])
    used = set(_numbers(tokenizer, "Cabinet médical, bonjour."))
    return [token for token, number in vocabulary if len(token) == 1 or number in used]


def _numbers(tokenizer: Tokenizer, text: str) -> list[int]:
    numbers: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
    return numbers


def test_what_the_model_lacks_is_given_byte_by_byte(tokenizer: Tokenizer, few: list[str]) -> None:
    tokens = Tokens(tokenizer, few)
    numbers = _numbers(tokenizer, PROMPT)
    own = tokens.for_model(numbers)
    assert len(own) > len(numbers)
    assert max(own) < len(few)
    assert tokenizer.decode(tokens.for_tokenizer(own)) == PROMPT


def test_what_it_has_is_given_as_it_is(tokenizer: Tokenizer, few: list[str]) -> None:
    tokens = Tokens(tokenizer, few)
    numbers = _numbers(tokenizer, "Cabinet médical, bonjour.")
    own = tokens.for_model(numbers)
    assert [few[one] for one in own] == [tokenizer.id_to_token(one) for one in numbers]
    assert tokens.for_tokenizer(own) == numbers
    lacking = _numbers(tokenizer, " planétarium")
    assert tokens.present([*numbers, *lacking]) == own


def test_a_whole_vocabulary_is_left_as_it_is(tokenizer: Tokenizer) -> None:
    tokens = Tokens.load(default_folder() / "whisper-base", tokenizer)
    assert not tokens.fewer
    numbers = _numbers(tokenizer, PROMPT)
    assert tokens.for_model(numbers) == tokens.for_tokenizer(numbers) == tokens.present(numbers) == numbers


def test_a_folder_without_vocabulary_is_refused(tokenizer: Tokenizer, tmp_path: Path) -> None:
    with pytest.raises(VoxError, match="vocabulaire") as refusal:
        Tokens.load(tmp_path, tokenizer)
    assert refusal.value.where == str(tmp_path)
