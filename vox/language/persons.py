"""Names as French callers say and spell them: "je m'appelle", "au nom de", "D comme Denis", "avec deux L"."""

from __future__ import annotations

import re

from vox.language.letters import FRENCH
from vox.language.naming import Vocabulary, name_in
from vox.language.readings import Reading
from vox.language.text import vocabulary


def read_name(text: str) -> Reading[str] | None:
    """The name of a person or firm, cleaned and capitalised ("Jean-Baptiste de Saint-Aulaire"); None if there is none.

    Titles, "je m'appelle", "au nom de" and explanations fall; what is spelled, and remarks such as "avec deux L" or
    "comme Denis", are worked into the name.
    """
    return name_in(text, _WORDS, FRENCH)


_LEAD = re.compile(
    r"\b(?:je m appelle|m appelle|moi c est|moi c|mon nom(?: de famille| complet)?(?: et prenom)?(?: c est| est)?"
    r"|mon prenom c est"
    r"|le nom(?: de famille)?(?: c est| est)?|c est (?:a|pour|au nom|sous le nom)|je suis|j suis|c est|ce sera|ici"
    r"|(?:au|a mon|a son|sous le|sous mon) nom"
    r"|(?:au|sous le) nom de(?: jeune fille)?|de la part|(?:il|elle|qui|s) s?appelle(?:nt)?|s appellent?"
    r"|on m appelle|appelez moi"
    r"|prenom et nom|nom et prenom|nom de famille|nom)(?= |$)"
)

_TITLES = vocabulary(
    "docteur docteure docteurs dr doc maitre me monsieur m mr messieurs madame mme mademoiselle mlle professeur"
    " professeure pr prof comte"
)

_KIN = vocabulary(
    "fils fille mari femme mere pere papa maman oncle tante frere soeur epouse epoux ami amie voisin voisine"
    " compagne compagnon"
    " mamie papi nievre niece neveu cousin cousine collegue patron patronne chef belle beau beaux grand petite"
    " client cliente"
    " famille societe association club boite dossier bebe enfant conjoint conjointe serviteur confrere infirmiere"
    " veuve feu"
    " defunt monsieur madame marquise comtesse"
) - {"grand", "belle", "beau", "petite", "beaux"}
"""After these a name may follow that is the one that counts."""

_AFTER_LEAD = vocabulary("est au aux a et mon ma mes le la un une notre votre son sa ce sera toujours simplement")
_LEADING = vocabulary("de du des d le la les l un une et au a y")

_THINGS = vocabulary(
    "laboratoire elevage voiture dossier cabinet secretariat service chien chat cheval bebe dame gars petit petite"
    " peintre"
    " commerce etage batiment serviteur infirmiere surprise chaise probleme question"
)
"""Ordinary nouns that stand beside names; a firm may still be called by one."""

_FILLERS = vocabulary(
    "euh heu hum ah oh eh ben bah bon alors donc voila oui ouais bonjour bonsoir merci allo hein quoi en fait enfin"
    " c est"
    " pour s il vous plait a juste seulement tout simplement dis lui tenez pardon ecoutez mettez marquez notez"
    " inscrivez moi"
    " toujours pareil bien sur au simplement cherchez essayez regardez dites mets plutot peut etre soit attendez"
    " ecrivez appareil"
)

_PARTICLES = vocabulary(
    "de du des d la le les l van von der den ben el al da dos di del della y et ibn bin abou o mc mac saint sainte"
)

_STOP = vocabulary(
    "je j tu il elle on nous vous ils elles qui que qu ne n pas plus suis es est sont etait sera ai as avez ont"
    " avait comme avec"
    " sans dans chez mon ma mes votre vos notre mais parce car quand si ou par comment pourquoi combien quel quelle"
    " rien"
    " aucun aucune idee sais sait non nan numero telephone portable rendez rdv accent tiret apostrophe deux trois"
    " double lettre"
    " lettres majuscule attache mot mots demain lundi mardi mercredi jeudi vendredi samedi dimanche heures heure"
    " faut dire ca cela"
    " celui celle ici nee ne habite travaille appeler appelez crois pense preferer prefere saurais peux veux"
    " voudrais puis"
    " ensuite fois ecrit ecrire prononce chose suite meme lui mien tien sien court jeune ancien ancienne depuis"
    " etre etes suffit"
    " allez aller rester reste anonyme besoin attends laissez laisse tomber parlez parler vite fort fermer regarde"
    " bouge annuler"
    " annule reserve reservation changer deplacer prendre pris prends avoir faire fait faites dit loin trop urgent"
    " possible"
    " adresse merci excusez compris client humain quelqu personne machine robot ordinateur question garder vite"
    " secondes seconde"
    " minute minutes me te se y souhaite tiens saura saurez connait connaissez cherche coupe regardez vraie vrai"
    " tourne video"
    " rappeler rappelle rappelez dois doit avais aurais peu importe cette cet ces leur leurs portugais breton"
    " francais espagnol"
    " pouvez repeter repetez"
    " encore deja avant apres vers toute tous toutes autre autres rue ville chaque pendant"
    " instant beaucoup semaine prochain prochaine vacances soir week journee conge"
)

_WORDS = Vocabulary(
    lead=_LEAD,
    sure_lead=re.compile(r"appelle|nom|part|prenom|moi c est"),
    titles=frozenset(_TITLES),
    kin=_KIN,
    leading=_LEADING,
    opening=vocabulary("la un une l"),
    of_family=vocabulary("de du d"),
    small_article=vocabulary("le la"),
    particles=_PARTICLES,
    small=vocabulary("de du des d van von der den et la"),
    stop=_STOP,
    fillers=_FILLERS,
    after_lead=_AFTER_LEAD,
    things=_THINGS,
    first_name=vocabulary("prenom"),
    numbers=vocabulary(
        "zero un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente"
    ),
    elided=vocabulary("n l m o"),
    hyphens=vocabulary("tiret"),
)
