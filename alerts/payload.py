"""The body of a webhook, version 1: ``{"type", "timestamp", "data"}`` as Standard Webhooks recommends.

The JSON Schemas are in ``alerts/schemas/v1``. A body is built once, when the alert is decided, and is signed and
sent byte for byte the same on every attempt. It stays under 20 kB (the size the Standard Webhooks specification
recommends): long texts are cut, and ``truncated`` names them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from alerts.models import Alert, Correction, EventType, Notice, Occasion, Subscription
from processors.claims import ClaimState, Decision, Difference, Utterance, Verdict
from processors.models import Article, Figure, Statement

VERSION = 1

MAX_BYTES = 20_000
"""Upper bound of a body (Standard Webhooks specification, "Payload size")."""

MAX_TEXT = 4_000
"""Characters of one text that are kept; four of them with every character three bytes long still leave room."""

MAX_TITLE = 300
MAX_OUTLETS = 50
"""Outlets of a claim that are named; ``outlet_count`` counts all."""

MAX_DIFFERENCES = 12
ELLIPSIS = "…"

Json = dict[str, Any]


def instant(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC with milliseconds and a Z, the one way this project writes a moment."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + ELLIPSIS


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _figure(figure: Figure, on: date) -> Json:
    role = next((r.title for r in figure.roles if r.held_on(on)), None)
    return {"id": figure.id, "name": figure.name, "role": role, "wikidata": figure.wikidata}


def _statement(statement: Statement, statement_id: str, context: str, limit: int) -> Json:
    return {
        "id": statement_id,
        "text": _cut(statement.text, limit),
        "kind": statement.kind,
        "modality": statement.modality,
        "speaker": statement.speaker,
        "cue": statement.cue,
        "confidence": round(statement.confidence, 3),
        "language": statement.lang,
        "said_on": _day(statement.said_on),
        "context": _cut(context, limit),
        "start": statement.start,
        "end": statement.end,
        "in_title": statement.in_title,
        "rule": statement.rule,
        "reasons": [_cut(reason, MAX_TITLE) for reason in statement.reasons[:MAX_DIFFERENCES]],
    }


def _article(article: Article) -> Json:
    return {
        "id": article.id,
        "url": article.url,
        "outlet": {"id": article.outlet.id, "name": article.outlet.name},
        "title": _cut(article.title, MAX_TITLE),
        "author": _cut(article.author, MAX_TITLE) if article.author else None,
        "language": article.lang,
        "published": instant(article.published),
        "seen": instant(article.seen),
        "fetched": instant(article.fetched),
        "revision": article.revision,
    }


def _claim(claim: ClaimState) -> Json:
    return {
        "id": claim.id,
        "first_seen": instant(claim.first_seen),
        "outlets": list(claim.outlets[:MAX_OUTLETS]),
        "outlet_count": len(claim.outlets),
        "variants": claim.variants,
        "updates": claim.updates,
    }


def _earlier(utterance: Utterance | None, limit: int) -> Json | None:
    if utterance is None:
        return None
    return {
        "id": utterance.id,
        "text": _cut(utterance.text, limit),
        "outlet": {"id": utterance.outlet_id, "name": utterance.outlet_name},
        "url": utterance.article_url,
        "time": instant(utterance.time),
        "date": _day(utterance.said_on or utterance.time.date()),
        "language": utterance.lang,
        "claim_id": utterance.claim_id,
    }


def _novelty(verdict: Verdict, limit: int) -> Json:
    return {
        "decision": verdict.decision,
        "reason": _cut(verdict.reason, MAX_TITLE * 2),
        "rule": verdict.rule,
        "probability": round(verdict.probability, 3),
        "same": round(verdict.same, 3),
        "threshold": round(verdict.threshold, 3),
        "closest": _earlier(verdict.closest, limit),
        "differs": [_difference(d.what, d.before, d.after) for d in _telling(verdict)],
    }


def _telling(verdict: Verdict) -> Sequence[Difference]:
    """What changed; of a new claim nothing, for it differs from the closest one in everything."""
    return () if verdict.decision is Decision.NEW else verdict.differs[:MAX_DIFFERENCES]


def _difference(what: str, before: str, after: str) -> Json:
    return {"what": what, "before": _cut(before, MAX_TITLE), "after": _cut(after, MAX_TITLE)}


def _correction(correction: Correction, corrects: str, limit: int) -> Json:
    return {
        "alert_id": corrects,
        "reason": correction.reason,
        "statement_id": correction.statement_id,
        "claim_id": correction.claim_id,
        "before": _cut(correction.before, limit),
        "after": _cut(correction.after, limit) if correction.after is not None else None,
        "speaker_before": correction.speaker_before,
        "speaker_after": correction.speaker_after,
        "revision_before": correction.revision_before,
        "differs": [_difference(d.what, d.before, d.after) for d in correction.differs[:MAX_DIFFERENCES]],
    }


def evidence(occasion: Occasion, limit: int = MAX_TEXT) -> Json:
    """What every alert of ``occasion`` shows, whoever gets it: figure, statement, article, claim, novelty, times."""
    article = occasion.article
    return {
        "figure": _figure(occasion.figure, article.day),
        "statement": _statement(occasion.statement, occasion.statement_id, occasion.context, limit),
        "article": _article(article),
        "claim": _claim(occasion.claim),
        "novelty": _novelty(occasion.verdict, limit),
        "topics": list(occasion.topics),
        "times": {
            "published": instant(article.published),
            "seen": instant(article.seen),
            "fetched": instant(article.fetched),
            "decided": instant(occasion.decided),
        },
    }


def subscription_part(subscription: Subscription) -> Json:
    """Which subscription it is for, with its labels, for routing at the receiver."""
    return {"id": subscription.id, "name": subscription.name, "labels": dict(subscription.labels)}


def encode(event: str, moment: datetime, content: Mapping[str, Any]) -> str:
    """The body as it is signed and sent: compact JSON, characters as they are."""
    envelope = {"type": event, "timestamp": instant(moment), "version": VERSION, "data": content}
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":"), default=str)


def fits(body: str) -> bool:
    """Whether ``body`` may be sent as it is."""
    return len(body.encode()) < MAX_BYTES


def build(occasion: Occasion, subscription: Subscription, event: str, corrects: str = "") -> str:
    """The body of one alert, under ``MAX_BYTES``. ``corrects``: id of the alert that a correction follows up."""
    limit = MAX_TEXT
    while True:
        content = evidence(occasion, limit)
        content["subscription"] = subscription_part(subscription)
        if occasion.correction is not None:
            content["correction"] = _correction(occasion.correction, corrects, limit)
        content["truncated"] = limit < MAX_TEXT or _was_cut(content)
        body = encode(event, occasion.decided, content)
        if fits(body) or limit < 100:
            return body
        limit //= 2


def _was_cut(content: Json) -> bool:
    closest = content["novelty"]["closest"] or {}
    texts = (content["statement"]["text"], content["statement"]["context"], closest.get("text", ""))
    return any(len(text) == MAX_TEXT and text.endswith(ELLIPSIS) for text in texts)


def build_digest(subscription: Subscription, alerts: Sequence[Alert], bundle: str, moment: datetime) -> str:
    """Several alerts as one body. Those that do not fit are counted in ``left_out``, never silently dropped."""
    summaries = [_summary(alert) for alert in alerts]
    kept = len(summaries)
    while True:
        content = {
            "subscription": subscription_part(subscription),
            "bundle": bundle,
            "count": len(alerts),
            "alerts": summaries[:kept],
            "left_out": len(alerts) - kept,
        }
        body = encode(EventType.DIGEST, moment, content)
        if fits(body) or kept == 0:
            return body
        kept = min(kept - 1, int(kept * MAX_BYTES / len(body.encode())))


def _summary(alert: Alert) -> Json:
    envelope = json.loads(alert.body)
    content = envelope["data"]
    return {
        "alert_id": alert.id,
        "type": alert.event,
        "timestamp": envelope["timestamp"],
        "figure": content["figure"],
        "statement": {
            key: content["statement"][key] for key in ("id", "text", "kind", "modality", "speaker", "cue", "confidence")
        },
        "article": {key: content["article"][key] for key in ("id", "url", "outlet", "title", "published")},
        "claim": {"id": content["claim"]["id"], "outlet_count": content["claim"]["outlet_count"]},
        "novelty": {key: content["novelty"][key] for key in ("decision", "reason")},
    }


def build_notice(notice: Notice, subscription: Subscription) -> str:
    """The body of an operator event."""
    kind, _, name = notice.subject.partition(":")
    content = {
        "subscription": subscription_part(subscription),
        "subject": {"kind": kind, "id": name, "name": notice.name},
        "reason": _cut(notice.reason, MAX_TITLE * 2),
        "since": instant(notice.since),
    }
    return encode(notice.event, notice.at, content)


def build_ping(endpoint_id: str, moment: datetime) -> str:
    """The body of a test."""
    return encode(EventType.PING, moment, {"endpoint": {"id": endpoint_id}, "text": "This is a test by onrecord."})
