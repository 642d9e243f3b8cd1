"""Whole replays over real HTTP: what a newsroom's receiver gets for what outlets publish."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from config.manifest import load_manifest
from onrecord.app import Tuning
from onrecord.replay import replay, replayed

FIGURE = {
    "id": "ada-marlow",
    "name": "Ada Marlow",
    "aliases": ["Marlow"],
    "gender": "f",
    "roles": [{"title": "Minister of Transport", "aliases": ["transport minister"], "from": "2025-01-01"}],
}
ONLY_THE_SAME_WORDS = Tuning(novelty_threshold=1.0, embedder="none")
"""These tests are about what becomes of a decision, not about novelty."""

FILLER = (
    "The meeting was held in the old town hall, which had been closed for repairs since the spring and was opened "
    "again for the occasion in front of several hundred visitors from the region.\n"
)
FIRST = (
    "Ada Marlow said on Monday that the ministry would build 400 kilometres of new track.\n"
    "“Rail comes first,” Marlow said.\n"
)


def article(outlet: str, name: str, hour: int, **more: Any) -> dict[str, Any]:
    return {
        "file": f"{outlet}-{name}.txt",
        "published": f"2026-03-02T{hour:02}:00:00Z",
        "title": f"Tracks, {name}",
        **more,
    }


async def run(folder: Path, outlets: dict[str, list[tuple[str, str, dict[str, Any]]]]) -> list[dict[str, Any]]:
    """The alerts for ``{outlet: [(name, text, more)]}``, an article an hour over all outlets."""
    spec: dict[str, Any] = {"figures": [FIGURE], "topics": [], "outlets": []}
    hour = 6
    for outlet, articles in outlets.items():
        entries = []
        for name, text, more in articles:
            hour += 1
            (folder / f"{outlet}-{name}.txt").write_text(text + FILLER, encoding="utf-8")
            entries.append(article(outlet, name, more.pop("hour", hour), **more))
        spec["outlets"].append({"id": outlet, "name": outlet.title(), "feed": "atom", "articles": entries})
    (folder / "manifest.yaml").write_text(json.dumps(spec), encoding="utf-8")
    return await replay(load_manifest(folder / "manifest.yaml"), ONLY_THE_SAME_WORDS)


def told(bodies: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(body["type"], body["data"]["statement"]["text"]) for body in bodies]


async def test_a_new_statement_alerts_once_however_many_outlets_carry_it(tmp_path: Path) -> None:
    bodies = await run(tmp_path, {"gazette": [("a", FIRST, {})], "courier": [("b", FIRST, {})]})
    assert [kind for kind, _ in told(bodies)] == ["statement.new"] * 2
    assert "400 kilometres" in told(bodies)[0][1]
    assert {body["data"]["article"]["outlet"]["id"] for body in bodies} == {"gazette"}


async def test_a_corrected_figure_goes_to_whoever_was_told(tmp_path: Path) -> None:
    later = {"revision_of": "gazette-a"}
    bodies = await run(tmp_path, {"gazette": [("a", FIRST, {}), ("a2", FIRST.replace("400", "300"), dict(later))]})
    first = next(body for body in bodies if "400" in body["data"]["statement"]["text"])
    (corrected,) = [body for body in bodies if body["type"] == "statement.corrected"]
    correction = corrected["data"]["correction"]
    assert correction["statement_id"] == first["data"]["statement"]["id"]
    assert ("400" in correction["before"], "300" in correction["after"]) == (True, True)
    assert corrected["data"]["article"]["revision"] == 2
    assert len(bodies) == 3, "the corrected statement raises no alert of its own"


async def test_a_statement_taken_out_is_retracted(tmp_path: Path) -> None:
    bodies = await run(tmp_path, {"gazette": [("a", FIRST, {}), ("a2", "", {"revision_of": "gazette-a"})]})
    withdrawn = [body for body in bodies if body["type"] == "statement.retracted"]
    assert len(bodies) == 4, "two statements were told, and both were withdrawn"
    assert {body["data"]["correction"]["before"] for body in withdrawn} == {text for _, text in told(bodies)[:2]}


@pytest.mark.parametrize("edit", [("on Monday that", "on Monday evening that"), ("held in the old", "held at the old")])
async def test_an_edit_that_changes_no_statement_says_nothing(tmp_path: Path, edit: tuple[str, str]) -> None:
    changed = (FIRST + "And more.\n" + FILLER).replace(*edit)
    bodies = await run(tmp_path, {"gazette": [("a", FIRST, {}), ("a2", changed, {"revision_of": "gazette-a"})]})
    assert [kind for kind, _ in told(bodies)] == ["statement.new"] * 2


async def test_a_replay_gives_the_same_alerts_with_the_same_ids_every_time(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        await run(folder, {"gazette": [("a", FIRST, {})]})
        received = await replayed(load_manifest(folder / "manifest.yaml"), ONLY_THE_SAME_WORDS)
        found.append([(one.id, one.body["data"]["statement"]["id"], one.body["data"]["article"]) for one in received])
    for _, _, about in found[0] + found[1]:
        assert about.pop("seen")
        assert about.pop("fetched")
    assert found[0] == found[1]
    assert found[0][0][2]["url"] == "http://outlets.example/gazette/gazette-a.html"
