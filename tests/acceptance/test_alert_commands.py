"""The commands around alerts, on a database and a receiver of their own."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from alerts import signing
from onrecord.cli import app
from onrecord.receiver import Receiver
from onrecord.store import alerts as alert_store
from onrecord.store.base import Store
from tests.fakes.occasions import occasion


class Desk:
    """A newsroom with a receiver, and the command line in its environment."""

    def __init__(self, folder: Path, receiver: Receiver) -> None:
        self.folder, self.receiver = folder, receiver
        self.secret_file = folder / "secret"
        self.secret_file.write_text(receiver.secret)
        self.environ = {
            "ONRECORD_DATA_DIR": str(folder / "var"),
            "ONRECORD_DELIVERY_ALLOW": f"127.0.0.1/32:{receiver.port}",
            "COLUMNS": "240",
        }

    async def run(self, *args: str, answer: str | None = None, code: int = 0) -> str:
        result = await asyncio.to_thread(CliRunner().invoke, app, args, env=self.environ, input=answer)
        error = result.exception if not isinstance(result.exception, SystemExit) else None
        if code == 0:
            assert error is None, (args, result.output, error)
        assert result.exit_code == code, (args, result.output)
        return f"{result.output}{error or ''}"

    async def add(self, **more: object) -> str:
        endpoint = {"url": self.receiver.url, "secret_file": str(self.secret_file)}
        file = self.folder / "subscription.yaml"
        file.write_text(yaml.safe_dump({"id": "rail", "name": "Rail", "endpoint": endpoint, **more}))
        return await self.run("subscription", "add", str(file))

    async def publish(self, count: int = 1) -> None:
        store = Store(f"sqlite:///{self.folder / 'var' / 'onrecord.db'}")
        now = datetime.now(UTC)
        async with store.unit() as unit:
            for number in range(count):
                await alert_store.raise_alerts(unit, occasion(page=str(number), at=now), now)
        await store.close()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with Receiver(signing.new_secret(secrets.token_bytes(32))) as receiver:
        made = Desk(tmp_path, receiver)
        await made.run("db", "upgrade")
        yield made


async def test_a_subscription_is_added_shown_tested_switched_and_removed(desk: Desk) -> None:
    assert "version 1" in await desk.add(topics=["rail"])
    assert "version 2" in await desk.add(topics=["rail", "road"])
    assert "rail" in await desk.run("subscription", "list")
    shown = await desk.run("subscription", "show", "rail")
    assert yaml.safe_load(shown)["topics"]["any"] == ["rail", "road"]
    assert desk.receiver.secret not in shown
    assert "accepted 200" in await desk.run("endpoint", "test", "rail")
    assert [body["type"] for body in desk.receiver.alerts()] == ["ping"]
    await desk.run("subscription", "switch", "rail", "--off")
    await desk.publish()
    assert json.loads("[" + await desk.run("delivery", "list", "--subscription", "rail", "--json") + "]") == []
    await desk.run("subscription", "remove", "rail")
    assert "did you mean" not in await desk.run("subscription", "show", "rail", code=1)


async def test_deliveries_are_listed_shown_and_sent_again(desk: Desk) -> None:
    await desk.add()
    await desk.publish(2)
    lines = [json.loads(line) for line in (await desk.run("delivery", "list", "--json")).splitlines()]
    assert [(line["endpoint_id"], line["state"]) for line in lines] == [("rail", "pending")] * 2
    assert "statement.new to rail: pending" in await desk.run("delivery", "show", lines[0]["id"])
    assert "1 of 2" in await desk.run("delivery", "replay", lines[0]["id"], "nothing-like-it")
    await desk.run("endpoint", "pause", "rail", "--reason", "moving house")
    assert "moving house" in await desk.run("endpoint", "list")
    assert "2 deliveries wait" in await desk.run("endpoint", "resume", "rail", answer="y\n")
    await desk.run("endpoint", "resume", "rail", answer="n\n", code=1)
    assert "0 deliveries are due" in await desk.run("endpoint", "recover", "rail", "--yes")
    assert "whsec_" in await desk.run("endpoint", "rotate", "rail")
    shown = await desk.run("endpoint", "rotate", "rail", "--ed25519")
    assert "whpk_" in shown
    assert "whsk_" not in shown, "the private half stays here"


async def test_a_backtest_says_what_a_subscription_would_have_sent(desk: Desk) -> None:
    await desk.add(min_confidence=0.95)
    await desk.publish(3)
    told = json.loads(await desk.run("backtest", "rail", "--json"))
    assert (told["alerts"], told["held_alone"]) == (0, {"confidence": 3})
    (desk.folder / "looser.yaml").write_text("{id: looser, figures: [jane-doe]}")
    told = json.loads(await desk.run("backtest", str(desk.folder / "looser.yaml"), "--from", "1d", "--json"))
    assert told["alerts"] == 3
    assert told["examples"][0]["evidence"]["figure"]["id"] == "jane-doe"
    assert "3 alerts from 3 statements" in await desk.run("backtest", str(desk.folder / "looser.yaml"))
    assert "did you mean rail?" in await desk.run("backtest", "rial", code=1)


async def test_a_silence_has_an_owner_and_an_end(desk: Desk) -> None:
    await desk.add()
    ends = "2999-01-01"
    made = await desk.run("subscription", "silence", "--owner", "anna", "--comment", "live", "--ends", ends)
    assert "anna" in await desk.run("subscription", "silences")
    await desk.publish()
    assert await desk.run("delivery", "list", "--json") == ""
    await desk.run("subscription", "unsilence", made.split()[1])
    assert "anna" not in await desk.run("subscription", "silences")


async def test_a_wrong_file_is_named_with_its_key(desk: Desk) -> None:
    (desk.folder / "wrong.yaml").write_text("id: rail\nfigure: [jane-doe]\n")
    told = await desk.run("subscription", "add", str(desk.folder / "wrong.yaml"), code=1)
    assert "wrong.yaml: figure" in told


async def test_samples_tell_a_receiver_that_verifies_from_one_that_does_not(desk: Desk) -> None:
    told = await desk.run("receive", "--check", desk.receiver.url, "--secret-file", str(desk.secret_file))
    assert "wrong" not in told
    async with Receiver(signing.new_secret(bytes(32))) as stranger:
        told = await desk.run("receive", "--check", stranger.url, "--secret-file", str(desk.secret_file), code=1)
    assert told.count("wrong") >= 2
