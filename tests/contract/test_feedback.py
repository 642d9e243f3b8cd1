"""An editor's word on a decision: what it moves, that the next repeat is decided by it, that it can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from onrecord import past
from onrecord.store import feedback, queries
from onrecord.store import record as record_store
from onrecord.store.base import Store
from onrecord.store.feedback import Feedback
from onrecord.store.filters import StatementFilter
from onrecord.store.queries_figures import outlets_of, volume
from onrecord.store.tables.record import ClaimRow, UtteranceRow
from processors.claims import Utterance
from processors.novelty import Judge

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FORTY = "We will provide 40 billion crowns for the alliance next year"
FIFTY = "We will provide 50 billion crowns for the alliance next year"
PORTS = "The ports of the north stay closed to tankers until spring"


def _said(number: int, text: str, outlet: str) -> Utterance:
    row = {"figure": "f", "text": text, "time": (NOW + timedelta(hours=number)).isoformat(), "outlet": outlet}
    return past.utterance_of({**row, "url": f"https://{outlet}.example/{number}", "lang": "en"}, number, "here")


FIRST, CHANGED, AGAIN, OTHER, LATER = (
    _said(1, FORTY, "northwire"),
    _said(2, FIFTY, "ledger"),
    _said(3, FIFTY, "post"),
    _said(4, PORTS, "northwire"),
    _said(5, FIFTY, "times"),
)


async def _hear(store: Store, *said: Utterance) -> None:
    await past.import_statements(store, said, Judge(), None, lambda _done, _all: None)


async def _say(store: Store, one: Utterance, says: str, actor: str = "edith") -> None:
    async with store.unit() as unit:
        claim = await _claim(store, one)
        assert await feedback.say(unit, "default", Feedback(actor, one.id, claim, says, NOW)) is not None


async def _undo(store: Store, one: Utterance, actor: str = "edith") -> str | None:
    async with store.unit() as unit:
        return await feedback.take_back(unit, "default", actor, one.id)


async def _line(store: Store, one: Utterance) -> queries.StatementLine:
    async with store.view() as view:
        found = await queries.statement(view, one.id)
    assert found is not None
    return found


async def _claim(store: Store, one: Utterance) -> str:
    return (await _line(store, one)).claim_id


async def _state(store: Store) -> dict[str, Any]:
    """All of the record that a word can change."""
    async with store.view() as view:
        utterances = (await view.execute(select(UtteranceRow.id, UtteranceRow.claim_id, UtteranceRow.decision))).all()
        columns = (ClaimRow.id, ClaimRow.variants, ClaimRow.updates, ClaimRow.updated_by, ClaimRow.first_utterance)
        claims = (await view.execute(select(*columns, ClaimRow.text).where(ClaimRow.variants > 0))).all()
        counts = [(one.day, one.decision, one.count) for one in await volume(view, NOW.date(), ["f"])]
    return {"utterances": sorted(map(tuple, utterances)), "claims": sorted(map(tuple, claims)), "days": sorted(counts)}


@pytest.fixture
async def heard(store: Store) -> Store:
    await _hear(store, FIRST, CHANGED, AGAIN, OTHER)
    assert [(await _line(store, one)).decision for one in (FIRST, CHANGED, AGAIN, OTHER)] == [
        "new", "update", "repeat", "new",
    ]  # fmt: skip
    return store


async def test_not_new_takes_the_claim_and_its_repeats_to_the_closest(heard: Store) -> None:
    before = await _claim(heard, CHANGED)
    await _say(heard, CHANGED, "not_new")
    assert await _claim(heard, CHANGED) == await _claim(heard, AGAIN) == await _claim(heard, FIRST)
    assert (await _line(heard, CHANGED)).decision == "repeat"
    assert (await _line(heard, CHANGED)).verdict.decision == "update", "the trail tells what was decided"
    async with heard.view() as view:
        claim = (await queries.claims(view, [await _claim(heard, FIRST)])).popitem()[1]
        assert (claim.variants, set(claim.outlets), claim.updated_by) == (3, {"northwire", "ledger", "post"}, None)
        assert (await queries.claims(view, [before]))[before].variants == 0
        page = await queries.claim_starts(view, StatementFilter(figures=("f",)))
        assert [one.id for one in page.entries] == [OTHER.id, FIRST.id]


async def test_the_next_repeat_is_decided_by_it(heard: Store) -> None:
    await _say(heard, CHANGED, "not_new")
    await _hear(heard, LATER)
    assert (await _line(heard, LATER)).decision == "repeat"
    assert await _claim(heard, LATER) == await _claim(heard, FIRST)
    await _undo(heard, CHANGED)
    assert await _claim(heard, LATER) == await _claim(heard, CHANGED) != await _claim(heard, FIRST)


async def test_new_makes_a_claim_of_its_own_that_the_next_repeats_join(heard: Store) -> None:
    await _say(heard, AGAIN, "new")
    assert (await _line(heard, AGAIN)).decision == "new"
    assert await _claim(heard, AGAIN) not in {await _claim(heard, CHANGED), await _claim(heard, FIRST)}
    async with heard.view() as view:
        assert (await queries.claims(view, [await _claim(heard, CHANGED)])).popitem()[1].variants == 1


async def test_the_wrong_speaker_is_out_of_the_record(heard: Store) -> None:
    await _say(heard, CHANGED, "wrong_speaker")
    assert (await _line(heard, CHANGED)).decision == "disowned"
    assert (await _line(heard, AGAIN)).decision == "new", "who repeated it begins the claim"
    async with heard.view() as view:
        known = {one.id for one, _ in await record_store.load(view, "f", "")}
        listed = await queries.statements(view, StatementFilter(decisions=queries.ON_RECORD))
    assert CHANGED.id not in known
    assert CHANGED.id not in {one.id for one in listed.entries}


@pytest.mark.parametrize("says", ["not_new", "new", "wrong_speaker"])
@pytest.mark.parametrize("one", [FIRST, CHANGED, AGAIN, OTHER], ids=["first", "changed", "again", "other"])
async def test_every_word_can_be_taken_back(heard: Store, one: Utterance, says: str) -> None:
    before = await _state(heard)
    async with heard.view() as view:
        version = await record_store.version(view, "f")
    await _say(heard, one, says)
    changed = await _state(heard)
    assert await _undo(heard, one) == says
    assert {k: [r for r in v if k != "days" or r[2]] for k, v in (await _state(heard)).items()} == before
    async with heard.view() as view:
        assert (await record_store.version(view, "f") > version) is (changed != before), "caches must notice"
        assert await feedback.feedback_on(view, "default", await _claim(heard, one)) == []
    assert await _undo(heard, one) is None


async def test_a_second_word_replaces_the_first(heard: Store) -> None:
    before = await _state(heard)
    await _say(heard, CHANGED, "wrong_speaker")
    await _say(heard, CHANGED, "new")
    assert {k: [r for r in v if k != "days" or r[2]] for k, v in (await _state(heard)).items()} == before
    async with heard.view() as view:
        (word,) = await feedback.feedback_on(view, "default", await _claim(heard, CHANGED))
    assert word.says == "new"


async def test_the_latest_word_on_a_figures_statement_counts(heard: Store) -> None:
    await _say(heard, CHANGED, "not_new")
    await _say(heard, CHANGED, "wrong_speaker", "oscar")
    async with heard.view() as view:
        assert (
            await feedback.words_on(view, {"f"}) == await feedback.words_on(view, ()) == {CHANGED.id: "wrong_speaker"}
        )
        assert await feedback.words_on(view, {"somebody-else"}) == {}


async def test_what_somebody_else_moved_since_stays(heard: Store) -> None:
    await _say(heard, CHANGED, "not_new")
    await _say(heard, CHANGED, "wrong_speaker", "oscar")
    await _undo(heard, CHANGED)
    assert (await _line(heard, CHANGED)).decision == "disowned"


async def test_counts_follow(heard: Store) -> None:
    async with heard.view() as view:
        assert [(name, count) for name, _, count in await outlets_of(view, "f")] == [
            ("northwire", 2), ("ledger", 1), ("post", 1),
        ]  # fmt: skip
    await _say(heard, CHANGED, "not_new")
    async with heard.view() as view:
        days = {one.decision: one.count for one in await volume(view, NOW.date(), ["f"])}
    assert days == {"new": 2, "repeat": 2}


async def test_of_a_statement_that_nobody_decided_nothing_is_kept(heard: Store) -> None:
    word = Feedback("edith", replace(FIRST, id="unknown").id, "no-claim", "new", NOW)
    async with heard.unit() as unit:
        assert await feedback.say(unit, "default", word) is None
        assert await feedback.feedback_on(unit, "default", "no-claim") == []
