"""One POST of one delivery. Redirects are not followed, and every outcome is a value."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from alerts import signing
from alerts.models import Answer, DueDelivery, Outcome
from alerts.retry import outcome_of
from processors.addresses import refusal_in
from processors.errors import ConfigError

TIMEOUT_S = 15.0
"""From connecting to the answer's head (Standard Webhooks: 15 to 30 s)."""

ANSWER_BYTES = 1024
"""How much of an answer is kept for the attempt log."""

USER_AGENT = "onrecord-webhooks/1"


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that ``Retry-After`` (RFC 9110, section 10.2.3) asks for: a number or a date; None for anything else."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value.strip())
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


async def _first_kilobyte(response: aiohttp.ClientResponse) -> str:
    """What the answer begins with. The status is what counts: a body that breaks off changes nothing."""
    kept = b""
    try:
        while len(kept) < ANSWER_BYTES and (chunk := await response.content.read(ANSWER_BYTES - len(kept))):
            kept += chunk
    except (aiohttp.ClientError, TimeoutError):
        pass
    return kept.decode(errors="replace")


class WebhookSender:
    """Signs and posts. The session brings the guard against forbidden addresses and the connection limits."""

    def __init__(self, session: aiohttp.ClientSession, timeout_s: float = TIMEOUT_S) -> None:
        self._session = session
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)

    async def send(self, due: DueDelivery, now: datetime) -> Answer:
        """Post ``due`` once, signed at ``now``."""
        start = time.monotonic()

        def answer(outcome: Outcome, error: BaseException | str) -> Answer:
            text = str(error) or type(error).__name__
            return Answer(outcome, now, _since(start), error=text[:300])

        try:
            return await self._post(due, now, start)
        except TimeoutError as error:
            return answer(Outcome.TIMEOUT, error)
        except ConfigError as error:
            return answer(Outcome.UNSENDABLE, error)
        except aiohttp.InvalidURL as error:
            return answer(Outcome.UNSENDABLE, error)
        except (aiohttp.ClientError, OSError) as error:
            refused = refusal_in(error)
            return answer(Outcome.FORBIDDEN_ADDRESS if refused else Outcome.UNREACHABLE, refused or error)

    async def _post(self, due: DueDelivery, now: datetime, start: float) -> Answer:
        signed = signing.headers(due.endpoint.secrets, due.delivery.alert_id, now, due.body)
        head = {"Content-Type": "application/json", "User-Agent": USER_AGENT, **signed}
        async with self._session.post(
            due.endpoint.url, data=due.body.encode(), headers=head, allow_redirects=False, timeout=self._timeout
        ) as response:
            body = await _first_kilobyte(response)
            return Answer(
                outcome=outcome_of(response.status),
                started=now,
                latency_ms=_since(start),
                status=response.status,
                retry_after=retry_after(response.headers.get("Retry-After"), now),
                body=body,
            )


def _since(start: float) -> int:
    return round((time.monotonic() - start) * 1000)
