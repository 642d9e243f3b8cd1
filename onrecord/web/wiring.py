"""The web application's parts from settings and configuration: used by ``serve``, ``run`` and the demo."""

from __future__ import annotations

from alerts.spec import SubscriptionFile
from config.load import Configuration
from config.settings import Settings
from ingest.models import Source, SourceKind
from onrecord.sealing import Sealer
from onrecord.store.base import Store
from onrecord.web.parts import WebParts
from processors.addresses import parse_allow


def web_parts(
    settings: Settings, store: Store, sealer: Sealer, configured: Configuration[SubscriptionFile]
) -> WebParts:
    """What ``create_app`` takes."""
    return WebParts(
        store=store,
        sealer=sealer,
        figures=configured.figures,
        topics=configured.topics,
        sources=tuple(
            Source(id=s.id, url=s.url, outlet=s.outlet, kind=SourceKind(s.kind), lang=s.lang, verified=s.verified)
            for s in configured.sources
        ),
        public_url=settings.http.public_url or "",
        delivery_allow=parse_allow(settings.delivery.allow),
        delivery_timeout_s=settings.delivery.timeout,
        user_agent=settings.fetch.user_agent,
        trusted_proxies=settings.http.trusted_proxies,
    )
