"""Attributions in languages without a lexicon: whatever quotation marks show, tied to the cue beside them.

Quotes come first here, not clauses. Each quote of a sentence looks for its cue behind it (*„…“, sagte Rutte*), before
a colon, or before it in the same clause (mixed: *Rutte sagte, die Allianz werde „alles tun“*), or for a phrase
(*laut Rutte*); the speaker is the nominal that stands nearest to the cue and is governed by no preposition. A quote
that is a name or a title of something, and one that nobody is said to have said, is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from processors.attributions import Draft, Range
from processors.languages import Cue
from processors.nominals import Nominal, is_role, nominals
from processors.text import Tokens

REACH = 14
"""Tokens between a quote and its cue, and between a cue and its speaker: longer than any adverbial in news."""

NEAR = 5
"""Tokens between a closed quote and the verb that follows it: *„…“, so der …*, *»…«, – сказав*."""

WHOLE = 4
"""Words from which a fragment in quotation marks is no scare quote when the sentence is reported speech."""

SMALL_REST = 1
"""Tokens of a clause outside its quote up to which the quote is all of it: *dass „…“*."""

_LINKS = frozenset([",", "-", "–", "—", "―", "--"])
_SPEECH = frozenset(["clause", "told", "object", "urge"])


@dataclass(frozen=True, slots=True)
class _Heard:
    """A cue with its speaker: token ranges, the rule that tied them, and what the verb says of the content."""

    cue: Range
    speaker: Nominal | None
    lemma: str
    modality: str
    how: str
    clause: bool


def find(tokens: Tokens, first: int, last: int, sentence: int) -> list[Draft]:
    """The attributions of quotes in a sentence, in order."""
    quotes = [i for i in range(first, last) if tokens.quote[i] >= 0]
    drafts: list[Draft] = []
    for place, i in enumerate(quotes):
        if any(start <= i < end for draft in drafts for start, end in draft.spans):
            continue
        draft = _behind(tokens, i, first, last) or _colon(tokens, i, first)
        if draft is None and not _names_something(tokens, i, first):
            draft = _within(tokens, i, first, last)
        if draft is None:
            continue
        draft.sentence = sentence
        _take_rest(tokens, draft, quotes[place + 1 :], last)
        drafts.append(draft)
    if not quotes:
        draft = _unquoted(tokens, first, last)
        if draft is not None:
            draft.sentence = sentence
            drafts.append(draft)
    return drafts


def _behind(tokens: Tokens, quote: int, first: int, last: int) -> Draft | None:
    """``„…“, sagte Rutte`` · ``« … », a déclaré Macron`` · ``«…», – сказав він`` · ``„…“, so Rutte``."""
    at = quote + 1
    while at < last and tokens.form[at] in _LINKS:
        at += 1
    if (at == quote + 1 and not _ends_inside(tokens, quote)) or _names_something(tokens, quote, first):
        return None
    heard = _inverted_phrase(tokens, at, last)
    if heard is None:
        cue = _cue_at(tokens, at, min(last, at + NEAR))
        if cue is None or "clause" not in _best_cue(tokens, cue).frames:
            return None
        heard = _heard(tokens, cue, (at, _stop(tokens, cue + 1, last)), "the cue behind the quote")
    return _draft(heard, [(quote, quote + 1)], "quote before the cue")


def _ends_inside(tokens: Tokens, quote: int) -> bool:
    """Whether the mark that ends the quoted sentence stands inside the quotation marks."""
    found = tokens.quotes[tokens.quote[quote]]
    return tokens.text[found.inner_start : found.inner_end].rstrip()[-1:] in tuple(",.!?…")


def _inverted_phrase(tokens: Tokens, at: int, last: int) -> _Heard | None:
    for words in tokens.language.phrases.get("inverted", ()):
        if tuple(tokens.low[at : at + len(words)]) == words:
            speaker = _first_free(nominals(tokens, at + len(words), _stop(tokens, at + len(words), last)))
            if speaker is not None and speaker.first - at <= NEAR:
                return _Heard((at, at + len(words)), speaker, " ".join(words), "said", "named by the phrase", False)
    return None


def _colon(tokens: Tokens, quote: int, first: int) -> Draft | None:
    """``Rutte sagte: „…“`` and ``Rutte: „…“``."""
    if quote == first or tokens.form[quote - 1] != ":":
        return None
    colon = quote - 1
    cue = _last_cue(tokens, max(first, colon - 3 * REACH), colon)
    if cue is not None:
        start = _clause_start(tokens, cue, first)
        heard = _heard(tokens, cue, (start, colon), "the cue before the colon")
    else:
        free = [one for one in nominals(tokens, first, colon) if not one.governed]
        named = [one for one in free if not one.weak] or free
        if not named or tokens.low[colon - 1] in tokens.language.of("titles"):
            return None
        heard = _Heard((colon, colon + 1), named[0], ":", "said", "named before the colon", False)
    return _draft(heard, [(quote, quote + 1)], "after a colon")


def _within(tokens: Tokens, quote: int, first: int, last: int) -> Draft | None:
    """Fragments inside reported speech, and quotes as objects: *bezeichnete den Plan als „mutig“*."""
    heard = _phrase(tokens, first, last)
    if heard is not None:
        content = _beside_phrase(tokens, heard, quote, first, last)
        return _draft(heard, [content], "according to")
    cue = _last_cue(tokens, first, quote)
    if cue is not None:
        return _after_cue(tokens, cue, quote, first, last)
    late = _cue_at(tokens, quote + 1, last)
    if late is None:
        late_phrase = _late_phrase(tokens, quote, last)
        return (
            None
            if late_phrase is None
            else _draft(late_phrase, [_before(tokens, first, late_phrase.cue[0])], "clause before the cue")
        )
    comma = _comma_before(tokens, late, quote)
    heard = _heard(tokens, late, (comma or quote + 1, _stop(tokens, late + 1, last)), "the cue behind the clause")
    if heard.speaker is None or comma is None:
        return None
    return _draft(heard, [_before(tokens, first, comma)], "clause before the cue")


def _after_cue(tokens: Tokens, cue: int, quote: int, first: int, last: int) -> Draft | None:
    heard = _heard(tokens, cue, (_clause_start(tokens, cue, first), quote), "the cue before the quote")
    opening = _clause_opening(tokens, cue, quote)
    if heard.speaker is None:
        return None
    if heard.clause and opening is not None:
        end = last - 1 if tokens.form[last - 1] in (".", "!", "?", "…") else last
        content = (opening, max(end, quote + 1))
        if content[1] - content[0] > 1 + SMALL_REST:
            return _draft(heard, [content], "that-clause")
    if quote - cue > REACH:
        return None
    return _draft(heard, [(quote, quote + 1)], "quote after the cue")


def worth(tokens: Tokens, draft: Draft, figure_id: str | None) -> bool:
    """Whether a draft is kept: reported speech without any quotation mark only where a tracked figure speaks."""
    quoted = any(tokens.quote[i] >= 0 for start, end in draft.spans for i in range(start, end))
    return quoted or figure_id is not None


def _unquoted(tokens: Tokens, first: int, last: int) -> Draft | None:
    """Reported speech without a quote: *Rutte sagte, das Bündnis …*, *Das Bündnis …, sagte Rutte*, *laut Rutte …*.

    Only for whoever is tracked: the caller drops what leads to nobody.
    """
    end = last - 1 if tokens.form[last - 1] in (".", "!", "?", "…") else last
    phrase = _phrase(tokens, first, last)
    if phrase is not None and phrase.speaker is not None:
        early = phrase.cue[0] - first <= 1
        start = phrase.speaker.last
        while start < end and tokens.form[start] in _LINKS:
            start += 1
        content = (start, end) if early else _before(tokens, first, phrase.cue[0])
        return _clause(phrase, content, "according to")
    late = _late_phrase(tokens, first, last)
    if late is not None:
        return _clause(late, _before(tokens, first, late.cue[0]), "clause before the cue")
    cue = _cue_at(tokens, first, last)
    if cue is None:
        return None
    comma = _comma_before(tokens, cue, first)
    opening = _clause_opening(tokens, cue, last)
    if comma is not None and cue - comma <= 2 and comma - first >= LEAST and not nominals(tokens, comma, cue):
        heard = _heard(tokens, cue, (comma, _stop(tokens, cue + 1, last)), "the cue behind the clause")
        return _clause(heard, _before(tokens, first, comma), "clause before the cue")
    if opening is None:
        return None
    heard = _heard(tokens, cue, (_clause_start(tokens, cue, first), opening), "the cue before the clause")
    return _clause(heard, (opening, end), "that-clause")


LEAST = 3
"""Tokens that reported speech has at least."""


def _clause(heard: _Heard, content: Range, rule: str) -> Draft | None:
    speaks = heard.clause or rule != "that-clause"
    if heard.speaker is None or content[1] - content[0] < LEAST or not speaks:
        return None
    return _draft(heard, [content], rule)


def leftover(tokens: Tokens, drafts: list[Draft]) -> list[Draft]:
    """Adds the quotes that no cue claimed: reported speech that goes on (*Sie sei „…“*) and long quotes alone.

    The first keep the speaker before them; the second have none.
    """
    used = {i for draft in drafts for start, end in draft.spans for i in range(start, end)}
    found: list[Draft] = []
    previous: Draft | None = None
    by_sentence = {draft.sentence: draft for draft in drafts if draft.speaker is not None}
    for number, (first, last) in enumerate(tokens.sentences):
        for i in range(first, last):
            if tokens.quote[i] < 0 or i in used or _names_something(tokens, i, first):
                continue
            draft = _left_over(tokens, i, (first, last), previous)
            if draft is not None and not any(start <= i < end for one in found for start, end in one.spans):
                draft.sentence = number
                found.append(draft)
        previous = by_sentence.get(number, previous)
        if number and tokens.paragraph[number] - tokens.paragraph[previous.sentence if previous else 0] > 1:
            previous = None
    return sorted([*drafts, *found], key=lambda draft: (draft.spans[0][0], draft.sentence))


def _left_over(tokens: Tokens, quote: int, sentence: Range, previous: Draft | None) -> Draft | None:
    found = tokens.quotes[tokens.quote[quote]]
    words = len(tokens.text[found.inner_start : found.inner_end].split())
    first, last = sentence
    reported = not tokens.language.of("reportive").isdisjoint(tokens.low[first:last])
    if previous is not None and reported:
        whole = (first, last - 1 if tokens.form[last - 1] in (".", "!", "?", "…") else last)
        span = (quote, quote + 1) if words > WHOLE else (whole[0], max(whole[1], quote + 1))
        draft = Draft(
            [span], "reported speech goes on", 0, previous.speaker, previous.how, previous.cue, previous.lemma
        )
        draft.reasons.append("reported speech after the speaker before it")
        return draft
    return Draft(spans=[(quote, quote + 1)], rule="quote alone", sentence=0) if words > WHOLE else None


def _heard(tokens: Tokens, cue: int, area: Range, how: str) -> _Heard:
    verb = _best_cue(tokens, cue)
    speaker = _subject(tokens, cue, area)
    modality = verb.modality
    if any(low in tokens.language.of("negations") for low in tokens.low[max(area[0], cue - 2) : cue]):
        modality = "denied"
    return _Heard((cue, cue + 1), speaker, verb.lemma, modality, how, bool(verb.frames & {"clause", "told"}))


def _subject(tokens: Tokens, cue: int, area: Range) -> Nominal | None:
    """The free nominal before the finite verb, else the one right behind it (*Am Montag sagte Rutte*)."""
    free = [one for one in nominals(tokens, *area) if not one.governed and not one.first <= cue < one.last]
    free = [one for one in free if not one.weak] or free
    verb = _finite(tokens, cue, area[0])
    before = [one for one in free if one.last <= verb]
    behind = [one for one in free if one.first > verb and not _parted(tokens, verb, one.first)]
    near = bool(behind) and behind[0].first - verb <= NEAR
    if before and not (near and _weak(tokens, before[0], area[0])):
        nearest = before[-1]
        return nearest if all(tag in ("RB", "PRP") for tag in tokens.tag[nearest.last : verb]) else before[0]
    return behind[0] if behind and (near or not before) else None


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


def _best_cue(tokens: Tokens, i: int) -> Cue:
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


def _cue_at(tokens: Tokens, first: int, last: int) -> int | None:
    """The first cue in a range, over auxiliaries (*a déclaré*, *hat gesagt*)."""
    return next((i for i in range(first, last) if _is_cue(tokens, i)), None)


def _last_cue(tokens: Tokens, first: int, last: int) -> int | None:
    return next((i for i in range(last - 1, first - 1, -1) if _is_cue(tokens, i)), None)


def _clause_start(tokens: Tokens, cue: int, first: int) -> int:
    """The sentence's start, or the last full stop, colon or quote before the cue."""
    for i in range(cue - 1, first - 1, -1):
        if tokens.quote[i] >= 0 or tokens.form[i] in (";", ":"):
            return i + 1
    return first


