"""Payloads: version 1 byte for byte, in their schema, under 20 kB whatever is said."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import payload
from alerts.models import Correction, CorrectionReason, Digest, EventType, Notice, Subscription
from alerts.plan import bundle_alert, ping_alert, plan, plan_notice
from processors.claims import Difference
from tests.fakes.occasions import NOW, occasion

GOLDEN = Path(__file__).parent / "golden"
DESK = Subscription("desk", name="Rail desk", endpoints=("one",), labels={"desk": "home"})


def schema(name: str) -> dict[str, Any]:
    text = resources.files("alerts").joinpath("schemas", "v1", f"{name}.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def checked(name: str, body: str) -> dict[str, Any]:
    """The body, valid in its schema, which describes each of its fields."""
    envelope = json.loads(body)
    form = schema(name)
    jsonschema.validate(envelope, form, format_checker=jsonschema.FormatChecker())
    assert not undescribed(envelope, form, form), "fields that the schema does not describe"
    assert payload.fits(body)
    return dict(envelope)


def undescribed(value: Any, form: dict[str, Any], root: dict[str, Any], path: str = "") -> list[str]:
    if "$ref" in form:
        form = root["$defs"][form["$ref"].rpartition("/")[2]]
    if "oneOf" in form and value is not None:
        form = next(one for one in form["oneOf"] if one.get("type") == "object")
    if isinstance(value, dict) and "properties" in form:
        missing = [f"{path}.{key}" for key in value if key not in form["properties"]]
        for key in value.keys() & form["properties"].keys():
            missing += undescribed(value[key], form["properties"][key], root, f"{path}.{key}")
        return missing
    if isinstance(value, list) and "items" in form:
        return [lack for one in value for lack in undescribed(one, form["items"], root, f"{path}[]")]
    return []


def corrected() -> str:
    before = occasion()
    change = Correction(
        reason=CorrectionReason.CORRECTED,
        statement_id=before.statement_id,
        claim_id=before.claim.id,
        before=before.statement.text,
        after="“We will build five hundred kilometres of track,” she said.",
        revision_before=1,
        differs=(Difference("wording", "four", "five"),),
        speaker_before="Jane Doe",
        speaker_after="Jane Doe",
    )
    later = occasion(change.after or "", event="statement.corrected", revision=2, claim=before.claim.id)
    return payload.build(replace(later, correction=change), DESK, EventType.CORRECTED, "the-first-alert")


def digest() -> str:
    collecting = replace(DESK, digest=Digest(every=timedelta(hours=1)))
    alerts = [*plan(occasion(), [collecting]).alerts, *plan(occasion("“No,” she said.", page="2"), [collecting]).alerts]
    return bundle_alert(collecting, alerts, NOW).body


def notice() -> str:
    subscription = replace(DESK, events=frozenset({EventType.ENDPOINT_PAUSED}))
    told = Notice(EventType.ENDPOINT_PAUSED, "endpoint:two", "Two", "default", "failing since Monday", NOW, NOW)
    return plan_notice(told, [subscription]).alerts[0].body


GOLDEN_BODIES = {
    "statement.new": ("statement", lambda: payload.build(occasion(), DESK, EventType.NEW)),
    "statement.corrected": ("statement", corrected),
    "statement.digest": ("digest", digest),
    "endpoint.paused": ("notice", notice),
    "ping": ("ping", lambda: ping_alert("one", "default", NOW).body),
}


@pytest.mark.parametrize("name", GOLDEN_BODIES)
def test_a_body_is_what_version_1_promises(name: str) -> None:
    """A change here breaks receivers. For what is only added: GOLDEN=write, run, and look at the difference."""
    form, build = GOLDEN_BODIES[name]
    body = json.dumps(checked(form, build()), ensure_ascii=False, indent=2) + "\n"
    file = GOLDEN / f"{name}.json"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(body, encoding="utf-8")
    assert body == file.read_text(encoding="utf-8")


def test_every_event_has_a_schema() -> None:
    described = {
        event
        for name in ("statement", "digest", "notice", "ping")
        for event in schema(name)["properties"]["type"]["enum"]
    }
    assert described == set(EventType)


wide = st.text(alphabet=st.sampled_from('aé€𝄞"\\\n \x01'), max_size=300)


@given(wide, wide, st.integers(1, 60))
@settings(max_examples=40, deadline=None)
def test_a_body_stays_under_20_kb_and_says_when_it_was_cut(text: str, context: str, times: int) -> None:
    said = occasion((text or "x") * times * 5)
    body = payload.build(replace(said, context=context * times * 5), DESK, EventType.NEW)
    content = checked("statement", body)["data"]
    assert content["truncated"] == (
        content["statement"]["text"] != said.statement.text or len(context * times * 5) > 4000
    )


def test_a_digest_of_very_many_counts_what_it_leaves_out() -> None:
    collecting = replace(DESK, digest=Digest(every=timedelta(hours=1)))
    alerts = [plan(occasion("“No,” she said. " * 20, page=str(n)), [collecting]).alerts[0] for n in range(120)]
    content = checked("digest", bundle_alert(collecting, alerts, NOW).body)["data"]
    assert content["count"] == 120
    assert 0 < len(content["alerts"]) == 120 - content["left_out"]
