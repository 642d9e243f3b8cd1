"""What processes that share a database know of each other."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from onrecord.store.tables.base import Base
from onrecord.store.types import UtcDateTime


class MemberRow(Base):
    """A process of a role, and until when it counts as alive unless it says so again."""

    __tablename__ = "members"

    role: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(160), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
