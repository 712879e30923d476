"""Purchases come from stocks, so that nothing is counted twice or lost at a marketing-year turn."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import Book, Period, reporting_week
from offtake.pace.ledger import (
    Crop,
    Step,
    level_steps,
    sales_steps,
    shipment_steps,
    standing_steps,
)
from offtake.reference.crops import marketing_year
from pace.books import Printed, figures, sales

# Soybeans to China around the turn of 2020, as USDA printed them.
TURN_OF_2020 = [
    Printed(date(2020, 8, 20), 15_258_717, 1_664_853, 12_516_000),
    Printed(date(2020, 8, 27), 15_724_064, 1_282_853, 13_526_000),
    Printed(date(2020, 9, 3), 16_266_215, 755_853, 15_473_908, closes=True),
    Printed(date(2020, 9, 3), 400_850, 15_473_908, 0),
    Printed(date(2020, 9, 10), 1_490_217, 15_871_680, 0),
]


def year_of(day: date) -> Period:
    return marketing_year("soybeans", day)


def steps_of(rows: list[Printed]) -> list[Step]:
    return sales_steps(
        figures(sales("CHN", rows)).rows(Book.EXPORT_SALES, "soybeans", "CHN"), year_of
    )


def total(steps: list[Step]) -> int:
    return sum(step.change or 0 for step in steps)


def test_the_opening_week_counts_what_usda_prints_as_its_net_sales() -> None:
    opening = [step for step in steps_of(TURN_OF_2020) if step.end == date(2020, 9, 4)]
    # 15,874,758 opening commitment - 13,526,000 sold ahead - 755,853 carried over.
    assert [step.change for step in opening] == [1_592_905]


def test_the_closing_row_counts_the_old_crop_only() -> None:
    closing = [step for step in steps_of(TURN_OF_2020) if step.end == date(2020, 9, 1)]
    # Printed net sales of the old year in that week; its next-year sales are the opening row's.
    assert [(step.change, step.crop) for step in closing] == [(15_151, Crop.CURRENT)]


def test_sales_over_a_turn_add_up_to_the_printed_net_sales_of_both_years() -> None:
    # Printed: 83,347 + 1,010,000 (27 Aug), 15,151 + 1,592,905 (3 Sep), 1,487,139 (10 Sep).
    assert total(steps_of(TURN_OF_2020)) == 83_347 + 1_010_000 + 15_151 + 1_592_905 + 1_487_139


def test_a_turn_on_a_week_end_has_no_closing_row_and_still_bridges() -> None:
    # 31 August 2023 was a Thursday. 100 sold ahead and 20 carried over; 130 stand after a week
    # in which 7 were shipped, so 130 + 7 - 100 - 20 = 17 were sold.
    rows = [
        Printed(date(2023, 8, 31), 900, 20, 100),
        Printed(date(2023, 9, 7), 7, 130, 0),
    ]
    assert total(steps_of(rows)) == 17


def test_a_turn_is_not_bridged_where_sales_ahead_are_not_held() -> None:
    rows = [
        Printed(date(2020, 8, 27), 900, 20, None),
        Printed(date(2020, 9, 3), 910, 10, None, closes=True),
        Printed(date(2020, 9, 3), 5, 95, None),
    ]
    opening = [step for step in steps_of(rows) if step.end == date(2020, 9, 4)]
    assert [step.change for step in opening] == [None]


def test_a_cancellation_is_a_negative_sale() -> None:
    # China, week ending 2025-11-13: outstanding fell from 464,000 to 364,000 t.
    rows = [
        Printed(date(2025, 11, 6), 0, 464_000),
        Printed(date(2025, 11, 13), 0, 364_000),
    ]
    assert total(steps_of(rows)) == -100_000


def test_a_missing_week_inside_a_year_is_bridged_by_stocks() -> None:
    rows = [
        Printed(date(2025, 11, 6), 10, 90),
        Printed(date(2025, 11, 20), 40, 130),
    ]
    (step,) = [step for step in steps_of(rows) if step.crop is Crop.CURRENT]
    assert (step.change, step.days) == (70, 14)


def test_a_level_begins_with_the_opening_balance() -> None:
    rows = figures(sales("CHN", TURN_OF_2020)).rows(Book.EXPORT_SALES, "soybeans", "CHN")
    year = year_of(date(2020, 9, 1))
    steps = level_steps(rows, year, ["accumulated_exports", "outstanding_sales"])
    # 13,526,000 sold ahead and 755,853 carried over stand on 1 September, all at once; then come
    # the week's 1,592,905 and the next one's 1,487,139.
    assert [(step.change, step.days) for step in steps] == [
        (13_526_000 + 755_853, 0),
        (1_592_905, 3),
        (1_487_139, 7),
    ]


def test_a_standing_stock_is_not_counted_twice_over_a_closing_row() -> None:
    rows = figures(sales("CHN", TURN_OF_2020)).rows(Book.EXPORT_SALES, "soybeans", "CHN")
    measures = ["outstanding_sales", "next_year_outstanding_sales"]
    steps = standing_steps(rows, date(2020, 8, 15), measures)
    # What stands at the end is the last row's own stock.
    assert total(steps) == 15_871_680


def test_on_its_last_day_a_crop_leaves_what_its_closing_row_says() -> None:
    rows = figures(sales("UNKNOWN", TURN_OF_2020)).rows(Book.EXPORT_SALES, "soybeans", "UNKNOWN")
    steps = standing_steps(rows, date(2020, 8, 22), ["outstanding_sales"])
    # 755,853 t of the old crop were left on 31 August; the new crop's stock begins after it.
    assert total([step for step in steps if step.end <= date(2020, 9, 1)]) == 755_853


def test_a_stock_stands_from_the_first_day_and_is_not_built_up_from_zero() -> None:
    rows = figures(sales("UNKNOWN", TURN_OF_2020[:2])).rows(
        Book.EXPORT_SALES, "soybeans", "UNKNOWN"
    )
    steps = standing_steps(rows, date(2020, 8, 22), ["outstanding_sales"])
    # 1,664,853 t stood on 20 August; by the 27th it was 1,282,853.
    assert [(step.change, step.days) for step in steps] == [
        (1_664_853, 0),
        (1_282_853 - 1_664_853, 6),
    ]


@st.composite
def trades(draw: st.DrawFn) -> tuple[list[Printed], int, int]:
    """Draw a trade over a marketing-year turn: the rows USDA would print, sold, and shipped."""
    first = date(2021, 7, 1) + timedelta(weeks=draw(st.integers(0, 4)))
    weeks = draw(st.integers(8, 14))
    amounts = st.integers(-50, 200)
    accumulated, outstanding, ahead = 0, draw(st.integers(0, 500)), draw(st.integers(0, 500))
    rows, sold, shipped = [Printed(first, accumulated, outstanding, ahead)], 0, 0
    for number in range(1, weeks):
        week = reporting_week(first + timedelta(weeks=number))
        old, new = draw(amounts), draw(amounts)
        sails = draw(st.integers(0, 100))
        sold, shipped = sold + old + new, shipped + sails
        turns = year_of(week.start) != year_of(week.last_day)
        before_turn = draw(st.integers(0, sails)) if turns else sails
        if turns or year_of(week.start) == year_of(first):
            accumulated += before_turn
            outstanding += old - before_turn
            ahead += new
        if turns:
            after_turn = sails - before_turn
            # The closing row already states the next year's stock as the opening row will.
            opening = ahead + outstanding - after_turn
            rows.append(Printed(week.last_day, accumulated, outstanding, opening, closes=True))
            accumulated, outstanding, ahead = after_turn, opening, 0
        elif year_of(week.start) != year_of(first):
            accumulated += sails
            outstanding += old - sails
            ahead += new
        rows.append(Printed(week.last_day, accumulated, outstanding, ahead))
    return rows, sold, shipped


@given(trades())
def test_every_sale_is_counted_once_whatever_rolls_over(
    trade: tuple[list[Printed], int, int],
) -> None:
    rows, sold, _ = trade
    assert total(steps_of(rows)) == sold


@given(trades())
def test_every_shipment_is_counted_once_whatever_rolls_over(
    trade: tuple[list[Printed], int, int],
) -> None:
    rows, _, shipped = trade
    held = figures(sales("CHN", rows)).rows(Book.SHIPMENTS, "soybeans", "CHN")
    assert total(shipment_steps(held, year_of)) == shipped
