"""Another forecaster's figure of the day, with its record: WASDE's exports of a marketing year."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from offtake.domain import WASHINGTON, Observation, Quantity
from offtake.forecast.seasons import Question, Seasons, lags, usual
from offtake.reference.crops import marketing_year, to_mass

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MEASURE = "wasde_exports"
_SETTLED = timedelta(days=30)
"""By then after a year's end its figure is as good as final: the mean error left is 0.3 %."""


class Outlook:
    """Every figure published of each marketing year's total, with the day it was published.

    Tonnes. Give it all vintages up to an as-of, of one product.
    """

    def __init__(self, observations: Iterable[Observation], product: str) -> None:
        self.product = product
        self._days: dict[date, list[int]] = {}
        self._values: dict[date, list[float]] = {}
        known = [one for one in observations if one.value is not None]
        for one in sorted(known, key=lambda one: one.vintage.known_at):
            value = one.value
            if value is None:
                continue
            tonnes = to_mass(Quantity(value, one.key.unit_code), product).value
            published = one.vintage.known_at.astimezone(WASHINGTON).date().toordinal()
            self._days.setdefault(one.period.start, []).append(published)
            self._values.setdefault(one.period.start, []).append(float(tonnes))

    @property
    def years(self) -> int:
        """How many marketing years have a figure."""
        return len(self._days)

    def known(self, year_start: date, day: int) -> float:
        """Return the newest figure of a year published by a day; not a number if there is none."""
        place = bisect_right(self._days.get(year_start, []), day)
        return self._values[year_start][place - 1] if place else float("nan")

    def speaks_of(self, question: Question) -> bool:
        """Return whether a window is a whole marketing year of the product."""
        year = marketing_year(self.product, question.start)
        return (
            question.product == self.product
            and not question.is_level
            and (question.start, question.deadline) == (year.start, year.last_day)
        )

    def beside(
        self, own: Seasons, question: Question, offsets: Ints, *, delay: int
    ) -> tuple[Seasons, Seasons]:
        """Return a table with the outlooks of its origins, and the outlook's own record.

        `delay` is how many days after an origin a forecast is made. The outlook counts by customs,
        the table by exporters' reports: it is taken times the usual ratio of the two.
        """
        count = max(len(own.total), self.years)
        starts = [marketing_year(self.product, question.start).start]
        while len(starts) < count:
            starts.append(starts[-1].replace(year=starts[-1].year - 1))
        said = np.array(
            [
                [self.known(start, start.toordinal() + int(offset) + delay) for offset in offsets]
                for start in starts
            ]
        )
        record = self._record(question, starts, said, offsets, delay=delay)
        ratios = own.total[:, None] / record.total[: len(own.total), None]
        ratio = usual(np.broadcast_to(ratios, own.done.shape), record.lag)
        ratio = np.where(np.isnan(ratio), 1.0, ratio)
        mine = replace(own, outlook=said[: len(own.total)] * ratio, lag=record.lag)
        return _padded(mine, count), record

    def _record(
        self, question: Question, starts: list[date], said: Floats, offsets: Ints, *, delay: int
    ) -> Seasons:
        ends = [marketing_year(self.product, start).last_day + _SETTLED for start in starts]
        total = np.array(
            [self.known(start, end.toordinal()) for start, end in zip(starts, ends, strict=True)]
        )
        nothing = np.zeros_like(said)
        unknown = np.full(said.shape, np.nan)
        lag = lags(question, offsets + delay - _SETTLED.days)
        whole = np.broadcast_to(total[:, None], said.shape)
        return Seasons(
            total=total,
            lag=lag,
            scale=usual(whole, lag),
            done=nothing,
            left=whole,
            recent=unknown,
            sold=unknown,
            ahead=unknown,
            room=unknown,
            usual_done=nothing,
            usual_left=unknown,
            last_left=unknown,
            usual_recent=unknown,
            usual_sold=unknown,
            usual_ahead=unknown,
            part=nothing,
            outlook=said,
        )


def _padded(own: Seasons, count: int) -> Seasons:
    """Return a table with rows of nothing known added, so that it has `count` seasons."""
    more = count - len(own.total)
    if more <= 0:
        return own
    fields = {}
    for name in own.__slots__:
        values = getattr(own, name)
        if name != "lag":
            widths = [(0, more)] + [(0, 0)] * (values.ndim - 1)
            fields[name] = np.pad(values, widths, constant_values=np.nan)
    return replace(own, **fields)
