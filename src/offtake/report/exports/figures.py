"""Figures under the names of SDMX, so that statistical software knows each column.

The rows are SDMX-CSV 2.0: the first three columns name the structure and the action, and columns
that the structure does not know stand beside. A reporting week is no week of ISO 8601 (it runs from
Friday to Thursday and may be cut by a marketing year), so its TIME_PERIOD is a time range: the
first day and how long it lasts.
"""

from collections.abc import Iterable
from datetime import UTC, date
from decimal import Decimal
from typing import Any

from offtake.domain import Frequency, Observation, Period, month_holding, year_holding
from offtake.report.exports.tables import Column, Kind, Table

STRUCTURE_ID = "OFFTAKE:FIGURES(1.0)"
DIMENSIONS = ("FREQ", "REF_AREA", "COUNTERPART_AREA", "TRADE_FLOW", "PRODUCT", "INDICATOR")
"""The dimensions of a series but for its unit, in order; TIME_PERIOD is the last of a figure."""
ATTRIBUTES = ("UNIT_MEASURE", "UNIT_MULT", "DECIMALS", "OBS_STATUS")
"""What SDMX says beside a value."""

_COLUMNS = (
    Column("STRUCTURE", Kind.TEXT, "always datastructure: SDMX-CSV 2.0 begins so"),
    Column("STRUCTURE_ID", Kind.TEXT, "the structure of these rows"),
    Column("ACTION", Kind.TEXT, "always I, for information"),
    Column("FREQ", Kind.TEXT, "D daily, W weekly, M monthly, A annual (CL_FREQ)"),
    Column("REF_AREA", Kind.TEXT, "who reports"),
    Column("COUNTERPART_AREA", Kind.TEXT, "the other end of the trade; WORLD and UNKNOWN are ours"),
    Column("TRADE_FLOW", Kind.TEXT, "X exports, M imports, _Z neither, as the reporter sees it"),
    Column("PRODUCT", Kind.TEXT, "id of the product, or edition and code of the Harmonized System"),
    Column("INDICATOR", Kind.TEXT, "the measure, in the words of offtake"),
    Column("TIME_PERIOD", Kind.TEXT, "the period: a day, month or year, or its start and length"),
    Column("OBS_VALUE", Kind.NUMBER, "the figure; none where it is missing"),
    Column("OBS_STATUS", Kind.TEXT, "A normal, E estimated, P provisional, M missing"),
    Column("UNIT_MEASURE", Kind.TEXT, "unit of the figure"),
    Column("UNIT_MULT", Kind.WHOLE, "power of ten of the unit, always 0"),
    Column("DECIMALS", Kind.WHOLE, "decimal places the publisher prints"),
    Column("period_start", Kind.DAY, "first day the figure covers"),
    Column("period_end", Kind.DAY, "last day the figure covers"),
    Column("known_at", Kind.INSTANT, "when the figure became knowable"),
    Column(
        "vintage_basis", Kind.TEXT, "what that rests on: release, schedule, inferred, retrieval"
    ),
    Column("snapshot", Kind.TEXT, "sha256 of the bytes that say so"),
    Column("locator", Kind.TEXT, "the place in those bytes"),
    Column("note", Kind.TEXT, "reason of a gap, or caveat of a figure"),
    Column("as_of", Kind.DAY, "the day, in Washington, whose knowledge is used"),
    Column(
        "revision", Kind.WHOLE, "revision of the store: with as_of it names the answer for ever"
    ),
)
_NOTES = (
    "Figures belong to no reading: the table contributions says which reading uses them, and how.",
    "Units are those of offtake (t, USD, running_bale), not of CL_UNIT.",
)


def figure_table(observations: Iterable[Observation], *, as_of: date, revision: int) -> Table:
    """Return a row for each figure as it stood on a day, under the names of SDMX."""
    named: dict[str, Any] = {"as_of": as_of.isoformat(), "revision": revision}
    rows = tuple(_row(one) | named for one in observations)
    title = "Figures as they stood, by series and period"
    return Table("figures", title, as_of, revision, _COLUMNS, rows, _NOTES)


def _row(one: Observation) -> dict[str, Any]:
    key = one.key
    return {
        "STRUCTURE": "datastructure",
        "STRUCTURE_ID": STRUCTURE_ID,
        "ACTION": "I",
        "FREQ": key.frequency.value,
        "REF_AREA": key.reporter,
        "COUNTERPART_AREA": key.partner,
        "TRADE_FLOW": key.flow.value,
        "PRODUCT": key.product,
        "INDICATOR": key.measure,
        "TIME_PERIOD": time_period(one.period),
        "OBS_VALUE": _number(one.value),
        "OBS_STATUS": one.status.value,
        "UNIT_MEASURE": key.unit_code,
        "UNIT_MULT": 0,
        "DECIMALS": key.decimals,
        "period_start": one.period.start.isoformat(),
        "period_end": one.period.last_day.isoformat(),
        "known_at": one.vintage.known_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "vintage_basis": one.vintage.basis.value,
        "snapshot": one.snapshot,
        "locator": one.locator,
        "note": one.note,
    }


def time_period(period: Period) -> str:
    """Return a period as an SDMX TIME_PERIOD.

    >>> from offtake.domain import reporting_week
    >>> time_period(month_holding(date(2026, 1, 5))), time_period(year_holding(date(2026, 1, 5)))
    ('2026-01', '2026')
    >>> time_period(reporting_week(date(2026, 1, 1)))
    '2025-12-26/P7D'
    """
    start = period.start.isoformat()
    if period == month_holding(period.start):
        return start[:7]
    if period == year_holding(period.start):
        return start[:4]
    if period.frequency is Frequency.DAILY and period.days == 1:
        return start
    if period.frequency is Frequency.ANNUAL and _is_same_day_of_year(period.start, period.end):
        return f"{start}/P1Y"
    return f"{start}/P{period.days}D"


def _is_same_day_of_year(start: date, end: date) -> bool:
    return (start.month, start.day, start.year + 1) == (end.month, end.day, end.year)


def _number(value: Decimal | None) -> int | float | None:
    """Return a figure as the JSON number that prints as the publisher printed it."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
