"""`llm`: where a larger model may be, and how its time and its key are written."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.config.files import RIGHT, the_problem, write
from vox.config.check import describe
from vox.config.forms import format_duration
from vox.config.loader import load


def with_llm(inside: str) -> str:
    return f"{RIGHT}llm: {{{inside}}}\n"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000/v1",
        "http://[::1]:8000/v1",
        "http://localhost:8000/v1",
        "http://10.0.0.5:8000/v1",
        "http://192.168.1.7/v1/",
        "http://[fd00::7]:8000/v1",
        "http://llm:8000/v1",
        "https://llm.cabinet.example/v1",
    ],
)
def test_where_it_may_be(tmp_path: Path, url: str) -> None:
    llm = load(write(tmp_path, with_llm(f'url: "{url}"')), env={}).llm
    assert llm is not None
    assert llm.url == url
    assert llm.timeout == timedelta(seconds=1.5)


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("http://llm.example/v1", "en clair"),
        ("http://192.0.2.7:8000/v1", "en clair"),
        ("http://0.0.0.0:8000/v1", "en clair"),
        ("http://169.254.169.254/v1", "en clair"),
        ("ftp://10.0.0.5/v1", "n'est pas une adresse web"),
        ("https://vox:tulipe@llm.example/v1", "est écrit dans l'adresse"),
        ("https://llm.example/v1?key=tulipe", "ni « ? »"),
        ("http://127.0.0.1:8000/v1/chat/completions", "que Vox ajoute lui-même"),
    ],
)
def test_where_it_may_not_be(tmp_path: Path, url: str, what: str) -> None:
    problem = the_problem(tmp_path, with_llm(f'url: "{url}"'))
    assert problem.place.key == "llm.url"
    assert what in problem.what
    assert "tulipe" not in str(problem)


@pytest.mark.parametrize(("text", "seconds"), [("1.5 s", 1.5), ('"1,5 s"', 1.5), ("800 ms", 0.8), ("3s", 3.0)])
def test_the_time_it_has(tmp_path: Path, text: str, seconds: float) -> None:
    llm = load(write(tmp_path, with_llm(f'url: "http://127.0.0.1/v1", timeout: {text}')), env={}).llm
    assert llm is not None
    assert llm.timeout == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["2", "2 min", "4 s", "0 s", "bientôt"])
def test_a_time_that_cannot_be(tmp_path: Path, text: str) -> None:
    problem = the_problem(tmp_path, with_llm(f'url: "http://127.0.0.1/v1", timeout: {text}'))
    assert problem.place.key == "llm.timeout"


def test_seconds_are_written_as_seconds() -> None:
    assert [format_duration(timedelta(seconds=one)) for one in (0, 0.1, 1.5, 3, 60)] == [
        "0 min", "0,1 s", "1,5 s", "3 s", "1 min",
    ]  # fmt: skip


def test_its_key_is_a_file_that_is_there(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, with_llm('url: "http://127.0.0.1/v1", key_file: nowhere/llm'))
    assert problem.place.key == "llm.key_file"
    assert "n'existe pas" in problem.what or "nommé ici" in problem.what


def test_that_words_leave_the_machine_is_said(tmp_path: Path) -> None:
    words = "envoyé au serveur de langue http://10.0.0.5:8000/v1"
    assert words in describe(load(write(tmp_path, with_llm('url: "http://10.0.0.5:8000/v1"')), env={}))
    assert "serveur de langue" not in describe(load(write(tmp_path, RIGHT), env={}))


def test_its_key_is_not_written_here(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, with_llm('url: "http://127.0.0.1/v1", key: tulipe'))
    assert problem.what == "un secret est écrit en clair"
    assert "key_file:" in problem.hint
    assert "tulipe" not in str(problem)
