"""The text of a page. Only importer of trafilatura."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from trafilatura import bare_extraction

from ingest import blocks, crosscheck, head
from ingest.charset import decode
from ingest.pages import Page, PageVerdict
from ingest.refine import refine
from ingest.verdicts import judge, not_html

_SCRIPTED_BELOW = 25
"""Words of text below which the metadata's text may stand in: it is cut short on one page in eight, so only then."""

_FURNISHED = 0.4
"""Share of words our rules drop from which the extractor is doubted; usual is under a tenth."""

_RUNAWAY = 1.8
"""How many times the words of two other extractors mark a text that swallowed its neighbours."""


def text_of(tree: Any, *, fast: bool = True) -> str:
    """What trafilatura takes for the main text, a paragraph a line. Empty where it finds none or falls over."""
    try:
        found: Any = bare_extraction(
            deepcopy(tree), fast=fast, with_metadata=False, include_comments=False, include_tables=True
        )
    except Exception:  # noqa: BLE001 - trafilatura raises what lxml and its own recursion raise; the other extractor remains
        return ""
    return (found.text or "") if found is not None else ""


def extract(body: bytes, content_type: str = "", url: str = "") -> Page:
    """What ``body`` says and what it is."""
    foreign = not_html(body, content_type)
    if foreign:
        return Page(PageVerdict.NOT_HTML, notes=(foreign,))
    decoded = decode(body, content_type)
    about = head.read(decoded.text, url)
    tree = blocks.tree_of(decoded.text)
    text, method, notes = best_text(tree, decoded.text, about.titles) if tree is not None else ("", "", ())
    if crosscheck.words(text) < _SCRIPTED_BELOW and about.ld_text:
        text, method, notes = about.ld_text, "json-ld", (*notes, "the page's own text is only in its metadata")
    verdict, reasons = judge(decoded.text, text, about)
    return Page(
        verdict=verdict,
        text=text,
        title=about.title,
        canonical=about.canonical,
        amp=about.amp,
        published=about.published,
        updated=about.updated,
        author=about.author,
        section=about.section,
        lang=about.lang,
        refresh=about.refresh,
        reserved=about.reserved,
        method=method,
        notes=notes + reasons + ((decoded.repaired,) if decoded.repaired else ()),
    )


def best_text(tree: Any, html: str, titles: Sequence[str]) -> tuple[str, str, tuple[str, ...]]:
    """The text, the name of the extractor that gave it, and what was doubtful.

    The fast way first; the thorough one (half as fast again) where a second extractor finds more words or more
    quotation marks: about one page in six. What comes out is held against the page's blocks.
    """
    row = blocks.read(tree)
    other = crosscheck.text_of(html)
    quick = text_of(tree)
    first = refine(quick, row, titles, other)
    doubt = crosscheck.doubt(quick, other) or _furnished(first.dropped)
    if doubt is None:
        return first.text, "trafilatura-fast", first.notes
    chosen, method = _second_try(tree, quick, other)
    second = refine(chosen, row, titles, other)
    return second.text, method, (doubt, *second.notes)


def _furnished(dropped: float) -> str | None:
    return f"{dropped:.0%} of the words look like furniture" if dropped > _FURNISHED else None


def _second_try(tree: Any, quick: str, other: str) -> tuple[str, str]:
    slow = text_of(tree, fast=False)
    # jusText's rescue takes in whole archives of articles: then it has far more than both others
    runaway = crosscheck.words(slow) > _RUNAWAY * max(crosscheck.words(quick), crosscheck.words(other))
    if slow.strip() and not runaway:
        return slow, "trafilatura"
    return (quick, "trafilatura-fast") if quick.strip() else (other, "resiliparse")
