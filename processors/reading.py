"""An article read: whom it names, who said what in it, its keywords and entities.

The order is that of cost. The gate asks first; an article that names nobody gets no further than its keywords.
What is not the article (captions, teasers, comments, footers) is blanked before anything is looked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from processors import boilerplate, entities, headlines, statements
from processors.detection import detect
from processors.gate import Gate
from processors.keywords import Keywords
from processors.mentions import Finder
from processors.models import Article, Figure, Mention, Reading, Statement, Topic


class Extractor(Protocol):
    """Who said what in a text (``processors.statements.extract``)."""

    def __call__(
        self, text: str, *, lang: str | None, day: date, mentions: Sequence[Mention]
    ) -> tuple[Statement, ...]: ...


class Reader:
    """Reads articles for a fixed set of figures and topics. Read-only once made, so safe between threads."""

    def __init__(
        self,
        figures: Iterable[Figure],
        topics: Iterable[Topic] = (),
        extract: Extractor = statements.extract,
        recogniser: entities.Recogniser | None = None,
    ) -> None:
        self._figures = {figure.id: figure for figure in figures}
        self._gate = Gate(self._figures.values())
        self._finder = Finder(self._figures.values())
        self._keywords = Keywords(topics)
        self._extract = extract
        self._recogniser = recogniser

    def read(self, article: Article) -> Reading:
        """All that the processors find in one revision of an article. Never raises on any text."""
        detected = detect(article.text, article.lang)
        notes = (f"language {detected.lang}: {detected.reason}",)
        named = self._gate.named(f"{article.title}\n{article.text}", article.day)
        if not named:
            return Reading(keywords=self._keywords.find(article.text, detected.lang), notes=notes)
        skipped = boilerplate.skips(article.text, article.title)
        text = boilerplate.masked(article.text, skipped)
        mentions = self._finder.find(text, article.day, detected.lang)
        return Reading(
            named=tuple(sorted(named)),
            mentions=mentions,
            entities=entities.find(text, mentions, self._figures, detected.lang, self._recogniser),
            keywords=self._keywords.find(text, detected.lang),
            statements=self._statements(article, text, mentions, detected.lang),
            notes=(*notes, *(f"skipped {skip.start}-{skip.end}: {skip.reason}" for skip in skipped)),
        )

    def _statements(
        self, article: Article, text: str, mentions: Sequence[Mention], lang: str | None
    ) -> tuple[Statement, ...]:
        body = tuple(doubted(one, mentions) for one in self._found(text, article.day, mentions, lang))
        in_title = self._finder.find(article.title, article.day, lang)
        if not in_title:
            return body
        headline = headlines.patterned(article.title, in_title) or self._found(
            article.title, article.day, in_title, lang
        )
        return (*body, *headlines.kept((doubted(one, in_title) for one in headline), body))

    def _found(self, text: str, day: date, mentions: Sequence[Mention], lang: str | None) -> tuple[Statement, ...]:
        return self._extract(text, lang=lang, day=day, mentions=mentions)


def doubted(statement: Statement, mentions: Sequence[Mention]) -> Statement:
    """``statement`` with no more confidence than the mention that makes its speaker the figure.

    ``mentions`` are in order and do not overlap.
    """
    if statement.figure_id is None or statement.speaker_span is None:
        return statement
    first, last = statement.speaker_span
    at = bisect_right(mentions, first, key=lambda mention: mention.end)
    doubts = []
    while at < len(mentions) and mentions[at].start < last:
        if mentions[at].figure_id == statement.figure_id:
            doubts.append(mentions[at])
        at += 1
    best = max((mention.confidence for mention in doubts), default=1.0)
    if best >= statement.confidence:
        return statement
    reason = f"the mention {doubts[0].surface!r} is doubtful ({best:.2f})"
    return replace(statement, confidence=best, reasons=(*statement.reasons, reason))
