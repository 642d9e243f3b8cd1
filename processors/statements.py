"""Who said what: ``extract`` reads a text and returns its statements.

The way: quotes (`processors.quotes`), tokens and sentences (`processors.text`), parts of speech (`processors.tagger`),
chunks (`processors.chunks`), attributions (`processors.attributions`), speakers (`processors.speakers`). No parser, no
model: linear in the length of the text, and no text makes it raise.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from processors import attributions, dates, floating, joining, marked, reported, speakers, transcripts
from processors.chunks import chunk
from processors.confidence import confidence
from processors.drafts import Draft, Range
from processors.forms import ROLE
from processors.languages import load
from processors.models import Kind, Mention, Modality, Statement
from processors.tagger import tag
from processors.text import Tokens, read

MARKED = frozenset(["quote before the cue"])
CONDITIONAL = frozenset(["would", "could", "might", "may", "should"])
RETICENT = frozenset(["only", "merely", "simply"])
AFTER_DROPPED = frozenset([",", ":"])
CLAUSES = frozenset(["that-clause", "bare clause", "quote after the cue", "clause before the cue", "after a colon"])


def extract(
    text: str, *, lang: str | None, day: date | None = None, mentions: Sequence[Mention] = ()
) -> tuple[Statement, ...]:
    """The statements of a text, in order of their beginning.

    ``lang`` is a code such as ``en`` (None: English). ``day`` is the article's day, which relative dates count from.
    ``mentions`` are places that name tracked figures, found beforehand: a speaker that overlaps one, or that a
    pronoun, surname or role leads to, gets its ``figure_id``.
    """
    language = load(lang)
    tokens = read(text, language)
    mentions = sorted(mentions, key=lambda each: each.start)
    tag(tokens, frozenset(each.start for each in mentions if each.form != ROLE))
    joining.join(tokens)
    drafts: list[Draft] = []
    for number, (first, last) in enumerate(tokens.sentences):
        if language.lexicon:
            drafts.extend(attributions.find(tokens, chunk(tokens, first, last), number))
        else:
            drafts.extend(marked.find(tokens, first, last, number))
    turns = transcripts.find(tokens, mentions) if mentions else []
    transcripts.set_inside(drafts, turns)
    drafts = floating.attach(tokens, [*drafts, *turns])
    if not language.lexicon:
        drafts = reported.leftover(tokens, drafts)
    resolved = speakers.resolve(tokens, drafts, mentions)
    found = [
        _statement(tokens, draft, speaker, day)
        for draft, main in zip(drafts, resolved, strict=True)
        for speaker in (main, *main.beside)
        if _worth(draft, speaker) and (language.lexicon or reported.worth(tokens, draft, speaker.figure_id))
    ]
    return tuple(sorted((each for each in found if each is not None), key=lambda each: (each.start, each.end)))


def _worth(draft: Draft, speaker: speakers.Speaker) -> bool:
    """Whether a draft is kept: attitudes, topics and speech inside speech only for a tracked figure."""
    if draft.faint:
        return speaker.figure_id is not None
    if draft.attitude or draft.nested:
        return draft.rule in MARKED or (speaker.figure_id is not None and draft.rule in CLAUSES)
    return True


def _statement(tokens: Tokens, draft: Draft, speaker: speakers.Speaker, day: date | None) -> Statement | None:
    spans = tuple((tokens.start[first], tokens.end[last - 1]) for first, last in draft.spans if last > first)
    if not spans:
        return None
    start, end = spans[0][0], spans[-1][1]
    sure, doubts = confidence(tokens, draft, speaker)
    return Statement(
        start=start,
        end=end,
        spans=spans,
        text=_wording(tokens, draft.spans),
        kind=_kind(tokens, draft),
        confidence=sure,
        rule=draft.rule,
        speaker=speaker.name,
        speaker_span=speaker.span,
        figure_id=speaker.figure_id,
        cue=tokens.slice(*draft.cue) if draft.cue else None,
        cue_span=(tokens.start[draft.cue[0]], tokens.end[draft.cue[1] - 1]) if draft.cue else None,
        modality=_modality(tokens, draft),
        said_on=_said_on(tokens, draft, day),
        lang=tokens.language.code,
        reasons=(*draft.reasons, *speaker.reasons, *doubts),
    )


def _wording(tokens: Tokens, spans: Sequence[Range]) -> str:
    """The pieces of the content, joined; without the *that* or *which* that only ties it to its cue."""
    dropped = tokens.language.of("dropped")
    pieces = [(first, last) for first, last in spans if last > first]
    if len(pieces) > 1 and pieces[0][1] - pieces[0][0] == 1 and tokens.tag[pieces[0][0]] in ("WDT", "WP"):
        pieces = pieces[1:]
    first, last = pieces[0]
    if tokens.low[first] in dropped:
        first += 1
        while first < last and tokens.form[first] in AFTER_DROPPED:
            first += 1
        pieces[0] = (first, last) if first < last else pieces[0]
    return " … ".join(tokens.slice(*piece) for piece in pieces)


def _said_on(tokens: Tokens, draft: Draft, day: date | None) -> date | None:
    """The date between a cue and its content, or right behind the cue where the content is before it."""
    if draft.cue is None:
        return None
    last = draft.cue[1]
    stop = next((first for first, _ in draft.spans if first >= last), last + dates.REACH)
    return dates.said_on(tokens, last, min(stop, last + dates.REACH), day)


def _kind(tokens: Tokens, draft: Draft) -> Kind:
    dropped = tokens.language.of("dropped")
    begins = draft.spans[0][0]
    quoted = [
        tokens.quote[i] >= 0
        for first, last in draft.spans
        for i in range(first, last)
        if tokens.form[i][0].isalnum() and not (i == begins and tokens.low[i] in dropped)
    ]
    if (quoted and all(quoted)) or draft.rule in transcripts.RULES:
        return Kind.DIRECT
    return Kind.MIXED if any(quoted) else Kind.INDIRECT


def _reticent(tokens: Tokens, draft: Draft) -> bool:
    """*would only say that …*: it was said, and no more than that."""
    return draft.cue is not None and not RETICENT.isdisjoint(tokens.low[draft.cue[0] : draft.cue[1] + 1])


def _modality(tokens: Tokens, draft: Draft) -> Modality:
    helpers = set(draft.helpers)
    if draft.modality != "said":
        return Modality(draft.modality)
    if "not" in helpers:
        return Modality.DENIED
    if helpers & CONDITIONAL and not _reticent(tokens, draft):
        return Modality.CONDITIONAL
    if helpers & {"will", "'ll", "shall"}:
        return Modality.ANNOUNCED
    return Modality.SAID
