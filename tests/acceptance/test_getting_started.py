"""docs/getting-started.md as a stranger would do it, with outlets on loopback in place of the internet."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from onrecord.demo.play import demo_manifest
from onrecord.outlets import Outlets, Site
from onrecord.receiver import Receiver
from onrecord.replay import SECRET, page_of

pytestmark = pytest.mark.slow

PAGE = Path(__file__).resolve().parents[2] / "docs" / "getting-started.md"
YAML = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


async def onrecord(environment: dict[str, str], *words: str) -> str:
    """What the command printed; it must have ended well."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "onrecord",
        *words,
        env=os.environ | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = (await process.communicate())[0].decode()
    assert process.returncode == 0, f"onrecord {' '.join(words)}:\n{output}"
    return output


async def test_from_nothing_to_a_signed_alert(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    manifest = demo_manifest()
    article = next(one for one in manifest.publications if one.id == "wartime-mindset")
    async with Outlets([Site("ledger", "Capital Ledger", "atom")]) as outlets, Receiver(SECRET) as receiver:
        environment = {
            "COLUMNS": "200",
            "ONRECORD_CONFIG_DIR": str(folder),
            "ONRECORD_DATA_DIR": str(tmp_path / "data"),
            "ONRECORD_FETCH_CONTACT": "desk@example.org",
            "ONRECORD_FETCH_ALLOW": f"127.0.0.1/32:{outlets.port}",
            "ONRECORD_DELIVERY_ALLOW": f"127.0.0.1/32:{receiver.port}",
        }
        assert "subscriptions.yaml" in await onrecord(environment, "config", "init", str(folder))
        (folder / "desk.secret").write_text(SECRET + "\n", encoding="utf-8")
        (folder / "sources.yaml").write_text(
            f"sources:\n  - {{id: ledger, name: Capital Ledger, url: '{outlets.feed_url('ledger')}'}}\n",
            encoding="utf-8",
        )
        subscriptions = YAML.findall(PAGE.read_text("utf-8"))[0]
        subscriptions = subscriptions.replace("http://127.0.0.1:8787/hook", receiver.url)
        subscriptions = re.sub(r"/home/you/\S+", str(folder / "desk.secret"), subscriptions)
        subscriptions = subscriptions.replace("topics: [ukraine]", "topics: []")
        (folder / "subscriptions.yaml").write_text(subscriptions, encoding="utf-8")
        outlets.publish("ledger", page_of(article))
        await onrecord(environment, "run", "--once")
        alerts = receiver.alerts()
        assert alerts
        assert all(alert["data"]["figure"]["id"] == "mark-rutte" for alert in alerts)
        await onrecord(environment, "doctor")
        await onrecord(environment, "endpoint", "test", "desk")
        assert receiver.alerts()[-1]["type"] == "ping"
        assert "delivered" in await onrecord(environment, "delivery", "list")
        assert "Rutte on Ukraine" in await onrecord(environment, "backtest", "rutte-ukraine", "--from", "30d")
