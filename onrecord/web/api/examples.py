"""Examples that the OpenAPI document shows, one a request body: each is accepted by a newsroom that has its figures."""

from __future__ import annotations

from typing import Any

from fastapi import Body

SUBSCRIPTION = {
    "id": "rutte-ukraine",
    "name": "Rutte on Ukraine",
    "figures": ["mark-rutte"],
    "topics": {"any": ["ukraine", "negotiations"]},
    "languages": ["en", "de"],
    "min_confidence": 0.6,
    "corroboration": "flash",
    "quiet_hours": {"from": "22:00", "to": "07:00", "timezone": "Europe/Berlin"},
    "rate_limit": {"alerts": 20, "per": "1h"},
    "labels": {"desk": "foreign"},
    "endpoints": ["desk"],
}
ENDPOINT = {"id": "desk", "url": "https://hooks.example.org/alerts", "name": "Foreign desk", "in_flight": 8}
SILENCE = {
    "id": "live",
    "owner": "anna",
    "comment": "We are live from the press conference.",
    "starts": "2026-01-01T18:00:00Z",
    "ends": "2026-01-01T20:00:00Z",
    "figures": ["mark-rutte"],
}
BACKTEST = {
    "subscription": {**SUBSCRIPTION, "endpoints": []},
    "since": "2026-01-01T00:00:00Z",
    "until": "2026-02-01T00:00:00Z",
}
REPLAY = {"deliveries": ["6b0f4b1e-6f0a-5d0e-9f0e-0c1d2e3f4a5b"]}
RECOVER = {"since": "2026-01-01T00:00:00Z"}


def body(summary: str, example: dict[str, Any]) -> Any:
    """The body of a request, with its example."""
    return Body(openapi_examples={"example": {"summary": summary, "value": example}})
