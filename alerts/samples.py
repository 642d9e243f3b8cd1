"""Messages to try a receiver with: good ones that it must take, and bad ones that it must refuse. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts import payload, signing
from alerts.models import EventType, Secret

STALE = timedelta(minutes=10)
"""Twice the five minutes that Standard Webhooks libraries tolerate."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One request. ``accepted``: whether the receiver must answer 2xx; ``why``: what it tries."""

    name: str
    headers: Mapping[str, str]
    body: str
    accepted: bool
    why: str


def samples(secret: str, stranger: str, now: datetime) -> tuple[Sample, ...]:
    """Requests signed with ``secret``; ``stranger`` is a secret that the receiver does not know."""
    body = payload.encode(EventType.PING, now, {"text": "A sample by onrecord: Größe, «да», “ok”."})
    mine, other = Secret(signing.check(secret)), Secret(signing.check(stranger))

    def signed(name: str, *secrets: Secret, at: datetime = now) -> dict[str, str]:
        return signing.headers(secrets, f"sample-{name}", at, body)

    unsigned = {key: value for key, value in signed("unsigned", mine).items() if key != "webhook-signature"}
    return (
        Sample("good", signed("good", mine), body, True, "signed as it should be"),
        Sample("duplicate", signed("good", mine), body, True, "the same webhook-id again: accept it, act on it once"),
        Sample("rotated", signed("rotated", other, mine), body, True, "two signatures while a secret is rotated"),
        Sample("stale", signed("stale", mine, at=now - STALE), body, False, "signed ten minutes ago: a replay attack"),
        Sample("future", signed("future", mine, at=now + STALE), body, False, "signed ten minutes ahead"),
        Sample("tampered", signed("tampered", mine), _tampered(body), False, "the body was changed after signing"),
        Sample("stranger", signed("stranger", other), body, False, "signed with a secret that is not yours"),
        Sample("renamed", signed("x", mine) | {"webhook-id": "sample-y"}, body, False, "another id than was signed"),
        Sample("unsigned", unsigned, body, False, "no signature at all"),
    )


def _tampered(body: str) -> str:
    envelope = json.loads(body)
    envelope["data"]["text"] += " And a forged sentence."
    return json.dumps(envelope)
