"""Attributions: every place in a sentence where a cue ties content to a speaker.

Works on chunks of one sentence; the offsets that leave are token ranges. Rules are tried per cue from the best
marked to the least, and each draft keeps the name of the rule that made it. Attributions after their content are
found by ``parenthetical``, passives by ``passives``, those without a verb by ``phrases``.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from processors import boundaries, contents, subjects
from processors.boundaries import Content
from processors.chunks import Chunk, chunk
from processors.drafts import Draft
from processors.parenthetical import QUOTED, parenthetical, quoted_as_saying, subject_behind, trailing
from processors.passives import as_noted_by, done_to, put_to
from processors.phrases import copular, label, nominal, phrase, signature
from processors.sites import LOCAL, Site, drafted, site_at
from processors.subjects import Subject
from processors.text import Tokens

AFTER_CONTENT = frozenset(["quote before the cue", "clause before the cue", "according to"])
PAST_OR_PRESENT = frozenset(["VBD", "VBZ", "VB"])
LONGEST_ASIDE = 6
"""A bracket of more tokens can be a sentence of its own."""
RELAYED = frozenset(["that-clause", "bare clause", "quote after the cue", "infinitive"])
UNSAID_RULES = frozenset(["noun phrase content", "prepositional content"])
AGENTLESS = frozenset(["passive", "put to somebody"])
BORROWED = frozenset(["subject of the main clause", "subject of the verb before", subjects.BORROWED])
RELATIVE = frozenset(["antecedent of the relative clause", "relative pronoun"])


def find(tokens: Tokens, chunks: list[Chunk], sentence: int) -> list[Draft]:
    """The attributions of a sentence, in the order of their cues."""
    drafts: list[Draft] = []
    for each in chunks:
        if each.kind == "PAREN" and each.last - each.first > LONGEST_ASIDE:
            drafts.extend(find(tokens, chunk(tokens, each.first + 1, each.last), sentence))
    floor = base = 0
    for k, each in enumerate(chunks):
        draft: Draft | None = None
        if each.kind == "VG" and (each.cues or _must_speak(chunks, k, tokens.language.nouns)):
            draft = _verbal(chunks, k, floor, base)
        elif each.kind in ("X", "IN", "RB", "NP", "VG"):
            draft = phrase(tokens, chunks, k, base)
        if draft is None and each.kind == ":":
            draft = label(tokens, chunks, k, drafts)
        elif draft is None and each.kind == "-":
            draft = signature(chunks, k)
        if draft is None and each.kind == "NP":
            draft = nominal(tokens, chunks, k)
        if draft is None and each.kind == "VG":
            draft = copular(tokens, chunks, k)
        if draft is None:
            continue
        draft.sentence = sentence
        if draft.speaker is None and each.kind == "VG" and draft.rule not in AGENTLESS:
            _borrow(chunks, k, draft)
        _carry_speaker(draft, drafts)
        _cite(tokens, chunks, draft)
        if draft.how == QUOTED and drafts and drafts[-1].spans[-1][1] == each.last:
            drafts.pop()  # "Holt as saying": no words of the agency's
        _relay(tokens, draft, drafts)
        outer = _around(drafts, each.head)
        if outer is not None and outer.rule == "noun of speech" and draft.spans[-1][1] > outer.spans[-1][1]:
            continue  # "Holt's claim that Lang promised money was rejected": its clause is over
        if outer is not None:
            draft.nested = True
            draft.reasons.append("inside another statement")
            _inherit(draft, outer)
        drafts.append(draft)
        if not draft.nested and not draft.attitude:
            floor = max(floor, k + 1)
        if draft.rule in AFTER_CONTENT:
            base = max(base, k + 1)
    return drafts


def _around(drafts: list[Draft], head: int) -> Draft | None:
    """The statement that a cue stands in."""
    around = (draft for draft in drafts if not draft.attitude and any(a <= head < b for a, b in draft.spans))
    return next(around, None)


def _inherit(draft: Draft, outer: Draft) -> None:
    """*Holt denied saying …*, *did not say that Lang had said …*: what is inside a denial was not said either."""
    if outer.modality == "denied" or "not" in outer.helpers:
        draft.modality = "denied"
        draft.reasons.append("inside a denial")


def _relay(tokens: Tokens, draft: Draft, drafts: list[Draft]) -> None:
    """*According to Reuters, Holt said …*: the outlet only passes on what Holt said; its own draft goes."""
    outer = drafts[-1] if drafts else None
    if outer is None or outer.rule != "according to" or outer.speaker is None or draft.speaker is None:
        return
    first, last = outer.speaker
    outlet = tokens.low[last - 1] in tokens.language.of("outlets")
    begins = outer.spans[0][0] <= draft.speaker[0] <= outer.spans[0][0] + 1 and draft.rule in RELAYED
    if outlet and begins and outer.spans[0][0] > first:
        drafts.pop()
        draft.attitude = False
        draft.reasons.append(f"passed on by {tokens.slice(first, last)}")


def _borrow(chunks: list[Chunk], k: int, draft: Draft) -> None:
    """The subject of the nearest verb before a cue that has none of its own, for want of a better one."""
    subject = subjects.borrowed(chunks, k)
    if subject is not None:
        draft.speaker, draft.how = subjects.span(chunks, subject), subject.how


def _carry_speaker(draft: Draft, earlier: list[Draft]) -> None:
    """*X said the plan works, adding …*: who adds is who said, not the subject of what was said."""
    if draft.how not in BORROWED or draft.cue is None:
        return
    at = draft.cue[0]
    outer = [
        each
        for each in earlier
        if not each.nested and each.speaker is not None and each.cue is not None and each.cue[0] < at
    ]
    outer = [each for each in outer if max(last for _, last in each.spans) <= at]
    if outer:
        draft.speaker, draft.how = outer[-1].speaker, "speaker of the cue before"


def _cite(tokens: Tokens, chunks: list[Chunk], draft: Draft) -> None:
    """*X pointed to estimates suggesting …*: whoever cites the evidence says what it says."""
    if draft.speaker is None or tokens.low[draft.speaker[1] - 1] not in tokens.language.of("evidence"):
        return
    k = next((n for n, each in enumerate(chunks) if each.first == draft.speaker[0]), 0)
    k -= 1 + (k > 1 and chunks[k - 1].kind == "IN")
    if k > 0 and chunks[k].kind == "VG" and chunks[k].low in tokens.language.of("citing"):
        subject = subjects.before(chunks, k)
        if subject is not None:
            draft.speaker, draft.how = subjects.span(chunks, subject), "cites the evidence for it"


def _must_speak(chunks: list[Chunk], k: int, speech: Container[str]) -> bool:
    """Whether a verb that is no cue stands where only one could: *he thundered: “…”*, *“…,” she laughed*."""
    group = chunks[k]
    if not group.finite or group.helpers or group.form not in PAST_OR_PRESENT:
        return False
    ahead = chunks[k + 1 : k + 3]
    if ahead and ahead[0].kind == "NP" and ahead[0].low in speech:
        ahead = chunks[k + 2 : k + 4]
    if len(ahead) == 2 and ahead[0].kind in (":", ",") and ahead[1].kind == "Q":
        return ahead[1].finite
    if k == 2 and chunks[0].kind == "Q" and chunks[1].kind == "NP":
        return chunks[0].finite and chunks[0].form in tuple(",?!")
    return False


def _verbal(chunks: list[Chunk], k: int, floor: int, base: int) -> Draft | None:
    relayed = quoted_as_saying(chunks, k, base)
    if relayed is not None:
        return relayed
    site = site_at(chunks, k, floor, base)
    if site is None:
        return as_noted_by(chunks, k) or put_to(chunks, k) or done_to(chunks, k)
    behind = subject_behind(site)
    if behind is not None:
        return parenthetical(replace(site, start=behind.last), behind, k, inverted=True)
    opening = _opening(site)
    if opening is not None:
        return opening
    subject = subjects.before(chunks, k)
    found = contents.right(chunks, site.start, site.frames, site.prepositions) or _gap(site, subject)
    if subject is not None and subject.how in LOCAL and site.has("clause", "quote", "told", "thought"):
        draft = trailing(site, subject, found)
        if draft is not None:
            return draft
    if found is None:
        return None
    enclosing = _enclosing(site, subject)
    if enclosing or found.rule == "clause without its subject":
        found = boundaries.cut(chunks, found, enclosing or "relative")
    if subject is None and enclosing == "leading" and not site.cue.finite:
        subject = subjects.following(chunks, found.last)
    draft = drafted(site, subject, [*_taken(site, subject, found), found], found.rule)
    if draft is not None:
        draft.topic = site.has("topic")
        draft.faint = draft.topic and site.has("full") and found.rule == "noun phrase content"
    if draft is not None and found.rule in UNSAID_RULES and _unsaid(site):
        draft.unsaid = True
        draft.reasons.append("an infinitive: it need not have been said")
    return draft


def _opening(site: Site) -> Draft | None:
    """*Said Ellis: “…”*: cue and subject, inverted, before the quote."""
    chunks, k = site.chunks, site.at
    if k > 0 or not site.has("clause", "quote") or site.cue.form not in ("VBD", "VBZ"):
        return None
    subject = subjects.after(chunks, k)
    if subject is None:
        return None
    colon = next((j for j in range(subject.last, len(chunks) - 1) if _introduces(chunks, j)), None)
    if colon is None or any(each.kind == "VG" and each.finite for each in chunks[subject.last : colon]):
        return None
    content = boundaries.close(chunks, colon + 1, "after a colon")
    return drafted(site, subject, [content], content.rule) if content is not None else None


def _introduces(chunks: list[Chunk], j: int) -> bool:
    return chunks[j].kind == ":" or (chunks[j].kind == "," and chunks[j + 1].kind == "Q")


def _unsaid(site: Site) -> bool:
    """*an effort to downplay the risks*: an infinitive that no verb governs tells of speech that need not have been."""
    chunks, k = site.chunks, site.at
    return site.cue.form == "TO" and (k == 0 or chunks[k - 1].kind not in ("VG", "Q", "CC", ","))


def _enclosing(site: Site, subject: Subject | None) -> str:
    """What clause the cue stands in: ``relative``, ``leading`` (before the main clause), or none of these."""
    chunks = site.chunks
    if subject is not None and subject.how in RELATIVE:
        return "relative"
    opener = next((each for each in chunks[: site.at] if each.kind not in ("RB", "TM", "CC", ",")), site.cue)
    leads = opener.low in subjects.LINKING or opener.low == "with" or (opener.kind == "VG" and not opener.finite)
    if not leads:
        return ""
    verbs = [k for k in range(site.at) if chunks[k].kind == "VG" and chunks[k].finite]
    return "leading" if not any(chunks[k].kind == "," for k in range(verbs[0] if verbs else 0, site.at)) else ""


def _gap(site: Site, subject: Subject | None) -> Content | None:
    """*which officials said will begin in May*: the content lacks its subject, which the relative clause took."""
    chunks, start = site.chunks, site.start
    if subject is None or subject.first == 0 or start >= len(chunks) or not site.has("clause", "thought"):
        return None
    if chunks[subject.first - 1].kind not in ("W", "THAT") or chunks[start].kind != "VG" or not chunks[start].finite:
        return None
    return boundaries.close(chunks, start, "clause without its subject")


def _taken(site: Site, subject: Subject | None, found: Content) -> list[Content]:
    """The relative pronoun that stands for a part of the content: *which officials said would begin in May*."""
    if subject is None or subject.first == 0 or found.rule not in ("clause without its subject", "noun phrase content"):
        return []
    k = subject.first - 1
    relative = site.chunks[k].kind == "W" and site.chunks[k].low in ("which", "whom")
    return [Content(k, k + 1, found.rule)] if relative else []
