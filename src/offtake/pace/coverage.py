"""What is needed before a reading can be counted at all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from offtake.domain import Book, Destinations, Reading, thursdays
from offtake.errors import VocabularyError
from offtake.pace.figures import HELD_BOOKS, Figures, Row
from offtake.reference.codes import UNKNOWN, WORLD, place_by_id, product_by_id
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
    if reading.destinations is not Destinations.NAMED and until >= reading.window.start:
        unknown = figures.rows(reading.book, reading.product, UNKNOWN)
        if not unknown or unknown[-1].period.end <= reading.window.start:
            return _wanted(replace(reading, partner=UNKNOWN))
    world = figures.rows(reading.book, reading.product, WORLD)
    first = min(row.period.start for row in (*rows[:1], *world[:1]))
    if first > reading.window.start:
        return f"{wanted} before {first}"
    ends = figures.year_ends(reading.book, reading.product, reading.partner)
    return _missing_year_end(reading, ends, until, wanted)


def _wanted(reading: Reading) -> str:
    product = product_by_id(reading.product).label.lower()
    return f"{source_of(reading.book).short} of {product}, {place_by_id(reading.partner).label}"


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
    """Return which weekly figures are not held; a flow cannot be bridged over a gap."""
    held = {row.week_ending for row in rows if row.value("inspections") is not None}
    if all(week in held for week in thursdays(reading.window.start, until)):
        return ""
    return f"{wanted}, for each week from {reading.window.start} on"
