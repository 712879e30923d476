"""What the books of customs share: codes of goods, months and years, what is missing."""

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from offtake.domain import Frequency, Period
from offtake.errors import FormatChanged
from offtake.sources.cells import Cell

VALUE_NEEDS_WEIGHT = "a value is printed without a weight, which is not a weight of nothing"
"""The reason of a weight that is missing (rules D31 and D38)."""
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_MONTH = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])")


def goods_code(cell: Cell, *, digits: Collection[int]) -> str:
    """Return a code of goods, which has one of some numbers of digits.

    An odd number of digits is a code that lost its leading zero on the way through a sheet.

    Raises:
        FormatChanged: It is not such a code.

    >>> goods_code(Cell("un_comtrade", "row 1", "cmdCode", "010121"), digits=(2, 4, 6))
    '010121'
    """
    code = cell.text.strip()
    if not re.fullmatch(r"[0-9]+", code):
        raise cell.changed(f"holds {cell.text!r}, which is no code of goods")
    if len(code) in digits:
        return code
    if len(code) + 1 in digits:
        raise cell.changed(f"holds {code!r}: its leading zero is lost, as a spreadsheet does")
    raise cell.changed(f"holds {code!r}, of {len(code)} digits")


def calendar_year(cell: Cell) -> Period:
    """Return the calendar year printed as 2021.

    Raises:
        FormatChanged: It is not a year.
    """
    text = cell.text.strip()
    if not _YEAR.fullmatch(text):
        raise cell.changed(f"holds {cell.text!r}, which is not a year like 2021")
    return Period(date(int(text), 1, 1), date(int(text) + 1, 1, 1), Frequency.ANNUAL)


def calendar_month(cell: Cell) -> Period:
    """Return the month printed as 202501.

    Raises:
        FormatChanged: It is not a month.

    >>> str(calendar_month(Cell("china_customs", "row 1", "month", "202502")))
    '2025-02-01/2025-02-28'
    """
    match = _MONTH.fullmatch(cell.text.strip())
    if match is None:
        raise cell.changed(f"holds {cell.text!r}, which is not a month like 202501")
    return month(int(match[1]), int(match[2]))


def month(year: int, number: int) -> Period:
    """Return a calendar month.

    >>> month(2024, 12).end
    datetime.date(2025, 1, 1)
    """
    end = date(year + number // 12, number % 12 + 1, 1)
    return Period(date(year, number, 1), end, Frequency.MONTHLY)


def weight_or_none(value: Decimal, weight: Decimal | None) -> Decimal | None:
    """Return a weight, or none where a value stands beside no weight or a weight of zero.

    >>> weight_or_none(Decimal(5), Decimal(0)) is None
    True
    """
    return None if value and not weight else weight


def same_goods(source: str, where: str, code: str, wanted: Collection[str]) -> None:
    """Hold a code against what was asked for, by its beginning.

    Raises:
        FormatChanged: It is of goods that were not asked for.
    """
    if not any(code.startswith(one) for one in wanted):
        problem = f"holds {code!r}, though {', '.join(wanted)} was asked for"
        raise FormatChanged(source, where, f"the code of goods {problem}")
