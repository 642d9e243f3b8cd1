"""Bytes into text without one bad byte garbling the rest. Importer of charset-normalizer.

feedparser gives up on a declared encoding at the first byte that does not fit and turns the whole feed into
mojibake (its pull request 421); here a few bad bytes cost a few characters.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{2,40})["']""")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_UTF16_NO_BOM = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))

_NO_TEXT = frozenset({"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode", "undefined"})
"""Codecs that Python knows and that no text is written in."""

_FEW = 0.005
"""Share of bytes that may not fit before the declared encoding is disbelieved; a cp1251 text as UTF-8 has over half."""

_SAMPLE = 64 * 1024
_ALIASES = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
}
"""Labels that the web uses for a larger encoding (WHATWG Encoding Standard, section 4.2)."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """``text`` and how it was got. ``repaired``: in words, None where nothing was mended."""

    text: str
    encoding: str
    repaired: str | None = None


def declared(body: bytes, content_type: str) -> str | None:
    """The encoding that header, BOM, XML declaration or meta tag name, as a name that Python knows."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return name
    for lead, name in _UTF16_NO_BOM:
        if body.startswith(lead):
            return name
    header = _HEADER.search(content_type)
    inside = _DECLARED.search(body[:400]) or _META.search(body[:4096])
    names = [header[1] if header else None, inside[1].decode("ascii") if inside else None]
    return next((known for known in map(_known, names) if known), None)


def _known(name: str | None) -> str | None:
    if not name:
        return None
    try:
        codec = codecs.lookup(_ALIASES.get(name.lower(), name))
    except LookupError:
        return None
    return None if codec.name in _NO_TEXT else codec.name


def decode(body: bytes, content_type: str = "") -> Decoded:
    """``body`` as text, by the declared encoding if most of it fits, else by the one it looks like."""
    name = declared(body, content_type) or "utf-8"
    try:
        return Decoded(body.decode(name), name)
    except UnicodeDecodeError:
        pass
    for candidate in dict.fromkeys((name, "utf-8")):
        text = body.decode(candidate, "replace")
        bad = text.count("\ufffd")
        few = bad <= max(3, _FEW * len(body))
        if few and _fits(text, bad):
            return Decoded(text, candidate, f"{bad} bytes that are not {candidate}")
        if few and candidate == "utf-8":
            # no sign of UTF-8 but these bytes: the web's usual eight-bit encoding, with accents here and there
            return Decoded(body.decode("cp1252", "replace"), "cp1252", f"declared {name}, looks like cp1252")
    return _guess(body, name)


def _fits(text: str, bad: int) -> bool:
    """Whether a text with ``bad`` bytes that did not fit has more characters beyond ASCII that did."""
    return len(text) - len(text.encode("ascii", "ignore")) - bad > bad


def _guess(body: bytes, name: str) -> Decoded:
    best = from_bytes(body[:_SAMPLE]).best()
    guess = best.encoding if best else "cp1252"
    return Decoded(body.decode(guess, "replace"), guess, f"declared {name}, looks like {guess}")
