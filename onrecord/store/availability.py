"""Which errors of a database mean "not now": the same unit may succeed later."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from processors.errors import TemporaryError

AWAY = ("08", "40", "53", "55", "57", "58")
"""SQLSTATE classes (PostgreSQL, appendix A): connection, rolled back (deadlock, serialization), resources, not in the
state needed (a lock), operator intervention (shutting down, starting up), system error."""


def reason(error: BaseException) -> str:
    """Why ``error`` says that the database is away; empty for one that says something else."""
    if isinstance(error, OperationalError | InterfaceError):
        return str(error.orig or error)
    if isinstance(error, DBAPIError):
        state = str(getattr(error.orig, "sqlstate", None) or "")
        return str(error.orig) if error.connection_invalidated or state.startswith(AWAY) else ""
    # asyncpg leaves what happens before there is a connection as it is.
    return str(error) or type(error).__name__ if isinstance(error, ConnectionError | socket.gaierror) else ""


@contextmanager
def told() -> Iterator[None]:
    """Raises TemporaryError in place of an error that means "not now"."""
    try:
        yield
    except (DBAPIError, ConnectionError, socket.gaierror) as error:
        why = reason(error)
        if not why:
            raise
        raise TemporaryError(f"the database is not available: {why}") from error
