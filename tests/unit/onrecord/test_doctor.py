"""The doctor names what is wrong and what to do, and is content with a sound installation."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from onrecord.doctor import Finding, examine
from onrecord.store import migrate
from onrecord.store.base import Store


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("ONRECORD_NOVELTY_EMBEDDER", "none")


def by_name() -> dict[str, Finding]:
    return {finding.name: finding for finding in asyncio.run(examine())}


def test_an_empty_database_is_to_be_upgraded() -> None:
    schema = by_name()["schema"]
    assert (schema.ok, schema.todo) == (False, "run `onrecord db upgrade`")


def test_a_sound_installation_passes(tmp_path: Path) -> None:
    async def upgrade() -> None:
        store = Store(f"sqlite:///{tmp_path / 'var' / 'onrecord.db'}")
        await migrate.upgrade(store)
        await store.close()

    asyncio.run(upgrade())
    assert [finding for finding in by_name().values() if not finding.ok] == []


def test_a_slip_in_a_setting_is_the_only_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_FETCH_ALOW", "10.0.0.0/8")
    (finding,) = by_name().values()
    assert not finding.ok
    assert "ONRECORD_FETCH_ALLOW" in finding.words


def test_a_broken_configuration_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "figures.yaml").write_text("figures: [{id: a, nmae: b}]", encoding="utf-8")
    monkeypatch.setenv("ONRECORD_CONFIG_DIR", str(tmp_path))
    assert "did you mean" in by_name()["configuration"].words
