"""Which summaries hold a number: found quickly by its digits first, and without keeping anybody waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vox.records import fulfilling
from vox.records.moments import stamp
from vox.records.rights import Right
from vox.records.search import Match, numbers_in, those_that_may_hold, with_number
from vox.records.store import Records, messages_of
from vox.records.summary import Message, Outcome, Summary

from .conftest import NOW
from .processes import HANG_S
from .rights import NUMBER, OTHER, desk_of, left

WAYS = [value for name, value in vars(phonenumbers.PhoneNumberFormat).items() if name.isupper()]
COUNTRIES = ["FR", "BE", "CH", "DE", "IT", "GB", "US", "MX", "AR", "BR", "SH", "RE"]
written = st.builds(
    phonenumbers.format_number,
    st.sampled_from([one for country in COUNTRIES if (one := phonenumbers.example_number(country)) is not None]),
    st.sampled_from(WAYS),
)
texts = st.lists(
    written | st.text("0123456789+() .-/x\t\v\n\u00a0\u0663\uff13\u00b2 poste", max_size=24), max_size=3
).map("".join)


def match(summary: Summary) -> Match:
    row = (summary.call, stamp(NOW), 0, "", summary.text, summary.follow_up, messages_of(summary), stamp(NOW))
    return Match(row, held=False)


@given(texts, texts, texts)
@example("+33 (0)6 39 98 00 12", "0033639980012", "٠٦٣٩٩٨٠٠١٢")
@example("+54 9 11 2345-6789", "+39 02 1234 5678", "+52 1 222 123 4567")
def test_by_its_digits_no_number_is_missed(text: str, follow_up: str, message: str) -> None:
    told = Summary("c0ffee", NOW, 1, (Outcome.MESSAGE,), text, follow_up, (Message("dr-martin", message),))
    for number in numbers_in(told):
        assert those_that_may_hold([match(told)], number), number


def test_most_are_not_looked_through() -> None:
    found = [match(left("mine")), match(left("other", OTHER)), match(left("none", None))]
    assert [one.call for one in those_that_may_hold(found, NUMBER)] == ["mine"]
    assert [one.call for one in with_number(found, b"mine", lambda _: b"mine", NUMBER)] == ["mine"]


@pytest.mark.parametrize("by_telephone", [True, False])
def test_nobody_waits_while_it_is_looked_for(
    records: Records, monkeypatch: pytest.MonkeyPatch, by_telephone: bool
) -> None:
    desk = desk_of(records)
    desk.keep(left("mine"))
    number = desk.known(Right.ACCESS).number
    served = []
    search: Callable[..., Any] = with_number

    def meanwhile(*values: Any) -> Any:
        other = threading.Thread(target=records.count_opposition, daemon=True)
        other.start()
        other.join(HANG_S / 4)
        served.append(not other.is_alive())
        return search(*values)

    monkeypatch.setattr(fulfilling, "with_number", meanwhile)
    holding = desk.fulfilment.held_on(NUMBER, "c0ffee") if by_telephone else desk.fulfilment.look(number)
    assert [one.summary.call for one in holding.kept] == ["mine"]
    assert served == [True]
