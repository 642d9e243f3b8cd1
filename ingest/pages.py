"""What a page turned out to be: an article with its text, or something else by its name."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class PageVerdict(StrEnum):
    """What a page is. Only ``ARTICLE`` and ``PARTIAL`` have a text worth reading."""

    ARTICLE = "article"
    PARTIAL = "beginning of an article behind a paywall"
    PAYWALL = "paywall"
    LOGIN = "login page"
    COOKIES = "cookie wall"
    CHALLENGE = "bot challenge"
    EMPTY = "no text"
    NOT_HTML = "not a web page"
    SCRIPTED = "text only in scripts"
    TOO_COSTLY = "too costly to parse"
    REDIRECT = "only a redirect"

    @property
    def readable(self) -> bool:
        """Whether the text may become an article's."""
        return self in {PageVerdict.ARTICLE, PageVerdict.PARTIAL}


@dataclass(frozen=True, slots=True)
class Page:
    """A page as read. Dates are ISO with their zone as printed, or None.

    ``text`` is what was found whatever the verdict; only where that is readable is it an article's.
    ``method`` names the extractor whose text was chosen; ``notes`` say in words what was doubtful.
    ``reserved``: the page reserves text and data mining rights (W3C TDMRep).
    """

    verdict: PageVerdict
    text: str = ""
    title: str | None = None
    canonical: str | None = None
    amp: bool = False
    published: str | None = None
    updated: str | None = None
    author: str | None = None
    section: str | None = None
    lang: str | None = None
    refresh: str | None = None
    reserved: bool = False
    method: str = ""
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values for the way between processes."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Page:
        """The inverse of ``as_json``."""
        return cls(**values | {"verdict": PageVerdict(values["verdict"]), "notes": tuple(values["notes"])})
