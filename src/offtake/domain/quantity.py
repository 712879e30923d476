"""Exact quantities and sums of money."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from offtake.domain.units import Unit, unit
from offtake.errors import UnitMismatch


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact amount of goods, with its unit.

    Arithmetic is between quantities of one unit: conversion is always written out.

    Raises:
        UnitUnknown: The unit code is not in the table of `offtake.domain.units`.
    """

    value: Decimal
    unit_code: str

    def __post_init__(self) -> None:
        unit(self.unit_code)

    @property
    def unit(self) -> Unit:
        """The unit, with its dimension and factor."""
        return unit(self.unit_code)

    def to(self, unit_code: str) -> "Quantity":
        """Return the same amount in another unit of the same dimension.

        Raises:
            UnitMismatch: The units measure different things, so no factor exists.

        >>> print(Quantity(Decimal("12"), "Mt").to("t"))
        12,000,000 t
        """
        target = unit(unit_code)
        if target.dimension is not self.unit.dimension:
            raise UnitMismatch(self.unit_code, unit_code)
        exact = Fraction(self.value) * self.unit.factor / target.factor
        return Quantity(Decimal(exact.numerator) / Decimal(exact.denominator), unit_code)

    def __add__(self, other: "Quantity") -> "Quantity":
        self._require_same_unit(other)
        return Quantity(self.value + other.value, self.unit_code)

    def __sub__(self, other: "Quantity") -> "Quantity":
        self._require_same_unit(other)
        return Quantity(self.value - other.value, self.unit_code)

    def __lt__(self, other: "Quantity") -> bool:
        self._require_same_unit(other)
        return self.value < other.value

    def __le__(self, other: "Quantity") -> bool:
        self._require_same_unit(other)
        return self.value <= other.value

    def __str__(self) -> str:
        return f"{self.value:,f} {self.unit_code}"

    def _require_same_unit(self, other: "Quantity") -> None:
        if self.unit_code != other.unit_code:
            raise UnitMismatch(self.unit_code, other.unit_code)


class PriceBasis(StrEnum):
    """What a value includes (IMTS 2010, chapter IV): it decides which sums may be compared."""

    FAS = "FAS"
    FOB = "FOB"
    CIF = "CIF"


@dataclass(frozen=True, slots=True)
class Money:
    """A sum of money, with its currency (ISO 4217) and price basis.

    >>> print(Money(Decimal("17e9"), "USD", PriceBasis.FAS))
    17,000,000,000 USD (FAS)
    """

    value: Decimal
    currency: str
    price_basis: PriceBasis

    def __add__(self, other: "Money") -> "Money":
        if (self.currency, self.price_basis) != (other.currency, other.price_basis):
            raise UnitMismatch(
                f"{self.currency} {self.price_basis}", f"{other.currency} {other.price_basis}"
            )
        return Money(self.value + other.value, self.currency, self.price_basis)

    def __str__(self) -> str:
        return f"{self.value:,f} {self.currency} ({self.price_basis})"


def shortfall(pledged: Quantity, counted: Quantity) -> Quantity:
    """Return how much of a pledge is still to come, never less than zero.

    Raises:
        UnitMismatch: The two are not in the same unit.

    >>> print(shortfall(Quantity(Decimal("25"), "Mt"), Quantity(Decimal("8.2"), "Mt")))
    16.8 Mt
    """
    gap = pledged - counted
    return gap if gap.value > 0 else Quantity(Decimal(0), pledged.unit_code)
