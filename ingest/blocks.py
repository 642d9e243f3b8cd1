"""A page as the row of its text blocks, with what their surroundings say about them. Importer of lxml.

An extractor's lines say what it kept; the blocks say what a line is on the page: a bare link, a caption, part of a
newsletter box, hidden. One walk over the tree, without recursion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml import html as lxml_html

_SKIPPED = frozenset(
    "script style noscript template svg head iframe object embed select option textarea canvas video audio math".split()  # noqa: SIM905
)
_BLOCKS = frozenset(
    """
    p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote pre section article main aside nav header footer figure
    figcaption table thead tbody tr td th form fieldset button body details summary address center hr br-br
    """.split()  # noqa: SIM905 - a table of words reads best as words
)
_FURNITURE_TAGS = frozenset({"nav", "footer", "form", "button", "aside", "figure", "figcaption"})
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:caption|credits?|newsletter|sign-?up|subscri\w+|promo\w*|related\w*|recirc\w*|share|sharing|social\w*"
    r"|by-?line|authors?|bio|comments?|tags?|breadcrumbs?|advert\w*|ads?|sponsor\w*|disclaimer|paywall|toolbar"
    r"|read-?(?:more|next|also)|more-?(?:from|on|stories|in)|outbrain|taboola|trending|popular|most-?read|widget|cookies?"
    r"|consent|recommend\w*|teasers?|timestamp|print-?only|screen-?reader\w*|sr-only|visually-?hidden|correction-?form"
    r"|donat\w+|skip-?link\w*)(?=$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LARGEST = 60_000
"""Elements looked at; a page of more is nobody's article, and each costs about two microseconds."""

_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text between two block borders. ``linked``: share of its characters inside links.

    ``furniture``: tag and class of the elements around it that are named as furniture. ``parent`` numbers the nearest
    block element above its own. ``quoted``: stands in a blockquote.
    """

    text: str
    tag: str
    linked: float
    furniture: tuple[str, ...]
    parent: int
    hidden: bool = False
    quoted: bool = False


def visible(text: str) -> str:
    """``text`` with single spaces and without characters that nobody sees: they split names and hide direction."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()


class _Walk:
    """The state of the walk."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.link_parts: list[str] = []
        self.tags: list[tuple[str, int]] = [("body", 0)]
        self.furniture: list[tuple[int, str]] = []
        self.hidden = self.links = self.quotes = 0
        self.count = 0

    def text(self, text: str | None) -> None:
        if text:
            self.parts.append(text)
            if self.links:
                self.link_parts.append(text)

    def flush(self) -> None:
        if not self.parts:
            return
        text = visible("".join(self.parts))
        if text:
            linked = len(_SPACE.sub(" ", "".join(self.link_parts)).strip()) / len(text)
            tag, _ = self.tags[-1]
            parent = self.tags[-2][1] if len(self.tags) > 1 else 0
            furniture = tuple(name for _, name in self.furniture)
            self.blocks.append(Block(text, tag, linked, furniture, parent, self.hidden > 0, self.quotes > 0))
        self.parts, self.link_parts = [], []

    def enter(self, element: Any, tag: str) -> None:
        self.count += 1
        if tag in _BLOCKS:
            self.flush()
            self.tags.append((tag, self.count))
            self.quotes += tag == "blockquote"
            name = _furniture(element, tag)
            if name:
                self.furniture.append((self.count, name))
        elif tag == "a":
            self.links += 1
        self.hidden += _is_hidden(element)

    def leave(self, element: Any, tag: str) -> None:
        if tag in _BLOCKS:
            self.flush()
            _, number = self.tags.pop()
            self.quotes -= tag == "blockquote"
            if self.furniture and self.furniture[-1][0] == number:
                self.furniture.pop()
        elif tag == "a":
            self.links -= 1
        self.hidden -= _is_hidden(element)


def _furniture(element: Any, tag: str) -> str:
    """What names an element as furniture; its tag and class, so that boxes of a kind are judged together."""
    named = f"{element.get('class') or ''} {element.get('id') or ''}"[:400]
    if tag in _FURNITURE_TAGS or (len(named) > 1 and _FURNITURE.search(named)):
        return f"{tag} {element.get('class') or ''}"
    return ""


def _is_hidden(element: Any) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and _HIDDEN.search(style) is not None)


def tree_of(html: str) -> Any | None:
    """The parsed page, None where there is nothing to parse. It may be handed to trafilatura, which copies it."""
    try:
        return lxml_html.document_fromstring(html, parser=lxml_html.HTMLParser(huge_tree=False, remove_comments=True))
    except (etree.LxmlError, ValueError, AssertionError):
        pass
    try:
        # a str with an encoding declaration is refused; bytes with a known encoding are not
        parser = lxml_html.HTMLParser(huge_tree=False, remove_comments=True, encoding="utf-8")
        return lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def read(tree: Any) -> tuple[Block, ...]:
    """The blocks of a parsed page in their order."""
    walk = _Walk()
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if not tag or tag in _SKIPPED or walk.count > _LARGEST:
                walker.skip_subtree()
                continue
            walk.enter(element, tag)
            walk.text(" " if tag == "br" else element.text)
        else:
            if tag and tag not in _SKIPPED and walk.count <= _LARGEST:
                walk.leave(element, tag)
            walk.text(element.tail if element is not tree else None)
    walk.flush()
    return tuple(walk.blocks)
