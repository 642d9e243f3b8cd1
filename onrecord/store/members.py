"""Leases of processes: who of a role is alive. All inside the caller's unit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from onrecord.store.base import Unit
from onrecord.store.log import insert_ignore
from onrecord.store.tables.cluster import MemberRow


async def renew(unit: Unit, role: str, owner: str, until: datetime) -> None:
    """``owner`` lives, and counts as alive until ``until``."""
    renewed = await unit.execute(
        update(MemberRow).where(MemberRow.role == role, MemberRow.owner == owner).values(until=until)
    )
    if not renewed.rowcount:  # type: ignore[attr-defined]
        await unit.execute(insert_ignore(unit, MemberRow, [{"role": role, "owner": owner, "until": until}]))


async def alive(unit: Unit, role: str, now: datetime) -> list[str]:
    """The members of ``role`` whose lease runs, in order; those whose lease has run out are forgotten."""
    await unit.execute(delete(MemberRow).where(MemberRow.role == role, MemberRow.until <= now))
    return list(await unit.scalars(select(MemberRow.owner).where(MemberRow.role == role).order_by(MemberRow.owner)))


async def leave(unit: Unit, role: str, owner: str) -> None:
    """``owner`` ends on purpose: the others need not wait for its lease to run out."""
    await unit.execute(delete(MemberRow).where(MemberRow.role == role, MemberRow.owner == owner))
