"""JSON Schemas (draft 2020-12) of what travels through Kafka, made from the values that are sent.

One for each topic's record value; the record's key is described in docs/kafka.md. A change that an old reader would
not survive raises ``messages.VERSION`` and the number in the topic's name; new fields may come at any time.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import TypeAdapter

from onrecord.engines.base import ALERTS, ARTICLES, DEAD_LETTERS, STATEMENTS
from onrecord.messages import VERSION, Amended, Heard
from processors.models import Article

DRAFT = "https://json-schema.org/draft/2020-12/schema"
CHANNELS = (ARTICLES, STATEMENTS, ALERTS, DEAD_LETTERS)

_ID = {"type": "string", "description": "Id of the message, a function of its content: the same at every repetition."}
_V = {"const": VERSION, "description": "Version of the body."}
_WORD = {"type": "string"}
_PAYLOAD = {
    "type": "object",
    "description": "The webhook's body as it is sent to endpoints: alerts/schemas/v1.",
    "required": ["type", "timestamp", "version", "data"],
}
_ALERT = {
    "alert_id": {**_WORD, "description": "The webhook-id."},
    "subscription": {**_WORD, "description": "Id of the subscription."},
    "body": _PAYLOAD,
}
_DEAD = {
    "stage": {**_WORD, "description": "The stage that gave up."},
    "channel": {**_WORD, "description": "Where the message came from."},
    "key": {**_WORD, "description": "Its key there."},
    "error": {**_WORD, "description": "Why it cannot be processed."},
    "body": {"type": "object", "description": "Its body; under v 0, raw holds a record that nobody here wrote."},
}


def schema(channel: str) -> dict[str, Any]:
    """The schema of a record's value in ``channel``. Raises KeyError for a channel that there is not."""
    made = {
        ARTICLES: lambda: _of_values({"article": Article}),
        STATEMENTS: lambda: _of_values({"heard": Heard, "amended": Amended}),
        ALERTS: lambda: _object(_ALERT),
        DEAD_LETTERS: lambda: _object(_DEAD),
    }[channel]()
    return {"$schema": DRAFT, "$id": f"{channel}.schema.json", "title": channel, **made}


def _of_values(parts: dict[str, type]) -> dict[str, Any]:
    """A body that carries one of ``parts``; their definitions are shared."""
    adapters: list[tuple[str, Literal["serialization"], TypeAdapter[Any]]] = [
        (name, "serialization", TypeAdapter(kind)) for name, kind in parts.items()
    ]
    made, shared = TypeAdapter.json_schemas(adapters, ref_template="#/$defs/{model}")
    bodies = [_object({name: made[name, "serialization"]}) for name in parts]
    return {**(bodies[0] if len(bodies) == 1 else {"oneOf": bodies}), "$defs": shared["$defs"]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    whole = {"id": _ID, "v": _V, **properties}
    return {"type": "object", "properties": whole, "required": list(whole)}
