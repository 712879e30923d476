"""Quantities and days as a reader wants them in a sentence."""

from datetime import date
from decimal import Decimal

_MILLION, _THOUSAND = Decimal(1_000_000), Decimal(1000)


def amount_text(value: Decimal, unit_code: str) -> str:
    """Return a quantity rounded for a sentence: two decimals of the unit that suits its size.

    >>> amount_text(Decimal("6825361.4"), "t"), amount_text(Decimal("-100000"), "t")
    ('6.83 Mt', '-100.0 kt')
    """
    if unit_code != "t":
        return f"{value:,.0f} {unit_code}"
    if abs(value) >= _MILLION:
        return f"{value / _MILLION:,.2f} Mt"
    if abs(value) >= _THOUSAND:
        return f"{value / _THOUSAND:,.1f} kt"
    return f"{value:,.0f} t"


def day_text(day: date) -> str:
    """Return a day as `31 Dec 2025`.

    >>> day_text(date(2026, 1, 5))
    '5 Jan 2026'
    """
    return f"{day.day} {day:%b %Y}"
