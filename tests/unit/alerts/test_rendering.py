"""A message is read in ten seconds: who said what, quoted or reported, why it is told, and where it stands."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts import payload
from alerts.models import (
    Correction,
    CorrectionReason,
    Digest,
    EventType,
    Notice,
    Occasion,
    Subscription,
)
from alerts.plan import bundle_alert, ping_alert, plan, plan_notice
from alerts.rendering import HEADLINE, Rendered, render
from processors.claims import Difference
from processors.models import Kind
from tests.fakes.occasions import NOW, occasion

DESK = Subscription("desk", name="Rail desk", endpoints=("one",))


def message(of: Occasion) -> Rendered:
    return render(json.loads(payload.build(of, DESK, of.event, "alert-1")))


def test_a_quotation_stands_in_marks_and_says_who_quotes_it() -> None:
    quote = occasion("‘We will build four hundred kilometres of track,’", kind=Kind.DIRECT)
    got = message(quote)
    assert got.title == "New: Jane Doe: “We will build four hundred kilometres of track”"
    assert got.text.splitlines()[0] == "“We will build four hundred kilometres of track”"
    assert "quoted by Gazette, 10 March 2026" in got.text


def test_a_quotation_in_two_parts_has_marks_around_the_whole_alone() -> None:
    got = message(occasion("‘We have to think as in wartime,’ … ‘in factories and in budgets.’", kind=Kind.DIRECT))
    assert got.title == "New: Jane Doe: “We have to think as in wartime … in factories and in budgets.”"


def test_a_paraphrase_never_looks_like_a_quotation() -> None:
    got = message(occasion("the railway would grow by four hundred kilometres", kind=Kind.INDIRECT))
    assert got.title == "New: Jane Doe: The railway would grow by four hundred kilometres"
    assert "“" not in got.title + got.text.splitlines()[0]
    assert "reported by Gazette" in got.text


def test_a_paraphrase_comes_with_its_verb_because_a_denial_is_another_thing() -> None:
    said = occasion("the number was several times as high", kind=Kind.INDIRECT)
    denied = replace(said, statement=replace(said.statement, cue="denied"))
    assert message(denied).title == "New: Jane Doe (denied): The number was several times as high"


def test_what_is_new_is_not_measured_against_what_it_has_nothing_to_do_with() -> None:
    far, near = message(occasion(same=0.02)), message(occasion(same=0.4))
    assert "Why new: nothing on record comes near it." in far.text
    assert "300" not in far.text
    assert "40% sure that it is the same" in near.text
    assert "→" not in near.text
    assert "Nearest: “We will build three hundred kilometres.” (Gazette, 1 March 2026)" in near.text


def test_what_was_changed_stands_beside_what_was_said_before() -> None:
    got = message(occasion(event="statement.updated"))
    assert got.title.startswith("Changed: Jane Doe: ")
    assert "Before: “We will build three hundred kilometres.”" in got.text


def test_a_name_that_the_text_uses_instead_is_shown() -> None:
    said = occasion()
    got = message(replace(said, statement=replace(said.statement, speaker="the minister")))
    assert "(“the minister” in the text)" in got.text


def taken_back(reason: CorrectionReason, after: str | None = None, speaker: str | None = None) -> Occasion:
    event = EventType.CORRECTED if reason is CorrectionReason.CORRECTED else EventType.RETRACTED
    differs = (Difference("wording", "four", "five"),) if after else ()
    correction = Correction(reason, "s", "c", "We will build four.", after, 1, differs, "Jane Doe", speaker)
    return replace(occasion(), event=event, correction=correction)


def test_a_correction_says_what_we_told_and_what_it_reads_now() -> None:
    got = message(taken_back(CorrectionReason.CORRECTED, "We will build five."))
    assert got.title.startswith("Correction: Jane Doe: ")
    for line in ("We told you: We will build four.", "It now reads: We will build five.", "Changed: four → five"):
        assert line in got.text


def test_a_retraction_says_what_the_outlet_did_and_who_still_carries_it() -> None:
    down = message(taken_back(CorrectionReason.TAKEN_DOWN))
    assert down.title == "Retracted: Jane Doe: “We will build four.”"
    assert "Gazette has taken the article down." in down.text
    assert "1 other outlet still carries it." in down.text
    moved = message(taken_back(CorrectionReason.ATTRIBUTION_CHANGED, speaker="John Roe"))
    assert "Gazette now gives these words to John Roe." in moved.text


def test_a_digest_lists_each_with_its_link() -> None:
    hourly = replace(DESK, digest=Digest(every=timedelta(hours=1)))
    alerts = [plan(occasion(page=str(n)), [hourly]).alerts[0] for n in range(3)]
    got = render(json.loads(bundle_alert(hourly, alerts, NOW).body))
    assert got.title == "Rail desk: 3 statements"
    assert got.text.count("• New: Jane Doe: “") == 3
    assert "https://gazette.example/2" in got.text


def test_operators_read_a_sentence() -> None:
    notice = Notice(
        EventType.ENDPOINT_PAUSED, "endpoint:desk", "Foreign desk", "default", "failing since May", NOW, NOW
    )
    ops = Subscription("ops", events=frozenset({EventType.ENDPOINT_PAUSED}), endpoints=("mail",))
    got = render(json.loads(plan_notice(notice, [ops]).alerts[0].body))
    assert got.title == "onrecord: endpoint Foreign desk: paused"
    assert got.text.startswith("failing since May\nSince 2026-03-10 ")
    assert render(json.loads(ping_alert("desk", "default", NOW).body)).title == "A test by onrecord"


@given(st.text(min_size=1, max_size=600), st.sampled_from(list(Kind)))
def test_any_words_make_a_headline_of_one_line_and_bounded(text: str, kind: Kind) -> None:
    got = message(occasion(text, kind=kind))
    assert len(got.title) <= HEADLINE + 1
    assert "\n" not in got.title
