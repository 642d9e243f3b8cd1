"""What an engine is: it carries messages through stages, each at least once, in order of their key.

A stage does its work in two steps. ``prepare`` computes (language work, embedding) and touches no state. ``apply``
runs inside one transaction and returns the messages to send on. Both may run twice for one message: ids are
functions of content, so the second time changes nothing and sends the same messages again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

ARTICLES = "onrecord.articles.v1"
"""Articles that name a tracked figure. Key: article id."""

STATEMENTS = "onrecord.statements.v1"
"""Statements of tracked figures. Key: figure id, so that one figure's are decided in order."""

ALERTS = "onrecord.alerts.v1"
"""What was alerted, for other systems. Key: figure id."""

DEAD_LETTERS = "onrecord.dlq.v1"
"""Messages that a stage gave up on. Key: message id."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``id`` is a function of its content; ``body`` is JSON with its version under ``v``."""

    channel: str
    key: str
    id: str
    body: dict[str, Any]


class Stage(Protocol):
    """One step of the topology. ``unit`` is a transaction of ``onrecord.store``."""

    @property
    def name(self) -> str: ...

    @property
    def reads(self) -> str: ...

    async def prepare(self, message: Message) -> Any:
        """Compute what needs no state. Raises PermanentError for a message that can never be processed."""

    async def apply(self, unit: Any, message: Message, prepared: Any) -> Sequence[Message]:
        """Change state inside ``unit``; the messages to send on, the same at every repetition."""

    def rolled_back(self) -> None:
        """The unit failed after ``apply``: forget what was remembered of it."""
