"""The same window in every season held: what had counted, what was still to come, what stood sold.

Row 0 is the season asked about, row k the one k years earlier. Columns are origins: days of the
window at which a forecast is or could have been made. Every figure in a row was published by its
own origin, so that a row learns nothing from what came after.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from offtake.forecast.streams import Stream
from offtake.reference.crops import marketing_year

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

USUAL_YEARS = 5
LEAST_USUAL = 2
_FOUR_WEEKS = 28
_EIGHT_WEEKS = 56


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: how much one window of one product will have counted on its last day.

    `is_level` asks for a marketing year's total commitment, opening balance included, else for what
    flows between the days. `can_fall` is true for sales, which may be cancelled.
    """

    product: str
    start: date
    deadline: date
    is_level: bool = False
    can_fall: bool = False

    @property
    def days(self) -> int:
        """How many days the window has.

        >>> Question("soybeans", date(2025, 9, 1), date(2026, 8, 31)).days
        365
        """
        return (self.deadline - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Seasons:
    """One series' table: seasons x origins, or seasons alone for `total`.

    Not a number marks what is not held, or was not yet known. `done` had counted by the origin and
    `left` was still to come; `recent` flowed in the eight weeks before; `sold` and `ahead` stood
    sold for this crop and the next where the window reaches them; `room` is what the fastest four
    weeks up to then would bring by the deadline. `usual_*` are means over the five seasons before
    that had ended by the origin, `last_left` what was left in the newest of them, and `scale` their
    mean total. `lag` says, origin by origin, how many years back the newest season lies that had
    ended. `part` is the share of the window's days gone. `outlook` is another's forecast of the
    total as published by then.
    """

    total: Floats
    lag: Ints
    scale: Floats
    done: Floats
    left: Floats
    recent: Floats
    sold: Floats
    ahead: Floats
    room: Floats
    usual_done: Floats
    usual_left: Floats
    last_left: Floats
    usual_recent: Floats
    usual_sold: Floats
    usual_ahead: Floats
    part: Floats
    outlook: Floats

    def with_outlook(self, outlook: Floats) -> "Seasons":
        """Return the table beside another's forecasts of the total."""
        return replace(self, outlook=outlook)


def shifted(day: date, years: int) -> date:
    """Return the same day some years earlier; 29 February becomes the 28th.

    >>> shifted(date(2028, 2, 29), 1).isoformat()
    '2027-02-28'
    """
    leap_day = (2, 29)
    if (day.month, day.day) == leap_day:
        day = day.replace(day=28)
    return day.replace(year=day.year - years)


def edges(question: Question, count: int) -> tuple[Ints, Ints]:
    """Return the first and last days of the window, as ordinals, in `count` seasons."""
    years = range(min(count, question.start.year - 1))
    starts = np.array([shifted(question.start, year).toordinal() for year in years])
    ends = np.array([shifted(question.deadline, year).toordinal() for year in years])
    return starts, ends


def seasons(stream: Stream, question: Question, offsets: Ints, *, count: int) -> Seasons:
    """Return `count` seasons of a window, at origins `offsets` days after its first day.

    An offset counts whole days: 0 is the end of the first day. It may be below zero, before the
    window begins.
    """
    starts, ends = edges(question, count)
    days = starts[:, None] + offsets[None, :]
    total = _total(stream, question, starts, ends)
    done = _done(stream, question, starts, days)
    left = np.where(days <= ends[:, None], total[:, None] - done, np.nan)
    recent = stream.flowed(days - _EIGHT_WEEKS + 1, days)
    sold, ahead = _stocks(stream, question, starts, ends, days)
    lag = lags(question, offsets)
    scale = usual(np.broadcast_to(total[:, None], days.shape), lag)
    weeks = np.maximum(0, ends[:, None] - np.maximum(days, starts[:, None] - 1)) / 7
    one = np.ones_like(lag)
    return Seasons(
        total=total,
        lag=lag,
        scale=_floored(scale, total, lag),
        done=done,
        left=left,
        recent=recent,
        sold=sold,
        ahead=ahead,
        room=_fastest(stream, days) * weeks,
        usual_done=usual(done, one),
        usual_left=usual(left, lag),
        last_left=_later_rows(left, lag),
        usual_recent=usual(recent, one),
        usual_sold=usual(sold, one),
        usual_ahead=usual(ahead, one),
        part=np.clip((days - starts[:, None] + 1) / question.days, 0, 1),
        outlook=np.full(days.shape, np.nan),
    )


def _floored(scale: Floats, total: Floats, lag: Ints) -> Floats:
    """Return the mean totals, but never below a part of the largest total of any season before.

    Where trade comes and goes, five thin years would make every error look huge.
    """
    largest = np.fmax.accumulate(np.nan_to_num(total)[::-1])[::-1]
    before = _later_rows(np.broadcast_to(largest[:, None], scale.shape), lag)
    with np.errstate(invalid="ignore"):
        floored = np.fmax(scale, _LEAST_SCALE * before)
    return np.where(np.isnan(scale) | ~(floored > 0), np.nan, floored)


_LEAST_SCALE = 0.25


def lags(question: Question, offsets: Ints) -> Ints:
    """Return how many years back, at each origin, the newest season lies that had ended by then.

    >>> whole_year = Question("soybeans", date(2025, 9, 1), date(2026, 8, 31))
    >>> lags(whole_year, np.array([-7, 0, 200])).tolist()
    [2, 1, 1]
    """
    origin = question.start.toordinal() + offsets
    ends = [shifted(question.deadline, year).toordinal() for year in range(1, 4)]
    late = np.stack([origin < end for end in ends])
    return np.asarray(1 + late.sum(axis=0))


def usual(values: Floats, lag: Ints) -> Floats:
    """Return for each season the mean of the five before it that had ended, given at least two."""
    held = ~np.isnan(values)
    filled = np.where(held, values, 0.0)
    sums, counts = np.zeros_like(filled), np.zeros(filled.shape)
    for years in range(USUAL_YEARS):
        moved = _later_rows(filled, lag + years, fill=0.0)
        sums += moved
        counts += _later_rows(held.astype(float), lag + years, fill=0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(counts >= LEAST_USUAL, sums / counts, np.nan)


def _later_rows(values: Floats, lag: Ints, fill: float = np.nan) -> Floats:
    """Return for each season the row `lag` years earlier, which may differ by origin."""
    moved = np.full_like(values, fill)
    for years in sorted(set(lag.tolist())):
        columns = lag == years
        if years < len(values):
            moved[: len(values) - years, columns] = values[years:, columns]
    return moved


def _total(stream: Stream, question: Question, starts: Ints, ends: Ints) -> Floats:
    if question.is_level:
        return stream.at(stream.level, ends)
    whole = stream.has_ahead(starts, ends)
    return np.where(whole, stream.flowed(starts, ends), np.nan)


def _done(stream: Stream, question: Question, starts: Ints, days: Ints) -> Floats:
    first = np.broadcast_to(starts[:, None], days.shape)
    if question.is_level:
        counted = stream.at(stream.level, days)
    else:
        counted = stream.flowed(first, np.maximum(days, first))
    before = np.where(np.isnan(stream.at(stream.flow, days)), np.nan, 0.0)
    return np.where(days >= first, counted, before)


def _fastest(stream: Stream, days: Ints) -> Floats:
    """Return the highest mean weekly flow over four weeks in a row, up to each day."""
    if len(stream.flow) <= _FOUR_WEEKS:
        return np.full(days.shape, np.nan)
    rates = stream.flow[_FOUR_WEEKS:] - stream.flow[:-_FOUR_WEEKS]
    best = np.concatenate((np.full(_FOUR_WEEKS, np.nan), np.fmax.accumulate(rates)))
    return stream.at(best, days) / (_FOUR_WEEKS / 7)


def _stocks(
    stream: Stream, question: Question, starts: Ints, ends: Ints, days: Ints
) -> tuple[Floats, Floats]:
    """Return the stocks that can still come into the window, this crop's and the next one's."""
    crop_ends = np.array([_crop_end(question.product, int(day)) for day in days[0]])
    # Crop years turn on the same day each year: the first row's distances hold for all of them.
    crop_end = days + (crop_ends - days[0])
    sold = np.where(starts[:, None] < crop_end, stream.at(stream.outstanding, days), np.nan)
    ahead = np.where(ends[:, None] > crop_end + _LEAP, stream.at(stream.ahead, days), np.nan)
    return sold, ahead


_LEAP = 1
"""Days by which a leap year moves the same distance."""


def _crop_end(product: str, day: int) -> int:
    return marketing_year(product, date.fromordinal(day)).last_day.toordinal()
