"""What the demonstration prints: every fact of an alert, and nothing from an article as markup."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from rich.console import Console, RenderableType

from alerts import payload
from onrecord.demo import view
from processors.claims import Decision


@pytest.fixture(scope="module")
def occasions() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "fakes" / "occasions.py"
    spec = importlib.util.spec_from_file_location("occasions", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown(*parts: RenderableType) -> str:
    console = Console(width=100, record=True, file=None, force_terminal=False)
    with console.capture() as capture:
        console.print(*parts)
    return capture.get()


def body_of(occasion: Any, kind: str = "statement.new", **more: Any) -> dict[str, Any]:
    content = json.loads(json.dumps(payload.evidence(occasion), default=str)) | more
    return {"type": kind, "data": content}


def test_an_alert_says_who_what_where_and_why_it_is_new(occasions: ModuleType) -> None:
    occasion = occasions.occasion()
    text = shown(view.alert_panel(body_of(occasion)))
    for words in (
        "NEW",
        "Jane Doe, Minister of Transport",
        occasion.statement.text,
        "Gazette, 10 Mar 2026; quoted, “Jane Doe” “said”, 90% sure",
        occasion.verdict.reason,
        occasion.verdict.closest.text,
    ):
        assert words in text


def test_a_change_says_what_differs(occasions: ModuleType) -> None:
    occasion = occasions.occasion()
    changed = replace(occasion, verdict=replace(occasion.verdict, decision=Decision.UPDATE))
    text = shown(view.alert_panel(body_of(changed, "statement.updated")))
    assert "CHANGED" in text
    assert "quantity: 300 km → 400 km" in text


def test_the_statement_is_shown_inside_its_paragraph(occasions: ModuleType) -> None:
    occasion = replace(
        occasions.occasion("Trains will run"), context="Trains will run, the minister said. Nobody believed it."
    )
    text = shown(view.alert_panel(body_of(occasion)))
    assert "Trains will run, the minister said. Nobody believed it." in text


def test_a_correction_shows_before_and_now(occasions: ModuleType) -> None:
    correction = {
        "before": "Four hundred trains.",
        "after": None,
        "differs": [{"what": "quantity", "before": "400", "after": ""}],
    }
    text = shown(view.alert_panel(body_of(occasions.occasion(), "statement.retracted", correction=correction)))
    assert "RETRACTED" in text
    assert "Four hundred trains." in text
    assert "gone from the article" in text
    assert "quantity: 400 → —" in text


def test_the_seal_names_id_and_delay(occasions: ModuleType) -> None:
    text = shown(view.alert_panel(body_of(occasions.occasion()), "0123456789ab", 0.42))
    assert "✓ signature verified · id 01234567 · 0.4 s after the feed showed it" in text


def test_a_repeat_says_what_it_repeats_and_why_it_was_taken_for_that(occasions: ModuleType) -> None:
    occasion = occasions.occasion(outlets=("gazette", "courier"))
    occasion = replace(occasion, verdict=replace(occasion.verdict, decision=Decision.REPEAT))
    text = shown(view.held_line(occasion))
    assert "held back  Gazette: “We will build" in text
    words = " ".join(text.split())
    assert "before: Gazette, 01 Mar 2026" in words
    assert occasion.verdict.reason in words
    assert "2 independent outlets carry it now" in words


def test_text_from_articles_is_never_markup(occasions: ModuleType) -> None:
    hostile = "[bold red]spent[/bold red] [link=file:///etc/passwd]here[/link]"
    occasion = replace(occasions.occasion(hostile), context=hostile)
    assert "[bold red]spent[/bold red]" in shown(view.alert_panel(body_of(occasion)))
    assert "[link=" in shown(view.held_line(occasion))
    assert "[x]" in shown(view.published_line(datetime(2026, 1, 1, tzinfo=UTC), "[x]", "title", False))
