"""Scores: how good a forecast was, once it is known what happened.

Each is proper (its author cannot do better than by saying what he believes) or describes one side
of a forecast (coverage, width). All take arrays, one element a forecast. Smaller is better, but for
coverage, which should be the level asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVELS: Floats = np.arange(1, 100) / 100
"""The levels of the 99 quantiles that every forecast is made of."""


def pinball(outcomes: Floats, quantiles: Floats, levels: Floats = LEVELS) -> Floats:
    """Return the pinball loss of each quantile; shape: forecasts x levels.

    Koenker and Bassett (1978), Regression quantiles, Econometrica 46(1).

    >>> pinball(np.array([10.0]), np.array([[8.0, 13.0]]), np.array([0.5, 0.9])).round(2).tolist()
    [[1.0, 0.3]]
    """
    above = np.asarray(outcomes, dtype=float)[:, None] - quantiles
    return np.asarray(np.maximum(levels * above, (levels - 1) * above))


def crps(outcomes: Floats, quantiles: Floats, levels: Floats = LEVELS) -> Floats:
    """Return the continuous ranked probability score of each forecast, in the outcome's unit.

    Twice the mean pinball loss over evenly spaced levels, which tends to the integral that defines
    it: Matheson and Winkler (1976), Management Science 22(10); Gneiting and Raftery (2007),
    Strictly proper scoring rules, Journal of the American Statistical Association 102(477).

    >>> crps(np.array([10.0]), np.full((1, 99), 7.0)).round(6).tolist()
    [3.0]
    """
    return np.asarray(2 * pinball(outcomes, quantiles, levels).mean(axis=1))


def covered(outcomes: Floats, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Return whether each outcome lay in its interval, ends included.

    >>> covered(np.array([3.0, 9.0]), np.array([3.0, 3.0]), np.array([8.0, 8.0])).tolist()
    [True, False]
    """
    inside: NDArray[np.bool_] = (outcomes >= low) & (outcomes <= high)
    return inside


def brier(happened: Floats, probabilities: Floats) -> Floats:
    """Return the squared error of each probability.

    Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather
    Review 78(1).

    >>> brier(np.array([1.0, 0.0]), np.array([0.75, 0.75])).tolist()
    [0.0625, 0.5625]
    """
    return np.asarray((np.asarray(probabilities) - np.asarray(happened, dtype=float)) ** 2)


def brier_skill(happened: Floats, probabilities: Floats, reference: Floats) -> float:
    """Return one less the ratio of two mean Brier scores: above zero beats the reference.

    Murphy (1973), A new vector partition of the probability score, Journal of Applied
    Meteorology 12(4). Not a number where the reference is without fault.

    >>> brier_skill(np.array([1.0, 0.0]), np.array([0.9, 0.1]), np.array([0.5, 0.5])).__round__(2)
    0.96
    """
    theirs = float(brier(happened, reference).mean())
    return (
        float("nan") if theirs == 0 else 1 - float(brier(happened, probabilities).mean()) / theirs
    )


def log_score(happened: Floats, probabilities: Floats) -> Floats:
    """Return minus the natural logarithm of the probability given to what happened.

    Good (1952), Rational decisions, Journal of the Royal Statistical Society B 14(1). It is
    infinite where that was held to be impossible, which is why published ones never are.

    >>> log_score(np.array([1.0]), np.array([0.5])).round(4).tolist()
    [0.6931]
    """
    given = np.where(np.asarray(happened, dtype=bool), probabilities, 1 - np.asarray(probabilities))
    with np.errstate(divide="ignore"):
        return np.asarray(-np.log(given))


def pit(outcomes: Floats, quantiles: Floats, levels: Floats = LEVELS) -> Floats:
    """Return the level at which each outcome lies in its forecast; even if calibrated.

    Dawid (1984), Statistical theory: the prequential approach, Journal of the Royal Statistical
    Society A 147(2). Beyond the outermost quantiles it is halfway to 0 or 1; among equal quantiles
    the middle of their levels.

    >>> pit(np.array([5.0, -1.0]), np.array([[0.0, 4.0, 6.0]] * 2), np.array([0.25, 0.5, 0.75])
    ...     ).tolist()
    [0.625, 0.125]
    """
    rows = zip(np.asarray(outcomes, dtype=float), np.asarray(quantiles, dtype=float), strict=True)
    return np.array([_level(value, row, levels) for value, row in rows])


