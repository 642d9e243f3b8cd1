"""The text of a page. Only importer of trafilatura."""

from __future__ import annotations

from typing import Any

from trafilatura import bare_extraction

from ingest import crosscheck, head
from ingest.charset import decode
from ingest.pages import Page
from ingest.verdicts import judge


def text_of(html: str, *, fast: bool = True) -> str:
    """What trafilatura takes for the main text, a paragraph a line. Empty where it finds none or falls over."""
    try:
        found: Any = bare_extraction(html, fast=fast, with_metadata=False, include_comments=False, include_tables=True)
    except Exception:  # noqa: BLE001 - trafilatura raises what lxml and its own recursion raise; the other extractor remains
        return ""
    return (found.text or "") if found is not None else ""


def extract(body: bytes, content_type: str = "", url: str = "") -> Page:
    """What ``body`` says and what it is."""
    decoded = decode(body, content_type)
    about = head.read(decoded.text, url)
    text, method, notes = best_text(decoded.text)
    verdict, reasons = judge(decoded.text, text, about)
    return Page(
        verdict=verdict,
        text=text if verdict.readable else "",
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


def best_text(html: str) -> tuple[str, str, tuple[str, ...]]:
    """The text, the name of the extractor that gave it, and what was doubtful."""
    text = text_of(html)
    other = crosscheck.text_of(html)
    doubt = crosscheck.doubt(text, other)
    if doubt is None:
        return text, "trafilatura-fast", ()
    slow = text_of(html, fast=False)
    return (slow or other), "trafilatura", (doubt,)
