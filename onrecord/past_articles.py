"""What tracked figures said in past articles, for ``onrecord record import``: read as the pipeline reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from onrecord.messages import Heard
from onrecord.pipeline import review_reason, utterance_of
from processors.claims import Utterance
from processors.errors import ConfigError
from processors.ids import article_id, statement_id
from processors.models import Article, Outlet
from processors.reading import Reader
from processors.urls import canonical

NEEDED = ("text", "published", "url")


def is_article(row: dict[str, Any]) -> bool:
    """Whether a row of an import is an article rather than a statement: it says of no figure that it is theirs."""
    return not row.get("figure") and bool(row.get("text"))


def article_of(row: dict[str, Any], number: int, file: str) -> Article:
    """A past article ``{url, text, published, title?, outlet?, lang?}``. Raises ConfigError with the line."""
    missing = [key for key in NEEDED if not row.get(key)]
    if missing:
        raise ConfigError(f"an article needs {', '.join(missing)}", file=file, line=number)
    try:
        published = datetime.fromisoformat(str(row["published"]))
    except ValueError as error:
        raise ConfigError(f"no date: {error}; write 2026-03-01 or 2026-03-01T12:00Z", file=file, line=number) from error
    when = published if published.tzinfo else published.replace(tzinfo=UTC)
    url = canonical(str(row["url"]))
    name = str(row.get("outlet") or "import")
    return Article(
        article_id(url), 1, str(row["url"]), url, Outlet(name, name), "import", str(row.get("title") or ""),
        str(row["text"]), "", when, when, published=when, lang=row.get("lang"),
    )  # fmt: skip


def utterances_of(article: Article, reader: Reader, min_confidence: float) -> Iterator[Utterance]:
    """What the article's tracked figures said in it, as the pipeline keeps it; not what waits for review."""
    for statement in reader.read(article).statements:
        if statement.figure_id is None or review_reason(statement, min_confidence):
            continue
        identity = statement_id(article.id, statement.figure_id, statement.text)
        heard = Heard(identity, statement.figure_id, statement, article, "", story_id=article.id)
        yield replace(utterance_of(heard), time=article.published or article.seen)
