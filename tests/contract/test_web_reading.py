"""Reading over HTTP: a real server on loopback over a real store, on each database that is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from openapi_spec_validator import validate

from onrecord.store import search
from onrecord.store.base import Store
from tests.contract.web_client import NOW, add_key, client_of, served
from tests.fakes import newsroom


@pytest.fixture
async def client(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    await newsroom.Newsroom(store, NOW).publish()
    async with (
        served(store, public_url="http://127.0.0.1") as url,
        client_of(url, await add_key(store)) as client,
    ):
        yield client


async def listed(client: httpx.AsyncClient, path: str, **asked: Any) -> list[dict[str, Any]]:
    answer = await client.get(f"/api/v1/{path}", params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["results"])


async def test_statements_page_by_page_are_all_of_them_once(client: httpx.AsyncClient) -> None:
    seen: list[int] = []
    cursor = None
    while True:
        asked = {"limit": 4} | ({"cursor": cursor} if cursor else {})
        answer = (await client.get("/api/v1/statements", params=asked)).json()
        seen += [one["seq"] for one in answer["results"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 16


FILTERS: list[tuple[dict[str, Any], int]] = [
    ({"figure": "anna-berg"}, 9),
    ({"figure": ["tomas-lind", "paul-okoro"]}, 3),
    ({"topic": "trade"}, 3),
    ({"topic": ["trade", "air-defence"]}, 5),
    ({"topic": "budget", "lang": "de"}, 2),
    ({"figure": "anna-berg", "topic": "budget", "decision": "update"}, 1),
    ({"outlet": "northwire", "kind": "indirect"}, 1),
    ({"decision": "repeat", "figure": "anna-berg"}, 4),
    ({"q": "40 billion"}, 3),
    ({"q": '"50 billion crowns"'}, 1),
    ({"q": "milliard", "lang": "de"}, 2),
    ({"q": "billion", "outlet": "capital-ledger"}, 1),
    ({"q": "nothing of the kind"}, 0),
    ({"since": "2026-03-10T10:00:00Z"}, 5),
    ({"until": "2026-03-09T11:00:00Z", "figure": "irina-sokol"}, 1),
    ({"since": "2027-01-01T00:00:00Z"}, 0),
]


async def test_filters(client: httpx.AsyncClient) -> None:
    for asked, count in FILTERS:
        assert len(await listed(client, "statements", **asked)) == count, asked


async def test_a_search_finds_the_same_however_far_it_reads(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [{"q": "billion", "limit": 2}, {"q": '"the alliance"', "limit": 3}, {"q": '"alliance the"', "limit": 3}]
    asked += [{"q": "billion", "outlet": "capital-ledger", "limit": 5}, {"q": "crowns", "topic": "budget", "limit": 2}]
    expected = [[one["seq"] for one in await listed(client, "statements", **one)] for one in asked]
    assert expected[0]
    for number in (1, 2, 5):
        monkeypatch.setattr(search, "_READ_FIRST", number)
        assert [[one["seq"] for one in await listed(client, "statements", **one)] for one in asked] == expected


async def test_a_claim_shows_wordings_history_and_the_verdict(client: httpx.AsyncClient) -> None:
    claims = await listed(client, "claims", figure="anna-berg", topic="budget")
    assert [one["statement"]["verdict"]["decision"] for one in claims] == ["update", "new"]
    fifty, forty = claims
    detail = (await client.get(f"/api/v1/claims/{forty['claim']['id']}")).json()
    assert detail["claim"]["outlets"] == ["northwire", "tagesblick", "capital-ledger"], "a copy of a story counts once"
    assert [one["outlet_id"] for one in detail["statements"]] == [
        "northwire", "harbour-post", "tagesblick", "capital-ledger",
    ]  # fmt: skip
    assert [one["id"] for one in detail["history"]] == [forty["claim"]["id"], fifty["claim"]["id"]]
    assert fifty["statement"]["verdict"]["differs"][0]["after"] == "50 billion crowns"


async def test_an_article_has_its_revisions_and_everybodys_statements(client: httpx.AsyncClient) -> None:
    articles = await listed(client, "articles", outlet="northwire")
    first = next(one for one in articles if "40 billion" in one["title"])
    assert first["revision"] == 2
    newest = (await client.get(f"/api/v1/articles/{first['id']}")).json()
    assert newest["revisions"] == [1, 2]
    assert [one["statement"]["speaker"] for one in newest["statements"]][-1] == "Harbour pilot Jon Aker"
    assert (await client.get(f"/api/v1/articles/{first['id']}", params={"revision": 1})).json()["article"][
        "revision"
    ] == 1
    assert (await client.get(f"/api/v1/articles/{first['id']}", params={"revision": 9})).status_code == 404


async def test_what_an_outlet_altered_is_shown_word_by_word(client: httpx.AsyncClient) -> None:
    articles = await listed(client, "articles", outlet="northwire")
    first = next(one for one in articles if one["revision"] == 2)
    changes = (await client.get(f"/api/v1/articles/{first['id']}/changes")).json()
    assert (changes["before"], changes["after"], changes["taken_down"]) == (1, 2, "")
    assert {one["edit"] for one in changes["text"]} <= {"added", "removed", "changed"}
    assert changes["text"]
    assert (await client.get(f"/api/v1/articles/{first['id']}/changes", params={"revision": 1})).status_code == 404


async def test_a_figure_in_numbers(client: httpx.AsyncClient) -> None:
    detail = (await client.get("/api/v1/figures/anna-berg")).json()
    assert sum(one["count"] for one in detail["volume"]) == 9
    assert detail["topics"][0] == ["budget", 6]
    assert detail["outlets"][0][2] >= detail["outlets"][-1][2]


async def test_without_a_key_nothing_and_errors_are_problem_documents(client: httpx.AsyncClient) -> None:
    for headers in ({"authorization": ""}, {"authorization": "Bearer onr_nonsense"}):
        answer = await client.get("/api/v1/statements", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == "Bearer"
    wrong = await client.get("/api/v1/statements", params={"limit": 0})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["at"][-1] == "limit"
    assert (await client.get("/api/v1/statements", params={"cursor": "made-up"})).status_code == 400
    assert (await client.get("/api/v1/claims/none")).json()["status"] == 404


async def test_a_revoked_or_expired_key_opens_nothing(store: Store, client: httpx.AsyncClient) -> None:
    for more in ({"revoked": NOW}, {"expires": NOW}):
        key = await add_key(store, **more)
        answer = await client.get("/api/v1/me", headers={"authorization": f"Bearer {key}"})
        assert answer.status_code == 401


async def test_headers_keep_scripts_out(client: httpx.AsyncClient) -> None:
    headers = (await client.get("/api/v1/me")).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


async def test_a_request_that_is_too_large_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/me", content=b"x" * 1_000_001)
    assert answer.status_code == 413


async def test_the_openapi_document_is_valid(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/v1/openapi.json", headers={"authorization": ""})).json()
    assert document["openapi"].startswith("3.1")
    validate(document)


async def test_probes_answer_without_a_key(client: httpx.AsyncClient) -> None:
    assert (await client.get("/livez", headers={"authorization": ""})).json()["live"] is True
    assert (await client.get("/readyz", headers={"authorization": ""})).json() == {"ready": True}
    assert "python_info" in (await client.get("/metrics", headers={"authorization": ""})).text
