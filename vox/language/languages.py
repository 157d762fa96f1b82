"""What a language must be able to read and say, and which languages there are, by their ISO 639 codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Literal, Protocol

from vox.language import english, french
from vox.language.answering import Answer
from vox.language.clock import Times
from vox.language.readings import Reading
from vox.language.values import DateWish


class Language(Protocol):
    """The readers of a language: what they mean is told by the French ones (`vox.language.dates` and the others)."""

    def read_date(
        self, text: str, today: date, *, near: date | None = None, asked: bool = False
    ) -> Reading[DateWish] | None: ...

    def read_time(self, text: str, *, asked: bool = False, near: time | None = None) -> Reading[Times] | None: ...

    def read_birthdate(self, text: str, today: date) -> Reading[date | None] | None: ...

    def read_phone(self, text: str, region: str = "FR") -> Reading[str] | None: ...

    def read_name(self, text: str) -> Reading[str] | None: ...

    def read_answer(self, text: str) -> Answer | None: ...

    def read_leading_answer(self, text: str) -> Reading[Answer] | None: ...

    def read_choice(self, text: str, starts: Sequence[datetime], names: Sequence[str] = ()) -> int | None: ...

    def say_date(
        self, day: date, today: date, *, year: Literal["if-needed", "always", "never"] = "if-needed"
    ) -> str: ...

    def say_time(self, clock: time) -> str: ...

    def say_moment(self, moment: datetime, today: date) -> str: ...

    def say_phone(self, number: str) -> str: ...


LANGUAGES: Mapping[str, Language] = {"fr": french, "en": english}
