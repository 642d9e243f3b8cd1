"""``onrecord config``: check the files, and write what is generated from the code."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from alerts.spec import SubscriptionFile
from config.environment import load_settings
from config.load import FIGURES, SOURCES, SUBSCRIPTIONS, TOPICS, load_configuration
from config.settings import SHIPPED
from onrecord import reference
from processors.errors import ConfigError

app = typer.Typer(help="Check the configuration; write schemas for editors.", no_args_is_help=True)

Check = Annotated[bool, typer.Option("--check", help="Write nothing; fail if the file is not current.")]


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="Folder to read; ONRECORD_CONFIG_DIR if left out.")] = None,
) -> None:
    """Read all settings and files as a start would, and name every mistake with its line."""
    settings = load_settings(os.environ)
    read = load_configuration(folder or settings.config_dir, SubscriptionFile)
    count = len(read.subscriptions.subscriptions) if read.subscriptions else 0
    unverified = sum(not source.verified for source in read.sources)
    print(f"{len(read.figures)} figures, {len(read.topics)} topics, {count} subscriptions")
    print(f"{len(read.sources)} sources" + (f", {unverified} of them never fetched yet" if unverified else ""))


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Folder to make; files that are there stay as they are.")],
) -> None:
    """Start a configuration of your own from the files that ship, with the schemas that editors use."""
    names = (FIGURES, TOPICS, SOURCES, SUBSCRIPTIONS)
    files = [*(SHIPPED / name for name in names), *sorted((SHIPPED / "schemas").glob("*.json"))]
    for file in files:
        place = folder / file.relative_to(SHIPPED)
        if place.exists():
            print(f"kept  {place}")
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.read_bytes())
        print(f"wrote {place}")
    print(f"now: export ONRECORD_CONFIG_DIR={folder.resolve()}")


@app.command()
def schema(
    folder: Annotated[Path, typer.Argument(help="Folder to write to.")] = Path("config/schemas"), current: Check = False
) -> None:
    """Write the JSON Schemas by which an editor completes and checks the YAML files."""
    for name in reference.SCHEMAS:
        _write(folder / f"{name}.schema.json", reference.schema(name), current)


@app.command()
def messages(
    folder: Annotated[Path, typer.Argument(help="Folder to write to.")] = Path("docs/kafka"), current: Check = False
) -> None:
    """Write the JSON Schemas of what travels through Kafka, one a topic."""
    import json  # noqa: PLC0415

    from onrecord import message_schemas  # noqa: PLC0415 - each command imports what it needs

    for channel in message_schemas.CHANNELS:
        text = json.dumps(message_schemas.schema(channel), indent=2, ensure_ascii=False) + "\n"
        _write(folder / f"{channel}.schema.json", text, current)


@app.command()
def settings(
    page: Annotated[Path, typer.Argument(help="File to write.")] = Path("docs/settings.md"), current: Check = False
) -> None:
    """Write the page of all settings."""
    _write(page, reference.settings_page(), current)


@app.command()
def commands(
    page: Annotated[Path, typer.Argument(help="File to write.")] = Path("docs/commands.md"), current: Check = False
) -> None:
    """Write the page of all commands."""
    from onrecord.cli import app as everything  # noqa: PLC0415 - which imports this module
    from onrecord.cli.pages import commands_page  # noqa: PLC0415

    _write(page, commands_page(everything), current)


def _write(path: Path, text: str, check_only: bool) -> None:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    if check_only:
        raise ConfigError("is not current: run `make generate`", file=str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"wrote {path}")
