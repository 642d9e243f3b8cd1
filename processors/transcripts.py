"""Transcripts and interviews: paragraphs that open with who speaks (*Holt: We will …*, *Q: … A: …*).

What stands behind such a label is speech word for word, without any mark. One labelled line alone is a heading or a
teaser as likely as speech; from two on, whose labels name people, the text is read as a transcript. An *A* stands for
the one person whom the text before the first question names. Only the turns of tracked figures are kept.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from processors import cast as casting
from processors.cast import Cast
from processors.drafts import Draft, Range
from processors.models import Mention
from processors.text import Tokens
from processors.wordclasses import NAME_PARTICLES

LABELLED = re.compile(r"[ \t]*(?P<label>[^\W\d_][^\n:;!?“”„«»\"‘‹›]{0,79}?)[ \t]*:[ \t]+(?=\S)")
ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
COMPLETE = re.compile(r"[.!?…][)\]'’”»]*\s*$")
TURNS = 2
"""Labelled lines that make a transcript, at least."""
LABEL_WORDS = 6
INSERTED = 3
"""Lines without a label between two labelled ones that go on with the first."""
TRANSCRIPT_LINE, INTERVIEW_ANSWER, GOES_ON = "transcript line", "interview answer", "transcript goes on"
RULES = frozenset([TRANSCRIPT_LINE, INTERVIEW_ANSWER, GOES_ON])


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph in characters. ``label`` is empty where it opens with none, else ends at ``label_end``."""

    start: int
    end: int
    content: int
    label: str = ""
    label_end: int = 0


def find(tokens: Tokens, mentions: Sequence[Mention]) -> list[Draft]:
    """The turns of a transcript, in order; empty for a text that is none. ``mentions`` are in order."""
    if tokens.text.count(":") < TURNS:
        return []
    lines = list(_lines(tokens.text))
    labels = Counter(line.label for line in lines if line.label)
    if labels.total() < TURNS:
        return []
    cast = casting.read(tokens)
    known = _speaking(tokens, lines, labels, cast, mentions)
    turns = [n for n, line in enumerate(lines) if line.label in known]
    if len(turns) < TURNS:
        return []
    lead = _interviewee(tokens, lines[turns[0]].start, cast, mentions)
    found: list[Draft] = []
    for n, behind in zip(turns, [*turns[1:], len(lines)], strict=True):
        own = _draft(tokens, lines[n], lead)
        rest = lines[n + 1 : behind] if behind < len(lines) and behind - n - 1 <= INSERTED else ()
        if own is not None:
            unlabelled = takewhile(lambda line: not line.label_end, rest)
            found += [own, *(each for line in unlabelled for each in _rest(tokens, line, own))]
    return found


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        match = LABELLED.match(text, start, end)
        if match is not None and COMPLETE.search(text, max(match.end(), end - 8), end):
            yield _Line(start, end, match.end(), _name(match["label"]), match.end("label"))
        elif not text[start:end].isspace() and end > start:
            yield _Line(start, end, start)
        start = end + 1


def _name(label: str) -> str:
    """A label without its brackets (*Holt (through an interpreter)*); empty where it is no name."""
    words = ASIDE.sub(" ", label).split()
    names = all(word[0].isupper() or word.lower() in NAME_PARTICLES or word == "of" for word in words)
    return " ".join(words) if names and len(words) <= LABEL_WORDS else ""


def _speaking(
    tokens: Tokens, lines: Sequence[_Line], labels: Counter[str], cast: Cast, mentions: Sequence[Mention]
) -> frozenset[str]:
    """The labels that name who speaks: people, who speaks with them again and again, and *Q* with *A*."""
    starts = [one.start for one in mentions]
    people = {label for label in labels if _is_person(tokens, label, cast)}
    for line in lines:
        at = bisect_left(starts, line.label_end) - 1
        if line.label and at >= 0 and mentions[at].end > line.start:
            people.add(line.label)
    asks, answers = tokens.language.of("asks"), tokens.language.of("answers")
    low = {label.lower() for label in labels}
    pairs = not (low.isdisjoint(asks) or low.isdisjoint(answers))
    letters = {label for label in labels if pairs and label.lower() in asks | answers}
    again = {label for label, times in labels.items() if times > 1 and label.lower() not in asks | answers}
    return frozenset((people | letters | again) - {""}) if people or letters else frozenset()


