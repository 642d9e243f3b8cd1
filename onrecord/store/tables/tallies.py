"""Counts of each figure's statements, so that a page over a million of them reads a few hundred rows.

The database keeps them itself, by triggers on ``utterances`` and ``utterance_topics``: no writer can forget them, and
they change in the transaction that changes what they count. ``kept`` in a table's ``info`` says so to whoever copies.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import DDL, Date, Index, Integer, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from onrecord.store.tables.base import Base
from onrecord.store.tables.record import UtteranceRow, UtteranceTopicRow

KEPT = {"info": {"kept": True}}


class FigureDayRow(Base):
    """How many statements of a figure were published on a day, by decision."""

    __tablename__ = "figure_days"
    __table_args__ = (Index("ix_figure_days_day", "day", "figure_id", "decision", "count"), KEPT)

    figure_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    decision: Mapped[str] = mapped_column(String(8), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class FigureOutletRow(Base):
    """How many statements of a figure an outlet carried."""

    __tablename__ = "figure_outlets"
    __table_args__ = (KEPT,)

    figure_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    outlet_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    outlet_name: Mapped[str] = mapped_column(Text)
    count: Mapped[int] = mapped_column(Integer)


class FigureTopicRow(Base):
    """How many statements of a figure touch a topic."""

    __tablename__ = "figure_topics"
    __table_args__ = (KEPT,)

    figure_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    topic_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


_ADD = (
    "INSERT INTO figure_days (figure_id, day, decision, count) "
    "VALUES ({row}.figure_id, {row}.day, {row}.decision, 0) ON CONFLICT (figure_id, day, decision) DO NOTHING; "
    "UPDATE figure_days SET count = count {sign} 1 "
    "WHERE figure_id = {row}.figure_id AND day = {row}.day AND decision = {row}.decision; "
    "INSERT INTO figure_outlets (figure_id, outlet_id, outlet_name, count) "
    "VALUES ({row}.figure_id, {row}.outlet_id, {row}.outlet_name, 0) ON CONFLICT (figure_id, outlet_id) DO NOTHING; "
    "UPDATE figure_outlets SET count = count {sign} 1 "
    "WHERE figure_id = {row}.figure_id AND outlet_id = {row}.outlet_id;"
)
"""One more, or one less, of the statement ``row`` (``new`` or ``old``). Both databases read it the same."""

_ADD_TOPIC = (
    "INSERT INTO figure_topics (figure_id, topic_id, count) "
    "VALUES ({row}.figure_id, {row}.topic_id, 0) ON CONFLICT (figure_id, topic_id) DO NOTHING; "
    "UPDATE figure_topics SET count = count {sign} 1 "
    "WHERE figure_id = {row}.figure_id AND topic_id = {row}.topic_id;"
)


def _more(template: str) -> str:
    return template.format(row="new", sign="+")


def _less(template: str) -> str:
    return template.format(row="old", sign="-")


def _sqlite() -> list[tuple[type[Base], str]]:
    found: list[tuple[type[Base], str]] = []
    for table, name, add in ((UtteranceRow, "utterances", _ADD), (UtteranceTopicRow, "utterance_topics", _ADD_TOPIC)):
        events = {"insert": ("INSERT", _more(add)), "delete": ("DELETE", _less(add))}
        if table is UtteranceRow:
            events["update"] = ("UPDATE OF decision", f"{_less(add)} {_more(add)}")
        found += [
            (table, f"CREATE TRIGGER {name}_tally_{event_} AFTER {when} ON {name} BEGIN {body} END")
            for event_, (when, body) in events.items()
        ]
    return found


def _postgresql() -> list[tuple[type[Base], str]]:
    found: list[tuple[type[Base], str]] = []
    for table, name, add in ((UtteranceRow, "utterances", _ADD), (UtteranceTopicRow, "utterance_topics", _ADD_TOPIC)):
        found += [
            (
                table,
                (
                    f"CREATE OR REPLACE FUNCTION {name}_tally() RETURNS trigger AS $tally$ BEGIN "
                    f"IF TG_OP <> 'INSERT' THEN {_less(add)} END IF; "
                    f"IF TG_OP <> 'DELETE' THEN {_more(add)} END IF; RETURN NULL; END $tally$ LANGUAGE plpgsql"
                ),
            ),
            (
                table,
                (
                    f"CREATE TRIGGER {name}_tally AFTER INSERT OR DELETE"
                    f"{' OR UPDATE OF decision' if table is UtteranceRow else ''} ON {name} "
                    f"FOR EACH ROW EXECUTE FUNCTION {name}_tally()"
                ),
            ),
        ]
    return found


TRIGGERS = {"sqlite": _sqlite(), "postgresql": _postgresql()}
"""What keeps the counts, by database: (table it hangs on, statement)."""

REBUILD = (
    "DELETE FROM figure_days",
    (
        "INSERT INTO figure_days (figure_id, day, decision, count) "
        "SELECT figure_id, day, decision, count(*) FROM utterances GROUP BY figure_id, day, decision"
    ),
    "DELETE FROM figure_outlets",
    (
        "INSERT INTO figure_outlets (figure_id, outlet_id, outlet_name, count) "
        "SELECT figure_id, outlet_id, max(outlet_name), count(*) FROM utterances GROUP BY figure_id, outlet_id"
    ),
    "DELETE FROM figure_topics",
    (
        "INSERT INTO figure_topics (figure_id, topic_id, count) "
        "SELECT figure_id, topic_id, count(*) FROM utterance_topics GROUP BY figure_id, topic_id"
    ),
)
"""Counts everything anew: for an archive that is older than these tables."""

for _dialect, _statements in TRIGGERS.items():
    for _table, _statement in _statements:
        # The triggers write to tables of this module, which only have to be there when the first row comes.
        _ddl = DDL(_statement)  # type: ignore[no-untyped-call]
        event.listen(_table.__table__, "after_create", _ddl.execute_if(dialect=_dialect))
