"""`vox records`, `vox journal` and `vox privacy`: what is kept, who did what to it, and how much it is."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from vox.commands.common import Call, Config, Data, Json, KeyFile, opened, out, say, show_table
from vox.config.loader import load
from vox.errors import VoxError
from vox.records import eliminations, inventory, journal, report
from vox.records.journal import Act

records_app = typer.Typer(no_args_is_help=True, help="Les résumés qui sont gardés.")
journal_app = typer.Typer(no_args_is_help=True, help="Qui a fait quoi à ce qui est gardé.")
LONGEST_HOLD_YEARS = 100
"""No law and no lawsuit keeps a call longer."""

privacy_app = typer.Typer(no_args_is_help=True, help="Ce qui est gardé, en nombres.")


@records_app.command("list")
def records_list(config: Config, data: Data = Path("data"), key: KeyFile = None, as_json: Json = False) -> None:
    """Ce qui est gardé, le plus récent d'abord."""
    settings = load(config, env=os.environ)
    zone = ZoneInfo(settings.organization.timezone)
    with opened(settings, data, key) as records:
        lines = report.format_list(records.list(), zone)
        counts = records.counts()
        purge = records.last_purge()
    if as_json:
        told = {"kept": [asdict(line) for line in lines], "counts": asdict(counts), "purge": purge and asdict(purge)}
        out.print_json(json.dumps(told, ensure_ascii=False, default=str))
        return
    show_table(report.HEADINGS, (line.cells() for line in lines))
    say(report.format_counts(counts))
    say(report.format_purge(purge, zone))


@records_app.command("show")
def records_show(config: Config, call: Call, data: Data = Path("data"), key: KeyFile = None) -> None:
    """Un résumé, en entier. Le journal le note."""
    settings = load(config, env=os.environ)
    with opened(settings, data, key) as records:
        kept = records.get(call)
    if kept is None:
        raise VoxError(report.format_missing(call), hint="vox records list CONFIG")
    say(report.format_one(kept, ZoneInfo(settings.organization.timezone)))


@records_app.command("erase")
def records_erase(config: Config, call: Call, data: Data = Path("data"), key: KeyFile = None) -> None:
    """Efface un résumé ; aucun octet de son texte ne reste dans la base."""
    settings = load(config, env=os.environ)
    with opened(settings, data, key) as records:
        erased = records.erase(call)
    say(report.format_erased(call, erased))
    if not erased:
        raise typer.Exit(1)


@records_app.command("hold")
def records_hold(
    config: Config,
    call: Call,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="dernier jour de la limitation")],
    data: Data = Path("data"),
    key: KeyFile = None,
) -> None:
    """Limite un résumé qu'une loi ou un litige oblige à garder : plus personne ne le lit, et il s'efface à la fin."""
    settings = load(config, env=os.environ)
    zone = ZoneInfo(settings.organization.timezone)
    with opened(settings, data, key) as records:
        if until.year > records.now().year + LONGEST_HOLD_YEARS:
            raise VoxError(
                "ce jour est trop loin", where="--until", hint=f"au plus dans {LONGEST_HOLD_YEARS} ans ; voyez l'année"
            )
        end = until.replace(tzinfo=zone) + timedelta(days=1)
        if end <= records.now():
            raise VoxError("ce jour est passé", where="--until", hint="nommez le dernier jour de la limitation")
        held = records.hold(call, end)
    if not held:
        raise VoxError(report.format_missing(call), hint="vox records list CONFIG")
    say(report.format_held(call, until.date()))


@records_app.command("release")
def records_release(config: Config, call: Call, data: Data = Path("data"), key: KeyFile = None) -> None:
    """Met fin à une limitation avant son terme."""
    settings = load(config, env=os.environ)
    with opened(settings, data, key) as records:
        readable = records.release(call)
    if readable is None:
        raise VoxError("ce résumé n'est pas limité, ou n'est plus conservé", where=f"appel {call}")
    say(report.format_released(call, readable))


@journal_app.command("list")
def journal_list(
    config: Config,
    limit: Annotated[int, typer.Option(min=1, help="au plus tant de lignes")] = 50,
    data: Data = Path("data"),
    key: KeyFile = None,
    as_json: Json = False,
) -> None:
    """Qui a lu, effacé, limité ou rectifié quoi, et quand ; le plus récent d'abord."""
    settings = load(config, env=os.environ)
    with opened(settings, data, key) as records, records.change() as change:
        entries = journal.entries(change, limit)
    if as_json:
        told = [{**asdict(one), "previous": one.previous.hex(), "hash": one.hash.hex()} for one in entries]
        out.print_json(json.dumps(told, ensure_ascii=False, default=str))
        return
    zone = ZoneInfo(settings.organization.timezone)
    show_table(report.JOURNAL_HEADINGS, (report.format_entry(one, zone) for one in entries))


@journal_app.command("verify")
def journal_verify(config: Config, data: Data = Path("data"), key: KeyFile = None) -> None:
    """Vérifie qu'aucune ligne du journal n'a été changée ni ôtée. Code 1 si c'est le cas."""
    settings = load(config, env=os.environ)
    with opened(settings, data, key) as records, records.change() as change:
        verdict = journal.verify(change)
    say(report.format_verdict(verdict))
    if verdict.broken is not None:
        raise typer.Exit(1)


@privacy_app.command("report")
def privacy_report(config: Config, data: Data = Path("data"), key: KeyFile = None, as_json: Json = False) -> None:
    """Ce qui est gardé en ce moment, en nombres seulement : rien sur personne."""
    settings = load(config, env=os.environ)
    with opened(settings, data, key) as records:
        taken = inventory.take(records)
    if as_json:
        out.print_json(json.dumps(asdict(taken), ensure_ascii=False, default=str))
        return
    say(report.format_inventory(taken, settings.keep.summaries, ZoneInfo(settings.organization.timezone)))


@privacy_app.command("visa")
def privacy_visa(
    config: Config,
    number: Annotated[str, typer.Argument(metavar="BORDEREAU", help="son numéro, comme E-2026-0001")],
    data: Data = Path("data"),
    key: KeyFile = None,
) -> None:
    """Vise un bordereau d'élimination, et efface ce qu'il énumère."""
    settings = load(config, env=os.environ)
    with opened(settings, data, key) as records:
        with records.change() as change:
            entry = records.note(change, Act.SIGNED, number)
            eliminations.sign(change, number, entry.moment, entry.who)
        records.purge(journal_kept=settings.keep.journal, rule=eliminations.Rule(settings.keep.elimination))
        with records.change() as change:
            one = eliminations.find(change, number)
    say(report.format_followed(one))
