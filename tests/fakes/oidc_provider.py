"""A little OpenID Connect provider on loopback: it signs its own tokens, and can be told to lie."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "newsroom", "a secret of the client's own"


@dataclass
class Provider:
    """Signs in ``claims``. ``lie`` changes an ID token's claims before it is signed, ``asked`` is what it was asked."""

    claims: dict[str, Any] = field(default_factory=dict)
    lie: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    secret: str = SECRET
    named: str = ""
    refuses: str = ""
    userinfo: dict[str, Any] | None = None
    asked: list[dict[str, str]] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self.key = self.shown = RSAKey.generate_key(2048, {"kid": "first"})
        self._codes: dict[str, dict[str, str]] = {}
        app = web.Application()
        app.router.add_get("/realm/.well-known/openid-configuration", self._described)
        app.router.add_get("/realm/keys", self._keys)
        app.router.add_get("/realm/authorize", self._authorize)
        app.router.add_post("/realm/token", self._token)
        app.router.add_get("/realm/userinfo", self._userinfo)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.issuer = f"http://127.0.0.1:{port}/realm"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    def change_keys(self) -> None:
        """From now on tokens are signed with, and the keys are, others."""
        self.key = self.shown = RSAKey.generate_key(2048, {"kid": "second"})

    def sign_with_a_foreign_key(self) -> None:
        """From now on tokens are signed with a key that is not among those shown."""
        self.key = RSAKey.generate_key(2048, {"kid": "first"})

    async def _described(self, _: web.Request) -> web.Response:
        shown = {"userinfo_endpoint": f"{self.issuer}/userinfo"} if self.userinfo is not None else {}
        return web.json_response({
            "issuer": self.named or self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"], **shown,
        })  # fmt: skip

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response(KeySet([self.shown]).as_dict(private=False))

    async def _authorize(self, request: web.Request) -> web.Response:
        """Whoever comes is signed in at once."""
        asked = dict(request.query)
        self.asked.append(asked)
        if self.refuses:
            answer = {"error": self.refuses, "state": asked["state"]}
        else:
            code = f"code-{len(self.asked)}"
            self._codes[code] = asked
            answer = {"code": code, "state": asked["state"]}
        raise web.HTTPFound(f"{asked['redirect_uri']}?{urlencode(answer)}")

    async def _token(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        asked = self._codes.pop(str(form.get("code")), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(str(form.get("code_verifier")).encode()).digest())
        fits = (
            asked is not None
            and self._authorized(request, form)
            and form.get("redirect_uri") == asked["redirect_uri"]
            and challenge.rstrip(b"=").decode() == asked["code_challenge"]
        )
        if asked is None or not fits:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response({"access_token": "opaque", "token_type": "Bearer", "id_token": self._signed(asked)})

    def _authorized(self, request: web.Request, form: dict[str, Any]) -> bool:
        if not self.secret:
            return form.get("client_id") == CLIENT
        basic = base64.b64encode(f"{CLIENT}:{self.secret}".encode()).decode()
        return request.headers.get("authorization") == f"Basic {basic}"

    def _signed(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.claims,
        }  # fmt: skip
        return jwt.encode({"alg": "RS256", "kid": "first" if self.key is not self.shown else self.key.kid},
                          self.lie(claims), self.key)  # fmt: skip

    async def _userinfo(self, request: web.Request) -> web.Response:
        if request.headers.get("authorization") != "Bearer opaque":
            return web.json_response({"error": "invalid_token"}, status=401)
        return web.json_response(self.userinfo)
