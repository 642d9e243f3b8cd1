"""What travels in the channels: versioned JSON made from the shared values, and read back with validation.

A body's ``v`` is its version; one that this program does not know is refused, never guessed at.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from alerts.models import Alert, Correction
from onrecord.engines.base import ALERTS, ARTICLES, STATEMENTS, Message
from processors.errors import PermanentError
from processors.models import Article, Statement

VERSION = 1

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Heard:
    """A tracked figure's statement on its way to the decision.

    ``article`` comes without its text; ``context`` is the paragraph that the statement stands in and ``topics``
    the ids of the topics found there. ``review`` is empty, or says why the statement waits for review and never alerts.
    ``follows`` is the id of the statement beside it in the article that it goes on from, if it does; ``follows_how``
    and ``follows_by`` say how, and by which word that shows (``processors.passages``).
    """

    statement_id: str
    figure_id: str
    statement: Statement
    article: Article
    context: str
    topics: tuple[str, ...] = ()
    story_id: str = ""
    review: str = ""
    follows: str = ""
    follows_how: str = ""
    follows_by: str = ""


@dataclass(frozen=True, slots=True)
class Amended:
    """What a later revision of an article did to a tracked figure's statement, on its way to the decision.

    ``before`` is the statement as it stood; ``after`` what stands in its place (None: nothing), not alerted by
    itself. ``article`` is the new revision, without its text. ``correction.claim_id`` is still to be filled in.
    """

    figure_id: str
    event: str
    correction: Correction
    before: Statement
    article: Article
    after: Heard | None = None


_ARTICLE = TypeAdapter(Article)
_HEARD = TypeAdapter(Heard)
_AMENDED = TypeAdapter(Amended)


def of_article(article: Article) -> Message:
    """An article revision as a message, keyed by article."""
    body = {"v": VERSION, "article": _ARTICLE.dump_python(article, mode="json")}
    return Message(ARTICLES, article.id, f"{article.id}:{article.revision}:{article.content_hash[:16]}", body)


def to_article(message: Message) -> Article:
    """The article that ``of_article`` packed. Raises PermanentError for another version or a broken body."""
    return _read(message, _ARTICLE, "article")


def of_heard(heard: Heard) -> Message:
    """A statement as a message, keyed by figure; its id tells the revision of the article."""
    slim = replace(heard, article=replace(heard.article, text=""))
    body = {"v": VERSION, "heard": _HEARD.dump_python(slim, mode="json")}
    return Message(STATEMENTS, heard.figure_id, f"{heard.statement_id}:{heard.article.revision}", body)


def of_amended(amended: Amended) -> Message:
    """A correction as a message, keyed by figure, so that it comes after the statement that it corrects."""
    slim = replace(amended, article=replace(amended.article, text=""))
    if amended.after is not None:
        slim = replace(slim, after=replace(amended.after, article=slim.article))
    body = {"v": VERSION, "amended": _AMENDED.dump_python(slim, mode="json")}
    key = f"{amended.correction.statement_id}:amended:{amended.article.revision}"
    return Message(STATEMENTS, amended.figure_id, key, body)


def to_heard(message: Message) -> Heard | Amended:
    """What ``of_heard`` or ``of_amended`` packed. Raises PermanentError for another version or a broken body."""
    if "amended" in message.body:
        return _read(message, _AMENDED, "amended")
    return _read(message, _HEARD, "heard")


def of_alert(alert: Alert) -> Message:
    """An alert for other systems, keyed by figure: the body as it is sent to endpoints."""
    body = {"v": VERSION, "alert_id": alert.id, "subscription": alert.subscription_id, "body": json.loads(alert.body)}
    return Message(ALERTS, alert.figure_id, alert.id, body)


def _read(message: Message, adapter: TypeAdapter[T], part: str) -> T:
    if message.body.get("v") != VERSION:
        raise PermanentError(f"message {message.id} has version {message.body.get('v')!r}, this program reads 1")
    try:
        return adapter.validate_python(message.body.get(part))
    except ValidationError as error:
        raise PermanentError(f"message {message.id} is not a valid {part}: {error}") from error
