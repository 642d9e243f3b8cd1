"""Revision numbers of articles that two looked at in the same moment: a poll and a second look. Pure.

Each numbers what it found by what was known when it began, and one number must never stand for two texts. A poll that
commits later is counted on from what is stored by then; a second look that does is dropped, since there will be others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.models import PollRecord, SeenEntry
from processors.models import Article


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest revision that is stored of an article."""

    revision: int
    content_hash: str


def overtakable(record: PollRecord) -> tuple[str, ...]:
    """Ids of the articles whose number could be taken by now. A first publication counts on from nothing."""
    return tuple(article.id for article in record.articles if article.revision > 1)


def overtaken(article: Article, newest: Newest | None) -> bool:
    """Whether the number that ``article`` was given is taken."""
    return newest is not None and newest.revision >= article.revision


def numbered(record: PollRecord, newest: Mapping[str, Newest]) -> PollRecord:
    """``record`` counted on from what is stored, without articles whose words stand there already."""
    late = [article for article in record.articles if overtaken(article, newest.get(article.id))]
    same = {article.id for article in late if article.content_hash == newest[article.id].content_hash}
    numbers = {article.id: newest[article.id].revision + (article.id not in same) for article in late}
    articles = tuple(
        replace(article, revision=numbers.get(article.id, article.revision))
        for article in record.articles
        if article.id not in same
    )
    return replace(record, articles=articles, seen=tuple(_renumbered(one, numbers) for one in record.seen))


def _renumbered(seen: SeenEntry, numbers: Mapping[str, int]) -> SeenEntry:
    later = numbers.get(seen.article_id, seen.revision)
    return seen if later == seen.revision else replace(seen, revision=later)
