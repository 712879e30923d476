"""A monthly series laid beside the days a control was announced, began, was eased or ended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from offtake.domain import Barrier, Observation, SeriesKey, Standing
from offtake.errors import SeriesNotMonthly

MONTHS = 6
"""How many months are compared on each side, unless asked otherwise."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a control on a day."""

    on: date
    barrier: str
    words: str


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a series; `value` is none where no figure of that month alone is held.

    `reason` says why there is none, `events` what happened in it.
    """

    start: date
    value: Decimal | None
    reason: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of the months held on one side of an event, and the months missing from it."""

    value: Decimal | None
    held: int
    missing: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class BeforeAndAfter:
    """The means before and after an event.

    The month of the event is in neither, unless the event fell on its first day: then the whole
    month comes after.
    """

    event: Event
    before: Mean
    after: Mean

    @property
    def change(self) -> Decimal | None:
        """The mean after as a share of the mean before, less one; none where either is not held."""
        if not self.before.value or self.after.value is None:
            return None
        return self.after.value / self.before.value - 1


@dataclass(frozen=True, slots=True)
class MonthlyTable:
    """A series by months with the events placed in it; no cause is claimed.

    The months are those that the comparisons want, with those between them.
    """

    key: SeriesKey
    months: tuple[Month, ...]
    comparisons: tuple[BeforeAndAfter, ...]

    @property
    def has_figures(self) -> bool:
        """Whether any of its months is held."""
        return any(month.value is not None for month in self.months)


def events_of(barrier: Barrier, *, as_of: date) -> tuple[Event, ...]:
    """Return the days of a control that had come by `as_of` and are told by a source, in order.

    The announcement is an event of its own where it came before the control began.
    """
    found: dict[date, str] = {}
    course = barrier.course(as_of=as_of)
    if course:
        found[barrier.announced] = "announced"
    for step in course:
        found[step.start] = step.words or _WORDS[step.standing]
    known = min(as_of, barrier.known_to)
    return tuple(Event(day, barrier.id, found[day]) for day in sorted(found) if day <= known)


_WORDS = {
    Standing.IN_FORCE: "in force",
    Standing.SUSPENDED: "suspended",
    Standing.ENDED: "ended",
}


def around(
    observations: Iterable[Observation], events: Iterable[Event], *, months: int = MONTHS
) -> list[MonthlyTable]:
    """Return each series by months, with the events placed and the means on both sides of each.

    Months that are not held are named, and so is the reason: a figure for several months together
    is not divided.

    Raises:
        SeriesNotMonthly: A figure is for a span that is not whole months.
    """
    placed = tuple(sorted(events, key=lambda one: (one.on, one.barrier)))
    series: dict[SeriesKey, list[Observation]] = {}
    for one in observations:
        series.setdefault(one.key, []).append(one)
    return [_table(key, series[key], placed, months) for key in sorted(series)]


def _table(
    key: SeriesKey, observations: list[Observation], events: tuple[Event, ...], months: int
) -> MonthlyTable:
    values: dict[date, Decimal] = {}
    reasons: dict[date, str] = {}
    for one in observations:
        span = _months_of(one)
        if len(span) == 1 and one.value is not None:
            values[span[0]] = one.value
            continue
        together = f"printed for {one.period} together: {one.value}"
        reasons.update(dict.fromkeys(span, one.note if one.value is None else together))
    return MonthlyTable(
        key=key,
        months=tuple(_laid_out(values, reasons, events, months)),
        comparisons=tuple(_comparison(event, values, months) for event in events),
    )


def _months_of(observation: Observation) -> list[date]:
    """Return the first day of each month a figure is for."""
    period = observation.period
    if period.start.day != 1 or period.end.day != 1:
        raise SeriesNotMonthly(str(observation.key), str(period))
    found = [period.start]
    while (following := month_after(found[-1], 1)) < period.end:
        found.append(following)
    return found


def month_after(month: date, count: int) -> date:
    """Return the first day of the month `count` months on, or back where it is negative.

    >>> month_after(date(2025, 4, 1), 9), month_after(date(2025, 4, 1), -4)
    (datetime.date(2026, 1, 1), datetime.date(2024, 12, 1))
    """
    years, month_index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, month_index + 1, 1)


def needed(event: Event, *, months: int = MONTHS) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Return the months before and after an event that a comparison wants.

    >>> before, after = needed(Event(date(2025, 4, 4), "x", "in force"), months=2)
    >>> [str(day) for day in (*before, *after)]
    ['2025-02-01', '2025-03-01', '2025-05-01', '2025-06-01']
    """
    month = event.on.replace(day=1)
    first_after = month if event.on.day == 1 else month_after(month, 1)
    before = tuple(month_after(month, back) for back in range(-months, 0))
    return before, tuple(month_after(first_after, ahead) for ahead in range(months))


def _comparison(event: Event, values: dict[date, Decimal], months: int) -> BeforeAndAfter:
    before, after = needed(event, months=months)
    return BeforeAndAfter(event, _mean(before, values), _mean(after, values))


def _mean(wanted: tuple[date, ...], values: dict[date, Decimal]) -> Mean:
    held = [values[month] for month in wanted if month in values]
    missing = tuple(month for month in wanted if month not in values)
    value = sum(held, Decimal(0)) / len(held) if held else None
    return Mean(value, len(held), missing)


def _laid_out(
    values: dict[date, Decimal],
    reasons: dict[date, str],
    events: tuple[Event, ...],
    months: int,
) -> Iterator[Month]:
    """Yield the months that the events want and those between, or all held where none happened."""
    wanted = [month for event in events for side in needed(event, months=months) for month in side]
    span = wanted or [*values, *reasons]
    month, last = min(span), max(span)
    while month <= last:
        following = month_after(month, 1)
        inside = tuple(event for event in events if month <= event.on < following)
        reason = "" if month in values else reasons.get(month, "not held")
        yield Month(month, values.get(month), reason, inside)
        month = following
