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
        self._members: dict[Recipe, tuple[Floats, Floats]] = {}

    def left(self, chosen: Method) -> tuple[Floats, Floats]:
        """Return a method's quantiles of what is left, and the own seasons behind them.

        Shapes: series asked x seasons x origins x levels, and the same without levels. Not a number
        where the method has nothing to go by.
        """
        shape = (self.asked, len(self.table[0].total), len(self.at))
        share = chosen.outlook_weight if self.told is not None else 0.0
        shares = [(member.recipe, (1 - share) * member.weight) for member in chosen.members]
        if share:
            shares.append((_OUTLOOK, share))
        parts = [(self._member(recipe), weight) for recipe, weight in shares]
        if not parts:
            return np.full((*shape, len(LEVELS)), np.nan), np.zeros(shape)
        seen = np.max([cases for (_, cases), _ in parts], axis=0)
        mixed = _average([(weight, found) for (found, _), weight in parts])
        for row, own in zip(mixed, self.table, strict=False):
            _bound(row, self.question, own, self.at)
        return mixed, seen

    def _member(self, recipe: Recipe) -> tuple[Floats, Floats]:
        if recipe not in self._members:
            table = self.told if recipe is _OUTLOOK and self.told else self.table
            expected = expectations(table, self.offsets, recipe)
            found, cases = quantiles(expected, self.offsets, Spread(), at=self.at, asked=self.asked)
            count = len(self.table[0].total)
            self._members[recipe] = found[:, :count], cases[:, :count]
        return self._members[recipe]


def _average(parts: Sequence[tuple[float, Floats]]) -> Floats:
    """Return the weighted mean of quantiles; a member that has none leaves its weight to the rest.

    Vincent (1912), The functions of the vibrissae in the behavior of the white rat, averaged
    quantiles so; Lichtendahl, Grushka-Cockayne and Winkler (2013), Management Science 59(7), show
    why it is sharper than averaging probabilities.
    """
    total = np.zeros_like(parts[0][1])
    mass = np.zeros(total.shape[:-1])
    for weight, found in parts:
        held = ~np.isnan(found[..., 0])
        total += weight * np.nan_to_num(found)
        mass += weight * held
    with np.errstate(invalid="ignore", divide="ignore"):
        return total / mass[..., None]


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
