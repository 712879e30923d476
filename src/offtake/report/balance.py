"""The balance of goods by year, in the terminal and as rows."""

from collections.abc import Iterator, Sequence
from typing import Any

from offtake.pace import BalanceYear, amount_text
from offtake.report.board import Line


def balance_lines(partner: str, years: Sequence[BalanceYear]) -> Iterator[Line]:
    """Yield exports, imports and balance by year; one under way beside its months before."""
    yield f"US trade in goods with {partner}, not seasonally adjusted", "bold"
    yield f"{'year':<6}{'months':>7}{'exports':>13}{'imports':>13}{'balance':>13}", "dim"
    for one in years:
        cells = (amount_text(value, "USD") for value in (one.exports, one.imports, one.balance))
        line = f"{one.year:<6}{one.months:>7}" + "".join(f"{cell:>13}" for cell in cells)
        if not one.is_whole and one.same_months_before is not None:
            line += f"  ({amount_text(one.same_months_before, 'USD')} a year before)"
        yield line, ""
    yield (
        "Below zero is a deficit of the United States. No pledge gives it a figure.",
        "dim",
    )


def balance_rows(partner: str, years: Sequence[BalanceYear]) -> list[dict[str, Any]]:
    """Return one row a year, in US dollars."""
    return [
        {
            "partner": partner,
            "year": one.year,
            "months": one.months,
            "exports_usd": float(one.exports),
            "imports_usd": float(one.imports),
            "balance_usd": float(one.balance),
            "same_months_before_usd": (
                None if one.same_months_before is None else float(one.same_months_before)
            ),
            "newest_known_on": one.newest_known_on.isoformat(),
        }
        for one in years
    ]
