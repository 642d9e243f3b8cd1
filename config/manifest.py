"""The manifest of a replay or a demo: outlets with a feed each, and articles in order of time.

``outlets[].articles[].file`` is relative to the manifest. An outlet's ``page`` names an HTML template of the site
around its articles: there ``{{title}}``, ``{{outlet}}``, ``{{lang}}``, ``{{published}}`` and ``{{article}}`` are
replaced. Without one, a ``.txt`` becomes a plain page and an ``.html`` is served as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, Discriminator, Field, StringConstraints, Tag

from config.documents import Document, Location, read_document
from config.models import FigureEntry, LanguageCode, Slug, Strict, Words
from config.validation import near_match, repeated, unknown, validate
from processors.errors import ConfigError, MisconfiguredError
from processors.models import Figure, Topic

PathPart = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$")]
"""An id that stands in a page's address."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One thing that appears in an outlet's feed at ``at``: an article, or a later revision of one.

    A revision has the ``id`` and ``published`` of its first version, and ``updated``. ``page``: the outlet's
    template, if it has one.
    """

    at: datetime
    outlet_id: str
    id: str
    title: str
    file: Path
    published: datetime
    updated: datetime | None = None
    lang: str | None = None
    page: Path | None = None


@dataclass(frozen=True, slots=True)
class ManifestOutlet:
    """An outlet with its feed's format: ``rss``, ``atom`` or ``json``. ``fails``: the status it answers instead."""

    id: str
    name: str
    feed: str
    lang: str | None = None
    fails: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What to publish, in order of time, and whom to track. ``topics`` empty: no topic filter."""

    path: Path
    figures: tuple[Figure, ...]
    topics: tuple[Topic, ...]
    outlets: tuple[ManifestOutlet, ...]
    publications: tuple[Publication, ...]


class ArticleEntry(Strict):
    """An article of an outlet."""

    file: Words = Field(description="The article: .txt (a paragraph a line) or .html, relative to the manifest.")
    published: AwareDatetime = Field(description="When it appears, with its time zone: 2024-11-24T08:00:00Z.")
    title: Words
    id: PathPart | None = Field(None, description="Last part of the page's address; the file's name if left out.")
    lang: LanguageCode | None = None
    updated: AwareDatetime | None = Field(None, description="When a revision appears; its 'published' if left out.")
    revision_of: str | None = Field(None, description="The article of this outlet that it is a later version of.")

    @property
    def own_id(self) -> str:
        return self.id or Path(self.file).stem


class OutletEntry(Strict):
    """An outlet with its articles."""

    id: PathPart
    name: Words
    feed: Literal["rss", "atom", "json"] = "rss"
    lang: LanguageCode | None = None
    page: Words | None = Field(None, description="HTML template of the site around each article.")
    fails: int | None = Field(None, ge=400, le=599, description="Status of every answer: an outlet that is broken.")
    articles: tuple[ArticleEntry, ...] = ()


def _figure_form(value: object) -> str:
    return "id" if isinstance(value, str) else "figure"


FigureChoice = Annotated[
    Annotated[Slug, Tag("id")] | Annotated[FigureEntry, Tag("figure")],
    Discriminator(_figure_form),
]


class ManifestFile(Strict):
    """A manifest for ``onrecord replay``."""

    figures: tuple[FigureChoice, ...] = Field(description="Ids from figures.yaml, or figures defined in place.")
    topics: tuple[Slug, ...] = Field((), description="Ids from topics.yaml; empty for no topic filter.")
    outlets: tuple[OutletEntry, ...]


def load_manifest(path: Path, *, figures: Sequence[Figure] = (), topics: Sequence[Topic] = ()) -> Manifest:
    """The manifest in ``path``; ``figures`` and ``topics`` are those that it may name by id.

    Raises MisconfiguredError with every mistake in it.
    """
    document, mistakes = read_document(path)
    if document is None:
        raise MisconfiguredError(mistakes)
    entry, more = validate(document, ManifestFile)
    if entry is not None:
        more = [*_choices(document, entry, figures, topics), *_articles(document, entry)]
    if entry is None or mistakes or more:
        raise MisconfiguredError([*mistakes, *more])
    known = {figure.id: figure for figure in figures}
    return Manifest(
        path=path,
        figures=tuple(known[one] if isinstance(one, str) else one.figure() for one in entry.figures),
        topics=tuple(topic for topic in topics if topic.id in entry.topics),
        outlets=tuple(ManifestOutlet(o.id, o.name, o.feed, o.lang, o.fails) for o in entry.outlets),
        publications=_publications(entry, path.parent),
    )


def _choices(
    document: Document, entry: ManifestFile, figures: Sequence[Figure], topics: Sequence[Topic]
) -> Iterator[ConfigError]:
    known = {figure.id for figure in figures}
    for position, one in enumerate(entry.figures):
        if isinstance(one, str) and one not in known:
            yield document.mistake(f"there is no figure {one!r}{near_match(one, known)}", ("figures", position))
    yield from unknown(document, ("topics",), entry.topics, (topic.id for topic in topics), "topic")


def _articles(document: Document, entry: ManifestFile) -> Iterator[ConfigError]:
    yield from repeated(document, ("outlets",), entry.outlets, lambda outlet: outlet.id)
    for place, outlet in enumerate(entry.outlets):
        at = ("outlets", place, "articles")
        yield from repeated(document, at, outlet.articles, lambda article: article.own_id, key="file")
        if outlet.page and not (document.path.parent / outlet.page).is_file():
            yield document.mistake(f"there is no file {outlet.page}", ("outlets", place, "page"))
        for position, article in enumerate(outlet.articles):
            yield from _article(document, outlet, article, (*at, position))


def _article(document: Document, outlet: OutletEntry, article: ArticleEntry, at: Location) -> Iterator[ConfigError]:
    if not (document.path.parent / article.file).is_file():
        yield document.mistake(f"there is no file {article.file}", (*at, "file"))
    if article.revision_of is not None:
        first = {other.own_id: other for other in outlet.articles if other is not article and not other.revision_of}
        original = first.get(article.revision_of)
        if original is None:
            near = near_match(article.revision_of, first)
            yield document.mistake(f"this outlet has no article {article.revision_of!r}{near}", (*at, "revision_of"))
        elif (article.updated or article.published) <= original.published:
            yield document.mistake("a revision must appear after its first version", (*at, "published"))


def _publications(entry: ManifestFile, folder: Path) -> tuple[Publication, ...]:
    everything = [_publication(outlet, article, folder) for outlet in entry.outlets for article in outlet.articles]
    return tuple(sorted(everything, key=lambda one: (one.at, one.outlet_id, one.id)))


def _publication(outlet: OutletEntry, article: ArticleEntry, folder: Path) -> Publication:
    first = next((other for other in outlet.articles if other.own_id == article.revision_of), None)
    updated = article.updated or (article.published if first else None)
    return Publication(
        at=updated if first and updated else article.published,
        outlet_id=outlet.id,
        id=first.own_id if first else article.own_id,
        title=article.title,
        file=folder / article.file,
        published=first.published if first else article.published,
        updated=updated,
        lang=article.lang or outlet.lang,
        page=folder / outlet.page if outlet.page else None,
    )
