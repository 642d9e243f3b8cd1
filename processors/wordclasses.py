"""What a word can be by itself: closed classes, the lexicon, and word endings where the lexicon has none."""

from __future__ import annotations

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
NOUN_TAGS = frozenset(["NN", "NNS", "NNP", "PRP", "CD", "Q", "EX"])
VERB_TAGS = frozenset(["VB", "VBZ", "VBD", "VBN", "VBG"])
AUXILIARY = frozenset(["BE", "HAVE", "DO", "MD"])
LEFT_OF_NOUN = frozenset(["DT", "PRP$", "JJ", "POS", "CD"])
NAME_PARTICLES = frozenset("van von de der den del della di da al el bin ibn la le ten ter".split())  # noqa: SIM905
"""Words without a capital inside names; names travel, so they are the same in every language."""
ADJECTIVE_ENDINGS = ("able", "ible", "ous", "ive", "ful", "less", "ical", "ish", "ian")


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
