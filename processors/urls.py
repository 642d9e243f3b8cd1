"""Canonical addresses: one article, one address, whichever way it was linked to.

Pure and idempotent. What is removed is what is known to identify the click and not the page; an unknown
parameter stays, because two pages taken for one is the worse mistake.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit, urlunsplit

_TRACKING = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh li_fat_id mc_cid mc_eid
    mkt_tok _hsenc _hsmi __hstc __hssc __hsfp hsctatracking oly_anon_id oly_enc_id vero_id vero_conv wickedid srsltid
    epik ml_subscriber ml_subscriber_hash rb_clickid s_cid cmpid cmp ocid ncid sr_share smid smtyp xtor at_medium
    at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_link_id at_link_origin at_link_type at_ptr_name
    at_format at_bbc_team ftag ftcamp guccounter guce_referrer guce_referrer_sig spm ref_src ref_url
    __twitter_impression taid traffic_source sref partner_source feedtype echobox
    """.split()  # noqa: SIM905 - a table of words reads best as words
)
"""Parameters that tell where a click came from (vendors' documentation; compare Miniflux's urlcleaner)."""

_TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "itm_", "wt_", "stm_", "vero_", "at_")
_VIEW = frozenset({"amp", "outputtype", "output"})
"""Parameters that ask for another view of the same page, when their value does (``_VIEW_VALUES``)."""

_VIEW_VALUES = frozenset({"", "1", "true", "amp", "amphtml"})
_PRINT = frozenset({"print", "printable", "printview"})
_REFERRER = frozenset({"ref", "source", "src", "from", "via"})
"""Parameters that may tell a click's origin or the page; removed only with such a value (``_ORIGINS``)."""

_ORIGINS = frozenset(
    {
        "rss",
        "feed",
        "rssfeed",
        "atom",
        "twitter",
        "facebook",
        "telegram",
        "newsletter",
        "email",
        "social",
        "share",
        "homepage",
    }
)
_PORTS = {"http": 80, "https": 443}
_AMP_PATH = re.compile(r"(?:^/amp(?=/.)|/amp(?:\.html?)?/?$|\.amp(?=(?:\.html?)?$))", re.IGNORECASE)
_PRINT_PATH = re.compile(r"/print/?$", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def is_web(url: str) -> bool:
    """Whether ``url`` is an absolute http or https address with a host: not javascript:, data:, a path."""
    try:
        parts = urlsplit(url.strip())
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def host(url: str) -> str:
    """The host of ``url``, lower case, IDNA-encoded, without port; empty for none."""
    try:
        name = (urlsplit(url).hostname or "").rstrip(".")
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""


def canonical(url: str) -> str:
    """The one form of ``url``: https, lower-case host, sorted parameters, no fragment, tracking or AMP view.

    What is not a web address comes back unchanged but for space around it. Doing it twice changes nothing.
    """
    url = url.strip()
    if not is_web(url) or not host(url):
        return url
    parts = urlsplit(url)
    name = host(url)
    netloc = f"[{name}]" if ":" in name else name
    if parts.port is not None and parts.port != _PORTS[parts.scheme]:
        netloc = f"{netloc}:{parts.port}"
        scheme = parts.scheme
    else:
        scheme = "https"
    return urlunsplit((scheme, netloc, _path(parts.path), _query(parts.query), ""))


def _path(path: str) -> str:
    path = _escapes(path)
    while True:
        shorter = _PRINT_PATH.sub("", _AMP_PATH.sub("", path))
        if shorter == path:
            break
        path = shorter
    path = re.sub(r"/{2,}", "/", path)
    return path.rstrip("/") or "/"


def _escapes(text: str) -> str:
    """Escapes of what needs none are undone, the others in capitals (RFC 3986, section 6.2.2)."""

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return quote(_ESCAPE.sub(one, text), safe="/%:@!$&'()*+,;=-._~?")


def _query(query: str) -> str:
    kept = [pair for pair in query.split("&") if pair and not _is_noise(pair)]
    return "&".join(sorted(_escapes(pair) for pair in kept))


def _is_noise(pair: str) -> bool:
    name, _, value = unquote(pair).partition("=")
    name, value = name.lower(), value.lower()
    return (
        name in _TRACKING
        or name.startswith(_TRACKING_PREFIXES)
        or (name in _VIEW and value in _VIEW_VALUES)
        or (name in _PRINT and value in {"", "1", "true", "yes"})
        or (name in _REFERRER and value in _ORIGINS)
    )


def same_site(one: str, other: str) -> bool:
    """Whether two addresses may speak for each other: the same host, but for a leading ``www.``, ``m.``, ``amp.``.

    Also a host and its subdomain. A page that names a canonical address elsewhere is not believed (poisoning).
    """
    first, second = _bare(host(one)), _bare(host(other))
    if not first or not second:
        return False
    return first == second or first.endswith("." + second) or second.endswith("." + first)


def _bare(name: str) -> str:
    return re.sub(r"^(?:www\d?|m|amp|mobile)\.(?=[^.]+\.)", "", name)


def identity(text: str) -> str:
    """A guid without what changes when a site moves to https or another host: the part after scheme and host."""
    if not is_web(text):
        return text
    parts = urlsplit(text.strip())
    return urlunsplit(("", "", _path(parts.path), _query(parts.query), "")) or "/"
