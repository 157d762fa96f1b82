"""Lines that are combinatorial: hours, days, dates, telephone numbers, names, spelled names, yes and no."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import numpy as np
from num2words import num2words

from vox.dialogue.types import Asking
from vox.language.say import DAYS, MONTHS
from vox.language.text import fold_word
from vox.language.usual_names import usual_names

Random = np.random.Generator
_Kinds = Sequence[tuple[Callable[[Random], str], Asking]]

FIRST, LAST = (line.split() for line in (Path(__file__).parent / "names.txt").read_text("utf-8").splitlines())
"""Names; "~" stands for the space within one."""

_YES: Final = (
    "Oui.",
    "Oui, oui.",
    "Oui, c'est ça.",
    "Oui, c'est bien ça.",
    "Oui, d'accord.",
    "Ouais.",
    "C'est ça.",
    "Voilà.",
    "Tout à fait.",
    "D'accord.",
    "Exactement.",
    "Exact.",
    "C'est exact.",
    "Parfait.",
    "Très bien.",
    "Ça me va.",
    "Oui, merci.",
    "Oui, s'il vous plaît.",
    "Bien sûr.",
    "Absolument.",
    "Entendu.",
    "Ça marche.",
    "OK.",
    "OK, très bien.",
    "Oui, parfait.",
    "Je confirme.",
    "Oui, je confirme.",
    "C'est bon.",
    "C'est bon pour moi.",
    "Volontiers.",
    "Avec plaisir.",
    "Si, si.",
    "Oui, ça me convient.",
    "C'est bien moi.",
    "Oui, c'est moi.",
    "C'est correct.",
    "Effectivement.",
)
_NO: Final = (
    "Non.",
    "Non, merci.",
    "Non, non.",
    "Non, ce n'est pas ça.",
    "Non, c'est pas ça.",
    "Pas du tout.",
    "Ah non.",
    "Non, pas vraiment.",
    "C'est pas ça.",
    "Non, c'est une erreur.",
    "Non, ça ne va pas.",
    "Ça ne me va pas.",
    "Non, je ne peux pas.",
    "Surtout pas.",
    "Non, rien d'autre.",
    "Non, c'est tout.",
    "C'est tout, merci.",
    "Non, plus tard.",
    "Je ne préfère pas.",
    "Non, ce sera tout.",
    "Aucun des deux.",
    "Ni l'un ni l'autre.",
    "Pas celui-là.",
    "Non, l'autre.",
)
_ANY: Final = (
    "Peu importe.",
    "N'importe.",
    "N'importe lequel.",
    "N'importe quand.",
    "Comme vous voulez.",
    "Ça m'est égal.",
    "Le premier.",
    "Le deuxième.",
    "Le second.",
    "Le troisième.",
    "Le dernier.",
    "La première.",
    "Celui du matin.",
    "Le plus tôt possible.",
    "Dès que possible.",
    "Le plus tôt.",
    "Le plus tard.",
    "Plutôt le matin.",
    "Plutôt l'après-midi.",
    "Le soir.",
    "En fin de journée.",
    "En début d'après-midi.",
    "Peu importe le jour.",
    "Peu importe l'heure.",
    "Je n'ai pas de préférence.",
    "Sans préférence.",
    "Plus tard.",
    "Plus tôt.",
    "L'un ou l'autre.",
    "Le matin.",
    "L'après-midi.",
    "Le premier créneau.",
    "Le deuxième, s'il vous plaît.",
    "Je prends le premier.",
    "Celui-là.",
)


def made(count: int, random: Random) -> Iterator[tuple[str, Asking]]:
    """So many lines, all kinds in turn, and what Vox asked for them."""
    return _in_turn(_KINDS, count, random)


def alone(count: int, random: Random) -> Iterator[tuple[str, Asking]]:
    """So many words that callers say one at a time: numbers, letters, days, months, ranks; and what was asked."""
    return _in_turn(_ALONE, count, random)


def more_answers(count: int, random: Random) -> Iterator[tuple[str, Asking]]:
    """So many answers to what Vox reads back or offers, and what was asked: after many names, not all are names."""
    return _in_turn(_ANSWERS, count, random)


def places(count: int, random: Random) -> Iterator[tuple[str, Asking]]:
    """So many lines with a street or a car, and what was asked."""
    return _in_turn(_PLACES, count, random)


def _in_turn(kinds: _Kinds, count: int, random: Random) -> Iterator[tuple[str, Asking]]:
    seen: set[str] = set()
    for kind, asking in itertools.cycle(kinds):
        line = kind(random)
        if line not in seen:
            seen.add(line)
            yield line, asking
        if len(seen) == count:
            return


def pick(random: Random, *some: str) -> str:
    """One of some, each as likely."""
    return some[int(random.integers(len(some)))]


def _hour(random: Random) -> str:
    hour = int(random.integers(7, 21))
    clock = _clock(random, hour)
    return sentence(
        pick(
            random,
            "{}",
            "{}",
            "à {}",
            "vers {}",
            "plutôt {}",
            "{}, s'il vous plaît",
            "celui de {}",
            "{}, ça me va",
            "disons {}",
            "après {}",
            "pas avant {}",
        ).format(clock)
    )


def _clock(random: Random, hour: int) -> str:
    if hour == 12 and random.random() < 0.7:
        return pick(random, "midi", "midi et demi", "midi et quart")
    words = "une heure" if hour == 1 else f"{num2words(hour, lang='fr').replace('vingt et un', 'vingt et une')} heures"
    rest = pick(
        random,
        "",
        "",
        "",
        "trente",
        "quinze",
        "quarante-cinq",
        "et demie",
        "et quart",
        "moins le quart",
        "dix",
        "vingt",
    )
    part = pick(random, "", "", "", " du matin") if hour < 12 else ""
    return f"{words} {rest}".strip() + (part if not rest else "")


def _day(random: Random) -> str:
    day = pick(random, *DAYS)
    return sentence(
        pick(
            random,
            "{}",
            "{}",
            "le {}",
            "{} matin",
            "{} après-midi",
            "{} soir",
            "{} prochain",
            "plutôt {}",
            "{}, si possible",
            "je peux {}",
            "{} ou " + pick(random, *DAYS),
            "pas {}",
            "demain",
            "après-demain",
            "la semaine prochaine",
            "{} en huit",
            "{} à " + _clock(random, 9),
        ).format(day)
    )


def _date(random: Random) -> str:
    number = int(random.integers(1, 32))
    spelled = "premier" if number == 1 else num2words(number, lang="fr")
    month = pick(random, *MONTHS)
    return sentence(
        pick(
            random,
            "le {n}",
            "le {n} {m}",
            "le {n} {m}",
            "{d} {n}",
            "{d} {n} {m}",
            "{d} {n}, c'est possible",
            "plutôt le {n}",
            "non, le {n}",
        ).format(n=spelled, m=month, d=pick(random, *DAYS))
    )


def _birthdate(random: Random) -> str:
    number, year = int(random.integers(1, 32)), int(random.integers(1935, 2021))
    spelled = "premier" if number == 1 else num2words(number, lang="fr")
    short = num2words(year % 100, lang="fr") if year < 2000 and year % 100 > 20 and random.random() < 0.5 else ""
    return sentence(
        f"{pick(random, '', 'le ', 'je suis né le ')}{spelled} {pick(random, *MONTHS)} "
        + (short or num2words(year, lang="fr"))
    )


def _phone(random: Random) -> str:
    groups = [f"zéro {num2words(pick(random, '1', '4', '5', '6', '6', '6', '7', '7', '9'), lang='fr')}"]
    for _ in range(4):
        value = int(random.integers(0, 100))
        groups.append(("zéro " if value < 10 else "") + num2words(value, lang="fr"))
    lead = pick(random, "", "", "", "c'est le ", "alors, c'est le ", "mon numéro, c'est le ")
    return sentence(lead + (", " if random.random() < 0.6 else " ").join(groups))


def _most_usual() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """First names and family names that the lessons draw from: names that become known later change none of them."""
    first, family = usual_names()
    return first[:478], family[:660]


def names(count: int, random: Random) -> Iterator[str]:
    """So many lines with a name of the most usual: what is misheard most."""
    first, family = _most_usual()
    kinds = (_named, _named, _named, _of_somebody)
    seen: set[str] = set()
    while len(seen) < count:
        line = kinds[len(seen) % len(kinds)](random, pick(random, *first), pick(random, *family))
        if line not in seen:
            seen.add(line)
            yield line


def more_names(count: int, random: Random) -> Iterator[tuple[str, Asking, str]]:
    """So many lines with a name, every second one of all that are known: as it is told, as it is put right, and as a
    caller begins with it.

    Each with what was asked, and Vox's sentence; "" where any question of the kind will do.
    """
    lists = (_most_usual(), usual_names())
    seen: set[str] = set()
    while len(seen) < count:
        first, family = lists[len(seen) % 2]
        forename, name = pick(random, *first), pick(random, *family)
        asking, pattern = _WHERE_NAMED[int(random.integers(len(_WHERE_NAMED)))]
        line = sentence(pattern.format(f=forename, l=name))
        before = _taken_for(random, forename, _alike(random, name, family)) if asking is Asking.CONFIRM else ""
        if line not in seen:
            seen.add(line)
            yield line, asking, before


_WHERE_NAMED: Final = (
    *((Asking.NAME, one) for one in ("{f} {l}", "{l}", "c'est {f} {l}", "{l}, {f} {l}", "madame {f} {l}") * 3),
    *((Asking.NAME, one) for one in ("{f} {l}",) * 9),
    (Asking.NAME, "monsieur {l}"),
    (Asking.NAME, "madame {l}"),
    (Asking.NAME, "je m'appelle {f} {l}"),
    (Asking.NAME, "au nom de {f} {l}"),
    (Asking.NAME, "c'est pour {f} {l}"),
    (Asking.NAME, "de la part de {f} {l}"),
    (Asking.CONFIRM, "non, c'est {f} {l}"),
    (Asking.CONFIRM, "non, pas du tout, {f} {l}"),
    (Asking.CONFIRM, "non, {l}"),
    (Asking.CONFIRM, "c'est {f} {l}"),
    (Asking.OPEN, "bonjour, {f} {l} à l'appareil"),
    (Asking.OPEN, "bonjour, c'est madame {l}"),
    (Asking.OPEN, "je voudrais parler à {f} {l}"),
    (Asking.OPEN, "je suis {f} {l}, c'est pour un rendez-vous"),
)
"""What is asked, and how a name is said there."""


def _number(random: Random) -> str:
    return str(num2words(int(random.integers(0, 100)), lang="fr"))


def _numbers(random: Random) -> str:
    return f"{_number(random)}, {_number(random)}"


def _large(random: Random) -> str:
    return str(num2words(int(random.integers(1, 20)) * int(pick(random, "100", "1000", "10")), lang="fr"))


_MORE_YES: Final = (
    "C'est parfait.", "Oui, c'est parfait.", "C'est très bien.", "Oui, c'est très bien.", "C'est tout bon.",
    "C'est juste.", "Tout est juste.", "Tout est bon.", "Oui, tout est bon.", "C'est bien cela.", "C'est bien ça.",
    "Oui, voilà.", "Voilà, c'est ça.", "Oui, exactement.", "Oui, tout à fait.", "Oui, bien sûr.",
    "Oui, c'est exact.", "Oui, c'est juste.", "Oui, volontiers.", "Ça me convient.", "Ça me convient parfaitement.",
    "Ça ira très bien.", "Oui, ça ira.", "Ça ira.", "Impeccable.", "Nickel.", "C'est noté.", "Oui, je veux bien.",
    "Je veux bien.", "Pourquoi pas.", "Allez-y.", "Oui, allez-y.", "Vous pouvez confirmer.", "Confirmez.",
    "Faites donc.", "Oui, faites.", "Oui, c'est mon numéro.", "C'est mon fixe.",
    "Oui, c'est le bon.", "C'est le bon numéro.", "On fait comme ça.", "Va pour ça.", "Banco.", "Ouais, c'est bon.",
    "Bien entendu.", "Je suis d'accord.", "Oui, je prends.", "Je le prends.", "C'est entendu.",
    "Ça marche pour moi.", "Oui, pas de problème.", "Sans problème.", "C'est ce qu'il me faut.",
    "Oui, merci beaucoup.", "Merci, c'est parfait.", "Parfait, merci.", "Super.", "Très bien, merci.",
    "Oui, madame.", "Oui, monsieur.", "Mais oui.", "Ah oui.", "Eh bien oui.", "Oui, oui, c'est ça.",
)  # fmt: skip
_MORE_NO: Final = (
    "Non, ça n'est pas ça.", "Ce n'est pas bon.", "C'est faux.", "Non, c'est faux.", "Vous vous trompez.",
    "Non, vous avez mal compris.", "Ah non, pas celui-là.", "Non, le numéro n'est pas bon.", "Pas du tout, non.",
    "Absolument pas.", "Non, laissez tomber.", "Non, annulez.", "Je ne crois pas.", "Je ne pense pas.",
    "Non, c'est trop tard.", "C'est trop tôt.", "Non, un autre jour.", "Ça ne m'arrange pas.",
    "Non, ça m'arrange pas.", "Non merci, au revoir.", "Non, merci beaucoup.", "Non, bonne journée.",
    "Non, bonne soirée.", "Ce sera tout, merci.", "C'est tout, au revoir.", "Rien d'autre.", "Je préfère pas.",
    "Opposition.", "Je dis opposition.", "Un humain.", "Je veux un humain.", "Je ne sais pas.", "Je sais pas trop.",
    "Répétez, s'il vous plaît.", "Pardon ?", "Je n'ai pas compris.", "Vous pouvez répéter ?", "Attendez.",
    "Attendez une seconde.", "Un instant.", "Allô ?",
)  # fmt: skip
_ABOUT: Final = (
    "la facture du mois {m}", "depuis le mois {m}", "c'est pour le mois {m}", "début {n}", "fin {n}", "à la mi-{n}",
    "pas avant {n}", "ça s'est passé en {n}", "de {n} à {o}", "on s'est vus en {n}", "le rendez-vous {m} est annulé",
    "courant {n}", "plutôt en {n}",
)  # fmt: skip


def _of_a_month(random: Random) -> str:
    month, other = pick(random, *MONTHS), pick(random, *MONTHS)
    of = f"d'{month}" if month[0] in "ao" else f"de {month}"
    return sentence(pick(random, *_ABOUT).format(m=of, n=month, o=other))


_WAYS: Final = (
    "rue", "rue", "rue", "rue", "avenue", "boulevard", "place", "impasse", "chemin", "allée", "route", "quai",
)  # fmt: skip
_CALLED: Final = (
    "des Acacias", "des Lilas", "des Tilleuls", "des Platanes", "des Peupliers", "des Cerisiers", "des Rosiers",
    "des Marronniers", "des Glycines", "des Bleuets", "des Écoles", "des Jardins", "des Vignes", "des Prés",
    "des Moulins", "des Tanneurs", "des Remparts", "des Carmes", "du Moulin", "du Château", "du Stade", "du Lavoir",
    "du Port", "du Marché", "du Onze Novembre", "du Huit Mai", "du Général Leclerc", "du Maréchal Foch",
    "de la Gare", "de la Mairie", "de la République", "de la Liberté", "de la Fontaine", "de la Croix-Rouge",
    "de la Poste", "de la Paix", "de l'Église", "de l'Abbaye", "de l'Hôpital", "de Paris", "de Lyon", "de Bretagne",
    "de Verdun", "d'Alsace", "Victor Hugo", "Jean Jaurès", "Jules Ferry", "Pasteur", "Gambetta", "Voltaire",
    "Molière", "Émile Zola", "Carnot", "Jean Moulin", "Saint-Michel", "Saint-Martin", "Sainte-Anne", "Notre-Dame",
)  # fmt: skip
_CARS: Final = (
    "une Peugeot 208", "une Peugeot 308", "une Peugeot 3008", "une 206", "une 2008", "une Citroën C3", "une C4",
    "un Berlingo", "une Renault Clio", "une Clio 4", "une Twingo", "une Mégane", "un Scénic", "un Captur",
    "un Kangoo", "une Zoé", "une Dacia Sandero", "un Duster", "une Toyota Yaris", "une Volkswagen Golf", "une Polo",
    "une Fiat 500", "une Ford Fiesta", "une Opel Corsa", "une Audi A3", "une Mercedes classe A",
    "une Nissan Qashqai", "une Skoda Fabia", "un Hyundai Tucson", "une Kia Picanto", "un Partner", "un Jumpy",
    "un Trafic", "une Seat Ibiza", "une Mini Cooper", "une Suzuki Swift", "un scooter Yamaha", "une Honda Civic",
)  # fmt: skip


def _street(random: Random) -> str:
    where = f"{pick(random, *_WAYS)} {pick(random, *_CALLED)}"
    number = pick(random, str(int(random.integers(1, 30))), str(int(random.integers(1, 200))))
    return sentence(
        pick(
            random,
            "{n} {w}",
            "{w}",
            "au {n} {w}",
            "j'habite {n} {w}",
            "c'est {w}",
            "{n} bis, {w}",
            "vous êtes bien {w}",
            "à l'angle de la {w}" if where.startswith("rue") else "à Vannes, {w}",
        ).format(n=num2words(int(number), lang="fr"), w=where)
    )


def _car(random: Random) -> str:
    return sentence(
        pick(
            random,
            "c'est pour {c}",
            "c'est {c}",
            "{c}",
            "j'ai {c}",
            "{c}, de deux mille {n}",
            "c'est pour {c}, elle fait du bruit",
            "je voudrais faire réviser {c}",
        ).format(c=pick(random, *_CARS), n=num2words(int(random.integers(2, 25)), lang="fr"))
    )


def _few_letters(random: Random) -> str:
    return ", ".join(chr(ord("A") + int(random.integers(26))) for _ in range(int(random.integers(1, 4))))


def _rank(random: Random) -> str:
    return str(num2words(int(random.integers(2, 32)), lang="fr", to="ordinal"))


def _part_of_a_date(random: Random) -> str:
    return pick(random, *DAYS, *MONTHS, f"{_number(random)} {pick(random, *MONTHS)}")


def _of_somebody(random: Random, first: str, last: str) -> str:
    return sentence(
        pick(
            random,
            "c'est pour {f} {l}",
            "{l}, au nom de {l}",
            "c'est de la part de {f} {l}",
            "mettez {f} {l}",
            "{f} {l}, s'il vous plaît",
            "alors, c'est {f} {l}",
            "le nom, c'est {l}",
            "avec le docteur {l}",
            "je voudrais voir {f} {l}",
        ).format(f=first, l=last)
    )


def _name(random: Random) -> str:
    return _named(random, pick(random, *FIRST), pick(random, *LAST).replace("~", " "))


def _named(random: Random, first: str, last: str) -> str:
    return sentence(
        pick(
            random,
            "{f} {l}",
            "{f} {l}",
            "{l}",
            "madame {l}",
            "monsieur {l}",
            "c'est {f} {l}",
            "{l}, {f} {l}",
            "au nom de {l}",
            "je m'appelle {f} {l}",
            "{f}",
        ).format(f=first, l=last)
    )


def _practitioner(random: Random) -> str:
    return sentence(
        pick(
            random,
            "le docteur {l}",
            "avec le docteur {l}",
            "docteur {l}",
            "madame {l}",
            "avec madame {l}",
            "monsieur {l}",
            "avec {f}",
            "{f}, s'il vous plaît",
            "maître {l}",
            "plutôt {f}",
        ).format(f=pick(random, *FIRST), l=pick(random, *LAST).replace("~", " "))
    )


def _spelled(random: Random) -> str:
    name = pick(random, *(one for one in LAST if one.isascii() and len(one) <= 7 and "~" not in one))
    letters = ", ".join(name.upper()) if random.random() < 0.7 else " ".join(name.upper())
    return f"{name}, {letters}." if random.random() < 0.6 else f"{letters}."


def quickly(line: str, random: Random) -> str:
    """The line as it is said: some say their letters without a pause."""
    return re.sub(r"(?<=\b[A-Z]), (?=(?:deux )?[A-Z]\b)", " ", line) if random.random() < 0.25 else line


def spelled(count: int, random: Random) -> Iterator[tuple[str, Asking, str]]:
    """So many lines with a usual name letter by letter: as one tells it, and as one puts right what Vox took for it.

    Each with what was asked, and Vox's sentence; "" where any question for a name will do.
    """
    first, family = _most_usual()
    seen: set[str] = set()
    while len(seen) < count:
        asking = (Asking.NAME, Asking.CONFIRM)[len(seen) % 2]
        forename, name = pick(random, *first), pick(random, *family)
        if asking is Asking.NAME:
            line = _spelling(random, _TOLD, forename, name)
            before = pick(random, "", "Dites-moi votre nom, et épelez-le, s'il vous plaît.")
        else:
            line = _spelling(random, _PUT_RIGHT, forename, name)
            before = _taken_for(random, forename, _alike(random, name, family))
        if line not in seen:
            seen.add(line)
            yield line, asking, before


_TOLD: Final = (
    "{n}, {s}",
    "{f} {n}, {s}",
    "{f} {n}, {s}",
    "{f} {n}, ça s'écrit {s}",
    "{n}, ça s'écrit {s}",
    "alors, {n}, {s}",
    "{s}",
    "c'est {f} {n}, j'épelle, {s}",
    "{n}, {f} {n}, {s}",
    "madame {n}, {s}",
)
_PUT_RIGHT: Final = (
    "non, c'est {f} {n}, {s}",
    "non, c'est {f} {n}, {s}",
    "non, c'est {n}, {s}",
    "non, {n}, {s}",
    "non, {s}",
    "non, ça s'écrit {s}",
    "ah non, {f} {n}, {s}",
    "c'est {n}, {s}",
    "pas tout à fait, c'est {s}",
    "presque, {n}, {s}",
)


def _spelling(random: Random, patterns: tuple[str, ...], first: str, last: str) -> str:
    if random.random() < 0.1:
        line = f"{pick(random, '', 'non, ')}c'est {first}, {_by_letter(random, first)}"
    else:
        line = pick(random, *patterns).format(f=first, n=last, s=_by_letter(random, last))
    return sentence(line)


def _alike(random: Random, name: str, names: tuple[str, ...]) -> str:
    """What it may have been taken for: the recogniser is not to write again what Vox has just said."""
    return pick(random, *[one for one in get_close_matches(name, names, n=4, cutoff=0.4) if one != name] or names)


def _taken_for(random: Random, first: str, last: str) -> str:
    letters = f", {', '.join(fold_word(last).upper())}" if random.random() < 0.4 else ""
    when = f"{pick(random, *DAYS)} à {int(random.integers(8, 19))} h"
    return f"Le rendez-vous est {when}, au nom de, {first} {last}{letters}. Est-ce que je confirme ?"


_ACCENTS: Final = {"é": "E accent aigu", "è": "E accent grave", "ë": "E tréma", "ï": "I tréma", "ç": "C cédille"}


def _by_letter(random: Random, name: str) -> str:
    """D, U, P, O, N, T: a letter twice may be "deux N", and an accent is told or not."""
    told = random.random() < 0.5
    word = name if random.random() < 0.2 else name.split(" ")[-1]
    letters = [
        _ACCENTS.get(one, fold_word(one).upper()) if told else fold_word(one).upper()
        for one in word.lower().replace("'", "").replace("-", "").replace(" ", "")
    ]
    if random.random() < 0.5:
        letters = _doubled(letters)
    return ", ".join(letters)


def _doubled(letters: list[str]) -> list[str]:
    found: list[str] = []
    for one in letters:
        if found and found[-1] == one and len(one) == 1:
            found[-1] = f"deux {one}"
        else:
            found.append(one)
    return found


def _listed(some: tuple[str, ...]) -> Callable[[Random], str]:
    def kind(random: Random) -> str:
        line = pick(random, *some)
        tail = pick(random, "", "", "", "", "s'il vous plaît", "merci", "madame", "monsieur")
        return f"{line[:-1]}, {tail}." if tail and tail not in line else line

    return kind


def sentence(words: str) -> str:
    """The words with a capital and a full stop."""
    return f"{words[0].upper()}{words[1:]}."


def _as_sentence(kind: Callable[[Random], str]) -> Callable[[Random], str]:
    return lambda random: sentence(kind(random))


_KINDS: Final[_Kinds] = (
    (_hour, Asking.TIME),
    (_day, Asking.DATE),
    (_name, Asking.NAME),
    (_hour, Asking.CHOICE),
    (_phone, Asking.PHONE),
    (_day, Asking.CHOICE),
    (_listed(_YES), Asking.CONFIRM),
    (_date, Asking.DATE),
    (_listed(_NO), Asking.CONFIRM),
    (_practitioner, Asking.PRACTITIONER),
    (_listed(_ANY), Asking.CHOICE),
    (_hour, Asking.TIME),
    (_spelled, Asking.NAME),
    (_birthdate, Asking.BIRTHDATE),
)
_ALONE: Final[_Kinds] = (
    (_as_sentence(_number), Asking.PHONE),
    (_as_sentence(_few_letters), Asking.NAME),
    (_as_sentence(_part_of_a_date), Asking.DATE),
    (_as_sentence(_numbers), Asking.PHONE),
    (_as_sentence(_few_letters), Asking.NAME),
    (_as_sentence(_large), Asking.OPEN),
    (_as_sentence(_number), Asking.OPEN),
    (_as_sentence(_rank), Asking.OPEN),
)
_PLACES: Final[_Kinds] = ((_street, Asking.MESSAGE), (_car, Asking.REASON), (_street, Asking.OPEN), (_car, Asking.OPEN))
_ANSWERS: Final[_Kinds] = (
    (_listed(_MORE_YES), Asking.CONFIRM),
    (_listed(_MORE_NO), Asking.CONFIRM),
    (_of_a_month, Asking.MESSAGE),
    (_listed(_MORE_YES), Asking.CHOICE),
    (_hour, Asking.CHOICE),
    (_date, Asking.DATE),
)
