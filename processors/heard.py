"""A cue with its speaker in a language without a lexicon: where cues, clauses and subjects stand around it.

The subject is the nominal before the finite verb, else the one right behind it (*Am Montag sagte Rutte*); what a
preposition or an oblique article governs is none.
"""

from __future__ import annotations

from dataclasses import dataclass

from processors.drafts import Draft, Range
from processors.languages import Cue
from processors.nominals import Nominal, is_role, nominals
from processors.speakers import joins
from processors.text import Tokens

REACH = 14
"""Tokens between a quote and its cue, and between a cue and its speaker: longer than any adverbial in news."""


NEAR = 5
"""Tokens between a closed quote and the verb that follows it: *„…“, so der …*, *»…«, – сказав*."""


WHOLE = 4
"""Words from which a fragment in quotation marks is no scare quote when the sentence is reported speech."""


LINKS = frozenset([",", "-", "–", "—", "―", "--"])


_SPEECH = frozenset(["clause", "told", "object", "urge", "quote"])


GAP_TO_NAME = 2
"""Determiners and adjectives between the phrase and its name."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A cue with its speaker: token ranges, the rule that tied them, and what the verb says of the content."""

    cue: Range
    speaker: Nominal | None
    lemma: str
    modality: str
    how: str
    clause: bool


def heard_at(tokens: Tokens, cue: int, area: Range, how: str) -> Heard:
    verb = best_cue(tokens, cue)
    speaker = _subject(tokens, cue, area)
    modality = verb.modality
    if any(low in tokens.language.of("negations") for low in tokens.low[max(area[0], cue - 2) : cue]):
        modality = "denied"
    return Heard((cue, cue + 1), speaker, verb.lemma, modality, how, bool(verb.frames & {"clause", "told"}))


def _subject(tokens: Tokens, cue: int, area: Range) -> Nominal | None:
    """The free nominal before the finite verb, else the one right behind it (*Am Montag sagte Rutte*)."""
    if tokens.low[cue] in tokens.language.of("impersonal"):
        return _source(tokens, cue, area)
    free = [one for one in nominals(tokens, *area) if not one.governed and not one.first <= cue < one.last]
    free = [one for one in free if not one.weak] or free
    verb = _finite(tokens, cue, area[0])
    before = [one for one in free if one.last <= verb]
    behind = [one for one in free if one.first > verb and not _parted(tokens, verb, one.first)]
    near = bool(behind) and behind[0].first - verb <= NEAR
    if before and verb > area[0] and tokens.tag[verb - 1] == "CC":
        # "Der Kanzler nickte und nannte Holts Plan …": the verbs share their subject.
        return before[0]
    if near and behind[0].first == verb + 1 and _sure_subject(tokens, behind[0], bool(before)):
        return behind[0]
    if before and not (near and _weak(tokens, before[0], area[0])):
        nearest = before[-1]
        return nearest if all(tag in ("RB", "PRP") for tag in tokens.tag[nearest.last : verb]) else before[0]
    if behind and (near or not before):
        return behind[0]
    return _quoted_name(tokens, verb)


def _source(tokens: Tokens, cue: int, area: Range) -> Nominal | None:
    """*hieß es aus dem Kreml*, *in dem Bericht heißt es*: the body or text that a preposition names."""
    found = nominals(tokens, *area)
    behind = [one for one in found if one.first > cue and not one.pronoun]
    before = [one for one in found if one.last <= cue and not one.pronoun]
    return behind[0] if behind else before[-1] if before else None


def _sure_subject(tokens: Tokens, one: Nominal, rival: bool) -> bool:
    """Whether what stands right behind a verb is its subject though a nominal is before it as well (``rival``).

    A full name (*Der Zeitung sagte Filep Karma*), and a pronoun that is never an object (*er*, not *sie*).
    """
    if rival and _full_name(tokens, one):
        return True
    pronouns = tokens.language.pronouns
    kinds = [kind for kind in ("male", "female", "plural") if tokens.low[one.first] in pronouns.get(kind, ())]
    return one.pronoun and len(kinds) == 1


def _full_name(tokens: Tokens, one: Nominal) -> bool:
    """Whether a nominal is nothing but two names or more, the first a known first name."""
    names = tokens.language.names
    known = any(tokens.low[one.first] in listed for listed in (names.get("male", ()), names.get("female", ())))
    return one.last - one.first > 1 and (known or all(tokens.tag[i] == "NNP" for i in range(one.first, one.last)))


