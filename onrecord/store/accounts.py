"""Accounts, sessions and API keys as rows. Secrets come in as hashes; hashing is ``onrecord.web.secrets``' part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from onrecord.store.base import Unit
from onrecord.store.log import insert_ignore
from onrecord.store.pages import PAGE, Page, decode, encode, page_of
from onrecord.store.tables.accounts import (
    ApiKeyRow,
    AuditRow,
    IdempotencyRow,
    SessionRow,
    TenantRow,
    UserRow,
)
from processors.errors import ConfigError

USED_EVERY = timedelta(minutes=5)
"""How often a key's last use is written down: a write per request would make reading cost a write lock."""


class Role(StrEnum):
    """What an account or key may do: a reader looks, an editor subscribes and judges, an operator runs the place."""

    READER = "reader"
    EDITOR = "editor"
    OPERATOR = "operator"

    def covers(self, needed: Role) -> bool:
        """Whether this role may do what ``needed`` may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: an account or an API key, of which newsroom, in which role."""

    tenant: str
    name: str
    role: Role
    csrf: str = ""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """An API key as lists show it; the key itself is shown once, when it is made."""

    id: str
    name: str
    role: Role
    created: datetime
    expires: datetime | None
    revoked: datetime | None
    used: datetime | None


async def add_tenant(unit: Unit, tenant: str, name: str, now: datetime) -> None:
    """Make sure that a newsroom is there."""
    await unit.execute(insert_ignore(unit, TenantRow, [{"id": tenant, "name": name or tenant, "created": now}]))


async def put_user(unit: Unit, row: Mapping[str, Any], now: datetime) -> None:
    """Add an account, or change the one with this login. ``row``: columns of UserRow."""
    await add_tenant(unit, row["tenant"], "", now)
    known = (await unit.scalars(select(UserRow).where(UserRow.login == row["login"]))).first()
    if known is None:
        unit.add(UserRow(**row, created=now, enabled=True))
    else:
        for name in ("tenant", "name", "role", "password", "oidc_subject"):
            setattr(known, name, row.get(name, getattr(known, name)))
        known.enabled = True
    await unit.flush()


async def user(view: AsyncSession, login: str) -> UserRow | None:
    """The account that signs in with ``login``, if it may."""
    query = select(UserRow).where(UserRow.login == login, UserRow.enabled)
    return (await view.scalars(query)).first()


async def join(unit: Unit, row: Mapping[str, Any], now: datetime) -> UserRow | None:
    """The account of ``row``'s OpenID Connect subject, new or with the role and name it has now.

    None where it was disabled, or where an account of another origin has its login: nobody takes that one over.
    """
    known = (await unit.scalars(select(UserRow).where(UserRow.oidc_subject == row["oidc_subject"]))).first()
    if known is None:
        if (await unit.scalars(select(UserRow).where(UserRow.login == row["login"]))).first() is not None:
            return None
        await add_tenant(unit, row["tenant"], "", now)
        known = UserRow(**row, created=now, enabled=True)
        unit.add(known)
    elif not known.enabled:
        return None
    known.role, known.name = row["role"], row["name"]
    await unit.flush()
    return known


async def users(view: AsyncSession, tenant: str | None = None) -> list[UserRow]:
    """The accounts of a newsroom, or all."""
    query = select(UserRow).order_by(UserRow.login)
    return list(await view.scalars(query.where(UserRow.tenant == tenant) if tenant else query))


async def disable_user(unit: Unit, login: str) -> None:
    """Take an account's access away, also where it is signed in. Raises ConfigError for an unknown login."""
    known = (await unit.scalars(select(UserRow).where(UserRow.login == login))).first()
    if known is None:
        raise ConfigError(f"no such account: {login}; `onrecord user list` shows them")
    known.enabled = False
    await unit.execute(delete(SessionRow).where(SessionRow.user_id == known.id))


async def add_session(unit: Unit, row: Mapping[str, Any]) -> None:
    """Keep a new session and drop those that are over."""
    await unit.execute(delete(SessionRow).where(SessionRow.expires <= row["created"]))
    unit.add(SessionRow(**row))
    await unit.flush()


