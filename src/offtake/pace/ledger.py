"""From a book's rows to the steps by which its count moves.

Export sales are counted from stocks, so that roll-over, carry-over and opening-week definitions
never double count (rules D1 to D3):

- within a marketing year a week's sales are the change of accumulated exports plus outstanding
  sales; sales of the next crop are the change of next-year outstanding sales;
- the first row of a year takes up what was sold ahead (next-year outstanding of the week before)
  and what was carried over (outstanding of the closing row); only the rest was sold that week.

Example, soybeans to China, week ending 2020-09-03: the opening commitment 15,874,758 less
13,526,000 sold ahead less 755,853 carried over leaves 1,592,905 sold, which is what USDA prints.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from offtake.domain import Observation, Period
from offtake.pace.figures import Row, week_of


class Crop(StrEnum):
    """Which crop a sale is of, seen from the week it was made."""

    CURRENT = "current"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Step:
    """A change of the count, spread evenly over the days of `[start, end)`.

    A step of no days is a stock that stands from its first day, all at once. `change` is none
    where the book does not say (a gap): it is not zero.
    """

    start: date
    end: date
    change: int | None
    crop: Crop
    observation: Observation
    note: str

    @property
    def days(self) -> int:
        """How many days the change is spread over."""
        return (self.end - self.start).days


YearOf = Callable[[date], Period]


def sales_steps(rows: Sequence[Row], year_of: YearOf) -> list[Step]:
    """Return the purchases of one destination, week by week, all crops."""
    steps: list[Step] = []
    for before, row in _neighbours(rows):
        opens = year_of(row.period.start) != year_of(before.period.start)
        steps += _opening(before, row, rows) if opens else _within_year(before, row)
    return steps


def level_steps(rows: Sequence[Row], year: Period, measures: Sequence[str]) -> list[Step]:
    """Return how the sum of some stocks built up within one marketing year.

    The first step is the opening balance, there from the first day: what was sold ahead and what
    was carried over, where both are held, else the first row's own stock.
    """
    inside = [row for row in rows if year.start <= row.period.start < year.end]
    before = [row for row in rows if row.period.end <= year.start]
    opening = None
    if inside and before and "outstanding_sales" in measures:
        sold_ahead = _sold_ahead(before[-1], rows)
        carried = before[-1].value("outstanding_sales")
        is_next = (inside[0].period.start - before[-1].period.end).days <= _A_WEEK
        if sold_ahead is not None and carried is not None and is_next:
            opening = sold_ahead + carried
    elif "outstanding_sales" not in measures:
        opening = 0
    return _stock_steps(inside, year.start, measures, opening)


def standing_steps(rows: Sequence[Row], start: date, measures: Sequence[str]) -> list[Step]:
    """Return a stock as steps from `start` on: the first carries all that stood there.

    A closing row is left out where next-year sales are counted: its next-year stock is the opening
    row's own stock (D1). Its outstanding stock is what the old crop leaves on its last day.
    """
    is_ahead = "next_year_outstanding_sales" in measures
    whole = [row for row in rows if not is_ahead or row.week_ending == row.period.last_day]
    later = [row for row in whole if row.period.end > start]
    before = [row for row in whole if row.period.end <= start]
    opening = _stock(before[-1], measures) if before else None
    return _stock_steps(later, start, measures, opening)


def _stock_steps(
    rows: Sequence[Row], start: date, measures: Sequence[str], opening: int | None
) -> list[Step]:
    """Return steps between stocks; the opening stock stands from the start, all at once.

    Where it is not held, the first row's stock stands in for it.
    """
    held = [(row, now) for row in rows if (now := _stock(row, measures)) is not None]
    if not held:
        return []
    first, now = held[0]
    level = now if opening is None else opening
    name = " + ".join(measures)
    observation = first.figures[measures[0]]
    steps = [Step(start, start, level, Crop.CURRENT, observation, f"{name} {level:,} at the start")]
    since = start
    for row, now in held:
        note = f"{name} {now:,}, before {level:,}"
        if row.period.end > since:
            steps.append(
                Step(
                    since, row.period.end, now - level, Crop.CURRENT, row.figures[measures[0]], note
                )
            )
        level, since = now, row.period.end
    return steps


def _stock(row: Row, measures: Sequence[str]) -> int | None:
    values = [row.value(measure) for measure in measures]
    if any(value is None for value in values):
        return None
    return sum(value for value in values if value is not None)


_A_WEEK = 7


def shipment_steps(rows: Sequence[Row], year_of: YearOf) -> list[Step]:
    """Return the shipments of one destination, part-week by part-week."""
    steps: list[Step] = []
    since, year_start, base = date.min, date.min, 0
    for row in rows:
        observation, period = row.figures.get("accumulated_exports"), row.period
        if observation is None or observation.value is None:
            continue
        now = int(observation.value)
        first = year_of(period.start).start
        if first != year_start:
            is_first, since, base = year_start == date.min, period.start, 0
        else:
            is_first = False
        # A book that begins inside a year says nothing of the days before it.
        if not is_first or since == first:
            note = f"accumulated exports {now:,}, before {base:,}"
            steps.append(Step(since, period.end, now - base, Crop.CURRENT, observation, note))
        since, year_start, base = period.end, first, now
    return steps


def flow_steps(rows: Sequence[Row], measure: str) -> list[Step]:
    """Return a weekly flow as steps; a gap keeps its place with no change."""
    return [
        Step(
            row.period.start,
            row.period.end,
            row.value(measure),
            Crop.CURRENT,
            row.figures[measure],
            row.figures[measure].note,
        )
        for row in rows
    ]


def _neighbours(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Yield each row with stocks beside the one before it, in time."""
    before: Row | None = None
    for row in rows:
        if row.value("accumulated_exports") is None or row.value("outstanding_sales") is None:
            continue
        if before is not None:
            yield before, row
        before = row