def _quoted_name(tokens: Tokens, verb: int) -> Nominal | None:
    """*schreibt die „Computerwoche“*: a medium whose name stands in quotation marks behind the verb."""
    for i in range(verb + 1, min(len(tokens), verb + 1 + GAP_TO_NAME)):
        if tokens.quote[i] >= 0:
            quote = tokens.quotes[tokens.quote[i]]
            return Nominal(i, i + 1) if len(tokens.text[quote.start : quote.end].split()) <= WHOLE else None
        if tokens.tag[i] != "DT":
            return None
    return None


def possessors(tokens: Tokens, first: int, last: int) -> list[Nominal]:
    """*Seine Begründung:*: a possessive that names the speaker of what the colon opens."""
    pronouns = tokens.language.pronouns
    owners = pronouns.get("possessive_male", frozenset()) | pronouns.get("possessive_female", frozenset())
    return [Nominal(i, i + 1, pronoun=True) for i in range(first, last) if tokens.low[i] in owners][:1]


def _finite(tokens: Tokens, cue: int, first: int) -> int:
    """The auxiliary that a participle belongs to (*hat … erklärt*, *a déclaré*), else the cue itself."""
    for i in range(cue - 1, max(first, cue - REACH) - 1, -1):
        if tokens.tag[i] == "BE":
            return i
        if tokens.form[i] in (",", ";", ":"):
            break
    return cue


def _parted(tokens: Tokens, verb: int, first: int) -> bool:
    return any(tokens.form[i] in (",", ":", ";") for i in range(verb + 1, first))


def _weak(tokens: Tokens, one: Nominal, first: int) -> bool:
    """A single capitalised word at the very start that is neither pronoun nor role: an adverb as likely as a name."""
    return (
        one.last - one.first == 1
        and not one.pronoun
        and one.first <= first + 1
        and not is_role(tokens, tokens.low[one.first])
    )


def _first_free(found: list[Nominal]) -> Nominal | None:
    return next((one for one in found if not one.governed), None)


def best_cue(tokens: Tokens, i: int) -> Cue:
    cues = [cue for cue in tokens.language.verbs[tokens.low[i]] if _SPEECH & cue.frames]
    return next((cue for cue in cues if cue.particle and cue.particle in tokens.low[i : i + 2 * REACH]), None) or next(
        (cue for cue in cues if not cue.particle), cues[0]
    )


def _is_cue(tokens: Tokens, i: int) -> bool:
    if tokens.quote[i] >= 0 or not tokens.form[i][0].islower():
        return False
    cues = tokens.language.verbs.get(tokens.low[i], ())
    near = tokens.low[i : i + 2 * REACH]
    return any(_SPEECH & cue.frames and (cue.particle is None or cue.particle in near) for cue in cues)


def cue_at(tokens: Tokens, first: int, last: int) -> int | None:
    """The first cue in a range, over auxiliaries (*a déclaré*, *hat gesagt*)."""
    return next((i for i in range(first, last) if _is_cue(tokens, i)), None)


def last_cue(tokens: Tokens, first: int, last: int) -> int | None:
    return next((i for i in range(last - 1, first - 1, -1) if _is_cue(tokens, i)), None)


def clause_start(tokens: Tokens, cue: int, first: int) -> int:
    """The sentence's start, or the last full stop, colon or quote before the cue."""
    for i in range(cue - 1, first - 1, -1):
        if tokens.quote[i] >= 0 or tokens.form[i] in (";", ":"):
            return i + 1
    return first


def clause_opening(tokens: Tokens, cue: int, quote: int) -> int | None:
    """Where a reported clause begins between a cue and a quote: behind a comma or at a complementiser."""
    for i in range(cue + 1, quote):
        if tokens.low[i] in tokens.language.of("complementisers"):
            return i
        if tokens.form[i] == ",":
            if _relative(tokens, i + 1, quote) or tokens.low[i - 1] in tokens.language.of("antecedents"):
                continue
            return i + 1
    return None


def _relative(tokens: Tokens, i: int, last: int) -> bool:
    """Whether a relative clause begins at ``i``; *das Bündnis* after a comma is an article and its noun."""
    if i >= last or tokens.low[i] not in tokens.language.pronouns.get("relative", ()):
        return False
    article = tokens.language.nouns_capital and i + 1 < last and tokens.form[i + 1][0].isupper()
    return not article


