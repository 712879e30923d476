"""Reader of the captured bids at the Gulf: soybeans for delivery now, as weekly means.

The capture is sparse: 94 to 229 days a year. A week without a captured report is a gap with that
reason; the week that was not over when the capture was saved is quarantined.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    Period,
    SeriesKey,
    Status,
    Vintage,
    VintageBasis,
    end_of_day_in_washington,
    thursdays,
    week_holding,
)
from offtake.reference.codes import USA, WORLD
from offtake.sources.bid_weeks import BASIS, FUTURES, PRICE, WEEKLY, BidDay, BidWeek, bid_weeks
from offtake.store import QuarantinedRow
from scripts.bundle.capture import Reading

LAST_WEEK = date(2026, 8, 20)
"""The last week that was over when the capture was saved."""
_WANTED = {
    "commodity": "Soybeans",
    "location": "Gulf Coast Ports",
    "delivery": "Current",
    "sale_type": "Bid",
    "freight": "CIF-B",
}
_NO_REPORT = "no report of bids was captured in this week"
_NOT_OVER = "the week was not over when this was captured"

Cells = dict[str, str]


def weekly_soybean_bids(content: bytes, digest: str) -> Reading:
    """Return weekly price, basis and implied futures of soybeans for delivery now."""
    days: dict[date, BidDay] = {}
    contracts: dict[Period, dict[str, None]] = defaultdict(dict)
    for cells in csv.DictReader(io.StringIO(content.decode("utf-8"))):
        day = _day(cells)
        if days.setdefault(day.day, day) is not day:
            raise ValueError(f"{day.day} is there twice")
        contracts[week_holding(day.day)] |= dict.fromkeys(_contracts(cells, day.day))
    weeks = bid_weeks(days.values())
    found = [
        one
        for week in weeks
        if week.week.last_day <= LAST_WEEK
        for one in _figures(week, list(contracts[week.week]), digest)
    ]
    cut = [
        QuarantinedRow(f"{week.days} days", _NOT_OVER, f"soybeans, week {week.week}: {week.price}")
        for week in weeks
        if week.week.last_day > LAST_WEEK
    ]
    held = {week.week.last_day for week in weeks}
    gaps = [day for day in thursdays(min(days), LAST_WEEK) if day not in held]
    return Reading([*found, *(gap for day in gaps for gap in _gap(day, digest))], cut)


def _day(cells: Cells) -> BidDay:
    for name, text in _WANTED.items():
        if cells[name] != text:
            raise ValueError(f"{cells['report_date']}: {name} is {cells[name]!r}, not {text!r}")
    low, high = Decimal(cells["price_low"]), Decimal(cells["price_high"])
    cents = Decimal(cells["basis_low"]) + Decimal(cells["basis_high"])
    return BidDay(date.fromisoformat(cells["report_date"]), (low + high) / 2, cents / 200)


def _contracts(cells: Cells, day: date) -> Iterator[str]:
    """Yield the months of futures a day stands on: the next such month from its day."""
    for name in ("futures_month", "futures_month_high"):
        if cells[name]:
            month = int(cells[name])
            yield f"{day.year + (month < day.month)}-{month:02d}"


def _figures(week: BidWeek, contracts: list[str], digest: str) -> Iterator[Observation]:
    days = "1 day" if week.days == 1 else f"{week.days} days"
    note = f"mean of {days}, over futures of {', '.join(sorted(contracts))}"
    values = {PRICE: week.price, BASIS: week.basis, FUTURES: week.futures}
    for measure, value in values.items():
        yield _observation(measure, week.week, value, digest, note)


def _gap(day: date, digest: str) -> Iterator[Observation]:
    for measure in WEEKLY:
        yield _observation(measure, week_holding(day), None, digest, _NO_REPORT)


def _observation(
    measure: str, week: Period, value: Decimal | None, digest: str, note: str
) -> Observation:
    return Observation(
        key=SeriesKey(
            measure=measure,
            reporter=USA,
            partner=WORLD,
            flow=Flow.NONE,
            product="soybeans",
            frequency=Frequency.WEEKLY,
            unit_code="USD_bu",
            decimals=4,
        ),
        period=week,
        value=value,
        status=Status.MISSING if value is None else Status.NORMAL,
        # A week's mean is known once its last report is out, in the afternoon of its last day.
        vintage=Vintage(end_of_day_in_washington(week.last_day), VintageBasis.SCHEDULE),
        snapshot=digest,
        locator=f"reports of {week}",
        note=note,
    )
