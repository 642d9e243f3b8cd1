"""Secrets at rest: sealed with a key that is not in the database (Fernet: AES-128-CBC with HMAC-SHA256)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from processors.errors import ConfigError


class Sealer:
    """Seals with the first key and opens with any, so that keys can be changed one at a time."""

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise ConfigError("a sealing key is 32 bytes in URL-safe base64; `onrecord doctor` makes one") from error

    def seal(self, text: str) -> str:
        """``text`` as it may be stored."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """What ``seal`` was given. Raises ConfigError when no key fits."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise ConfigError("a stored secret was sealed with a key that is not configured") from error


def key_in(file: Path) -> str:
    """The key that ``file`` holds; made there, readable to its owner only, when there is none yet."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    key = Fernet.generate_key().decode()
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(key + "\n")
    return key