async def session(view: AsyncSession, token_hash: str, now: datetime) -> Identity | None:
    """Who is signed in with this token."""
    query = (
        select(SessionRow.csrf, UserRow)
        .join(UserRow, UserRow.id == SessionRow.user_id)
        .where(SessionRow.token_hash == token_hash, SessionRow.expires > now, UserRow.enabled)
    )
    found = (await view.execute(query)).first()
    return Identity(found[1].tenant, found[1].login, Role(found[1].role), found[0]) if found else None


async def end_session(unit: Unit, token_hash: str) -> None:
    """Sign out."""
    await unit.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash))


async def add_key(unit: Unit, row: Mapping[str, Any]) -> None:
    """Keep a new key. ``row``: columns of ApiKeyRow."""
    await add_tenant(unit, row["tenant"], "", row["created"])
    unit.add(ApiKeyRow(**row))
    await unit.flush()


async def key(view: AsyncSession, key_hash: str, now: datetime) -> tuple[Identity, str, bool] | None:
    """Who a key speaks for, its id, and whether its use should be written down again."""
    row = (await view.scalars(select(ApiKeyRow).where(ApiKeyRow.key_hash == key_hash))).first()
    if row is None or row.revoked is not None or (row.expires is not None and row.expires <= now):
        return None
    stale = row.used is None or now - row.used >= USED_EVERY
    return Identity(row.tenant, f"key {row.name}", Role(row.role)), row.id, stale


async def key_used(unit: Unit, key_id: str, now: datetime) -> None:
    """Write down when a key was last used."""
    await unit.execute(update(ApiKeyRow).where(ApiKeyRow.id == key_id).values(used=now))


async def keys(view: AsyncSession, tenant: str | None = None) -> list[KeyLine]:
    """The keys of a newsroom, or all, oldest first."""
    query = select(ApiKeyRow).order_by(ApiKeyRow.created, ApiKeyRow.id)
    rows = await view.scalars(query.where(ApiKeyRow.tenant == tenant) if tenant else query)
    return [KeyLine(r.id, r.name, Role(r.role), r.created, r.expires, r.revoked, r.used) for r in rows]


async def revoke_key(unit: Unit, key_id: str, now: datetime, tenant: str | None = None) -> bool:
    """Take a key's access away; whether there was one."""
    query = update(ApiKeyRow).where(ApiKeyRow.id == key_id, ApiKeyRow.revoked.is_(None))
    done = await unit.execute((query.where(ApiKeyRow.tenant == tenant) if tenant else query).values(revoked=now))
    return bool(done.rowcount)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A change that somebody made."""

    seq: int
    actor: str
    action: str
    target: str
    detail: Mapping[str, Any]
    at: datetime


async def note(unit: Unit, who: Identity, action: str, target: str, now: datetime, **detail: Any) -> None:
    """Write a change into the audit log. ``detail``: metadata only, never a secret."""
    unit.add(AuditRow(tenant=who.tenant, actor=who.name, action=action, target=target[:280], detail=detail, at=now))
    await unit.flush()


async def audit(view: AsyncSession, tenant: str, *, limit: int = PAGE, cursor: str | None = None) -> Page[AuditLine]:
    """The audit log of a newsroom, newest first."""
    query = select(AuditRow).where(AuditRow.tenant == tenant).order_by(AuditRow.seq.desc()).limit(limit + 1)
    if cursor is not None:
        query = query.where(AuditRow.seq < int(decode(cursor, int)[0]))
    rows = list(await view.scalars(query))
    found = [AuditLine(r.seq, r.actor, r.action, r.target, r.detail, r.at) for r in rows]
    return page_of(found, limit, [encode(one.seq) for one in found])


ANSWERS_KEPT = timedelta(days=1)
"""How long the answer to an ``Idempotency-Key`` is kept: a client gives up long before."""


async def first_answer(view: AsyncSession, tenant: str, word: str) -> tuple[str, str] | None:
    """What the request under this key got: (hash of the request, body of the answer)."""
    row = await view.get(IdempotencyRow, (tenant, word))
    return (row.request_hash, row.body) if row else None


async def keep_answer(unit: Unit, tenant: str, word: str, request_hash: str, body: str, now: datetime) -> None:
    """Keep the answer that a request got, and drop those that are old."""
    await unit.execute(delete(IdempotencyRow).where(IdempotencyRow.at < now - ANSWERS_KEPT))
    row = {"tenant": tenant, "key": word, "request_hash": request_hash, "status": 200, "body": body, "at": now}
    await unit.execute(insert_ignore(unit, IdempotencyRow, [row]))
