"""Telephone numbers as they are dictated and as recognisers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from tests.language.tables import table
from vox.language.phones import read_phone, same_number
from vox.language.readings import Problem
from vox.language.say import say_phone
from vox.language.speakable import speakable

SAID = """
# en paires, comme on les écrit
06 39 98 14 27 → +33639981427
06.39.98.14.27 → +33639981427
06-39-98-14-27 → +33639981427
0639981427 → +33639981427
+33 6 39 98 14 27 → +33639981427
0033 6 39 98 14 27 → +33639981427
33 6 39 98 14 27 → +33639981427
+33639981427 → +33639981427
# en paires, comme on les dit
zéro six trente-neuf quatre-vingt-dix-huit quatorze vingt-sept → +33639981427
zéro six, trente-neuf, quatre-vingt-dix-huit, quatorze, vingt-sept → +33639981427
zéro un quarante-deux soixante-dix-sept zéro huit treize → +33142770813
zéro quatre vingt-deux quatre-vingt-un soixante et onze quatre-vingts → +33422817180
zéro six septante-deux nonante huitante-trois onze → +33672908311
zéro sept zéro zéro zéro zéro douze zéro un → +33700001201
zéro trois quatre-vingts, soixante-six, quatorze, zéro sept → +33380661407
# chiffre par chiffre, par trois, mélangés
0 6 3 9 9 8 1 4 2 7 → +33639981427
zéro six trois neuf neuf huit un quatre deux sept → +33639981427
zéro six cent trente-neuf neuf cent quatre-vingt-un quatre cent vingt-sept → +33639981427
06 399 814 27 → +33639981427
01 44 zéro 1 58 cinquante-neuf → +33144015859
zéro six 12 34 56 77 → +33612345677
zero6 zero9 18 46 70 → +33609184670
# des mots autour
c'est le 06 39 98 14 27 → +33639981427
alors notez bien le 06 39 98 14 27 merci → +33639981427
mon portable c'est le zéro six trente-neuf quatre-vingt-dix-huit quatorze vingt-sept → +33639981427
05, 56, 44, 31, et puis 20 → +33556443120
06, puis 17, puis 17, puis 28, et pour finir 39 → +33617172839
06, 12, vous me dites si je vais trop vite, 87, 70, 55 → +33612877055
04 42 91 et là je vous donne la fin doucement 6 0 7 7 poste 214 → +33442916077
jusqu'à dix-sept heures je suis au garage, vous faites le 05 61 22 47 03 → +33561224703
j'ai 91 ans, mon fixe c'est le 05 55 52 18 39 → +33555521839
# répétitions et hésitations
06, deux fois le 30, 11, 95 → +33630301195
zéro six quatre-vingts, deux fois douze, quarante-huit → +33680121248
zéro six double douze trente-quatre cinquante-six → +33612123456
double zéro trente-trois six trente-neuf quatre-vingt-dix-huit quatorze vingt-sept → +33639981427
05 61 22 euh 22 47 03 → +33561224703
01 53, euh, 01 53 70 22 19 → +33153702219
06 80 euh 06 80 17 17 36 → +33680171736
07 81... 07 81, vous m'entendez ? 07 81 40 66 35 → +33781406635
# corrections
zéro deux quarante, quarante, soixante-treize, non pardon, soixante-douze, onze → +33240407211
06 39 98 14 28 non 27 → +33639981427
06 39 97, pardon, 98 14 27 → +33639981427
six cent trente-neuf, enfin non, zéro six, trente-neuf, quatre-vingt-dix-huit, dix-sept, vingt-trois → +33639981723
# ce que les recogniseurs écrivent
0,612,3456,618 → +33612345678
zéro six vingt trois 4 20 quatre 11 zéro zéro → +33623841100
0612 34 5678 → +33612345678
02 35. 71 18 0 6 → +33235711806
zéro cis trente-neuf quatre-vingt-dix-huit quatorze vingt-set → +33639981427
zéro six soixante 18 douze douze quatorze → +33678121214
# d'ailleurs
+32 475 32 90 15 → +32475329015
plus quarante et un septante-neuf quatre cent douze soixante-cinq nonante → +41794126590
+39 347 556 21 08 → +393475562108
00 44 7700 900 146 → +447700900146
plus 352 621 40 80 12 → +352621408012
6 39 98 14 27 → +33639981427
# incomplets, trop longs
06 12 → 0612 [incomplete]
zéro six douze trente-quatre → 061234 [incomplete]
06 39 98 14 → 06399814 [incomplete]
06 39 98 14 27 12 → 063998142712 [too-long]
01 23 45 67 89 01 23 → 01234567890123 [too-long]
# pas un numéro
j'en ai deux → rien
j'ai 91 ans je ne le connais pas → rien
oui → rien
je ne sais pas → rien
le 8 décembre → rien
à dix heures trente → rien
deux → rien
"""


@pytest.mark.parametrize(("said", "meant"), table(SAID))
def test_numbers(said: str, meant: str) -> None:
    reading = read_phone(said)
    problem = f" [{reading.problem}]" if reading is not None and reading.problem else ""
    assert (f"{reading.value}{problem}" if reading is not None else "rien") == meant


def test_a_belgian_organization_hears_belgian_numbers() -> None:
    reading = read_phone("zéro quatre cent septante-cinq, trente-deux, nonante, quinze", "BE")
    assert reading is not None
    assert (reading.value, reading.problem) == ("+32475329015", None)


def test_the_digits_so_far_come_with_too_few() -> None:
    reading = read_phone("zéro six, trente-neuf")
    assert reading is not None
    assert (reading.value, reading.problem) == ("0639", Problem.INCOMPLETE)


def test_the_span_runs_to_the_last_digit() -> None:
    said = "alors c'est le 06 39, euh, 98 14 27, voilà"
    reading = read_phone(said)
    assert reading is not None
    assert said[reading.start : reading.end] == "06 39, euh, 98 14 27"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+33639981427", "06 39 98 14 27", True),
        ("+33639981427", "0033639981427", True),
        ("+33639981427", "+33639981428", False),
        ("+33639981427", "+32639981427", False),
        ("+33639981427", None, False),
        (None, None, False),
        ("", "", False),
        ("anonyme", "anonyme", False),
    ],
)
def test_same_number(one: str | None, other: str | None, same: bool) -> None:
    assert same_number(one, other) is same


FRENCH = st.tuples(st.integers(1, 9), st.integers(0, 99_999_999)).map(lambda n: f"+33{n[0]}{n[1]:08d}")


@given(number=FRENCH)
def test_what_vox_says_is_read_back(number: str) -> None:
    reading = read_phone(say_phone(number))
    assert reading is not None
    assert (reading.value, reading.problem, reading.whole) == (number, None, True)


@given(number=FRENCH)
def test_what_the_voice_says_is_read_back(number: str) -> None:
    reading = read_phone(speakable(say_phone(number)))
    assert reading is not None
    assert (reading.value, reading.problem) == (number, None)


@given(number=FRENCH, cuts=st.lists(st.integers(1, 3), min_size=4, max_size=10))
def test_any_grouping_of_digits_is_the_same_number(number: str, cuts: list[int]) -> None:
    digits, said = f"0{number[3:]}", []
    for size in cuts:
        said.append(digits[:size])
        digits = digits[size:]
    said.append(digits)
    reading = read_phone(" ".join(filter(None, said)))
    assert reading is not None
    assert reading.value == number


@given(number=FRENCH)
def test_digit_by_digit_in_words(number: str) -> None:
    said = " ".join(num2words(int(digit), lang="fr") for digit in f"0{number[3:]}")
    reading = read_phone(said)
    assert reading is not None
    assert reading.value == number
