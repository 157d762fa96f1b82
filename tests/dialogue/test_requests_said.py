"""What is a request about one's own data, a refusal, or its withdrawal, and what only sounds like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.dialogue.understanding.refusals import refused, refuses_outright, what_is_opposed, withdrawn
from vox.dialogue.understanding.requests import asked_about_data
from vox.records.rights import Right, Scope

ACCESS = """
qu'est-ce que vous avez sur moi
qu'est-ce que vous avez sur moi ?
Bonjour, qu'est-ce que vous avez comme informations sur moi ?
qu'avez-vous sur moi
vous savez quoi sur moi
quelles données avez-vous sur moi
quelles sont les informations que vous gardez sur moi
je voudrais savoir ce que vous avez sur moi
je voudrais savoir quelles informations vous avez gardées sur moi
je voudrais accéder à mes données personnelles
je veux exercer mon droit d'accès
je voudrais une copie de mes données
est-ce que vous avez des données sur moi
dites-moi ce que vous avez noté sur moi
qu'est-ce qui est gardé sur moi
what do you have on me
what data do you keep about me
I would like a copy of my personal data
I want to see everything you have about me
qu'est-ce qui est gardé sur moi
qu'est-ce que vous avez sur mois
"""

ERASURE = """
effacez tout ce que vous avez sur moi
effacez tout ce que vous savez de moi
je veux que vous effaciez tout ce que vous avez sur moi
pouvez-vous supprimer toutes mes données
supprimez mes données personnelles s'il vous plaît
je voudrais effacer mes données
je demande l'effacement de mes données
supprimez toutes les informations que vous avez sur moi
effacez tout ce qui me concerne
j'exerce mon droit à l'oubli
oubliez tout ce que vous avez noté sur moi
delete everything you have about me
please erase all my data
I want you to delete all the information you hold on me
effacez les résumés de mes appels
qu'on efface tout ce que vous avez gardé sur moi
mes données, je veux que vous les effaciez
"""

RECTIFICATION = """
je veux rectifier mes données
je voudrais corriger les informations que vous avez sur moi
je voudrais exercer mon droit de rectification
les informations que vous avez sur moi sont fausses
corrigez ce que vous avez noté sur moi
please correct the data you hold about me
"""

# What Whisper makes of them on the telephone, by four voices.
MISHEARD = {
    Right.ERASURE: """
Et facez tout ce que vous avez sur moi.
Fassez tout ce que vous avez si au moins.
Fassez tout ce que vous avessez au moire.
Et facile tout ce que vous savez de moi.
Fassez tout ce qui me concerne.
Et facile et résumé de mes appels.
Oublier tout ce que vous avez notice au mois.
Tu primais toutes les informations que vous avez sur moi.
qu'on est face, tout ce que vous avez gardé sur moi.
J'exerce mon droit à l'oublier.
Je veux que vous effacient tout ce que vous avessez au moins.
""",
    Right.RECTIFICATION: """
Courigez ce que vous avez noté sur moi.
Les informations que vous avez si un moisson fausse.
Je veux actifier mes données.
""",
    Right.ACCESS: """
