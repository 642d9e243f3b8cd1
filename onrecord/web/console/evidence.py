"""Claims, figures, articles: the pages that show the evidence."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from onrecord.store import archive, feedback, queries, queries_archive, queries_desk, queries_figures
from onrecord.store.accounts import Identity
from onrecord.store.archive import FiledStatement
from onrecord.store.explanations import explain_to
from onrecord.store.queries import StatementFilter, StatementLine
from onrecord.store.queries_figures import DayCount
from onrecord.web import actions
from onrecord.web.auth import Editor, Reader
from onrecord.web.console import charts, desk, marks
from onrecord.web.console.marks import Mark, Piece
from onrecord.web.console.pages import render
from onrecord.web.parts import Parts
from onrecord.web.problems import ProblemError
from processors import paragraphs
from processors.models import Article

router = APIRouter(include_in_schema=False)

MOST_EXPLAINED = 20
"""Subscriptions that a claim's page explains itself to."""

YEAR, MONTH = 364, 30


@router.get("/claims/{claim_id}")
async def claim_page(parts: Parts, who: Reader, request: Request, claim_id: str) -> Response:
    """A claim: context, wordings, history, why, who was told. One that went up in another leads there."""
    async with parts.store.view() as view:
        claim = (await queries.claims(view, [claim_id])).get(claim_id)
        if claim is None:
            raise ProblemError(404, "There is no such claim. It may have been merged with another.")
        lines = await queries.wordings(view, claim_id)
        if not lines:
            went = await queries.statement(view, claim.first_utterance)
            if went is None or went.claim_id == claim_id:
                raise ProblemError(404, "There is nothing under this claim any more.")
            return RedirectResponse(f"/claims/{went.claim_id}#{went.id}", 303)
        history = await queries.history(view, claim)
        first = lines[0]
        said = await feedback.feedback_on(view, who.tenant, claim_id)
        content = {
            "claim": claim,
            "first": first,
            "lines": lines,
            "more": claim.variants - len(lines),
            "wordings": _wordings(lines),
            "history": history if len(history) > 1 else [],
            "starts": await queries.statements_by_claim(view, history),
            "context": await _context(view, first),
            "filed": await _filed(view, first),
            "told": await queries_desk.told_of(view, who.tenant, claim_id),
            "explained": await _explained(view, who, first.id),
            "said": {line.id: [one for one in said if one.statement_id == line.id] for line in lines},
            "local": lambda full: desk.local(who, full),
        }
    return render(request, "claim.html", who, content)


def _wordings(lines: list[StatementLine]) -> list[tuple[StatementLine, list[marks.Change], list[str], int]]:
    """Each wording with what it has that the first does not, what it left out, and how many copies of its story."""
    first = lines[0]
    shown: dict[tuple[str, str], tuple[StatementLine, int]] = {}
    for line in lines:
        key = (line.story_id, line.text)
        kept, count = shown.get(key, (line, 0))
        shown[key] = (kept, count + 1)
    return [_held_against(first, line, count - 1) for line, count in shown.values()]


def _held_against(
    first: StatementLine, line: StatementLine, copies: int
) -> tuple[StatementLine, list[marks.Change], list[str], int]:
    if line is first or (line.lang or "") != (first.lang or ""):
        return line, [marks.Change("same", line.text)], [], copies
    changes = marks.changes(first.text, line.text)
    return line, marks.came(changes), marks.left(changes), copies


async def _filed(view: Any, line: StatementLine) -> FiledStatement | None:
    of_article = await archive.statements_of(view, line.article_id, line.revision)
    return next((one for one in of_article if one.id == line.id), None)


async def _context(view: Any, line: StatementLine) -> list[Piece]:
    """The paragraph around a statement, with statement, speaker and cue marked."""
    article = await archive.article(view, line.article_id, line.revision)
    filed = await _filed(view, line)
    if article is None or filed is None:
        return []
    statement = filed.statement
    text = article.title if statement.in_title else article.text
    start, end = (0, len(text)) if statement.in_title else paragraphs.around(text, statement.start, statement.end)
    places = [*statement.spans, *filter(None, (statement.speaker_span, statement.cue_span))]
    start, end = min(start, *(a for a, _ in places)), max(end, *(b for _, b in places))
    return marks.cut(text, _marks_of(filed), start, end)


def _marks_of(filed: FiledStatement, link: str = "", name: str = "said") -> list[Mark]:
    statement = filed.statement
    title = f"{statement.speaker or 'somebody'}: {statement.kind.value}, {statement.confidence:.0%}"
    found = [Mark(start, end, name, link, title) for start, end in statement.spans]
    if statement.speaker_span:
        found.append(Mark(*statement.speaker_span, "speaker"))
    if statement.cue_span:
        found.append(Mark(*statement.cue_span, "cue"))
    return found


async def _explained(view: Any, who: Identity, statement_id: str) -> list[tuple[str, Any]]:
    """What each subscription of the newsroom made of a statement."""
    lines = (await queries_desk.subscriptions(view, who.tenant))[:MOST_EXPLAINED]
    found = await explain_to(view, statement_id, [line.subscription for line in lines])
    return [(subscription.name or desk.local(who, subscription.id), one) for subscription, one in found]


