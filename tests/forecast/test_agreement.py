"""Forecasts of several readings of one pledge do not contradict each other."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from offtake.domain import Book, Destinations, Reading, WindowKind
from offtake.forecast import Forecast
from offtake.workspace import Outcome, Workspace

PLEDGES = ("cn-us-soybeans-12mt-2025", "cn-us-soybeans-25mt-2026")
DAYS = (
    date(2025, 10, 30),  # nothing published since September
    date(2025, 12, 18),  # the first figures after
    date(2026, 1, 15),
    date(2026, 3, 5),
    date(2026, 7, 2),  # next to all of it has sailed
    date(2026, 7, 16),  # all of it has
    date(2026, 8, 20),
)
Pair = tuple[Forecast, Forecast]


@pytest.fixture(scope="module")
def outcomes() -> dict[date, list[Outcome]]:
    workspace = Workspace.open()
    return {
        day: [one for pledge in PLEDGES for one in workspace.forecasts(pledge, as_of=day)]
        for day in DAYS
    }


def pairs(outcomes: list[Outcome]) -> Iterator[tuple[Outcome, Outcome]]:
    """Yield every two forecasts of one pledge by one deadline."""
    made = [one for one in outcomes if isinstance(one.forecast, Forecast)]
    for one in made:
        for other in made:
            if forecast_of(one).deadline == forecast_of(other).deadline and (
                one.verdict.pledge.id == other.verdict.pledge.id
            ):
                yield one, other


def forecast_of(one: Outcome) -> Forecast:
    assert isinstance(one.forecast, Forecast)
    return one.forecast


def never_more(low: Forecast, high: Forecast) -> None:
    """Fail where a count that is part of another is expected to be the larger, at any level."""
    told = (low.as_of, low.deadline, low.reading, high.reading)
    assert (np.array(low.quantiles) <= np.array(high.quantiles) + 1e-3).all(), told
    if low.probability is not None and high.probability is not None:
        assert low.probability <= high.probability + 1e-9, told


def is_sold(one: Reading, *, destinations: Destinations = Destinations.NAMED) -> bool:
    return one.book is Book.EXPORT_SALES and one.destinations is destinations


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_no_less_is_sold_of_a_marketing_year_than_sails_of_it(
    day: date, outcomes: dict[date, list[Outcome]]
) -> None:
    """As of 2 July 2026 it was 58 % sold and 66 % shipped, by the models before these."""
    tried = 0
    for one, other in pairs(outcomes[day]):
        sailing, selling = one.verdict.reading, other.verdict.reading
        is_year = is_sold(selling) and selling.window.kind is WindowKind.MARKETING_YEAR
        is_within = sailing.window.start >= selling.window.start
        if sailing.book is Book.SHIPMENTS and is_year and is_within:
            never_more(forecast_of(one), forecast_of(other))
            tried += 1
    assert tried


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_no_less_sails_in_a_window_than_in_a_later_part_of_it(
    day: date, outcomes: dict[date, list[Outcome]]
) -> None:
    """As of 18 December 2025 it was 47 % since September and 48 % since November."""
    for one, other in pairs(outcomes[day]):
        late, early = one.verdict.reading, other.verdict.reading
        if late.book is early.book is Book.SHIPMENTS and late.window.start > early.window.start:
            never_more(forecast_of(one), forecast_of(other))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_no_less_is_sold_with_the_unknown_stock_than_without(
    day: date, outcomes: dict[date, list[Outcome]]
) -> None:
    for one, other in pairs(outcomes[day]):
        named, more = one.verdict.reading, other.verdict.reading
        is_both = is_sold(named) and is_sold(more, destinations=Destinations.NAMED_PLUS_UNKNOWN)
        if is_both and named.window == more.window:
            never_more(forecast_of(one), forecast_of(other))
