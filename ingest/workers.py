"""Parser processes that can be ended: feedparser and trafilatura cannot be interrupted in a thread.

A job over its CPU limit is ended by the kernel (``ingest.jobs``), one over its time by us; either way the job's
caller learns why, and a new process takes the place of the old one.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections import deque
from dataclasses import dataclass
from typing import Any

from ingest.errors import ParseLost
from ingest.jobs import LENGTHS, frame
from ingest.pages import Page
from ingest.parsed import ParsedFeed


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """Seconds of CPU and of time that one job may take. Time allows for a machine that is busy."""

    cpu_seconds: float = 2.0
    seconds: float = 20.0


class _Worker:
    """One process, one job at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "ingest.jobs",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )
        return cls(process)

    async def run(self, head: dict[str, Any], body: bytes, limits: WorkerLimits) -> dict[str, Any]:
        """The result of a job. Raises ParseLost."""
        try:
            async with asyncio.timeout(limits.seconds):
                answer = await self._exchange(head | {"cpu_seconds": limits.cpu_seconds}, body)
        except TimeoutError as error:
            await self.end()
            raise ParseLost(f"{head['job']}: ended after {limits.seconds:g} s") from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            code = await self._process.wait()
            cpu = code == -signal.SIGPROF
            why = f"took more than {limits.cpu_seconds:g} s of CPU" if cpu else f"its process ended with {code}"
            raise ParseLost(f"{head['job']}: {why}") from error
        except asyncio.CancelledError:
            await self.end()
            raise
        if "error" in answer:
            raise ParseLost(f"{head['job']}: {answer['error']}")
        result: dict[str, Any] = answer["ok"]
        return result

    async def _exchange(self, head: dict[str, Any], body: bytes) -> dict[str, Any]:
        sink, source = self._process.stdin, self._process.stdout
        assert sink is not None
        assert source is not None
        sink.write(frame(head, body))
        await sink.drain()
        head_size, _ = LENGTHS.unpack(await source.readexactly(LENGTHS.size))
        answer: dict[str, Any] = json.loads(await source.readexactly(head_size))
        return answer

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def end(self) -> None:
        """End the process now."""
        if self.alive:
            self._process.kill()
        await self._process.wait()


class Workers:
    """A pool of parser processes, started when first needed. Implements ``ports.Parsing``; close it in the end."""

    def __init__(self, size: int = 2, limits: WorkerLimits | None = None) -> None:
        self._limits = limits or WorkerLimits()
        self._free = asyncio.Semaphore(size)
        self._idle: deque[_Worker] = deque()
        self._all: set[_Worker] = set()

    async def feed(self, body: bytes, content_type: str, url: str, seen: bytes, used: int) -> ParsedFeed:
        """What a feed's bytes say of entries whose fingerprints are not in ``seen``. Raises ParseLost."""
        about = {"content_type": content_type, "url": url, "seen": seen.hex(), "used": used}
        return ParsedFeed.from_json(await self._run("feed", body, about))

    async def page(self, body: bytes, content_type: str, url: str) -> Page:
        """What a page's bytes say. Raises ParseLost."""
        return Page.from_json(await self._run("page", body, {"content_type": content_type, "url": url}))

    async def _run(self, job: str, body: bytes, about: dict[str, Any]) -> dict[str, Any]:
        async with self._free:
            worker = self._idle.pop() if self._idle else await _Worker.start()
            self._all.add(worker)
            try:
                return await worker.run(about | {"job": job}, body, self._limits)
            finally:
                self._put_back(worker)

    def _put_back(self, worker: _Worker) -> None:
        if worker.alive:
            self._idle.append(worker)
        else:
            self._all.discard(worker)

    async def close(self) -> None:
        """End all processes."""
        workers, self._all = list(self._all), set()
        self._idle.clear()
        for worker in workers:
            await worker.end()
