"""Which database errors are worth trying again."""

from __future__ import annotations

import socket

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from onrecord.store.availability import reason, told
from processors.errors import TemporaryError


class _DriverError(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__(f"state {sqlstate}")
        self.sqlstate = sqlstate


@pytest.mark.parametrize("state", ["57P03", "57P01", "40P01", "40001", "53300", "08006", "55P03"])
def test_starting_shutting_down_deadlocked_and_full_are_not_now(state: str) -> None:
    assert reason(DBAPIError("x", {}, _DriverError(state))) == f"state {state}"


@pytest.mark.parametrize("error", [ConnectionRefusedError("refused"), socket.gaierror("no such name")])
def test_a_server_that_cannot_be_reached_is_not_now(error: OSError) -> None:
    assert reason(error)


def test_a_lost_connection_is_not_now() -> None:
    assert reason(DBAPIError("x", {}, _DriverError(""), connection_invalidated=True))
    assert reason(OperationalError("x", {}, _DriverError("")))


@pytest.mark.parametrize(
    "error", [IntegrityError("x", {}, _DriverError("23505")), DBAPIError("x", {}, _DriverError("42P01")), KeyError()]
)
def test_mistakes_stay_what_they_are(error: Exception) -> None:
    assert reason(error) == ""


def test_told_chains_the_original() -> None:
    with pytest.raises(TemporaryError, match="not available: refused") as caught, told():
        raise ConnectionRefusedError("refused")
    assert isinstance(caught.value.__cause__, ConnectionRefusedError)


def test_told_lets_mistakes_through() -> None:
    with pytest.raises(IntegrityError), told():
        raise IntegrityError("x", {}, _DriverError("23505"))
