"""The receiver takes what is signed, refuses what is not, and knows a copy."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import aiohttp
from standardwebhooks.webhooks import Webhook

from onrecord.receiver import Receiver

SECRET = "whsec_" + "c2VjcmV0" * 4
BODY = json.dumps({"type": "ping"})


def headers(secret: str = SECRET) -> dict[str, str]:
    now = datetime.now(tz=UTC)
    return {
        "webhook-id": "one",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("one", now, BODY),
    }


async def test_signed_alerts_are_kept_once() -> None:
    async with Receiver(SECRET) as receiver, aiohttp.ClientSession() as web:
        for _ in range(2):
            async with web.post(receiver.url, data=BODY, headers=headers()) as answer:
                assert answer.status == 200
        assert [one.copy for one in receiver.received] == [False, True]
        assert receiver.alerts() == [{"type": "ping"}]


async def test_a_wrong_signature_is_refused() -> None:
    async with Receiver(SECRET) as receiver, aiohttp.ClientSession() as web:
        async with web.post(receiver.url, data=BODY, headers=headers("whsec_" + "YW5vdGhl" * 4)) as answer:
            assert answer.status == 401
        assert (receiver.received, receiver.refused) == ([], 1)
