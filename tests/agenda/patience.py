"""Time-outs that no busy machine reaches, for tests in which nothing hangs."""

from __future__ import annotations

import pytest

from vox.agenda import caldav_calendar, exchange, intents, looks, turns

PATIENCE_S = 60.0


def be_patient(patch: pytest.MonkeyPatch) -> None:
    """Whatever waits for a calendar, or for a note to be kept, waits long."""
    for module, name in (
        (exchange, "CONNECT_S"),
        (exchange, "READ_S"),
        (looks, "_LOOK_S"),
        (turns, "TURN_S"),
        (caldav_calendar, "_WRITE_S"),
        (intents, "KEEP_S"),
    ):
        patch.setattr(module, name, PATIENCE_S)
    patch.setitem(exchange.Server.open.__wrapped__.__kwdefaults__, "within", PATIENCE_S)  # type: ignore[attr-defined]
