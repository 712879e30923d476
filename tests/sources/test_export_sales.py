"""The identities of the export sales report hold, and a row that breaks one is named."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import Period, Status, Vintage, VintageBasis, reporting_week
from offtake.errors import PeriodInvalid
from offtake.reference.codes import products
from offtake.reference.crops import marketing_year, marketing_year_ending
from offtake.sources import ExportSalesRow, aggregates_disagree, broken_rows, observations

YEAR = marketing_year_ending("soybeans", 2026)
FIRST_WEEK = date(2025, 9, 11)
VINTAGE = Vintage(datetime(2026, 1, 20, tzinfo=UTC), VintageBasis.RELEASE)
TRADE = st.tuples(st.integers(min_value=0, max_value=3_000_000), st.integers(-3_000_000, 3_000_000))


def row(
    week_ending: date = FIRST_WEEK,
    *,
    partner: str = "CHN",
    year: Period = YEAR,
    gaps: dict[str, str] | None = None,
    **figures: int,
) -> ExportSalesRow:
    return ExportSalesRow(
        product="soybeans",
        partner=partner,
        unit_code="t",
        marketing_year=year,
        week_ending=week_ending,
        figures=figures,
        gaps=gaps or {},
        locator=f"row of {week_ending}",
        is_provisional=False,
    )


def week(
    number: int, *, exported: int, sold: int, shipped: int, outstanding: int
) -> ExportSalesRow:
    """Return the row of a week: flows of the week, levels at its end."""
    return row(
        FIRST_WEEK + timedelta(weeks=number),
        weekly_exports=exported,
        net_sales=sold,
        accumulated_exports=shipped,
        outstanding_sales=outstanding,
        total_commitment=shipped + outstanding,
    )


def lawful(trade: list[tuple[int, int]]) -> list[ExportSalesRow]:
    """Return the rows of weeks in which so much was exported and sold: levels are running sums."""
    shipped = list(accumulate(exported for exported, _ in trade))
    sold = list(accumulate(sold for _, sold in trade))
    return [
        week(
            number,
            exported=exported,
            sold=net,
            shipped=shipped[number],
            outstanding=sold[number] - shipped[number],
        )
        for number, (exported, net) in enumerate(trade)
    ]


OPENING = week(0, exported=0, sold=77, shipped=100, outstanding=900)


def test_a_row_whose_levels_add_up_is_not_broken() -> None:
    assert broken_rows([OPENING]) == []


def test_a_row_whose_levels_do_not_add_up_breaks_i1_and_shows_the_figures() -> None:
    wrong = replace(OPENING, figures={**OPENING.figures, "total_commitment": 1001})
    (one,) = broken_rows([wrong])
    assert one.row is wrong
    assert one.reason == "I1: accumulated 100 + outstanding 900 is not the commitment 1,001"


def test_a_week_that_moves_the_levels_by_its_flows_is_not_broken() -> None:
    # 40 shipped: 100 + 40 = 140. 30 sold: 1,000 + 30 = 1,030, of which 1,030 - 140 = 890 wait.
    after = week(1, exported=40, sold=30, shipped=140, outstanding=890)
    assert broken_rows([OPENING, after]) == []


def test_a_week_that_ships_more_than_the_level_moved_breaks_i2() -> None:
    after = week(1, exported=41, sold=30, shipped=140, outstanding=890)
    (one,) = broken_rows([OPENING, after])
    assert one.row is after
    assert one.reason == "I2: accumulated exports moved by 40, weekly exports print 41"


def test_a_week_that_sells_more_than_the_commitment_moved_breaks_i2() -> None:
    after = week(1, exported=40, sold=31, shipped=140, outstanding=890)
    (one,) = broken_rows([OPENING, after])
    assert one.row is after
    assert one.reason == "I2: the commitment moved by 30, net sales print 31"


def test_an_opening_row_is_not_held_to_the_year_before() -> None:
    closing = row(
        date(2025, 9, 4),
        year=marketing_year_ending("soybeans", 2025),
        weekly_exports=5,
        net_sales=-5,
        accumulated_exports=22_546_349,
        outstanding_sales=0,
        total_commitment=22_546_349,
    )
    opening = replace(OPENING, week_ending=date(2025, 9, 4))
    assert broken_rows([closing, opening]) == []


def test_rows_with_a_week_missing_between_them_are_not_compared() -> None:
    later = week(2, exported=1, sold=1, shipped=5_000, outstanding=5_000)
    assert broken_rows([OPENING, later]) == []


def test_destinations_are_not_compared_with_one_another() -> None:
    other = replace(week(1, exported=1, sold=1, shipped=5, outstanding=5), partner="JPN")
    assert broken_rows([OPENING, other]) == []


def test_a_figure_that_is_not_printed_breaks_nothing() -> None:
    """A column that was not captured is no figure, so it cannot contradict another (rule D13)."""
    after = week(1, exported=40, sold=30, shipped=140, outstanding=890)
    for name in after.figures:
        left = {measure: value for measure, value in after.figures.items() if measure != name}
        assert broken_rows([OPENING, replace(after, figures=left)]) == []


@given(st.lists(TRADE, min_size=1, max_size=12))
def test_weeks_kept_as_running_sums_break_nothing_in_any_order(
    trade: list[tuple[int, int]],
) -> None:
    rows = lawful(trade)
    assert broken_rows(rows) == []
    assert broken_rows(rows[::-1]) == []


@given(
    st.lists(TRADE, min_size=2, max_size=12),
    st.data(),
    st.integers(1, 1000) | st.integers(-1000, -1),
)
def test_one_altered_figure_breaks_its_own_row_and_no_other(
    trade: list[tuple[int, int]], data: st.DataObject, error: int
) -> None:
    rows = lawful(trade)
    index = data.draw(st.integers(min_value=1, max_value=len(rows) - 1), label="row")
    name = data.draw(st.sampled_from(sorted(rows[index].figures)), label="measure")
    figures = rows[index].figures
    rows[index] = replace(rows[index], figures={**figures, name: figures[name] + error})
    assert [one.row for one in broken_rows(rows)] == [rows[index]]


@given(st.lists(TRADE, min_size=1, max_size=12), st.integers(-1_000_000, 1_000_000))
def test_the_flows_an_opening_row_prints_are_free(trade: list[tuple[int, int]], sold: int) -> None:
    rows = lawful(trade)
    rows[0] = replace(rows[0], figures={**rows[0].figures, "net_sales": sold})
    assert broken_rows(rows) == []


def trio(*, known: int, unknown: int, total: int) -> list[ExportSalesRow]:
    parts = {"KNOWN": known, "UNKNOWN": unknown, "WORLD": total}
    return [
        row(date(2016, 11, 17), partner=name, total_commitment=value)
        for name, value in parts.items()
    ]


def test_a_grand_total_of_known_and_unknown_destinations_is_not_broken() -> None:
    # data.md 1.2, week ending 17 November 2016.
    rows = trio(known=33_158_982, unknown=7_211_130, total=40_370_112)
    assert aggregates_disagree(rows, "total_commitment") == []


def test_a_grand_total_that_is_another_sum_breaks_i5() -> None:
    # The European Union, which is counted among its members too, was 1.24 Mt that week (D7).
    rows = trio(known=33_158_982, unknown=7_211_130, total=41_610_112)
    (one,) = aggregates_disagree(rows, "total_commitment")
    assert one.row is rows[2]
    assert one.reason == "I5: grand total of total_commitment 41,610,112 is not 40,370,112"


def test_a_grand_total_without_its_parts_or_without_the_figure_is_not_judged() -> None:
    rows = trio(known=1, unknown=2, total=99)
    assert aggregates_disagree(rows[2:], "total_commitment") == []
    assert aggregates_disagree(rows, "net_sales") == []


def test_grand_totals_of_different_weeks_and_years_are_kept_apart() -> None:
    rows = trio(known=1, unknown=2, total=3)
    later = [replace(one, week_ending=date(2016, 11, 24)) for one in trio(
        known=10, unknown=20, total=30)]  # fmt: skip
    assert aggregates_disagree([*rows, *later], "total_commitment") == []


def test_the_week_across_the_turn_of_the_year_is_two_periods() -> None:
    # The week of Friday 30 August to Thursday 5 September 2024 (rule D1).
    thursday = date(2024, 9, 5)
    closing = row(thursday, year=marketing_year_ending("soybeans", 2024))
    opening = row(thursday, year=marketing_year_ending("soybeans", 2025))
    assert str(closing.period) == "2024-08-30/2024-08-31"
    assert str(opening.period) == "2024-09-01/2024-09-05"
    assert closing.series != opening.series


@pytest.mark.parametrize("end", [2000, 2006, 2017, 2023])
def test_a_year_that_ends_on_a_thursday_has_no_week_across_its_turn(end: int) -> None:
    last = row(date(end, 8, 31), year=marketing_year_ending("soybeans", end))
    assert last.period == reporting_week(date(end, 8, 31))


@given(st.sampled_from(sorted(products())), st.integers(min_value=0, max_value=1500))
def test_the_parts_of_a_week_fill_it_and_do_not_overlap(item: str, number: int) -> None:
    week = reporting_week(date(1998, 12, 17) + timedelta(weeks=number))
    years = {marketing_year(item, week.start), marketing_year(item, week.last_day)}
    parts = sorted(row(week.last_day, year=year).period for year in years)
    assert parts[0].start == week.start
    assert parts[-1].end == week.end
    assert sum(part.days for part in parts) == 7


@given(st.integers(min_value=1999, max_value=2030))
def test_a_week_outside_a_year_is_not_in_it(end: int) -> None:
    year = marketing_year_ending("soybeans", end)
    after = reporting_week(date(end, 9, 14) + timedelta(days=(3 - date(end, 9, 14).weekday()) % 7))
    with pytest.raises(PeriodInvalid):
        _ = row(after.last_day, year=year).period


def test_a_row_becomes_a_figure_for_each_cell_and_a_gap_for_each_missing_one() -> None:
    one = row(
        date(2025, 11, 13), net_sales=-100_000, weekly_exports=0, gaps={"gross_new_sales": "why"}
    )
    found = {
        figure.key.measure: figure
        for figure in observations(one, vintage=VINTAGE, snapshot="ab", note="said")
    }
    assert {measure: figure.value for measure, figure in found.items()} == {
        "net_sales": Decimal(-100_000),  # not clipped (rule D8)
        "weekly_exports": Decimal(0),
        "gross_new_sales": None,
    }
    assert found["gross_new_sales"].status is Status.MISSING
    assert found["gross_new_sales"].note == "why"
    assert found["net_sales"].note == "said"
    assert str(found["net_sales"].key) == "net_sales.USA.CHN.X.soybeans.W.t"
    for figure in found.values():
        assert figure.period == reporting_week(date(2025, 11, 13))
        assert (figure.vintage, figure.snapshot, figure.locator) == (VINTAGE, "ab", one.locator)


def test_figures_of_a_provisional_row_say_so() -> None:
    first_print = replace(row(net_sales=1), is_provisional=True)
    (figure,) = observations(first_print, vintage=VINTAGE, snapshot="ab")
    assert figure.status is Status.PROVISIONAL
    (settled,) = observations(row(net_sales=1), vintage=VINTAGE, snapshot="ab")
    assert settled.status is Status.NORMAL
