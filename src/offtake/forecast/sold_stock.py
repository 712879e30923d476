"""What became of the sold stock: which share of it sailed, was cancelled, or rolled over.

A week's row says what sailed, what stands, and by how much sales were reduced. It does not say
which sale a cargo belonged to. So every tonne that stands sold is taken to be as likely as another
to be the next that sails or is cancelled, and new sales mix with the old. What is left when the
marketing year ends rolls into the next. Reductions are gross less net sales where gross sales are
held; elsewhere only weeks whose net sales are below zero show them, and the share is a least one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from offtake.domain import Book
from offtake.forecast.answers import Refusal
from offtake.forecast.seasons import shifted
from offtake.pace import Figures
from offtake.pace.figures import Row
from offtake.reference.crops import marketing_year
from offtake.store import SeriesFilter

LEAST_SEASONS = 3
LONGEST_GAP = timedelta(days=35)
GROSS = "gross_new_sales"
_STOCKS = ("accumulated_exports", "outstanding_sales")
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SeasonShares:
    """What became of the stock of one season's day by the end of that marketing year.

    The three shares add up to one. `is_least` is true where reductions are seen only in part.
    """

    ends: date
    stock: int
    shipped: float
    reduced: float
    rolled: float
    is_least: bool


@dataclass(frozen=True, slots=True)
class SoldStock:
    """The stock sold and not shipped of one product and destination, and what such stocks became.

    `stock` stood on `on`, in tonnes; `seasons` tell of the same day of earlier marketing years,
    newest first, those in which anything stood.
    """

    product: str
    partner: str
    on: date
    stock: int
    unit_code: str
    seasons: tuple[SeasonShares, ...]

    def mean(self, name: str) -> float:
        """Return the mean of a share over the seasons: `shipped`, `reduced` or `rolled`."""
        return float(np.mean(self._of(name)))

    def spread(self, name: str) -> tuple[float, float]:
        """Return the 10 and 90 % points of a share over the seasons."""
        low, high = np.quantile(self._of(name), (0.1, 0.9))
        return float(low), float(high)

    def _of(self, name: str) -> list[float]:
        return [getattr(one, name) for one in self.seasons]


def sold_stock_wanted(products: Sequence[str], partners: Sequence[str]) -> SeriesFilter:
    """Return the series that shares of the sold stock are worked out from."""
    return SeriesFilter(
        measures=frozenset((*_STOCKS, GROSS)),
        products=frozenset(products),
        partners=frozenset(partners),
    )


def sold_stock(figures: Figures, *, product: str, partner: str) -> SoldStock | Refusal:
    """Return the newest stock of a product and destination, and what became of earlier ones.

    A season counts where it is held from the same day to its end without a gap of five weeks.
    A `Refusal` says why nothing can be said: fewer than three seasons do.
    """
    rows = [
        row for row in figures.rows(Book.EXPORT_SALES, product, partner)
        if all(row.value(measure) is not None for measure in _STOCKS)
    ]  # fmt: skip
    if not rows:
        return Refusal(f"no sales of {product} to {partner} are held")
    last = rows[-1].period.last_day
    found = []
    for years in range(1, last.year - rows[0].period.start.year + 1):
        one = _season(rows, product, shifted(last, years))
        if one is not None:
            found.append(one)
    if len(found) < LEAST_SEASONS:
        return Refusal(
            f"too little history: what became of the stock of {product} sold to {partner} is held "
            f"from this day to the end of {len(found)} marketing years, and {LEAST_SEASONS} are "
            f"needed"
        )
    return SoldStock(
        product=product,
        partner=partner,
        on=last,
        stock=rows[-1].value("outstanding_sales") or 0,
        unit_code=rows[-1].figures["outstanding_sales"].key.unit_code,
        seasons=tuple(found),
    )


def _season(rows: Sequence[Row], product: str, day: date) -> SeasonShares | None:
    """Return what became of the stock of a day, or none where it is not held to the year's end."""
    year = marketing_year(product, day)
    inside = [row for row in rows if year.start <= row.period.start < year.end]
    before = [row for row in inside if row.period.last_day <= day]
    if not before or day - before[-1].period.last_day >= _A_WEEK:
        return None
    later = [before[-1], *(row for row in inside if row.period.last_day > day)]
    gaps = [b.period.end - a.period.end for a, b in pairwise(later)]
    stock = later[0].value("outstanding_sales") or 0
    if year.end - later[-1].period.end > _A_WEEK or max(gaps, default=_A_WEEK) > LONGEST_GAP:
        return None
    if stock <= 0:
        return None
    left, shipped, reduced = 1.0, 0.0, 0.0
    for earlier, row in pairwise(later):
        sailed, cut, pool = _week(earlier, row)
        if pool <= 0:
            continue
        out = min(1.0, max(0.0, sailed / pool))
        gone = min(1.0 - out, cut / pool)
        shipped, reduced = shipped + left * out, reduced + left * gone
        left *= 1.0 - out - gone
    return SeasonShares(
        ends=year.last_day,
        stock=stock,
        shipped=shipped,
        reduced=reduced,
        rolled=left,
        is_least=any(row.value(GROSS) is None for row in later[1:]),
    )


def _week(before: Row, row: Row) -> tuple[int, int, int]:
    """Return what sailed, what was reduced, and the stock with its new sales, in one row."""
    sailed = (row.value(_STOCKS[0]) or 0) - (before.value(_STOCKS[0]) or 0)
    stood = before.value(_STOCKS[1]) or 0
    net = (row.value(_STOCKS[1]) or 0) - stood + sailed
    printed = row.value(GROSS)
    gross = max(0, net) if printed is None else max(printed, net, 0)
    return sailed, gross - net, stood + gross
