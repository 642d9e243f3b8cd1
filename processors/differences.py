"""What differs between two statements, in words an editor can check: "€40 bn → €50 bn", "will → will not"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from processors.alignment import ANSWERED
from processors.claims import Difference
from processors.lexicon import of
from processors.quantities import Quantity
from processors.similarity import AXES, EXTENT, MODALITY, Pair, negations
from processors.wordings import Word, Wording

MOST = 4
"""Differences shown; the first ones weigh most."""

COMMITMENT = ("certain", *MODALITY)


def between(pair: Pair) -> tuple[Difference, ...]:
    """The differences of ``pair.new`` from ``pair.old``, weightiest kind first."""
    found: list[Difference] = []
    for difference in (
        *_quantities(pair),
        *_dates(pair),
        *_polarity(pair),
        *_opposites(pair),
        *_commitment(pair),
        *_objects(pair),
    ):
        if difference.before != difference.after and all(str(difference) != str(known) for known in found):
            found.append(difference)
    return tuple(found[:MOST])


def _quantities(pair: Pair) -> Iterator[Difference]:
    left = list(pair.left_old)
    for quantity in pair.left_new:
        rivals = [old for old in left if old.comparable(quantity)]
        if rivals:
            rival = min(rivals, key=lambda old: (old.unit != quantity.unit, _apart(old, quantity)))
            left.remove(rival)
            yield Difference("quantity", rival.text, quantity.text)


def _apart(one: Quantity, other: Quantity) -> float:
    return abs(one.value - other.value) / (abs(one.value) + abs(other.value) or 1.0)


def _dates(pair: Pair) -> Iterator[Difference]:
    for kind in ("years", "months", "weekdays", "days"):
        before, after = getattr(pair.old.dates, kind), getattr(pair.new.dates, kind)
        if before and after and not before & after:
            yield Difference("date", _printed(pair.old, kind, before), _printed(pair.new, kind, after))


def _printed(wording: Wording, kind: str, numbers: frozenset[int]) -> str:
    lexicon = of(wording.lang)
    names = {"months": lexicon.months, "weekdays": lexicon.weekdays}.get(kind)
    if names is None:
        return ", ".join(map(str, sorted(numbers)))
    return ", ".join(dict.fromkeys(word.text for word in wording.words if names.get(word.lower) in numbers))


def _polarity(pair: Pair) -> Iterator[Difference]:
    counts = negations(pair.old), negations(pair.new)
    if counts[0] % 2 == counts[1] % 2:
        return
    negated = pair.new if counts[1] > counts[0] else pair.old
    plain, phrase = _negated_phrase(negated)
    yield Difference("polarity", plain, phrase) if negated is pair.new else Difference("polarity", phrase, plain)


def _negated_phrase(wording: Wording) -> tuple[str, str]:
    """The phrase around the first negation, without it and with it."""
    words = wording.words
    place = next((i for i, word in enumerate(words) if "not" in word.tags), None)
    if place is None:
        return "affirmed", "denied"
    before = words[place - 1].text if place and wording.lang in {"en", "de"} else ""
    after = words[place + 1].text if place + 1 < len(words) else ""
    beside = before if wording.lang == "en" and before.lower() in of("en").function else after
    with_it = f"{before} {words[place].text}" if beside == before else f"{words[place].text} {after}"
    return beside or "affirmed", with_it.strip()


def _first(wording: Wording, tag: str) -> str:
    return next((word.text for word in wording.words if tag in word.tags), "")


def _opposites(pair: Pair) -> Iterator[Difference]:
    for one, other in AXES:
        for before, after in ((one, other), (other, one)):
            only_old = pair.old.has(before) and not pair.old.has(after)
            only_new = pair.new.has(after) and not pair.new.has(before)
            if only_old and only_new:
                yield Difference("direction", _first(pair.old, before), _first(pair.new, after))


def _commitment(pair: Pair) -> Iterator[Difference]:
    yield from _tags_of_one_side(pair, "commitment", COMMITMENT)
    yield from _tags_of_one_side(pair, "extent", EXTENT)


def _tags_of_one_side(pair: Pair, what: str, tags: Iterable[str]) -> Iterator[Difference]:
    old = [_first(pair.old, tag) for tag in tags if pair.old.has(tag) and not pair.new.has(tag)]
    new = [_first(pair.new, tag) for tag in tags if pair.new.has(tag) and not pair.old.has(tag)]
    if old and new:
        yield Difference(what, old[0], new[0])


def _objects(pair: Pair) -> Iterator[Difference]:
    """Words exchanged in near-copies, and names that only one side has."""
    if pair.features["sequence"] > 0.6:
        yield from _exchanged(pair)
    new, old = (
        [w.text for w, v in zip(words.content, best, strict=True) if w.name and v < ANSWERED]
        for words, best in pair.alignment.sides()
    )
    if old and new:
        yield Difference("name", " ".join(old[:2]), " ".join(new[:2]))


def _exchanged(pair: Pair) -> Iterator[Difference]:
    old, new = pair.old.words, pair.new.words
    matcher = SequenceMatcher(None, [w.lower for w in old], [w.lower for w in new], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "replace" and _tells(old[a:b]) and _tells(new[c:d]):
            yield Difference("object", _phrase(old[a:b]), _phrase(new[c:d]))


def _tells(words: tuple[Word, ...]) -> bool:
    return any(word.weight for word in words)


def _phrase(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words[:6])
