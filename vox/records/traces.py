"""What an erasure leaves in the pages of a table, and how it goes: at once where it says something of somebody."""

from __future__ import annotations

import re
from typing import Final

import sqlcipher3.dbapi2 as sqlcipher

UNTIL_NIGHT: Final = frozenset({"kept", "journal", "erased"})
"""Tables that are too large to be written anew each time, and need not: kept leaves no copies (rows.py), the others
hold random identifiers and what was done to them."""

_CHANGED = re.compile(r"(?:UPDATE|DELETE FROM) (\w+) ")


def table_of(sql: str) -> str:
    """The table that a statement erases from."""
    found = _CHANGED.match(sql)
    if found is None:
        raise ValueError(f"not a statement that erases: {sql}")
    return found[1]


def renew(connection: sqlcipher.Connection, table: str) -> None:
    """Write a small table anew: an emptied tree gives all its pages back, and secure_delete zeroes them."""
    rows = connection.execute(f"SELECT * FROM {table}").fetchall()
    connection.execute(f"DELETE FROM {table}")
    if rows:
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
