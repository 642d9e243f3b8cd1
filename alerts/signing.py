"""Signatures after Standard Webhooks: ``v1`` (HMAC-SHA256) by its own library, ``v1a`` (ed25519) by cryptography.

What is signed is ``{webhook-id}.{webhook-timestamp}.{body}``. While a secret is being rotated, every message
carries the signatures of both, parted by a space, so that a receiver may change over at any moment.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from standardwebhooks.webhooks import Webhook

from alerts.models import Secret
from processors.errors import ConfigError

SYMMETRIC, PRIVATE, PUBLIC = "whsec_", "whsk_", "whpk_"
"""Prefixes of keys (Standard Webhooks specification, "Signature scheme")."""

MIN_KEY_BYTES, MAX_KEY_BYTES = 24, 64
"""Length of an HMAC key (Standard Webhooks specification: between 24 bytes and 64 bytes)."""

SEED_BYTES = 32
OVERLAP = timedelta(hours=24)
"""How long the old secret still signs after a rotation (Standard Webhooks operational advice)."""


def _key(secret: str, prefix: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(prefix) + "==", validate=False)
    except binascii.Error as error:
        raise ConfigError(f"the secret is not base64 behind {prefix}") from error


def check(secret: str) -> str:
    """``secret`` as it is, when it can sign. Raises ConfigError saying what is wrong with it."""
    if secret.startswith(PRIVATE):
        if len(_key(secret, PRIVATE)) not in (SEED_BYTES, 2 * SEED_BYTES):
            raise ConfigError(f"an ed25519 key is {SEED_BYTES} bytes in base64 behind {PRIVATE}")
    elif not secret.startswith(SYMMETRIC):
        raise ConfigError(f"a secret begins with {SYMMETRIC} (HMAC) or {PRIVATE} (ed25519)")
    elif not MIN_KEY_BYTES <= len(_key(secret, SYMMETRIC)) <= MAX_KEY_BYTES:
        raise ConfigError(f"a secret holds {MIN_KEY_BYTES} to {MAX_KEY_BYTES} bytes in base64 behind {SYMMETRIC}")
    return secret


def new_secret(entropy: bytes) -> str:
    """The HMAC secret that holds ``entropy`` (32 bytes from the system's source of randomness)."""
    return check(SYMMETRIC + base64.b64encode(entropy).decode())


def new_key_pair(seed: bytes) -> tuple[str, str]:
    """Private and public key (``whsk_``, ``whpk_``) of the ed25519 ``seed`` of 32 bytes."""
    secret = check(PRIVATE + base64.b64encode(seed).decode())
    return secret, public_key(secret)


def _private(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_key(secret, PRIVATE)[:SEED_BYTES])


def public_key(secret: str) -> str:
    """What receivers verify ``v1a`` signatures of ``secret`` with."""
    raw = _private(secret).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return PUBLIC + base64.b64encode(raw).decode()


def _signature(secret: str, message_id: str, moment: datetime, body: str) -> str:
    if secret.startswith(PRIVATE):
        content = f"{message_id}.{int(moment.timestamp())}.{body}".encode()
        return "v1a," + base64.b64encode(_private(secret).sign(content)).decode()
    return str(Webhook(secret).sign(message_id, moment.astimezone(UTC), body))


def valid_at(secrets: Sequence[Secret], now: datetime) -> tuple[Secret, ...]:
    """Those of ``secrets`` that sign at ``now``, the current one first."""
    alive = [secret for secret in secrets if secret.expires is None or secret.expires > now]
    return tuple(sorted(alive, key=lambda secret: secret.expires is not None))


def headers(secrets: Sequence[Secret], message_id: str, now: datetime, body: str) -> dict[str, str]:
    """The three headers of a Standard Webhook. ``webhook-timestamp`` is the time of this attempt.

    Raises ConfigError when no secret is valid: nothing leaves unsigned.
    """
    signing = valid_at(secrets, now)
    if not signing:
        raise ConfigError("the endpoint has no valid secret to sign with; rotate it to get a new one")
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(_signature(secret.value, message_id, now, body) for secret in signing),
    }


def rotated(secrets: Sequence[Secret], new: str, now: datetime, overlap: timedelta = OVERLAP) -> tuple[Secret, ...]:
    """``secrets`` with ``new`` as the current one; older ones sign until ``overlap`` has passed, expired ones go."""
    old = (
        replace(secret, expires=min(secret.expires or now + overlap, now + overlap))
        for secret in valid_at(secrets, now)
    )
    return (Secret(check(new)), *old)
