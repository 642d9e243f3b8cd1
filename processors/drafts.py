"""An attribution before its speaker is resolved."""

from __future__ import annotations

from dataclasses import dataclass, field

Range = tuple[int, int]


@dataclass(slots=True)
class Draft:
    """An attribution before its speaker is resolved. All ranges are in tokens."""

    spans: list[Range]
    rule: str
    sentence: int
    speaker: Range | None = None
    how: str = ""
    cue: Range | None = None
    lemma: str = ""
    helpers: tuple[str, ...] = ()
    modality: str = "said"
    nested: bool = False
    attitude: bool = False
    unsaid: bool = False
    topic: bool = False
    faint: bool = False
    reasons: list[str] = field(default_factory=list)
