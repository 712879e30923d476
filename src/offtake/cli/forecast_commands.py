"""Commands about the future: what is to be expected, how good that was, what changed."""

import os
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated

import typer
from rich.progress import Progress

from offtake import report as shown
from offtake.cli import forecast_lines as lines
from offtake.cli.app import app
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
    day_of,
)
from offtake.cli.output import Output, guarded, no_data
from offtake.domain import Verdict
from offtake.forecast import Forecast, Refusal
from offtake.forecast.effect import WEEKS
from offtake.forecast.rows import CASE_COLUMNS, HUB_COLUMNS, bundled_record, hub_rows
from offtake.forecast.running import FIRST_DAY
from offtake.workspace import Workspace
from offtake.workspace.forecasts import Outcome


@app.command()
@guarded
def forecast(
    pledge_id: PledgeId,
    *,
    reading: ReadingId = None,
    as_of: AsOf = None,
    keep: Annotated[
        bool, typer.Option("--keep/--no-keep", help="Keep today's forecasts for scoring.")
    ] = True,
    as_json: Json = False,
    as_csv: Csv = False,
    quiet: Quiet = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Say how likely each reading is to be met, with ranges; data has hubverse columns.

    What is issued for today is kept in HOME, so that `offtake score` can score it later.

    Example: offtake forecast cn-us-soybeans-25mt-2026
    """
    workspace, output = Workspace.open(home=home), Output(quiet=quiet, color=color)
    outcomes = workspace.forecasts(pledge_id, reading=reading, as_of=as_of)
    if keep and as_of is None:
        added = workspace.keep(outcomes, issued_at=datetime.now(UTC))
        if added:
            output.say(f"kept {added} forecasts in {workspace.issued.path}")
    if as_json or as_csv:
        rows = list(hub_rows(_told(outcomes)))
        output.table(rows, columns=HUB_COLUMNS, as_json=as_json)
        return
    output.lines(lines.forecast_lines(outcomes))
    if outcomes:
        one = outcomes[0].verdict
        units = {forecast.unit_code for forecast, _ in _told(outcomes)}
        sizes = "dollars in billions" if units == {"USD"} else "tonnes in millions"
        told = f"As known on {one.as_of}, store revision {one.revision}; {sizes}."
        output.lines([(told, "dim")])


@app.command()
@guarded
def backtest(
    *,
    since: Annotated[
        date | None,
        typer.Option(parser=day_of, metavar="YYYY-MM-DD", help="First day replayed."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes at once. Default: one a processor.")
    ] = None,
    bundled: Annotated[
        bool, typer.Option("--bundled", help="Only show the record that came with offtake.")
    ] = False,
    quarters: Annotated[bool, typer.Option(help="Also by quarter of the season.")] = False,
    as_json: Json = False,
    as_csv: Csv = False,
    quiet: Quiet = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Try every method on every past season, on the figures then known.

    A run broken off goes on where it stopped; results are kept in HOME and never edited. CRPS is in
    per cent of the mean season, the ratio is over the seasonal naive, p compares by season.

    Example: offtake backtest --bundled
    """
    workspace, output = Workspace.open(home=home), Output(quiet=quiet, color=color)
    first = since or FIRST_DAY
    if bundled:
        found = list(workspace.bundled_skills())
    else:
        _replay(workspace, output, first, workers or os.cpu_count() or 1, is_quiet=quiet)
        found = workspace.backtest_skills(since=first)
    if not found:
        no_data(f"no target has a whole season after {first}; ask for an earlier day")
    if as_json or as_csv:
        output.table([one.row() for one in found], as_json=as_json)
        return
    output.lines(lines.skill_lines(found, by_quarter=quarters))


def _replay(
    workspace: Workspace, output: Output, since: date, workers: int, *, is_quiet: bool
) -> None:
    with Progress(console=output.talk, transient=True, disable=is_quiet) as progress:
        task = progress.add_task("replaying", total=None)
        for month, done, whole in workspace.backtest(since=since, workers=workers):
            progress.update(task, completed=done, total=whole, description=f"replayed {month}")


@app.command()
@guarded
def calibration(*, as_json: Json = False, as_csv: Csv = False, color: Color = True) -> None:
    """Show what became of the probabilities said in the bundled back-test.

    Example: offtake calibration
    """
    output = Output(quiet=False, color=color)
    kinds = {kind: bundled_record(kind) for kind in ("shipments", "sales")}
    if as_json or as_csv:
        rows = [{"kind": kind, **asdict(one)} for kind, cases in kinds.items() for one in cases]
        output.table(rows, columns=CASE_COLUMNS, as_json=as_json)
        return
    for kind, cases in kinds.items():
        output.lines(lines.calibration_lines(kind, cases))


@app.command()
@guarded
def score(
    *, as_json: Json = False, as_csv: Csv = False, color: Color = True, home: Home = None
) -> None:
    """Score the forecasts that were issued, where the outcome is known by now.

    Example: offtake score
    """
    workspace = Workspace.open(home=home)
    found = workspace.scores()
    if not found:
        no_data(f"no forecast is kept in {workspace.issued.path}; `offtake forecast ID` issues one")
    output = Output(quiet=False, color=color)
    if as_json or as_csv:
        output.table([asdict(one) for one in found], as_json=as_json)
        return
    output.lines(lines.score_lines(found))


@app.command()
@guarded
def record(
    party: Annotated[str | None, typer.Argument(help="Place id of a party, e.g. CHN.")] = None,
    *,
    as_json: Json = False,
    as_csv: Csv = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Show what came of each party's pledges, by the books their readings count by.

    Example: offtake record CHN
    """
    found = Workspace.open(home=home).party_records(party)
    if not found:
        no_data(f"no pledge of or to {party} is in the register; `offtake pledges` lists them")
    output = Output(quiet=False, color=color)
    if as_json or as_csv:
        output.table([asdict(one) for one in found], as_json=as_json)
        return
    output.lines(lines.record_lines(found))


@app.command()
@guarded
def expected(
    pledge_id: PledgeId,
    *,
    as_of: AsOf = None,
    unit: UnitCode = "t",
    as_json: Json = False,
    as_csv: Csv = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Count the share of sales to unknown destinations that usually ends with the buyer.

    A third reading between the two bounds, named sales alone and all unknown sales with them.

    Example: offtake expected cn-us-soybeans-12mt-2025 --as-of 2026-01-20
    """
    found = Workspace.open(home=home).expected(pledge_id, as_of=as_of)
    verdicts = [one for one in found if isinstance(one, Verdict)]
    if not verdicts:
        reasons = dict.fromkeys(one.reason for one in found if isinstance(one, Refusal))
        no_data("; ".join(reasons) or f"no reading of {pledge_id} counts sales to unknown places")
    output = Output(quiet=False, color=color)
    if as_json or as_csv:
        rows = shown.report_rows(verdicts, unit=unit)
        output.data(shown.json_text(rows) if as_json else shown.csv_text(rows))
        return
    output.lines(shown.board_lines(verdicts, unit=unit))
    output.lines([(f"Counted with {verdicts[0].reading.held_by}.", "dim")])


@app.command()
@guarded
def effect(
    pledge_id: PledgeId,
    *,
    event: Annotated[
        date, typer.Option(parser=day_of, metavar="YYYY-MM-DD", help="Day of the statement.")
    ],
    weeks: Annotated[int, typer.Option(min=4, max=52, help="Weeks after it to look at.")] = WEEKS,
    reading: ReadingId = None,
    as_of: AsOf = None,
    as_json: Json = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Tell whether the pace changed after a statement, against stated counterfactuals.

    Rank is the share of past dates, on which nothing was stated, that were as far off.

    Example: offtake effect cn-us-soybeans-12mt-2025 --event 2025-10-30
    """
    workspace, output = Workspace.open(home=home), Output(quiet=False, color=color)
    found = workspace.effects(pledge_id, event=event, weeks=weeks, reading=reading, as_of=as_of)
    if as_json:
        rows = [
            {
                "series": one.series,
                "event": one.event.isoformat(),
                "weeks": one.weeks,
                "actual": one.actual,
                **asdict(other),
                "word": other.word,
            }
            for one in found
            for other in one.counterfactuals
        ]
        output.data(shown.json_text(rows))
        return
    output.lines(lines.effect_lines(found))


def _told(outcomes: list[Outcome]) -> list[tuple[Forecast, str]]:
    return [
        (one.forecast, one.verdict.reading.partner)
        for one in outcomes
        if isinstance(one.forecast, Forecast)
    ]
