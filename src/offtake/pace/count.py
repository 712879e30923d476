"""A reading's path through its book, and the tally that can be read off it on any day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from offtake.domain import Frequency, Period, Tally, week_holding
from offtake.pace.path import ONE, Path, Piece, contribution, decimal


@dataclass(frozen=True, slots=True)
class Count:
    """A reading's path through its book.

    `period_ends` are the last days of the weeks or months published since the window began and
    `last_day` the last of them. `lacks` says what is needed where there is no path; `caveats` what
    the path leaves out, and `is_complete` is false where that may be a part of what should count.
    `bound` is then the path of an upper bound for it, or none where nothing bounds it.
    """

    path: Path | None
    unit_code: str
    period_ends: tuple[date, ...]
    last_day: date | None
    is_complete: bool
    caveats: tuple[str, ...]
    lacks: str
    bound: Path | None = None

    @classmethod
    def lacking(cls, lacks: str, *, unit_code: str) -> "Count":
        """Return the count of a book that is not held."""
        return cls(None, unit_code, (), None, is_complete=False, caveats=(), lacks=lacks)

    def tally(self, until: date) -> Tally:
        """Return what had counted by the end of a day, with the evidence.

        A day after the last published period is answered as of that period. Before any period of
        the window is published there is no figure, not a zero.
        """
        day = until if self.last_day is None else min(until, self.last_day)
        if self.path is None or day < self.path.start:
            return Tally(
                until=day,
                counted=None,
                unit_code=self.unit_code,
                latest_period=None,
                prorated=Decimal(0),
                contributions=(),
                is_complete=False,
                caveats=self.caveats,
                lacks=self.lacks,
            )
        pieces = self.path.pieces(day)
        edges = sum((piece.counted for piece in pieces if piece.weight != ONE), Fraction(0))
        return Tally(
            until=day,
            counted=decimal(self.path.at(day)),
            unit_code=self.unit_code,
            latest_period=_latest(pieces, day),
            prorated=decimal(edges),
            contributions=tuple(contribution(piece) for piece in pieces),
            is_complete=self.is_complete,
            caveats=self.caveats,
            lacks="",
            left_out_at_most=None if self.bound is None else self.left_out_at_most(day),
        )

    def left_out_at_most(self, day: date) -> Decimal:
        """Return an upper bound for what the count leaves out by the end of a day."""
        return decimal(max(Fraction(0), Fraction(0) if self.bound is None else self.bound.at(day)))


def _latest(pieces: list[Piece], day: date) -> Period:
    """Return the newest week, month or year that was used; the week of the day where all are."""
    periods = [
        piece.step.observation.period
        for piece in pieces
        if piece.step.observation.period.frequency is not Frequency.WEEKLY
    ]
    return max(periods, key=lambda period: period.end, default=week_holding(day))
