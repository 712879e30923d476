"""What USDA's export sales report calls its commodities, units and marketing years.

The report has 44 commodities (https://api.fas.usda.gov/api/esr/commodities). Those in the
crosswalk are followed; the rest are known by name and left in the archive unread, so that a code
on neither list stops the parser.
"""

from datetime import date

from offtake.domain import Period
from offtake.reference.codes import product
from offtake.reference.crops import marketing_year_ending
from offtake.sources.cells import Cell

UNITS_BY_NAME = {
    "Metric Tons": "t",
    "Running Bales": "running_bale",
    "Pieces": "piece",
    "NUMBER": "piece",
    "Pounds": "lb",
}
UNITS_BY_ID = {"1": "t", "2": "running_bale", "3": "piece", "4": "piece", "5": "lb"}
"""As in https://api.fas.usda.gov/api/esr/unitsOfMeasure: hides count pieces, numbers or pounds."""

FIRST_WEEK = date(1998, 12, 17)
"""The history of the report by marketing year begins here."""

NOT_FOLLOWED = {
    "102": "Wheat - SRW",
    "103": "Wheat - HRS",
    "104": "Wheat - White",
    "105": "Wheat - Durum",
    "106": "Wheat - Mixed",
    "201": "Wheat Products",
    "1101": "Linseed Oil",
    "1110": "Sunflowerseed Oil",
    "1201": "Cottonseed",
    "1202": "Cottonseed cake & meal",
    "1203": "Cottonseed Oil",
    "1401": 'Cotton- Upland 1 1/16" & over',
    "1402": 'Cotton- Upland 1"-1 1/16" & over',
    "1403": 'Cotton- Upland under 1"',
    "1498": "Rice - LG Rough",
    "1499": "Rice- Med, Short,Other Rough",
    "1501": "Rice- LG Brown",
    "1502": "Rice- Med,Short, Other Brown",
    "1503": "Rice - Long Grain, Milled",
    "1504": "Rice- Med,Short,Other Milled",
    "1601": "Cattle Hides - Whole - Excluding Wet Blues",
    "1602": "Calf Skins - Whole - Excluding Wet Blues",
    "1603": "Kip Skins - Whole - Excluding Wet Blues",
    "1604": "Cattle Hides-Cut into Croupons, etc-excl Wet Blues",
    "1605": "Cattle Hides and Skins-other-excluding Wet Blues",
    "1606": "Cattle Wet Blues-Unsplit (Whole or Sided)",
    "1607": "Cattle Wet Blues-Grain Splits (Whole or Sided)",
    "1608": "Cattle Wet Blues-Splits-Excluding Grain Splits",
}
ASKED_FOR = (
    "107", "101", "301", "401", "601", "701", "801", "901", "902", "1001", "1301", "1404", "1505",
    "1701", "1702",
)  # fmt: skip
"""Codes a fetch asks for. Rye (501) is read but not asked for: it has had no sales for years."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def followed(code: str) -> str | None:
    """Return our product for a commodity code, or none for one that is known and not followed.

    Raises:
        CodeUnknown: USDA's list does not have this code.

    >>> followed("801"), followed("1601")
    ('soybeans', None)
    """
    return None if code.strip() in NOT_FOLLOWED else product("fas", code).id


def followed_by_name(name: str) -> str | None:
    """Return our product for a commodity name, or none for one that is known and not followed.

    Raises:
        CodeUnknown: USDA's list does not have this name.

    >>> followed_by_name("Soybean cake & meal"), followed_by_name("Wheat - Durum")
    ('soybean_meal', None)
    """
    return None if name.strip() in NOT_FOLLOWED.values() else product("fas_name", name).id


def unit_of(code: str) -> str:
    """Return the unit in which a followed commodity is reported.

    >>> unit_of("801"), unit_of("1404")
    ('t', 'running_bale')
    """
    return "running_bale" if code in {"1301", "1404"} else "t"


def year_of_label(product_id: str, cell: Cell) -> Period:
    """Return the marketing year printed as `2025/2026`.

    Raises:
        FormatChanged: It is printed otherwise, or the second year is not the one after the first.

    >>> str(year_of_label("soybeans", Cell("usda_flash_sales", "row 1", "myear", "2025/2026")))
    '2025-09-01/2026-08-31'
    """
    first, _, second = cell.text.strip().partition("/")
    if not (first.isdecimal() and second.isdecimal() and int(second) == int(first) + 1):
        raise cell.changed(f"holds {cell.text!r}, which is not a marketing year like 2025/2026")
    year = marketing_year_ending(product_id, int(second))
    if year.start.year != int(first):
        raise cell.changed(f"holds {cell.text!r}, but a year of {product_id} is one calendar year")
    return year


def year_of_months(product_id: str, cell: Cell) -> Period:
    """Return the marketing year printed as `Sep 2025/Aug 2026`.

    Raises:
        FormatChanged: It is printed otherwise, or is not the marketing year of the product.

    >>> cell = Cell("usda_export_sales_query", "row 1", "MarketingYear", "Sep 2025/Aug 2026")
    >>> str(year_of_months("soybeans", cell))
    '2025-09-01/2026-08-31'
    """
    end = cell.text.strip()[-4:]
    if end.isdecimal():
        year = marketing_year_ending(product_id, int(end))
        if cell.text.strip() == f"{_month(year.start)}/{_month(year.last_day)}":
            return year
    raise cell.changed(f"holds {cell.text!r}, which is not a marketing year of {product_id}")


def _month(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"
