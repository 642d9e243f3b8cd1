"""The shapes of the files under ``config/``: what may stand in them, and the frozen values they become.

The JSON Schemas for editors (``config/schemas``) are generated from these models, so a field's description is
what an author sees while typing.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from processors.models import Figure, Role, Topic

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$", max_length=80)]
"""An id: lower-case letters and digits, parted by ``-``, ``_`` or ``.``. It goes into addresses and other files."""

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
"""Text that is not empty."""

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")]
"""A BCP 47 tag such as ``en`` or ``pt-BR``."""


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
