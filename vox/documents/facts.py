"""What several documents say alike: what is handled of whom, for how long, how it is protected. True of this Vox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import phonenumbers

from vox.config.forms import format_duration
from vox.config.networks import is_loopback
from vox.config.services import Service
from vox.config.settings import Settings
from vox.config.trades import HEALTH, SENSITIVE
from vox.documents.marks import plain, to_confirm, to_fill
from vox.records.erasures import BACKUPS_LIVE
from vox.records.mailed import MONTH as MAILS_KNOWN
from vox.records.outbox import FAILURES_SHOWN
from vox.records.store import REQUESTS_KEPT

LANGUAGES = {"fr": "français"}
ABLE = {
    "book": "prendre un rendez-vous",
    "move": "déplacer le sien",
    "cancel": "l'annuler",
    "find": "apprendre quand il est",
    "status": "demander où en est une affaire",
    "message": "laisser un message",
}
_PROOFS = {
    "number": "l'appel vient du numéro noté dans le rendez-vous",
    "number+name": "l'appel vient du numéro noté dans le rendez-vous, et le nom est le bon",
    "number+birthdate": "l'appel vient du numéro noté dans le rendez-vous, et la date de naissance est la bonne (ou le "
    "nom, si l'agenda n'a pas de date)",
}
_ACTS = {
    "cancel": "annuler un rendez-vous",
    "move": "déplacer un rendez-vous",
    "find": "dire quand est un rendez-vous",
}
_STORES = {"event": "notée dans le rendez-vous", "summary": "notée dans le résumé", "none": "notée nulle part"}


def on(settings: Settings, flow: str) -> bool:
    """Whether callers can do this: it is not switched off, and has what it needs."""
    switched = {str(name): value for name, value in settings.flows.items()}.get(flow, True)
    return switched and (bool(settings.practitioners) or flow not in ("book", "move", "cancel", "find"))


def able(settings: Settings) -> Iterator[str]:
    """What a caller can do."""
    yield from (words for flow, words in ABLE.items() if on(settings, flow))
    yield "obtenir un renseignement"
    if settings.most_transfers:
        yield "être mis en relation avec une personne"


def of_health(settings: Settings) -> bool:
    """Whether what callers say tells of people's health by the trade alone."""
    return settings.organization.trade in HEALTH & SENSITIVE


def sensitive(settings: Settings) -> bool:
    """Whether an appointment with this organization already tells something of a person."""
    return settings.organization.trade in SENSITIVE


def address(settings: Settings) -> str:
    """The postal address of the organization, or a place for it."""
    written = settings.organization.address
    return plain(written) if written else to_fill("adresse postale de l'organisation")


