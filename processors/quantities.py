"""Numbers with their units, and dates, out of running text in six languages: "five percent" is 5 %, "40bn" 40 billion.

Works on tokens (``processors.wordings``), so that number words, digits, scales and units may stand apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from processors import proportions
from processors.lexicon import Lexicon

_ATTACHED = re.compile(r"^(\d[\d.,]*)([^\W\d_]+)$")
SYMBOLS = {"€": "euro", "$": "dollar", "£": "pound", "₴": "hryvnia", "₽": "rouble", "%": "percent", "°": "degree"}
HUNDRED, THOUSAND = 1e2, 1e3
SAME_VALUE = 0.005
"""Relative: 40 billion and 39.9 billion are the same, 5 % and 4.9 % are not."""

_GERMAN_UNIT = "ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun"
_GERMAN_TENS = "zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig"
_GERMAN_JOINED = re.compile(rf"^(?:({_GERMAN_UNIT})und)({_GERMAN_TENS})$")
_GERMAN_SCALED = re.compile(r"^(.+?)(hundert|tausend)(.*)$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with the unit it counts (None where the text names none we know). ``text``: as printed, for people."""

    value: float
    unit: str | None
    text: str
    start: int = 0
    end: int = 0

    def same(self, other: Quantity) -> bool:
        """Whether both name the same amount, as far as their units are known."""
        near = abs(self.value - other.value) <= SAME_VALUE * max(abs(self.value), abs(other.value))
        return near and self.comparable(other)

    def comparable(self, other: Quantity) -> bool:
        """Whether both may count the same thing: equal units, or one of them unknown."""
        return self.unit is None or other.unit is None or self.unit == other.unit


def parse_numeral(text: str, lang: str) -> float | None:
    """The value of digits as ``lang`` writes them: "40,000" and "3.5" in English are "40.000" and "3,5" elsewhere."""
    plain = re.sub(r"[ \u00a0\u202f'’]", "", text)
    thousands, decimal = (",", ".") if lang == "en" else (".", ",")
    if re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+(?:\{decimal}\d+)?", plain):
        plain = plain.replace(thousands, "").replace(decimal, ".")
    elif plain.count(decimal) == 1 and thousands not in plain:
        plain = plain.replace(decimal, ".")
    elif plain.count(thousands) == 1 and decimal not in plain:
        plain = plain.replace(thousands, ".")
    else:
        plain = re.sub(r"[.,]", "", plain)
    try:
        return float(plain)
    except ValueError:
        return None


def number_word(word: str, lexicon: Lexicon) -> float | None:
    """The value of a lower-case number word, hyphens and German compounds taken apart."""
    if word in lexicon.numbers:
        return lexicon.numbers[word]
    if "-" in word:
        parts = [lexicon.numbers.get(part) for part in word.split("-") if part not in {"et", "und", "and"}]
        known = [part for part in parts if part is not None]
        return sum(known) if known and len(known) == len(parts) else None
    return _german(word, lexicon) if lexicon.lang == "de" else None


def _german(word: str, lexicon: Lexicon) -> float | None:
    small = {**lexicon.numbers, "ein": 1.0, "": 1.0}
    joined = _GERMAN_JOINED.match(word)
    if joined:
        return small[joined[1]] + small[joined[2]]
    scaled = _GERMAN_SCALED.match(word)
    if not scaled:
        return None
    before = small.get(scaled[1]) or _german(scaled[1], lexicon)
    after = 0.0 if not scaled[3] else small.get(scaled[3]) or _german(scaled[3], lexicon)
    return None if before is None or after is None else before * lexicon.scales[scaled[2]] + after


@dataclass(slots=True)
class _Run:
    """A number being read: digits or words, then scales."""

    total: float = 0.0
    part: float | None = None
    start: int = 0
    end: int = 0

    def number(self, value: float) -> None:
        self.part = value if self.part is None else self.part + value

    def scale(self, value: float) -> None:
        factor = 1.0 if self.part is None else self.part
        if value == HUNDRED:
            self.part = factor * value
        else:
            self.total, self.part = self.total + factor * value, None

    @property
    def value(self) -> float:
        return self.total + (self.part or 0.0)


def read(words: Sequence[str], lexicon: Lexicon) -> tuple[Quantity, ...]:
    """The quantities in ``words`` (tokens as printed, symbols apart), in order."""
    found: list[Quantity] = []
    place = 0
    while place < len(words):
        share = proportions.every(words, place, lexicon.lang)
        if share is not None:
            found.append(Quantity(share, "percent", " ".join(words[place : place + 2]), place, place + 2))
            place += 2
            continue
        run = None if _piece(words[place], lexicon) is None else _run(words, place, lexicon)
        if run is None:
            one = words[place].lower() in proportions.ONE.get(lexicon.lang, ())
            counted = _share(words, _Run(part=1.0, start=place, end=place + 1), lexicon) if one else None
            found += [counted] if counted else []
            place = counted.end if counted else place + 1
            continue
        quantity = _share(words, run, lexicon) or _with_unit(words, run, lexicon)
        if quantity is not None:
            found.append(quantity)
        place = max(run.end, quantity.end if quantity else 0)
    return tuple(found)


