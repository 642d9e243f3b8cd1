"""Only lines that are not the article are skipped."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.boilerplate import masked, skips

ARTICLE = (
    "The alliance will meet again in a fortnight, its head said on Monday.",
    "“We have the means and we have the will,” he told reporters after the session in the Polish capital.",
)


def skipped(line: str, title: str = "") -> str:
    text = f"{ARTICLE[0]}\n{line}\n{ARTICLE[1]}"
    return "".join(skip.reason for skip in skips(text, title))


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Minister says budget will double",
        "Mark Rutte arrives for talks. Photo: Anna Kovalenko",
        "Mark Rutte (left) and the Estonian premier in Tallinn on Friday.",
        "The secretary general in Riga. [Valdis Ozols/Reuters]",
        "Polish Defence Minister, Warsaw, Poland, May 3, 2025.",
        "Minister: winter will be hard",
        "Share on Facebook Tweet WhatsApp",
        "© 2025 The Baltic Courier",
        "If you value our reporting, donate today and keep it free for everyone.",
        "Sign up for our newsletter and never miss a story.",
        "By Anna Kovalenko",
        "Reporting by Anna Kovalenko; editing by Piet Hoekstra",
        "Lesen Sie auch: Kanzler sagt Reise ab",
        "Lire aussi : Le président se rend à Varsovie",
        "Читайте також: Генсек НАТО приїде до Києва",
        "Читайте также: Генсек НАТО приедет в Киев",
        "Фото: пресслужба президента",
    ],
)
def test_furniture_is_skipped(line: str) -> None:
    assert skipped(line)


@pytest.mark.parametrize(
    "line",
    [
        "He said so.",
        "“We will not wait.”",
        "The minister shared his view of the talks on Facebook and said the plan would hold.",
        "Rutte told Reuters that the plan would hold and that the allies would pay for it.",
        "Read aloud in parliament, the letter says that the government will not yield.",
        "Related to this is the question of money, she said.",
        "In the photo, the two men shake hands; what they said to each other stayed between them for years afterwards.",
        "He added:",
    ],
)
def test_paragraphs_are_not(line: str) -> None:
    assert skipped(line) == ""


def test_everything_after_the_comments_heading_goes() -> None:
    text = "\n".join([*ARTICLE, "Comments (2)", "jack: Rutte said it all, did he not, and nobody listened to him."])
    (skip,) = skips(text)
    assert text[skip.start :].startswith("Comments (2)")
    assert skip.end == len(text)


def test_a_block_of_teasers_ends_with_the_next_paragraph() -> None:
    teasers = ["Related stories", "Rutte: allies must pay more.", "Kallas says no to Moscow."]
    text = "\n".join([ARTICLE[0], *teasers, ARTICLE[1]])
    assert [text[skip.start : skip.end] for skip in skips(text)] == teasers


def test_the_headline_above_the_text_is_the_headline() -> None:
    title = "Allies agree on new target, says the head of the alliance."
    assert skipped(title, title) == "the headline again"


@given(st.text(alphabet=st.sampled_from("ab AB.\n:“”,1Photo©"), max_size=300))
def test_masking_keeps_every_offset(text: str) -> None:
    found = skips(text)
    assert len(masked(text, found)) == len(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(first.end <= second.start for first, second in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("BRUSSELS (Meridian) - The allies met.", "BRUSSELS (Meridian) - "),
        ("KYIV — The allies met.", "KYIV — "),
        ("WASHINGTON, March 4 (Agency) -- The allies met.", "WASHINGTON, March 4 (Agency) -- "),
        ("Berlin (dpa) - Die Minister trafen sich.", "Berlin (dpa) - "),
        ("NATO allies met.", ""),
        ("NATO-Russia talks - the first in years - failed on Monday.", ""),
        ("The allies (all of them) - and Kyiv - met.", ""),
    ],
)
def test_a_dateline_is_cut_off(line: str, dateline: str) -> None:
    assert "".join(line[skip.start : skip.end] for skip in skips(line)) == dateline
