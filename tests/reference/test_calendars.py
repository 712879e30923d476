"""When a week became known: the schedule, the holidays, and the weeks that were interrupted."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import VintageBasis, end_of_day_in_washington, washington_instant
from offtake.reference.calendars import (
    EXPORT_SALES_INTERRUPTIONS,
    export_sales_due,
    export_sales_vintage,
    federal_holidays,
    inspections_vintage,
)

FIRST_WEEK = date(1998, 12, 17)  # data.md 2.1
THURSDAYS = st.integers(min_value=0, max_value=1700).map(
    lambda number: FIRST_WEEK + timedelta(weeks=number)
)


@pytest.mark.parametrize(
    ("week_ending", "published"),
    [
        # Thursday 08:30 in Washington, seven days after the week's end (data.md 2.12).
        (date(2026, 8, 13), datetime(2026, 8, 20, 12, 30, tzinfo=UTC)),
        (date(2026, 2, 26), datetime(2026, 3, 5, 13, 30, tzinfo=UTC)),
        # Clocks went forward on 8 March 2026.
        (date(2026, 3, 5), datetime(2026, 3, 12, 12, 30, tzinfo=UTC)),
    ],
)
def test_a_normal_week_comes_out_on_thursday_morning(
    week_ending: date, published: datetime
) -> None:
    vintage = export_sales_vintage(week_ending)
    assert vintage.known_at == published
    assert vintage.basis is VintageBasis.SCHEDULE
    assert vintage.earliest_at is None


@pytest.mark.parametrize(
    ("week_ending", "due"),
    [
        (date(2024, 11, 21), date(2024, 11, 29)),  # Thanksgiving was Thursday the 28th
        (date(2024, 8, 29), date(2024, 9, 6)),  # Labor Day was Monday 2 September
        (date(2026, 1, 15), date(2026, 1, 23)),  # Martin Luther King Day, Monday the 19th
        (date(2024, 6, 27), date(2024, 7, 5)),  # Independence Day was that Thursday
        (date(2024, 12, 19), date(2024, 12, 27)),  # Christmas was Wednesday
        (date(2020, 12, 31), date(2021, 1, 8)),  # New Year was Friday, a day of the exporters' week
        (date(2024, 11, 14), date(2024, 11, 21)),  # the week before Thanksgiving week is normal
    ],
)
def test_a_holiday_moves_the_report_to_friday(week_ending: date, due: date) -> None:
    assert export_sales_due(week_ending) == due
    assert export_sales_vintage(week_ending).known_at == washington_instant(due, 8, 30)


def test_the_listed_holidays_are_those_of_the_library() -> None:
    for year in range(1998, 2041):
        closed = {date(2018, 12, 5), date(2025, 1, 9)}  # by executive order, in no law
        assert federal_holidays(year) - closed == set(holidays.country_holidays("US", years=year))


def test_a_year_that_is_not_listed_is_worked_out() -> None:
    assert date(2041, 7, 4) in federal_holidays(2041)


def test_holidays_on_a_weekend_are_observed_on_the_weekday_beside_it() -> None:
    assert date(2021, 12, 31) in federal_holidays(2021)  # for Saturday 1 January 2022
    assert date(2023, 1, 2) in federal_holidays(2023)  # for Sunday 1 January 2023
    assert date(2026, 1, 20) not in federal_holidays(2026)


INTERRUPTED = [
    # First and last week ending, not before, not after: data.md 2.12, row by row.
    ("2013-09-26", "2013-09-26", "2013-10-18", "2013-10-18"),
    ("2013-10-03", "2013-10-03", "2013-10-24", "2013-10-24"),
    ("2013-10-10", "2013-10-24", "2013-10-31", "2013-10-31"),
    ("2018-12-20", "2019-02-14", "2019-01-31", "2019-02-22"),
    ("2022-08-18", "2022-09-08", "2022-08-25", "2022-09-15"),
    ("2025-09-25", "2025-11-27", "2025-11-14", "2025-12-17"),
    ("2025-12-04", "2025-12-04", None, "2026-01-06"),
    ("2025-12-11", "2026-01-01", "2026-01-06", "2026-01-15"),
    ("2026-01-08", "2026-01-08", "2026-01-15", "2026-01-20"),
]


@pytest.mark.parametrize(("first", "last", "not_before", "not_after"), INTERRUPTED)
def test_an_interrupted_week_is_known_from_the_later_bound(
    first: str, last: str, not_before: str | None, not_after: str
) -> None:
    week = date.fromisoformat(first)
    while week <= date.fromisoformat(last):
        vintage = export_sales_vintage(week)
        assert vintage.basis is VintageBasis.INFERRED
        assert vintage.known_at == end_of_day_in_washington(date.fromisoformat(not_after))
        assert vintage.earliest_at is not None
        if not_before is not None:
            # No week is known before it has ended, whenever the catch-up began.
            first_day = max(date.fromisoformat(not_before), week + timedelta(days=1))
            assert vintage.earliest_at == washington_instant(first_day, 0)
        week += timedelta(days=7)


@pytest.mark.parametrize(("first", "last", "not_before", "not_after"), INTERRUPTED)
def test_the_weeks_around_an_interruption_follow_the_schedule_or_another_one(
    first: str, last: str, not_before: str | None, not_after: str
) -> None:
    named = [(date.fromisoformat(one), date.fromisoformat(two)) for one, two, _, _ in INTERRUPTED]
    for edge in (
        date.fromisoformat(first) - timedelta(days=7),
        date.fromisoformat(last) + timedelta(days=7),
    ):
        is_interrupted = any(one <= edge <= two for one, two in named)
        expected = VintageBasis.INFERRED if is_interrupted else VintageBasis.SCHEDULE
        assert export_sales_vintage(edge).basis is expected


def test_every_interruption_of_the_table_has_a_reason_and_evidence() -> None:
    assert len(EXPORT_SALES_INTERRUPTIONS) == len(INTERRUPTED)
    for one in EXPORT_SALES_INTERRUPTIONS:
        assert one.why
        assert one.evidence.startswith("https://")
        assert one.not_before <= one.not_after
        assert one.first_week <= one.last_week


def test_the_week_to_8_january_2026_was_known_on_the_20th_and_not_on_the_14th() -> None:
    known_at = export_sales_vintage(date(2026, 1, 8)).known_at
    assert known_at <= end_of_day_in_washington(date(2026, 1, 20))
    assert known_at > end_of_day_in_washington(date(2026, 1, 14))
    assert known_at > end_of_day_in_washington(date(2026, 1, 19))


@given(THURSDAYS)
def test_no_week_is_known_before_a_week_has_passed_since_its_end(week_ending: date) -> None:
    vintage = export_sales_vintage(week_ending)
    assert vintage.known_at >= washington_instant(week_ending + timedelta(days=7), 8, 30)
    if vintage.earliest_at is not None:
        assert vintage.earliest_at <= vintage.known_at


@pytest.mark.parametrize("week_ending", [date(2019, 2, 14), date(2022, 9, 8), date(2025, 11, 27)])
def test_the_lower_bound_of_a_week_is_not_before_its_end(week_ending: date) -> None:
    earliest = export_sales_vintage(week_ending).earliest_at
    assert earliest is not None
    assert earliest > end_of_day_in_washington(week_ending)


@given(THURSDAYS)
def test_a_week_is_never_known_before_the_week_before_it(week_ending: date) -> None:
    before = export_sales_vintage(week_ending - timedelta(days=7))
    assert before.known_at <= export_sales_vintage(week_ending).known_at


@given(THURSDAYS)
def test_a_report_is_due_on_a_working_day(week_ending: date) -> None:
    due = export_sales_due(week_ending)
    assert f"{due:%a}" not in ("Sat", "Sun")
    assert due not in federal_holidays(due.year)


LONG_AFTER = datetime(2040, 1, 1, tzinfo=UTC)


def test_inspections_settle_eight_weeks_after_a_first_print_on_monday() -> None:
    vintage = inspections_vintage(date(2026, 1, 8), LONG_AFTER)
    assert vintage.basis is VintageBasis.INFERRED
    assert vintage.earliest_at == datetime(2026, 1, 12, 16, tzinfo=UTC)  # Monday 11:00, UTC-5
    # 8 January + 56 days = 5 March 2026.
    assert vintage.known_at == end_of_day_in_washington(date(2026, 3, 5))


def test_inspections_are_first_printed_on_tuesday_where_monday_is_a_holiday() -> None:
    # Martin Luther King Day was Monday 19 January 2026.
    vintage = inspections_vintage(date(2026, 1, 15), LONG_AFTER)
    assert vintage.earliest_at == datetime(2026, 1, 20, 16, tzinfo=UTC)


def test_inspections_seen_before_they_settled_are_known_since_they_were_seen() -> None:
    seen = datetime(2026, 1, 20, 12, tzinfo=UTC)
    assert inspections_vintage(date(2026, 1, 8), seen).known_at == seen


@given(THURSDAYS, st.integers(min_value=5, max_value=1000))
def test_inspections_are_bounded_by_the_first_print_and_by_what_was_seen(
    week_ending: date, days: int
) -> None:
    seen = washington_instant(week_ending, 23) + timedelta(days=days)
    vintage = inspections_vintage(week_ending, seen)
    assert vintage.earliest_at is not None
    assert end_of_day_in_washington(week_ending) < vintage.earliest_at <= vintage.known_at <= seen
