"""Liveness by progress, readiness, and metrics over HTTP; and the container's health check that asks for them.

``/livez`` is 200 while every part makes progress: an answering socket alone proves nothing. ``/readyz`` is 200
once the parts have started and nothing they need is away. ``/metrics`` is Prometheus's text format.
``python -m onrecord.health`` asks the process on this machine and imports nothing heavy.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

STALE_S = 90.0
"""Seconds without progress after which a part counts as stuck: longer than the longest wait that is in order."""

STUCK_EXIT = 75
"""Exit code of a process that ended itself because it was stuck (EX_TEMPFAIL): start it again."""

HEADROOM = 0.9
"""Share of the grace period after which a process ends itself: before whoever stops it loses patience."""

HARD_LIMIT_S = 180.0
"""Seconds after which a process ends itself even if its event loop does not turn any more."""


def stale(beats: Mapping[str, float], now: float, limit_s: float = STALE_S) -> str:
    """Which part has stood still too long, and for how long; empty where all go on."""
    late = {part: now - at for part, at in beats.items() if now - at > limit_s}
    return ", ".join(f"{part} stands still for {age:.0f} s" for part, age in sorted(late.items()))


class Pulse:
    """The parts' last signs of progress, on a monotonic clock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._beats: dict[str, float] = {}
        self.missing = "starting"
        """What keeps the process from being ready; empty when it is."""

    def beat(self, part: str) -> None:
        """``part`` has done something, or has seen that there is nothing to do."""
        self._beats[part] = self._clock()

    def over(self, part: str) -> None:
        """``part`` has come to its end and owes no more signs."""
        self._beats.pop(part, None)

    def beats(self, part: str) -> Callable[[], None]:
        """A sign of ``part``'s life to call, given now for its start."""
        self.beat(part)
        return lambda: self.beat(part)

    def stale(self, limit_s: float = STALE_S) -> str:
        """Which part stands still, in words; empty while all go on."""
        return stale(dict(self._beats), self._clock(), limit_s)

    def ages(self) -> dict[str, float]:
        """Seconds since each part's last progress."""
        return {part: self._clock() - at for part, at in self._beats.items()}


def guard(pulse: Pulse, limit_s: float = HARD_LIMIT_S, leave: Callable[[int], Any] = os._exit) -> threading.Thread:
    """A thread that ends the process when a part stands still for ``limit_s``: also when the event loop is blocked."""

    def watch() -> None:
        while True:
            time.sleep(min(5.0, limit_s / 2))
            reason = pulse.stale(limit_s)
            if reason:
                print(f"onrecord: stuck, ending to be started again: {reason}", file=sys.stderr, flush=True)
                leave(STUCK_EXIT)
                return

    thread = threading.Thread(target=watch, name="stuck-guard", daemon=True)
    thread.start()
    return thread


def last_resort(limit_s: float, leave: Callable[[int], Any] = os._exit) -> threading.Timer:
    """Ends the process after ``limit_s`` whatever still runs: what was under way comes again at the next start."""

    def go() -> None:
        print(f"onrecord: not all ended in {limit_s:.1f} s, it goes on at the next start", file=sys.stderr, flush=True)
        leave(STUCK_EXIT)

    timer = threading.Timer(limit_s, go)
    timer.daemon = True
    timer.start()
    return timer


def stop_on_signals(stop: asyncio.Event, grace_s: float) -> None:
    """SIGTERM and SIGINT set ``stop``; the process is gone ``grace_s`` later, with what remains cut short."""

    def begin() -> None:
        stop.set()
        last_resort(grace_s * HEADROOM)

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, begin)


def check(url: str) -> int:
    """0 where ``url`` answers 200 within three seconds, else 1: what a container's health check wants to know."""
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:  # noqa: S310 - our own address
            return 0 if answer.status == 200 else 1
    except (urllib.error.URLError, OSError) as error:
        print(f"onrecord: {url}: {error}", file=sys.stderr)
        return 1


def main() -> int:
    """Ask the roles' health port, and the API's where that is the one that is there."""
    health, http = (os.environ.get(f"ONRECORD_{part}_PORT", default) for part, default in _PORTS)
    if check(f"http://127.0.0.1:{health}/livez") == 0:
        return 0
    return check(f"http://127.0.0.1:{http}/livez")


_PORTS = (("HEALTH", "8081"), ("HTTP", "8700"))

if __name__ == "__main__":
    raise SystemExit(main())
