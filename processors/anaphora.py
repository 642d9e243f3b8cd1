"""Bare titles that point back: *the secretary general* after *NATO Secretary General Mark Rutte*.

A bare title counts only after its holder was named in the same text, and only while nobody else with the same
title stands between (*Latvian Prime Minister Evika Siliņa … the prime minister*).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from processors.folding import squeeze
from processors.forms import ROLE, Form, Hit
from processors.models import Figure, Role
from processors.surroundings import Surroundings, window

CLEAR = 0.85
"""A bare title whose only holder in the text is the figure."""

CONTESTED = 0.6
"""A bare title that somebody else in the text bears as well; the figure was named last."""


Heads = Mapping[str, Mapping[str, tuple[Role, ...]]]
"""The roles whose titles contain a bare title, by that and by figure id."""


def roles_by_head(figures: Iterable[Figure], heads: Iterable[str]) -> Heads:
    """For each bare title and figure the roles that have it in their title or an alias, as whole words."""
    titles = {
        (figure.id, role): " | ".join(f" {squeeze(title).lower()} " for title in (role.title, *role.aliases))
        for figure in figures
        for role in figure.roles
    }
    found: dict[str, dict[str, tuple[Role, ...]]] = {head: {} for head in heads}
    for (figure_id, role), listed in titles.items():
        for head, holders in found.items():
            if f" {head} " in listed:
                holders[figure_id] = (*holders.get(figure_id, ()), role)
    return found


def bare_titles(
    folded: str, hits: Sequence[Hit], roles: Heads, day: date, words: Surroundings
) -> Iterator[tuple[Hit, float]]:
    """Bare titles in ``folded`` with their confidence; ``hits`` are the figures found so far. Linear."""
    named = sorted(hits, key=lambda hit: hit.start)
    taken = {at for hit in named for at in range(hit.start, hit.end)}
    present = {hit.form.figure_id for hit in named}
    for head in words.heads:
        bearers = roles.get(head, {})
        holders = {
            figure_id: role
            for figure_id in present
            if (role := next((one for one in bearers.get(figure_id, ()) if one.held_on(day)), None))
        }
        if holders:
            yield from _swept(folded, head, named, holders, taken, words)


def _swept(
    folded: str,
    head: str,
    named: Sequence[Hit],
    holders: Mapping[str, Role],
    taken: set[int],
    words: Surroundings,
) -> Iterator[tuple[Hit, float]]:
    """One pass over the places of ``head``, remembering who of its holders was named last, and whether a stranger."""
    last: Hit | None = None
    rivals: set[str] = set()
    stranger = -1
    next_hit = 0
    starts = {hit.start: hit for hit in named}
    for match in re.finditer(rf"\b{re.escape(head)}\b", folded, re.IGNORECASE):
        start, end = match.span()
        while next_hit < len(named) and named[next_hit].end <= start:
            if named[next_hit].form.figure_id in holders:
                last = named[next_hit]
                rivals.add(last.form.figure_id)
            next_hit += 1
        if start in taken:
            continue
        behind = starts.get(end + 2) if folded[end : end + 1] == "," else None
        if not _is_bare(folded, start, end, words):
            if end + 1 not in starts and end + 2 not in starts and _name_follows(folded, start, end):
                stranger = start
            continue
        taken.update(range(start, end))
        if behind is not None and behind.form.figure_id in holders:
            yield _title(folded, start, end, behind.form.figure_id, holders), CLEAR
        elif last is not None and stranger < last.start:
            contested = len(rivals) > 1 or stranger >= 0
            yield _title(folded, start, end, last.form.figure_id, holders), CONTESTED if contested else CLEAR


def _title(folded: str, start: int, end: int, figure_id: str, holders: Mapping[str, Role]) -> Hit:
    return Hit(start, end, Form(folded[start:end].lower(), figure_id, ROLE, holders[figure_id]))


def _name_follows(folded: str, start: int, end: int) -> bool:
    """Whether somebody's name follows the title at the span."""
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
