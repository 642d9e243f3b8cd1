"""Bare titles that point back: *the secretary general* after *NATO Secretary General Mark Rutte*.

A bare title counts only after its holder was named in the same text, and only while nobody else with the same
title stands between (*Latvian Prime Minister Evika Siliņa … the prime minister*).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from processors.folding import squeeze
from processors.forms import ROLE, Form, Hit
from processors.models import Figure, Role
from processors.surroundings import Surroundings, window

CLEAR = 0.85
"""A bare title whose only holder in the text is the figure."""

CONTESTED = 0.6
"""A bare title that somebody else in the text bears as well; the figure was named last."""


def bare_titles(
    folded: str, hits: Sequence[Hit], figures: Mapping[str, Figure], day: date, words: Surroundings
) -> Iterator[tuple[Hit, float]]:
    """Bare titles in ``folded`` with their confidence; ``hits`` are the figures found so far."""
    taken = [(hit.start, hit.end) for hit in hits]
    for head in words.heads:
        holders = {
            figure_id: role
            for figure_id in {hit.form.figure_id for hit in hits}
            if (role := _role_with(figures[figure_id], head, day))
        }
        if not holders:
            continue
        places = [match.span() for match in re.finditer(rf"\b{re.escape(head)}\b", folded, re.IGNORECASE)]
        for start, end in places:
            if any(first < end and start < last for first, last in taken):
                continue
            if _is_bare(folded, start, end, words):
                taken.append((start, end))
                yield from _resolved(folded, (start, end), hits, holders, places)


def _resolved(
    folded: str,
    span: tuple[int, int],
    hits: Sequence[Hit],
    holders: Mapping[str, Role],
    places: Sequence[tuple[int, int]],
) -> Iterator[tuple[Hit, float]]:
    named_behind = [hit for hit in hits if hit.start == span[1] + 2 and folded[span[1]] == ","]
    if named_behind and named_behind[0].form.figure_id in holders:
        figure_id = named_behind[0].form.figure_id
        yield Hit(span[0], span[1], Form(folded[span[0] : span[1]].lower(), figure_id, ROLE, holders[figure_id])), CLEAR
        return
    before = [hit for hit in hits if hit.end <= span[0] and hit.form.figure_id in holders]
    if not before:
        return
    last = max(before, key=lambda hit: hit.start)
    figure_id = last.form.figure_id
    rivals = len({hit.form.figure_id for hit in before}) > 1
    strangers = [start for start, end in places if end < span[0] and _names_stranger(folded, start, end, hits)]
    if strangers and max(strangers) > last.start:
        return
    form = Form(folded[span[0] : span[1]].lower(), figure_id, ROLE, holders[figure_id])
    yield Hit(span[0], span[1], form), CONTESTED if rivals or strangers else CLEAR


def _names_stranger(folded: str, start: int, end: int, hits: Sequence[Hit]) -> bool:
    """Whether the title at the span is followed by the name of somebody who is not among ``hits``."""
    if any(hit.start - 2 <= end <= hit.start or hit.start <= start < hit.end for hit in hits):
        return False
    after = window(folded, start, end).after
    return len(after) > 1 and after[0][0].isupper() and after[1][0].isupper()


def _is_bare(folded: str, start: int, end: int, words: Surroundings) -> bool:
    around = window(folded, start, end)
    if around.possessive and around.after[:1] and around.after[0].lower() in words.spokespeople:
        return False
    after = around.after
    if after and (after[0][0].isupper() or after[0].lower() in words.links | words.spokespeople | {"and"}):
        return False
    if not words.articles:
        return not around.before or around.before[0].lower() not in words.former | words.not_yet
    return bool(around.before) and around.before[0].lower() in words.articles


def _role_with(figure: Figure, head: str, day: date) -> Role | None:
    """The role held on ``day`` whose title or an alias contains ``head`` as whole words."""
    for role in figure.roles:
        titles = (role.title, *role.aliases)
        if role.held_on(day) and any(f" {head} " in f" {squeeze(title).lower()} " for title in titles):
            return role
    return None
