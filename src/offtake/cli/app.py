"""The program: its groups of commands, its one edge, its version."""

import logging
import os
import traceback
from pathlib import Path
from typing import Annotated

import typer

from offtake._version import __version__
from offtake.cli.output import ERROR
from offtake.cli.sections import Sectioned

app = typer.Typer(
    name="offtake",
    cls=Sectioned,
    help="Follow a trade promise from the statement to the shipment.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
pledges_app = typer.Typer(
    help=(
        "List the register; `check` validates files of your own, `schema` prints their schema.\n\n"
        "Example: offtake pledges"
    ),
    invoke_without_command=True,
    rich_markup_mode=None,
)
app.add_typer(pledges_app, name="pledges")


def run() -> None:
    """Run the command line and leave with its exit code.

    The one place that catches everything: a fault of ours is told in a line, not in a page of
    traceback. `OFFTAKE_DEBUG=1` shows it whole.
    """
    logging.getLogger("offtake").addHandler(logging.NullHandler())
    try:
        app()
    except Exception as fault:
        if os.environ.get("OFFTAKE_DEBUG"):
            raise
        where = traceback.extract_tb(fault.__traceback__)[-1]
        typer.echo(
            f"offtake: a fault of its own: {type(fault).__name__}: {fault} "
            f"({Path(where.filename).name}:{where.lineno}); please report it, with the output of "
            f"the same command under OFFTAKE_DEBUG=1",
            err=True,
        )
        raise SystemExit(ERROR) from None


def _version(*, value: bool) -> None:
    if value:
        typer.echo(f"offtake {__version__}")
        raise typer.Exit


@app.callback()
def main(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", callback=_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Follow a trade promise from the statement to the shipment."""
