"""Names as callers say and spell them, and which of an organization's people or services somebody means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from vox.language.readings import Reading
from vox.language.sounds import sound
from vox.language.spelling import Spelled, apply_remarks, spelled_letters
from vox.language.text import Line, Token, fold_word, tokens, vocabulary

MOST_WORDS = 6
"""A name of more words than this is a sentence."""

ALIKE, ALIKE_JOINED, FARTHEST = 82.0, 88.0, 55.0
"""How alike (0 to 100) a heard word must be to a name, and words that were split or joined."""


def read_name(text: str) -> Reading[str] | None:
    """The name of a person or firm, cleaned and capitalised ("Jean-Baptiste de Saint-Aulaire"); None if there is none.

    Titles, "je m'appelle", "au nom de" and explanations fall; what is spelled, and remarks such as "avec deux L" or
    "comme Denis", are worked into the name.
    """
    parts = tokens(text)
    spelled = spelled_letters(text, parts)
    body = _body(text, parts, spelled)
    if not body and not spelled:
        return None
    name = _written(text, body)
    last = max([token.end for token in body] + [one.end for one in spelled], default=0)
    for one in spelled:
        name = one.apply(name)
    name, remarks_end = apply_remarks(name, text, parts)
    name = _capitals(name)
    if not name or len(name.split()) > MOST_WORDS:
        return None
    first = min([token.start for token in body] + [one.start for one in spelled])
    last = max(last, remarks_end)
    said = {token.word for token in body}
    return Reading(name, first, last, _nothing_else([t for t in parts if t.word not in said], first, last))


def match(said: str, candidates: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The identifiers whose names are in `said`, which may be a longer utterance; several where the words fit several.

    candidates: identifier → its names. Allows for what a recogniser does ("docteur Marthin", "maître Delcour"), for a
    part of a name that only one has, and never goes by a title that several share.
    """
    heard = [_Word.of(token.word) for token in tokens(said) if token.word not in _SIGNS]
    entries = list(
        dict.fromkeys(_Entry.of(identifier, name) for identifier, names in candidates.items() for name in names)
    )
    hits = [hit for entry in entries for hit in _hits(heard, entry)]
    hits = hits or _title_hits(heard, entries)
    hits = [hit for hit in hits if not hit.weak] or hits
    hits = [hit for hit in hits if not any(other.beats(hit) for other in hits)]
    found = {hit.identifier for hit in hits}
    return tuple(identifier for identifier in candidates if identifier in found)


def same_person(said: str, written: str, *, exactly: bool = False) -> bool:
    """Whether a name as it was said may be that of the person written down: the words of one are all in the other.

    Titles, small words and initials do not count; a recogniser's spelling is allowed for, unless `exactly`.
    """
    one, other = _telling_words(said), _telling_words(written)
    if not one or not other:
        return False
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return all(any(word == has if exactly else _word_alike(word, has) for has in many) for word in few)


def _telling_words(name: str) -> list[_Word]:
    words = [token.word for token in tokens(name) if token.word not in _SIGNS]
    return [_Word.of(word) for word in words if len(word) > 1 and word not in _TITLES and word not in _SMALL]


# --- which one is meant ---


@dataclass(frozen=True)
class _Word:
    """A folded word and its sound, worked out once for a whole comparison and kept no longer."""

    plain: str
    sound: str

    @classmethod
    def of(cls, plain: str) -> _Word:
        return cls(plain, "" if plain in _SMALL or plain in _COMMON else sound(plain))


@dataclass(frozen=True)
class _Entry:
    """One name of one candidate. words: without titles and small words; titles: as written, "docteure" or "docteur"."""

    identifier: str
    words: tuple[_Word, ...]
    titles: tuple[str, ...]

    @classmethod
    def of(cls, identifier: str, name: str) -> _Entry:
        words = [token.word for token in tokens(name) if token.word not in _SIGNS]
        kept = tuple(_Word.of(word) for word in words if word not in _TITLES and word not in _SMALL)
        return cls(identifier, kept, tuple(word for word in words if word in _TITLES))


