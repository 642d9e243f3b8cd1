"""Files that are generated from the code are current, so that editors and readers see what the program reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.environment import fields
from onrecord import reference

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("name", reference.SCHEMAS)
def test_schemas_for_editors_are_current(name: str) -> None:
    written = (ROOT / "config" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    assert written == reference.schema(name), "run `onrecord config schema`"


def test_the_page_of_settings_is_current_and_names_every_variable() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == reference.settings_page(), "run `onrecord config settings`"
    assert [name for name in fields() if f"`{name}`" not in page] == []


def test_every_setting_says_what_and_why() -> None:
    assert [name for name, field in fields().items() if len(field.description or "") < 20] == []
