"""Passwords, keys and tokens: made and checked here, kept only as hashes."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

KEY = re.compile(r"onr_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")
"""An API key: a fixed beginning that secret scanners find, its id, 256 random bits."""

SHORTEST_PASSWORD = 12
"""NIST SP 800-63B asks for at least 8 and recommends longer; no other rule helps."""

_hasher = PasswordHasher()
"""argon2id with the library's defaults (RFC 9106, second recommended option)."""

_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """``password`` as it may be stored."""
    return _hasher.hash(password)


def password_fits(stored: str | None, password: str) -> bool:
    """Whether ``password`` is the one. Takes as long where there is no such account, so that nobody can tell."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def new_key() -> tuple[str, str]:
    """A new API key: (its id, the key)."""
    key_id = secrets.token_hex(6)
    return key_id, f"onr_{key_id}_{secrets.token_urlsafe(32)}"


def new_token() -> str:
    """256 random bits for a cookie or a form."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """SHA-256 of a random token, as the store keeps it."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two tokens are equal, in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
