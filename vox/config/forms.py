"""Durations, hours, dates, numbers and names as people write them, and what to tell who writes them otherwise."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers

from vox.config.networks import is_host_name

_UNITS = {
    "min": 1, "minute": 1, "minutes": 1, "mn": 1,
    "h": 60, "heure": 60, "heures": 60, "hour": 60, "hours": 60,
    "j": 1440, "jour": 1440, "jours": 1440, "day": 1440, "days": 1440,
    "semaine": 10080, "semaines": 10080, "week": 10080, "weeks": 10080,
}  # fmt: skip
_DURATION = re.compile(r"([0-9]{1,5}) *([a-z]+)")
_SECONDS = re.compile(r"([0-9]{1,5}(?:[.,][0-9]{1,3})?) *(ms|s)")
_HOURS_MINUTES = re.compile(r"([0-9]{1,3}) *h *([0-5][0-9])(?: *(?:min|mn))?")
_CLOCK = re.compile(r"([0-9]{1,2})(?::|h| h )([0-9]{2})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH_DATE = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LOCAL_PART = re.compile(r"(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_QUESTION_KEY = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_TRUE = frozenset({"true", "yes", "on", "oui"})
_FALSE = frozenset({"false", "no", "off", "non"})
_LONGEST_SHOWN = 40  # characters of a wrong value that are shown again


class FormError(ValueError):
    """A value is written in a way that is not understood. what and hint: French, for the operator."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


def read_duration(text: str) -> timedelta:
    """`20 min`, `2 h`, `1 h 30`, `30 days`, `30 jours`, `2 weeks`, and a bare `0`."""
    said = _plain(text)
    if said == "0":
        return timedelta()
    if (both := _HOURS_MINUTES.fullmatch(said)) is not None:
        return timedelta(hours=int(both[1]), minutes=int(both[2]))
    found = _DURATION.fullmatch(said)
    if found is not None and found[2] in _UNITS:
        return timedelta(minutes=int(found[1]) * _UNITS[found[2]])
    if re.fullmatch(r"[0-9]{1,5}", said):
        raise FormError(
            f"{shown(text)} est une durée sans unité",
            f"écrivez {said} min, {said} h ou {said} days, selon le cas",
        )
    raise FormError(f"{shown(text)} n'est pas une durée", "écrivez par exemple 20 min, 2 h ou 30 days")


def read_seconds(text: str) -> timedelta:
    """`1.5 s`, `1,5 s`, `800 ms`."""
    found = _SECONDS.fullmatch(_plain(text))
    if found is None:
        raise FormError(f"{shown(text)} n'est pas une durée en secondes", "écrivez par exemple 1.5 s")
    return timedelta(**{"milliseconds" if found[2] == "ms" else "seconds": float(found[1].replace(",", "."))})


def format_duration(duration: timedelta) -> str:
    """`1,5 s`, `20 min`, `2 h`, `1 h 30`, `30 jours`."""
    if timedelta() < duration < timedelta(minutes=1):
        return f"{duration.total_seconds():g} s".replace(".", ",")
    minutes = round(duration.total_seconds() / 60)
    if minutes and minutes % 1440 == 0:
        days = minutes // 1440
        return "1 jour" if days == 1 else f"{days} jours"
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes:02d}" if minutes else f"{hours} h"


def read_time(text: str) -> time:
    """`08:30`, also `8h30`."""
    found = _CLOCK.fullmatch(_plain(text))
    if found is None:
        raise FormError(f"{shown(text)} n'est pas une heure", "écrivez par exemple 08:30")
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        raise FormError(f"{shown(text)} n'existe pas sur une horloge", "les heures vont de 00:00 à 23:59")
    return time(hour, minute)


def read_time_range(text: str) -> tuple[time, time]:
    """`08:30-12:30`: start and end, in this order."""
    parts = re.split(r" *[-–—] *", _plain(text))
    if len(parts) != 2:
        raise FormError(f"{shown(text)} n'est pas une plage d'heures", "écrivez par exemple 08:30-12:30")
    return read_time(parts[0]), read_time(parts[1])


def read_date(text: str) -> date:
    """`2026-12-24`."""
    said = _plain(text)
    found = _ISO_DATE.fullmatch(said)
    if found is None:
        raise FormError(f"{shown(text)} n'est pas une date", f"écrivez {_iso(said) or 'par exemple 2026-12-24'}")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise FormError(
            f"le jour {shown(text)} n'existe pas", "écrivez année-mois-jour, par exemple 2026-12-24"
        ) from error


def read_date_range(text: str) -> tuple[date, date]:
    """`2026-12-24..2027-01-03`, both included, or a single date."""
    parts = re.split(r" *\.\.+ *", _plain(text))
    if len(parts) > 2:
        raise FormError(f"{shown(text)} n'est pas une période", "écrivez par exemple 2026-12-24..2027-01-03")
    return read_date(parts[0]), read_date(parts[-1])


