"""Who gets what of a call, by name, address or host: the organization's people, its tools, and who carries it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from vox.config.calendars import CalendarAddress
from vox.config.check_tools import SENT, WHEN
from vox.config.networks import is_loopback
from vox.config.people import Person, Practitioner
from vox.config.settings import Settings
from vox.config.templates import places
from vox.config.tools import Tool
from vox.documents.marks import plain, to_fill


@dataclass(frozen=True)
class Recipient:
    """what: of a call. where: an e-mail address, or a host.

    outside: a service that may be somebody else's, and then is a processor. gets: False where Vox only reads.
    """

    who: str
    what: str
    where: str = ""
    outside: bool = False
    gets: bool = True

    @property
    def host(self) -> bool:
        """Whether `where` is a name that the public may read: no e-mail address, no address on a network."""
        return self.outside and bool(_NAME.fullmatch(self.where))


_NAME = re.compile(r"(?=.*[a-z])[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)


def recipients(settings: Settings) -> Iterator[Recipient]:
    """All of them, people first."""
    yield Recipient(to_fill("qui, dans l'organisation, lit les résumés"), "les résumés des appels")
    yield from _by_mail(settings)
    yield from _calendars(settings)
    yield from _programs(settings)
    yield from _tools(settings)
    if settings.llm is not None:
        yield Recipient(
            "le serveur de langue",
            "ce que dit l'appelant, phrase par phrase, pour le comprendre ; il ne doit rien en garder",
            host(settings.llm.url),
            outside=True,
        )
    yield from _carriers(settings)
    yield Recipient(to_fill("qui héberge la machine, si ce n'est pas vous"), "la machine où Vox tourne", outside=True)


def host(url: str) -> str:
    """The machine of an address, as a person reads it."""
    name = urlsplit(url).hostname or url
    return f"cette machine même ({name})" if is_loopback(name) else name


def _by_mail(settings: Settings) -> Iterator[Recipient]:
    if settings.mailbox is not None:
        yield Recipient(
            "l'hébergeur de la boîte des demandes",
            "les courriels par lesquels les personnes exercent leurs droits",
            host(f"//{settings.mailbox.host}"),
            outside=True,
        )
    mail = settings.mail
    if mail is None:
        return
    if settings.messages is not None:
        yield Recipient(
            "l'organisation",
            "les messages laissés pour elle, ou pour qui n'a pas d'adresse ici, par e-mail",
            settings.messages,
        )
    everybody: tuple[Practitioner | Person, ...] = (*settings.practitioners, *settings.people)
    for one in everybody:
        if one.messages is not None:
            yield Recipient(plain(one.name), "ses messages, par e-mail", one.messages)
    if mail.summaries is not None:
        yield Recipient("l'organisation", "le résumé de chaque appel qui a eu une suite, par e-mail", mail.summaries)
    if settings.callers is not None and settings.callers.email is not None:
        yield Recipient("qui a appelé", "son rendez-vous, par e-mail", "l'adresse qu'en a l'organisation")
    yield Recipient("le serveur de courrier", "les e-mails, en chemin", host(f"//{mail.host}"), outside=True)


def _calendars(settings: Settings) -> Iterator[Recipient]:
    what = "les rendez-vous : prestation, nom, téléphone, jour et heure"
    if settings.event.birthdate is not None:
        what += ", date de naissance"
    if any(question.store == "event" for service in settings.services for question in service.ask):
        what += ", réponses aux questions de l'organisation"
    for one in settings.practitioners:
        if one.calendar is None:  # a software: each of its tools is told as such
            continue
        yield Recipient(f"l'agenda « {plain(one.name)} »", what, _host(one.calendar), outside=True)
        for busy in one.also_busy:
            who = f"un autre agenda de « {plain(one.name)} »"
            yield Recipient(who, "rien : Vox y lit les heures occupées", _host(busy), outside=True, gets=False)
    for resource in settings.resources:
        if resource.calendar is not None:
            who = f"l'agenda « {plain(resource.name)} »"
            yield Recipient(
                who, "les rendez-vous, sans nom ni numéro de l'appelant", _host(resource.calendar), outside=True
            )


def _host(calendar: CalendarAddress) -> str:
    return host(calendar.url)


def _programs(settings: Settings) -> Iterator[Recipient]:
    said = {"messages": "chaque message confirmé", "summaries": "le résumé de chaque appel"}
    for hook in settings.webhooks:
        what = " et ".join(said[one] for one in hook.send)
        yield Recipient(f"le programme {hook.id} (webhook signé)", what, host(hook.url), outside=True)
    sms = settings.sms
    if sms is not None:
        texts = [sms.text, sms.text_en]
        if settings.callers is not None and settings.callers.remind is not None:
            texts += [settings.callers.remind_text, settings.callers.remind_text_en]
        named = [_IN_SMS[one] for one in dict.fromkeys(places(texts)) if one in _IN_SMS]
        what = ", ".join(["le numéro de mobile de qui a pris rendez-vous", *named])
        yield Recipient("la passerelle SMS", what, host(sms.url), outside=True)


_IN_SMS = {
    "date": "le jour",
    "hour": "l'heure",
    "practitioner": "le praticien",
    "service": "la prestation",
    "organization": "le nom de l'organisation",
}


def _tools(settings: Settings) -> Iterator[Recipient]:
    for tool in settings.tools:
        yield Recipient(f"l'outil {tool.id}, {WHEN[tool.used_for]}", _sent(tool), host(tool.url), outside=True)


def _sent(tool: Tool) -> str:
    names = dict.fromkeys((*places(tool.url), *places(tool.body)))
    return ", ".join(SENT.get(one, f"« {one} », que donne un autre outil") for one in names) or "rien de l'appelant"


def _carriers(settings: Settings) -> Iterator[Recipient]:
    for trunk in settings.line.sip:
        where = host(f"//{trunk.registrar}") if trunk.registrar is not None else ", ".join(trunk.addresses)
        yield Recipient(f"l'opérateur ou le standard de la ligne {trunk.name}", "l'appel lui-même", where, outside=True)
