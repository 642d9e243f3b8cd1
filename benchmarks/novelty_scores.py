"""Decisions on labelled streams, stream by stream and kind by kind, with what went wrong.

``python -m benchmarks.novelty_scores [SET...] [--crossval] [--misses] [--model FILE]``: without SET the held streams;
``--crossval`` decides each stream by weights that were trained on the others of SET, instead of the shipped ones.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from onrecord import embedders
from onrecord.training import crossval, measure, streams
from onrecord.training.streams import Labelled
from processors import weights
from processors.claims import Decision, Verdict
from processors.embedding import Embedder

ROOT = Path(__file__).parent.parent
HELD = ROOT / "tests" / "quality" / "novelty_held"
FOLDS = 5

Decided = list[tuple[Labelled, Verdict]]


def decided(sets: Sequence[Path], embedder: Embedder, trained: weights.Weights) -> Decided:
    """Every statement of ``sets`` with the verdict that ``trained`` gives."""
    return list(crossval.decide(streams.read(sets), trained, embedder))


def crossvalidated(sets: Sequence[Path], embedder: Embedder, count: int = FOLDS, seed: int = 0) -> Decided:
    """Every statement of ``sets`` with a verdict by weights that were not trained on its stream."""
    statements = streams.read(sets)
    pairs = crossval.material(statements, embedder)
    found: Decided = []
    for held in crossval.folds(statements, count, seed):
        trained = crossval.train(crossval.without(pairs, held), embedder.id, "a fold")
        found += crossval.decide([s for s in statements if s.stream in held], trained, embedder)
    return found


def scores(rows: Iterable[tuple[Labelled, Verdict]]) -> measure.Scores:
    """Scores of all ``rows`` together."""
    listed = list(rows)
    return measure.score([s for s, _ in listed], {s.id: crossval.as_row(s.id, verdict) for s, verdict in listed})


def table(rows: Decided) -> str:
    """A line a stream, the sum, near-copies alerted by what changed, and repeats caught by language."""
    streams_of: dict[str, Decided] = defaultdict(list)
    for one in rows:
        streams_of[one[0].stream].append(one)
    lines = [f"{'stream':<60}{'n':>5}{'macro-F1':>10}{'B3':>7}{'miss':>7}{'false':>7}"]
    for name, part in [*sorted(streams_of.items()), ("all", rows)]:
        s = scores(part)
        figures = f"{s.count:>5}{s.macro_f1:>10.3f}{s.b_cubed:>7.3f}{s.miss:>7.3f}{s.false_alarm:>7.3f}"
        lines.append(f"{name[:59]:<60}{figures}")
    wanted = [(s.kind or s.relation, _alerts(v)) for s, v in rows if s.relation != "repeat"]
    caught = [(s.lang or "?", not _alerts(v)) for s, v in rows if s.relation == "repeat"]
    return "\n".join([*lines, "alerted: " + _shares(wanted), "repeats caught: " + _shares(caught)])


def _alerts(verdict: Verdict) -> bool:
    return verdict.decision is not Decision.REPEAT


def _shares(rows: Iterable[tuple[str, bool]]) -> str:
    counts: dict[str, list[bool]] = defaultdict(list)
    for name, hit in rows:
        counts[name].append(hit)
    return ", ".join(f"{name} {sum(hits)}/{len(hits)}" for name, hits in sorted(counts.items()))


def misses(rows: Decided) -> list[str]:
    """Each wrong decision: missed news with what it was held to repeat, repeats that alerted with what they repeat."""
    lines = []
    for place, (statement, verdict) in enumerate(rows):
        repeats = statement.relation == "repeat"
        if repeats != _alerts(verdict):
            continue
        near = verdict.closest.text if verdict.closest else "-"
        lines.append(f"{'AGAIN' if repeats else 'MISSED'} {statement.stream} {verdict.same:.2f} {statement.kind}")
        lines.append(f"    {statement.lang} {statement.text}\n    nearest {near}")
        if repeats:
            said = (s for s, _ in rows[:place] if s.stream == statement.stream and s.cluster == statement.cluster)
            lines += [f"    repeats {s.lang} {s.text}" for s in said]
    return lines


def main(arguments: Sequence[str]) -> None:
    """Prints the table of the sets named."""
    options = list(arguments)
    model = Path(options.pop(options.index("--model") + 1)) if "--model" in options else None
    sets = [Path(one) for one in options if not one.startswith("--")] or [HELD]
    embedder = embedders.load()
    if embedder is None:
        raise SystemExit("scoring needs the default embedder: see docs/models.md")
    if "--crossval" in options:
        rows = crossvalidated(sets, embedder)
    else:
        trained = weights.loads(model.read_text(encoding="utf-8")) if model else weights.shipped()
        rows = decided(sets, embedder, trained)
    if "--misses" in options:
        print("\n".join(misses(rows)))
    print(table(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
