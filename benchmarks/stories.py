"""Whole stories replayed: several outlets' articles on one event, what alerts, and what it should have been.

``python -m benchmarks.stories [dev|held|FOLDER...] [--misses]``. The articles in ``tests/quality/stories`` are
invented; ``dev`` may be learned from, ``held`` is only scored.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.report import Figure
from benchmarks.story_scores import Score, labels, score, table
from config.load import FIGURES, load_figures
from config.manifest import load_manifest
from config.settings import SHIPPED
from onrecord.app import Tuning
from onrecord.pipeline import Decided
from onrecord.replay import replay

STORIES = Path(__file__).parent.parent / "tests" / "quality" / "stories"
HALVES = ("dev", "held")


def folders(*halves: str) -> list[Path]:
    """The stories of the halves named, of both if none is."""
    return sorted(path.parent for half in halves or HALVES for path in (STORIES / half).glob("*/manifest.yaml"))


def replayed(folder: Path) -> Score:
    """The score of one story, replayed with the shipped settings and figures."""
    manifest = load_manifest(folder / "manifest.yaml", figures=load_figures(SHIPPED / FIGURES))
    decided: list[Decided] = []
    bodies = asyncio.run(replay(manifest, Tuning(), watch=decided.append))
    return score(labels(folder), [figure.id for figure in manifest.figures], bodies, decided)


def total(scores: Iterable[Score]) -> Score:
    """All stories as one."""
    summed = Score()
    for one in scores:
        summed.add(one)
    return summed


def run(quick: bool) -> dict[str, Figure]:
    """Precision and recall of each half; ``quick`` takes one story of each."""
    figures: dict[str, Figure] = {}
    for half in HALVES:
        result = total(replayed(one) for one in folders(half)[: 1 if quick else None])
        beside = f"{result.claims} claims, {result.again} again, {result.wrong} wrong"
        figures[f"recall of claims, {half}"] = Figure(round(result.recall, 3), "", ">= 0.95", beside)
        figures[f"precision of alerts, {half}"] = Figure(round(result.precision, 3), "", ">= 0.95")
    return figures


def main(arguments: Sequence[str]) -> None:
    """Prints the table of the stories named."""
    named = [one for one in arguments if not one.startswith("--")]
    chosen = [Path(one) for one in named if one not in HALVES] or folders(*named)
    rows: dict[str, Score] = {}
    for folder in chosen:
        print(folder.name, file=sys.stderr)
        rows[f"{folder.parent.name}/{folder.name}"] = replayed(folder)
        if "--misses" in arguments:
            print("\n".join([f"# {folder.name}", *rows[f"{folder.parent.name}/{folder.name}"].losses]), flush=True)
    print(table(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