@dataclass(frozen=True)
class _Hit:
    """Where a name was heard. full: all of its words; score: how alike, 0 to 100; weak: only for whom it is."""

    identifier: str
    start: int
    end: int
    full: bool
    score: float
    weak: bool = False

    def beats(self, other: _Hit) -> bool:
        """Whether this one explains the same words better, so that the other need not be meant."""
        if self.identifier == other.identifier or self.end <= other.start or other.end <= self.start:
            return False
        mine, theirs = self.end - self.start, other.end - other.start
        if self.full and other.full and mine != theirs:
            return mine > theirs
        if self.full != other.full:
            return self.full and mine >= theirs
        return mine > theirs or (mine == theirs and self.score > other.score + 4)


def _hits(heard: Sequence[_Word], entry: _Entry) -> list[_Hit]:
    if not entry.words:
        return []
    hits: list[_Hit] = []
    weak = {word.plain for word in entry.words} <= _TELLS_NOTHING | _FOR_WHOM
    for start in range(len(heard)):
        titled = _after_title(heard, start)
        if heard[start].plain in _SMALL and not titled:
            continue
        for size in range(1, len(entry.words) + 3):
            window = heard[start : start + size]
            if len(window) < size:
                break
            score = _alike(window, entry.words, titled=titled)
            if score:
                hits.append(_Hit(entry.identifier, start, start + size, True, score, weak))
    if len(entry.words) > 1 and not hits:
        hits = _partial_hits(heard, entry)
    best: dict[int, _Hit] = {}
    for hit in hits:
        kept = best.get(hit.start)
        if kept is None or hit.score > kept.score:
            best[hit.start] = hit
    return list(best.values())


def _title_hits(heard: Sequence[_Word], entries: Sequence[_Entry]) -> list[_Hit]:
    """ "le docteur" where there is only one; "la docteure" where only one is called so."""
    hits: list[_Hit] = []
    for at, word in enumerate(one.plain for one in heard):
        if word not in _TITLES or word in _ANYBODY or _followed_by_name(heard, at):
            continue
        called = {entry.identifier for entry in entries if word in entry.titles and not entry.words}
        having = {
            entry.identifier for entry in entries if any(_TITLES[title] == _TITLES[word] for title in entry.titles)
        }
        meant = called if len(called) == 1 else having
        if len(meant) == 1:
            hits.append(_Hit(min(meant), at, at + 1, False, 100.0))
    return hits


def _followed_by_name(heard: Sequence[_Word], at: int) -> bool:
    """ "la docteure Bernard" is not just any "docteure"."""
    return at + 1 < len(heard) and heard[at + 1].plain not in _SMALL and heard[at + 1].plain not in _AFTER_TITLE


def _partial_hits(heard: Sequence[_Word], entry: _Entry) -> list[_Hit]:
    """Some words of a longer name: "Martin" for Claire Martin, "vaccin grippe" for "vaccin contre la grippe".

    One of them must tell something: "venir" alone is not yet "venir chercher ma carte".
    """
    found, said = [], set()
    for at, word in enumerate(heard):
        if word.plain in _SMALL or word.plain in _TITLES:
            continue
        score, name = max((_alike([word], (name,)), name.plain) for name in entry.words)
        if score:
            found.append((at, score))
            said.add(name)
    if said <= _TELLS_NOTHING:
        return []
    weak = said <= _TELLS_NOTHING | _FOR_WHOM
    start, end = found[0][0], found[-1][0] + 1
    if end - start > len(entry.words) + 2:
        return [_Hit(entry.identifier, at, at + 1, False, score, weak) for at, score in found]
    return [_Hit(entry.identifier, start, end, False, sum(score for _, score in found) / len(found), weak)]


def _after_title(heard: Sequence[_Word], start: int) -> bool:
    """Whether a name must follow there: "mettre des cours" was "maître Delcourt"."""
    return start > 0 and (heard[start - 1].plain in _TITLES or heard[start - 1].sound in _TITLE_SOUNDS)


