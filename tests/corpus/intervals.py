"""95% intervals by drawing whole documents again, since errors of one document go together."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

DRAWS = 1000
SEED = 20251124

Unit = TypeVar("Unit")
Statistic = Callable[[Sequence[Unit]], float | None]
Counts = Counter[str]
"""What one document adds to the counts of a measure."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with its 95% interval and how many cases it rests on."""

    value: float
    low: float
    high: float
    cases: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def measured(units: Sequence[Unit], *, of: Statistic[Unit], cases: int) -> Measured:
    """Return a statistic of the units, with the interval that drawing them again gives.

    A draw in which the statistic has no case is left out; where no draw has one, nothing is a
    number.
    """
    random = Random(SEED)  # noqa: S311 - a bootstrap needs repetition, not secrecy
    drawn = (of(random.choices(units, k=len(units))) for _ in range(DRAWS if units else 0))
    values = sorted(one for one in drawn if one is not None)
    value = of(units)
    if value is None or not values:
        return Measured(float("nan"), float("nan"), float("nan"), cases)
    low, high = values[int(0.025 * len(values))], values[int(0.975 * (len(values) - 1))]
    return Measured(value, low, high, cases)


def share(documents: Sequence[Counts], *, hits: str, cases: str) -> Measured:
    """Return what share of the cases of all documents are hits.

    >>> share([Counter(right=1, asked=2), Counter(right=2, asked=2)], hits="right", cases="asked")
    Measured(value=0.75, low=0.5, high=1.0, cases=4)
    """

    def statistic(units: Sequence[Counts]) -> float | None:
        counted = sum(one[cases] for one in units)
        return sum(one[hits] for one in units) / counted if counted else None

    return measured(documents, of=statistic, cases=sum(one[cases] for one in documents))


def f_score(documents: Sequence[Counts], *, hits: str, found: str, wanted: str) -> Measured:
    """Return F1: twice the hits by all that was found and all that was wanted.

    >>> f_score([Counter(hit=1, found=1, gold=3)], hits="hit", found="found", wanted="gold").value
    0.5
    """

    def statistic(units: Sequence[Counts]) -> float | None:
        counted = sum(one[found] + one[wanted] for one in units)
        return 2 * sum(one[hits] for one in units) / counted if counted else None

    return measured(documents, of=statistic, cases=sum(one[wanted] for one in documents))
