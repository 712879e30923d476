"""Verdicts: met, missed, open or cannot be judged, and never a guess."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from offtake.domain import (
    Amount,
    AmountKind,
    Book,
    Deadline,
    Destinations,
    Pledge,
    Quantity,
    Reading,
    Verdict,
    VerdictWord,
    Window,
    WindowKind,
)
from offtake.pace import Counter, Figures, Judge
from pace.books import Printed, figures, inspections, sales

MADE = date(2025, 10, 30)
DEADLINE = Deadline(
    "year-end", date(2025, 12, 31), "by year end", "a minister", MADE, "https://x.y"
)
READING = Reading(
    id="sales",
    book=Book.EXPORT_SALES,
    destinations=Destinations.NAMED,
    product="soybeans",
    seller="USA",
    partner="CHN",
    window=Window(WindowKind.DATES, date(2025, 11, 7)),
    amount=Amount(Quantity(Decimal(100), "t"), AmountKind.FLOOR),
    deadlines=(DEADLINE,),
    held_by="a reader",
    citation="https://x.y",
)
PLEDGE = Pledge(
    id="a-pledge",
    title="China buys 100 t",
    obligor="CHN",
    counterparty="USA",
    made_on=MADE,
    group="test",
    status="",
    note="",
    statements=(),
    deadlines=(DEADLINE,),
    readings=(READING,),
)
WEEKS = [date(2025, 11, 6) + timedelta(weeks=number) for number in range(10)]


def book(*commitments: int, first: date = WEEKS[0]) -> list[Printed]:
    """Return weeks whose commitment is all outstanding, nothing sold ahead."""
    return [
        Printed(first + timedelta(weeks=number), 0, commitment)
        for number, commitment in enumerate(commitments)
    ]


def judge(held: Figures, *, as_of: date = date(2026, 1, 9), reading: Reading = READING) -> Verdict:
    deadline = reading.deadlines[0] if reading.deadlines else None
    return Judge(Counter(held), as_of=as_of, revision=1).verdict(PLEDGE, reading, deadline)


def test_a_pledge_is_met_when_the_count_reaches_the_amount() -> None:
    verdict = judge(figures(sales("CHN", book(5, 60, 105, 105, 105, 105, 105, 105, 105))))
    # 105 - 5 stood before the window began: exactly 100 were sold in it.
    assert (verdict.word, verdict.tally.counted) == (VerdictWord.MET, Decimal(100))
    assert verdict.first_met_on == date(2025, 11, 20)


def test_one_tonne_less_is_missed() -> None:
    verdict = judge(figures(sales("CHN", book(5, 60, 104, 104, 104, 104, 104, 104, 104))))
    assert (verdict.word, verdict.tally.counted) == (VerdictWord.MISSED, Decimal(99))


def test_a_deadline_is_missed_only_once_its_last_week_is_published() -> None:
    # The week ending 1 January 2026 holds 31 December; figures end with 25 December.
    verdict = judge(figures(sales("CHN", book(0, 1, 1, 1, 1, 1, 1, 1))))
    assert verdict.word is VerdictWord.OPEN
    assert "figures end with the week to 25 Dec 2025" in verdict.why


def test_a_week_across_the_deadline_is_prorated_and_its_size_shown() -> None:
    verdict = judge(figures(sales("CHN", book(0, 0, 0, 0, 0, 0, 0, 0, 70))))
    # 70 t in the week ending 1 January, six of whose seven days are in the window.
    assert (verdict.tally.counted, verdict.tally.prorated) == (Decimal(60), Decimal(60))


def test_reaching_the_amount_after_the_deadline_is_missed_and_says_when() -> None:
    verdict = judge(figures(sales("CHN", book(0, 0, 0, 0, 0, 0, 0, 0, 0, 120))))
    assert (verdict.word, verdict.first_met_on) == (VerdictWord.MISSED, date(2026, 1, 8))
    assert "reached later, in the week ending 8 Jan 2026" in verdict.why


def test_a_cancellation_can_undo_a_met_pledge_by_its_deadline() -> None:
    verdict = judge(figures(sales("CHN", book(0, 130, 130, 50, 50, 50, 50, 50, 50))))
    assert verdict.word is VerdictWord.MISSED
    assert "stood there in the week ending 13 Nov 2025, then fell" in verdict.why


def test_a_pledge_is_open_before_its_deadline_and_tells_the_rate_needed() -> None:
    verdict = judge(figures(sales("CHN", book(0, 30))), as_of=date(2025, 11, 21))
    assert verdict.word is VerdictWord.OPEN
    # 70 t left over the 48 days from 14 November to 31 December.
    assert verdict.pace.required_weekly is not None
    assert round(verdict.pace.required_weekly, 6) == round(Decimal(70) * 7 / 48, 6)


def test_due_by_now_is_the_straight_line_to_the_last_day_counted() -> None:
    verdict = judge(figures(sales("CHN", book(0, 30))), as_of=date(2025, 11, 21))
    # 7 of the 55 days from 7 November to 31 December.
    assert verdict.pace.due is not None
    assert round(verdict.pace.due, 6) == round(Decimal(100) * 7 / 55, 6)


def steady(weeks: int) -> list[Printed]:
    """Return a destination that bought 10 t in each of so many weeks to 11 December 2025."""
    first = date(2025, 12, 11) - timedelta(weeks=weeks - 1)
    return book(*range(0, 10 * weeks, 10), first=first)


LATE = replace(READING, deadlines=(replace(DEADLINE, on=date(2026, 1, 31)),))


def test_a_rate_above_any_seen_in_five_years_is_out_of_reach() -> None:
    verdict = judge(figures(sales("CHN", steady(280))), as_of=date(2025, 12, 12), reading=LATE)
    # 50 of 100 t in five weeks leaves 50 for 51 days: 6.9 a week, and 10 has been seen.
    assert not verdict.pace.is_out_of_reach
    more = replace(LATE, amount=Amount(Quantity(Decimal(300), "t"), AmountKind.FLOOR))
    verdict = judge(figures(sales("CHN", steady(280))), as_of=date(2025, 12, 12), reading=more)
    # 250 left for 51 days: 34.3 a week.
    assert verdict.pace.fastest_named[4] == Decimal(10)
    assert verdict.pace.is_out_of_reach


@pytest.mark.parametrize("weeks", [30, 250])
def test_a_short_history_calls_nothing_out_of_reach(weeks: int) -> None:
    more = replace(LATE, amount=Amount(Quantity(Decimal(300), "t"), AmountKind.FLOOR))
    verdict = judge(figures(sales("CHN", steady(weeks))), as_of=date(2025, 12, 12), reading=more)
    assert not verdict.pace.is_out_of_reach


def test_less_than_four_weeks_call_nothing_out_of_reach() -> None:
    more = replace(READING, amount=Amount(Quantity(Decimal(300), "t"), AmountKind.FLOOR))
    verdict = judge(figures(sales("CHN", steady(280))), as_of=date(2025, 12, 12), reading=more)
    assert verdict.pace.weeks_left is not None
    assert verdict.pace.weeks_left < 4
    assert not verdict.pace.is_out_of_reach


def test_what_was_never_captured_is_not_zero() -> None:
    # All destinations together were held for years; by destination only one early season was.
    early = [Printed(date(2016, 9, 8), 0, 10), Printed(date(2016, 9, 15), 0, 20)]
    world = book(*range(0, 5000, 10), first=date(2016, 9, 8))
    verdict = judge(figures(sales("CHN", early), sales("WORLD", world)))
    assert verdict.word is VerdictWord.CANNOT_BE_JUDGED
    assert verdict.tally.counted is None


def test_a_destination_left_out_of_a_report_that_lists_destinations_had_nothing() -> None:
    # The reports list unknown destinations from November on, and China from December on.
    unknown = book(*[500] * 10)
    china = book(*[70] * 5, first=WEEKS[5])
    held = figures(sales("CHN", china), sales("UNKNOWN", unknown))
    reading = replace(
        READING,
        window=Window(WindowKind.MARKETING_YEAR, date(2025, 9, 1)),
        deadlines=(replace(DEADLINE, on=date(2025, 12, 4)),),
    )
    # The marketing year began before any report was held: that part is not known.
    assert judge(held, reading=reading).word is VerdictWord.CANNOT_BE_JUDGED
    reading = replace(reading, window=READING.window)
    verdict = judge(held, reading=reading)
    assert (verdict.word, verdict.tally.counted) == (VerdictWord.MISSED, Decimal(0))


def test_a_gap_in_sales_to_unknown_destinations_gives_no_upper_bound() -> None:
    reading = replace(READING, destinations=Destinations.NAMED_PLUS_UNKNOWN)
    held = figures(sales("CHN", book(*[20] * 10)), sales("UNKNOWN", book(300, 300, 300)))
    verdict = judge(held, reading=reading)
    assert verdict.word is VerdictWord.CANNOT_BE_JUDGED
    assert "2025-11-27 to" in verdict.why


def test_a_pledge_without_a_deadline_is_counted_to_the_week_it_was_kept() -> None:
    reading = replace(READING, deadlines=())
    verdict = judge(figures(sales("CHN", book(0, 140, 900, 900))), reading=reading)
    assert (verdict.tally.counted, verdict.tally.until) == (Decimal(140), date(2025, 11, 13))


def test_the_rate_needed_before_a_window_begins_is_over_the_window() -> None:
    reading = replace(
        READING,
        window=Window(WindowKind.DATES, date(2026, 6, 1)),
        deadlines=(replace(DEADLINE, on=date(2026, 6, 30)),),
    )
    verdict = judge(figures(sales("CHN", book(0, 500))), reading=reading)
    assert verdict.tally.counted is None
    assert verdict.pace.required_weekly is not None
    assert round(verdict.pace.required_weekly, 6) == round(Decimal(100) * 7 / 30, 6)


def test_unknown_destinations_are_an_upper_bound_and_a_level() -> None:
    reading = replace(READING, destinations=Destinations.NAMED_PLUS_UNKNOWN)
    held = figures(
        sales("CHN", book(0, 20, 20, 20, 20, 20, 20, 20, 20, 20)),
        sales("UNKNOWN", book(300, 300, 300, 300, 300, 300, 300, 90, 90, 90)),
    )
    verdict = judge(held, reading=reading)
    # 20 named plus the 90 that stand to unknown at the deadline, not the 300 that stood before.
    assert verdict.tally.counted == Decimal(110)
    assert "upper bound" in verdict.why


def test_a_stated_share_of_unknown_counts_only_that_share() -> None:
    reading = replace(
        READING, destinations=Destinations.NAMED_PLUS_SHARE, unknown_share=Decimal("0.5")
    )
    held = figures(
        sales("CHN", book(0, 20, 20, 20, 20, 20, 20, 20, 20, 20)),
        sales("UNKNOWN", book(90, 90, 90, 90, 90, 90, 90, 90, 90, 90)),
    )
    assert judge(held, reading=reading).tally.counted == Decimal(20 + 45)


def test_next_crop_sales_that_are_not_held_leave_the_verdict_open_to_judge() -> None:
    rows = [replace(row, ahead=None if row.week > WEEKS[4] else 0) for row in book(*[10] * 10)]
    verdict = judge(figures(sales("CHN", rows)))
    assert verdict.word is VerdictWord.CANNOT_BE_JUDGED
    assert "next-crop sales are not held from the week ending 2025-12-11 on" in verdict.why


def test_a_gap_after_the_deadline_does_not_spoil_the_verdict() -> None:
    rows = [replace(row, ahead=None if row.week > WEEKS[8] else 0) for row in book(*[10] * 10)]
    assert judge(figures(sales("CHN", rows))).word is VerdictWord.MISSED


def test_a_gap_in_one_crop_leaves_earlier_crops_counted() -> None:
    reading = replace(READING, window=Window(WindowKind.DATES, date(2025, 8, 22)))
    rows = [
        Printed(date(2025, 8, 21), 50, 0, 10),
        Printed(date(2025, 8, 28), 50, 0, 40),
        Printed(date(2025, 9, 4), 50, 0, 45, closes=True),
        Printed(date(2025, 9, 4), 0, 45, 0),
        *[
            Printed(date(2025, 9, 11) + timedelta(weeks=number), 0, 45, None)
            for number in range(17)
        ],
    ]
    verdict = judge(figures(sales("CHN", rows)), reading=reading)
    # 30 sold ahead in the last week of August, and 45 - 40 in the opening week.
    assert verdict.tally.counted == Decimal(35)
    assert "sales made in 2025/26 of the crop after it" in verdict.why


def test_a_book_without_figures_cannot_be_judged_and_says_what_it_needs() -> None:
    reading = replace(READING, book=Book.CUSTOMS_EXPORTS)
    verdict = judge(figures(sales("CHN", book(0, 500))), reading=reading)
    assert verdict.word is VerdictWord.CANNOT_BE_JUDGED
    assert verdict.tally.counted is None
    assert verdict.why.startswith("cannot be judged yet: needs US Census exports of soybeans")


def test_a_gap_in_weekly_inspections_cannot_be_bridged() -> None:
    reading = replace(READING, book=Book.INSPECTIONS)
    weeks = [(week, 50) for week in WEEKS if week != WEEKS[3]]
    verdict = judge(figures(inspections("CHN", weeks)), reading=reading)
    assert verdict.word is VerdictWord.CANNOT_BE_JUDGED
    whole = judge(figures(inspections("CHN", [(week, 50) for week in WEEKS])), reading=reading)
    assert whole.word is VerdictWord.MET


def test_the_last_weeks_of_a_marketing_year_are_never_read_from_the_next() -> None:
    # Held to 26 March, then from June on, as the wheat captures are: what moved between is lost.
    reading = replace(
        READING,
        window=Window(WindowKind.DATES, date(2025, 3, 1)),
        deadlines=(replace(DEADLINE, on=date(2025, 10, 1)),),
    )
    rows = [
        Printed(date(2025, 2, 27), 0, 10),
        Printed(date(2025, 3, 27), 0, 60),
        Printed(date(2025, 9, 11), 5, 20),
        Printed(date(2025, 10, 2), 15, 30),
    ]
    verdict = judge(figures(sales("CHN", rows)), reading=reading)
    assert verdict.word is VerdictWord.CANNOT_BE_JUDGED
    assert "from 2025-03-28 to 2025-08-31" in verdict.why


def test_a_pledge_without_a_figure_cannot_be_judged_as_worded_but_shows_plain_figures() -> None:
    reading = replace(READING, amount=None, deadlines=())
    held = figures(sales("CHN", book(*range(0, 100, 10), first=date(2025, 10, 2))))
    verdict = judge(held, reading=reading)
    assert verdict.word is VerdictWord.CANNOT_BE_JUDGED
    assert "no figure and no date" in verdict.why
    assert verdict.pace.after_weekly == Decimal(10)


def test_an_upper_limit_promises_nothing() -> None:
    reading = replace(READING, amount=Amount(Quantity(Decimal(100), "t"), AmountKind.CEILING))
    verdict = judge(figures(sales("CHN", book(0, 500, 500))), reading=reading)
    assert verdict.word is VerdictWord.CANNOT_BE_JUDGED


def test_an_additional_pledge_must_pass_its_baseline_too() -> None:
    amount = Amount(
        Quantity(Decimal(100), "t"), AmountKind.FLOOR, baseline=Quantity(Decimal(30), "t")
    )
    rows = book(0, 120, 120, 120, 120, 120, 120, 120, 120, 120)
    verdict = judge(figures(sales("CHN", rows)), reading=replace(READING, amount=amount))
    assert verdict.word is VerdictWord.MISSED


def test_a_pledge_without_a_deadline_is_met_or_open_and_never_missed() -> None:
    reading = replace(READING, deadlines=())
    held = figures(sales("CHN", book(0, 40, 40)))
    assert judge(held, reading=reading).word is VerdictWord.OPEN
    held = figures(sales("CHN", book(0, 140, 140)))
    assert judge(held, reading=reading).word is VerdictWord.MET


def test_counting_that_has_not_begun_is_open() -> None:
    reading = replace(
        READING,
        window=Window(WindowKind.DATES, date(2026, 6, 1)),
        deadlines=(replace(DEADLINE, on=date(2026, 12, 31)),),
    )
    verdict = judge(figures(sales("CHN", book(0, 500))), reading=reading)
    assert (verdict.word, verdict.why) == (VerdictWord.OPEN, "counting starts on 1 Jun 2026")


def test_a_deadline_claimed_after_the_as_of_is_marked_as_such() -> None:
    late = replace(DEADLINE, said_on=date(2026, 2, 28))
    reading = replace(READING, deadlines=(late,))
    verdict = judge(figures(sales("CHN", book(0, 500))), reading=reading)
    assert "first claimed on 28 Feb 2026, after the as-of" in verdict.why


@pytest.mark.parametrize(("unit", "amount"), [("kt", "0.1"), ("bu", "3674.371")])
def test_the_unit_of_the_pledge_does_not_change_the_verdict(unit: str, amount: str) -> None:
    # 100 t of soybeans are 100,000 / 27.2155422 = 3,674.371 bushels.
    reading = replace(READING, amount=Amount(Quantity(Decimal(amount), unit), AmountKind.FLOOR))
    held = figures(sales("CHN", book(0, 101, 101, 101, 101, 101, 101, 101, 101, 101)))
    assert judge(held, reading=reading).word is VerdictWord.MET
    held = figures(sales("CHN", book(0, 99, 99, 99, 99, 99, 99, 99, 99, 99)))
    assert judge(held, reading=reading).word is VerdictWord.MISSED
