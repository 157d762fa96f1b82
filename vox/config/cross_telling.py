"""What the keys that tell people say together: addresses need a mail server, a body its number and its text."""

from __future__ import annotations

from collections.abc import Iterator

from vox.config.cross_tools import unknown_place
from vox.config.errors import Problem
from vox.config.shape import Location, Shaped
from vox.config.telling import SMS_BODY, SMS_TEXT
from vox.config.templates import places


def crossed_telling(shaped: Shaped) -> Iterator[Problem]:
    """Reads what was written, right or wrong, so that one error hides no other."""
    yield from _addresses(shaped)
    yield from _sms(shaped)


def _addresses(shaped: Shaped) -> Iterator[Problem]:
    if shaped.data.get("mail") is not None or ("mail",) in shaped.keys:
        return
    at = _first_address(shaped)
    if at is not None:
        yield Problem(
            shaped.place(at),
            "des messages partent à cette adresse, et rien ne dit par quel serveur",
            "écrivez mail: {host: smtp.cabinet.example, username: vox, password_file: …, from: vox@cabinet.example}",
        )


def _first_address(shaped: Shaped) -> Location | None:
    if shaped.data.get("messages"):
        return ("messages",)
    for table in ("practitioners", "people"):
        for index, one in enumerate(shaped.data.get(table) or ()):
            if isinstance(one, dict) and one.get("messages"):
                return (table, index, "messages")
    return None


def _sms(shaped: Shaped) -> Iterator[Problem]:
    sms = shaped.data.get("sms")
    if not isinstance(sms, dict):
        return
    for key, possible in (("body", SMS_BODY), ("text", SMS_TEXT)):
        for name in dict.fromkeys(places(sms.get(key))):
            if name not in possible:
                yield unknown_place(shaped, ("sms", key), name, possible)
    if isinstance(sms.get("body"), dict):
        used = set(places(sms["body"]))
        for missing, what in ((not used & {"number", "digits"}, "le numéro"), ("text" not in used, "le texte")):
            if missing:
                hint = 'écrivez par exemple body: {to: "{number}", message: "{text}"}'
                yield Problem(shaped.place(("sms", "body")), f"{what} du SMS n'est pas dans body", hint)
