"""Subscriptions as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from alerts import spec
from alerts.models import Choice, Grouping
from alerts.signing import new_secret
from alerts.spec import SubscriptionFile, SubscriptionSpec
from processors.errors import ConfigError


def documented() -> SubscriptionFile:
    """The example of the module's own documentation."""
    text = (spec.__doc__ or "").split("all parts optional::")[1].split("``config.load``")[0]
    own = "{id: own, url: 'https://x.example', secret_file: /run/secrets/own}"
    text = text.replace("endpoint: {url: https://…, secret_file: …}", f"endpoint: {own}")
    return SubscriptionFile.model_validate(yaml.safe_load(text))


def test_the_documented_example_is_valid_and_means_what_it_says() -> None:
    provided = documented().provisioned({Path("/run/secrets/desk"): new_secret(bytes(32))})
    ((written, subscription),) = provided.subscriptions
    assert written.id == subscription.id
    assert subscription.topics == Choice(any=frozenset({"ukraine"}))
    assert subscription.outlets == Choice(any=frozenset({"ap", "reuters", "dpa"}), none=frozenset({"tabloid"}))
    assert subscription.corroboration == 1
    assert subscription.group_by == Grouping.ARTICLE
    assert subscription.rate_limit is not None
    assert subscription.rate_limit.per == timedelta(hours=1)
    assert subscription.endpoints == ("desk", "own")
    assert [endpoint.id for endpoint in provided.endpoints] == ["desk", "own"]
    assert provided.silences[0].starts == datetime(2026, 1, 1, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [
        {"figure": ["x"]},
        {"topics": {"some": ["x"]}},
        {"min_confidence": 2},
        {"corroboration": 0},
        {"quiet_hours": {"from": "22:00", "to": "07:00", "timezone": "Europe/Nowhere"}},
        {"quiet_hours": {"from": 1320, "to": "07:00"}},
        {"digest": {"at": [420]}},
        {"enabled": 0},
        {"novelty_threshold": False},
        {"corroboration": True},
        {"digest": {"every": "1h", "at": ["07:00"]}},
        {"group_wait": True},
        {"rate_limit": {"alerts": 0}},
        {"events": ["statement.gone"]},
        {"endpoint": {"url": "ftp://x.example"}},
        {"endpoint": {"url": "https://x.example", "secret": "short"}},
    ],
)
def test_a_mistake_is_an_error(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SubscriptionSpec.model_validate({"id": "s", **wrong})


def test_an_unknown_outlet_group_is_named() -> None:
    with pytest.raises(ConfigError, match="@wire"):
        SubscriptionSpec.model_validate({"id": "s", "outlets": ["@wire"]}).subscription({"wires": ("ap",)})
