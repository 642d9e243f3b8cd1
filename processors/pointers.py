"""Words by which a statement points back to the one before it: *this makes …*, *unity against these threats*."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

SUBJECTS = {
    "en": "this these those such they",
    "de": "dies diese dieser dieses das solche",
    "fr": "cela ça ceci cette ces celui celle ceux celles",
    "uk": "це ці такі вони",
    "ru": "это эти такие они",
    "pl": "to te takie oni one",
}
"""Words that point back at the start of a statement. "It" is left out: it opens sentences without pointing anywhere."""

WITHIN_SENTENCE = {
    "en": "it",
    "de": "es sie",
    "fr": "elle il elles ils",
    "uk": "він вона",
    "ru": "он она",
    "pl": "ono ona",
}
"""Words that do so only where both statements are one sentence: "stressed the need for aid, noting it is vital"."""

DETERMINERS = {
    "en": "this these those such",
    "de": "diese diesen dieser diesem dieses solche solchen solcher",
    "fr": "cette ces cet",
    "uk": "ця ці цих цими цим цю цього цієї такі таких такими",
    "ru": "эта эти этих этими этим эту этого этой такие таких такими",
    "pl": "ta te tych tymi tym tę tego tej takie takich takimi",
}
"""Words that point back before a noun, wherever in the first words of a statement they stand."""

TIMES = {
    "en": "year years month months week weeks day days hours morning evening afternoon night weekend summer autumn "
    "winter spring time moment stage quarter decade century",
    "de": "jahr jahre jahres monat woche tag tage tagen tages morgen abend sommer herbst winter zeit moment",
    "fr": "année mois semaine jour matin soir été automne hiver fois moment",
    "uk": "рік року роки тиждень тижня місяць місяця день дня раз разу момент",
    "ru": "год года годы неделя неделю недели месяц месяца день дня раз раза момент",
    "pl": "rok roku lata tydzień tygodnia miesiąc miesiąca dzień dnia raz moment",
}
"""Nouns after which such a word names a time and points nowhere: "this year"."""

STANDING_FOR = {
    "en": "country nation region city town island province republic",
    "de": "land landes region stadt insel provinz republik",
    "fr": "pays région ville île province république",
    "uk": "країна країни країну країні регіон регіону місто міста",
    "ru": "страна страны страну стране регион региона город города",
    "pl": "kraj kraju region regionu miasto miasta",
}
"""Nouns that with an article, within a sentence, stand for the place that it named before: "the country's reforms"."""

ARTICLES = {"en": "the that", "de": "das des dem der die den", "fr": "le la l du au", "uk": "", "ru": "", "pl": ""}
CONJUNCTIONS = frozenset("that dass que qu що что że as".split())  # noqa: SIM905
"""Words that open a reported clause and are passed over."""

RELATIVE = frozenset("who which die der qui que які хто которые кто którzy które".split())  # noqa: SIM905
"""After a pointing word these make it point forward: "those who heated the planet"."""

FIRST_WORDS = 8
"""Within which a determiner still points out of the statement and not to its own beginning."""

_WORD = re.compile(r"[^\W\d_]+")


def points_back(text: str, lang: str | None, *, same_sentence: bool = False) -> str:
    """The word with which ``text`` points back, empty where it does not. An unknown language is read as English.

    ``same_sentence``: both statements are one sentence, where "it" and "the country" point back too.
    """
    code = (lang or "en")[:2]
    words = [match[0].casefold() for match in _WORD.finditer(text[:200])]
    if words and words[0] in CONJUNCTIONS:
        words = words[1:]
    if not words:
        return ""
    following = words[1] if len(words) > 1 else ""
    opening = _of(SUBJECTS, code) | (_of(WITHIN_SENTENCE, code) if same_sentence else frozenset())
    if words[0] in opening and following not in RELATIVE and following not in _of(TIMES, code):
        return words[0]
    for place, (word, noun) in enumerate(pairwise(words[: FIRST_WORDS + 1])):
        if place and word in _of(DETERMINERS, code) and noun not in RELATIVE | _of(TIMES, code):
            return f"{word} {noun}"
        if same_sentence and noun in _of(STANDING_FOR, code) and word in (_of(ARTICLES, code) or {word}):
            return f"{word} {noun}"
    return ""


@cache
def _words_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _of(table: dict[str, str], code: str) -> frozenset[str]:
    return _words_of(table.get(code, table["en"]))
