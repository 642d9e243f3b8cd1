"""Mail, chat and other channels for people, through Apprise; the only module that imports it."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import datetime
from typing import TYPE_CHECKING

from alerts.models import Answer, DueDelivery, Outcome
from alerts.rendering import Rendered, render

if TYPE_CHECKING:
    import apprise

TIMEOUT_S = 15.0
"""Apprise plugins have limits of their own; this one holds for those that forget theirs."""

PUBLIC_SERVICES = frozenset(
    {"slack", "discord", "tgram", "msteams", "gchat", "wxteams", "pover", "pbul", "sendgrid", "mailgun", "resend",
     "pagerduty", "opsgenie", "twilio"}
)  # fmt: skip
"""Apprise schemas that lead to one public service, whatever the rest of the address says. Others name a host of their
own choosing, and Apprise connects without our guard: they would be a way into the network that this runs in."""


class AppriseSender:
    """Sends alerts as messages. The endpoint's ``url`` is an Apprise address such as ``mailto://…`` or ``slack://…``."""

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s

    async def send(self, due: DueDelivery, now: datetime) -> Answer:
        """Send ``due`` as a message; what plugins log instead of raising becomes the answer's error."""
        import apprise  # noqa: PLC0415 - a quarter of a second that few installations need

        start = time.monotonic()
        message = render(json.loads(due.body))
        notifier = apprise.Apprise()
        if not notifier.add(due.endpoint.url):
            return Answer(Outcome.UNSENDABLE, now, 0, error="not an Apprise address")
        try:
            with apprise.LogCapture(level=apprise.logging.WARNING) as log:  # type: ignore[no-untyped-call]
                sent = await asyncio.wait_for(_notified(notifier, message), self._timeout_s)
                error = "" if sent else (log.getvalue() or "the channel refused it")[:300]
        except TimeoutError:
            sent, error = False, f"no answer in {self._timeout_s:.0f} s"
        outcome = Outcome.ACCEPTED if sent else Outcome.UNREACHABLE
        return Answer(outcome, now, round((time.monotonic() - start) * 1000), error=error)


async def _notified(notifier: apprise.Apprise, message: Rendered) -> bool:
    """Said to be plain text, so that Apprise escapes it and keeps its lines where a channel wants markup."""
    import apprise  # noqa: PLC0415

    sent = await notifier.async_notify(
        body=message.text, title=message.title, body_format=apprise.NotifyFormat.TEXT, interpret_escapes=False
    )
    return bool(sent)


def refusal(url: str) -> str:
    """Why ``url`` may not be set over HTTP, by somebody who does not own the network; empty where it may."""
    schema = url.partition("://")[0].lower()
    if schema not in PUBLIC_SERVICES:
        known = ", ".join(sorted(PUBLIC_SERVICES))
        return (
            f"{schema}: leads to a host of its own choosing, so it stands in subscriptions.yaml; free to set: {known}"
        )
    import apprise  # noqa: PLC0415

    return "" if apprise.Apprise.instantiate(url) else f"not an Apprise address of {schema}"
