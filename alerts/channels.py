"""Mail, chat and other channels for people, through Apprise; the only module that imports it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import apprise

from alerts.models import Answer, DueDelivery, EventType, Outcome

TIMEOUT_S = 15.0
"""Apprise plugins have limits of their own; this one holds for those that forget theirs."""

PUBLIC_SERVICES = frozenset(
    {"slack", "discord", "tgram", "msteams", "gchat", "wxteams", "pover", "pbul", "sendgrid", "mailgun", "resend",
     "pagerduty", "opsgenie", "twilio"}
)  # fmt: skip
"""Apprise schemas that lead to one public service, whatever the rest of the address says. Others name a host of their
own choosing, and Apprise connects without our guard: they would be a way into the network that this runs in."""

_HEADLINES = {
    EventType.NEW: "{who}: new statement",
    EventType.UPDATED: "{who}: changed statement",
    EventType.CORROBORATED: "{who}: now confirmed by {outlets} outlets",
    EventType.CORRECTED: "Correction: {who}",
    EventType.RETRACTED: "Retracted: {who}",
}


class AppriseSender:
    """Sends alerts as messages. The endpoint's ``url`` is an Apprise address such as ``mailto://…`` or ``slack://…``."""

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s

    async def send(self, due: DueDelivery, now: datetime) -> Answer:
        """Send ``due`` as a message; what plugins log instead of raising becomes the answer's error."""
        start = time.monotonic()
        title, text = render(json.loads(due.body))
        notifier = apprise.Apprise()
        if not notifier.add(due.endpoint.url):
            return Answer(Outcome.UNSENDABLE, now, 0, error="not an Apprise address")
        try:
            with apprise.LogCapture(level=apprise.logging.WARNING) as log:  # type: ignore[no-untyped-call]
                sent = bool(await asyncio.wait_for(notifier.async_notify(body=text, title=title), self._timeout_s))
                error = "" if sent else (log.getvalue() or "the channel refused it")[:300]
        except TimeoutError:
            sent, error = False, f"no answer in {self._timeout_s:.0f} s"
        outcome = Outcome.ACCEPTED if sent else Outcome.UNREACHABLE
        return Answer(outcome, now, round((time.monotonic() - start) * 1000), error=error)


def refusal(url: str) -> str:
    """Why ``url`` may not be set over HTTP, by somebody who does not own the network; empty where it may."""
    schema = url.partition("://")[0].lower()
    if schema not in PUBLIC_SERVICES:
        known = ", ".join(sorted(PUBLIC_SERVICES))
        return (
            f"{schema}: leads to a host of its own choosing, so it stands in subscriptions.yaml; free to set: {known}"
        )
    return "" if apprise.Apprise.instantiate(url) else f"not an Apprise address of {schema}"


def render(envelope: Mapping[str, Any]) -> tuple[str, str]:
    """Title and text of a payload, as a person wants to read it."""
    content = envelope["data"]
    if envelope["type"] == EventType.DIGEST:
        return _digest(content)
    if "statement" not in content:
        return _notice(str(envelope["type"]), content)
    headline = _HEADLINES.get(EventType(envelope["type"]), "{who}")
    outlets = content["claim"]["outlet_count"]
    title = headline.format(who=content["figure"]["name"], outlets=outlets)
    lines: Callable[[Mapping[str, Any]], list[str]] = _corrected if "correction" in content else _said
    return title, "\n".join(line for line in lines(content) if line)


def _said(content: Mapping[str, Any]) -> list[str]:
    statement, article, novelty = content["statement"], content["article"], content["novelty"]
    closest = novelty["closest"]
    earlier = f"Closest before: {closest['text']} ({closest['outlet']['name']}, {closest['date']})" if closest else ""
    differs = "; ".join(f"{d['before']} → {d['after']}" for d in novelty["differs"])
    return [
        statement["text"],
        f"{statement['speaker'] or content['figure']['name']}, {statement['kind']}, {article['outlet']['name']}",
        f"Why: {novelty['reason']}",
        earlier,
        f"Differs: {differs}" if differs else "",
        article["url"],
    ]


def _corrected(content: Mapping[str, Any]) -> list[str]:
    correction, article = content["correction"], content["article"]
    now = correction["after"] or "(no longer in the article)"
    if correction["reason"] == "attribution_changed":
        now = f"now attributed to {correction['speaker_after'] or 'somebody else'}"
    return [
        f"We told you: {correction['before']}",
        f"Now: {now}",
        f"{article['outlet']['name']}: {article['title']}",
        article["url"],
    ]


def _digest(content: Mapping[str, Any]) -> tuple[str, str]:
    name = content["subscription"]["name"] or content["subscription"]["id"]
    lines = [
        f"• {a['figure']['name']}: {a['statement']['text']} ({a['article']['outlet']['name']})"
        for a in content["alerts"]
    ]
    if content["left_out"]:
        lines.append(f"and {content['left_out']} more")
    return f"{name}: {content['count']} statements", "\n".join(lines)


def _notice(event: str, content: Mapping[str, Any]) -> tuple[str, str]:
    words = [f"{key}: {value}" for key, value in content.items() if isinstance(value, str | int | float)]
    return f"onrecord: {event}", "\n".join(words)
