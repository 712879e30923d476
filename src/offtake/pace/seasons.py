"""Rates and usual seasons: what this trade has done before, for scale."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from offtake.domain import Destinations, Reading, Window
from offtake.pace.counting import Count, Counter
from offtake.pace.ledger import Step
from offtake.pace.path import decimal

SPANS = (4, 8, 13)
USUAL_YEARS = 5


def fastest_rates(steps: Sequence[Step], last_day: date) -> dict[int, Decimal]:
    """Return the highest mean weekly count over 4, 8 and 13 weeks in a row, ever, up to a day.

    Weeks whose change is not held are left out of no span: a span that touches one is skipped.
    """
    weeks = _weekly(steps, last_day)
    ends = sorted(weeks)
    rates: dict[int, Decimal] = {}
    for span in SPANS:
        sums = [
            sum(weeks[end] for end in ends[first : first + span])
            for first in range(len(ends) - span + 1)
            if (ends[first + span - 1] - ends[first]).days == 7 * (span - 1)
        ]
        if sums:
            rates[span] = Decimal(max(sums)) / span
    return rates


def usual_share(
    counter: Counter, reading: Reading, *, until: date, deadline: date
) -> Fraction | None:
    """Return the share of a window's total that was reached by this day in a usual season.

    The ratio of sums over the last five seasons that ended before this window began and are held
    whole, for the named destination. An illustration: no pledge binds anyone to it.
    """
    reached = total = Fraction(0)
    for count, shift in _past(counter, reading, deadline):
        if count.path is None:
            continue
        reached += count.path.at(years_before(until, shift))
        total += count.path.at(years_before(deadline, shift))
    return reached / total if total > 0 else None


def usual_count(counter: Counter, reading: Reading, *, until: date) -> Decimal | None:
    """Return the mean count by this day over the last five seasons, or none if none is held."""
    sums = [
        count.path.at(years_before(until, shift))
        for count, shift in _past(counter, reading, until)
        if count.path is not None
    ]
    return decimal(sum(sums, Fraction(0)) / len(sums)) if sums else None


def mean_weekly(steps: Sequence[Step], start: date, end: date) -> Decimal | None:
    """Return the mean weekly change over `[start, end)`, or none where a week is not held."""
    inside = [step for step in steps if step.end > start and step.start < end]
    if not inside or end <= start:
        return None
    covered = sum(
        (
            Fraction(step.change * (min(step.end, end) - max(step.start, start)).days, step.days)
            for step in inside
            if step.change is not None
        ),
        Fraction(0),
    )
    return decimal(covered * 7 / (end - start).days)


def years_before(day: date, years: int) -> date:
    """Return the same day some years earlier; 29 February becomes the 28th.

    >>> years_before(date(2028, 2, 29), 1).isoformat()
    '2027-02-28'
    """
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year - years)


def _past(counter: Counter, reading: Reading, deadline: date) -> list[tuple[Count, int]]:
    """Return the counts of the same window in earlier years, nearest first."""
    length = max(1, -(-(deadline - reading.window.start).days // 366))
    found = []
    for shift in range(length, length + USUAL_YEARS):
        window = Window(reading.window.kind, years_before(reading.window.start, shift))
        earlier = replace(
            reading,
            window=window,
            destinations=Destinations.NAMED,
            unknown_share=None,
            amount=None,
        )
        count = counter.count(earlier, years_before(deadline, shift))
        if count.path is not None and not count.caveats:
            found.append((count, shift))
    return found


def _weekly(steps: Sequence[Step], last_day: date) -> dict[date, int]:
    """Return the change of each reporting week; weeks with a gap are absent."""
    weeks: dict[date, int] = {}
    broken: set[date] = set()
    for step in steps:
        end = step.end - timedelta(days=1)
        week = end + timedelta(days=(3 - end.weekday()) % 7)
        if week > last_day:
            continue
        if step.change is None or step.days > 7:  # noqa: PLR2004 - spread over more than a week
            broken.add(week)
        else:
            weeks[week] = weeks.get(week, 0) + step.change
    return {week: change for week, change in weeks.items() if week not in broken}
