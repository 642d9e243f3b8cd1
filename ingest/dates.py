"""Dates as feeds and pages print them, into aware UTC; absurd ones are refused with a reason.

Own table, because feedparser reads ``2016/6/29`` as the first of June, knows no MEST and no foreign weekday
(its issues 75, 20, 135), and gives naive values.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

EARLIEST = 1995
"""No outlet put an article on the web before: earlier years are a default value or a slip."""

_AHEAD = timedelta(days=1)
"""How far in the future a date may lie: a zone left out explains up to 14 hours."""

_ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "met": 60, "mez": 60,
    "cest": 120, "mest": 120, "mesz": 120, "eet": 120, "eest": 180, "msk": 180, "trt": 180, "gst": 240, "pkt": 300,
    "ist": 330, "sgt": 480, "hkt": 480, "awst": 480, "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "nzst": 720,
    "nzdt": 780, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "akst": -540, "akdt": -480, "hst": -600, "brt": -180, "art": -180,
}  # fmt: skip
"""Minutes east of Greenwich. Ambiguous names are read as feeds use them (CST as American, IST as Indian)."""

_MONTHS = {
    stem: number
    for number, stems in enumerate(
        (
            "jan jän ene gen янв січ styc oca",
            "feb fév fev фев лют lut şub",
            "mar mär mrz мар бер",
            "apr avr abr апр кві kwi nis",
            "may mai mag май мая тра maj",
            "jun giu июн чер cze haz",
            "jul lug июл лип lip tem",
            "aug aoû ago авг сер sie ağu",
            "sep set сен вер wrz eyl",
            "oct okt ott out окт жов paź eki",
            "nov ноя лис lis kas",
            "dec dez dic déc дек гру gru ara",
        ),
        1,
    )
    for stem in stems.split()
}  # fmt: skip
_FRENCH_JUNE_JULY = {"juin": 6, "juil": 7}

_WORDED = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(?:de\s+)?(?P<month>[^\W\d_]{3,})\.?,?[\s-]+(?:de\s+)?(?P<year>\d{4}|\d{2})\b"
    r"(?:,?\s+(?:at\s+)?(?P<time>\d{1,2}:\d{2}(?::\d{2})?))?\s*(?P<zone>[+-]\d{2}:?\d{2}|[A-Za-z]{1,5})?"
)
_WORDED_AMERICAN = re.compile(
    r"(?P<month>[^\W\d_]{3,})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})\b"
    r"(?:,?\s+(?:at\s+)?(?P<time>\d{1,2}:\d{2}(?::\d{2})?))?\s*(?P<zone>[+-]\d{2}:?\d{2}|[A-Za-z]{1,5})?"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[T\s]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?)?\s*(?P<zone>[+-]\d{2}:?\d{2}|[A-Za-z]{1,5})?"
)
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?:,?\s+(?P<time>\d{1,2}:\d{2}(?::\d{2})?))?\s*"
    r"(?P<zone>[+-]\d{2}:?\d{2}|[A-Za-z]{1,5})?"
)
_PATTERNS = (_YEAR_FIRST, _WORDED, _WORDED_AMERICAN, _DAY_FIRST)


def parse(text: str | None) -> datetime | None:
    """The moment that ``text`` names, UTC; None where it names none. A missing zone is read as UTC. Never raises."""
    text = (text or "").strip()[:80]
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        found = next((match for match in (pattern.search(text) for pattern in _PATTERNS) if match), None)
        return _moment(found) if found else None
    return _utc(moment.replace(tzinfo=moment.tzinfo or UTC))


def _utc(moment: datetime) -> datetime | None:
    try:
        return moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _moment(match: re.Match[str]) -> datetime | None:
    month = match["month"]
    number = int(month) if month.isdigit() else _month(month.lower())
    year = int(match["year"])
    year += (2000 if year < 70 else 1900) if len(match["year"]) == 2 else 0  # RFC 2822, section 4.3, later pivot
    clock = [int(part) for part in (match["time"] or "0:0").split(":")]
    second = clock[2] if len(clock) > 2 else 0
    try:
        return _utc(
            datetime(
                year, number or 0, int(match["day"]), clock[0], clock[1], min(second, 59), tzinfo=_zone(match["zone"])
            )
        )
    except ValueError:
        return None


def _month(name: str) -> int | None:
    return _FRENCH_JUNE_JULY.get(name[:4]) or _MONTHS.get(name[:3]) or _MONTHS.get(name[:4])


def _zone(text: str | None) -> timezone:
    if not text:
        return UTC
    if text[0] in "+-":
        digits = text[1:].replace(":", "")
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
    return timezone(timedelta(minutes=_ZONES.get(text.lower(), 0)))


def plausible(moment: datetime | None, now: datetime) -> datetime | None:
    """``moment`` if an article seen ``now`` can bear it, else None: a future date must never hold the front."""
    if moment is None or moment.year < EARLIEST or moment > now + _AHEAD:
        return None
    return moment
