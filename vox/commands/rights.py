"""`vox rights`: a person's request about their data, from the day it comes to its certificate.

A number, a name or a text about somebody is never part of a command, which the shell would write into its history: it
is asked for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from vox.commands.common import Config, Data, Json, KeyFile, opened, out, say, show_table
from vox.config.loader import load
from vox.config.settings import Settings
from vox.errors import VoxError
from vox.records import replies, rights_report
from vox.records.certificate import LONGEST, Certificate
from vox.records.fulfilling import Fulfilment
from vox.records.mailed import Mailed
from vox.records.requests import Register
from vox.records.rights import Because, Channel, Proof, Refusal, Right, Scope
from vox.records.search import read_number
from vox.records.store import Records

rights_app = typer.Typer(no_args_is_help=True, help="Les demandes des personnes sur leurs données.")

Number = Annotated[str, typer.Argument(help="numéro de la demande, par exemple D-2026-0007")]
Calls = Annotated[
    list[str] | None,
    typer.Option("--call", help="un appel de plus qui concerne la personne, par son nom par exemple ; se répète"),
]


@dataclass(frozen=True)
class Desk:
    """What a command about requests works with."""

    settings: Settings
    records: Records
    zone: ZoneInfo
    register: Register
    fulfilment: Fulfilment

    @property
    def organization(self) -> str:
        return self.settings.organization.name


@contextmanager
def _desk(config: Path, data: Path, key: Path | None) -> Iterator[Desk]:
    settings = load(config, env=os.environ)
    zone = ZoneInfo(settings.organization.timezone)
    with opened(settings, data, key) as records:
        yield Desk(settings, records, zone, Register(records, zone), Fulfilment(records))


@rights_app.command("new")
def rights_new(
    config: Config,
    right: Annotated[Right, typer.Option("--right", help="le droit que la personne exerce")],
    channel: Annotated[Channel, typer.Option("--by", help="comment la demande est venue")],
    received: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="jour de réception ; aujourd'hui sinon")
    ] = None,
    data: Data = Path("data"),
    key: KeyFile = None,
) -> None:
    """Note une demande, lui donne un numéro et un délai. Le téléphone de la personne est demandé ensuite."""
    with _desk(config, data, key) as desk:
        phone = read_number(typer.prompt("Téléphone de la personne", err=True))
        came = received.replace(tzinfo=desk.zone) if received else None
        request = desk.register.receive(right, channel, phone, received=came)
        now = desk.records.now()
    say(f"Demande {request.number} : {rights_report.RIGHTS[right]}.")
    say(f"Délai : {rights_report.format_due(request, now, desk.zone)}.")
    say(f"Ensuite : {rights_report.next_step(request)}")


@rights_app.command("list")
def rights_list(config: Config, data: Data = Path("data"), key: KeyFile = None, as_json: Json = False) -> None:
    """Les demandes, la plus urgente d'abord."""
    with _desk(config, data, key) as desk:
        requests, now = desk.register.list(), desk.records.now()
        aside = Mailed(desk.records, desk.zone).set_aside()
    rows = rights_report.format_requests(requests, now, desk.zone)
    if as_json:
        told = [
            {
                **dict(zip(("number", "right", "received", "delay", "state"), row, strict=True)),
                "due": None if one.closed else one.due(now, desk.zone).isoformat(),
            }
            for one, row in zip(requests, rows, strict=True)
        ]
        out.print_json(json.dumps(told, ensure_ascii=False))
        return
    for sentence in rights_report.format_urgent(requests, now, desk.zone):
        say(sentence)
    show_table(rights_report.HEADINGS, rows)
    if aside and desk.settings.mailbox is not None:
        say(rights_report.format_set_aside(aside, desk.settings.mailbox.aside))


