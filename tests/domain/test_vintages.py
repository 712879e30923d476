"""A day in Washington ends when it ends there, in winter and in summer."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import (
    WASHINGTON,
    Vintage,
    VintageBasis,
    end_of_day_in_washington,
    washington_instant,
)
from offtake.errors import InstantNaive

DAYS = st.dates(min_value=date(1995, 1, 1), max_value=date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "next_midnight"),
    [
        (date(2026, 1, 20), datetime(2026, 1, 21, 5, tzinfo=UTC)),  # EST is UTC-5
        (date(2026, 7, 1), datetime(2026, 7, 2, 4, tzinfo=UTC)),  # EDT is UTC-4
        # Clocks go forward on 8 March 2026 at 02:00: the day has 23 hours and ends in EDT.
        (date(2026, 3, 7), datetime(2026, 3, 8, 5, tzinfo=UTC)),
        (date(2026, 3, 8), datetime(2026, 3, 9, 4, tzinfo=UTC)),
        # They go back on 1 November 2026 at 02:00: the day has 25 hours and ends in EST.
        (date(2026, 10, 31), datetime(2026, 11, 1, 4, tzinfo=UTC)),
        (date(2026, 11, 1), datetime(2026, 11, 2, 5, tzinfo=UTC)),
    ],
)
def test_a_day_ends_just_before_the_next_midnight_in_washington(
    day: date, next_midnight: datetime
) -> None:
    assert end_of_day_in_washington(day) == next_midnight - timedelta(microseconds=1)


def test_the_last_day_there_is_ends_too() -> None:
    day_before = end_of_day_in_washington(date.max - timedelta(days=1))
    assert end_of_day_in_washington(date.max) > day_before


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25)])
def test_a_day_of_changing_clocks_has_its_own_length(day: date, hours: int) -> None:
    yesterday = end_of_day_in_washington(day - timedelta(days=1))
    assert end_of_day_in_washington(day) - yesterday == timedelta(hours=hours)


@given(DAYS)
def test_the_end_of_a_day_is_still_that_day_and_an_instant_later_is_not(day: date) -> None:
    end = end_of_day_in_washington(day)
    assert end.tzinfo is UTC
    assert end.astimezone(WASHINGTON).date() == day
    later = (end + timedelta(microseconds=1)).astimezone(WASHINGTON)
    assert later.date() == day + timedelta(days=1)


@given(DAYS, st.integers(min_value=3, max_value=23), st.integers(min_value=0, max_value=59))
def test_a_clock_time_in_washington_reads_the_same_there(day: date, hour: int, minute: int) -> None:
    local = washington_instant(day, hour, minute).astimezone(WASHINGTON)
    assert (local.date(), local.hour, local.minute) == (day, hour, minute)


def test_half_past_eight_is_an_hour_earlier_in_utc_in_summer() -> None:
    assert washington_instant(date(2026, 1, 15), 8, 30) == datetime(2026, 1, 15, 13, 30, tzinfo=UTC)
    assert washington_instant(date(2026, 8, 20), 8, 30) == datetime(2026, 8, 20, 12, 30, tzinfo=UTC)


NAIVE = datetime(2026, 1, 20, 8, 30)  # noqa: DTZ001 - the point is that it has no zone
AWARE = datetime(2026, 1, 20, 8, 30, tzinfo=timezone(timedelta(hours=-5)))


def test_a_vintage_needs_a_time_zone_in_both_instants() -> None:
    with pytest.raises(InstantNaive, match="has no time zone"):
        Vintage(NAIVE, VintageBasis.RELEASE)
    with pytest.raises(InstantNaive, match="has no time zone"):
        Vintage(AWARE, VintageBasis.INFERRED, earliest_at=NAIVE)
    assert Vintage(AWARE, VintageBasis.INFERRED, earliest_at=AWARE).known_at == AWARE
