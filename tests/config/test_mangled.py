"""However a file is broken, loading it ends in settings or in ConfigErrors, and every problem has its place."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from vox.config.errors import ConfigErrors
from vox.config.loader import load

MODEL = (Path(__file__).parents[2] / "config" / "cabinet-medical.yaml").read_text("utf-8")
LINES = [line for line in MODEL.splitlines() if line.strip() and not line.strip().startswith("#")]
WORDS = re.split(r"(\W)", "\n".join(LINES))
ODD = st.sampled_from(
    ["", " ", "\t", "\n", ":", ": ", "- ", "{", "}", "[", "]", "*a", "&a ", "<<: *a", "!!int ", "!x", "'", '"', "|",
     ">", "#", "%", "@", "\\", "\x00", "\ud800", "no", "~", "null", "08:30", "-1", "1e9", "9" * 30, "٣", "${A}", "..",
     "é", "password: x", "hours:", "with: []", "---\n", "...\n", "?", "? [a]: b", '"\\U00110000"', '"\\ud800"', "=",
     "\u2028"]
)  # fmt: skip

CANARY = "tulipe-9Kx!q2"


def attempt(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "vox.yaml"
        path.write_bytes(content)
        lines = (
            content.decode("utf-8", "replace").count("\n") + content.count(b"\r") + 3 + content.count(b"\xe2\x80\xa8")
        )
        try:
            load(path, env={"A": CANARY})
        except ConfigErrors as errors:
            assert errors.problems
            assert CANARY not in str(errors)
            for problem in errors.problems:
                assert 0 <= problem.place.line <= lines
                assert problem.what


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(st.integers(0, len(WORDS) - 1), ODD), min_size=1, max_size=4))
def test_words_replaced(changes: list[tuple[int, str]]) -> None:
    words = list(WORDS)
    for at, odd in changes:
        words[at] = odd
    attempt("".join(words).encode("utf-8", "surrogatepass"))


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1)), min_size=1, max_size=3))
def test_lines_moved_and_lost(moves: list[tuple[int, int]]) -> None:
    lines = list(LINES)
    for a, b in moves:
        lines[a % len(lines)], lines[b % len(lines)] = lines[b % len(lines)], lines[a % len(lines)]
        del lines[(a + b) % len(lines)]
    attempt("\n".join(lines).encode())


@settings(deadline=None, max_examples=100)
@given(st.integers(0, len(MODEL)))
def test_truncated(length: int) -> None:
    attempt(MODEL[:length].encode())


@settings(deadline=None, max_examples=200)
@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
def test_anything_at_all(content: bytes) -> None:
    attempt(content)


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10), st.dates())
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
)
KEYS = [
    "organization", "hours", "practitioners", "services", "answers", "people", "line", "emergency", "flows",
    "verification", "event",
    "messages", "keep", "models", "web", "name", "id", "calendar", "also_busy", "closed", "week", "duration", "with",
    "with_",
    "buffer", "sip", "listen", "rtp_ports", "password", "password_file", "key_file", "folder", "url", "say", "topic",
    "monday", "monday-friday", "username", "addresses", "words",
]  # fmt: skip
SHAPED = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)),
    max_leaves=30,
)


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(st.sampled_from(KEYS), st.one_of(SHAPED, TREES), max_size=8))
def test_right_keys_with_anything_under_them(tree: dict[str, object]) -> None:
    attempt(yaml.safe_dump(tree, allow_unicode=True).encode("utf-8", "surrogatepass"))