def _clause_opening(tokens: Tokens, cue: int, quote: int) -> int | None:
    """Where a reported clause begins between a cue and a quote: behind a comma or at a complementiser."""
    for i in range(cue + 1, quote):
        if tokens.low[i] in tokens.language.of("complementisers"):
            return i
        if tokens.form[i] == ",":
            if _relative(tokens, i + 1, quote):
                continue
            return i + 1
    return None


def _relative(tokens: Tokens, i: int, last: int) -> bool:
    """Whether a relative clause begins at ``i``; *das Bündnis* after a comma is an article and its noun."""
    if i >= last or tokens.low[i] not in tokens.language.pronouns.get("relative", ()):
        return False
    article = tokens.language.nouns_capital and i + 1 < last and tokens.form[i + 1][0].isupper()
    return not article


def _comma_before(tokens: Tokens, cue: int, quote: int) -> int | None:
    return next((i for i in range(cue - 1, quote, -1) if tokens.form[i] in _LINKS), None)


def _before(tokens: Tokens, first: int, end: int) -> Range:
    while end > first + 1 and tokens.form[end - 1] in _LINKS:
        end -= 1
    return first, end


def _stop(tokens: Tokens, at: int, last: int) -> int:
    """Where the attribution behind a quote ends at the latest: at the next quote, colon or the sentence's end."""
    for i in range(at, min(last, at + REACH)):
        if tokens.quote[i] >= 0 or tokens.form[i] in (":", ";"):
            return i
    return min(last, at + REACH)


