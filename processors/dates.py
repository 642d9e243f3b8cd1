"""When an old quote was said: dates that stand beside a cue (*said in March*, *wrote in 2019*)."""

from __future__ import annotations

from datetime import date, timedelta

from processors.text import Tokens

REACH = 6
"""Tokens after a cue within which a date still belongs to the saying."""
OLD_AFTER = timedelta(days=21)
"""Before this a dated quote is news all the same: a weekly reports what was said three weeks ago."""
YEARS = range(1900, 2100)


def said_on(tokens: Tokens, first: int, last: int, day: date | None) -> date | None:
    """The first day that the date in tokens ``[first, last)`` can mean, if it is old on ``day``."""
    if day is None:
        return None
    found = _read(tokens, first, min(last, len(tokens)), day)
    return found if found is not None and found + OLD_AFTER < day else None


def _read(tokens: Tokens, first: int, last: int, day: date) -> date | None:
    year = next((int(tokens.form[i]) for i in range(first, last) if _is_year(tokens.form[i])), None)
    for i in range(first, last):
        month = tokens.language.months.get(tokens.low[i])
        if month is None or (not tokens.form[i][0].isupper() and tokens.language.code == "en"):
            continue
        number = _day_beside(tokens, i, first, last)
        return _latest(year, month, number, day)
    return date(year, 12, 31) if year is not None and year < day.year else None


def _is_year(form: str) -> bool:
    return len(form) == 4 and form.isdecimal() and int(form) in YEARS


def _day_beside(tokens: Tokens, i: int, first: int, last: int) -> int:
    for j in (i + 1, i - 1, i + 2):
        if first <= j < last and tokens.form[j].isdecimal() and 1 <= int(tokens.form[j]) <= 31:
            return int(tokens.form[j])
    return 28


def _latest(year: int | None, month: int, number: int, day: date) -> date | None:
    """The named day in ``year``, or the last such day before ``day``."""
    wanted = [year] if year is not None else [day.year, day.year - 1]
    for each in wanted:
        try:
            found = date(each, month, number)
        except ValueError:
            found = date(each, month, 28)
        if found <= day:
            return found
    return None
