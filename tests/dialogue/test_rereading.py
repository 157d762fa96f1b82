"""Readers mend what the model only copied: the slot that a value fills, and where it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from vox.bench.cases import read_files
from vox.dialogue.understanding.commands import format_line, parse
from vox.dialogue.understanding.rereading import reread

TEACHING = Path(__file__).parents[2] / "training" / "utterances"


@pytest.mark.parametrize(
    ("heard", "written", "mended"),
    [
        # One number in two pieces, with what was taken back between them.
        ("06 39 98 24, non, 25, et 70", "phone=06 39 98 24; phone=25, et 70", "phone=06 39 98 24, non, 25, et 70"),
        ("Morel, et le 01 65 71 10 20", "phone=Morel; phone=01 65 71 10 20", "phone=01 65 71 10 20"),
        ("zéro six douze", "phone=zéro six douze", None),
        ("non, un quinze : 06 39 98 01 15", "fix phone=un quinze", "fix phone=06 39 98 01 15"),
        # A birth ends with its year, and is no name.
        ("le 3 mai 1951 facile", "birthdate=3 mai 1951 facile", "birthdate=3 mai 1951"),
        ("Julie, née le 3 mai 1951", "name=Julie; name=née le 3 mai 1951", "name=Julie; birthdate=3 mai 1951"),
        ("le 3 mai mille neuf cent 51", "birthdate=3 mai mille neuf cent 51", None),
        ("le 2 avril euh mai 2 mai 60", "birthdate=2 avril euh mai 2 mai 60", "birthdate=2 mai 60"),
        ("4 euh 12 81", "birthdate=4 euh 12 81", None),
        (
            "le 3 mai mille neuf cent nonante-deux, savez-vous",
            "birthdate=3 mai mille neuf cent",
            "birthdate=3 mai mille neuf cent nonante-deux",
        ),
        (
            "douze, que dis-je, treize avril 58",
            "birthdate=douze, que dis-je, treize avril 58",
            "birthdate=treize avril 58",
        ),
        # A name that is spelled where a number is asked.
        (
            "Mathis, sans H, et le 01 65 71 10 20",
            "phone=Mathis, sans H; phone=01 65 71 10 20",
            "fix name=Mathis, sans H; phone=01 65 71 10 20",
        ),
        # What it is not.
        ("le prénom est faux, ce n'est pas Hélène", "fix name=Hélène", "fix name"),
        ("ce n'est pas Hélène, c'est Irène", "fix name=Irène", None),
        ("78, pas 78", "fix birthdate=78", None),
        # Days and hours.
        ("changez-la de jour", "move; date=jour", "move"),
        ("il faudrait le décaler", "move; date=décaler", "move"),
        ("le jour de Noël", "move; date=jour de Noël", None),
        ("plutôt à 11h", "move; date=11h", "move; time=11h"),
        ("jeudi", "time=jeudi", "date=jeudi"),
        ("cet après-midi", "time=cet après-midi", "date=cet après-midi"),
        ("le plus tard possible", "date=plus tard possible", None),
        ("une coupe demain aprèm", "book; service=coupe; date=demain", "book; service=coupe; date=demain; time=aprèm"),
        ("jeudi mais pas avant dix heures", "date=jeudi", "date=jeudi; time=pas avant dix heures"),
        ("jeudi, n'importe quand", "date=jeudi", None),
        ("celui de lundi 9 heures, à mardi", "move; appointment=lundi 9 heures; date=mardi", None),
        ("lundi matin avec Léa", "date=lundi; time=matin avec Léa", "date=lundi; time=matin; practitioner=Léa"),
        ("le 3, au nom de Fabre", "date=3, au nom de Fabre", "date=3; name=Fabre"),
        ("06 39 98 11 20, voilà", "phone=06 39 98 11 20; time=11 20", "phone=06 39 98 11 20"),
        # What belongs to a value, and what does not.
        ("Bonnet, en deux mots", "name=Bonnet", "name=Bonnet, en deux mots"),
        ("Viard sans D, oui", "name=Viard", "name=Viard sans D"),
        ("cherchez sous Morel", "name=sous Morel", "name=Morel"),
        ("Non, c'est Marie Curie, c'est Ludard Ia.", "fix name=Ludard Ia", "fix name=Marie Curie"),
        (
            "société Kheops, K H E O P S, et moi c'est Farid Ouali",
            "name=Kheops, K H E O P S, et moi c'est Farid Ouali",
            "name=Farid Ouali",
        ),
        (
            "Viard, V I A R D, ah et le prénom Régine",
            "name=Viard, V I A R D; fix name=Régine",
            "name=Viard, V I A R D, ah et le prénom Régine",
        ),
        (
            "c'est Viart avec un T, et plutôt neuf heures",
            "fix name=Viart avec un T, et plutôt neuf heures",
            "fix name=Viart avec un T; fix time=neuf heures",
        ),
        ("un matin de janvier", "book; time=matin de janvier", "book; time=matin; date=janvier"),
        ("celui du 19, la descente", "appointment=19; appointment=descente", "appointment=19, la descente"),
        (
            "ma révision, celle de mardi, à jeudi",
            "move; appointment=révision; date=mardi; date=jeudi",
            "move; appointment=révision, celle de mardi; date=jeudi",
        ),
        ("dites à Mei de m'appeler", "message; practitioner=Mei; message=m'appeler", "message; practitioner=Mei"),
        ("Non, c'est Inès Chevalier, c'est H, on vit, I, E, R.", "fix name=I, E, R", "fix name=Inès Chevalier"),
        ("non, c'est faux, c'est Morel", "no; fix name=Morel", None),
        ("non c'est pas Paul, c'est Morel", "no; fix name=Morel", None),
        ("mon médecin c'est Morel", "practitioner=médecin c'est Morel", "practitioner=Morel"),
        ("Léa s'il vous plaît, pas Paul", "practitioner=Léa s'il vous plaît, pas Paul", "practitioner=Léa"),
        ("le 6 et pas le 7", "fix date=6; fix date=7", "fix date=6"),
        ("le 6 et le 7", "fix date=6; fix date=7", None),
        ("pas celui de Paul, celui de Léa", "appointment=Paul, celui de Léa", "appointment=Léa"),
        ("celui de lundi entre 8 et 10", "appointment=lundi", "appointment=lundi entre 8 et 10"),
        ("jeudi espèce d'andouille", "date=jeudi espèce d'andouille", "date=jeudi"),
        ("que je suis en retard", "message=que je suis en retard", "message=je suis en retard"),
        ("Vatan V comme Victor", "name=Vatan V", "name=Vatan V comme Victor"),
        ("Morel, M comme Marie", "name=Morel", "name=Morel, M comme Marie"),
        ("Morel comme le peintre", "name=Morel", None),
        ("M O R E L comme ça se dit", "name=M O R E L", None),
        ("je suis mort de rire, une coupe", "book; reason=je suis mort de rire; service=coupe", "book; service=coupe"),
        ("je suis mort de fatigue", "book; reason=je suis mort de fatigue", None),
        ("douze mètres d'après mon gendre", "answer=douze mètres d'après mon gendre", "answer=douze mètres"),
        ("un Fichet, je crois bien", "answer=Fichet, je crois bien", "answer=Fichet"),
        ("une otite l'an d'après", "answer=otite l'an d'après", None),
        ("je crois", "answer=je crois", None),
        # That there is a message is none.
        ("qu'il me rappelle", "message; message=me rappelle", "message"),
        ("je veux laisser un message", "message; message=je veux laisser un message", "message"),
        ("laisser un message, je viens", "message; message=laisser un message, je viens", None),
        ("dites-lui que je suis en retard", "message; message=je suis en retard", None),
        ("rappelez-moi", "message=rappelez-moi", None),  # the answer to "what is your message?"
    ],
)
def test_values_as_the_readers_see_them(heard: str, written: str, mended: str | None) -> None:
    assert format_line(reread(parse(written), heard)) == (mended or written)


def test_what_is_annotated_stays() -> None:
    """The readers and those who annotated agree, but for what hardly anybody says."""
    cases = read_files(sorted(TEACHING.glob("*.txt")))
    other = [one.where for one in cases if reread(one.commands, one.heard) != one.commands]
    assert len(other) <= len(cases) / 1000, other
