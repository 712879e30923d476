"""Periods are half open, and reporting weeks run from Friday to Thursday."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import Frequency, Period, reporting_week, thursdays, week_holding
from offtake.errors import PeriodInvalid

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2035, 12, 31))
LENGTHS = st.integers(min_value=1, max_value=400)
THURSDAY = 3


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(DAYS)
    return Period(start, start + timedelta(days=draw(LENGTHS)), Frequency.WEEKLY)


def each_day(start: date, end: date) -> list[date]:
    return [start + timedelta(days=number) for number in range((end - start).days)]


@given(periods())
def test_a_period_holds_its_first_day_and_not_its_end(period: Period) -> None:
    days = each_day(period.start, period.end)
    assert days[0] == period.start
    assert days[-1] == period.last_day
    assert period.end not in days
    assert period.days == len(days)


@given(DAYS, st.integers(min_value=0, max_value=400))
def test_a_period_is_never_empty_or_backward(start: date, back: int) -> None:
    end = start - timedelta(days=back)
    with pytest.raises(PeriodInvalid, match="is empty") as caught:
        Period(start, end, Frequency.DAILY)
    assert (caught.value.start, caught.value.end) == (start, end)


@given(periods(), DAYS, st.integers(min_value=0, max_value=400))
def test_days_within_are_the_days_one_can_count(period: Period, start: date, length: int) -> None:
    end = start + timedelta(days=length)
    by_hand = [day for day in each_day(period.start, period.end) if start <= day < end]
    assert period.days_within(start, end) == len(by_hand)


@given(periods(), DAYS)
def test_a_cut_divides_a_period_without_loss(period: Period, cut: date) -> None:
    before = period.days_within(date.min, cut)
    after = period.days_within(cut, date.max)
    assert before + after == period.days


def test_days_within_a_backward_window_are_none() -> None:
    week = reporting_week(date(2026, 1, 1))
    assert week.days_within(date(2026, 1, 1), date(2025, 12, 1)) == 0


@given(DAYS)
def test_a_reporting_week_is_named_by_a_thursday_and_by_no_other_day(day: date) -> None:
    if day.weekday() != THURSDAY:
        with pytest.raises(PeriodInvalid, match=f"is a {day:%A}; reporting weeks are named by the"):
            reporting_week(day)
        return
    week = reporting_week(day)
    assert week.last_day == day
    assert week.days == 7
    assert f"{week.start:%A}" == "Friday"


@given(DAYS)
def test_every_day_lies_in_the_week_that_holds_it(day: date) -> None:
    week = week_holding(day)
    assert week.start <= day < week.end
    assert week == reporting_week(week.last_day)


def test_the_week_of_new_year_is_the_one_the_calendar_shows() -> None:
    # Calendar for December 2025: Friday is the 26th; for January 2026: Thursday is the 1st.
    assert str(week_holding(date(2025, 12, 31))) == "2025-12-26/2026-01-01"
    assert str(week_holding(date(2026, 1, 2))) == "2026-01-02/2026-01-08"


@given(DAYS, st.integers(min_value=0, max_value=400))
def test_thursdays_are_all_of_them_and_only_them(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    by_hand = [
        day for day in each_day(first, last + timedelta(days=1)) if day.weekday() == THURSDAY
    ]
    assert list(thursdays(first, last)) == by_hand


def test_no_thursday_lies_between_a_friday_and_the_wednesday_after() -> None:
    assert list(thursdays(date(2026, 1, 2), date(2026, 1, 7))) == []
