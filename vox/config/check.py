"""What would happen with these settings, told to the operator before any call comes in."""

from __future__ import annotations

from collections.abc import Iterator

from vox.config.advice import advice
from vox.config.calendars import CalendarAddress
from vox.config.check_tools import described, of_software
from vox.config.check_transfers import transfers
from vox.config.forms import format_duration
from vox.config.hours import DateRange, Hours
from vox.config.line import SipTrunk
from vox.config.people import Person, Practitioner
from vox.config.services import Service
from vox.config.settings import Settings
from vox.config.words import DAYS_IN_FRENCH

_HOLIDAYS = {"FR": "de France", "FR/Alsace-Moselle": "de France et d'Alsace-Moselle"}
_FLOWS = {
    "book": "prendre rendez-vous",
    "move": "déplacer le sien",
    "cancel": "l'annuler",
    "find": "demander quand il est",
    "status": "demander où en est une affaire",
    "message": "laisser un message",
}


def describe(settings: Settings) -> str:
    """A text of some twenty lines, French: who answers on which line, when, what can be booked with whom, what stays.

    Advice comes last. Holds no secret: passwords are only said to be there or not.
    """
    sections = {
        f"{settings.organization.name} ({settings.organization.timezone})": _calls(settings),
        "La ligne": _line(settings),
        "Les heures": _hours(settings),
        "Les rendez-vous": _bookings(settings),
        "Les agendas": _calendars(settings),
        "Les questions et les messages": _others(settings),
        "Les outils": described(settings),
        "Ce qui reste d'un appel": _kept(settings),
        "À regarder": (str(one) for one in advice(settings)),
    }
    blocks = []
    for title, lines in sections.items():
        if body := [f"  {line}".replace("\n", "\n  ") for line in lines]:
            blocks.append("\n".join([title, *body]))
    return "\n\n".join(blocks) + "\n"


def _calls(settings: Settings) -> Iterator[str]:
    able = [words for name, words in _FLOWS.items() if _on(settings, name) and _has_what_it_needs(settings, name)]
    off = [words for name, words in _FLOWS.items() if not _on(settings, name)]
    always = ["poser une question courante", "demander quelqu'un"]
    yield f"Vox répond en français. On peut {', '.join([*able, *always])}."
    if off:
        yield f"Coupé par flows : {', '.join(off)}."
    yield "L'urgence, l'opposition et l'annonce (une intelligence artificielle, pas d'enregistrement) valent toujours."


def _line(settings: Settings) -> Iterator[str]:
    line = settings.line
    if not line.sip:
        yield "Aucune : Vox ne répond qu'au clavier (vox talk)."
    for trunk in line.sip:
        yield _trunk(trunk)
    if line.sip:
        first, last = line.listen.rtp_ports
        yield f"Écoute sur {line.listen.host}, port {line.listen.port} ; le son passe par les ports UDP {first}-{last}."
    calls = "1 appel" if line.calls == 1 else f"{line.calls} appels"
    longest = format_duration(line.longest_call)
    yield f"{calls} à la fois (les suivants entendent « occupé »), {longest} au plus chacun."
    yield from transfers(settings)
    yield f"/health répond sur {settings.web.listen}."
    if settings.web.form is not None:
        through = f", par {', '.join(settings.web.proxies)} et cette machine seulement" if settings.web.proxies else ""
        yield f"Le formulaire des droits (/droits, /rights) répond sur {settings.web.form}{through}."
    if (browsers := settings.web.calls) is not None:
        through = f", par {', '.join(settings.web.proxies)} et cette machine seulement" if settings.web.proxies else ""
        yield f"La page d'appel (/appel, /call) répond sur {browsers.listen}{through}."
        yield f"Par elle, {browsers.at_once} appel(s) à la fois, {browsers.per_address} par heure d'une même adresse."


def _trunk(trunk: SipTrunk) -> str:
    allowed = f" ; accepte aussi {', '.join(trunk.addresses)}" if trunk.addresses else ""
    if trunk.registrar is None:
        return f"{trunk.name} : accepte les appels de {', '.join(trunk.addresses)}, pour {trunk.user}, en UDP et TCP."
    secret = "avec mot de passe" if trunk.password is not None else "sans mot de passe"
    return (
        f"{trunk.name} : s'enregistre auprès de {trunk.registrar} comme {trunk.user}, {secret}, "
        f"en {trunk.transport.upper()}{allowed}."
    )


def _hours(settings: Settings) -> Iterator[str]:
    yield from week(settings.hours) or ["Fermé toute la semaine."]
    yield f"Fermé les jours fériés {_HOLIDAYS[settings.organization.holidays]}."
    if settings.hours.closed:
        yield f"Fermé aussi {_closures(settings.hours.closed)}."


