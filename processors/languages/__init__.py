"""Languages as folders of data: one folder a language, the same files in each.

``language.toml``
    ``code``: the folder's name. ``apostrophe``: how a word splits at an apostrophe: ``english`` (``Rutte|'s``,
    ``don't`` whole, ``he|'ll``), ``elision`` (``l'|Ukraine``) or ``letter`` (``п'ять`` whole).
    ``nouns_capital = true``: every noun has a capital, so that a capital alone is no name (German).
    ``[words]``: space-separated lower-case words by job: ``abbreviations`` (without their last full stop),
    ``complementisers`` (that, dass, que, що), ``interrogatives``, ``months`` (twelve in order, the forms of
    one joined by ``|``), ``weekdays``, ``times`` (words of
    time that stand between subject, verb and content), ``honorifics``, ``negations``, ``former`` (a role with
    one of these is not the present holder), ``deputies`` (people who speak for others and are never their
    principal), ``places`` (first words of place names), and for languages without a
    lexicon the closed classes ``determiners``, ``prepositions``, ``conjunctions``, ``auxiliaries``, ``adverbs``,
    ``oblique`` (articles that no subject has), ``titles`` (nouns before a quoted name: *film*, *called*),
    ``reportive`` (verb forms of reported speech: *sei*, *werde*) and ``abstract_endings`` (of nouns for things).
    ``dropped``: complementisers that a statement's wording can lose. ``asserting``: nouns that say something of a
    topic (*the need for …*). ``evidence`` and ``citing``: *pointed to estimates*. ``messages``: nouns that a
    copula ties to what was said (*her message was that …*). ``impersonal``: cues whose speaker stands behind a
    preposition (*hieß es aus dem Kreml*). ``antecedents``: words that a relative clause behind a comma belongs
    to (*тим, хто …*). ``outlets``: last words of the names of newspapers and
    agencies. ``declining``: cues of what was not said
    (*declined to discuss it*). ``media``: nouns for what carries their owner's words (*his letter said*).
    ``asks`` and ``answers``: what opens
    a question and an answer of an interview (*Q*, *A*).
    ``[pronouns]``: ``male``, ``female``, ``plural``, ``neutral``, ``first``, ``second``, ``relative``,
    ``possessive_male`` and so on.
    ``[roles]``: ``people`` and ``bodies``, nouns (every inflection) that can be a speaker; ``male`` and
    ``female``: those that a pronoun's gender agrees with.
    ``[names]``: ``male`` and ``female`` first names in lower case, for the gender of pronouns.
``cues.toml``
    ``[verbs]``: ``lemma = {frames = "…", forms = "…"}``; ``forms`` lists every inflection besides the lemma. A
    lemma of two words (``"point out"``, ``"teilen mit"``) has its particle second; the forms are the first word's.
    Frames: ``clause`` (a quote, or a clause with or without complementiser), ``full`` (no clause without its
    complementiser), ``quote`` (a quote only), ``told`` (a clause after an addressee), ``wh`` (an indirect question),
    ``vow`` (a to-infinitive), ``urge`` (addressee and to-infinitive), ``object`` (a noun phrase: *criticised the
    plan*), ``complement`` (two: *called it a mistake*), ``topic`` (its noun phrase only names what was talked about),
    ``light`` (its object is a noun of speech: *issued a warning that …*), ``thought`` and ``want`` (attitudes: they
    never alert).
    ``prepositions``: those that open its content (*warned against*). ``modality``: ``denied``, ``asked``.
    ``[phrases]``: *according to*, by where the speaker stands: ``before`` (the phrase is before the speaker:
    *laut Rutte*), ``after`` (*Rutte zufolge*), ``inverted`` (after content and comma: *…, so Rutte*),
    ``pointing`` (at the head of the sentence behind a quote: *with these words*; a single word counts before a cue:
    *das sagte Rutte*).
    ``[nouns]``: ``lemma = {openers = "that for", forms = "…"}``: nouns of speech and what opens their content.
``lexicon.txt`` (may be missing)
    ``TAG,TAG: word word …``: Penn Treebank tags a word can have, likeliest first. A language without one is
    read by capitals, closed classes and cues alone, which is enough for direct and mixed quotes.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

Heads = dict[str, tuple[tuple[str, ...], ...]]
NO_WORDS: frozenset[str] = frozenset()
NO_PHRASES: Heads = {}
CLASSES = (
    ("complementisers", "THAT"),
    ("determiners", "DT"),
    ("prepositions", "IN"),
    ("conjunctions", "CC"),
    ("auxiliaries", "BE"),
    ("adverbs", "RB"),
    ("times", "RB"),
)
"""Jobs of words that are closed classes, and the tag of each; the first that lists a word gives it."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb that carries speech. ``particle`` is a second word that belongs to it (*point out*)."""

    lemma: str
    frames: frozenset[str]
    prepositions: frozenset[str] = NO_WORDS
    modality: str = "said"
    particle: str | None = None


