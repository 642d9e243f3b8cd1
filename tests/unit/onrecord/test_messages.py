"""Messages survive the way through JSON, and what this program does not know is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from onrecord.messages import Heard, of_article, of_heard, to_article, to_heard
from processors.errors import PermanentError
from processors.models import Article, Kind, Modality, Outlet, Statement

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ARTICLE = Article(
    "a1", 2, "http://x/1", "http://x/1", Outlet("desk", "A desk"), "desk", "T", "Text.", "c0ffee", NOON, NOON
)
HEARD = Heard(
    "s1",
    "jane-doe",
    Statement(0, 4, ((0, 4),), "Text", Kind.DIRECT, 0.9, "rule", modality=Modality.DENIED, said_on=date(2026, 1, 2)),
    ARTICLE,
    "Text.",
    ("nato",),
)


def test_an_article_comes_back_whole() -> None:
    message = of_article(ARTICLE)
    assert to_article(replace(message, body=json.loads(json.dumps(message.body)))) == ARTICLE


def test_a_statement_comes_back_without_the_text_of_its_article() -> None:
    message = of_heard(HEARD)
    there = to_heard(replace(message, body=json.loads(json.dumps(message.body))))
    assert there == replace(HEARD, article=replace(ARTICLE, text=""))
    assert message.key == "jane-doe"


def test_each_revision_is_a_message_of_its_own() -> None:
    assert of_article(ARTICLE).id != of_article(replace(ARTICLE, revision=3)).id
    assert of_article(ARTICLE).id == of_article(ARTICLE).id


@pytest.mark.parametrize("body", [{}, {"v": 2, "article": {}}, {"v": 1, "article": {"id": 7}}, {"v": 1}])
def test_a_body_that_is_not_ours_is_a_permanent_error(body: dict[str, object]) -> None:
    with pytest.raises(PermanentError, match="message"):
        to_article(replace(of_article(ARTICLE), body=body))
