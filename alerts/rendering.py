"""An alert as a message for people: a headline that says who said what, then the words, why it is told, where. Pure.

A quotation stands in quotation marks and a paraphrase never does. What changed is shown for a changed statement only:
the differences between two statements that have nothing to do with each other would tell an editor nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from alerts.models import EventType

Content = Mapping[str, Any]

HEADLINE = 140
"""Characters of a headline: what a mail's list of subjects and a phone's notification show."""

NEAR = 0.15
"""Sureness (0 to 1) of having been said before from which the closest earlier statement is worth an editor's look."""

_QUOTES = "\"'“”„‟‘’‚‛«»‹›"
_PARTED = re.compile(rf"[,.]?[{_QUOTES}]\s*…\s*[{_QUOTES}]")
"""Where the article's own words stand between two parts of a quotation: they are left out, and so are the marks."""

_LABELS = {
    EventType.NEW: "New",
    EventType.UPDATED: "Changed",
    EventType.CORROBORATED: "Confirmed",
    EventType.CORRECTED: "Correction",
    EventType.RETRACTED: "Retracted",
}
_PLAIN = frozenset({"said", "says"})
"""Verbs that add nothing to what is said."""

_SAID = {"direct": "quoted by", "mixed": "partly quoted by", "indirect": "reported by"}
_TAKEN_BACK = {
    "retracted": "{outlet} has taken this out of its article.",
    "taken_down": "{outlet} has taken the article down.",
    "attribution_changed": "{outlet} now gives these words to {speaker}.",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message: its title (a mail's subject) and its text, lines parted by newlines."""

    title: str
    text: str


def render(envelope: Mapping[str, Any]) -> Rendered:
    """The payload of any event, as a person wants to read it."""
    event, content = str(envelope["type"]), envelope["data"]
    if event == EventType.DIGEST:
        return _digest(content)
    if "statement" not in content:
        return _notice(event, content)
    lines: Callable[[Content], list[str]] = _corrected if "correction" in content else _said
    return Rendered(headline(event, content), "\n".join(line for line in lines(content) if line))


def headline(event: str, content: Content) -> str:
    """What happened in one line: ``New: Jane Doe: “We will build four hundred kilometres”``."""
    label = _LABELS[EventType(event)]
    if event == EventType.CORROBORATED:
        label = f"{label} by {_counted(content['claim']['outlet_count'], 'outlet')}"
    text = content["correction"]["before"] if event == EventType.RETRACTED else content["statement"]["text"]
    return _cut(f"{label}: {_told(content, text)}", HEADLINE)


def _told(content: Content, text: str) -> str:
    """Who said what. A paraphrase comes with its verb: “denied” or “condemned” make another thing of the same words."""
    name, statement = content["figure"]["name"], content["statement"]
    verb = statement.get("cue") or ""
    shown = f" ({verb})" if verb and statement["kind"] != "direct" and verb.casefold() not in _PLAIN else ""
    return f"{name}{shown}: {_words(text, statement['kind'])}"


def _words(text: str, kind: str) -> str:
    """The statement without the page's own marks; a quotation in marks of ours, a paraphrase in none."""
    bare = " ".join(text.split()).rstrip(",;:").strip()
    if kind == "direct":
        return f"“{_PARTED.sub(' … ', bare).strip(_QUOTES).rstrip(',').strip()}”"
    return bare[:1].upper() + bare[1:]


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    kept = text[: limit - 1].rsplit(" ", 1)[0]
    return f"{kept}…{'”' if kept.count('“') > kept.count('”') else ''}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _day(moment: str | None) -> str:
    """``2026-03-01T08:00:00Z`` as ``1 March 2026``."""
    if not moment:
        return "day unknown"
    day = date.fromisoformat(moment[:10])
    return f"{day.day} {day:%B %Y}"


def _speaker(content: Content) -> str:
    """Name and role, with the name as printed where it is another."""
    figure, printed = content["figure"], content["statement"]["speaker"]
    named = f"{figure['name']}, {figure['role']}" if figure["role"] else str(figure["name"])
    known = printed is None or figure["name"].split()[-1].casefold() in printed.casefold()
    return named if known else f"{named} (“{printed}” in the text)"


def _said(content: Content) -> list[str]:
    statement, article = content["statement"], content["article"]
    where = f"{article['outlet']['name']}, {_day(article['published'] or article['seen'])}"
    words = _words(statement["text"], statement["kind"])
    around = statement["context"] if len(statement["context"]) > len(statement["text"]) + 20 else ""
    return [
        words,
        f"{_speaker(content)}; {_SAID[statement['kind']]} {where}",
        *_why(content["novelty"]),
        f"In the article: {around}" if around and not statement["in_title"] else "",
        f"{article['title']}: {article['url']}",
    ]


def _why(novelty: Content) -> list[str]:
    closest = novelty["closest"]
    if novelty["decision"] != "new":
        return [f"Why: {novelty['reason']}", f"Before: {_earlier(closest)}" if closest else ""]
    if closest is None or novelty["same"] < NEAR:
        return ["Why new: nothing on record comes near it."]
    sure = f"{novelty['same']:.0%} sure that it is the same"
    return [f"Why new: what comes nearest on record asserts something else ({sure}).", f"Nearest: {_earlier(closest)}"]


def _earlier(closest: Content) -> str:
    return f"{closest['text'].strip()} ({closest['outlet']['name']}, {_day(closest['date'])})"


def _corrected(content: Content) -> list[str]:
    correction, article = content["correction"], content["article"]
    outlet = article["outlet"]["name"]
    took_back = _TAKEN_BACK.get(correction["reason"])
    if took_back is None:
        changed = "; ".join(
            f"{d['before'] or '(nothing)'} → {d['after'] or '(nothing)'}" for d in correction["differs"]
        )
        now = [f"It now reads: {correction['after']}", f"Changed: {changed}" if changed else ""]
    else:
        now = [took_back.format(outlet=outlet, speaker=correction["speaker_after"] or "somebody else"), _left(content)]
    return [f"We told you: {correction['before']}", *now, f"{outlet}: {article['title']}", article["url"]]


def _left(content: Content) -> str:
    others = content["claim"]["outlet_count"]
    return f"{_counted(others, 'other outlet')} still {'carries' if others == 1 else 'carry'} it." if others else ""


def _digest(content: Content) -> Rendered:
    name = content["subscription"]["name"] or content["subscription"]["id"]
    lines = [line for alert in content["alerts"] for line in _member(alert)]
    if content["left_out"]:
        lines.append(f"and {content['left_out']} more, which the console lists")
    return Rendered(f"{name}: {_counted(content['count'], 'statement')}", "\n".join(lines))


def _member(alert: Content) -> list[str]:
    statement, article = alert["statement"], alert["article"]
    label = _LABELS.get(EventType(alert["type"]), alert["type"])
    return [f"• {label}: {_told(alert, statement['text'])} ({article['outlet']['name']})", f"  {article['url']}"]


def _notice(event: str, content: Content) -> Rendered:
    """An operator event or a test."""
    if event == EventType.PING:
        return Rendered("A test by onrecord", str(content["text"]))
    subject = content["subject"]
    what = f"{subject['kind']} {subject['name'] or subject['id']}"
    since = f"Since {content['since'].replace('T', ' ')[:16]} UTC" if content["since"] else ""
    lines = (str(content["reason"]), since, f"Id: {subject['id']}")
    return Rendered(f"onrecord: {what}: {event.partition('.')[2]}", "\n".join(line for line in lines if line))
