"""Moving from SQLite to PostgreSQL: every row, the counters, and what was not read yet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.engines.base import ARTICLES, STATEMENTS, Message
from onrecord.store import log, migrate, moving
from onrecord.store.base import Store
from processors.errors import PermanentError

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
STAGES = {"read": ARTICLES, "decide": STATEMENTS}


async def _filled(folder: Path) -> Store:
    store = Store(f"sqlite:///{folder / 'onrecord.db'}")
    await migrate.upgrade(store)
    async with store.unit() as unit:
        await log.append(unit, [Message(ARTICLES, "k", f"a{n}", {"v": 1, "n": n}) for n in range(1200)], NOW)
        await log.append(unit, [Message(STATEMENTS, "f", "s0", {"v": 1})], NOW)
        await log.move(unit, "read", 1198, NOW)
    return store


@pytest.mark.postgres
async def test_rows_positions_and_counters_go_along(tmp_path: Path, postgres_url: str) -> None:
    source, target = await _filled(tmp_path), Store(postgres_url)
    await migrate.upgrade(target)
    told: dict[str, int] = {}
    counts = await moving.copy(source, target, told.__setitem__)
    assert counts["log"] == 1201
    assert told == counts
    assert [m.id for m in await moving.unread(target, STAGES)] == ["a1198", "a1199", "s0"]
    async with target.unit() as unit:
        await log.append(unit, [Message(ARTICLES, "k", "next", {"v": 1})], NOW)
    async with target.view() as view:
        assert [(at, m.id) for at, m in await log.read(view, ARTICLES, 1200, 9)] == [(1202, "next")]
    await source.close()
    await target.close()


@pytest.mark.postgres
async def test_a_target_that_holds_anything_is_refused(tmp_path: Path, postgres_url: str) -> None:
    source, target = await _filled(tmp_path), Store(postgres_url)
    await migrate.upgrade(target)
    await moving.copy(source, target, lambda *_: None)
    with pytest.raises(PermanentError, match="not empty: there are rows in"):
        await moving.copy(source, target, lambda *_: None)
    await source.close()
    await target.close()
