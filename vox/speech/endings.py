"""How long a pause may last before it is the end: by how the turn sounds, by its words, and by what was asked.

Smart Turn hears the melody of a whole sentence well, and that of a lone "oui" badly; the words know better
there, and they also know that a sentence which stops at "parce que" goes on, whatever its melody.
"""

from __future__ import annotations

import re

QUIET_S = 0.2
"""A turn that sounds finished and reads finished ends after that."""

SHORT_ANSWER_S = 0.4
"""A short answer that is whole in itself, whatever its melody."""

SENTENCE_S = 0.8
"""Words that end like a sentence, but do not sound finished."""

LONGEST_S = 1.5
"""An unfinished sentence ends after that all the same."""

LEAST_VOICE_S = 0.25
"""Less voice than that in a turn is no word."""

_EARLY_S = 12.0  # of an unfinished turn: a longer one is heard once, at its end, and not at each pause
_PHONE_DIGITS = 10


def worth_hearing(probability: float, *, seconds: float, voiced: float) -> bool:
    """Whether a turn's words are looked for in a pause already, before it is known to be the end.

    probability: as for quiet_wanted. seconds: of the turn so far; voiced: of voice in it.
    """
    return voiced >= LEAST_VOICE_S and (probability >= 0.5 or seconds < _EARLY_S)


def quiet_wanted(probability: float, text: str, *, asking: str, patience: float) -> float:
    """Seconds of quiet after which the turn is over.

    probability: Smart Turn's, that it is finished. text: as heard so far. asking, patience: as in ExpectFrame.
    """
    finished = probability >= 0.5
    if asking == "phone" and len(re.sub(r"\D", "", text)) >= _PHONE_DIGITS:
        return QUIET_S
    if patience and not finished:
        return LONGEST_S + patience
    if is_hanging(text):
        return (SENTENCE_S if finished else LONGEST_S) + patience
    if finished:
        return QUIET_S + patience
    if is_short_answer(text):
        return SHORT_ANSWER_S
    if re.search(r"[^.][.?!]$", text.strip()):
        return SENTENCE_S
    return LONGEST_S


def is_short_answer(text: str) -> bool:
    """Is it whole in itself: "oui", "non merci", "mardi", "dix heures", "la première"?"""
    words = re.findall(r"[^\W\d_]+|\d+", text.lower())
    return 0 < len(words) <= 5 and all(word in _ANSWERS or word.isdigit() for word in words) and not is_hanging(text)


def is_backchannel(text: str) -> bool:
    """Does it only say that the caller is listening ("oui, d'accord", "hm") while somebody else speaks?"""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return 0 < len(words) <= 4 and all(word in _BACKCHANNELS for word in words)


def is_hanging(text: str) -> bool:
    """Does it stop where French cannot stop: at "euh", "parce que", "le", a comma, an ellipsis?"""
    text = text.strip().lower()
    if text.endswith((",", "...", "…", "-", ":")):
        return True
    last = re.findall(r"[^\W\d_]+['’]?", text)[-1:]
    return bool(last) and (last[0] in _HANGING or last[0].endswith(("'", "’")))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ANSWERS = _words(
    "oui ouais non si merci voilà exactement exact parfait accord d bien très sûr tout à fait ok okay c est ça cela"
    " bon va bonne entendu volontiers absolument aucune idée jamais pas rien peu importe comme vous voulez égal"
    " lundi mardi mercredi jeudi vendredi samedi dimanche demain aujourd hui matin midi soir après prochain"
    " janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    " heure heures h et demie quart premier première deuxième second seconde troisième dernier dernière le la l un une"
    " deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante"
    " cinquante bonjour allô au revoir madame monsieur je en veux du"
)
_BACKCHANNELS = _words(
    "oui ouais mh mm mmh mhm hm hmm hum hein ah oh bon ben bien très d accord ok okay voilà entendu parfait merci c est"
    " ça exact exactement je vois yes yeah right uh huh alright sure good"
)
_HANGING = _words(
    "euh heu hum ben bah alors donc et ou mais car parce que qu qui quand comme si pour par avec sans chez dans sur"
    " sous vers entre depuis pendant avant le la les l un une des du de d au aux à en mon ma mes ton ta tes son sa ses"
    " notre nos votre vos leur leurs ce cet cette ces je tu il elle nous vous ils elles j m t s n c me se voudrais"
    " voulais souhaiterais aimerais suis serait plutôt attendez puis est"
)
