"""The command line. One module a command or a group of commands; only the one that is asked for is imported.

A module of this package holds a Typer ``app`` (a group) or a function of the command's name.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Iterable

import typer

from processors.errors import OnrecordError

COMMANDS = {
    "Try it": {
        "demo": "Watch six outlets report what three public figures say, and what of it is new.",
        "replay": "Publish a manifest's articles in order of time and print the webhooks that its receiver got.",
        "receive": "Receive webhooks: verify, drop duplicates, show.",
    },
    "Run it": {
        "run": "Poll, read, decide and deliver in this one process until told to stop.",
        "serve": "Serve the API and the console.",
        "doctor": "Check this installation, and say what to mend.",
        "config": "Check the configuration; write what is generated from the code.",
        "db": "The database: bring its schema up to date, or say how it stands.",
        "source": "Sources: find, check, list, import and export them.",
        "user": "Accounts that sign in to the console.",
        "key": "Keys of the API.",
    },
    "Outgrow one machine": {
        "fetch": "Poll a share of the sources (engine kafka); several share them out.",
        "work": "Read articles and decide statements (engine kafka); several share the partitions out.",
        "deliver": "Post what is due (engine kafka); several share the deliveries out.",
        "kafka": "Kafka's topics: make them, or say how far the workers are.",
        "dlq": "Messages that were given up on: list them, send them again.",
        "move": "Take an installation from SQLite to PostgreSQL, and to Kafka.",
    },
    "Alerts": {
        "subscription": "Who is told what: add, show, switch, silence.",
        "endpoint": "Where alerts go: list, test, pause, recover, rotate secrets.",
        "delivery": "What was sent: list, show every attempt, send again.",
        "backtest": "Try a subscription on the archive: what it would have sent.",
        "explain": "Tell the whole way of a statement: read, decided, sent or not, and why.",
    },
    "Judge it": {
        "novelty": "The decision new, update or repeat: its weights, its threshold, an editor's word on it.",
        "record": "What figures said before: import it, look at its size, re-embed it.",
    },
    "Measure it": {
        "batch": "Run statements, novelty, pages or feeds on a file of JSON lines.",
        "bench": "Measure one part of the product beside what a user would pick instead.",
    },
}
"""Every command with its line in ``onrecord --help``, under the heading that it stands under there."""

MODULES = {"config": "configuration", "fetch": "roles", "work": "roles", "deliver": "roles"}
"""Commands whose module has another name: ``config`` is a package of ours already, the roles share one."""

NAMES = tuple(name for commands in COMMANDS.values() for name in commands)


def _empty() -> typer.Typer:
    root = typer.Typer(
        name="onrecord",
        help="Tells a newsroom the moment a public figure says something new.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    root.callback()(_root)
    return root


def _root() -> None:
    """Tells a newsroom the moment a public figure says something new."""


def build(names: Iterable[str] = NAMES) -> typer.Typer:
    """The command line with the commands ``names``; their modules are imported."""
    root = _empty()
    for name in names:
        module = importlib.import_module(f"onrecord.cli.{MODULES.get(name, name)}")
        if hasattr(module, "app"):
            root.add_typer(module.app, name=name)
        else:
            root.command(name)(getattr(module, name))
    return root


def overview() -> typer.Typer:
    """The command line for ``--help`` and for slips: all names, nothing imported."""
    root = _empty()
    for heading, commands in COMMANDS.items():
        for name, line in commands.items():
            root.command(name, help=line, rich_help_panel=heading)(_root)
    return root


def __getattr__(name: str) -> typer.Typer:
    """``onrecord.cli.app``: all commands, for tests and for what describes them."""
    if name != "app":
        raise AttributeError(name)
    everything = globals()["app"] = build()
    return everything


def _asked_for(arguments: Iterable[str]) -> typer.Typer:
    if "_ONRECORD_COMPLETE" in os.environ:
        return build()
    first = next((word for word in arguments if not word.startswith("-")), "")
    return build([first]) if first in NAMES else overview()


ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""Set before numpy is imported: our products are small, and threads that spin for the next one cost four times the
CPU of the whole decision (measured: 60 statements 2.8 s instead of 12.4 s on two busy cores)."""


YOUNG = 20_000
"""New objects after which Python looks for cycles among them; at its 700 a start spends a fifth of its time so."""


def main() -> None:
    """Run the command line; an error raised on purpose is one line on stderr and exit code 1."""
    for variable in ONE_THREAD:
        os.environ.setdefault(variable, "1")
    gc.set_threshold(YOUNG)
    try:
        _asked_for(sys.argv[1:])()
    except OnrecordError as error:
        print(f"onrecord: {error}", file=sys.stderr)
        raise SystemExit(1) from error
