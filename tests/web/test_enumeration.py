"""Nobody learns from the form whether a number has called, has refused, or has asked before: neither words nor time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from aiohttp import ClientSession

from tests.records.rights import PARIS, left
from tests.web.site import MONTH, Site, served
from vox.records import journal
from vox.records.requests import Register
from vox.records.rights import Channel, Right

pytestmark = pytest.mark.timeout(240)

EACH = 16
FAIR = (0.1, 0.9)
"""How often a known number may be answered later than an unknown one: a half, and by chance (1 in 10 000) not more."""

SLOW = f"""CREATE TRIGGER slow AFTER INSERT ON requests BEGIN
    SELECT {" + ".join(["length(hex(randomblob(5000000)))"] * 6)};
END"""
"""A disk on which one can see the difference between a request that is noted and one that already was."""


@pytest.mark.promise
async def test_same_words_and_same_time(tmp_path: Path) -> None:
    known, unknown = [_number(n) for n in range(EACH)], [_number(100 + n) for n in range(EACH)]
    times: dict[str, float] = {}
    answers = set()
    async with served(tmp_path, proxies=["127.0.0.1"]) as site, ClientSession() as client:
        _make_known(site, known)
        site.records.database.write(SLOW)
        order = known + unknown
        Random(1).shuffle(order)
        for sender, phone in enumerate(order):
            began = time.perf_counter()
            async with client.post(
                f"http://127.0.0.1:{site.port}/droits",
                data={"right": "erasure", "phone": phone},
                headers={"X-Forwarded-For": f"192.0.2.{sender}"},
            ) as answer:
                headers = tuple((name, value) for name, value in answer.headers.items() if name != "Date")
                answers.add((answer.status, headers, await answer.read()))
            times[phone] = time.perf_counter() - began
    assert len(answers) == 1
    later = _later([times[one] for one in known], [times[one] for one in unknown])
    assert FAIR[0] <= later <= FAIR[1]


async def test_as_much_is_written_for_a_number_that_asks_again(tmp_path: Path) -> None:
    """A line of the journal each: where one could not be written, neither could the other."""
    async with served(tmp_path) as site:
        _make_known(site, [_number(0)])
        before = _lines(site)
        await site.post({"right": "erasure", "phone": _number(0)})
        between = _lines(site)
        await site.post({"right": "erasure", "phone": _number(1)})
        assert (between - before, _lines(site) - between) == (1, 1)


def _number(n: int) -> str:
    return f"+336399801{n:02d}" if n < 100 else f"+336399802{n - 100:02d}"


def _make_known(site: Site, numbers: Sequence[str]) -> None:
    """Who has left a message, who has refused, and who has asked for the same already."""
    register = Register(site.records, PARIS)
    for n, phone in enumerate(numbers):
        site.records.add(left(f"known{n}", phone), retention=MONTH)
        site.records.oppose(phone)
        register.receive(Right.ERASURE, Channel.FORM, phone)


def _lines(site: Site) -> int:
    with site.records.change() as change:
        return len(journal.entries(change, 10_000))


def _later(some: Sequence[float], others: Sequence[float]) -> float:
    """How often one of `some` is larger than one of `others` (Mann and Whitney's U, as a part of all pairs)."""
    return sum(one > other for one in some for other in others) / (len(some) * len(others))
