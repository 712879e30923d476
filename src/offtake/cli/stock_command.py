"""The command about the sold stock: what stands sold, and what such stocks became."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from offtake import report as shown
from offtake.cli.app import app
from offtake.cli.options import AsOf, Color, Csv, Home, Json, PledgeId
from offtake.cli.output import Output, guarded, no_data
from offtake.forecast.sold_stock import SoldStock
from offtake.pace import amount_text, day_text
from offtake.reference.codes import UNKNOWN, place_by_id, product_by_id
from offtake.workspace import Workspace
from offtake.workspace.forecasts import Stocks

SHARES = ("shipped", "reduced", "rolled")


@app.command()
@guarded
def stock(
    pledge_id: PledgeId,
    *,
    as_of: AsOf = None,
    as_json: Json = False,
    as_csv: Csv = False,
    color: Color = True,
    home: Home = None,
) -> None:
    """Show what stands sold and not shipped, and what became of such stocks in earlier seasons.

    Shares that sailed, were cancelled or renamed, or rolled over by the end of the marketing year.

    Example: offtake stock cn-us-soybeans-25mt-2026 --as-of 2026-01-20
    """
    found = Workspace.open(home=home).sold_stocks(pledge_id, as_of=as_of)
    output = Output(quiet=False, color=color)
    if not found.stocks:
        no_data("; ".join(found.refused) or f"no reading of {pledge_id} counts sales by weeks")
    if as_json or as_csv:
        rows = [row for one in found.stocks for row in _rows(one)]
        output.data(shown.json_text(rows) if as_json else shown.csv_text(rows, columns=()))
        return
    output.lines(_lines(found))


def _rows(one: SoldStock) -> Iterator[dict[str, Any]]:
    """Yield a stock's earlier seasons as flat rows, each beside the stock that stands now."""
    for season in one.seasons:
        yield {
            "product": one.product,
            "partner": one.partner,
            "on": one.on,
            "stock_t": one.stock,
            "season_ends": season.ends,
            "season_stock_t": season.stock,
            **{name: round(getattr(season, name), 4) for name in SHARES},
            "is_least": season.is_least,
        }


def _lines(found: Stocks) -> Iterator[tuple[str, str]]:
    for one in found.stocks:
        yield from _stock(one)
    for share in found.shares:
        who, goods = place_by_id(share.partner).label, product_by_id(share.product).label.lower()
        yield f"Of {goods} sold to unknown destinations {share.share:.0%} is to be expected", ""
        yield f"  to end with {who} ({share.low:.0%}-{share.high:.0%}, {share.seasons} seasons)", ""
    for why in found.refused:
        yield f"Not told: {why}", "dim"


def _stock(one: SoldStock) -> Iterator[tuple[str, str]]:
    goods = product_by_id(one.product).label
    is_unknown = one.partner == UNKNOWN
    place = "unknown destinations" if is_unknown else place_by_id(one.partner).label
    stands = amount_text(Decimal(one.stock), one.unit_code)
    yield f"{goods}, {place}: {stands} sold and not shipped on {day_text(one.on)}", "bold"
    yield (
        f"  what stood on that day in {len(one.seasons)} earlier seasons, by the year's end:",
        "dim",
    )
    yield "                               mean   in 80 % of seasons", "dim"
    names = {
        "shipped": "sailed",
        "reduced": "named or cancelled" if is_unknown else "cancelled or renamed",
        "rolled": "rolled into the next year",
    }
    for name, said in names.items():
        low, high = one.spread(name)
        yield f"  {said:<26s} {one.mean(name):6.0%}   {low:.0%} to {high:.0%}", ""
    partial = sum(season.is_least for season in one.seasons)
    if partial:
        yield (
            f"  in {partial} of them sales are held net only: at least so much was cancelled",
            "dim",
        )
    yield "", ""
