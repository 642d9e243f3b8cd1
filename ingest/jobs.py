"""The jobs a parser process knows, and the process itself: ``python -m ingest.jobs``.

Frames on stdin and stdout: a length, a JSON head, the body's bytes. JSON and not pickle, because what a process
that reads hostile bytes sends back must not be able to run anything here. Each job runs under a CPU timer whose
signal nobody handles, so that even a loop inside a C library ends with the process.
"""

from __future__ import annotations

import json
import resource
import signal
import struct
import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

LENGTHS = struct.Struct("!II")
"""Bytes of the JSON head, bytes of the body."""

MEMORY = 1536 * 1024 * 1024
"""Bytes of address space of a parser: three times what the largest page allowed has needed."""

Job = Callable[[bytes, Mapping[str, Any]], dict[str, Any]]


def _feed() -> Job:
    from ingest.feeds import unseen  # noqa: PLC0415 - a process that only reads pages never loads feedparser

    def run(body: bytes, about: Mapping[str, Any]) -> dict[str, Any]:
        seen = bytes.fromhex(about["seen"])
        return unseen(body, about["content_type"], about["url"], seen, about["used"]).as_json()

    return run


def _page() -> Job:
    from ingest.articles import extract  # noqa: PLC0415 - and the other way round

    def run(body: bytes, about: Mapping[str, Any]) -> dict[str, Any]:
        return extract(body, about["content_type"], about["url"]).as_json()

    return run


JOBS: Mapping[str, Callable[[], Job]] = {"feed": _feed, "page": _page}
"""What loads a job's libraries and gives the job: half a second of CPU the first time, which is not the body's."""


def frame(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """A frame as it goes over the pipe."""
    packed = json.dumps(head).encode()
    return LENGTHS.pack(len(packed), len(body)) + packed + body


def run_one(head: Mapping[str, Any], body: bytes, jobs: Mapping[str, Callable[[], Job]] = JOBS) -> dict[str, Any]:
    """The result of one job under its CPU limit, or the error it raised, as a frame's head."""
    try:
        job = jobs[head["job"]]()
        signal.setitimer(signal.ITIMER_PROF, head["cpu_seconds"])
        return {"ok": job(body, head)}
    except MemoryError:
        return {"error": "out of memory"}
    except Exception as error:  # noqa: BLE001 - whatever a parser raises is told to the parent, by name
        return {"error": f"{type(error).__name__}: {error}"[:500]}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer frames until the pipe closes."""
    while len(lengths := source.read(LENGTHS.size)) == LENGTHS.size:
        head_size, body_size = LENGTHS.unpack(lengths)
        head = json.loads(source.read(head_size))
        body = source.read(body_size)
        sink.write(frame(run_one(head, body)))
        sink.flush()


def main() -> None:
    """The parser process. What libraries print goes to stderr, which is nobody's pipe."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sink = sys.stdout.buffer
    sys.stdout = sys.stderr
    serve(sys.stdin.buffer, sink)


if __name__ == "__main__":
    main()
