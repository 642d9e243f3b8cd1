"""Two writers of one article, a poll and a second look: no number of a revision ever stands for two texts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.models import PollRecord, SeenEntry, SourceState
from onrecord.engines.base import ARTICLES, Message
from onrecord.intake import Intake
from onrecord.messages import to_article
from onrecord.roles import KafkaIntake
from onrecord.store import log
from onrecord.store.base import Store
from processors.ids import article_id
from processors.models import Article, Outlet

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
URL = "https://outlet.test/1"
STATE = SourceState("outlet", "https://outlet.test/feed", due=NOW)


class Sent:
    """A broker that takes everything."""

    def __init__(self) -> None:
        self.messages: dict[str, Message] = {}

    async def send(self, messages: Sequence[Message]) -> None:
        await asyncio.sleep(0.01)
        self.messages |= {one.id: one for one in messages}


class Desk:
    """An intake on either engine, and what it has published."""

    def __init__(self, store: Store, engine: str) -> None:
        self._store, self._sent = store, Sent() if engine == "kafka" else None
        sender: Any = self._sent
        clock = lambda: NOW  # noqa: E731
        self.intake = KafkaIntake(store, sender, clock) if self._sent else Intake(store, clock)

    async def published(self) -> list[tuple[int, str]]:
        """Revision and text of every article, in order of their numbers."""
        if self._sent:
            messages = list(self._sent.messages.values())
        else:
            async with self._store.view() as view:
                messages = [message for _, message in await log.read(view, ARTICLES, 0, 100)]
        return sorted((one.revision, one.text) for one in map(to_article, messages))

    async def known(self) -> tuple[int, str]:
        one = (await self.intake.known("outlet", ["url"]))["url"]
        return one.revision, one.content_hash


@pytest.fixture(params=["embedded", "kafka"])
async def desk(store: Store, request: pytest.FixtureRequest) -> Desk:
    made = Desk(store, request.param)
    await made.intake.commit(_poll(_article("first", 1)))
    return made


def _article(text: str, revision: int) -> Article:
    return Article(
        article_id(URL),
        revision,
        URL,
        URL,
        Outlet("outlet", "An outlet"),
        "outlet",
        "Title",
        text,
        f"of {text}",
        NOW,
        NOW,
    )


def _seen(article: Article) -> SeenEntry:
    return SeenEntry(("guid", "url"), article.id, "e", article.content_hash, article.revision, URL, NOW, "read")


def _poll(article: Article) -> PollRecord:
    return PollRecord(STATE, seen=(_seen(article),), articles=(article,))


async def test_a_poll_counts_on_from_a_look_that_came_before_it(desk: Desk) -> None:
    looked, polled = _article("looked at", 2), _article("polled", 2)
    await desk.intake.amend(_seen(looked), looked)
    await desk.intake.commit(_poll(polled))
    assert await desk.published() == [(1, "first"), (2, "looked at"), (3, "polled")]
    assert await desk.known() == (3, "of polled")


async def test_a_look_that_a_poll_came_before_is_dropped(desk: Desk) -> None:
    looked, polled = _article("looked at", 2), _article("polled", 2)
    await desk.intake.commit(_poll(polled))
    await desk.intake.amend(_seen(looked), looked)
    assert await desk.published() == [(1, "first"), (2, "polled")]
    assert await desk.known() == (2, "of polled")


async def test_the_same_words_are_published_once(desk: Desk) -> None:
    same = _article("corrected", 2)
    await desk.intake.amend(_seen(same), same)
    for _ in range(2):
        await desk.intake.commit(_poll(same))
    await desk.intake.amend(_seen(same), same)
    assert await desk.published() == [(1, "first"), (2, "corrected")]
    assert await desk.known() == (2, "of corrected")


async def test_at_the_same_moment_each_text_has_a_number_of_its_own(desk: Desk) -> None:
    for turn in range(1, 8):
        revision, _ = await desk.known()
        looked, polled = (_article(f"{who} {turn}", revision + 1) for who in ("looked", "polled"))
        await asyncio.gather(desk.intake.amend(_seen(looked), looked), desk.intake.commit(_poll(polled)))
    published = await desk.published()
    assert [number for number, _ in published] == list(range(1, len(published) + 1))
    assert {f"polled {turn}" for turn in range(1, 8)} <= {text for _, text in published}
    assert await desk.known() == (published[-1][0], f"of {published[-1][1]}")


async def test_another_article_of_the_same_poll_keeps_its_number(desk: Desk) -> None:
    looked = _article("looked at", 2)
    await desk.intake.amend(_seen(looked), looked)
    other = replace(_article("other", 5), id="other")
    record = _poll(_article("polled", 2))
    record = replace(
        record, articles=(*record.articles, other), seen=(*record.seen, replace(_seen(other), keys=("o",)))
    )
    await desk.intake.commit(record)
    assert (5, "other") in await desk.published()
    assert (await desk.intake.known("outlet", ["o"]))["o"].revision == 5
