"""Rates and usual seasons, against hand arithmetic."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from offtake.domain import Book, Destinations, Reading, Window, WindowKind
from offtake.pace import Counter
from offtake.pace.seasons import fastest_rates, mean_weekly, usual_count, usual_share
from pace.books import Printed, figures, sales

FIRST = date(2024, 1, 4)


def weekly(*changes: int) -> Counter:
    """Return a counter of one year whose commitment moves by these weekly changes."""
    level, rows = 1000, [Printed(FIRST, 0, 1000)]
    for number, change in enumerate(changes, start=1):
        level += change
        rows.append(Printed(FIRST + timedelta(weeks=number), 0, level))
    return Counter(figures(sales("CHN", rows)))


def test_the_fastest_rate_is_the_best_mean_over_weeks_in_a_row() -> None:
    steps = weekly(1, 9, 9, 9, 9, 1, 1, 1, 20).steps(Book.EXPORT_SALES, "soybeans", "CHN")
    rates = fastest_rates(steps, date(2024, 12, 31)).rates
    # Four weeks: 9+9+9+9 = 36 beats 1+1+1+20 = 23; eight: 9*4+1*3+20 = 59; thirteen: too short.
    assert rates == {4: Decimal(9), 8: Decimal(59) / 8}


def test_the_fastest_rate_does_not_reach_over_a_gap() -> None:
    rows = [
        Printed(FIRST + timedelta(weeks=number), 0, 100 * number)
        for number in (0, 1, 2, 3, 6, 7, 8)
    ]
    steps = Counter(figures(sales("CHN", rows))).steps(Book.EXPORT_SALES, "soybeans", "CHN")
    found = fastest_rates(steps, date(2024, 12, 31))
    # The newest run without a gap is the two weeks after 15 February.
    assert (found.rates, found.since) == ({}, date(2024, 2, 22))


def test_a_week_whose_report_leaves_the_destination_out_counts_as_none() -> None:
    rows = [Printed(FIRST + timedelta(weeks=number), 0, 100 * number) for number in range(5)]
    steps = Counter(figures(sales("CHN", rows))).steps(Book.EXPORT_SALES, "soybeans", "CHN")
    listed = [FIRST + timedelta(weeks=number) for number in range(8)]
    found = fastest_rates(steps, date(2024, 12, 31), listed=listed)
    # Four weeks of 100, then three weeks in which reports list others only.
    assert (found.rates, found.since) == ({4: Decimal(100)}, FIRST + timedelta(weeks=1))


def test_weeks_printed_as_one_after_an_interruption_are_no_record() -> None:
    # Soybeans to China, January to February 2019: five weeks of none, then 4,050,459 t in one.
    changes = (10, 10, 10, 10, 0, 0, 0, 0, 0, 4_050_459, 20, 20, 20, 20)
    level, rows, week = 1000, [Printed(date(2018, 12, 6), 0, 1000)], date(2018, 12, 6)
    for change in changes:
        level, week = level + change, week + timedelta(days=7)
        rows.append(Printed(week, 0, level))
    steps = Counter(figures(sales("CHN", rows))).steps(Book.EXPORT_SALES, "soybeans", "CHN")
    assert fastest_rates(steps, date(2019, 12, 31)).rates == {4: Decimal(20)}


def test_a_mean_week_counts_part_weeks_by_days() -> None:
    steps = weekly(70, 140).steps(Book.EXPORT_SALES, "soybeans", "CHN")
    # 5 to 11 January brought 70 t, 12 to 18 January 140 t: from the 8th to the 14th that is
    # 4 days of 10 and 3 days of 20.
    assert mean_weekly(steps, date(2024, 1, 8), date(2024, 1, 15)) == Decimal(100)


FIRST_WEEKS = {2020: date(2020, 9, 3), 2021: date(2021, 9, 9), 2022: date(2022, 9, 8)}


def seasons() -> tuple[Counter, Reading]:
    """Three seasons of shipments: 10 then 30 a week, then 20, then 40 a week throughout."""
    rows = []
    for year, rates in ((2020, (10, 30)), (2021, (20, 20)), (2022, (40, 40))):
        total, week = 0, FIRST_WEEKS[year]
        while week < date(year + 1, 8, 30):
            total += rates[0] if week <= date(year + 1, 2, 28) else rates[1]
            rows.append(Printed(week, total, 0))
            week += timedelta(days=7)
    reading = Reading(
        id="shipments",
        book=Book.SHIPMENTS,
        destinations=Destinations.NAMED,
        product="soybeans",
        seller="USA",
        partner="CHN",
        window=Window(WindowKind.DATES, date(2023, 10, 1)),
        amount=None,
        deadlines=(),
        held_by="",
        citation="",
    )
    return Counter(figures(sales("CHN", rows))), reading


def test_the_usual_share_is_a_ratio_of_sums_over_earlier_seasons() -> None:
    counter, reading = seasons()
    share = usual_share(counter, reading, until=date(2023, 12, 31), deadline=date(2024, 6, 30))
    # 1 October to 31 December: 92 days at 10 a week, at 20, and at 40.
    reached = Fraction(92 * (10 + 20 + 40), 7)
    # 1 October to the last Thursday of February and on to 30 June, 273 days in all. In the first
    # season 10 a week holds to 25 February 2021 (148 days), 30 a week after it (125 days).
    total = reached_by_rate((148, 10), (125, 30)) + reached_by_rate((273, 20), (273, 40))
    assert share == reached / total


def reached_by_rate(*spans: tuple[int, int]) -> Fraction:
    return sum((Fraction(days * rate, 7) for days, rate in spans), Fraction(0))


def test_the_usual_count_is_the_mean_over_earlier_seasons() -> None:
    counter, reading = seasons()
    usual, held = usual_count(counter, reading, until=date(2023, 12, 31))
    assert usual is not None
    assert (round(usual, 9), held) == (round(Decimal(92 * 70) / 7 / 3, 9), 3)


def test_fewer_than_three_seasons_make_no_usual_one() -> None:
    counter, reading = seasons()
    earlier = replace(reading, window=Window(WindowKind.DATES, date(2022, 10, 1)))
    assert (
        usual_share(counter, earlier, until=date(2022, 12, 31), deadline=date(2023, 6, 30)) is None
    )
