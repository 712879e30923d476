"""What a bushel fetched around what was said and published of a pledge."""

from collections.abc import Iterator
from decimal import Decimal
from textwrap import wrap
from typing import Annotated, Any

import typer

from offtake.cli.app import app
from offtake.cli.options import AsOf, Color, Csv, Home, Json, PledgeId, Quiet
from offtake.cli.output import Output, guarded, no_data
from offtake.pace import EventKind, PriceRow, PriceTable, WeekPrice
from offtake.workspace import Workspace

_WIDTH = 80
_KINDS = tuple(kind.value for kind in EventKind)
_FIGURES = ("price", "basis", "futures")
COLUMNS = (
    *("pledge", "product", "on", "events", "words"),
    *(f"{name}_{side}" for side in ("before", "after") for name in ("week", *_FIGURES, "why")),
    *("price_change", "unit", "as_of"),
)
_CAVEAT = (
    "Prices move for many reasons at once. A row sets two weeks beside a day; it does not say that "
    "the day moved the price."
)


def _kind(text: str) -> EventKind:
    if text not in _KINDS:
        raise typer.BadParameter(f"{text!r} is no kind of event; use one of {', '.join(_KINDS)}")
    return EventKind(text)


@app.command()
@guarded
def prices(
    pledge_id: PledgeId,
    *,
    only: Annotated[
        EventKind | None,
        typer.Option(
            parser=_kind, metavar="KIND", help="Only days with a statement, deadline or release."
        ),
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
    as_csv: Csv = False,
    quiet: Quiet = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Show what a bushel fetched at the Gulf before and after what was said of a pledge.

    Example: offtake prices cn-us-soybeans-12mt-2025 --only statement
    """
    table = Workspace.open(home=home).prices(pledge_id, as_of=as_of)
    if table.pledge.made_on > table.as_of:
        made_on = table.pledge.made_on
        no_data(f"{pledge_id} was made on {made_on}, later than {table.as_of}; ask for that day")
    if table.lacks:
        no_data(f"{table.lacks}; ask for another pledge")
    rows = [row for row in table.rows if only is None or only in {one.kind for one in row.events}]
    output = Output(quiet=quiet, color=color)
    if table.still_to_come:
        output.say(f"left out, after {table.as_of}: {table.still_to_come} of the deadlines")
    if as_json or as_csv:
        data = [price_row(table, row) for row in rows]
        output.table(data, as_json=as_json, columns=COLUMNS)
        return
    output.lines(price_lines(table, rows))


def price_row(table: PriceTable, row: PriceRow) -> dict[str, Any]:
    """Return a row as names and plain values; a figure that is not there is none."""
    sides: dict[str, Any] = {}
    for side, week in (("before", row.before), ("after", row.after)):
        sides[f"week_{side}"] = week.week.last_day.isoformat()
        sides |= {f"{name}_{side}": _plain(getattr(week, name)) for name in _FIGURES}
        sides[f"why_{side}"] = week.why
    return {
        "pledge": table.pledge.id,
        "product": row.product,
        "on": row.on.isoformat(),
        "events": " ".join(dict.fromkeys(one.kind.value for one in row.events)),
        "words": "; ".join(one.words for one in row.events),
        **sides,
        "price_change": _plain(row.change),
        "unit": "USD_bu",
        "as_of": table.as_of.isoformat(),
    }


def price_lines(table: PriceTable, rows: list[PriceRow]) -> Iterator[tuple[str, str]]:
    """Yield the table: a line a day, its events below, and why a week has no price."""
    yield table.pledge.id, "bold"
    yield "bids at the Gulf for delivery now, dollars a bushel, means of a week", ""
    yield "the last week that ended before the week of the day, the first that began after", ""
    product = ""
    for row in rows:
        if row.product != product:
            product = row.product
            yield "", ""
            yield f"{product:<12}{'price':>16}{'basis':>18}{'futures':>18}", "bold"
            yield f"{'':<12}" + f"{'before':>10}{'after':>8}" * 3, "dim"
        yield _figures_line(row), ""
        for event in row.events:
            yield from ((line, "dim") for line in _wrapped(f"{event.kind}: {event.words}"))
        for side, week in (("before", row.before), ("after", row.after)):
            if week.why:
                yield from _wrapped_lines(f"no price {side}: week ending {_named(week)}")
    yield "", ""
    yield from ((line, "dim") for line in wrap(_CAVEAT, _WIDTH))
    yield f"As known on {table.as_of}.", "dim"


def _figures_line(row: PriceRow) -> str:
    cells = "".join(
        f"{_shown(getattr(row.before, name)):>10}{_shown(getattr(row.after, name)):>8}"
        for name in _FIGURES
    )
    return f"{row.on.isoformat():<12}{cells}"


def _named(week: WeekPrice) -> str:
    return f"{week.week.last_day}, {week.why}"


def _wrapped(text: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent="    ", subsequent_indent="      ")


def _wrapped_lines(text: str) -> Iterator[tuple[str, str]]:
    yield from ((line, "yellow") for line in _wrapped(text))


def _shown(value: Decimal | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
