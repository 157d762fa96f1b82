"""What is known is said at once, what is not is rendered in order, and names do not outlive the call."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from vox.speech.engines import Engines, Priority, Stop
from vox.speech.phrasebook import PhraseBook, impersonal
from vox.speech.voice import LINE_RATE, KokoroVoice

from .sounds import Tone
from .watch import files_written


def as_written(text: str) -> str:
    return text


@pytest.fixture
def book(tone: Tone, engines: Engines) -> PhraseBook:
    return PhraseBook(tone, engines, speakable=as_written)


async def sound(book: PhraseBook, text: str) -> bytes:
    return b"".join([piece async for piece in book.say(text)])


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Bonjour, que puis-je faire pour vous ?", ["Bonjour,", "que puis-je faire pour vous ?"]),
        ("Très bien. À quelle heure ?", ["Très bien.", "À quelle heure ?"]),
        ("Le prix est de 25,50 euros.", ["Le prix est de 25,50 euros."]),
        ("zéro six, douze, trente-quatre.", ["zéro six,", "douze,", "trente-quatre."]),
        ("Un  instant…  je regarde ; voilà : c'est fait !", ["Un instant…", "je regarde ;", "voilà :", "c'est fait !"]),
        ("« Oui » ?", ["Oui » ?"]),
        ("", []),
        (" . , ", []),
    ],
)
def test_a_text_is_divided_where_a_speaker_breathes(book: PhraseBook, text: str, clauses: list[str]) -> None:
    assert book.clauses(text) == clauses


def test_numbers_are_spelled_out_before_the_text_is_divided(tone: Tone, engines: Engines) -> None:
    book = PhraseBook(
        tone, engines, speakable=lambda text: text.replace("M. ", "monsieur ").replace("10 h 30", "dix heures trente")
    )
    assert book.clauses("M. Martin vous attend à 10 h 30.") == ["monsieur Martin vous attend à dix heures trente."]


def test_a_long_clause_is_divided_so_that_its_beginning_is_not_kept_waiting(book: PhraseBook) -> None:
    text = (
        "Je vous propose mardi huit décembre à dix heures trente"
        " ou mercredi neuf décembre à onze heures avec le docteur Martin"
    )
    clauses = book.clauses(text)
    assert len(clauses) >= 2
    assert " ".join(clauses) == text
    assert all(len(clause) <= 80 for clause in clauses)


async def test_what_was_warmed_is_not_rendered_again(book: PhraseBook, tone: Tone) -> None:
    assert await book.warm(["Bonjour, que puis-je faire pour vous ?", "Bonjour, et au revoir."]) == 3
    rendered = list(tone.rendered)
    assert await sound(book, "Bonjour, que puis-je faire pour vous ?")
    assert tone.rendered == rendered == ["Bonjour,", "que puis-je faire pour vous ?", "et au revoir."]


async def test_days_and_hours_are_rendered_beforehand_and_what_points_to_somebody_is_not(
    book: PhraseBook, tone: Tone
) -> None:
    await book.anticipate(["jeudi trois décembre, à dix heures trente,", "avec le docteur Martin,"])
    assert tone.rendered == ["jeudi trois décembre,", "à dix heures trente,"]
    assert await sound(book, "jeudi trois décembre, à dix heures trente,")
    assert len(tone.rendered) == 2


async def test_a_pause_follows_each_clause_by_its_punctuation(book: PhraseBook) -> None:
    comma, stop = [piece async for piece in book.say("Bonjour, merci.")]
    assert comma.endswith(bytes(2 * int(0.12 * LINE_RATE)))
    assert stop.endswith(bytes(2 * int(0.25 * LINE_RATE)))
    assert not comma.endswith(bytes(2 * int(0.14 * LINE_RATE)))


async def test_the_first_clause_is_said_while_the_next_ones_are_rendered(tone: Tone, engines: Engines) -> None:
    book = PhraseBook(tone, engines, speakable=as_written)
    await book.warm(["Très bien."])
    tone.gate.clear()  # the voice is stuck
    saying = book.say("Très bien. Le docteur Martin vous attend.")
    assert await asyncio.wait_for(anext(saying), 30)
    second = asyncio.ensure_future(anext(saying))
    await asyncio.sleep(0)
    assert not second.done()
    tone.gate.set()
    assert await asyncio.wait_for(second, 30)


async def test_clauses_are_said_in_order(book: PhraseBook) -> None:
    expected = b"".join([await sound(book, f"Phrase {word}.") for word in ("un", "deux", "trois", "quatre", "cinq")])
    assert await sound(book, "Phrase un. Phrase deux. Phrase trois. Phrase quatre. Phrase cinq.") == expected


@pytest.mark.promise
async def test_a_name_does_not_outlive_the_call(book: PhraseBook, tone: Tone) -> None:
    await book.warm(["Très bien,"])
    before = book.size
    with book.scope() as call:
        first = [piece async for piece in call.say("Très bien, monsieur Abernathy.")]
        assert [piece async for piece in call.say("Très bien, monsieur Abernathy.")] == first
        assert tone.rendered.count("monsieur Abernathy.") == 1
    assert book.size == before
    assert not [clause for clause in (*book._fixed, *book._passing, *call._own) if "Abernathy" in clause]
    with book.scope() as call:
        assert [piece async for piece in call.say("monsieur Abernathy.")]
    assert tone.rendered.count("monsieur Abernathy.") == 2


@pytest.mark.promise
async def test_what_is_still_being_rendered_when_the_call_ends_is_not_kept(book: PhraseBook, tone: Tone) -> None:
    tone.gate.clear()
    call = book.scope()
    saying = asyncio.ensure_future(anext(call.say("Madame Abernathy.")))
    await asyncio.sleep(0)
    call.close()
    tone.gate.set()
    await asyncio.wait({saying}, timeout=30)
    assert saying.done()
    assert book.size == 0
    assert not call._own and not call._jobs


async def test_days_and_hours_are_kept_for_the_next_caller(book: PhraseBook, tone: Tone) -> None:
    for _ in range(2):
        assert await sound(book, "mardi huit décembre à dix heures trente.")
    assert tone.rendered == ["mardi huit décembre à dix heures trente."]


async def test_days_and_hours_are_forgotten_beyond_the_bound(tone: Tone, engines: Engines) -> None:
    book = PhraseBook(tone, engines, speakable=as_written, bound_mb=0.05)
    await book.warm(["Bonjour."])
    for hour in ("huit", "neuf", "dix", "onze", "douze", "treize", "quatorze"):
        assert await sound(book, f"lundi à {hour} heures.")
    assert book.size < 0.05e6 + 20_000
    tone.rendered.clear()
    assert await sound(book, "Bonjour.") and await sound(book, "lundi à quatorze heures.")
    assert tone.rendered == []
    assert await sound(book, "lundi à huit heures.")
    assert tone.rendered == ["lundi à huit heures."]


@pytest.mark.parametrize(
    "clause",
    [
        "mardi huit décembre à dix heures trente.",
        "demain matin,",
        "douze,",
        "quatre-vingt-dix-huit,",
        "à neuf heures et quart ?",
    ],
)
def test_a_day_an_hour_and_a_pair_of_digits_point_to_nobody(clause: str) -> None:
    assert impersonal(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "zéro six douze trente-quatre cinquante-six soixante-dix-huit.",
        "le quatorze juillet mille neuf cent cinquante-huit",
        "monsieur Martin,",
        "06 12 34 56 78",
        "rue du quatre septembre",
        "Auguste",
        "",
    ],
)
def test_a_telephone_number_a_date_of_birth_and_a_name_do(clause: str) -> None:
    assert not impersonal(clause)


async def test_a_caller_hurries_what_was_being_warmed_at_leisure(tone: Tone) -> None:
    with Engines(workers=1) as engines:
        book = PhraseBook(tone, engines, speakable=as_written)
        tone.gate.clear()
        warming = [asyncio.create_task(book.warm([phrase])) for phrase in ("Un.", "Deux.", "Trois.")]
        await asyncio.sleep(0)
        saying = asyncio.create_task(sound(book, "Trois."))
        await asyncio.sleep(0)
        tone.gate.set()
        assert await saying
        await asyncio.gather(*warming)
    assert tone.rendered.count("Trois.") == 1
    assert tone.rendered.index("Trois.") < tone.rendered.index("Deux.")


async def test_a_voice_that_fails_is_not_hidden(engines: Engines) -> None:
    class Broken(Tone):
        def synthesize(self, text: str, stop: Stop | None = None) -> np.ndarray:
            raise OSError("no voice")

    book = PhraseBook(Broken(), engines, speakable=as_written)
    with pytest.raises(OSError, match="no voice"):
        await sound(book, "Bonjour.")
    with pytest.raises(OSError, match="no voice"):
        await book.warm(["Bonjour."])


@pytest.mark.models
async def test_clauses_join_without_a_click(siwis: KokoroVoice, engines: Engines) -> None:
    book = PhraseBook(siwis, engines, speakable=as_written)
    text = "Très bien, mardi huit décembre, à dix heures trente. Est-ce que cela vous convient ?"
    pieces = [piece async for piece in book.say(text)]
    assert len(pieces) == 4
    joins = np.cumsum([len(piece) // 2 for piece in pieces])[:-1]
    whole = np.frombuffer(b"".join(pieces), "<i2").astype(int)
    for join in joins:
        assert np.abs(np.diff(whole[join - 40 : join + 40])).max() < 200


@pytest.mark.models
@pytest.mark.promise
async def test_nothing_is_written(siwis: KokoroVoice, engines: Engines) -> None:
    book = PhraseBook(siwis, engines, speakable=as_written)
    with files_written() as written:
        await book.warm(["Bonjour."], Priority.WAITING)
        assert await sound(book, "Bonjour, madame Abernathy.")
    assert written == []
