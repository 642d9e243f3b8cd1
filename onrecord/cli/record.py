"""``onrecord record``: past statements in, vectors anew."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from config.load import FIGURES, load_figures
from config.settings import Settings
from onrecord import bootstrap, embedders, past, past_articles
from onrecord.cli.batch import read_rows
from onrecord.cli.opened import with_store
from onrecord.store import record as record_store
from onrecord.store.base import Store
from processors.claims import Utterance
from processors.embedding import VectorCache
from processors.errors import ConfigError
from processors.novelty import Judge
from processors.reading import Reader

app = typer.Typer(help="What figures said before: import it, look at its size, re-embed it.", no_args_is_help=True)


def _shown(done: int, total: int) -> None:
    print(f"\r{done} of {total}", end="" if done < total else "\n", file=sys.stderr, flush=True)


@app.command("import")
def import_(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.jsonl",
            exists=True,
            dir_okay=False,
            help="A line each: a past statement (figure, text, time; lang, said_on, outlet, url as far as known) or a "
            "past article (url, text, published; title, outlet, lang as far as known), whose statements are read.",
        ),
    ],
) -> None:
    """Load past statements, so that old positions are not news on day one. Nobody is alerted; again changes nothing."""
    utterances = _utterances(source)

    async def work(store: Store, settings: Settings) -> past.Imported:
        embedder = embedders.load(settings.novelty.embedder)
        judge = Judge(vectors=VectorCache(embedder) if embedder else None)
        return await past.import_statements(store, utterances, judge, embedder, _shown)

    done = with_store(work)
    figures = ", ".join(f"{figure} {count}" for figure, count in Counter(u.figure_id for u in utterances).most_common())
    print(f"{done.added} added ({done.claims} claims), {done.known} known already; {figures}")


def _utterances(source: Path) -> list[Utterance]:
    """The statements of the file, and those that its articles hold."""
    rows = list(enumerate(read_rows(source), 1))
    found = [past.utterance_of(row, number, str(source)) for number, row in rows if not past_articles.is_article(row)]
    articles = [
        past_articles.article_of(row, number, str(source)) for number, row in rows if past_articles.is_article(row)
    ]
    if articles:
        settings = bootstrap.read_settings()
        reader = Reader(load_figures(settings.config_dir / FIGURES))
        least = bootstrap.tuning_of(settings).min_confidence
        for number, article in enumerate(articles, 1):
            found += past_articles.utterances_of(article, reader, least)
            _shown(number, len(articles))
    return found


@app.command("re-embed")
def re_embed() -> None:
    """Make the vectors of all statements with the embedder that is set now; goes on where it was stopped."""

    async def work(store: Store, settings: Settings) -> int:
        embedder = embedders.load(settings.novelty.embedder)
        if embedder is None:
            raise ConfigError("the embedder is set to none: no vectors can be made", key="novelty.embedder")
        return await past.re_embed(store, embedder, _shown)

    print(f"{with_store(work)} vectors made")


@app.command("size")
def size() -> None:
    """Statements and claims of each figure."""

    async def work(store: Store, _: Settings) -> list[tuple[str, int, int]]:
        async with store.view() as view:
            return await record_store.sizes(view)

    for figure, statements, claims in with_store(work):
        print(f"{figure}\t{statements} statements\t{claims} claims")
