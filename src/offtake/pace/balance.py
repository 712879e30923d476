"""The balance of goods between two places, year by year: tracked, not pledged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from offtake.domain import Frequency, Observation

BALANCE_MEASURES = frozenset({"balance_exports", "balance_imports", "trade_balance"})
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class BalanceYear:
    """One calendar year of trade in goods, in US dollars, over the months held.

    `balance` is exports less imports, so a deficit is below zero. `same_months_before` is the
    balance of the same months a year earlier, none where they are not all held. `newest_known_on`
    is the day by which the last of its figures was known.
    """

    year: int
    months: int
    exports: Decimal
    imports: Decimal
    balance: Decimal
    same_months_before: Decimal | None
    newest_known_on: date

    @property
    def is_whole(self) -> bool:
        """Whether every month of the year is held."""
        return self.months == _MONTHS


def balance_years(observations: Iterable[Observation]) -> list[BalanceYear]:
    """Return the years of a balance, oldest first, of the months that hold all three figures."""
    months: dict[date, dict[str, Observation]] = {}
    for one in observations:
        if one.period.frequency is Frequency.MONTHLY and one.value is not None:
            months.setdefault(one.period.start, {})[one.key.measure] = one
    whole = {day: found for day, found in months.items() if found.keys() >= BALANCE_MEASURES}
    years = sorted({day.year for day in whole})
    return [_year(year, whole) for year in years]


def _year(year: int, months: dict[date, dict[str, Observation]]) -> BalanceYear:
    held = {day: found for day, found in months.items() if day.year == year}
    before = [months.get(day.replace(year=year - 1)) for day in held]
    known = [found for found in before if found is not None]
    return BalanceYear(
        year=year,
        months=len(held),
        exports=_sum(held.values(), "balance_exports"),
        imports=_sum(held.values(), "balance_imports"),
        balance=_sum(held.values(), "trade_balance"),
        same_months_before=_sum(known, "trade_balance") if len(known) == len(before) else None,
        newest_known_on=max(
            one.vintage.known_at.date() for found in held.values() for one in found.values()
        ),
    )


def _sum(months: Iterable[dict[str, Observation]], measure: str) -> Decimal:
    return sum((found[measure].value or Decimal(0) for found in months), Decimal(0))
