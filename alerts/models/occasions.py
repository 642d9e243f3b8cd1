"""What can be told of, and what was decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from processors.claims import ClaimState, Difference, Utterance, Verdict
from processors.models import Article, Figure, Kind, Modality, Statement


class EventType(StrEnum):
    """What an alert can be about; the ``type`` of its payload. Receivers ignore types they do not know."""

    NEW = "statement.new"
    UPDATED = "statement.updated"
    CORROBORATED = "statement.corroborated"
    CORRECTED = "statement.corrected"
    RETRACTED = "statement.retracted"
    DIGEST = "statement.digest"
    SOURCE_SILENT = "source.silent"
    SOURCE_FAILING = "source.failing"
    SOURCE_MOVED = "source.moved"
    SOURCE_RECOVERED = "source.recovered"
    ENDPOINT_FAILING = "endpoint.failing"
    ENDPOINT_PAUSED = "endpoint.paused"
    ENDPOINT_DISABLED = "endpoint.disabled"
    ENDPOINT_RECOVERED = "endpoint.recovered"
    PING = "ping"


STATEMENT_EVENTS = (EventType.NEW, EventType.UPDATED, EventType.CORROBORATED)
"""Events that a subscription's gates decide on."""


FOLLOW_UPS = (EventType.CORRECTED, EventType.RETRACTED)
"""Events addressed to whoever got the alert; no gate, quiet hour, digest or silence holds them back."""


class CorrectionReason(StrEnum):
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    ATTRIBUTION_CHANGED = "attribution_changed"
    TAKEN_DOWN = "taken_down"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a later revision of an article did to a statement. ``after`` is None when it is gone.

    ``statement_id`` and ``claim_id`` are those of the statement as it was alerted; ``speaker_before`` is set
    where the speaker changed.
    """

    reason: CorrectionReason
    statement_id: str
    claim_id: str
    before: str
    after: str | None
    revision_before: int
    differs: tuple[Difference, ...] = ()
    speaker_before: str | None = None
    speaker_after: str | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that subscriptions may want to hear of: one decided statement, with all that an alert shows.

    ``event``: ``statement.new``, ``statement.updated``, ``statement.corroborated``… ``topics``: ids of the topics
    matched in the statement and its paragraph. ``context``: the paragraph that the statement stands in.
    ``seen``, ``fetched`` (article) and ``decided`` are the stations of the way, for the latency budget.
    ``correction`` is set for ``statement.corrected`` and ``statement.retracted`` only.
    """

    event: str
    figure: Figure
    statement_id: str
    statement: Statement
    utterance: Utterance
    article: Article
    claim: ClaimState
    verdict: Verdict
    topics: tuple[str, ...]
    context: str
    decided: datetime
    correction: Correction | None = None


def claim_of(occasion: Occasion) -> str:
    """The claim that alerts of ``occasion`` belong to: a correction's is that of the statement it corrects."""
    return occasion.correction.claim_id if occasion.correction else occasion.claim.id


class Facts(NamedTuple):
    """What the gates look at: an occasion without its texts. The archive keeps these for backtests.

    A tuple, because a backtest makes hundreds of thousands of them.

    ``same`` in [0, 1]: how surely the statement asserts what its closest earlier one does; ``outlets``: how many
    independent outlets carry the claim; ``corrects``: for a correction, the id of the statement that it corrects.
    """

    event: str
    figure_id: str
    claim_id: str
    statement_id: str
    article_id: str
    revision: int
    story_id: str
    outlet_id: str
    lang: str | None
    kind: Kind
    modality: Modality
    confidence: float
    same: float
    outlets: int
    topics: frozenset[str]
    decided: datetime
    corrects: str = ""


def facts_of(occasion: Occasion) -> Facts:
    """The gates' view of ``occasion``."""
    utterance, statement, article = occasion.utterance, occasion.statement, occasion.article
    return Facts(
        event=occasion.event,
        figure_id=occasion.figure.id,
        claim_id=claim_of(occasion),
        statement_id=occasion.statement_id,
        article_id=article.id,
        revision=article.revision,
        story_id=utterance.story_id or article.id,
        outlet_id=article.outlet.id,
        lang=statement.lang or article.lang,
        kind=statement.kind,
        modality=statement.modality,
        confidence=statement.confidence,
        same=occasion.verdict.same,
        outlets=len(occasion.claim.outlets),
        topics=frozenset(occasion.topics),
        decided=occasion.decided,
        corrects=occasion.correction.statement_id if occasion.correction else "",
    )
