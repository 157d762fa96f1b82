"""What the keys of a tool say together: the places of its texts, what its use wants, one message tool at most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from vox.config.cross_booking import keys_of_answer, wanted_of_booking
from vox.config.errors import Problem
from vox.config.forms import shown
from vox.config.shape import Location, Shaped
from vox.config.templates import places
from vox.config.tools import BOOKING_USES
from vox.config.words import instead

CAN_BE_SENT = {
    "status": ("reference", "caller"),
    "message": ("message", "name", "phone", "for"),
    "caller": ("caller",),
    "busy": ("from", "to", "practitioner"),
    "free": ("from", "to", "practitioner"),
    "book": (
        "start", "end", "minutes", "practitioner", "service", "name", "phone", "birthdate", "notes", "key",
    ),
    "look": ("reference", "key", "practitioner"),
    "find": ("phone", "from", "to", "practitioner"),
    "cancel": ("reference", "practitioner"),
}  # fmt: skip
"""By use, what Vox may put into an address or a body: the number that calls (`caller`) only where it must."""

_ONLY_FOR = {
    "also_called": ("status",),
    "items": ("busy", "free", "look", "find"),
    "owner": ("status", "find"),
    "ask": ("status",),
    "reference": ("status",),
    "say_nothing": ("status",),
    "say_failed": ("status",),
    "say": ("status", "message"),
}


def crossed_tools(shaped: Shaped) -> Iterator[Problem]:
    """Reads what was written, right or wrong, so that one error hides no other."""
    tools = [
        (("tools", index), one) for index, one in enumerate(shaped.data.get("tools") or ()) if isinstance(one, dict)
    ]
    known = values_of_caller(shaped)
    seen: dict[str, str] = {}
    for at, tool in tools:
        use = tool.get("used_for")
        if use not in CAN_BE_SENT:
            continue
        if use in seen and use in ("message", "caller"):
            what = f"{seen[use]} sert déjà pour {use}"
            yield Problem(shaped.place((*at, "used_for")), what, "un seul outil peut le faire : retirez l'autre")
        seen.setdefault(use, str(tool.get("id")))
        yield from _places(shaped, at, tool, use, known if use in ("status", "message") else [])
        if use in BOOKING_USES:
            yield from wanted_of_booking(shaped, at, tool, use)
        else:
            yield from _wanted(shaped, at, tool, use)
        yield from _misplaced(shaped, at, tool, use)


def values_of_caller(shaped: Shaped) -> list[str]:
    """What is known of who telephones, where a tool says so: the keys of its values."""
    tools = (one for one in shaped.data.get("tools") or () if isinstance(one, dict))
    return [key for one in tools if one.get("used_for") == "caller" for key in keys_of_answer(one)]


def _places(shaped: Shaped, at: Location, tool: dict[str, Any], use: str, known: list[str]) -> Iterator[Problem]:
    sent = [*CAN_BE_SENT[use], *known]
    said = [*keys_of_answer(tool), *(("reference",) if use == "status" else ())]
    for key, possible in (
        ("url", sent), ("body", sent), ("say", said), ("say_nothing", ("reference",)), ("say_failed", ("reference",)),
    ):  # fmt: skip
        for name in dict.fromkeys(places(tool.get(key))):
            if name not in possible:
                yield unknown_place(shaped, (*at, key), name, possible)
    tried = tool.get("try")
    if isinstance(tried, dict):
        needed = list(dict.fromkeys((*places(tool.get("url")), *places(tool.get("body")))))
        if missing := [name for name in needed if name not in tried]:
            what = f"l'essai n'a pas de valeur pour {{{missing[0]}}}"
            yield Problem(shaped.place((*at, "try")), what, f"écrivez try: {{{missing[0]}: …}}")
        for name in tried:
            if name not in needed:
                yield unknown_place(shaped, (*at, "try", name), name, needed)


def unknown_place(shaped: Shaped, at: Location, name: str, possible: Iterable[str]) -> Problem:
    """A place in a text, or a value for one, of which nothing here knows what it is."""
    better = instead(name, possible)
    names = ", ".join(f"{{{one}}}" for one in possible)
    hint = f"vouliez-vous dire {{{better}}} ?" if better else f"au choix : {names}" if names else "retirez-la"
    return Problem(shaped.place(at), f"aucune valeur ne s'appelle {shown(name)} ici", hint)


def _wanted(shaped: Shaped, at: Location, tool: dict[str, Any], use: str) -> Iterator[Problem]:
    """What the use cannot do without."""
    sent = {*places(tool.get("url")), *places(tool.get("body"))}
    for missing, key, what, hint in (
        (use == "status" and not tool.get("say"), "say", "rien ne dit la réponse", 'say: "Votre voiture est {etat}."'),
        (
            use != "message" and not tool.get("answer"),
            "answer",
            "aucune valeur n'est prise dans la réponse",
            "answer: [{key: etat, path: statut}]",
        ),
        (
            "reference" in sent and not tool.get("ask"),
            "ask",
            "rien ne demande la référence",
            'ask: "Quelle est l\'immatriculation ?"',
        ),
        (use == "message" and tool.get("method") != "POST", "method", "un message se crée par POST", "method: POST"),
        (
            use == "message" and "message" not in places(tool.get("body")),
            "body",
            "le message n'est pas dans body",
            'body: {texte: "{message}"}',
        ),
        (
            use == "caller" and "caller" not in sent,
            "url",
            "le numéro qui appelle n'est nulle part",
            "url: https://…?telephone={caller}",
        ),
    ):
        if missing:
            place = shaped.place((*at, key)) if key in tool else shaped.place(at)
            yield Problem(place, what, f"écrivez par exemple {hint}")
    if tool.get("body") is not None and tool.get("method") != "POST":
        yield Problem(shaped.place((*at, "body")), "un GET n'a pas de body", "écrivez method: POST, ou retirez body")
    if tool.get("method") in ("PUT", "PATCH", "DELETE"):
        what = f"{tool['method']} ne sert pas à {use}"
        yield Problem(shaped.place((*at, "method")), what, "écrivez GET pour lire, POST pour créer")
    if tool.get("try") is not None and use == "message":
        what = "un essai créerait quelque chose chez vous"
        yield Problem(shaped.place((*at, "try")), what, "retirez try : un message ne s'essaie pas")


def _misplaced(shaped: Shaped, at: Location, tool: dict[str, Any], use: str) -> Iterator[Problem]:
    for key, uses in _ONLY_FOR.items():
        if tool.get(key) and use not in uses:
            place = shaped.keys.get((*at, key)) or shaped.place((*at, key))
            yield Problem(place, f"{key} ne sert pas à {use}", f"c'est pour {' et '.join(uses)} : retirez cette clé")
    if use == "status" and tool.get("ask") and "reference" not in {*places(tool.get("url")), *places(tool.get("body"))}:
        place = shaped.place((*at, "ask"))
        yield Problem(place, "la référence demandée n'est envoyée nulle part", "écrivez {reference} dans url ou body")
