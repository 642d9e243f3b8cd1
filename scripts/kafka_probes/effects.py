"""What both probe workers do with a message; the file of effects is the oracle."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass

PREFIX = os.environ["PROBE_PREFIX"]
SESSION_S = int(os.environ.get("PROBE_SESSION_S", "10"))
_effects = os.open(os.environ["PROBE_EFFECTS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
FIGURES = 40


def figure_of(number: int) -> bytes:
    """The key of the second step."""
    return f"figure-{number % FIGURES}".encode()


def write_effect(number: int) -> None:
    """One short append: whole or not at all, also under kill -9."""
    os.write(_effects, f"{number} {os.getpid()} {time.time():.4f}\n".encode())


@dataclass(frozen=True)
class Behaviour:
    """What goes wrong in the first step: one number blocks for some seconds, one raises."""

    concurrency: int
    block_on: int
    block_s: float
    raise_on: int
    cost_ms: float

    @classmethod
    def from_environment(cls) -> Behaviour:
        """Read PROBE_CONCURRENCY, PROBE_BLOCK_ON, PROBE_BLOCK_S, PROBE_RAISE_ON and PROBE_COST_MS."""
        get = os.environ.get
        return cls(
            int(get("PROBE_CONCURRENCY", "1")),
            int(get("PROBE_BLOCK_ON", "-1")),
            float(get("PROBE_BLOCK_S", "0")),
            int(get("PROBE_RAISE_ON", "-1")),
            float(get("PROBE_COST_MS", "0")),
        )

    async def act(self, number: int) -> None:
        """Block or raise where told to; each message takes ``cost_ms`` of waiting, as a transaction would."""
        if self.cost_ms:
            await asyncio.sleep(self.cost_ms / 1000)
        if number == self.block_on:
            await asyncio.sleep(self.block_s)
        if number == self.raise_on:
            raise RuntimeError(f"probe: told to fail on {number}")
