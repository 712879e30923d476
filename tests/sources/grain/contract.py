"""Specimens of the grain connectors for the contract, built by hand from the documented formats.

SOURCE: none of these bytes was served by a publisher. The forms are those of the data guide,
sections 2.5 to 2.8; the shape of the bids is that of the answer of 11 August 2026. A year file has
no end mark, so a cut between two of its lines cannot be seen in the bytes: see
`test_a_file_cut_between_two_lines_cannot_be_told_from_a_short_one`.
"""

import json
from collections.abc import Mapping

from sources.grain.specimens import (
    AGTRANSPORT,
    CERTIFICATES,
    PSD_REQUEST,
    WASDE_HEADER,
    YEAR_HEADER,
    YEAR_NEEDED,
    YEAR_REQUEST,
    bid_rows,
    psd_rows,
    report_text,
    table,
    wasde_rows,
)
from sources.specimens.kinds import Specimen, Table


def as_table(rows: Table) -> bytes:
    """Return rows as comma-separated text."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return table([{name: str(row.get(name, "")) for name in names} for row in rows], names)


def as_json(rows: Table) -> bytes:
    return json.dumps(list(rows), indent=1).encode()


def as_bids(rows: Table) -> bytes:
    stats = {"returnedRows": len(rows), "userAllowedRows": 100_000, "totalRows": len(rows)}
    return json.dumps(
        {"reportSection": "Report Detail", "stats": stats, "results": list(rows)}, indent=1
    ).encode()


def as_report(rows: Table) -> bytes:
    """Return the Monday report of some rows by region, all other sums worked out from them."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return report_text(names, rows, {"CORN": 3_500, "SOYBEANS": 1_500}).encode()


def region(region: str, country: str, corn: int, soybeans: int) -> Mapping[str, object]:
    return {"REGION": region, "COUNTRY": country, "CORN": corn, "SOYBEANS": soybeans,
            "TOTALS": corn + soybeans}  # fmt: skip


YEAR = Specimen(
    source="usda_inspections",
    name="year",
    rows=[{name: row.get(name, "") for name in YEAR_HEADER} for row in CERTIFICATES],
    write=as_table,
    request=YEAR_REQUEST,
    unread=tuple(name for name in YEAR_HEADER if name not in YEAR_NEEDED),
    code=("Destination", "RURITANIA"),
    number="Metric Ton",
)
QUARTER = Specimen(
    source="usda_inspections_agtransport",
    name="three-certificates",
    rows=AGTRANSPORT,
    write=as_json,
    request="https://agtransport.usda.gov/resource/sruw-w49i.json",
    code=("destination", "RURITANIA"),
    number="mt",
)
REPORT = Specimen(
    source="usda_inspections_report",
    name="two-regions",
    rows=[
        region("GULF", "CHINA", 0, 1_000),
        region("GULF", "MEXICO", 2_500, 0),
        region("INTERIOR", "KOREA REP", 0, 200),
        region("INTERIOR", "MEXICO", 1_000, 300),
    ],
    write=as_report,
    request="https://www.ams.usda.gov/mnreports/wa_gr101.txt",
    code=("COUNTRY", "RURITANIA"),
    pads_names=False,
)
ESTIMATES = Specimen(
    source="usda_wasde",
    name="csv",
    rows=[{name: row[name] for name in WASDE_HEADER} for row in wasde_rows()],
    write=as_table,
    request="https://www.usda.gov/sites/default/files/documents/oce-wasde-report-data-2026-08.csv",
    number="Value",
)
BALANCE = Specimen(
    source="usda_psd",
    name="soybeans-us-2025",
    rows=psd_rows(),
    write=as_json,
    request=PSD_REQUEST,
    code=("countryCode", "XX"),
    number="value",
)
BIDS = Specimen(
    source="usda_bids",
    name="one-day",
    rows=bid_rows(),
    write=as_bids,
    request="https://marsapi.ams.usda.gov/services/v1.2/reports/3147/Report%20Detail",
    number="price Min",
)

SPECIMENS = (YEAR, QUARTER, REPORT, ESTIMATES, BALANCE, BIDS)
