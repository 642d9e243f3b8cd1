"""A newsroom's archive, written through the repositories: what ``newsroom_articles`` says, decided and alerted.

Everything is a function of ``now``: the same call gives the same archive. It fills a store for tests of the web side
without depending on how well texts are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from alerts.models import Choice, Endpoint, EventType, Occasion, Subscription
from alerts.spec import EndpointSpec, SubscriptionSpec
from onrecord.sealing import Sealer
from onrecord.store import accounts, archive, record
from onrecord.store import alerts as alert_store
from onrecord.store.archive import FiledStatement
from onrecord.store.base import Store, Unit
from onrecord.store.subscriptions import put_endpoint, put_subscription
from processors import ids
from processors.claims import Decision, Utterance, Verdict
from processors.duplicates import fingerprint
from processors.models import Article, Figure, Kind, Mention, Reading, Statement
from tests.fakes.newsroom_articles import ARTICLES, FIGURES, OUTLETS, Said, Written


@dataclass(slots=True)
class Newsroom:
    """Writes articles into a store, as the pipeline would have. ``now``: the moment that ``ago`` counts from."""

    store: Store
    now: datetime
    utterances: dict[str, Utterance] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=lambda: {figure.id: figure for figure in FIGURES})

    async def publish(self, articles: Iterable[Written] = ARTICLES) -> None:
        """File, decide and alert, oldest first."""
        for written in sorted(articles, key=lambda one: -one.ago):
            await self._publish(written)

    async def _publish(self, written: Written) -> None:
        article = self.article(written)
        story = written.story or f"{written.outlet}/{written.page}"
        story_id = ids.article_id(f"https://{story.replace('/', '.example/')}")
        statements = [(said, _statement(article, said)) for said in written.said]
        filed = [
            FiledStatement(_id(article, said), statement, said.topics, "" if said.figure else "speaker not tracked")
            for said, statement in statements
        ]
        reading = _reading(article, self.figures)
        async with self.store.unit() as unit:
            await archive.file_article(unit, article, reading, story_id, fingerprint(article.text))
            await archive.file_statements(unit, article, filed)
            for said, statement in statements:
                if said.figure is not None and written.revision == 1:
                    await self._decide(unit, article, said, statement, story_id)

    def article(self, written: Written) -> Article:
        """The article as ingestion would have made it."""
        url = f"https://{written.outlet}.example/{written.page}"
        seen = self.now - timedelta(minutes=written.ago)
        return Article(
            id=ids.article_id(url),
            revision=written.revision,
            url=url,
            canonical_url=url,
            outlet=OUTLETS[written.outlet],
            source_id=written.outlet,
            title=written.title,
            text=written.text,
            content_hash=f"{written.revision:064d}",
            seen=seen,
            fetched=seen + timedelta(seconds=1.4),
            published=seen - timedelta(seconds=41),
            lang=written.lang,
        )

    async def _decide(self, unit: Unit, article: Article, said: Said, statement: Statement, story_id: str) -> None:
        figure = self.figures[said.figure or ""]
        utterance = self._utterance(article, said, statement, story_id)
        verdict = self._verdict(said, utterance)
        utterance = replace(utterance, claim_id=verdict.claim_id)
        self.utterances[said.key] = utterance
        decided = article.fetched + timedelta(seconds=0.6)
        await record.write(unit, utterance, None, "", verdict, decided)
        event = {"new": EventType.NEW, "update": EventType.UPDATED}.get(verdict.decision, EventType.CORROBORATED)
        occasion = Occasion(
            event=event.value,
            figure=figure,
            statement_id=utterance.id,
            statement=statement,
            utterance=utterance,
            article=article,
            claim=await record.claim(unit, verdict.claim_id),
            verdict=verdict,
            topics=said.topics,
            context=next((p for p in article.text.split("\n") if statement.text in p), article.text),
            decided=decided,
        )
        await alert_store.raise_alerts(unit, occasion, decided)

    def _utterance(self, article: Article, said: Said, statement: Statement, story_id: str) -> Utterance:
        return Utterance(
            id=_id(article, said),
            figure_id=said.figure or "",
            text=statement.text,
            time=article.published or article.seen,
            lang=article.lang,
            kind=statement.kind,
            modality=statement.modality,
            outlet_id=article.outlet.id,
            outlet_name=article.outlet.name,
            article_id=article.id,
            article_url=article.url,
            story_id=story_id,
        )

    def _verdict(self, said: Said, utterance: Utterance) -> Verdict:
        earlier = self.utterances.get(said.of)
        own = ids.claim_id(utterance.figure_id, utterance.id)
        return Verdict(
            decision=said.decision,
            claim_id=earlier.claim_id if earlier and said.decision is Decision.REPEAT else own,
            probability=0.94,
            same=said.same,
            reason=said.reason,
            rule="classifier" if said.of else "nothing near",
            threshold=0.62,
            closest=earlier,
            differs=said.differs,
            updates=earlier.claim_id if earlier and said.decision is Decision.UPDATE else None,
        )


def _id(article: Article, said: Said) -> str:
    return ids.statement_id(article.id, said.figure or said.speaker, said.words)


def _statement(article: Article, said: Said) -> Statement:
    start = article.text.index(said.words)
    cue = re.search(rf"\b{re.escape(said.cue)}\b", article.text[start:]) or re.search(said.cue, article.text)
    speaker = _nearest(article.text, said.speaker, start)
    offset = start if cue and re.search(rf"\b{re.escape(said.cue)}\b", article.text[start:]) else 0
    return Statement(
        start=start,
        end=start + len(said.words),
        spans=((start, start + len(said.words)),),
        text=said.words,
        kind=said.kind,
        confidence=said.confidence,
        rule="quote-then-cue" if said.kind is Kind.DIRECT else "clause after cue",
        speaker=said.speaker,
        speaker_span=speaker,
        figure_id=said.figure,
        cue=said.cue,
        cue_span=(offset + cue.start(), offset + cue.end()) if cue else None,
        modality=said.modality,
        lang=article.lang,
        reasons=(f"“{said.speaker}” stands beside the cue “{said.cue}”",),
    )


def _nearest(text: str, name: str, to: int) -> tuple[int, int] | None:
    places = [found.start() for found in re.finditer(re.escape(name), text)]
    if not places:
        return None
    place = min(places, key=lambda at: abs(at - to))
    return place, place + len(name)


def _reading(article: Article, figures: dict[str, Figure]) -> Reading:
    mentions = [
        Mention(figure.id, found.start(), found.end(), found.group(), "name")
        for figure in figures.values()
        for found in re.finditer(re.escape(figure.name), article.text)
    ]
    return Reading(named=tuple({mention.figure_id for mention in mentions}), mentions=tuple(mentions))


async def subscribe(
    store: Store, sealer: Sealer, now: datetime, url: str, secret: str, tenant: str = "default"
) -> tuple[Subscription, Endpoint]:
    """A subscription of a newsroom to Anna Berg, with its endpoint."""
    spec = SubscriptionSpec(
        id="berg-budget", name="Berg on money and talks", tenant=tenant, figures=("anna-berg",), endpoints=("desk",)
    )
    endpoint = EndpointSpec(id="desk", name="Foreign desk", url=url, secret=secret, tenant=tenant).endpoint("desk")
    subscription = replace(spec.subscription({}), topics=Choice())
    async with store.unit() as unit:
        await accounts.add_tenant(unit, tenant, "The Daily Example", now)
        await put_endpoint(unit, endpoint, sealer, "api", now)
        await put_subscription(unit, spec, subscription, "api", now)
    return subscription, endpoint
