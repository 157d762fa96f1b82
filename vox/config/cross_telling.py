"""What the keys that tell people say together: addresses and a mailbox need a mail server, a body its number."""

from __future__ import annotations

from collections.abc import Iterator

from vox.config.callers import LETTER_TEXT, REMINDER_TEXT
from vox.config.cross_tools import unknown_place, values_of_caller
from vox.config.errors import Problem
from vox.config.forms import shown
from vox.config.shape import Location, Shaped
from vox.config.telling import SMS_BODY, SMS_TEXT
from vox.config.templates import places
from vox.config.words import instead


def crossed_telling(shaped: Shaped) -> Iterator[Problem]:
    """Reads what was written, right or wrong, so that one error hides no other."""
    yield from _addresses(shaped)
    yield from _mailbox(shaped)
    yield from _sms(shaped)
    yield from _callers(shaped)


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


def _mailbox(shaped: Shaped) -> Iterator[Problem]:
    """Who writes gets an acknowledgement; and what Vox sends must not come back as a request."""
    mailbox, mail = shaped.data.get("mailbox"), shaped.data.get("mail")
    if mailbox is None:
        return
    if mail is None and ("mail",) not in shaped.keys:
        yield Problem(
            shaped.place(("mailbox",)),
            "qui écrit à cette boîte reçoit un accusé de réception, et rien ne dit par quel serveur",
            "écrivez mail: {host: smtp.cabinet.example, username: vox, password_file: …, from: vox@cabinet.example}",
        )
    others = [shaped.data.get("messages"), mail.get("summaries") if isinstance(mail, dict) else None]
    for table in ("practitioners", "people"):
        others += [one.get("messages") for one in shaped.data.get(table) or () if isinstance(one, dict)]
    address = mailbox.get("address") if isinstance(mailbox, dict) else None
    if isinstance(address, str) and address.lower() in {one.lower() for one in others if isinstance(one, str)}:
        yield Problem(
            shaped.place(("mailbox", "address")),
            "les messages des appelants arriveraient dans la boîte des demandes",
            "donnez aux demandes une adresse à elles",
        )


def _first_address(shaped: Shaped) -> Location | None:
    if shaped.data.get("messages"):
        return ("messages",)
    for table in ("practitioners", "people"):
        for index, one in enumerate(shaped.data.get(table) or ()):
            if isinstance(one, dict) and one.get("messages"):
                return (table, index, "messages")
    return None


def _callers(shaped: Shaped) -> Iterator[Problem]:
    callers = shaped.data.get("callers")
    if not isinstance(callers, dict):
        return
    for key, possible in (
        ("text", LETTER_TEXT), ("text_en", LETTER_TEXT), ("remind_text", REMINDER_TEXT),
        ("remind_text_en", REMINDER_TEXT),
    ):  # fmt: skip
        for name in dict.fromkeys(places(callers.get(key))):
            if name not in possible:
                yield unknown_place(shaped, ("callers", key), name, possible)
    known = values_of_caller(shaped)
    for key in ("email", "language"):
        if isinstance(callers.get(key), str) and callers[key] not in known:
            better = instead(callers[key], known)
            yield Problem(
                shaped.place(("callers", key)),
                f"aucun outil caller ne donne la valeur {shown(callers[key])}",
                f"vouliez-vous dire {better} ?"
                if better
                else f"écrivez sous tools un outil used_for: caller dont answer a {{key: {callers[key]}, path: …}}",
            )
    by = callers.get("remind_by") or "sms"
    wanted = {by} if isinstance(by, str) else set(filter(None, by if isinstance(by, list) else ()))
    for way, key, what in (
        ("sms", "sms", "le rappel part par SMS, et rien ne dit par quelle passerelle"),
        ("mail", "mail", "le rappel part par e-mail, et rien ne dit par quel serveur"),
    ):
        if callers.get("remind") and way in wanted and shaped.data.get(key) is None and (key,) not in shaped.keys:
            yield Problem(shaped.place(("callers", "remind")), what, f"écrivez {key}: {{…}}, ou changez remind_by")
    if callers.get("email") and shaped.data.get("mail") is None and ("mail",) not in shaped.keys:
        what = "des e-mails partent aux appelants, et rien ne dit par quel serveur"
        yield Problem(shaped.place(("callers", "email")), what, "écrivez mail: {host: smtp.cabinet.example, …}")
    if "mail" in wanted and callers.get("remind") and not callers.get("email"):
        what = "le rappel part par e-mail, et rien ne dit à quelle adresse"
        yield Problem(shaped.place(("callers", "remind_by")), what, "écrivez email: courriel, ou remind_by: sms")


def _sms(shaped: Shaped) -> Iterator[Problem]:
    sms = shaped.data.get("sms")
    if not isinstance(sms, dict):
        return
    for key, possible in (("body", SMS_BODY), ("text", SMS_TEXT), ("text_en", SMS_TEXT)):
        for name in dict.fromkeys(places(sms.get(key))):
            if name not in possible:
                yield unknown_place(shaped, ("sms", key), name, possible)
    if isinstance(sms.get("body"), dict):
        used = set(places(sms["body"]))
        for missing, what in ((not used & {"number", "digits"}, "le numéro"), ("text" not in used, "le texte")):
            if missing:
                hint = 'écrivez par exemple body: {to: "{number}", message: "{text}"}'
                yield Problem(shaped.place(("sms", "body")), f"{what} du SMS n'est pas dans body", hint)
