"""Commands about figures: where they come from, how they are brought, how they were revised."""

import os
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from offtake import report as shown
from offtake.cli.app import app
from offtake.cli.options import AsOf, Color, Csv, Home, Json, Quiet, day_option
from offtake.cli.output import Output, guarded, ingest_exit_code, no_data
from offtake.http import key_finder
from offtake.report.files import object_text
from offtake.report.health import health_data
from offtake.report.mirrors import customs_mirror_rows
from offtake.report.pages import mirror_rows, revision_rows
from offtake.report.supplies import habit_rows
from offtake.workspace import Workspace, web_client


@app.command()
@guarded
def revisions(
    source_id: Annotated[
        str | None, typer.Argument(help="A source: how often, how much and how late it revises.")
    ] = None,
    *,
    product: Annotated[str, typer.Option(help="Product id.")] = "soybeans",
    partner: Annotated[str | None, typer.Option(help="Place id, e.g. CHN.")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """List the figures that were printed otherwise later, or how a source revises.

    Example: offtake revisions --product soybeans --partner CHN
    """
    workspace, output = Workspace.open(home=home), Output(quiet=False, color=color)
    if source_id is None:
        found = workspace.revisions(product=product, partner=partner, as_of=as_of)
        rows, lines = revision_rows(found), shown.revision_lines(found)
    else:
        habits = workspace.revision_habits(source_id, as_of=as_of)
        rows, lines = habit_rows(habits), shown.habit_lines(habits)
    if as_json:
        output.data(shown.json_text(rows))
        return
    output.lines(lines)


@app.command()
@guarded
def mirror(
    *,
    product: Annotated[str, typer.Option(help="Product id.")] = "soybeans",
    partner: Annotated[str, typer.Option(help="Place id.")] = "WORLD",
    as_of: AsOf = None,
    as_json: Json = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Set inspections beside exporters' shipments, by marketing year.

    Example: offtake mirror
    """
    years = Workspace.open(home=home).mirror(product=product, partner=partner, as_of=as_of)
    if not years:
        no_data(
            f"no whole week of {product} to {partner} is held in both books, inspections and "
            f"shipments, so there is no year to show; try another product or partner"
        )
    output = Output(quiet=False, color=color)
    if as_json:
        output.data(shown.json_text(mirror_rows(years)))
        return
    output.lines(shown.mirror_lines(years))


@app.command()
@guarded
def balance(
    *,
    partner: Annotated[str, typer.Option(help="Place id.")] = "CHN",
    as_of: AsOf = None,
    as_json: Json = False,
    as_csv: Csv = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Show US exports, imports and balance of goods with a place, year by year.

    Example: offtake balance --as-of 2026-08-22
    """
    years = Workspace.open(home=home).balance(partner=partner, as_of=as_of)
    if not years:
        no_data(f"no month of the balance with {partner} is held; fetch census_balance")
    output = Output(quiet=False, color=color)
    if as_json or as_csv:
        rows = shown.balance_rows(partner, years)
        output.table(rows, as_json=as_json)
        return
    output.lines(shown.balance_lines(partner, years))


class CustomsMeasure(StrEnum):
    """What two customs books are compared by."""

    QUANTITY = "quantity"
    VALUE = "value"


@app.command("mirror-customs")
@guarded
def mirror_customs(
    *,
    product: Annotated[str, typer.Option(help="Product id.")] = "soybeans",
    seller: Annotated[str, typer.Option(help="Place id the goods come from.")] = "USA",
    buyer: Annotated[str, typer.Option(help="Place id they go to.")] = "CHN",
    measure: Annotated[CustomsMeasure, typer.Option()] = CustomsMeasure.QUANTITY,
    as_of: AsOf = None,
    as_json: Json = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Set the buyer's customs imports beside the seller's exports: the ratio over time.

    Months whose ratio lies outside the band of earlier months are marked.

    Example: offtake mirror-customs --product soybeans --buyer CHN
    """
    found = Workspace.open(home=home).customs_mirror(
        product=product, seller=seller, buyer=buyer, measure=measure.value, as_of=as_of
    )
    if not found.months:
        no_data(
            f"no twelve months of {product} from {seller} to {buyer} are held by {measure.value} "
            f"in both customs books; import the files of the one that is missing, or try the other "
            f"measure"
        )
    output = Output(quiet=False, color=color)
    if as_json:
        output.data(shown.json_text(customs_mirror_rows(found)))
        return
    output.lines(shown.customs_mirror_lines(found))


@app.command()
@guarded
def doctor(
    *,
    rows: Annotated[bool, typer.Option("--rows", help="List each quarantined row.")] = False,
    as_json: Json = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Report on sources, gaps, quarantined rows, files and your own register.

    Example: offtake doctor
    """
    health = Workspace.open(home=home).doctor(keys=key_finder(os.environ))
    output = Output(quiet=False, color=color)
    if as_json:
        output.data(object_text(health_data(health)))
    else:
        output.lines(shown.health_lines(health, is_full=rows))
    if health.register_problems:
        raise typer.Exit(code=1)


@app.command()
@guarded
def sources(*, as_json: Json = False, color: Color = True, home: Home = None) -> None:
    """List the sources: publisher, how far they are held, and whether they are on time.

    Example: offtake sources
    """
    output = Output(quiet=False, color=color)
    states = Workspace.open(home=home).sources(now=datetime.now(UTC))
    if as_json:
        output.data(shown.json_text(shown.source_rows(states)))
        return
    output.lines(shown.sources_lines(states))


@app.command()
@guarded
def source(
    source_id: Annotated[str, typer.Argument(help="Id of the source.")],
    *,
    columns: Annotated[
        bool, typer.Option("--columns", help="List the measures held, with what they mean.")
    ] = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Show one source: its terms, its calendar, how it revises, what is held.

    Example: offtake source usda_export_sales --columns
    """
    state = Workspace.open(home=home).source(source_id, now=datetime.now(UTC))
    Output(quiet=False, color=color).lines(shown.source_lines(state, with_columns=columns))


@app.command()
@guarded
def fetch(
    source_ids: Annotated[
        list[str] | None, typer.Argument(help="Sources; by default those that need no key.")
    ] = None,
    *,
    since: Annotated[
        date | None,
        day_option("Earliest period to ask for."),
    ] = None,
    quiet: Quiet = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Bring what is new: archive the bytes, read, check and append them.

    Example: offtake fetch usda_export_sales_agtransport --since 2026-08-01
    """
    workspace, output = Workspace.open(home=home), Output(quiet=quiet, color=color)
    results = []
    with (
        web_client(os.environ, contact=workspace.settings.contact) as client,
        Progress(console=output.talk, disable=quiet, transient=True) as progress,
    ):
        task = progress.add_task("fetching", total=None)
        for one in workspace.fetch(
            source_ids or (), since=since, now=datetime.now(UTC), client=client
        ):
            results.append(one)
            progress.update(task, advance=1, description=one.title)
    output.lines(shown.ingested_lines(results))
    raise typer.Exit(code=ingest_exit_code(results))


@app.command("import")
@guarded
def import_file(
    path: Annotated[Path, typer.Argument(help="A file downloaded by hand.")],
    *,
    source_id: Annotated[str, typer.Option("--source", help="The source it comes from.")],
    request: Annotated[
        str, typer.Option(help="The address it came from, if the source's parser needs it.")
    ] = "",
    color: Color = True,
    home: Home = None,
) -> None:
    """Read a file downloaded by hand as if it had been fetched now.

    Example: offtake import CY2026.csv --source usda_inspections
    """
    workspace = Workspace.open(home=home)
    one = workspace.import_file(path, source_id, now=datetime.now(UTC), request=request)
    Output(quiet=False, color=color).lines(shown.ingested_lines([one]))
    raise typer.Exit(code=ingest_exit_code([one]))


@app.command()
@guarded
def reparse(
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Put the new reading in the place of the old one.")
    ] = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Read the whole archive again with today's parsers and tell what would change.

    Example: offtake reparse
    """
    workspace, output = Workspace.open(home=home), Output(quiet=False, color=color)
    found = workspace.reparse(apply=apply)
    output.lines(shown.reread_lines(found, is_applied=apply))
