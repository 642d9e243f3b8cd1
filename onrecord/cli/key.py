"""``onrecord key``: keys of the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from onrecord import clock
from onrecord.cli.user import on_store
from onrecord.store import accounts
from onrecord.store.accounts import Role
from onrecord.store.base import Store
from onrecord.web import secrets
from processors.errors import ConfigError

app = typer.Typer(help="Keys of the API.", no_args_is_help=True)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What it is for, such as the program that uses it.")],
    role: Annotated[Role, typer.Option(help="reader, editor or operator.")] = Role.READER,
    tenant: Annotated[str, typer.Option(help="The newsroom.")] = "default",
    days: Annotated[int | None, typer.Option(min=1, help="Days until it is over; for ever if left out.")] = None,
) -> None:
    """Make a key and show it, this once: only its hash is kept."""
    now = clock.now()
    key_id, key = secrets.new_key()
    row = {
        "id": key_id,
        "tenant": tenant,
        "name": name,
        "role": role.value,
        "key_hash": secrets.digest(key),
        "created": now,
        "expires": now + timedelta(days=days) if days else None,
    }

    async def work(store: Store) -> None:
        async with store.unit() as unit:
            await accounts.add_key(unit, row)

    on_store(work)
    print(key)


@app.command("list")
def list_keys() -> None:
    """Show the keys, without the keys themselves."""

    async def work(store: Store) -> None:
        async with store.view() as view:
            for one in await accounts.keys(view):
                used = one.used.isoformat(timespec="minutes") if one.used else "never used"
                state = "\trevoked" if one.revoked else ""
                print(f"{one.id}\t{one.role.value}\t{one.name}\t{used}{state}")

    on_store(work)


@app.command("revoke")
def revoke(key_id: Annotated[str, typer.Argument(help="Its id: the middle part of the key.")]) -> None:
    """Take a key's access away, at once."""

    async def work(store: Store) -> bool:
        async with store.unit() as unit:
            return await accounts.revoke_key(unit, key_id, clock.now())

    if not on_store(work):
        raise ConfigError(f"no such key: {key_id}; `onrecord key list` shows them")
    print(f"key {key_id} is revoked")
