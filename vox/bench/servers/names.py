"""The calendar servers that measurements and tests start, by name: all that the command line needs to know of them."""

from __future__ import annotations

from enum import StrEnum


class Known(StrEnum):
    """By name, as it is typed."""

    RADICALE = "radicale"
    XANDIKOS = "xandikos"
    DAVICAL = "davical"
    SOGO = "sogo"


TITLES = {
    Known.RADICALE: "Radicale",
    Known.XANDIKOS: "Xandikos",
    Known.DAVICAL: "DAViCal",
    Known.SOGO: "SOGo",
}
"""As its makers write it."""
