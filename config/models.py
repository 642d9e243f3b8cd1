"""The shapes of the files under ``config/``: what may stand in them, and the frozen values they become.

The JSON Schemas for editors (``config/schemas``) are generated from these models, so a field's description is
what an author sees while typing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from processors.models import Figure, Outlet, Role, Topic

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$", max_length=80)]
"""An id: lower-case letters and digits, parted by ``-``, ``_`` or ``.``. It goes into addresses and other files."""

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
"""Text that is not empty."""

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")]
"""A BCP 47 tag such as ``en`` or ``pt-BR``."""


_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(s|m|min|h|d)")
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def _seconds(value: Any) -> Any:
    """``90``, ``"90s"``, ``"15min"``, ``"1h"`` in seconds; anything else is left to the model to refuse."""
    if isinstance(value, str):
        found = _DURATION.fullmatch(value.strip())
        if found is None:
            raise ValueError("should be seconds, or a number with s, min, h or d, such as 15s")
        return float(found[1]) * _SECONDS[found[2]]
    return value


Seconds = Annotated[
    float,
    BeforeValidator(_seconds),
    Field(ge=1, le=7 * 86400, json_schema_extra={"type": ["number", "string"]}),
]
"""A duration from a second to a week."""


class Strict(BaseModel):
    """No key that is not known: a slip of the pen must not pass for a default."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class RoleEntry(Strict):
    """An office, with the days on which it was held."""

    title: Words = Field(description="The office, as in 'Secretary General of NATO'.")
    aliases: tuple[Words, ...] = Field((), description="Other ways in which articles put the office.")
    since: date | None = Field(None, alias="from", description="First day in office (YYYY-MM-DD); open if left out.")
    until: date | None = Field(None, alias="to", description="Last day in office (YYYY-MM-DD); open if left out.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"ends ({self.until}) before it starts ({self.since})")
        return self

    def role(self) -> Role:
        """The value the processors work with."""
        return Role(self.title, self.aliases, self.since, self.until)


class FigureEntry(Strict):
    """A public figure whose statements are tracked."""

    id: Slug = Field(description="Used in subscriptions and payloads; never change it once it is in use.")
    name: Words = Field(description="The full name in its most usual English form.")
    aliases: tuple[Words, ...] = Field((), description="Short forms, transliterations and spellings in other scripts.")
    roles: tuple[RoleEntry, ...] = Field((), description="Offices held: they tell who 'the chancellor' was on a day.")
    wikidata: Annotated[str, StringConstraints(pattern=r"^Q[1-9][0-9]*$")] | None = Field(
        None, description="Wikidata id, such as Q57792."
    )
    gender: Literal["m", "f"] | None = Field(None, description="Serves pronouns only.")

    def figure(self) -> Figure:
        """The value the processors work with."""
        return Figure(
            self.id, self.name, self.aliases, tuple(role.role() for role in self.roles), self.wikidata, self.gender
        )


class FiguresFile(Strict):
    """``figures.yaml``: the tracked figures."""

    figures: tuple[FigureEntry, ...]


class TopicEntry(Strict):
    """A topic: keywords per language."""

    id: Slug = Field(description="Used in subscriptions and payloads.")
    name: Words
    keywords: dict[LanguageCode, tuple[Words, ...]] = Field(
        description="Keywords by language; inflected forms are matched by the processors where they can be."
    )
    exclusions: tuple[Words, ...] = Field((), description="Phrases in which a keyword does not count.")

    def topic(self) -> Topic:
        """The value the processors work with."""
        return Topic(self.id, self.name, dict(self.keywords), self.exclusions)


class TopicsFile(Strict):
    """``topics.yaml``: the keyword sets."""

    topics: tuple[TopicEntry, ...]


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A source as it is configured: an address that shows an outlet's new articles.

    ``kind``: feed (RSS, Atom, RDF or JSON, told by its content), sitemap or plugin. ``shortest``/``longest``:
    bounds of the polling interval in seconds. ``note``: for people.
    """

    id: str
    name: str
    url: str
    outlet: Outlet
    kind: str = "feed"
    lang: str | None = None
    shortest: float = 15.0
    longest: float = 3600.0
    full_content: bool | None = None
    verified: bool = False
    plugin: str | None = None
    hub: str | None = None
    note: str = ""


class SourceOutletEntry(Strict):
    """An outlet with more than one source, or with something to say about it."""

    id: Slug
    name: Words
    lang: LanguageCode | None = None
    republishes: Slug | None = Field(
        None, description="The outlet whose articles this one republishes as a rule: the two count as one voice."
    )


class SourceEntry(Strict):
    """An address that shows an outlet's new articles."""

    id: Slug = Field(description="Used in commands, logs and metrics.")
    name: Words
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]
    outlet: Slug | None = Field(None, description="Id from 'outlets'; left out, the source is its own outlet.")
    kind: Literal["feed", "sitemap", "plugin"] = Field(
        "feed", description="feed: RSS, Atom, RDF or JSON Feed, told by its content."
    )
    lang: LanguageCode | None = Field(None, description="Language of the articles; detected if left out.")
    shortest: Seconds = Field(15.0, description="Shortest pause between two polls; the rhythm is learned above it.")
    longest: Seconds = Field(3600.0, description="Longest pause between two polls.")
    full_content: bool | None = Field(
        None, description="true: the feed holds whole articles, pages are not fetched; false: always fetch pages."
    )
    verified: bool = Field(False, description="Whether a fetch has succeeded: 'onrecord source check' tells.")
    plugin: Words | None = Field(None, description="Name of the plug-in, for kind plugin.")
    hub: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")] | None = Field(
        None, description="WebSub hub, where the feed does not name it."
    )
    note: str = Field("", description="For people.")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.shortest > self.longest:
            raise ValueError("'shortest' is longer than 'longest'")
        if (self.kind == "plugin") != (self.plugin is not None):
            raise ValueError("kind plugin and the key 'plugin' go together")
        return self

    def source(self, outlets: dict[str, Outlet]) -> SourceSpec:
        """The value ingestion is built from; ``outlets`` are those of the file, by id."""
        outlet = outlets[self.outlet] if self.outlet else Outlet(self.id, self.name, self.lang)
        return SourceSpec(outlet=outlet, **self.model_dump(exclude={"outlet"}))


class SourcesFile(Strict):
    """``sources.yaml``: where articles come from."""

    outlets: tuple[SourceOutletEntry, ...] = ()
    sources: tuple[SourceEntry, ...]

    def named_outlets(self) -> dict[str, Outlet]:
        """The outlets by id."""
        return {one.id: Outlet(one.id, one.name, one.lang, one.republishes) for one in self.outlets}
