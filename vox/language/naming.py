"""What somebody is called, found among the words that callers put around a name; the same in every language.

A language says by its `Vocabulary` which words are which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vox.language.readings import Reading
from vox.language.spelling import Alphabet, Spelled, apply_remarks, spelled_letters
from vox.language.text import Line, Token, fold_word, tokens

MOST_WORDS = 6
"""A name of more words than this is a sentence."""


@dataclass(frozen=True)
class Vocabulary:
    """The words of a language around names, folded.

    lead, sure_lead:  what a name follows ("c'est"), and that which nothing else follows ("je m'appelle").
    titles, kin:      fall; a name that counts may follow ("monsieur", "ma fille").
    leading:          articles before a name; opening: those that a capital at the start does not make a part of it;
                      of_family: those that are, after a title ("madame de la Tour"); small_article: those that are in
                      text without capitals ("le goff").
    particles:        parts of names that stand neither first nor last; small: those written small inside a name.
    stop, fillers:    no name has them; after fillers one may still follow. after_lead: may stand between lead and name.
    things:           nouns that stand beside names. first_name: announces the first name ("prénom").
    numbers:          number words, which are no name beside others. elided: begin a name with an apostrophe.
    hyphens:          said between two parts of a name.
    """

    lead: re.Pattern[str]
    sure_lead: re.Pattern[str]
    titles: Mapping[str, str] | frozenset[str]
    kin: frozenset[str]
    leading: frozenset[str]
    opening: frozenset[str]
    of_family: frozenset[str]
    small_article: frozenset[str]
    particles: frozenset[str]
    small: frozenset[str]
    stop: frozenset[str]
    fillers: frozenset[str]
    after_lead: frozenset[str]
    things: frozenset[str]
    first_name: frozenset[str]
    numbers: frozenset[str]
    elided: frozenset[str]
    hyphens: frozenset[str]


def name_in(text: str, words: Vocabulary, alphabet: Alphabet) -> Reading[str] | None:
    """The name of a person or firm, cleaned and capitalised; None if there is none."""
    parts = tokens(text)
    spelled = spelled_letters(text, parts, alphabet)
    body = _body(text, parts, spelled, words)
    if not body and not spelled:
        return None
    name = _written(text, body, words)
    last = max([token.end for token in body] + [one.end for one in spelled], default=0)
    for one in spelled:
        name = one.apply(name)
    name, remarks_end = apply_remarks(name, parts, alphabet)
    name = _capitals(name, words)
    if not name or len(name.split()) > MOST_WORDS:
        return None
    first = min([token.start for token in body] + [one.start for one in spelled])
    last = max(last, remarks_end)
    said = {token.word for token in body}
    return Reading(name, first, last, _nothing_else([t for t in parts if t.word not in said], first, last, words))


def _body(text: str, parts: Sequence[Token], spelled: Sequence[Spelled], words: Vocabulary) -> list[Token]:
    """The words that are the name itself: the likeliest of the pieces between what no name has in it."""
    pieces = _pieces(text, parts, spelled, words)
    best = max(range(len(pieces)), key=lambda at: (_likelihood(text, pieces[at], words), -at), default=None)
    if best is None:
        return []
    body = list(pieces[best].tokens)
    if len(body) == 1:
        fuller = next((at for at in range(best + 1, len(pieces)) if _says_again(body[0], pieces[at])), best)
        best, body = fuller, list(pieces[fuller].tokens)
    firsts = [piece for piece in pieces if piece.first_name]
    if firsts and len(firsts) < len(pieces):
        family = max((p for p in pieces if not p.first_name), key=lambda piece: _likelihood(text, piece, words))
        return [*firsts[0].tokens, *family.tokens]
    after = pieces[best + 1] if best + 1 < len(pieces) else None
    if (
        after is not None
        and after.joined
        and len(body) == 1
        and _proper(text, after.tokens, words)
        and _proper(text, body, words)
    ):
        return [*after.tokens, *body] if len(after.tokens) == 1 else body
    return body


def _says_again(name: Token, piece: _Piece) -> bool:
    """ "Leroux, Jeannine Leroux": the second time in full."""
    return 2 <= len(piece.tokens) <= 3 and any(token.word == name.word for token in piece.tokens)


@dataclass(frozen=True)
class _Piece:
    """Some words in a row. lead: how surely a name follows what stood before; joined: after nothing but a comma."""

    tokens: tuple[Token, ...]
    lead: int
    first: bool
    joined: bool
    first_name: bool


def _pieces(text: str, parts: Sequence[Token], spelled: Sequence[Spelled], words: Vocabulary) -> list[_Piece]:
    line = Line(parts)
    leads = [
        (*line.span(*match.span()), _weight(match.group(), words))
        for match in words.lead.finditer(line.text)
        if match.group()
    ]
    cutter = _Cutter(text, words)
    for at, token in enumerate(parts):
        following = parts[at + 1].word if at + 1 < len(parts) else ""
        weight = next((w for start, end, w in leads if start <= token.start and token.end <= end), None)
        is_spelled = any(one.start <= token.start < one.end for one in spelled)
        if weight is not None:
            cutter.announce(weight)
        elif _elided(text, token, words):
            cutter.run.append(token)
        elif cutter.run and _is_hyphen(parts, at, words):
            continue
        elif is_spelled or token.word.isdigit() or _ends_name(token.word, following, words):
            cutter.close()
        elif token.word == ",":
            cutter.pause()
        elif token.word in words.first_name:
            cutter.first_name()
        elif token.word in words.kin or (token.word in words.titles and not _hyphened(text, token)):
            cutter.announce(2, titled=token.word in words.titles)
        elif token.word in words.stop or (token.word in words.fillers and token.word not in words.particles):
            cutter.skip(token)
        else:
            cutter.run.append(token)
    cutter.close()
    plain = text.islower()
    likely = [
        piece
        for piece in cutter.pieces
        if piece.first or piece.lead or piece.first_name or (piece.joined and _proper(text, piece.tokens, words))
    ]
    likely = [piece for piece in likely if plain or any(text[token.start].isupper() for token in piece.tokens)]
    return likely or [piece for piece in cutter.pieces if not plain and _proper(text, piece.tokens, words)]


def _is_hyphen(parts: Sequence[Token], at: int, words: Vocabulary) -> bool:
    """The "tiret" that is said between two parts of a name, and the pauses around it."""
    near = [part.word for part in parts[max(0, at - 1) : at + 2]]
    return parts[at].word in words.hyphens or (parts[at].word == "," and any(word in words.hyphens for word in near))


def _ends_name(word: str, following: str, words: Vocabulary) -> bool:
    """A particle or a number before what no name has: "de la part de mon fils", "dix heures"."""
    if word in words.numbers:
        return following in words.numbers or following in words.stop
    return word in words.particles and (following in words.stop or following in words.kin)


class _Cutter:
    """Gathers words into pieces. run: the words of the piece being gathered."""

    def __init__(self, text: str, words: Vocabulary) -> None:
        self.pieces: list[_Piece] = []
        self.run: list[Token] = []
        self._text = text
        self._words = words
        self._lead = 0
        self._titled = False
        self._nothing_yet = True
        self._comma = False
        self._first_name = False

    def close(self) -> None:
        kept = _trimmed(self._text, self.run, self._words, titled=self._titled)
        if self.run:
            self._titled = False
        if kept:
            self.pieces.append(_Piece(tuple(kept), self._lead, self._nothing_yet, self._comma, self._first_name))
            self._nothing_yet, self._lead = False, 0
            self._first_name = False
        self.run, self._comma = [], False

    def announce(self, weight: int, *, titled: bool = False) -> None:
        """What a name follows: "je m'appelle", "monsieur", "ma fille"."""
        self.close()
        self._lead, self._titled = max(self._lead, weight), self._titled or titled

    def pause(self) -> None:
        self.close()
        self._comma = bool(self.pieces)

    def first_name(self) -> None:
        self.close()
        self._first_name, self._lead = True, max(self._lead, 1)

    def skip(self, token: Token) -> None:
        """A word that no name has; what was announced before it still counts after a mere filler."""
        had, filler = bool(self.run), token.word in self._words.fillers
        lead = self._lead
        self.close()
        if not filler and not had:
            self._nothing_yet = False
        self._lead = lead if not had and (filler or token.word in self._words.after_lead) else 0


def _trimmed(text: str, run: Sequence[Token], words: Vocabulary, *, titled: bool) -> list[Token]:
    """Without articles and "de" around the name, unless they are written as part of it ("Le Goff", "d'Ornano")."""
    kept = list(run)
    while kept and kept[-1].word in words.particles:
        kept.pop()
    while kept and kept[0].word in words.leading:
        if len(kept) > 1 and _belongs(text, kept, words, titled=titled):
            break
        kept.pop(0)
    kept = [token for at, token in enumerate(kept) if at == 0 or token.word != kept[at - 1].word]
    return [] if len(kept) > MOST_WORDS else kept


def _belongs(text: str, run: Sequence[Token], words: Vocabulary, *, titled: bool) -> bool:
    """Whether the article or "de" at the front is a part of the name."""
    first = run[0]
    if titled and first.word in words.of_family:
        return True  # "madame de la Tour"
    if first.word == "d" and text[first.end : first.end + 1] in _QUOTES:
        return True
    if _elided(text, first, words) or (
        first.start == 0 and first.word in words.of_family and text[run[1].start].isupper()
    ):
        return True
    if text[first.start].isupper():
        return first.start > 0 or first.word not in words.opening
    return text.islower() and first.word in words.small_article and len(run) == 2 and run[1].word not in words.things


def _elided(text: str, token: Token, words: Vocabulary) -> bool:
    """The "N'" of "N'Diaye", the "L'" of "L'Hermitte"."""
    beyond = text[token.end : token.end + 2]
    return token.word in words.elided and beyond[:1] in _QUOTES and beyond[1:].isupper()


def _weight(lead: str, words: Vocabulary) -> int:
    return 4 if words.sure_lead.search(lead) else 1


def _hyphened(text: str, token: Token) -> bool:
    return text[token.end : token.end + 1] == "-" or text[token.start - 1 : token.start] == "-"


def _proper(text: str, run: Sequence[Token], words: Vocabulary) -> bool:
    return all(text[token.start].isupper() for token in run if token.word not in words.particles)


def _likelihood(text: str, piece: _Piece, vocabulary: Vocabulary) -> float:
    words = [token for token in piece.tokens if token.word not in vocabulary.particles]
    capitals = sum(text[token.start].isupper() and (token.start > 0 or piece.first) for token in words)
    score = piece.lead + 2.0 * piece.first + (1.5 if 2 <= len(words) <= 3 else 0.0)
    if not text.islower():
        score += 3.0 * capitals / len(words) - (2.0 if not capitals else 0.0)
    return score - 2.0 * sum(token.word in vocabulary.things for token in words)


def _written(text: str, body: Sequence[Token], words: Vocabulary) -> str:
    """The words as they stand in the text, with the hyphens and apostrophes between them."""
    out = ""
    previous: Token | None = None
    for token in body:
        piece = text[token.start : token.end]
        if previous is not None:
            between = text[previous.end : token.start].strip()
            said = any(one.word in words.hyphens for one in tokens(between))
            out += "-" if said else between if between in ("-", "'", "’") else " "
        out += piece
        previous = token
    return out.replace("’", "'")


def _capitals(name: str, vocabulary: Vocabulary) -> str:
    words = name.split()
    return " ".join(_capital(word, vocabulary, first=at == 0) for at, word in enumerate(words))


def _capital(word: str, vocabulary: Vocabulary, *, first: bool) -> str:
    if "-" in word:
        pieces = word.split("-")
        return "-".join(
            _capital(piece, vocabulary, first=first or at == 0) if piece else piece for at, piece in enumerate(pieces)
        )
    folded = fold_word(word)
    if folded in vocabulary.small and not first:
        return word.lower()
    if "'" in word:
        head, _, tail = word.partition("'")
        head = head.lower() if fold_word(head) == "d" else head.capitalize()
        return f"{head}'{_capital(tail, vocabulary, first=True)}" if tail else head
    if word.isupper() or word.islower():
        return word.capitalize()
    return word[:1].upper() + word[1:]


def _nothing_else(parts: Sequence[Token], first: int, last: int, words: Vocabulary) -> bool:
    line = " ".join("|" if first <= t.start < last else t.word for t in parts if t.word != ",")
    rest = words.lead.sub(" ", line + " ").replace("|", " ").split()
    nothing = {*words.fillers, *words.titles, *words.leading, *words.first_name}
    return all(word in nothing for word in rest)


_QUOTES = ("'", "’")
