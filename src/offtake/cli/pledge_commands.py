"""Commands about pledges: what was promised, what has counted, what follows."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from offtake import report as shown
from offtake.cli.app import app, pledges_app
from offtake.cli.options import (
    AsOf,
    Color,
    Csv,
    Home,
    Json,
    PledgeId,
    Quiet,
    ReadingId,
    UnitCode,
)
from offtake.cli.output import Output, guarded, no_data, say_problems
from offtake.domain import Verdict
from offtake.report.files import CONTRIBUTION_COLUMNS, object_text
from offtake.report.pages import pledge_data, pledge_rows
from offtake.workspace import Board, GroupPage, PledgePage, Workspace, pledge_schema


@app.command()
@guarded
def report(
    *,
    pledge: Annotated[str | None, typer.Option(help="Only this pledge.")] = None,
    reading: ReadingId = None,
    as_of: AsOf = None,
    unit: UnitCode = "t",
    out: Annotated[
        Path | None, typer.Option(help="Also write report.json and report.csv into this folder.")
    ] = None,
    as_json: Json = False,
    as_csv: Csv = False,
    quiet: Quiet = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Judge every pledge under each of its readings.

    Example: offtake report --as-of 2026-01-20 --json
    """
    output = Output(quiet=quiet, color=color)
    workspace = Workspace.open(home=home)
    board = workspace.report(as_of=as_of, pledge=pledge, reading=reading)
    forecasts = workspace.outlook(board)
    rows = shown.report_rows(board.verdicts, unit=unit, forecasts=forecasts)
    if out is not None:
        for path in shown.write_report(rows, out):
            output.say(f"wrote {path}")
    _say_left_out(board, output)
    if as_json or as_csv:
        output.table(rows, as_json=as_json)
        return
    output.lines(shown.board_lines(board.verdicts, unit=unit, forecasts=forecasts))
    output.lines([(line, "dim") for line in _KEY])
    output.lines([(f"As known on {board.as_of}, store revision {board.revision}.", "dim")])
    output.lines([(shown.summary_line(board.verdicts), "bold")])


_KEY = (
    "due: by straight line. weekly: the rate still needed. out of reach: above the",
    "fastest rate in an unbroken record of five years or more. A date after missed:",
    "the week it was reached, too late. A share after open: how likely it is to be",
    "met, see `offtake forecast`.",
)


