"""Signing in with a browser's means: cookies, forms, and what keeps strangers out."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from onrecord.store import accounts, feedback
from onrecord.store.base import Store
from onrecord.web import secrets
from tests.contract.web_client import NOW, served
from tests.fakes import newsroom, newsroom_articles

LOGIN, PASSWORD = "reader@example.org", "a long enough password"


@pytest.fixture
async def browser(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    await newsroom.Newsroom(store, NOW).publish(newsroom_articles.ARTICLES[:1])
    row = {"id": "u1", "tenant": "default", "login": LOGIN, "name": "", "role": "editor"}
    async with store.unit() as unit:
        await accounts.put_user(unit, {**row, "password": secrets.hash_password(PASSWORD)}, NOW)
    async with served(store) as url, httpx.AsyncClient(base_url=url, timeout=30) as client:
        yield client


async def sign_in(browser: httpx.AsyncClient, password: str = PASSWORD, **headers: str) -> httpx.Response:
    form = {"login": LOGIN, "password": password, "next": "/figures"}
    return await browser.post("/sign-in", data=form, headers=headers)


async def csrf(browser: httpx.AsyncClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', (await browser.get("/")).text)
    assert found is not None
    return found[1]


async def test_who_is_not_signed_in_is_led_to_the_form_and_back(browser: httpx.AsyncClient) -> None:
    led = await browser.get("/figures?x=1")
    assert led.status_code == 303
    assert led.headers["location"] == "/sign-in?next=%2Ffigures%3Fx%3D1"
    assert (await sign_in(browser, "wrong password")).status_code == 401
    answer = await sign_in(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/figures")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert (await browser.get("/figures")).status_code == 200


async def test_a_form_without_our_token_changes_nothing(browser: httpx.AsyncClient, store: Store) -> None:
    await sign_in(browser)
    claim = re.search(r"/claims/[0-9a-f-]{36}", (await browser.get("/")).text)
    assert claim is not None
    statement = re.search(r'name="statement" value="([^"]+)"', (await browser.get(claim[0])).text)
    assert statement is not None
    form = {"statement": statement[1], "says": "not_new"}
    for forged in ({}, {"csrf": "made-up"}):
        assert (await browser.post(f"{claim[0]}/feedback", data={**form, **forged})).status_code == 403
    done = await browser.post(f"{claim[0]}/feedback", data={**form, "csrf": await csrf(browser)})
    assert done.status_code == 303
    async with store.view() as view:
        (said,) = await feedback.feedback_on(view, "default", claim[0].removeprefix("/claims/"))
        log = await accounts.audit(view, "default")
    assert said.says == "not_new"
    assert [line.action for line in log.entries] == ["feedback.not_new", "session.started"]


async def test_signing_in_from_another_site_is_refused(browser: httpx.AsyncClient) -> None:
    assert (await sign_in(browser, **{"sec-fetch-site": "cross-site"})).status_code == 403
    assert (await sign_in(browser, origin="https://evil.example")).status_code == 403


async def test_guessing_is_slowed_down(browser: httpx.AsyncClient) -> None:
    answers = [(await sign_in(browser, f"guess number {n}")).status_code for n in range(12)]
    assert answers[0] == 401
    assert answers[-1] == 429


async def test_a_disabled_account_is_out_at_once(browser: httpx.AsyncClient, store: Store) -> None:
    await sign_in(browser)
    async with store.unit() as unit:
        await accounts.disable_user(unit, LOGIN)
    assert (await browser.get("/figures")).status_code == 303


async def test_signing_out_ends_the_session(browser: httpx.AsyncClient) -> None:
    await sign_in(browser)
    assert (await browser.post("/sign-out", data={"csrf": await csrf(browser)})).status_code == 303
    assert (await browser.get("/")).status_code == 303
