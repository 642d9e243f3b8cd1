"""Bodies taken in piece by piece under a bound: a bomb is stopped after a chunk, not after 300 MB.

aiohttp decodes without a bound on the sum and does not report a gzip stream that lacks its end
(both measured); so bodies are decoded here. One layer of encoding only. Importer of brotli.
"""

from __future__ import annotations

import zlib
from typing import Protocol

import brotli

from ingest.errors import BodyRefused
from ingest.models import FetchLimits, FetchProblem

ACCEPTED = "gzip, deflate, br"
"""What requests offer in Accept-Encoding."""

_STEP = 256 * 1024
"""Most bytes decoded between two looks at the limits."""


class _Layer(Protocol):
    """A decoder that takes all it is given and hands out at most so much at a time."""

    def decode(self, chunk: bytes) -> tuple[bytes, bool]: ...

    @property
    def complete(self) -> bool: ...


class _Identity:
    complete = True

    def decode(self, chunk: bytes) -> tuple[bytes, bool]:
        return chunk, False


class _Zlib:
    """gzip and deflate; raw deflate where a server leaves the zlib header out, as some always did."""

    def __init__(self, window: int) -> None:
        self._stream = zlib.decompressobj(window)
        self._raw_may_follow = window == zlib.MAX_WBITS
        self._finished = False

    @property
    def complete(self) -> bool:
        return self._finished or self._stream.eof

    def decode(self, chunk: bytes) -> tuple[bytes, bool]:
        if self._stream.eof:
            self._finished = True
            return b"", False
        try:
            out = self._stream.decompress(self._stream.unconsumed_tail + chunk, _STEP)
        except zlib.error:
            if not self._raw_may_follow:
                raise
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            out = self._stream.decompress(chunk, _STEP)
        self._raw_may_follow = False
        return out, bool(self._stream.unconsumed_tail) and not self._stream.eof


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def complete(self) -> bool:
        return bool(self._stream.is_finished())

    def decode(self, chunk: bytes) -> tuple[bytes, bool]:
        if self._stream.is_finished():
            return b"", False
        out = bytes(self._stream.process(chunk, output_buffer_limit=_STEP))
        return out, not self._stream.can_accept_more_data()


def _layer(encoding: str) -> _Layer:
    names = [name.strip().lower() for name in encoding.split(",") if name.strip().lower() not in {"", "identity"}]
    if not names:
        return _Identity()
    if len(names) > 1:
        raise BodyRefused(FetchProblem.ENCODING, f"more than one layer: {encoding[:80]}")
    if names[0] in {"gzip", "x-gzip"}:
        return _Zlib(zlib.MAX_WBITS | 16)
    if names[0] == "deflate":
        return _Zlib(zlib.MAX_WBITS)
    if names[0] == "br":
        return _Brotli()
    raise BodyRefused(FetchProblem.ENCODING, f"not asked for: {names[0][:40]}")


class Intake:
    """A body on its way in. Feed it wire bytes; it raises BodyRefused at the first limit passed."""

    def __init__(self, encoding: str, limits: FetchLimits) -> None:
        self._layer = _layer(encoding)
        self._limits = limits
        self._parts: list[bytes] = []
        self.wire = 0
        self.decoded = 0

    def feed(self, chunk: bytes) -> None:
        """Take ``chunk`` in."""
        self.wire += len(chunk)
        if self.wire > self._limits.wire_bytes:
            raise BodyRefused(FetchProblem.TOO_BIG, f"more than {self._limits.wire_bytes} bytes on the wire")
        more = True
        while more:
            try:
                out, more = self._layer.decode(chunk)
            except (zlib.error, brotli.error) as error:
                raise BodyRefused(FetchProblem.ENCODING, str(error)) from error
            chunk = b""
            self._take(out)

    def _take(self, out: bytes) -> None:
        self.decoded += len(out)
        if self.decoded > self._limits.ratio_from and self.decoded > self._limits.ratio * self.wire:
            raise BodyRefused(FetchProblem.BOMB, f"{self.decoded} bytes from {self.wire}")
        if self.decoded > self._limits.decoded_bytes:
            raise BodyRefused(FetchProblem.TOO_BIG, f"more than {self._limits.decoded_bytes} bytes decoded")
        if out:
            self._parts.append(out)

    def finish(self) -> bytes:
        """The body. Raises BodyRefused where the compressed stream has no end."""
        if not self._layer.complete and self.wire:
            raise BodyRefused(FetchProblem.TRUNCATED, f"compressed stream ends after {self.wire} bytes")
        return b"".join(self._parts)
