"""A fuzz loop over the statement extractor: ``python -m benchmarks.fuzz_statements --seconds N`` (or ``FUZZ_SECONDS``).

Short random and mutated texts, a new seed each: words of speech in any order, any characters at all, and sentences of
the labelled articles cut, swapped and glued. What must hold for every one: no exception, offsets that are true, a
wording that is the content's. It prints texts a second, failures with their seeds, and how far of ten million the run
came; exit status 1 with a failure. ``--first SEED`` goes on where an earlier run stopped, ``--texts 10000000`` tries
them all; several processes with seeds of their own share the work.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import inf
from time import process_time
from typing import TypeVar

from benchmarks.statement_corpus import corpus
from processors.models import Mention, Statement
from processors.statements import extract

GOAL = 10_000_000
DAY = date(2026, 3, 4)
LANGUAGES = ("en", "en", "en", "de", "fr", "uk", "ru", "xx", None)
SHOWN = 10
"""Failures that are printed in full."""
LONGEST = 160
"""Characters of a sentence: short texts, so that many are tried."""
DEFAULT_SECONDS = 10.0
TOLD = 250_000
"""Texts after which a run says how far it is."""
BATCH = 500
"""Texts between two looks at the clock."""
WORDS = """
Q A Maria Holt Peter Lang he she they who which that said told asked warned called quoted adding saying noting according
to as and but while before after because if when the a this reporters bridge was is would will n't 's not in on for
against May 2019 5.5 % $ U.S. Mr. . , ; : ? ! - — – ( ) [ ] ' " “ ” ‘ ’ „ « » '' `` … ... sagte erklärte laut so der
die dass a déclaré selon que сказав заявив що за словами сказал что по é ї 𝔘
""".split()  # noqa: SIM905
SHARES = (0.5, 0.6)
"""Of texts: words of speech in any order up to the first, any characters up to the second, else mutated sentences."""
MOST_WORDS = 13
MOST_MENTIONS = 3
CHARACTERS = 24
PLANES = (1, 0x2000)
"""Where the characters begin that are drawn: Latin with its marks, and the general punctuation."""
PLANE = 0x240
CUTS = (0, 1, 1, 4, 12)
SPACES = (" ", " ", " ", "", "\n", "\t", "\xa0", "\u200b", "\ufeff", "\u2028", "\r\n")


Dice = Callable[[], float]
T = TypeVar("T")


@dataclass(slots=True)
class Outcome:
    """What a run came to. ``failures``: seed, text and error."""

    texts: int = 0
    statements: int = 0
    seconds: float = 0.0
    failures: list[tuple[int, str, str]] = field(default_factory=list)


def made(seed: int, sentences: Sequence[str]) -> tuple[str, str | None, tuple[Mention, ...]]:
    """The text of a seed, its language and mentions of a figure at random places."""
    dice = random.Random(seed).random
    kind = dice()
    if kind < SHARES[0]:
        text = "".join([_one_of(WORDS, dice) + _one_of(SPACES, dice) for _ in range(1 + int(dice() * MOST_WORDS))])
    elif kind < SHARES[1]:
        text = "".join([chr(int(_one_of(PLANES, dice) + dice() * PLANE)) for _ in range(CHARACTERS)])
    else:
        text = _mutated(dice, _one_of(sentences, dice))
    places = [int(dice() * (len(text) + 1)) for _ in range(int(dice() * MOST_MENTIONS))]
    mentions = tuple(Mention("f", at, min(len(text), at + 5), text[at : at + 5], "name") for at in places)
    return text, _one_of(LANGUAGES, dice), mentions


def _one_of(listed: Sequence[T], dice: Dice) -> T:
    return listed[int(dice() * len(listed))]


def _mutated(dice: Dice, sentence: str) -> str:
    """A sentence with a few pieces cut out, doubled, or replaced by words of speech and marks."""
    text = sentence
    for _ in range(1 + int(dice() * 4)):
        at = int(dice() * (len(text) + 1))
        end = min(len(text), at + _one_of(CUTS, dice))
        change = int(dice() * 4)
        if change == 0:
            piece = _one_of(WORDS, dice)
        elif change == 1:
            piece = _one_of(SPACES, dice)
        else:
            piece = text[at:end] * 2 if change == 2 else ""
        text = text[:at] + piece + text[end:]
    return text


def wrong(text: str, statements: Sequence[Statement]) -> str:
    """The first law that the statements of a text break; empty where they hold."""
    before = (0, 0)
    for one in statements:
        whole = " … ".join(text[start:end] for start, end in one.spans)
        spans = [*one.spans, *(span for span in (one.speaker_span, one.cue_span) if span is not None)]
        laws = {
            "the spans begin and end the statement": (one.start, one.end) == (one.spans[0][0], one.spans[-1][1]),
            "statements are in order": (one.start, one.end) >= before,
            "spans are inside the text": all(0 <= start < end <= len(text) for start, end in spans),
            "the wording is the content's": whole.endswith(one.text)
            and len(re.findall(r"\w+", whole.removesuffix(one.text))) <= 1,
            "the cue is what its span holds": one.cue_span is None or text[slice(*one.cue_span)] == one.cue,
            "confidence is a share": 0.0 <= one.confidence <= 1.0,
            "there is a rule": bool(one.rule),
        }
        broken = next((law for law, holds in laws.items() if not holds), "")
        if broken:
            return broken
        before = (one.start, one.end)
    return ""


def run(
    seconds: float, first: int = 0, texts: float = inf, told: Callable[[Outcome], None] = lambda _: None
) -> Outcome:
    """Fuzzes for so many seconds of CPU or ``texts``, from seed ``first`` on; ``told`` hears of it now and then."""
    sentences = [line for article in corpus() for line in article.text.splitlines()]
    sentences = [piece for line in sentences for piece in re.split(r"(?<=[.!?]) ", line) if len(piece) < LONGEST]
    outcome, start = Outcome(), process_time()
    gc.freeze()  # what the tables hold is not looked through again and again
    while process_time() - start < seconds and outcome.texts < texts:
        for seed in range(first + outcome.texts, first + outcome.texts + BATCH):
            _one(seed, sentences, outcome)
        outcome.texts += BATCH
        outcome.seconds = process_time() - start
        if outcome.texts % TOLD == 0:
            told(outcome)
    return outcome


def _one(seed: int, sentences: Sequence[str], outcome: Outcome) -> None:
    text, lang, mentions = made(seed, sentences)
    try:
        statements = extract(text, lang=lang, day=DAY, mentions=mentions)
        broken = wrong(text, statements)
    except Exception as error:  # noqa: BLE001 - any exception at all is what is looked for
        broken, statements = f"{type(error).__name__}: {error}", ()
    outcome.statements += len(statements)
    if broken:
        outcome.failures.append((seed, text, broken))


def main(arguments: Sequence[str]) -> int:
    """Runs and prints; 1 with a failure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("FUZZ_SECONDS", "0")), help="of CPU")
    parser.add_argument("--texts", type=int, default=0, help="as many as that, whatever time they take")
    parser.add_argument("--first", type=int, default=0, help="seed of the first text")
    options = parser.parse_args(arguments)
    seconds = inf if options.texts and not options.seconds else options.seconds or DEFAULT_SECONDS
    outcome = run(seconds, options.first, options.texts or inf, lambda so_far: print(_told(so_far), flush=True))
    for seed, text, broken in outcome.failures[:SHOWN]:
        print(f"seed {seed}: {broken}: {text!r}")
    print(f"{_told(outcome)}; go on with --first {options.first + outcome.texts}")
    return 1 if outcome.failures else 0


def _told(outcome: Outcome) -> str:
    """What a run came to so far, with the seeds that failed."""
    failed = ", ".join(str(seed) for seed, _, _ in outcome.failures[:SHOWN])
    return (
        f"{outcome.texts:,} texts with {outcome.statements:,} statements in {outcome.seconds:.0f} s of CPU, "
        f"{outcome.texts / outcome.seconds:,.0f} a second; {len(outcome.failures)} failures"
        f"{f' (seeds {failed})' if failed else ''}; {100 * outcome.texts / GOAL:.2f} % of ten million"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
