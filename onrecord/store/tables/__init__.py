"""All tables. One module an area; importing this package makes ``Base.metadata`` complete."""

from onrecord.store.tables import accounts, alerts, articles, cluster, log, record, sources, tallies
from onrecord.store.tables.base import Base

__all__ = ["Base", "accounts", "alerts", "articles", "cluster", "log", "record", "sources", "tallies"]
