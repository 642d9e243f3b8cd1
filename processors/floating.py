"""Quotes without a cue of their own: they go on with the speaker of the quote before them."""

from __future__ import annotations

from processors import subjects
from processors.chunks import DASHES, chunk
from processors.drafts import Draft
from processors.nominals import person_in
from processors.pointing import pointed
from processors.text import Tokens

FREE_SPACES = 12
"""Spaces from which a quote in the middle of a sentence is speech without any mark before it."""
INTRODUCING = frozenset([":", "-", "–", "—", "―", "--", ","])
GAP = 3
"""Sentences of a paragraph over which its speaker is carried."""
TAIL_SPACES = 5
"""A quote with words behind it is speech only if it has this many spaces; shorter ones are terms."""
LONGEST_SIGNATURE = 14
BESIDE_SUBJECT = "quote behind its subject"
SENTENCE_ENDS = ".!?…,—-"


def attach(tokens: Tokens, drafts: list[Draft]) -> list[Draft]:
    """Adds the sentences that are quotes and nothing else to the statements they go on with."""
    if not tokens.quotes:
        return sorted(drafts, key=lambda draft: (draft.spans[0][0], draft.sentence))
    used = {i for draft in drafts for first, last in draft.spans for i in range(first, last) if tokens.quote[i] >= 0}
    by_sentence: dict[int, list[Draft]] = {}
    for draft in drafts:
        by_sentence.setdefault(draft.sentence, []).append(draft)
    found: list[Draft] = []
    previous: Draft | None = None
    previous_sentence = -9
    for number, (first, last) in enumerate(tokens.sentences):
        own = by_sentence.get(number)
        if own:
            previous = _speaking(own)
            previous_sentence = number
        alone = _unclaimed(tokens, first, last, used)
        if not alone:
            continue
        opener = _announced(tokens, number) or _signed(tokens, number) or pointed(tokens, number)
        near = previous is not None and _near(tokens, previous_sentence, number)
        nobody = previous is not None and previous.speaker is None
        turns = number - previous_sentence > 1 and (near or _follows_reply(tokens, number))
        if opener is None and number and (turns or (nobody and near)):
            opener = _turned(tokens, number)
        if opener is None and not near:
            continue
        source = opener or previous
        assert source is not None
        rule = (opener.rule or "after a colon") if opener else "quote goes on"
        for i in alone:
            draft = Draft([(i, i + 1)], rule, number, source.speaker, source.how, source.cue, source.lemma)
            draft.reasons.append(source.how if opener else "goes on with the quote before it")
            found.append(draft)
        if opener:
            previous = found[-1]
        previous_sentence = number
    for extend in (_chained, _unattributed, _chained):
        found.extend(extend(tokens, [*drafts, *found]))
    return sorted([*drafts, *found], key=lambda draft: (draft.spans[0][0], draft.sentence))


def _unclaimed(tokens: Tokens, first: int, last: int, used: set[int]) -> list[int]:
    """The quotes of a sentence that begins with one and that no attribution took; a tail after it is the reporter's."""
    start = first
    while start < last and tokens.quote[start] < 0 and not tokens.form[start][0].isalnum():
        start += 1
    if start == last or tokens.quote[start] < 0 or start in used or not _whole(tokens, start):
        return []
    words = any(tokens.form[i][0].isalnum() for i in range(start + 1, last) if tokens.quote[i] < 0)
    if words:
        quote = tokens.quotes[tokens.quote[start]]
        capital = tokens.text[quote.inner_start : quote.inner_start + 1].isupper()
        return [start] if capital and tokens.text.count(" ", quote.start, quote.end) >= TAIL_SPACES else []
    return [i for i in range(start, last) if tokens.quote[i] >= 0 and i not in used]


def _chained(tokens: Tokens, drafts: list[Draft]) -> list[Draft]:
    """Paragraphs of one quote with re-opened marks: who said one of them said them all."""
    claimed = {i: draft for draft in drafts for first, last in draft.spans for i in range(first, last)}
    chains: list[list[int]] = []
    for i in range(len(tokens)):
        if tokens.quote[i] < 0:
            continue
        if chains and tokens.quotes[tokens.quote[i]].continues:
            chains[-1].append(i)
        else:
            chains.append([i])
    chains = [chain for chain in chains if len(chain) > 1 or chain[0] not in claimed]
    if not chains:
        return []
    sentence_of = {i: n for n, (first, last) in enumerate(tokens.sentences) for i in range(first, last)}
    found = []
    for chain in chains:
        source = next((claimed[i] for i in chain if i in claimed and claimed[i].speaker is not None), None)
        if source is None:
            continue
        for i in chain:
            if i not in claimed:
                draft = Draft([(i, i + 1)], "quote goes on", sentence_of[i], source.speaker, source.how, source.cue)
                draft.reasons.append("a paragraph of the same quote")
                found.append(draft)
    return found


def _unattributed(tokens: Tokens, drafts: list[Draft]) -> list[Draft]:
    """Quotes long enough to be speech that no cue takes: with the subject beside or before them, for review only."""
    used = {i for draft in drafts for first, last in draft.spans for i in range(first, last)}
    found = []
    for number, (first, last) in enumerate(tokens.sentences):
        for i in range(first, last):
            if tokens.quote[i] < 0 or i in used or not _speech(tokens, i, first, last):
                continue
            if tokens.quotes[tokens.quote[i]].continues:
                continue
            draft = Draft([(i, i + 1)], "unattributed quote", number)
            alone = i == first
            before = (number - 1, tokens.sentences[number - 1][1]) if alone and number else (number, i)
            if tokens.paragraph[number] - tokens.paragraph[before[0]] <= 1:
                draft.speaker = _subject_of(tokens, tokens.sentences[before[0]][0], before[1])
                draft.how = "subject of the sentence beside the quote"
            found.append(draft)
    return found


