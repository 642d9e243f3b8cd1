"""``onrecord novelty``: train the weights, cross-validate them, see what a threshold does, take an editor's word."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from config.settings import Settings
from onrecord import embedders, past
from onrecord.cli.opened import with_store
from onrecord.store import feedback
from onrecord.store import record as record_store
from onrecord.store.base import Store
from onrecord.training import crossval, measure, streams
from onrecord.training.streams import Labelled
from processors import weights
from processors.claims import Decision
from processors.embedding import Embedder, VectorCache
from processors.errors import ConfigError
from processors.novelty import Judge

app = typer.Typer(
    help="The decision new, update or repeat: its weights, its threshold, its corrections.", no_args_is_help=True
)

Sets = Annotated[
    list[Path],
    typer.Argument(metavar="SET...", exists=True, help="Labelled streams: .jsonl or .txt files, or folders of .txt."),
]
Seed = Annotated[int, typer.Option(help="Deals the streams into folds and orders the text format's statements.")]
EmbedderName = Annotated[str, typer.Option("--embedder", help="Sentence embedder; see the settings.")]


def _embedder(name: str) -> Embedder:
    found = embedders.load(name)
    if found is None:
        raise ConfigError("training needs an embedder; the weights without one are made beside", key="embedder")
    return found


@app.command("train")
def train(
    sets: Sets,
    out: Annotated[Path, typer.Option(help="Where the weights go.")],
    made: Annotated[str, typer.Option(help="What they were made from, kept in the file.")] = "",
    embedder: EmbedderName = embedders.DEFAULT,
    seed: Seed = 0,
) -> None:
    """Train weights on labelled streams; 'onrecord batch novelty --model FILE' uses them."""
    model = _embedder(embedder)
    statements = streams.read(sets, seed)
    pairs = crossval.material(statements, model)
    text = made or ", ".join(sorted({path.name for path in sets}))
    out.write_text(weights.dumps(crossval.train(pairs, model.id, text)), encoding="utf-8")
    same = int(pairs.semantic.labels.sum())
    print(
        f"{out}: {len(statements)} statements, {len(pairs.semantic.labels)} pairs of which {same} the same",
        file=sys.stderr,
    )


@app.command("crossval")
def cross_validate(
    scored: Annotated[Path, typer.Argument(metavar="SET.jsonl", exists=True, help="Labelled streams to score.")],
    extra: Annotated[
        list[Path] | None, typer.Option("--with", help="More streams to train on in every fold; may be given again.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the decisions here, as 'onrecord batch novelty' does.")
    ] = None,
    count: Annotated[int, typer.Option("--folds", help="How many parts the streams are dealt into.")] = 5,
    embedder: EmbedderName = embedders.DEFAULT,
    seed: Seed = 0,
) -> None:
    """Score the recipe on streams that it was not trained on: each fold is decided by weights made from the others."""
    model = _embedder(embedder)
    statements = streams.read([scored], seed)
    pairs = crossval.material([*statements, *streams.read(extra or [], seed)], model, lexical=False)
    rows: dict[str, dict[str, Any]] = {}
    for number, held in enumerate(crossval.folds(statements, count, seed), 1):
        trained = crossval.train(crossval.without(pairs, held), model.id, f"fold {number}")
        part = [s for s in statements if s.stream in held]
        rows |= {s.id: crossval.as_row(s.id, verdict) for s, verdict in crossval.decide(part, trained, model)}
        print(f"fold {number} of {count}: {len(part)} statements", file=sys.stderr)
    if out:
        lines = (json.dumps(rows[s.id], ensure_ascii=False) + "\n" for s in statements)
        out.write_text("".join(lines), encoding="utf-8")
    print(json.dumps(report(statements, rows), indent=1))


def report(statements: list[Labelled], rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Scores of all, of each source, share of near-copies alerted by kind, and of repeats caught by language."""
    result: dict[str, Any] = {"all": measure.score(statements, rows).as_json()}
    for source in sorted({s.source for s in statements if not s.source.endswith("-edit")}):
        result[source] = measure.score([s for s in statements if s.source == source], rows).as_json()
    result["alerted"] = dict(_shares((s.kind, rows[s.id]["decision"] != "repeat") for s in statements if s.kind))
    repeats = ((s.lang or "?", rows[s.id]["decision"] == "repeat") for s in statements if s.relation == "repeat")
    result["repeats_caught"] = dict(_shares(repeats))
    return result


def _shares(rows: Iterator[tuple[str, bool]]) -> Iterator[tuple[str, float]]:
    counts: dict[str, list[bool]] = defaultdict(list)
    for name, hit in rows:
        counts[name].append(hit)
    for name, hits in sorted(counts.items()):
        yield name, round(sum(hits) / len(hits), 4)


@app.command("tune")
def tune(
    thresholds: Annotated[
        str, typer.Option(help="Thresholds to try, parted by commas.", metavar="T,T,…")
    ] = "0.3,0.4,0.5,0.6,0.7",
    figure: Annotated[str | None, typer.Option(help="Only this figure's archive.")] = None,
    cases: Annotated[int, typer.Option(help="How many statements to show that change with each threshold.")] = 5,
) -> None:
    """Decide the archive again under other thresholds: alerts, and misses and false alarms by the editors' words."""
    tried = [float(part) for part in thresholds.split(",")]

    async def work(store: Store, settings: Settings) -> None:
        embedder = embedders.load(settings.novelty.embedder)
        judge = Judge(vectors=VectorCache(embedder) if embedder else None)
        async with store.view() as view:
            names = [figure] if figure else await record_store.figures(view)
            told = {name: await record_store.archive(view, name, embedder.id if embedder else "") for name in names}
            wanted = {name: await feedback.wishes(view, name) for name in names}
        for threshold in tried:
            rows = [one for name in names for one in past.redecide(told[name], judge, threshold, wanted[name])]
            print(summary(threshold, rows))
            for one in [r for r in rows if r.changed][:cases]:
                print(f"    {one.before.value} -> {one.verdict.decision.value}: {one.utterance.text[:90]}")
                print(f"        {one.verdict.reason}")

    with_store(work)


def summary(threshold: float, rows: list[past.Redecided]) -> str:
    """A line of what a threshold does to an archive."""
    alerts = sum(r.verdict.decision is not Decision.REPEAT for r in rows)
    judged = [r for r in rows if r.wanted is not None]
    news = [r for r in judged if r.wanted is not Decision.REPEAT]
    old = [r for r in judged if r.wanted is Decision.REPEAT]
    missed = sum(r.verdict.decision is Decision.REPEAT for r in news)
    false = sum(r.verdict.decision is not Decision.REPEAT for r in old)
    said = (
        f"missed {missed} of {len(news)}, false alarms {false} of {len(old)} by editors' words"
        if judged
        else ("no editor's word to hold it against")
    )
    changed = sum(r.changed for r in rows)
    return f"{threshold:.2f}: {alerts} alerts of {len(rows)} statements, {changed} decided otherwise; {said}"


@app.command("labels")
def labels() -> None:
    """The archive of figures of whom editors spoke, as a labelled SET for 'train': their words are in it."""

    async def work(store: Store, _: Settings) -> None:
        async with store.view() as view:
            for name in await record_store.figures(view):
                if not await feedback.wishes(view, name):
                    continue
                seen: set[str] = set()
                for utterance, _vector, _verdict in await record_store.archive(view, name, ""):
                    print(json.dumps(past.labelled(utterance, seen), ensure_ascii=False))

    with_store(work)
