"""What a server may let its model write for one utterance, and the check of what it did write.

The constraint makes answers right more often; the check is what Vox relies on. Both know only the commands that make
sense where the conversation stands, and values that are words of the utterance.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from vox.dialogue.understanding.commands import Command
from vox.dialogue.understanding.constrained import COMMANDS_AT_MOST, Head

_WORD = re.compile(r"\w+")


def grammar(heads: Sequence[Head], heard: str) -> str:
    """GBNF: one line of at most COMMANDS_AT_MOST commands, their values words of the utterance as they follow there."""
    names = [_quoted(head.text.strip()) for head in heads if not head.opens]
    opening = [_quoted(head.text.strip()) for head in heads if head.opens]
    words = list(_WORD.finditer(heard))
    line = "command"
    for _ in range(COMMANDS_AT_MOST - 1):
        line = f'command ("; " {line})?'
    rules = [f'root ::= " " {line} "\\n"', f"name ::= {' | '.join(names)}"]
    if not (words and opening):
        return "\n".join([*rules, "command ::= name"])
    rules.append(f'command ::= name | ({" | ".join(opening)}) " " ({" | ".join(f"w{at}" for at in range(len(words)))})')
    for at, word in enumerate(words):
        between = heard[word.end() : words[at + 1].start()] if at + 1 < len(words) else ""
        more = f" ({_quoted(between)} w{at + 1})?" if between and all(sign >= " " for sign in between) else ""
        rules.append(f"w{at} ::= {_quoted(word[0])}{more}")
    return "\n".join(rules)


def schema(heads: Sequence[Head]) -> dict[str, Any]:
    """JSON Schema: `{"commands": [{"command": "date", "value": "mardi"}, …]}`, value "" where the command has none."""
    one = {
        "type": "object",
        "properties": {
            "command": {"type": "string", "enum": list(dict.fromkeys(_name(head) for head in heads))},
            "value": {"type": "string"},
        },
        "required": ["command", "value"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"commands": {"type": "array", "items": one, "minItems": 1, "maxItems": COMMANDS_AT_MOST}},
        "required": ["commands"],
        "additionalProperties": False,
    }


def read_line(text: str, heads: Sequence[Head], heard: str) -> tuple[Command, ...]:
    """The commands of a line, without those that are unknown here or whose value the caller did not say."""
    line, _, _ = text.strip().partition("\n")
    pieces = (piece.partition("=") for piece in line.split(";"))
    return _commands(((name, value) for name, _, value in pieces), heads, heard)


def read_json(text: str, heads: Sequence[Head], heard: str) -> tuple[Command, ...]:
    """The commands of an object as `schema` describes it, without those that `read_line` would leave out."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    listed = given.get("commands") if isinstance(given, Mapping) else None
    pairs = [
        (one.get("command"), one.get("value", ""))
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, Mapping)
    ]
    return _commands(
        ((name, value) for name, value in pairs if isinstance(name, str) and isinstance(value, str)), heads, heard
    )


def as_json(commands: str) -> str:
    """The object of `schema` for a line of commands."""
    pairs = (piece.strip().partition("=") for piece in commands.split(";"))
    listed = [{"command": name, "value": value.strip()} for name, _, value in pairs]
    return json.dumps({"commands": listed}, ensure_ascii=False)


def _commands(pairs: Iterable[tuple[str, str]], heads: Sequence[Head], heard: str) -> tuple[Command, ...]:
    known = {(_name(head), head.opens): head for head in heads}
    found: list[Command] = []
    for name, value in pairs:
        head = known.get((name.strip(), bool(value.strip())))
        if head is None:
            continue
        span = _verbatim(value, heard) if head.opens else ""
        if span is not None:
            found.append(head.make(span))
    return tuple(dict.fromkeys(found))[:COMMANDS_AT_MOST]


def _verbatim(value: str, heard: str) -> str | None:
    """The whole words of the utterance that the value repeats, case and doubled spaces aside; None where none are."""
    if not any(map(str.isalnum, value)):
        return None
    words = r"\s+".join(map(re.escape, value.split()))
    said = re.search(rf"(?<!\w){words}(?!\w)", heard, re.IGNORECASE)
    return said[0] if said else None


def _name(head: Head) -> str:
    return head.text.strip().removesuffix("=")


def _quoted(text: str) -> str:
    """A literal of GBNF."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