def _speech(tokens: Tokens, i: int, first: int, last: int) -> bool:
    """Whether a quote is a sentence in quotes and not a title or a slogan inside one."""
    quote = tokens.quotes[tokens.quote[i]]
    spaces = tokens.text.count(" ", quote.start, quote.end)
    introduced = i == first or tokens.form[i - 1] in INTRODUCING
    title = i + 1 < last and tokens.low[i + 1] == "by"
    enough = spaces >= (TAIL_SPACES if introduced else FREE_SPACES)
    return enough and not title and tokens.text[quote.inner_start].isupper()


def _turned(tokens: Tokens, number: int) -> Draft | None:
    """Somebody else by name whom the sentence right before a quote is about: *Holt nodded. “We are ready.”*"""
    first, last = tokens.sentences[number - 1]
    subject = _replied(tokens, first, last) or _subject_of(tokens, first, last)
    if subject is None or tokens.tag[subject[0]] == "PRP":
        return None
    return Draft([], BESIDE_SUBJECT, number, subject, "subject of the sentence before the quote")


def _follows_reply(tokens: Tokens, number: int) -> bool:
    """Whether the sentence before, in the same paragraph, is a cue and its inverted subject (*Not so, said Holt.*)."""
    same = number > 0 and tokens.paragraph[number - 1] == tokens.paragraph[number]
    return same and _replied(tokens, *tokens.sentences[number - 1]) is not None


def _replied(tokens: Tokens, first: int, last: int) -> tuple[int, int] | None:
    """The subject behind the cue of *Not so, replied Holt*: content that is a word or two, then cue and name."""
    if not tokens.language.lexicon:
        return None
    chunks = chunk(tokens, first, min(last, first + LONGEST_SIGNATURE))
    for k, each in enumerate(chunks[:-1]):
        if each.kind == "VG" and each.finite:
            spoken = each.form in ("VBD", "VBZ") and any("clause" in cue.frames for cue in each.cues)
            inverted = spoken and k > 0 and chunks[k - 1].kind == "," and chunks[k + 1].form == "NNP"
            subject = subjects.after(chunks, k) if inverted else None
            return subjects.span(chunks, subject) if subject is not None else None
    return None


def _subject_of(tokens: Tokens, first: int, last: int) -> tuple[int, int] | None:
    """The subject of the first finite verb in tokens ``[first, last)``, if it is a name or a pronoun."""
    if not tokens.language.lexicon:
        return person_in(tokens, first, last)
    chunks = chunk(tokens, first, last)
    for k, each in enumerate(chunks):
        if each.kind == "VG" and each.finite:
            subject = subjects.before(chunks, k)
            if subject is not None and (chunks[subject.first].form in ("NNP", "PRP") or chunks[subject.first].person):
                return subjects.span(chunks, subject)
    return None


def _signed(tokens: Tokens, number: int) -> Draft | None:
    """The speaker that a line behind a quote names after a dash (*“…” — Jane Doe*)."""
    if number + 1 >= len(tokens.sentences):
        return None
    first, last = tokens.sentences[number + 1]
    if tokens.tag[first] not in DASHES or last - first > LONGEST_SIGNATURE:
        return None
    name = next((each for each in chunk(tokens, first + 1, last) if each.kind != "RB"), None)
    if name is None or name.kind != "NP" or name.form != "NNP":
        return None
    return Draft([], "", number, (name.first, name.last), "signed after a dash", (first, first + 1), "—")


def _speaking(own: list[Draft]) -> Draft:
    """The draft of a sentence that a quote behind it goes on with: its quote, else its first with a speaker."""
    quoted = [draft for draft in own if draft.rule in ("quote before the cue", "quote after the cue")]
    named = [draft for draft in own if draft.speaker is not None and not draft.nested]
    return (quoted or named or own)[0]


def _near(tokens: Tokens, before: int, number: int) -> bool:
    """Whether a quote may go on with a statement: the next sentence, or a later one of the same paragraph."""
    if before < 0:
        return False
    return number - before <= 1 or (number - before <= GAP and tokens.paragraph[before] == tokens.paragraph[number])


def _announced(tokens: Tokens, number: int) -> Draft | None:
    """The speaker that a sentence ending in a colon names for the quote after it (*The agency replied:*)."""
    if number == 0 or tokens.form[tokens.sentences[number - 1][1] - 1] != ":":
        return None
    chunks = chunk(tokens, *tokens.sentences[number - 1])
    verbs = [k for k, each in enumerate(chunks) if each.kind == "VG" and (each.finite or each.cues)]
    cues = [k for k in verbs if chunks[k].cues]
    for k in reversed(cues or verbs):
        subject = subjects.before(chunks, k)
        if subject is not None:
            group = chunks[k]
            speaker = subjects.span(chunks, subject)
            return Draft([], "", number, speaker, subject.how, (group.first, group.last), tokens.low[group.head])
    return None


def _whole(tokens: Tokens, i: int) -> bool:
    """Whether a quote is a sentence, not a title or a scare quote."""
    quote = tokens.quotes[tokens.quote[i]]
    inner = tokens.text[quote.inner_start : quote.inner_end].strip()
    if i + 1 < len(tokens) and tokens.form[i + 1] in (".", "…") and inner[:1].isupper() and " " in inner:
        return True  # «Ждать мы умеем».
    return quote.continues or not quote.closed or inner[-1:] in SENTENCE_ENDS or inner.count(" ") >= 3
