"""Feeds that moved for good (RFC 9110, section 15.4.2): the new address is taken over once it has lasted. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from ingest.models import Source, SourceState

LASTING_POLLS = 3
LASTING = timedelta(hours=24)
"""A permanent redirect is believed after this many polls over this time: a hacked or broken site mends sooner."""


def follow(state: SourceState, permanent_url: str | None, now: datetime) -> SourceState:
    """``state`` after a success that a permanent redirect to ``permanent_url`` led to, or none did."""
    if permanent_url in {None, state.url} and state.moved_to is None:
        return state
    if permanent_url is None or permanent_url == state.url:
        return replace(state, moved_to=None, moved_since=None, moved_polls=0)
    if permanent_url != state.moved_to or state.moved_since is None:
        return replace(state, moved_to=permanent_url, moved_since=now, moved_polls=1)
    polls = state.moved_polls + 1
    if polls >= LASTING_POLLS and now - state.moved_since >= LASTING:
        return replace(state, url=permanent_url, moved_to=None, moved_since=None, moved_polls=0)
    return replace(state, moved_polls=polls)


def turn_back(state: SourceState, source: Source, failures: int) -> SourceState:
    """``state`` after failures: an address that was taken over and fails is given up for the configured one."""
    if state.url == source.url or failures < LASTING_POLLS:
        return state
    return replace(state, url=source.url, etag=None, last_modified=None, body_hash=b"", fragments=b"")


def new_address(state: SourceState, source: Source) -> str | None:
    """Where the source answers from now on, if not from where the configuration says."""
    return state.url if state.url != source.url else None
