"""What novelty speaks about: utterances, claims and verdicts.

An **utterance** is a statement as the figure's record keeps it. Utterances that assert the same thing
share a **claim**. A **verdict** says whether an utterance makes a new claim, changes one or repeats one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from processors.models import Kind, Modality


class Decision(StrEnum):
    NEW = "new"
    UPDATE = "update"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Utterance:
    """A statement in a figure's record. ``time``: when the article was published (else seen), UTC.

    ``said_on``: the day it was said, where the article says that it is an old one. ``story_id`` groups
    near-duplicate articles (syndication), so that copies of one story count once.
    """

    id: str
    figure_id: str
    text: str
    time: datetime
    lang: str | None = None
    kind: Kind = Kind.INDIRECT
    modality: Modality = Modality.SAID
    said_on: date | None = None
    outlet_id: str = ""
    outlet_name: str = ""
    article_id: str = ""
    article_url: str = ""
    revision: int = 1
    story_id: str = ""
    claim_id: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs from the closest earlier one. ``what``: quantity, date, place, object, polarity, commitment…"""

    what: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """New, update or repeat, with the evidence.

    ``claim_id``: the claim the utterance belongs to: an existing one (repeat) or its own, new one (new, update).
    ``updates``: for an update, the claim that it changes. ``probability`` in [0, 1] that the decision is right;
    ``same`` in [0, 1] that it asserts the same as ``closest``. ``reason`` is a sentence for an editor; ``rule``
    names what decided (exact, near, classifier, quantity…). ``threshold`` is the one that ``same`` was held against.
    """

    decision: Decision
    claim_id: str
    probability: float
    same: float
    reason: str
    rule: str
    threshold: float
    closest: Utterance | None = None
    differs: tuple[Difference, ...] = ()
    updates: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimState:
    """A claim as it stands. ``outlets``: ids of independent outlets; ``variants``: how many utterances."""

    id: str
    figure_id: str
    first_seen: datetime
    last_seen: datetime
    first_utterance: str
    text: str
    outlets: tuple[str, ...] = ()
    variants: int = 1
    updates: str | None = None
    updated_by: str | None = None
