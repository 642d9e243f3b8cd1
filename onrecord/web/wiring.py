"""The web application's parts from settings and configuration: used by ``serve``, ``run`` and the demo."""

from __future__ import annotations

from alerts.spec import SubscriptionFile
from config.load import Configuration
from config.settings import Settings
from onrecord.bootstrap import source_of
from onrecord.sealing import Sealer
from onrecord.store.base import Store
from onrecord.web.finding import Finder
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
        sources=tuple(source_of(spec) for spec in configured.sources),
        public_url=settings.http.public_url or "",
        delivery_allow=parse_allow(settings.delivery.allow),
        delivery_timeout_s=settings.delivery.timeout,
        user_agent=settings.fetch.user_agent,
        trusted_proxies=settings.http.trusted_proxies,
        find_source=Finder(parse_allow(settings.fetch.allow), settings.fetch.user_agent),
    )
