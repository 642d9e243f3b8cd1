"""The probes; each prints a line of JSON. See README.md beside this file."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from harness import Rig, committed, cpu_seconds, rig, uncommitted

ROOT = Path(__file__).resolve().parent.parent.parent
Result = dict[str, Any]


async def kill_only_worker(probe: Rig) -> Result:
    """``kill -9`` of the only worker, three times in mid-stream, and a new one at once."""
    sent, rate = 4500, 60.0
    worker = probe.start_worker()
    sending = asyncio.create_task(probe.send(range(sent), rate))
    recovered = []
    for _ in range(3):
        await asyncio.sleep(10)
        before = len(probe.effects().times)
        worker.kill()
        killed = time.time()
        worker = probe.start_worker()
        await probe.until(before + 5, 90)
        moments = [at for at, _, pid in probe.effects().order if pid == worker.pid]
        recovered.append(round(min(moments, default=float("inf")) - killed, 1))
    await sending
    complete = await probe.until(sent, 60)
    read = probe.effects()
    return {
        "complete": complete,
        "sent": sent,
        "lost": read.lost(sent),
        "copies": read.copies,
        "recovered_s": recovered,
    }


async def _in_flight(probe: Rig, concurrency: int) -> Result:
    worker = probe.start_worker(concurrency=str(concurrency), block_on="1", block_s="600")
    await probe.send(range(12))
    await asyncio.sleep(12)
    position = await committed(probe)
    worker.kill()
    worker.wait()
    probe.start_worker(concurrency=str(concurrency))
    await probe.until(12, 40)
    read = probe.effects()
    return {"sent": 12, "committed_with_1_in_flight": position, "lost": read.lost(12), "copies": read.copies}


async def in_flight_concurrency_1(probe: Rig) -> Result:
    """Message 1 is in flight when the worker dies; one at a time."""
    return await _in_flight(probe, 1)


async def in_flight_concurrency_2(probe: Rig) -> Result:
    """The same with two at a time: faust issue 606."""
    return await _in_flight(probe, 2)


async def stop_in_flight(probe: Rig) -> Result:
    """SIGTERM while message 1 is in flight (it would need 30 s); a new worker takes over."""
    worker = probe.start_worker(block_on="1", block_s="30")
    await probe.send(range(12))
    await asyncio.sleep(10)
    worker.send_signal(signal.SIGTERM)
    struck = time.time()
    worker.wait()
    stopped = time.time() - struck
    position = await committed(probe)
    probe.start_worker()
    await probe.until(12, 60)
    read = probe.effects()
    return {"stopped_s": round(stopped, 1), "committed": position, "lost": read.lost(12), "copies": read.copies}


async def handler_raises(probe: Rig) -> Result:
    """Message 3 raises once; the worker is started again without the fault."""
    worker = probe.start_worker(raise_on="3")
    await probe.send(range(8))
    await asyncio.sleep(10)
    position = await committed(probe)
    ended = worker.poll() is not None
    if not ended:
        worker.send_signal(signal.SIGTERM)
    worker.wait()
    probe.start_worker()
    await probe.until(8, 40)
    return {"sent": 8, "committed": position, "worker_ended": ended, "lost": probe.effects().lost(8)}


async def _two_workers(probe: Rig, sign: signal.Signals, session_s: int) -> Result:
    sent, rate = 3600, 60.0
    first, second = (probe.start_worker(session_s=str(session_s)) for _ in range(2))
    sending = asyncio.create_task(probe.send(range(sent), rate))
    for _ in range(120):
        if {pid for at, _, pid in probe.effects().order if at > time.time() - 3} == {first.pid, second.pid}:
            break
        await asyncio.sleep(0.5)
    await asyncio.sleep(3)
    copies = probe.effects().copies
    second.send_signal(sign)
    struck = time.time()
    second.wait()
    stopped = time.time() - struck
    await sending
    complete = await probe.until(sent, 150)
    read = probe.effects()
    served = _served_again(probe, struck)
    return {
        "complete": complete,
        "session_s": session_s,
        "stopped_s": round(stopped, 1),
        "served_again_s": round(served, 1),
        "silence_s": round(read.silence(struck - 1), 1),
        "lost": read.lost(sent),
        "copies": read.copies - copies,
    }


def _served_again(probe: Rig, struck: float) -> float:
    """The longest that an article published about then waited for its effect, in seconds."""
    first = probe.effects().first
    waits = [first[n] - at for n, at in probe.sent_at.items() if n in first and struck - 2 < at < struck + 5]
    return max(waits, default=float("inf"))


async def kill_one_of_two(probe: Rig) -> Result:
    """``kill -9`` of one of two workers, session timeout 10 s."""
    return await _two_workers(probe, signal.SIGKILL, 10)


async def kill_one_of_two_session_15(probe: Rig) -> Result:
    """The same, session timeout 15 s."""
    return await _two_workers(probe, signal.SIGKILL, 15)


async def stop_one_of_two(probe: Rig) -> Result:
    """SIGTERM to one of two workers."""
    return await _two_workers(probe, signal.SIGTERM, 10)


async def join(probe: Rig) -> Result:
    """A second worker joins."""
    sent, rate = 2400, 60.0
    probe.start_worker()
    sending = asyncio.create_task(probe.send(range(sent), rate))
    await probe.until(300, 60)
    joined, copies = time.time(), probe.effects().copies
    probe.start_worker()
    await sending
    complete = await probe.until(sent, 60)
    read = probe.effects()
    silence = round(read.silence(joined), 1)
    return {"complete": complete, "silence_s": silence, "lost": read.lost(sent), "copies": read.copies - copies}


async def storm(probe: Rig) -> Result:
    """Three workers that are always behind; every 6 s one is killed or stopped, and replaced 3 s later. 20 times."""
    sent, chance = 60_000, random.Random(7)
    alive = [probe.start_worker(cost_ms="3") for _ in range(3)]
    sending = asyncio.create_task(probe.send(range(sent), 450.0))
    for _ in range(20):
        await asyncio.sleep(3)
        victim = alive.pop(chance.randrange(3))
        victim.send_signal(chance.choice([signal.SIGKILL, signal.SIGTERM]))
        await asyncio.sleep(3)
        alive.append(probe.start_worker(cost_ms="3"))
    await sending
    complete = await probe.until(sent, 180)
    read = probe.effects()
    behind = {name: await uncommitted(probe, name) for name in ("articles", "statements")}
    last = round(time.time() - max(at for at, _, _ in read.order), 1)
    counts = {"complete": complete, "sent": sent, "missing": read.lost(sent), "copies": read.copies}
    return {**counts, "not_committed": behind, "last_effect_s_ago": last}


async def _broker(probe: Rig, mode: str) -> Result:
    sent, rate = 3600, 60.0
    probe.start_worker()
    sending = asyncio.create_task(probe.send(range(sent), rate))
    await probe.until(400, 60)
    struck = time.time()
    for step in (mode, "start"):
        await asyncio.to_thread(subprocess.run, [str(ROOT / "scripts/services"), step, "kafka"], capture_output=True)
    back = time.time()
    await sending
    complete = await probe.until(sent, 120)
    read = probe.effects()
    after = min((at for at, _, _ in read.order if at > back), default=float("inf"))
    return {
        "complete": complete,
        "broker_away_s": round(back - struck, 1),
        "first_effect_after_it_was_back_s": round(after - back, 1),
        "lost": read.lost(sent),
        "copies": read.copies,
        "worker_alive": probe.workers[0].poll() is None,
    }


async def broker_restart(probe: Rig) -> Result:
    """The broker is stopped and started under a working worker."""
    return await _broker(probe, "stop")


async def broker_kill(probe: Rig) -> Result:
    """The broker is killed and started under a working worker."""
    return await _broker(probe, "kill")


async def latency(probe: Rig) -> Result:
    """100 articles a second for 30 s."""
    worker = probe.start_worker()
    await probe.send(range(1))
    await probe.until(1, 60)
    await asyncio.sleep(2)
    before = cpu_seconds(worker.pid)
    probe.sent_at.clear()
    await probe.send(range(1, 3001), 100.0)
    complete = await probe.until(3001, 60)
    per = (cpu_seconds(worker.pid) - before) / 3000
    return {"complete": complete, "rate": 100, **probe.latencies_ms(), "cpu_ms_per_article": round(per * 1000, 2)}


async def throughput(probe: Rig) -> Result:
    """20,000 articles are there before the worker starts."""
    sent = 20_000
    await probe.send(range(sent))
    worker = probe.start_worker()
    complete = await probe.until(sent, 300)
    spent = cpu_seconds(worker.pid)
    moments = sorted(at for at, _, _ in probe.effects().order)
    return {
        "complete": complete,
        "articles_per_s": round(sent / (moments[-1] - moments[0])),
        "articles_per_cpu_s": round(sent / spent),
        "copies": probe.effects().copies,
    }


PROBES: dict[str, Callable[[Rig], Awaitable[Result]]] = {
    probe.__name__.replace("_", "-"): probe
    for probe in (
        in_flight_concurrency_1,
        in_flight_concurrency_2,
        stop_in_flight,
        handler_raises,
        kill_only_worker,
        kill_one_of_two,
        kill_one_of_two_session_15,
        stop_one_of_two,
        join,
        latency,
        throughput,
        storm,
        broker_restart,
        broker_kill,
    )
}


async def main() -> None:
    """Run the named probes, or all, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runner", choices=["faust", "aiokafka"], default="faust")
    parser.add_argument("--bootstrap", default=os.environ.get("ONRECORD_TEST_KAFKA"))
    parser.add_argument("probes", nargs="*", default=list(PROBES))
    asked = parser.parse_args()
    if not asked.bootstrap:
        sys.exit("no broker: run `make services`, then `set -a; . var/services/env; set +a`")
    for name in asked.probes:
        partitions = 1 if name.startswith(("in-flight", "stop-in", "handler")) else 12
        async with rig(asked.runner, asked.bootstrap, partitions) as probe:
            print(json.dumps({"runner": asked.runner, "probe": name, **await PROBES[name](probe)}), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