@pledges_app.callback()
@guarded
def pledges(
    context: typer.Context,
    *,
    as_json: Json = False,
    as_csv: Csv = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """List the pledges in the register.

    Example: offtake pledges
    """
    if context.invoked_subcommand is not None:
        return
    register = Workspace.open(home=home).register
    output = Output(quiet=False, color=color)
    if as_json or as_csv:
        rows = pledge_rows(register.values())
        output.table(rows, as_json=as_json)
        return
    output.lines(shown.pledges_lines(register.values()))


@pledges_app.command("check")
@guarded
def check(
    paths: Annotated[list[Path], typer.Argument(help="Register files, or folders of them.")],
    *,
    home: Home = None,
) -> None:
    """Validate register files; problems are named by file and line.

    Example: offtake pledges check my-pledges/
    """
    say_problems(Workspace.open(home=home).check_pledges(paths))


@pledges_app.command("schema")
@guarded
def schema() -> None:
    """Print the JSON Schema of a register file, for an editor to check against.

    Example: offtake pledges schema > pledge.schema.json
    """
    typer.echo(json.dumps(pledge_schema(), indent=1, sort_keys=True))


@app.command()
@guarded
def pledge(
    pledge_id: PledgeId,
    *,
    as_of: AsOf = None,
    unit: UnitCode = "t",
    as_json: Json = False,
    as_csv: Csv = False,
    quiet: Quiet = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Show one pledge: its words, readings, verdicts, deadlines and statements.

    JSON holds them all; CSV has the verdicts, one a row.

    The name of a group of pledges made together, as phase-one, shows their scores in one table.

    Example: offtake pledge cn-us-soybeans-12mt-2025
    """
    workspace = Workspace.open(home=home)
    output = Output(quiet=quiet, color=color)
    if pledge_id in workspace.groups:
        group = workspace.group(pledge_id, as_of=as_of)
        _show_group(pledge_id, group, output, as_json=as_json, as_csv=as_csv)
        return
    page = workspace.page(pledge_id, as_of=as_of)
    _refuse_unmade(page.board)
    _say_later(page, output)
    verdicts, day, revision = page.board.verdicts, page.board.as_of, page.board.revision
    if as_json:
        data = pledge_data(page.pledge, verdicts, as_of=day, revision=revision, unit=unit)
        output.data(object_text(data))
    elif as_csv:
        output.table(shown.report_rows(verdicts, unit=unit), as_json=False)
    else:
        output.lines(shown.pledge_lines(page.pledge, verdicts, unit=unit))


def _show_group(
    group_id: str, page: GroupPage, output: Output, *, as_json: bool, as_csv: bool
) -> None:
    _refuse_unmade(page.board)
    verdicts = page.board.verdicts
    if as_json:
        output.data(shown.json_text(shown.group_rows(verdicts, page.products)))
    elif as_csv:
        output.data(shown.csv_text(shown.report_rows(verdicts)))
    else:
        output.lines(shown.group_lines(group_id, verdicts, page.products))


@app.command()
@guarded
def pace(
    pledge_id: PledgeId,
    *,
    reading: ReadingId = None,
    as_of: AsOf = None,
    unit: UnitCode = "t",
    as_json: Json = False,
    as_csv: Csv = False,
    quiet: Quiet = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Show what has counted against what was due, and the rate still needed.

    Example: offtake pace cn-us-soybeans-25mt-2026 --reading shipments-named-2026 --unit mbu
    """
    verdicts = _verdicts(pledge_id, reading, as_of, home)
    output = Output(quiet=quiet, color=color)
    if not _as_data(verdicts, output, unit=unit, as_json=as_json, as_csv=as_csv):
        for verdict in verdicts:
            output.lines(shown.pace_lines(verdict, unit=unit))


@app.command()
@guarded
def tally(
    pledge_id: PledgeId,
    *,
    reading: ReadingId = None,
    as_of: AsOf = None,
    unit: UnitCode = "t",
    as_json: Json = False,
    as_csv: Csv = False,
    quiet: Quiet = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Show what each reading has counted, and on what kind of evidence.

    Example: offtake tally cn-us-soybeans-12mt-2025 --as-of 2026-01-20
    """
    verdicts = _verdicts(pledge_id, reading, as_of, home)
    output = Output(quiet=quiet, color=color)
    if not _as_data(verdicts, output, unit=unit, as_json=as_json, as_csv=as_csv):
        for verdict in verdicts:
            output.lines(shown.tally_lines(verdict, unit=unit))


@app.command()
@guarded
def explain(
    pledge_id: PledgeId,
    *,
    reading: ReadingId = None,
    deadline: Annotated[
        str | None, typer.Option(help="Only the deadline with this id or date.")
    ] = None,
    as_of: AsOf = None,
    unit: UnitCode = "t",
    as_json: Json = False,
    as_csv: Csv = False,
    quiet: Quiet = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """List the observations behind every number of a pledge.

    Example: offtake explain cn-us-soybeans-12mt-2025 --reading shipments-named-my
    """
    verdicts = _at_deadline(_verdicts(pledge_id, reading, as_of, home), deadline)
    output = Output(quiet=quiet, color=color)
    if as_json or as_csv:
        rows = shown.contribution_rows(verdicts)
        output.table(rows, as_json=as_json, columns=CONTRIBUTION_COLUMNS)
        return
    for verdict in verdicts:
        output.lines(shown.explain_lines(verdict, unit=unit))


def _verdicts(
    pledge_id: str, reading: str | None, as_of: AsOf, home: Path | None
) -> tuple[Verdict, ...]:
    board = Workspace.open(home=home).report(as_of=as_of, pledge=pledge_id, reading=reading)
    _refuse_unmade(board)
    return board.verdicts


def _refuse_unmade(board: Board) -> None:
    """Leave with the code for no data where a pledge asked for was not made by that day."""
    for one in board.left_out:
        no_data(
            f"{one.id} was made on {one.made_on}, so on {board.as_of} there is nothing to show; "
            f"ask for {one.made_on} or later"
        )


def _at_deadline(verdicts: Sequence[Verdict], wanted: str | None) -> Sequence[Verdict]:
    """Return the verdicts at the deadline with this id or date, all where none is asked for.

    Raises:
        typer.BadParameter: There is no such deadline.
    """
    if wanted is None:
        return verdicts
    named = [one.deadline for one in verdicts if one.deadline]
    known = dict.fromkeys(f"{one.id} ({one.on})" for one in named)
    if not any(wanted in {one.id, str(one.on)} for one in named):
        there_are = f"use one of {', '.join(known)}" if known else "leave it out: there is none"
        raise typer.BadParameter(f"no deadline {wanted!r}; {there_are}", param_hint="--deadline")
    return [
        one
        for one in verdicts
        if one.deadline and wanted in {one.deadline.id, str(one.deadline.on)}
    ]


def _as_data(
    verdicts: Iterable[Verdict], output: Output, *, unit: str, as_json: bool, as_csv: bool
) -> bool:
    if not (as_json or as_csv):
        return False
    rows = shown.report_rows(verdicts, unit=unit)
    output.table(rows, as_json=as_json)
    return True


def _say_left_out(board: Board, output: Output) -> None:
    if board.left_out:
        names = ", ".join(one.id for one in board.left_out)
        output.say(f"not yet made on {board.as_of}: {names}")


def _say_later(page: PledgePage, output: Output) -> None:
    counts = ((page.later_statements, "statement"), (page.later_deadlines, "deadline"))
    parts = [f"{count} {noun}{'s' * (count > 1)}" for count, noun in counts if count]
    if parts:
        output.say(f"left out, said after {page.board.as_of}: {' and '.join(parts)}")
