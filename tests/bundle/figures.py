"""Short ways to ask the bundled figures, and the week a figure belongs to."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from loading import ROOT
from offtake.domain import Observation, Period, reporting_week
from offtake.reference.crops import marketing_year_ending
from offtake.store import SeriesFilter, Store

BUNDLE = ROOT / "src" / "offtake" / "reference" / "bundle"
CHINA = SeriesFilter(partners=frozenset({"CHN"}), products=frozenset({"soybeans"}))
MILLION = Decimal(1_000_000)
EXPORT_SALES = (
    "weekly_exports",
    "accumulated_exports",
    "outstanding_sales",
    "gross_new_sales",
    "net_sales",
    "total_commitment",
    "next_year_outstanding_sales",
    "next_year_net_sales",
)


def series(measure: str, partner: str, product: str = "soybeans") -> SeriesFilter:
    return SeriesFilter(frozenset({measure}), frozenset({partner}), frozenset({product}))


def ask(
    store: Store, measure: str, partner: str, *, as_of: datetime | None = None
) -> dict[Period, Decimal]:
    """Return the soybean figures of a series that stood, by period, without the gaps."""
    found = store.as_of(series(measure, partner), as_of=as_of or store.last_look())
    return {one.period: one.value for one in found if one.value is not None}


def week_of(period: Period) -> date:
    """Return the Thursday of the reporting week a period is, or is part of."""
    return period.last_day + timedelta(days=(3 - period.last_day.weekday()) % 7)


def part(week_ending: date, year_end: int) -> Period:
    """Return the part of a week in the soybean marketing year the publisher names by its end."""
    week, year = reporting_week(week_ending), marketing_year_ending("soybeans", year_end)
    return Period(max(week.start, year.start), min(week.end, year.end), week.frequency)


def standing_at(log: Iterable[Observation], as_of: datetime) -> list[Observation]:
    """Return the last row per key and period known by then: what an as-of answer must be."""
    latest: dict[tuple[object, Period], Observation] = {}
    for row in log:  # the history is in the order in which rows became known
        if row.vintage.known_at <= as_of:
            latest[row.key, row.period] = row
    return list(latest.values())


def in_millions(value: Decimal) -> Decimal:
    """Return tonnes as millions of tonnes with two decimals, as the guides print them."""
    return round(value / MILLION, 2)
