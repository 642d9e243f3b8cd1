"""All tables. One module an area; importing this package makes ``Base.metadata`` complete."""

from onrecord.store.tables import alerts, articles, log, sources
from onrecord.store.tables.base import Base

__all__ = ["Base", "alerts", "articles", "log", "sources"]
