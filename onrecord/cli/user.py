"""``onrecord user``: accounts of the console."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from config.environment import load_settings
from onrecord import clock
from onrecord.store import accounts
from onrecord.store.accounts import Role
from onrecord.store.base import Store
from onrecord.web import secrets
from processors.errors import ConfigError

T = TypeVar("T")

app = typer.Typer(help="Accounts of the console.", no_args_is_help=True)


def on_store(work: Callable[[Store], Awaitable[T]]) -> T:
    """Run ``work`` on the configured database."""

    async def opened() -> T:
        store = Store(load_settings(os.environ).database_url)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(opened())


@app.command("add")
def add(
    login: Annotated[str, typer.Argument(help="What the person signs in with, such as a mail address.")],
    role: Annotated[Role, typer.Option(help="reader looks, editor subscribes and judges, operator runs it.")],
    name: Annotated[str, typer.Option(help="Shown beside what the person does.")] = "",
    tenant: Annotated[str, typer.Option(help="The newsroom.")] = "default",
    password: Annotated[
        str,
        typer.Option(
            help="Left out, it is asked for; a script sets ONRECORD_NEW_PASSWORD.",
            envvar="ONRECORD_NEW_PASSWORD",
            prompt=True,
            hide_input=True,
            confirmation_prompt=True,
        ),
    ] = "",
) -> None:
    """Add an account, or change the one that is there. The password is asked for, never a part of the command."""
    if len(password) < secrets.SHORTEST_PASSWORD:
        raise ConfigError(f"a password has at least {secrets.SHORTEST_PASSWORD} characters")
    row = {
        "id": str(uuid.uuid4()),
        "tenant": tenant,
        "login": login.strip().lower(),
        "name": name,
        "role": role.value,
        "password": secrets.hash_password(password),
    }

    async def work(store: Store) -> None:
        async with store.unit() as unit:
            await accounts.put_user(unit, row, clock.now())

    on_store(work)
    print(f"{login} may sign in as {role.value} of {tenant}")


@app.command("list")
def list_users() -> None:
    """Show the accounts."""

    async def work(store: Store) -> None:
        async with store.view() as view:
            for row in await accounts.users(view):
                state = "" if row.enabled else "\tdisabled"
                print(f"{row.login}\t{row.role}\t{row.tenant}\t{row.name}{state}")

    on_store(work)


@app.command("disable")
def disable(login: Annotated[str, typer.Argument(help="Whose access ends, at once.")]) -> None:
    """Take an account's access away, also where it is signed in."""

    async def work(store: Store) -> None:
        async with store.unit() as unit:
            await accounts.disable_user(unit, login.strip().lower())

    on_store(work)
    print(f"{login} is signed out and may not sign in")