def _is_person(tokens: Tokens, label: str, cast: Cast) -> bool:
    """A surname whose full name the text has, a full name with a known first name, or a title."""
    words = label.lower().replace(".", "").split()
    titles = tokens.language.roles.get("people", frozenset()) | tokens.language.of("honorifics")
    if words and words[-1] in cast.full:
        return True
    known = any(words[:1] and words[0] in listed for listed in tokens.language.names.values())
    return (len(words) > 1 and known) or any(word in titles for word in words)


def _interviewee(tokens: Tokens, before: int, cast: Cast, mentions: Sequence[Mention]) -> Range | None:
    """The one tracked figure, else the one person, whom the text before the first question names."""
    early = [one for one in mentions if one.end <= before]
    if len({one.figure_id for one in early}) == 1:
        return _range(tokens, early[0].start, early[0].end)
    names = [name for name in cast.names if len(name.words) > 1 and name.sure and tokens.end[name.last - 1] <= before]
    if early or len({name.words for name in names}) != 1:
        return None
    return names[0].first, names[0].last


def _range(tokens: Tokens, start: int, end: int) -> Range | None:
    """The tokens that begin in a stretch of characters."""
    first, last = bisect_left(tokens.start, start), bisect_left(tokens.start, end)
    return (first, last) if last > first else None


def _draft(tokens: Tokens, line: _Line, lead: Range | None) -> Draft | None:
    """A labelled line as an attribution; None for a question without a name, a quote and what is in brackets."""
    content, label = _content(tokens, line), _range(tokens, line.start, line.label_end)
    low, language = line.label.lower(), tokens.language
    if content is None or label is None or low in language.of("asks"):
        return None
    answers = low in language.of("answers")
    draft = Draft(
        [content],
        INTERVIEW_ANSWER if answers else TRANSCRIPT_LINE,
        bisect_left(tokens.sentences, (content[0] + 1,)) - 1,
        lead if answers else label,
        "the one person named before the first question" if answers else "named before the colon",
        (label[1], label[1] + 1),
        ":",
    )
    draft.faint = True
    draft.modality = "asked" if tokens.form[content[1] - 1] == "?" else "said"
    return draft


def _rest(tokens: Tokens, line: _Line, own: Draft) -> Iterator[Draft]:
    """A line without a label that goes on with the turn before it."""
    content = _content(tokens, line) if COMPLETE.search(tokens.text, line.start, line.end) else None
    if content is not None:
        sentence = bisect_left(tokens.sentences, (content[0] + 1,)) - 1
        draft = Draft([content], GOES_ON, sentence, own.speaker, own.how, own.cue, own.lemma)
        draft.faint = True
        draft.reasons.append("between two turns of the transcript")
        yield draft


def _content(tokens: Tokens, line: _Line) -> Range | None:
    content = _range(tokens, line.content, line.end)
    if content is None or tokens.quote[content[0]] >= 0 or tokens.form[content[0]] in ("(", "["):
        return None
    return content


def set_inside(drafts: Sequence[Draft], turns: Sequence[Draft]) -> None:
    """Marks what was found inside the turns of a transcript as speech inside speech. Both are in order."""
    starts = [turn.spans[0][0] for turn in turns]
    for draft in drafts:
        first = draft.spans[0][0]
        at = bisect_left(starts, first + 1) - 1
        if at >= 0 and first < turns[at].spans[-1][1]:
            draft.nested = True
            draft.reasons.append("inside a turn of a transcript")
