"""A backtest says afterwards exactly what was sent live, on the demo's and on the seeds' articles."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from alerts.models import Subscription
from alerts.spec import SubscriptionFile
from config.load import FIGURES, TOPICS, load_figures, load_topics
from config.manifest import Manifest, load_manifest
from onrecord.app import App
from onrecord.outlets import Outlets, Site
from onrecord.receiver import Receiver
from onrecord.replay import SECRET, page_of, wiring_of
from onrecord.store.alerts import subscriptions
from onrecord.store.base import Store
from onrecord.store.occasions import try_on_archive
from onrecord.store.tables.alerts import AlertRow
from processors.ids import alert_id

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "onrecord" / "demo" / "manifest.yaml"
SEEDS = ROOT.parent / "shared" / "seeds" / "manifest.yaml"

ASKED = (
    {
        "id": "everything",
        "min_confidence": 0,
        "events": ["statement.new", "statement.updated", "statement.corroborated"],
    },
    {"id": "sure", "min_confidence": 0.9, "kinds": ["direct"]},
    {"id": "fresh", "novelty_threshold": 0.3},
    {"id": "confirmed", "corroboration": 2},
    {"id": "limited", "rate_limit": {"alerts": 3, "per": "1h"}},
    {"id": "rehearsing", "dry_run": True},
)


def loaded(path: Path) -> Manifest:
    if not path.exists():
        pytest.skip(f"{path.name} of {path.parent.name} is not here")
    config = ROOT / "config"
    return load_manifest(path, figures=load_figures(config / FIGURES), topics=load_topics(config / TOPICS))


async def backtested(store: Store, subscription: Subscription) -> list[str]:
    """Ids of the alerts that a backtest says were raised, in order."""
    now = datetime.now(UTC)
    async with store.view() as view:
        tried = await try_on_archive(view, subscription, now - timedelta(hours=1), now + timedelta(hours=1))
    return [alert_id(subscription.id, fired.facts.claim_id, fired.occurrence) for fired in tried.result.fired]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("path", [DEMO, SEEDS], ids=["demo", "seeds"])
async def test_a_backtest_equals_what_was_delivered_live(path: Path, tmp_path: Path) -> None:
    manifest = loaded(path)
    sites = [Site(outlet.id, outlet.name, outlet.feed) for outlet in manifest.outlets]
    async with Outlets(sites) as outlets, Receiver(SECRET) as receiver:
        endpoint = {"id": "desk", "url": receiver.url, "secret": SECRET}
        written = [{"endpoints": ["desk"], **one} for one in ASKED]
        file = SubscriptionFile.model_validate({"endpoints": [endpoint], "subscriptions": written})
        wiring = replace(wiring_of(manifest, outlets, receiver, tmp_path), provision=file.provisioned({}))
        async with App(wiring) as app:
            for publication in manifest.publications:
                outlets.publish(publication.outlet_id, page_of(publication))
                await app.catch_up()
            async with app.store.view() as view:
                known = await subscriptions(view)
                rows = list(await view.scalars(select(AlertRow).order_by(AlertRow.created)))
            for subscription in known:
                live = [row.id for row in rows if row.subscription_id == subscription.id]
                assert sorted(await backtested(app.store, subscription)) == sorted(live), subscription.id
                sent = {row.id for row in rows if row.id in live and row.disposition == "send"}
                got = {one.id for one in receiver.received if one.body["data"]["subscription"]["id"] == subscription.id}
                assert got == sent
    assert any(row.subscription_id == "everything" for row in rows)
