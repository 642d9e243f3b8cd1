"""Wiring, and all that is neither ingest, processors, alerts nor config: engines, store, web, commands."""

__version__ = "0.1.0"
