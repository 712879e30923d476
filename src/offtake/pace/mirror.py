"""Two books of one trade side by side: inspections against shipments by exporters' reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from offtake.domain import Book, Period
from offtake.pace.counting import Counter
from offtake.pace.ledger import Step
from offtake.reference.codes import WORLD
from offtake.reference.crops import marketing_year


@dataclass(frozen=True, slots=True)
class MirrorYear:
    """One marketing year in both books, over the weeks that both hold; tonnes.

    `ratio` is inspections over shipments. `weeks` says how many weeks were compared; weeks that
    straddle two years are left to neither.
    """

    year: Period
    weeks: int
    inspections: Decimal
    shipments: Decimal

    @property
    def ratio(self) -> Decimal:
        """Inspections over shipments."""
        return self.inspections / self.shipments


def mirror(counter: Counter, product: str, partner: str = WORLD) -> list[MirrorYear]:
    """Return inspections and shipments by marketing year, for weeks held whole in both books."""
    inspected = _whole_weeks(counter.steps(Book.INSPECTIONS, product, partner))
    shipped = _whole_weeks(counter.steps(Book.SHIPMENTS, product, partner))
    years: dict[Period, list[tuple[int, int]]] = {}
    for week in sorted(inspected.keys() & shipped.keys()):
        year = marketing_year(product, week)
        years.setdefault(year, []).append((inspected[week], shipped[week]))
    return [
        MirrorYear(
            year=year,
            weeks=len(pairs),
            inspections=Decimal(sum(pair[0] for pair in pairs)),
            shipments=Decimal(sum(pair[1] for pair in pairs)),
        )
        for year, pairs in years.items()
        if sum(pair[1] for pair in pairs)
    ]


def _whole_weeks(steps: Sequence[Step]) -> dict[date, int]:
    return {
        step.start: step.change
        for step in steps
        if step.change is not None and step.days == 7  # noqa: PLR2004 - a whole week
    }