def _alike(window: Sequence[_Word], words: Sequence[_Word], *, titled: bool = False) -> float:
    """How alike some heard words are to the words of a name, 0 where they are not the same."""
    if len(window) == len(words):
        scores = [_word_alike(one, other) for one, other in zip(window, words, strict=True)]
        if all(scores):
            return sum(scores) / len(scores)
        if len(words) == 1:
            return 0.0
    heard, named = sum(len(word.plain) for word in window), sum(len(word.plain) for word in words)
    if min(heard, named) < 5 or abs(heard - named) > named // 3:
        return 0.0
    if any(word.plain in _TITLES or word.plain in _COMMON for word in window):
        return 0.0
    one, other = "".join(word.plain for word in window), "".join(word.plain for word in words)
    plain = fuzz.ratio(one, other, score_cutoff=FARTHEST)
    if not plain:
        return 0.0
    score = max(plain, fuzz.ratio(sound(one), sound(other)))
    needed = ALIKE if titled else ALIKE_JOINED if len(window) != len(words) else ALIKE + 4
    return score if score >= needed else 0.0


def _word_alike(heard: _Word, name: _Word) -> float:
    one, other = heard.plain, name.plain
    if one == other:
        return 100.0
    if one in _SMALL or one in _COMMON or one in _TITLES:
        return 0.0
    if len(one) > 3 and len(other) > 3 and one.rstrip("sx") == other.rstrip("sx"):
        return 99.0
    if heard.sound == name.sound and len(heard.sound) > 1:
        return 97.0
    if min(len(one), len(other)) < 5:
        return 0.0
    score = max(fuzz.ratio(one, other), fuzz.ratio(heard.sound, name.sound) - 2)
    return score if (score >= ALIKE and heard.sound[:1] == name.sound[:1]) or score >= 90 else 0.0


# --- what somebody is called ---


def _body(text: str, parts: Sequence[Token], spelled: Sequence[Spelled]) -> list[Token]:
    """The words that are the name itself: the likeliest of the pieces between what no name has in it."""
    pieces = _pieces(text, parts, spelled)
    best = max(range(len(pieces)), key=lambda at: (_likelihood(text, pieces[at]), -at), default=None)
    if best is None:
        return []
    body = list(pieces[best].tokens)
    if len(body) == 1:
        fuller = next((at for at in range(best + 1, len(pieces)) if _says_again(body[0], pieces[at])), best)
        best, body = fuller, list(pieces[fuller].tokens)
    after = pieces[best + 1] if best + 1 < len(pieces) else None
    if after is not None and after.first_name:
        return [*after.tokens, *body]
    if after is not None and after.joined and len(body) == 1 and _proper(text, after.tokens) and _proper(text, body):
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


def _pieces(text: str, parts: Sequence[Token], spelled: Sequence[Spelled]) -> list[_Piece]:
    line = Line(parts)
    leads = [
        (*line.span(*match.span()), _weight(match.group())) for match in _LEAD.finditer(line.text) if match.group()
    ]
    cutter = _Cutter(text)
    for at, token in enumerate(parts):
        following = parts[at + 1].word if at + 1 < len(parts) else ""
        weight = next((w for start, end, w in leads if start <= token.start and token.end <= end), None)
        is_spelled = any(one.start <= token.start < one.end for one in spelled)
        if weight is not None:
            cutter.announce(weight)
        elif is_spelled or token.word.isdigit() or (token.word in _PARTICLES and following in _ENDERS):
            cutter.close()
        elif token.word == ",":
            cutter.pause()
        elif token.word == "prenom":
            cutter.first_name()
        elif token.word in _KIN or (token.word in _TITLES and not _hyphened(text, token)):
            cutter.announce(2, titled=token.word in _TITLES)
        elif token.word in _STOP or (token.word in _FILLERS and token.word not in _PARTICLES):
            cutter.skip(token)
        else:
            cutter.run.append(token)
    cutter.close()
    plain = text.islower()
    likely = [
        piece
        for piece in cutter.pieces
        if piece.first or piece.lead or piece.first_name or (piece.joined and _proper(text, piece.tokens))
    ]
    likely = [piece for piece in likely if plain or any(text[token.start].isupper() for token in piece.tokens)]
    return likely or [piece for piece in cutter.pieces if not plain and _proper(text, piece.tokens)]


