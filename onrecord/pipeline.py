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
from onrecord import amendments
from onrecord.engines.base import ARTICLES, STATEMENTS, Message
from onrecord.messages import Amended, Heard, of_alert, of_amended, of_heard, to_article, to_heard
from onrecord.records import Records
from onrecord.store import alerts as alert_store
from onrecord.store import archive, feedback
from onrecord.store import record as record_store
from onrecord.store.archive import FiledStatement
from onrecord.store.base import Unit
from processors import elaboration, paragraphs, passages
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
        if article.taken_down:
            return ReadArticle(article, Reading(), ())
        reading = await asyncio.to_thread(self._reader.read, article)
        return ReadArticle(article, reading, fingerprint(article.text))

    async def apply(self, unit: Unit, message: Message, prepared: ReadArticle) -> Sequence[Message]:  # noqa: ARG002
        article, reading = prepared.article, prepared.reading
        near = await archive.recent_stories(unit, article, STORY_WINDOW)
        story = story_of(prepared.prints, near) or article.id
        await archive.file_article(unit, article, reading, story, prepared.prints)
        filed = [self._file(article, reading, statement) for statement in reading.statements]
        await archive.file_statements(unit, article, filed)
        before = await archive.statements_of(unit, article.id, article.revision - 1)
        earlier = await archive.article(unit, article.id, article.revision - 1)
        changes = amendments.changes(earlier, before, article, filed)
        instead = {change.after.id for change in changes if change.after}
        alertable = {one.id: one for one in filed if one.gate == ""}
        follows = _in_passages(article, list(alertable.values()))
        heard = {id_: _heard(article, story, alertable[id_], lead) for id_, lead in follows.items()}
        return [
            *(of_heard(one) for one in heard.values() if one.statement_id not in instead),
            *(of_amended(one) for one in amendments.amended(changes, before, heard, article)),
        ]

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


@dataclass(frozen=True, slots=True)
class Follows:
    """The statement beside another that it goes on from: its id, how, and by which word that shows."""

    id: str
    how: str
    by: str


def _in_passages(article: Article, filed: Sequence[FiledStatement]) -> dict[str, Follows | None]:
    """The ids of all that may alert, each after the one it goes on from, with that one."""
    in_text = sorted((one for one in filed if not one.statement.in_title), key=lambda one: one.statement.start)
    found = passages.links(article.text, article.title, [one.statement for one in in_text])
    follows: dict[str, Follows | None] = {one.id: None for one in filed if one.statement.in_title}
    for place in passages.in_turn(len(in_text), found):
        link = found.get(place)
        lead = None if link is None else Follows(in_text[link.onto].id, link.how.value, link.word)
        follows[in_text[place].id] = lead
    return follows


