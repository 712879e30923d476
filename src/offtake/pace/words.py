"""Quantities and days as a reader wants them in a sentence."""

from datetime import date
from decimal import Decimal

_BILLION, _MILLION, _THOUSAND = Decimal(10**9), Decimal(10**6), Decimal(1000)


def amount_text(value: Decimal, unit_code: str) -> str:
    """Return a quantity rounded for a sentence: two decimals of the unit that suits its size.

    >>> amount_text(Decimal("6825361.4"), "t"), amount_text(Decimal("-100000"), "t")
    ('6.83 Mt', '-100.0 kt')
    >>> amount_text(Decimal("33427125000"), "USD")
    '$33.43bn'
    """
    if unit_code == "USD":
        return _dollars(value)
    if unit_code == "kg":
        value, unit_code = value / _THOUSAND, "t"
    if unit_code != "t":
        return f"{value:,.0f} {unit_code}"
    if abs(value) >= _MILLION:
        return f"{value / _MILLION:,.2f} Mt"
    if abs(value) >= _THOUSAND:
        return f"{value / _THOUSAND:,.1f} kt"
    return f"{value:,.0f} t"


def _dollars(value: Decimal) -> str:
    sign = "-" if value < 0 else ""
    size = abs(value)
    if size >= _BILLION:
        return f"{sign}${size / _BILLION:,.2f}bn"
    if size >= _MILLION:
        return f"{sign}${size / _MILLION:,.1f}m"
    return f"{sign}${size:,.0f}"


def day_text(day: date) -> str:
    """Return a day as `31 Dec 2025`.

    >>> day_text(date(2026, 1, 5))
    '5 Jan 2026'
    """
    return f"{day.day} {day:%b %Y}"
