"""The tokens of a recogniser: as its tokenizer numbers them, and as a model does that has fewer of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from vox.errors import VoxError


class Tokens:
    """One numbering and the other. vocabulary: the model's tokens in its order; none: those of the tokenizer."""

    def __init__(self, tokenizer: Tokenizer, vocabulary: Iterable[str] = ()) -> None:
        self._tokenizer = tokenizer
        # Marks of time stand behind all others in both, and have no name in the tokenizer.
        named = (tokenizer.token_to_id(token) for token in vocabulary)
        self._to_tokenizer = [number for number in named if number is not None]
        self._to_model = {number: own for own, number in enumerate(self._to_tokenizer)}

    @classmethod
    def load(cls, folder: Path, tokenizer: Tokenizer) -> Tokens:
        """Those of a model's folder, which has vocabulary.txt or vocabulary.json. Raises VoxError."""
        try:
            if (folder / "vocabulary.txt").is_file():
                vocabulary: Any = (folder / "vocabulary.txt").read_text("utf-8").removesuffix("\n").split("\n")
            else:
                vocabulary = json.loads((folder / "vocabulary.json").read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise VoxError(
                f"le vocabulaire du modèle d'écoute ne se lit pas ({error})",
                where=str(folder),
                hint="tapez : vox models verify, puis vox models fetch",
            ) from error
        return cls(tokenizer, vocabulary if len(vocabulary) < tokenizer.get_vocab_size() else ())

    @property
    def fewer(self) -> bool:
        """Does the model lack some of the tokenizer's?"""
        return bool(self._to_model)

    def for_model(self, numbers: Iterable[int]) -> list[int]:
        """The tokenizer's numbers as the model's, and the bytes of a token that it lacks, as far as it has them."""
        if not self._to_model:
            return list(numbers)
        found: list[int] = []
        for number in numbers:
            if number in self._to_model:
                found.append(self._to_model[number])
            else:
                found += self._by_byte(number)
        return found

    def present(self, numbers: Iterable[int]) -> list[int]:
        """Those of the tokenizer's numbers that the model has, as its own."""
        return [self._to_model[one] for one in numbers if one in self._to_model] if self._to_model else list(numbers)

    def for_tokenizer(self, numbers: Iterable[int]) -> list[int]:
        """The model's numbers as the tokenizer's."""
        return [self._to_tokenizer[one] for one in numbers] if self._to_model else list(numbers)

    def _by_byte(self, number: int) -> list[int]:
        # Whisper's tokens are written with one sign for each byte, and each such sign is a token.
        signs = self._tokenizer.id_to_token(number) or ""
        return [self._to_model[one] for sign in signs if (one := self._tokenizer.token_to_id(sign)) in self._to_model]
