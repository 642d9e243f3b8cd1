"""A feed's document type reduced to what a feed needs of it: entities that stand for plain text. Pure, linear.

Entities made of entities, entities that are loaded, and defaults of attributes let a kilobyte stand for gigabytes or
for a file of ours. Expat (2.4 and later) refuses such a document after 8 MiB, by when its 4 million calls have cost a
second of CPU and 90 MB; feedparser takes the declarations out, but only those at the start of a line.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

MOST_EXPANDED = 256 * 1024
"""Characters that all references to declared entities may become together; real feeds declare a dash or a space."""

_OPENING = re.compile(
    r"""(?P<before>\ufeff?(?:\s|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE(?:[^"'\[<>]|"[^"]*"|'[^']*')*+)\[""", re.DOTALL
)
_DECLARATION = re.compile(
    r"""\s++|%[^\s;]{1,200};|<!--.*?-->|<\?.*?\?>|<!(?P<inside>(?:[^"'<>]|"[^"]*"|'[^']*')*+)>""", re.DOTALL
)
_ENTITY = re.compile(r"""ENTITY\s+(?P<name>[^\s%"'&;]+)\s+(?P<value>"[^"]*"|'[^']*')\s*""")
_CLOSING = re.compile(r"\]\s*>")
_CHARACTER = re.compile(r"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));")
_REFERENCE = re.compile(r"&([^\s&;#<]{1,200});")
_KEYWORD = "<!DOCTYPE"


@dataclass(frozen=True, slots=True)
class Reduced:
    """``text`` with the declarations that are safe, and how many were left out."""

    text: str
    left_out: int = 0


def reduced(text: str) -> Reduced:
    """``text`` without declarations of anything but plain text. The same string where there are none.

    A document type that cannot be read is none: without its keyword no parser reads declarations in it.
    """
    opening = _OPENING.match(text)
    if not opening:
        return Reduced(text)
    kept, left_out, at = [], 0, opening.end()
    while declaration := _DECLARATION.match(text, at):
        at = declaration.end()
        if declaration[0].isspace() or declaration[0].startswith(("<!--", "<?")):
            continue
        entity = _ENTITY.fullmatch(declaration["inside"] or "")
        if entity and _is_plain(entity["value"]):
            kept.append(entity)
        else:
            left_out += 1
    closing = _CLOSING.match(text, at)
    if not closing:
        return Reduced(text.replace(_KEYWORD, "", 1), max(left_out, 1))
    if _expanded(kept, text) > MOST_EXPANDED:
        left_out, kept = left_out + len(kept), []
    if not left_out:
        return Reduced(text)
    declared = "".join(f"<!{entity[0]}>" for entity in kept)
    return Reduced(f"{opening['before']}[{declared}]>{text[closing.end() :]}", left_out)


def _is_plain(quoted: str) -> bool:
    """Whether an entity's value holds no reference, also none that shows once its character references are read."""
    return "&" not in _CHARACTER.sub(_named, quoted)


def _named(reference: re.Match[str]) -> str:
    """What decides here: an ampersand, or any other character."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return "&" if code == ord("&") else "x"


def _expanded(entities: list[re.Match[str]], text: str) -> int:
    if not entities:
        return 0
    used = Counter(name[1] for name in _REFERENCE.finditer(text))
    return sum(used[entity["name"]] * len(entity["value"]) for entity in entities)
