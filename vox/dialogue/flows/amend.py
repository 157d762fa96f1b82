"""Half a value: "avec un T", "le dernier c'est 79", "17, pas 12" amend what was understood before."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from vox.language.names import read_name
from vox.language.numbers import with_numbers
from vox.language.phones import read_phone
from vox.language.text import fold_word, tokens

ALIKE = 60.0
"""How alike (0 to 100) a corrected word is to the one that was misheard."""


def amended_name(name: str, said: str) -> str | None:
    """The name with a remark about its letters worked in; None where the words are no mere remark."""
    remark = _REMARK.search(said)
    if remark is None or _names_somebody(said[: remark.start()]):
        return None
    words = said[remark.start() :]
    reading = read_name(f"{name} {words if remark['lead'] else f'avec {words}'}")
    return reading.value if reading else None


def merged_name(name: str, corrected: str) -> str:
    """ "Claire Dupond", corrected to "Dupont", is "Claire Dupont": one word in the place of the one that it is like."""
    words = name.split()
    if len(corrected.split()) != 1 or len(words) < 2:
        return corrected
    alike = [fuzz.ratio(fold_word(word), fold_word(corrected)) for word in words]
    best = max(range(len(words)), key=lambda at: alike[at])
    return " ".join([*words[:best], corrected, *words[best + 1 :]]) if alike[best] >= ALIKE else corrected


def amended_phone(phone: str, said: str) -> str | None:
    """The number (E.164) with the pair that was misheard put right; None where no one pair is meant."""
    pairs = re.findall(r"\d\d", _national(phone))
    flat = " ".join(token.word for token in with_numbers(tokens(said), ones=True))
    numbers = [one.zfill(2) for one in re.findall(r"\b\d{1,2}\b", flat)]
    if not numbers:
        return None
    if len(numbers) == 2 and re.search(r"\bpas\b|\bau lieu\b|\bplutot que\b", flat):
        right, wrong = numbers if not re.match(r"\W*(?:c est |ce n est )?pas\b", flat) else numbers[::-1]
        if pairs.count(wrong) != 1:
            return None
        pairs[pairs.index(wrong)] = right
    elif len(numbers) == 1 and _LAST.search(flat):
        pairs[-1] = numbers[0]
    elif len(numbers) == 1 and _FIRST.search(flat):
        pairs[0] = numbers[0]
    else:
        return None
    reading = read_phone(" ".join(pairs))
    return reading.value if reading and reading.problem is None and reading.value != phone else None


def _national(phone: str) -> str:
    return f"0{phone.removeprefix('+33')}" if phone.startswith("+33") else phone


def _names_somebody(before: str) -> bool:
    """Whether more than "non, c'est" stands before the remark: then the whole name was said."""
    words = [token.word for token in tokens(before) if token.word.isalnum()]
    return any(not _EMPTY.fullmatch(word) for word in words)


_REMARK = re.compile(
    r"\b(?:(?P<lead>avec|sans) (?:un |une |le |deux |des |seul )*\w\b|deux [b-zB-Z]\b|un seul [b-zB-Z]\b)",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"non|nan|pas|attendez|pardon|mais|euh|c|est|ce|le|la|mon|nom|de|famille|prenom|s|ecrit|ca|avec|oui|en|fait"
    r"|plutot|alors|il|y|a|faut|mettre|fin|ah|oh|excusez|moi|desole"
)
_LAST = re.compile(r"\b(?:derniers?|fin|finit|finissant|termine\w*|bout)\b")
_FIRST = re.compile(r"\b(?:premiers?|debut|commence\w*)\b")
