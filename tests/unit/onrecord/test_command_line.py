"""The command line as a whole: it starts quickly, knows all of its commands, and names slips."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys

from typer.testing import CliRunner

from onrecord import cli

HEAVY = ("sqlalchemy", "aiohttp", "numpy", "trafilatura", "fastapi", "pydantic")


def test_help_names_every_command_and_imports_none_of_them() -> None:
    script = (
        "import sys; sys.argv = ['onrecord', '--help']\n"
        "from onrecord.cli import main\n"
        "try: main()\n"
        f"finally: print('loaded:', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "loaded: []" in done.stdout
    assert [name for name in cli.NAMES if f" {name} " not in done.stdout] == []


def test_every_command_is_found_and_no_module_with_one_is_forgotten() -> None:
    there = {name for _, name, _ in pkgutil.iter_modules(cli.__path__)}
    modules = {name: importlib.import_module(f"onrecord.cli.{name}") for name in there}
    listed = {name: cli.MODULES.get(name, name) for name in cli.NAMES}
    homeless = [name for name, home in listed.items() if not {"app", name} & set(dir(modules[home]))]
    assert homeless == []
    with_commands = {name for name, module in modules.items() if hasattr(module, "app") or hasattr(module, name)}
    assert with_commands <= set(listed.values())


def test_a_slip_is_answered_with_the_near_match() -> None:
    done = CliRunner().invoke(cli.overview(), ["subscripton"])
    assert done.exit_code == 2
    assert "subscription" in done.output


def test_only_the_command_that_is_asked_for_is_built() -> None:
    done = CliRunner().invoke(cli.build(["db"]), ["--help"])
    assert " db " in done.output
    assert " demo " not in done.output
