"""Two customs books of one trade: what the seller says left, what the buyer says arrived.

They differ for known reasons (United Nations, International Merchandise Trade Statistics: Concepts
and Definitions 2010, chapter on bilateral asymmetries): goods arrive a month or two after they
leave; the buyer's value includes freight and insurance (CIF), the seller's does not (FAS, FOB);
goods sold through a third place are the seller's exports there, and the buyer's imports from the
place of origin. So the ratio is compared with its own history, never with one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import exp, log
from statistics import median

from offtake.domain import Book, Period, month_holding
from offtake.errors import UnitMismatch
from offtake.pace.customs import CustomsBooks, Trade
from offtake.reference.baskets import basket

SPAN = 12
"""Months added up on either side: in the low months of a crop a few ships make the ratio."""
LAG_SPAN = 3
"""Months added up to find the lag: a whole year would hide it."""
LAGS = (0, 1, 2, 3)
USUAL_LAG = 1
_LEAST_MONTHS = 24
_WIDE = 3 * 1.4826
"""Three standard deviations, by the median absolute deviation of a normal spread."""

_NARROWEST = log(1.05)
"""A band is never narrower than 5 % to either side: books are not that exact."""


@dataclass(frozen=True, slots=True)
class MirrorMonth:
    """The year to `month` in the seller's book, and the year `lag` months later in the buyer's.

    `low` and `high` bound the ratios that were usual in earlier months, none while fewer than 24
    were held.
    """

    month: Period
    exports: int
    imports: int
    low: float | None
    high: float | None

    @property
    def ratio(self) -> Decimal:
        """Imports over exports."""
        return Decimal(self.imports) / self.exports

    @property
    def is_outside(self) -> bool:
        """Whether the ratio lies outside its historical band."""
        if self.low is None or self.high is None:
            return False
        return not self.low <= float(self.ratio) <= self.high


@dataclass(frozen=True, slots=True)
class CustomsMirror:
    """The ratio over time, with the lag in months at which it was steadiest."""

    lag: int
    unit_code: str
    months: tuple[MirrorMonth, ...]


def customs_mirror(
    exports: Mapping[Period, int], imports: Mapping[Period, int], *, unit_code: str
) -> CustomsMirror:
    """Return the buyer's book over the seller's, for every twelve months that both hold.

    Both map calendar months to one unit. The lag is the one of none to three months at which the
    ratio of three months moves least, or one month where fewer than 24 ratios are held.
    """
    ratios = {lag: _sums(exports, imports, lag, span=LAG_SPAN) for lag in LAGS}
    long = {lag: found for lag, found in ratios.items() if len(found) >= _LEAST_MONTHS}
    lag = min(long, key=lambda one: _spread(long[one]), default=USUAL_LAG)
    return CustomsMirror(
        lag, unit_code, tuple(_with_bands(_sums(exports, imports, lag, span=SPAN)))
    )


def mirror_of(
    books: CustomsBooks, *, product: str, seller: str, buyer: str, measure: str
) -> CustomsMirror:
    """Return the mirror of a product between two places; `measure` is `value` or `quantity`.

    Raises:
        UnitMismatch: The two books print the product in different units.
    """
    lines = basket(product).lines
    left, arrived = (
        books.book(Trade(book, f"{way}_{measure}", seller, buyer))
        for book, way in ((Book.CUSTOMS_EXPORTS, "export"), (Book.CUSTOMS_IMPORTS, "import"))
    )
    units = left.unit_codes(lines) | arrived.unit_codes(lines)
    if len(units) > 1:
        raise UnitMismatch(*sorted(units)[:2])
    unit_code = next(iter(units), "USD")
    return customs_mirror(left.by_month(lines), arrived.by_month(lines), unit_code=unit_code)


Sums = list[tuple[Period, int, int]]


def _sums(
    exports: Mapping[Period, int], imports: Mapping[Period, int], lag: int, *, span: int
) -> Sums:
    found: Sums = []
    for month in sorted(exports):
        here = [_shifted(month, -back) for back in range(span)]
        there = [_shifted(one, lag) for one in here]
        if not all(one in exports for one in here) or not all(one in imports for one in there):
            continue
        left = sum(exports[one] for one in here)
        arrived = sum(imports[one] for one in there)
        if left > 0 and arrived > 0:
            found.append((month, left, arrived))
    return found


def _with_bands(sums: Sums) -> list[MirrorMonth]:
    months = []
    for place, (month, left, arrived) in enumerate(sums):
        low, high = _band([_log_ratio(one) for one in sums[:place]])
        months.append(MirrorMonth(month, left, arrived, low, high))
    return months


def _band(logs: Sequence[float]) -> tuple[float | None, float | None]:
    if len(logs) < _LEAST_MONTHS:
        return None, None
    centre = median(logs)
    width = max(_NARROWEST, _WIDE * median(abs(one - centre) for one in logs))
    return exp(centre - width), exp(centre + width)


def _spread(sums: Sums) -> float:
    """Return the median absolute deviation of the ratio, in logs."""
    logs = [_log_ratio(one) for one in sums]
    centre = median(logs)
    return median(abs(one - centre) for one in logs)


def _log_ratio(one: tuple[Period, int, int]) -> float:
    return log(one[2] / one[1])


def _shifted(month: Period, months: int) -> Period:
    count = month.start.year * 12 + month.start.month - 1 + months
    return month_holding(date(count // 12, count % 12 + 1, 1))
