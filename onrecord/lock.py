"""One embedded process a data folder: a second one is refused at once, by the operating system's file lock."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from processors.errors import PermanentError


@contextmanager
def single_instance(file: Path) -> Iterator[None]:
    """Hold ``file`` locked. Raises PermanentError where another process holds it; a killed holder's lock is free."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PermanentError(
                f"another onrecord works in {file.parent}: the embedded engine is one process, engine kafka is for more"
            ) from error
        yield
