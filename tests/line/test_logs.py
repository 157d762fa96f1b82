"""No caller in the logs."""

from __future__ import annotations

import logging

import pytest

from vox.line.logs import keep_callers_out_of_logs, redact


@pytest.mark.promise
@pytest.mark.parametrize(
    "line",
    [
        "call: sip:+33639980012@127.0.0.1 refused",
        'From: "Dupont" <sips:0639980012@pbx>',
        "tel:+33 6 39 98 00 12",
        "number 0033639980012",
        "peer=06 39 98 00 12",
    ],
)
def test_redact(line: str) -> None:
    left = redact(line)
    assert "99800" not in left.replace(" ", "")
    assert "…" in left


def test_what_helps_stays() -> None:
    assert redact("bind to 192.0.2.7:5060 failed: 98") == "bind to 192.0.2.7:5060 failed: 98"


@pytest.mark.promise
def test_the_stack_reaches_a_log_only_without_the_caller(caplog: pytest.LogCaptureFixture) -> None:
    keep_callers_out_of_logs()
    keep_callers_out_of_logs()
    logging.getLogger("baresip.call").warning("from %s", "sip:+33639980012@x", extra={"peer": "+33639980012"})
    logging.getLogger("baresip.native").info("sip:+33639980012@x")
    assert [record.message for record in caplog.records] == ["from sip:…@x"]
    assert "639980012" not in str([vars(record) for record in caplog.records])
