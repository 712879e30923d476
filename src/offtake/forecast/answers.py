"""What a forecast of a reading says, or why there is none."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from offtake.domain import (
    WASHINGTON,
    AmountKind,
    Book,
    Verdict,
    WindowKind,
    week_holding,
)
from offtake.forecast.scores import LEVELS, Floats
from offtake.forecast.seasons import Question
from offtake.pace import CUSTOMS_BOOKS
from offtake.reference.calendars import export_sales_vintage

LEAST_SAID, MOST_SAID = 0.01, 0.99
"""No probability is published beyond the outermost quantiles, unless the count has settled it."""

_A_YEAR = 366
_MONDAY_AFTER = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a reading has no forecast."""

    reason: str


@dataclass(frozen=True, slots=True)
class Cases:
    """What is behind a probability: past forecasts that said about as much, and what came of them.

    `count` forecasts of `years` seasons lay in the bin of `low` to `high` and said `said` in the
    mean; `happened` is the share that came true.
    """

    low: float
    high: float
    count: int
    years: int
    said: float
    happened: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """The final count of a reading at a deadline, as it was to be expected on one day.

    `quantiles` are the 99 at 1 to 99 %, in `unit_code`. `probability` is that of the target being
    met, none where no figure was pledged. `seasons` counts the earlier seasons of this series that
    the errors were taken from, `cases` the past forecasts in the probability's calibration bin,
    none where none are on record. `figures_to` is the last day published, `known_on` the day by
    which the outcome will be known, none where no calendar says. Model, as-of and revision name the
    forecast for good.
    """

    pledge: str
    reading: str
    deadline: date
    as_of: date
    revision: int
    model: str
    unit_code: str
    figures_to: date
    counted: float
    target: float | None
    probability: float | None
    quantiles: tuple[float, ...]
    seasons: int
    cases: Cases | None
    known_on: date | None

    def quantile(self, level: float) -> float:
        """Return the quantile at a level between 0.01 and 0.99."""
        return float(np.interp(level, LEVELS, self.quantiles))


def question_of(verdict: Verdict, origin: date) -> Question | Refusal:
    """Return what is asked for a verdict's reading and deadline, from the last day published."""
    reading, deadline = verdict.reading, verdict.deadline
    if why := _unaskable(verdict, origin):
        return Refusal(why)
    assert deadline is not None  # noqa: S101 - _unaskable has said so
    is_sale = reading.book is Book.EXPORT_SALES
    return Question(
        product=reading.product,
        start=reading.window.start,
        deadline=deadline.on,
        is_level=is_sale and reading.window.kind is WindowKind.MARKETING_YEAR,
        can_fall=is_sale,
    )


def _unaskable(verdict: Verdict, origin: date) -> str:
    """Return why a verdict's reading cannot be forecast, or nothing where it can."""
    reading, deadline = verdict.reading, verdict.deadline
    if deadline is None:
        return "no deadline was given, so there is no day to forecast"
    days = (deadline.on - reading.window.start).days + 1
    ahead = (reading.window.start - origin).days
    is_ceiling = reading.amount is not None and reading.amount.kind is AmountKind.CEILING
    is_partial = reading.book in CUSTOMS_BOOKS and verdict.tally.left_out_at_most is not None
    reasons = {
        f"the figures to {deadline.on} are out: the verdict is known": deadline.on <= origin,
        "an upper limit promises no quantity": is_ceiling,
        "the count leaves out codes that are not held, so nobody can say what they bring": (
            is_partial
        ),
        f"a window of {days} days is longer than a year, so no past window stands by itself": (
            days > _A_YEAR
        ),
        f"the window begins {ahead} days after the figures end, more than a year": ahead > _A_YEAR,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def probability_of(target: float, quantiles: Floats) -> float:
    """Return the probability that the final count reaches a target, from its 99 quantiles.

    >>> probability_of(75.0, np.arange(1.0, 100.0)).__round__(2)
    0.25
    """
    below = float(np.interp(target, quantiles, LEVELS, left=0.0, right=1.0))
    return min(MOST_SAID, max(LEAST_SAID, 1 - below))


def known_on(book: Book, deadline: date) -> date | None:
    """Return the day by which a book's figures up to a deadline will be out, by its calendar.

    >>> known_on(Book.SHIPMENTS, date(2026, 8, 31)).isoformat()
    '2026-09-11'
    """
    week = week_holding(deadline).last_day
    if book in {Book.EXPORT_SALES, Book.SHIPMENTS}:
        return export_sales_vintage(week).known_at.astimezone(WASHINGTON).date()
    return week + _MONDAY_AFTER if book is Book.INSPECTIONS else None
