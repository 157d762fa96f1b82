"""What the page says from which people call with their browser, in French and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

CALL_FR: Final = "/appel"
CALL_EN: Final = "/call"


@dataclass(frozen=True)
class CallWords:
    """One language. {who}: the organization.

    states: how the call stands; wrong: why there is none, or no more; both by the names that call.js has for them.
    told: what is said where there is no page, by HTTP status.
    """

    language: str
    path: str
    other: str  # the other language, in that language
    title: str
    intro: str
    headset: str
    call: str
    hang_up: str
    captions: str
    captions_shown: str
    keypad: str
    keypad_hint: str
    keys: Mapping[str, str]  # how those are called that are no digit
    no_script: str
    states: Mapping[str, str]
    wrong: Mapping[str, str]
    told: Mapping[int, tuple[str, str]]
    back: str


FRENCH: Final = CallWords(
    language="fr",
    path=CALL_FR,
    other="Français",
    title="Appeler {who}",
    intro="Un assistant automatique répond, comme au téléphone. L'appel n'est pas enregistré ; il en reste au plus un "
    "court résumé écrit. Votre navigateur demandera l'accès au micro.",
    headset="Avec un casque ou des écouteurs, l'assistant vous entend mieux.",
    call="Appeler",
    hang_up="Raccrocher",
    captions="Ce que dit l'assistant",
    captions_shown="Afficher ce que dit l'assistant",
    keypad="Clavier du téléphone",
    keypad_hint="Pour répondre par une touche, ou donner un numéro.",
    keys={"*": "étoile", "#": "dièse"},
    no_script="Cette page a besoin de JavaScript pour appeler. Vous pouvez aussi téléphoner.",
    states={
        "ready": "Prêt à appeler.",
        "microphone": "Le navigateur demande l'accès au micro : autorisez-le.",
        "calling": "Appel en cours…",
        "talking": "Vous êtes en ligne.",
        "ended": "L'appel est terminé.",
    },
    wrong={
        "unsupported": "Ce navigateur ne peut pas appeler d'ici. Essayez-en un autre, à jour, ou téléphonez.",
        "refused": "L'accès au micro a été refusé. Autorisez le micro pour ce site dans le navigateur, puis appelez à "
        "nouveau.",
        "no-microphone": "Aucun micro n'a été trouvé. Branchez-en un, puis appelez à nouveau.",
        "microphone-taken": "Le micro ne répond pas : un autre programme l'utilise peut-être. Fermez-le, puis appelez "
        "à nouveau.",
        "microphone-lost": "Le micro a été débranché ou coupé : l'appel est terminé.",
        "busy": "Toutes les lignes sont occupées. Rappelez dans quelques minutes.",
        "too-many": "Trop d'appels viennent d'ici. Réessayez plus tard, ou téléphonez.",
        "stale": "Cette page est ouverte depuis trop longtemps. Rechargez-la, puis appelez.",
        "unusable": "L'appel n'a pas pu s'établir avec ce navigateur. Essayez-en un autre, ou téléphonez.",
        "unreachable": "Le service ne répond pas. Vérifiez votre connexion, puis appelez à nouveau.",
        "no-way": "Le son ne passe pas par ce réseau. Essayez-en un autre, ou téléphonez.",
        "lost": "La connexion est perdue : l'appel est terminé. Vous pouvez rappeler.",
    },
    told={
        400: ("Demande illisible", "Ce qui a été envoyé n'est pas un appel."),
        404: ("Il n'y a rien ici", "Cette adresse n'existe pas."),
        405: ("Demande illisible", "Cette page se lit, ou appelle par son bouton."),
    },
    back="Ouvrir la page d'appel",
)

ENGLISH: Final = CallWords(
    language="en",
    path=CALL_EN,
    other="English",
    title="Call {who}",
    intro="An automatic assistant answers, as it does by telephone. The call is not recorded; at most a short written "
    "summary of it is kept. Your browser will ask to use the microphone.",
    headset="With a headset or earphones, the assistant hears you better.",
    call="Call",
    hang_up="Hang up",
    captions="What the assistant says",
    captions_shown="Show what the assistant says",
    keypad="Telephone keypad",
    keypad_hint="To answer with a key, or to give a number.",
    keys={"*": "star", "#": "hash"},
    no_script="This page needs JavaScript to call. You can also telephone.",
    states={
        "ready": "Ready to call.",
        "microphone": "The browser asks to use the microphone: allow it.",
        "calling": "Calling…",
        "talking": "You are through.",
        "ended": "The call has ended.",
    },
    wrong={
        "unsupported": "This browser cannot call from here. Try another one that is up to date, or telephone.",
        "refused": "The microphone was refused. Allow it for this site in the browser, then call again.",
        "no-microphone": "No microphone was found. Connect one, then call again.",
        "microphone-taken": "The microphone does not answer: another program may be using it. Close that, then "
        "call again.",
        "microphone-lost": "The microphone was disconnected or cut off: the call has ended.",
        "busy": "All lines are busy. Call again in a few minutes.",
        "too-many": "Too many calls come from here. Try again later, or telephone.",
        "stale": "This page has been open for too long. Reload it, then call.",
        "unusable": "The call could not be set up with this browser. Try another one, or telephone.",
        "unreachable": "The service does not answer. Check your connection, then call again.",
        "no-way": "Sound does not pass through this network. Try another one, or telephone.",
        "lost": "The connection is lost: the call has ended. You can call again.",
    },
    told={
        400: ("Unreadable request", "What was sent is not a call."),
        404: ("There is nothing here", "This address does not exist."),
        405: ("Unreadable request", "This page is read, or calls by its button."),
    },
    back="Open the page to call",
)
