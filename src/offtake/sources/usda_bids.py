"""Export bids for grain at Gulf ports, from report 3147 of USDA's market news.

Each row is a range of bids for one crop and one time of delivery: a price, and the same as so many
cents over a month of futures. Price less basis is what the futures stood at. Every row of a day
must lead to the same figure for one contract, or the contract is refused.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from offtake.domain import (
    WASHINGTON,
    Flow,
    Frequency,
    Observation,
    Period,
    SeriesKey,
    Snapshot,
    Status,
    Vintage,
    VintageBasis,
)
from offtake.errors import AnswerAtCap, AnswerCut, AnswerEmpty, AnswerIsNotData, FormatChanged
from offtake.reference.codes import USA, WORLD
from offtake.sources.cells import Cell, columns, text_of
from offtake.sources.protocol import Parsed, RefusedRow, Request, Tells

_SOURCE = "usda_bids"
_URL = "https://marsapi.ams.usda.gov/services/v1.2/reports/3147/Report%20Detail"
_PACIFIC = ZoneInfo("America/Los_Angeles")
_PLACES = 4
_TICK = Decimal("0.0001")
_PRODUCTS = {
    ("Soybeans", ""): "soybeans",
    ("Corn", "Yellow"): "corn",
    ("Wheat", "Soft Red Winter"): "wheat_srw",
}
_FIXED = {
    "slug_name": "AMS_3147",
    "quote_type": "Basis",
    "sale Type": "Bid",
    "basis_unit": "¢/Bu",
    "price_unit": "$ Per Bushel",
    "freight": "C.I.F.",
}
_NUMBERS = ("basis Min", "basis Max", "price Min", "price Max", "avg_price")
_NEEDED = (
    *_FIXED, *_NUMBERS, "report_date", "published_date", "commodity", "class", "trade_loc",
    "basis Min Futures Month", "basis Max Futures Month", "current", "delivery_start",
    "delivery Start Half",
)  # fmt: skip
_LOCATIONS = ("Gulf Coast Ports - LA",)
_LETTERS = "FGHJKMNQUVXZ"
_CONTRACT = re.compile(rf"(?:[A-Z][a-z]+) \(([{_LETTERS}])\)")
_HALVES = {"": "", "First Half": "_first_half", "Last Half": "_last_half"}

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Bid:
    """One row: prices in dollars a bushel, and the futures each end of the range stands on."""

    product: str
    day: date
    published_at: datetime
    delivery: str
    prices: dict[str, Decimal]
    implied: tuple[tuple[str, Decimal], ...]
    where: str


class Bids:
    """The daily bids, delivered by barge at Louisiana ports (a free key is needed)."""

    id = _SOURCE

    def plan(self, since: date, until: date) -> Iterator[Request]:
        """Yield a query for each month, whole, so that its address is the same every day."""
        start = since.replace(day=1)
        while start <= until:
            after = (start + timedelta(days=31)).replace(day=1)
            end = after - timedelta(days=1)
            yield Request(
                source=self.id,
                url=f"{_URL}?q=report_begin_date={start:%m/%d/%Y}:{end:%m/%d/%Y}",
                title=f"Louisiana and Texas export bids, {start} to {end}",
                media_types=("application/json",),
                covers_start=start,
                covers_end=min(end, until),
                key="mars",
                key_header="Authorization",
                tells=Tells.NEWEST if after > until else Tells.NOTHING,
            )
            start = after

    def parse(self, snapshot: Snapshot, content: bytes) -> Parsed:
        """Return bids and implied futures by day.

        Raises:
            AnswerIsNotData: It is a page or an error report.
            AnswerCut: It does not end, or has fewer rows than it says.
            AnswerEmpty: It has no row.
            AnswerAtCap: It has as many rows as are allowed.
            FormatChanged: A field, unit, place or crop is missing or was never seen before.
        """
        rows = _rows(content)
        bids = [_bid(f"row {number}", row) for number, row in enumerate(rows, start=1)]
        found = [one for bid in bids for one in _bid_observations(snapshot, bid)]
        doubled = {one.key for one in found}
        if len({(one.key, one.period) for one in found}) != len(found):
            problem = f"a crop and delivery is there twice among {len(doubled)} series"
            raise FormatChanged(_SOURCE, "results", problem)
        futures, refused = _futures(snapshot, bids)
        newest = max(bid.day for bid in bids)
        return Parsed((*found, *futures), tuple(refused), len(rows), newest)


def _rows(content: bytes) -> list[Row]:
    text = text_of(_SOURCE, content)
    try:
        answer = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as fault:
        raise AnswerCut(_SOURCE, "body", f"the JSON breaks off at {fault.pos:,}") from None
    if not isinstance(answer, dict) or not isinstance(answer.get("results"), list):
        raise AnswerIsNotData(_SOURCE, "body", "no list of results")
    rows, stats = answer["results"], answer.get("stats")
    if not rows:
        raise AnswerEmpty(_SOURCE, "results", "no bid in a span of report days")
    if not isinstance(stats, dict) or not {"totalRows", "userAllowedRows"} <= stats.keys():
        raise FormatChanged(_SOURCE, "stats", "column 'totalRows' or 'userAllowedRows' is missing")
    if len(rows) >= stats["userAllowedRows"]:
        raise AnswerAtCap(_SOURCE, "results", stats["userAllowedRows"])
    if len(rows) != stats["totalRows"]:
        problem = f"{len(rows)} rows, where it says {stats['totalRows']}"
        raise AnswerCut(_SOURCE, "results", problem)
    return [row for row in rows if isinstance(row, dict)]


def _bid(where: str, row: Row) -> Bid:
    texts = {name.strip(): "" if value is None else str(value) for name, value in row.items()}
    columns(_SOURCE, where, [name for name in texts if name in _NEEDED], required=_NEEDED)
    cells = {name: Cell(_SOURCE, where, name, texts[name]) for name in _NEEDED}
    for name, text in _FIXED.items():
        cells[name].one_of({text: text})
    cells["trade_loc"].one_of(dict.fromkeys(_LOCATIONS, "LA"))
    numbers = {name: cells[name].number() for name in _NUMBERS}
    low, high, average = numbers["price Min"], numbers["price Max"], numbers["avg_price"]
    if (low + high) / 2 != average and abs((low + high) / 2 - average) > _TICK:
        raise cells["avg_price"].changed(f"holds {average}, not the middle of {low} and {high}")
    day = cells["report_date"].day("%m/%d/%Y")
    ends = (("basis Min", low), ("basis Max", high))
    return Bid(
        product=_product(cells),
        day=day,
        published_at=_published(cells["published_date"]),
        delivery=_delivery(cells),
        prices={
            "bid_price_min": low,
            "bid_price_max": high,
            "bid_price_avg": average,
            "bid_basis_min": numbers["basis Min"] / 100,
            "bid_basis_max": numbers["basis Max"] / 100,
        },
        implied=tuple(
            (_contract(cells[f"{name} Futures Month"], day), price - numbers[name] / 100)
            for name, price in ends
        ),
        where=where,
    )


def _product(cells: Mapping[str, Cell]) -> str:
    crop, kind = cells["commodity"].text.strip(), cells["class"].text.strip()
    found = _PRODUCTS.get((crop, kind))
    if found is None:
        raise cells["commodity"].changed(f"holds {crop!r} of class {kind!r}, never seen before")
    return found


def _published(cell: Cell) -> datetime:
    """Return the printed time without a zone, since the report does not name one."""
    try:
        return datetime.strptime(cell.text.strip(), "%m/%d/%Y %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        raise cell.changed(f"holds {cell.text!r}, which is no time") from None


def _delivery(cells: Mapping[str, Cell]) -> str:
    """Return the end of a measure's name: nothing for what is delivered now, else the time."""
    is_current = cells["current"].one_of({"Yes": "yes", "No": ""})
    half, start = cells["delivery Start Half"].one_of(_HALVES), cells["delivery_start"]
    if is_current:
        if start.text.strip():
            raise start.changed(f"holds {start.text!r} for what is delivered now")
        return ""
    return f"_{start.day():%Y_%m}{half}"


