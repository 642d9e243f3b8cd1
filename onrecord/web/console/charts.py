"""Charts as numbers for plain SVG. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup, escape

from onrecord.store.queries_figures import DayCount

ORDER = ("new", "update", "repeat")

LABELS = 6
"""Dates under a chart: more run into each other on a phone."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stacked bar: ``parts`` are (decision, y, height); ``counts`` what it stands for."""

    x: float
    width: float
    day: date
    until: date
    parts: tuple[tuple[str, float, float], ...]
    counts: dict[str, int]

    @property
    def words(self) -> str:
        """The bar for who cannot see it."""
        names = {"new": "new", "update": "changed", "repeat": "repeats"}
        said = ", ".join(f"{self.counts[one]} {names[one]}" for one in ORDER if self.counts.get(one))
        span = f"{self.day:%-d %b}" if self.until == self.day else f"{self.day:%-d %b} to {self.until:%-d %b}"
        return f"{span}: {said or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one size of box; ``highest``: what the tallest stands for."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    highest: int

    @property
    def total(self) -> int:
        """All that the bars stand for."""
        return sum(sum(bar.counts.values()) for bar in self.bars)


def draw(chart: Chart, label: str, axis: bool = False) -> Markup:
    """The chart as SVG; every bar says its numbers. By hand: a page of fifty charts is fifteen hundred bars."""
    tall = f"{chart.height + (16 if axis else 0):g}"
    box, kind = f"0 0 {chart.width:g} {tall}", "chart wide" if axis else "chart"
    parts = [f'<svg class="{kind}" viewBox="{box}" role="img" aria-label="{escape(label)}">']
    for bar in chart.bars:
        if bar.parts:
            rects = "".join(
                f'<rect class="b-{decision}" x="{bar.x:g}" y="{y:g}" width="{bar.width:g}" height="{height:g}"/>'
                for decision, y, height in bar.parts
            )
            parts.append(f"<g><title>{bar.words}</title>{rects}</g>")
    parts.append(f'<line class="axis" x1="0" x2="{chart.width:g}" y1="{chart.height:g}" y2="{chart.height:g}"/>')
    if axis:
        step = -(-len(chart.bars) // LABELS)
        parts += [
            f'<text x="{bar.x:g}" y="{chart.height + 13:g}">{bar.day:%-d %b}</text>' for bar in chart.bars[::step]
        ]
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704 - numbers and our own words; the label is escaped


def bars(counts: Iterable[DayCount], since: date, days: int, box: tuple[float, float], step: int = 1) -> Chart:
    """``days`` from ``since`` on in bars of ``step`` days."""
    width, height = box
    by_bar: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(ORDER, 0))
    for one in counts:
        place = (one.day - since).days
        if 0 <= place < days and one.decision in ORDER:
            by_bar[place // step][one.decision] += one.count
    number = -(-days // step)
    highest = max((sum(parts.values()) for parts in by_bar.values()), default=0)
    pitch = width / number
    drawn = []
    for place in range(number):
        parts, top = [], height
        for decision in ORDER:
            count = by_bar[place][decision] if place in by_bar else 0
            if count:
                tall = max(1.5, count / highest * (height - 2))
                top -= tall
                parts.append((decision, round(top, 2), round(tall, 2)))
        first = since + timedelta(days=place * step)
        last = min(first + timedelta(days=step - 1), since + timedelta(days=days - 1))
        drawn.append(
            Bar(round(place * pitch, 2), round(pitch * 0.78, 2), first, last, tuple(parts), dict(by_bar[place]))
        )
    return Chart(width, height, tuple(drawn), highest)
