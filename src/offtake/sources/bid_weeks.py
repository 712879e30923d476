"""Weeks of bids: what a bushel fetched on the mean of the days that have a report.

A day's price is the middle of its range of bids, and so is its basis. Price less basis is what the
futures stood at, so the three of a week keep that identity to the last place printed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from offtake.domain import Period, week_holding

PRICE, BASIS, FUTURES = "weekly_bid_price", "weekly_bid_basis", "weekly_implied_futures"
WEEKLY = (PRICE, BASIS, FUTURES)
DAILY = ("bid_price_min", "bid_price_max", "bid_basis_min", "bid_basis_max")
"""The daily measures a week is made of, for what is delivered now."""
_PLACE = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class BidDay:
    """One day's bids for what is delivered now: the middle of price and basis, dollars a bushel."""

    day: date
    price: Decimal
    basis: Decimal


@dataclass(frozen=True, slots=True)
class BidWeek:
    """A reporting week's means, in dollars a bushel, over so many days with a report."""

    week: Period
    days: int
    price: Decimal
    basis: Decimal

    @property
    def futures(self) -> Decimal:
        """What the futures stood at: price less basis."""
        return self.price - self.basis


def bid_weeks(days: Iterable[BidDay]) -> list[BidWeek]:
    """Return the weeks that have a day, oldest first, each the plain mean of its days.

    >>> monday, tuesday = date(2026, 8, 10), date(2026, 8, 11)
    >>> (week,) = bid_weeks([BidDay(monday, Decimal("12.50"), Decimal("0.95")),
    ...                      BidDay(tuesday, Decimal("12.55"), Decimal("0.98"))])
    >>> week.price, week.basis, week.futures, week.days
    (Decimal('12.5250'), Decimal('0.9650'), Decimal('11.5600'), 2)
    """
    weeks: dict[Period, list[BidDay]] = defaultdict(list)
    for one in days:
        weeks[week_holding(one.day)].append(one)
    return [
        BidWeek(
            week=week,
            days=len(those),
            price=_mean([one.price for one in those]),
            basis=_mean([one.basis for one in those]),
        )
        for week, those in sorted(weeks.items())
    ]


def _mean(values: list[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(_PLACE, rounding=ROUND_HALF_UP)
