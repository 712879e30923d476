"""Commands about tariffs and controls: what stood, what it cost, what trade did around it."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from offtake import report as shown
from offtake.cli.app import app
from offtake.cli.options import AsOf, Color, Csv, Home, Json, Quiet, day_option
from offtake.cli.output import Output, guarded, no_data, say_problems
from offtake.domain import BarrierKind, Standing
from offtake.reference.codes import WORLD, place_by_id
from offtake.report import tariffs as tables
from offtake.report.files import object_text
from offtake.tariffs import MONTHS, Wanted
from offtake.workspace import Surroundings, Workspace, tariff_schema

tariffs_app = typer.Typer(
    help=(
        "List tariffs, fees, bans, listings and export controls, and how they stand.\n\n"
        "Example: offtake tariffs --on 2025-11-10 --hs 12019011"
    ),
    invoke_without_command=True,
    rich_markup_mode=None,
)
app.add_typer(tariffs_app, name="tariffs")

BarrierId = Annotated[str, typer.Argument(help="Id; `offtake tariffs` lists them.")]
Known = Annotated[
    date | None,
    day_option("Use nothing announced after this day. Default: the last look."),
]
On = Annotated[
    date | None,
    day_option("Only what is in force or suspended on this day."),
]


@tariffs_app.callback()
@guarded
def tariffs(
    context: typer.Context,
    *,
    on: On = None,
    hs: Annotated[str | None, typer.Option(help="Only what covers this customs code.")] = None,
    imposed_by: Annotated[str | None, typer.Option(help="Place id, e.g. CHN.")] = None,
    against: Annotated[str | None, typer.Option(help="Place id, e.g. USA.")] = None,
    kind: Annotated[BarrierKind | None, typer.Option(help="Only this kind.")] = None,
    as_of: Known = None,
    as_json: Json = False,
    as_csv: Csv = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """List tariffs, fees, bans, listings and export controls, and how they stand.

    Example: offtake tariffs --on 2025-11-10 --hs 12019011
    """
    if context.invoked_subcommand is not None:
        return
    for place in filter(None, (imposed_by, against)):
        place_by_id(place)
    wanted = Wanted(hs=hs, imposed_by=imposed_by, against=against, kind=kind)
    found = Workspace.open(home=home).tariffs(on=on, as_of=as_of, wanted=wanted)
    if on is not None:
        found = [one for one in found if one.standing in _STANDING]
    output = Output(quiet=False, color=color)
    if as_json or as_csv:
        rows = tables.tariff_rows(found)
        output.table(rows, as_json=as_json, columns=tables.TARIFF_COLUMNS)
        return
    if not found:
        no_data("nothing in the register fits; widen what is asked for, e.g. leave out --hs")
    output.lines(tables.tariffs_lines(found))


_STANDING = (Standing.IN_FORCE, Standing.SUSPENDED)


@tariffs_app.command("show")
@guarded
def show(barrier_id: BarrierId, *, color: Color = True, home: Home = None) -> None:
    """Show one tariff or control: its goods, every step with its source, other readings.

    Example: offtake tariffs show cn-us-farm-2025-10
    """
    barrier = Workspace.open(home=home).barrier(barrier_id)
    Output(quiet=False, color=color).lines(tables.tariff_lines(barrier))


@tariffs_app.command("stack")
@guarded
def stack(
    hs: Annotated[str, typer.Argument(help="Customs code, e.g. 12019011 for soybeans.")],
    *,
    imposed_by: Annotated[str, typer.Option(help="Place id of the importer.")] = "CHN",
    against: Annotated[str, typer.Option(help="Place id of the origin.")] = "USA",
    on: Annotated[
        date | None,
        day_option("Day. Default: the as-of."),
    ] = None,
    as_of: Known = None,
    as_json: Json = False,
    as_csv: Csv = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Stack the duties on a good on a day: each layer named, and what is contested.

    Example: offtake tariffs stack 12019011 --on 2025-11-10
    """
    for place in (imposed_by, against):
        place_by_id(place)
    found = Workspace.open(home=home).stack(
        hs, imposed_by=imposed_by, against=against, on=on, as_of=as_of
    )
    output = Output(quiet=False, color=color)
    if as_json or as_csv:
        rows = tables.stack_rows(found)
        output.table(rows, as_json=as_json)
        return
    output.lines(tables.stack_lines(found))