@rights_app.command("show")
def rights_show(
    config: Config,
    number: Number,
    name: Annotated[bool, typer.Option("--name", help="chercher aussi un nom, qui est demandé et jamais noté")] = False,
    data: Data = Path("data"),
    key: KeyFile = None,
) -> None:
    """Une demande, les appels où ce numéro est noté (sans leur contenu), et quoi faire ensuite."""
    with _desk(config, data, key) as desk:
        naming = desk.fulfilment.calls_naming(typer.prompt("Nom à chercher", err=True)) if name else ()
        holding = desk.fulfilment.look(number)
        request, now = desk.register.get(number), desk.records.now()
    say(rights_report.format_request(request, holding, naming, now, desk.zone))


@rights_app.command("identify")
def rights_identify(
    config: Config,
    number: Number,
    proof: Annotated[Proof | None, typer.Option(help="comment l'identité est établie")] = None,
    code: Annotated[str, typer.Option(help="le code que la personne a redit, avec --proof callback")] = "",
    data: Data = Path("data"),
    key: KeyFile = None,
) -> None:
    """Établit l'identité. Sans --proof : arrête le délai et donne un code à dire en rappelant le numéro."""
    with _desk(config, data, key) as desk:
        if proof is None:
            told = desk.register.check_identity(number)
            say(rights_report.format_checking(desk.register.get(number), told))
            return
        request = desk.register.prove(number, proof, code=code)
        now = desk.records.now()
    say(f"Identité établie : {rights_report.PROOFS[proof]}.")
    say(f"Délai : {rights_report.format_due(request, now, desk.zone)}.")
    say(f"Ensuite : {rights_report.next_step(request)}")


@rights_app.command("complete")
def rights_complete(
    config: Config,
    number: Number,
    right: Annotated[Right | None, typer.Option("--right", help="le droit que la personne exerce")] = None,
    phone: Annotated[bool, typer.Option("--phone", help="donner son téléphone, qui est demandé")] = False,
    data: Data = Path("data"),
    key: KeyFile = None,
) -> None:
    """Dit ce qu'un courriel ne disait pas : quel droit, quel téléphone. Seulement avant de vérifier l'identité."""
    if right is None and not phone:
        raise VoxError("il n'y a rien à compléter", where=number, hint="donnez --right, ou --phone, ou les deux")
    with _desk(config, data, key) as desk:
        asked = read_number(typer.prompt("Téléphone de la personne", err=True)) if phone else None
        request = desk.register.complete(number, right, asked)
    say(f"Demande {request.number} : {rights_report.name_of(request)}.")
    say(f"Ensuite : {rights_report.next_step(request)}")


@rights_app.command("rectify")
def rights_rectify(
    config: Config,
    number: Number,
    call: Annotated[str, typer.Argument(help="l'appel à rectifier")],
    data: Data = Path("data"),
    key: KeyFile = None,
) -> None:
    """Remplace un texte faux par le juste dans un résumé ; les deux sont demandés ensuite."""
    with _desk(config, data, key) as desk:
        wrong = typer.prompt("Ce qui est faux, tel qu'il est écrit", err=True)
        right = typer.prompt("Ce qui est juste", err=True)
        places = desk.fulfilment.rectify(number, call, wrong, right)
        others = [one for one in desk.fulfilment.calls_naming(wrong) if one != call]
        request = desk.register.get(number)
    say(rights_report.format_rectified(call, places, others))
    say(f"Ensuite : {rights_report.next_step(request)}")


@rights_app.command("answer")
def rights_answer(
    config: Config,
    number: Number,
    calls: Calls = None,
    scopes: Annotated[
        list[Scope] | None,
        typer.Option("--scope", help="à quoi la personne s'oppose, pour une opposition ; se répète ; no_summary sinon"),
    ] = None,
    data: Data = Path("data"),
    key: KeyFile = None,
    as_json: Json = False,
) -> None:
    """Fait ce qui est demandé, le vérifie, clôt la demande, et écrit la réponse à donner à la personne."""
    with _desk(config, data, key) as desk:
        if desk.register.get(number).right is Right.ACCESS:
            # Given first, closed afterwards: who is interrupted in between asks again.
            holding = desk.fulfilment.access(number, calls or ())
            if as_json:
                out.print_json(json.dumps(replies.access_data(holding), ensure_ascii=False))
            else:
                kept = desk.settings.keep.summaries
                say(replies.access(number, holding, desk.organization, kept, desk.zone))
            desk.fulfilment.answer(number, calls or ())
            return
        certificate = desk.fulfilment.answer(number, calls or (), scopes or (Scope.NO_SUMMARY,))
    _print_certificate(desk, certificate, as_json=as_json)


