"""How well the labelled articles are read: a row per phenomenon, printed by ``python -m benchmarks.statement_scores``.

Arguments: ``train``, ``held`` or ``news`` (all by default), ``--misses`` for what went wrong, article by article.
An article goes the whole way through ``processors.reading.Reader``, as in the pipeline.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.statement_corpus import HALVES, Label, Labelled, corpus
from config.load import load_figures
from processors.models import Modality, Statement
from processors.reading import Reader

CONFIG = Path(__file__).parents[1] / "config"
OVERLAP = 0.5
"""Share of common letters (Jaccard) from which a statement counts as found, as in the public data sets' scorers."""

ALERTS = 0.6
"""Confidence from which a statement counts as one that could alert."""

ALERTABLE = (Modality.SAID, Modality.DENIED)


@dataclass(slots=True)
class Row:
    """Counts of one phenomenon. ``alerts``: statements of tracked figures that could alert; ``right`` of them."""

    labels: int = 0
    found: int = 0
    kind: int = 0
    speaker: int = 0
    figure: int = 0
    modality: int = 0
    dated: int = 0
    alerts: int = 0
    right: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, other: Row) -> None:
        """Adds the counts of another row."""
        for name in ("labels", "found", "kind", "speaker", "figure", "modality", "dated", "alerts", "right"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.misses += other.misses

    def share(self, name: str) -> float:
        """Percentage: ``precision`` of the alerts, all others (found, and found with the right …) of the labels."""
        part, whole = (self.right, self.alerts) if name == "precision" else (getattr(self, name), self.labels)
        return 100.0 * part / whole if whole else 100.0


def reader() -> Reader:
    """The reader of the shipped figures."""
    return Reader(load_figures(CONFIG / "figures.yaml"))


def score(articles: Iterable[Labelled], read: Reader) -> dict[str, Row]:
    """A row per phenomenon and one for ``all``."""
    rows: dict[str, Row] = {}
    for article in articles:
        row = _compare(article, read.read(article.article()).statements)
        for name in dict.fromkeys((*article.shows, "all")):
            rows.setdefault(name, Row()).add(row)
    return rows


def _compare(article: Labelled, statements: Sequence[Statement]) -> Row:
    row = Row(labels=len(article.labels))
    pairs = _matched(article, statements)
    for label in article.labels:
        found = pairs.get(label.name)
        if found is None:
            row.misses.append(f"{article.id} {label.name}: not found")
            continue
        row.found += 1
        for name, right in _judged(label, found):
            setattr(row, name, getattr(row, name) + right)
            if not right:
                row.misses.append(f"{article.id} {label.name}: {name} wrong: {_brief(found)}")
    by_figure = {(label.figure_id, pairs[label.name]) for label in article.labels if label.name in pairs}
    for one in statements:
        if one.figure_id is None or one.confidence < ALERTS or one.modality not in ALERTABLE:
            continue
        row.alerts += 1
        if (one.figure_id, one) in by_figure or _inside(article, one):
            row.right += 1
        else:
            row.misses.append(f"{article.id}: could alert wrongly: {_brief(one)}")
    return row


def _judged(label: Label, found: Statement) -> list[tuple[str, bool]]:
    speaker = label.speaker_span is None or (
        found.speaker_span is not None
        and found.speaker_span[0] < label.speaker_span[1]
        and label.speaker_span[0] < found.speaker_span[1]
    )
    return [
        ("kind", found.kind == label.kind),
        ("speaker", speaker),
        ("figure", found.figure_id == label.figure_id),
        ("modality", found.modality == label.modality),
        ("dated", label.said_on is None or found.said_on == label.said_on),
    ]


def _matched(article: Labelled, statements: Sequence[Statement]) -> dict[str, Statement]:
    """The best statement for each label, each statement once; of two with the same words the one of its figure."""
    scored = []
    for place, label in enumerate(article.labels):
        text = article.title if label.in_title else article.text
        wanted = _letters(text, label.spans)
        for number, one in enumerate(statements):
            if one.in_title == label.in_title:
                got = _letters(text, one.spans)
                likeness = len(wanted & got) / max(1, len(wanted | got))
                if likeness >= OVERLAP:
                    scored.append((-likeness, one.figure_id != label.figure_id, place, number))
    pairs: dict[str, Statement] = {}
    taken: set[int] = set()
    for _, _, place, number in sorted(scored):
        name = article.labels[place].name
        if name not in pairs and number not in taken:
            pairs[name] = statements[number]
            taken.add(number)
    return pairs


def _inside(article: Labelled, one: Statement) -> bool:
    """Whether the statement is a piece of what the same figure is labelled to have said."""
    text = article.title if one.in_title else article.text
    got = _letters(text, one.spans)
    return any(
        label.figure_id == one.figure_id and label.in_title == one.in_title and got <= _letters(text, label.spans)
        for label in article.labels
    )


def _letters(text: str, spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    return frozenset(i for start, end in spans for i in range(start, end) if text[i].isalnum())


def _brief(one: Statement) -> str:
    return f"{one.text[:60]!r} {one.kind.value} by {one.speaker!r} = {one.figure_id} {one.modality.value} ({one.rule})"


COLUMNS = ("found", "kind", "speaker", "figure", "modality", "dated", "precision")


def table(rows: dict[str, Row]) -> str:
    """The rows as a table: labels, percentages, alerts."""
    lines = [f"{'phenomenon':<16}{'labels':>7}" + "".join(f"{name:>10}" for name in COLUMNS) + f"{'alerts':>8}"]
    for name in sorted(rows, key=lambda one: (one == "all", one)):
        row = rows[name]
        shares = "".join(f"{row.share(column):>10.0f}" for column in COLUMNS)
        lines.append(f"{name:<16}{row.labels:>7}{shares}{row.alerts:>8}")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Prints the table of the halves named."""
    halves = [one for one in arguments if one in HALVES]
    rows = score(corpus(*halves), reader())
    if "--misses" in arguments:
        print("\n".join(rows["all"].misses))
    print(table(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
