"""Texts in pieces, wordings held together, forms as specs, days as bars."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from alerts.spec import SubscriptionSpec
from onrecord.store.queries_figures import DayCount
from onrecord.web.console import charts, forms, marks
from onrecord.web.console.marks import Mark
from onrecord.web.console.pages import outside, when
from onrecord.web.console.signin import inside


def test_a_text_is_cut_where_marks_begin_and_end() -> None:
    pieces = marks.cut(
        "“We go,” Berg said.", [Mark(0, 8, "said", "/claims/1"), Mark(9, 13, "speaker"), Mark(14, 18, "cue")]
    )
    assert [(one.text, one.names) for one in pieces] == [
        ("“We go,”", "said"), (" ", ""), ("Berg", "speaker"), (" ", ""), ("said", "cue"), (".", ""),
    ]  # fmt: skip
    assert pieces[0].link == "/claims/1"


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=5))
def test_pieces_put_together_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    pieces = marks.cut(text, [Mark(a, b, "m") for a, b in spans])
    assert "".join(one.text for one in pieces) == text


@given(st.text(max_size=60), st.text(max_size=60))
def test_changes_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    words = "".join(one.text for one in marks.changes(before, after) if one.kind != "left")
    assert len(words) == len("".join(marks._WORDS.findall(after)))


def test_wordings_are_held_together_word_by_word() -> None:
    first, second = "“We will provide 40 billion crowns,”", "we will provide some 40 billion"
    assert [one.text.strip() for one in marks.came(marks.changes(first, second)) if one.kind == "came"] == ["some"]
    assert marks.left(marks.changes(first, second)) == ["crowns,”"]


def test_bars_stand_for_what_they_count() -> None:
    since = date(2026, 3, 1)
    counts = [DayCount("a", date(2026, 3, 1), "new", 2), DayCount("a", date(2026, 3, 9), "repeat", 4)]
    chart = charts.bars(counts, since, 14, (140, 40), 7)
    assert [sum(bar.counts.values()) for bar in chart.bars] == [2, 4]
    assert chart.highest == 4
    assert chart.bars[0].words == "1 Mar to 7 Mar: 2 new"
    assert all(0 <= y <= 40 for bar in chart.bars for _, y, _ in bar.parts)


def test_a_form_is_the_spec_that_it_says() -> None:
    form = FormData([
        ("name", "Berg on mönéy"), ("figures", "anna-berg"), ("topics", "budget"), ("events", "statement.new"),
        ("kinds", "direct"), ("corroboration", "2"), ("quiet_from", "22:00"), ("quiet_to", "07:00"),
        ("timezone", "Europe/Berlin"), ("rate", "20"), ("digest", ""), ("min_confidence", "0.7"),
    ])  # fmt: skip
    spec, wrong = forms.checked(SubscriptionSpec, forms.subscription_values(form))
    assert not wrong
    assert spec.id == "berg-on-money"
    assert (spec.corroboration, spec.min_confidence, spec.rate_limit.alerts) == (2, 0.7, 20)
    assert spec.quiet_hours.timezone == "Europe/Berlin"


def test_what_is_wrong_with_a_form_is_said_by_field() -> None:
    form = FormData([("name", "x"), ("kinds", "shouted"), ("events", "statement.new")])
    _, wrong = forms.checked(SubscriptionSpec, forms.subscription_values(form))
    assert "kinds" in wrong.fields


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "", "\t/x"]
)
def test_signing_in_leads_nowhere_else(target: str) -> None:
    assert inside(target) == "/"
    assert inside("/claims/1?x=2") == "/claims/1?x=2"


def test_a_feeds_address_cannot_be_a_script() -> None:
    assert outside("javascript:alert(1)") == "#"
    assert outside("https://example.org/a") == "https://example.org/a"
    assert when(None, "<b>") == "&lt;b&gt;"
