"""After a replay, the trail of each statement can be told: also of what was not alerted."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from config.manifest import load_manifest
from onrecord.app import Tuning
from onrecord.cli import app
from onrecord.replay import replay

TEXT = (
    "Ada Marlow said on Monday that the ministry would build 400 kilometres of new track.\n"
    "“Rail comes first,” Marlow said. Her deputy is expected to say more on Friday.\n"
    "The meeting was held in the old town hall, which had been closed for repairs since the spring and was opened "
    "again for the occasion in front of several hundred visitors from the region.\n"
)


@pytest.fixture
async def replayed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    (tmp_path / "tracks.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "copy.txt").write_text(TEXT, encoding="utf-8")
    figure = {"id": "ada-marlow", "name": "Ada Marlow", "aliases": ["Marlow"], "gender": "f"}
    outlets = [
        {
            "id": outlet,
            "name": outlet.title(),
            "articles": [{"file": f"{file}.txt", "published": f"2026-03-02T0{hour}:00:00Z", "title": "Tracks"}],
        }
        for hour, (outlet, file) in enumerate((("gazette", "tracks"), ("courier", "copy")), 7)
    ]
    (tmp_path / "manifest.yaml").write_text(json.dumps({"figures": [figure], "outlets": outlets}), encoding="utf-8")
    monkeypatch.setenv("ONRECORD_DATA_DIR", str(tmp_path))
    only_words = Tuning(novelty_threshold=1.0, embedder="none")
    return await replay(load_manifest(tmp_path / "manifest.yaml"), only_words, keep=tmp_path)


def explained(target: str) -> str:
    result = CliRunner().invoke(app, ["explain", target])
    assert result.exit_code == 0, result.output
    return result.output


async def test_an_alert_is_explained_by_its_webhook_id(replayed: list[dict[str, object]]) -> None:
    content = replayed[0]["data"]
    assert isinstance(content, dict)
    said = in_a_thread(explained, content["statement"]["id"])
    assert content["statement"]["text"] in said
    assert "novelty   new" in said
    assert "replay: statement.new: " in said


async def test_the_repeat_says_what_it_repeats_and_that_nobody_was_told(replayed: list[dict[str, object]]) -> None:
    content = replayed[0]["data"]
    assert isinstance(content, dict)
    url = content["article"]["url"].replace("gazette/tracks", "courier/copy")
    said = in_a_thread(explained, url)
    assert "novelty   repeat by exact" in said
    assert "closest: 2026-03-02 Gazette" in said


def in_a_thread(work: object, target: str) -> str:
    """The command starts an event loop of its own, so it needs a thread without one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, target).result()  # type: ignore[arg-type, return-value]
