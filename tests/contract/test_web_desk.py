"""A newsroom's own things over HTTP, and that no other newsroom reaches them."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from alerts.models import Answer, Attempt, DeliveryState, Outcome
from alerts.plan import ping_alert
from onrecord.store import alerts as alert_store
from onrecord.store.base import Store
from onrecord.store.deliveries import Deliveries
from onrecord.web import live
from tests.contract.web_client import NOW, SEALER, add_key, client_of, served
from tests.fakes import newsroom

CONFIG = Path(__file__).with_name("schemathesis.toml")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
async def url(store: Store) -> AsyncIterator[str]:
    await newsroom.subscribe(store, SEALER, NOW, "http://127.0.0.1:9/hook", SECRET)
    await newsroom.Newsroom(store, NOW).publish()
    async with served(store) as url:
        yield url


@pytest.fixture
async def editor(store: Store, url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(url, await add_key(store, "editor")) as client:
        yield client


@pytest.fixture
async def stranger(store: Store, url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(url, await add_key(store, "operator", "other")) as client:
        yield client


async def test_a_subscription_is_made_changed_tried_and_removed(editor: httpx.AsyncClient) -> None:
    made = await editor.post("/api/v1/endpoints", json={"id": "slack", "url": "https://hooks.example.org/a"})
    assert made.status_code == 201
    assert made.json()["secret"]["secret"].startswith("whsec_")
    spec = {"id": "lind", "name": "Lind on trade", "figures": ["tomas-lind"], "endpoints": ["slack"]}
    once = {"Idempotency-Key": "one"}
    assert (await editor.post("/api/v1/subscriptions", json=spec, headers=once)).status_code == 201
    assert (await editor.post("/api/v1/subscriptions", json=spec, headers=once)).status_code == 201, "repeated"
    assert (await editor.post("/api/v1/subscriptions", json=spec)).status_code == 409
    other = {**spec, "id": "lind2"}
    assert (await editor.post("/api/v1/subscriptions", json=other, headers=once)).status_code == 409
    tried = (await editor.post("/api/v1/backtest", json={"subscription": spec})).json()
    assert tried["total"] == 2
    assert tried["events"] == {"statement.new": 1, "statement.updated": 1}
    changed = await editor.put("/api/v1/subscriptions/lind", json={**spec, "min_confidence": 0.7})
    assert changed.json()["version"] == 2
    assert (await editor.delete("/api/v1/endpoints/slack")).status_code == 409, "still used"
    assert (await editor.delete("/api/v1/subscriptions/lind")).status_code == 204
    assert (await editor.delete("/api/v1/endpoints/slack")).status_code == 204
    assert (await editor.get("/api/v1/subscriptions/lind")).status_code == 404


async def test_slips_are_named(editor: httpx.AsyncClient) -> None:
    for spec, words in (
        ({"id": "x", "figure": ["anna-berg"]}, "figure"),
        ({"id": "x", "figures": ["nobody"]}, "nobody"),
        ({"id": "x", "endpoints": ["nowhere"]}, "nowhere"),
        ({"id": "x", "tenant": "other"}, "newsroom"),
    ):
        answer = await editor.post("/api/v1/subscriptions", json=spec)
        assert answer.status_code in {403, 404, 422}, answer.text
        assert words in answer.text


async def test_deliveries_are_listed_replayed_and_explained(editor: httpx.AsyncClient) -> None:
    page = (await editor.get("/api/v1/deliveries", params={"limit": 3})).json()
    assert len(page["results"]) == 3
    more = (await editor.get("/api/v1/deliveries", params={"limit": 3, "cursor": page["next"]})).json()
    assert {one["id"] for one in page["results"]}.isdisjoint(one["id"] for one in more["results"])
    first = page["results"][0]
    again = await editor.post("/api/v1/deliveries/replay", json={"deliveries": [first["id"]]})
    assert again.json() == {"deliveries": 1}
    asked = {"statement": first["statement_id"], "subscription": "berg-budget"}
    explained = (await editor.get("/api/v1/explain", params=asked)).json()["results"]
    assert all(check["passed"] for check in explained[0]["checks"])


async def test_a_test_is_queued_and_pausing_holds_back(editor: httpx.AsyncClient) -> None:
    sent = (await editor.post("/api/v1/endpoints/desk/test")).json()
    detail = (await editor.get(f"/api/v1/deliveries/{sent['delivery_id']}")).json()
    assert detail["delivery"]["event"] == "ping"
    assert (await editor.post("/api/v1/endpoints/desk/pause")).status_code == 204
    (endpoint,) = (await editor.get("/api/v1/endpoints")).json()["results"]
    assert endpoint["state"] == "paused"
    resumed = (await editor.post("/api/v1/endpoints/desk/resume")).json()
    assert resumed["deliveries"] == endpoint["waiting"]


async def test_the_feed_of_a_subscription_has_its_alerts(editor: httpx.AsyncClient) -> None:
    answer = await editor.get("/api/v1/subscriptions/berg-budget/feed")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert answer.text.count("<entry>") == 5
    assert "50 billion crowns" in answer.text


async def test_a_reader_changes_nothing(store: Store, url: str) -> None:
    async with client_of(url, await add_key(store, "reader")) as reader:
        assert (await reader.post("/api/v1/subscriptions", json={"id": "x"})).status_code == 403
        assert (await reader.post("/api/v1/endpoints/desk/rotate")).status_code == 403
        assert (await reader.get("/api/v1/audit")).status_code == 403


async def test_what_the_receiver_answered_is_for_editors(store: Store, url: str, editor: httpx.AsyncClient) -> None:
    deliveries = Deliveries(store, SEALER)
    (due, *_) = await deliveries.open("test", NOW, NOW + timedelta(minutes=2), [])
    answer = Answer(Outcome.ACCEPTED, NOW, 9, 200, body="the desk's own words")
    await deliveries.record([Attempt(due.delivery, 1, answer, DeliveryState.DELIVERED, "accepted (200)")], [])
    path = f"/api/v1/deliveries/{due.delivery.id}"
    async with client_of(url, await add_key(store, "reader")) as reader:
        hidden = (await reader.get(path)).json()["attempts"]
    assert [one["answer"] for one in (await editor.get(path)).json()["attempts"]] == ["the desk's own words"]
    assert [(one["answer"], one["status"]) for one in hidden] == [("", 200)]


async def test_alerts_come_as_server_sent_events_also_those_without_a_new_statement(
    store: Store, editor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_S", 0.1)
    alert = ping_alert("desk", "default", NOW)
    alert = replace(alert, subscription_id="berg-budget", event="statement.retracted", occurrence="statement.retracted")
    got: list[str] = []
    async with asyncio.timeout(20), editor.stream("GET", "/api/v1/subscriptions/berg-budget/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        async for line in stream.aiter_lines():
            if line.startswith("retry:"):
                async with store.unit() as unit:
                    await alert_store.record_alerts(unit, [alert], [])
            got.append(line)
            if line.startswith("data:"):
                break
    assert "event: statement.retracted" in got
    assert got[-1] == f"data: {alert.body}"


async def test_a_test_that_is_asked_for_twice_with_one_key_is_sent_once(editor: httpx.AsyncClient) -> None:
    once = {"Idempotency-Key": "the-button"}
    first, second = [(await editor.post("/api/v1/endpoints/desk/test", headers=once)).json() for _ in range(2)]
    assert first == second


SHARED = re.compile(r"/api/v1/(statements|claims|articles|figures|topics|sources|me)\b")
"""The archive is the same for all newsrooms."""


async def test_another_newsroom_reaches_nothing_route_by_route(
    editor: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    """Every route of the OpenAPI document, with every id that the first newsroom has."""
    delivery = (await editor.get("/api/v1/deliveries")).json()["results"][0]
    names = ["berg-budget", "desk", "live"]
    ids = {"subscription_id": names, "endpoint_id": names, "silence_id": names, "delivery_id": [delivery["id"]]}
    silence = {"id": "live", "owner": "anna", "starts": "2026-03-10T00:00:00Z", "ends": "2026-03-11T00:00:00Z"}
    assert (await editor.post("/api/v1/silences", json=silence)).status_code == 204
    document = (await stranger.get("/api/v1/openapi.json")).json()
    before = await _everything(editor)
    tried = 0
    for path, methods in document["paths"].items():
        if SHARED.match(path):
            continue
        for method in methods:
            for filled in _filled(path, ids):
                answer = await stranger.request(method, filled, **_asked(path, method, delivery))
                tried += 1
                _nothing_of(answer, delivery, own="{" in path)
    assert tried > 25
    assert await _everything(editor) == before


def _filled(path: str, ids: dict[str, list[str]]) -> list[str]:
    found = re.search(r"{(\w+)}", path)
    return [path.replace(found[0], one) for one in ids[found[1]]] if found else [path]


def _asked(path: str, method: str, delivery: dict[str, Any]) -> dict[str, Any]:
    asked: dict[str, Any] = {"params": {"since": "2026-03-01T00:00:00Z", "limit": 50}}
    if path.endswith("/explain"):
        asked["params"] = {"statement": delivery["statement_id"], "subscription": "berg-budget"}
    if path.endswith("/replay"):
        asked["json"] = {"deliveries": [delivery["id"]]}
    elif path.endswith("/recover"):
        asked["json"] = {"since": "2026-03-01T00:00:00Z"}
    elif method in {"put", "post"}:
        asked["json"] = {"id": "x", "url": "https://hooks.example.org/", "endpoints": ["desk"]}
    return asked


def _nothing_of(answer: httpx.Response, delivery: dict[str, Any], *, own: bool) -> None:
    where = f"{answer.request.method} {answer.request.url.path}: {answer.status_code}"
    assert answer.status_code < 500, where
    if own:
        assert answer.status_code in {404, 422}, where
    for theirs in (delivery["id"], delivery["alert_id"], "Berg on money", "Foreign desk", "hooks.example"):
        assert theirs not in answer.text.replace(answer.request.url.path, ""), where


async def _everything(client: httpx.AsyncClient) -> dict[str, Any]:
    names = ("subscriptions", "endpoints", "silences", "deliveries")
    return {name: (await client.get(f"/api/v1/{name}")).json() for name in names}


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the routes are the same on both databases
async def test_schemathesis_finds_nothing(store: Store, url: str, tmp_path: Path) -> None:
    """A key may do everything here, so that the generated requests get past the door."""
    key = await add_key(store, "operator")
    run = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", f"{url}/api/v1/openapi.json",
        "--header", f"Authorization: Bearer {key}", "--max-examples", "3", "--seed", "1", "--checks", "all",
        "--phases", "examples,coverage,fuzzing,stateful", "--exclude-path-regex", "/events$", "--no-color",
        cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await run.communicate()
    assert run.returncode == 0, output.decode()[-6000:]
