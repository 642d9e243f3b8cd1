"""``onrecord batch``: the pipeline's own code over a file, a line out for each line in."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from processors.errors import ConfigError


class BatchKind(StrEnum):
    STATEMENTS = "statements"
    NOVELTY = "novelty"
    PAGES = "pages"
    FEEDS = "feeds"


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file. Raises ConfigError with file and line for one that is none."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ConfigError(f"not a JSON object ({error})", file=str(path), line=number) from error
            if not isinstance(row, dict):
                raise ConfigError("not a JSON object", file=str(path), line=number)
            yield row


def batch(
    kind: Annotated[BatchKind, typer.Argument(help="What to run.")],
    source: Annotated[
        Path, typer.Argument(metavar="INPUT.jsonl", exists=True, dir_okay=False, help="A JSON object a line.")
    ],
    figures_only: Annotated[
        bool, typer.Option(help="statements: only those of tracked figures, behind the gate, as the pipeline does.")
    ] = False,
    model: Annotated[Path | None, typer.Option(help="novelty: weights to use instead of the shipped ones.")] = None,
) -> None:
    """Run statements, novelty, pages or feeds on a file of JSON lines; results go to standard output."""
    convert = importlib.import_module(f"onrecord.batch.{kind.value}").convert
    options = {"base": source.parent, "figures_only": figures_only, "model": model}
    for row in convert(read_rows(source), options):
        sys.stdout.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
