"""Readers of the captured export sales files.

Each file has its own spelling of one report. All become `ExportSalesRow`s, are held to the
identities, and leave as observations. The vintage of a row is the publication of its week by
USDA's calendar; where a later capture prints another value, the store keeps it as a vintage of the
day it was seen.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby

from offtake.domain import Period
from offtake.reference.calendars import export_sales_vintage
from offtake.reference.codes import place, product
from offtake.reference.crops import marketing_year, marketing_year_ending
from offtake.sources import (
    Broken,
    ExportSalesRow,
    aggregates_disagree,
    broken_rows,
    observations,
)
from offtake.store import QuarantinedRow
from scripts.bundle.capture import Reading

LAST_NEXT_YEAR_WEEK = date(2026, 3, 26)
NO_NEXT_YEAR = (
    "next-year sales were not captured after the week ending 2026-03-26: sales of the new crop "
    "since then are not known here"
)
NO_GROSS = "gross new sales were not captured after the week ending 2025-05-29"
LAST_GROSS_WEEK = date(2025, 5, 29)
_E8 = {
    "weekly_exports": "weekly_exports",
    "accumulated_exports": "accumulated_exports",
    "outstanding_sales": "outstanding_sales",
    "gross_new_sales": "gross_new_sales",
    "net_sales": "net_sales",
    "total_commitment": "total_commitment",
    "next_my_outstanding_sales": "next_year_outstanding_sales",
    "next_my_net_sales": "next_year_net_sales",
}
_API = {
    "weeklyExports": "weekly_exports",
    "accumulatedExports": "accumulated_exports",
    "outstandingSales": "outstanding_sales",
    "grossNewSales": "gross_new_sales",
    "currentMYNetSales": "net_sales",
    "currentMYTotalCommitment": "total_commitment",
    "nextMYOutstandingSales": "next_year_outstanding_sales",
    "nextMYNetSales": "next_year_net_sales",
}
_UNITS = {"Metric Tons": "t", "Running Bales": "running_bale", "1": "t"}


def read_api_rows(content: bytes, digest: str) -> Reading:
    """Read raw API rows with a marketing-year column (soybeans to China and Mexico)."""
    rows = [
        ExportSalesRow(
            product=product("fas", cells["commodityCode"]).id,
            partner=place("census", cells["countryCode"]).id,
            unit_code=_UNITS[cells["unitId"]],
            marketing_year=marketing_year_ending("soybeans", int(cells["marketYear"])),
            week_ending=date.fromisoformat(cells["weekEndingDate"][:10]),
            figures=_figures(cells, _API),
            gaps={},
            locator=f"row {line}",
            is_provisional=False,
        )
        for line, cells in _csv(content)
    ]
    return _reading(rows, digest)


def read_query_rows(content: bytes, digest: str) -> Reading:
    """Read rows of the retired query site, whose marketing-year turn prints a week twice.

    A week of one commodity is a block that ends with GRAND TOTAL, or a single row where one
    country was asked for; the second block of a week is the opening of the new year.
    """
    rows: list[ExportSalesRow] = []
    seen: dict[tuple[str, str, str], int] = defaultdict(int)
    block_of: dict[tuple[str, str], int] = defaultdict(int)
    for line, cells in _csv(content):
        file, name, country = cells.get("source_file", ""), cells["commodity"], cells["country"]
        week = date.fromisoformat(cells["week_ending"])
        item = product("fas_name", name)
        has_blocks = "source_file" in cells
        block = block_of[file, cells["week_ending"]] if has_blocks else 0
        if not has_blocks:
            block = seen[name, country, cells["week_ending"]]
            seen[name, country, cells["week_ending"]] += 1
        if has_blocks and country == "GRAND TOTAL":
            block_of[file, cells["week_ending"]] += 1
        partner = place("fas_long", country)
        rows.append(
            ExportSalesRow(
                product=item.id,
                partner=partner.id,
                unit_code=_UNITS[cells["unit"]],
                marketing_year=_year_of_block(item.id, week, block),
                week_ending=week,
                figures=_figures(cells, _E8),
                gaps={},
                locator=f"row {line}",
                is_provisional=False,
            )
        )
    return _reading(rows, digest)


def read_country_rows(content: bytes, digest: str) -> Reading:
    """Read rows by commodity, country code and marketing year, without gross sales."""
    rows = [
        _named_row(
            cells,
            line,
            partner=place("census", cells["country_code"]).id,
            unit_code="t",
            year=marketing_year_ending(cells["commodity"], int(cells["market_year"])),
        )
        for line, cells in _csv(content)
    ]
    return _reading(rows, digest)


def read_total_rows(content: bytes, digest: str) -> Reading:
    """Read all-destination totals by commodity and marketing year."""
    rows = [
        _named_row(
            cells,
            line,
            partner="WORLD",
            unit_code="t",
            year=marketing_year_ending(cells["commodity"], int(cells["market_year"])),
        )
        for line, cells in _csv(content)
    ]
    return _reading(rows, digest, note="sum over the destinations printed")


def read_current_year_rows(content: bytes, digest: str) -> Reading:
    """Read rows that hold the current marketing year only, and add up all destinations."""
    rows = []
    for line, cells in _csv(content):
        item = product("fas_name", cells["commodity"])
        week = date.fromisoformat(cells["week_ending"])
        rows.append(
            _named_row(
                {**cells, "commodity": item.id},
                line,
                partner=place("fas_short", cells["country"]).id,
                unit_code=_UNITS[cells["unit"]],
                year=marketing_year(item.id, week),
            )
        )
    return _reading([*rows, *_totals(rows)], digest)


def _named_row(
    cells: dict[str, str], line: int, *, partner: str, unit_code: str, year: Period
) -> ExportSalesRow:
    week = date.fromisoformat(cells["week_ending"])
    figures = _figures(cells, _E8)
    if "total_commitment" not in figures:
        figures["total_commitment"] = figures["accumulated_exports"] + figures["outstanding_sales"]
    gaps = {}
    if "next_year_net_sales" not in figures and week > LAST_NEXT_YEAR_WEEK:
        gaps = dict.fromkeys(("next_year_outstanding_sales", "next_year_net_sales"), NO_NEXT_YEAR)
    if (cells["commodity"], partner) == ("soybeans", "CHN") and week > LAST_GROSS_WEEK:
        gaps["gross_new_sales"] = NO_GROSS
    return ExportSalesRow(
        product=cells["commodity"],
        partner=partner,
        unit_code=unit_code,
        marketing_year=year,
        week_ending=week,
        figures=figures,
        gaps=gaps,
        locator=f"row {line}",
        is_provisional=False,
    )


def _totals(rows: Iterable[ExportSalesRow]) -> Iterator[ExportSalesRow]:
    def week(row: ExportSalesRow) -> tuple[str, date]:
        return row.product, row.week_ending

    for (item, week_ending), group in groupby(sorted(rows, key=week), key=week):
        parts = list(group)
        figures = {name: sum(part.figures[name] for part in parts) for name in parts[0].figures}
        yield ExportSalesRow(
            product=item,
            partner="WORLD",
            unit_code=parts[0].unit_code,
            marketing_year=parts[0].marketing_year,
            week_ending=week_ending,
            figures=figures,
            gaps={name: why for name, why in parts[0].gaps.items() if name != "gross_new_sales"},
            locator=f"sum of {len(parts)} rows",
            is_provisional=False,
        )


def _reading(rows: list[ExportSalesRow], digest: str, note: str = "") -> Reading:
    """Hold rows to the identities; those that break one leave for quarantine."""
    rows = _mark_provisional(rows)
    broken = broken_rows(rows) + aggregates_disagree(rows, "outstanding_sales")
    refused = {id(one.row) for one in broken}
    sums = ("KNOWN", "EU27")
    kept = [row for row in rows if id(row) not in refused and row.partner not in sums]
    found = [
        observation
        for row in kept
        for observation in observations(
            row, vintage=export_sales_vintage(row.week_ending), snapshot=digest, note=note
        )
    ]
    return Reading(found, [_quarantined(one) for one in broken])


def _quarantined(one: Broken) -> QuarantinedRow:
    row = one.row
    text = f"{row.product} to {row.partner}, week ending {row.week_ending}: {row.figures}"
    return QuarantinedRow(locator=row.locator, reason=one.reason, text=text)


def _mark_provisional(rows: list[ExportSalesRow]) -> list[ExportSalesRow]:
    """Mark the last two weeks of a capture: first prints move in the week or two after (D9)."""
    last = sorted({row.week_ending for row in rows})[-2:]
    return [replace(row, is_provisional=True) if row.week_ending in last else row for row in rows]


def _year_of_block(product_id: str, week: date, block: int) -> Period:
    """Return the year a block of a week belongs to: the first closes, the second opens."""
    first_day = date.fromordinal(week.toordinal() - 6)
    return marketing_year(product_id, first_day if block == 0 else week)


def _figures(cells: dict[str, str], names: dict[str, str]) -> dict[str, int]:
    """Return the figures printed; an empty cell is no figure, never zero (D13)."""
    return {
        ours: int(float(cells[theirs]))
        for theirs, ours in names.items()
        if cells.get(theirs, "") != ""
    }


def _csv(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    yield from enumerate(reader, start=2)
