"""Attributions: every place in a sentence where a cue ties content to a speaker.

Works on chunks of one sentence; the offsets that leave are token ranges. Rules are tried per cue from the best
marked to the least, and each draft keeps the name of the rule that made it.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field, replace

from processors import boundaries, contents, subjects
from processors.boundaries import Content
from processors.chunks import Chunk, chunk
from processors.languages import Cue
from processors.subjects import Subject
from processors.text import Tokens

Range = tuple[int, int]
OBJECT_PRONOUNS = frozenset(["him", "them", "her", "me", "us"])
AFTER_INVERTED = frozenset([",", ".", "IN", "TM", "-", "PAREN", "W", "?", "!"])
AFTER_CONTENT = frozenset(["quote before the cue", "clause before the cue", "according to"])
ADVERBIAL = frozenset(["RB", "TM", "CC", ",", "PAREN"])
PAST_OR_PRESENT = frozenset(["VBD", "VBZ", "VB"])
LONGEST_ASIDE = 6
"""A bracket of more tokens can be a sentence of its own."""
LOCAL = frozenset(["subject before the verb", "subject before an apposition"])
UNSAID_RULES = frozenset(["noun phrase content", "prepositional content"])
COMPLEMENTS = frozenset(["as", "for", "of"])
COMING = frozenset(
    ["expected", "set", "due", "scheduled", "poised", "likely", "going", "preparing", "slated", "planning"]
)
BORROWED = frozenset(["subject of the main clause", "subject of the verb before"])
RELATIVE = frozenset(["antecedent of the relative clause", "relative pronoun"])
LOOSE = frozenset(["after an interruption", "quote after the cue"])


@dataclass(slots=True)
class Draft:
    """An attribution before its speaker is resolved. All ranges are in tokens."""

    spans: list[Range]
    rule: str
    sentence: int
    speaker: Range | None = None
    how: str = ""
    cue: Range | None = None
    lemma: str = ""
    helpers: tuple[str, ...] = ()
    modality: str = "said"
    nested: bool = False
    attitude: bool = False
    unsaid: bool = False
    topic: bool = False
    faint: bool = False
    reasons: list[str] = field(default_factory=list)


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
            draft = _phrase(tokens, chunks, k, base)
        if draft is None and each.kind == ":":
            draft = _label(chunks, k, drafts)
        elif draft is None and each.kind == "-":
            draft = _signature(chunks, k)
        if draft is None and each.kind == "NP":
            draft = _nominal(tokens, chunks, k)
        if draft is None:
            continue
        draft.sentence = sentence
        _carry_speaker(draft, drafts)
        _cite(tokens, chunks, draft)
        draft.nested = any(
            span[0] <= each.head < span[1] for other in drafts if not other.attitude for span in other.spans
        )
        if draft.nested:
            draft.reasons.append("inside another statement")
        drafts.append(draft)
        if not draft.nested and not draft.attitude:
            floor = max(floor, k + 1)
        if draft.rule in AFTER_CONTENT:
            base = max(base, k + 1)
    return drafts


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


@dataclass(frozen=True, slots=True)
class Site:
    """A cue in its sentence. ``floor``: the first chunk behind the last cue; ``base``: behind the last
    attribution that stands after its content; ``start``: behind this cue."""

    chunks: list[Chunk]
    at: int
    floor: int
    base: int
    start: int
    frames: frozenset[str]
    prepositions: frozenset[str]

    @property
    def cue(self) -> Chunk:
        return self.chunks[self.at]

    def has(self, *frames: str) -> bool:
        """Whether the cue takes any of the frames."""
        return not self.frames.isdisjoint(frames)


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


def _merged(cues: tuple[Cue, ...]) -> tuple[frozenset[str], frozenset[str]]:
    if not cues:
        return frozenset(["clause"]), frozenset()
    frames: frozenset[str] = frozenset().union(*(cue.frames for cue in cues))
    prepositions: frozenset[str] = frozenset().union(*(cue.prepositions for cue in cues))
    return frames, prepositions


def _site(chunks: list[Chunk], k: int, floor: int, base: int) -> Site | None:
    group = chunks[k]
    if group.form == "VBN" and (boundaries.passive(group) or not group.helpers):
        return None
    start = k + 1
    particle = group.cues[0].particle if group.cues else None
    while particle and start < len(chunks) and chunks[start - 1].low != particle:
        start += 1
    return Site(chunks, k, floor, base, start, *_merged(group.cues))


def _verbal(chunks: list[Chunk], k: int, floor: int, base: int) -> Draft | None:
    site = _site(chunks, k, floor, base)
    if site is None:
        return _as_noted_by(chunks, k) or _put_to(chunks, k) or _done_to(chunks, k)
    inverted = _inverted(site)
    if inverted is not None:
        return _parenthetical(replace(site, start=inverted.last), inverted, k, inverted=True)
    opening = _opening(site)
    if opening is not None:
        return opening
    subject = subjects.before(chunks, k)
    found = contents.right(chunks, site.start, site.frames, site.prepositions) or _gap(site, subject)
    if subject is not None and subject.how in LOCAL and site.has("clause", "quote", "told", "thought"):
        draft = _trailing(site, subject, found)
        if draft is not None:
            return draft
    if found is None:
        return None
    enclosing = _enclosing(site, subject)
    if enclosing:
        found = boundaries.cut(chunks, found, enclosing)
    if subject is None and enclosing == "leading" and not site.cue.finite:
        subject = subjects.following(chunks, found.last)
    draft = _draft(site, subject, [*_taken(site, subject, found), found], found.rule)
    if draft is not None:
        draft.topic = site.has("topic")
        draft.faint = draft.topic and site.has("full") and found.rule == "noun phrase content"
    if draft is not None and found.rule in UNSAID_RULES and _unsaid(site):
        draft.unsaid = True
        draft.reasons.append("an infinitive: it need not have been said")
    return draft


def _as_noted_by(chunks: list[Chunk], k: int) -> Draft | None:
    """*As noted by Rutte in Brussels, …*: a participle with its speaker before the clause."""
    group = chunks[k]
    if group.helpers or k == 0 or k + 2 >= len(chunks) or chunks[k - 1].low != "as" or chunks[k + 1].low != "by":
        return None
    content = _after_phrase(chunks, k + 3) if chunks[k + 2].kind == "NP" else None
    if content is None or chunks[k + 2].kind != "NP":
        return None
    site = Site(chunks, k, 0, 0, k + 1, *_merged(group.cues))
    return _draft(site, Subject(k + 2, k + 3, "named by the passive"), [content], "as SPEAKER said")


def _put_to(chunks: list[Chunk], k: int) -> Draft | None:
    """*Asked whether …*, *was told that …*: the speaker is the *by*-phrase or nobody."""
    group = chunks[k]
    frames, prepositions = _merged(group.cues)
    if not group.cues or frames.isdisjoint(["told", "urge"]) or not prepositions | frames & {"told"}:
        return None
    start, subject = k + 1, None
    if start + 1 < len(chunks) and chunks[start].low == "by" and chunks[start + 1].kind == "NP":
        subject = Subject(start + 1, start + 2, "named by the passive")
        start += 2
    while start < len(chunks) and chunks[start].kind in ("RB", "TM"):
        start += 1
    if start >= len(chunks):
        return None
    opener = chunks[start]
    if opener.kind == "IN" and opener.low == "about" and "about" in prepositions:
        content = boundaries.close(chunks, start + 1, "prepositional content")
    elif _puts(opener) or (opener.form == "TO" and "urge" in frames and boundaries.passive(group)):
        content = boundaries.close(chunks, start, "put to somebody")
    else:
        return None
    if content is None:
        return None
    if not boundaries.passive(group):
        content = boundaries.cut(chunks, content, "leading")
    site = Site(chunks, k, 0, 0, start, frames, prepositions)
    return _draft(site, subject, [content], "put to somebody")


def _puts(opener: Chunk) -> bool:
    return opener.kind == "THAT" or opener.low == "how" or (opener.kind == "W" and opener.low not in contents.RELATIVES)


def _done_to(chunks: list[Chunk], k: int) -> Draft | None:
    """*The plan was criticised by Holt as a waste*: subject and complement are the content, the *by*-phrase speaks."""
    group = chunks[k]
    frames, prepositions = _merged(group.cues)
    if not boundaries.passive(group) or frames.isdisjoint(["object", "complement"]):
        return None
    subject = subjects.before(chunks, k)
    if subject is None or subject.how not in LOCAL:
        return None
    start, speaker = k + 1, None
    while start < len(chunks) and chunks[start].kind in ("RB", "TM"):
        start += 1
    if start + 1 < len(chunks) and chunks[start].low == "by" and chunks[start + 1].kind == "NP":
        speaker = Subject(start + 1, start + 2, "named by the passive")
        start += 2
        while start + 1 < len(chunks) and chunks[start].low == "of" and chunks[start + 1].kind == "NP":
            start += 2
    pieces = [Content(subject.first, subject.last, "passive")]
    if start < len(chunks) and (chunks[start].kind in ("NP", "Q") or chunks[start].low in COMPLEMENTS):
        rest = boundaries.close(chunks, start, "noun phrase content")
        pieces += [rest] if rest is not None else []
    if len(pieces) == 1 and speaker is None:
        return None
    site = Site(chunks, k, 0, 0, start, frames, prepositions)
    return _draft(site, speaker, pieces, "passive")


def _asked(chunks: list[Chunk], k: int) -> bool:
    """*“How big?” asked the boy*: a verb that takes an addressee, right behind a question."""
    return k == 1 and chunks[0].kind == "Q" and chunks[0].form == "?"


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
    return _draft(site, subject, [content], content.rule) if content is not None else None


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


def _edge(site: Site, subject: Subject) -> int:
    """The chunk at which the attribution, subject and cue together, begins."""
    chunks = site.chunks
    edge = min(subject.first, site.at)
    while edge > 0 and chunks[edge - 1].kind in ("RB", "TM"):
        edge -= 1
    return edge - 1 if edge > 0 and chunks[edge - 1].low == "as" else edge


def _inverted(site: Site) -> Subject | None:
    """The subject of ``…, said Rutte``: the cue stands right after content, with its subject behind it."""
    group, chunks, k = site.cue, site.chunks, site.at
    if (
        not site.has("clause")
        or (site.has("told") and not _asked(chunks, k))
        or group.helpers
        or group.form not in ("VBD", "VBZ")
        or group.last - group.first > 1
    ):
        return None
    if k == 0 or chunks[k - 1].kind not in ("Q", ",", "-"):
        return None
    if not group.cues or group.cues[0].particle:
        return None
    subject = subjects.after(chunks, k)
    if subject is None or subject.first != k + 1 or chunks[subject.first].low in OBJECT_PRONOUNS:
        return None
    if chunks[k - 1].kind == "Q":
        return subject
    over = subjects.before(chunks, k)
    if over is not None and contents.right(chunks, k + 1, site.frames, frozenset()) is not None:
        return None
    following = chunks[subject.last].kind if subject.last < len(chunks) else "."
    return subject if following in AFTER_INVERTED else None


def _trailing(site: Site, subject: Subject, found: Content | None) -> Draft | None:
    """``content, SUBJECT said`` and ``content, SUBJECT said, content``."""
    edge = _edge(site, subject)
    if not site.has("clause", "told", "thought") and site.cue.helpers:
        return None
    if site.chunks[edge].low == "as" and edge == site.floor:
        rest = _rest(site, quoted=False)
        return _draft(site, subject, [rest], "as SPEAKER said") if rest is not None else None
    if edge <= site.floor:
        return None
    mark = site.chunks[edge - 1]
    if mark.kind == "Q":
        if found is not None and not mark.finite and found.rule in ("that-clause", "bare clause"):
            return None
        led = site.chunks[edge].low == "as" and mark.form not in tuple(",?!")
        return None if led else _parenthetical(site, subject, edge)
    if mark.kind not in (",", "-") or (found is not None and found.rule not in LOOSE):
        return None
    before = site.chunks[site.base : edge - 1]
    quoted = bool(before) and before[-1].kind == "Q"
    finite = any(each.kind == "VG" and each.finite for each in before)
    goes_on = site.start < len(site.chunks) and site.chunks[site.start].kind == ","
    if not (quoted or finite or goes_on):
        return None
    interrupts = goes_on and found is not None and not site.chunks[found.first].helpers
    if found is not None and found.rule == "quote after the cue" and not quoted and not interrupts:
        # "It was, he said, “a stone”": the quote goes on with the clause; "In May, he said, “We …”": it does not.
        return None
    return _parenthetical(site, subject, edge)


def _parenthetical(site: Site, subject: Subject, edge: int, inverted: bool = False) -> Draft | None:
    chunks = site.chunks
    quoted = chunks[edge - 1].kind == "Q" or (
        edge > 1 and chunks[edge - 1].kind in (",", "-") and chunks[edge - 2].kind == "Q"
    )
    before = boundaries.left(chunks, edge, site.floor if quoted else site.base)
    if before is None:
        rest = _rest(site, quoted)
        return _draft(site, subject, [rest], "quote before the cue") if rest is not None else None
    quote = chunks[before.last - 1]
    quoted = quote.kind == "Q"
    if not quoted and not site.has("clause", "told", "thought"):
        return None
    whole = quoted and before.last - before.first > 1 and quote.finite and bool(quote.helpers)
    if whole and chunks[before.last - 2].kind in ("-", ":", ",", "CC"):
        before = replace(before, first=before.last - 1)
    rest = _rest(site, quoted or inverted)
    if inverted and rest is None and not quoted and not _finite(chunks[before.first : before.last]):
        rest = _resumed(site)
    finite = _finite(chunks[before.first : before.last])
    if rest is None and not quoted and not finite:
        return None
    pending = chunks[before.last - 1].kind == "VG"
    if rest is not None and finite and not quoted and not pending and not _clausal(chunks[rest.first : rest.last]):
        rest = None
    adverbial = not quoted and not finite and all(each.kind in ADVERBIAL for each in chunks[before.first : before.last])
    pieces = [piece for piece in (None if adverbial else before, rest) if piece is not None]
    if not pieces or (rest is None and not quoted and _subordinate(chunks[before.first : before.last])):
        return None
    return _draft(site, subject, pieces, "quote before the cue" if quoted else "clause before the cue")


def _subordinate(segment: list[Chunk]) -> bool:
    """Whether a segment is only a clause of time or condition (*After the news broke*), without a main clause."""
    k = 0
    while k < len(segment) and (segment[k].kind in ("RB", "TM", "CC", ",") or segment[k].low == "on"):
        k += 1
    if k == len(segment) or segment[k].kind not in ("IN", "W") or segment[k].low not in contents.FRONTING:
        return False
    return not any(each.kind in (",", "-", ":", ";", "Q") for each in segment[k:])


def _finite(segment: list[Chunk]) -> bool:
    """Whether a segment has a finite verb outside a relative clause that opens it, or begins with a quote."""
    if segment and segment[0].kind == "W" and segment[0].low in ("who", "which"):
        return False
    if len(segment) > 1 and segment[0].kind == "Q" and segment[0].helpers:
        return True
    return any(each.finite for each in segment if each.kind in ("VG", "Q"))


def _clausal(segment: list[Chunk]) -> bool:
    """Whether a segment after an attribution goes on with its content: a clause or a participle, no apposition."""
    if segment[0].low == "that" or (segment[0].kind == "VG" and segment[0].form == "VBG"):
        return True
    for each, behind in zip(segment, [segment[0], *segment], strict=False):
        if (each.kind == "W" and each.low in ("who", "which", "that")) or (each.kind == "THAT" and behind.kind == "NP"):
            return False
        if each.kind in ("VG", "Q") and each.finite:
            return True
    return False


def _resumed(site: Site) -> Content | None:
    """*The judge, said Holt, who knew her, does not forget*: the content's verb behind the speaker's apposition."""
    chunks = site.chunks
    for j in range(site.start, len(chunks) - 1):
        if chunks[j].kind == "," and chunks[j + 1].kind == "VG" and chunks[j + 1].finite:
            return boundaries.close(chunks, j + 1, "content goes on")
    return None


def _rest(site: Site, quoted: bool) -> Content | None:
    """Content that goes on after a parenthetical attribution."""
    chunks, n = site.chunks, len(site.chunks)
    j = site.start
    while j < n and chunks[j].kind != ",":
        if chunks[j].kind in ("Q", ":"):
            j += chunks[j].kind == ":"
            return boundaries.close(chunks, j, "content goes on") if j < n else None
        if chunks[j].kind == "VG" and chunks[j].finite and site.cue.low != "according":
            return None
        j += 1
    if j + 1 >= n:
        return None
    following = chunks[j + 1]
    if following.kind == "Q":
        return boundaries.close(chunks, j + 1, "content goes on")
    if site.cue.low == "according" and _clause_opens(chunks, j + 1):
        return boundaries.close(chunks, j + 1, "content goes on")
    if quoted:
        ahead = [each.kind for each in chunks[j + 1 : j + 6]] if following.kind in ("CC", "THAT") else []
        return boundaries.close(chunks, j + 1, "content goes on") if "Q" in ahead else None
    if j > site.start and chunks[site.start].kind == "NP":
        return None
    if following.kind == "VG" and following.form == "VBG" and following.cues:
        return None
    return boundaries.close(chunks, j + 1, "content goes on")


def _announced(chunks: list[Chunk], k: int) -> bool:
    """*is expected to say*, *is to announce*: speech that is still to come."""
    if k == 0 or chunks[k].form != "TO":
        return False
    before = chunks[k - 1]
    copula = before.kind == "VG" and before.low in ("is", "are", "was", "were", "'s", "'re")
    return copula or before.low in COMING


def _draft(site: Site, subject: Subject | None, pieces: list[Content], rule: str) -> Draft | None:
    group, chunks = site.cue, site.chunks
    cue = group.cues[0] if group.cues else Cue(lemma=group.low, frames=site.frames)
    return Draft(
        spans=[(chunks[piece.first].first, chunks[piece.last - 1].last) for piece in pieces],
        rule=rule,
        sentence=0,
        speaker=subjects.span(chunks, subject) if subject is not None else None,
        how=subject.how if subject is not None else "",
        cue=(group.first, group.last),
        lemma=cue.lemma,
        helpers=group.helpers,
        modality=cue.modality if cue.modality != "said" or not _announced(chunks, site.at) else "announced",
        attitude=bool(site.frames) and site.frames <= {"thought", "want"},
    )


def _phrase(tokens: Tokens, chunks: list[Chunk], k: int, floor: int) -> Draft | None:
    """*According to NAME* at either end of its sentence."""
    at = chunks[k].first
    for words in tokens.language.phrases.get("before", ()):
        if tuple(tokens.low[at : at + len(words)]) == words:
            break
    else:
        return None
    end = at + len(words)
    j = k
    while j < len(chunks) and chunks[j].first < end:
        j += 1
    if j >= len(chunks) or chunks[j].kind != "NP" or (len(words) == 1 and chunks[j].form != "NNP"):
        # "8 per cent": a preposition alone names a speaker only before a name.
        return None
    last = j + 1
    while last + 1 < len(chunks) and chunks[last].kind in ("IN", "CC") and chunks[last + 1].kind == "NP":
        last += 2
    subject = Subject(j, last, "named by the phrase")
    cue = (at, end)
    quoted = last + 1 < len(chunks) and _quote_after_names(chunks, last)
    if quoted or not any(each.kind not in ("CC", "RB", "W", "IN", ",") for each in chunks[floor:k]):
        content = _after_phrase(chunks, last)
        if content is None:
            return None
        span = (chunks[content.first].first, chunks[content.last - 1].last)
        return Draft([span], "according to", 0, subjects.span(chunks, subject), subject.how, cue, " ".join(words))
    site = Site(chunks, k, floor, floor, last, frozenset(["clause"]), frozenset())
    draft = _parenthetical(site, subject, k, inverted=True)
    if draft is None:
        return None
    return replace(draft, rule="according to", cue=cue, lemma=" ".join(words), helpers=(), attitude=False)


def _quote_after_names(chunks: list[Chunk], last: int) -> bool:
    """*in the words of Holt, the mayor, “…”*: a quote behind the name and its appositions."""
    for each in chunks[last : last + 10]:
        if each.kind == "Q":
            return each.finite
        if each.kind not in (",", ":", "NP", "IN", "TM", "RB", "PAREN"):
            return False
    return False


def _after_phrase(chunks: list[Chunk], last: int) -> Content | None:
    """The clause behind *According to NAME,* and appositions to the name."""
    n = len(chunks)
    m = last
    while m < n and chunks[m].kind not in (",", ":"):
        m += 1
    while m < n and chunks[m].kind != ":" and not _clause_opens(chunks, m + 1):
        m += 1
        while m < n and chunks[m].kind != ",":
            m += 1
    return boundaries.close(chunks, m + 1, "after according to") if m + 1 < n else None


def _label(chunks: list[Chunk], k: int, drafts: list[Draft]) -> Draft | None:
    """*Jane Doe, the mayor: “…”*: a colon and a quote, with no cue before them."""
    if k == 0 or k + 1 >= len(chunks) or chunks[k + 1].kind != "Q" or not chunks[k + 1].finite:
        return None
    if any(first <= chunks[k + 1].first < last for draft in drafts for first, last in draft.spans):
        return None
    if any(each.kind == "Q" for each in chunks[:k]) or any(
        each.kind == "VG" and each.cues for each in chunks[k + 2 : k + 5]
    ):
        return None
    verbs = [j for j in range(k) if chunks[j].kind == "VG" and chunks[j].finite]
    if verbs:
        subject = subjects.before(chunks, verbs[-1])
        if subject is None or chunks[subject.first].form not in ("NNP", "PRP"):
            return None
    else:
        first = 0 if chunks[0].kind == "NP" and chunks[0].form == "NNP" else None
        subject = Subject(first, first + 1, "named before the colon") if first is not None else None
    content = boundaries.close(chunks, k + 1, "colon and quote")
    if subject is None or content is None:
        return None
    span = (chunks[content.first].first, chunks[content.last - 1].last)
    return Draft(
        [span],
        "colon and quote",
        0,
        subjects.span(chunks, subject),
        subject.how,
        (chunks[k].first, chunks[k].last),
        ":",
    )


def _signature(chunks: list[Chunk], k: int) -> Draft | None:
    """*“…” — Jane Doe*: a quote, a dash and a name, and no more."""
    if k == 0 or k + 1 >= len(chunks) or chunks[k - 1].kind != "Q" or not chunks[k - 1].finite:
        return None
    name = chunks[k + 1]
    if name.kind != "NP" or name.form != "NNP" or any(each.kind == "VG" for each in chunks):
        return None
    span = (chunks[k - 1].first, chunks[k - 1].last)
    return Draft(
        [span], "signature", 0, (name.first, name.last), "signed after a dash", (chunks[k].first, chunks[k].last), "—"
    )


def _clause_opens(chunks: list[Chunk], first: int) -> bool:
    """Whether the segment that begins at ``first`` is the sentence's main clause rather than an apposition."""
    if first >= len(chunks):
        return True
    if chunks[first].kind == "Q":
        return True
    if chunks[first].kind == "W" or chunks[first].low in ("a", "an"):
        return False
    for each in chunks[first:]:
        if each.kind == "VG" and each.finite:
            return True
        if each.kind == ",":
            return False
    return False


def _nominal(tokens: Tokens, chunks: list[Chunk], k: int) -> Draft | None:
    """*His call for …*, *Rutte's claim that …*: possessor, noun of speech, content."""
    phrase = chunks[k]
    cue = tokens.language.nouns.get(tokens.low[phrase.last - 1])
    if cue is None or k + 1 >= len(chunks):
        return None
    opener = chunks[k + 1]
    word = "to" if opener.form == "TO" else opener.low
    if word not in cue.openers:
        return None
    owner: Range | None = None
    for i in range(phrase.first, phrase.last - 1):
        if tokens.tag[i] == "POS" and i > phrase.first:
            owner = (phrase.first, i)
        elif tokens.tag[i] == "PRP$":
            owner = (i, i + 1)
    if owner is None:
        return None
    first = k + 2 if opener.kind == "IN" else k + 1
    if first >= len(chunks):
        return None
    content = boundaries.noun_complement(chunks, first, clause=opener.kind == "THAT")
    span = (chunks[content.first].first, chunks[content.last - 1].last)
    return Draft([span], "noun of speech", 0, owner, "possessor of the noun", (phrase.last - 1, phrase.last), cue.lemma)
