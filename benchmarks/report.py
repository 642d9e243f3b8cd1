"""The one shape of a measured figure."""

from __future__ import annotations

import operator
import os
import platform
from dataclasses import dataclass
from typing import Any

_HOLDS = {">=": operator.ge, "<=": operator.le}


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value. ``target`` reads ``>= 400`` or ``<= 10``; ``against``: what stood beside it in the same run."""

    value: float
    unit: str
    target: str | None = None
    against: str | None = None

    @property
    def met(self) -> bool | None:
        """Computed from value and target, nothing else; None where there is no target."""
        if self.target is None:
            return None
        sign, bound = self.target.split()
        return bool(_HOLDS[sign](self.value, float(bound)))

    def as_json(self) -> dict[str, Any]:
        """The figure as ``onrecord bench --json`` prints it."""
        return {"value": self.value, "unit": self.unit, "target": self.target, "met": self.met, "against": self.against}


def machine() -> str:
    """What the figures were taken on, in a line."""
    return f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
