"""Signatures hold against Standard Webhooks' own library, and against nothing that was changed."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from alerts import signing
from alerts.models import Secret
from processors.errors import ConfigError

OLD, NEW = (signing.new_secret(bytes([n]) * 32) for n in (1, 2))
BODY = json.dumps({"type": "ping", "data": {"text": "Größe — «да»"}}, ensure_ascii=False)


@given(st.binary(min_size=24, max_size=64), st.text(min_size=1, max_size=200), st.uuids())
def test_what_is_signed_verifies_with_the_library_and_a_change_does_not(key: bytes, text: str, name: object) -> None:
    secret = signing.new_secret(key)
    body = json.dumps({"text": text})
    head = signing.headers([Secret(secret)], str(name), datetime.now(UTC), body)
    assert Webhook(secret).verify(body.encode(), head) == {"text": text}
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.encode() + b" ", head)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.encode(), head | {"webhook-id": "another"})


def test_a_stale_signature_does_not_verify() -> None:
    head = signing.headers([Secret(OLD)], "id", datetime.now(UTC) - timedelta(minutes=6), BODY)
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(OLD).verify(BODY.encode(), head)


def test_while_a_secret_is_rotated_both_verify_and_afterwards_only_the_new_one() -> None:
    now = datetime.now(UTC)
    secrets = signing.rotated([Secret(OLD)], NEW, now - timedelta(hours=23))
    during = signing.headers(secrets, "id", now, BODY)
    assert during["webhook-signature"].count("v1,") == 2
    for secret in (OLD, NEW):
        assert Webhook(secret).verify(BODY.encode(), during)
    after = signing.headers(secrets, "id", now + timedelta(hours=2), BODY)
    assert after["webhook-signature"].count("v1,") == 1


def test_rotating_twice_never_prolongs_the_first_secret() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    once = signing.rotated([Secret(OLD)], NEW, now)
    twice = signing.rotated(once, signing.new_secret(bytes([3]) * 32), now + timedelta(hours=5))
    assert {s.value: s.expires for s in twice}[OLD] == now + timedelta(hours=24)


def test_ed25519_signatures_verify_with_the_public_key() -> None:
    secret, public = signing.new_key_pair(bytes(range(32)))
    now = datetime.now(UTC)
    head = signing.headers([Secret(secret)], "id", now, BODY)
    version, signature = head["webhook-signature"].split(",")
    assert version == "v1a"
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))
    key.verify(base64.b64decode(signature), f"id.{int(now.timestamp())}.{BODY}".encode())
    with pytest.raises(InvalidSignature):
        key.verify(base64.b64decode(signature), f"id.{int(now.timestamp())}.{BODY}x".encode())


def test_nothing_leaves_unsigned() -> None:
    now = datetime.now(UTC)
    with pytest.raises(ConfigError, match="no valid secret"):
        signing.headers([Secret(OLD, now - timedelta(seconds=1))], "id", now, BODY)


@pytest.mark.parametrize("secret", ["", "abc", "whsec_", "whsec_QUJD", "whsk_QUJD", "whsec_" + "A" * 120])
def test_a_secret_that_cannot_sign_is_refused_with_what_is_wrong(secret: str) -> None:
    with pytest.raises(ConfigError, match=r"secret|ed25519"):
        signing.check(secret)
