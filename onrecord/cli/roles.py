"""``onrecord fetch``, ``work`` and ``deliver``: the parts of ``onrecord run`` apart, over Kafka and PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import traceback
from dataclasses import replace

FAULT_EXIT = 1
"""Exit status after a fault of ours, as Python's own after an exception that nobody caught."""


def fetch() -> None:
    """Poll a share of the sources and hand the articles on (engine kafka). Several share the sources out."""
    _run("fetch")


def work() -> None:
    """Read articles, decide statements and raise alerts (engine kafka). Several share the partitions out."""
    _run("work")


def deliver() -> None:
    """Post the deliveries that are due (engine kafka). Several share the deliveries out."""
    _run("deliver")


def _run(name: str) -> None:
    from onrecord import bootstrap, clock, health, logs, roles  # noqa: PLC0415 - each command imports what it needs
    from processors.errors import ConfigError, OnrecordError  # noqa: PLC0415

    settings = bootstrap.read_settings()
    logs.set_up(settings.log.format, settings.log.level)
    if settings.engine != "kafka" or not settings.database_url.startswith("postgres"):
        raise ConfigError(
            f"`onrecord {name}` needs ONRECORD_ENGINE=kafka and a PostgreSQL ONRECORD_DATABASE_URL; "
            "one process on SQLite is `onrecord run`"
        )
    wiring = bootstrap.wiring_of(settings, bootstrap.read_configuration(settings))
    broker, probes = bootstrap.broker_of(settings), settings.health
    # The same after a restart, so that a process takes its own leases up again instead of waiting for their end.
    owner = f"{socket.gethostname()}:{name}:{probes.port or os.getpid()}"
    wiring = replace(wiring, delivery=replace(wiring.delivery, owner=owner))
    place = roles.Place(broker, settings.kafka.runner, owner, probes.host, probes.port, probes.stuck_after / 2)
    role = roles.Role(name, wiring, place, clock.now)
    health.guard(role.pulse, probes.stuck_after)

    async def main() -> None:
        stop = asyncio.Event()
        health.stop_on_signals(stop, settings.stop_grace)
        await role.run({"fetch": roles.fetch, "work": roles.work, "deliver": roles.deliver}[name], stop)

    try:
        asyncio.run(main())
    except (OnrecordError, TimeoutError) as error:
        _end(f"onrecord {name}: ending to be started again: {type(error).__name__}: {error}", health.STUCK_EXIT)
    except Exception:  # noqa: BLE001 - whatever it was, threads of the engine must not hold on to a dead process
        _end(f"onrecord {name}: a fault, ending to be started again\n{traceback.format_exc()}", FAULT_EXIT)


def _end(reason: str, code: int) -> None:
    """Say why and be gone: what was in the middle is done again by whoever takes over."""
    print(reason, file=sys.stderr, flush=True)
    os._exit(code)