def read_bool(text: str) -> bool:
    """`true`, `yes`, `on`, `oui`, and their contraries."""
    said = _plain(text)
    if said in _TRUE:
        return True
    if said in _FALSE:
        return False
    raise FormError(f"{shown(text)} n'est ni oui ni non", "écrivez true ou false")


def read_number(text: str) -> int:
    """A whole number, not negative."""
    said = _plain(text)
    if not re.fullmatch(r"[0-9]{1,9}", said):
        raise FormError(f"{shown(text)} n'est pas un nombre entier", "écrivez par exemple 2")
    return int(said)


def read_per_day(text: str) -> int:
    """`2 a day` (or `2 par jour`, or `2`)."""
    found = re.fullmatch(r"([0-9]{1,3})(?: *(?:a day|per day|par jour))?", _plain(text))
    if found is None:
        raise FormError(f"{shown(text)} n'est pas un nombre par jour", "écrivez par exemple 2 a day")
    return int(found[1])


def read_ports(text: str) -> tuple[int, int]:
    """`20000-20019`: the first and the last."""
    found = re.fullmatch(r"([0-9]{1,5}) *[-–.]+ *([0-9]{1,5})", _plain(text))
    if found is None:
        raise FormError(f"{shown(text)} n'est pas une suite de ports", "écrivez par exemple 20000-20019")
    return int(found[1]), int(found[2])


def check_email(text: str) -> str:
    """One e-mail address, bare: `secretariat@cabinet.example`."""
    local, _, host = text.rpartition("@")
    if not (_LOCAL_PART.fullmatch(local) and is_host_name(host) and len(text) <= 254):
        raise FormError(
            f"{shown(text)} n'est pas une adresse e-mail",
            "écrivez une seule adresse, sans nom ni chevrons, par exemple secretariat@cabinet.example",
        )
    return text


def check_identifier(text: str) -> str:
    """Lower-case letters and digits, dashes between: `dr-martin`."""
    if _IDENTIFIER.fullmatch(text) and len(text) <= 64:
        return text
    better = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-0123456789")[:64].strip("-")
    raise FormError(
        f"{shown(text)} n'est pas un identifiant : minuscules sans accent, chiffres et tirets",
        f"écrivez {better or 'par exemple dr-martin'} ; ce qui se prononce va dans name",
    )


def check_question_key(text: str) -> str:
    """Lower-case letters and digits, dashes or underscores between, and no word that Vox itself asks by."""
    if text in RESERVED:
        raise FormError(f"{shown(text)} est un mot de Vox", f"choisissez-en un autre, par exemple {text}-propre")
    if _QUESTION_KEY.fullmatch(text) and len(text) <= 64:
        return text
    better = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-0123456789")[:64].strip("-")
    raise FormError(
        f"{shown(text)} n'est pas une clé : minuscules sans accent, chiffres et tirets",
        f"écrivez {better or 'par exemple premiere-visite'}",
    )


RESERVED = frozenset(
    {
        "open",
        "service",
        "practitioner",
        "date",
        "time",
        "choice",
        "name",
        "phone",
        "birthdate",
        "reason",
        "message",
        "appointment",
        "matter",
        "question",
        "confirm",
        "more",
        "answer",
    }
)
"""What a caller can be asked for by Vox itself: no question of the organization's may be called so."""


def check_zone(text: str) -> str:
    """A time zone that exists."""
    try:
        ZoneInfo(text)
    except (ValueError, OSError, KeyError) as error:  # ZoneInfoNotFoundError is a KeyError
        near = get_close_matches(text, available_timezones(), n=1, cutoff=0.5)
        raise FormError(
            f"le fuseau horaire {shown(text)} n'existe pas",
            f"écrivez {near[0] if near else 'par exemple Europe/Paris'}",
        ) from error
    return text


def read_phone(text: str) -> str:
    """Any way of writing a French or international number → E.164."""
    hint = 'écrivez-le entre guillemets avec son indicatif, par exemple "+33388000000"'
    for said in (text, f"+{text.strip()}"):  # the second: a number whose + YAML, or somebody, ate
        try:
            number = phonenumbers.parse(said, "FR")
        except phonenumbers.NumberParseException:
            continue
        if not phonenumbers.is_possible_number(number):
            continue
        found: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if said == text:
            return found
        hint = f'écrivez-le entre guillemets avec son +, "{found}"'
    raise FormError(f"{shown(text)} n'est pas un numéro de téléphone", hint)


def fold(text: str) -> str:
    """Case, accents and doubled spaces taken away, to compare what is spoken."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w]+", " ", bare.casefold()).split())


def shown(text: str) -> str:
    """A value as an error repeats it, in French quotation marks, never at length."""
    one_line = " ".join(text.split())
    return f"« {one_line if len(one_line) <= _LONGEST_SHOWN else one_line[: _LONGEST_SHOWN - 1] + '…'} »"


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


def _iso(text: str) -> str | None:
    """24/12/2026 → 2026-12-24, where it means a day."""
    found = _FRENCH_DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return None
