"""Rendering: templates with everything escaped, and the words, times and marks that they share."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from alerts.payload import instant
from onrecord.store.accounts import Identity, Role
from onrecord.web.console.charts import draw
from onrecord.web.parts import WebParts
from processors.models import Figure

HERE = Path(__file__).parent.parent
STATIC = HERE / "static"

DECISIONS = {"new": "New", "update": "Changed", "repeat": "Repeat", "disowned": "Not theirs", "gone": "Retracted"}
KINDS = {"direct": "quoted", "mixed": "partly quoted", "indirect": "reported"}
LANGUAGES = {"en": "English", "de": "German", "fr": "French", "uk": "Ukrainian", "ru": "Russian"}
EVENTS = {
    "statement.new": "New statement",
    "statement.updated": "Changed statement",
    "statement.corroborated": "Confirmed by more outlets",
    "statement.corrected": "Correction",
    "statement.retracted": "Retraction",
    "statement.digest": "Digest",
    "source.silent": "Source is silent",
    "source.failing": "Source fails",
    "source.moved": "Source has moved",
    "source.recovered": "Source is back",
    "endpoint.failing": "Endpoint fails",
    "endpoint.paused": "Endpoint paused",
    "endpoint.disabled": "Endpoint switched off",
    "endpoint.recovered": "Endpoint is back",
    "ping": "Test",
}
ACTIONS = {
    "session.started": "signed in",
    "session.ended": "signed out",
    "feedback.not_new": "said: not new",
    "feedback.new": "said: new",
    "feedback.wrong_speaker": "said: wrong speaker",
    "feedback.undone": "took back a word",
    "key.made": "made a key",
    "key.revoked": "revoked a key",
    "delivery.replayed": "sent again",
    "endpoint.tested": "tested an endpoint",
}
"""What the audit log says, where the action's own name would not do."""

HELD_BACK = {
    "event": "of a kind not asked for",
    "outlet": "from other outlets",
    "language": "in other languages",
    "kind": "quoted in another way",
    "modality": "denied, asked or only supposed",
    "confidence": "too unsure",
    "topic": "on other topics",
    "novelty": "too alike",
    "corroboration": "in too few outlets",
    "ledger": "told of before",
    "silence": "silenced",
    "feedback": "overruled by editors",
}
"""What each gate held back, in a count of it."""

THEMES = ("light", "dark")
"""What a reader may choose; who has not sees what the system says."""

FEEDBACK = {"not_new": "not new", "new": "new", "wrong_speaker": "wrong speaker"}
FOLLOWED = {
    "not_new": "It counts as a repeat now.",
    "new": "It stands as a claim of its own.",
    "wrong_speaker": "It is out of the record.",
}
"""What each word did, as the claim's page says it."""


@cache
def _version(name: str) -> str:
    """A fingerprint of a static file: a changed file has a new address, so browsers may keep it for ever."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def static(name: str) -> str:
    """The address of a static file."""
    return f"/static/{name}?v={_version(name)}"


def when(moment: datetime | None, otherwise: str = "never") -> Markup:
    """A moment; the browser turns it into the reader's zone, without one it reads as UTC."""
    if moment is None:
        return escape(otherwise)
    stamp = instant(moment) or ""
    shown = moment.astimezone(UTC).strftime("%-d %b %H:%M UTC")
    exact = moment.astimezone(UTC).strftime("%A, %-d %B %Y, %H:%M:%S UTC")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(stamp, exact, shown)


def on_day(day: date) -> str:
    """A day as people write it."""
    return day.strftime("%-d %B %Y")


_STEPS = ((timedelta(days=2), timedelta(days=1), "days"), (timedelta(hours=2), timedelta(hours=1), "h"))


def lasting(span: timedelta | float | None) -> str:
    """A duration in words."""
    if span is None:
        return "not known"
    span = span if isinstance(span, timedelta) else timedelta(seconds=span)
    for above, unit, name in _STEPS:
        if span >= above:
            return f"{span / unit:.0f} {name}"
    seconds = span.total_seconds()
    return f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"


def outside(url: str) -> str:
    """``url`` if it is one that a browser may follow; feeds may say ``javascript:``."""
    return url if urlsplit(url).scheme in {"http", "https"} else "#"


def plainly(words: object) -> str:
    """A reason with the names of events as people know them: gates speak as the subscriptions' files do."""
    text = str(words)
    for event, name in EVENTS.items():
        text = text.replace(event, name.lower())
    return text


def audited(action: str) -> str:
    """An entry of the audit log in words."""
    return ACTIONS.get(action, action.replace(".", " ").replace("_", " "))


def role_on(figure: Figure | None, day: date) -> str:
    """The office that a figure held on a day."""
    return next((role.title for role in figure.roles if role.held_on(day)), "") if figure else ""


def plural(count: int, one: str, more: str = "") -> str:
    """``1 outlet``, ``3 outlets``."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def query(**changes: Any) -> str:
    """A query string of what is not empty."""
    return urlencode([(k, one) for k, v in changes.items() for one in (v if isinstance(v, list) else [v]) if one])


def templates() -> Jinja2Templates:
    """The templates, with everything escaped and every missing value an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(
        static=static, draw=draw, when=when, on_day=on_day, lasting=lasting, outside=outside, role_on=role_on,
        plainly=plainly, audited=audited,
        plural=plural, query=query, DECISIONS=DECISIONS, KINDS=KINDS, LANGUAGES=LANGUAGES, EVENTS=EVENTS,
        FEEDBACK=FEEDBACK, HELD_BACK=HELD_BACK,
        FOLLOWED=FOLLOWED, Role=Role,
    )  # fmt: skip
    environment.filters.update(
        zip_names=lambda ids, known: [(one, known[one].name) for one in ids],
        zip_words=lambda codes, words: [(one, words[one]) for one in codes],
        zip_same=lambda names: [(one, one) for one in names],
    )
    return Jinja2Templates(env=environment, context_processors=[_theme])


def _theme(request: Request) -> dict[str, str]:
    """The theme that a reader has chosen; empty leaves it to the system."""
    chosen = request.cookies.get("theme", "")
    return {"theme": chosen if chosen in THEMES else ""}


def render(
    request: Request, name: str, who: Identity | None, content: Mapping[str, Any], status: int = 200
) -> Response:
    """The page ``name`` for ``who``."""
    parts: WebParts = request.app.state.parts
    given = {"who": who, "parts": parts, "path": request.url.path, **content}
    page: Response = request.app.state.templates.TemplateResponse(request, name, given, status)
    return page


def fragment(request: Request, name: str, **content: Any) -> str:
    """A piece of a page, for the live wire."""
    env: Environment = request.app.state.templates.env
    parts: WebParts = request.app.state.parts
    return env.get_template(name).render(parts=parts, **content)