def _share(words: Sequence[str], run: _Run, lexicon: Lexicon) -> Quantity | None:
    """ "One in three" as 33.3 per cent; None where what follows the number is no whole that it is a part of."""
    if words[run.start][0].isdigit() and run.value == 1.0:
        return None
    start = proportions.among(words, run.end, run.value, lexicon.lang)
    whole = None if start is None or _piece(words[start], lexicon) is None else _run(words, start, lexicon)
    if whole is None or not run.value < whole.value <= proportions.LARGEST or whole.value % 1:
        return None
    if (named := _with_unit(words, whole, lexicon)) is None or named.unit is not None:
        return None
    text = " ".join(words[run.start : whole.end])
    return Quantity(proportions.percent(run.value / whole.value), "percent", text, run.start, whole.end)


def _piece(word: str, lexicon: Lexicon) -> tuple[str, float] | None:
    """What a token adds to a number: ``("number", 40.0)`` or ``("scale", 1e9)``; None for a word that is neither."""
    lower = word.lower()
    if word[0].isdigit():
        value = parse_numeral(word, lexicon.lang)
        return None if value is None else ("number", value)
    if lower in lexicon.scales and len(lower) > 1:
        value = lexicon.scales[lower]
        # "двести" is two hundred in one word: a number, not a scale.
        return ("number" if HUNDRED < value < THOUSAND else "scale"), value
    value = number_word(lower, lexicon)
    return None if value is None else ("number", value)


_JOINERS = frozenset({"and", "und", "et", "a", "an"})


def _run(words: Sequence[str], start: int, lexicon: Lexicon) -> _Run | None:
    run = _Run(start=start, end=start)
    place, digits = start, False
    while place < len(words):
        piece = _piece(words[place], lexicon)
        if piece is None:
            joins = words[place].lower() in _JOINERS and run.end > start
            following = _piece(words[place + 1], lexicon) if joins and place + 1 < len(words) else None
            if following is None or (following[0] == "number" and not _continues(run, following[1])):
                break
            place += 1
            continue
        kind, value = piece
        is_digits = words[place][0].isdigit()
        if proportions.is_fraction(value) and run.part and not is_digits and run.part % 1 == 0:
            run.part, run.end = run.part * value, place + 1
            break
        if kind == "number" and run.end > start and (digits or is_digits or not _continues(run, value)):
            break
        run.number(value) if kind == "number" else run.scale(value)
        digits = digits or is_digits
        place += 1
        run.end = place
    return run if run.end > start else None


def _continues(run: _Run, value: float) -> bool:
    """Whether a number word goes on with the one before: "twenty five", "two hundred fifty", not "five, six"."""
    before = run.part
    if before is None:
        return True
    tens = 20 <= before < HUNDRED and before % 10 == 0 and value < 10
    return tens or (before >= HUNDRED and before % HUNDRED == 0 and value < HUNDRED)


def _with_unit(words: Sequence[str], run: _Run, lexicon: Lexicon) -> Quantity | None:
    unit, end = None, run.end
    if run.start and words[run.start - 1] in SYMBOLS:
        unit = SYMBOLS[words[run.start - 1]]
    for place in range(run.end, min(run.end + 3, len(words))):
        here = SYMBOLS.get(words[place]) or lexicon.unit(words[place].lower())
        if here:
            unit, end = unit or here, place + 1
            break
        if words[place].lower() not in lexicon.function | {"us", "de", "weiteren"}:
            break
    pair = " ".join(word.lower() for word in words[run.end : run.end + 2])
    if unit is None and pair in {"per cent", "pour cent"}:
        unit, end = "percent", run.end + 2
    bare_one = run.value == 1.0 and not words[run.start][0].isdigit() and unit is None
    if bare_one:
        return None
    value = run.value
    if unit == "decade":
        unit, value = "year", value * proportions.TENTH
    elif unit is None and proportions.is_fraction(value) and not words[run.start][0].isdigit():
        unit, value = "percent", proportions.percent(value)
    symbol = words[run.start - 1] if run.start and words[run.start - 1] in SYMBOLS else ""
    return Quantity(value, unit, symbol + " ".join(words[run.start : end]), run.start, run.end)


def attached(word: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """ "40bn" or "5km" as its two tokens, where the second is a scale or a unit."""
    match = _ATTACHED.match(word)
    if not match:
        return None
    tail = match[2].lower()
    return (match[1], match[2]) if tail in lexicon.scales or lexicon.unit(tail) else None
