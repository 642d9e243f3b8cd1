"""Killed at any moment, the program loses nothing and never gives one alert two contents."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from onrecord.outlets import Outlets, Page, Site
from onrecord.receiver import Receiver

SECRET = "whsec_" + "a2lsbGVk" * 4
KILLS = 10
ARTICLES = 300
PUBLISHING_S = 45.0
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

SUBJECTS = (
    "the harbour tunnel", "every village school", "the northern pipeline", "the pension office", "the rescue fleet",
    "the grain terminal", "the border clinic", "the wind farm", "the national archive", "the rail depot",
    "the vaccine plant", "the customs union", "the river dam", "the satellite station", "the fishing quota",
    "the opera house", "the asylum centre", "the copper mine", "the coast guard", "the science academy",
)  # fmt: skip
PREDICATES = (
    "will open before the winter", "has run out of money", "must be sold to the workers", "was built on a lie",
    "needs two hundred engineers", "is safe from the storm", "will move to the capital", "deserves a public inquiry",
    "has doubled its output", "cannot be insured any longer", "will be named after a poet", "belongs to the children",
    "was flooded in the night", "is guarded by volunteers", "will cost less than feared",
)  # fmt: skip
PEOPLE = {"ada-marlow": "Ada Marlow", "teo-brandt": "Teo Brandt", "ines-varga": "Ines Varga"}


def write_configuration(folder: Path, outlets: Outlets, receiver: Receiver) -> None:
    figures = [{"id": key, "name": name, "aliases": [name.split()[1]]} for key, name in PEOPLE.items()]
    sources = [
        {
            "id": site.id,
            "name": site.name,
            "url": outlets.feed_url(site.id),
            "shortest": 1.0,
            "longest": 1.0,
            "lang": "en",
        }
        for site in outlets.sites.values()
    ]
    subscription = {"id": "all", "figures": list(PEOPLE), "endpoint": {"url": receiver.url, "secret": SECRET}}
    for name, content in {
        "figures": {"figures": figures},
        "topics": {"topics": []},
        "sources": {"sources": sources},
        "subscriptions": {"subscriptions": [subscription]},
    }.items():
        (folder / f"{name}.yaml").write_text(json.dumps(content), encoding="utf-8")


def article(folder: Path, number: int) -> Page:
    name = list(PEOPLE.values())[number % len(PEOPLE)]
    claim = f"{SUBJECTS[number % 20]} {PREDICATES[number // 20]}"
    file = folder / f"story-{number}.txt"
    file.write_text(
        f"{name} said on Monday that {claim}.\n"
        "The remarks were made at a meeting of the regional council, which lasted until the evening and was attended "
        "by delegates of all districts, according to the programme that had been handed out to visitors.\n",
        encoding="utf-8",
    )
    return Page(f"story-{number}", f"Council meets, part {number}", START + timedelta(minutes=number), file)


@asynccontextmanager
async def program(environment: dict[str, str], log: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "onrecord", "run", env=environment, stderr=errors, stdout=errors
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()


def unfinished(database: Path) -> str:
    """What is still to be done, in words; empty when all articles are filed, decided and delivered."""
    if not database.exists():
        return "no database yet"
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30) as connection:
        count = lambda query: connection.execute(query).fetchone()[0]  # noqa: E731
        try:
            if (filed := count("SELECT count(DISTINCT id) FROM articles")) < ARTICLES:
                return f"{filed} of {ARTICLES} articles filed"
            if left := count(
                "SELECT count(*) FROM log WHERE position > coalesce("
                "(SELECT min(position) FROM positions WHERE stage = CASE log.channel "
                "WHEN 'onrecord.articles.v1' THEN 'read' ELSE 'decide' END), 0)"
            ):
                return f"{left} messages unread"
            if left := count("SELECT count(*) FROM deliveries WHERE state = 'pending'"):
                return f"{left} deliveries pending"
        except sqlite3.OperationalError as error:
            return str(error)
    return ""


@pytest.mark.slow
@pytest.mark.timeout(280)
async def test_ten_kills_lose_nothing(tmp_path: Path) -> None:
    chance = random.Random(20260302)
    settings, pages = tmp_path / "config", tmp_path / "pages"
    settings.mkdir()
    pages.mkdir()
    sites = [Site(f"desk-{n}", f"Desk {n}", ("rss", "atom", "json")[n % 3]) for n in range(6)]
    async with Outlets(sites) as outlets, Receiver(SECRET) as receiver:
        write_configuration(settings, outlets, receiver)
        environment = {
            **os.environ,
            "ONRECORD_HTTP_PORT": "0",
            "ONRECORD_DATA_DIR": str(tmp_path / "var"),
            "ONRECORD_CONFIG_DIR": str(settings),
            "ONRECORD_FETCH_ALLOW": f"127.0.0.1/32:{outlets.port}",
            "ONRECORD_NOVELTY_THRESHOLD": "1",  # only the same words repeat: this test is not about novelty
            "ONRECORD_FETCH_PAGE_GAP": "0",
            "ONRECORD_FETCH_PER_HOST": "16",
            "ONRECORD_DELIVERY_ALLOW": f"127.0.0.1/32:{receiver.port}",
        }
        publishing = asyncio.create_task(publish(outlets, pages))
        for _ in range(KILLS):
            async with program(environment, tmp_path / "log"):
                await asyncio.sleep(chance.uniform(1.0, PUBLISHING_S / KILLS * 1.6))
        await publishing
        async with program(environment, tmp_path / "log") as process:
            async with asyncio.timeout(120):
                while left := unfinished(tmp_path / "var" / "onrecord.db"):
                    assert process.returncode is None, (tmp_path / "log").read_text()[-3000:]
                    await asyncio.sleep(0.2)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 10) == 0, "a graceful stop takes at most ten seconds"
        assert left == ""
        check(receiver, tmp_path / "var" / "onrecord.db")


async def publish(outlets: Outlets, folder: Path) -> None:
    for number in range(ARTICLES):
        outlets.publish(f"desk-{number % 6}", article(folder, number))
        await asyncio.sleep(PUBLISHING_S / ARTICLES)


def check(receiver: Receiver, database: Path) -> None:
    contents = defaultdict(set)
    for one in receiver.received:
        contents[one.id].add(json.dumps(one.body, sort_keys=True))
    assert receiver.refused == 0
    assert all(len(bodies) == 1 for bodies in contents.values()), "one webhook-id, two contents"
    claims = [(json.loads(next(iter(bodies)))["data"]["claim"]["id"]) for bodies in contents.values()]
    assert len(claims) == len(set(claims)), "two alerts for one claim"
    with sqlite3.connect(database) as connection:
        raised = {row[0] for row in connection.execute("SELECT id FROM alerts")}
        decided = connection.execute("SELECT count(*) FROM utterances").fetchone()[0]
        buried = connection.execute("SELECT error FROM dead_letters").fetchall()
    assert buried == []
    assert set(contents) == raised, "every alert raised was received"
    assert decided == ARTICLES, "every article's statement was decided once"
    assert len(raised) >= ARTICLES * 0.8, "the statements are all different: most are new"
