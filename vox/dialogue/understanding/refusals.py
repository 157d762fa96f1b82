# ruff: noqa: E501  the patterns are lists of words
"""Nets for what a caller refuses, and takes back: to be kept, to talk to a machine, to be called back.

French and English. Whether somebody opposes at all is the net's that cannot be overruled (nets.py); here is to what.
"""

from __future__ import annotations

import re

from vox.dialogue.understanding.folding import squeeze
from vox.dialogue.understanding.nets import ABOUT_MONEY, OPPOSITION_LAST, opposes
from vox.records.rights import Scope


def refused(heard: str) -> frozenset[Scope]:
    """What the caller refuses for good by these words; empty where they refuse nothing of the kind."""
    if withdrawn(heard):
        return frozenset()
    text = squeeze(heard)
    found = set()
    if _NO_CALLBACK.search(text) or _NO_CALLBACK_ALONE.fullmatch(text):
        found.add(Scope.NO_CALLBACK)
    if _NO_AI_ENGLISH.search(text):
        found.add(Scope.NO_AI)
    if _NO_SUMMARY_ENGLISH.search(text):
        found.add(Scope.NO_SUMMARY)
    if opposes(heard):
        found |= _french(text) or (set() if found else {Scope.NO_SUMMARY})
    return frozenset(found)


def refuses_outright(heard: str) -> bool:
    """Whether a refusal is meant beside a request: erasing alone is none for the calls to come."""
    return bool(_OUTRIGHT.search(squeeze(heard)))


def what_is_opposed(heard: str) -> frozenset[Scope]:
    """The same where whoever understood the words knows that they oppose: to being kept, where they do not say."""
    return refused(heard) or frozenset(_french(squeeze(heard)) or {Scope.NO_SUMMARY})


def withdrawn(heard: str) -> frozenset[Scope]:
    """What the caller takes back of an opposition: what they name, all where they name nothing; empty for no such words."""
    text = squeeze(heard)
    if ABOUT_MONEY.search(text) or not _WITHDRAWS.search(text):
        return frozenset()
    named = {scope for scope, words in _NAMED if words.search(text)}
    return frozenset(named or Scope)


def _french(text: str) -> set[Scope]:
    found = set()
    if _NO_AI.search(text):
        found.add(Scope.NO_AI)
    if _KEEPING.search(text) or (found and _LAST_WORD.search(text)):
        found.add(Scope.NO_SUMMARY)
    return found


_LAST_WORD = re.compile(OPPOSITION_LAST)
"""The word of the announcement, after whatever else is refused: nothing is kept either."""

_OUTRIGHT = re.compile(
    r"\boppos(?:e|er|ition)\b|\b(?:ne |n')(?:me |l'|les )?(?:gard|conserv|enregistr|not|rappel)\w+|\brefuse\b|\bplus jamais\b|\b(?:veux|voudrais) (?:pas|plus) (?:que|etre|qu')"
    r"|\b(?:don't|do not|never) (?:keep|record|store|call)\b"
)
_A_MACHINE = r"(?:robots?|machines?|ordinateurs?|i ?a|intelligences? artificielles?|logiciels?|automates?|repondeurs? automatiques?|assistante?s? (?:virtuel|vocal|automatique)\w*|voix (?:artificielle|synthetique))\b"
_THE = r"(?:une? |des |de |d'|les? |la |l'|cette |ce |votre |vos |aucune? |a une? |a des |a l'|a la |a votre |a cette |au |aux )?"

_NO_AI = re.compile(
    rf"\b(?:parl|caus|discut|dialogu|convers|communiqu|adress|repond|traite|entretenir|affaire|confi)\w* (?:\w+ ){{0,3}}?(?:a|avec|au|aux|par|d')? ?{_THE}{_A_MACHINE}"
    rf"|\b(?:refus\w*|accept\w* (?:pas|plus|jamais)|veux (?:pas|plus|plus jamais)|veut (?:pas|plus)|m'oppose|m'opposer|s'oppose|contre|interdi\w*|stop|non a|consens pas)(?: a| aux?)? ?{_THE}{_A_MACHINE}"
    rf"|\b(?:pas|plus|plus jamais|jamais) (?:de |d'){_A_MACHINE}|\bsans (?:votre |cette |l'|la |une? )?{_A_MACHINE}"
    rf"|\bopposition (?:a|au|aux) ?{_THE}{_A_MACHINE}|\b{_A_MACHINE} (?:\w+ ){{0,2}}?(?:me (?:parle|reponde?)|traite|repond)\w*"
)
_KEEPING = re.compile(
    r"\b(?:gard|conserv|enregistr|archiv|memoris|stock|retranscri|retien|fich)\w*|\b(?:traces?|resumes?|donnees|rgpd)\b|\bnot(?:e|er|ez|iez|ent) rien\b"
    r"|\b(?:rien|pas) not(?:e|er)\b|\b(?:effac|supprim|enlev)\w+|\bce que je (?:vous |viens de )?(?:dis|dire)\b"
)

