"""Delivering, wired: a dispatcher over the store, with a guarded session for webhooks and Apprise for the rest."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.channels import AppriseSender
from alerts.dispatcher import Dispatcher
from alerts.models import Channel
from alerts.ports import Sender
from alerts.send import TIMEOUT_S, USER_AGENT, WebhookSender
from config.settings import Settings
from onrecord import clock
from onrecord.http import guarded_session
from onrecord.sealing import Sealer
from onrecord.store.base import Store
from onrecord.store.deliveries import Deliveries
from onrecord.store.recovery import KEPT
from processors.addresses import Opening, parse_allow

SOCKETS = 1000
"""Sockets open at once, where no settings say otherwise."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a process delivers. ``owner`` names it for its leases and is the same after a restart.

    ``progress`` is called after each turn of the dispatcher.
    ``keep``: for how long attempts are kept.
    """

    owner: str
    allow: Sequence[Opening] = ()
    timeout_s: float = TIMEOUT_S
    sockets: int = SOCKETS
    clock: Callable[[], datetime] = clock.now
    progress: Callable[[], None] = lambda: None
    keep: timedelta = KEPT

    @classmethod
    def of(cls, settings: Settings, owner: str) -> Terms:
        """The terms that the settings give."""
        delivery = settings.delivery
        keep = timedelta(days=delivery.keep_days)
        return cls(owner, parse_allow(delivery.allow), delivery.timeout, delivery.at_once, keep=keep)


@asynccontextmanager
async def delivering(store: Store, sealer: Sealer, terms: Terms) -> AsyncIterator[Dispatcher]:
    """A dispatcher that is not running yet: call ``run`` (as a task; ``stop`` ends it) or ``drain``."""
    async with guarded_session(
        allow=terms.allow, user_agent=USER_AGENT, ports=None, connections=terms.sockets
    ) as session:
        senders: dict[Channel, Sender] = {
            Channel.WEBHOOK: WebhookSender(session, terms.timeout_s),
            Channel.APPRISE: AppriseSender(),
        }
        yield Dispatcher(
            Deliveries(store, sealer),
            senders,
            owner=terms.owner,
            clock=terms.clock,
            chance=random.random,
            progress=terms.progress,
        )
