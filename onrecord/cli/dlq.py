"""``onrecord dlq``: messages that were given up on."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from config.settings import Settings
from onrecord import bootstrap, clock
from onrecord.engines.base import Message
from onrecord.engines.broker import Sender
from onrecord.store import dead_letters, log
from onrecord.store.base import Store
from onrecord.store.dead_letters import DeadLetter
from processors.errors import PermanentError

app = typer.Typer(name="dlq", help="Messages that were given up on: list them, send them again.", no_args_is_help=True)


@app.command("list")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Also those that were sent again.")] = False,
    limit: Annotated[int, typer.Option(help="At most so many, the newest first.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object a line, with the whole message.")] = False,
) -> None:
    """List what was given up on, with the reason."""

    async def work() -> list[DeadLetter]:
        store = Store(bootstrap.read_settings().database_url)
        try:
            async with store.view() as view:
                return await dead_letters.dead_letters(view, everything, limit)
        finally:
            await store.close()

    for one in asyncio.run(work()):
        print(_json(one) if as_json else _line(one))


@app.command()
def replay(
    ids: Annotated[list[int] | None, typer.Argument(help="Numbers from `dlq list`; none: all that wait.")] = None,
) -> None:
    """Send messages again, after their cause was mended. Sending one twice changes nothing."""
    settings = bootstrap.read_settings()

    async def work() -> int:
        store = Store(settings.database_url)
        try:
            async with store.view() as view:
                letters = await dead_letters.chosen(view, ids or [])
            known = [one for one in letters if one.message.body.get("v")]
            await _send(store, settings, [one.message for one in known])
            async with store.unit() as unit:
                await dead_letters.replayed(unit, [one.id for one in known], clock.now())
            if len(known) < len(letters):
                raise PermanentError(f"{len(letters) - len(known)} were never messages of onrecord and stay")
            return len(known)
        finally:
            await store.close()

    print(f"sent again: {asyncio.run(work())}")


async def _send(store: Store, settings: Settings, messages: list[Message]) -> None:
    """To the broker on the engine kafka, else to the end of the store's log under a new id, since ids are unique."""
    if settings.engine == "kafka":
        sender = Sender(bootstrap.broker_of(settings))
        try:
            await sender.send(messages)
        finally:
            await sender.close()
        return
    now = clock.now()
    again = [Message(m.channel, m.key, f"{m.id}@{now:%Y%m%dT%H%M%S}", m.body) for m in messages]
    async with store.unit() as unit:
        await log.append(unit, again, now)


def _line(one: DeadLetter) -> str:
    again = f", sent again {one.replayed:%Y-%m-%d %H:%M}" if one.replayed else ""
    return f"{one.id}  {one.failed:%Y-%m-%d %H:%M}  {one.stage}  {one.message.id}  {one.error}{again}"


def _json(one: DeadLetter) -> str:
    message = {"channel": one.message.channel, "key": one.message.key, "id": one.message.id, "body": one.message.body}
    fields = {"id": one.id, "stage": one.stage, "error": one.error, "failed": one.failed, "replayed": one.replayed}
    return json.dumps({**fields, "message": message}, default=str, ensure_ascii=False)
