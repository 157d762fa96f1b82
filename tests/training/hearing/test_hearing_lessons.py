"""What the recogniser is taught: nothing of an examination, in Whisper's spelling, by voices that examine nobody."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from training.hearing.house import house
from training.hearing.lessons import (
    AGAIN,
    ALONE,
    ANSWERS,
    DEVELOPMENT,
    EARLIER,
    HOUSE,
    LAST_LONG,
    LAST_SHORT,
    LONG,
    LONG_LINES,
    MORE_LONG,
    MORE_NAMES,
    MORE_SHORT,
    NAMES,
    NAMES_AGAIN,
    PLACES,
    SHORTEST_EXAMINED,
    SPELLED,
    Lesson,
    examined,
    fifth_lessons,
    fourth_lessons,
    general,
    lessons,
    second_lessons,
    third_lessons,
)
from training.hearing.made import alone, made, more_names, names, quickly, spelled
from training.hearing.render import PITCHES, TEACHERS, THROATS, natively, planned
from training.hearing.written import written
from training.misheard import EXAMINERS
from vox.dialogue.types import Asking
from vox.language.letters import FRENCH
from vox.language.spelling import spelled_letters
from vox.language.text import fold_word, normalise, tokens
from vox.language.usual_names import usual_names

LINES = """\
@ services=coupe; practitioners=Léa; topics=parking
book|date|Quel jour ?|mardi matin|date=mardi; time=matin
book|date|Quel jour ?|le jour où vous avez la place|other
book|date|Quel jour ?|le jour qui vous va|other
none|open|Bonjour.|Une coupe avec Léa.|book; service=coupe; practitioner=Léa
"""
EXAMINED = """\
book|date|Quel jour ?|Le jour où vous avez la place !|other
book|date|Quel jour ?|Mardi matin.|date=Mardi; time=matin
"""


@pytest.fixture(scope="module")
def every() -> list[Lesson]:
    return lessons()


@pytest.fixture(scope="module")
def fifth() -> list[Lesson]:
    return fifth_lessons()


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for folder, lines in (("lessons", LINES), ("examination", EXAMINED)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "few.txt").write_text(lines, "utf-8")
    return tmp_path / "lessons", tmp_path / "examination"


def test_no_line_of_an_examination_is_taught(every: list[Lesson], fifth: list[Lesson]) -> None:
    unknown = {line for line in examined() if len(line.split()) >= SHORTEST_EXAMINED}
    assert len(unknown) > 300
    assert [one.said for one in (*every, *fifth, *fourth_lessons()) if normalise(one.said) in unknown] == []


def test_a_line_is_known_by_its_words_and_a_short_one_is_everybodys(folders: tuple[Path, Path]) -> None:
    said = {one.said for one in lessons(*folders)}
    assert {"mardi matin", "le jour qui vous va", "Une coupe avec Léa."} <= said
    assert "le jour où vous avez la place" not in said


def test_what_was_asked_and_the_names_of_the_house_stand_before_it(folders: tuple[Path, Path]) -> None:
    prompts = {one.said: one.prompt for one in lessons(*folders)}
    assert prompts["mardi matin"] == "Quel jour ?"
    assert prompts["Une coupe avec Léa."] == "parking, coupe, Léa. Bonjour."


def test_short_answers_made_lines_general_ones_and_silence(every: list[Lesson]) -> None:
    assert 4500 < len(every) < 5500
    words = [len(one.said.split()) for one in every if one.said]
    assert np.mean(words) < 6
    assert sum(not one.text for one in every) >= 150
    assert all(bool(one.said) == bool(one.text) for one in every)
    assert {one.asking for one in every[: NAMES // 2]} == {Asking.NAME}
    askings = Counter(one.asking for one in every[NAMES : NAMES + 1000])
    assert min(askings[one] for one in (Asking.TIME, Asking.DATE, Asking.CHOICE, Asking.NAME, Asking.CONFIRM)) > 60
    assert set(general()) <= {one.said for one in every}


def test_a_new_line_changes_neither_the_voice_nor_the_place_of_others(folders: tuple[Path, Path]) -> None:
    before = planned(lessons(*folders))
    with (folders[0] / "few.txt").open("a", encoding="utf-8") as file:
        file.write("none|open|Bonjour.|le jour avec Léa|other\n")
    after = planned(lessons(*folders))
    assert len(after) == len(before) + 1
    assert [one.name for one in after if one.lesson.said != "le jour avec Léa"] == [one.name for one in before]


def test_voices_that_examine_do_not_teach(every: list[Lesson]) -> None:
    clips = planned(every)
    speakers = Counter(speaker for clip in clips for speaker in clip.speakers)
    assert set(speakers) == set(TEACHERS)
    assert not set(speakers) & set(EXAMINERS)
    assert all(0.85 <= clip.speed <= 1.25 for clip in clips)


def test_lines_with_a_name_are_none_twice_and_have_most_of_the_usual_names() -> None:
    lines = list(names(NAMES, np.random.default_rng(1)))
    assert len(set(lines)) == NAMES
    said = " ".join(lines)
    first, family = usual_names()
    assert sum(f" {one}" in f" {said}" for one in (*first, *family)) > 400


def test_names_are_told_put_right_and_begun_with_and_half_of_them_are_known_to_few() -> None:
    lines = list(more_names(NAMES_AGAIN, np.random.default_rng(1)))
    assert len({line for line, *_ in lines}) == NAMES_AGAIN
    askings = Counter(asking for _, asking, _ in lines)
    assert set(askings) == {Asking.NAME, Asking.CONFIRM, Asking.OPEN}
    assert askings[Asking.NAME] > 0.7 * NAMES_AGAIN
    assert all(before.endswith("Est-ce que je confirme ?") == (asking is Asking.CONFIRM) for _, asking, before in lines)
    said = " ".join(line for line, *_ in lines)
    _, family = usual_names()
    assert sum(f" {one}" in f" {said}" for one in family) > 0.4 * len(family)


def test_words_alone_are_numbers_letters_days_and_ranks_none_twice() -> None:
    lines = list(alone(ALONE, np.random.default_rng(1)))
    assert len({line for line, _ in lines}) == ALONE
    assert all(len(normalise(line).split()) <= 8 for line, _ in lines)
    assert {"Septembre.", "Dimanche."} <= {line for line, _ in lines}
    assert all(sum(asking is one for _, asking in lines) > 50 for one in (Asking.PHONE, Asking.NAME, Asking.OPEN))


def test_what_is_spelled_is_read_back_as_a_usual_name() -> None:
    known = {_plain(part) for one in usual_names() for name in one for part in (name, name.split()[-1])}
    askings = Counter[Asking]()
    for line, asking, before in spelled(400, np.random.default_rng(2)):
        text = written(line)
        (read,) = spelled_letters(text, tokens(text), FRENCH)
        assert fold_word(read.word) in known, line
        assert asking is Asking.NAME or before.endswith("Est-ce que je confirme ?")
        askings[asking] += 1
    assert set(askings.values()) == {200}


def _plain(name: str) -> str:
    return fold_word("".join(one for one in name if one.isalpha()))


def test_letters_are_said_with_pauses_and_without_and_written_alike() -> None:
    said = {quickly("Léger, L, E accent aigu, G, E, deux R.", np.random.default_rng(seed)) for seed in range(20)}
    assert said == {"Léger, L, E accent aigu, G, E, deux R.", "Léger, L E accent aigu, G E deux R."}


def test_the_second_round_has_names_letter_by_letter_and_much_of_the_first_again(every: list[Lesson]) -> None:
    second = second_lessons()
    new = second[:-AGAIN]
    assert second[-AGAIN:] == every[:AGAIN]
    assert not {one.said for one in new} & {one.said for one in every}
    assert sum(", " in one.text for one in new) > 600
    assert len(new) > 0.95 * (SPELLED + MORE_NAMES)
    assert not {normalise(one.said) for one in new} & examined(DEVELOPMENT)
    assert len({one.said for one in second}) > 0.9 * len(second)


def test_the_third_round_has_long_lines_and_words_alone_besides_names_and_all_of_the_second() -> None:
    third, second = third_lessons(), second_lessons()
    new = third[: -len(second)]
    assert third[-len(second) :] == second
    assert not {normalise(one.said) for one in new} & examined(DEVELOPMENT)
    assert sum(len(normalise(one.said).split()) in LONG for one in new) > LONG_LINES
    assert len(new) > 0.95 * (NAMES_AGAIN + LONG_LINES + ALONE)
    assert sum(not one.prompt for one in new) > ALONE / 3


def test_the_fourth_round_has_answers_places_and_lines_of_all_lengths_that_no_round_had() -> None:
    fourth, third = fourth_lessons(), third_lessons()
    new = fourth[: -len(third)]
    assert fourth[-len(third) :] == third
    lines = new[ANSWERS + PLACES :]
    assert not {normalise(one.said) for one in lines} & ({normalise(one.said) for one in third} | examined(DEVELOPMENT))
    assert len(lines) == MORE_SHORT + MORE_LONG
    early = [len(normalise(one.said).split()) in LONG for one in lines[:400]]
    assert 120 < sum(early) < 280  # in one random order: of however many, as many are long
    assert any("rue" in one.said for one in new[ANSWERS : ANSWERS + PLACES])


def test_the_fifth_round_has_people_of_the_house_new_lines_and_some_of_all_rounds(fifth: list[Lesson]) -> None:
    before = set(fourth_lessons())
    new = [one for one in fifth if one not in before]
    assert len(fifth) - len(new) >= EARLIER
    assert len(new) > 0.95 * (HOUSE + LAST_SHORT + LAST_LONG)
    assert not {normalise(one.said) for one in new} & examined(DEVELOPMENT)
    early = [one not in before for one in fifth[:400]]
    assert 120 < sum(early) < 280  # in one random order


def test_who_is_named_stands_in_the_prompt_nearly_always(fifth: list[Lesson]) -> None:
    lines = list(house(400, np.random.default_rng(1)))
    assert len({line for line, *_ in lines}) == 400
    named = [any(one.lower() in line.lower() for one in people) for line, _, people in lines]
    assert 0.75 < np.mean(named) < 0.95
    assert not [line for line, *_ in lines if " à le " in line or " de le " in line]
    assert all(1 <= len(people) <= 5 for *_, people in lines)
    called = [one for one in fifth if "octeur" in one.text and one.asking is Asking.OPEN and "docteur" in one.prompt]
    assert len(called) > 20


def test_a_frenchwoman_says_a_line_as_many_people_would_and_the_same_way_each_time(fifth: list[Lesson]) -> None:
    clips = natively(fifth[:300])
    assert clips == natively(fifth[:300])
    manners = [clip.manner for clip in clips if clip.manner]
    assert all(bool(clip.manner) == bool(clip.lesson.said) and not clip.speakers for clip in clips)
    assert len(set(manners)) > 0.9 * len(manners)
    assert all(THROATS[0] <= one.throat <= THROATS[1] for one in manners)
    assert min(one.pitch for one in manners) < 0.7 < PITCHES[1] < max(one.pitch for one in manners)
    assert len({clip.name for clip in clips}) == len({(clip.lesson.said, clip.manner) for clip in clips})


def test_made_lines_are_none_twice() -> None:
    lines = [line for line, _ in made(300, np.random.default_rng(3))]
    assert len(set(lines)) == 300
    assert all(line[0].isupper() and line.endswith(".") for line in lines)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("dix heures", "10h."),
        ("vers 10 h 30", "Vers 10h30."),
        ("à dix heures et demie", "À 10h et demie."),
        ("à vingt et une heures trente", "À 21h30."),
        ("midi et quart", "Midi et quart."),
        ("le premier avril", "Le premier avril."),
        ("le vingt-trois", "Le 23."),
        ("le trois août deux mille quatre", "Le 3 août 2004."),
        ("zéro six, douze, trente-quatre, cinquante-six, zéro huit", "06 12 34 56 08."),
        ("c'est le zéro sept quatre-vingt-dix douze treize quarante", "C'est le 07 90 12 13 40."),
        ("euh oui, d'accord", "Oui, d'accord."),
        ("entre deux et quatre", "Entre 2 et 4."),
        ("vous avez quoi jeudi", "Vous avez quoi jeudi ?"),
        ("où êtes-vous?", "Où êtes-vous ?"),
        ("D, U, P, O, N, T.", "D, U, P, O, N, T."),
        ("euh", ""),
    ],
)
def test_a_line_is_written_as_whisper_writes_french(said: str, text: str) -> None:
    assert written(said) == text
