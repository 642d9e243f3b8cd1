"""From the words that name a speaker to who it is: names, surnames, roles and pronouns.

Entity-centred and cautious: a pronoun goes to the speaker before it unless gender or number forbid, else to the last
person named as a subject; what stays doubtful lowers the confidence and says so.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from processors import cast as casting
from processors.cast import Cast, Name
from processors.drafts import Draft
from processors.models import Mention, Span
from processors.text import Tokens

NEAR = 2
"""Paragraphs back to which a pronoun may reach for its speaker."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """``name`` as the text prints it, ``span`` of the words beside the cue, ``figure_id`` where tracked.

    ``beside``: the tracked figures who speak with one voice with them (*Rutte and Stubb said*).
    """

    name: str | None = None
    span: Span | None = None
    figure_id: str | None = None
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()
    beside: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True)
class _Referent:
    """Who was named last, and where: candidate for the pronouns that follow."""

    name: str
    figure_id: str | None
    gender: str | None
    plural: bool
    body: bool
    paragraph: int
    at: int
    beside: tuple[Speaker, ...] = ()


def resolve(tokens: Tokens, drafts: Sequence[Draft], mentions: Sequence[Mention]) -> list[Speaker]:
    """A speaker for each draft, in order."""
    if not drafts:
        return []
    resolver = _Resolver(tokens, casting.read(tokens), sorted(mentions, key=lambda each: each.start))
    return [resolver.speaker(draft) for draft in drafts]


class _Resolver:
    """Walks the drafts in order and remembers who spoke."""

    def __init__(self, tokens: Tokens, cast: Cast, mentions: list[Mention]) -> None:
        self._tokens = tokens
        self._cast = cast
        self._mentions = mentions
        self._starts = [each.start for each in mentions]
        self._genders = {each.figure_id: each.gender for each in mentions}
        self._names_at = [each.first for each in cast.names]
        self._spoken: list[_Referent] = []
        self._roles = tokens.language.roles

    def speaker(self, draft: Draft) -> Speaker:
        """The speaker of a draft; remembers who it was."""
        if draft.speaker is None:
            return Speaker(confidence=0.5, reasons=("nobody is named",))
        first, last = self._owner(*draft.speaker)
        span = (self._tokens.start[first], self._tokens.end[last - 1])
        paragraph = self._tokens.paragraph[draft.sentence]
        low = self._tokens.low[first]
        if last - first == 1:
            pronoun = self._pronoun(low)
            if pronoun is not None:
                return self._antecedent(draft, span, pronoun, paragraph)
        found = self._named(draft, span, first, last)
        found = replace(found, beside=self._beside(first, last, found.figure_id, draft.how))
        self._remember(found, draft, paragraph)
        return found

    def _beside(self, first: int, last: int, main: str | None, how: str) -> tuple[Speaker, ...]:
        """The tracked figures that further parts of a coordinated speaker name."""
        found: dict[str, Speaker] = {}
        for start, end in _parts(self._tokens, first, last, over_of=main is not None)[1:]:
            figure = self._figure(start, end)
            if figure is not None and figure != main and figure not in found:
                span = (self._tokens.start[start], self._tokens.end[end - 1])
                reasons = (how, "one of several speakers")
                found[figure] = Speaker(self._tokens.slice(start, end), span, figure, 1.0, reasons)
        return tuple(found.values())

    def _pronoun(self, low: str) -> str | None:
        for kind in ("male", "female", "plural", "neutral", "first", "second"):
            pronouns = self._tokens.language.pronouns
            if low in pronouns.get(kind, ()) or low in pronouns.get(f"possessive_{kind}", ()):
                return kind
        return None

    def _owner(self, first: int, last: int) -> tuple[int, int]:
        """Whose words a medium carries: *his* in *his statement said*, *Holt* in *Holt's letter said*."""
        tokens = self._tokens
        if last - first == 1 or tokens.low[last - 1] not in tokens.language.of("media"):
            return first, last
        if tokens.tag[first] == "PRP$":
            return first, first + 1
        owner = next((i for i in range(first + 1, last) if tokens.tag[i] == "POS"), last)
        return first, owner

    def _named(self, draft: Draft, span: Span, first: int, last: int) -> Speaker:
        """A speaker who is printed by name, role or description, in tokens ``[first, last)``."""
        tokens = self._tokens
        trimmed = last - 1 if tokens.tag[last - 1] in ("WP", "WDT") and last - first > 1 else last
        figure = self._figure(first, trimmed)
        name = self._person(first, trimmed)
        apposed = self._apposed(first, trimmed) if figure is None and name is None else None
        if apposed is not None:
            figure, name = self._figure(*apposed), self._person(*apposed)
        if figure is not None:
            printed = tokens.slice(first, trimmed)
            full = " ".join(self._cast.fullest(name).words) if name is not None else printed
            return Speaker(full, span, figure, 1.0, (draft.how,))
        if name is not None:
            full_name = self._cast.fullest(name)
            reasons = (draft.how,) if full_name is name else (draft.how, "surname of the full name in the text")
            return Speaker(" ".join(full_name.words), span, None, 1.0, reasons)
        return self._described(draft, span, first, trimmed)

    def _figure(self, first: int, last: int) -> str | None:
        """The tracked figure whose mention is the head of the speaker's words."""
        tokens = self._tokens
        start, end = tokens.start[first], tokens.end[last - 1]
        head = self._head(first, last)
        at = bisect_left(self._starts, start)
        for mention in self._mentions[max(0, at - 1) :]:
            if mention.start >= end:
                break
            if mention.end <= start:
                continue
            if mention.start < tokens.end[head] and mention.end > tokens.start[head]:
                return mention.figure_id
        return None

    def _apposed(self, first: int, last: int) -> tuple[int, int] | None:
        """The name behind a description: *Jan Holt* in *the minister of finance, Jan Holt*."""
        tokens = self._tokens
        limit = min(len(tokens), last + LONGEST_APPOSITION)
        for i in range(first + 1, min(last + 1, limit - 1)):
            if tokens.form[i] == "," and tokens.tag[i + 1] == "NNP":
                stop = next((j for j in range(i + 1, limit) if tokens.tag[j] != "NNP"), limit)
                closed = stop < limit and tokens.form[stop] == ","
                listed = any(joins(tokens, j) for j in range(stop, min(limit, stop + 2)))
                return (i + 1, stop) if closed and not listed else None
        return None

    def _head(self, first: int, last: int) -> int:
        """The last noun of the first phrase: *chief* in *the NATO chief in Brussels*, *aides* in *Rutte's aides*."""
        head = first
        for i in range(first, last):
            tag = self._tokens.tag[i]
            if tag in ("NN", "NNS", "NNP"):
                head = i
            elif i > first and tag in ("IN", ",", "WP", "WDT", "CC", "(", "TO"):
                break
        return head

    def _person(self, first: int, last: int) -> Name | None:
        """The name that is the head of the speaker's words."""
        head = self._head(first, last)
        at = bisect_left(self._names_at, head + 1) - 1
        if at < 0:
            return None
        name = self._cast.names[at]
        if not name.first <= head < name.last or name.first < first:
            return None
        return name

    def _described(self, draft: Draft, span: Span, first: int, last: int) -> Speaker:
        """A role (*the mayor*) that the text gives one person only, or a description as it stands."""
        tokens = self._tokens
        printed = tokens.slice(first, last)
        head = tokens.low[self._head(first, last)]
        known = {" ".join(self._cast.fullest(each).words): each for each in self._cast.roles.get(head, ())}
        definite = tokens.low[first] == "the"
        if definite and len(known) == 1 and next(iter(known.values())).first < first:
            name = next(iter(known))
            return Speaker(name, span, None, 0.8, (draft.how, f"the text gives the role {head} to {name}"))
        return Speaker(printed, span, None, 1.0, (draft.how,))

    def _antecedent(self, draft: Draft, span: Span, pronoun: str, paragraph: int) -> Speaker:
        """Whom a pronoun stands for."""
        if pronoun in ("first", "second"):
            return Speaker(self._tokens.text[span[0] : span[1]], span, None, 0.7, (draft.how, "the writer or reader"))
        found, why, confidence = self._referent(draft, pronoun, paragraph)
        if found is None:
            printed = self._tokens.text[span[0] : span[1]]
            return Speaker(printed, span, None, 0.5, (draft.how, "a pronoun that leads to nobody"))
        self._spoken.append(found)
        beside = tuple(replace(each, span=span, confidence=confidence) for each in found.beside)
        return Speaker(found.name, span, found.figure_id, confidence, (draft.how, why), beside)

    def _referent(self, draft: Draft, pronoun: str, paragraph: int) -> tuple[_Referent | None, str, float]:
        spoken = [
            each
            for each in reversed(self._spoken[-8:])
            if paragraph - each.paragraph <= NEAR and _agrees(each, pronoun)
        ]
        named = self._subject_before(draft, pronoun, paragraph) if pronoun in ("male", "female") else None
        first = spoken[0] if spoken else None
        if named is not None and first is not None and named.gender is None and first.gender is not None:
            # Of unknown gender: a new paragraph's own subject all the same, otherwise not before a fitting speaker.
            named = named if named.paragraph > first.paragraph else None
        if first is not None and (named is None or named.at <= first.at or named.name == first.name):
            return first, "pronoun for the speaker before", 0.9
        if named is not None:
            return named, "pronoun for the person named before", 0.8 if first is None else 0.7
        anyone = self._anyone_before(draft, pronoun, paragraph) if pronoun in ("male", "female") else None
        if anyone is None and pronoun in ("male", "female"):
            return self._only_one(draft, pronoun), "pronoun for the only person named so far", 0.6
        return anyone, "pronoun for the person named before", 0.6

    def _only_one(self, draft: Draft, pronoun: str) -> _Referent | None:
        """The one person of the whole text before the pronoun whom its gender allows; None where there are several."""
        limit = draft.speaker[0] if draft.speaker else 0
        before = self._cast.names[: bisect_left(self._names_at, limit)]
        fitting = {self._who(name): name for name in reversed(before) if self._fits(name, pronoun)}
        if len(fitting) != 1:
            return None
        (name,) = fitting.values()
        return self._as_referent(name, self._tokens.paragraph[self._sentence_of(name)])

    def _who(self, name: Name) -> object:
        """The figure where one is meant, so that *Italian* in *the Italian premier* is no second person."""
        mention = self._mention(name)
        return mention.figure_id if mention is not None and mention.figure_id else self._cast.fullest(name).words

    def _sentence_of(self, name: Name) -> int:
        return bisect_right(self._tokens.sentences, name.first, key=lambda each: each[0]) - 1

    def _subject_before(self, draft: Draft, pronoun: str, paragraph: int) -> _Referent | None:
        """The last person named at the head of a sentence before the pronoun."""
        for sentence in self._sentences_before(draft, paragraph):
            names = [name for name in self._names_in(sentence, draft) if self._fits(name, pronoun)]
            subject = next((name for name in names if self._heads(name, sentence, pronoun)), None)
            subject = subject or next((name for name in names if self._trails(name)), None)
            if subject is not None:
                return self._as_referent(subject, self._tokens.paragraph[sentence])
        return None

    def _heads(self, name: Name, sentence: int, pronoun: str) -> bool:
        """Whether a name is the subject at the head; in *He and the mayor, Jan Holt, met* it is not: he goes on."""
        tokens = self._tokens
        first = tokens.sentences[sentence][0]
        behind = tokens.tag[name.first - 1] if name.first else "."
        taken = tokens.tag[first] == "PRP" and self._pronoun(tokens.low[first]) == pronoun
        return name.first - first <= SUBJECT_REACH and behind not in ("IN", "TO", "POS") and not taken

    def _trails(self, name: Name) -> bool:
        """Whether a name is the subject of a clause put behind the sentence: *…, Holt said*."""
        tags = self._tokens.tag
        return name.first > 0 and tags[name.first - 1] == "," and tags[name.last : name.last + 1] in (["VBD"], ["VBZ"])

    def _anyone_before(self, draft: Draft, pronoun: str, paragraph: int) -> _Referent | None:
        """The first person named in the nearest sentence before the pronoun that names anyone."""
        for sentence in self._sentences_before(draft, paragraph):
            for name in self._names_in(sentence, draft):
                if self._fits(name, pronoun):
                    return self._as_referent(name, self._tokens.paragraph[sentence])
        return None

    def _sentences_before(self, draft: Draft, paragraph: int) -> list[int]:
        back = range(draft.sentence, max(-1, draft.sentence - SENTENCES_BACK), -1)
        return [number for number in back if self._tokens.paragraph[number] >= paragraph - 1]

    def _names_in(self, sentence: int, draft: Draft) -> list[Name]:
        """The names of a sentence before the speaker's own words."""
        first, last = self._tokens.sentences[sentence]
        limit = min(last, draft.speaker[0]) if draft.speaker else last
        names = self._cast.names[bisect_left(self._names_at, first) : bisect_left(self._names_at, limit)]
        return [name for name in names if name.first < limit]

    def _fits(self, name: Name, pronoun: str) -> bool:
        """Whether a name is a person's (a surname where its full name is one) whom the pronoun's gender allows."""
        mention = self._mention(name)
        gender = (mention.gender if mention else None) or self._cast.gender(name)
        sure = mention is not None or name.sure or self._cast.fullest(name).sure
        return sure and gender in (None, "m" if pronoun == "male" else "f")

    def _mention(self, name: Name) -> Mention | None:
        """The tracked figure's mention in which a name ends."""
        start, end = self._tokens.start[name.first], self._tokens.end[name.last - 1]
        at = bisect_left(self._starts, end)
        return next((each for each in self._mentions[max(0, at - 2) : at] if start < each.end), None)

    def _as_referent(self, name: Name, paragraph: int) -> _Referent:
        mention = self._mention(name)
        figure = mention.figure_id if mention else None
        gender = (mention.gender if mention else None) or self._cast.gender(name)
        full = self._cast.fullest(name)
        return _Referent(" ".join(full.words), figure, gender, False, False, paragraph, name.first)

    def _remember(self, speaker: Speaker, draft: Draft, paragraph: int) -> None:
        first, last = draft.speaker or (0, 0)
        tokens = self._tokens
        name = self._person(first, last)
        head = self._head(first, last)
        word = tokens.low[head]
        plural = tokens.tag[head] == "NNS" or "and" in tokens.low[first:last]
        people = self._roles.get("people", frozenset())
        body = name is None and speaker.figure_id is None and word not in people and not plural
        gender = self._cast.gender(name) if name is not None else self._of_noun(word)
        if speaker.figure_id is not None:
            gender = self._genders.get(speaker.figure_id) or gender
        if speaker.name is not None:
            self._spoken.append(
                _Referent(speaker.name, speaker.figure_id, gender, plural, body, paragraph, first, speaker.beside)
            )

    def _of_noun(self, word: str) -> str | None:
        """The gender of a noun for people: *sister*, *spokesman*."""
        if word in self._roles.get("female", ()) or word.endswith("woman"):
            return "f"
        return "m" if word in self._roles.get("male", ()) or word.endswith("man") else None