@rights_app.command("withdraw")
def rights_withdraw(
    config: Config,
    scopes: Annotated[
        list[Scope] | None, typer.Option("--scope", help="ce qui n'est plus refusé ; se répète ; tout sinon")
    ] = None,
    data: Data = Path("data"),
    key: KeyFile = None,
) -> None:
    """Retire une opposition, quand la personne le demande. Son téléphone est demandé ensuite, et jamais noté."""
    with _desk(config, data, key) as desk:
        phone = read_number(typer.prompt("Téléphone de la personne", err=True))
        gone = desk.records.withdraw(phone, scopes or tuple(Scope))
    say(rights_report.format_withdrawn(gone))


@rights_app.command("refuse")
def rights_refuse(
    config: Config,
    number: Number,
    reason: Annotated[Refusal, typer.Option(help="pourquoi")],
    data: Data = Path("data"),
    key: KeyFile = None,
) -> None:
    """Clôt une demande sans la suivre, et écrit la réponse, avec le droit de se plaindre à la CNIL."""
    with _desk(config, data, key) as desk:
        request = desk.register.refuse(number, reason)
    say(replies.refusal(request, desk.organization))


@rights_app.command("extend")
def rights_extend(
    config: Config,
    number: Number,
    reason: Annotated[Because, typer.Option(help="pourquoi")],
    data: Data = Path("data"),
    key: KeyFile = None,
) -> None:
    """Prolonge le délai de deux mois, pendant le premier, et écrit l'annonce à envoyer à la personne."""
    with _desk(config, data, key) as desk:
        request = desk.register.extend(number, reason)
        last = request.due(desk.records.now(), desk.zone)
    say(replies.extension(request, reason, last, desk.organization))


@rights_app.command("certificate")
def rights_certificate(
    config: Config, number: Number, data: Data = Path("data"), key: KeyFile = None, as_json: Json = False
) -> None:
    """Le certificat d'une demande répondue ; --json écrit le fichier que `vox rights verify-certificate` lit."""
    with _desk(config, data, key) as desk:
        certificate = desk.fulfilment.certificate(number)
    _print_certificate(desk, certificate, as_json=as_json)


@rights_app.command("verify-certificate")
def rights_verify_certificate(
    config: Config,
    file: Annotated[typer.FileText, typer.Argument(help="le certificat en JSON, ou - pour l'entrée")],
    phone: Annotated[bool, typer.Option("--phone", help="dire aussi s'il est d'un numéro, qui est demandé")] = False,
    data: Data = Path("data"),
    key: KeyFile = None,
) -> None:
    """Dit si un certificat est authentique. Code 1 s'il ne l'est pas."""
    try:
        text = file.read(LONGEST + 1)
    except UnicodeDecodeError as error:
        raise VoxError("ce n'est pas un certificat de Vox", where=file.name) from error
    with _desk(config, data, key) as desk:
        found = desk.fulfilment.verify(text)
        asked = typer.prompt("Téléphone", err=True) if phone else None
        concerns = None if asked is None else desk.fulfilment.concerns(found.certificate, asked)
    say(rights_report.format_verification(found, concerns))
    if not found.genuine or concerns is False:
        raise typer.Exit(1)


def _print_certificate(desk: Desk, certificate: Certificate, *, as_json: bool) -> None:
    if as_json:
        out.print_json(json.dumps(asdict(certificate), ensure_ascii=False))
    else:
        say(replies.certificate(certificate, desk.organization, desk.zone))
