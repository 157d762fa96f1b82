"""How somebody is reached by telephone: addresses that cost nothing unforeseen, and that are not Vox itself."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any, Literal

import phonenumbers
from phonenumbers import PhoneNumberType
from pydantic import Field, model_validator

from vox.config import forms
from vox.config.addresses import check_sip_user
from vox.config.fields import Section, between, checked, reads
from vox.config.forms import FormError, shown
from vox.config.hours import Hours

EMERGENCY = "emergency.transfer"
"""Who is called in a danger, in the place of a person's identifier; no identifier has a dot."""

EMERGENCY_NUMBERS = frozenset(
    {"15", "17", "18", "110", "112", "113", "114", "115", "116000", "116117", "119", "191", "196", "197", "3114"}
)
"""French short numbers for people in danger: only `emergency.transfer` may name one."""

_NUMBER_AT_LEAST = 9  # digits from which a user part is a public number and no extension
_DIRECTORIES = re.compile(r"118[0-9]{3}")
_EXTENSION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")  # no * or #: codes that change the line
_ORDINARY = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
        PhoneNumberType.TOLL_FREE,
    }
)
_EXAMPLE = 'écrivez un poste, sip:101, ou un numéro, "+33388000001"'


def check_target(text: str) -> str:
    """An extension behind the trunk (`sip:101`) or an ordinary public number → `sip:101`, `+33388000001`.

    Raises FormError for another machine, an emergency number, a premium or unknown one.
    """
    user = _user(text)
    if user is None:
        return _ordinary(text)
    if user in EMERGENCY_NUMBERS:
        raise FormError(
            f"{shown(text)} est un numéro d'urgence",
            "seul emergency.transfer peut en nommer un ; ici, écrivez le poste d'une personne, par exemple sip:101",
        )
    if _DIRECTORIES.fullmatch(user):
        raise FormError(f"{shown(text)} est un service de renseignements surtaxé", _EXAMPLE)
    if user.startswith("+") or (user.isdigit() and len(user) >= _NUMBER_AT_LEAST):
        return _ordinary(user)
    if not _EXTENSION.fullmatch(user):
        raise FormError(f"{shown(text)} n'est pas un poste : des lettres et des chiffres", _EXAMPLE)
    return f"sip:{user}"


def check_emergency_target(text: str) -> str:
    """As `check_target`, and emergency numbers too, written `sip:15` or `15`."""
    user = _user(text)
    number = text if user is None else user
    return f"sip:{number}" if number in EMERGENCY_NUMBERS else check_target(text)


def user_of(target: str) -> str:
    """The user part that is dialled for a checked target: `101`, `+33388000001`."""
    return target.removeprefix("sip:")


def same_line(target: str, user: str) -> bool:
    """Whether a checked target is the account `user` of a trunk: Vox itself."""
    dialled = user_of(target)
    number = _e164(dialled)
    return dialled == user or (number is not None and number == _e164(user))


def _user(text: str) -> str | None:
    """The user part of what is written as a SIP address; None for anything else."""
    scheme, colon, rest = text.partition(":")
    if not colon or scheme.lower() not in ("sip", "sips"):
        return None
    user, at, _ = rest.partition("@")
    if at:
        raise FormError(
            f"{shown(text)} nomme une machine, et un transfert passe toujours par la ligne de l'appel",
            f"écrivez sip:{user} ; line.sip dit où il part",
        )
    return check_sip_user(user)


def _ordinary(text: str) -> str:
    try:
        written = forms.read_phone(text)
    except FormError as error:
        raise FormError(error.what, error.hint if "+" in error.hint else _EXAMPLE) from error
    number = phonenumbers.parse(written)
    if not phonenumbers.is_valid_number(number):
        raise FormError(f"{shown(text)} n'est pas un numéro qui existe", _EXAMPLE)
    if phonenumbers.number_type(number) not in _ORDINARY or phonenumbers.region_code_for_number(number) in (
        None,
        "001",
    ):
        raise FormError(
            f"{shown(text)} est un numéro surtaxé, ou d'un genre que Vox n'appelle pas",
            "écrivez un numéro ordinaire, fixe ou mobile",
        )
    return written


def _e164(user: str) -> str | None:
    if not user.lstrip("+").isdigit() or len(user.lstrip("+")) < _NUMBER_AT_LEAST:
        return None
    try:
        return forms.read_phone(user)
    except FormError:
        return None


RingTime = Annotated[timedelta, reads(forms.read_seconds), between(timedelta(seconds=5), timedelta(seconds=120))]


class Transfer(Section):
    """How somebody is reached by telephone. Written as the plain address, or with how it rings."""

    to: Annotated[str, checked(check_target)] = Field(
        description="Poste (`sip:101`) ou numéro ordinaire, appelé par la ligne qui a reçu l'appel ; ni numéro "
        "surtaxé, ni autre machine, ni Vox lui-même.",
        examples=["sip:101"],
    )
    how: Literal["blind", "announced"] = Field(
        default="blind",
        description="blind : l'appelant est passé aussitôt. announced : Vox dit d'abord à la personne qui appelle et "
        "pourquoi, si l'appelant en est d'accord, et elle prend l'appel ou non.",
        examples=["announced"],
    )
    ring: RingTime = Field(
        default=timedelta(seconds=25),
        description="Temps de sonnerie, de 5 à 120 secondes ; ensuite l'appelant revient et peut laisser un message.",
        examples=["25 s"],
    )
    hours: Hours | None = Field(
        default=None,
        description="Heures où cette personne prend des appels, même hors des heures d'ouverture ; sans elles, ses "
        "heures, ou celles de l'organisation.",
        examples=["{monday-friday: [09:00-12:00]}"],
    )

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"to": value} if isinstance(value, str) else value
