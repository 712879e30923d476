"""Weekly bids: the mean of the days held, and a gap where there is none."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import Observation, Status, week_holding
from offtake.sources import meaning
from offtake.sources.bid_weeks import BASIS, FUTURES, PRICE, WEEKLY, BidDay, bid_weeks
from offtake.store import SeriesFilter, Store
from scripts.bundle.bids import LAST_WEEK, weekly_soybean_bids
from scripts.bundle.capture import Reading
from scripts.bundle.inventory import captures

HEADING = (
    "report_date,commodity,location,delivery,sale_type,basis_low,basis_high,futures_month,"
    "futures_month_high,price_low,price_high,freight\n"
)


def line(day: str, basis: tuple[str, str], price: tuple[str, str], months: str = "8,11",
         crop: str = "Soybeans") -> str:  # fmt: skip
    cells = f"{day},{crop},Gulf Coast Ports,Current,Bid,{basis[0]},{basis[1]},{months}"
    return f"{cells},{price[0]},{price[1]},CIF-B\n"


def read(*lines: str) -> Reading:
    return weekly_soybean_bids((HEADING + "".join(lines)).encode(), "0" * 64)


def of(reading: Reading, measure: str) -> dict[date, Observation]:
    return {one.period.last_day: one for one in reading.observations if one.key.measure == measure}


TWO_DAYS = (
    line("2026-08-10", ("94", "96"), ("12.45", "12.55")),
    line("2026-08-11", ("96", "100"), ("12.50", "12.70")),
)


def test_a_week_is_the_mean_of_the_middles_of_its_days() -> None:
    found = read(*TWO_DAYS)
    week = date(2026, 8, 13)
    # Price (12.50 + 12.60) / 2, basis (0.95 + 0.98) / 2, and their difference.
    assert of(found, PRICE)[week].value == Decimal("12.55")
    assert of(found, BASIS)[week].value == Decimal("0.965")
    assert of(found, FUTURES)[week].value == Decimal("11.585")
    assert of(found, PRICE)[week].note == "mean of 2 days, over futures of 2026-08, 2026-11"


def test_a_week_without_a_report_is_a_gap_and_not_a_price() -> None:
    found = of(read(line("2026-07-27", ("95", "95"), ("12.5", "12.5")), TWO_DAYS[0]), PRICE)
    assert [(day, one.status) for day, one in sorted(found.items())] == [
        (date(2026, 7, 30), Status.NORMAL),
        (date(2026, 8, 6), Status.MISSING),
        (date(2026, 8, 13), Status.NORMAL),
        (date(2026, 8, 20), Status.MISSING),
    ]
    assert found[date(2026, 8, 6)].note == "no report of bids was captured in this week"


def test_a_week_that_was_not_over_is_quarantined() -> None:
    found = read(*TWO_DAYS, line("2026-08-21", ("95", "95"), ("12.5", "12.5")))
    assert max(of(found, PRICE)) == LAST_WEEK
    (cut,) = found.quarantined
    assert "was not over" in cut.reason


def test_a_week_is_known_when_it_is_over() -> None:
    for one in read(*TWO_DAYS).observations:
        assert one.vintage.known_at.date() == one.period.end


def test_other_goods_and_days_there_twice_stop_the_build() -> None:
    with pytest.raises(ValueError, match="commodity is 'Corn'"):
        read(line("2026-08-10", ("94", "96"), ("4.45", "4.55"), crop="Corn"))
    with pytest.raises(ValueError, match="2026-08-10 is there twice"):
        read(TWO_DAYS[0], TWO_DAYS[0])


def test_each_weekly_measure_is_said_to_mean_something() -> None:
    assert all(meaning("usda_bids", measure) for measure in WEEKLY)


PRICES = st.decimals(min_value=5, max_value=25, places=4)
DAYS = st.dates(date(2020, 8, 17), date(2026, 8, 20))


@given(st.dictionaries(DAYS, st.tuples(PRICES, PRICES), min_size=1, max_size=30))
def test_price_less_basis_is_the_futures_and_lies_among_the_days(
    bids: dict[date, tuple[Decimal, Decimal]],
) -> None:
    weeks = bid_weeks(BidDay(day, price, basis) for day, (price, basis) in bids.items())
    assert sum(week.days for week in weeks) == len(bids)
    assert all(before.week.end <= after.week.start for before, after in pairwise(weeks))
    for week in weeks:
        inside = [bids[day] for day in bids if week_holding(day) == week.week]
        assert week.price - week.basis == week.futures
        assert min(price for price, _ in inside) <= week.price <= max(price for price, _ in inside)


@pytest.mark.shared
def test_the_capture_makes_six_years_of_weeks(shared: Path, tmp_path: Path) -> None:
    (capture,) = (one for one in captures(shared / "data" / "usda") if one.source == "usda_bids")
    release, reading = capture.load(shared / "data" / "usda")
    store = Store.create(tmp_path / "store")
    store.append(release, reading.observations, quarantined=reading.quarantined)
    found = store.as_of(SeriesFilter(), as_of=store.last_look())
    prices = {one.period.last_day: one for one in found if one.key.measure == PRICE}
    # From the week of 17 August 2020 to that of 20 August 2026; 245 weeks have a day, the last of
    # which was not over.
    assert len(prices) == (LAST_WEEK - date(2020, 8, 20)).days // 7 + 1
    assert sum(one.value is not None for one in prices.values()) == 244
    # The first week has four reports. Prices: 9.8975, 9.8825, 9.95 and 9.8625, together 39.5925;
    # basis: 0.745 twice and 0.81 twice, together 3.11.
    week = {one.key.measure: one for one in found if one.period.last_day == date(2020, 8, 20)}
    assert week[PRICE].value == Decimal("9.8981")  # 39.5925 / 4 = 9.898125
    assert week[BASIS].value == Decimal("0.7775")
    assert week[FUTURES].value == Decimal("9.1206")
    assert week[PRICE].note == "mean of 4 days, over futures of 2020-11"
