"""An article is changed after its alert went out: who got the alert gets the correction, and nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from config.manifest import load_manifest
from onrecord.replay import DEFAULT, replay

FIRST = """The harbour authority met on Tuesday in the old customs hall.

"We will build three hundred new berths before the end of next year," Jane Doe said after the meeting.

"Nobody has asked me about the fishing fleet," Doe told reporters later that day.

The authority employs two thousand people and meets again in the autumn, when the budget is due."""

HARBOUR = {"id": "jane-doe", "name": "Jane Doe", "aliases": ["Doe"]}
BYSTANDER = {"id": "john-roe", "name": "John Roe", "aliases": ["Roe"]}


def manifest(folder: Path, revised: str | None) -> Path:
    (folder / "first.txt").write_text(FIRST, encoding="utf-8")
    articles: list[dict[str, Any]] = [
        {"file": "first.txt", "published": "2026-03-01T08:00:00Z", "title": "Harbour authority plans for next year"}
    ]
    if revised is not None:
        (folder / "second.txt").write_text(revised, encoding="utf-8")
        articles.append(
            {
                "file": "second.txt",
                "published": "2026-03-01T08:00:00Z",
                "updated": "2026-03-01T10:00:00Z",
                "title": "Harbour authority plans for next year",
                "revision_of": "first",
            }
        )
    outlet = {"id": "gazette", "name": "Harbour Gazette", "feed": "rss", "articles": articles}
    path = folder / "manifest.yaml"
    path.write_text(yaml.safe_dump({"figures": [HARBOUR, BYSTANDER], "topics": [], "outlets": [outlet]}))
    return path


async def bodies(folder: Path, revised: str | None) -> list[dict[str, Any]]:
    return await replay(load_manifest(manifest(folder, revised), figures=(), topics=()), DEFAULT)


async def test_a_changed_figure_is_corrected_and_tied_to_the_alert(tmp_path: Path) -> None:
    got = await bodies(tmp_path, FIRST.replace("three hundred", "five hundred"))
    assert [body["type"] for body in got] == ["statement.new", "statement.new", "statement.corrected"]
    correction = got[-1]["data"]["correction"]
    assert correction["reason"] == "corrected"
    assert "three hundred" in correction["before"]
    assert "five hundred" in correction["after"]
    assert got[-1]["data"]["article"]["revision"] == 2
    assert correction["statement_id"] in {body["data"]["statement"]["id"] for body in got[:2]}


async def test_a_statement_that_was_taken_out_is_retracted(tmp_path: Path) -> None:
    got = await bodies(tmp_path, FIRST.replace('"Nobody has asked me about the fishing fleet," Doe told', "She met"))
    assert [body["type"] for body in got] == ["statement.new", "statement.new", "statement.retracted"]
    assert got[-1]["data"]["correction"]["reason"] == "retracted"


async def test_words_given_to_another_speaker_are_taken_back_from_the_first(tmp_path: Path) -> None:
    got = await bodies(tmp_path, FIRST.replace("Jane Doe said after", "John Roe said after"))
    assert sorted(body["type"] for body in got[2:]) == ["statement.new", "statement.retracted"]
    retracted = next(body for body in got if body["type"] == "statement.retracted")
    assert retracted["data"]["correction"]["reason"] == "attribution_changed"
    assert retracted["data"]["correction"]["speaker_after"] == "John Roe"


async def test_a_new_paragraph_troubles_nobody(tmp_path: Path) -> None:
    got = await bodies(tmp_path, FIRST + "\n\nThe meeting ended shortly before midnight.")
    assert [body["type"] for body in got] == ["statement.new", "statement.new"]
