"""What API routes share: pages of results, parameters of lists, documented errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from alerts.spec import Moment
from onrecord.store.filters import StatementFilter
from onrecord.store.pages import LONGEST, PAGE
from onrecord.web.problems import ProblemDocument, ProblemError
from processors.claims import Decision
from processors.models import Kind

T = TypeVar("T")

Id = Annotated[str, Field(min_length=1, max_length=160)]

OWN_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
"""How a newsroom names its subscriptions, endpoints and silences."""


def own(parameter: str) -> Any:
    """A newsroom's own name of a thing, in the address under ``parameter``."""
    return Path(alias=parameter, pattern=OWN_NAME, description="Its id in this newsroom.")


class Body(BaseModel):
    """What is sent with a request; a field that we do not know is a slip, and refused."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Count:
    """How many deliveries are sent again."""

    deliveries: int


class Results(BaseModel, Generic[T]):
    """A page of a list, newest first. Ask for the next one with ``cursor``; ``next`` is null at the end."""

    results: list[T]
    next: str | None = None


def _problem(what: str) -> dict[str, Any]:
    schema = {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
    return {"description": what, "content": {"application/problem+json": schema}}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {**_problem("The request cannot be read, or a cursor is not one of ours."), "model": ProblemDocument},
    401: _problem("No key, or one that is not known."),
    403: _problem("The role does not allow it."),
    404: _problem("There is no such thing in this newsroom."),
    409: _problem("It exists already, or is owned by the configuration files."),
    413: _problem("The request is larger than a megabyte."),
    422: _problem("A field is wrong; `errors` says which."),
    429: _problem("Too many requests; see Retry-After."),
    503: _problem("The database is not available; see Retry-After."),
}

Limit = Annotated[int, Field(ge=1, le=LONGEST, description="Results on a page.")]
Cursor = Annotated[str | None, Field(max_length=400, description="`next` of the page before, unchanged.")]
Names = Annotated[list[Id], Field(max_length=50)]


class Asked(BaseModel):
    """The filters of a list of statements, as they stand in the address."""

    figure: Names = []
    topic: Names = []
    outlet: Names = []
    lang: Names = []
    kind: Annotated[list[Kind], Field(max_length=3)] = []
    decision: Annotated[list[Decision], Field(max_length=3)] = []
    since: Moment | None = Field(None, description="Decided at or after.")
    until: Moment | None = Field(None, description="Decided before.")
    q: str = Field("", max_length=400, description='Words that must all be there; "in quotes": together.')

    def filter(self) -> StatementFilter:
        """The filter as the store takes it."""
        return StatementFilter(
            figures=tuple(self.figure),
            topics=tuple(self.topic),
            outlets=tuple(self.outlet),
            languages=tuple(self.lang),
            kinds=tuple(one.value for one in self.kind),
            decisions=tuple(one.value for one in self.decision),
            since=self.since,
            until=self.until,
            words=self.q,
        )


class AskedPage(Asked):
    """The filters of a list, with how much of it and from where."""

    limit: Limit = PAGE
    cursor: Cursor = None


def found(value: T | None, what: str) -> T:
    """``value``, or a 404 that says what there is none of. Raises ProblemError."""
    if value is None:
        raise ProblemError(404, f"no such {what}")
    return value
