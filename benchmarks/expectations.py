"""feedparser's own expectations: how many hold for what it reads by itself, and for what our parsing has it read.

Its test feeds carry an expression each (``Expect:``). They come with its source distribution and are read from there:

    pip download --no-binary :all: --no-deps -d .cache feedparser==VERSION   (``NAME`` says which)
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import feedparser

from benchmarks.report import Figure
from ingest import feeds
from ingest.mending import mended
from processors.errors import ConfigError

CACHE = Path(__file__).parent.parent / ".cache"
NAME = f"feedparser-{feedparser.__version__}.tar.gz"
HOW_TO_GET = (
    f"needs {NAME}: pip download --no-binary :all: --no-deps -d {CACHE.name} feedparser=={feedparser.__version__}"
)

_EXPECTED = re.compile(rb"Description:\s*(.*?)\s*Expect:\s*(.*)\s*-->")
_HEADER = re.compile(rb"^Header:\s+([^:]+):(.+)$", re.MULTILINE)
_SKIPPED = re.compile(rb"SkipUnless:\s*(.*?)\n")
_SERVER = "http://127.0.0.1:8097/"
"""Where feedparser's own runner serves its files; some expectations name it."""

_FEEDS = tuple(f"tests/{kind}/" for kind in ("wellformed", "illformed", "encoding", "entities"))
"""What is about reading; ``tests/http`` is about a client that we do not use."""

_OF_THE_CLIENT = "tests/wellformed/http/"
"""What only says that response headers are handed through: they never went in here."""

DELIBERATE = "tests/encoding/bozo_linenoise.xml"
"""One stray byte among UTF-8 is expected to turn all of the text into mojibake; ours mends it (``ingest.charset``)."""

Read = Callable[[bytes, Mapping[str, str], str], Any]


@dataclass(frozen=True, slots=True)
class Expectation:
    """A feed and what is to hold of its reading, as an expression over feedparser's result."""

    name: str
    body: bytes
    expression: str
    headers: Mapping[str, str]
    url: str

    def holds(self, read: Read) -> bool:
        """Whether it holds of what ``read`` makes of the feed."""
        try:
            found = read(self.body, self.headers, self.url)
            return bool(eval(self.expression, {"feedparser": feedparser}, found))
        except Exception:  # noqa: BLE001 - an expression over a key that is not there raises, and so does not hold
            return False


def expectations(archive: Path = CACHE / NAME) -> Iterator[Expectation]:
    """All that stand in feedparser's source distribution. Raises ConfigError where it is not there."""
    if not archive.is_file():
        raise ConfigError(HOW_TO_GET)
    with tarfile.open(archive) as opened:
        for member in opened:
            path = member.name.partition("/")[2]
            wanted = path.startswith(_FEEDS) and not path.startswith(_OF_THE_CLIENT) and path != DELIBERATE
            file = opened.extractfile(member) if wanted and path.endswith(".xml") else None
            found = _expectation(path, file.read()) if file else None
            if found is not None:
                yield found


def _expectation(path: str, body: bytes) -> Expectation | None:
    text = body
    if path.startswith("tests/encoding"):  # the expression is written in the feed's own encoding
        decoded = mended(body, "")[0]
        text = _in_ascii(decoded)
    said = _EXPECTED.search(text)
    if said is None or _SKIPPED.search(text):
        return None
    headers = {name.decode().strip().lower(): value.decode().strip() for name, value in _HEADER.findall(text)}
    if "http" in path:
        headers.setdefault("content-type", "application/xml")  # as its runner's server calls every file
    url = headers.get("content-location") or (_SERVER + path if "http" in path else "")
    return Expectation(path, body, said[2].decode("utf-8").strip(), headers, url)


def _in_ascii(body: bytes) -> bytes:
    for encoding in ("utf-8", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp037"):
        try:
            text = body.decode(encoding)
        except UnicodeError:
            continue
        if "Expect:" in text:
            return text.encode()
    return body


def _alone(body: bytes, headers: Mapping[str, str], url: str) -> Any:
    return feedparser.parse(
        io.BytesIO(body), response_headers={**headers, **({"content-location": url} if url else {})}
    )


def _parsed(body: bytes, headers: Mapping[str, str], url: str) -> None:
    feeds.parse(body, headers.get("content-type", ""), url, headers.get("content-language", ""))


def _polled(body: bytes, headers: Mapping[str, str], url: str) -> None:
    feeds.unseen(body, headers.get("content-type", ""), url)


@contextmanager
def _overheard() -> Iterator[list[Any]]:
    """What feedparser gives our parsing, in the order of its calls."""
    heard: list[Any] = []
    real = feedparser.parse

    def parse(*positional: Any, **named: Any) -> Any:
        heard.append(real(*positional, **named))
        return heard[-1]

    with patch.object(feedparser, "parse", parse):
        yield heard


def _through(parse: Read) -> Read:
    def read(body: bytes, headers: Mapping[str, str], url: str) -> Any:
        with _overheard() as heard:
            parse(body, headers, url)
        return heard[-1]

    return read


def count(found: list[Expectation]) -> dict[str, list[str]]:
    """For feedparser alone, our whole parsing and our polling: the names of those that do not hold."""
    ways = {"alone": _alone, "parsed": _through(_parsed), "polled": _through(_polled)}
    return {way: [one.name for one in found if not one.holds(read)] for way, read in ways.items()}


def run(quick: bool) -> dict[str, Figure]:
    """How many of feedparser's own expectations hold."""
    found = list(expectations())[:: 10 if quick else 1]
    missed = {way: len(names) for way, names in count(found).items()}
    alone = len(found) - missed["alone"]
    beside = f"{alone} of {len(found)} with feedparser alone"
    return {
        "feedparser's expectations, a feed read whole": Figure(
            len(found) - missed["parsed"], f"of {len(found)}", f">= {alone}", beside
        ),
        "the same as polled, which leaves markup as it is": Figure(
            len(found) - missed["polled"], f"of {len(found)}", None, beside
        ),
    }
