"""Commands that write files for other programs and other people."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from offtake.cli.app import app
from offtake.cli.options import AsOf, Home, Quiet, UnitCode
from offtake.cli.output import Output, guarded
from offtake.report.exports import refuse_existing, write_export
from offtake.workspace import Workspace, sources_of

Force = Annotated[bool, typer.Option("--force", help="Replace files that are there already.")]


@app.command()
@guarded
def export(
    target: Annotated[
        Path, typer.Argument(help="File to write; its ending says how: csv, parquet, xlsx, jsonl.")
    ],
    *,
    table: Annotated[
        str,
        typer.Option(
            help="verdicts, contributions, figures, pledges, statements or revisions.",
        ),
    ] = "verdicts",
    pledge: Annotated[str | None, typer.Option(help="Only what concerns this pledge.")] = None,
    as_of: AsOf = None,
    unit: UnitCode = "t",
    force: Force = False,
    quiet: Quiet = False,
    home: Home = None,
) -> None:
    """Write a table for other programs, with a datapackage.json beside it that describes it.

    Example: offtake export figures.parquet --table figures --pledge cn-us-soybeans-25mt-2026
    """
    refuse_existing(target, force=force)
    workspace = Workspace.open(home=home)
    rows = workspace.table(table, as_of=as_of, pledge=pledge, unit=unit)
    written = write_export(rows, target, sources=sources_of(workspace.store), force=force)
    output = Output(quiet=quiet, color=False)
    output.say(f"wrote {len(rows):,} rows, as known on {rows.as_of}, revision {rows.revision}:")
    for path in written:
        output.say(f"  {path}")


@app.command()
@guarded
def mcp(*, home: Home = None) -> None:
    """Answer an agent's questions over the Model Context Protocol, on standard input and output.

    Example: offtake mcp
    """
    from offtake.agents import Tools, serve_on_stdio  # noqa: PLC0415 - only an agent needs them

    opened = partial(Workspace.open, home=home)
    serve_on_stdio(Tools(opened=opened, now=lambda: datetime.now(UTC)))
