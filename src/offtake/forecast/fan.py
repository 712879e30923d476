"""The way to a forecast: what a count is expected to have come to on days before its deadline.

A forecast says where a count ends. What lies between is asked of the same forecaster, which treats
each nearer day as a deadline of its own: the same window, cut short, in every season held. So each
day of a fan is a forecast by itself, with errors of its own, and no path follows its edges.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from offtake.domain import Book, Verdict
from offtake.forecast.answers import Forecast, Refusal
from offtake.forecast.forecaster import Forecaster
from offtake.forecast.scores import LEVELS, Floats

STEPS = 6
"""Into how many equal spans the days from the last figures to the deadline are cut."""
_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class FanDay:
    """What a count is expected to have come to by one day: its 99 quantiles."""

    on: date
    quantiles: tuple[float, ...]

    def quantile(self, level: float) -> float:
        """Return the quantile at a level between 0.01 and 0.99.

        >>> FanDay(date(2026, 8, 31), tuple(range(1, 100))).quantile(0.25)
        25.0
        """
        return float(np.interp(level, LEVELS, self.quantiles))


@dataclass(frozen=True, slots=True)
class Fan:
    """A forecast with the days before it.

    The first day is the last one counted, on which every quantile is the count; the last is the
    deadline, with the forecast's own quantiles.
    """

    forecast: Forecast
    days: tuple[FanDay, ...]


def fan_of(forecaster: Forecaster, verdict: Verdict) -> Fan | Refusal:
    """Return the fan of a verdict's final count, or why there is none.

    Of a book that cannot fall no quantile falls either: where a nearer day was given more than a
    later one, it is brought down to what the deadline has at most, and up to what was before it. A
    nearer day that has no forecast of its own is left out.

    Raises:
        MethodFailed: The model gave something that is no forecast.
    """
    final = forecaster.for_verdict(verdict)
    if isinstance(final, Refusal):
        return final
    first = max(final.figures_to, date.fromordinal(verdict.reading.window.start.toordinal() - 1))
    days, rows = [first], [np.full(len(LEVELS), final.counted)]
    for day in between(first, final.deadline):
        nearer = forecaster.for_verdict(_cut_short(verdict, day))
        if isinstance(nearer, Forecast):
            days.append(day)
            rows.append(np.array(nearer.quantiles))
    table = np.stack([*rows, np.array(final.quantiles)])
    if verdict.reading.book is not Book.EXPORT_SALES:
        table = never_falling(table)
    return Fan(
        forecast=final,
        days=tuple(
            FanDay(on, tuple(row.tolist()))
            for on, row in zip([*days, final.deadline], table, strict=True)
        ),
    )


def between(first: date, last: date) -> list[date]:
    """Return days at even distances between two, at least a week apart, neither included.

    >>> [f"{day:%d %b}" for day in between(date(2026, 8, 13), date(2026, 9, 3))]
    ['20 Aug', '27 Aug']
    """
    span = (last - first).days
    steps = min(STEPS, span // _A_WEEK)
    return [
        date.fromordinal(first.toordinal() + round(span * step / steps)) for step in range(1, steps)
    ]


def never_falling(table: Floats) -> Floats:
    """Return quantiles, a row each day, that never fall from day to day; the last row stays.

    >>> never_falling(np.array([[1.0, 1.0], [3.0, 6.0], [2.0, 5.0]])).tolist()
    [[1.0, 1.0], [2.0, 5.0], [2.0, 5.0]]
    """
    return np.asarray(np.minimum(np.maximum.accumulate(table, axis=0), table[-1]))


def _cut_short(verdict: Verdict, day: date) -> Verdict:
    """Return the verdict as if its deadline were a nearer day."""
    if verdict.deadline is None:
        return verdict
    return replace(verdict, deadline=replace(verdict.deadline, on=day))
