"""The composition root: settings and files become the wiring of a process. The only reader of Settings.

What a process is made of is imported where it is wired: most commands only need the settings, and the engine, its
libraries and their tables would cost each of them seconds.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from alerts.spec import Provisioned, SubscriptionFile
from config.environment import load_settings
from config.load import Configuration, load_configuration
from config.models import SourceSpec
from config.settings import Settings
from ingest.models import IngestSettings, Source, SourceKind
from processors.addresses import parse_allow
from processors.errors import ConfigError

if TYPE_CHECKING:
    from onrecord.app import Tuning, Wiring
    from onrecord.engines.broker import Broker
    from onrecord.hubs import HubTerms


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises MisconfiguredError with every mistake in them."""
    return load_settings(os.environ if environ is None else environ)


def read_configuration(settings: Settings) -> Configuration[SubscriptionFile]:
    """The files of the configuration folder. Raises MisconfiguredError with every mistake in all of them."""
    return load_configuration(settings.config_dir, SubscriptionFile)


def wiring_of(settings: Settings, configuration: Configuration[SubscriptionFile]) -> Wiring:
    """What the parts are told. Makes the data folder and, where none is set, the secret key."""
    from onrecord.app import Wiring  # noqa: PLC0415
    from onrecord.delivery import Terms  # noqa: PLC0415
    from onrecord.sealing import sealer_of  # noqa: PLC0415

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Wiring(
        database_url=settings.database_url,
        sealer=sealer_of(settings),
        delivery=Terms.of(settings, owner=f"{socket.gethostname()}:embedded"),
        figures=configuration.figures,
        topics=configuration.topics,
        sources=tuple(source_of(spec) for spec in configuration.sources),
        provision=provision_of(configuration.subscriptions),
        fetch_allow=parse_allow(settings.fetch.allow),
        user_agent=settings.fetch.user_agent,
        ingest=ingest_settings(settings),
        parsers=settings.work.processes or max(1, (os.cpu_count() or 2) - 1),
        tuning=tuning_of(settings),
        stop_grace_s=settings.stop_grace,
        articles_kept=timedelta(days=settings.archive.keep_days) if settings.archive.keep_days else None,
        hubs=hub_terms(settings),
    )


def hub_terms(settings: Settings) -> HubTerms | None:
    """Where WebSub hubs reach this process; None where that is not configured. Leases do not outlive the key."""
    from onrecord.hubs import HubTerms  # noqa: PLC0415

    fetch = settings.fetch
    if not fetch.websub_url:
        return None
    return HubTerms(fetch.websub_url, fetch.websub_host, fetch.websub_port, secrets.token_bytes(32))


def tuning_of(settings: Settings) -> Tuning:
    """What decides, as the settings have it."""
    from onrecord.app import Tuning  # noqa: PLC0415

    said, novelty = settings.statements, settings.novelty
    return Tuning(said.confidence, novelty.threshold, novelty.embedder, said.spacy)


def source_of(spec: SourceSpec) -> Source:
    """A configured source as ingestion knows it."""
    return Source(
        id=spec.id,
        url=spec.url,
        outlet=spec.outlet,
        kind=SourceKind(spec.kind),
        lang=spec.lang,
        shortest=spec.shortest,
        longest=spec.longest,
        full_content=spec.full_content,
        verified=spec.verified,
        plugin=spec.plugin,
        hub=spec.hub,
    )


POLLS_GRACE = 0.25
"""Share of the grace period that polls under way get: one that is cut short is made again, the rest has to close."""


def ingest_settings(settings: Settings) -> IngestSettings:
    """The part of the settings that polling goes by."""
    return IngestSettings(
        polls_at_once=settings.fetch.polls_at_once,
        requests_per_host=settings.fetch.per_host,
        page_gap=settings.fetch.page_gap,
        robots=settings.fetch.robots,
        stop_grace=settings.stop_grace * POLLS_GRACE,
    )


def provision_of(file: SubscriptionFile | None) -> Provisioned | None:
    """The provisioned subscriptions with the secrets that they name by file. None where there is no file."""
    if file is None:
        return None
    endpoints = [*file.endpoints, *(one.endpoint for one in file.subscriptions if one.endpoint)]
    return file.provisioned({e.secret_file: secret_in(e.secret_file) for e in endpoints if e.secret_file})


def secret_in(file: Path) -> str:
    """The secret that stands in ``file``. Raises ConfigError where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=str(file), key="secret_file") from error


def broker_of(settings: Settings) -> Broker:
    """Where Kafka is, for the engine ``kafka``."""
    from onrecord.engines.broker import Broker  # noqa: PLC0415

    kafka = settings.kafka
    return Broker(kafka.bootstrap, kafka.prefix, kafka.partitions, kafka.replication)
