"""The topology: an article is read, and each statement of a tracked figure is decided.

    ARTICLES   --ReadArticles-->      statements filed, tracked figures' sent on     --> STATEMENTS
    STATEMENTS --DecideStatements-->  record, claim, alerts and deliveries in one transaction

Both engines run these same stages; ``onrecord.engines.base`` says what they owe them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.models import EventType, Occasion
from alerts.plan import Plan
from onrecord.engines.base import ARTICLES, STATEMENTS, Message
from onrecord.messages import Heard, of_alert, of_heard, to_article, to_heard
from onrecord.records import Records
from onrecord.store import alerts as alert_store
from onrecord.store import archive
from onrecord.store import record as record_store
from onrecord.store.archive import FiledStatement
from onrecord.store.base import Unit
from processors import paragraphs
from processors.claims import Decision, Utterance, Verdict
from processors.duplicates import STORY_WINDOW, fingerprint, story_of
from processors.embedding import Embedder, Vector
from processors.ids import statement_id
from processors.models import Article, Figure, Modality, Reading, Statement
from processors.novelty import Judge
from processors.reading import Reader

ALERTABLE = frozenset({Modality.SAID, Modality.DENIED})
"""What somebody has said, or said is not so; announced, conditional and asked statements wait for review."""


def review_reason(statement: Statement, min_confidence: float) -> str:
    """Why a statement is kept for review and never alerted; empty for one that may alert."""
    if statement.figure_id is None:
        return "speaker not tracked"
    if statement.modality not in ALERTABLE:
        return f"modality {statement.modality.value}"
    if statement.confidence < min_confidence:
        return f"confidence {statement.confidence:.2f} < {min_confidence:.2f}"
    return ""


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article with all that was read in it."""

    article: Article
    reading: Reading
    prints: tuple[str, ...]


class ReadArticles:
    """Reads each article revision: files it with its statements and sends on those of tracked figures."""

    name = "read"
    reads = ARTICLES

    def __init__(self, reader: Reader, min_confidence: float) -> None:
        self._reader = reader
        self._min_confidence = min_confidence

    async def prepare(self, message: Message) -> ReadArticle:
        article = to_article(message)
        reading = await asyncio.to_thread(self._reader.read, article)
        return ReadArticle(article, reading, fingerprint(article.text))

    async def apply(self, unit: Unit, message: Message, prepared: ReadArticle) -> Sequence[Message]:  # noqa: ARG002
        article, reading = prepared.article, prepared.reading
        near = await archive.recent_stories(unit, article, STORY_WINDOW)
        story = story_of(prepared.prints, near) or article.id
        await archive.file_article(unit, article, reading, story, prepared.prints)
        filed = [self._file(article, reading, statement) for statement in reading.statements]
        await archive.file_statements(unit, article, filed)
        return [of_heard(_heard(article, story, one)) for one in filed if one.gate == ""]

    def _file(self, article: Article, reading: Reading, statement: Statement) -> FiledStatement:
        speaker = statement.figure_id or statement.speaker or ""
        return FiledStatement(
            statement_id(article.id, speaker, statement.text),
            statement,
            topics_near(article, reading, statement),
            review_reason(statement, self._min_confidence),
        )

    def rolled_back(self) -> None:
        """Nothing is remembered between messages."""


def topics_near(article: Article, reading: Reading, statement: Statement) -> tuple[str, ...]:
    """Ids of the topics whose keywords stand in the statement's paragraph; for a headline's, anywhere."""
    if statement.in_title:
        return tuple(sorted({hit.topic_id for hit in reading.keywords}))
    start, end = paragraphs.around(article.text, statement.start, statement.end)
    return tuple(sorted({hit.topic_id for hit in reading.keywords if start <= hit.start < end}))


def _heard(article: Article, story: str, one: FiledStatement) -> Heard:
    statement = one.statement
    context = article.title
    if not statement.in_title:
        start, end = paragraphs.around(article.text, statement.start, statement.end)
        context = article.text[start:end]
    return Heard(one.id, statement.figure_id or "", statement, article, context, one.topics, story)


