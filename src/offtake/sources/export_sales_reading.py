"""What all export sales connectors share: from rows to what a parse hands on.

A row that breaks an identity is refused with its reason. Aggregates serve the checks and are then
dropped, but for the world: the publisher's own total where one is printed, else the sum of the
destinations.

No row is marked provisional here. First prints move in the two reports after (rule D9), but how
young a row is depends on which weeks are out, not on its bytes: `offtake.ingest` marks it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from offtake.domain import Period, Snapshot, Vintage, VintageBasis, thursdays
from offtake.errors import FormatChanged
from offtake.reference.calendars import export_sales_due, export_sales_vintage
from offtake.reference.codes import WORLD, place_by_id
from offtake.sources.export_sales import (
    MEASURES,
    ExportSalesRow,
    aggregates_disagree,
    broken_rows,
    observations,
)
from offtake.sources.protocol import Parsed, RefusedRow

NOT_PRINTED = "the publisher's row does not have this figure"

Group = tuple[str, Period, date]


@dataclass(frozen=True, slots=True)
class Caveat:
    """What must be said of the figures of a week, as long as they look as they did."""

    weeks: tuple[date, ...]
    note: str


def parsed(
    rows: Sequence[ExportSalesRow],
    *,
    source: str,
    snapshot: Snapshot,
    printed: int,
    refused: Sequence[RefusedRow] = (),
    caveat: Caveat | None = None,
    vintage: Vintage | None = None,
) -> Parsed:
    """Return rows as observations, those that break an identity as refused.

    `printed` is how many rows the publisher printed. `vintage` is when they became known if the
    bytes say so; else the calendar of the report tells.

    Raises:
        FormatChanged: Two rows stand for one product, destination, marketing year and week.
    """
    _refuse_doubles(source, rows)
    vintages = {
        week: vintage or seen_vintage(week, snapshot.retrieved_at)
        for week in {row.week_ending for row in rows}
    }
    broken = broken_rows(rows)
    for measure in MEASURES:
        broken += aggregates_disagree(rows, measure)
    reasons = {id(one.row): one.reason for one in reversed(broken)}
    kept = (row for row in rows if id(row) not in reasons and _is_counted(row))
    found = (
        figure
        for row in kept
        for figure in observations(
            row,
            vintage=vintages[row.week_ending],
            snapshot=snapshot.sha256,
            note=caveat.note if caveat and row.week_ending in caveat.weeks else "",
        )
    )
    return Parsed(
        observations=tuple(found),
        refused=(
            *refused,
            *(_refused(row, reasons[id(row)]) for row in rows if id(row) in reasons),
        ),
        rows=printed,
        newest=max((row.week_ending for row in rows), default=None),
    )


def seen_vintage(week_ending: date, retrieved_at: datetime) -> Vintage:
    """Return when a week became known: by the calendar, but never after we held it.

    >>> early = seen_vintage(date(2026, 8, 13), datetime(2026, 8, 19, 9, tzinfo=UTC))
    >>> early.basis.value, early.known_at.isoformat()
    ('retrieval', '2026-08-19T09:00:00+00:00')
    """
    vintage = export_sales_vintage(week_ending)
    if vintage.known_at <= retrieved_at:
        return vintage
    return Vintage(retrieved_at.astimezone(UTC), VintageBasis.RETRIEVAL)


def with_world(
    rows: Sequence[ExportSalesRow], *, incomplete: Iterable[Group] = ()
) -> list[ExportSalesRow]:
    """Return rows and, for each product, year and week without a printed total, their sum.

    `incomplete` are the groups of which a destination could not be read: they get no sum.
    """
    left_out = set(incomplete)
    sums = []
    for key, group in _groups(rows).items():
        parts = [row for row in group if not place_by_id(row.partner).is_aggregate]
        if parts and key not in left_out and all(row.partner != WORLD for row in group):
            sums.append(sum_of(parts, product=key[0], partner=WORLD))
    return [*rows, *sums]


def sum_of(parts: Sequence[ExportSalesRow], *, product: str, partner: str) -> ExportSalesRow:
    """Return the sum of rows of one week and year; what one does not print is a gap of the sum."""
    printed = [name for name in MEASURES if all(name in row.figures for row in parts)]
    gaps = {name: "a part of the sum is not printed" for name in MEASURES if name not in printed}
    return replace(
        parts[0],
        product=product,
        partner=partner,
        figures={name: sum(row.figures[name] for row in parts) for name in printed},
        gaps=gaps,
        locator=f"sum of {len(parts)} rows",
    )


def has_begun(year: Period, retrieved_at: datetime) -> bool:
    """Tell whether the first week of a marketing year was out when an answer came."""
    first = year.start + timedelta(days=(3 - year.start.weekday()) % 7)
    return export_sales_vintage(first).known_at <= retrieved_at


def newest_week_out(day: date) -> date:
    """Return the newest week whose report is out at the end of a day, by the schedule.

    >>> newest_week_out(date(2026, 8, 20)).isoformat()
    '2026-08-13'
    """
    weeks = thursdays(day - timedelta(days=28), day)
    return max(week for week in weeks if export_sales_due(week) <= day)


def gaps_of(figures: Iterable[str]) -> dict[str, str]:
    """Return a reason for each measure that a row does not print (rule D13)."""
    held = set(figures)
    return {name: NOT_PRINTED for name in MEASURES if name not in held}


def _groups(rows: Iterable[ExportSalesRow]) -> dict[Group, list[ExportSalesRow]]:
    groups: dict[Group, list[ExportSalesRow]] = {}
    for row in rows:
        groups.setdefault((row.product, row.marketing_year, row.week_ending), []).append(row)
    return groups


def _refuse_doubles(source: str, rows: Iterable[ExportSalesRow]) -> None:
    seen: dict[tuple[object, ...], ExportSalesRow] = {}
    for row in rows:
        first = seen.setdefault((*row.series, row.week_ending), row)
        if first is not row:
            raise FormatChanged(
                source,
                f"{first.locator} and {row.locator}",
                f"both are {row.product} to {row.partner} in the week ending {row.week_ending}",
            )


def _is_counted(row: ExportSalesRow) -> bool:
    return row.partner == WORLD or not place_by_id(row.partner).is_aggregate


def _refused(row: ExportSalesRow, reason: str) -> RefusedRow:
    text = f"{row.product} to {row.partner}, week ending {row.week_ending}: {row.figures}"
    return RefusedRow(locator=row.locator, reason=reason, text=text)
