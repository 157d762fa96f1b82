"""The model card: what the adapter was taught with, how well it understands, and what it does badly."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

BEGIN = "<!-- figures: written by `make train` -->"
END = "<!-- end of figures -->"

_HEAD = """\
# vox-fr-270m

A low-rank adapter that teaches Gemma 3 270M (base, Q4_K_M) to turn one French utterance of a caller into one line of
commands (`vox/dialogue/understanding/commands.py`). Written by `make train`; this page too.

- **Base model**: Gemma 3 270M, under Google's Gemma Terms of Use (the terms and the notice lie beside the model file
  that `vox models fetch` installs). An adapter is a derivative of it: the same terms hold for this file.
- **Licence of the teaching data** (`training/utterances/`): GPL-3.0-or-later, written line by line for this project.
  No caller's words are in it.
- **Use**: a telephone receptionist whose every act is checked by code. It writes commands and verbatim pieces of
  what it was given, and nothing else. It is no assistant and knows nothing of the world.
"""


def write(path: Path, taught: Mapping[str, Any], whole: Mapping[str, Any], alone: Mapping[str, Any]) -> None:
    """taught: the settings of the teaching. whole, alone: reports of `vox bench understanding`."""
    lines = [_HEAD, "## How it was taught\n", "| setting | value |", "|---|---|"]
    lines += [f"| {key} | {value} |" for key, value in taught.items()]
    lines += ["\n`frozen`: lowest layers without adapter. `again`: share of the lines, the worst understood first,"]
    lines += ["that a second pass teaches. Loss on the commands only. `steps_before`, `minutes_before`: of the rounds"]
    lines += ["before this one, which went on from the adapter that they left; the adapter here is the mean of both,"]
    lines += ["with `share` of this round. Shares of 0.3, 0.5 and 1 were tried and judged by the figures below."]
    lines += ["`known`: share of the lines of earlier rounds that this one drew, beside all new ones (`utterances`).\n"]
    lines += ["## How well it understands\n"]
    lines += [
        "Share of utterances of which every command and every value is right (`exact`), and every command, values"
    ]
    lines += [
        "aside (`commands`). *Vox*: nets, readers, model and canonical form together. *model*: the model alone.\n"
    ]
    lines += ["| | cases | Vox exact | Vox commands | model exact | model commands |", "|---|---|---|---|---|---|"]
    lines += [_row("all", whole, alone), _row("organizations never seen", whole["unseen"], alone["unseen"])]
    lines += [_row(f"`{Path(name).name}`", whole["by_file"][name], alone["by_file"][name]) for name in whole["by_file"]]
    lines += [_row(kind, whole["by_kind"][kind], alone["by_kind"][kind]) for kind in whole["by_kind"]]
    dangers = whole["emergencies"]
    lines += [f"\nEmergencies: {dangers['cases']}, missed {dangers['missed']}, raised falsely {dangers['false']}."]
    lines += [f"Time from the end of an utterance: p50 {whole['p50_ms']} ms, p95 {whole['p95_ms']} ms"]
    lines += [f"({_machine(whole['machine'])}).\n"]
    worst = sorted(whole["by_kind"].items(), key=lambda item: item[1]["exact"])[:8]
    lines += ["## What it does badly\n"]
    lines += [f"- {kind}: {figures['exact']:.2f} exact of {figures['cases']}" for kind, figures in worst]
    lines += [
        "\nSeen while reading its mistakes: a second wish missed or invented, `service` taken for `reason`, values"
    ]
    lines += ["one word too long or too short, and words that a bad line turned into others."]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def write_page(path: Path, whole: Mapping[str, Any]) -> None:
    """Renew the figures in the operators' page, which is in their language."""
    rows = ["| | énoncés | exacts | commandes justes |", "|---|---|---|---|"]
    named = {"ensemble": whole, "organisations inconnues": whole["unseen"]}
    named |= {f"`{Path(name).name}`": figures for name, figures in whole["by_file"].items()}
    rows += [
        f"| {name} | {one['cases']} | {100 * one['exact']:.1f} % | {100 * one['commands']:.1f} % |"
        for name, one in named.items()
    ]
    dangers = whole["emergencies"]
    rows += [
        f"\nUrgences : {dangers['cases']}, dont {dangers['missed']} manquée(s) ; {dangers['false']} cru(e)s à tort."
    ]
    rows += [f"Temps : la moitié en moins de {whole['p50_ms']:.0f} ms, 95 % en moins de {whole['p95_ms']:.0f} ms"]
    rows += [f"({_machine(whole['machine'])})."]
    before, _, rest = path.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text("\n".join([before + BEGIN, *rows, END + after]), "utf-8")


def _row(name: str, whole: Mapping[str, Any], alone: Mapping[str, Any]) -> str:
    figures = (whole["exact"], whole["commands"], alone["exact"], alone["commands"])
    return (
        f"| {name} | {whole['cases']} | " + " | ".join("-" if one is None else f"{one:.3f}" for one in figures) + " |"
    )


def _machine(about: Any) -> str:
    return ", ".join(f"{key} {value}" for key, value in about.items()) if isinstance(about, Mapping) else str(about)
