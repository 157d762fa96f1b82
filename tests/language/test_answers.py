"""Yes, no, any, unknown, in the colours that callers give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.language.answers import Answer, read_answer, read_leading_answer

YES = """
oui · ouais · oui oui · oui oui oui · ben oui · bah ouais · euh oui · oui oui c'est ça · oui c'est ça
oui c'est bien ça
oui merci · oui s'il vous plaît · oui tout à fait · oui parfait · oui voilà · oui d'accord · d'accord · dac · ok
OK · okay
parfait · c'est parfait · très bien · c'est très bien · c'est bien · impeccable · nickel · super · génial · top
excellent
c'est ça · c'est bien ça · c'est exact · c'est correct · c'est juste · exact · exactement · tout à fait
absolument · voilà
voilà c'est ça · effectivement · en effet · certainement · évidemment · bien sûr · mais bien sûr · bien entendu
volontiers
avec plaisir · pourquoi pas · je veux bien · ça me va · ça me convient · ça me va très bien · ça marche · ça roule
ça va
ça m'arrange · ça ira · ça fera l'affaire · je confirme · on confirme · je valide · je prends · je la prends · allez-y
allez-y faites · faites · vas-y · on fait comme ça · vendu · banco · adjugé · entendu · affirmatif · mm-hm · hm hm
yes
non non c'est bien ça · non c'est parfait · nan mais c'est parfait · c'est d'accord · je suis d'accord
pas de problème
c'est bon · c'est tout bon · c'est bon pour moi · moi je veux bien · sans problème · je crois bien que oui
malheureusement oui
c'est mon numéro · oui c'est le mien · c'est noté · oui c'est noté merci · lui-même · c'est moi · je pense que oui
mouais
"""

NO = """
non · non non · non merci · non merci c'est bon · nan · nan nan · ben non · bah non · ah non · oh non · mais non
euh non
non pas du tout · pas du tout · absolument pas · certainement pas · surtout pas · jamais · jamais de la vie
hors de question
pas question · c'est pas ça · ce n'est pas ça · non c'est pas ça · c'est pas du tout ça · non ce n'est pas bon
c'est faux
c'est pas exact · c'est une erreur · ça ne va pas · ça va pas · ça me va pas · ça ne me convient pas
ça m'arrange pas
pas vraiment · pas tout à fait · pas encore · pas pour l'instant · pas la peine · c'est pas la peine · pas besoin
inutile
je ne pense pas · je crois pas · je pense pas non · aucun · aucune · aucun des deux · aucun des trois
ni l'un ni l'autre
rien ne va · rien de tout ça · rien du tout · rien d'autre · ce sera tout · ce sera tout merci · c'est tout
non ce sera tout
négatif · sans façon · je peux pas · je ne peux pas · je suis pas disponible · je ne veux pas · laissez tomber
non désolé
vous vous trompez · vous avez mal compris · j'aime mieux pas · je préfère pas · non ça va pas du tout
"""

ANY = """
peu importe · peu m'importe · n'importe · n'importe lequel · n'importe quand · n'importe quel jour · n'importe qui
qu'importe
comme vous voulez · comme vous préférez · comme ça vous arrange · quand vous voulez · qui vous voulez
ce qui vous arrange
ça m'est égal · ça m'est complètement égal · c'est égal · c'est pareil · c'est du pareil au même · kif-kif
je m'en fiche
c'est vous qui voyez · à vous de voir · à votre convenance · choisissez · choisissez pour moi · je vous laisse choisir
pas de préférence · aucune préférence · je n'ai pas de préférence · j'ai pas de préférence · non aucune préférence
pas spécialement
non pas spécialement · non peu importe · l'un ou l'autre · les deux me vont · tout me va · tous les jours me vont
le premier disponible
la première disponible · je suis libre tous les jours · mettez qui vous voulez · oh vous savez peu importe
faites au mieux
"""

UNKNOWN = """
je sais pas · je ne sais pas · je sais plus · je ne sais plus · j'en sais rien · je n'en sais rien
ben j'en sais rien moi
aucune idée · alors là aucune idée · pas la moindre idée · j'ai pas la moindre idée · je sais pas du tout
je sais pas trop
je me rappelle plus · je ne me souviens plus · je m'en souviens plus · j'ai oublié · je ne le connais pas
je le connais pas par cœur
je ne l'ai pas sous la main · bonne question · vous me posez une colle · ça dépend · peut-être · je suis pas sûr
ah non je sais pas
je ne saurais pas vous dire · faut que je réfléchisse · chais pas · je ne l'ai pas en tête · on sait pas encore
"""

SOMETHING_ELSE = """
oui mais plutôt mercredi · oui et c'est où · oui mardi · non plutôt jeudi · non le matin · mardi · dix heures
Claire Dupont
le premier · la deuxième · je voudrais annuler · répétez · un humain · bonjour · merci · au revoir · euh · attendez
oui au revoir · non merci au revoir · oui enfin non · quel jour vous avez dit · c'est combien · opposition
pas le lundi
peu importe sauf lundi · je sais pas peut-être lundi · d'accord mais à onze heures · parfait et mettez aussi mon mari
"""


def phrases(text: str) -> list[str]:
    return [phrase.strip() for line in text.strip().splitlines() for phrase in line.split("·")]


@pytest.mark.parametrize("said", phrases(YES))
def test_yes(said: str) -> None:
    assert read_answer(said) is Answer.YES


@pytest.mark.parametrize("said", phrases(NO))
def test_no(said: str) -> None:
    assert read_answer(said) is Answer.NO


@pytest.mark.parametrize("said", phrases(ANY))
def test_any(said: str) -> None:
    assert read_answer(said) is Answer.ANY


@pytest.mark.parametrize("said", phrases(UNKNOWN))
def test_unknown(said: str) -> None:
    assert read_answer(said) is Answer.UNKNOWN


@pytest.mark.parametrize("said", phrases(SOMETHING_ELSE))
def test_something_more_specific_is_no_answer(said: str) -> None:
    assert read_answer(said) is None


@pytest.mark.parametrize(
    ("said", "answer", "rest"),
    [
        ("oui mais plutôt mercredi", Answer.YES, "mais plutôt mercredi"),
        ("non, plutôt jeudi", Answer.NO, "plutôt jeudi"),
        ("oui, et c'est où ?", Answer.YES, "et c'est où ?"),
        ("non pas ce numéro, le 01 40 20 30 40", Answer.NO, "pas ce numéro, le 01 40 20 30 40"),
        ("d'accord, à onze heures", Answer.YES, "à onze heures"),
        ("oui", Answer.YES, ""),
    ],
)
def test_a_leading_answer_leaves_the_rest(said: str, answer: Answer, rest: str) -> None:
    reading = read_leading_answer(said)
    assert reading is not None
    assert reading.value is answer
    assert said[reading.end :] == rest
    assert reading.whole == (rest == "")


@pytest.mark.parametrize("said", ["mardi", "bonjour", "", "euh", "plutôt mercredi oui"])
def test_no_leading_answer(said: str) -> None:
    assert read_leading_answer(said) is None


@given(
    said=st.sampled_from(phrases(YES)),
    polite=st.sampled_from(["merci", "s'il vous plaît", "monsieur", "merci beaucoup"]),
)
def test_politeness_changes_nothing(said: str, polite: str) -> None:
    assert read_answer(f"euh {said}, {polite}.") is Answer.YES


@given(said=st.sampled_from(phrases(YES + NO + ANY + UNKNOWN)))
def test_capitals_accents_and_stops_change_nothing(said: str) -> None:
    assert read_answer(said.upper() + " !") is read_answer(said)
