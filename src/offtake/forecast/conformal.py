"""From a member's past errors to the quantiles of what is left.

Conformal prediction on rolling origins: the errors a member made in earlier years, each with
nothing but the years before it, are its distribution. Errors are taken from the weeks of the season
around the origin, in units of their usual size, which is shrunk towards that of the other series;
the other series lend their shapes too, the more the fewer seasons a series has of its own. So a
series with few years gets the heavy tails of all.

Two things widen that spread. A state unlike any before it is further from what the regression has
seen, so errors are taken in units of the standard error that its leverage gives. And a spread that
is known from few seasons is itself in doubt, as Student's t says.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from offtake.forecast.engine import Expectations, earlier, kernel
from offtake.forecast.scores import LEVELS

Floats = NDArray[np.float64]

_BINS = 240
_EDGES: Floats = 0.2 * np.sinh(np.linspace(-4.5, 4.5, _BINS + 1))
"""Edges of the histogram of errors in units of their usual size: fine near none, to 9 times it."""

_WIDTHS: Floats = np.diff(_EDGES)

FORGET = 0.5 ** (1 / 40)
"""How much an error's weight fades each year."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How strongly a series leans on the others for its errors, in seasons.

    A series with as many seasons of its own as `size` takes half of its usual size of error from
    the others; with as many as `shape`, half of its shape. A state unlike earlier years widens the
    spread, as far as `reach` seasons of leverage do. With `doubts`, few seasons widen it too.
    """

    size: float = 1.0
    shape: float = 8.0
    width: float = 21.0
    reach: float = 0.0
    doubts: bool = False


def quantiles(
    expected: Expectations,
    offsets: Floats,
    spread: Spread,
    *,
    at: NDArray[np.int64],
    asked: int,
) -> tuple[Floats, Floats]:
    """Return the quantiles of what is left at some origins, and on how many seasons they rest.

    `at` are columns of `offsets`, and the first `asked` series are answered. Shapes: series x
    seasons x origins x levels, the same without levels. Not a number where no season before had
    ended.
    """
    alike = kernel(offsets, spread.width)
    unlike = np.sqrt(1 + np.minimum(np.nan_to_num(expected.unlike), spread.reach))
    errors = expected.errors / unlike
    size = usual_size(errors, alike, expected.lag, spread)
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = errors / size
    shares, seen = _shares(relative, alike[at], expected.lag[at], spread, asked)
    width = (expected.scale * size * unlike)[:asked, :, at, None]
    left = expected.left[:asked, :, at, None]
    found = _inverse(np.cumsum(shares, axis=-1))
    return left + width * (_doubted(found, seen) if spread.doubts else found), seen


def _doubted(found: Floats, seen: Floats) -> Floats:
    """Return quantiles stretched about their median as far as Student's t is wider than a normal.

    Seasons of one trade resemble each other, so one counts for half a degree of freedom; two are
    lent by the other series. The ratio is the expansion of Fisher and Cornish (1960), The
    percentile points of distributions having known cumulants, Technometrics 2(2), to its second
    term.
    """
    freedom = (_LENT + _ALIKE * seen)[..., None]
    stretch = 1 + (_NORMAL**2 + 1) / (4 * freedom)
    stretch += (5 * _NORMAL**4 + 16 * _NORMAL**2 + 3) / (96 * freedom**2)
    middle = found[..., len(LEVELS) // 2, None]
    return np.asarray(middle + stretch * (found - middle))


_LENT, _ALIKE = 2.0, 0.5
_NORMAL: Floats = np.array([NormalDist().inv_cdf(level) for level in LEVELS])


def usual_size(errors: Floats, alike: Floats, lag: NDArray[np.int64], spread: Spread) -> Floats:
    """Return the mean absolute error of earlier years, shrunk to that of all series."""
    known = ~np.isnan(errors)
    sizes = np.stack((np.abs(np.nan_to_num(errors)), known.astype(float)), axis=-1)
    sums = earlier(alike @ sizes, FORGET, lag)
    pooled = sums.sum(axis=0, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = pooled[..., 0] / pooled[..., 1]
    few = spread.size * alike.sum(axis=1)
    shrunk = (sums[..., 0] + few * np.nan_to_num(mean)) / (sums[..., 1] + few)
    return np.where((pooled[..., 1] > 0) & (shrunk > 0), shrunk, np.nan)


def _shares(
    relative: Floats, alike: Floats, lag: NDArray[np.int64], spread: Spread, asked: int
) -> tuple[Floats, Floats]:
    """Return the share of errors in each bin, own and others' together, and the own seasons."""
    known = ~np.isnan(relative)
    near = earlier(alike.astype(np.float32) @ _counts(relative, known), FORGET, lag)
    is_near = (alike > 0).astype(np.float32) @ known[:asked, ..., None].astype(np.float32)
    seen = earlier(np.minimum(is_near, 1), 1.0, lag)
    whole, near = near.sum(axis=0, keepdims=True), near[:asked]
    own, mass = near.sum(axis=-1, keepdims=True), whole.sum(axis=-1, keepdims=True)
    mass = mass - own
    is_lent = mass > _FEW * own
    lean = np.where(is_lent, spread.shape / (seen + spread.shape), 0.0)
    lean = np.where(own > 0, lean, 1.0).astype(np.float32)
    with np.errstate(invalid="ignore", divide="ignore"):
        mine = np.where(own > 0, (1 - lean) / own, 0)
        lent = np.where(is_lent, lean / mass, 0)
        mixed = (mine - lent) * near + lent * whole
        return mixed / mixed.sum(axis=-1, keepdims=True), seen[..., 0]


_FEW = 1e-4
"""Others' errors that weigh less than this share of its own are what rounding left of none."""


def _counts(relative: Floats, known: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return one where an error lies in a bin: series x seasons x origins x bins."""
    counts = np.zeros((*relative.shape, _BINS), dtype=np.float32)
    at = np.nonzero(known)
    places = np.clip(np.searchsorted(_EDGES, relative[at]) - 1, 0, _BINS - 1)
    counts[(*at, places)] = 1
    return counts


def _inverse(cumulated: Floats) -> Floats:
    """Return the 99 quantiles from shares added up over the bins; rows without shares have none."""
    rows = cumulated.reshape(-1, _BINS)
    found = np.full((len(rows), len(LEVELS)), np.nan)
    good = ~np.isnan(rows[:, -1])
    rows = rows[good]
    place = np.minimum(_places(rows), _BINS - 1)
    above = np.take_along_axis(rows, place, axis=1)
    below = np.where(place > 0, np.take_along_axis(rows, np.maximum(place - 1, 0), axis=1), 0.0)
    share = np.clip((LEVELS - below) / np.maximum(above - below, _NOTHING), 0, 1)
    found[good] = _EDGES[place] + share * _WIDTHS[place]
    return found.reshape(*cumulated.shape[:-1], len(LEVELS))


def _places(rows: Floats) -> NDArray[np.int64]:
    """Return in which bin each level is reached: how many bins end below it.

    The levels are hundredths, so a bin that ends at 0.237 ends below the levels from 0.24 on. To
    count bins by the hundredth they end in, and to add up, beats a search for every level.
    """
    size = len(LEVELS) + 1
    hundredth = np.clip((rows * size + _NOTHING).astype(np.int64), 0, size - 1)
    hundredth += size * np.arange(len(rows))[:, None]
    counts = np.bincount(hundredth.ravel(), minlength=size * len(rows)).reshape(len(rows), size)
    return np.asarray(np.cumsum(counts, axis=1)[:, :-1])


_NOTHING = 1e-9
