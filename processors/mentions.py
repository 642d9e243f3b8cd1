"""Where a text names a tracked figure: by name, alias, surname or role, each judged on the day of the article.

One pass of the matcher finds the forms; then each hit must survive the words around it (``refusals``), the day
(a role counts only while it is held) and the document (a surname that is not listed needs the full name; one that
two people share goes to the one named before it). Bare titles (*the secretary general*) are added by ``anaphora``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from processors.anaphora import bare_titles, roles_by_head
from processors.folding import Folded, fold
from processors.forms import ALIAS, NAME, ROLE, SURNAME, Hit, Matcher
from processors.models import Figure, Mention
from processors.refusals import Scene, namesake, refusal
from processors.surroundings import Surroundings, is_headline, surroundings, window

CONFIDENCE = {NAME: 1.0, ALIAS: 0.97, SURNAME: 0.95, ROLE: 0.9}
"""How sure a form is by itself; below a subscriber's limit a statement is kept for review."""

SHARED = 0.75
"""A surname that the text gives to somebody else as well, and that was last given to the figure."""


def find(text: str, figures: Sequence[Figure], day: date, lang: str | None = None) -> tuple[Mention, ...]:
    """Mentions of ``figures`` in ``text``, in order and without overlaps. Never raises; linear in the text."""
    return _finder(tuple(figures)).find(text, day, lang)


@lru_cache(maxsize=4)
def _finder(figures: tuple[Figure, ...]) -> Finder:
    return Finder(figures)


@dataclass(frozen=True, slots=True)
class _Found:
    hit: Hit
    confidence: float


class Finder:
    """Finds mentions of a fixed set of figures. Read-only once made, so safe between threads."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._figures = {figure.id: figure for figure in figures}
        self._matcher = Matcher(tuple(self._figures.values()))
        self._roles = roles_by_head(self._figures.values(), surroundings(None).heads)
        self._own = {figure.id: _first_words(figure) for figure in self._figures.values()}

    def find(self, text: str, day: date, lang: str | None = None) -> tuple[Mention, ...]:
        """As ``find`` of this module."""
        folded = fold(text)
        hits = [hit for hit in self._matcher.hits(folded.text) if hit.form.role is None or hit.form.role.held_on(day)]
        if not hits:
            return ()
        words = surroundings(lang)
        scenes = [self._scene(folded.text, hit, words, lang) for hit in _longest(hits)]
        found = self._judged(scenes)
        found += [
            _Found(hit, confidence)
            for hit, confidence in bare_titles(folded.text, [one.hit for one in found], self._roles, day, words)
        ]
        return tuple(self._mention(text, folded, one) for one in sorted(_apart(found), key=lambda one: one.hit.start))

    def _mention(self, text: str, folded: Folded, one: _Found) -> Mention:
        start, end = folded.span(one.hit.start, one.hit.end)
        form = one.hit.form
        gender = self._figures[form.figure_id].gender
        return Mention(form.figure_id, start, end, text[start:end], form.kind, one.confidence, gender)

    def _scene(self, folded: str, hit: Hit, words: Surroundings, lang: str | None) -> Scene:
        around = window(folded, hit.start, hit.end)
        short = (lang or "").split("-")[0].lower()
        return Scene(
            folded, hit, around, words, self._own[hit.form.figure_id], short, is_headline(folded, hit.start, hit.end)
        )

    def _judged(self, scenes: list[Scene]) -> list[_Found]:
        full = [(s.hit.start, s.hit.form.figure_id) for s in scenes if s.hit.form.kind in (NAME, ALIAS)]
        others = [(s.hit.start, s.hit.form.figure_id) for s in scenes if s.hit.form.kind == SURNAME and namesake(s)]
        found: dict[int, _Found] = {}
        for scene in scenes:
            if refusal(scene):
                continue
            confidence = _in_document(scene.hit, full, others)
            rival = found.get(scene.hit.start)
            if confidence and (rival is None or confidence > rival.confidence):
                found[scene.hit.start] = _Found(scene.hit, confidence)
            elif rival is not None and confidence == rival.confidence:
                del found[scene.hit.start]  # two people share the form and nothing tells them apart
        return list(found.values())


def _first_words(figure: Figure) -> frozenset[str]:
    names = [figure.name, *figure.aliases]
    return frozenset(word.lower().rstrip(".") for name in names for word in fold(name).text.split()[:-1])


def _longest(hits: list[Hit]) -> list[Hit]:
    """Hits that are not inside a longer one; several figures may share one span."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if not kept or hit.start >= kept[-1].end or (hit.start, hit.end) == (kept[-1].start, kept[-1].end):
            kept.append(hit)
    return kept


def _in_document(hit: Hit, full: list[tuple[int, str]], others: list[tuple[int, str]]) -> float:
    """Confidence of a hit given who else bears the name in this text; 0 for a hit that does not count."""
    form = hit.form
    confidence = CONFIDENCE[form.kind]
    if form.kind != SURNAME:
        return confidence
    own = [start for start, figure_id in full if figure_id == form.figure_id]
    if not own and not form.listed:
        return 0.0
    rivals = [start for start, figure_id in others if figure_id == form.figure_id]
    if not rivals:
        return confidence + (0.03 if own else 0.0)
    last_own = max((start for start in own if start < hit.start), default=-1)
    last_rival = max((start for start in rivals if start < hit.start), default=-1)
    return SHARED if last_own > last_rival else 0.0


def _apart(found: list[_Found]) -> list[_Found]:
    """Without the title that stands right before its holder's name: *NATO chief Mark Rutte* is one mention."""
    names = {one.hit.start: one.hit.form.figure_id for one in found if one.hit.form.kind != ROLE}
    return [one for one in found if one.hit.form.kind != ROLE or names.get(one.hit.end + 1) != one.hit.form.figure_id]
