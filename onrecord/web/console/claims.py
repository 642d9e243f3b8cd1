"""A claim: its context, wordings, history, why it was decided so, who was told; and what editors say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from onrecord.store import archive, feedback, queries, queries_desk
from onrecord.store.accounts import Identity
from onrecord.store.archive import FiledStatement
from onrecord.store.explanations import explain_to
from onrecord.store.queries import StatementLine
from onrecord.web import actions
from onrecord.web.auth import Editor, Reader
from onrecord.web.console import across, desk, marks
from onrecord.web.console.marks import Piece
from onrecord.web.console.pages import render
from onrecord.web.parts import Parts
from onrecord.web.problems import ProblemError
from processors import paragraphs

router = APIRouter(include_in_schema=False)

MOST_EXPLAINED = 20
"""Subscriptions that a claim's page explains itself to."""


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


@dataclass(frozen=True, slots=True)
class Worded:
    """A wording beside the first one. ``pieces``: it, with what the first has not marked; ``missing``: the reverse.

    ``across``: it is in another language, so numbers and names were held together and not words. ``copies``: how many
    more copies of its story have the same words.
    """

    line: StatementLine
    pieces: list[marks.Change]
    missing: list[str]
    across: bool
    copies: int


def _wordings(lines: list[StatementLine]) -> list[Worded]:
    """Each wording held against the first; copies of one story with the same words are one."""
    shown: dict[tuple[str, str], tuple[StatementLine, int]] = {}
    for line in lines:
        key = (line.story_id, line.text)
        kept, count = shown.get(key, (line, 0))
        shown[key] = (kept, count + 1)
    named = across.facts(lines[0].text, lines[0].lang)
    return [_held_against(lines[0], named, line, count - 1) for line, count in shown.values()]


def _held_against(first: StatementLine, named: Sequence[across.Fact], line: StatementLine, copies: int) -> Worded:
    if line is first:
        return Worded(line, [marks.Change("same", line.text)], [], False, copies)
    if (line.lang or "") != (first.lang or ""):
        pieces, missing = across.held(named, line.text, line.lang)
        return Worded(line, pieces, missing, True, copies)
    changes = marks.changes(first.text, line.text)
    return Worded(line, marks.came(changes), marks.left(changes), False, copies)


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
    return marks.cut(text, marks.of_statement(filed.statement), start, end)


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
