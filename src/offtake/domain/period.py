"""Spans of time that figures belong to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from offtake.errors import PeriodInvalid


class Frequency(StrEnum):
    """How often a series is published (SDMX CL_FREQ letters)."""

    DAILY = "D"
    WEEKLY = "W"
    MONTHLY = "M"
    ANNUAL = "A"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A half-open span of days, `[start, end)`: `end` is the first day that is not in it.

    A reporting week that straddles two marketing years is two periods, one on each side of the
    boundary, since the publisher prints one row for each (design rule D1).

    Raises:
        PeriodInvalid: The span is empty or runs backwards.
    """

    start: date
    end: date
    frequency: Frequency

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise PeriodInvalid(self.start, self.end)

    @property
    def last_day(self) -> date:
        """The last day in the period."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days the period has.

        >>> Period(date(2025, 12, 26), date(2026, 1, 2), Frequency.WEEKLY).days
        7
        """
        return (self.end - self.start).days

    def days_within(self, start: date, end: date) -> int:
        """Return how many of the period's days fall in `[start, end)`.

        >>> week = Period(date(2025, 12, 26), date(2026, 1, 2), Frequency.WEEKLY)
        >>> week.days_within(date(2025, 11, 1), date(2026, 1, 1))
        6
        """
        return max(0, (min(self.end, end) - max(self.start, start)).days)

    def __str__(self) -> str:
        return f"{self.start}/{self.last_day}"


def reporting_week(week_ending: date) -> Period:
    """Return the Friday-to-Thursday week that USDA names by its last day.

    Raises:
        PeriodInvalid: The day is not a Thursday.

    >>> str(reporting_week(date(2026, 1, 1)))
    '2025-12-26/2026-01-01'
    """
    thursday = 3
    if week_ending.weekday() != thursday:
        raise PeriodInvalid.not_a_thursday(week_ending)
    return Period(
        week_ending - timedelta(days=6), week_ending + timedelta(days=1), Frequency.WEEKLY
    )


def week_holding(day: date) -> Period:
    """Return the Friday-to-Thursday reporting week that a day lies in.

    >>> str(week_holding(date(2026, 2, 28)))
    '2026-02-27/2026-03-05'
    """
    return reporting_week(day + timedelta(days=(3 - day.weekday()) % 7))


def month_holding(day: date) -> Period:
    """Return the calendar month that a day lies in.

    >>> str(month_holding(date(2026, 12, 24)))
    '2026-12-01/2026-12-31'
    """
    first = day.replace(day=1)
    later = first + timedelta(days=31)
    return Period(first, later.replace(day=1), Frequency.MONTHLY)


def year_holding(day: date) -> Period:
    """Return the calendar year that a day lies in.

    >>> str(year_holding(date(2026, 12, 24)))
    '2026-01-01/2026-12-31'
    """
    return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1), Frequency.ANNUAL)


def thursdays(first: date, last: date) -> Iterator[date]:
    """Yield every reporting week's last day from the one in `first`'s week to `last`.

    >>> [day.isoformat() for day in thursdays(date(2025, 12, 24), date(2026, 1, 2))]
    ['2025-12-25', '2026-01-01']
    """
    day = first + timedelta(days=(3 - first.weekday()) % 7)
    while day <= last:
        yield day
        day += timedelta(days=7)