@dataclass(frozen=True, slots=True)
class NounCue:
    """A noun that carries speech (*his call for*)."""

    lemma: str
    openers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Language:
    """All that is known about one language. ``words``, ``pronouns`` and ``roles`` are sets by job."""

    code: str
    apostrophe: str = "letter"
    nouns_capital: bool = False
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    pronouns: dict[str, frozenset[str]] = field(default_factory=dict)
    roles: dict[str, frozenset[str]] = field(default_factory=dict)
    verbs: dict[str, tuple[Cue, ...]] = field(default_factory=dict)
    nouns: dict[str, NounCue] = field(default_factory=dict)
    phrases: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    lexicon: dict[str, tuple[str, ...]] = field(default_factory=dict)
    months: dict[str, int] = field(default_factory=dict)
    names: dict[str, frozenset[str]] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    heads: dict[str, Heads] = field(default_factory=dict)

    def leading(self, place: str) -> Heads:
        """The phrases of a place by their first words."""
        return self.heads.get(place, NO_PHRASES)

    def of(self, job: str) -> frozenset[str]:
        """The words of a job in ``[words]``; empty where the language lists none."""
        return self.words.get(job, NO_WORDS)


def available() -> tuple[str, ...]:
    """Codes of the languages that have a folder."""
    here = files(__package__)
    return tuple(sorted(each.name for each in here.iterdir() if (each / "language.toml").is_file()))


@cache
def load(code: str | None) -> Language:
    """The language of a code such as ``en`` or ``en-GB``; an empty one (quotes only) for a code without a folder."""
    short = (code or "en").replace("_", "-").split("-")[0].lower()
    if not short.isalpha():
        return Language(code=short)
    folder = files(__package__) / short
    if not (folder / "language.toml").is_file():
        return Language(code=short)
    return _read(short, folder)


def _read(code: str, folder: Traversable) -> Language:
    table = tomllib.loads((folder / "language.toml").read_text(encoding="utf-8"))
    cues = tomllib.loads((folder / "cues.toml").read_text(encoding="utf-8"))
    words, pronouns = _sets(table.get("words", {})), _sets(table.get("pronouns", {}))
    verbs = _verbs(cues.get("verbs", {}))
    phrases = {place: tuple(tuple(one.split()) for one in listed) for place, listed in cues.get("phrases", {}).items()}
    lexicon = folder / "lexicon.txt"
    return Language(
        code=code,
        apostrophe=table.get("apostrophe", "letter"),
        nouns_capital=table.get("nouns_capital", False),
        words=words,
        names=_sets(table.get("names", {})),
        months=_months(table.get("words", {}).get("months", "")),
        pronouns=pronouns,
        roles=_sets(table.get("roles", {})),
        verbs=verbs,
        classes=_classes(words, pronouns, verbs),
        nouns=_nouns(cues.get("nouns", {})),
        phrases=phrases,
        heads={place: _by_head(listed) for place, listed in phrases.items()},
        lexicon=_lexicon(lexicon.read_text(encoding="utf-8")) if lexicon.is_file() else {},
    )


def _sets(section: dict[str, str]) -> dict[str, frozenset[str]]:
    return {job: frozenset(words.replace("|", " ").split()) for job, words in section.items()}


def _classes(
    words: dict[str, frozenset[str]], pronouns: dict[str, frozenset[str]], verbs: dict[str, tuple[Cue, ...]]
) -> dict[str, str]:
    """The tag of each word of a closed class, of each pronoun and of each cue."""
    found = dict.fromkeys(verbs, "VBD")
    for kind, listed in pronouns.items():
        found.update({} if kind.startswith("possessive") else dict.fromkeys(listed, "PRP"))
    for job, tag in reversed(CLASSES):
        found.update(dict.fromkeys(words.get(job, ()), tag))
    return found


def _by_head(listed: tuple[tuple[str, ...], ...]) -> Heads:
    found: dict[str, list[tuple[str, ...]]] = {}
    for words in listed:
        found.setdefault(words[0], []).append(words)
    return {head: tuple(phrases) for head, phrases in found.items()}


def _months(listed: str) -> dict[str, int]:
    return {form: number for number, forms in enumerate(listed.split(), 1) for form in forms.split("|")}


def _verbs(section: dict[str, dict[str, Any]]) -> dict[str, tuple[Cue, ...]]:
    found: dict[str, tuple[Cue, ...]] = {}
    for lemma, entry in section.items():
        head, _, particle = lemma.partition(" ")
        cue = Cue(
            lemma=lemma,
            frames=frozenset(entry.get("frames", "").split()),
            prepositions=frozenset(entry.get("prepositions", "").split()),
            modality=entry.get("modality", "said"),
            particle=particle or None,
        )
        for form in {head, *entry.get("forms", "").split()}:
            found[form] = (*found.get(form, ()), cue)
    return found


def _nouns(section: dict[str, dict[str, Any]]) -> dict[str, NounCue]:
    found = {}
    for lemma, entry in section.items():
        cue = NounCue(lemma=lemma, openers=frozenset(entry.get("openers", "").split()))
        for form in (lemma, *entry.get("forms", "").split()):
            found[form] = cue
    return found


def _lexicon(text: str) -> dict[str, tuple[str, ...]]:
    words = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        tags, _, listed = line.partition(":")
        kinds = tuple(tags.split(","))
        for word in listed.split():
            words[word] = kinds
    return words
