"""Past articles give the statements that the pipeline would have heard in them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from onrecord import past_articles
from processors.errors import ConfigError
from processors.ids import article_id
from processors.models import Figure, Role
from processors.reading import Reader

ROW = {
    "url": "https://paper.example/a?utm_source=x",
    "published": "2026-02-01",
    "outlet": "The Paper",
    "lang": "en",
    "text": "Governor Jane Doe spoke in Bern.\nJane Doe said that the bank keeps its rate at two percent until May.\n"
    "“The bridge is safe,” said John Roe, an engineer.",
}
DOE = Figure("jane-doe", "Jane Doe", (), (Role("Governor", (), date(2024, 1, 1), None),))


def test_only_tracked_figures_statements_come_with_the_articles_address_and_day() -> None:
    article = past_articles.article_of(ROW, 1, "past.jsonl")
    [said] = past_articles.utterances_of(article, Reader([DOE]), 0.5)
    assert said.figure_id == "jane-doe"
    assert "two percent" in said.text
    assert (said.outlet_name, said.time) == ("The Paper", datetime(2026, 2, 1, tzinfo=UTC))
    assert said.article_id == article_id("https://paper.example/a")
    assert list(past_articles.utterances_of(article, Reader([DOE]), 1.1)) == []


def test_a_row_with_a_figure_is_a_statement() -> None:
    assert past_articles.is_article(ROW)
    assert not past_articles.is_article({"figure": "jane-doe", "text": "We stay.", "time": "2026-01-01"})


@pytest.mark.parametrize(("change", "said"), [({"url": ""}, "needs url"), ({"published": "May"}, "no date")])
def test_what_is_wrong_with_an_article_is_said_with_its_line(change: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said) as raised:
        past_articles.article_of(ROW | change, 7, "past.jsonl")
    assert "past.jsonl" in str(raised.value)
    assert "7" in str(raised.value)
