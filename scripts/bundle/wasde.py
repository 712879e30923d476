"""Readers of the captured supply and demand estimates: the US soybean balance by vintage.

Each report prints the month before beside its own; only its own column is kept. Prices and yields
are left out: the captures carry them with contradictory units.
"""

import csv
import io
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    SeriesKey,
    Status,
    Vintage,
    VintageBasis,
    end_of_day_in_washington,
    washington_instant,
)
from offtake.reference.codes import USA, WORLD
from offtake.reference.crops import marketing_year
from offtake.store import QuarantinedRow
from scripts.bundle.capture import Reading

_UNITS = {
    "million_bushels": "mbu",
    "million_acres": "macre",
    "Million Bushels": "mbu",
    "Million Acres": "macre",
}
_ATTRIBUTES = {
    "Area Harvested": "area_harvested",
    "Area Planted": "area_planted",
    "Beginning Stocks": "beginning_stocks",
    "Crushings": "crush",
    "Ending Stocks": "ending_stocks",
    "Exports": "exports",
    "Imports": "imports",
    "Production": "production",
    "Residual": "residual",
    "Seed": "seed",
    "Supply, Total": "supply_total",
    "Use, Total": "use_total",
}
_STATUS = {
    "projection": Status.ESTIMATED,
    "estimate": Status.ESTIMATED,
    "actual": Status.NORMAL,
}
NEVER_ISSUED = "2025-10-15"


def balance(releases: Path) -> Callable[[bytes, str], Reading]:
    """Return a reader of the long table by report; `releases` says when each came out."""

    def read(content: bytes, digest: str) -> Reading:
        times = _release_times(releases)
        cells: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
        for row in _own_month(pl.read_parquet(content)):
            cells[row["release_id"], row["attribute"], row["marketing_year"]].append(row)
        found, refused = [], []
        for (release, attribute, year), rows in cells.items():
            if len({row["value"] for row in rows}) > 1:
                reason = "one report prints two figures for one year in its own month's column"
                text = f"{release} {attribute} {year}: {[row['value'] for row in rows]}"
                refused.append(QuarantinedRow(release, reason, text))
                continue
            found.append(_observation(rows[0], _vintage(release, times), digest))
        return Reading(found, refused)

    return read


def monthly(content: bytes, digest: str) -> Reading:
    """Read the monthly table, whose dates name only the month of each report."""
    rows = csv.DictReader(io.StringIO(content.decode()))
    found, refused = [], []
    for line, row in enumerate(rows, start=2):
        attribute, unit = _ATTRIBUTES.get(row["attribute"]), _UNITS.get(row["unit"])
        if row["commodity"] != "SOYBEANS" or attribute is None or unit is None:
            continue
        if row["reference_period"] == NEVER_ISSUED:
            reason = "no report was issued in October 2025; a placeholder repeats September"
            refused.append(QuarantinedRow(f"row {line}", reason, str(row)))
            continue
        cells = {
            "attribute": attribute,
            "marketing_year": row["year"],
            "value": float(row["value"]),
            "unit": row["unit"],
            "year_status": "estimate",
            "locator": f"row {line}",
        }
        found.append(_observation(cells, _month_vintage(row["reference_period"]), digest))
    return Reading(found, refused)


def _own_month(table: pl.DataFrame) -> Iterable[dict[str, Any]]:
    own = pl.col("report_month").dt.strftime("%b")
    kept = table.filter(
        (pl.col("commodity") == "soybeans")
        & pl.col("unit").is_in(["million_bushels", "million_acres"])
        & (pl.col("attribute") != "farm_price")
        & pl.col("value").is_not_null()
        & ((pl.col("forecast_month") == "") | (pl.col("forecast_month").str.slice(0, 3) == own))
    )
    for row in kept.iter_rows(named=True):
        yield {**row, "locator": row["release_id"]}


def _release_times(releases: Path) -> dict[str, datetime]:
    """Return when each report came out. The catalogue prints noon in Washington as UTC (D20)."""
    table = pl.read_parquet(releases)
    return {
        row["release_id"]: washington_instant(
            row["release_datetime"].date(),
            row["release_datetime"].hour,
            row["release_datetime"].minute,
        )
        for row in table.iter_rows(named=True)
    }


def _vintage(release: str, times: dict[str, datetime]) -> Vintage:
    """Return a report's vintage; a corrected reissue came before the next report."""
    at = times[release]
    if not release.endswith(("-v2", "-v3")):
        return Vintage(at, VintageBasis.RELEASE)
    reports = sorted(set(times.values()))
    index = bisect_right(reports, at)
    last = reports[index].date() - timedelta(days=1) if index < len(reports) else at.date()
    return Vintage(end_of_day_in_washington(last), VintageBasis.INFERRED, earliest_at=at)


def _month_vintage(reference_period: str) -> Vintage:
    """Return the vintage of a report known only by month: out by the fifteenth."""
    fifteenth = date.fromisoformat(reference_period)
    return Vintage(
        end_of_day_in_washington(fifteenth),
        VintageBasis.INFERRED,
        earliest_at=washington_instant(fifteenth.replace(day=8), 12),
    )


def _observation(row: dict[str, Any], vintage: Vintage, digest: str) -> Observation:
    unit_code = _UNITS[row["unit"]]
    year = marketing_year("soybeans", date(int(row["marketing_year"][:4]), 9, 1))
    return Observation(
        key=SeriesKey(
            measure=f"wasde_{row['attribute']}",
            reporter=USA,
            partner=WORLD,
            flow=Flow.EXPORT if row["attribute"] == "exports" else Flow.NONE,
            product="soybeans",
            frequency=Frequency.ANNUAL,
            unit_code=unit_code,
            decimals=1,
        ),
        period=year,
        value=Decimal(str(row["value"])),
        status=_STATUS[row["year_status"]],
        vintage=vintage,
        snapshot=digest,
        locator=row["locator"],
    )
