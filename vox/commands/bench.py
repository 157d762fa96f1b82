"""`vox bench`: what Vox does, in figures."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from vox.bench.conditions import Line, Noise
from vox.bench.servers.names import Known
from vox.commands.common import Json, out
from vox.errors import VoxError
from vox.models.find import default_folder

Servers = Annotated[list[Known] | None, typer.Option(help="un serveur d'agenda ; plusieurs fois pour plusieurs")]

bench_app = typer.Typer(no_args_is_help=True, help="Des chiffres, mesurés.")


@bench_app.command("latency")
def bench_latency(
    as_json: Json = False,
    turns: Annotated[int, typer.Option(min=1, help="au moins tant de tours de parole")] = 20,
    svg: Annotated[Path | None, typer.Option(help="où dessiner la part de chacun, en SVG")] = None,
) -> None:
    """De la voix à la voix, sur la ligne : du dernier son de l'appelant au premier de Vox, et où va le temps."""
    from vox.bench.latency import measure_latency

    asyncio.run(measure_latency(models=default_folder(), turns=turns, as_json=as_json, out=out, picture=svg))


@bench_app.command("booking")
def bench_booking(
    server: Servers = None,
    callers: Annotated[int, typer.Option(min=1, help="tant d'appelants à la fois")] = 50,
    human: Annotated[bool, typer.Option("--human", help="quelqu'un écrit dans le même agenda en même temps")] = False,
    as_json: Json = False,
) -> None:
    """Beaucoup d'appelants veulent les mêmes heures : ce qui est pris deux fois, perdu ou pas vu (code 1)."""
    from vox.bench.booking import measure_booking

    servers = server or list(Known)
    if not asyncio.run(measure_booking(servers, callers=callers, human=human, as_json=as_json, out=out)):
        raise typer.Exit(1)


@bench_app.command("calendars")
def bench_calendars(
    server: Servers = None,
    write: Annotated[Path | None, typer.Option(help="mettre le tableau dans cette page")] = None,
    as_json: Json = False,
) -> None:
    """Tout ce que Vox fait avec un agenda, essayé sur de vrais serveurs."""
    from vox.bench.calendars import measure_calendars

    asyncio.run(measure_calendars(server or list(Known), page=write, as_json=as_json, out=out))


@bench_app.command("openings")
def bench_openings(
    as_json: Json = False, cases: Annotated[int, typer.Option(min=1, help="tant de mois différents")] = 50
) -> None:
    """Le calcul des heures libres : un mois de six praticiens qui ont trente événements par jour."""
    from vox.bench.openings import measure_openings

    measure_openings(cases=cases, as_json=as_json, out=out)


@bench_app.command("records")
def bench_records(
    as_json: Json = False, summaries: Annotated[int, typer.Option(min=1, help="tant de résumés gardés")] = 100_000
) -> None:
    """Garder, lister, effacer un résumé et ouvrir la base, quand elle en contient déjà beaucoup."""
    from vox.bench.records import measure_records

    measure_records(summaries=summaries, as_json=as_json, out=out)


@bench_app.command("hearing")
def bench_hearing(
    say: Annotated[
        list[Path] | None, typer.Option(help="fichier d'énoncés annotés ; plusieurs fois pour plusieurs")
    ] = None,
    clips: Annotated[Path | None, typer.Option(help="au lieu de --say : un dossier de sons, en WAV ou en GSM")] = None,
    references: Annotated[Path | None, typer.Option(help="avec --clips : le fichier qui dit ce qui y est dit")] = None,
    voice: Annotated[list[str] | None, typer.Option(help="une voix ; plusieurs fois pour plusieurs")] = None,
    lines: Annotated[int, typer.Option(min=2, help="au plus tant d'énoncés, répartis sur les fichiers")] = 150,
    noise: Annotated[Noise, typer.Option(help="le bruit derrière l'appelant")] = Noise.STREET,
    noise_db: Annotated[float, typer.Option(help="de combien de décibels il est sous la voix")] = 20.0,
    loss: Annotated[float, typer.Option(min=0.0, max=0.5, help="part des paquets perdus")] = 0.0,
    hearing: Annotated[
        str, typer.Option(help="le modèle qui entend : un nom fourni, ou un dossier")
    ] = "whisper-base-fr",
    alone: Annotated[bool, typer.Option("--alone", help="sans les réponses attendues ni les autres lectures")] = False,
    by_sound: Annotated[
        bool, typer.Option("--by-sound", help="sans peser les lectures par ce que les appelants disent d'ordinaire")
    ] = False,
    show: Annotated[bool, typer.Option("--show", help="montrer ce qui est compris de travers")] = False,
    as_json: Json = False,
) -> None:
    """Ce que Vox entend et comprend d'énoncés que des voix disent au téléphone, ou entend de personnes enregistrées."""
    if bool(say) == bool(clips) or bool(clips) != bool(references):
        raise VoxError(
            "il faut des énoncés à dire, ou bien des sons et leurs références",
            where="vox bench hearing",
            hint="donnez --say FICHIER, ou bien --clips DOSSIER et --references FICHIER",
        )
    if clips and references:
        from vox.bench.clips import measure_clips

        models = default_folder()
        measure_clips(
            clips, references, models=models, hearing=hearing, by_sound=by_sound, as_json=as_json, show=show, out=out
        )
        return
    from vox.bench.hearing import measure_hearing

    asyncio.run(
        measure_hearing(
            say or (),
            models=default_folder(),
            hearing=hearing,
            voices=voice or (),
            lines=lines,
            line=Line(noise, noise_db, loss),
            alone=alone,
            by_sound=by_sound,
            as_json=as_json,
            show=show,
            out=out,
        )
    )


