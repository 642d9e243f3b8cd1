"""A subscription tried on the last weeks at once: what ``alerts.backtest`` plays one by one, over columns.

A form that shows its effect while it is filled in cannot wait for a play of a hundred thousand occasions. Here each
field is a column of codes; each gate of ``alerts.matching`` is asked once for each value that occurs, never for each
occasion, and its answers are spread over the column. The decisions are the same (a law in the tests); only how alerts
are delayed (limits, digests, quiet hours) is left out, which changes neither whether nor on which day they are raised.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alerts.backtest import CLOSED, EXAMPLES, FEEDBACK, NEAR_MISSES, NearMiss
from alerts.matching import GATES, Gate
from alerts.models import FOLLOW_UPS, Facts, Silence, Subscription
from alerts.plan import occurrence_of, silenced_by

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND
_ORDERED = ("confidence", "same", "outlets")
"""Numbers with many values, of which a gate asks only whether they are high or low enough: at most one turn."""
_EVENT = next(place for place, gate in enumerate(GATES) if gate.name == "event")
_CODED = tuple(name for name in Facts._fields if name not in (*_ORDERED, "decided"))

Rows = NDArray[np.intp]
Yes = NDArray[np.bool_]


@dataclass(slots=True)
class _Column:
    """A field of many occasions: the values that occur, each once, and which of them each occasion has."""

    places: dict[Any, int] = field(default_factory=dict)
    table: list[Any] = field(default_factory=list)
    codes: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))

    def extend(self, values: Iterable[Any]) -> None:
        places = self.places
        added = [places.setdefault(value, len(places)) for value in values]
        self.table += islice(places, len(self.table), None)
        self.codes = np.concatenate([self.codes, np.array(added, np.int32)])


class Columns:
    """Occasions in the order in which they were decided."""

    def __init__(self) -> None:
        self._coded = {name: _Column() for name in _CODED}
        self._numbers = {name: np.zeros(0) for name in _ORDERED}
        self._decided = np.zeros(0, np.int64)

    def __len__(self) -> int:
        return len(self._decided)

    def add(self, facts: Sequence[Facts]) -> None:
        """Later occasions, in order."""
        if not facts:
            return
        fields = dict(zip(Facts._fields, zip(*facts, strict=True), strict=True))
        for name, column in self._coded.items():
            column.extend(fields[name])
        for name, kept in self._numbers.items():
            self._numbers[name] = np.concatenate([kept, np.array(fields[name], np.float64)])
        moments = [_micros(moment) for moment in fields["decided"]]
        self._decided = np.concatenate([self._decided, np.array(moments, np.int64)])

    def cut(self, before: datetime) -> None:
        """Forget what was decided from ``before`` on: it is read anew, since more may have been committed."""
        end = int(np.searchsorted(self._decided, _micros(before)))
        self._decided = self._decided[:end]
        for column in self._coded.values():
            column.codes = column.codes[:end]
        for name, kept in self._numbers.items():
            self._numbers[name] = kept[:end]

    def between(self, since: datetime, until: datetime, figures: Collection[str] = ()) -> Rows:
        """The occasions decided in [since, until), of ``figures`` where any are given."""
        first, last = np.searchsorted(self._decided, [_micros(since), _micros(until)])
        rows = np.arange(first, last)
        if not figures:
            return rows
        known = [code for code, figure in enumerate(self.values("figure_id")) if figure in figures]
        return rows[np.isin(self.codes("figure_id")[rows], known)]

    def codes(self, name: str) -> NDArray[np.int32]:
        """Which value of a field each occasion has."""
        return self._coded[name].codes

    def known(self, name: str, values: Iterable[Any]) -> list[int]:
        """The codes of those of ``values`` that occur in a field."""
        places = self._coded[name].places
        return [places[value] for value in values if value in places]

    def values(self, name: str) -> list[Any]:
        """The values of a field by code."""
        return self._coded[name].table

    def numbers(self, name: str) -> NDArray[np.float64]:
        """A field of numbers."""
        return self._numbers[name]

    def micros(self) -> NDArray[np.int64]:
        """When each was decided, in microseconds since 1970."""
        return self._decided

    def facts(self, rows: Iterable[int]) -> list[Facts]:
        """Some occasions as they were added."""
        tables: dict[str, list[Any]] = {name: self.values(name) for name in _CODED}
        return [self._facts(int(row), tables) for row in rows]

    def _facts(self, row: int, tables: Mapping[str, list[Any]]) -> Facts:
        values: dict[str, Any] = {name: table[self.codes(name)[row]] for name, table in tables.items()}
        values |= {name: float(kept[row]) for name, kept in self._numbers.items()}
        values["outlets"] = int(values["outlets"])
        return Facts(**values, decided=EPOCH + int(self._decided[row]) * _MICROSECOND)


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // _MICROSECOND


@dataclass(slots=True)
class Preview:
    """What would have been raised; the words are those of ``alerts.backtest.Backtest``. ``examples``: newest first.

    ``near_misses`` are of the kinds of event that were asked for: a repeat is none for who wants what is new.
    """

    seen: int = 0
    total: int = 0
    per_day: dict[date, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    alone: dict[str, int] = field(default_factory=dict)
    examples: list[Facts] = field(default_factory=list)
    near_misses: list[NearMiss] = field(default_factory=list)


def preview(
    archive: Columns,
    subscription: Subscription,
    span: tuple[datetime, datetime],
    silences: Sequence[Silence] = (),
    words: Mapping[str, str] = MappingProxyType({}),
) -> Preview:
    """What ``subscription`` would have raised of what was decided in ``span`` [since, until).

    ``words``: what editors said of statements, by statement id.
    """
    seen = archive.between(*span, subscription.figures)
    closed = _closed(archive, seen, words)
    rows, left_out = seen[~closed], int(closed.sum())
    overruled = {FEEDBACK: left_out} if left_out else {}
    if not len(rows):
        return Preview(seen=len(seen), held=overruled)
    later = np.isin(archive.codes("event")[rows], _codes_of(archive, "event", FOLLOW_UPS))
    gated = rows[~later]
    fails = np.array([~_passes(archive, gate, subscription, gated) for gate in GATES])
    count, first = fails.sum(axis=0), fails.argmax(axis=0)
    fired, held = _fired(archive, subscription, gated[count == 0], silences)
    if not subscription.dry_run:
        fired = _with_follow_ups(archive, fired, rows[later])
    near = np.flatnonzero((count == 1) & (first != _EVENT))[-NEAR_MISSES:]
    misses = zip(archive.facts(gated[near]), [GATES[place] for place in first[near]], strict=True)
    return Preview(
        seen=len(seen),
        total=len(fired),
        per_day=_per_day(archive.micros()[fired]),
        events=_counted(archive.values("event"), archive.codes("event")[fired]),
        held=_counted([gate.name for gate in GATES], first[count > 0]) | held | overruled,
        alone=_counted([gate.name for gate in GATES], first[count == 1]),
        examples=archive.facts(fired[: -EXAMPLES - 1 : -1]),
        near_misses=[_miss(gate, subscription, facts) for facts, gate in misses],
    )


def _closed(archive: Columns, rows: Rows, words: Mapping[str, str]) -> Yes:
    """Which of ``rows`` an editor's word has put right since."""
    closed = np.zeros(len(rows), np.bool_)
    for says in set(words.values()) & set(CLOSED):
        named = archive.known("statement_id", (statement for statement, word in words.items() if word == says))
        events = _codes_of(archive, "event", CLOSED[says])
        of_event = np.isin(archive.codes("event")[rows], events)
        closed |= of_event & np.isin(archive.codes("statement_id")[rows], named)
    return closed


