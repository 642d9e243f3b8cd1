"""The nouns of alerting. A delivery is one alert for one endpoint; an attempt is one HTTP request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from processors.claims import ClaimState, Utterance, Verdict
from processors.models import Article, Figure, Statement


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that subscriptions may want to hear of: one decided statement, with all that an alert shows.

    ``event``: ``statement.new``, ``statement.updated``, ``statement.corroborated``… ``topics``: ids of the topics
    matched in the statement and its paragraph. ``context``: the paragraph that the statement stands in.
    ``seen``, ``fetched`` (article) and ``decided`` are the stations of the way, for the latency budget.
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
