"""What a command loads: a start should cost what the command needs, and no more."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("aiohttp", "aiokafka", "alembic", "apprise", "fastapi", "faust", "feedparser", "numpy", "sqlalchemy")


@pytest.mark.parametrize(
    ("module", "loaded"),
    [
        ("onrecord.cli", set()),
        ("onrecord.cli.configuration", set()),
        ("onrecord.cli.source", set()),
        ("onrecord.cli.subscription", {"sqlalchemy"}),
        ("onrecord.cli.user", {"sqlalchemy"}),
        ("onrecord.app", {"sqlalchemy", "aiohttp", "numpy"}),
    ],
)
def test_a_module_loads_only_what_it_needs(module: str, loaded: set[str]) -> None:
    program = f"import sys, {module}; print(*(name for name in {HEAVY} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=110)
    assert set(done.stdout.split()) <= loaded
