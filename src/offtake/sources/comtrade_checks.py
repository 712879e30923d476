"""What must hold among the rows of one answer of UN Comtrade.

One figure stands there once, a year is in one edition of the Harmonized System, and the parts of
the total add up to it. Where that fails, rows of two vintages were put together.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from offtake.domain import Period
from offtake.errors import FormatChanged, VintagesMixed
from offtake.sources.protocol import RefusedRow

TOTAL = "TOTAL"
UNCLASSED_HEADING, UNCLASSED = "9999", "999999"
_WHOLE_BOOK = 90
"""So many chapters or more are all of a country's trade: there are 97, and a few stay empty."""
_A_DOLLAR = Decimal(1)
_CHAPTER, _HEADING, _SUBHEADING = 2, 4, 6


@dataclass(frozen=True, slots=True)
class Line:
    """One row as far as the checks see it: whose trade, when, in which edition, how much."""

    side: tuple[str, str, str]
    period: Period
    edition: str
    code: str
    value: Decimal
    where: str


def check_lines(source: str, lines: Sequence[Line]) -> list[RefusedRow]:
    """Return the rows that break an identity by themselves (rule D40).

    Raises:
        VintagesMixed: The rows were not printed together.
    """
    _check_once(source, lines)
    books: dict[tuple[tuple[str, str, str], Period], list[Line]] = defaultdict(list)
    for line in lines:
        books[line.side, line.period].append(line)
    for (_, period), book in books.items():
        _check_edition(source, period, book)
        _check_total(source, period, book)
    return [refused for book in books.values() for refused in _unclassed(book)]


def check_year(source: str, where: str, *, edition: str, period: Period) -> None:
    """Hold an edition of the Harmonized System against the year it is printed for.

    Raises:
        FormatChanged: It was not in force yet, or is not known.

    >>> from datetime import date
    >>> from offtake.domain import Frequency
    >>> check_year("un_comtrade", "row 1", edition="H5", period=Period(
    ...     date(2021, 1, 1), date(2022, 1, 1), Frequency.ANNUAL))
    """
    since = _IN_FORCE.get(edition)
    if since is None:
        known = f"known: {', '.join(_IN_FORCE)}"
        problem = f"column 'classificationCode' holds {edition!r}; {known}"
        raise FormatChanged(source, where, problem)
    if period.start.year < since:
        problem = f"column 'classificationCode' holds {edition}, which came into force in {since}"
        raise FormatChanged(source, where, f"{problem}, for {period}")


_IN_FORCE = {"H0": 1988, "H1": 1996, "H2": 2002, "H3": 2007, "H4": 2012, "H5": 2017, "H6": 2022}
"""The World Customs Organization's editions by the year each came into force."""


def _check_once(source: str, lines: Iterable[Line]) -> None:
    seen: dict[tuple[object, ...], Line] = {}
    for line in lines:
        key = (line.side, line.period, line.edition, line.code)
        first = seen.setdefault(key, line)
        if first is not line:
            what = f"{line.edition} {line.code} of {line.period} is there twice"
            problem = f"{what}, {first.value:,f} in {first.where} and {line.value:,f}"
            raise VintagesMixed(source, line.where, problem)


def _check_edition(source: str, period: Period, book: Sequence[Line]) -> None:
    editions = sorted({line.edition for line in book})
    if len(editions) > 1:
        problem = f"{period} is printed in {' and '.join(editions)}"
        raise VintagesMixed(source, book[0].where, problem)


def _check_total(source: str, period: Period, book: Sequence[Line]) -> None:
    """Hold the total against its parts, at each level that is there whole.

    Subheadings may be kept back by the reporter, so they may be less than the total, never more.
    """
    total = next((line for line in book if line.code == TOTAL), None)
    if total is None:
        return
    for digits, name in (
        (_CHAPTER, "chapters"),
        (_HEADING, "headings"),
        (_SUBHEADING, "subheadings"),
    ):
        parts = [line for line in book if len(line.code) == digits and line.code != TOTAL]
        if len({line.code[:2] for line in parts}) < _WHOLE_BOOK:
            continue
        added = sum(line.value for line in parts)
        short = total.value - added
        if short >= -_A_DOLLAR and (short <= _A_DOLLAR or digits == _SUBHEADING):
            continue
        problem = f"{name} of {period} add up to {added:,f}, the total is {total.value:,f}"
        raise VintagesMixed(source, total.where, problem)


def _unclassed(book: Sequence[Line]) -> list[RefusedRow]:
    """Return the goods not classed at six digits where they differ from those at four.

    Headings that are printed only in part at six digits are in 999999 as well (rule D40).
    """
    held = {line.code: line for line in book if line.code in (UNCLASSED, UNCLASSED_HEADING)}
    if len(held) < 2 or held[UNCLASSED].value == held[UNCLASSED_HEADING].value:  # noqa: PLR2004 - both
        return []
    line, heading = held[UNCLASSED], held[UNCLASSED_HEADING]
    reason = (
        f"999999 is {line.value:,f} and its heading 9999 is {heading.value:,f}: at six digits it "
        f"also holds parts of other headings, so headings are counted by their own rows (rule D40)"
    )
    return [RefusedRow(line.where, reason, f"{line.edition} 999999, {line.period}")]
