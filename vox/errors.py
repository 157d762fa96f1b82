"""The one family of errors that a person is meant to read."""

from __future__ import annotations


class VoxError(Exception):
    """Something is wrong that a person can mend.

    what:  what was wrong, in one sentence.
    where: the file:line, host, or call that it concerns; "" if there is no better place than the sentence.
    hint:  what to do about it; "" if the sentence says it.
    """

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}\n  → {self.hint}" if self.hint else text
