"""Signing in through an OpenID Connect provider: the only module that knows authlib and joserfc.

The authorization code flow with PKCE (RFC 7636, S256), state and nonce (OpenID Connect Core 1.0, section 3.1). What
is begun in a browser is finished in that browser: state, nonce and verifier travel in its cookie, sealed. Which role
somebody gets is decided by the provider's claims at every sign-in (``role_of``), never kept beyond it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from onrecord.http import known_session
from onrecord.sealing import Sealer
from onrecord.store.accounts import Role
from processors.errors import ConfigError, PermanentError, TemporaryError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures of ID tokens that are believed: asymmetric ones. ``none`` and shared secrets are not among them."""

FINISH_WITHIN = timedelta(minutes=10)
"""Between leaving for the provider and coming back: long enough for a second factor."""

KEPT_FOR = timedelta(hours=1)
"""How long the provider's description and keys are believed before they are fetched again."""

LEEWAY_S = 120
"""By how much the provider's clock may differ from ours, in seconds."""

TIMEOUT = aiohttp.ClientTimeout(total=10)
LARGEST = 1_000_000
"""Bytes of an answer of the provider; real ones have some kilobytes."""


@dataclass(frozen=True, slots=True)
class OidcTerms:
    """What the settings say of the provider. ``roles``: the values of ``role_claim`` that give each role."""

    issuer: str
    client_id: str
    client_secret: str = ""
    name: str = "single sign-on"
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    login_claim: str = "email"
    role_claim: str = "groups"
    roles: Mapping[Role, tuple[str, ...]] | None = None
    tenant: str = "default"
    user_agent: str = "onrecord"


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider vouches for. ``subject``: issuer and ``sub``, which never change for one person."""

    subject: str
    login: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in on its way. ``begun``: seconds since 1970."""

    state: str
    nonce: str
    verifier: str
    to: str
    begun: float

    def sealed(self, sealer: Sealer) -> str:
        """As the browser's cookie carries it."""
        return sealer.seal(json.dumps(asdict(self)))

    @classmethod
    def opened(cls, cookie: str, sealer: Sealer, now: datetime) -> Attempt:
        """What ``sealed`` made. Raises PermanentError for a foreign or an old one."""
        try:
            attempt = cls(**json.loads(sealer.open(cookie)))
        except (ConfigError, ValueError, TypeError) as error:
            raise PermanentError("this sign-in was not begun in this browser: begin again") from error
        if now.timestamp() - attempt.begun > FINISH_WITHIN.total_seconds():
            raise PermanentError("this sign-in took too long: begin again")
        return attempt


