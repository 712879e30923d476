"""What is needed before a reading can be counted at all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from offtake.domain import Book, Destinations, Reading, thursdays
from offtake.errors import VocabularyError
from offtake.pace.figures import HELD_BOOKS, Figures, Row
from offtake.reference.codes import UNKNOWN, place_by_id, product_by_id
from offtake.reference.crops import convert, marketing_year
from offtake.sources import source_of


def lacking(reading: Reading, figures: Figures, until: date) -> str:
    """Return what it takes to count a reading, or nothing where the book holds it.

    `until` is the last day to count, no later than the book was published for.
    """
    rows = figures.rows(reading.book, reading.product, reading.partner)
    wanted = _wanted(reading)
    if reading.book not in HELD_BOOKS or not rows:
        return f"{wanted}; none are held"
    if problem := _unit_problem(reading, figures):
        return problem
    if reading.book is Book.INSPECTIONS:
        return _missing_weeks(reading, rows, until, wanted)
    return "" if until < reading.window.start else _missing_sales(reading, figures, until)


def _missing_sales(reading: Reading, figures: Figures, until: date) -> str:
    """Return which export sales a window that has begun needs and nobody holds."""
    if reading.destinations is not Destinations.NAMED and (
        gap := _unknown_gap(reading, figures, until)
    ):
        return f"{_wanted(replace(reading, partner=UNKNOWN))}, {gap}"
    wanted = _wanted(reading)
    rows = figures.rows(reading.book, reading.product, reading.partner)
    listed = figures.listed(reading.book, reading.product)
    first = min(row.period.start for row in (*rows[:1], *listed[:1]))
    if first > reading.window.start:
        return f"{wanted} before {first}"
    ends = figures.year_ends(reading.book, reading.product, reading.partner)
    return _missing_year_end(reading, ends, until, wanted)


def _unknown_gap(reading: Reading, figures: Figures, until: date) -> str:
    """Return where the stock sold to unknown destinations is not held within a window."""
    start = reading.window.start
    held = figures.listed_weeks(reading.book, reading.product)
    weeks = thursdays(start, until)
    missing = [week for week in weeks if week not in held]
    if not missing:
        return ""
    return f"in {len(missing)} weeks from {missing[0]} to {missing[-1]}"


def _wanted(reading: Reading) -> str:
    product = product_by_id(reading.product).label.lower()
    is_unknown = reading.partner == UNKNOWN
    partner = "unknown destinations" if is_unknown else place_by_id(reading.partner).label
    return f"{source_of(reading.book).short} of {product}, {partner}"


def _unit_problem(reading: Reading, figures: Figures) -> str:
    if reading.amount is None:
        return ""
    unit_code = figures.unit_code(reading.book, reading.product, reading.partner) or "t"
    try:
        convert(reading.amount.target, reading.product, unit_code)
    except VocabularyError as error:
        return f"a stated factor: {error}"
    return ""


def _missing_year_end(reading: Reading, ends: dict[date, date], until: date, wanted: str) -> str:
    """Return which weeks at the end of a marketing year are not held.

    Stocks bridge a gap inside a year, but they start anew with each: what moved in the last weeks
    of one cannot be read from the next.
    """
    day = reading.window.start
    while day <= until:
        year = marketing_year(reading.product, day)
        held, wanted_to = ends.get(year.start, year.start), min(year.end, until + timedelta(days=1))
        if (wanted_to - held).days > _A_WEEK:
            return f"{wanted} from {held} to {wanted_to - timedelta(days=1)}"
        day = year.end
    return ""


_A_WEEK = 7


def _missing_weeks(reading: Reading, rows: Sequence[Row], until: date, wanted: str) -> str:
    """Return which weekly figures are not held; a flow cannot be bridged over a gap.

    Before a window begins, the weeks just past tell whether the book is held at all.
    """
    held = {row.week_ending for row in rows if row.value("inspections") is not None}
    first = min(reading.window.start, until - _LOOK_BACK)
    if all(week in held for week in thursdays(first, until)):
        return ""
    return f"{wanted}, for each week from {reading.window.start} on"


_LOOK_BACK = timedelta(days=28)