def _miss(gate: Gate, subscription: Subscription, facts: Facts) -> NearMiss:
    return NearMiss(facts, gate.name, gate.check(subscription, facts).reason)


def _codes_of(archive: Columns, name: str, wanted: Collection[Any]) -> list[int]:
    return [code for code, value in enumerate(archive.values(name)) if value in wanted]


def _counted(names: Sequence[str], codes: NDArray[Any]) -> dict[str, int]:
    counts = np.bincount(codes, minlength=len(names))
    return {name: int(number) for name, number in zip(names, counts, strict=True) if number}


def _per_day(micros: NDArray[np.int64]) -> dict[date, int]:
    days, counts = np.unique(micros // _DAY, return_counts=True)
    return {EPOCH.date() + timedelta(days=int(day)): int(number) for day, number in zip(days, counts, strict=True)}


def _passes(archive: Columns, gate: Gate, subscription: Subscription, rows: Rows) -> Yes:
    """Whether each of ``rows`` passes, asking the gate once for each value (or pair of values) that it reads."""
    if not len(rows):
        return np.zeros(0, np.bool_)
    (base,) = archive.facts(rows[:1])
    if len(gate.reads) < 2:
        return _answers(archive, gate, subscription, base, gate.reads[-1:], rows)
    by, name = gate.reads
    answer = np.zeros(len(rows), np.bool_)
    for code, value in enumerate(archive.values(by)):
        here = archive.codes(by)[rows] == code
        if here.any():
            with_value = base._replace(**{by: value})
            answer[here] = _answers(archive, gate, subscription, with_value, (name,), rows[here])
    return answer


def _answers(
    archive: Columns, gate: Gate, subscription: Subscription, base: Facts, reads: Sequence[str], rows: Rows
) -> Yes:
    if not reads:
        return np.full(len(rows), gate.passes(subscription, base))
    (name,) = reads

    def asked(value: Any) -> bool:
        return gate.passes(subscription, base._replace(**{name: value}))

    if name not in _ORDERED:
        codes = archive.codes(name)[rows]
        table = archive.values(name)
        answers = np.zeros(len(table), np.bool_)
        for code in np.unique(codes):
            answers[code] = asked(table[code])
        return answers[codes]
    numbers = archive.numbers(name)[rows]
    ranked = np.unique(numbers)
    lowest, highest = asked(ranked[0].item()), asked(ranked[-1].item())
    if lowest == highest:
        return np.full(len(rows), lowest)
    low, high = 0, len(ranked) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if asked(ranked[middle].item()) == lowest else (low, middle)
    above: Yes = numbers >= ranked[high]
    return above if highest else ~above


def _fired(
    archive: Columns, subscription: Subscription, fit: Rows, silences: Sequence[Silence]
) -> tuple[Rows, dict[str, int]]:
    """Of what fits all gates, what is raised, and how much ledger and silences held back."""
    events = len(archive.values("event"))
    key = archive.codes("claim_id")[fit].astype(np.int64) * events + archive.codes("event")[fit]
    silenced = _silenced(archive, subscription, fit, silences)
    told, first = np.unique(key[~silenced], return_index=True)
    fired = fit[~silenced][first]
    since = dict(zip(told.tolist(), fired.tolist(), strict=True)) if silenced.any() else {}
    quiet = list(zip(key[silenced].tolist(), fit[silenced].tolist(), strict=True))
    in_silence = sum(since.get(one, row) >= row for one, row in quiet)
    counts = {"ledger": len(fit) - len(fired) - in_silence, "silence": in_silence}
    return np.sort(fired), {gate: number for gate, number in counts.items() if number}


def _silenced(archive: Columns, subscription: Subscription, fit: Rows, silences: Sequence[Silence]) -> Yes:
    decided = archive.micros()[fit]
    covered = np.zeros(len(fit), np.bool_)
    for silence in silences:
        span = (decided >= _micros(silence.starts)) & (decided < _micros(silence.ends))
        places = np.flatnonzero(span & ~covered)
        for place, facts in zip(places, archive.facts(fit[places]), strict=True):
            covered[place] = silenced_by([silence], subscription, facts, facts.decided) is not None
    return covered


def _with_follow_ups(archive: Columns, fired: Rows, later: Rows) -> Rows:
    """``fired`` with the corrections of what was shown: they go to whoever got the alert, whatever the gates say."""
    if not len(later):
        return fired
    names = archive.values("statement_id")
    shown = {names[archive.codes("statement_id")[row]]: int(row) for row in fired[::-1]}
    told: set[tuple[str, str]] = set()
    raised: list[int] = []
    for row, facts in zip(later.tolist(), archive.facts(later), strict=True):
        occurrence = (facts.claim_id, occurrence_of(facts.event, facts.article_id, facts.revision))
        if shown.get(facts.corrects, row) < row and occurrence not in told:
            told.add(occurrence)
            raised.append(row)
            shown.setdefault(facts.statement_id, row)
    return np.sort(np.concatenate([fired, np.array(raised, np.intp)]))
