"""The first schema: every table as declared when version 0.1.0 was released.

Until 0.1.0 is released this builds the tables from their declarations; from then on it is frozen and each
change is a revision of its own.

Revision ID: 0001
"""

from __future__ import annotations

from alembic import op

from onrecord.store.tables import Base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    Base.metadata.create_all(op.get_bind())


def downgrade() -> None:
    Base.metadata.drop_all(op.get_bind())