@tariffs_app.command("around")
@guarded
def around(
    barrier_ids: Annotated[
        list[str] | None, typer.Argument(help="Ids; `offtake tariffs` lists them.")
    ] = None,
    *,
    product: Annotated[
        str | None, typer.Option(help="Every control that names this product, e.g. rare_earths.")
    ] = None,
    pledge: Annotated[
        str | None, typer.Option(help="Every control that names this pledge's goods.")
    ] = None,
    partner: Annotated[
        str | None,
        typer.Option(help="Other end of the trade, e.g. USA. Default: whom it is against."),
    ] = None,
    months: Annotated[int, typer.Option(min=1, max=60, help="Months on each side.")] = MONTHS,
    as_of: AsOf = None,
    as_json: Json = False,
    as_csv: Csv = False,
    quiet: Quiet = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Lay the monthly trade in the goods of controls beside the days of the controls.

    Example: offtake tariffs around --pledge cn-us-rare-earths-2025
    """
    workspace = Workspace.open(home=home)
    goods, ends = [product] if product else [], [partner] if partner else []
    if pledge:
        promised = workspace.pledge(pledge)
        goods += [reading.product for reading in promised.readings]
        ends = ends or [promised.counterparty, WORLD]
    named = (one for each in dict.fromkeys(goods) for one in workspace.controls_of(each))
    chosen = list(dict.fromkeys([*(barrier_ids or []), *named]))
    if not chosen:
        raise typer.BadParameter("name at least one id, or a product that some control names")
    found = workspace.surroundings(chosen, months=months, partners=ends, as_of=as_of)
    if not found.tables:
        no_data(_needed_text(found))
    _print(found, Output(quiet=quiet, color=color), as_json=as_json, as_csv=as_csv)


def _print(found: Surroundings, output: Output, *, as_json: bool, as_csv: bool) -> None:
    months = tables.around_rows(found.tables)
    if as_json:
        comparisons = tables.comparison_rows(found.tables)
        output.data(object_text({"months": months, "comparisons": comparisons}))
    elif as_csv:
        output.data(shown.csv_text(months))
    else:
        output.lines(tables.around_lines(found.tables))
        output.say("what came after an event did not therefore come from it")


def _needed_text(found: Surroundings) -> str:
    products = sorted({product for one in found.barriers for product in one.products})
    if not products:
        names = ", ".join(one.id for one in found.barriers)
        return (
            f"{names}: no product of the tables is named there, so no series can be laid beside "
            f"it; choose one that names some, e.g. cn-rare-earths-2025-04"
        )
    is_outward = any(one.kind is BarrierKind.EXPORT_CONTROL for one in found.barriers)
    who = ", ".join(sorted({one.imposed_by for one in found.barriers}))
    others = f"; held are those of {', '.join(found.others)} (--partner)" if found.others else ""
    return (
        f"no monthly {'exports' if is_outward else 'imports'} of {', '.join(products)} by {who}, "
        f"with {', '.join(found.partners)}, are held{others}; needed are "
        f"{tables.month_list(found.wanted)}. Bring them with `offtake import FILE --source "
        f"china_customs`, or another source that has them, and ask again"
    )


@tariffs_app.command("check")
@guarded
def check(
    paths: Annotated[list[Path], typer.Argument(help="Register files, or folders of them.")],
    *,
    home: Home = None,
) -> None:
    """Validate files of tariffs and controls; problems are named by file and line.

    Example: offtake tariffs check my-tariffs/
    """
    say_problems(Workspace.open(home=home).check_tariffs(paths))


@tariffs_app.command("schema")
@guarded
def schema() -> None:
    """Print the JSON Schema of a file of the register, for an editor to check against.

    Example: offtake tariffs schema > tariff.schema.json
    """
    typer.echo(json.dumps(tariff_schema(), indent=1, sort_keys=True))
