"""Whether the lock files still fit pyproject.toml, without asking any index. Exit code 1 and a line for each misfit.

What is looked at: each dependency is locked in a version that it allows, each locked package has hashes, and no
file names an index or a folder of somebody's machine.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
_BLOCK = re.compile(r"^\S.*(?:\n .*)*", re.MULTILINE)
_ADDRESS = re.compile(r"^\s*(--(?:extra-)?index-url|--find-links|-f |-i )|://", re.MULTILINE)


def misfits(lock: str, requirements: Iterable[str]) -> Iterator[str]:
    """What is wrong between the text of a lock file and the requirements it was made from."""
    locked: dict[str, set[str]] = {}
    for name, version in _PINNED.findall(lock):
        locked.setdefault(canonicalize_name(name), set()).add(version)
    for requirement in map(Requirement, requirements):
        versions = locked.get(canonicalize_name(requirement.name), set())
        if not versions:
            yield f"{requirement.name} is not locked"
        elif not all(requirement.specifier.contains(version, prereleases=True) for version in versions):
            yield f"{requirement} is locked as {', '.join(sorted(versions))}"
    for block in _BLOCK.findall(lock):
        if not block.startswith("#") and "--hash=sha256:" not in block:
            yield f"no hash: {block.splitlines()[0]}"
    commands = "\n".join(line for line in lock.splitlines() if not line.startswith("#"))
    yield from (f"an address: {found.group(0).strip()}" for found in _ADDRESS.finditer(commands))


def main() -> int:
    """Check both files; the exit code."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = project["project"]["dependencies"]
    extras = [one for part in project["project"]["optional-dependencies"].values() for one in part]
    parts = {
        "requirements.lock": needed,
        "requirements-dev.lock": [*needed, *extras, *project["dependency-groups"]["dev"]],
    }
    found = [
        f"{file}: {misfit}"
        for file, requirements in parts.items()
        for misfit in misfits((ROOT / file).read_text(encoding="utf-8"), requirements)
    ]
    print("\n".join(found + (["run `make lock`"] if found else [])) or "locks fit pyproject.toml")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
