"""What a replay of labelled articles got right: claims alerted once, from the first article, and what was lost where.

A story is a folder with ``manifest.yaml``, its articles and ``gold.jsonl``: a line an article with its ``statements``
(``text``, ``speaker``, and ``says``: the claim, the same name wherever the speaker makes it).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord.pipeline import Decided
from processors.claims import Decision

COMMON = 0.5
"""Share of the shorter one's words that a label and an alert must have in common to be the same statement."""

WHOLE = 0.9
"""Share of a label's words from which on an alert that is longer holds all of it: one alert may tell two claims."""

ALERTS = frozenset({"statement.new", "statement.updated"})


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled statement of an article. ``first``: nobody made the claim in an earlier article."""

    doc: str
    text: str
    speaker: str
    says: str
    first: bool

    @property
    def claim(self) -> tuple[str, str]:
        return self.speaker, self.says


@dataclass(frozen=True, slots=True)
class Found:
    """A statement that was read in an article. ``review``: why it can raise no alert, empty if it can."""

    doc: str
    text: str
    speaker: str
    review: str


@dataclass(slots=True)
class Score:
    """Counts of a story, or of several; ``losses`` says for each missed, repeated or wrong alert how it came about.

    ``alerted``: claims that alerted, of ``claims``; ``right``: alerts that told at least one claim for the first time.
    """

    claims: int = 0
    alerted: int = 0
    right: int = 0
    first: int = 0
    again: int = 0
    wrong: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    losses: list[str] = field(default_factory=list)

    @property
    def alerts(self) -> int:
        return self.right + self.again + self.wrong

    @property
    def precision(self) -> float:
        return self.right / self.alerts if self.alerts else 0.0

    @property
    def recall(self) -> float:
        return self.alerted / self.claims if self.claims else 0.0

    def lost(self, cause: str, text: str) -> None:
        """Notes a loss and why."""
        self.causes[cause] += 1
        self.losses.append(f"{cause}: {text}")

    def add(self, other: Score) -> None:
        """Adds another story's counts."""
        for name in ("claims", "alerted", "right", "first", "again", "wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.causes += other.causes
        self.losses += other.losses


def labels(folder: Path) -> list[Label]:
    """All labelled statements of a story in the order of publication."""
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines() if line]
    seen: set[tuple[str, str]] = set()
    found = []
    for row in sorted(rows, key=lambda row: (row["published"], row["doc_id"])):
        for s in row["statements"]:
            claim = (s["speaker"], s["says"])
            found.append(Label(row["doc_id"], s["text"], *claim, first=claim not in seen))
            seen.add(claim)
    return found


def likeness(one: str, other: str) -> float:
    """Share of the shorter text's words that both have."""
    a, b = (Counter(re.findall(r"\w+", text.lower())) for text in (one, other))
    least = min(a.total(), b.total())
    return (a & b).total() / least if least else 0.0


def matching(told: Sequence[Label], doc: str, text: str) -> Label | None:
    """The label of the article that ``text`` shares most words with; None if it is none of them."""
    near = max((one for one in told if one.doc == doc), key=lambda one: likeness(one.text, text), default=None)
    return near if near is not None and likeness(near.text, text) >= COMMON else None


def within(told: Sequence[Label], label: Label, text: str) -> list[Label]:
    """``label`` and whatever else its speaker is labelled with in the article that stands wholly in ``text``."""
    words = len(re.findall(r"\w+", text))
    others = (one for one in told if (one.doc, one.speaker) == (label.doc, label.speaker) and one is not label)
    whole = [one for one in others if len(one.text.split()) < words and likeness(one.text, text) >= WHOLE]
    return [label, *whole]


