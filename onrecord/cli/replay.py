"""``onrecord replay``: a manifest's outlets on loopback, through the whole pipeline."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from pathlib import Path
from typing import Annotated

import typer


def replay(
    manifest: Annotated[
        Path, typer.Argument(metavar="MANIFEST.yaml", exists=True, dir_okay=False, help="Outlets with their articles.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="A webhook body a line instead of a summary.")] = False,
    keep: Annotated[
        Path | None,
        typer.Option(
            help="Folder to leave the database in: look at it with ONRECORD_DATA_DIR=FOLDER onrecord explain."
        ),
    ] = None,
) -> None:
    """Publish a manifest's articles in order of time and print the webhooks that its receiver got."""
    from config.load import FIGURES, TOPICS, load_figures, load_topics  # noqa: PLC0415 - only what is asked for
    from config.manifest import load_manifest  # noqa: PLC0415
    from onrecord import bootstrap, logs  # noqa: PLC0415
    from onrecord.replay import replay as run  # noqa: PLC0415

    settings = bootstrap.read_settings()
    logs.set_up(settings.log.format, "warning")
    folder = settings.config_dir
    loaded = load_manifest(manifest, figures=load_figures(folder / FIGURES), topics=load_topics(folder / TOPICS))
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
    total = len(loaded.publications)
    counted = itertools.count(1)
    bodies = asyncio.run(
        run(
            loaded,
            bootstrap.tuning_of(settings),
            progress=lambda one: print(f"{next(counted)}/{total} {one.title}", file=sys.stderr),
            keep=keep,
        )
    )
    for body in bodies:
        print(json.dumps(body, ensure_ascii=False) if as_json else _line(body))
    print(f"{len(bodies)} alerts from {total} articles", file=sys.stderr)


def _line(body: dict[str, dict[str, dict[str, str]]]) -> str:
    content = body["data"]
    return (
        f"{body['type']}  {content['figure']['name']}: {content['statement']['text']}  [{content['article']['outlet']}]"
    )
