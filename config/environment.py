"""From environment variables to Settings: every unknown or wrong variable is named at once, with its near match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_settings import EnvSettingsSource

from config.settings import PREFIX, Group, Settings
from config.validation import near_match
from processors.errors import ConfigError, MisconfiguredError

NOT_SETTINGS = ("ONRECORD_TEST_", "ONRECORD_REQUIRE_SERVICES", "ONRECORD_SERVICES_DIR", "ONRECORD_NEW_PASSWORD")
"""Names that the test suite, ``scripts/services`` and ``onrecord user add`` read; they may stand beside settings."""

FILE = "_FILE"

SECRETS = Path("/run/secrets")
"""Where container platforms mount secrets: a file ``onrecord_secret_key`` there needs no variable at all."""


class _Given(EnvSettingsSource):
    """Pydantic's reader of environments over a mapping that is handed in."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        super().__init__(Settings)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value for name, value in self._variables.items()}


def fields(group: type[BaseModel] = Settings, prefix: str = PREFIX) -> dict[str, Any]:
    """Every variable and its pydantic field, in order of declaration."""
    found: dict[str, Any] = {}
    for name, field in group.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Group):
            found |= fields(field.annotation, f"{prefix}{name.upper()}_")
        else:
            found[f"{prefix}{name.upper()}"] = field
    return found


def is_secret(field: Any) -> bool:
    """Whether the field may stand in a file and must never be shown."""
    return "SecretStr" in str(field.annotation)


def load_settings(environ: Mapping[str, str], secrets: Path = SECRETS) -> Settings:
    """The settings in ``environ``, and secrets from their files or from the folder ``secrets``.

    Raises MisconfiguredError with every variable that is unknown or wrong.
    """
    known = fields()
    given = {n: v for n, v in environ.items() if n.startswith(PREFIX) and not n.startswith(NOT_SETTINGS)}
    variables, mistakes = _with_files(given, [n for n, field in known.items() if is_secret(field)], secrets)
    mistakes += [
        ConfigError(f"no such setting{near_match(name, known)}", key=name) for name in variables if name not in known
    ]
    settings = None
    try:
        settings = Settings(**_Given({n: v for n, v in variables.items() if n in known})())
    except ValidationError as error:
        mistakes += [_mistake(details["loc"], details["msg"]) for details in error.errors()]
    if settings is None or mistakes:
        raise MisconfiguredError(mistakes)
    return settings


def _mistake(location: tuple[str | int, ...], message: str) -> ConfigError:
    names = [part.upper() for part in location if isinstance(part, str)]
    return ConfigError(message.removeprefix("Value error, ").removeprefix("Input "), key=PREFIX + "_".join(names))


def _with_files(
    given: Mapping[str, str], secret: Sequence[str], folder: Path
) -> tuple[dict[str, str], list[ConfigError]]:
    """``given``, each ``secret`` name filled from its ``…_FILE`` or from ``folder`` (without the last line end)."""
    variables, mistakes = dict(given), []
    for name in secret:
        named = variables.pop(name + FILE, None)
        path = Path(named) if named else folder / name.lower()
        if named and name in given:
            mistakes.append(ConfigError(f"is set, and {name + FILE} too: give one of them", key=name))
        elif name in given or (not named and not path.exists()):
            continue
        else:
            try:
                variables[name] = path.read_text(encoding="utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError) as error:
                mistakes.append(ConfigError(f"cannot be read: {error}", file=str(path), key=name + FILE))
    return variables, mistakes
