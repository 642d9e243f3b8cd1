"""People, organisations and places in a text, with offsets and, where it is certain, a Wikidata id.

Three sources, in order of trust: the tracked figures' mentions, the gazetteer (``gazetteer/places.toml``), and for
people the pattern *first name, family name* with first names from the gazetteer. A recogniser of another kind (such
as a spaCy pipeline) can be handed in as ``more``; without it people with rare first names and smaller places are lost.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from processors.automaton import Phrases
from processors.folding import Folded, fold, squeeze
from processors.gazetteer.first_names import first_names
from processors.inflections import forms as inflected
from processors.models import Entity, EntityKind, Figure, Mention

Recogniser = Callable[[str, str | None], Iterable[Entity]]
"""``(text, lang)`` to entities: the seam for an optional model."""

_CAPITAL = r"[^\W\d_a-zа-яіїєґ]"
_NAME = re.compile(
    rf"(?<![\w.])({_CAPITAL}[^\W\d_]+)((?: (?:{_CAPITAL}\.|de|del|della|van|von|der|den|la|le|di|da|al|bin))*"
    rf"(?: {_CAPITAL}[^\W\d_]+){{1,2}})(?!\w)"
)
_SECTIONS = {"places": EntityKind.PLACE, "organisations": EntityKind.ORGANISATION}


@cache
def _gazetteer() -> Phrases[tuple[EntityKind, str | None]]:
    path = files("processors") / "gazetteer" / "places.toml"
    table: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(path.read_text(encoding="utf-8"))
    phrases = {}
    for section, kind in _SECTIONS.items():
        for entry in table[section].values():
            for name in entry["names"].split("|"):
                for form in inflected(name.lower()):
                    phrases[squeeze(form)] = (kind, entry.get("id"))
    return Phrases(phrases)


def find(
    text: str,
    mentions: Sequence[Mention] = (),
    figures: Mapping[str, Figure] | None = None,
    lang: str | None = None,
    more: Recogniser | None = None,
) -> tuple[Entity, ...]:
    """Entities in ``text`` in order, without overlaps; ``figures`` by id give the mentions their Wikidata ids."""
    folded = fold(text)
    known = figures or {}
    found = [_of_mention(one, known.get(one.figure_id)) for one in mentions if one.form != "pronoun"]
    found += _listed(text, folded)
    found += _people(text, folded)
    if more is not None:
        found += more(text, lang)
    return _apart(found)


def _of_mention(mention: Mention, figure: Figure | None) -> Entity:
    wikidata = figure.wikidata if figure else None
    return Entity(EntityKind.PERSON, mention.start, mention.end, mention.surface, wikidata)


def _listed(text: str, folded: Folded) -> list[Entity]:
    found = []
    for first, last, (kind, wikidata) in _gazetteer().find(folded.text):
        if folded.text[first].isupper():
            start, end = folded.span(first, last)
            found.append(Entity(kind, start, end, text[start:end], wikidata))
    return sorted(found, key=lambda one: (one.start, -one.end))


def _people(text: str, folded: Folded) -> list[Entity]:
    found = []
    for match in _NAME.finditer(folded.text):
        if match[1].lower() in first_names():
            start, end = folded.span(*match.span())
            found.append(Entity(EntityKind.PERSON, start, end, text[start:end]))
    return found


def _apart(found: list[Entity]) -> tuple[Entity, ...]:
    """The entities without overlaps: earlier in the list wins, then the longer one."""
    kept: list[Entity] = []
    taken: set[int] = set()
    for one in found:
        places = range(one.start, one.end)
        if one.end > one.start and taken.isdisjoint(places):
            taken.update(places)
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))
