"""Secrets at rest: sealed with a key that is not in the database (Fernet: AES-128-CBC with HMAC-SHA256)."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config.settings import Settings
from processors.errors import ConfigError

KEY_FILE = "sealing.key"
"""Name of the file in the data folder that holds the sealing key where none is configured."""

MIN_CHARACTERS = 32
"""Of a key: it must be random, not a word; nothing here slows down guessing."""


class Sealer:
    """Seals with the first key and opens with any, so that keys can be changed one at a time."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or any(len(key) < MIN_CHARACTERS for key in keys):
            raise ConfigError(f"the key that seals secrets has at least {MIN_CHARACTERS} random characters")
        self._fernet = MultiFernet([Fernet(_derived(key)) for key in keys])

    def seal(self, text: str) -> str:
        """``text`` as it may be stored."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """What ``seal`` was given. Raises ConfigError when no key fits."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise ConfigError("a stored secret was sealed with a key that is not configured") from error


def _derived(key: str) -> bytes:
    """The Fernet key of a configured one (HKDF, RFC 5869), apart from any other use of the same key."""
    raw = HKDF(SHA256(), 32, salt=None, info=b"onrecord sealing v1").derive(key.encode())
    return base64.urlsafe_b64encode(raw)


def key_in(file: Path) -> str:
    """The key that ``file`` holds; made there, readable to its owner only, when there is none yet."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(MIN_CHARACTERS)
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(key + "\n")
    return key


def key_from(secret: str) -> str:
    """A sealing key from any secret of 32 characters or more (HKDF-SHA256, RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"onrecord sealing key v1").derive(secret.encode())
    return base64.urlsafe_b64encode(derived).decode()


def sealer_of(settings: Settings) -> Sealer:
    """The sealer of ``ONRECORD_SECRET_KEY``, or of a key made in the data folder at the first start."""
    if settings.secret_key is not None:
        return Sealer([key_from(settings.secret_key.get_secret_value())])
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Sealer([key_in(Path(settings.data_dir) / KEY_FILE)])
