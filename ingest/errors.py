"""Errors of ingestion: leaves of the one tree."""

from __future__ import annotations

from processors.errors import PermanentError


class ParseLost(PermanentError):  # noqa: N818 - reads as what happened
    """A parser was ended for its use of time or memory, or fell over. The message says which."""


class BodyRefused(PermanentError):  # noqa: N818
    """A body that is not read to its end. ``problem`` is the FetchProblem's name."""

    def __init__(self, problem: str, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}")
        self.problem, self.detail = problem, detail
