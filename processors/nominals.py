"""Phrases that can name a speaker in a language without a lexicon: names with their titles, roles, pronouns.

Found by capitals, closed classes and role nouns alone: *der NATO-Generalsekretär Mark Rutte*, *le patron de l'Otan*,
*міністр закордонних справ України Андрій Сибіга*.
"""

from __future__ import annotations

from dataclasses import dataclass

from processors.text import Tokens

GAP = 3
"""Words in lower case that may stand inside a title: *міністр закордонних справ України*."""

MINIMUM_COMPOUND = 8
"""Letters from which a German noun may be a compound of a role."""

_INSIDE = frozenset(
    [
        "de",
        "du",
        "des",
        "d'",
        "la",
        "l'",
        "le",
        "les",
        "von",
        "van",
        "der",
        "den",
        "für",
        "und",
        "of",
        "фон",
        "дер",
        "aux",
        "et",
    ]
)
_BREAKS = frozenset(["THAT", "BE", "CC", "VBD", "Q", "PRP"])


@dataclass(frozen=True, slots=True)
class Nominal:
    """Tokens ``[first, last)``. ``governed``: it stands behind a preposition and so is no subject.

    ``weak``: a word with an article that is neither a role nor two names long, a thing as likely as a person.
    """

    first: int
    last: int
    pronoun: bool = False
    governed: bool = False
    weak: bool = False


def nominals(tokens: Tokens, first: int, last: int) -> list[Nominal]:
    """The phrases between two tokens that can name a speaker, in order."""
    found = []
    i = first
    while i < last:
        if tokens.tag[i] == "PRP":
            if tokens.low[i] in _speaking_pronouns(tokens):
                found.append(Nominal(i, i + 1, pronoun=True, governed=_before(tokens, i, first)[0]))
            i += 1
        elif _starts(tokens, i):
            end = _end(tokens, i, last)
            governed, article = _before(tokens, i, first)
            weak = (
                article
                and tokens.language.nouns_capital
                and not any(is_role(tokens, tokens.low[j]) for j in range(i, end))
            )
            found.append(Nominal(i, end, governed=governed, weak=weak))
            i = end
        else:
            i += 1
    return found


def _speaking_pronouns(tokens: Tokens) -> frozenset[str]:
    pronouns = tokens.language.pronouns
    return frozenset().union(*(pronouns.get(job, frozenset()) for job in ("male", "female", "plural")))


def _starts(tokens: Tokens, i: int) -> bool:
    """A name, a role noun, or a word that can be a speaker without either."""
    low = tokens.low[i]
    if is_role(tokens, low) or low in tokens.language.of("reporting_subjects"):
        return True
    if tokens.tag[i] not in ("NNP", "NN") or low in tokens.language.of("weekdays") or _month(tokens, low):
        return False
    return not low.endswith(tuple(tokens.language.of("abstract_endings"))) if tokens.language.nouns_capital else True


def _month(tokens: Tokens, low: str) -> bool:
    return any(low in forms.split("|") for forms in tokens.language.of("months"))


def is_role(tokens: Tokens, low: str) -> bool:
    """A noun for people or bodies; where nouns join into one word, its last part (*Regierungssprecher*)."""
    people, bodies = tokens.language.roles.get("people", ()), tokens.language.roles.get("bodies", ())
    if low in people or low in bodies:
        return True
    if not tokens.language.nouns_capital or len(low) < MINIMUM_COMPOUND:
        return False
    return any(len(low) - at > 3 and (low[at:] in people or low[at:] in bodies) for at in range(2, len(low) - 3))


def _end(tokens: Tokens, i: int, last: int) -> int:
    """One past the phrase's last token: over names, roles, small words inside titles and one apposition."""
    end = i + 1
    while end < last:
        step = _next_part(tokens, end, last)
        if step is None:
            break
        end = step
    if end + 1 < last and tokens.form[end] == "," and tokens.tag[end + 1] == "NNP":
        stop = end + 1
        while stop < last and tokens.tag[stop] == "NNP":
            stop += 1
        # "le secrétaire général de l'Otan, Mark Rutte": the apposition closes with a comma or the phrase does.
        if stop == last or tokens.form[stop] in (",", ".", "-", "–", "—", ":") or tokens.quote[stop] >= 0:
            end = stop
    return end


def _next_part(tokens: Tokens, at: int, last: int) -> int | None:
    """The next token past a further part of the phrase, or None where the phrase ends at ``at``.

    Unknown words may stand only after a title (*міністр закордонних справ України*), not after a name.
    """
    titled = not tokens.language.nouns_capital and tokens.form[at - 1][0].islower()
    gap = at
    while gap < last and gap - at <= GAP:
        tag, low, form = tokens.tag[gap], tokens.low[gap], tokens.form[gap]
        if _starts(tokens, gap):
            return gap + 1
        if form == "." and gap > at - 1 and len(tokens.form[gap - 1]) <= 2 and tokens.form[gap - 1][0].isupper():
            gap += 1
            continue
        if low == "den" and tokens.language.nouns_capital and tokens.low[gap - 1] not in ("van", "von"):
            return None  # an article in the accusative: "Merz den Plan"
        if tag in _BREAKS or not form[0].isalpha() or (low not in _INSIDE and (not titled or tag in ("IN", "RB"))):
            return None
        gap += 1
    return None


def _before(tokens: Tokens, i: int, first: int) -> tuple[bool, bool]:
    """Whether a preposition or an oblique article stands before the phrase, over adjectives; and any article."""
    j = i - 1
    article = False
    while j >= max(first, i - 1 - GAP) and tokens.tag[j] in ("DT", "XX", "CD"):
        low = tokens.low[j]
        if low in tokens.language.of("prepositions") or low in tokens.language.of("oblique"):
            return True, True
        article = article or tokens.tag[j] == "DT"
        j -= 1
    governed = j >= first and (tokens.tag[j] == "IN" or tokens.low[j] in tokens.language.of("prepositions"))
    return governed, article


def person_in(tokens: Tokens, first: int, last: int) -> tuple[int, int] | None:
    """The first phrase between two tokens that is a person's for certain and no object; pronouns count."""
    for one in nominals(tokens, first, last):
        if not one.governed and (one.pronoun or _is_person(tokens, one)):
            return one.first, one.last
    return None


def _is_person(tokens: Tokens, one: Nominal) -> bool:
    """A role, a known first name with a name behind it, or, where a capital tells a name, any two names."""
    names = tokens.language.names
    if any(is_role(tokens, tokens.low[i]) for i in range(one.first, one.last)):
        return True
    known = any(tokens.low[one.first] in listed for listed in names.values())
    capitals = sum(tokens.form[i][0].isupper() for i in range(one.first, one.last))
    return capitals > 1 and (known or not tokens.language.nouns_capital)
