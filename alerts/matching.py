"""Does a subscription want this statement? Each gate in order, what it saw, its threshold, and the first that said no.

Pure: the same subscription and facts give the same answer, whatever was matched before. What depends on the
clock or on what was sent (silences, quiet hours, limits, the ledger) is ``alerts.plan``'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from alerts.models import Choice, EventType, Facts, Occasion, Subscription, facts_of

FLASH = 1
"""``corroboration`` of a subscription that is told at the first outlet."""


@dataclass(frozen=True, slots=True)
class Check:
    """One gate's answer in words: ``saw`` held against ``threshold``."""

    gate: str
    passed: bool
    saw: str
    threshold: str

    @property
    def reason(self) -> str:
        """The check as a sentence part for people."""
        return f"{self.gate}: {self.saw}; asked for: {self.threshold}"


@dataclass(frozen=True, slots=True)
class Match:
    """The subscription wants it. ``event`` is what the alert will be."""

    event: str


@dataclass(frozen=True, slots=True)
class NoMatch:
    """``gate`` was the first that said no."""

    gate: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gate:
    """A question to facts. ``passes`` decides; ``saw`` and ``asked`` put it in words, only when words are wanted.

    ``reads``: the fields of the facts that the answer depends on, and no others.
    """

    name: str
    passes: Callable[[Subscription, Facts], bool]
    saw: Callable[[Facts], str]
    asked: Callable[[Subscription], str]
    reads: tuple[str, ...] = ()

    def check(self, subscription: Subscription, facts: Facts) -> Check:
        """The gate's answer in words."""
        return Check(self.name, self.passes(subscription, facts), self.saw(facts), self.asked(subscription))


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _chosen(choice: Choice, present: frozenset[str]) -> bool:
    return (
        (not choice.any or not choice.any.isdisjoint(present))
        and choice.all <= present
        and choice.none.isdisjoint(present)
    )


def _choice_words(choice: Choice) -> str:
    parts = (("any of", choice.any), ("all of", choice.all), ("none of", choice.none))
    return "; ".join(f"{word} {_listed(names)}" for word, names in parts if names) or "anything"


def _wants_event(subscription: Subscription, facts: Facts) -> bool:
    if subscription.corroboration > FLASH and facts.event == EventType.CORROBORATED:
        return bool(subscription.events & {EventType.NEW, EventType.UPDATED, EventType.CORROBORATED})
    return facts.event in subscription.events


def _corroborated(subscription: Subscription, facts: Facts) -> bool:
    if facts.event == EventType.CORROBORATED:
        return facts.outlets >= max(2, subscription.corroboration)
    return facts.outlets >= subscription.corroboration


GATES: tuple[Gate, ...] = (
    Gate(
        "enabled", lambda s, _: s.enabled, lambda _: "the subscription", lambda s: "on" if s.enabled else "on (is off)"
    ),
    Gate("event", _wants_event, lambda f: f.event, lambda s: _listed(s.events), ("event",)),
    Gate(
        "figure",
        lambda s, f: not s.figures or f.figure_id in s.figures,
        lambda f: f.figure_id,
        lambda s: _listed(s.figures) if s.figures else "any figure",
        ("figure_id",),
    ),
    Gate(
        "outlet",
        lambda s, f: _chosen(s.outlets, frozenset((f.outlet_id,))),
        lambda f: f.outlet_id,
        lambda s: _choice_words(s.outlets),
        ("outlet_id",),
    ),
    Gate(
        "language",
        lambda s, f: not s.languages or (f.lang or "") in s.languages,
        lambda f: f.lang or "unknown",
        lambda s: _listed(s.languages) if s.languages else "any language",
        ("lang",),
    ),
    Gate("kind", lambda s, f: f.kind in s.kinds, lambda f: f.kind, lambda s: _listed(frozenset(s.kinds)), ("kind",)),
    Gate(
        "modality",
        lambda s, f: f.modality in s.modalities,
        lambda f: f.modality,
        lambda s: _listed(frozenset(s.modalities)),
        ("modality",),
    ),
    Gate(
        "confidence",
        lambda s, f: f.confidence >= s.min_confidence,
        lambda f: f"{f.confidence:.2f}",
        lambda s: f"at least {s.min_confidence:.2f}",
        ("confidence",),
    ),
    Gate(
        "topic",
        lambda s, f: _chosen(s.topics, f.topics),
        lambda f: _listed(f.topics),
        lambda s: _choice_words(s.topics),
        ("topics",),
    ),
    Gate(
        "novelty",
        lambda s, f: f.event != EventType.NEW or f.same <= s.novelty_threshold,
        lambda f: f"{f.same:.2f} sure that it was said before",
        lambda s: f"at most {s.novelty_threshold:.2f}",
        ("event", "same"),
    ),
    Gate(
        "corroboration",
        _corroborated,
        lambda f: f"{f.outlets} independent outlets",
        lambda s: f"at least {s.corroboration}",
        ("event", "outlets"),
    ),
)
"""In order, cheapest and most telling first. The order changes which reason is given, never the answer."""


def first_failing(subscription: Subscription, facts: Facts, most: int) -> list[Gate]:
    """The first ``most`` gates that say no, in order; none when the subscription wants it."""
    failing = []
    for gate in GATES:
        if not gate.passes(subscription, facts):
            failing.append(gate)
            if len(failing) == most:
                break
    return failing


def match_facts(subscription: Subscription, facts: Facts) -> Match | NoMatch:
    """Whether ``subscription`` wants what ``facts`` tell, and which gate said no first."""
    for gate in first_failing(subscription, facts, 1):
        return NoMatch(gate.name, gate.check(subscription, facts).reason)
    return Match(facts.event)


def match(subscription: Subscription, occasion: Occasion) -> Match | NoMatch:
    """``match_facts`` on an occasion."""
    return match_facts(subscription, facts_of(occasion))


def explain(subscription: Subscription, facts: Facts) -> tuple[Check, ...]:
    """Every gate's answer in order, also behind the first that said no."""
    return tuple(gate.check(subscription, facts) for gate in GATES)