def _phrase(tokens: Tokens, first: int, last: int) -> _Heard | None:
    """*Laut Rutte*, *selon Macron*, *за словами Зеленського* anywhere in the sentence."""
    for words in tokens.language.phrases.get("before", ()):
        for i in range(first, last - len(words)):
            if tuple(tokens.low[i : i + len(words)]) == words:
                named = nominals(tokens, i + len(words), min(last, i + len(words) + REACH))
                if named and named[0].first - i - len(words) <= GAP_TO_NAME:
                    return _Heard((i, i + len(words)), named[0], " ".join(words), "said", "named by the phrase", True)
    return None


GAP_TO_NAME = 2
"""Determiners and adjectives between the phrase and its name."""


def _late_phrase(tokens: Tokens, quote: int, last: int) -> _Heard | None:
    for i in range(quote + 1, last):
        if tokens.form[i] == ",":
            found = _inverted_phrase(tokens, i + 1, last)
            if found is not None:
                return found
    return None


def _beside_phrase(tokens: Tokens, heard: _Heard, quote: int, first: int, last: int) -> Range:
    """The clause beside the phrase that holds the quote."""
    end = last - 1 if tokens.form[last - 1] in (".", "!", "?", "…") else last
    speaker_end = heard.speaker.last if heard.speaker else heard.cue[1]
    if quote >= speaker_end:
        start = speaker_end
        while start < quote and tokens.form[start] in _LINKS:
            start += 1
        return start, max(end, quote + 1)
    return _before(tokens, first, heard.cue[0])


