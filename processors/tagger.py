"""A small, fast part-of-speech guess: a lexicon, word endings, and a pass of rules over each token's neighbours.

The tags are the Penn Treebank's, ``Q`` for a whole quote, and the mark itself for punctuation. The shape (lexicon,
endings, context rules) is Brill's (1992); the rules are written for one job: to tell verbs from nouns and finite verbs
from participles well enough to find who says what.
"""

from __future__ import annotations

from processors.text import Tokens

CLOSED = {
    "DT": "the a an this these those every each some any no another all both either neither half",
    "PRP": """
        i you he she it we they me him us them himself herself itself themselves myself ourselves yourself
    """,
    "PRP$": "my your his her its our their",
    "MD": """
        can could may might must shall should will would ought cannot can't couldn't shouldn't won't wouldn't
        mustn't mightn't 'll
    """,
    "IN": """
        of in on at by for with from into about against between through during before after above below under
        over as if because while although though unless until since than like despite without within among
        amid toward towards upon off out around near across behind beyond via per throughout besides except
        whether inside outside onto alongside concerning regarding atop whereas lest versus including
    """,
    "TO": "to",
    "CC": "and or but nor yet &",
    "WP": "who whom what whose",
    "WDT": "which",
    "WRB": "when where why how",
    "EX": "there",
    "RB": """
        not n't never also only just even still already very too so however then again almost perhaps maybe
        often always once soon later ago rather quite instead indeed away back together ever really now here
        today first yesterday tonight tomorrow meanwhile thus therefore nevertheless nonetheless moreover
        furthermore
    """,
    "CD": """
        one two three four five six seven eight nine ten eleven twelve hundred thousand million billion trillion
        dozen
    """,
    "BE": "is are was were be been being am 're 'm isn't aren't wasn't weren't ain't",
    "HAVE": "has have had having 've hasn't haven't hadn't",
    "DO": "do does did don't doesn't didn't",
}
CLOSED_TAG = {word: tag for tag, words in CLOSED.items() for word in words.split()} | {
    "say": "VB",
    "that": "THAT",
    "'s": "POS",
    "'d": "MD",
}
SHORTEST_HEADLINE = 5
"""Long words, all with a capital, that make a line one in headline capitals."""
NOUN_TAGS = frozenset(["NN", "NNS", "NNP", "PRP", "CD", "Q", "EX"])
VERB_TAGS = frozenset(["VB", "VBZ", "VBD", "VBN", "VBG"])
AUXILIARY = frozenset(["BE", "HAVE", "DO", "MD"])
LEFT_OF_NOUN = frozenset(["DT", "PRP$", "JJ", "POS", "CD"])
NAME_PARTICLES = frozenset("van von de der den del della di da al el bin ibn la le ten ter".split())  # noqa: SIM905
"""Words without a capital inside names; names travel, so they are the same in every language."""
NAMING = frozenset(["called", "named", "titled", "dubbed", "headed"])
FINITE = frozenset(["VBD", "VBZ", "BE", "HAVE"])
BEFORE_PARTICIPLE = frozenset(["BE", ",", "CC", "-", "–", "—", "RB"])
AFTER_PARTICIPLE = frozenset(["TO", "THAT", "DT", "PRP", "PRP$", "Q", "WP", "WRB", "NNP"])
HAS_VERB = frozenset(["VBD", "VBZ", "VB", "BE", "HAVE", "MD", "DO"])
BEFORE_FINITE = frozenset([",", "NNP", "NN", "NNS", "PRP", "RB"])
BEFORE_TITLE = frozenset(["VBD", "VBZ", "JJ", "NN", "VB"])
ADJECTIVE_ENDINGS = ("able", "ible", "ous", "ive", "ful", "less", "ical", "ish", "ian")
NOUN_ENDINGS = (
    "ness",
    "ment",
    "tion",
    "sion",
    "ity",
    "ism",
    "ist",
    "ship",
    "hood",
    "ance",
    "ence",
    "ology",
    "er",
    "or",
)


