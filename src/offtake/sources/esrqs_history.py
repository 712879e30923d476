"""World totals by week, as the query site's pages ask for them (`WeeklyHistorialReportData`).

A JSON list of one commodity, in whole units. No answer was captured: the names of the columns are
those that programs of others read. The site may want a token for it that only its own pages get,
so it is not asked for by a fetch; a saved answer is read by `offtake import`.
"""

from collections.abc import Mapping, Sequence

from offtake.domain import Snapshot
from offtake.errors import AnswerEmpty, CodeUnknown, PeriodInvalid
from offtake.reference.codes import WORLD
from offtake.sources.cells import Cell, columns
from offtake.sources.export_sales import ExportSalesRow
from offtake.sources.export_sales_codes import followed, unit_of, year_of_months
from offtake.sources.export_sales_reading import gaps_of, parsed
from offtake.sources.protocol import Parsed

_ADDRESS = "/reports/WeeklyHistorialReportData"
FIGURES = {
    "weeklyExport": "weekly_exports",
    "netSales": "net_sales",
    "outstandingSales": "outstanding_sales",
    "accumulatedExport": "accumulated_exports",
    "nextYearOutstandingSales": "next_year_outstanding_sales",
    "nextYearNetSales": "next_year_net_sales",
}
_NAMES = ("commodityId", "myDefinition", "weekEndingDate", "mycoTypeName")
_OWN = frozenset({"weeklyExport", "accumulatedExport", "myDefinition", "mycoTypeName"})
COMMODITIES = {
    "1": "101", "2": "102", "3": "103", "7": "107", "10": "401", "12": "601", "14": "801",
    "27": "1404", "34": "1505",
}  # fmt: skip
"""The site's own numbers of commodities, as far as they are known, and the codes of the report."""


def is_history(snapshot: Snapshot, rows: Sequence[Mapping[str, object]]) -> bool:
    """Tell whether a list is of weekly totals: its address says so, or its columns."""
    names = {name.strip() for name in rows[0]} if rows else set()
    return _ADDRESS in snapshot.request or bool(names & _OWN)


def read_history(source: str, snapshot: Snapshot, rows: Sequence[Mapping[str, object]]) -> Parsed:
    """Return the weekly totals of a list.

    Raises:
        AnswerError: A column is missing, or a value is not what it was.
        CodeUnknown: The number of its commodity is not known.
    """
    if not rows:
        raise AnswerEmpty(source, "body", "no week of a commodity reported since 1998")
    found = [_row(source, f"row {number}", row) for number, row in enumerate(rows)]
    return parsed(
        [one for one in found if one is not None],
        source=source,
        snapshot=snapshot,
        printed=len(rows),
    )


def _row(source: str, where: str, row: Mapping[str, object]) -> ExportSalesRow | None:
    """Return a week, or none for a commodity that is known and not followed."""
    printed = {name.strip(): str(value) for name, value in row.items()}
    columns(source, where, printed, required=(*_NAMES, *FIGURES), optional=printed)
    cells = {name: Cell(source, where, name, text) for name, text in printed.items()}
    cells["mycoTypeName"].one_of({"Standard": "current"})
    number = str(cells["commodityId"].whole())
    if number not in COMMODITIES:
        raise CodeUnknown("product", "esrqs", number, tuple(COMMODITIES))
    item = followed(COMMODITIES[number])
    figures = {ours: cells[theirs].whole() for theirs, ours in FIGURES.items()}
    week = cells["weekEndingDate"].day("%Y-%m-%dT00:00:00")
    if item is None:
        return None
    one = ExportSalesRow(
        product=item,
        partner=WORLD,
        unit_code=unit_of(COMMODITIES[number]),
        marketing_year=year_of_months(item, cells["myDefinition"]),
        week_ending=week,
        figures=figures,
        gaps=gaps_of(figures),
        locator=where,
        is_provisional=False,
    )
    try:
        _ = one.period
    except PeriodInvalid as fault:
        raise cells["weekEndingDate"].changed(f"and 'myDefinition' disagree: {fault}") from None
    return one
