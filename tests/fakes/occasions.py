"""Occasions to alert on: real values of the shared types, with one figure who says something about ammunition."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from alerts.models import Occasion
from processors import ids
from processors.claims import ClaimState, Decision, Difference, Utterance, Verdict
from processors.models import Article, Figure, Kind, Outlet, Role, Statement

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
FIGURE = Figure("jane-doe", "Jane Doe", roles=(Role("Minister of Transport"),), wikidata="Q0")


def occasion(
    text: str = "“We will build four hundred kilometres of track,” she said.",
    *,
    event: str = "statement.new",
    figure: Figure = FIGURE,
    outlet: str = "gazette",
    topics: tuple[str, ...] = ("rail",),
    outlets: tuple[str, ...] = ("gazette",),
    at: datetime = NOW,
    same: float = 0.1,
    confidence: float = 0.9,
    kind: Kind = Kind.DIRECT,
    lang: str = "en",
    revision: int = 1,
    page: str = "1",
    claim: str | None = None,
) -> Occasion:
    """One decided statement of ``figure`` in an article of ``outlet``."""
    url = f"https://{outlet}.example/{page}"
    article_id = ids.article_id(url)
    statement_id = ids.statement_id(article_id, figure.id, text)
    claim_id = claim or ids.claim_id(figure.id, statement_id)
    article = Article(
        id=article_id,
        revision=revision,
        url=url,
        canonical_url=url,
        outlet=Outlet(outlet, outlet.title()),
        source_id=f"{outlet}-rss",
        title="The minister speaks of tracks",
        text=text,
        content_hash="0" * 64,
        seen=at - timedelta(seconds=3),
        fetched=at - timedelta(seconds=2),
        published=at - timedelta(minutes=5),
        lang=lang,
    )
    statement = Statement(
        start=0,
        end=len(text),
        spans=((0, len(text)),),
        text=text,
        kind=kind,
        confidence=confidence,
        rule="quote-cue",
        speaker="Jane Doe",
        figure_id=figure.id,
        cue="said",
        lang=lang,
        reasons=("the cue's subject is Jane Doe",),
    )
    utterance = Utterance(
        id=statement_id,
        figure_id=figure.id,
        text=text,
        time=article.published or at,
        outlet_id=outlet,
        outlet_name=outlet.title(),
        article_id=article_id,
        article_url=url,
        story_id=article_id,
        claim_id=claim_id,
    )
    earlier = replace(
        utterance,
        id="earlier",
        text="“We will build three hundred kilometres.”",
        time=at - timedelta(days=9),
        claim_id="earlier-claim",
    )
    verdict = Verdict(
        decision=Decision.NEW if event != "statement.updated" else Decision.UPDATE,
        claim_id=claim_id,
        probability=0.93,
        same=same,
        reason="nothing like it in her record of the last nine days",
        rule="classifier",
        threshold=0.5,
        closest=earlier,
        differs=(Difference("quantity", "300 km", "400 km"),),
    )
    state = ClaimState(claim_id, figure.id, at, at, statement_id, text, outlets, len(outlets))
    return Occasion(event, figure, statement_id, statement, utterance, article, state, verdict, topics, text, at)
