"""The methods by name: the model, and the plain references it is held against."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offtake.errors import MethodUnknown
from offtake.forecast.conformal import Spread, quantiles
from offtake.forecast.engine import FEATURES, Recipe, expectations
from offtake.forecast.scores import LEVELS
from offtake.forecast.seasons import Question, Seasons

Floats = NDArray[np.float64]

CAPACITY = 1.15
"""What is left can be no more than this many times the fastest four weeks kept up to the end."""

LEAST_SEASONS = 3
"""Earlier seasons of its own, with what was left known, that a series needs to be forecast."""


@dataclass(frozen=True, slots=True)
class Member:
    """A recipe with its weight in the average of quantiles."""

    recipe: Recipe
    weight: float


@dataclass(frozen=True, slots=True)
class Method:
    """A way to forecast, named for good: a change that moves a number takes a new id.

    `outlook_weight` is the share of another's forecast in the average, where there is one.
    """

    id: str
    title: str
    members: tuple[Member, ...]
    outlook_weight: float = 0.0


_NAIVE = Recipe(features=(), base="last_left")

MODEL = Method(
    id="season-pace-1",
    title="pooled season pace with outstanding sales, averaged with last year's and WASDE",
    members=(
        Member(Recipe(FEATURES), 0.4),
        Member(Recipe(("sold",)), 0.4),
        Member(_NAIVE, 0.2),
    ),
    outlook_weight=0.5,
)
OWN = Method(id="season-pace-own-1", title="the same without WASDE", members=MODEL.members)
NAIVE = Method("seasonal-naive-1", "what was left last year", (Member(_NAIVE, 1.0),))
MEAN = Method("five-year-mean-1", "the mean of what was left in five years",
              (Member(Recipe(()), 1.0),))  # fmt: skip
SHARE = Method("five-year-share-1", "what counted, divided by the five-year share of the season",
               (Member(Recipe((), base="share"), 1.0),))  # fmt: skip
LINE = Method("straight-line-1", "what counted, continued in a straight line",
              (Member(Recipe((), base="line"), 1.0),))  # fmt: skip
WASDE = Method("wasde-1", "the WASDE figure of the day with its errors of earlier years", (),
               outlook_weight=1.0)  # fmt: skip
AVERAGE = Method(
    id="plain-average-1",
    title="the average of last year's, the five-year mean and the season pace",
    members=(
        Member(_NAIVE, 1 / 3),
        Member(Recipe(()), 1 / 3),
        Member(Recipe(FEATURES), 1 / 6),
        Member(Recipe(("sold",)), 1 / 6),
    ),
)

METHODS: dict[str, Method] = {
    one.id: one for one in (MODEL, OWN, NAIVE, MEAN, SHARE, LINE, WASDE, AVERAGE)
}
REFERENCES = (NAIVE, MEAN, SHARE, LINE, WASDE)


def method(method_id: str) -> Method:
    """Return a method by its id.

    Raises:
        MethodUnknown: No method has this id.

    >>> method("seasonal-naive-1").title
    'what was left last year'
    """
    try:
        return METHODS[method_id]
    except KeyError:
        raise MethodUnknown(method_id, tuple(METHODS)) from None


_OUTLOOK = Recipe((), base="outlook")


def left(
    chosen: Method,
    *,
    question: Question,
    table: Sequence[Seasons],
    told: tuple[Seasons, Seasons] | None,
    offsets: Floats,
    at: NDArray[np.int64],
) -> tuple[Floats, Floats]:
    """Return the quantiles of what is left of the first series of a table, and the seasons behind.

    `told` is that series beside another forecaster's figures, and the other's own record, where
    there is one. `at` are columns of `offsets`. Shapes: seasons x origins x levels, and seasons x
    origins. Not a number where the method has nothing to go by.
    """
    own = table[0]
    count = len(own.total)
    share = chosen.outlook_weight if told is not None else 0.0
    parts: list[tuple[float, Floats]] = []
    seen = np.zeros((count, len(at)))
    for member in chosen.members:
        found, cases = _member(table, offsets, at, member.recipe)
        parts.append(((1 - share) * member.weight, found))
        seen = np.fmax(seen, cases)
    if told is not None and share:
        found, cases = _member(told, offsets, at, _OUTLOOK)
        parts.append((share, found[:count]))
        seen = np.fmax(seen, cases[:count])
    if not parts:
        return np.full((*seen.shape, len(LEVELS)), np.nan), seen
    return _bounded(_average(parts), question, own, at), seen


def _member(
    table: Sequence[Seasons], offsets: Floats, at: NDArray[np.int64], recipe: Recipe
) -> tuple[Floats, Floats]:
    """Return one member's quantiles for the first series, and how many own seasons are behind."""
    found, cases = quantiles(expectations(table, offsets, recipe), offsets, Spread(), at)
    return found[0], cases[0]


def _average(parts: Sequence[tuple[float, Floats]]) -> Floats:
    """Return the weighted mean of quantiles; a member that has none leaves its weight to the rest.

    Vincent (1912), The functions of the vibrissae in the behavior of the white rat, averaged
    quantiles so; Lichtendahl, Grushka-Cockayne and Winkler (2013), Management Science 59(7), show
    why it is sharper than averaging probabilities.
    """
    weights = np.stack([np.where(np.isnan(found), 0.0, weight) for weight, found in parts])
    values = np.stack([np.nan_to_num(found) for _, found in parts])
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((weights * values).sum(axis=0) / weights.sum(axis=0))


def _bounded(mixed: Floats, question: Question, own: Seasons, at: NDArray[np.int64]) -> Floats:
    """Return quantiles within what can happen: no unshipping, no faster than ever loaded."""
    low = np.zeros((*mixed.shape[:-1], 1))
    if question.can_fall:
        standing = np.nan_to_num(own.sold[:, at])
        if not question.is_level:
            standing = standing + np.nan_to_num(own.ahead[:, at])
        low = -standing[..., None]
    room = np.inf if question.is_level else CAPACITY * own.room[:, at][..., None]
    return np.asarray(np.clip(mixed, low, np.fmax(room, low)))
