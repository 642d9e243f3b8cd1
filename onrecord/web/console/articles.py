"""An article: every statement of every speaker marked in it, what its revisions changed, and the story it tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from onrecord.store import archive, queries_archive
from onrecord.store.archive import FiledStatement
from onrecord.web.auth import Reader
from onrecord.web.console import marks
from onrecord.web.console.marks import Mark, Piece
from onrecord.web.console.pages import render
from onrecord.web.parts import Parts
from onrecord.web.problems import ProblemError
from processors.alterations import Alteration, alterations
from processors.duplicates import origin
from processors.models import Article

router = APIRouter(include_in_schema=False)

Decided = Mapping[str, tuple[str, str]]
"""(decision, claim id) by statement id."""


@dataclass(frozen=True, slots=True)
class Altered:
    """What a revision altered against the one before it, paragraph by paragraph."""

    title: tuple[Alteration, ...]
    text: tuple[Alteration, ...]

    @property
    def count(self) -> int:
        """Paragraphs that are not as they were, the title counted."""
        return len(self.title) + len(self.text)


@router.get("/articles/{article_id}")
async def article_page(
    parts: Parts, who: Reader, request: Request, article_id: str, revision: int | None = None
) -> Response:
    """An article with every statement in it marked, what its revisions changed, and who else tells the story."""
    number = revision if revision is None or 0 < revision < 2**31 else 0
    async with parts.store.view() as view:
        article = await archive.article(view, article_id, number)
        if article is None:
            raise ProblemError(404, "There is no such article, or no such revision of it.")
        before = await archive.article(view, article_id, article.revision - 1) if article.revision > 1 else None
        filed = await archive.statements_of(view, article_id, article.revision)
        decided = await queries_archive.decided_in(view, article_id)
        story = await queries_archive.story_of(view, article_id)
        copies = await queries_archive.copies(view, story) if story else []
        content = {
            "article": article,
            "before": before,
            "altered": _altered(before, article),
            "revisions": await queries_archive.revision_lines(view, article_id),
            "filed": filed,
            "decided": decided,
            "title_pieces": marks.cut(article.title, _linked(filed, decided, in_title=True)),
            "paragraphs": _paragraphs(article, filed, decided),
            "copies": copies if len(copies) > 1 else [],
            "origin": origin(copies),
        }
    return render(request, "article.html", who, content)


def _altered(before: Article | None, article: Article) -> Altered | None:
    """None for the first revision, and for one that says that the page is gone: its text did not change."""
    if before is None or article.taken_down:
        return None
    return Altered(alterations(before.title, article.title), alterations(before.text, article.text))


def _linked(filed: Iterable[FiledStatement], decided: Decided, *, in_title: bool) -> list[Mark]:
    found: list[Mark] = []
    for one in filed:
        if one.statement.in_title == in_title:
            link = f"/claims/{decided[one.id][1]}" if one.id in decided else ""
            found += marks.of_statement(one.statement, link, "said" if one.statement.figure_id else "other")
    return found


def _paragraphs(article: Article, filed: Iterable[FiledStatement], decided: Decided) -> list[list[Piece]]:
    linked = _linked(filed, decided, in_title=False)
    return [marks.cut(article.text, linked, start, end) for start, end in marks.paragraphs(article.text)]
