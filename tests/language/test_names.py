"""Names as callers say and spell them, and who is meant by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.tables import table
from vox.language.names import match, read_name
from vox.language.say import spell

# + where more was said than the name
SAID = """
# tels quels
Claire Dupont → Claire Dupont
claire dupont → Claire Dupont
CLAIRE DUPONT → Claire Dupont
Dupont → Dupont
petit → Petit
Jean-Baptiste de Saint-Aulaire → Jean-Baptiste de Saint-Aulaire
jean-baptiste de saint-aulaire → Jean-Baptiste de Saint-Aulaire
Aymeric de la Tour du Breuil → Aymeric de la Tour du Breuil
O'Connor → O'Connor
d'Ornano → d'Ornano
Le Goff → Le Goff
Nguyen Thi Lan → Nguyen Thi Lan
al khatib → Al Khatib
Marie-Claire O'Brien → Marie-Claire O'Brien
Ben Youssef → Ben Youssef
# présentés
je m'appelle Claire Dupont → Claire Dupont
moi c'est Kader Boumaza → Kader Boumaza
mon nom c'est Villeneuve → Villeneuve
c'est Paul Martin → Paul Martin
je suis Paul Martin → Paul Martin
au nom de Fontaine → Fontaine
c'est au nom de Fontaine → Fontaine
alors au nom de mon mari, Thierry Aubert → Thierry Aubert +
de la part de Solange Perrichon, l'ancienne secrétaire de mairie → Solange Perrichon +
c'est pour ma fille elle s'appelle Inaya Benhaddou → Inaya Benhaddou +
pour ma grand-mère, Odette Chauvin → Odette Chauvin +
ici Mathilde Weber → Mathilde Weber
bonjour c'est madame de la Tour → De la Tour
sous le nom de Leclerc → Leclerc
Normalement c'est au nom de Dupuis → Dupuis +
# titres
Madame Kowalski → Kowalski
monsieur Jean Simon → Jean Simon
docteur félix amar → Félix Amar
Monsieur et madame Sanchez → Sanchez
maître Sophie Tavernier → Sophie Tavernier
# politesse
Claire Dupont s'il vous plaît → Claire Dupont
euh oui alors Dupont → Dupont
Dupont, merci → Dupont
bah toujours pareil, villeneuve → Villeneuve
Leroux, Jeannine Leroux → Jeannine Leroux
Garnier, prénom Lucie → Lucie Garnier
# épelés
Vasseur, V, A, deux S, E, U, R → Vasseur
D U P O N T → Dupont
G A U T H I E R → Gauthier
Gautier, G A U T H I E R → Gauthier
D comme Denis, U, P, O, N, T → Dupont
Claire Dupond, D U P O N T → Claire Dupont
Kowalsky, K O W A L S K I → Kowalski
Perrin, P E deux R I N → Perrin
Quesnel, Q U E S N E L → Quesnel
Nguyen, N G U Y E N → Nguyen
Schwartzmann, S C H W A R T Z M A deux N → Schwartzmann
P comme Pierre, A, Y comme Yves, E, T → Payet
O apostrophe C O deux N O R → O'Connor
# remarques sur l'orthographe
Dupont avec un T → Dupont
Dupond avec un T → Dupont
Dupont avec un D → Dupont
Leroy-Beaulieu avec un tiret → Leroy-Beaulieu
leroy beaulieu avec un tiret → Leroy-Beaulieu
Colin avec deux L → Collin
Collin avec un seul L → Colin
Chevalier avec un seul L → Chevalier
Lucas avec un K → Lukas
Tomas avec un H → Tomas
Martine sans E → Martin
barthélemy avec un h → Barthélemy
Martins, avec un S, c'est portugais → Martins +
Kerguélen comme les îles → Kerguélen +
# autre chose dit aussi
Ferreira, et mon téléphone c'est le 06 58 30 94 12 → Ferreira +
Tristan Colas, né le 8 mars 2004 → Tristan Colas +
Robin, et le portable c'est zéro sept dix-huit → Robin +
# pas un nom
oui → rien
non → rien
je sais pas → rien
c'est moi → rien
bonjour → rien
vous pouvez répéter → rien
je ne préfère pas le donner → rien
euh attendez → rien
demain → rien
06 39 98 14 27 → rien
"""

PEOPLE = {
    "dr-martin": ["docteur Martin", "Claire Martin", "Martin", "la docteure"],
    "dr-leroy": ["docteur Leroy", "Paul Leroy", "Leroy"],
    "delcourt": ["maître Delcourt"],
    "kine": ["Lucie Morel", "le kiné"],
    "secretariat": ["le secrétariat", "la secrétaire", "l'accueil"],
}

WHO_IS_MEANT = """
# praticiens
docteur Martin → dr-martin
le docteur Martin → dr-martin
docteur Marthin → dr-martin
docteur Martain → dr-martin
Martin → dr-martin
Claire Martin → dr-martin
madame Martin → dr-martin
je voudrais voir le docteur Martin demain matin → dr-martin
avec le docteur Leroy si possible → dr-leroy
docteur Leroi → dr-leroy
le docteur le roi → dr-leroy
docteur Le Roy → dr-leroy
Paul → dr-leroy
la docteure → dr-martin
le kiné → kine
maître Delcourt → delcourt
maître Delcour → delcourt
mettre des cours → delcourt
Delcourt → delcourt
le secrétariat → secretariat
la secrétaire → secretariat
passez-moi l'accueil s'il vous plaît → secretariat
docteur Martin ou docteur Leroy → dr-martin dr-leroy
# personne
le docteur →
docteur →
un docteur →
bonjour docteur →
monsieur →
madame →
demain matin →
le matin →
je ne sais pas →
peu importe →
n'importe qui →
docteur Bernard →
bonjour je voudrais un rendez-vous →
mardi à dix heures →
"""

SERVICES = {
    "consultation": ["consultation", "visite", "voir le docteur", "rendez-vous chez le médecin", "consulter"],
    "premiere": ["première consultation", "nouveau patient", "première visite"],
    "vaccin": ["vaccination", "vaccin", "piqûre", "rappel de vaccin"],
    "certificat": ["certificat médical", "certificat", "certificat de sport", "certificat d'aptitude"],
    "detartrage": ["détartrage"],
}

WHICH_SERVICE = """
une consultation → consultation
consultation → consultation
une visite → consultation
consulter → consultation
première consultation → premiere
une première consultation s'il vous plaît → premiere
première fois → premiere
je suis un nouveau patient → premiere
un vaccin → vaccin
vaccin → vaccin
un rappel de vaccin → vaccin
une piqûre → vaccin
me faire vacciner → vaccin
un certificat → certificat
certificat médical → certificat
certificat de sport → certificat
sertificat médicale → certificat
vacsin → vaccin
détartrage → detartrage
un détartage → detartrage
je voudrais prendre rendez-vous pour un détartrage mardi → detartrage
un rendez-vous →
bonjour →
mardi matin →
le plus tôt possible →
une radio →
"""


@pytest.mark.parametrize(("said", "meant"), table(SAID))
def test_names(said: str, meant: str) -> None:
    reading = read_name(said)
    assert (f"{reading.value}{'' if reading.whole else ' +'}" if reading is not None else "rien") == meant


@pytest.mark.parametrize(("said", "meant"), table(WHO_IS_MEANT))
def test_who_is_meant(said: str, meant: str) -> None:
    assert match(said, PEOPLE) == tuple(meant.split())


@pytest.mark.parametrize(("said", "meant"), table(WHICH_SERVICE))
def test_which_service(said: str, meant: str) -> None:
    assert match(said, SERVICES) == tuple(meant.split())


def test_a_family_name_that_two_have_is_both() -> None:
    people = {"claire": ["docteure Claire Martin"], "paul": ["docteur Paul Martin"]}
    assert match("docteur Martin", people) == ("claire", "paul")
    assert match("Claire Martin", people) == ("claire",)
    assert match("Paul", people) == ("paul",)


def test_the_only_doctor_is_the_doctor() -> None:
    assert match("je voudrais voir le docteur", {"dr-martin": ["docteur Martin"]}) == ("dr-martin",)
    assert match("je voudrais voir le docteur Bernard", {"dr-martin": ["docteur Martin"]}) == ()


def test_short_names_must_be_said_as_they_are() -> None:
    assert match("docteur Ly", {"ly": ["docteur Ly"], "roy": ["docteur Roy"]}) == ("ly",)
    assert match("docteur Roi", {"ly": ["docteur Ly"], "roy": ["docteur Roy"]}) == ("roy",)
    assert match("oui", {"ly": ["docteur Ly"], "roy": ["docteur Roy"]}) == ()


def test_nobody_to_match() -> None:
    assert match("docteur Martin", {}) == ()
    assert match("", PEOPLE) == ()


FAMILY = st.sampled_from(
    [
        "Dupont",
        "Martin",
        "Lefèvre",
        "Kowalski",
        "Benhaddou",
        "Nguyen",
        "Schwartzmann",
        "Quéméner",
        "Ouedraogo",
        "Perrin",
        "Roux",
    ]
)
GIVEN = st.sampled_from(["Claire", "Jean-Baptiste", "Fatou", "Maëlys", "Paul", "Inaya", "Gaëtan"])
BEFORE = st.sampled_from(
    ["", "c'est ", "je m'appelle ", "au nom de ", "euh ", "oui bonjour c'est ", "madame ", "moi c'est "]
)


@given(before=BEFORE, given_name=GIVEN, family=FAMILY)
def test_a_name_after_what_callers_put_before_it(before: str, given_name: str, family: str) -> None:
    reading = read_name(f"{before}{given_name} {family}")
    assert reading is not None
    assert reading.value == f"{given_name} {family}"


@given(family=FAMILY)
def test_a_name_that_vox_spells_is_read_back(family: str) -> None:
    reading = read_name(spell(family))
    assert reading is not None
    assert reading.value == family