class _Cutter:
    """Gathers words into pieces. run: the words of the piece being gathered."""

    def __init__(self, text: str) -> None:
        self.pieces: list[_Piece] = []
        self.run: list[Token] = []
        self._text = text
        self._lead = 0
        self._titled = False
        self._nothing_yet = True
        self._comma = False
        self._first_name = False

    def close(self) -> None:
        kept = _trimmed(self._text, self.run, titled=self._titled)
        if self.run:
            self._titled = False
        if kept:
            self.pieces.append(_Piece(tuple(kept), self._lead, self._nothing_yet, self._comma, self._first_name))
            self._nothing_yet, self._lead = False, 0
        self.run, self._comma, self._first_name = [], False, False

    def announce(self, weight: int, *, titled: bool = False) -> None:
        """What a name follows: "je m'appelle", "monsieur", "ma fille"."""
        self.close()
        self._lead, self._titled = max(self._lead, weight), self._titled or titled

    def pause(self) -> None:
        self.close()
        self._comma = bool(self.pieces)

    def first_name(self) -> None:
        self.close()
        self._first_name = bool(self.pieces)

    def skip(self, token: Token) -> None:
        """A word that no name has; what was announced before it still counts after a mere filler."""
        had, filler = bool(self.run), token.word in _FILLERS
        lead = self._lead
        self.close()
        if not filler and not had:
            self._nothing_yet = False
        self._lead = lead if not had and (filler or token.word in _AFTER_LEAD) else 0


def _trimmed(text: str, run: Sequence[Token], *, titled: bool) -> list[Token]:
    """Without articles and "de" around the name, unless they are written as part of it ("Le Goff", "d'Ornano")."""
    kept = list(run)
    while kept and kept[-1].word in _PARTICLES:
        kept.pop()
    while kept and kept[0].word in _LEADING:
        if len(kept) > 1 and _belongs(text, kept, titled=titled):
            break
        kept.pop(0)
    kept = [token for at, token in enumerate(kept) if at == 0 or token.word != kept[at - 1].word]
    return [] if len(kept) > MOST_WORDS else kept


def _belongs(text: str, run: Sequence[Token], *, titled: bool) -> bool:
    """Whether the article or "de" at the front is a part of the name."""
    first = run[0]
    if titled and first.word in ("de", "du", "d"):
        return True  # "madame de la Tour"
    if first.word == "d" and text[first.end : first.end + 1] in ("'", "’"):
        return True
    if text[first.start].isupper():
        return first.start > 0 or first.word not in ("la", "un", "une", "l")
    return text.islower() and first.word in ("le", "la") and len(run) == 2 and run[1].word not in _THINGS


def _weight(lead: str) -> int:
    return 4 if re.search(r"appelle|nom|part|prenom|moi c est", lead) else 1


def _hyphened(text: str, token: Token) -> bool:
    return text[token.end : token.end + 1] == "-" or text[token.start - 1 : token.start] == "-"


def _proper(text: str, run: Sequence[Token]) -> bool:
    return all(text[token.start].isupper() for token in run if token.word not in _PARTICLES)


def _likelihood(text: str, piece: _Piece) -> float:
    words = [token for token in piece.tokens if token.word not in _PARTICLES]
    capitals = sum(text[token.start].isupper() and (token.start > 0 or piece.first) for token in words)
    score = piece.lead + 2.0 * piece.first + (1.5 if 2 <= len(words) <= 3 else 0.0)
    if not text.islower():
        score += 3.0 * capitals / len(words) - (2.0 if not capitals else 0.0)
    return score - 2.0 * sum(token.word in _THINGS for token in words)


def _written(text: str, body: Sequence[Token]) -> str:
    """The words as they stand in the text, with the hyphens and apostrophes between them."""
    out = ""
    previous: Token | None = None
    for token in body:
        piece = text[token.start : token.end]
        if previous is not None:
            between = text[previous.end : token.start]
            out += between.strip() if between.strip() in ("-", "'", "’") and token.start > previous.end else " "
        out += piece
        previous = token
    return out.replace("’", "'")


def _capitals(name: str) -> str:
    words = name.split()
    return " ".join(_capital(word, first=at == 0) for at, word in enumerate(words))


def _capital(word: str, *, first: bool) -> str:
    if "-" in word:
        pieces = word.split("-")
        return "-".join(_capital(piece, first=first or at == 0) if piece else piece for at, piece in enumerate(pieces))
    folded = fold_word(word)
    if folded in _SMALL_PARTICLES and not first:
        return word.lower()
    if "'" in word:
        head, _, tail = word.partition("'")
        head = head.lower() if fold_word(head) == "d" else head.capitalize()
        return f"{head}'{_capital(tail, first=True)}" if tail else head
    if word.isupper() or word.islower():
        return word.capitalize()
    return word[:1].upper() + word[1:]