def week(hours: Hours) -> list[str]:
    """`lundi à vendredi : 08:30-12:30, 14:00-18:30`, days alike joined, closed days left out."""
    lines = []
    day = 0
    while day < len(DAYS_IN_FRENCH):
        last = day
        while last + 1 < len(DAYS_IN_FRENCH) and hours.week[last + 1] == hours.week[day]:
            last += 1
        if hours.week[day]:
            joint = " et " if last == day + 1 else " à "
            span = joint.join(DAYS_IN_FRENCH[at] for at in dict.fromkeys((day, last)))
            lines.append(f"{span} : {', '.join(map(str, hours.week[day]))}")
        day = last + 1
    return lines


def _closures(closed: tuple[DateRange, ...]) -> str:
    return ", ".join(
        f"le {one.first:%d/%m/%Y}" if one.first == one.last else f"du {one.first:%d/%m/%Y} au {one.last:%d/%m/%Y}"
        for one in sorted(closed, key=lambda one: one.first)
    )


def _bookings(settings: Settings) -> Iterator[str]:
    if not _on(settings, "book"):
        yield "Vox n'en donne pas."
        return
    names = {one.id: one.name for one in settings.practitioners} | {one.id: one.name for one in settings.resources}
    for service in settings.services:
        yield _service(service, names)
        yield from (f"  {line}" for line in _limits(service, names))
    yield from _verification(settings)
    yield "Rien n'est écrit dans un agenda avant un oui de l'appelant, et rien n'est annoncé avant d'y avoir été relu."


def _verification(settings: Settings) -> Iterator[str]:
    """What a caller must prove, act by act, of those that are on."""
    for act, words in (("cancel", "annuler"), ("move", "déplacer"), ("find", "dire quand il est")):
        if _on(settings, act):
            yield f"Pour {words} : l'appel vient du numéro noté{_PROOFS[getattr(settings.verification, act)]}."


_PROOFS = {"number": "", "number+name": ", et le nom", "number+birthdate": ", et la date de naissance (ou le nom)"}


def _service(service: Service, names: dict[str, str]) -> str:
    people = [names.get(identifier, identifier) for identifier in service.with_]
    buffer = service.buffer
    around = [
        f"{format_duration(length)} libres {side}"
        for length, side in ((buffer.before, "avant"), (buffer.after, "après"))
        if length
    ]
    notice, horizon = format_duration(service.notice), format_duration(service.horizon)
    late = (
        f" ; annulé ou déplacé jusqu'à {format_duration(service.cancel_notice)} avant" if service.cancel_notice else ""
    )
    return (
        f"{service.name} : {format_duration(service.duration)} avec {' ou '.join(people)}, "
        f"au plus tôt {notice} après l'appel, et {horizon} d'avance au plus"
        f"{' ; ' + ' et '.join(around) if around else ''}{late}."
    )


def _limits(service: Service, names: dict[str, str]) -> Iterator[str]:
    """What more holds for a service: hours, needs, seats, counts."""
    if service.hours is not None:
        yield f"donnée {' ; '.join(week(service.hours))}"
    if service.hours is not None and service.hours.closed:
        yield f"pas donnée {_closures(service.hours.closed)}"
    for kept, whom in ((service.for_known, "qui est déjà venu"), (service.for_new, "qui vient la première fois")):
        if kept is not None:
            yield f"gardé à {whom} : {' ; '.join(week(kept))}"
    if service.steps:
        yield f"en étapes : {_steps(service)} ; la pause est libre pour un autre rendez-vous"
    if service.last_day is not None:
        yield f"jusqu'au {service.last_day:%d/%m/%Y}"
    if service.needs:
        needs = (" ou ".join(names.get(one, one) for one in need) for need in service.needs)
        yield f"prend en même temps : {', '.join(needs)}"
    if service.seats > 1:
        yield f"{service.seats} places à la même heure"
    if service.most_per_day is not None:
        yield f"{service.most_per_day} par jour et par praticien, au plus"


def _steps(service: Service) -> str:
    pauses = (f", puis {format_duration(one.pause)} de pause" if one.pause else "" for one in service.steps)
    return ", ".join(
        f"{one.name} {format_duration(one.duration)}{pause}" for one, pause in zip(service.steps, pauses, strict=True)
    )


def _calendars(settings: Settings) -> Iterator[str]:
    for one in settings.practitioners:
        if one.calendar is not None:
            yield f"{one.name} : écrit dans {_calendar(one.calendar)}."
        if one.software is not None:
            yield f"{one.name} : {of_software(one.software)}."
        if one.also_busy:
            yield f"  lit aussi les heures occupées de {', '.join(other.url for other in one.also_busy)}"
        if times := _own_times(one):
            yield f"  reçoit {times}"
        if one.closed:
            yield f"  absent {_closures(one.closed)}"
        if one.most_per_day is not None:
            yield f"  {one.most_per_day} rendez-vous par jour au plus"
    for resource in settings.resources:
        if resource.calendar is None:
            yield f"{resource.name} : sans agenda ; seuls les rendez-vous que Vox donne le prennent."
        else:
            yield f"{resource.name} : écrit dans {_calendar(resource.calendar)}, sans nom de client."
        if resource.closed:
            yield f"  hors d'usage {_closures(resource.closed)}"


