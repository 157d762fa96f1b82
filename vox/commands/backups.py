"""`vox backup`, `vox restore` and `vox key`: the records kept twice, brought back, and under another key."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.filesize import decimal
from rich.table import Table

from vox.commands.common import Config, Data, KeyFile, account, key_of, now, opened, out, say
from vox.config.loader import load
from vox.records import backups
from vox.records.eliminations import Rule
from vox.records.erasures import BACKUPS_LIVE
from vox.records.key import read_key
from vox.records.rekeying import rekey
from vox.records.restoring import Present, Restore, Restored

backup_app = typer.Typer(no_args_is_help=True, help="Les sauvegardes de ce qui est gardé.")
key_app = typer.Typer(no_args_is_help=True, help="La clé des résumés.")

BackupFile = Annotated[Path, typer.Argument(help="une sauvegarde, faite par vox backup create")]
UNREAD = {"erased": "les effacements", "opposed": "les oppositions", "requests": "les demandes",
          "summaries": "les résumés"}  # fmt: skip


@backup_app.command("create")
def backup_create(
    config: Config,
    to: Annotated[Path, typer.Option("--to", help="dossier des sauvegardes, sur un autre disque")],
    data: Data = Path("data"),
    key: KeyFile = None,
) -> None:
    """Fait une sauvegarde chiffrée, la vérifie, et enlève les trop anciennes. Vox peut rester en marche."""
    settings = load(config, env=os.environ)
    zone = ZoneInfo(settings.organization.timezone)
    with opened(settings, data, key) as records:
        made = backups.create(records, to, keep=settings.keep.backups)
    size = decimal(made.backup.size)
    say(f"Sauvegarde faite et vérifiée : {made.backup.path} ({size}, {_kept(made.seen.summaries)}).")
    say(f"Elle se remet jusqu'au {_day(made.backup.moment + BACKUPS_LIVE, zone)} ; la clé, à part, la suit.")
    if made.removed:
        say(f"Fichiers trop anciens, enlevés : {made.removed}.")


@backup_app.command("list")
def backup_list(config: Config, folder: Annotated[Path, typer.Argument(help="dossier des sauvegardes")]) -> None:
    """Les sauvegardes d'un dossier, et jusqu'à quand chacune est gardée."""
    settings = load(config, env=os.environ)
    zone = ZoneInfo(settings.organization.timezone)
    table = Table("Fichier", "État du", "Taille", "Gardée jusqu'au")
    for one in backups.found(folder):
        until = one.moment + settings.keep.backups
        late = "" if until > now() else " (passé : effacez-la)"
        table.add_row(one.path.name, _moment(one.moment, zone), decimal(one.size), _day(until, zone) + late)
    out.print(table)


@backup_app.command("verify")
def backup_verify(config: Config, file: BackupFile, key: KeyFile = None) -> None:
    """Lit une sauvegarde en entier, sans rien changer : la clé l'ouvre, elle est entière, elle peut se remettre."""
    settings = load(config, env=os.environ)
    seen = backups.look(file, key_of(settings, key))
    backups.check_age(file, seen, now())
    zone = ZoneInfo(settings.organization.timezone)
    say(f"Cette sauvegarde est entière : état du {_moment(seen.moment, zone)}, {_kept(seen.summaries)}.")


def restore(
    config: Config,
    file: BackupFile,
    set_aside: Annotated[
        bool, typer.Option("--set-aside", help="mettre de côté la base présente, si elle est abîmée")
    ] = False,
    backup_key: Annotated[
        Path | None, typer.Option("--backup-key", help="la clé de la sauvegarde, si la clé a changé depuis")
    ] = None,
    data: Data = Path("data"),
    key: KeyFile = None,
) -> None:
    """Remet une sauvegarde, Vox arrêté : sans ce qui a été effacé, refusé ou est passé d'âge depuis."""
    settings = load(config, env=os.environ)
    work = Restore(data, key_of(settings, key), clock=now, who=account(), rule=Rule(settings.keep.elimination))
    other = None if backup_key is None else read_key(backup_key)
    told = work.run(file, backup_key=other, set_aside=set_aside)
    for sentence in _told(told, ZoneInfo(settings.organization.timezone)):
        say(sentence)


@key_app.command("rotate")
def key_rotate(
    config: Config,
    new: Annotated[Path, typer.Option("--new", help="fichier de la nouvelle clé, fait par vox init-key")],
    data: Data = Path("data"),
    key: KeyFile = None,
) -> None:
    """Chiffre ce qui est gardé par une nouvelle clé, Vox arrêté. Interrompu, il se tape à nouveau."""
    settings = load(config, env=os.environ)
    changed = rekey(data, key_of(settings, key), read_key(new), clock=now, who=account())
    say("La clé est changée." if changed else "La clé était déjà changée : il n'y avait rien à faire.")
    say(
        f"À faire maintenant : nommez {new} dans la configuration (keep.key_file), ou mettez-la à la place de "
        "l'ancienne."
    )
    say(
        "Les sauvegardes d'avant s'ouvrent par l'ancienne clé seule : gardez-la à part tant que vous les avez, et "
        "faites une sauvegarde dès maintenant."
    )
    say("Un code d'identité donné et pas encore redit ne vaut plus : vox rights identify en donne un autre.")


def _told(told: Restored, zone: ZoneInfo) -> list[str]:
    moment = _moment(told.moment, zone)
    sentences = [f"La sauvegarde du {moment} est remise : {_kept(told.added)} d'elle."]
    if told.withheld:
        sentences.append(f"Pas remis, parce qu'effacés, refusés ou passés d'âge depuis : {told.withheld}.")
    if told.present is Present.WHOLE:
        sentences.append("La base présente était entière : elle n'a rien perdu, et ce qu'elle sait l'a emporté.")
        return sentences
    if told.aside is not None:
        sentences.append(
            f"La base abîmée est mise de côté, telle quelle : {told.aside}. Encore lu dedans : {_kept(told.saved)}. "
            "Effacez ce fichier dès qu'il ne sert plus ; vox backup create l'enlève au terme des sauvegardes."
        )
    if told.present is Present.DAMAGED and not told.unread:
        sentences.append("Ses effacements, oppositions et demandes ont été lus en entier : rien d'effacé n'est revenu.")
        return sentences
    lost = ", ".join(UNREAD[name] for name in told.unread) or "les effacements, les oppositions et les demandes"
    sentences.append(
        f"ATTENTION : il n'y avait plus à lire {lost} d'après le {moment}. Ce qui a été effacé, refusé ou rectifié "
        "entre ce moment et la perte peut être revenu, et sera gardé jusqu'à son terme : refaites ce dont vous avez la "
        "trace (les réponses et certificats envoyés)."
    )
    return sentences


def _kept(count: int) -> str:
    return f"{count} résumés" if count > 1 else f"{count} résumé"


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%d/%m/%Y à %H:%M}"


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%d/%m/%Y}"
