"""A role's process ends at once after any error, whatever threads its engine left behind."""

from __future__ import annotations

import asyncio
import os
from types import SimpleNamespace
from typing import Any

import pytest

from onrecord import bootstrap, health, roles
from onrecord.cli import roles as commands
from processors.errors import ConfigError


class Ended(BaseException):
    """Stands for the end of the process; no handler of errors may catch it."""


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    codes: list[int] = []

    def end(code: int) -> None:
        codes.append(code)
        raise Ended

    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setenv("ONRECORD_ENGINE", "kafka")
    monkeypatch.setenv("ONRECORD_DATABASE_URL", "postgresql://nobody@127.0.0.1/none")
    monkeypatch.setattr(bootstrap, "read_configuration", lambda _: None)
    monkeypatch.setattr(bootstrap, "broker_of", lambda _: None)
    monkeypatch.setattr(commands, "replace", lambda wiring, **_: wiring)
    monkeypatch.setattr(bootstrap, "wiring_of", lambda *_: SimpleNamespace(delivery=None))
    monkeypatch.setattr(roles, "Role", lambda *_: SimpleNamespace(pulse=None))
    monkeypatch.setattr(health, "guard", lambda *_: None)
    return codes


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (TimeoutError("no broker"), health.STUCK_EXIT, "TimeoutError: no broker"),
        (ConfigError("no figures"), health.STUCK_EXIT, "no figures"),
        (KeyError("partition"), commands.FAULT_EXIT, "Traceback"),
    ],
)
def test_any_error_ends_the_process_and_says_why(
    error: Exception, code: int, said: str, ended: list[int], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def fail(main: Any) -> None:
        main.close()
        raise error

    monkeypatch.setattr(asyncio, "run", fail)
    with pytest.raises(Ended):
        commands.work()
    assert ended == [code]
    assert said in capsys.readouterr().err