Qu'est-ce que vous aviez sur moi ?
Qu'est-ce que vous avez si au moins ?
Qu'est-ce que vous avez se remoi ?
Bonjour, qu'est-ce que vous avez commet formation sur moi ?
Quevez-vous sur moi ?
Cabez-vous sur moi.
Vous savez quoi c'est moi ?
Quelle donnez-vous sur moi ?
Je voudrais savoir ce que vous avessez au mois.
Je voudrais en copier de mes données.
Est-ce que vous avez de donnés ce moat ?
Dis-moi ce que vous avez noté ce mois.
Qu'est-ce qui a gardé sur moi ?
""",
}

NO_REQUEST = """
quelles informations vous faut-il sur moi
qu'est-ce que vous avez dit
est-ce que vous avez du homard
qu'est-ce que vous avez pour moi
c'est facile de venir chez vous
effacez tout ce que j'ai dit
je voudrais une copie de l'acte de naissance
effacez le rendez-vous de mardi
qu'est-ce que vous avez comme créneaux
qu'est-ce que vous avez jeudi
qu'avez-vous de libre la semaine prochaine
qu'est-ce que vous avez sur mardi matin
supprimez mon rendez-vous
annulez tout ce que j'ai mardi
je n'ai pas mes informations sur moi
je n'ai pas ma carte sur moi
effacez mon message
effacez mon numéro et notez celui-ci
n'effacez pas mes données
je ne veux pas que vous effaciez mes données
avez-vous effacé mes données
je voudrais rectifier mon rendez-vous
je voudrais corriger mon numéro
mettez à jour mon adresse
comment on accède au parking
l'accès handicapé
où en est mon dossier
je voudrais accéder à mon dossier médical
vous savez qui je suis
qu'est-ce que vous savez faire
vous avez des informations sur les horaires
qu'est-ce que vous avez comme informations sur le passeport
je veux supprimer ma carte d'identité perdue
delete my appointment on Tuesday
what do you have on Tuesday
don't delete my data
what do you know about passports
correct my phone number
j'ai oublié tout ce que vous m'avez dit
effacez ce que je viens de dire
qu'est-ce que vous avez sur mois de décembre
je vous donne mes informations personnelles
quelles informations vous faut-il sur moi
je voudrais changer mes données bancaires
mes données de contact ont changé
"""

REFUSED = """
opposition | no_summary
je m'oppose à l'enregistrement | no_summary
je m'oppose à ce que vous gardiez un résumé | no_summary
je refuse qu'une machine enregistre ce que je dis, opposition | no_summary
Je refuse une machine angice quand c'est jeudi au position. | no_ai no_summary
Je ne veux pas qu'un robot garde ce que je dis | no_summary
je ne veux pas parler à un robot | no_ai
je ne parle pas aux machines | no_ai
je refuse l'intelligence artificielle | no_ai
je m'oppose à l'intelligence artificielle | no_ai
je ne veux plus jamais parler à une intelligence artificielle | no_ai
je ne veux pas que l'intelligence artificielle me réponde | no_ai
je refuse l'intelligence artificielle et que vous gardiez quoi que ce soit | no_ai no_summary
je ne veux plus être rappelé | no_callback
je m'oppose à être rappelé | no_callback
ne me rappelez plus | no_callback
ne me rappelez pas | no_callback
ne me rappelez jamais | no_callback
je ne veux plus recevoir de SMS | no_callback
ne m'envoyez plus de SMS | no_callback
I don't want to talk to a robot | no_ai
don't keep anything about me | no_summary
stop calling me | no_callback
"""

NOT_REFUSED = """
ne me rappelez pas avant dix-sept heures
ne me rappelez plus le soir
non je ne veux pas être rappelé
pas de rappel
on ne m'a pas rappelé
il ne m'a jamais rappelé
rappelez-moi
je vous rappelle plus tard
dites-lui de ne pas me rappeler demain
je n'ai pas reçu de SMS
vous ne m'avez pas envoyé de SMS
je veux parler à quelqu'un, pas à une machine
mais c'est quoi ce robot de merde
ma machine à laver est en panne
je voudrais faire opposition sur un chèque
dites au président que je m'oppose au projet d'éoliennes
I want to be called back
"""

WITHDRAWN = """
je retire mon opposition | no_summary no_ai no_callback
annulez mon opposition s'il vous plaît | no_summary no_ai no_callback
je ne m'oppose plus | no_summary no_ai no_callback
levez l'opposition s'il vous plaît | no_summary no_ai no_callback
withdraw my objection | no_summary no_ai no_callback
je voudrais retirer mon opposition à l'intelligence artificielle | no_ai
je lève mon opposition aux rappels | no_callback
"""

NOT_WITHDRAWN = """
je veux retirer mon opposition au permis de construire
annuler mon opposition sur mon chèque
lever l'opposition sur ma carte bancaire
je retire mon opposition à la vente
je retire mon opposition à l'injonction
annulez mon rendez-vous
il n'y a plus d'opposition de la partie adverse
je voudrais lever l'opposition du voisin
je m'oppose
"""


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


def scoped(text: str) -> list[tuple[str, frozenset[Scope]]]:
    pairs = (line.split(" | ") for line in lines(text))
    return [(said, frozenset(map(Scope, scopes.split()))) for said, scopes in pairs]


@pytest.mark.parametrize(("right", "heard"), [(right, one) for right, some in MISHEARD.items() for one in lines(some)])
def test_a_request_is_known_by_its_sound(right: Right, heard: str) -> None:
    assert asked_about_data(heard) is right


@pytest.mark.parametrize(
    ("said", "right"),
    [
        (said, right)
        for right, table in ((Right.ACCESS, ACCESS), (Right.ERASURE, ERASURE), (Right.RECTIFICATION, RECTIFICATION))
        for said in lines(table)
    ],
)
def test_a_request(said: str, right: Right) -> None:
    assert asked_about_data(said) is right
    assert asked_about_data(said.upper()) is right


@pytest.mark.parametrize("said", lines(NO_REQUEST))
def test_what_is_none(said: str) -> None:
    assert asked_about_data(said) is None
    assert asked_about_data(said, idle=True) is None


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("effacez tout", Right.ERASURE),
        ("je voudrais tout effacer", Right.ERASURE),
        ("je veux rectifier", Right.RECTIFICATION),
    ],
)
def test_few_words_are_a_request_where_nothing_runs_that_they_could_belong_to(said: str, right: Right) -> None:
    assert asked_about_data(said, idle=True) is right
    assert asked_about_data(said) is None


@pytest.mark.parametrize(("said", "scopes"), scoped(REFUSED))
def test_what_is_refused(said: str, scopes: frozenset[Scope]) -> None:
    assert refused(said) == scopes
    assert what_is_opposed(said) == scopes
    assert not withdrawn(said)


@pytest.mark.parametrize("said", lines(NOT_REFUSED))
def test_nothing_is_refused(said: str) -> None:
    assert refused(said) == frozenset()


@pytest.mark.parametrize(("said", "scopes"), scoped(WITHDRAWN))
def test_what_is_taken_back(said: str, scopes: frozenset[Scope]) -> None:
    assert withdrawn(said) == scopes
    assert refused(said) == frozenset()


@pytest.mark.parametrize("said", lines(NOT_WITHDRAWN))
def test_nothing_is_taken_back(said: str) -> None:
    assert withdrawn(said) == frozenset()


def test_who_asks_to_erase_opposes_only_if_they_say_so_too() -> None:
    assert not refuses_outright("effacez tout ce que vous avez sur moi")
    assert refuses_outright("effacez tout ce que vous avez sur moi et ne gardez plus rien")


@given(st.text())
def test_any_text_is_read(said: str) -> None:
    asked_about_data(said, idle=True)
    refused(said)
    withdrawn(said)