def _own_times(practitioner: Practitioner) -> str:
    return " ; ".join(week(practitioner.hours)) if practitioner.hours is not None else ""


def _calendar(address: CalendarAddress) -> str:
    account = f" comme {address.username}" if address.username else ""
    return f"{address.url}{account}, {'avec' if address.password is not None else 'sans'} mot de passe"


def _others(settings: Settings) -> Iterator[str]:
    own = [answer.topic for answer in settings.answers]
    known = ["les heures", *(["l'adresse"] if settings.organization.address else []), *own]
    yield f"Répond sur : {', '.join(known)}."
    if _on(settings, "message"):
        names = [*(one.name for one in settings.practitioners), *(one.name for one in settings.people)]
        everybody = ", ".join(["l'organisation", *names])
        yield f"Prend des messages pour {everybody} ; ils sont dans le résumé de l'appel."
    yield from _telling(settings)


def _telling(settings: Settings) -> Iterator[str]:
    """Where messages, summaries and confirmations go outside of the call."""
    everybody: tuple[Practitioner | Person, ...] = (*settings.practitioners, *settings.people)
    addresses = [("L'organisation", settings.messages), *((_begun(one.name), one.messages) for one in everybody)]
    for who, address in addresses:
        if address is not None and settings.mail is not None:
            yield f"{who} reçoit les siens par e-mail à {address}."
    if settings.mail is not None:
        host, port = settings.mail.at
        how = {"starttls": "avec STARTTLS", "implicit": "en TLS", "none": "sans chiffrement, sur cette machine"}
        account = f" comme {settings.mail.username}" if settings.mail.username else ""
        yield f"Les e-mails viennent de {settings.mail.from_}, par {host}:{port}{account}, {how[settings.mail.tls]}."
        if settings.mail.summaries is not None:
            yield f"Le résumé de chaque appel part aussi par e-mail à {settings.mail.summaries}."
    if settings.mailbox is not None:
        box = settings.mailbox
        host, port = box.at
        yield (
            f"Les demandes sur les données personnelles s'écrivent à {box.address} : Vox relève {box.folder} sur "
            f"{host}:{port} comme {box.username}, toutes les {format_duration(box.every)}."
        )
    for hook in settings.webhooks:
        what = " et ".join({"messages": "chaque message", "summaries": "chaque résumé"}[one] for one in hook.send)
        yield f"{_begun(what)} part aussi, signé, à {hook.url}."
    if settings.sms is not None:
        yield f"Qui prend rendez-vous reçoit sur son mobile une confirmation, par la passerelle {settings.sms.url}."
    yield from _callers(settings)


def _callers(settings: Settings) -> Iterator[str]:
    callers = settings.callers
    if callers is None:
        return
    if callers.email is not None:
        yield "Qui est dans votre fichier reçoit aussi ses rendez-vous par e-mail, pour son agenda ; Vox ne le dit pas."
    if callers.remind is not None:
        ways = " et ".join({"sms": "SMS", "mail": "e-mail"}[one] for one in callers.remind_by)
        yield (
            f"Un rappel part par {ways} {format_duration(callers.remind)} avant, pour un rendez-vous pris "
            f"{format_duration(settings.keep.summaries)} d'avance au plus (keep.summaries)."
        )


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _kept(settings: Settings) -> Iterator[str]:
    keep = settings.keep
    yield f"Ni son, ni transcription. Un court résumé écrit et chiffré, effacé après {format_duration(keep.summaries)}."
    if keep.elimination == "record":
        yield "Un bordereau d'élimination est établi chaque jour avant d'effacer (keep.elimination)."
    if keep.elimination == "visa":
        yield f"Le visa d'un bordereau est attendu, jusqu'à {format_duration(keep.longest)} après l'appel au plus."
    key = (
        f"dans {keep.key_file}"
        if keep.key_file is not None
        else "à donner sur la ligne de commande (key_file n'est pas écrit)"
    )
    yield f"La clé qui chiffre les résumés est {key}."
    yield f"Le journal dit {format_duration(keep.journal)} durant qui a lu, effacé ou rectifié quoi."
    if settings.mail is not None or settings.webhooks or settings.sms is not None:
        yield f"Ce qui n'a pas pu être remis (e-mail, webhook, SMS) est abandonné après {format_duration(keep.outbox)}."
    if settings.llm is not None:
        yield f"Ce que dit l'appelant est envoyé au serveur de langue {settings.llm.url}, qui ne doit rien garder."


def _has_what_it_needs(settings: Settings, flow: str) -> bool:
    return bool(settings.practitioners) or flow not in ("move", "cancel", "find")


def _on(settings: Settings, flow: str) -> bool:
    return {str(name): on for name, on in settings.flows.items()}.get(flow, True)
