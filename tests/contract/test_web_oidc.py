"""Signing in through an OpenID Connect provider: a real one on loopback that signs its own tokens, and its lies."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from onrecord.store import accounts
from onrecord.store.accounts import Role
from onrecord.store.base import Store
from onrecord.web import secrets
from onrecord.web.oidc import OidcClient, OidcTerms
from tests.contract.web_client import served
from tests.fakes import oidc_provider

EDITH = {"sub": "0815", "email": "Edith@example.org", "name": "Edith Stone", "groups": ["newsroom-editors", "staff"]}
ROLES = {Role.OPERATOR: ("it",), Role.EDITOR: ("newsroom-editors",), Role.READER: ("staff",)}


def _terms(provider: Any, **more: Any) -> OidcTerms:
    given = {"client_secret": provider.secret, "roles": ROLES, "name": "Example ID", **more}
    return OidcTerms(provider.issuer, oidc_provider.CLIENT, **given)


@pytest.fixture
async def provider() -> AsyncIterator[Any]:
    async with oidc_provider.Provider(claims=dict(EDITH)) as opened:
        yield opened


@pytest.fixture
async def browser(store: Store, provider: Any) -> AsyncIterator[httpx.AsyncClient]:
    client = OidcClient(_terms(provider))
    async with served(store, oidc=client, now=lambda: datetime.now(UTC)) as url, httpx.AsyncClient(base_url=url) as one:
        yield one


async def _sign_in(browser: httpx.AsyncClient, to: str = "/figures") -> httpx.Response:
    """The way through the provider and back; the answer to coming back."""
    left = await browser.get("/sign-in/oidc", params={"next": to})
    assert left.status_code == 303, left.text
    at_provider = await browser.get(left.headers["location"])
    return await browser.get(at_provider.headers["location"])


async def test_somebody_signs_in_and_has_the_role_of_their_group(
    browser: httpx.AsyncClient, provider: Any, store: Store
) -> None:
    assert "Sign in with Example ID" in (await browser.get("/sign-in")).text
    answer = await _sign_in(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/figures")
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert "Sign out" in (await browser.get("/figures")).text
    me = (await browser.get("/api/v1/me")).json()
    assert me == {"tenant": "default", "name": "edith@example.org", "role": "editor"}
    asked = provider.asked[0]
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["scope"].split()[0] == "openid"
    async with store.view() as view:
        (user,) = await accounts.users(view)
        log = await accounts.audit(view, "default")
    assert (user.password, user.name, user.oidc_subject) == (None, "Edith Stone", f"{provider.issuer} 0815")
    assert [line.action for line in log.entries] == ["session.started"]


async def test_the_role_follows_the_provider_at_each_sign_in(browser: httpx.AsyncClient, provider: Any) -> None:
    await _sign_in(browser)
    provider.claims["groups"] = ["staff"]
    await _sign_in(browser)
    assert (await browser.get("/api/v1/me")).json()["role"] == "reader"
    provider.claims["groups"] = ["nobody knows"]
    refused = await _sign_in(browser)
    assert refused.status_code == 403
    assert "has no role here" in refused.text


LIES = {
    "another nonce": lambda c: {**c, "nonce": "guessed"},
    "no nonce": lambda c: {k: v for k, v in c.items() if k != "nonce"},
    "another audience": lambda c: {**c, "aud": "somebody-else"},
    "many audiences, another party": lambda c: {**c, "aud": [c["aud"], "x"], "azp": "x"},
    "another issuer": lambda c: {**c, "iss": "https://evil.example"},
    "over": lambda c: {**c, "exp": c["iat"] - 3600},
    "from the future": lambda c: {**c, "iat": c["iat"] + 3600, "exp": c["iat"] + 7200},
    "no subject": lambda c: {k: v for k, v in c.items() if k != "sub"},
    "wrong access token": lambda c: {**c, "at_hash": "bm90IHRoZSBoYXNo"},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_a_token_that_is_not_for_this_sign_in_is_refused(
    browser: httpx.AsyncClient, provider: Any, lie: Any
) -> None:
    provider.lie = lie
    answer = await _sign_in(browser)
    assert answer.status_code == 403
    assert "ID token is not valid" in answer.text
    assert (await browser.get("/figures")).status_code == 303


async def test_a_foreign_signature_is_refused(browser: httpx.AsyncClient, provider: Any) -> None:
    provider.sign_with_a_foreign_key()
    assert (await _sign_in(browser)).status_code == 403


async def test_changed_keys_are_fetched(browser: httpx.AsyncClient, provider: Any) -> None:
    await _sign_in(browser)
    provider.change_keys()
    assert (await _sign_in(browser)).status_code == 303


async def test_an_answer_is_taken_once_and_only_in_the_browser_that_asked(
    browser: httpx.AsyncClient, provider: Any
) -> None:
    left = await browser.get("/sign-in/oidc")
    back = (await browser.get(left.headers["location"])).headers["location"]
    async with httpx.AsyncClient() as stranger:
        assert (await stranger.get(back)).status_code == 403, "no cookie of this sign-in"
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert (await browser.get(back.replace(state, "guessed"))).status_code == 403
    assert (await browser.get(back)).status_code == 303
    assert (await browser.get(back)).status_code == 403, "the cookie is gone"
    assert "SameSite=lax" in left.headers["set-cookie"]


async def test_a_provider_that_refuses_lies_or_is_away_is_told_in_words(
    browser: httpx.AsyncClient, provider: Any, store: Store
) -> None:
    provider.refuses = "access_denied"
    refused = await _sign_in(browser)
    assert refused.status_code == 403
    assert "access_denied" in refused.text
    nowhere = OidcClient(OidcTerms("http://127.0.0.1:9/realm", oidc_provider.CLIENT))
    async with served(store, oidc=nowhere) as url, httpx.AsyncClient(base_url=url) as other:
        away = await other.get("/sign-in/oidc")
        assert away.status_code == 503
        assert "does not answer" in away.text
        assert 'name="password"' in away.text, "local accounts go on"
    provider.named = "https://other.example"
    wrong = OidcClient(_terms(provider))
    async with served(store, oidc=wrong) as url, httpx.AsyncClient(base_url=url) as other:
        assert "calls itself https://other.example" in (await other.get("/sign-in/oidc")).text


async def test_a_local_account_is_never_taken_over(browser: httpx.AsyncClient, provider: Any, store: Store) -> None:
    row = {"id": "u1", "tenant": "default", "login": "edith@example.org", "name": "E", "role": "operator"}
    password = "a long enough password"
    async with store.unit() as unit:
        await accounts.put_user(unit, {**row, "password": secrets.hash_password(password)}, datetime.now(UTC))
    assert (await _sign_in(browser)).status_code == 403
    local = await browser.post("/sign-in", data={"login": row["login"], "password": password})
    assert local.status_code == 303
    assert (await browser.get("/api/v1/me")).json()["role"] == "operator"


async def test_who_was_switched_off_here_stays_out(browser: httpx.AsyncClient, store: Store) -> None:
    await _sign_in(browser)
    async with store.unit() as unit:
        await accounts.disable_user(unit, "edith@example.org")
    assert (await _sign_in(browser)).status_code == 403
    assert (await browser.get("/figures")).status_code == 303


async def test_a_public_client_and_claims_from_userinfo(store: Store, provider: Any) -> None:
    provider.secret = ""
    provider.claims = {"sub": "4711"}
    provider.userinfo = {"sub": "4711", "preferred_username": "oscar", "realm_access": {"roles": ["it"]}}
    client = OidcClient(_terms(provider, login_claim="preferred_username", role_claim="realm_access.roles"))
    now = {"now": lambda: datetime.now(UTC)}
    async with served(store, oidc=client, **now) as url, httpx.AsyncClient(base_url=url) as browser:
        assert (await _sign_in(browser)).status_code == 303
        assert (await browser.get("/api/v1/me")).json() == {"tenant": "default", "name": "oscar", "role": "operator"}
        provider.userinfo["sub"] = "another"
        provider.claims = {"sub": "4712"}
        assert (await _sign_in(browser)).status_code == 403, "userinfo of somebody else counts for nothing"


async def test_where_it_leads_afterwards_is_here(browser: httpx.AsyncClient) -> None:
    assert (await _sign_in(browser, "https://evil.example/")).headers["location"] == "/"


async def test_too_late(store: Store, provider: Any) -> None:
    moments = [datetime.now(UTC)]
    client = OidcClient(_terms(provider))
    async with (
        served(store, oidc=client, now=lambda: moments[0]) as url,
        httpx.AsyncClient(base_url=url) as browser,
    ):
        left = await browser.get("/sign-in/oidc")
        moments[0] += timedelta(minutes=11)
        back = (await browser.get(left.headers["location"])).headers["location"]
        late = await browser.get(back)
    assert late.status_code == 403
    assert "took too long" in late.text
