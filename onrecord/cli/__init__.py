"""The command line. One module a group of commands, each light to import: what a command needs it imports itself."""

from __future__ import annotations

import sys

import typer

from onrecord.cli import (
    backtest,
    batch,
    bench,
    configuration,
    db,
    delivery,
    demo,
    doctor,
    endpoint,
    explain,
    key,
    receive,
    replay,
    run,
    serve,
    source,
    subscription,
    user,
)
from processors.errors import OnrecordError

app = typer.Typer(
    name="onrecord",
    help="Tells a newsroom the moment a public figure says something new.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("batch")(batch.batch)
app.command("run")(run.run)
app.command("demo")(demo.demo)
app.command("replay")(replay.replay)
app.command("explain")(explain.explain)
app.command("doctor")(doctor.doctor)
app.command("bench")(bench.bench)
app.add_typer(configuration.app, name="config")
app.add_typer(db.app)
app.command("serve")(serve.serve)
app.add_typer(user.app, name="user")
app.add_typer(key.app, name="key")
app.add_typer(source.app, name="source")
app.add_typer(subscription.app, name="subscription")
app.add_typer(endpoint.app, name="endpoint")
app.add_typer(delivery.app, name="delivery")
app.command("backtest")(backtest.backtest)
app.command("receive")(receive.receive)


@app.callback()
def _root() -> None:
    """Common ground of all commands."""


def main() -> None:
    """Run the command line; an error raised on purpose is one line on stderr and exit code 1."""
    try:
        app()
    except OnrecordError as error:
        print(f"onrecord: {error}", file=sys.stderr)
        raise SystemExit(1) from error
