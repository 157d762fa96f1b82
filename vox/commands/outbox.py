"""`vox outbox`: what has still to be told to somebody, or could not be."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from vox.commands.common import Config, Data, Json, KeyFile, opened, out, say, show_table
from vox.config.loader import load
from vox.outbox import report
from vox.records.outbox import Outbox

outbox_app = typer.Typer(no_args_is_help=True, help="Les e-mails, webhooks et SMS qui restent à remettre.")


@outbox_app.command("list")
def outbox_list(config: Config, data: Data = Path("data"), key: KeyFile = None, as_json: Json = False) -> None:
    """Ce qui attend et ce qui n'a pas pu être remis, sans rien sur personne."""
    settings = load(config, env=os.environ)
    with opened(settings, data, key) as records:
        shown = Outbox(records).shown()
        lines = report.format_list(shown, records.now(), ZoneInfo(settings.organization.timezone))
    if as_json:
        out.print_json(json.dumps([asdict(one) for one in shown], ensure_ascii=False, default=str))
        return
    show_table(report.HEADINGS, (line.cells() for line in lines))
    say(report.format_counts(shown))