@router.post("/claims/{claim_id}/feedback")
async def say(
    parts: Parts, who: Editor, claim_id: str, statement: Annotated[str, Form()], says: Annotated[str, Form()]
) -> Response:
    """An editor says that a decision was wrong, or right; the statement is moved by it."""
    claim = await actions.say(parts, who, claim_id, statement, says)
    return RedirectResponse(f"/claims/{claim}#{statement}", 303)


@router.post("/claims/{claim_id}/feedback/undo")
async def take_back(parts: Parts, who: Editor, claim_id: str, statement: Annotated[str, Form()]) -> Response:
    """An editor takes back what they said; the statement returns to where it was."""
    claim = await actions.take_back(parts, who, claim_id, statement)
    return RedirectResponse(f"/claims/{claim}#{statement}", 303)


@router.get("/figures")
async def figures_page(parts: Parts, who: Reader, request: Request) -> Response:
    """Everybody who is tracked, with what was heard last."""
    async with parts.store.view() as view:
        until = await queries_figures.ends(view, parts.now().date(), MONTH)
        since = until - timedelta(days=MONTH - 1)
        last = await queries_figures.last_heard(view, [figure.id for figure in parts.figures])
        volume = await queries_figures.volume(view, since)
    counts: dict[str, list[DayCount]] = defaultdict(list)
    for one in volume:
        counts[one.figure_id].append(one)
    drawn = {figure.id: charts.bars(counts[figure.id], since, MONTH, (150, 24)) for figure in parts.figures}
    figures = sorted(parts.figures, key=lambda one: (-drawn[one.id].total, one.name))
    content = {"figures": figures, "last": last, "drawn": drawn, "today": parts.now().date(), "until": until}
    return render(request, "figures.html", who, content)


@router.get("/figures/{figure_id}")
async def figure_page(
    parts: Parts, who: Reader, request: Request, figure_id: str, cursor: str | None = None
) -> Response:
    """A figure: the record over time, topics, outlets, reversals, names and offices."""
    figure = parts.figure.get(figure_id)
    if figure is None:
        raise ProblemError(404, "Nobody of this name is tracked. figures.yaml says who is.")
    async with parts.store.view() as view:
        until = await queries_figures.ends(view, parts.now().date(), YEAR, figure_id)
        since = until - timedelta(days=YEAR - 1)
        volume = await queries_figures.volume(view, since, figure_id)
        page = await queries.claim_starts(view, StatementFilter(figures=(figure_id,)), cursor=cursor, limit=25)
        content = {
            "figure": figure,
            "today": parts.now().date(),
            "until": until,
            "chart": charts.bars(volume, since, YEAR, (880, 110), 7),
            "topics": await queries_figures.topics_of(view, figure_id),
            "outlets": await queries_figures.outlets_of(view, figure_id),
            "reversals": await queries_figures.reversals(view, figure_id),
            "lines": page.entries,
            "claims": await queries.claims(view, [line.claim_id for line in page.entries]),
            "next": page.next,
        }
    return render(request, "figure.html", who, content)


@router.get("/articles/{article_id}")
async def article_page(
    parts: Parts, who: Reader, request: Request, article_id: str, revision: int | None = None
) -> Response:
    """An article with every statement in it marked, and what its revisions changed."""
    number = revision if revision is None or 0 < revision < 2**31 else 0
    async with parts.store.view() as view:
        article = await archive.article(view, article_id, number)
        if article is None:
            raise ProblemError(404, "There is no such article, or no such revision of it.")
        revisions = await queries_archive.revisions(view, article_id)
        filed = await archive.statements_of(view, article_id, article.revision)
        decided = await queries_archive.decided_in(view, article_id)
        before = await archive.article(view, article_id, article.revision - 1) if article.revision > 1 else None
        story = await queries_archive.story_of(view, article_id)
        copies = await queries_archive.copies(view, story) if story else []
    content = {
        "article": article,
        "revisions": revisions,
        "filed": filed,
        "decided": decided,
        "paragraphs": _paragraphs(article, filed, decided),
        "title_pieces": marks.cut(article.title, _linked([one for one in filed if one.statement.in_title], decided)),
        "changes": marks.changes(_whole(before), _whole(article)) if before else [],
        "copies": [one for one in copies if one.id != article_id],
    }
    return render(request, "article.html", who, content)


def _whole(article: Article) -> str:
    return f"{article.title}\n{article.text}"


def _linked(filed: list[FiledStatement], decided: dict[str, tuple[str, str]]) -> list[Mark]:
    found: list[Mark] = []
    for one in filed:
        link = f"/claims/{decided[one.id][1]}" if one.id in decided else ""
        found += _marks_of(one, link, "said" if one.statement.figure_id else "other")
    return found


def _paragraphs(
    article: Article, filed: list[FiledStatement], decided: dict[str, tuple[str, str]]
) -> list[list[Piece]]:
    linked = _linked([one for one in filed if not one.statement.in_title], decided)
    return [marks.cut(article.text, linked, start, end) for start, end in marks.paragraphs(article.text)]
