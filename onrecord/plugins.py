"""Source plug-ins that are installed: entry points of the group ``onrecord.sources``."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import entry_points

from ingest.models import Source, SourceKind
from ingest.plugins import SourcePlugin
from processors.errors import ConfigError

GROUP = "onrecord.sources"


def plugins_for(sources: Iterable[Source]) -> dict[str, SourcePlugin]:
    """The plug-ins that ``sources`` name, made. Raises ConfigError for one that is not installed or cannot be made."""
    wanted = {source.plugin: source.id for source in sources if source.kind is SourceKind.PLUGIN}
    if not wanted:
        return {}
    installed = {point.name: point for point in entry_points(group=GROUP)}
    made: dict[str, SourcePlugin] = {}
    for name, source_id in wanted.items():
        if name is None or name not in installed:
            known = ", ".join(sorted(installed)) or "none"
            raise ConfigError(
                f"source {source_id!r} needs the plug-in {name!r}, which is not installed (there is {known})"
            )
        try:
            made[name] = installed[name].load()()
        except Exception as error:
            raise ConfigError(f"the plug-in {name!r} cannot be loaded: {error}") from error
    return made
