"""The real store, migrated, on each database that is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from onrecord.store import migrate
from onrecord.store.base import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A fresh, migrated store."""
    opened = Store(f"sqlite:///{tmp_path / 'onrecord.db'}")
    await migrate.upgrade(opened)
    yield opened
    await opened.close()
