"""Article text on public benchmark pages, where they are at hand. Pages stay where they are; only figures come out."""

from __future__ import annotations

import gzip
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from ingest.articles import extract

ROOT = Path(__file__).parents[3] / "shared/eval/ingest"
FLOORS = {"aeb": (0.978, 0.982), "fundus": (0.964, 0.995)}
"""Text F1 and share of quotations kept, as pinned; they only rise."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not ROOT.is_dir(), reason=f"needs the evaluation pages at {ROOT}"),
]


def _scorer() -> Any:
    spec = importlib.util.spec_from_file_location("page_scorer", ROOT / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("source", sorted(FLOORS))
def test_text_and_quotations_stay_above_the_floor(source: str) -> None:
    with (ROOT / "articles/gold.jsonl").open(encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["source"] == source]
    found = {}
    for row in rows:
        body = gzip.decompress((ROOT / "articles" / row["html"]).read_bytes())
        found[row["id"]] = {"text": extract(body, "", row.get("url") or "").text}
    figures = _scorer().articles(rows, found)[source]
    print(source, figures)
    f1, quotes = FLOORS[source]
    assert figures["F1"] >= f1
    assert figures["quote_recall"] >= quotes
