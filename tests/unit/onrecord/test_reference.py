"""Files that are generated from the code are current, so that editors and readers see what the program reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.environment import fields
from onrecord import reference
from onrecord.cli import app
from onrecord.cli.pages import commands, commands_page

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("name", reference.SCHEMAS)
def test_schemas_for_editors_are_current(name: str) -> None:
    written = (ROOT / "config" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    assert written == reference.schema(name), "run `make generate`"


def test_the_page_of_settings_is_current_and_names_every_variable() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == reference.settings_page(), "run `make generate`"
    assert [name for name in fields() if f"`{name}`" not in page] == []


def test_every_setting_says_what_and_why() -> None:
    assert [name for name, field in fields().items() if len(field.description or "") < 20] == []


def test_the_page_of_commands_is_current() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert page == commands_page(app), "run `make generate`"


def test_every_command_argument_and_option_says_what_it_does() -> None:
    silent = [name for name, command in commands(app) if not command.help]
    silent += [
        f"{name} {parameter.name}"
        for name, command in commands(app)
        for parameter in command.params
        if not getattr(parameter, "help", None)
    ]
    assert silent == []