def _contract(cell: Cell, day: date) -> str:
    """Return the contract as year and month: the next such month from the day of the report."""
    match = _CONTRACT.fullmatch(cell.text.strip())
    if match is None:
        raise cell.changed(f"holds {cell.text!r}, which is no month of futures")
    month = _LETTERS.index(match[1]) + 1
    return f"{day.year + (month < day.month)}_{month:02d}"


def _vintage(bid: Bid, seen: datetime) -> Vintage:
    """Return when a bid came out: by Washington's clock or the office's in Portland."""
    last, first = (bid.published_at.replace(tzinfo=zone) for zone in (_PACIFIC, WASHINGTON))
    return Vintage(
        known_at=min(last, seen).astimezone(UTC),
        basis=VintageBasis.INFERRED,
        earliest_at=min(first, seen).astimezone(UTC),
    )


def _bid_observations(snapshot: Snapshot, bid: Bid) -> Iterator[Observation]:
    for name, value in bid.prices.items():
        yield _observation(snapshot, bid, f"{name}{bid.delivery}", value, bid.where)


def _futures(snapshot: Snapshot, bids: list[Bid]) -> tuple[list[Observation], list[RefusedRow]]:
    """Return what the futures stood at by contract, and the contracts the rows disagree on."""
    seen: dict[tuple[str, date, str], list[tuple[Decimal, Bid]]] = defaultdict(list)
    for bid in bids:
        for contract, value in bid.implied:
            seen[bid.product, bid.day, contract].append((value, bid))
    found, refused = [], []
    for (item, day, contract), those in seen.items():
        values = sorted({value for value, _ in those})
        where = ", ".join(dict.fromkeys(bid.where for _, bid in those))
        if len(values) > 1:
            reason = f"price less basis gives {len(values)} figures for one contract: {values}"
            refused.append(RefusedRow(where, reason, f"{item} {contract}, {day}"))
            continue
        bid = those[0][1]
        found.append(_observation(snapshot, bid, f"implied_futures_{contract}", values[0], where))
    return found, refused


def _observation(
    snapshot: Snapshot, bid: Bid, measure: str, value: Decimal, where: str
) -> Observation:
    return Observation(
        key=SeriesKey(
            measure=measure,
            reporter=USA,
            partner=WORLD,
            flow=Flow.NONE,
            product=bid.product,
            frequency=Frequency.DAILY,
            unit_code="USD_bu",
            decimals=_PLACES,
        ),
        period=Period(bid.day, bid.day + timedelta(days=1), Frequency.DAILY),
        value=value.quantize(_TICK, rounding=ROUND_HALF_UP),
        status=Status.NORMAL,
        vintage=_vintage(bid, snapshot.retrieved_at),
        snapshot=snapshot.sha256,
        locator=where,
    )
