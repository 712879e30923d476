"""How much will stand sold to unknown destinations on a day, and what that adds to a forecast.

A reading that counts the unknown stock as the buyer's is what the named sales will have come to,
and what will then stand with no name. The second is a stock that is held for few seasons, and not
for years in a row, so it is forecast by the plainest means: the mean of the same day in the seasons
held, moved by how far today's stock is from the usual of today as far as that carried in these
seasons, with errors of each season judged from the others, put together over products of one
marketing year. Few seasons make heavy tails: Student's, with a degree less than there are seasons.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from offtake.domain import Book
from offtake.forecast.answers import Refusal
from offtake.forecast.scores import LEVELS, Floats
from offtake.forecast.seasons import shifted
from offtake.pace import Counter
from offtake.reference.codes import UNKNOWN
from offtake.reference.crops import marketing_year

MODEL_SUFFIX = "+unknown-stock-2"
"""What a model's name ends with where its forecast has this one added."""

LEAST_SEASONS = 3
_ALIKE = ("soybeans", "corn", "sorghum")
"""Products of one marketing year whose errors are put together."""
_LONGEST_GAP = 14
_YEARS = 40


@dataclass(frozen=True, slots=True)
class StockChange:
    """By how much the unknown stock will have changed: 99 quantiles, and the seasons behind.

    `standing` is the stock at the origin, from which it changes.
    """

    quantiles: Floats
    seasons: int
    standing: float


def stock_change(
    counter: Counter, product: str, *, origin: date, deadline: date
) -> StockChange | Refusal:
    """Return the change of a product's unknown stock from one day to a later one.

    The stock is the current marketing year's at either day, as pace counts it. Only seasons before
    the one asked about are looked at.
    """
    standing = _standing(counter, product, [origin])[0]
    if np.isnan(standing):
        return Refusal(f"the stock sold to unknown destinations is not held on {origin}")
    pairs = {
        name: _pairs(counter, name, origin, deadline)
        for name in dict.fromkeys((product, *(_ALIKE if product in _ALIKE else ())))
    }
    own = pairs[product]
    if len(own) < LEAST_SEASONS:
        return Refusal(
            f"too little history: the stock sold to unknown destinations is held around "
            f"{deadline:%-d %B} in {len(own)} earlier seasons, and a forecast needs {LEAST_SEASONS}"
        )
    same = marketing_year(product, origin) == marketing_year(product, deadline)
    lent = [rows for rows in pairs.values() if len(rows) >= LEAST_SEASONS]
    carried = _carried(lent) if same else 0.0
    middle = own[:, 1].mean() + carried * (standing - own[:, 0].mean())
    spread = _error(lent, carried) * own.mean()
    final = np.maximum(0.0, middle + spread * _student(len(own) - 1))
    return StockChange(final - standing, len(own), float(standing))


def added(left: Floats, change: Floats) -> Floats:
    """Return the quantiles of a sum of two quantities that err apart from one another.

    Named sales and the unknown stock did, in the seasons held (a correlation of -0.02 for soybeans
    to China): what buyers do moves both the same way, and naming a cargo moves them apart.

    >>> from offtake.forecast.scores import LEVELS
    >>> added(10 + LEVELS, 0 * LEVELS).round(2)[[0, 49, 98]].tolist()
    [10.01, 10.5, 10.99]
    """
    every = np.sort((left[:, None] + change[None, :]).ravel())
    return np.asarray(np.quantile(every, LEVELS))


def _pairs(counter: Counter, product: str, origin: date, deadline: date) -> Floats:
    """Return the stock on the origin's day and the deadline's in each earlier season held."""
    years = range(1, min(_YEARS, origin.year - 1))
    first, last = (
        _standing(counter, product, [shifted(day, year) for year in years])
        for day in (origin, deadline)
    )
    known = np.array([shifted(deadline, year) < origin for year in years])
    held = known & ~np.isnan(last)
    if marketing_year(product, origin) == marketing_year(product, deadline):
        held &= ~np.isnan(first)
    return np.stack((np.nan_to_num(first[held]), last[held]), axis=1)


def _standing(counter: Counter, product: str, days: Sequence[date]) -> Floats:
    """Return the stock at the end of some days: even between two weeks, unknown across a gap."""
    rows = [
        (row.period.last_day.toordinal(), value)
        for row in counter.figures.rows(Book.EXPORT_SALES, product, UNKNOWN)
        if (value := row.value("outstanding_sales")) is not None
    ]
    if not rows:
        return np.full(len(days), np.nan)
    ends, stocks = np.array(rows, dtype=float).T
    at = np.array([day.toordinal() for day in days], dtype=float)
    found = np.interp(at, ends, stocks, left=np.nan, right=np.nan)
    after = np.clip(np.searchsorted(ends, at), 1, len(ends) - 1)
    is_gap = (ends[after] - ends[after - 1] > _LONGEST_GAP) & ~np.isin(at, ends)
    return np.where(is_gap, np.nan, found)


_PULL = 0.25
"""A pull towards nothing carried over, in seasons that differ by a whole usual stock."""


def _carried(products: Sequence[Floats]) -> float:
    """Return how much of a stock's distance from usual is left at the deadline, from all pairs."""
    apart = [(rows - rows.mean(axis=0)) / rows.mean() for rows in products if rows.mean() > 0]
    across = sum(float((one[:, 0] * one[:, 1]).sum()) for one in apart)
    squares = sum(float((one[:, 0] ** 2).sum()) for one in apart)
    return min(1.0, max(0.0, across / (squares + _PULL)))


def _error(products: Sequence[Floats], carried: float) -> float:
    """Return the root mean square error of a season foretold from the others, in mean stocks."""
    errors = []
    for rows in products:
        if rows.mean() > 0:
            others = (rows.sum(axis=0) - rows) / (len(rows) - 1)
            foretold = others[:, 1] + carried * (rows[:, 0] - others[:, 0])
            errors.append(((rows[:, 1] - foretold) / rows.mean()) ** 2)
    return float(np.sqrt(np.concatenate(errors).mean())) if errors else 0.0


@cache
def _student(freedom: int) -> Floats:
    """Return Student's quantiles at the 99 levels.

    >>> round(float(_student(2)[94]), 2)  # 0.9 / (2 * 0.95 * 0.05) ** 0.5
    2.92
    """
    # t = tan(angle) * sqrt(freedom) makes the density cos(angle) ** (freedom - 1): no long tail.
    angles = np.linspace(-np.pi / 2, np.pi / 2, 20_001)[1:-1]
    density = np.cos(angles) ** (freedom - 1)
    shares = (np.cumsum(density) - density / 2) / density.sum()
    return np.asarray(np.tan(np.interp(LEVELS, shares, angles)) * np.sqrt(freedom))
