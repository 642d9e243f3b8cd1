"""``Idempotency-Key``: a request that is repeated after a lost answer gets the first answer, and does nothing twice."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Request
from pydantic import TypeAdapter

from onrecord.store import accounts
from onrecord.web.auth import Editor
from onrecord.web.parts import WebParts, parts_of
from onrecord.web.problems import ProblemError

T = TypeVar("T")

KeyHeader = Annotated[
    str | None,
    Header(alias="Idempotency-Key", min_length=1, max_length=255, description="A word of your own for this request."),
]


class FirstAnswer:
    """Runs the work of a request, unless its key was seen: then the first answer is given again."""

    def __init__(self, parts: WebParts, tenant: str, key: str | None, request_hash: str) -> None:
        self._parts, self._tenant, self._key, self._hash = parts, tenant, key, request_hash

    async def __call__(self, shape: type[T], work: Callable[[], Awaitable[T]]) -> T:
        """The answer, as ``shape``. Raises ProblemError (409) for a key that stood over another request."""
        if self._key is None:
            return await work()
        adapter: TypeAdapter[Any] = TypeAdapter(shape)
        async with self._parts.store.view() as view:
            known = await accounts.first_answer(view, self._tenant, self._key)
        if known is not None:
            if known[0] != self._hash:
                raise ProblemError(409, "this Idempotency-Key stood over another request")
            answer: T = adapter.validate_json(known[1])
            return answer
        made = await work()
        body = adapter.dump_json(made).decode()
        async with self._parts.store.unit() as unit:
            await accounts.keep_answer(unit, self._tenant, self._key, self._hash, body, self._parts.now())
        return made


async def _once(request: Request, who: Editor, key: KeyHeader = None) -> FirstAnswer:
    body = await request.body()
    words = f"{request.method} {request.url.path}\n".encode() + body
    return FirstAnswer(parts_of(request), who.tenant, key, hashlib.sha256(words).hexdigest())


Once = Annotated[FirstAnswer, Depends(_once)]
