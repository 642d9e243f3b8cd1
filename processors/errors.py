"""The error tree: temporary or permanent is in the type.

- ``OnrecordError``
    - ``TemporaryError``: the same step may succeed later; carries ``retry_after`` seconds where known.
    - ``PermanentError``: trying again changes nothing; the message goes to the dead letter.
        - ``ConfigError``: a file, key and line that a person must mend.
            - ``MisconfiguredError``: all such mistakes at once.

Whoever wraps an error of a library chains the original with ``raise … from``.
"""

from __future__ import annotations

from collections.abc import Sequence


class OnrecordError(Exception):
    """Root of all errors raised on purpose."""


class TemporaryError(OnrecordError):
    """Worth trying again. ``retry_after``: seconds, None where nothing is known."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PermanentError(OnrecordError):
    """Not worth trying again."""


class ConfigError(PermanentError):
    """A mistake in a configuration file. Prints as ``file:line: key: what is wrong (did you mean …?)``."""

    def __init__(self, message: str, *, file: str = "", line: int | None = None, key: str = "") -> None:
        self.file, self.line, self.key, self.problem = file, line, key, message
        where = f"{file}:{line}" if line is not None else file
        super().__init__(": ".join(part for part in (where, key, message) if part))


class MisconfiguredError(ConfigError):
    """Every mistake that was found, so that a person mends them in one go. Nothing was started."""

    def __init__(self, mistakes: Sequence[ConfigError]) -> None:
        self.mistakes = tuple(mistakes)
        count = "1 mistake" if len(self.mistakes) == 1 else f"{len(self.mistakes)} mistakes"
        lines = [f"{count} in the configuration, nothing was started:", *(f"  {mistake}" for mistake in self.mistakes)]
        super().__init__("\n".join(lines))
