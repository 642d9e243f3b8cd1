"""The seam to a sentence embedder: what the core asks of one, whoever makes it.

Vectors are float32 rows of unit length, so that a dot product is a cosine. A vector is
only ever compared with vectors of the same embedder ``id``; the record keeps that id.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
"""Shape ``(dimensions,)`` for one text, ``(n, dimensions)`` for several; rows of unit length."""


class Embedder(Protocol):
    """Turns texts into vectors. ``id`` names model and version: another id means other vectors."""

    @property
    def id(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vector:
        """Vectors of ``texts``, shape ``(len(texts), dimensions)``, float32, rows of unit length."""
        ...


TOGETHER = 64
"""Rows asked for together that are kept as they are: a statement's words are held against a dozen earlier ones."""


class VectorCache:
    """Vectors of words and short passages from a sentence embedder, the last ``limit`` of them kept.

    A pure function of the text to whoever asks; the memory behind it only saves time. Words are what
    tells a near-copy with one word exchanged from a paraphrase, and a multilingual embedder puts
    "army" beside "армия".
    """

    def __init__(self, embedder: Embedder, limit: int = 30_000) -> None:
        self._embedder = embedder
        self._limit = limit
        self._kept: OrderedDict[str, Vector] = OrderedDict()
        self._together: OrderedDict[tuple[str, ...], Vector] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, texts: Sequence[str]) -> Vector:
        """Vectors of ``texts``, shape ``(len(texts), dimensions)``; not to be written to."""
        asked = tuple(texts)
        if (known := self._together.get(asked)) is not None:
            return known
        missing = list(dict.fromkeys(text for text in texts if text not in self._kept))
        if missing:
            for text, vector in zip(missing, self._embedder.embed(missing), strict=True):
                self._kept[text] = vector
        rows = np.empty((len(texts), self._embedder.dimensions), dtype=np.float32)
        for place, text in enumerate(texts):
            rows[place] = self._kept[text]
            self._kept.move_to_end(text)
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)
        self._together[asked] = rows
        while len(self._together) > TOGETHER:
            self._together.popitem(last=False)
        return rows
