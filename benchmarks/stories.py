"""Whole stories replayed: several outlets' articles on one event, what alerts, and what it should have been.

``python -m benchmarks.stories [dev|held|FOLDER...] [--misses]``. The articles in ``tests/quality/stories`` are
invented; ``dev`` may be learned from, ``held`` is only scored.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.report import Figure
from benchmarks.story_scores import Found, Score, labels, score, table
from config.load import FIGURES, load_figures
from config.manifest import Manifest, load_manifest
from config.settings import SHIPPED
from onrecord import logs
from onrecord.app import Tuning
from onrecord.pipeline import Decided, review_reason
from onrecord.replay import replay
from processors.models import Article, Outlet
from processors.reading import Reader

STORIES = Path(__file__).parent.parent / "tests" / "quality" / "stories"
HALVES = ("dev", "held")


def folders(*halves: str) -> list[Path]:
    """The stories of the halves named, of both if none is."""
    return sorted(path.parent for half in halves or HALVES for path in (STORIES / half).glob("*/manifest.yaml"))


def replayed(folder: Path) -> Score:
    """The score of one story, replayed with the shipped settings and figures."""
    manifest = load_manifest(folder / "manifest.yaml", figures=load_figures(SHIPPED / FIGURES))
    decided: list[Decided] = []
    tuning = Tuning()
    bodies = asyncio.run(replay(manifest, tuning, watch=decided.append))
    read = found(manifest, Reader(manifest.figures), tuning.min_confidence)
    return score(labels(folder), [figure.id for figure in manifest.figures], bodies, decided, list(read))


def found(manifest: Manifest, reader: Reader, min_confidence: float) -> Iterator[Found]:
    """Every statement that is read in the articles, also those that cannot alert."""
    for one in manifest.publications:
        text = one.file.read_text(encoding="utf-8").strip()
        outlet = Outlet(one.outlet_id, one.outlet_id, one.lang)
        article = Article(
            one.id, 1, one.id, one.id, outlet, one.outlet_id, one.title, text, one.id, one.at, one.at, one.published
        )
        for statement in reader.read(article).statements:
            speaker = statement.figure_id or statement.speaker or ""
            yield Found(one.id, statement.text, speaker, review_reason(statement, min_confidence))


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
    logs.set_up("console", "warning")
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
