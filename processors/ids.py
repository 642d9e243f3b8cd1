"""Ids as functions of content: no clock, no randomness, so that every step may run twice.

All are UUIDv5 (RFC 9562, section 5.5) under one namespace of this project.
"""

from __future__ import annotations

import re
import unicodedata
import uuid

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:onrecord:v1")
"""Changing this changes every id that was ever handed out: never."""

_NOT_WORD = re.compile(r"\W+")


def wording(text: str) -> str:
    """``text`` reduced to its words: case, marks and spacing never change an id."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def _id(kind: str, *parts: str) -> str:
    return str(uuid.uuid5(NAMESPACE, "\x1f".join((kind, *parts))))


def article_id(canonical_url: str) -> str:
    """Id of the article at ``canonical_url``, the same for all of its revisions."""
    return _id("article", canonical_url)


def statement_id(article: str, speaker: str, text: str) -> str:
    """Id of what ``speaker`` (figure id, or the name as printed) says in ``article``: the same in a later revision."""
    return _id("statement", article, speaker, wording(text))


def claim_id(figure: str, first_statement: str) -> str:
    """Id of the claim that ``first_statement`` (a statement id) made first."""
    return _id("claim", figure, first_statement)


def alert_id(subscription: str, claim: str, event: str) -> str:
    """Id of the one alert that ``subscription`` may get for ``event`` of ``claim``; it is the ``webhook-id``.

    An event that can happen again to one claim carries what tells its occasions apart, such as
    ``statement.corrected:<article id>:<revision>``.
    """
    return _id("alert", subscription, claim, event)


def delivery_id(alert: str, endpoint: str) -> str:
    """Id of the delivery of ``alert`` to ``endpoint``."""
    return _id("delivery", alert, endpoint)