def _names_something(tokens: Tokens, quote: int, first: int) -> bool:
    """Whether the quote is a title or a name: *der Film „…“*, *die sogenannte „…“*, *der „Süddeutschen Zeitung“*."""
    quoted = tokens.quotes[tokens.quote[quote]]
    inner = tokens.text[quoted.inner_start : quoted.inner_end].split()
    if not inner:
        return True
    titles = tokens.language.of("titles")
    if any(low in titles for low in tokens.low[max(first, quote - 2) : quote]):
        return True
    capitals = sum(word[0].isupper() or not word[0].isalpha() for word in inner)
    determined = quote > first and tokens.tag[quote - 1] in ("DT", "IN")
    return determined and len(inner) <= WHOLE and capitals == len(inner) and inner[-1][-1] not in ".!?"


def _take_rest(tokens: Tokens, draft: Draft, later: list[int], last: int) -> None:
    """Adds the second half of a split quote: *„…“, sagte er, „…“*."""
    if draft.rule != "quote before the cue" or draft.cue is None:
        return
    for i in later:
        between = tokens.form[max(draft.cue[1], draft.spans[-1][1]) : i]
        if i < last and between and between[-1] in (*_LINKS, ".") and i - draft.cue[1] <= REACH:
            draft.spans.append((i, i + 1))
            return


def _draft(heard: _Heard, spans: list[Range], rule: str) -> Draft | None:
    return Draft(
        spans=spans,
        rule=rule,
        sentence=0,
        speaker=(heard.speaker.first, heard.speaker.last) if heard.speaker else None,
        how=heard.how,
        cue=heard.cue,
        lemma=heard.lemma,
        modality=heard.modality,
    )
