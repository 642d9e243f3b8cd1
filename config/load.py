"""Reading a configuration folder: every mistake of every file is found before anything starts.

``figures.yaml``, ``topics.yaml``, ``sources.yaml`` and ``subscriptions.yaml``. The last is optional, and its
shape belongs to ``alerts``: the caller hands in the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from config.documents import Document, Location, read_document
from config.models import FiguresFile, SourcesFile, SourceSpec, TopicsFile
from config.validation import near_match, repeated, unknown, validate
from processors.errors import ConfigError, MisconfiguredError
from processors.models import Figure, Topic

FIGURES, TOPICS, SOURCES, SUBSCRIPTIONS = "figures.yaml", "topics.yaml", "sources.yaml", "subscriptions.yaml"

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
Mistakes = list[ConfigError]


@dataclass(frozen=True, slots=True)
class Configuration(Generic[M]):
    """What a folder configures. ``subscriptions`` is None where there is no such file."""

    figures: tuple[Figure, ...]
    topics: tuple[Topic, ...]
    sources: tuple[SourceSpec, ...]
    subscriptions: M | None = None


def load_figures(path: Path) -> tuple[Figure, ...]:
    """The figures in ``path``. Raises MisconfiguredError."""
    return _sure(_figures(path))


def load_topics(path: Path) -> tuple[Topic, ...]:
    """The topics in ``path``. Raises MisconfiguredError."""
    return _sure(_topics(path))


def load_sources(path: Path) -> tuple[SourceSpec, ...]:
    """The sources in ``path``. Raises MisconfiguredError."""
    return _sure(_sources(path))


def load_configuration(folder: Path, subscription_file: type[M]) -> Configuration[M]:
    """All files of ``folder``. Raises MisconfiguredError with the mistakes of all of them."""
    figures, in_figures = _figures(folder / FIGURES)
    topics, in_topics = _topics(folder / TOPICS)
    sources, in_sources = _sources(folder / SOURCES)
    document, in_subscriptions = (
        read_document(folder / SUBSCRIPTIONS) if (folder / SUBSCRIPTIONS).exists() else (None, [])
    )
    subscriptions = None
    if document is not None and document.value is not None:
        subscriptions, more = validate(document, subscription_file)
        in_subscriptions += more
        if subscriptions is not None and not (in_figures or in_topics or in_sources):
            in_subscriptions += _references(document, figures, topics, sources)
    mistakes = [*in_figures, *in_topics, *in_sources, *in_subscriptions]
    if mistakes:
        raise MisconfiguredError(mistakes)
    return Configuration(figures, topics, sources, subscriptions)


def _sure(read: tuple[T, Mistakes]) -> T:
    value, mistakes = read
    if mistakes:
        raise MisconfiguredError(mistakes)
    return value


def _checked(
    path: Path, model: type[M], check: Callable[[Document, M], Iterable[ConfigError]]
) -> tuple[M | None, Mistakes]:
    document, mistakes = read_document(path)
    if document is None:
        return None, mistakes
    entry, more = validate(document, model)
    if entry is not None:
        more = list(check(document, entry))
    return entry, [*mistakes, *more]


def _figures(path: Path) -> tuple[tuple[Figure, ...], Mistakes]:
    file, mistakes = _checked(
        path, FiguresFile, lambda document, file: repeated(document, ("figures",), file.figures, lambda one: one.id)
    )
    return tuple(entry.figure() for entry in file.figures) if file else (), mistakes


def _topics(path: Path) -> tuple[tuple[Topic, ...], Mistakes]:
    file, mistakes = _checked(
        path, TopicsFile, lambda document, file: repeated(document, ("topics",), file.topics, lambda one: one.id)
    )
    return tuple(entry.topic() for entry in file.topics) if file else (), mistakes


def _sources(path: Path) -> tuple[tuple[SourceSpec, ...], Mistakes]:
    file, mistakes = _checked(path, SourcesFile, _sources_coherent)
    if file is None or mistakes:
        return (), mistakes
    outlets = file.named_outlets()
    return tuple(entry.source(outlets) for entry in file.sources), []


def _sources_coherent(document: Document, file: SourcesFile) -> Iterator[ConfigError]:
    yield from repeated(document, ("outlets",), file.outlets, lambda outlet: outlet.id)
    yield from repeated(document, ("sources",), file.sources, lambda source: source.id)
    yield from repeated(document, ("sources",), file.sources, lambda source: source.url, key="url")
    outlets = {outlet.id for outlet in file.outlets}
    for position, source in enumerate(file.sources):
        if source.outlet is not None and source.outlet not in outlets:
            message = f"there is no outlet {source.outlet!r}{near_match(source.outlet, outlets)}"
            yield document.mistake(message, ("sources", position, "outlet"))
    everyone = outlets | {source.id for source in file.sources if source.outlet is None}
    for position, outlet in enumerate(file.outlets):
        if outlet.republishes is not None and outlet.republishes not in everyone:
            message = f"there is no outlet {outlet.republishes!r}{near_match(outlet.republishes, everyone)}"
            yield document.mistake(message, ("outlets", position, "republishes"))


def _references(
    document: Document, figures: Iterable[Figure], topics: Iterable[Topic], sources: Iterable[SourceSpec]
) -> Iterator[ConfigError]:
    """Subscriptions and silences that name a figure, topic or outlet which is nowhere defined."""
    groups = {f"@{name}" for name in document.value.get("outlet_groups", {})}
    known: dict[str, tuple[str, set[str]]] = {
        "figures": ("figure", {figure.id for figure in figures}),
        "topics": ("topic", {topic.id for topic in topics}),
        "outlets": ("outlet", {source.outlet.id for source in sources} | groups),
    }
    for part in ("subscriptions", "silences"):
        for position, entry in enumerate(document.value.get(part, ())):
            for key, (what, ids) in known.items():
                for at, named in _listed(entry, key):
                    yield from unknown(document, (part, position, *at), named, ids, what)
    for name, named in document.value.get("outlet_groups", {}).items():
        yield from unknown(document, ("outlet_groups", name), named, known["outlets"][1], "outlet")


def _listed(entry: Mapping[str, Any], key: str) -> Iterator[tuple[Location, list[str]]]:
    """The ids under ``key``: a list, or lists under ``any``, ``all`` and ``none``; each with its place."""
    chosen = entry.get(key, ())
    if isinstance(chosen, Mapping):
        for part, ids in chosen.items():
            yield (key, part), list(ids)
    else:
        yield (key,), list(chosen)
