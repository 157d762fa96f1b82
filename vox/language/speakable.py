"""Written French as a voice must be given it: numbers, hours, dates and abbreviations in words."""

from __future__ import annotations

import re
from collections.abc import Callable

from num2words import num2words

LONGEST_SENTENCE = 220
"""Characters that can be followed by ear without a breath."""


def speakable(text: str) -> str:
    """The same sentence with nothing left that French voices read wrong; text that is already in words is unchanged.

    "M. Martin, le 1er à 10 h 30, au 06 12 34 56 78" → "monsieur Martin, le premier à dix heures trente, au zéro six,
    douze, trente-quatre, cinquante-six, soixante-dix-huit". No digit is left.
    """
    text = text.replace("\xa0", " ").replace("\u202f", " ").replace("’", "'")
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return re.sub(r"[ \t]{2,}", " ", text).strip()


def unspeakable(text: str) -> list[str]:
    """What an operator's own text holds that is no good by ear, one French sentence each; empty when it is fine."""
    found = [f"{what} : « {match.group().strip()} »" for pattern, what in _WRONG for match in pattern.finditer(text)]
    rest = text
    for pattern, _ in _WRONG:
        rest = pattern.sub(" ", rest)
    spoken = speakable(rest)
    found += [f"signe que la voix ne sait pas dire : « {sign} »" for sign in dict.fromkeys(_SIGN.findall(spoken))]
    for sentence in re.split(r"(?<=[.!?…])\s+", rest):
        if len(sentence) > LONGEST_SENTENCE:
            found.append(f"phrase trop longue à l'oreille ({len(sentence)} caractères) : « {sentence[:40].strip()}… »")
    return found


# --- one function per written form ---


def _number(value: int) -> str:
    return str(num2words(value, lang="fr"))


def _feminine(words: str) -> str:
    return re.sub(r"\bun$", "une", words)


def _digits(text: str) -> str:
    """A run of digits as it is dictated: leading zeros one by one, the rest as a number of at most three figures."""
    zeros = len(text) - len(text.lstrip("0"))
    rest = text[zeros:]
    words = ["zéro"] * zeros
    if rest:
        words.append(_number(int(rest)))
    return " ".join(words)


def _phone(match: re.Match[str]) -> str:
    text = match.group()
    digits = re.sub(r"\D", "", text)
    groups = re.findall(r"\d+", text)
    if len(groups) < 3 or any(len(group) > 3 for group in groups):
        groups = [digits[at : at + 2] for at in range(0, len(digits), 2)]
    plus = "plus " if text.startswith("+") else ""
    return plus + ", ".join(_digits(group) for group in groups)


def _short_number(match: re.Match[str]) -> str:
    """ "le 3114" is said in pairs."""
    return f"{match['lead']} {_digits(match['a'])} {_digits(match['b'])}"


def _clock(match: re.Match[str]) -> str:
    hours, minutes = int(match["h"]), int(match["m"] or 0)
    if hours > 24 or minutes > 59:
        return match.group()
    unit = "heure" if hours in (0, 1) else "heures"
    words = f"{_feminine(_number(hours))} {unit}"
    return f"{words} {_feminine(_number(minutes))}" if minutes else words


