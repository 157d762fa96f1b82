"""The word that an operator probably meant, where a key is not one of ours: a typo, or its French name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from vox.config.forms import fold

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS_IN_FRENCH = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

_FRENCH = {
    "organisation": "organization", "cabinet": "organization", "nom": "name", "metier": "trade", "langue": "language",
    "fuseau": "timezone", "feries": "holidays", "jours feries": "holidays", "adresse": "address",
    "adresses": "addresses",
    "droits": "rights", "telephone": "phone",
    "heures": "hours", "horaires": "hours", "ferme": "closed", "fermetures": "closed", "conges": "closed",
    "absences": "closed", "praticiens": "practitioners", "medecins": "practitioners", "docteurs": "practitioners",
    "surnoms": "also_called", "alias": "also_called", "agenda": "calendar", "calendrier": "calendar",
    "occupe": "also_busy", "prestations": "services", "actes": "services", "duree": "duration", "avec": "with",
    "practitioner": "with", "preavis": "notice", "delai": "notice", "pas": "step", "tampon": "buffer",
    "avant": "before", "formulaire": "form", "mandataires": "proxies", "proxy": "proxies",
    "outils": "tools", "tool": "tools", "usage": "used_for", "methode": "method", "adresse web": "url", "corps": "body",
    "logiciel": "software", "pris": "busy", "libre": "free", "reserver": "book", "lire": "look", "chercher": "find",
    "annuler": "cancel", "liste": "items",
    "prive": "private", "entete": "header", "chemin": "path", "mots dits": "words", "essai": "try",
    "boite": "mailbox", "imap": "mailbox",
    "courriel": "mail", "email": "mail", "smtp": "mail", "expediteur": "from", "chiffrement": "tls",
    "webhook": "webhooks", "passerelle": "sms", "message": "messages", "envois": "outbox",
    "ressources": "resources", "salles": "resources", "appareils": "resources", "salle": "needs", "besoins": "needs",
    "places": "seats", "maximum par jour": "most_per_day", "max par jour": "most_per_day", "dernier jour": "last_day",
    "apres": "after", "reponses": "answers", "faq": "answers", "questions": "answers", "reponse": "say", "dire": "say",
    "texte": "say", "text": "say", "answer": "say", "personnes": "people", "contacts": "people", "ligne": "line",
    "phone line": "line", "trunk": "sip", "trunks": "sip", "utilisateur": "user", "identifiant": "username",
    "login": "username", "ports": "rtp_ports", "appels": "calls", "urgence": "emergency", "urgences": "emergency",
    "mots": "words", "conservation": "keep", "retention": "summaries", "resumes": "summaries", "cle": "key_file",
    "modeles": "models", "dossier": "folder", "voix": "voice", "lundi": "monday", "mardi": "tuesday",
    "mercredi": "wednesday", "jeudi": "thursday", "vendredi": "friday", "samedi": "saturday", "dimanche": "sunday",
    "lundi vendredi": "monday-friday", "lundi samedi": "monday-saturday", "en semaine": "monday-friday",
    "semaine": "monday-friday", "mot de passe": "password_file", "hote": "host", "serveur": "registrar",
    "domain": "registrar", "server": "registrar", "username": "user", "mon fri": "monday-friday",
}  # fmt: skip


def instead(written: str, known: Iterable[str]) -> str | None:
    """The nearest of the known keys, by its French name, by another way of joining words, or by its letters."""
    possible = list(known)
    plain = fold(written.replace("_", " "))
    if plain in {fold(key.replace("_", " ")): key for key in possible}:
        return {fold(key.replace("_", " ")): key for key in possible}[plain]
    french = _FRENCH.get(plain)
    if french is not None and (french in possible or ("-" in french and "monday" in possible)):
        return french
    near = get_close_matches(plain.replace(" ", "_"), possible, n=1, cutoff=0.6)
    return near[0] if near else None
