"""Recipe of ``processors/languages/en/lexicon.txt``: which parts of speech an English word can have.

Sources, both under the MIT licence and both inside wheels on PyPI: the lexicon of Eric Brill's tagger
(``textblob`` 0.20.1, ``textblob/en/en-lexicon.txt``) and the inflection tables of ``lemminflect`` 0.2.3
(``infl_lu.csv.gz``, ``lemma_lu.csv.gz``). Words that
``processors.tagger.guess`` gets right by their ending are left out.

    python training/statements/lexicon.py TEXTBLOB_DIR LEMMINFLECT_DIR > processors/languages/en/lexicon.txt
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import defaultdict
from pathlib import Path

from processors.wordclasses import guess

KEPT = {
    "NN",
    "NNS",
    "JJ",
    "JJR",
    "JJS",
    "RB",
    "RBR",
    "RBS",
    "VB",
    "VBP",
    "VBZ",
    "VBD",
    "VBN",
    "VBG",
    "MD",
    "IN",
    "CD",
    "UH",
}
WORD = re.compile(r"[a-z]+(?:-[a-z]+)*\Z")


def dominant(path: Path) -> dict[str, str]:
    """Lower-case words with the tag Brill's lexicon gives first."""
    tags = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if len(parts) >= 2 and WORD.match(parts[0]):
            tag = parts[1].split("|")[0]
            if tag in KEPT:
                tags[parts[0]] = {"VBP": "VB", "JJR": "JJ", "JJS": "JJ", "RBR": "RB", "RBS": "RB"}.get(tag, tag)
    return tags


def alternatives(folder: Path) -> dict[str, set[str]]:
    """Every tag that the inflection tables allow a word."""
    found: dict[str, set[str]] = defaultdict(set)
    with gzip.open(folder / "infl_lu.csv.gz", "rt", encoding="utf-8") as rows:
        for row in rows:
            base, pos, forms = row.rstrip("\n").split(",", 2)
            if pos == "noun":
                found[base].add("NN")
                for form in forms.split("/"):
                    found[form].add("NNS")
            elif pos == "verb":
                found[base].add("VB")
                past, participle, ing, third = [*(forms.split(",")), "", "", "", ""][:4]
                for tag, column in (("VBD", past), ("VBN", participle or past), ("VBG", ing), ("VBZ", third)):
                    for form in column.split("/"):
                        found[form].add(tag)
    with gzip.open(folder / "lemma_lu.csv.gz", "rt", encoding="utf-8") as rows:
        for row in rows:
            form, pos, _ = row.rstrip("\n").split(",", 2)
            if pos in ("adj", "adv"):
                found[form].add("JJ" if pos == "adj" else "RB")
    return found


def main(brill: Path, inflections: Path) -> None:
    first = dominant(brill)
    others = alternatives(inflections)
    groups: dict[str, list[str]] = defaultdict(list)
    bases = {word for word, tag in first.items()}
    for base in sorted(bases):
        tags = [first[base], *sorted(others.get(base, set()) - {first[base]})]
        if tuple(tags) != guess(base, {}):
            groups[",".join(tags)].append(base)
    sys.stdout.write(
        "# English words by the parts of speech they can have, likeliest first (training/statements/lexicon.py).\n"
    )
    sys.stdout.write("# From Brill's lexicon (MIT, 1993, MIT and University of Pennsylvania) and lemminflect (MIT).\n")
    for tags, words in sorted(groups.items()):
        sys.stdout.write(f"{tags}: {' '.join(sorted(words))}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
