"""Marketing years and what a bushel weighs.

Years start as USDA defines them: 1 June for wheat and the small grains, 1 August
for cotton and rice, 1 September for corn, sorghum and soybeans, 1 October for meal and oil, the
calendar year for meat. Publishers label one year differently (FAS 2026, PSD 2025, WASDE 2025/26,
FGIS 2526), so here a year is always its explicit first and last day.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from offtake.domain import Frequency, Period, Quantity
from offtake.errors import UnitMismatch
from offtake.reference.codes import product_by_id


def marketing_year(product_id: str, day: date) -> Period:
    """Return the US marketing year of a product that holds this day.

    Raises:
        CodeUnknown: No product has this id.

    >>> str(marketing_year("soybeans", date(2026, 2, 28)))
    '2025-09-01/2026-08-31'
    """
    month = product_by_id(product_id).year_starts
    first = day.year if day.month >= month else day.year - 1
    return Period(date(first, month, 1), date(first + 1, month, 1), Frequency.ANNUAL)


def marketing_year_ending(product_id: str, year: int) -> Period:
    """Return the marketing year FAS labels with this end year.

    A year that begins in January begins and ends under one label.

    >>> str(marketing_year_ending("soybeans", 2026))
    '2025-09-01/2026-08-31'
    """
    month = product_by_id(product_id).year_starts
    first = year if month == 1 else year - 1
    return Period(date(first, month, 1), date(first + 1, month, 1), Frequency.ANNUAL)


def marketing_year_label(year: Period) -> str:
    """Return the WASDE label of a marketing year.

    >>> marketing_year_label(marketing_year("soybeans", date(2026, 2, 28)))
    '2025/26'
    """
    last = year.last_day.year
    return str(last) if last == year.start.year else f"{year.start.year}/{last % 100:02d}"


def to_mass(quantity: Quantity, product_id: str, unit_code: str = "t") -> Quantity:
    """Return bushels of a crop as a mass; a mass is converted to the unit asked for.

    Raises:
        UnitMismatch: The quantity is neither bushels nor a mass, or the crop has no bushel weight.

    >>> print(to_mass(Quantity(Decimal("1000"), "bu"), "soybeans", "kg"))
    27,215.5422 kg
    """
    if quantity.unit.dimension.value != "bushels":
        return quantity.to(unit_code)
    weight = product_by_id(product_id).bushel_lb
    if weight is None:
        raise UnitMismatch(f"{quantity.unit_code} of {product_id}", unit_code)
    pounds = Fraction(quantity.value) * quantity.unit.factor * weight
    return Quantity(Decimal(pounds.numerator) / Decimal(pounds.denominator), "lb").to(unit_code)


def convert(quantity: Quantity, product_id: str, unit_code: str) -> Quantity:
    """Return a quantity of a crop in any unit its trade uses, bushels included.

    Raises:
        UnitUnknown: No unit has this code.
        UnitMismatch: No exact factor exists for this crop.

    >>> bushels = convert(Quantity(Decimal("25"), "Mt"), "soybeans", "mbu")
    >>> print(round(bushels.value, 1))
    918.6
    """
    target = Quantity(Decimal(1), unit_code)
    if target.unit.dimension is quantity.unit.dimension:
        return quantity.to(unit_code)
    if target.unit.dimension.value != "bushels":
        return to_mass(quantity, product_id, unit_code)
    one = to_mass(target, product_id, "lb")
    pounds = quantity.to("lb")
    return Quantity(pounds.value / one.value, unit_code)