@bench_app.command("nobody")
def bench_nobody(
    minutes: Annotated[int, typer.Option(min=1, help="tant de minutes de silence et de bruits")] = 60,
    sounds: Annotated[
        Path | None, typer.Option(help="à leur place : un dossier de sons sans parole, en WAV ou en GSM")
    ] = None,
    hearing: Annotated[
        str, typer.Option(help="le modèle qui entend : un nom fourni, ou un dossier")
    ] = "whisper-base-fr",
    show: Annotated[bool, typer.Option("--show", help="montrer ce qui est inventé")] = False,
    as_json: Json = False,
) -> None:
    """Une ligne où personne ne parle : les mots et les commandes que Vox y invente (code 1 pour une seule commande)."""
    from vox.bench.nobody import measure_nobody

    measured = measure_nobody(
        models=default_folder(), hearing=hearing, minutes=minutes, sounds=sounds, as_json=as_json, show=show, out=out
    )
    if not asyncio.run(measured):
        raise typer.Exit(1)


@bench_app.command("understanding")
def bench_understanding(
    files: Annotated[list[Path], typer.Argument(help="fichiers d'énoncés annotés")],
    model: Annotated[str, typer.Option(help="modèle : un nom fourni, ou un fichier .gguf")] = "vox-fr-270m",
    adapter: Annotated[Path | None, typer.Option(help="un autre adaptateur, en .gguf")] = None,
    llm: Annotated[
        str | None, typer.Option(help="adresse d'un serveur de langue, demandé d'abord, comme llm.url")
    ] = None,
    model_only: Annotated[bool, typer.Option("--model-only", help="le modèle seul, sans filets ni lecteurs")] = False,
    show: Annotated[bool, typer.Option("--show", help="montrer ce qui est compris de travers")] = False,
    as_json: Json = False,
) -> None:
    """Ce que Vox comprend d'énoncés annotés : part comprise exactement, par sorte, urgences, et temps."""
    from vox.bench.understanding import measure_understanding

    asyncio.run(
        measure_understanding(
            files,
            models=default_folder(),
            model=model,
            adapter=adapter,
            llm=llm,
            model_only=model_only,
            as_json=as_json,
            show=show,
            out=out,
        )
    )


@bench_app.command("turns")
def bench_turns(
    as_json: Json = False,
    lines: Annotated[int | None, typer.Option(min=2, help="au plus tant d'énoncés ; sinon tous")] = None,
    show: Annotated[bool, typer.Option("--show", help="montrer ceux qui sont coupés")] = False,
) -> None:
    """Les tours de parole : les appelants qui font des pauses sont-ils coupés, et combien de temps Vox hésite."""
    from vox.bench.turns import measure_turns

    measure_turns(models=default_folder(), lines=lines, as_json=as_json, show=show, out=out)


@bench_app.command("bargein")
def bench_bargein(
    as_json: Json = False, trials: Annotated[int, typer.Option(min=2, help="tant d'essais")] = 40
) -> None:
    """Parler par-dessus Vox : en combien de temps il se tait, et si un bruit ou un « oui » l'arrête à tort."""
    from vox.bench.bargein import measure_bargein

    asyncio.run(measure_bargein(models=default_folder(), trials=trials, as_json=as_json, out=out))


@bench_app.command("load")
def bench_load(
    as_json: Json = False,
    calls: Annotated[int, typer.Option(min=1, max=16, help="tant d'appels à la fois")] = 4,
    rounds: Annotated[int, typer.Option(min=1, help="chaque appelant rappelle tant de fois")] = 6,
) -> None:
    """Plusieurs appels à la fois : le temps de réponse, les appels perdus, la régularité du son, la mémoire."""
    from vox.bench.load import measure_load

    asyncio.run(measure_load(models=default_folder(), at_once=calls, calls=calls * rounds, as_json=as_json, out=out))


@bench_app.command("soak")
def bench_soak(
    as_json: Json = False,
    calls: Annotated[int, typer.Option(min=21, help="tant d'appels en tout")] = 200,
    at_once: Annotated[int, typer.Option(min=1, max=16, help="tant à la fois")] = 2,
) -> None:
    """Beaucoup d'appels à la suite : la mémoire à la fin, comparée à celle d'après le vingtième."""
    from vox.bench.load import measure_load

    asyncio.run(measure_load(models=default_folder(), at_once=at_once, calls=calls, as_json=as_json, out=out))
