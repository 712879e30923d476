"""What will stand sold to unknown destinations, and readings that count it as the buyer's."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from forecast.making import book, pledge
from offtake.domain import Book, Destinations, Observation, end_of_day_in_washington
from offtake.forecast import Forecast, Forecaster, Refusal, figures_wanted
from offtake.forecast.scores import LEVELS
from offtake.forecast.unknown_stock import StockChange, added, stock_change
from offtake.pace import Counter, Figures, Judge
from offtake.store import Store
from offtake.workspace.supplies import bundle
from pace.books import Printed, sales

ORIGIN, DEADLINE = date(2025, 1, 2), date(2025, 3, 6)


def stocks(levels: Mapping[int, tuple[int, int]]) -> list[Observation]:
    """Return unknown stocks by season: what stands up to mid January, and from then on."""

    def rows() -> Iterator[Printed]:
        for season, (before, after) in levels.items():
            week = date(season - 1, 11, 1) + timedelta(
                days=(3 - date(season - 1, 11, 1).weekday()) % 7
            )
            while week < date(season, 4, 1):
                yield Printed(week, 0, before if week < date(season, 1, 15) else after)
                week += timedelta(days=7)

    return sales("UNKNOWN", rows())


def change(levels: Mapping[int, tuple[int, int]]) -> StockChange | Refusal:
    counter = Counter(Figures(stocks(levels)))
    return stock_change(counter, "soybeans", origin=ORIGIN, deadline=DEADLINE)


def test_a_stock_that_always_ends_alike_is_expected_to_end_so() -> None:
    found = change({2021: (900, 300), 2022: (700, 300), 2023: (800, 300), 2025: (600, 600)})
    assert isinstance(found, StockChange)
    assert found.seasons == 3
    # It ended at 300 whatever stood before: from 600 that is a fall of 300, without any error.
    np.testing.assert_allclose(found.quantiles, -300)


def test_a_stock_that_is_kept_carries_over_as_far_as_it_did() -> None:
    """Seasons of 500, 1,000 and 1,500 that kept all of it; 2,000 stand now.

    In units of the mean (1,000) two pairs lie 0.5 from the mean: products and squares add up to 0.5
    each, the pull is 0.25, so 0.5 / 0.75 of the distance of 1,000 is carried over: 1,000 + 667 =
    1,667, a fall of 333.
    """
    found = change({2021: (500, 500), 2022: (1000, 1000), 2023: (1500, 1500), 2025: (2000, 0)})
    assert isinstance(found, StockChange)
    assert found.quantiles[49] == pytest.approx(-1000 / 3, abs=0.01)


def test_the_range_is_students_with_a_degree_less_than_seasons() -> None:
    """Ends of 200, 300 and 400 from 300 each: nothing to carry over, errors of 150, 0 and 150.

    Each season is foretold by the mean of the other two: 200 by 350, 300 by 300, 400 by 250. Their
    root mean square is 122.47, and Student's 95 % point with two degrees is 2.92.
    """
    found = change({2021: (300, 200), 2022: (300, 300), 2023: (300, 400), 2025: (300, 0)})
    assert isinstance(found, StockChange)
    assert found.quantiles[94] == pytest.approx(2.92 * 122.47, rel=0.001)
    assert found.quantiles[4] == -300  # what stands can go, and no more than that


def test_two_seasons_are_refused_with_the_number_and_the_day() -> None:
    found = change({2022: (700, 300), 2023: (800, 300), 2025: (600, 600)})
    assert isinstance(found, Refusal)
    assert "around 6 March in 2 earlier seasons" in found.reason


def test_a_season_that_is_not_over_lends_nothing() -> None:
    """The season asked about ends at 9,999, as its own later weeks will say: it is not used."""
    levels = {2021: (900, 300), 2022: (700, 300), 2023: (800, 300)}
    early, late = (change({**levels, 2025: (600, after)}) for after in (600, 9_999))
    assert isinstance(early, StockChange)
    assert isinstance(late, StockChange)
    np.testing.assert_array_equal(early.quantiles, late.quantiles)


def test_a_sum_of_independent_quantities_is_narrower_than_that_of_their_quantiles() -> None:
    spread = 100 * (LEVELS - 0.5)
    found = added(spread, spread)
    assert found[49] == pytest.approx(0, abs=1)
    # Two even spreads of 100 make a triangle of 200: its 95 % point is 100 - sqrt(0.1) * 100.
    assert found[94] == pytest.approx(100 - 31.6, abs=2)
    assert found[94] < 2 * spread[94]


def test_a_gap_in_the_unknown_stock_on_the_day_is_refused() -> None:
    levels = dict.fromkeys((2021, 2022, 2023, 2025), (900, 300))
    hole = {ORIGIN + timedelta(weeks=k) for k in range(-3, 3)}
    rows = [one for one in stocks(levels) if one.period.last_day not in hole]
    found = stock_change(Counter(Figures(rows)), "soybeans", origin=ORIGIN, deadline=DEADLINE)
    assert isinstance(found, Refusal)
    assert "is not held on 2025-01-02" in found.reason


def told(destinations: Destinations, share: Decimal | None = None) -> Forecast | Refusal:
    seasons = dict.fromkeys(range(2018, 2026), (900000, 300000))
    rows = book(ORIGIN) + [one for one in stocks(seasons) if one.period.last_day <= ORIGIN]
    made, reading = pledge(deadline=DEADLINE, start=date(2024, 11, 1), book=Book.EXPORT_SALES)
    reading = replace(reading, destinations=destinations, unknown_share=share)
    counter = Counter(Figures(rows))
    (verdict,) = Judge(counter, as_of=date(2025, 1, 10), revision=1).verdicts_on(made, reading)
    return Forecaster(counter, as_of=date(2025, 1, 10)).for_verdict(verdict)


def test_an_upper_bound_is_named_sales_and_what_will_then_stand_unnamed() -> None:
    named, both = told(Destinations.NAMED), told(Destinations.NAMED_PLUS_UNKNOWN)
    assert isinstance(named, Forecast)
    assert isinstance(both, Forecast)
    assert both.counted == named.counted + 900_000
    # In each season 300,000 t were left on 6 March.
    assert both.quantile(0.5) == pytest.approx(named.quantile(0.5) + 300_000, rel=0.01)
    assert both.model == "plain-average-3+unknown-stock-2"
    assert both.seasons == 7
    assert both.cases is None  # no forecast of this kind is on record


def test_a_stated_share_adds_that_share_of_what_will_stand() -> None:
    named = told(Destinations.NAMED)
    shared = told(Destinations.NAMED_PLUS_SHARE, Decimal("0.5"))
    assert isinstance(named, Forecast)
    assert isinstance(shared, Forecast)
    assert shared.quantile(0.5) == pytest.approx(named.quantile(0.5) + 150_000, rel=0.01)


def test_the_bundled_unknown_stock_of_2026_lay_within_its_ranges() -> None:
    """From each fourth week of the season to each month's end, on what earlier seasons say.

    One season is one case, so this is a check against folly and no proof of calibration.
    """
    store = Store.open(bundle())
    wanted = figures_wanted(())
    counter = Counter(
        Figures(store.as_of(wanted, as_of=end_of_day_in_washington(date(2026, 8, 22))))
    )
    inside, wide = [], []
    for month in range(1, 8):
        end = date(2026, month + 1, 1) - timedelta(days=1)
        origin = date(2026, 1, 8)
        while origin < end:
            (now, then) = (_standing(counter, day) for day in (origin, end))
            found = stock_change(counter, "soybeans", origin=origin, deadline=end)
            if isinstance(found, StockChange):
                low, high = found.quantiles[4], found.quantiles[94]
                inside.append(low <= then - now <= high)
                wide.append(high - low)
            origin += timedelta(days=28)
    assert len(inside) >= 20
    assert np.mean(inside) >= 0.9
    assert np.median(wide) < 10e6  # wide, but no wider than the trade


def _standing(counter: Counter, day: date) -> float:
    rows = counter.figures.rows(Book.EXPORT_SALES, "soybeans", "UNKNOWN")
    held = [(row.period.last_day, row.value("outstanding_sales")) for row in rows]
    days, values = zip(*[(d.toordinal(), v) for d, v in held if v is not None], strict=True)
    return float(np.interp(day.toordinal(), days, values))
