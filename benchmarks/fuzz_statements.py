"""A fuzz loop over the statement extractor: ``python -m benchmarks.fuzz_statements --seconds N`` (or ``FUZZ_SECONDS``).

Short random and mutated texts, a new seed each: words of speech in any order, any characters at all, and sentences of
the labelled articles cut, swapped and glued. What must hold for every one: no exception, offsets that are true, a
wording that is the content's. It prints texts a second, failures with their seeds, and how far of ten million the run
came; exit status 1 with a failure. ``--first SEED`` goes on where an earlier run stopped.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from time import process_time

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
BATCH = 500
"""Texts between two looks at the clock."""
WORDS = """
Maria Holt Peter Lang he she they who which that said told asked warned called quoted adding saying noting according to
as and but while before after because if when the a this reporters bridge was is would will n't 's not in on for against
May 2019 5.5 % $ U.S. Mr. . , ; : ? ! - — – ( ) [ ] ' " “ ” ‘ ’ „ « » '' `` … ... sagte erklärte laut so der die dass
a déclaré selon que сказав заявив що за словами сказал что по é ї 𝔘
""".split()  # noqa: SIM905
SPACES = (" ", " ", " ", "", "\n", "\t", "\xa0", "\u200b", "\ufeff", "\u2028", "\r\n")


@dataclass(slots=True)
class Outcome:
    """What a run came to. ``failures``: seed, text and error."""

    texts: int = 0
    statements: int = 0
    seconds: float = 0.0
    failures: list[tuple[int, str, str]] = field(default_factory=list)


def made(seed: int, sentences: Sequence[str]) -> tuple[str, str | None, tuple[Mention, ...]]:
    """The text of a seed, its language and mentions of a figure at random places."""
    dice = random.Random(seed)
    kind = dice.random()
    if kind < 0.5:
        text = "".join(word + dice.choice(SPACES) for word in dice.choices(WORDS, k=dice.randrange(1, 14)))
    elif kind < 0.6:
        text = "".join(chr(dice.choice((dice.randrange(1, 0x250), dice.randrange(0x2000, 0x2100)))) for _ in range(24))
    else:
        text = _mutated(dice, dice.choice(sentences))
    places = [dice.randrange(0, len(text) + 1) for _ in range(dice.randrange(0, 3))]
    mentions = tuple(Mention("f", at, min(len(text), at + 5), text[at : at + 5], "name") for at in places)
    return text, dice.choice(LANGUAGES), mentions


def _mutated(dice: random.Random, sentence: str) -> str:
    """A sentence with a few pieces cut out, doubled, or replaced by words of speech and marks."""
    text = sentence
    for _ in range(dice.randrange(1, 5)):
        at = dice.randrange(len(text) + 1)
        end = min(len(text), at + dice.choice((0, 1, 1, 4, 12)))
        piece = dice.choice((dice.choice(WORDS), dice.choice(SPACES), text[at:end] * 2, ""))
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


def run(seconds: float, first: int = 0) -> Outcome:
    """Fuzzes for so many seconds of CPU, from seed ``first`` on."""
    sentences = [line for article in corpus() for line in article.text.splitlines()]
    sentences = [piece for line in sentences for piece in re.split(r"(?<=[.!?]) ", line) if len(piece) < LONGEST]
    outcome, start = Outcome(), process_time()
    while process_time() - start < seconds:
        for seed in range(first + outcome.texts, first + outcome.texts + BATCH):
            _one(seed, sentences, outcome)
        outcome.texts += BATCH
    outcome.seconds = process_time() - start
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
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("FUZZ_SECONDS", "10")))
    parser.add_argument("--first", type=int, default=0, help="seed of the first text")
    options = parser.parse_args(arguments)
    outcome = run(options.seconds, options.first)
    for seed, text, broken in outcome.failures[:SHOWN]:
        print(f"seed {seed}: {broken}: {text!r}")
    rate = outcome.texts / outcome.seconds
    share = 100 * (options.first + outcome.texts) / GOAL
    print(
        f"{outcome.texts:,} texts with {outcome.statements:,} statements in {outcome.seconds:.0f} s of CPU, "
        f"{rate:,.0f} a second; {len(outcome.failures)} failures; {share:.2f} % of ten million"
        f" (the rest: {max(0.0, (GOAL - options.first - outcome.texts) / rate / 3600):.1f} h);"
        f" go on with --first {options.first + outcome.texts}"
    )
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
