"""Files that must fit each other do: the shipped configuration and the schemas, the locks and pyproject.toml."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import jsonschema
import pytest
import yaml

from onrecord import reference

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("figures", "topics", "sources")


@pytest.fixture(scope="module")
def check_locks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_locks", ROOT / "scripts" / "check_locks.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_fits_the_schema_an_editor_uses(name: str) -> None:
    """Dates go through text, as an editor that knows JSON Schema sees them."""
    text = (ROOT / "config" / f"{name}.yaml").read_text(encoding="utf-8")
    shipped = json.loads(json.dumps(yaml.safe_load(text), default=str))
    jsonschema.validate(shipped, json.loads(reference.schema(name)))


def test_locks_fit_what_they_were_made_from(check_locks: ModuleType) -> None:
    assert check_locks.main() == 0


@pytest.mark.parametrize(
    ("lock", "said"),
    [
        ("pyyaml==6.0.3 \\\n    --hash=sha256:00\n", []),
        ("pyyaml==5.0 \\\n    --hash=sha256:00\n", ["pyyaml>=6.0 is locked as 5.0"]),
        ("other==1.0 \\\n    --hash=sha256:00\n", ["pyyaml is not locked"]),
        ("pyyaml==6.0.3\n", ["no hash: pyyaml==6.0.3"]),
        ("--index-url https://x\npyyaml==6.0.3 \\\n    --hash=sha256:00\n", ["no hash", "an address", "an address"]),
    ],
)
def test_a_lock_that_does_not_fit_is_found(check_locks: ModuleType, lock: str, said: list[str]) -> None:
    found = list(check_locks.misfits(lock, ["pyyaml>=6.0"]))
    assert len(found) == len(said)
    assert all(one.startswith(words) for one, words in zip(found, said, strict=True))
