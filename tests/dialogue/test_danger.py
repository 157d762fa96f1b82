"""What is a danger, what only sounds like one: both lists are tested as hard."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dialogue.room import Call
from vox.config.organization import Trade
from vox.dialogue.understanding.danger import Danger, danger
from vox.records.summary import Outcome

NOW = """
mon mari a une douleur dans la poitrine et il n'arrive plus à respirer
attendez, il ne respire plus !
j'ai très mal dans la poitrine, ça me serre jusqu'au bras
mon père est par terre, il ne répond plus
elle est tombée dans l'escalier, elle a du sang qui sort de l'oreille
elle a la bouche de travers et elle parle bizarre d'un coup
je crois que je suis en train de faire un AVC
mon fils s'étouffe avec une bague
il s'est évanoui et il a plus de pouls
ma fille a mangé des cacahuètes, elle n'arrive plus à parler
j'ai la gorge qui gonfle et du mal à avaler ma salive
le petit a bu de l'eau de javel
ça sent très fort le gaz dans l'appartement et j'ai la tête qui tourne
il y a le feu dans la cuisine
au secours
aidez-moi vite
je suis enceinte et je perds du sang
il va me tuer, il est derrière la porte
mon mari est derrière la porte avec un couteau, il dit qu'il va me tuer
mon ex menace de me tuer, il est en bas de chez moi
il s'est tranché les doigts à la scie circulaire
elle convulse depuis dix minutes
ma mère a perdu connaissance
je me sens partir
il est en arrêt cardiaque
appelez une ambulance
si je n'ai pas mon insuline ce soir je meurs
"""

LIFE = """
je veux en finir, j'ai les cachets devant moi
j'ai envie de mourir
je vais me jeter par la fenêtre
j'en peux plus de vivre
j'ai avalé toutes les boîtes
je vais me suicider
adieu, cette nuit j'en finis
"""

DOUBT = """
c'est une urgence
mon mari a fait un malaise
je saigne du nez
j'ai vu les pompiers ce matin et ils m'ont dit de vous appeler
c'est très urgent j'ai mal à la tête
si je rate encore ce train je meurs
"""

NOTHING = """
je voudrais un rendez-vous pour une prise de sang
mardi, sinon ma femme va me tuer
je meurs de faim, avez-vous une place à midi
c'est le contrôle après mon infarctus de mars
j'ai fait un infarctus l'an dernier
le suivi de mon AVC de 2010
le 06 70 11 22 95, c'est celui de ma mère, la personne à prévenir en cas d'urgence
je suis mort de rire
j'ai un pneu crevé
je voudrais un entretien de ma chaudière à gaz
oui c'est ça, vous m'avez sauvé la vie
Fabien Sangaré
mardi à dix-huit heures
une consultation le 15 décembre
bonjour, je voudrais savoir si vous êtes ouverts le samedi
peut-on se garer devant les urgences
je brûle d'impatience
mon rendez-vous est à onze heures
ce soir j'en finis avec ces papiers
"""


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize("said", lines(NOW))
def test_danger_now(said: str) -> None:
    assert danger(said, "medical") is Danger.NOW


@pytest.mark.parametrize("said", lines(LIFE))
def test_somebody_speaks_of_ending_their_life(said: str) -> None:
    assert danger(said, "medical") is Danger.LIFE


@pytest.mark.parametrize("said", lines(DOUBT))
def test_a_mere_word_is_a_doubt(said: str) -> None:
    assert danger(said, "medical") is Danger.DOUBT


@pytest.mark.parametrize("said", lines(NOTHING))
def test_near_misses_are_nothing(said: str) -> None:
    assert danger(said, "medical") is None


def table(kind: str) -> list[tuple[Trade, str]]:
    """The lines of the table under "## kind": trade and sentence."""
    here, found = "", []
    for line in (Path(__file__).parent / "tables" / "dangers.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            here = line.removeprefix("## ")
        elif here == kind and "|" in line:
            trade, _, said = line.partition("|")
            assert trade in get_args(Trade)
            found.append((cast(Trade, trade), said))
    return found


def test_the_tables_are_long() -> None:
    assert len(table("now")) + len(table("life")) + len(table("some")) >= 120
    assert len(table("none")) >= 120


@pytest.mark.parametrize(("trade", "said"), table("now"))
def test_plain_dangers_of_every_trade(trade: Trade, said: str) -> None:
    assert danger(said, trade) is Danger.NOW


@pytest.mark.parametrize(("trade", "said"), table("life"))
def test_wishes_to_die_in_many_words(trade: Trade, said: str) -> None:
    assert danger(said, trade) is Danger.LIFE


@pytest.mark.parametrize(("trade", "said"), table("some"))
def test_veiled_dangers_lead_to_a_question_at_least(trade: Trade, said: str) -> None:
    assert danger(said, trade) is not None


@pytest.mark.parametrize(("trade", "said"), table("none"))
def test_what_only_sounds_like_a_danger(trade: Trade, said: str) -> None:
    assert danger(said, trade) is None


@pytest.mark.parametrize(
    ("said", "trade", "expected"),
    [
        ("mon chien a avalé de la mort-aux-rats", "veterinary", Danger.NOW),
        ("il me faut de la mort-aux-rats", "town-hall", None),
        ("mon chat n'arrive pas à uriner", "veterinary", Danger.NOW),
        ("la joue énorme, l'œil fermé, et j'ai de la fièvre", "dental", Danger.NOW),
    ],
)
def test_by_trade(said: str, trade: Trade, expected: Danger | None) -> None:
    assert danger(said, trade) is expected


def test_the_organization_s_own_words() -> None:
    assert danger("je fais une anaphylaxie", "other", ["anaphylaxie"]) is Danger.NOW
    assert danger("bonjour", "other", ["anaphylaxie"]) is None


def test_numbers_and_accents_do_not_matter() -> None:
    assert danger("IL NE RESPIRE PLUS", "medical") is danger("il ne réspire plus", "medical") is Danger.NOW


@pytest.mark.parametrize("filler", ["alors voilà ", "ça coule ", "tous malades "])
def test_in_an_endless_story(filler: str) -> None:
    assert danger(f"{filler * 2000} il ne respire plus {filler * 2000}", "medical") is Danger.NOW


@given(st.text())
def test_any_text_is_read(said: str) -> None:
    danger(said, "medical", ["mot"])


# --- in a conversation ---


async def test_at_once_with_the_organization_s_sentence() -> None:
    call = Call()
    await call.play("""
        > mon mari a une douleur dans la poitrine et il n'arrive plus à respirer
        [more] composez le 15
    """)
    summary = call.conversation.close()
    assert summary is not None
    assert summary.outcomes == (Outcome.EMERGENCY,)
    assert "poitrine" not in summary.text


async def test_in_the_middle_of_a_booking() -> None:
    call = Call()
    await call.play("""
        > une consultation jeudi matin avec le docteur Martin
        [choice]
        > attendez, il ne respire plus !
        [more] composez le 15
    """)
    assert call.conversation.outcomes == (Outcome.EMERGENCY,)


async def test_the_number_is_said_again_until_the_caller_wants_something_else() -> None:
    call = Call()
    await call.play("""
        > il ne respire plus
        [more] composez le 15
        > qu'est-ce que je dois faire ?
        [more] composez le 15
        > non non c'est bon, au revoir
        [end]
    """)
    assert call.conversation.outcomes == (Outcome.EMERGENCY,)


async def test_who_speaks_of_ending_their_life_hears_where_to_call() -> None:
    call = Call()
    await call.play("""
        > je veux en finir, j'ai les cachets devant moi
        [more] vous n'êtes pas seul / 31 14 / le 15
        > merci, au revoir
        [end] prenez soin de vous / 31 14
    """)


async def test_a_doubt_is_one_question_and_no_goes_on_with_what_was_wanted() -> None:
    call = Call()
    await call.play("""
        > je voudrais une consultation jeudi avec le docteur Martin, c'est une urgence
        [confirm] danger immédiat / composez le 15
        > non non
        [choice] rassuré / jeudi 3 décembre
    """)


async def test_a_doubt_confirmed_is_an_emergency() -> None:
    call = Call()
    await call.play("""
        > c'est une urgence
        [confirm] danger immédiat
        > oui
        [more] composez le 15
    """)
    assert call.conversation.outcomes == (Outcome.EMERGENCY,)


async def test_a_doubt_is_not_asked_for_ever() -> None:
    call = Call()
    for _ in range(2):
        await call.hear("c'est une urgence")
        await call.hear("non")
    await call.hear("c'est une urgence")
    assert call.conversation.asking.value != "confirm"


async def test_a_doubt_in_the_middle_returns_to_the_question() -> None:
    call = Call()
    await call.play("""
        > une consultation avec le docteur Martin
        [date]
        > après-demain, je sors des pompiers
        [confirm] danger immédiat
        > non
        [choice] jeudi 3 décembre
    """)
