"""The schemas of Kafka's messages hold what is sent, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from alerts.models import Alert, Correction, CorrectionReason
from onrecord.engines.base import ALERTS, ARTICLES, DEAD_LETTERS, STATEMENTS, Message
from onrecord.engines.broker import encode
from onrecord.engines.steps import dead_letter
from onrecord.message_schemas import CHANNELS, schema
from onrecord.messages import Amended, Heard, of_alert, of_amended, of_article, of_heard
from processors.models import Article, Kind, Outlet, Statement

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ARTICLE = Article("a1", 1, "http://x/1", "http://x/1", Outlet("d", "D"), "d", "T", "Text.", "c0ffee", NOON, NOON)
SAID = Statement(0, 4, ((0, 4),), "Text", Kind.DIRECT, 0.9, "rule", speaker="Jane Doe", figure_id="jane-doe")
HEARD = Heard("s1", "jane-doe", SAID, ARTICLE, "Text.", ("nato",))
BODY = {"type": "statement.new", "timestamp": "2026-03-01T12:00:00Z", "version": 1, "data": {}}
ALERT = Alert("al1", "t", "sub", "c1", "statement.new", "statement.new", json.dumps(BODY), NOON, NOON)


def amended() -> Amended:
    correction = Correction(CorrectionReason.CORRECTED, "s1", "", "Text", "Other", 1)
    return Amended("jane-doe", "statement.corrected", correction, SAID, replace(ARTICLE, revision=2), HEARD)


MESSAGES = [
    of_article(ARTICLE),
    of_heard(HEARD),
    of_amended(amended()),
    of_alert(ALERT),
    dead_letter("read", of_article(ARTICLE), "PermanentError: no"),
]


def value(message: Message) -> Any:
    return json.loads(encode(message)[1])


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.id)
def test_what_is_sent_is_valid(message: Message) -> None:
    jsonschema.validate(value(message), schema(message.channel))


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.id)
@pytest.mark.parametrize("broken", [{"v": 2}, {"id": None}])
def test_another_version_or_a_missing_part_is_not(message: Message, broken: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value(message) | broken, schema(message.channel))


@pytest.mark.parametrize("channel", CHANNELS)
def test_each_schema_is_a_schema_and_lies_in_the_documentation(channel: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(channel))
    written = Path(__file__).parents[3] / "docs" / "kafka" / f"{channel}.schema.json"
    assert json.loads(written.read_text(encoding="utf-8")) == schema(channel), "run `make generate`"


def test_every_channel_has_one() -> None:
    assert set(CHANNELS) == {ARTICLES, STATEMENTS, ALERTS, DEAD_LETTERS}
