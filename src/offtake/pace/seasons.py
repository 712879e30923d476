"""Rates and usual seasons: what this trade has done before, for scale."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from offtake.domain import Destinations, Reading, Window
from offtake.pace.counting import Counter
from offtake.pace.ledger import Step
from offtake.pace.path import Path, decimal
from offtake.reference.calendars import is_lumped

SPANS = (4, 8, 13)
USUAL_YEARS = 5
LEAST_SEASONS = 3


@dataclass(frozen=True, slots=True)
class Fastest:
    """The highest mean weekly counts, and since when every week is held.

    `is_long` is whether that is long enough to call a rate never seen.
    """

    rates: dict[int, Decimal]
    since: date | None
    is_long: bool


def fastest_rates(steps: Sequence[Step], last_day: date, *, listed: Iterable[date] = ()) -> Fastest:
    """Return the highest mean weekly count over 4, 8 and 13 weeks in a row, up to a day.

    `listed` are the weeks whose report was held with its destinations: one that such a report
    leaves out had nothing. Only the newest run of weeks without a gap is looked at: beyond a gap
    nothing is known. Weeks that a publisher lumped into one report after an interruption are in
    no span.
    """
    weeks = _weekly(steps, last_day, listed)
    ends = _newest_run(sorted(weeks))
    counted = list(accumulate((weeks[end] for end in ends), initial=0))
    lumped = list(accumulate((is_lumped(end) for end in ends), initial=0))
    rates: dict[int, Decimal] = {}
    for span in SPANS:
        sums = [
            counted[last] - counted[last - span]
            for last in range(span, len(ends) + 1)
            if lumped[last] == lumped[last - span]
        ]
        if sums:
            rates[span] = Decimal(max(sums)) / span
    since = ends[0] if ends else None
    return Fastest(rates, since, is_long=len(ends) >= _LONG)


_LONG = 5 * 52
"""How many weeks in a row make a history long enough to call a rate never seen."""


def _newest_run(ends: Sequence[date]) -> Sequence[date]:
    for place in range(len(ends) - 1, 0, -1):
        if (ends[place] - ends[place - 1]).days != _WEEK:
            return ends[place:]
    return ends


_WEEK = 7


def usual_share(
    counter: Counter, reading: Reading, *, until: date, deadline: date
) -> Fraction | None:
    """Return the share of a window's total that was reached by this day in a usual season.

    The ratio of sums over those of the last five seasons that are held whole, for the named
    destination; none where fewer than three are. An illustration: no pledge binds anyone to it.
    """
    past = _past(counter, reading, deadline)
    if len(past) < LEAST_SEASONS:
        return None
    reached = sum((path.at(years_before(until, shift)) for path, shift in past), Fraction(0))
    total = sum((path.at(years_before(deadline, shift)) for path, shift in past), Fraction(0))
    return reached / total if total > 0 else None


def usual_count(counter: Counter, reading: Reading, *, until: date) -> tuple[Decimal | None, int]:
    """Return the mean count by this day over earlier seasons held whole, and how many they are.

    None where fewer than three of the last five are.
    """
    past = _past(counter, reading, until)
    if len(past) < LEAST_SEASONS:
        return None, len(past)
    total = sum((path.at(years_before(until, shift)) for path, shift in past), Fraction(0))
    return decimal(total / len(past)), len(past)


def mean_weekly(steps: Sequence[Step], start: date, end: date) -> Decimal | None:
    """Return the mean weekly change over `[start, end)`, or none where a week is not held."""
    inside = [step for step in steps if step.end > start and step.start < end]
    if not inside or end <= start or any(step.change is None for step in inside):
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


def _past(counter: Counter, reading: Reading, deadline: date) -> list[tuple[Path, int]]:
    """Return the paths of the same window in the last five seasons, those that are held whole."""
    length = max(1, -(-(deadline - reading.window.start).days // 366))
    found = []
    for shift in range(length, length + USUAL_YEARS):
        earlier = replace(
            reading,
            window=Window(reading.window.kind, years_before(reading.window.start, shift)),
            destinations=Destinations.NAMED,
            unknown_share=None,
            amount=None,
        )
        count = counter.count(earlier, years_before(deadline, shift))
        if count.path is not None and count.is_complete:
            found.append((count.path, shift))
    return found


def _weekly(steps: Sequence[Step], last_day: date, listed: Iterable[date]) -> dict[date, int]:
    """Return the change of each reporting week; weeks with a gap are absent."""
    first = min((step.end for step in steps), default=last_day)
    weeks = {week: 0 for week in listed if first <= week <= last_day}
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


@dataclass(frozen=True, slots=True)
class UsualDay:
    """What earlier seasons had counted by the same day: the least, the mean and the most."""

    on: date
    low: Decimal
    mean: Decimal
    high: Decimal
    share: Decimal | None


def usual_days(
    counter: Counter, reading: Reading, *, days: Iterable[date], deadline: date
) -> list[UsualDay]:
    """Return the range of the last five seasons held whole, day by day, for the named destination.

    `share` is the part of the window's total that was reached by that day, as in `usual_share`.
    Empty where fewer than three seasons are held whole.
    """
    past = _past(counter, reading, deadline)
    if len(past) < LEAST_SEASONS:
        return []
    total = sum((path.at(years_before(deadline, shift)) for path, shift in past), Fraction(0))
    found = []
    for day in days:
        counts = [path.at(years_before(day, shift)) for path, shift in past]
        reached = sum(counts, Fraction(0))
        found.append(
            UsualDay(
                on=day,
                low=decimal(min(counts)),
                mean=decimal(reached / len(counts)),
                high=decimal(max(counts)),
                share=decimal(reached / total) if total > 0 else None,
            )
        )
    return found
