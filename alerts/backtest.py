"""A subscription tried on the archive: what would have been sent, per day, and which gate held back the rest.

Pure, and the same decisions as live: the gates and the timing are ``alerts.plan``'s; only the ledger is played. But for
what an editor has put right since: a statement called known, or somebody else's, would not be worth an alert today.
What it cannot know: silences that were set by hand and later removed, and what was sent before the first occasion.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from alerts.matching import Gate, first_failing
from alerts.models import FOLLOW_UPS, STATEMENT_EVENTS, Disposition, EventType, Facts, Silence, Subscription
from alerts.plan import Held, Ledger, Timing, decide, occurrence_of

EXAMPLES = 20
"""Alerts shown as examples, the newest ones."""

NEAR_MISSES = 10
"""Statements shown that one gate alone held back."""

FEEDBACK = "feedback"
"""The gate that an editor's word closes. What was not shown has no follow-ups either."""

CLOSED = {"wrong_speaker": frozenset(STATEMENT_EVENTS), "not_new": frozenset({EventType.NEW, EventType.UPDATED})}
"""Events of a statement that each word of an editor's leaves out."""


@dataclass(frozen=True, slots=True)
class Fired:
    """An alert that would have been raised. ``gate`` and ``due``: what delays it (a digest, quiet hours), if any."""

    facts: Facts
    occurrence: str
    due: datetime
    gate: str = ""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A statement that ``gate`` alone held back."""

    facts: Facts
    gate: str
    reason: str


@dataclass(slots=True)
class Backtest:
    """The result. ``held`` counts by the first gate that said no; ``alone`` those where it was the only one."""

    seen: int = 0
    per_day: Counter[date] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)
    delayed: Counter[str] = field(default_factory=Counter)
    fired: list[Fired] = field(default_factory=list)
    near_misses: list[NearMiss] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Alerts that would have been raised."""
        return len(self.fired)

    @property
    def examples(self) -> Sequence[Fired]:
        """The newest alerts, newest first."""
        return self.fired[: -EXAMPLES - 1 : -1]


def backtest(
    subscription: Subscription,
    archive: Iterable[Facts],
    silences: Sequence[Silence] = (),
    words: Mapping[str, str] = MappingProxyType({}),
) -> Backtest:
    """Play ``archive`` (in the order in which it was decided) to ``subscription``.

    ``words``: what editors said of statements, by statement id.
    """
    played = Play(subscription, silences, words)
    for facts in archive:
        played.hear(facts)
    return played.ended()


class Play:
    """A backtest under way, with what live keeps in the database: claims told of, statements shown, how many lately."""

    def __init__(self, subscription: Subscription, silences: Sequence[Silence], words: Mapping[str, str]) -> None:
        self._subscription, self._silences, self._words = subscription, silences, words
        self._told: set[tuple[str, str]] = set()
        self._shown: set[str] = set()
        self._recent: deque[datetime] = deque()
        self._near: deque[tuple[Facts, Gate]] = deque(maxlen=NEAR_MISSES)
        self.result = Backtest()

    def hear(self, facts: Facts) -> None:
        """The next occasion, in the order in which they were decided."""
        self.result.seen += 1
        if facts.event in CLOSED.get(self._words.get(facts.statement_id, ""), ()):
            self.result.held[FEEDBACK] += 1
            return
        occurrence = occurrence_of(facts.event, facts.article_id, facts.revision)
        if facts.event in FOLLOW_UPS:
            if facts.corrects in self._shown and (facts.claim_id, occurrence) not in self._told:
                self._fire(facts, occurrence, Timing(Disposition.SEND, facts.decided))
            return
        failing = first_failing(self._subscription, facts, 2)
        if failing:
            self._hold(facts, failing)
            return
        already = (facts.claim_id, occurrence) in self._told
        ledger = Ledger(
            frozenset({(self._subscription.id, occurrence)}) if already else frozenset(),
            {self._subscription.id: self._count(facts.decided)},
        )
        decision = decide(self._subscription, facts, ledger, self._silences, facts.decided)
        if isinstance(decision, Held):
            self.result.held[decision.gate] += 1
        else:
            self._fire(facts, occurrence, decision)

    def ended(self) -> Backtest:
        """The result, with words for the near misses that are shown; a year holds too many for words."""
        checks = [(facts, gate.check(self._subscription, facts)) for facts, gate in self._near]
        self.result.near_misses = [NearMiss(facts, check.gate, check.reason) for facts, check in checks]
        return self.result

    def _count(self, now: datetime) -> int:
        limit = self._subscription.rate_limit
        if limit is None:
            return 0
        while self._recent and self._recent[0] <= now - limit.per:
            self._recent.popleft()
        return len(self._recent)

    def _fire(self, facts: Facts, occurrence: str, how: Timing) -> None:
        result = self.result
        self._told.add((facts.claim_id, occurrence))
        if how.disposition != Disposition.DRY_RUN:
            self._shown.add(facts.statement_id)
        if how.disposition == Disposition.SEND and facts.event in STATEMENT_EVENTS:
            self._recent.append(facts.decided)
        result.fired.append(Fired(facts, occurrence, how.due, how.gate))
        result.per_day[facts.decided.date()] += 1
        result.events[facts.event] += 1
        if how.gate:
            result.delayed[how.gate] += 1

    def _hold(self, facts: Facts, failing: Sequence[Gate]) -> None:
        gate = failing[0]
        self.result.held[gate.name] += 1
        if len(failing) == 1:
            self.result.alone[gate.name] += 1
            self._near.append((facts, gate))