def comma_before(tokens: Tokens, cue: int, quote: int) -> int | None:
    return next((i for i in range(cue - 1, quote, -1) if tokens.form[i] in LINKS), None)


def content_before(tokens: Tokens, first: int, end: int) -> Range:
    while end > first + 1 and tokens.form[end - 1] in LINKS:
        end -= 1
    return first, end


def stop_behind(tokens: Tokens, at: int, last: int) -> int:
    """Where the attribution behind a quote ends at the latest: at the next quote, colon or the sentence's end."""
    for i in range(at, min(last, at + REACH)):
        if tokens.quote[i] >= 0 or tokens.form[i] in (":", ";"):
            return i
    return min(last, at + REACH)


def phrase_in(tokens: Tokens, first: int, last: int) -> Heard | None:
    """*Laut Rutte*, *selon Macron*, *за словами Зеленського* anywhere in the sentence."""
    leading = tokens.language.leading("before")
    for i in range(first, last - 1):
        for words in leading.get(tokens.low[i], ()):
            end = i + len(words)
            if end < last and tuple(tokens.low[i:end]) == words:
                named = nominals(tokens, end, min(last, end + REACH))
                if named and named[0].first - end <= GAP_TO_NAME:
                    return Heard((i, end), named[0], " ".join(words), "said", "named by the phrase", True)
    return None


def late_phrase(tokens: Tokens, quote: int, last: int) -> Heard | None:
    for i in range(quote + 1, last):
        if tokens.form[i] == ",":
            found = inverted_phrase(tokens, i + 1, last)
            if found is not None:
                return found
    return None


def inverted_phrase(tokens: Tokens, at: int, last: int) -> Heard | None:
    for words in tokens.language.phrases.get("inverted", ()):
        if tuple(tokens.low[at : at + len(words)]) == words:
            speaker = _first_free(nominals(tokens, at + len(words), stop_behind(tokens, at + len(words), last)))
            if speaker is not None and speaker.first - at <= NEAR:
                return Heard((at, at + len(words)), speaker, " ".join(words), "said", "named by the phrase", False)
    return None


def is_whole_quote(tokens: Tokens, quote: int) -> bool:
    """Whether a quote is more than a fragment of its sentence."""
    quoted = tokens.quotes[tokens.quote[quote]]
    return len(tokens.text[quoted.inner_start : quoted.inner_end].split()) > WHOLE


def names_something(tokens: Tokens, quote: int, first: int) -> bool:
    """Whether the quote is a title or a name: *der Film „…“*, *die sogenannte „…“*, *der „Süddeutschen Zeitung“*."""
    quoted = tokens.quotes[tokens.quote[quote]]
    inner = tokens.text[quoted.inner_start : quoted.inner_end].split()
    if not inner:
        return True
    titles = tokens.language.of("titles")
    if any(low in titles for low in tokens.low[max(first, quote - 2) : quote]):
        return not inner[0][0].islower()  # "das Programm „überfällig“": what a name begins with is a capital
    capitals = sum(word[0].isupper() or not word[0].isalpha() for word in inner)
    determined = quote > first and tokens.tag[quote - 1] in ("DT", "IN")
    return determined and len(inner) <= WHOLE and capitals == len(inner) and inner[-1][-1] not in ".!?"


def _coordinated(tokens: Tokens, speaker: Nominal) -> Range:
    """The tokens of all who speak with one voice: *Rutte und Stubb sagten*."""
    first, last = speaker.first, speaker.last
    while first > 1 and joins(tokens, first - 1):
        before = [one for one in nominals(tokens, max(0, first - REACH), first - 1) if one.last == first - 1]
        if not before or before[-1].governed or before[-1].pronoun:
            break
        first = before[-1].first
    while last + 1 < len(tokens) and joins(tokens, last):
        behind = nominals(tokens, last + 1, min(len(tokens), last + REACH))
        if not behind or behind[0].first > last + 1 + GAP_TO_NAME or behind[0].pronoun:
            break
        last = behind[0].last
    return first, last


def draft_of(tokens: Tokens, heard: Heard, spans: list[Range], rule: str) -> Draft | None:
    return Draft(
        spans=spans,
        rule=rule,
        sentence=0,
        speaker=_coordinated(tokens, heard.speaker) if heard.speaker else None,
        how=heard.how,
        cue=heard.cue,
        lemma=heard.lemma,
        modality=heard.modality,
    )