def rights_phone(settings: Settings) -> str:
    """The telephone for people's requests, or a place for it."""
    phone = settings.organization.rights.phone
    if phone is None:
        return to_fill("téléphone de qui répond aux personnes")
    return phonenumbers.format_number(phonenumbers.parse(phone), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def readable_days(settings: Settings) -> str:
    """How long a summary is read."""
    return format_duration(settings.keep.summaries)


def kept_days(settings: Settings) -> str:
    """How long a summary is kept at most: longer than it is read where its elimination waits for a visa."""
    return format_duration(settings.keep.longest)


def language(settings: Settings) -> str:
    """In which language calls are held."""
    return LANGUAGES[settings.organization.language]


def tells(settings: Settings) -> bool:
    """Whether anything is sent to somebody after a call."""
    return settings.mail is not None or bool(settings.webhooks) or settings.sms is not None


def data(settings: Settings) -> Iterator[tuple[str, str]]:
    """What is handled of a caller, and what becomes of it."""
    helper = " ; le texte de chaque phrase va au serveur de langue" if settings.llm is not None else ""
    yield (
        "la voix et les paroles",
        f"en mémoire vive, le temps de l'appel ; ni son ni transcription n'est écrit sur un disque{helper}",
    )
    yield (
        "le numéro d'où vient l'appel, s'il n'est pas masqué",
        "comparé par empreinte à la liste des oppositions, et au numéro d'un rendez-vous ; gardé seulement là où la "
        "personne accepte d'être jointe à ce numéro, ou s'y oppose (par empreinte)",
    )
    if on(settings, "book"):
        yield (
            "le nom, le numéro de téléphone, la prestation, le praticien, le jour et l'heure d'un rendez-vous",
            "écrits dans l'agenda de l'organisation ; le résumé en garde tout sauf le numéro",
        )
        if settings.event.birthdate is not None:
            yield "la date de naissance", "demandée avant de réserver, écrite dans le rendez-vous, puis vérifiée"
        for service in settings.services:
            yield from _own_questions(service)
    if on(settings, "message"):
        yield (
            "un message, son destinataire, le nom et le numéro de qui veut être rappelé",
            "dans le résumé, après un oui de l'appelant ; les longs numéros confidentiels (sécurité sociale, carte, "
            "compte) en sont ôtés",
        )
    if on(settings, "status") and any(tool.used_for == "status" for tool in settings.tools):
        yield (
            "la référence d'une affaire",
            "envoyée à l'outil qui la connaît, non gardée, sauf dans un message confirmé",
        )
    if any(on(settings, act) and getattr(settings.verification, act) != "number" for act in _ACTS):
        yield (
            "le nom ou la date de naissance, dits pour prouver qu'un rendez-vous est le sien",
            "comparés à ceux du rendez-vous ; le résumé d'un rendez-vous annulé ou déplacé en garde le nom",
        )
    if settings.web.form is not None:
        yield (
            "le numéro et le droit choisi, dans le formulaire des droits",
            "dans la demande ; l'adresse de qui l'envoie est seulement comptée, en mémoire, un jour au plus",
        )
    if settings.web.calls is not None:
        yield (
            "l'adresse IP de qui appelle par la page web",
            "seulement comptée, en mémoire, un jour au plus ; le son passe directement entre le navigateur et Vox"
            + (", ou par le relais de l'organisation" if settings.web.calls.turn is not None else ""),
        )
    yield "le fait d'une urgence", "une ligne du résumé : la personne a été invitée à appeler les secours"
    yield "le jour, l'heure, la durée et l'issue de l'appel", "dans le résumé"


def _own_questions(service: Service) -> Iterator[tuple[str, str]]:
    for one in service.ask:
        yield f"la réponse à « {plain(one.say)} » ({plain(service.name)})", _STORES[one.store]


def retentions(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """What is kept, how long, what it holds."""
    keep = settings.keep
    yield "le son et les mots de l'appel", "le temps de l'appel", "en mémoire vive de la machine seulement"
    if settings.llm is not None:
        yield (
            "les phrases envoyées au serveur de langue",
            to_fill("ce que ce serveur garde : il doit être réglé pour ne rien garder"),
            "ce que dit l'appelant, en texte",
        )
    yield (
        "le résumé d'un appel",
        f"{kept_days(settings)}, comptés de la fin de l'appel",
        "ce qui a été fait, en quelques lignes ; d'un appel sans suite, rien sur personne ; de qui s'oppose, rien",
    )
    yield (
        "un résumé limité (litige, obligation légale)",
        "jusqu'au jour que l'organisation a fixé",
        "le même ; plus personne ne le lit, et il s'efface ensuite",
    )
    if tells(settings):
        yield (
            "un envoi qui attend (e-mail, webhook, SMS)",
            f"jusqu'à sa remise, {format_duration(keep.outbox)} au plus",
            f"ce qui est à remettre ; un échec se voit ensuite {format_duration(FAILURES_SHOWN)}, sans son contenu",
        )
    yield (
        "la liste des oppositions",
        f"sans terme dans cette version {to_confirm('durée de la liste des oppositions')}",
        "une empreinte du numéro (HMAC-SHA256), que rien ne relie au numéro sans la clé, ce qui est refusé et depuis "
        "quand ; ce qui est retiré en disparaît quarante jours après ; et le nombre d'appels refusés par jour",
    )
    contact = " ; son adresse électronique, si elle l'a écrite" if settings.mailbox is not None else ""
    yield (
        "une demande d'exercice des droits, ouverte",
        "jusqu'à la réponse ou au refus",
        f"le numéro de la personne{contact}",
    )
    if settings.mailbox is not None:
        yield (
            "un courriel lu dans la boîte des demandes",
            format_duration(MAILS_KNOWN),
            "trois empreintes (HMAC-SHA256), pour ne rien noter deux fois ; ses mots n'entrent pas dans Vox",
        )
        yield (
            "les courriels eux-mêmes, dans la boîte des demandes",
            to_fill("durée de conservation des courriels des demandes"),
            "Vox les range et n'en efface aucun",
        )
    yield (
        "une demande close",
        _years(REQUESTS_KEPT),
        "le droit, les dates, les nombres, l'empreinte du numéro, le certificat",
    )
    yield (
        "le journal de sécurité",
        format_duration(keep.journal),
        "quel compte de l'organisation a lu, effacé, limité ou rectifié quoi ; rien sur les appelants",
    )
    yield (
        "le registre des effacements",
        format_duration(BACKUPS_LIVE),
        "l'identifiant, tiré au sort, d'un appel effacé : une sauvegarde remise le rend à nouveau",
    )
    yield (
        "les sauvegardes",
        f"{format_duration(keep.backups)}, si `vox backup create` passe chaque jour ; au-delà de "
        f"{format_duration(BACKUPS_LIVE)}, Vox n'en remet aucune",
        "la base entière, chiffrée ; ce qui a été effacé depuis y reste jusqu'à ce qu'elle soit enlevée",
    )
    yield (
        "les événements techniques (journaux de la machine)",
        to_fill("durée de conservation des journaux de la machine"),
        "un identifiant d'appel tiré au sort, la version de l'annonce, des durées et des issues ; ni nom, ni numéro, "
        "ni parole",
    )
    yield (
        "les rendez-vous, dans l'agenda de l'organisation",
        to_fill("durée de conservation des rendez-vous dans l'agenda"),
        "Vox n'y efface que ce que l'appelant annule ou déplace",
    )
    if settings.mail is not None:
        yield (
            "les e-mails reçus",
            to_fill("durée de conservation des messages dans les boîtes aux lettres"),
            "messages et résumés remis ; l'effacement d'un résumé n'y touche pas",
        )


def measures(settings: Settings) -> Iterator[str]:
    """How what is kept is protected: what the code does, not what the organization should do."""
    keep = settings.keep
    key = f" (`{keep.key_file}`)" if keep.key_file is not None else ""
    yield "Ni son ni transcription n'est écrit sur un disque ; les images de la mémoire (core dumps) sont interdites."
    yield f"Les résumés sont chiffrés (SQLCipher) ; la clé est un fichier à part{key}, refusé si tous peuvent le lire."
    yield "Un effacement, à la demande ou au terme, ne laisse aucun octet du texte dans la base ni dans ses fichiers."
    yield "La purge se fait d'elle-même au terme de chaque résumé, et au plus tard dans l'heure, tant que Vox répond."
    yield "Les sauvegardes sont chiffrées par la même clé ; remise, aucune ne ramène ce que la base sait effacé."
    yield "Un journal dont chaque ligne tient à la précédente dit qui a lu, effacé, limité ou rectifié quoi."
    yield (
        "Les échanges avec les agendas, le courrier, les programmes et les outils sont chiffrés (TLS), sauf vers la "
        "machine même ; les mots de passe ne sont jamais dans la configuration."
    )
    yield "Les journaux de la machine ne portent que des champs permis un par un : ni nom, ni numéro, ni parole."
    yield f"Les modèles qui entendent, parlent et comprennent tournent sur la machine même ({_models(settings)})."
    if settings.llm is not None:
        yield "Ce qui est demandé au serveur de langue, et ce qu'il répond, n'est écrit dans aucun journal de Vox."
        if urlsplit(settings.llm.url).scheme == "http" and not is_loopback(urlsplit(settings.llm.url).hostname or ""):
            yield "**Le serveur de langue est joint sans chiffrement**, sur un réseau privé."
    yield "Le code, et non un modèle, décide : rien n'est écrit dans un agenda sans un oui de l'appelant."
    yield from _verified(settings)
    yield (
        "**La ligne téléphonique n'est pas chiffrée par Vox** (ni SIP sur TLS, ni SRTP) : "
        f"{to_fill('ce qui la protège : réseau à part, VPN, standard qui chiffre')}."
    )


def _verified(settings: Settings) -> Iterator[str]:
    acts = [act for act in _ACTS if on(settings, act)]
    for act in acts:
        yield f"Pour {_ACTS[act]} : {_PROOFS[getattr(settings.verification, act)]}."
    if acts:
        tries = settings.verification.tries
        yield f"{'Un essai manqué' if tries == 1 else f'{tries} essais manqués'} dans un appel, et Vox n'en prend plus."


def _models(settings: Settings) -> str:
    models = settings.models
    return ", ".join(f"`{one}`" for one in (models.hearing, models.voice, models.understanding))


def _years(duration: timedelta) -> str:
    return f"{duration.days // 365} ans"
