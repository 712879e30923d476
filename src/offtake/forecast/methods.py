"""The methods by name: the model, and the plain references it is held against."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offtake.errors import MethodUnknown
from offtake.forecast.conformal import Spread, quantiles
from offtake.forecast.engine import (
    FEATURES,
    STANDSTILL,
    Expectations,
    Recipe,
    averaged,
    expectations,
    weighted,
)
from offtake.forecast.scores import LEVELS
from offtake.forecast.seasons import Question, Seasons

Floats = NDArray[np.float64]

CAPACITY = 1.15
"""What is left can be no more than this many times the fastest four weeks kept up to the end."""

LEAST_SEASONS = 3
"""Earlier seasons of its own, with what was left known, that a series needs to be forecast."""


_SPREAD = Spread(shape=16.0, reach=3.0, doubts=True)
_TOLD = Spread(shape=16.0)


@dataclass(frozen=True, slots=True)
class Member:
    """A recipe with its weight in the average."""

    recipe: Recipe
    weight: float


@dataclass(frozen=True, slots=True)
class Method:
    """A way to forecast, named for good: a change that moves a number takes a new id.

    `outlook_weight` is the share of another's forecast in the average, where there is one. With a
    `spread` the members' expectations are averaged and the errors are those this average made;
    without one each member has its own errors, and their quantiles are averaged. `told` is the
    spread where another's forecast is in the average. A method that `agrees` answers readings of a
    pledge so that none contradicts another (see `Forecaster.quantiles`).
    """

    id: str
    title: str
    members: tuple[Member, ...]
    outlook_weight: float = 0.0
    spread: Spread | None = None
    told: Spread | None = None
    agrees: bool = False


_SOLD = Recipe(("sold", STANDSTILL))
_NAIVE = Recipe(features=(), base="last_left")

MODEL = Method(
    id="season-pace-3",
    title="pooled season pace with outstanding sales, averaged with last year's and WASDE",
    members=(
        Member(Recipe(FEATURES), 0.4),
        Member(_SOLD, 0.4),
        Member(_NAIVE, 0.2),
    ),
    outlook_weight=0.5,
    spread=_SPREAD,
    told=_TOLD,
    agrees=True,
)
OWN = Method("season-pace-own-3", "the same without WASDE", MODEL.members, spread=_SPREAD,
             agrees=True)  # fmt: skip
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
    id="plain-average-3",
    title="the average of last year's, the five-year mean and the season pace",
    members=(
        Member(_NAIVE, 1 / 3),
        Member(Recipe(()), 1 / 3),
        Member(Recipe(FEATURES), 1 / 6),
        Member(_SOLD, 1 / 6),
    ),
    spread=_SPREAD,
    agrees=True,
)

BLIND = Method(
    id="pace-without-sales-1",
    title="the average of last year's and the season pace, where no sales are held",
    members=(Member(_NAIVE, 0.5), Member(Recipe(FEATURES), 0.5)),
)

TRIED: dict[str, Method] = {
    one.id: one for one in (MODEL, OWN, NAIVE, MEAN, SHARE, LINE, WASDE, AVERAGE)
}
"""The methods that the back-test tries on its targets, whose sales are all held."""

METHODS: dict[str, Method] = TRIED | {BLIND.id: BLIND}
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


class Workings:
    """One question with its table, and what each member says of it, worked out once.

    `table` holds the `asked` series asked about first, then those they learn from. `told` is the
    one series asked about beside another forecaster's figures, and the other's own record, where
    there is one. `at` are the columns of `offsets` that are asked about.
    """

    def __init__(
        self,
        question: Question,
        table: Sequence[Seasons],
        *,
        told: tuple[Seasons, Seasons] | None,
        offsets: Floats,
        at: NDArray[np.int64],
        asked: int = 1,
    ) -> None:
        self.asked = asked
        self.question, self.table, self.told = question, table, told
        self.offsets, self.at = offsets, at
        self._expected: dict[Recipe, Expectations] = {}
        self._single: dict[Recipe, tuple[Floats, Floats]] = {}

    @property
    def done(self) -> float:
        """What the window asked about had counted at the first origin asked about."""
        return float(self.table[0].done[0, self.at[0]])

    def left(self, chosen: Method) -> tuple[Floats, Floats]:
        """Return a method's quantiles of what is left, and the own seasons behind them.

        Shapes: series asked x seasons x origins x levels, and the same without levels. Not a number
        where the method has nothing to go by.
        """
        found, seen = self._joint(chosen) if chosen.spread else self._apart(chosen)
        for row, own in zip(found, self.table, strict=False):
            _bound(row, self.question, own, self.at)
        return found, seen

    def _joint(self, chosen: Method) -> tuple[Floats, Floats]:
        """Return quantiles by the errors that the average of all members made."""
        expected = averaged([(one.weight, self._member(one.recipe)) for one in chosen.members])
        spread = chosen.spread
        if self.told is not None and chosen.told is not None:
            expected = beside(expected, self._member(_OUTLOOK), chosen.outlook_weight)
            spread = chosen.told
        return self._quantiles(expected, spread or Spread())

    def _apart(self, chosen: Method) -> tuple[Floats, Floats]:
        """Return the average of the quantiles that each member has by its own errors."""
        share = chosen.outlook_weight if self.told is not None else 0.0
        shares = [((1 - share) * one.weight, one.recipe) for one in chosen.members]
        if share:
            shares.append((share, _OUTLOOK))
        if not shares:
            shape = (self.asked, len(self.table[0].total), len(self.at))
            return np.full((*shape, len(LEVELS)), np.nan), np.zeros(shape)
        parts = [(weight, *self._alone(recipe)) for weight, recipe in shares]
        mixed = weighted([(weight, found) for weight, found, _ in parts])
        return mixed, np.max([seen for _, _, seen in parts], axis=0)

    def _alone(self, recipe: Recipe) -> tuple[Floats, Floats]:
        if recipe not in self._single:
            self._single[recipe] = self._quantiles(self._member(recipe), Spread())
        return self._single[recipe]

    def _quantiles(self, expected: Expectations, spread: Spread) -> tuple[Floats, Floats]:
        count = len(self.table[0].total)
        found, seen = quantiles(expected, self.offsets, spread, at=self.at, asked=self.asked)
        return found[:, :count], seen[:, :count]

    def _member(self, recipe: Recipe) -> Expectations:
        if recipe not in self._expected:
            table = self.told if recipe is _OUTLOOK and self.told else self.table
            self._expected[recipe] = expectations(table, self.offsets, recipe)
        return self._expected[recipe]


def beside(own: Expectations, told: Expectations, weight: float) -> Expectations:
    """Return expectations whose first series is averaged with what another forecaster said of it.

    Its errors are those that the average made. The other's own record goes back further, but its
    bias of those years did not last: to lean on it made the average worse.
    """
    seasons = own.left.shape[1]
    left, errors = own.left.copy(), own.errors.copy()
    for mine, theirs in ((left, told.left), (errors, told.errors)):
        mine[0] = weighted([(1 - weight, mine[0]), (weight, theirs[0, :seasons])])
    return replace(own, left=left, errors=errors)


def _bound(mixed: Floats, question: Question, own: Seasons, at: NDArray[np.int64]) -> None:
    """Bring quantiles within what can happen: no unshipping, no faster than ever loaded."""
    low = np.zeros((*mixed.shape[:-1], 1))
    if question.can_fall:
        standing = np.nan_to_num(own.sold[:, at])
        if not question.is_level:
            standing = standing + np.nan_to_num(own.ahead[:, at])
        low = -standing[..., None]
    room = np.inf if question.is_level else CAPACITY * own.room[:, at][..., None]
    np.clip(mixed, low, np.fmax(room, low), out=mixed)
