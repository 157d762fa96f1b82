"""What recognisers and callers write for days, months and hours, put right before anything is read.

Collected from what Whisper base makes of spoken French on the telephone. Only spellings that mean nothing else in a
sentence about days and hours are here; "je dis" is a Thursday only where a day can stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from vox.language.periods import WEEKDAYS
from vox.language.text import Token, normalise, respell, spellings, tokens


def mend(parts: list[Token]) -> list[Token]:
    """The same tokens in ordinary spelling; places in the text are kept."""
    return _thursdays(respell(parts, _TABLE))


@dataclass(frozen=True)
class Respelled:
    """A text in ordinary spelling, whose pieces lead back to what was heard."""

    text: str
    heard: str
    starts: Sequence[int]  # by character of `text`: where in `heard` what it stands for begins
    ends: Sequence[int]

    def as_heard(self, piece: str) -> str:
        """What was heard for a piece of the text; itself if it is none."""
        at = self.text.find(piece)
        return self.heard[self.starts[at] : self.ends[at + len(piece) - 1]] if piece and at >= 0 else piece


def respelled(heard: str) -> Respelled:
    """The text with days of the week and hours in ordinary spelling, where what was written can mean nothing else.

    For who reads whole sentences: "Je dis matin" is "jeudi matin" to them too.
    """
    pieces, starts, ends, at = list[str](), list[int](), list[int](), 0

    def keep(until: int) -> None:
        pieces.append(heard[at:until])
        starts.extend(range(at, until))
        ends.extend(range(at + 1, until + 1))

    for (start, end), same in groupby(mend(tokens(heard)), key=lambda token: (token.start, token.end)):
        meant = " ".join(token.word for token in same)
        certain = meant == _TOMORROW or not _CERTAIN.isdisjoint(meant.split())
        if normalise(heard[start:end]) in (meant, *_PLAIN) or not certain:
            continue
        keep(start)
        pieces.append(meant)
        starts += [start] * len(meant)
        ends += [end] * len(meant)
        at = end
    keep(len(heard))
    return Respelled("".join(pieces), heard, starts, ends)


def _thursdays(parts: list[Token]) -> list[Token]:
    """ "je dis", "je dit", "jeux dix" where nothing was said before, and nothing that somebody could "say" follows."""
    mended: list[Token] = []
    at = 0
    while at < len(parts):
        said = parts[at].word in _FIRST and at + 1 < len(parts) and (parts[at].word, parts[at + 1].word) in _SAID
        if said and _may_be_day(parts, at):
            mended.append(Token("jeudi", parts[at].start, parts[at + 1].end))
            at += 2
            continue
        mended.append(parts[at])
        at += 1
    return mended


def _may_be_day(parts: list[Token], at: int) -> bool:
    before = parts[at - 1].word if at else ","
    after = parts[at + 2].word if at + 2 < len(parts) else ","
    if pair_is_plain(parts, at):
        return after in _ONLY_AFTER_DAY or (before in _BEFORE_DAY and after in _AFTER_DAY)
    return True


def pair_is_plain(parts: list[Token], at: int) -> bool:
    """Whether the two words could also be "je dis" itself, rather than a spelling that only a Thursday has."""
    return parts[at].word == "je"


_SAID = frozenset({("je", "dis"), ("je", "dit"), ("je", "di"), ("jeux", "dix"), ("jeux", "dit"), ("jeux", "di"),
                   ("jeux", "dis"),
                   ("jeu", "dit"), ("jeu", "di"), ("jeu", "dis"), ("joe", "dit"), ("gens", "dit")})  # fmt: skip
_FIRST = frozenset(first for first, _ in _SAID)
_BEFORE_DAY = frozenset(
    (",", "ou", "le", "un", "ce", "pour", "et", "euh", "oui", "plutot", "ben", "bah", "alors", "non", "avant", "apres")
)
_ONLY_AFTER_DAY = frozenset(("matin", "soir", "prochain"))  # nobody says "I say morning"
_AFTER_DAY = frozenset(
    (
        ",",
        "matin",
        "soir",
        "apres",
        "midi",
        "a",
        "prochain",
        "prochaine",
        "ou",
        "en",
        "qui",
        "suivant",
        "vers",
        "et",
        "si",
    )
) | frozenset(str(day) for day in range(1, 32))

_TOMORROW = "demain matin"
"""Not "demain" alone, which "deux mains" may be."""

_CERTAIN = frozenset((*WEEKDAYS, "heures", "h"))
_PLAIN = frozenset(("vendre du", "vendre dit", "l un dit", "l un di", "ses heures", "cette heures", "cet heures"))
"""Spellings that are words of their own in a longer sentence: "je voudrais vendre du bois"."""

_TABLE = spellings(
    [
        # days
        ("lundis|lundit|lindi|l undi|l un dit|l un di|lun di|lun dit|lin di|lundy", "lundi"),
        ("mardis|mardit|mare dit|mare di|mar di|mar dit|marre di|mardy", "mardi"),
        ("mercredis|mercredit|mere credi|mer credi|mere credit|mer credit|mercre dit|mercre di"
         "|mec re di|mercrodi|mecredi", "mercredi"),
        ("jeudis|jeudit|jedi|jeudy", "jeudi"),
        ("vendredis|vendredit|vendre dit|vendre di|vendre dis|vendre du|ven dredi|vent dredi|vende redi|vindredi"
         "|vandredi|ventredi", "vendredi"),
        ("samedis|samdi|sam di|samedit|sa medi|same di", "samedi"),
        ("dimanches|dix manche|dis manche|dit manche|diminche|dimanch", "dimanche"),
        ("aujourd hui|aujourdhui|aujord hui|au jour d hui|ojourdui", "aujourd'hui"),
        ("de main|deux mains|deux main|demains|demin", "demain"),
        ("de mes matins|de mes matin|de ma matin|de meme matin|de memes matins|de mes mains matin", "demain matin"),
        ("apres deux mains|apres de main|apres demains|apres deux main|a pres demain|a pres de main", "apres demain"),
        ("lent demain|lendemains", "lendemain"),
        ("pro chaine|pro chain|pro chaines|prochin", "prochaine"),
        ("semaine pro|semaine pro chaine|semaine pro chain", "semaine prochaine"),
        ("dan", "dans"),
        ("ver", "vers"),
        ("du moi|du mois ci", "du mois"),
        ("week ends|weekend|weekends|ouikend|wikend|week and", "week end"),
        # months
        ("janviers|jan vier|j envier|j envie et|jenvier|janv", "janvier"),
        ("fevriers|fee vrier|fevr", "fevrier"),
        ("des ans bre|dessembre|decembres|deces ambre|dec", "decembre"),
        ("no vembre|novambre|nov", "novembre"),
        ("oct aubre|octobres|oct", "octobre"),
        ("juillette|juillets|juil", "juillet"),
        ("sept ambre|septambre|cette ambre", "septembre"),
        ("avrils|avrille|avr", "avril"),
        ("tout sein|tous saints|toussaints|tout saint", "toussaint"),
        ("pente cote|pentecotes", "pentecote"),
        # parts of the day
        ("apres midis|apres midy|a pres midi|pres midi|pret midi|presse midi|apremidi|apresmidi", "apres midi"),
        ("aprem|aprems|apreme", "apres midi"),
        ("mat inee|mat ine|matine", "matinee"),
        ("jour nee|journai", "journee"),
        # hours
        ("eure|eures|eur|zeures|zeure|heur|heurs|hheures|plombes|plombe", "heures"),
        ("et de mi|et de mie|et demis|et demies", "et demie"),
        ("h moins 1|heures moins 1", "heures moins vingt"),  # which nobody says of a minute
        ("mois le quart|moins l car|mois l car|moins le car|moins l quart", "moins le quart"),
        ("et car|et cart|et quarts", "et quart"),
        ("vert|verts", "vers"),
        ("dizeur|dizeurs|dizheures|disheures|dise heure|dise heures|disse heure|disse heures|diz heures|dit zeures"
         "|dit heures|dis heures|dix zeures|di zeures|biseur", "dix heures"),
        ("disette heures|disset heures|dit sept heures|dis sept heures|dixsept heures", "dix sept heures"),
        ("dit huit heures|dis huit heures|dizuit heures", "dix huit heures"),
        ("dis neuf heures|dit neuf heures|diz neuf heures", "dix neuf heures"),
        ("set heures|cet heures|cette heures|sete heures", "sept heures"),
        ("cette heure et demie", "sept heures et demie"),
        ("sais heures|seizeheures|ses heures|c est zeures", "seize heures"),
        ("vins heures|vin heures|vingt eure|vins heure|vin heure|vain heures", "vingt heures"),
        ("onzheures|onzeheures|onz heures", "onze heures"),
        ("neuveur|neuveurs|neuf eures|neu veures|neuf fleurs", "neuf heures"),
        ("qu un zeur|qu un zeures|kinz heures|quinzeur|quinzeures", "quinze heures"),
        ("quator ze|quatorz", "quatorze"),
        ("hui theures|huiteur|huiteures", "huit heures"),
        ("quatorzeheures", "quatorze heures"),
        ("h tante|h , tante|h trante|h , trante|h , trente", "h trente"),
        ("heures tante|heures trante|heure tante", "heures trente"),
        ("vin deux|vain deux|vins deux", "vingt deux"),
        ("vin cinq|vain cinq|vins cinq", "vingt cinq"),
        ("vin trois|vins trois", "vingt trois"),
        ("asap", "plus tot possible"),
        ("plus taux possible|plus to possible", "plus tot possible"),
        ("des que possible|dais que possible", "des que possible"),
    ]
)  # fmt: skip
