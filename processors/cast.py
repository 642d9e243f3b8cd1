"""The people a text names: full names, surnames, titles and roles, and what a shorter form stands for.

Nothing here knows the tracked figures; that is the mentions' business. A name's gender is what its honorific or its
first name says (`[names]` of the language), else unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from processors.text import Tokens
from processors.wordclasses import NAME_PARTICLES

LONGEST_NAME = 6
ROLE_REACH = 9
SPELT = 5
"""Letters from which a surname can be told from a misspelt one."""
STEM = 3
"""Letters that both spellings of a surname begin with."""
ALIKE = 8
"""Surnames of one beginning that are looked at, so that no text costs more."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in tokens ``[first, last)``; ``roles`` are the role words beside it; ``sure`` that it is a person's."""

    first: int
    last: int
    words: tuple[str, ...]
    gender: str | None = None
    roles: tuple[str, ...] = ()
    sure: bool = True


@dataclass(slots=True)
class Cast:
    """Names in order, full names by surname, and the last name that a role word was printed with."""

    names: list[Name] = field(default_factory=list)
    full: dict[str, dict[str, Name]] = field(default_factory=dict)
    roles: dict[str, list[Name]] = field(default_factory=dict)
    stems: dict[str, set[str]] = field(default_factory=dict)
    genders: dict[str, str] = field(default_factory=dict)

    def fullest(self, name: Name) -> Name:
        """The one full name of the text that a surname belongs to; the name itself where none or several do."""
        if len(name.words) > 1:
            return name
        surname = name.words[-1].lower()
        known = self.full.get(surname) or self.full.get(self._respelt(surname), {})
        return next(iter(known.values())) if len(known) == 1 else name

    def _respelt(self, surname: str) -> str:
        """The one surname of a full name that is a letter away (*Zelensky*, *Zelenskyy*); empty where none is."""
        if len(surname) < SPELT:
            return ""
        near = [other for other in self.stems.get(surname[:STEM], ()) if _one_letter_apart(surname, other)]
        return near[0] if len(near) == 1 else ""

    def gender(self, name: Name) -> str | None:
        """m, f or None, from any place where the surname stands."""
        return name.gender or self.genders.get(name.words[-1].lower())


def read(tokens: Tokens) -> Cast:
    """Everyone whom the text outside quotes names; linear."""
    cast = Cast()
    i = 0
    while i < len(tokens):
        if tokens.tag[i] == "NNP":
            last = _end(tokens, i)
            name = _name(tokens, i, last)
            if name is not None:
                _add(cast, name)
            i = last
        else:
            i += 1
    return cast


def _end(tokens: Tokens, i: int) -> int:
    """Where a run of capitalised words that began at ``i`` ends."""
    j = i + 1
    while j < len(tokens) and j - i < 2 * LONGEST_NAME:
        if (
            tokens.tag[j] == "NNP"
            or (
                tokens.form[j] == "."
                and tokens.end[j - 1] == tokens.start[j]
                and j + 1 < len(tokens)
                and _joined(tokens, j)
            )
            or (tokens.low[j] in NAME_PARTICLES and j + 1 < len(tokens) and _noble(tokens, j))
        ):
            j += 1
        else:
            break
    return j


def _noble(tokens: Tokens, j: int) -> bool:
    """Whether a particle belongs to a name; where all nouns have capitals, only behind a first name or a title."""
    language = tokens.language
    if tokens.tag[j + 1] != "NNP" and tokens.low[j + 1] not in NAME_PARTICLES:
        return False
    if not language.nouns_capital or tokens.low[j - 1] in NAME_PARTICLES:
        return True
    before = tokens.low[j - 1]
    return before in language.roles.get("people", ()) or any(before in names for names in language.names.values())


def _joined(tokens: Tokens, j: int) -> bool:
    """Whether the full stop at ``j`` belongs to an initial or a title."""
    before = tokens.low[j - 1]
    short = len(before) == 1 or before in tokens.language.of("abbreviations")
    return short and tokens.tag[j + 1] == "NNP"


def _name(tokens: Tokens, i: int, last: int) -> Name | None:
    """The person's name inside a capitalised run, without its titles; None where the run names no person."""
    language = tokens.language
    people, bodies = language.roles.get("people", frozenset()), language.roles.get("bodies", frozenset())
    titles: list[str] = []
    honorific = None
    start = i
    for k in range(i, last):
        word = tokens.low[k]
        if word in language.of("honorifics") or word in people or word in language.of("abbreviations"):
            honorific = HONORIFIC_GENDER.get(word, honorific)
            titles.append(word)
            start = k + 1
    while start < last and tokens.form[start] == ".":
        start += 1
    kept = [k for k in range(start, last) if tokens.form[k] != "."]
    if not kept or len(kept) > LONGEST_NAME or any(tokens.low[k] in bodies for k in kept):
        return None
    titles.extend(_beside(tokens, i, last))
    words = tuple(tokens.form[k] for k in kept)
    gender = honorific or _by_first_name(tokens, words)
    sure = bool(titles or gender) or (len(words) > 1 and words[0].lower() not in tokens.language.of("places"))
    return Name(kept[0], kept[-1] + 1, words, gender, tuple(titles), sure)


def _by_first_name(tokens: Tokens, words: tuple[str, ...]) -> str | None:
    if len(words) < 2:
        return None
    first = words[0].lower()
    if first in tokens.language.names.get("female", ()):
        return "f"
    if first in tokens.language.names.get("male", ()):
        return "m"
    return "f" if first.endswith(tuple(tokens.language.names.get("female_endings", ()))) else None


def _beside(tokens: Tokens, i: int, last: int) -> list[str]:
    """Role words right before a name (*the mayor Maria Holt*) or in an apposition behind it (*, the mayor of …,*)."""
    people = tokens.language.roles.get("people", frozenset())
    found = [tokens.low[i - 1]] if i > 0 and tokens.low[i - 1] in people else []
    if (
        last + 1 < len(tokens)
        and tokens.form[last] == ","
        and tokens.tag[last + 1] in ("DT", "NN", "JJ", "PRP$", "NNP")
    ):
        for k in range(last + 1, min(len(tokens), last + ROLE_REACH)):
            if tokens.form[k] in (",", ".", ";") or tokens.tag[k] in ("IN", "WP"):
                break
            if tokens.low[k] in people:
                found.append(tokens.low[k])
    return found


def _add(cast: Cast, name: Name) -> None:
    cast.names.append(name)
    surname = name.words[-1].lower()
    if len(name.words) == 1 and not name.sure and surname in cast.full:
        cast.names[-1] = replace(name, sure=True)
    if len(name.words) > 1:
        cast.full.setdefault(surname, {}).setdefault(" ".join(name.words), name)
        alike = cast.stems.setdefault(surname[:STEM], set())
        if len(alike) < ALIKE:
            alike.add(surname)
    if name.gender:
        cast.genders.setdefault(surname, name.gender)
    for role in name.roles:
        cast.roles.setdefault(role, []).append(name)


HONORIFIC_GENDER = {
    "mr": "m",
    "mr.": "m",
    "sir": "m",
    "lord": "m",
    "mrs": "f",
    "ms": "f",
    "miss": "f",
    "dame": "f",
    "lady": "f",
}


def _one_letter_apart(one: str, other: str) -> bool:
    """Whether a single letter is put in, left out or exchanged."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or one == other:
        return False
    at = next((i for i, letter in enumerate(one) if letter != other[i]), len(one))
    return one[at + (len(one) == len(other)) :] == other[at + 1 :]
