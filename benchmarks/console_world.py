"""A made-up archive for ``console``: rows of every table that its pages read, the same for the same number.

A year of statements as they come: figures, outlets and words are as unevenly frequent as in the news (Zipf), a
third of the statements make a claim and the others repeat one of the last few hundred, so that a few claims are
carried by hundreds. Rows are plain dicts; ``as_time`` and ``as_day`` say how the database wants moments and days.
"""

from __future__ import annotations

import json
import random
from bisect import bisect
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any

from onrecord.store.tables.alerts import AlertRow, AttemptRow, DeliveryRow, EvidenceRow, OccasionRow
from onrecord.store.tables.articles import ArticleRow, StatementRow
from onrecord.store.tables.log import LogRow
from onrecord.store.tables.record import ClaimRow, RecordRow, UtteranceRow, UtteranceTopicRow
from onrecord.store.tables.sources import EntryRow, SourceEventRow, SourceRow
from processors.models import Figure, Outlet, Role, Topic

FIGURES, OUTLETS, TOPICS, PER_ARTICLE, ENDPOINTS = 50, 40, 12, 4, 5
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
CHUNK = 20_000
PER_DELIVERY = 8
"""Statements to one delivery: a newsroom is told of a part of what is said."""

VECTOR = 1024
"""Bytes of a statement's vector (512 numbers of 16 bits): rows are as wide as real ones."""

_POOL = 300
"""Claims that are still repeated at one time."""

_SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo za".split()  # noqa: SIM905 - reads best so
WORDS = tuple(
    a + b + c for c in ("", *_SYLLABLES[:14]) for b in _SYLLABLES for a in _SYLLABLES
)  # fmt: skip
"""6,000 words; the n-th is about 1/n as frequent as the first."""

figures = tuple(Figure(f"figure-{n}", f"Figure {n}", roles=(Role("Minister"),)) for n in range(FIGURES))
outlets = tuple(Outlet(f"outlet-{n}", f"Outlet {n}", "en") for n in range(OUTLETS))
topics = tuple(Topic(f"topic-{n}", f"Topic {n}") for n in range(TOPICS))


def zipf(number: int) -> list[float]:
    """Cumulated weights by which the n-th of ``number`` is drawn 1/n as often as the first."""
    return list(accumulate(1 / rank for rank in range(1, number + 1)))


@dataclass(slots=True)
class _Claim:
    id: str
    figure: str
    first: dict[str, Any]
    updates: str | None
    outlets: set[str] = field(default_factory=set)
    stories: set[str] = field(default_factory=set)
    variants: int = 0
    last: datetime = NOW
    begun: datetime = NOW
    closest: str = "null"


Rows = dict[type, list[dict[str, Any]]]


