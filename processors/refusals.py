"""Why a hit of a figure's name or title does not mean the figure: pure rules over the words around it.

Each rule returns the reason in words, or an empty string where it has nothing against the hit.
"""

from __future__ import annotations

from dataclasses import dataclass

from processors.forms import ROLE, Hit
from processors.gazetteer.first_names import first_names
from processors.surroundings import Surroundings, Window

_STOPS = frozenset(
    """is was are were be been has have had will would can could may said says told in on at by from and or but that to
    as who which while after before when since with against about during is der die das hat und in mit von zu le la et a
    dans sur и в на с что у з про""".split()  # noqa: SIM905
)
_AFTER_NAME = frozenset(["jr", "jr.", "sr", "sr.", "ii", "iii"])
NO_BARE_GENITIVE = frozenset(["en", "fr"])
_APPOSITION = 5
"""Words that may stand between a possessive and the noun that speaks: *Trump's incoming national security adviser*."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A hit with what stands around it. ``own``: the figure's own first names; ``headline``: a line in title case."""

    folded: str
    hit: Hit
    around: Window
    words: Surroundings
    own: frozenset[str]
    lang: str
    headline: bool = False


def speaks_for(scene: Scene) -> str:
    """*Rutte's spokesman*, *the Rutte government*, *an aide to Rutte*: somebody else."""
    return _noun_after(scene) or _noun_before(scene)


def _noun_after(scene: Scene) -> str:
    after, spokespeople = scene.around.after, scene.words.spokespeople
    reach = _APPOSITION if scene.around.possessive else 1
    for word in after[:reach]:
        low = word.lower()
        if low in spokespeople:
            return f"followed by {word!r}: somebody who speaks for or about the figure"
        if not word[0].isalnum() or low in _STOPS:
            break
    return ""


def _noun_before(scene: Scene) -> str:
    """Over titles, articles and first names back to a link and the noun before it."""
    words = scene.words
    before = scene.around.before
    at = 0
    governed = scene.around.possessive or not (words.articles or scene.hit.form.nominative)
    if before and before[0].lower() in words.spokespeople and governed:
        return f"after {before[0]!r}: somebody who speaks for or about the figure"
    while at < len(before) and at < _APPOSITION and _belongs_to_name(before[at], words):
        at += 1
    if at + 1 < len(before) and before[at].lower() in words.links and before[at + 1].lower() in words.spokespeople:
        return f"after {before[at + 1]!r} {before[at]!r}: somebody who speaks for or about the figure"
    return ""


def _belongs_to_name(word: str, words: Surroundings) -> bool:
    low = word.lower()
    return word[0].isupper() or low in words.honorifics | words.articles | words.former or low == "'s"


def not_the_holder(scene: Scene) -> str:
    """*Former*, *next*, *deputy* before a title, *the post of*, *at the time* after it."""
    before, words = scene.around.before, scene.words
    for word in before[:2]:
        low = word.lower()
        if low in words.former or low in words.not_yet:
            return f"{word!r} before the title: not its holder"
        if low not in words.honorifics:
            break
    if len(before) > 1 and before[0].lower() in words.links | words.articles:
        for word in before[1:3]:
            if word.lower() in words.posts:
                return f"{word!r} before the title: the office, not its holder"
    after = " ".join(scene.around.after[:3]).lower()
    if after.startswith(("at the time", "designate", "elect", "hopeful", "candidate")):
        return f"{after!r} after the title: not its present holder"
    return ""


def other_name_follows(scene: Scene) -> str:
    """*NATO chief Jens Stoltenberg* on a day when it is somebody else's title."""
    after = scene.around.after
    if scene.around.possessive or not after:
        return ""
    place = 1 if after[0] == "," else 0
    words = after[place : place + 2]
    if not words or not words[0][0].isupper() or words[0].lower() in scene.own:
        return ""
    known = words[0].lower() in first_names()
    named = len(words) > 1 and words[1][0].isupper()
    if (known and named) or (place == 0 and not scene.headline and scene.lang != "de" and named):
        return f"the title belongs to {' '.join(words)!r}"
    return ""


def namesake(scene: Scene) -> str:
    """Another first name before the family name, or more name behind it."""
    before, after = scene.around.before, scene.around.after
    if after and not scene.around.possessive and after[0].lower() in _AFTER_NAME:
        return f"{after[0]!r} after the name: a relative"
    if not before or not before[0][0].isupper():
        return ""
    low = before[0].lower().rstrip(".")
    if low in scene.own or len(low) == 1:
        return ""
    return f"{before[0]!r} is another first name" if low in first_names() else ""


def plural(scene: Scene) -> str:
    """*NATO chiefs*, *the Trumps*, where the language has no genitive in a bare ``s``."""
    follows = scene.folded[scene.hit.end : scene.hit.end + 1]
    return "a plural" if follows == "s" and scene.lang in NO_BARE_GENITIVE else ""


def refusal(scene: Scene) -> str:
    """The first reason why the hit is not the figure; empty for a hit that is."""
    if plural(scene):
        return plural(scene)
    if scene.hit.form.kind == ROLE:
        return not_the_holder(scene) or other_name_follows(scene) or speaks_for(scene)
    return namesake(scene) or speaks_for(scene)
