"""What is allowed and yet probably not meant: words that two share, texts that a voice reads wrong, nobody to call."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from ipaddress import ip_network

from vox.config.forms import fold, shown
from vox.config.hours import Hours
from vox.config.people import Person, Practitioner
from vox.config.secrets import stands
from vox.config.settings import Settings
from vox.config.templates import places
from vox.config.tools import BOOKING_USES
from vox.config.trades import SENSITIVE
from vox.config.words import DAYS_IN_FRENCH
from vox.language.speakable import unspeakable

_WIDEST = 65_536  # addresses that a trunk may have before it looks like "everybody"


@dataclass(frozen=True)
class Advice:
    """key: the path in the file, "" for the whole. what, hint: French."""

    key: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.key} : {self.what}" if self.key else self.what
        return f"{text}\n  → {self.hint}" if self.hint else text


def advice(settings: Settings) -> tuple[Advice, ...]:
    """What an operator should look at before calls come in; empty when nothing is odd."""
    return (
        *_line(settings),
        *_transfers(settings),
        *_names(settings),
        *_practitioners(settings),
        *_resources(settings),
        *_hours(settings),
        *_spoken(settings),
        *_tools(settings),
        *_telling(settings),
        *_keep(settings),
        *_web(settings),
    )


def _line(settings: Settings) -> Iterator[Advice]:
    line = settings.line
    if not line.sip:
        yield Advice(
            "line.sip",
            "aucune ligne : personne ne peut appeler Vox",
            "écrivez une ligne SIP, ou essayez la conversation au clavier par vox talk",
        )
    for number, trunk in enumerate(line.sip, start=1):
        key = f"line.sip[{number}]"
        if trunk.registrar is not None and trunk.password is None:
            yield Advice(f"{key}.password", "la ligne s'enregistre sans mot de passe", "écrivez password_file: …")
        if trunk.registrar is not None and line.listen.host in ("127.0.0.1", "::1"):
            yield Advice(
                "line.listen.host",
                f"Vox n'écoute que cette machine : la ligne {trunk.name} ne pourra pas l'appeler",
                "écrivez host: 0.0.0.0, ou l'adresse de la carte réseau",
            )
        if any(ip_network(address, strict=False).num_addresses > _WIDEST for address in trunk.addresses):
            yield Advice(
                f"{key}.addresses",
                "un réseau aussi large laisse appeler presque n'importe qui",
                "écrivez les adresses de l'opérateur seulement",
            )


def _transfers(settings: Settings) -> Iterator[Advice]:
    """People who may be called, and lines by which no call can leave; extensions that a public line knows otherwise."""
    everybody: tuple[Practitioner | Person, ...] = (*settings.practitioners, *settings.people)
    tables = {one.id: "practitioners" if one in settings.practitioners else "people" for one in everybody}
    reached = {f"{tables[one.id]}.{one.id}.transfer": one.transfer.to for one in everybody if one.transfer is not None}
    if not (reached or settings.emergency.transfer):
        return
    for number, trunk in enumerate(settings.line.sip, start=1):
        if trunk.way_out is None:
            yield Advice(
                f"line.sip[{number}].outbound",
                f"les appels de {trunk.name} ne peuvent être passés à personne : Vox ne sait pas où appeler",
                "écrivez outbound: avec l'adresse du standard",
            )
    for key, target in reached.items():
        if re.fullmatch("sip:[13][0-9]{3}", target):
            yield Advice(
                key,
                f"{shown(target)} est un numéro spécial, peut-être payant, sur une ligne d'opérateur",
                "gardez-le seulement si c'est un poste de votre standard",
            )


def _names(settings: Settings) -> Iterator[Advice]:
    """Words that name two of the same kind: Vox then has to ask which."""
    tables = {
        "practitioners": {one.id: (one.name, *one.also_called) for one in settings.practitioners},
        "services": {one.id: (one.name, *one.also_called) for one in settings.services},
        "people": {one.id: (one.name, *one.also_called) for one in settings.people},
        "answers": {one.topic: one.also_called for one in settings.answers},
    }
    said: dict[str, dict[str, str]] = defaultdict(dict)  # folded word -> where it is said -> as written
    for table, entries in tables.items():
        for identifier, words in entries.items():
            for word in words:
                said[fold(word)][f"{table}.{identifier}"] = word
    for where in said.values():
        if len(where) > 1:
            first, *others = where
            yield Advice(
                f"{others[0]}.also_called",
                f"{shown(where[first])} désigne aussi {first} : Vox devra demander lequel",
                "ôtez ce mot à l'un des deux, si les appelants ne le disent que pour l'autre",
            )


def _practitioners(settings: Settings) -> Iterator[Advice]:
    busy = {identifier for service in settings.services for identifier in service.with_}
    for one in settings.practitioners:
        if settings.services and one.id not in busy:
            yield Advice(
                f"practitioners.{one.id}",
                "ce praticien ne donne aucune prestation : personne ne pourra prendre rendez-vous avec lui",
                f"ajoutez {one.id} au with: d'une prestation",
            )


def _resources(settings: Settings) -> Iterator[Advice]:
    needed = {identifier for service in settings.services for need in service.needs for identifier in need}
    for one in settings.resources:
        if one.id not in needed:
            yield Advice(
                f"resources.{one.id}",
                "aucune prestation ne le demande : il ne sert à rien ici",
                f"ajoutez {one.id} au needs: d'une prestation",
            )


def _hours(settings: Settings) -> Iterator[Advice]:
    if settings.services and not any(settings.hours.week):
        yield Advice("hours", "aucun jour n'est ouvert : aucun rendez-vous ne sera proposé")
    for one in settings.practitioners:
        if one.hours is not None and (days := _outside(one.hours, settings.hours)):
            yield Advice(
                f"practitioners.{one.id}.hours",
                f"ces heures dépassent celles de l'organisation ({', '.join(days)}) : rien n'y sera proposé",
                "élargissez hours de l'organisation, ou réduisez celles-ci",
            )


def _outside(inner: Hours, outer: Hours) -> list[str]:
    """Days on which `inner` has a range that no joined range of `outer` holds."""
    found = []
    for day, ranges in enumerate(inner.week):
        opened: list[tuple[time, time]] = []
        for one in outer.week[day]:
            if opened and opened[-1][1] == one.start:
                opened[-1] = (opened[-1][0], one.end)
            else:
                opened.append((one.start, one.end))
        if any(not any(start <= one.start and one.end <= end for start, end in opened) for one in ranges):
            found.append(DAYS_IN_FRENCH[day])
    return found


def _spoken(settings: Settings) -> Iterator[Advice]:
    """Texts that callers hear, as the voice would stumble over them."""
    organization = settings.organization
    texts = {
        "organization.name": organization.name,
        "organization.address": organization.address or "",
        "emergency.say": settings.emergency.say or "",
        "emergency.say_closed": settings.emergency.say_closed or "",
        **{f"practitioners.{one.id}.name": one.name for one in settings.practitioners},
        **{f"services.{one.id}.name": one.name for one in settings.services},
        **{f"people.{one.id}.name": one.name for one in settings.people},
        **{
            f"services.{service.id}.ask.{one.key}": " ".join((one.say, *one.choices))
            for service in settings.services
            for one in service.ask
        },
        **{f"answers.{one.topic}.say": one.say for one in settings.answers},
        **{
            f"tools.{one.id}.{key}": re.sub(r"[{}]", "", text)
            for one in settings.tools
            for key, text in (
                ("ask", one.ask or ""),
                ("say", " ".join(one.say)),
                ("say_nothing", one.say_nothing),
                ("say_failed", one.say_failed),
            )
        },
    }
    for key, text in texts.items():
        for problem in unspeakable(text) if text else ():
            yield Advice(key, problem, "réécrivez ce texte comme vous le diriez au téléphone")


def _telling(settings: Settings) -> Iterator[Advice]:
    mail = settings.mail
    if mail is None:
        return
    everybody: tuple[Practitioner | Person, ...] = (*settings.practitioners, *settings.people)
    told = settings.messages is not None or mail.summaries is not None or settings.mailbox is not None
    if not told and not any(one.messages for one in everybody):
        yield Advice(
            "mail", "aucun e-mail ne part : personne n'a d'adresse", "écrivez messages: secretariat@cabinet.example"
        )
    if mail.username is not None and mail.password is None:
        yield Advice("mail.password", "le compte de messagerie est sans mot de passe", "écrivez password_file: …")
    if settings.mailbox is not None and settings.mailbox.password is None:
        yield Advice("mailbox.password", "la boîte des demandes est sans mot de passe", "écrivez password_file: …")


def _tools(settings: Settings) -> Iterator[Advice]:
    """Tools that nobody asks; answers to whoever has a reference, where the mere question tells something."""
    softwares = [one.software for one in settings.practitioners if one.software is not None]
    used = {name for one in softwares for name in one.model_dump(exclude={"known_as", "services"}).values()}
    for one in settings.tools:
        if one.used_for in BOOKING_USES and one.id not in used:
            yield Advice(
                f"tools.{one.id}",
                "aucun praticien ne s'en sert",
                f"nommez-le dans son software, par exemple {one.used_for}: {one.id}, ou retirez-le",
            )
        by_reference = one.owner is None and "reference" in {*places(one.url), *places(one.body)}
        if one.used_for == "status" and by_reference and settings.organization.trade in SENSITIVE:
            yield Advice(
                f"tools.{one.id}",
                "qui connaît une référence apprendra la réponse, d'où qu'il appelle",
                "écrivez owner: … (où la réponse donne le numéro de la personne), ou demandez par {caller}",
            )


def _keep(settings: Settings) -> Iterator[Advice]:
    key = settings.keep.key_file
    if key is not None and not stands(key):
        yield Advice("keep.key_file", "la clé des résumés n'existe pas encore", f"tapez : vox init-key {key}")


def _web(settings: Settings) -> Iterator[Advice]:
    web = settings.web
    if web.form is not None and not web.proxies:
        yield Advice(
            "web.form",
            "sans proxies, Vox ne distingue pas qui envoie : cinq demandes par heure en tout",
            "écrivez proxies: [127.0.0.1] quand un serveur web met ce formulaire en https://",
        )
    if web.form is not None and settings.organization.rights.phone is None:
        yield Advice(
            "organization.rights.phone",
            "le formulaire ne pourra donner aucun téléphone à qui n'arrive pas à s'en servir",
            'écrivez par exemple rights: {phone: "+33388000000"}',
        )
    if web.form is None and web.calls is None and web.proxies:
        yield Advice(
            "web.proxies",
            "sans form ni calls, cette clé ne sert à rien",
            'écrivez form: "127.0.0.1:8081", ou retirez-la',
        )
    if web.calls is None:
        return
    if not web.proxies:
        yield Advice(
            "web.calls",
            f"sans proxies, Vox ne distingue pas qui appelle : {web.calls.per_address} appels par heure en tout",
            "écrivez proxies: [127.0.0.1] quand un serveur web met cette page en https://",
        )
    if web.calls.at_once >= settings.line.calls and settings.line.sip:
        yield Advice(
            "web.calls.at_once",
            f"les appels par navigateur peuvent prendre les {settings.line.calls} places de line.calls : le téléphone "
            "entendrait « occupé »",
            "gardez-lui une place : at_once plus petit que line.calls",
        )
