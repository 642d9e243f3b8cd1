"""A process that only delivers, to be killed: ``python -m tests.fakes.deliverer DATABASE KEY PORT``."""

from __future__ import annotations

import asyncio
import sys

from onrecord.delivery import Terms, delivering
from onrecord.sealing import Sealer
from onrecord.store.base import Store
from processors.addresses import parse_allow

TIMEOUT_S = 1.0


async def main(database: str, key: str, port: str) -> None:
    store = Store(database)
    terms = Terms("deliverer", parse_allow([f"127.0.0.1/32:{port}"]), timeout_s=TIMEOUT_S)
    async with delivering(store, Sealer([key]), terms) as dispatcher:
        print("delivering", flush=True)
        await dispatcher.run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
