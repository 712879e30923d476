"""Inspection certificates added up to weeks, grains and destinations.

A week is kept whole only where the bytes can hold all of it. A calendar-year file holds the
certificates dated in its year, so the week across 1 January is in two files (rule D21): each file
gives its own days of that week, as measure `inspections_part` with the days as period, and
`whole_weeks` adds the parts once both files are there. What cannot be kept is refused with its
reason, never stored as if it were whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offtake.columns import Coded, together
from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    Period,
    SeriesKey,
    Snapshot,
    Status,
    Vintage,
    reporting_week,
    week_holding,
)
from offtake.errors import PeriodInvalid
from offtake.reference.calendars import inspections_vintage, newest_inspections_due
from offtake.reference.codes import USA, WORLD, place, product
from offtake.sources.cells import Cell
from offtake.sources.protocol import Parsed, RefusedRow

WHOLE, PART, CORRECTION = "inspections", "inspections_part", "inspections_correction"
TOTALS = frozenset({"TOTAL", "SUBTOTAL", "GRAND TOTAL"})
_TONNES_A_POUND = 0.000_453_592_37
_ROUNDING = 0.52  # of one certificate; 0.518 t is the most that 18,660 real ones are off


@dataclass(slots=True)
class Sum:
    """Certificates of one week, grain and destination: how many, and what they weigh."""

    tonnes: int = 0
    pounds: int = 0
    certificates: int = 0

    def add(self, other: "Sum") -> None:
        """Add another sum to this one."""
        self.tonnes += other.tonnes
        self.pounds += other.pounds
        self.certificates += other.certificates

    @property
    def agrees(self) -> bool:
        """Whether pounds and tonnes are the same weight, but for rounding."""
        off = abs(self.pounds * _TONNES_A_POUND - self.tonnes)
        return off <= _ROUNDING * self.certificates


def sums(
    *names: Coded[Any], tonnes: NDArray[np.int64], pounds: NDArray[np.int64]
) -> Iterator[tuple[int, Sum]]:
    """Yield the weight of the certificates that share all names, added exactly.

    Beside it stands the place of the first of them.
    """
    numbers = together(*names)
    order = np.argsort(numbers, kind="stable")
    starts = np.flatnonzero(np.diff(numbers[order], prepend=-1))
    added = (np.add.reduceat(figures[order], starts).tolist() for figures in (tonnes, pounds))
    counts = np.diff(starts, append=len(order)).tolist()
    for row, *weights in zip(order[starts].tolist(), *added, counts, strict=True):
        yield row, Sum(*weights)


@dataclass(slots=True)
class Weeks:
    """Sums by week, product and destination, all destinations among them."""

    source: str
    sums: dict[tuple[date, str, str], Sum] = field(default_factory=lambda: defaultdict(Sum))
    refused: list[RefusedRow] = field(default_factory=list)
    rows: int = 0

    def add(self, *, thursday: Cell, grain: str, destination: str, some: Sum) -> None:
        """Add the certificates of one spelling of week, grain and destination.

        A total among the rows is refused, since its parts are there too (rule D24).

        Raises:
            CodeUnknown: Grain or destination were never seen before.
            FormatChanged: The week is no Thursday.
        """
        self.rows += some.certificates
        if destination.strip().upper() in TOTALS or grain.strip().upper() in TOTALS:
            reason = "a total among the rows: its parts are counted, it is not"
            text = f"{grain} to {destination}: {some.tonnes:,} t"
            self.refused.append(RefusedRow(thursday.where, reason, text))
            return
        week = _thursday(thursday)
        item, partner = product("fgis", grain).id, place("fgis", destination).id
        for name in (partner, WORLD):
            self.sums[week, item, name].add(some)

    def parsed(self, snapshot: Snapshot, *, holds: tuple[date, date] | None = None) -> Parsed:
        """Return the figures that can be kept, and the rest refused.

        `holds` are the first day and the day after the last of the certificates the bytes can
        hold; none where they hold every certificate of the weeks they name.
        """
        found = tuple(self._observations(snapshot, holds))
        newest = max((one.period.last_day for one in found), default=None)
        return Parsed(found, tuple(self.refused), self.rows, newest)

    def _observations(
        self, snapshot: Snapshot, holds: tuple[date, date] | None
    ) -> Iterator[Observation]:
        """Yield a figure for each sum that can be kept, and refuse the rest with the reason."""
        due = newest_inspections_due(snapshot.retrieved_at)
        heavy = {(week, item) for (week, item, _), one in self.sums.items() if not one.agrees}
        for (week, item, partner), one in sorted(self.sums.items()):
            vintage = inspections_vintage(week, snapshot.retrieved_at)
            period = _days_held(week, holds)
            reason = _refusal(period, is_out=week <= due, agrees=(week, item) not in heavy)
            count = f"{one.certificates} certificates"
            if reason or period is None:
                text = f"{item} to {partner}, week ending {week}: {one.tonnes:,} t"
                self.refused.append(RefusedRow(count, reason, text))
                continue
            is_whole = period == reporting_week(week)
            yield Observation(
                key=inspections_key(WHOLE if is_whole else PART, item, partner),
                period=period,
                value=Decimal(one.tonnes),
                status=_status(vintage, snapshot.retrieved_at),
                vintage=vintage,
                snapshot=snapshot.sha256,
                locator=count,
                note="" if is_whole else f"of the week ending {week}, which lies in two files",
            )


def inspections_key(measure: str, item: str, partner: str) -> SeriesKey:
    """Return the series of a grain inspected for a destination, in tonnes a week."""
    return SeriesKey(measure, USA, partner, Flow.EXPORT, item, Frequency.WEEKLY, "t")


def whole_weeks(parts: Iterable[Observation]) -> Iterator[Observation]:
    """Yield the weeks across 1 January whose two parts are both there.

    A destination that one file does not name in its part had no certificate there, so a week is
    whole as soon as both files have given any of it. The sum is known when the later part was.

    Raises:
        ValueError: An observation is not a part, or two are of one series and the same days.
    """
    weeks: dict[date, dict[SeriesKey, dict[Period, Observation]]] = defaultdict(dict)
    for one in parts:
        if one.key.measure != PART:
            raise ValueError(f"{one.key} is not a part of a week")
        held = weeks[week_holding(one.period.start).last_day].setdefault(one.key, {})
        if one.period in held:
            raise ValueError(f"{one.key} {one.period} is there twice: pass one as-of")
        held[one.period] = one
    for thursday, series in sorted(weeks.items()):
        spans = {period for held in series.values() for period in held}
        if sum(span.days for span in spans) == reporting_week(thursday).days:
            yield from (_joined(key, held, thursday) for key, held in sorted(series.items()))


def _joined(key: SeriesKey, held: dict[Period, Observation], thursday: date) -> Observation:
    last = max(held.values(), key=lambda one: one.vintage.known_at)
    is_provisional = any(one.status is Status.PROVISIONAL for one in held.values())
    return Observation(
        key=inspections_key(WHOLE, key.product, key.partner),
        period=reporting_week(thursday),
        value=sum((one.value for one in held.values() if one.value is not None), Decimal(0)),
        status=Status.PROVISIONAL if is_provisional else Status.NORMAL,
        vintage=last.vintage,
        snapshot=last.snapshot,
        locator="; ".join(f"{one.locator} in {one.snapshot[:12]}" for one in held.values()),
        note="the sum of the parts in the files of two years",
    )


def _thursday(cell: Cell) -> date:
    day = cell.day("%Y%m%d")
    try:
        return reporting_week(day).last_day
    except PeriodInvalid:
        raise cell.changed(f"holds {cell.text!r}, which is a {day:%A}") from None


def _days_held(week: date, holds: tuple[date, date] | None) -> Period | None:
    whole = reporting_week(week)
    if holds is None:
        return whole
    start, end = max(whole.start, holds[0]), min(whole.end, holds[1])
    return Period(start, end, Frequency.WEEKLY) if start < end else None


def _refusal(period: Period | None, *, is_out: bool, agrees: bool) -> str:
    if period is None:
        return "certificates of another year's week: its own file is the one to count"
    if not agrees:
        return "pounds and tonnes of this week and grain are not the same weight"
    if not is_out:
        return "the week was not over, or not out, when the file was fetched"
    return ""


def _status(vintage: Vintage, retrieved_at: datetime) -> Status:
    """Return `provisional` while late certificates are still to be expected (rule D22)."""
    return Status.PROVISIONAL if vintage.known_at >= retrieved_at else Status.NORMAL