@dataclass(frozen=True, slots=True)
class Decider:
    """What novelty is decided with. ``embedder`` None: by words alone; ``threshold`` None: the weights' own."""

    judge: Judge
    embedder: Embedder | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one statement: for whoever watches (demo, metrics, live views)."""

    occasion: Occasion
    plan: Plan


Watcher = Callable[[Decided], None]


class DecideStatements:
    """Holds each statement against its figure's record; record, claim, alerts and deliveries are one transaction."""

    name = "decide"
    reads = STATEMENTS

    def __init__(
        self,
        figures: Mapping[str, Figure],
        novelty: Decider,
        clock: Callable[[], datetime],
        watch: Watcher = lambda _: None,
    ) -> None:
        self._figures = figures
        self._novelty = novelty
        self._clock = clock
        self._watch = watch
        self._records = Records(novelty.embedder.id if novelty.embedder else "")

    async def prepare(self, message: Message) -> tuple[Heard, Vector | None]:
        heard = to_heard(message)
        embedder = self._novelty.embedder
        if embedder is None:
            return heard, None
        return heard, (await asyncio.to_thread(embedder.embed, [heard.statement.text]))[0]

    async def apply(self, unit: Unit, message: Message, prepared: tuple[Heard, Vector | None]) -> Sequence[Message]:  # noqa: ARG002
        heard, vector = prepared
        figure = self._figures.get(heard.figure_id)
        if figure is None:
            return []
        await record_store.lock(unit, figure.id)
        if await record_store.decided(unit, heard.statement_id) is None:
            utterance, verdict = await self._decide(unit, heard, vector)
            occasion = await self._occasion(unit, figure, heard, utterance, verdict)
            self._watch(Decided(occasion, await alert_store.raise_alerts(unit, occasion, occasion.decided)))
        return [of_alert(alert) for alert in await alert_store.alerts_of_statement(unit, heard.statement_id)]

    async def _decide(self, unit: Unit, heard: Heard, vector: Vector | None) -> tuple[Utterance, Verdict]:
        record = await self._records.of(unit, heard.figure_id)
        utterance = utterance_of(heard)
        verdict = self._novelty.judge.judge(utterance, vector, record, self._novelty.threshold)
        utterance = replace(utterance, claim_id=verdict.claim_id)
        await record_store.write(unit, utterance, vector, self._records.embedder_id, verdict, self._clock())
        self._records.add(utterance, vector)
        return utterance, verdict

    async def _occasion(
        self, unit: Unit, figure: Figure, heard: Heard, utterance: Utterance, verdict: Verdict
    ) -> Occasion:
        claim = await record_store.claim(unit, verdict.claim_id)
        event = {
            Decision.NEW: EventType.NEW,
            Decision.UPDATE: EventType.UPDATED,
            Decision.REPEAT: EventType.CORROBORATED,
        }[verdict.decision]
        return Occasion(
            event=event.value,
            figure=figure,
            statement_id=heard.statement_id,
            statement=heard.statement,
            utterance=utterance,
            article=heard.article,
            claim=claim,
            verdict=verdict,
            topics=heard.topics,
            context=heard.context,
            decided=self._clock(),
        )

    def rolled_back(self) -> None:
        """What was added to cached records may not have been committed: load them anew."""
        self._records.forget()


def utterance_of(heard: Heard) -> Utterance:
    """The statement as the figure's record keeps it, its claim still to be decided."""
    article, statement = heard.article, heard.statement
    return Utterance(
        id=heard.statement_id,
        figure_id=heard.figure_id,
        text=statement.text,
        time=article.published or article.seen,
        lang=statement.lang or article.lang,
        kind=statement.kind,
        modality=statement.modality,
        said_on=statement.said_on,
        outlet_id=article.outlet.id,
        outlet_name=article.outlet.name,
        article_id=article.id,
        article_url=article.url,
        revision=article.revision,
        story_id=heard.story_id,
    )