def _date(match: re.Match[str]) -> str:
    day, month = int(match["d"]), int(match["m"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return match.group()
    year = match["y"]
    words = f"{'premier' if day == 1 else _number(day)} {_MONTHS[month - 1]}"
    if not year:
        return words
    return f"{words} {_number(int(year) if len(year) == 4 else 2000 + int(year))}"


def _money(match: re.Match[str]) -> str:
    euros, cents = int(re.sub(r"\s", "", match["n"])), match["c"]
    words = f"{_number(euros)} {'euro' if euros < 2 else 'euros'}"
    if euros >= 1_000_000 and euros % 1_000_000 == 0:
        words = words.replace(" euros", " d'euros")
    return f"{words} {_number(int(cents.ljust(2, '0')))}" if cents and int(cents) else words


def _decimal(match: re.Match[str]) -> str:
    fraction = match["f"]
    return f"{_number(int(match['n']))} virgule {_digits(fraction)}"


def _ordinal(match: re.Match[str]) -> str:
    number = int(match["n"])
    if number == 1:
        return "première" if match["s"].lower() in ("re", "ère", "ere", "ère") else "premier"
    if number == 2 and match["s"].lower() in ("nd", "nde"):
        return "second" if match["s"].lower() == "nd" else "seconde"
    return str(num2words(number, lang="fr", to="ordinal"))


def _before_feminine(match: re.Match[str]) -> str:
    return f"{_feminine(_number(int(match['n'].replace(' ', ''))))} {match['w']}"


def _grouped(match: re.Match[str]) -> str:
    return _number(int(re.sub(r"\D", "", match.group())))


def _plain(match: re.Match[str]) -> str:
    text = match.group()
    if len(text) > 1 and (text.startswith("0") or len(text) > 9):
        return (
            _digits(text) if len(text) <= 3 else ", ".join(_digits(text[at : at + 2]) for at in range(0, len(text), 2))
        )
    return _number(int(text))


def _letters(match: re.Match[str]) -> str:
    return " ".join(match.group().replace(".", ""))


_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip

_FEMININE = (
    r"heures?|minutes?|secondes?|semaines?|années?|personnes?|fois|places?|pages?|nuits?|séances?|visites?"
    r"|consultations?|ordonnances?"
    r"|pièces?|photos?|tables?|chambres?|journées?|matinées?|lettres?|demandes?|réponses?|étoiles?|doses?|injections?"
)

_Replace = str | Callable[[re.Match[str]], str]


_RULES: tuple[tuple[re.Pattern[str], _Replace], ...] = tuple(
    (re.compile(pattern, flags), instead)
    for pattern, flags, instead in (
        # telephone numbers, before anything else sees their digits
        (r"\+\d{1,3}(?:[ .-]?\d{1,4}){2,6}(?!\d)", 0, _phone),
        (r"(?<![\d,.])0\d(?:[ .-]?\d{2}){4}(?!\d)", 0, _phone),
        (r"(?<!\d)(?<!\d[ ,.])0[1-9](?: \d{2}){1,3}(?!\d)(?! ?[€%h])", 0, _phone),
        (r"\b(?P<lead>[Ll]e|[Aa]u|[Dd]u) (?P<a>3\d)(?P<b>\d\d)\b(?! ?[€%h]| [\w-]+s\b)", 0, _short_number),
        # abbreviations
        (r"\bMM\.(?= )", 0, "messieurs"),
        (r"\bM\.? (?=[A-ZÀ-Ÿ][\w'-])", 0, "monsieur "),
        (r"\bMr\.? (?=[A-ZÀ-Ÿ])", 0, "monsieur "),
        (r"\bMmes\b\.?", 0, "mesdames"),
        (r"\bMme\b\.?", 0, "madame"),
        (r"\bMlles?\b\.?", 0, "mademoiselle"),
        (r"\bDrs\b\.?", 0, "docteurs"),
        (r"\bDre?\b\.?(?= )", 0, "docteur"),
        (r"\bPr\b\.?(?= [A-ZÀ-Ÿ])", 0, "professeur"),
        (r"\bMes (?=[A-ZÀ-Ÿ][a-zà-ÿ]+ et [A-ZÀ-Ÿ])", 0, "maîtres "),
        (r"\bMe\b\.? (?=[A-ZÀ-Ÿ])", 0, "maître "),
        (r"\bSt[ -](?=[A-ZÀ-Ÿ])", 0, "Saint-"),
        (r"\bSte[ -](?=[A-ZÀ-Ÿ])", 0, "Sainte-"),
        (r"\b(?:RDV|Rdv|rdv|R-V|RV)s?\b", 0, "rendez-vous"),
        (r"\b(?:n|N)[°º] ?", 0, "numéro "),
        (r"\b(?:bd|bld|boul)\.? (?=[A-ZÀ-Ÿd])", re.I, "boulevard "),
        (r"\bav\. ?(?=[A-ZÀ-Ÿd])", re.I, "avenue "),
        (r"\betc\.{0,3}", re.I, "et cetera"),
        (r"\b(?:svp|s\.v\.p\.)", re.I, "s'il vous plaît"),
        (r"\b(?:tél|tel)\.? ?:?(?= ?\w)", re.I, "téléphone "),
        (r"\bmin\.?(?= |$|[,;])", 0, "minutes"),
        (r"\bkm/h\b", 0, "kilomètres à l'heure"),
        (r"(?<=\d) ?km\b", 0, " kilomètres"),
        (r"(?<=\d) ?kg\b", 0, " kilos"),
        (r"(?<=\d) ?m²", 0, " mètres carrés"),
        (r"(?<=\d) ?mg\b", 0, " milligrammes"),
        (r"(?<=\d) ?ml\b", re.I, " millilitres"),
        (r"(?<=\d) ?cm\b", 0, " centimètres"),
        (r"(?<=\d) ?°C?\b", 0, " degrés"),
        (r"\bet/ou\b", 0, "ou"),
        (r" ?& ?", 0, " et "),
        # dates, hours, money
        (r"(?<![\d/.-])(?P<d>[0-3]?\d)(?P<sep>[/.-])(?P<m>[01]?\d)(?P=sep)(?P<y>\d{4}|\d{2})(?![\d/.-]\d|\d)",
             0, _date),
        (r"(?<![\d/])(?P<d>[0-3]?\d)/(?P<m>[01]?\d)(?P<y>)(?![\d/])", 0, _date),
        (r"\b(?P<h>\d{1,2}) ?(?:h|H|heures?)(?: ?(?P<m>[0-5]\d)(?!\d)(?: ?(?:min|mn|minutes)\b)?)?(?![\wà-ÿ])",
             0, _clock),
        (r"\b(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?!\d)", 0, _clock),
        (r"(?P<n>\d{1,3}(?: \d{3})+|\d+)(?:[,.](?P<c>\d{1,2}))? ?(?:€|euros?\b|EUR\b)", 0, _money),
        (r"\b1er\b(?= )", 0, "premier"),
        (r"\b(?P<n>\d+) ?(?P<s>er|re|ère|ere|nde?|ème|eme|ième|e)\b", re.I, _ordinal),
        (r" ?%", 0, " pour cent"),
        (r" ?€", 0, " euros"),
        # plain numbers
        (rf"(?<![\d.,])(?P<n>[1-9]\d{{0,2}}(?: \d{{3}})+) (?P<w>{_FEMININE})\b", 0, _before_feminine),
        (r"(?<![\d.,])(?<!\d )[1-9]\d{0,2}(?: \d{3})+(?!\d)(?! \d)", 0, _grouped),
        (rf"(?<![\d.,])(?P<n>\d{{1,9}}) (?P<w>{_FEMININE})\b", 0, _before_feminine),
        (r"(?<![\d.,])(?P<n>\d{1,9})[,.](?P<f>\d{1,4})(?![\d.,]*\d)", 0, _decimal),
        (r"(?<=\d)[-–](?=\d)", 0, " à "),
        (r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", 0, " "),
        (r"\d+", re.ASCII, _plain),
        (r"\d", 0, lambda match: _number(int(match.group()))),
        # sigla are said letter by letter
        (r"\b(?:[A-Z]\.){2,}", 0, _letters),
        (r"\b(?:SMS|RGPD|CNI|CPAM|HLM|SNCF|RATP|TTC|HT|TVA|CB|RIB|IBAN|PV|VTC|IRM|ORL|SAV|PMR|URL|QR|EDF|CAF|RSA|IDE"
            r"|CHU|PMI|PDF|AME|CMU|ALD|DPE|PTZ|VSL|GPS|DRH|CV|CDI|CDD)\b", 0, _letters),
    )
)  # fmt: skip

_WRONG = (
    (re.compile(r"\b(?:https?://|www\.)\S+", re.I), "adresse web"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "adresse de courriel"),
    (re.compile(r"(?<![@\w.])(?:[\w-]+\.)+(?:fr|com|org|net|eu|be|ch|gouv|re)\b(?!\.\w)", re.I), "adresse web"),
    (re.compile(r"<[^>]{1,60}>"), "balise"),
)
_SIGN = re.compile(r"[^\w\s.,;:!?…'’«»()\"–—-]")