def _within_year(before: Row, row: Row) -> list[Step]:
    start, end = before.period.end, row.period.end
    sold = _commitment(row) - _commitment(before)
    note = f"commitment {_commitment(row):,}, before {_commitment(before):,}"
    steps = [Step(start, end, sold, Crop.CURRENT, row.figures["outstanding_sales"], note)]
    if row.week_ending != row.period.last_day:
        return steps  # a closing row: its next-crop sales are the opening row's own (D1)
    ahead, ahead_before = (one.value("next_year_outstanding_sales") for one in (row, before))
    change = None if ahead is None or ahead_before is None else ahead - ahead_before
    note = f"next-year outstanding {_text(ahead)}, before {_text(ahead_before)}"
    observation = row.figures.get("next_year_outstanding_sales", row.figures["outstanding_sales"])
    return [*steps, Step(start, end, change, Crop.NEXT, observation, note)]


def _opening(before: Row, row: Row, rows: Sequence[Row]) -> list[Step]:
    sold_ahead = _sold_ahead(before, rows)
    carried = before.value("outstanding_sales") or 0
    change = None if sold_ahead is None else _commitment(row) - sold_ahead - carried
    note = (
        f"opening commitment {_commitment(row):,}, sold ahead {_text(sold_ahead)}, "
        f"carried over {carried:,}"
    )
    return [
        Step(week_of(row.period).start, row.period.end, change, Crop.CURRENT,
             row.figures["outstanding_sales"], note)
    ]  # fmt: skip


def _sold_ahead(before: Row, rows: Sequence[Row]) -> int | None:
    """Return the next-year outstanding sales before the opening week.

    A closing row already includes the opening week's sales, so the row before it is asked.
    """
    if before.week_ending == before.period.last_day:
        return before.value("next_year_outstanding_sales")
    place = bisect_left(rows, before.period, key=lambda row: row.period)
    if not place or rows[place - 1].period.end < before.period.start - timedelta(days=7):
        return None
    return rows[place - 1].value("next_year_outstanding_sales")


def _commitment(row: Row) -> int:
    return (row.value("accumulated_exports") or 0) + (row.value("outstanding_sales") or 0)


def _text(value: int | None) -> str:
    return "not held" if value is None else f"{value:,}"