def joins(tokens: Tokens, i: int) -> bool:
    """Whether the token is an *and*: a word that is a determiner as well (*та*) counts between speakers."""
    return tokens.tag[i] == "CC" or tokens.low[i] in tokens.language.of("conjunctions")


def _parts(tokens: Tokens, first: int, last: int, over_of: bool = False) -> list[tuple[int, int]]:
    """The coordinated phrases of a speaker; one only where a preposition or a clause makes the *and* ambiguous.

    ``over_of``: an *of* does not (*Rutte of NATO and Stubb*).
    """
    parts: list[tuple[int, int]] = []
    start = first
    for i in range(first, last):
        if over_of and tokens.low[i] == "of":
            continue
        if tokens.tag[i] in ("WP", "WDT", "IN", "TO"):
            return parts or [(first, last)]
        if joins(tokens, i) or tokens.form[i] == ",":
            if i > start:
                parts.append((start, i))
            start = i + 1
    return [*parts, (start, last)] if last > start else parts


SENTENCES_BACK = 4
"""Sentences before a pronoun in which the person it stands for is looked for."""
LONGEST_APPOSITION = 8
"""Tokens behind a description in which the name of whom it describes stands."""
SUBJECT_REACH = 6
"""Tokens into a sentence within which a name can be its subject."""


def _agrees(referent: _Referent, pronoun: str) -> bool:
    """Whether a pronoun's gender and number allow the referent."""
    if pronoun == "plural":
        return referent.plural or referent.body
    if pronoun == "neutral":
        return referent.body
    if referent.plural or referent.body:
        return False
    return referent.gender in (None, "m" if pronoun == "male" else "f")
