"""A count as it builds up: the steps of a window, added day by day."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from offtake.domain import Contribution
from offtake.pace.ledger import Step

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Piece:
    """A step as it counts in a window: the share of its days inside, times a stated weight."""

    step: Step
    start: date
    end: date
    change: int
    weight: Fraction

    @property
    def counted(self) -> Fraction:
        """What the piece adds to the count."""
        return self.change * self.weight

    def until(self, end: date) -> "Piece":
        """Return the part of the piece before `end`."""
        share = Fraction((end - self.start).days, (self.end - self.start).days)
        return Piece(self.step, self.start, end, self.change, self.weight * share)


class Path:
    """The running count of a reading, from its window's first day on.

    Several lists of steps (sales to the buyer, a level of sales to unknown destinations) may build
    one count; a level's steps change it up and down. Whole steps are added as whole numbers, so
    only those at an edge or with a weight cost fractions.
    """

    def __init__(self, steps: Iterable[tuple[Step, Fraction]], *, start: date) -> None:
        self.start = start
        pieces = (_piece(step, weight, start) for step, weight in steps)
        self._pieces = sorted(
            (piece for piece in pieces if piece is not None), key=lambda piece: piece.end
        )
        self._ends = [piece.end for piece in self._pieces]
        whole = (0 if piece.weight is not ONE else piece.change for piece in self._pieces)
        self._sums = list(accumulate(whole, initial=0))
        weighted = [
            (number, piece.counted)
            for number, piece in enumerate(self._pieces)
            if piece.weight is not ONE
        ]
        self._weighted = [number for number, _ in weighted]
        self._weighted_sums = list(accumulate((one for _, one in weighted), initial=Fraction(0)))
        self._longest = max(((p.end - p.start).days for p in self._pieces), default=0)

    def at(self, until: date) -> Fraction:
        """Return the count through the last instant of a day."""
        end = until + timedelta(days=1)
        whole = bisect_right(self._ends, end)
        total = self._weighted_sums[bisect_left(self._weighted, whole)] + self._sums[whole]
        return total + sum((piece.counted for piece in self._open(whole, end)), Fraction(0))

    def pieces(self, until: date) -> list[Piece]:
        """Return the pieces that make up `at(until)`."""
        end = until + timedelta(days=1)
        whole = bisect_right(self._ends, end)
        return [*self._pieces[:whole], *self._open(whole, end)]

    def first_day_reaching(self, target: Fraction, week_ends: Sequence[date]) -> date | None:
        """Return the first week end at which the count stood at the target or above."""
        return next((day for day in week_ends if self.at(day) >= target), None)

    def _open(self, whole: int, end: date) -> Iterable[Piece]:
        """Yield the parts before `end` of the pieces that run across it."""
        for number in range(whole, len(self._pieces)):
            piece = self._pieces[number]
            if (piece.end - end).days > self._longest:
                return
            if piece.start < end:
                yield piece.until(end)


def _piece(step: Step, weight: Fraction, start: date) -> Piece | None:
    if step.change is None or (step.end <= start and step.days):
        return None
    if step.start >= start or not step.days:
        return Piece(step, step.start, step.end, step.change, weight)
    share = Fraction((step.end - start).days, step.days) * weight
    return Piece(step, start, step.end, step.change, share)


def contribution(piece: Piece) -> Contribution:
    """Return a piece as the public record of one observation's part in a count."""
    step = piece.step
    observation = step.observation
    return Contribution(
        series=str(observation.key),
        period=observation.period,
        value=Decimal(step.change or 0),
        weight=decimal(piece.weight),
        counted=decimal(piece.counted),
        vintage=observation.vintage,
        snapshot=observation.snapshot,
        locator=observation.locator,
        note=step.note,
    )


def decimal(value: Fraction) -> Decimal:
    """Return a fraction as a decimal of 28 digits."""
    if value.denominator == 1:
        return Decimal(value.numerator)
    return Decimal(value.numerator) / Decimal(value.denominator)
