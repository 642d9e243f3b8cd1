"""Every way in which a text may name a figure, as one multi-pattern matcher.

A ``Form`` is a folded, lower-case string with what it says about whom; the
matcher finds all of them in one pass over a folded text, whatever their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processors.automaton import Phrases
from processors.folding import squeeze
from processors.inflections import forms as inflected
from processors.models import Figure, Role

NAME, ALIAS, SURNAME, ROLE = "name", "alias", "surname", "role"
_PARTICLES = frozenset("de del della der den di du la le van von ten ter zu фон дер ван де".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Form:
    """``text`` names ``figure_id``. ``listed``: written in the configuration, so that it counts by itself.

    ``cased``: the text must carry a capital, since in lower case it may be a common word.
    ``nominative``: it can be nothing but the base form of a name that has others (*Марк Рютте*, not *Марка Рютте*).
    """

    text: str
    figure_id: str
    kind: str
    role: Role | None = None
    listed: bool = True
    cased: bool = True
    nominative: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a form stands in a folded text."""

    start: int
    end: int
    form: Form


def surname(name: str) -> str:
    """The family name of a full name with its particles (``von der Leyen``); empty for a name of one word."""
    words = name.split()
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    return " ".join(words[first:]) if first > 0 else ""


def forms_of(figure: Figure) -> tuple[Form, ...]:
    """All forms of a figure, folded and inflected. Names of several words count in any case."""
    family = surname(figure.name)
    found: dict[tuple[str, str], Form] = {}
    listed = [(NAME, figure.name), *((ALIAS, alias) for alias in figure.aliases)]
    for kind, written in listed:
        folded = squeeze(written)
        if kind == ALIAS and " " not in folded.removeprefix("von der "):
            kind = SURNAME  # noqa: PLW2901 - a single-word alias is a family name as far as the text can tell
        base = folded.lower() if " " in folded and len(_inflected(written.split()[0])) > 1 else ""
        for text in _inflected(written):
            form = Form(text, figure.id, kind, cased=" " not in text, nominative=text == base)
            found.setdefault((NAME, text), form)
    if family:
        for text in _inflected(family):
            found.setdefault((NAME, text), Form(text, figure.id, SURNAME, listed=False))
    for role in figure.roles:
        for title in (role.title, *role.aliases):
            for text in _inflected(title):
                bare = text.removeprefix("the ")
                form = Form(bare, figure.id, ROLE, role, cased=False)
                found.setdefault((f"{role.title} {role.since}", bare), form)
    return tuple(form for form in found.values() if form.text)


def _inflected(written: str) -> frozenset[str]:
    """Case forms first, folded then: endings are told by letters that folding merges."""
    return frozenset(squeeze(form).lower() for form in inflected(written.lower().replace("’", "'").replace("-", " ")))


class Matcher:
    """Finds every form of a set of figures. Read-only once made, so safe between threads."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        by_text: dict[str, list[Form]] = {}
        for figure in figures:
            for form in forms_of(figure):
                by_text.setdefault(form.text, []).append(form)
        self._phrases = Phrases({text: tuple(forms) for text, forms in by_text.items()})

    def hits(self, folded: str) -> Iterator[Hit]:
        """Forms that stand in ``folded`` as whole words, overlapping ones too, in order of their ends."""
        for start, end, forms in self._phrases.find(folded):
            capital = folded[start].isupper()
            for form in forms:
                if capital or not form.cased:
                    yield Hit(start, end, form)
