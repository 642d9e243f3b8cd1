"""Which statements of an article are one passage: pieces of a sentence, what points back, a matter in two halves."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.models import Kind, Statement
from processors.passages import How, Link, in_turn, links

CLAUSE, PHRASE = "that-clause", "noun phrase content"
WHO = "jane-doe"


def read(text: str, *marked: tuple[str, str], cue: str = "said", figure: str = WHO) -> list[Statement]:
    """A statement for each marked piece of ``text``, with its rule."""
    found, place = [], 0
    for piece, rule in marked:
        place = text.index(piece, place)
        span = (place, place + len(piece))
        found.append(Statement(*span, (span,), piece, Kind.INDIRECT, 0.9, rule, "Doe", None, figure, cue, lang="en"))
    return found


def test_a_sentence_that_points_back_goes_on_from_the_one_before_it() -> None:
    text = "Doe said the northern tunnel would open in May. “This makes the valley safer,” she added."
    told = read(text, ("the northern tunnel would open in May", CLAUSE), ("“This makes the valley safer,”", CLAUSE))
    assert links(text, "", told) == {1: Link(0, How.POINTS_BACK, "this")}


@pytest.mark.parametrize(
    "second",
    ["This will cost 40 million euros", "This was the idea of the engineer Anna Holm", "Thistles grow in the valley"],
)
def test_what_says_something_of_its_own_does_not(second: str) -> None:
    text = f"Doe said the northern tunnel would open in May. {second}, she added."
    told = read(text, ("the northern tunnel would open in May", CLAUSE), (second, CLAUSE))
    assert links(text, "", told) == {}


def test_a_clause_that_hangs_on_a_noun_phrase_is_one_statement_with_it() -> None:
    text = "Doe voiced concern about the old road, urging the county to shut the bridge."
    told = [
        *read(text, ("concern about the old road", PHRASE), cue="voiced"),
        *read(text, ("the county to shut the bridge", "addressee and infinitive"), cue="urging"),
    ]
    assert links(text, "", told) == {1: Link(0, How.ONE_SENTENCE, "urging")}


def test_a_noun_phrase_of_one_matter_with_the_sentence_before_joins_it() -> None:
    text = (
        "Doe spoke of tunnels and of roads. She urged the town of Velm to mend its dikes. "
        "She praised the volunteers of Velm. Roads and tunnels came last."
    )
    told = read(
        text, ("the town of Velm to mend its dikes", "addressee and infinitive"), ("the volunteers of Velm", PHRASE)
    )
    assert links(text, "", told) == {1: Link(0, How.SAME_MATTER, "Velm")}


def test_a_matter_of_the_whole_article_is_none_of_the_passage() -> None:
    text = (
        "Velm was flooded. She urged the town of Velm to mend its dikes. She praised the people of Velm. Velm is poor."
    )
    told = read(
        text, ("the town of Velm to mend its dikes", "addressee and infinitive"), ("the people of Velm", PHRASE)
    )
    assert links(text, "", told) == {}


def test_a_noun_phrase_that_the_next_sentence_puts_into_words_joins_that_sentence() -> None:
    text = "Doe stressed the need for more contributions. She asked all towns to contribute 5 million crowns."
    told = read(text, ("the need for more contributions", PHRASE), ("all towns to contribute 5 million crowns", CLAUSE))
    assert links(text, "", told) == {0: Link(1, How.SAME_MATTER, "contribute")}
    assert in_turn(2, links(text, "", told)) == [1, 0]


def test_two_speakers_are_never_one_passage() -> None:
    text = "Doe said the tunnel would open in May. This makes the valley safer, Roe said."
    told = [
        *read(text, ("the tunnel would open in May", CLAUSE)),
        *read(text, ("This makes the valley safer", CLAUSE), figure="john-roe"),
    ]
    assert links(text, "", told) == {}


def test_far_apart_is_no_passage() -> None:
    between = "The valley has waited for years, and its people have heard many promises of this kind before. " * 2
    text = f"Doe said the tunnel would open in May. {between}This makes the valley safer, she said."
    told = read(text, ("the tunnel would open in May", CLAUSE), ("This makes the valley safer", CLAUSE))
    assert links(text, "", told) == {}


@given(st.lists(st.sampled_from([-1, 0, 1]), min_size=1, max_size=12))
def test_in_turn_each_once_and_after_what_it_belongs_to(steps: list[int]) -> None:
    found: dict[int, Link] = {}
    for before, here in pairwise(range(len(steps))):
        if steps[here] == 1 and before not in found:
            found[before] = Link(here, How.SAME_MATTER, "x")
        elif steps[here] == -1:
            found[here] = Link(before, How.POINTS_BACK, "x")
    order = in_turn(len(steps), found)
    assert sorted(order) == list(range(len(steps)))
    assert all(order.index(link.onto) < order.index(place) for place, link in found.items())