def score(
    told: Sequence[Label],
    figures: Sequence[str],
    bodies: Sequence[dict[str, Any]],
    decided: Sequence[Decided],
    found: Sequence[Found] = (),
) -> Score:
    """Scores webhook ``bodies`` of a replay; ``decided`` and ``found``: what was decided and read, for the causes."""
    result = Score(claims=len({one.claim for one in told if one.speaker in figures}))
    doc_of = {d.occasion.statement_id: d.occasion.article.url.rpartition("/")[2].partition(".")[0] for d in decided}
    alerted: dict[tuple[str, str], str] = {}
    firsts = {one.claim: one.doc for one in told if one.first}
    for body in bodies:
        if body["type"] not in ALERTS:
            continue
        statement, figure = body["data"]["statement"], body["data"]["figure"]["id"]
        doc = doc_of[statement["id"]]
        label = matching(told, doc, statement["text"])
        if label is None or label.speaker != figure:
            result.wrong += 1
            cause = "wrong, no statement" if label is None else f"wrong, said by {label.speaker}"
            result.lost(cause.partition(" by")[0], f"{doc}: {statement['text']} [{figure}; {statement['rule']}]")
            continue
        news = {one.claim for one in within(told, label, statement["text"])} - set(alerted)
        if not news:
            result.again += 1
            result.lost("again", f"{doc}: {statement['text']}\n    repeats {alerted[label.claim]}{_nearest(body)}")
        result.right += bool(news)
        result.alerted += len(news)
        result.first += sum(firsts[claim] == doc for claim in news)
        alerted |= dict.fromkeys(news, statement["text"])
    for claim in firsts:
        if claim[0] in figures and claim not in alerted:
            same = [one for one in told if one.claim == claim]
            if not _missed(result, same, decided, doc_of):
                result.lost(*_unread(same, found))
    return result


def _nearest(body: dict[str, Any]) -> str:
    novelty = body["data"]["novelty"]
    near = novelty["closest"]["text"] if novelty["closest"] else "-"
    return f"\n    held against {near} (same: {novelty['same']:.2f})"


def _missed(result: Score, told: Sequence[Label], decided: Sequence[Decided], doc_of: dict[str, str]) -> bool:
    """Whether a statement of the claim was read and held to be a repeat."""
    for one in decided:
        occasion = one.occasion
        label = matching(told, doc_of[occasion.statement_id], occasion.statement.text)
        if label is None or occasion.figure.id != label.speaker or occasion.verdict.decision is not Decision.REPEAT:
            continue
        near = occasion.verdict.closest
        held = f"{occasion.statement.text}\n    held to repeat {near.text if near else '-'}"
        same = f"(same: {occasion.verdict.same:.2f}, {occasion.verdict.rule})"
        result.lost("missed, held to be a repeat", f"{label.doc}: {label.says}: {held} {same}")
        return True
    return False


def _unread(told: Sequence[Label], found: Sequence[Found]) -> tuple[str, str]:
    """Why no statement of a claim was decided: kept for review, given to somebody else, or not found at all."""
    where = f"{told[0].doc}: {told[0].says}: {told[0].text}"
    for label in told:
        near = [one for one in found if matching([label], one.doc, one.text)]
        near = [one for one in near if one.review or one.speaker != label.speaker]
        kept = next((one for one in near if one.speaker == label.speaker and one.review), None)
        if kept:
            return f"missed, kept for review ({kept.review.partition(' 0')[0]})", f"{where}\n    read as {kept.text}"
        if near:
            return "missed, another speaker", f"{where}\n    given to {near[0].speaker or 'nobody'}: {near[0].text}"
    return "missed, not read", where


COLUMNS = ("claims", "alerted", "first", "right", "again", "wrong")


def table(rows: dict[str, Score]) -> str:
    """A line a story and one for the sum, then the causes."""
    lines = [f"{'story':<28}" + "".join(f"{name:>9}" for name in COLUMNS) + f"{'precision':>11}{'recall':>8}"]
    total = Score()
    for row in rows.values():
        total.add(row)
    for name, row in [*rows.items(), ("all", total)]:
        counts = "".join(f"{getattr(row, column):>9}" for column in COLUMNS)
        lines.append(f"{name:<28}{counts}{row.precision:>11.3f}{row.recall:>8.3f}")
    return "\n".join([*lines, *(f"{count:>4} {cause}" for cause, count in total.causes.most_common())])
