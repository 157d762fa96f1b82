"""How long a pause may last before it is the end: by how the turn sounds, by its words, and by what was asked.

Smart Turn hears the melody of a whole sentence well, and that of a lone "oui" badly; the words know better
there, and they also know that a sentence which stops at "parce que" goes on, whatever its melody.
"""

from __future__ import annotations

import re
from datetime import date

from vox.dialogue.types import Asking
from vox.language.answers import Answer, read_answer, read_leading_answer
from vox.language.birthdates import read_birthdate
from vox.language.dates import read_date
from vox.language.hours import read_time

ANSWER_S = 0.5
"""A short answer that is whole in itself and sounds finished: "oui", "mardi", "dix heures"."""

SENTENCE_S = 0.6
"""Words that read and sound finished. Hearing and understanding take about as long: waiting less gains nothing."""

OPENING_S = 0.85
"""The same, of who tells why they call: one sentence is often followed by another."""

UNSURE_S = 0.95
"""Words that may be the end and do not sound like it."""

TELLING_S = 1.1
"""What may go on after each sentence: a message, a name that is going to be spelled."""

BEGUN_S = 1.3
"""Words with which nobody ends: a greeting alone, or no answer yet to what was asked."""

DICTATED_S = 1.4
"""A number or a spelled name, between two groups."""

LONGEST_S = 1.5
"""A sentence that stops where French cannot stop, and words that were not looked for, end after that all the same."""

LEAST_VOICE_S = 0.25
"""Less voice than that in a turn is no word."""

_EARLY_S = 12.0  # of an unfinished turn: a longer one is heard once, at its end, and not at each pause
_PHONE_DIGITS = 10
_LETTERS = 2  # said one by one, they are the beginning of a spelled name
_WHOLE_NAME = 2  # words: first name and surname
_A_DAY = date(2000, 1, 3)  # which one makes no difference to whether a day was named


def worth_hearing(probability: float, *, seconds: float, voiced: float) -> bool:
    """Whether a turn's words are looked for in a pause already, before it is known to be the end.

    probability: as for quiet_wanted. seconds: of the turn so far; voiced: of voice in it.
    """
    return voiced >= LEAST_VOICE_S and (probability >= 0.5 or seconds < _EARLY_S)


def quiet_wanted(probability: float, text: str, *, asking: str) -> float:
    """Seconds of quiet after which the turn is over.

    probability: Smart Turn's, that it is finished. text: as heard so far. asking: as in ExpectFrame.
    """
    finished = probability >= 0.5
    answer = read_leading_answer(text) if asking == Asking.PHONE else None
    digits = len(_DIGIT.findall(text))
    if asking == Asking.PHONE and (digits or not answer):
        return SENTENCE_S if digits >= _PHONE_DIGITS else DICTATED_S
    if answer and answer.value is Answer.YES and not is_hanging(text):
        return ANSWER_S if finished else SENTENCE_S  # the number from which they call: no other follows a yes
    if not text or is_hanging(text):
        return LONGEST_S
    match asking:
        case Asking.NAME:
            return _after_a_name(text, finished=finished)
        case Asking.MESSAGE:
            return TELLING_S if finished else LONGEST_S
        case Asking.OPEN | Asking.REASON | Asking.QUESTION:
            return BEGUN_S if _has_only_begun(text) else OPENING_S if finished else UNSURE_S
    if not _answers(text, asking):
        return BEGUN_S
    if is_short_answer(text):
        # The melody of a lone "oui" is heard badly, and a confirmation needs no more than that.
        return ANSWER_S if finished else SENTENCE_S if asking == Asking.CONFIRM else UNSURE_S
    return SENTENCE_S if finished else UNSURE_S


def is_short_answer(text: str) -> bool:
    """Is it whole in itself: "oui", "non merci", "mardi", "dix heures", "la première"?"""
    words = _said(_PLEASE.sub("", text))
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
    last = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*['’]?", text)[-1:]  # "rendez-vous" and "êtes-vous" are ends
    return bool(last) and (last[0] in _HANGING or last[0].endswith(("'", "’")))


def _after_a_name(text: str, *, finished: bool) -> float:
    words = _said(text)
    if sum(len(word) == 1 for word in words) >= _LETTERS:
        return DICTATED_S
    names = sum(word not in _BEFORE_A_NAME for word in words)
    if not names:
        return BEGUN_S
    return (OPENING_S if names >= _WHOLE_NAME else TELLING_S) if finished else BEGUN_S


def _has_only_begun(text: str) -> bool:
    return all(word in _BEGINNINGS for word in _said(text))


def _answers(text: str, asking: str) -> bool:
    """Whether it answers a question whose answers can be told from anything else; True for the others."""
    match asking:
        case Asking.DATE | Asking.TIME | Asking.CHOICE:
            dated = asking == Asking.DATE
            return bool(
                read_date(text, _A_DAY, asked=dated)
                or read_time(text, asked=not dated)
                or read_leading_answer(text)
                or (asking == Asking.CHOICE and _PLACE.search(text.lower()))
            )
        case Asking.BIRTHDATE:
            return read_birthdate(text, _A_DAY) is not None and bool(re.search(r"\d{2}\W*$", text))
        case Asking.MORE:
            return read_answer(text) is not Answer.YES  # who wants more says what
        case _:
            return True


def _said(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|\d+", text.lower())


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
_BEGINNINGS = _words(
    "bonjour bonsoir allô allo oui ouais non alors voilà donc bon ben bah ah oh eh hé euh heu madame monsieur docteur d"
    " accord attendez attends dites écoutez pardon excusez moi"
)
_BEFORE_A_NAME = _BEGINNINGS | _words(
    "je m appelle suis mon nom c est au de pour ma mon fille fils mari femme mère père"
)
_PLEASE = re.compile(r"\bs['’]il (?:vous|te) pla[iî]t", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_PLACE = re.compile(r"\b(?:premi|deuxi|second|troisi|derni|milieu)")
_HANGING = _words(
    "euh heu hum ben bah alors donc et ou mais car parce que qu qui quand comme si pour par avec sans chez dans sur"
    " sous vers entre depuis pendant avant le la les l un une des du de d au aux à en mon ma mes ton ta tes son sa ses"
    " notre nos votre vos leur leurs ce cet cette ces je tu il ils j m t s n c me se voudrais"
    " voulais souhaiterais aimerais suis serait plutôt attendez puis est"
)
