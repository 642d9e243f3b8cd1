"""``onrecord bench``: figures beside what a user would pick instead, in the same run."""

from __future__ import annotations

import importlib
import json
import pkgutil
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

import benchmarks
from benchmarks.report import Figure, machine
from processors.errors import ConfigError

HELPERS = frozenset({
    "report", "fuzz_statements", "statement_corpus", "statement_scores", "public_statements", "cluster_outlets",
    "cluster_parts", "cluster_storm", "console_archive", "console_world", "novelty_scores", "story_scores",
})  # fmt: skip
"""Modules of ``benchmarks`` that measure nothing by themselves."""


def parts() -> list[str]:
    """Names of the parts that can be measured."""
    found = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return sorted(name.replace("_", "-") for name in found if name not in HELPERS)


def _table(part: str, figures: dict[str, Figure]) -> Table:
    table = Table("figure", "value", "unit", "target", "met", "beside it", title=f"onrecord bench {part}")
    for name, figure in figures.items():
        met = {None: "", True: "yes", False: "no"}[figure.met]
        table.add_row(name, f"{figure.value:g}", figure.unit, figure.target or "", met, figure.against or "")
    return table


def bench(
    part: Annotated[str, typer.Argument(help="What to measure; 'list' names the parts.")],
    quick: Annotated[bool, typer.Option("--quick", help="Smaller inputs: a smoke test, not a measurement.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
) -> None:
    """Measure one part of the product."""
    if part == "list":
        print("\n".join(parts()))
        return
    if part not in parts():
        raise ConfigError(f"no such part: {part}; there are {', '.join(parts())}")
    figures: dict[str, Figure] = importlib.import_module(f"benchmarks.{part.replace('-', '_')}").run(quick)
    if as_json:
        print(json.dumps({"part": part, "machine": machine(), "figures": {n: f.as_json() for n, f in figures.items()}}))
    else:
        Console().print(_table(part, figures))
