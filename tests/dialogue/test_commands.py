"""The one-line form of commands."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.dialogue.types import Flow
from vox.dialogue.understanding.commands import Command, Faq, Fill, Fix, Say, Slot, Start, Word, format_line, parse


@pytest.mark.parametrize(
    ("line", "commands"),
    [
        ("yes", (Say(Word.YES),)),
        ("book; service=radio; date=lundi", (Start(Flow.BOOK), Fill(Slot.SERVICE, "radio"), Fill(Slot.DATE, "lundi"))),
        ("fix date=mercredi; fix time", (Fix(Slot.DATE, "mercredi"), Fix(Slot.TIME))),
        ("faq test-allergie", (Faq("test-allergie"),)),
        ("no; goodbye", (Say(Word.NO), Say(Word.GOODBYE))),
        ("message=venez à 8 h; apportez le pain", (Fill(Slot.MESSAGE, "venez à 8 h; apportez le pain"),)),
    ],
)
def test_lines(line: str, commands: tuple[Command, ...]) -> None:
    assert parse(line) == commands
    assert format_line(commands) == line


@pytest.mark.parametrize("line", ["dance", "fix yes", "date", "faq ", "fix book=1", "sport=judo", "yes=oui"])
def test_what_is_no_command(line: str) -> None:
    with pytest.raises(ValueError, match="not a command"):
        parse(line)


spans = st.text(string.ascii_letters + " éàç'-0123456789", min_size=1).map(str.strip).filter(bool)
slots = st.sampled_from(Slot)
commands = st.one_of(
    st.builds(Say, st.sampled_from(Word)),
    st.builds(Start, st.sampled_from([flow for flow in Flow if flow is not Flow.NONE])),
    st.builds(Fill, slots, spans),
    st.builds(Fix, slots, spans | st.none()),
    st.builds(Faq, st.sampled_from(["hours", "parking", "test-allergie"])),
)


@given(st.lists(commands, min_size=1, max_size=5))
def test_what_is_written_is_read_back(line: list[Command]) -> None:
    assert parse(format_line(line)) == tuple(line)