def _heard(article: Article, story: str, one: FiledStatement, lead: Follows | None) -> Heard:
    statement = one.statement
    context = article.title
    if not statement.in_title:
        start, end = paragraphs.around(article.text, statement.start, statement.end)
        context = article.text[start:end]
    heard = Heard(one.id, statement.figure_id or "", statement, article, context, one.topics, story)
    return heard if lead is None else replace(heard, follows=lead.id, follows_how=lead.how, follows_by=lead.by)


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


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement or a correction with the vector of what is to be decided."""

    told: Heard | Amended
    vector: Vector | None


_EVENTS = {
    Decision.NEW: EventType.NEW,
    Decision.UPDATE: EventType.UPDATED,
    Decision.REPEAT: EventType.CORROBORATED,
}


async def _alerts(unit: Unit, statement_id: str) -> list[Message]:
    return [of_alert(alert) for alert in await alert_store.alerts_of_statement(unit, statement_id)]


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

    @property
    def embedder(self) -> Embedder | None:
        """What makes the vectors of this process; None where it decides by words alone."""
        return self._novelty.embedder

    async def prepare(self, message: Message) -> Prepared:
        told = to_heard(message)
        heard = told.after if isinstance(told, Amended) else told
        embedder = self._novelty.embedder
        if embedder is None or heard is None:
            return Prepared(told, None)
        return Prepared(told, (await asyncio.to_thread(embedder.embed, [heard.statement.text]))[0])

    async def apply(self, unit: Unit, message: Message, prepared: Prepared) -> Sequence[Message]:  # noqa: ARG002
        told = prepared.told
        figure = self._figures.get(told.figure_id)
        if figure is None:
            return []
        await record_store.lock(unit, figure.id)
        if isinstance(told, Amended):
            return await self._amend(unit, figure, told, prepared.vector)
        if await record_store.decided(unit, told.statement_id) is None:
            await self._decide(unit, figure, told, prepared.vector)
        else:
            await feedback.stand_again(unit, told.statement_id, told.article.revision)
        return await _alerts(unit, told.statement_id)

    async def _decide(self, unit: Unit, figure: Figure, heard: Heard, vector: Vector | None) -> None:
        verdict = await self._judge(unit, heard, vector)
        outlets = await self._outlets(unit, verdict)
        utterance = await self._write(unit, heard, vector, verdict)
        occasion = await self._occasion(unit, figure, heard, utterance, verdict)
        if occasion.event == EventType.CORROBORATED and len(occasion.claim.outlets) <= outlets:
            self._watch(Decided(occasion, Plan()))
            return
        await self._raise(unit, occasion)

    async def _amend(self, unit: Unit, figure: Figure, told: Amended, vector: Vector | None) -> Sequence[Message]:
        """A correction goes to whoever was told of the statement; one that nobody decided is heard as new."""
        earlier = await record_store.decided(unit, told.correction.statement_id)
        after = told.after
        if after is not None and await record_store.decided(unit, after.statement_id) is not None:
            await feedback.stand_again(unit, after.statement_id, after.article.revision)
            return await _alerts(unit, after.statement_id)
        if earlier is None:
            if after is not None:
                await self._decide(unit, figure, after, vector)
            return await _alerts(unit, after.statement_id) if after else []
        utterance, verdict = earlier
        correction = replace(told.correction, claim_id=utterance.claim_id)
        heard = after or Heard(correction.statement_id, figure.id, told.before, told.article, told.before.text)
        if after is None:
            if await archive.claim_stands(unit, utterance.claim_id, told.article):
                return []
            await feedback.retract(unit, utterance.id)
        else:
            judged = await self._judge(unit, after, vector)
            amendment = amendments.verdict(judged, utterance, correction, after.statement_id)
            verdict, utterance = amendment, await self._write(unit, after, vector, amendment)
            if verdict.decision is Decision.REPEAT:
                return []
        occasion = await self._occasion(unit, figure, heard, utterance, verdict)
        await self._raise(unit, replace(occasion, event=told.event, correction=correction))
        return await _alerts(unit, heard.statement_id)

    async def _judge(self, unit: Unit, heard: Heard, vector: Vector | None) -> Verdict:
        record = await self._records.of(unit, heard.figure_id)
        utterance = utterance_of(heard)
        judged = self._novelty.judge.judge(utterance, vector, record, self._novelty.threshold)
        lead = await record_store.decided(unit, heard.follows) if heard.follows else None
        if lead is None:
            return judged
        return elaboration.elaborates(lead, judged, passages.How(heard.follows_how), heard.follows_by)

    async def _write(self, unit: Unit, heard: Heard, vector: Vector | None, verdict: Verdict) -> Utterance:
        utterance = replace(utterance_of(heard), claim_id=verdict.claim_id)
        await record_store.write(unit, utterance, vector, self._records.embedder_id, verdict, self._clock())
        self._records.add(utterance, vector, verdict.updates)
        return utterance

    async def _outlets(self, unit: Unit, verdict: Verdict) -> int:
        """How many independent outlets carried the claim before."""
        if verdict.decision is not Decision.REPEAT:
            return 0
        return len((await record_store.claim(unit, verdict.claim_id)).outlets)

    async def _occasion(
        self, unit: Unit, figure: Figure, heard: Heard, utterance: Utterance, verdict: Verdict
    ) -> Occasion:
        return Occasion(
            event=_EVENTS[verdict.decision].value,
            figure=figure,
            statement_id=heard.statement_id,
            statement=heard.statement,
            utterance=utterance,
            article=heard.article,
            claim=await record_store.claim(unit, utterance.claim_id),
            verdict=verdict,
            topics=heard.topics,
            context=heard.context,
            decided=self._clock(),
        )

    async def _raise(self, unit: Unit, occasion: Occasion) -> None:
        self._watch(Decided(occasion, await alert_store.raise_alerts(unit, occasion, occasion.decided)))

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
