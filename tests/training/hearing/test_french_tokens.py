"""The tokens that the taught recogniser keeps are those of French: no word of it is written otherwise than before."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from training.hearing.lessons import EXAMINATION, UTTERANCES
from training.hearing.tokens import FIRST_MARK, LAST_MARK, french_tokens
from vox.bench.cases import read_files
from vox.errors import VoxError
from vox.models.find import default_folder
from vox.models.taught import DELTA, read_delta

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(default_folder() / "whisper-base" / "tokenizer.json"))


def test_a_third_of_the_tokens_is_kept_and_hardly_one_that_callers_need_is_not(tokenizer: Tokenizer) -> None:
    tokens = read_delta(DELTA).tokens
    assert list(tokens) == sorted(set(tokens))
    kept = frozenset(tokens)
    assert len(kept) < 20_000
    assert set(range(FIRST_MARK, LAST_MARK + 1)) <= kept
    # Those of the examinations too, which no list was made from.
    for files, lacking in ((UTTERANCES, 0.0005), (EXAMINATION, 0.001)):
        counts: Counter[bool] = Counter()
        for case in read_files(sorted(files.glob("*.txt"))):
            numbers = tokenizer.encode(f" {case.heard}", add_special_tokens=False).ids
            counts.update(number in kept for number in numbers)
        assert counts[False] <= lacking * counts.total()


def test_words_names_figures_and_bytes_are_kept_and_other_writings_are_not(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    dictionary = tmp_path / "french"
    dictionary.write_text("anticonstitutionnellement\n", "utf-8")
    kept = set(french_tokens(tokenizer, dictionary))
    for text in (" anticonstitutionnellement", " Anticonstitutionnellement", " Isabelle", " 14h30", " 1998", "\n", "é"):
        assert set(tokenizer.encode(text, add_special_tokens=False).ids) <= kept, text
    for text in ("появ", "私", "überhaupt"):
        assert not set(tokenizer.encode(text, add_special_tokens=False).ids) <= kept, text


def test_a_missing_dictionary_is_named(tokenizer: Tokenizer, tmp_path: Path) -> None:
    with pytest.raises(VoxError, match="dictionary") as refusal:
        french_tokens(tokenizer, tmp_path / "none")
    assert "wfrench" in refusal.value.hint
