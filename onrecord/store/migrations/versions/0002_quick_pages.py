"""Lists and charts over a million statements: kept counts, indexes that hold every filter, feedback that can be undone.

A database that was made by this version has all of it from the first revision; only an older one is changed.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from onrecord.store.tables import Base
from onrecord.store.tables.tallies import REBUILD, TRIGGERS
from onrecord.store.types import Json

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REPLACED = (
    "ix_utterances_figure_seq", "ix_utterances_decision_seq", "ix_utterances_outlet_seq", "ix_utterances_lang_seq",
    "ix_utterances_figure_day", "ix_utterances_day", "ix_utterances_figure_outlet",
    "ix_utterance_topics_figure_topic", "ix_entries_source_id", "ix_alerts_bundled_into",
)  # fmt: skip
"""Indexes that others do the work of."""

CHANGED = ("ix_utterances_claim_seq",)
"""Indexes that have more columns under the same name."""

COUNTS = ("figure_days", "figure_outlets", "figure_topics")


def upgrade() -> None:
    bind = op.get_bind()
    if sa.inspect(bind).has_table(COUNTS[0]):
        return
    for name in (*REPLACED, *CHANGED):
        bind.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
    for table in Base.metadata.sorted_tables:
        if table.name in COUNTS:
            table.create(bind)
    for table in Base.metadata.sorted_tables:
        if table.name not in COUNTS:
            for index in table.indexes:
                index.create(bind, checkfirst=True)
    for _, statement in TRIGGERS[bind.dialect.name]:
        bind.exec_driver_sql(statement)
    bind.exec_driver_sql(
        "UPDATE utterances SET decision = 'disowned' WHERE id IN "
        "(SELECT statement_id FROM feedback WHERE says = 'wrong_speaker')"
    )
    for statement in REBUILD:
        bind.exec_driver_sql(statement)
    op.add_column("feedback", sa.Column("moved", Json, nullable=False, server_default="{}"))


def downgrade() -> None:
    bind = op.get_bind()
    op.drop_column("feedback", "moved")
    for table, statement in TRIGGERS[bind.dialect.name]:
        if statement.startswith("CREATE TRIGGER"):
            of = f" ON {table.__tablename__}" if bind.dialect.name == "postgresql" else ""
            bind.exec_driver_sql(f"DROP TRIGGER {statement.split()[2]}{of}")
    for name in COUNTS:
        op.drop_table(name)