_NO_CALLBACK = re.compile(
    r"\b(?:(?:ne |n')?(?:veux|souhaite|desire|accepte) (?:plus|plus jamais|jamais)|refuse|m'oppose a|m'opposer a|oppose a)(?: du tout| plus)? (?:d'|a )?(?:etre (?:r|re)?(?:appele|contacte|demarche)|ce qu'on me (?:r|re)?(?:appelle|contacte)|qu'(?:on|il|elle)s? me (?:r|re)?(?:appelle|contacte)|que (?:vous|quiconque) me (?:r|re)?(?:appel|contact)|recevoir (?:de |des |vos |aucun |d')?(?:sms|texto|appel|rappel|message (?:sur mon (?:portable|telephone)))|(?:de |vos |des )(?:sms|texto|appel|rappel))\w*"
    r"|\bn'(?:m'|me )?(?:envoy|adress)\w+ (?:plus|plus jamais) (?:de |aucun |d')?(?:sms|texto)\w*|\bne m'(?:envoy|adress)\w+ (?:plus|plus jamais) (?:de |aucun |d')?(?:sms|texto)\w*|\bm'envoy\w+ plus (?:de )?(?:sms|texto)\w*"
    r"|\bne me (?:r|re)?(?:appel|contact)\w+ (?:plus|plus jamais|jamais plus|jamais)\b(?! (?:avant|apres|le|la|a|au|demain|ce|entre|pendant|en|sur)\b)"
    r"|\bopposition (?:aux?|a tout) (?:rappel|sms|texto)\w*"
    r"|\b(?:do not|don't|never|stop) (?:ever )?(?:call(?:ing)?|text(?:ing)?|phon(?:e|ing)|contact(?:ing)?) me(?: back)?(?: again| any ?more| ever)\b|\b(?:stop (?:calling|texting)|no more (?:calls|texts)|never call) (?:to )?me\b|\bi (?:do not|don't) want to be (?:called back|called|contacted)(?: (?:again|any ?more|back))\b"
)
_NO_CALLBACK_ALONE = re.compile(
    r"(?:non |oui |alors |bonjour |et |surtout |s'il vous plait |merci de |je vous demande de )*(?:ne me (?:rappelez|contactez) (?:surtout )?pas|ne pas me (?:rappeler|contacter)|pas de sms|aucun sms|ni rappel ni sms|do not call me back|don't call me back)(?: (?:s'il vous plait|merci|please))*"
)

_NO_AI_ENGLISH = re.compile(
    r"\bi (?:refuse|do not want|don't want|won't|will not|object)(?: \w+){0,2}? (?:talk|speak|deal|be answered|be treated|to)(?:ing)?(?: \w+){0,2}? (?:a |an |any |the |this |your )?(?:robots?|machines?|computers?|ai|artificial intelligence|bots?)\b"
    r"|\bno (?:ai|robots?|machines?|bots?) (?:please|any ?more|for me)\b"
)
_NO_SUMMARY_ENGLISH = re.compile(
    r"\b(?:do not|don't|never) (?:keep|record|store|save|retain) (?:anything|any (?:data|record|summary|trace)|a (?:record|summary|trace)|my (?:data|call|words))\b"
    r"|\bi (?:object|refuse|opt out)(?: \w+){0,3}? (?:kept|recorded|stored|recording|keeping|storing|summary|processing|data)\b|\bi (?:do not|don't) want (?:\w+ ){0,3}?(?:kept|recorded|stored)\b|\bi want to opt out\b|\bright to object\b"
)

_WITHDRAWS = re.compile(
    r"\b(?:retir|annul|lev|supprim|enlev|revoqu|revenir sur|reviens sur|mets fin a|mettre fin a|renonc|arret)\w*(?: (?:a|sur))? (?:donc )?(?:toutes? )?(?:mon |mes )oppositions?\b(?! (?:a|au|aux) (?>(?:la|le|l'|un|une|mon|ma|ce que vous)?) ?+(?!gard|enregistrement|resume|intelligence|i ?a\b|machine|robot|rappel|sms|etre))"
    r"|\b(?:je )?(?:ne )?(?:m'oppose|suis) plus (?:oppose|a ce que vous|a l'|au|du tout)\b|\bje ne m'oppose plus\b|\b(?:retir|annul|lev|enlev)\w* l'opposition(?: (?:s'il vous plait|merci))*$"
    r"|\bwithdraw (?:my|the) (?:objection|opposition|opt out|refusal)\b|\bno longer object\b|\bopt back in\b"
)
_NAMED = (
    (Scope.NO_AI, re.compile(rf"\b{_A_MACHINE}|\bai\b|\bartificial intelligence\b|\brobot\b")),
    (Scope.NO_CALLBACK, re.compile(r"\b(?:rappel\w*|sms|textos?|called|call back|texts)\b")),
    (Scope.NO_SUMMARY, re.compile(r"\b(?:resumes?|gard\w+|conserv\w+|enregistr\w+|summary|summaries|kept|recorded)\b")),
)