class World:
    """Makes the rows of ``total`` statements, in chunks, in the order of deciding."""

    def __init__(self, total: int, as_time: Callable[[datetime], Any], as_day: Callable[[date], Any]) -> None:
        self.total, self._time, self._day = total, as_time, as_day
        self._chance = random.Random(1)
        self._noise = self._chance.randbytes(1 << 20)
        self._weights = {n: zipf(n) for n in (FIGURES, OUTLETS, TOPICS, len(WORDS))}
        self._pool: deque[_Claim] = deque()
        self._latest: dict[str, _Claim] = {}
        self._article: dict[str, Any] = {}
        self._fragments = [" ".join(self._words(6)) for _ in range(20_000)]
        self._paragraphs = [" ".join(self._words(30)) for _ in range(3_000)]

    def chunks(self) -> Iterator[Rows]:
        """All rows, a chunk at a time; the last one closes what was open."""
        yield self._standing()
        for first in range(0, self.total, CHUNK):
            rows: Rows = defaultdict(list)
            for number in range(first, min(self.total, first + CHUNK)):
                self._hear(number, rows)
            yield rows
        yield {ClaimRow: [self._claim_row(claim) for claim in self._pool]}

    def _drawn(self, number: int) -> int:
        weights = self._weights[number]
        return bisect(weights, self._chance.random() * weights[-1], 0, number - 1)

    def _words(self, number: int) -> list[str]:
        return self._chance.choices(WORDS, cum_weights=self._weights[len(WORDS)], k=number)

    def _any(self, several: Sequence[str]) -> str:
        return several[int(self._chance.random() * len(several))]

    def _text(self) -> str:
        a, b, c = (self._any(self._fragments) for _ in range(3))
        return f"“We will {a} {b} {c} by {int(self._chance.random() * 100)} percent”"

    def _hear(self, number: int, rows: Rows) -> None:
        moment = NOW - YEAR * ((self.total - number) / self.total)
        if number % PER_ARTICLE == 0:
            self._article = self._publish(number, moment)
            rows[ArticleRow].append(self._article)
            rows[EntryRow].append(self._entry(self._article))
        claim, decision = self._claimed(number, rows)
        row = self._utterance(number, claim, decision, moment)
        named = sorted({f"topic-{self._drawn(TOPICS)}" for _ in range(2)})
        rows[UtteranceRow].append(row)
        rows[StatementRow].append(self._statement(row, named))
        rows[UtteranceTopicRow] += [{"topic_id": t, "seq": row["seq"], "figure_id": claim.figure} for t in named]
        rows[OccasionRow].append(self._occasion(row, claim, named))
        if number >= self.total - 5_000:
            rows[EvidenceRow].append(_evidence(row))
        if number % PER_DELIVERY == 0:
            self._deliver(number, row, rows)

    def _claimed(self, number: int, rows: Rows) -> tuple[_Claim, str]:
        if self._pool and self._chance.random() < 2 / 3:
            place = int(len(self._pool) * min(self._chance.random(), self._chance.random()))
            return self._pool[place], "repeat"
        figure = f"figure-{self._drawn(FIGURES)}"
        before = self._latest.get(figure)
        changed = before if before is not None and self._chance.random() < 1 / 8 else None
        claim = _Claim(f"c{number}", figure, {}, changed.id if changed else None)
        self._pool.append(claim)
        self._latest[figure] = claim
        if len(self._pool) > _POOL:
            # The first few stay long: what is said of them is what everybody repeats.
            gone = self._pool[10]
            del self._pool[10]
            rows[ClaimRow].append(self._claim_row(gone))
        return claim, "update" if changed else "new"

    def _utterance(self, number: int, claim: _Claim, decision: str, moment: datetime) -> dict[str, Any]:
        article, place = self._article, number * 7919 % (len(self._noise) - VECTOR)
        text, lang = self._text(), article["lang"]
        differs = '{"what": "quantity", "before": "40", "after": "50"}' if decision == "update" else ""
        verdict = (
            f'{{"decision": "{decision}", "claim_id": "{claim.id}", "probability": 0.9, "same": 0.1, "reason": "It was '
            f'measured.", "rule": "classifier", "threshold": 0.6, "closest": {claim.closest}, "differs": [{differs}], '
            f'"updates": {json.dumps(claim.updates)}, "notes": []}}'
        )
        row = {
            "seq": number + 1, "id": f"u{number}", "figure_id": claim.figure, "claim_id": claim.id,
            "decision": decision, "text": text, "time": self._time(moment), "day": self._day(moment.date()),
            "lang": lang, "modality": "said", "said_on": None, "outlet_id": article["outlet_id"],
            "kind": self._any(("direct", "direct", "mixed", "indirect")), "article_id": article["id"],
            "outlet_name": article["outlet_name"], "revision": 1, "article_url": article["url"],
            "story_id": article["story_id"], "probability": 0.9, "same": 0.1, "decided": self._time(moment),
            "embedder_id": "measured", "vector": self._noise[place : place + VECTOR], "verdict": verdict,
        }  # fmt: skip
        if not claim.first:
            claim.first, claim.begun, claim.closest = row, moment, _closest(row, moment)
        claim.outlets.add(row["outlet_id"])
        claim.stories.add(row["story_id"])
        claim.variants, claim.last = claim.variants + 1, moment
        return row

    def _publish(self, number: int, moment: datetime) -> dict[str, Any]:
        outlet, name = outlets[self._drawn(OUTLETS)], f"a{number // PER_ARTICLE}"
        url, stamp = f"https://{outlet.id}.example/{name}", self._time(moment)
        return {
            "id": name, "revision": 1, "url": url, "canonical_url": url, "source_id": outlet.id,
            "outlet_id": outlet.id, "outlet_name": outlet.name, "title": self._text(),
            "lang": self._any(("en", "en", "de", "fr", "uk")),
            "text": "\n".join(self._any(self._paragraphs) for _ in range(8)),
            "author": None, "section": None, "content_hash": "0", "published": stamp, "updated": None, "seen": stamp,
            "fetched": stamp, "story_id": f"s{number // PER_ARTICLE}", "fingerprint": "[]", "notes": "[]",
            "named": '["figure-1"]', "mentions": "[]", "entities": "[]", "keywords": "[]",
        }  # fmt: skip

    def _statement(self, row: dict[str, Any], named: list[str]) -> dict[str, Any]:
        trail = (
            f'{{"start": 0, "end": 40, "spans": [[0, 40]], "text": "{row["text"]}", "kind": "{row["kind"]}", '
            f'"confidence": 0.9, "rule": "measured", "speaker": "Figure", "speaker_span": null, "figure_id": '
            f'"{row["figure_id"]}", "cue": "said", "cue_span": null, "modality": "said", "said_on": null, "lang": '
            f'"{row["lang"]}", "reasons": ["It was measured."], "in_title": false}}'
        )
        same = ("id", "article_id", "revision", "figure_id", "text", "kind", "modality", "lang", "said_on")
        return {name: row[name] for name in same} | {
            "speaker": "Figure", "confidence": 0.9, "start": 0, "end": 40, "in_title": False,
            "published": row["time"], "topics": json.dumps(named), "trail": trail, "gate": "",
        }  # fmt: skip

    def _occasion(self, row: dict[str, Any], claim: _Claim, named: list[str]) -> dict[str, Any]:
        events = {"new": "statement.new", "update": "statement.updated", "repeat": "statement.corroborated"}
        same = ("figure_id", "claim_id", "article_id", "revision", "story_id", "outlet_id", "lang", "kind", "modality")
        return {name: row[name] for name in same} | {
            "id": f"o{row['seq']}", "event": events[row["decision"]], "statement_id": row["id"], "confidence": 0.9,
            "same": 0.1, "outlets": len(claim.outlets), "topics": " ".join(named), "corrects": "",
            "decided": row["decided"],
        }  # fmt: skip

    def _entry(self, article: dict[str, Any]) -> dict[str, Any]:
        return {
            "key": article["id"], "source_id": article["source_id"], "article_id": article["id"], "entry_hash": "0",
            "content_hash": "0", "revision": 1, "url": article["url"], "verdict": "fetched", "seen": article["seen"],
        }  # fmt: skip

    def _deliver(self, number: int, row: dict[str, Any], rows: Rows) -> None:
        """Alert, delivery and attempt; one in five hundred was refused, the newest thousand of one endpoint wait."""
        recent = number > self.total - 2_000
        state = "pending" if recent else "refused" if number // PER_DELIVERY % 500 == 0 else "delivered"
        subscription, endpoint = f"default/sub-{number % 20}", f"default/end-{number % ENDPOINTS}"
        alert, name, at = f"al{number}", f"d{number}", row["decided"]
        rows[AlertRow].append({
            "id": alert, "tenant": "default", "subscription_id": subscription, "claim_id": row["claim_id"],
            "event": "statement.new", "occurrence": row["id"], "disposition": "send", "bundle": "",
            "bundled_into": None, "due": at, "reason": "", "statement_id": row["id"], "figure_id": row["figure_id"],
            "article_id": row["article_id"], "body": json.dumps({"data": row["text"] * 6}), "created": at,
        })  # fmt: skip
        rows[DeliveryRow].append({
            "seq": number // PER_DELIVERY + 1, "id": name, "alert_id": alert, "tenant": "default",
            "subscription_id": subscription, "endpoint_id": endpoint, "order_key": row["claim_id"], "due": at,
            "state": state, "attempts": int(not recent), "tries": 0, "owner": None, "reason": "accepted",
            "status": {"pending": None, "refused": 410, "delivered": 200}[state], "created": at,
            "ended": None if recent else at,
        })  # fmt: skip
        if not recent:
            rows[AttemptRow].append({
                "delivery_id": name, "number": 1, "started": at, "latency_ms": 40, "outcome": "accepted",
                "status": 200, "answer": "ok", "error": "", "reason": "accepted",
            })  # fmt: skip

    def _claim_row(self, claim: _Claim) -> dict[str, Any]:
        first = claim.first
        return {
            "id": claim.id, "figure_id": claim.figure, "first_seen": self._time(claim.begun),
            "last_seen": self._time(claim.last), "first_utterance": first["id"], "text": first["text"],
            "outlets": json.dumps(sorted(claim.outlets)), "stories": json.dumps(sorted(claim.stories)),
            "variants": claim.variants, "updates": claim.updates, "updated_by": None,
        }  # fmt: skip

    def _standing(self) -> Rows:
        """What does not grow with the number of statements."""
        stamp = self._time(NOW)
        rhythm = json.dumps({"rhythm": [NOW.timestamp() - 1800 * step for step in range(20, 0, -1)]})
        source = {"reason": "4 new entries", "since": stamp, "due": stamp, "polled": stamp, "last_success": stamp}
        return {
            RecordRow: [{"figure_id": one.id, "version": 1} for one in figures],
            SourceRow: [
                {"id": o.id, "url": "https://o.example/", "status": "healthy", "failures": 0, "state": rhythm, **source}
                for o in outlets
            ],
            SourceEventRow: [
                {"id": n + 1, "source_id": outlets[n % OUTLETS].id, "outlet": "Outlet", "before": "healthy",
                 "after": "failing", "reason": "503", "at": self._time(NOW - timedelta(hours=n))}
                for n in range(2_000)
            ],
            LogRow: [
                {"position": n + 1, "channel": "articles", "key": "k", "message_id": f"m{n}", "body": "{}",
                 "created": stamp}
                for n in range(20_000)
            ],
        }  # fmt: skip


def _closest(row: dict[str, Any], moment: datetime) -> str:
    """The statement as verdicts on later ones quote it."""
    same = (
        "id", "figure_id", "text", "lang", "kind", "modality", "outlet_id", "outlet_name", "article_id", "article_url",
        "revision", "story_id", "claim_id",
    )  # fmt: skip
    return json.dumps({name: row[name] for name in same} | {"time": moment.isoformat()}, ensure_ascii=False)


def _evidence(row: dict[str, Any]) -> dict[str, Any]:
    shown = {
        "figure": {"name": row["figure_id"]}, "article": {"outlet": {"name": row["outlet_name"]}},
        "statement": {"text": row["text"]},
    }  # fmt: skip
    return {"statement_id": row["id"], "content": json.dumps(shown)}
