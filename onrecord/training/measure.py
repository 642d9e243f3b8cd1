"""How good decisions are: alerts against repeats, and the grouping into claims (B-cubed, Bagga and Baldwin 1998)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.training.streams import Labelled


@dataclass(frozen=True, slots=True)
class Scores:
    """``miss``: alerts called repeat; ``false_alarm``: repeats called new or update; both shares in [0, 1]."""

    count: int
    miss: float
    false_alarm: float
    macro_f1: float
    b_cubed: float

    def as_json(self) -> dict[str, Any]:
        """Rounded, for a command's output."""
        names = ("miss", "false_alarm", "macro_f1", "b_cubed")
        return {"count": self.count} | {name: round(getattr(self, name), 4) for name in names}


def score(statements: Sequence[Labelled], decided: Mapping[str, dict[str, Any]]) -> Scores:
    """Scores of decisions (``{id: {decision, matched_id}}``) on labelled statements, each stream in order of time."""
    alert = [decided[s.id]["decision"] != "repeat" for s in statements]
    wanted = [s.relation != "repeat" for s in statements]
    true = sum(a and w for a, w in zip(alert, wanted, strict=True))
    false = sum(a and not w for a, w in zip(alert, wanted, strict=True))
    missed = sum(w and not a for a, w in zip(alert, wanted, strict=True))
    rest = len(statements) - true - false - missed
    macro = (_f1(true, false, missed) + _f1(rest, missed, false)) / 2
    return Scores(
        len(statements),
        missed / ((true + missed) or 1),
        false / ((false + rest) or 1),
        macro,
        _b_cubed(statements, decided),
    )


def _f1(true: int, false: int, missed: int) -> float:
    return 2 * true / (2 * true + false + missed) if true else 0.0


def _b_cubed(statements: Sequence[Labelled], decided: Mapping[str, dict[str, Any]]) -> float:
    root: dict[str, str] = {}
    for s in statements:
        matched = decided[s.id].get("matched_id")
        repeats = decided[s.id]["decision"] == "repeat" and matched in root
        root[s.id] = root[matched] if repeats and matched is not None else s.id
    made, gold = defaultdict(set), defaultdict(set)
    for s in statements:
        made[root[s.id]].add(s.id)
        gold[s.stream, s.cluster].add(s.id)
    precision = recall = 0.0
    for s in statements:
        common = len(made[root[s.id]] & gold[s.stream, s.cluster])
        precision += common / len(made[root[s.id]])
        recall += common / len(gold[s.stream, s.cluster])
    total = precision + recall
    return 2 * precision * recall / total / (len(statements) or 1) if total else 0.0