def _nothing_else(parts: Sequence[Token], first: int, last: int) -> bool:
    line = " ".join("|" if first <= t.start < last else t.word for t in parts if t.word != ",")
    rest = _LEAD.sub(" ", line + " ").replace("|", " ").split()
    return all(word in _FILLERS or word in _TITLES or word in _LEADING for word in rest)


_SIGNS = frozenset(",/.:-+")

_TITLES = {
    "docteur": "docteur", "docteure": "docteur", "docteurs": "docteur", "dr": "docteur", "doc": "docteur",
    "maitre": "maitre", "me": "maitre", "monsieur": "monsieur", "m": "monsieur", "mr": "monsieur",
    "messieurs": "monsieur",
    "madame": "madame", "mme": "madame", "mademoiselle": "mademoiselle", "mlle": "mademoiselle",
    "professeur": "professeur",
    "professeure": "professeur", "pr": "professeur", "prof": "professeur", "comte": "comte",
}  # fmt: skip

_TITLE_SOUNDS = frozenset(sound(word) for word in ("maitre", "mettre", "docteur", "docteurs", "professeur"))

_ANYBODY = frozenset(("monsieur", "m", "mr", "messieurs", "madame", "mme", "mademoiselle", "mlle", "me", "pr"))
"""Titles that callers give to whoever answers."""

_SMALL = vocabulary(
    "le la les l un une des du de d et ou a au aux en dans pour par sur avec chez mon ma mes votre vos notre son sa"
    " ses ce cet cette"
    " je j tu il elle on nous vous ils se s me m te t qu que qui c est ne n pas rendez rdv prendre avoir voir faire"
    " voudrais"
    " veux bonjour oui non merci plait euh hein ben bah si y"
)
"""Words that never stand for a name, nor for a part of one."""

_COMMON = vocabulary(
    "avoir matin merci rendez demain lundi mardi mercredi jeudi vendredi samedi dimanche heures heure pouvez"
    " possible bonjour"
    " prochain prochaine semaine apres avant entre cela alors encore aussi toujours contre quand comme parler"
    " laisser message"
    " pourrais aimerais prefere plutot chose autre quelqu personne numero madame monsieur suite"
)
"""Frequent words that sound like somebody ("matin" and Martin): only their exact spelling counts."""

_TELLS_NOTHING = vocabulary(
    "venir viens vient aller vais chercher cherche refaire refait faites fait mettre mets changer change demander"
    " changement demande demandes rencontrer acheter passer regarder garde garder monter descendre"
    " probleme problemes besoin bizarre"
)
"""Words of which the name of a service is made together with others, but that name none alone."""

_FOR_WHOM = vocabulary(
    "fils fille filles mari femme mere pere bebe enfant enfants homme dame monsieur compagnon medecin veterinaire"
    " dentiste avocat coiffeur"
)
"""Words that name a service ("coupe enfant") only where nothing else does: "un passeport pour ma fille"."""

_AFTER_TITLE = vocabulary("demain matin lundi mardi mercredi jeudi vendredi samedi s si pour plait ou est")

_LEAD = re.compile(
    r"\b(?:je m appelle|m appelle|moi c est|moi c|mon nom(?: de famille| complet)?(?: et prenom)?(?: c est| est)?"
    r"|mon prenom c est"
    r"|le nom(?: de famille)?(?: c est| est)?|c est (?:a|pour|au nom|sous le nom)|je suis|j suis|c est|ce sera|ici"
    r"|(?:au|a mon|a son|sous le|sous mon) nom"
    r"|(?:au|sous le) nom de(?: jeune fille)?|de la part|(?:il|elle|qui|s) s?appelle(?:nt)?|s appellent?"
    r"|on m appelle|appelez moi"
    r"|prenom et nom|nom et prenom|nom de famille|nom)(?= |$)"
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
    " ecrivez"
)

_PARTICLES = vocabulary(
    "de du des d la le les l van von der den ben el al da dos di del della y et ibn bin abou o mc mac saint sainte"
)

_SMALL_PARTICLES = vocabulary("de du des d van von der et") | {"la"}

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
)

_ENDERS = _STOP | _KIN
