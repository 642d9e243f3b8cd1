"""What a feed's bytes are before any parser sees them: JSON, a sitemap, XML in an encoding that fits. Pure."""

from __future__ import annotations

import re

from ingest.charset import declared, decode
from ingest.doctype import reduced

_XML_ENCODING = re.compile(r"""^(\s*<\?xml[^>]{0,200}?)\s+encoding\s*=\s*["'][^"']*["']""")
_ROOT_WITHIN = 4000


def is_json(body: bytes) -> bool:
    """Whether ``body`` starts as a JSON object does."""
    return body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def is_sitemap(body: bytes) -> bool:
    """Whether ``body`` opens as a sitemap."""
    return b"<urlset" in body[:_ROOT_WITHIN] and b"sitemap" in body[:_ROOT_WITHIN]


def sound(body: bytes, content_type: str) -> bool:
    """Whether all bytes fit the encoding that ``body`` calls its own."""
    try:
        body.decode(declared(body, content_type) or "utf-8")
    except UnicodeDecodeError:
        return False
    return True


def mended(body: bytes, content_type: str) -> tuple[bytes, str, tuple[str, ...]]:
    """The same bytes where they are safe and fit what they call themselves, else UTF-8 of what is.

    Bytes that fit nothing are left out, and so are declarations that could make much of little (``ingest.doctype``).
    """
    decoded = decode(body, content_type)
    safe = reduced(decoded.text)
    left_out = f"{safe.left_out} declarations left out of its document type" if safe.left_out else None
    repairs = tuple(repair for repair in (decoded.repaired, left_out) if repair)
    if not repairs:
        return body, content_type, ()
    text = _XML_ENCODING.sub(r"\1", safe.text, count=1)
    media = content_type.partition(";")[0].strip() or "application/xml"
    return text.encode("utf-8", "replace"), f"{media}; charset=utf-8", repairs