def _level(value: float, quantiles: Floats, levels: Floats) -> float:
    first = int(np.searchsorted(quantiles, value, side="left"))
    last = int(np.searchsorted(quantiles, value, side="right"))
    padded = np.concatenate(([0.0], levels, [1.0]))
    if last > first:
        return float((levels[first] + levels[last - 1]) / 2)
    if first in {0, len(quantiles)}:
        return float((padded[first] + padded[first + 1]) / 2)
    share = (value - quantiles[first - 1]) / (quantiles[first] - quantiles[first - 1])
    return float(levels[first - 1] + share * (levels[first] - levels[first - 1]))


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Probabilities that were said alike, and how often what they spoke of happened.

    `low` and `high` bound the bin; `cases` counts the forecasts in it and `years` the seasons they
    are from, which is the number of independent ones.
    """

    low: float
    high: float
    cases: int
    years: int
    said: float
    happened: float


def reliability(
    happened: Floats, probabilities: Floats, years: NDArray[Any], *, bins: int = 10
) -> list[ReliabilityBin]:
    """Return the bins that hold any forecast, lowest first.

    Murphy and Winkler (1977), Reliability of subjective probability forecasts, Applied
    Statistics 26(1).

    >>> [one] = reliability(np.array([1.0, 0.0]), np.array([0.61, 0.69]), np.array([2024, 2025]))
    >>> one.cases, one.years, round(one.said, 2), one.happened
    (2, 2, 0.65, 0.5)
    """
    places = np.minimum((np.asarray(probabilities) * bins).astype(int), bins - 1)
    found = []
    for place in sorted(set(places.tolist())):
        inside = places == place
        found.append(
            ReliabilityBin(
                low=place / bins,
                high=(place + 1) / bins,
                cases=int(inside.sum()),
                years=len(set(np.asarray(years)[inside].tolist())),
                said=float(np.asarray(probabilities)[inside].mean()),
                happened=float(np.asarray(happened, dtype=float)[inside].mean()),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class DieboldMariano:
    """Whether one forecast was better than another: mean loss less mean loss, by season.

    `statistic` is below zero where the first was better, `p_value` two-sided; both are none with
    fewer than three seasons or without any difference.
    """

    difference: float
    statistic: float | None
    p_value: float | None
    years: int
    better_in: int


def compare(ours: Floats, theirs: Floats, years: Sequence[Any] | NDArray[Any]) -> DieboldMariano:
    """Return the Diebold-Mariano comparison of two rows of losses, a season being one case.

    Diebold and Mariano (1995), Journal of Business & Economic Statistics 13(3), with the
    small-sample correction and Student's t of Harvey, Leybourne and Newbold (1997), International
    Journal of Forecasting 13(2), at horizon one. Weeks of a season are far from independent, so
    the losses are first averaged within each.

    >>> found = compare(np.array([1.0, 1.0, 2.0]), np.array([2.0, 3.0, 2.5]), [2023, 2024, 2025])
    >>> round(found.difference, 3), found.better_in, round(found.statistic or 0, 3)
    (-1.167, 3, -2.646)
    """
    labels = np.asarray(years)
    gaps = np.asarray(ours) - np.asarray(theirs)
    means = np.array([gaps[labels == year].mean() for year in sorted(set(labels.tolist()))])
    count, spread = len(means), float(means.var(ddof=0)) if len(means) else 0.0
    statistic = p_value = None
    if count >= _LEAST_YEARS and spread > 0:
        plain = float(means.mean()) / np.sqrt(spread / count)
        statistic = float(plain * np.sqrt((count - 1) / count))
        p_value = two_sided(statistic, freedom=count - 1)
    return DieboldMariano(
        difference=float(means.mean()) if count else float("nan"),
        statistic=statistic,
        p_value=p_value,
        years=count,
        better_in=int((means < 0).sum()),
    )


_LEAST_YEARS = 3


def two_sided(statistic: float, *, freedom: int) -> float:
    """Return the two-sided p-value of a Student's t, by adding up its density.

    >>> round(two_sided(2.262, freedom=9), 3)  # the tables' 5 % point
    0.05
    """
    # t = tan(angle) * sqrt(freedom) makes the density cos(angle) ** (freedom - 1): no long tail.
    edge = float(np.arctan(abs(statistic) / np.sqrt(freedom)))
    tail, whole = (
        float(np.trapezoid(np.cos(grid := np.linspace(start, np.pi / 2, 20_001)) ** (freedom - 1),
                           grid))
        for start in (edge, 0.0)
    )  # fmt: skip
    return min(1.0, tail / whole)
