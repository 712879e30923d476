"""From a member's past errors to the quantiles of what is left.

Conformal prediction on rolling origins: the errors a member made in earlier years, each with
nothing but the years before it, are its distribution. Errors are taken from the weeks of the season
around the origin, in units of their usual size, which is shrunk towards that of the other series;
the other series lend their shapes too, the more the fewer seasons a series has of its own. So a
series with few years gets the heavy tails of all.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offtake.forecast.engine import Expectations, earlier, kernel
from offtake.forecast.scores import LEVELS

Floats = NDArray[np.float64]

_BINS = 480
_EDGES: Floats = 0.2 * np.sinh(np.linspace(-4.5, 4.5, _BINS + 1))
"""Edges of the histogram of errors in units of their usual size: fine near none, to 9 times it."""

FORGET = 0.5 ** (1 / 40)
"""How much an error's weight fades each year."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How strongly a series leans on the others for its errors, in seasons.

    A series with as many seasons of its own as `size` takes half of its usual size of error from
    the others; with as many as `shape`, half of its shape.
    """

    size: float = 1.0
    shape: float = 8.0
    width: float = 21.0


def quantiles(
    expected: Expectations, offsets: Floats, spread: Spread, at: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Return the quantiles of what is left at some origins, and on how many seasons they rest.

    `at` are columns of `offsets`. Shapes: series x seasons x origins x levels, the same without
    levels. Not a number where no season before had ended.
    """
    alike = kernel(offsets, spread.width)
    size = usual_size(expected, alike, spread)
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = expected.errors / size
    shares, seen = _shares(relative, alike[at], expected.lag[at], spread)
    width = (expected.scale * size)[:, :, at, None]
    return expected.left[:, :, at, None] + width * _inverse(np.cumsum(shares, axis=-1)), seen


def usual_size(expected: Expectations, alike: Floats, spread: Spread) -> Floats:
    """Return the mean absolute error of earlier years, shrunk to that of all series."""
    known = ~np.isnan(expected.errors)
    sizes = np.stack((np.abs(np.nan_to_num(expected.errors)), known.astype(float)), axis=-1)
    sums = earlier(alike @ sizes, FORGET, expected.lag)
    pooled = sums.sum(axis=0, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = pooled[..., 0] / pooled[..., 1]
    few = spread.size * alike.sum(axis=1)
    shrunk = (sums[..., 0] + few * np.nan_to_num(mean)) / (sums[..., 1] + few)
    return np.where((pooled[..., 1] > 0) & (shrunk > 0), shrunk, np.nan)


def _shares(
    relative: Floats, alike: Floats, lag: NDArray[np.int64], spread: Spread
) -> tuple[Floats, Floats]:
    """Return the share of errors in each bin, own and others' together, and the own seasons."""
    known = ~np.isnan(relative)
    places = np.clip(np.searchsorted(_EDGES, np.nan_to_num(relative)) - 1, 0, _BINS - 1)
    counts = np.zeros((*relative.shape, _BINS), dtype=np.float32)
    np.put_along_axis(counts, places[..., None], known[..., None].astype(np.float32), axis=-1)
    near = earlier(alike.astype(np.float32) @ counts, FORGET, lag)
    is_near = (alike > 0).astype(np.float32) @ known[..., None].astype(np.float32)
    seen = earlier(np.minimum(is_near, 1), 1.0, lag)[..., 0]
    own = near.sum(axis=-1, keepdims=True)
    others = near.sum(axis=0, keepdims=True) - near
    mass = others.sum(axis=-1, keepdims=True)
    lean = np.where(mass > 0, spread.shape / (seen[..., None] + spread.shape), 0.0)
    lean = np.where(own > 0, lean, 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mixed = np.where(own > 0, near / own, 0) * (1 - lean)
        mixed = mixed + np.where(mass > 0, others / mass, 0) * lean
        return mixed / mixed.sum(axis=-1, keepdims=True), seen


def _inverse(cumulated: Floats, levels: Floats = LEVELS) -> Floats:
    """Return quantiles from shares added up over the bins; rows without shares have none."""
    rows = cumulated.reshape(-1, _BINS)
    found = np.full((len(rows), len(levels)), np.nan)
    good = ~np.isnan(rows[:, -1])
    rows = rows[good].astype(float)
    # One search over all rows: row i is lifted by 2 i, so that the whole is ascending.
    lift = 2.0 * np.arange(len(rows))[:, None]
    place = np.searchsorted((rows + lift).ravel(), (levels + lift).ravel()).reshape(-1, len(levels))
    place = np.minimum(place - _BINS * np.arange(len(rows))[:, None], _BINS - 1)
    above = np.take_along_axis(rows, place, axis=1)
    below = np.where(place > 0, np.take_along_axis(rows, np.maximum(place - 1, 0), axis=1), 0.0)
    share = np.clip((levels - below) / np.maximum(above - below, 1e-12), 0, 1)
    found[good] = _EDGES[place] + share * (_EDGES[place + 1] - _EDGES[place])
    return found.reshape(*cumulated.shape[:-1], len(levels))
