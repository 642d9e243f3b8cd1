"""What ops read first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from onrecord.store.delivery_log import EndpointLine
from onrecord.store.queries_desk import SourceLine, Standing
from onrecord.web.console.troubles import GRAVE, MOST_SOURCES, WELL, WORDS, troubles

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
LATE = NOW - timedelta(minutes=5)
CALM = Standing(1, 1, NOW, NOW, {"read": 3, "decide": 0}, 0, 2, NOW, ())
ENDPOINT = EndpointLine("default/desk", "default", "", "webhook", "https://x", "active", "", None, "api", 0, None)


def source(name: str, status: str, reason: str = "503") -> SourceLine:
    return SourceLine(name, f"https://{name}.example", status, reason, NOW, NOW, NOW, NOW, 1, None, None)


def test_nothing_needs_anybody_where_all_is_well() -> None:
    known = {"a": source("a", "healthy"), "b": source("b", "new")}
    assert troubles(known, {"a": "A", "b": "B"}, [("desk", ENDPOINT)], CALM, LATE) == []


def test_what_brings_nothing_any_more_comes_first_with_its_reason() -> None:
    known = {
        "a": source("a", "quiet", "nothing new for 9 days"),
        "b": source("b", "failing"),
        "gone": source("x", "gone"),
    }
    found = troubles(known, {"a": "A", "b": "B"}, [], CALM, LATE)
    assert [(one.grave, one.what, one.to) for one in found] == [(True, "B", "/sources/b"), (False, "A", "/sources/a")]
    assert found[0].words == "does not answer as a feed should: 503"


def test_a_network_that_is_down_does_not_fill_the_page() -> None:
    known = {f"s{n}": source(f"s{n}", "unreachable") for n in range(40)}
    found = troubles(known, {name: name for name in known}, [], CALM, LATE)
    assert len(found) == MOST_SOURCES + 1
    assert found[-1].what == "35 more sources"


def test_endpoints_backlog_and_deliveries_that_wait() -> None:
    paused = replace(ENDPOINT, state="paused", reason="paused by anna", waiting=1200)
    failing = replace(ENDPOINT, failing_since=NOW)
    stuck = replace(CALM, lags={"read": 7_000, "decide": 200}, dead=4, waiting=9, oldest_waiting=LATE)
    found = troubles({}, {}, [("desk", paused), ("radio", failing)], stuck, LATE)
    assert [one.what for one in found if one.grave] == [
        "Endpoint desk",
        "Endpoint radio",
        "Backlog",
        "Messages given up on",
    ]
    assert found[0].words == "gets nothing, it is paused; 1,200 wait: paused by anna"
    assert [one.what for one in found if not one.grave] == ["Backlog", "Deliveries"]


def test_every_state_of_a_source_has_words() -> None:
    assert set(WORDS) > WELL | GRAVE
