"""The engine: many seasons, origins and series at once, each judged from earlier years alone.

A member expects a base (what is usually left, or was left last year) and moves it by what differs
from usual: what has counted, what flowed lately, what stands sold. How far each moves it is learnt
by ridge regression from earlier years, from the weeks of the season around this one, and from the
other series with less weight. The model is additive: dividing by the season's usual share, the
habit of the trade, does far worse before spring.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offtake.forecast.seasons import Seasons

Floats = NDArray[np.float64]

FEATURES = ("done", "recent", "last_left", "sold", "ahead")
STANDSTILL = "standstill"
_LEAST_RIDGE = 1e-6
_FAR = 3.0
"""A difference of more than three usual seasons is no larger: trade that comes and goes."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one member forecasts what is left: from which features, and with what memory.

    Without features it says its base. `half_life` is the years in which a season's weight in the
    regression halves, `pool` the weight of the other series beside its own, `ridge` the pull
    towards no effect, and `width` the days around an origin that count as alike.
    """

    features: tuple[str, ...]
    base: str = "usual"
    half_life: float = 8.0
    pool: float = 1.0
    ridge: float = 0.001
    width: float = 21.0


@dataclass(frozen=True, slots=True)
class Expectations:
    """What a member expected to be left, and by how much it erred: series x seasons x origins.

    `left` is in the series' unit, `errors` in units of `scale`; an error is not a number where it
    is not known yet. `unlike` says how unlike the earlier years the state was that it went by: the
    leverage of the regression, in seasons, and zero for a member without features.
    """

    left: Floats
    errors: Floats
    scale: Floats
    lag: NDArray[np.int64]
    unlike: Floats


def expectations(table: Sequence[Seasons], offsets: Floats, recipe: Recipe) -> Expectations:
    """Return what a member expected in every season at every origin, from earlier years alone."""
    scale = np.stack([one.scale for one in table])
    base = np.stack([base_of(one, recipe.base) for one in table])
    target = (np.stack([one.left for one in table]) - base) / scale
    lag = table[0].lag
    if not recipe.features:
        return Expectations(base, target, scale, lag, np.zeros_like(base))
    inputs = np.stack([features_of(one, recipe.features) for one in table])
    moved, unlike = _moves(inputs, target, kernel(offsets, recipe.width), lag, recipe)
    return Expectations(base + scale * moved, target - moved, scale, lag, unlike)


def averaged(parts: Sequence[tuple[float, Expectations]]) -> Expectations:
    """Return the weighted mean of what members expected, with the errors that this mean made.

    A member that says nothing leaves its weight to the rest. How unlike the state is counts by the
    members that look at it.
    """
    first = parts[0][1]
    looking = [(weight, one.unlike) for weight, one in parts if one.unlike.any()]
    return Expectations(
        left=weighted([(weight, one.left) for weight, one in parts]),
        errors=weighted([(weight, one.errors) for weight, one in parts]),
        scale=first.scale,
        lag=first.lag,
        unlike=weighted(looking) if looking else first.unlike,
    )


def weighted(parts: Sequence[tuple[float, Floats]]) -> Floats:
    """Return a weighted mean; what is not a number leaves its weight to the rest.

    >>> weighted([(0.75, np.array([1.0, np.nan])), (0.25, np.array([5.0, 5.0]))]).tolist()
    [2.0, 5.0]
    """
    total, mass = np.zeros_like(parts[0][1]), np.zeros_like(parts[0][1])
    for weight, values in parts:
        held = ~np.isnan(values)
        total += weight * np.where(held, values, 0.0)
        mass += weight * held
    with np.errstate(invalid="ignore", divide="ignore"):
        return total / mass


def _moves(
    inputs: Floats, target: Floats, alike: Floats, lag: NDArray[np.int64], recipe: Recipe
) -> tuple[Floats, Floats]:
    """Return the ridge regression's prediction of the target, in units of scale, and its leverage.

    The leverage is that of a single season: the weeks around an origin count as one.
    """
    is_known = ~np.isnan(target)
    known = np.where(is_known[..., None], inputs, 0.0)
    size = inputs.shape[-1]
    sums = np.concatenate(
        (
            (known[..., :, None] * known[..., None, :]).reshape(*target.shape, size * size),
            known * np.clip(np.nan_to_num(target), -_FAR, _FAR)[..., None],
            is_known[..., None].astype(float),
        ),
        axis=-1,
    )
    sums = earlier(alike @ sums, 0.5 ** (1 / recipe.half_life), lag)
    others = max(1, len(target) - 1)
    sums = sums + recipe.pool / others * (sums.sum(axis=0) - sums)
    squares = sums[..., : size * size].reshape(*target.shape, size, size)
    crosses, mass = sums[..., size * size : -1], sums[..., -1]
    pull = recipe.ridge * mass + _LEAST_RIDGE
    squares = squares + pull[..., None, None] * np.eye(size)
    found = np.linalg.solve(squares, np.stack((crosses, inputs), axis=-1))
    moved, unlike = np.moveaxis((inputs[..., None] * found).sum(axis=-2), -1, 0)
    return np.asarray(moved), np.asarray(alike.sum(axis=1) * unlike)


def features_of(one: Seasons, names: Sequence[str]) -> Floats:
    """Return how one series differs from usual, in units of its scale: seasons x origins x names.

    A stock that is not held says nothing: it differs by zero.
    """
    every = {
        "done": one.done - one.usual_done,
        "recent": one.recent - one.usual_recent,
        "last_left": one.last_left - one.usual_left,
        "sold": one.sold - one.usual_sold,
        "ahead": one.ahead - one.usual_ahead,
        STANDSTILL: _standstill(one) if STANDSTILL in names else one.done,
    }
    parts = [np.nan_to_num(every[name] / one.scale) for name in names]
    return np.clip(np.stack(parts, axis=-1), -_FAR, _FAR)


def _standstill(one: Seasons) -> Floats:
    """Return how far trade has come to a stop: zero above a quarter of what is usual by the day.

    What stands sold and what flowed in eight weeks are taken together. At nothing it is minus the
    usual of both, so that a regression can learn what becomes of a trade that stands still, which
    its other features, made of small differences, do not tell.
    """
    held = np.stack([~np.isnan(part) for part in (one.sold, one.ahead)])
    now = np.nan_to_num(np.stack((one.sold, one.ahead))).sum(axis=0) + one.recent
    stocks = np.nan_to_num(np.stack((one.usual_sold, one.usual_ahead)))
    usual = np.where(held, stocks, 0.0).sum(axis=0) + one.usual_recent
    short = np.maximum(0, _STILL * usual - now) / _STILL
    return np.where(held.any(axis=0), -short, np.nan)


_STILL = 0.25


def base_of(one: Seasons, base: str) -> Floats:
    """Return what a member expects to be left before it looks at any feature.

    `usual` is the five-year mean of what was left, `last_left` last year's (the seasonal naive),
    `share` what had counted divided by the five-year share of the season, `line` what had counted
    continued in a straight line, and `outlook` another's forecast of the total less what counted.

    Raises:
        KeyError: No base has this name.
    """
    if base == "usual":
        return one.usual_left
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "last_left": one.last_left,
            "share": one.done
            * one.usual_left
            / np.where(one.usual_done > 0, one.usual_done, np.nan),
            "line": np.where(one.part > 0, one.done * (1 - one.part) / one.part, np.nan),
            "outlook": one.outlook - one.done,
        }[base]


def kernel(offsets: Floats, width: float) -> Floats:
    """Return how much each origin says of each other: a bell cut off at two widths.

    >>> kernel(np.array([0.0, 21.0, 49.0]), 21.0).round(2).tolist()[0]
    [1.0, 0.61, 0.0]
    """
    distance = np.abs(offsets[:, None] - offsets[None, :]) / width
    return np.asarray(np.exp(-0.5 * distance**2) * (distance <= REACH))


REACH = 2.0
"""How many widths of a kernel one origin says anything of another."""


def earlier(values: NDArray[Any], fade: float, lag: NDArray[np.int64]) -> NDArray[Any]:
    """Return for each season the fading sum over the seasons that had ended by its origins.

    Shape: series x seasons x origins x anything.
    """
    sums = np.zeros_like(values)
    for row in range(values.shape[1] - 2, -1, -1):
        sums[:, row] = fade * (sums[:, row + 1] + values[:, row + 1])
    for years in sorted(set(lag.tolist()) - {1}):
        columns = lag == years
        moved = np.zeros_like(sums[:, :, columns])
        moved[:, : 1 - years] = sums[:, years - 1 :, columns]
        sums[:, :, columns] = moved
    return sums
