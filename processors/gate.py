"""The gate: whom a text may name, cheaply enough to be asked about every page.

It errs on the side of letting through: a former holder of a role passes, a namesake passes; ``mentions`` looks
closely at what passed. A text that names nobody goes no further.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from processors.folding import squeeze
from processors.forms import Matcher
from processors.models import Figure


class Gate:
    """Asks of a raw page or a plain text which figures it may name."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._matcher = Matcher(tuple(figures))

    def named(self, text: str, day: date | None = None) -> frozenset[str]:
        """Ids of the figures that ``text`` names by name, alias or role; with ``day`` only roles held on it count."""
        return frozenset(
            hit.form.figure_id
            for hit in self._matcher.hits(squeeze(text))
            if day is None or hit.form.role is None or hit.form.role.held_on(day)
        )
