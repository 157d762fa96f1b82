"""What a booking software must say to be one: what its tools send and give, and which practitioner has which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from vox.config.errors import Problem
from vox.config.forms import shown
from vox.config.shape import Location, Shaped
from vox.config.software import ROLES
from vox.config.templates import places
from vox.config.words import instead

ANSWERS = {
    "busy": (("start",), ("end", "minutes", "reference", "service")),
    "free": (("start",), ("end", "minutes")),
    "book": ((), ("reference",)),
    "look": (("start", "name"), ("end", "minutes", "reference", "key", "service", "phone", "birthdate")),
    "find": (("start", "name", "reference"), ("end", "minutes", "service", "birthdate", "practitioner")),
    "cancel": ((), ()),
}
"""By use, the values that an answer must give, and those that it may give beside; an end, or minutes, wherever a start.

Their forms are known: moments (ISO 8601), a number of minutes, a day, texts.
"""

_SENT = {
    "busy": ("from", "to"),
    "free": ("from", "to"),
    "book": ("start",),
    "look": (),
    "find": ("phone",),
    "cancel": ("reference",),
}
_METHODS = {
    "book": ("POST", "PUT", "PATCH"),
    "cancel": ("DELETE", "POST", "PUT", "PATCH"),
}
_READING = ("GET", "POST")

_NOT_WITH_SOFTWARE = {
    "needs": ("une salle ou un appareil", "laissez le logiciel compter les siens, et retirez needs"),
    "seats": ("un groupe", "retirez seats, ou donnez cette prestation avec qui a un agenda CalDAV"),
    "steps": ("des étapes", "retirez steps, ou donnez cette prestation avec qui a un agenda CalDAV"),
}


def keys_of_answer(tool: dict[str, Any]) -> list[str]:
    """The names of the values that Vox takes from an answer, as they are written."""
    answer = tool.get("answer")
    values = answer if isinstance(answer, list) else []
    return [one["key"] for one in values if isinstance(one, dict) and isinstance(one.get("key"), str)]


def _sent_by(tool: dict[str, Any]) -> set[str]:
    """The names of the values that a tool sends."""
    return {*places(tool.get("url")), *places(tool.get("body"))}


# --- the tools ---


def wanted_of_booking(shaped: Shaped, at: Location, tool: dict[str, Any], use: str) -> Iterator[Problem]:
    """What a tool of a booking software cannot do without, and what it cannot have."""
    yield from _sent(shaped, at, tool, use)
    yield from _given(shaped, at, tool, use)
    if use == "find" and not tool.get("owner"):
        what = "rien ne dit à quel numéro est chaque rendez-vous : Vox ne les dirait à personne"
        yield Problem(shaped.place(at), what, "écrivez par exemple owner: client.telephone")
    if tool.get("try") is not None:
        what = f"try ne sert pas à {use}"
        yield Problem(shaped.place((*at, "try")), what, "retirez-le : vox check --online essaie le logiciel lui-même")


def _sent(shaped: Shaped, at: Location, tool: dict[str, Any], use: str) -> Iterator[Problem]:
    sent = _sent_by(tool)
    where = shaped.place((*at, "url")) if "url" in tool else shaped.place(at)
    for name in _SENT[use]:
        if name not in sent:
            yield Problem(where, f"{{{name}}} n'est envoyé nulle part", f"écrivez {{{name}}} dans url ou body")
    if use == "book" and not sent & {"end", "minutes"}:
        yield Problem(where, "rien ne dit combien dure le rendez-vous", "écrivez {end} ou {minutes} dans url ou body")
    if use == "look" and len(sent & {"reference", "key"}) != 1:
        what = "un rendez-vous se lit par sa référence, ou par la clé de Vox"
        yield Problem(where, what, "écrivez dans url {reference} ou {key}, un seul des deux")
    method = tool.get("method", "GET")
    able = _METHODS.get(use, _READING)
    if method not in able and isinstance(method, str):
        place = shaped.place((*at, "method")) if "method" in tool else shaped.place(at)
        yield Problem(place, f"{method} ne sert pas à {use}", f"écrivez method: {able[0]}")
    elif tool.get("body") is not None and method in ("GET", "DELETE"):
        what = f"un {method} n'a pas de body"
        yield Problem(shaped.place((*at, "body")), what, "écrivez method: POST, ou retirez body")


def _given(shaped: Shaped, at: Location, tool: dict[str, Any], use: str) -> Iterator[Problem]:
    needed, possible = ANSWERS[use]
    given = keys_of_answer(tool)
    place = shaped.place((*at, "answer")) if "answer" in tool else shaped.place(at)
    for name in needed:
        if name not in given:
            yield Problem(place, f"la valeur {name} manque dans answer", f"écrivez {{key: {name}, path: …}}")
    if "start" in needed and not {"end", "minutes"} & set(given):
        hint = "écrivez {key: end, path: …}, ou {key: minutes, path: …} si la réponse donne une durée"
        yield Problem(place, "rien dans answer ne dit la fin", hint)
    known = (*needed, *possible)
    answer = tool.get("answer")
    for index, one in enumerate(answer if isinstance(answer, list) else ()):
        key = one.get("key") if isinstance(one, dict) else None
        if not isinstance(key, str):
            continue
        if key not in known:
            better = instead(key, known)
            hint = f"vouliez-vous dire {better} ?" if better else f"au choix : {', '.join(known) or 'aucune'}"
            yield Problem(shaped.place((*at, "answer", index, "key")), f"{shown(key)} ne sert pas à {use}", hint)
        elif "as" in one:
            what = f"la forme de {key} est déjà connue"
            yield Problem(shaped.place((*at, "answer", index, "as")), what, "retirez as")


# --- who has it ---


def crossed_software(shaped: Shaped) -> Iterator[Problem]:
    """Each practitioner has a calendar or a software, whose tools are there and are for that."""
    tools = {one["id"]: one for one in shaped.data.get("tools") or () if isinstance(one, dict) and "id" in one}
    with_software: dict[str, str] = {}
    for index, one in enumerate(shaped.data.get("practitioners") or ()):
        if not isinstance(one, dict):
            continue
        at: Location = ("practitioners", index)
        yield from _one_of_both(shaped, at, one)
        software = one.get("software")
        if isinstance(software, dict):
            with_software[str(one.get("id"))] = str(one.get("name") or one.get("id"))
            yield from _software(shaped, (*at, "software"), software, tools)
            if one.get("also_busy"):
                what = "also_busy va avec calendar, pas avec software"
                yield Problem(shaped.place((*at, "also_busy")), what, "retirez also_busy")
    yield from _shared(shaped, tools)
    yield from _services(shaped, with_software)


def _shared(shaped: Shaped, tools: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    """A tool of several practitioners must tell of whom it is asked."""
    named: dict[str, str] = {}
    for index, one in enumerate(shaped.data.get("practitioners") or ()):
        software = one.get("software") if isinstance(one, dict) else None
        for role in ("busy", "free", "book", "find"):
            name = software.get(role) if isinstance(software, dict) else None
            tool = tools.get(name) if isinstance(name, str) else None
            if tool is None or name is None:
                continue
            other = named.setdefault(name, str(one.get("name")))
            sent = _sent_by(tool)
            told = role == "find" and "practitioner" in keys_of_answer(tool)
            if other != str(one.get("name")) and "practitioner" not in sent and not told:
                what = f"l'outil {name} sert aussi à {other}, et ne dit pas duquel des deux il s'agit"
                hint = "écrivez {practitioner} dans son url ou son body, et known_as chez chacun"
                yield Problem(shaped.place(("practitioners", index, "software", role)), what, hint)


def _one_of_both(shaped: Shaped, at: Location, one: dict[str, Any]) -> Iterator[Problem]:
    written = [key for key in ("calendar", "software") if (*at, key) in shaped.keys]
    if len(written) == 2:
        what = "calendar et software sont écrits tous deux"
        yield Problem(shaped.keys[(*at, "software")], what, "gardez celui où sont les rendez-vous")
        return
    example = "écrivez calendar: https://…, ou software: {busy: …, book: …, look: …} (docs/tools.md)"
    if not written:
        if any(instead(key, ("calendar", "software")) for key in one):
            return  # a typo, which is told as such
        holder = shaped.keys.get(at) or shaped.place(at)
        yield Problem(replace(holder, key=f"{holder.key}.calendar"), "la clé calendar manque", example)
    elif written[0] not in one and not {at, (*at, written[0])} & shaped.dropped:
        yield Problem(shaped.keys[(*at, written[0])], "rien n'est écrit ici", example)


def _software(
    shaped: Shaped, at: Location, software: dict[str, Any], tools: dict[str, dict[str, Any]]
) -> Iterator[Problem]:
    if ("busy" in software) == ("free" in software):
        what = "busy et free sont écrits tous deux" if "busy" in software else "rien ne dit ce qui est pris"
        yield Problem(shaped.place(at), what, "écrivez busy (ce qui est pris) ou free (ce qui est libre)")
    for role in ROLES:
        if isinstance(named := software.get(role), str):
            yield from _role(shaped, (*at, role), role, named, tools)
    booking, by_key = tools.get(str(software.get("book"))), software.get("look_by_key")
    if booking is not None and by_key is None and "reference" in keys_of_answer(booking):
        what = "rien ne retrouve un rendez-vous dont la réponse s'est perdue"
        hint = (
            "écrivez look_by_key: …, un outil look qui demande par {key} ; ou, si le logiciel prend la clé de Vox pour "
            "référence, retirez reference de la réponse de book"
        )
        yield Problem(shaped.place(at), what, hint)
    if booking is not None and "key" not in _sent_by(booking):
        what = f"l'outil {software['book']} n'envoie pas la clé par laquelle Vox retrouve le rendez-vous"
        yield Problem(shaped.place((*at, "book")), what, 'écrivez "{key}" dans son body, où le logiciel la garde')
    if isinstance(names := software.get("services"), dict):
        known = shaped.identifiers.get("services", {})
        for name in names:
            if name not in known:
                better = instead(name, known)
                hint = f"vouliez-vous dire {better} ?" if better else f"au choix : {', '.join(known)}"
                place = shaped.keys.get((*at, "services", name)) or shaped.place((*at, "services"))
                yield Problem(place, f"{shown(name)} n'est pas une prestation connue", hint)


def _role(shaped: Shaped, at: Location, role: str, named: str, tools: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    use = "look" if role == "look_by_key" else role
    place = shaped.place(at)
    tool = tools.get(named)
    if tool is None:
        better = instead(named, tools)
        fitting = [one for one, other in tools.items() if other.get("used_for") == use]
        hint = f"vouliez-vous dire {better} ?" if better else f"écrivez sous tools un outil used_for: {use}"
        hint = f"au choix : {', '.join(fitting)}" if fitting and not better else hint
        yield Problem(place, f"{shown(named)} n'est pas un outil connu", hint)
        return
    if tool.get("used_for") != use:
        what = f"l'outil {named} sert à {tool.get('used_for')}, pas à {use}"
        yield Problem(place, what, f"nommez un outil used_for: {use}")
        return
    if use != "look":
        return
    by = "key" if role == "look_by_key" else "reference"
    if by not in _sent_by(tool):
        yield Problem(place, f"l'outil {named} ne demande pas par {{{by}}}", f"nommez un outil look avec {{{by}}}")
    if by == "key" and "reference" not in keys_of_answer(tool):
        what = f"l'outil {named} ne donne pas la référence de ce qu'il retrouve"
        yield Problem(place, what, "ajoutez à sa réponse {key: reference, path: …}")


def _services(shaped: Shaped, with_software: dict[str, str]) -> Iterator[Problem]:
    """What only an agenda of events can hold."""
    for index, service in enumerate(shaped.data.get("services") or ()):
        given = service.get("with") if isinstance(service, dict) else None
        people = [given] if isinstance(given, str) else given if isinstance(given, list) else []
        who = next((with_software[one] for one in people if isinstance(one, str) and one in with_software), None)
        if who is None:
            continue
        for key, (thing, hint) in _NOT_WITH_SOFTWARE.items():
            if service.get(key) and str(service[key]) != "1":
                place = shaped.place(("services", index, key))
                yield Problem(place, f"{thing} ne se réserve pas dans le logiciel de {who}", hint)