def guess(word: str, lexicon: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Tags that a lower-case word can have, likeliest first, by the lexicon or else by its ending."""
    known = lexicon.get(word)
    if known:
        return known
    if word.endswith("ly"):
        return ("RB",)
    if word.endswith("ing") and len(word) > 4:
        return ("VBG", "NN")
    if word.endswith("ed") and len(word) > 4:
        return ("VBD", "VBN")
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return _plural(word, lexicon)
    if word.endswith(ADJECTIVE_ENDINGS) or "-" in word:
        return ("JJ", "NN")
    return ("NN",)


def _plural(word: str, lexicon: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    stems = [word[:-1]]
    if word.endswith("ies"):
        stems.append(word[:-3] + "y")
    if word.endswith("es"):
        stems.append(word[:-2])
    for stem in stems:
        tags = lexicon.get(stem)
        if tags:
            mapped = [{"NN": "NNS", "VB": "VBZ"}.get(tag) for tag in tags]
            kept = tuple(tag for tag in mapped if tag)
            if kept:
                return kept
    return ("NNS",)


def tag(tokens: Tokens) -> None:
    """Fills ``tokens.tag``; linear."""
    tags: list[str] = []
    options: list[tuple[str, ...]] = []
    starts = {first for first, _ in tokens.sentences}
    lexicon = tokens.language.lexicon
    rough = not lexicon
    titled = set() if rough else _headlines(tokens)
    for i in range(len(tokens)):
        found = _rough(tokens, i) if rough else _first(tokens, i, i in starts, lexicon)
        if i in titled and found[0] == "NNP" and len(found) > 1:
            found = found[1:]
        options.append(found)
        tags.append(found[0])
    if not rough:
        for first, last in tokens.sentences:
            _context(tokens.low, tags, options, first, last)
            _find_finite(tags, options, first, last)
            _find_reported(tokens, tags, options, first, last)
    tokens.tag = tags
    if not rough:
        for first, last in tokens.sentences:
            _find_last_cue(tokens, options, first, last)


def _headlines(tokens: Tokens) -> set[int]:
    """Tokens of sentences in headline capitals, where a capital tells nothing: those whose word is known as a verb."""
    found: set[int] = set()
    for first, last in tokens.sentences:
        words = [i for i in range(first, last) if len(tokens.form[i]) > 3 and tokens.form[i][0].isalpha()]
        words = [i for i in words if tokens.low[i] not in CLOSED_TAG]
        if len(words) < SHORTEST_HEADLINE or not all(tokens.form[i][0].isupper() for i in words):
            continue
        for i in range(first + 1, last):
            if _first_name(tokens, i):
                continue
            known = tokens.language.lexicon.get(tokens.low[i]) or guess(tokens.low[i], tokens.language.lexicon)
            if known[0] in VERB_TAGS or tokens.low[i] in tokens.language.verbs:
                found.add(i)
    return found


def _first(tokens: Tokens, i: int, starts: bool, lexicon: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The tags of a token by itself."""
    if tokens.quote[i] >= 0:
        return ("Q",)
    form, low = tokens.form[i], tokens.low[i]
    first = form[0]
    if first.isdigit() or (first == "$" and len(form) > 1):
        return ("CD",)
    if low == "'" and _plural_possessive(tokens, i):
        return ("POS",)
    if not first.isalnum() and low not in CLOSED_TAG:
        return (form[:1],)
    if first.isupper() and not starts and low in tokens.language.months:
        return ("NNP",)
    if first.isupper() and len(form) > 2 and _first_name(tokens, i):
        return ("NNP",)
    closed = CLOSED_TAG.get(low)
    if closed and (
        first.islower() or (len(form) > 1 and not form.isupper()) or starts or form in ("I", "A") or not first.isalpha()
    ):
        return (closed, *lexicon.get(low, ())) if closed == "RB" else (closed,)
    if first.isupper():
        if starts and i + 1 < len(tokens) and tokens.form[i + 1] == ":":
            return ("NNP",)
        if low in tokens.language.of("weekdays") or low in tokens.language.of("months"):
            return ("NNP",)
        known = lexicon.get(low) or (low.endswith(("ly", "ing", "ed", "s")) and guess(low, lexicon))
        if starts and known and known[0] in ("NN", "NNS", "JJ") and _name_follows(tokens, i):
            return ("NNP",)
        if starts and known and form[1:].islower():
            return ("NNP" if known[0] == "NN" and low not in lexicon else known[0], *known[1:], "NNP")
        if form.isupper() and len(form) > 5 and known:
            return known
        return ("NNP", *(known or ()))
    found = guess(low, lexicon)
    if low in NAME_PARTICLES and _inside_name(tokens, i):
        return ("NNP",)
    return ("NN",) if found[0] == "JJ" and low in tokens.language.roles.get("people", ()) else found


def _first_name(tokens: Tokens, i: int) -> bool:
    """Whether a known first name stands before another capital (*Will Rogers*, not *Will he go?*)."""
    known = any(tokens.low[i] in names for names in tokens.language.names.values())
    return known and i + 1 < len(tokens) and tokens.form[i + 1][0].isupper()


def _inside_name(tokens: Tokens, i: int) -> bool:
    """Whether a particle stands between capitals, alone or with a second one (*Ursula von der Leyen*)."""
    behind = i - 1 - (i > 1 and tokens.low[i - 1] in NAME_PARTICLES)
    ahead = i + 1 + (i + 1 < len(tokens) and tokens.low[i + 1] in NAME_PARTICLES)
    inside = behind >= 0 and ahead < len(tokens)
    return inside and tokens.form[behind][0].isupper() and tokens.form[ahead][0].isupper()


def _plural_possessive(tokens: Tokens, i: int) -> bool:
    """The apostrophe of *the states' rights*."""
    attached = i > 0 and tokens.end[i - 1] == tokens.start[i] and tokens.low[i - 1].endswith("s")
    return attached and i + 1 < len(tokens) and tokens.start[i + 1] > tokens.end[i]


def _name_follows(tokens: Tokens, i: int) -> bool:
    """Whether the next token is capitalised as well, and so a sentence's first word may begin a name."""
    return i + 1 < len(tokens) and tokens.form[i + 1][0].isupper() and tokens.low[i + 1] not in CLOSED_TAG


def _rough(tokens: Tokens, i: int) -> tuple[str, ...]:
    """The tag of a token in a language without a lexicon: closed classes, cues, capitals."""
    if tokens.quote[i] >= 0:
        return ("Q",)
    form, low, language = tokens.form[i], tokens.low[i], tokens.language
    if not form[0].isalnum() and len(form) < 3:
        return (form[:1],)
    for job, kind in ROUGH_JOBS:
        if low in language.of(job):
            return (kind,)
    if any(low in words for job, words in language.pronouns.items() if not job.startswith("possessive")):
        return ("PRP",)
    if low in language.verbs:
        return ("VBD",)
    if form[0].isupper():
        return ("NNP",)
    if low in language.roles.get("people", ()) or low in language.roles.get("bodies", ()):
        return ("NN",)
    return ("CD",) if form[0].isdigit() else ("XX",)


ROUGH_JOBS = (
    ("complementisers", "THAT"),
    ("determiners", "DT"),
    ("prepositions", "IN"),
    ("conjunctions", "CC"),
    ("auxiliaries", "BE"),
    ("adverbs", "RB"),
    ("times", "RB"),
)


def _context(low: list[str], tags: list[str], options: list[tuple[str, ...]], first: int, last: int) -> None:
    """One pass over a sentence that settles what a word is from the words before and after it."""
    for i in range(first, last):
        tag_here = tags[i]
        if len(options[i]) < 2 and tag_here not in ("THAT", "POS", "PRP$", "VBD", "VBN"):
            continue
        before = tags[i - 1] if i > first else "."
        after = tags[i + 1] if i + 1 < last else "."
        if tag_here == "THAT":
            tags[i] = _that(before, after)
        elif tag_here == "POS":
            tags[i] = _apostrophe_s(low, i, before, after)
        elif tag_here != "PRP$":
            tags[i] = _open_class(low, tags, options, i, first)


def _find_finite(tags: list[str], options: list[tuple[str, ...]], first: int, last: int) -> None:
    """A sentence whose only verb was taken for a participle (*Holt, the mayor, called on …*) gets it back."""
    if any(tags[i] in HAS_VERB and tags[i - 1] != "TO" for i in range(first + 1, last)):
        return
    for i in range(first + 1, last):
        if tags[i] == "VBN" and "VBD" in options[i] and tags[i - 1] in BEFORE_FINITE:
            tags[i] = "VBD"
            return


def _find_reported(tokens: Tokens, tags: list[str], options: list[tuple[str, ...]], first: int, last: int) -> None:
    """*said the plan works*: behind a verb that takes a clause and no object, the phrase ends in its verb."""
    verbs = tokens.language.verbs
    for i in range(first + 1, last - 1):
        if tags[i] != "NNS" or "VBZ" not in options[i] or tags[i - 1] != "NN" or tags[i + 1] not in (",", "."):
            continue
        k = i - 1
        while k > first and tags[k] in ("NN", "JJ", "DT", "PRP$", "THAT", "POS"):
            k -= 1
        cues = verbs.get(tokens.low[k], ()) if tags[k] in ("VBD", "VBZ", "VB", "VBG") else ()
        if cues and all("clause" in cue.frames and "object" not in cue.frames for cue in cues):
            tags[i] = "VBZ"


def _find_last_cue(tokens: Tokens, options: list[tuple[str, ...]], first: int, last: int) -> None:
    """*…, Jane Holt reports.*: the last word of a sentence, behind a comma and a name, is a cue and no plural."""
    tags, i = tokens.tag, last - 2
    if i - 2 <= first or tags[i] != "NNS" or tags[last - 1] != "." or "VBZ" not in options[i]:
        return
    if tokens.low[i] not in tokens.language.verbs or tags[i - 1] not in ("NNP", "NN"):
        return
    j = i - 1
    while j > first and tags[j] in ("NNP", "NN", "DT", "JJ"):
        j -= 1
    if tags[j] == ",":
        tags[i] = "VBZ"


def _that(before: str, after: str) -> str:
    if after == "," and (before in VERB_TAGS or before in ("NN", "NNS", "NNP", "PRP")):
        return "THAT"
    if after in (",", ".", ";", ":", "?", "!") or (after in ("BE", "MD") and before not in ("NN", "NNS", "NNP")):
        return "DT" if before in ("IN", "TO") or before in VERB_TAGS else "WDT"
    if before in ("IN", "TO"):
        return "DT"
    if before in ("NN", "NNS") and (after in VERB_TAGS or after in AUXILIARY):
        return "WDT"
    return "THAT"


def _apostrophe_s(low: list[str], i: int, before: str, after: str) -> str:
    if before in ("PRP", "EX", "WP", "WRB", "WDT", "RB") or low[i - 1] in ("that", "here", "what", "who", "it"):
        return "BE"
    if after in ("DT", "VBG", "IN", "TO") or (i + 1 < len(low) and low[i + 1] in ("not", "been", "also")):
        return "BE"
    return "POS"


def _after_auxiliary(low: list[str], tags: list[str], i: int, first: int) -> str | None:
    """The auxiliary that a verb at ``i`` would belong to, over adverbs and, in a question, its subject."""
    j = i - 1
    while j >= first and (tags[j] == "RB" or low[j] in ("not", "n't")):
        j -= 1
    if j < first:
        return None
    if tags[j] in AUXILIARY or tags[j] == "TO":
        return tags[j]
    return None


def _open_class(low: list[str], tags: list[str], options: list[tuple[str, ...]], i: int, first: int) -> str:
    here, can = tags[i], options[i]
    before = tags[i - 1] if i > first else "."
    after = tags[i + 1] if i + 1 < len(tags) else "."
    if before in ("VBN", "VBG") and i - 2 >= first and tags[i - 2] in ("DT", "PRP$", "POS"):
        before = "JJ"
    helper = _after_auxiliary(low, tags, i, first)
    verbs = [kind for kind in can if kind in VERB_TAGS]
    nouns = [kind for kind in can if kind in ("NN", "NNS", "JJ", "NNP")]
    if here == "NNP":
        return here
    if "VBG" in can and _gerund(low[i], before, after):
        return "VBG"
    if here == "NN" and "VB" in can and (before, after) == ("RB", "TO") and tags[max(first, i - 2)] in ("NNS", "PRP"):
        return "VB"
    if here == "VB" and "NN" in can and helper is None and after == "NNP" and before in BEFORE_TITLE:
        return "NN"
    if helper in ("MD", "TO", "DO") and "VB" in can:
        return "VB"
    if here == "VBG" and before in ("DT", "PRP$", "POS") and after not in ("NN", "NNS", "JJ", "NNP"):
        return "NN"
    adjectival = here == "JJ" and "VBD" in can and low[i].endswith("ed")
    if adjectival and after in AFTER_PARTICIPLE and (before in NOUN_TAGS or before == ","):
        return "VBD"
    participle = low[i].endswith("ing") and here in ("JJ", "NN", "IN") and before in BEFORE_PARTICIPLE
    if participle and (after in AFTER_PARTICIPLE or (after == "IN" and "VBG" in can and before in (",", "RB", "BE"))):
        return "VBG"
    if (
        "RB" in can
        and after in ("VBD", "VBN", "VBG")
        and (before in ("PRP", "NNP", "NN", "NNS") or before in AUXILIARY)
    ):
        return "RB"
    if helper in ("HAVE", "BE") and here in ("VBD", "VBN", "VB") and ("VBN" in can or here == "VBD"):
        return "VBN"
    if here == "VBZ" and i > first and low[i - 1] in ("this", "that", "each", "another"):
        return here
    if here in VERB_TAGS and before in LEFT_OF_NOUN and here not in ("VBN", "VBG"):
        if nouns:
            return nouns[0]
        if here == "VBD" and after in ("NN", "NNS", "NNP", "JJ"):
            return "VBN"
        return here
    if here in ("VBN", "VBD") and helper is None and (low[i].endswith("ed") or {"VBN", "VBD"} <= set(can)):
        return _past(low, tags, i, first, can[0])
    ends = after in (".", ",") or (i + 2 < len(tags) and tags[i + 2] == "." and after in ("IN", "RB"))
    if tags[first] == "Q" and ends and "VBZ" in verbs and before in ("NN", "NNP", "NNS"):
        return "VBZ"
    if here in ("NN", "NNS", "JJ", "IN", "RB") and verbs and helper is None:
        return _maybe_verb(verbs, here, before, after)
    if here in ("VB", "VBZ") and nouns:
        if before in ("IN", "CC") and after in ("IN", ",", ".", "CC", "BE", "MD", "HAVE", "VBD", "VBZ"):
            return nouns[0]
        if here == "VBZ" and before == "NNS" and "NNS" in can:
            return "NNS"
    return here


def _gerund(word: str, before: str, after: str) -> bool:
    """*by promising to …*, *by warning darkly that …*: a verb behind a preposition, with its complement."""
    if not word.endswith("ing"):
        return False
    return (before in ("IN", ",", "CC") and after in ("TO", "THAT")) or (before, after) == ("IN", "RB")


def _past(low: list[str], tags: list[str], i: int, first: int, likeliest: str) -> str:
    """Past tense or participle of a form that can be both, where no auxiliary stands before it."""
    before = tags[i - 1] if i > first else "."
    after = tags[i + 1] if i + 1 < len(tags) else "."
    if before == "IN" and after in ("NN", "NNS", "JJ"):
        return "VBN"
    if low[i - 1] == "than" and i > first:
        return "VBN"
    if low[i] in NAMING and before in ("NN", "NNS") and not FINITE.isdisjoint(tags[max(first, i - 6) : i - 1]):
        return "VBN"
    if before == "CC" and _follows_passive(tags, i - 1, first) and after not in ("PRP", "THAT"):
        return "VBN"
    by = low[i + 1 : i + 2] == ["by"] and (likeliest == "VBN" or low[i].endswith("ed"))
    if by or before in ("BE", "HAVE", "JJ", "DT", "PRP$", "POS"):
        return "VBN"
    if before == "RB" and i - 2 >= first and tags[i - 2] in ("DT", "PRP$", "POS"):
        return "VBN"
    if likeliest == "VBN" and before in (",", "(", "IN", "-", "–", "—") and after in ("IN", ",", "."):
        return "VBN"
    return "VBD"


def _follows_passive(tags: list[str], i: int, first: int) -> bool:
    """Whether the last verb before ``i`` is passive (*was detained and told*)."""
    for j in range(i - 1, max(first, i - 8), -1):
        if tags[j] in VERB_TAGS:
            return tags[j] == "VBN" and "BE" in tags[max(first, j - 2) : j]
    return False


def _maybe_verb(verbs: list[str], here: str, before: str, after: str) -> str:
    """A word that is a noun as a rule and could be a verb: a verb between a subject and what follows verbs."""
    finite = [kind for kind in verbs if kind in ("VBZ", "VBD", "VB")]
    if not finite or here in ("IN", "RB", "JJ"):
        return here
    opens = after in (
        "DT",
        "PRP",
        "PRP$",
        "THAT",
        "Q",
        "TO",
        "WRB",
        "WP",
        "NNP",
        ":",
        "IN",
        "CD",
        "EX",
        "RB",
        "JJ",
        "NNS",
    )
    if before in ("PRP", "WP", "WDT", "EX") and finite[0] != "VBD":
        return finite[0]
    if (
        before in ("NNP", "NNS", "NN", ")")
        and after in ("DT", "PRP", "PRP$", "THAT", "Q", "WRB", "WP", "EX", ":")
        and finite[0] == "VBZ"
    ):
        return "VBZ"
    if before == "NNS" and finite[0] == "VB" and opens and after != "IN":
        return "VB"
    if before == "RB" and finite[0] == "VBZ" and opens:
        return "VBZ"
    return here
