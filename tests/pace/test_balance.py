"""The balance by year: sums of the months held, and the same months a year before."""

from datetime import UTC, date, datetime
from decimal import Decimal

from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    SeriesKey,
    Status,
    Vintage,
    VintageBasis,
    month_holding,
)
from offtake.pace import balance_years
from offtake.workspace import Workspace

KNOWN = Vintage(datetime(2026, 6, 5, 12, 30, tzinfo=UTC), VintageBasis.RELEASE)


def month(year: int, number: int, exports: int, imports: int) -> list[Observation]:
    values = {
        "balance_exports": exports,
        "balance_imports": imports,
        "trade_balance": exports - imports,
    }
    return [
        Observation(
            key=SeriesKey(measure, "USA", "CHN", Flow.NONE, "all_goods", Frequency.MONTHLY, "USD"),
            period=month_holding(date(year, number, 1)),
            value=Decimal(value),
            status=Status.NORMAL,
            vintage=KNOWN,
            snapshot="0" * 64,
            locator="row 1",
        )
        for measure, value in values.items()
    ]


def test_a_year_under_way_stands_beside_the_same_months_of_the_year_before() -> None:
    """2025: 12 months of 10 - 30 = -20 are -240; two months of 2026 are -30, before them -40."""
    held = [one for number in range(1, 13) for one in month(2025, number, 10, 30)]
    held += [*month(2026, 1, 12, 25), *month(2026, 2, 8, 25)]
    whole, under_way = balance_years(held)
    assert whole.balance == -240
    assert (whole.is_whole, whole.same_months_before) == (True, None)
    assert under_way.balance == -30
    assert (under_way.months, under_way.is_whole) == (2, False)
    assert under_way.same_months_before == -40


def test_a_month_without_all_three_figures_is_not_counted() -> None:
    partial = month(2025, 2, 10, 30)[:2]
    (year,) = balance_years([*month(2025, 1, 10, 30), *partial])
    assert year.months == 1
    assert year.exports == 10


def test_the_bundled_balance_of_2025_is_what_the_page_prints() -> None:
    """Exports 105.978 and imports 308.652 billion dollars (data.md 1.6), to the million."""
    found = {one.year: one for one in Workspace.open().balance()}
    assert found[2025].is_whole
    assert (
        round(found[2025].exports / 10**6) == 105_978
        or abs(found[2025].exports / 10**6 - 105_978) < 700
    )
    assert abs(found[2025].imports / 10**6 - 308_652) < 700