def claimed(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The values of a claim; ``realm_access.roles`` looks inside ``realm_access`` where no claim has the whole name."""
    value: Any = claims.get(name)
    if value is None:
        value = claims
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
    values = value if isinstance(value, list) else [value]
    return tuple(str(one) for one in values if isinstance(one, str | int) and not isinstance(one, bool))


def role_of(claims: Mapping[str, Any], terms: OidcTerms) -> Role | None:
    """The highest role that the claims give; None: they give none. Without any mapping, everybody reads."""
    if not terms.roles:
        return Role.READER
    has = set(claimed(claims, terms.role_claim))
    return next((role for role in reversed(Role) if has & set(terms.roles.get(role, ()))), None)


def person_of(claims: Mapping[str, Any], terms: OidcTerms) -> Person:
    """Whom verified claims speak of. Raises PermanentError where they give no role, or no name to sign in by."""
    role = role_of(claims, terms)
    if role is None:
        raise PermanentError(f"your account has no role here: none of your {terms.role_claim} is mapped to one")
    login = next(iter(claimed(claims, terms.login_claim)), "").strip().lower()
    if not login:
        raise PermanentError(f"the provider sends no claim {terms.login_claim}: see ONRECORD_OIDC_LOGIN_CLAIM")
    if terms.login_claim == "email" and claims.get("email_verified") is False:
        raise PermanentError("your mail address is not verified at the provider")
    name = next(iter(claimed(claims, "name")), login)
    return Person(f"{claims['iss']} {claims['sub']}"[:512], login[:254], name[:200], role)


class OidcClient:
    """Speaks to one provider; its description and keys are kept for a while."""

    def __init__(self, terms: OidcTerms) -> None:
        self.terms = terms
        self._metadata: tuple[datetime, dict[str, Any]] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    async def begin(self, back: str, to: str, now: datetime) -> tuple[str, Attempt]:
        """Where to send the browser, and what its cookie keeps. Raises TemporaryError, PermanentError."""
        provider = await self._provider(now)
        attempt = Attempt(generate_token(32), generate_token(32), generate_token(64), to, now.timestamp())
        asked = {
            "response_type": "code",
            "client_id": self.terms.client_id,
            "redirect_uri": back,
            "scope": " ".join(dict.fromkeys(("openid", *self.terms.scopes))),
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": create_s256_code_challenge(attempt.verifier),
            "code_challenge_method": "S256",
        }
        address = provider["authorization_endpoint"]
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", attempt

    async def finish(self, attempt: Attempt, answer: Mapping[str, str], back: str, now: datetime) -> Person:
        """Whom the provider's answer in the address vouches for. Raises TemporaryError, PermanentError."""
        if answer.get("state") != attempt.state:
            raise PermanentError("the answer does not belong to this sign-in: begin again")
        if "error" in answer:
            raise PermanentError(f"the provider refused: {answer.get('error_description') or answer['error']}"[:300])
        provider = await self._provider(now)
        if answer.get("iss", provider["issuer"]) != provider["issuer"]:  # RFC 9207
            raise PermanentError("the answer comes from another provider: begin again")
        token = await self._token(provider, answer.get("code", ""), attempt.verifier, back)
        claims = await self._verified(provider, token, attempt.nonce, now)
        told = claimed(claims, self.terms.login_claim) and role_of(claims, self.terms) is not None
        if not told and "userinfo_endpoint" in provider:
            more = await self._userinfo(provider, token)
            if more.get("sub") == claims["sub"]:  # OpenID Connect Core, section 5.3.2
                claims = {**more, **claims}
        return person_of(claims, self.terms)

    async def _provider(self, now: datetime) -> dict[str, Any]:
        if self._metadata is None or now - self._metadata[0] > KEPT_FOR:
            found = OpenIDProviderMetadata(await self._get(get_well_known_url(self.terms.issuer, external=True)))
            if found.get("issuer") != self.terms.issuer:
                raise PermanentError(f"the provider calls itself {found.get('issuer')}: see ONRECORD_OIDC_ISSUER")
            missing = [one for one in ("authorization_endpoint", "token_endpoint", "jwks_uri") if not found.get(one)]
            if missing:
                raise PermanentError(f"the provider's description has no {', '.join(missing)}")
            self._metadata = (now, dict(found))
        return self._metadata[1]

    async def _token(self, provider: Mapping[str, Any], code: str, verifier: str, back: str) -> dict[str, Any]:
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        ways = provider.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        auth = ClientAuth(self.terms.client_id, self.terms.client_secret, way if self.terms.client_secret else "none")
        head = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        address, headers, body = auth.prepare("POST", provider["token_endpoint"], head, urlencode(asked))
        token = await self._ask("POST", address, headers=headers, data=body)
        if "id_token" not in token:
            raise PermanentError(f"the provider gave no ID token: {token.get('error', 'no reason given')}"[:300])
        return token

    async def _verified(
        self, provider: Mapping[str, Any], token: Mapping[str, Any], nonce: str, now: datetime
    ) -> dict[str, Any]:
        """The claims of an ID token whose signature, issuer, audience, times and nonce are right."""
        try:
            read = await self._read(provider, str(token["id_token"]), now)
            claims = CodeIDToken(
                read.claims,
                read.header,
                {"iss": {"value": provider["issuer"]}, "aud": {"value": self.terms.client_id}},
                {"nonce": nonce, "client_id": self.terms.client_id, "access_token": token.get("access_token")},
            )
            claims.validate(int(now.timestamp()), LEEWAY_S)
        except (AuthlibBaseError, JoseError, ValueError) as error:
            raise PermanentError(f"the provider's ID token is not valid: {error}"[:300]) from error
        return dict(claims)

    async def _read(self, provider: Mapping[str, Any], id_token: str, now: datetime) -> jwt.Token:
        """The token under the provider's keys; once more with fresh ones, since keys are changed."""
        kept = self._keys is not None and now - self._keys[0] <= KEPT_FOR
        if kept and self._keys is not None:
            try:
                return jwt.decode(id_token, self._keys[1], ALGORITHMS)
            except (JoseError, ValueError):
                pass  # the provider may have new keys
        self._keys = (now, KeySet.import_key_set(await self._get(provider["jwks_uri"])))  # type: ignore[arg-type]
        return jwt.decode(id_token, self._keys[1], ALGORITHMS)

    async def _userinfo(self, provider: Mapping[str, Any], token: Mapping[str, Any]) -> dict[str, Any]:
        bearer = {"authorization": f"Bearer {token.get('access_token', '')}", "accept": "application/json"}
        return await self._ask("GET", provider["userinfo_endpoint"], headers=bearer)

    async def _get(self, address: str) -> dict[str, Any]:
        return await self._ask("GET", address)

    async def _ask(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        try:
            async with (
                known_session(self.terms.user_agent) as session,
                session.request(method, address, allow_redirects=False, timeout=TIMEOUT, **more) as answer,
            ):
                body = await answer.content.read(LARGEST)
                read = json.loads(body)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise TemporaryError(f"the provider does not answer: {type(error).__name__}") from error
        except ValueError as error:
            raise TemporaryError(f"the provider answers {answer.status} with something that is not JSON") from error
        if not isinstance(read, dict):
            raise TemporaryError("the provider answers with something unexpected")
        if answer.status >= 500:
            raise TemporaryError(f"the provider answers {answer.status}")
        return read
