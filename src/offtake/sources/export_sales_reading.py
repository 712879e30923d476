"""What all export sales connectors share: from rows to what a parse hands on.

A row that breaks an identity is refused with its reason. Aggregates serve the checks and are then
dropped, but for the world: the publisher's own total where one is printed, else the sum of the
destinations.

No row is marked provisional here. First prints move in the two reports after (rule D9), but how
young a row is depends on which weeks are out, not on its bytes: `offtake.ingest` marks it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np

from offtake.columns import Coded, Mask, Observations, together
from offtake.domain import Period, Snapshot, Vintage, VintageBasis, thursdays
from offtake.errors import FormatChanged
from offtake.reference.calendars import export_sales_due, export_sales_vintage
from offtake.reference.codes import WORLD, place_by_id
from offtake.sources.export_sales import LARGEST, MEASURES, ExportSalesRow
from offtake.sources.export_sales_identities import breaches, disagreements
from offtake.sources.export_sales_table import ExportSalesTable
from offtake.sources.protocol import Parsed, RefusedRow

NOT_PRINTED = "the publisher's row does not have this figure"

Group = tuple[str, Period, date]
Rows = Iterable[ExportSalesRow] | ExportSalesTable


@dataclass(frozen=True, slots=True)
class Caveat:
    """What must be said of the figures of a week, as long as they look as they did."""

    weeks: tuple[date, ...]
    note: str


def parsed(
    rows: Rows,
    *,
    source: str,
    snapshot: Snapshot,
    printed: int,
    refused: Iterable[RefusedRow] = (),
    caveat: Caveat | None = None,
    vintage: Vintage | None = None,
) -> Parsed:
    """Return rows as observations, those that break an identity as refused.

    `printed` is how many rows the publisher printed. `vintage` is when they became known if the
    bytes say so; else the calendar of the report tells.

    Raises:
        FormatChanged: Two rows stand for one product, destination, marketing year and week, or a
            figure is more than any quantity.
    """
    if not isinstance(rows, ExportSalesTable):
        rows = tuple(rows)
        _refuse_huge(source, rows)
    table = ExportSalesTable.of(rows)
    _refuse_doubles(source, table)
    reasons: dict[int, str] = {}
    for place, reason in (*breaches(table), *disagreements(table, MEASURES)):
        reasons.setdefault(place, reason)
    is_kept = table.partner.where(_is_counted)
    is_kept[list(reasons)] = False
    kept, weeks = table.take(is_kept), caveat.weeks if caveat else ()
    return Parsed(
        observations=kept.observations(
            vintage=kept.week_ending.mapped(
                lambda week: vintage or seen_vintage(week, snapshot.retrieved_at)
            ),
            snapshot=snapshot.sha256,
            note=kept.week_ending.mapped(
                lambda week: caveat.note if caveat and week in weeks else ""
            ),
        ),
        refused=(
            *refused,
            *(_refused(table.row(place), reasons[place]) for place in sorted(reasons)),
        ),
        rows=printed,
        newest=max(table.week_ending.used().values(), default=None),
    )


def observations(
    row: ExportSalesRow, *, vintage: Vintage, snapshot: str, note: str = ""
) -> Observations:
    """Return a row's figures, and a missing one for each gap, as observations."""
    return ExportSalesTable.of([row]).observations(
        vintage=Coded.same(vintage, 1), snapshot=snapshot, note=Coded.same(note, 1)
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


def with_world(rows: Rows, *, incomplete: Iterable[Group] = ()) -> ExportSalesTable:
    """Return rows and, for each product, year and week without a printed total, their sum.

    `incomplete` are the groups of which a destination could not be read: they get no sum.
    """
    table = ExportSalesTable.of(rows)
    groups = together(table.product, table.marketing_year, table.week_ending)
    is_total = table.partner.where(lambda partner: partner == WORLD)
    is_part = table.partner.where(lambda partner: not place_by_id(partner).is_aggregate)
    is_part &= ~np.isin(groups, groups[is_total]) & ~in_groups(table, incomplete)
    sums = table.take(is_part).summed(groups[is_part])
    return table.and_then(replace(sums, partner=Coded.same(WORLD, len(sums))))


def in_groups(table: ExportSalesTable, groups: Iterable[Group]) -> Mask:
    """Return for each row whether its product, year and week are among some."""
    found = np.zeros(len(table), dtype=np.bool_)
    for product, year, week in groups:
        found |= (
            table.product.where(product.__eq__)
            & table.marketing_year.where(year.__eq__)
            & table.week_ending.where(week.__eq__)
        )
    return found


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


def _refuse_huge(source: str, rows: Iterable[ExportSalesRow]) -> None:
    """Refuse a figure that no sum of figures has room for."""
    for row in rows:
        for name, figure in row.figures.items():
            if abs(figure) > LARGEST:
                problem = f"{name} of {figure:,} is more than any quantity"
                raise FormatChanged(source, row.locator, problem)


def _refuse_doubles(source: str, table: ExportSalesTable) -> None:
    names = together(table.product, table.partner, table.marketing_year, table.week_ending)
    order = np.argsort(names, kind="stable")
    doubled = order[1:][np.diff(names[order]) == 0]
    if not len(doubled):
        return
    row = table.row(int(doubled.min()))
    first = table.locator[int(np.argmax(names == names[doubled.min()]))]
    raise FormatChanged(
        source,
        f"{first} and {row.locator}",
        f"both are {row.product} to {row.partner} in the week ending {row.week_ending}",
    )


def _is_counted(partner: str) -> bool:
    return partner == WORLD or not place_by_id(partner).is_aggregate


def _refused(row: ExportSalesRow, reason: str) -> RefusedRow:
    text = f"{row.product} to {row.partner}, week ending {row.week_ending}: {row.figures}"
    return RefusedRow(locator=row.locator, reason=reason, text=text)
