"""The question marks that a recogniser leaves out: "C'est quand le ramassage." asks something all the same."""

from __future__ import annotations

import re


def with_question_marks(heard: str) -> str:
    """The same words, with a question mark after each sentence that begins as only questions do."""
    return _SENTENCE.sub(
        lambda one: f"{one[1].rstrip()} ?" if one[2] in ("", ".") and _ASKS.match(one[1]) else one[0], heard
    )


_SENTENCE = re.compile(r"([^.!?…]+)([.!?…]*)")

_LEAD = (
    r"\W*(?:(?:bonjour|bonsoir|allô|oui|non|et|ou|mais|alors|donc|euh|heu|madame|monsieur|mesdames|docteur|pardon|sinon"
    r"|dites(?:[ -]moi)?|ah|bon|ben|ok|d['’]accord|excusez[ -]moi|s['’]il vous plaît|au fait|juste|tiens|merci|attendez"
    r"|une question)\b\W*)*"
)
_VERBS = (
    r"avez|faites|prenez|acceptez|êtes|ouvrez|fermez|proposez|vendez|livrez|réparez|recevez|soignez|pratiquez|louez"
    r"|donnez|organisez|gardez"
)
_ASKS = re.compile(
    _LEAD + r"(?:"
    r"(?:et |à |pour |de |avec |dans |en |jusqu['’]à |depuis )?quel(?:le)?s?\b"
    r"|est[ -]ce qu|qu['’]est[ -]ce|c['’]est (?:quand|où|combien|quoi|à quel|jusqu)"
    r"|quand (?:est|sont|c['’]est|ouvr|ferm|puis|peut|peu[tx])|où (?:est|se|sont|c['’]est|êtes|puis|peut|faut|on)"
    r"|(?:il faut |ça fait |ça coûte |c['’]est |vous prenez )?combien\b|comment (?!ça\b(?! se))|pourquoi\b"
    rf"|(?:{_VERBS}|pouvez|savez)[ -]vous\b"
    rf"|vous (?:{_VERBS})\b(?! (?:raison|bien|dit|noté|compris|rien|pas|déjà|mon|ma))"
    r"|y a[ -]t[ -]il|faut[ -]il|peut[ -]on|doit[ -]on|puis[ -]je|est[ -]il|sont[ -]ils"
    r")",
    re.IGNORECASE,
)
