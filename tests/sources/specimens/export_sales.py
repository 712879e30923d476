"""Specimens of the export sales connectors, built by hand from the documented formats.

SOURCE: none of these bytes was served by a publisher. The formats are those of the data guide,
sections 2.1 to 2.4; figures of soybeans to China and Mexico are USDA's for the weeks named (public
domain), the others are made up so that the identities hold.
"""

import csv
import io
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from xml.sax.saxutils import quoteattr

from offtake.sources.usda_export_sales_agtransport import address
from offtake.sources.usda_export_sales_legacy import AS_SAVED
from sources.specimens.kinds import Specimen, Table

FAS_2022 = "https://api.fas.usda.gov/api/esr/exports/commodityCode/801/allCountries/marketYear/2022"
WEEKS = (date(2022, 3, 17), date(2022, 3, 24), date(2022, 3, 31))
CHINA = (
    (161686, 25787983, 1930749, 32503, 32478, 27718732, 5626000, -13000),
    (331871, 26119854, 2192077, 475780, 593199, 28311931, 5626000, 0),
    (458761, 26578615, 2168981, 371965, 435665, 28747596, 5626000, 0),
)
UNKNOWN = (
    (0, 0, 4_000_000, 60_000, -20_000, 4_000_000, 300_000, 100_000),
    (0, 0, 3_900_000, 30_000, -100_000, 3_900_000, 310_000, 10_000),
    (0, 0, 3_700_000, 0, -200_000, 3_700_000, 310_000, 0),
)


def as_json(rows: Table) -> bytes:
    return json.dumps(list(rows), indent=1).encode()


def as_summary_xml(rows: Table) -> bytes:
    details = "".join(
        "<Details "
        + " ".join(f"{name}={quoteattr(str(cell))}" for name, cell in row.items())
        + " />"
        for row in rows
    )
    title = (
        "COMPLETE WEEKLY REPORT - COMMODITY SUMMARY&#xD;&#xA;U. S. EXPORT SALES AS OF 3/26/2026"
        "&#xD;&#xA;&#xD;&#xA;All numbers are in the Thousands"
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><Report Name="CWRCommoditySummary" '
        f'ReportTitle="{title}" xmlns="CWRCommoditySummary"><Tablix1><Details_Collection>'
        f"{details}</Details_Collection></Tablix1></Report>"
    ).encode()


def as_legacy_csv(rows: Table) -> bytes:
    """Return the seven lines of heading and the rows; names stand two lines deep at most."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    upper = [name.rpartition(" ")[0] if name in AS_SAVED[3:-1] else "" for name in names]
    lower = [name.rpartition(" ")[2] if name in AS_SAVED[3:-1] else name for name in names]
    last = max(str(row.get("Date", "2022-03-31")) for row in rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(
        [
            ["Export Sales Query System"],
            ["", "Export Sales Data by Commodity/Date"],
            ["", f"From: 03/11/2022 To: {last[5:7]}/{last[8:]}/{last[:4]}"],
            ["Source: USDA/FAS/Export Sales Reporting"],
            ["2022-04-08"],
            upper,
            lower,
        ]
    )
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return text.getvalue().encode()


def as_highlights_text(rows: Table) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [
        "This summary is based on reports from exporters for the period March 20-26, 2026.",
        "",
        "Soybeans: Net sales of 353,300 MT for 2025/2026 were down 49 percent.",
        "",
        "April 2, 2026                  1                  FOREIGN AGRICULTURAL SERVICE/USDA",
        "",
        "SUMMARY OF EXPORT TRANSACTIONS",
        "Reported Under the Daily Reporting System",
        "For Period Ending March 26, 2026",
        "",
        " ".join(names),
        "",
    ]
    lines += ["  ".join(_flash_cell(name, row[name]) for name in row) for row in rows]
    lines += ["", "1/Export sales.", ""]
    return "\r\n".join(lines).encode()


def as_highlights_xml(rows: Table) -> bytes:
    text = as_highlights_text(rows).decode()
    quoted = quoteattr(text, {"\r": "&#xD;", "\n": "&#xA;", "  ": " \u00a0"})
    return (
        '<?xml version="1.0" encoding="utf-8"?><Report Name="WeeklyHighlightsReport" '
        'xmlns="WeeklyHighlightsReport"><Tablix1><Details_Collection>'
        f"<Details Textbox1={quoted} /></Details_Collection></Tablix1></Report>"
    ).encode()


def as_highlights_pdf(rows: Table) -> bytes:
    """Return the text as the one page of a PDF, a line below the other."""
    lines = [
        line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        for line in as_highlights_text(rows).decode().splitlines()
    ]
    shown = "".join(f"({line}) Tj T*\n" for line in lines)
    drawn = f"BT /F1 8 Tf 9 TL 40 780 Td\n{shown}ET\n".encode("latin-1", errors="replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%sendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        b"<< /Font << /F1 5 0 R >> >>",
    )
    content, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + (
        b"xref\n0 7\n0000000000 65535 f \n%strailer\n<< /Size 7 /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (table, len(content))
    )


def _flash_cell(name: str, cell: object) -> str:
    return f"{cell} MT 1/" if name.startswith("Quantity") else str(cell)


def fas_row(code: int, country: int, week: date, figures: tuple[int, ...]) -> Mapping[str, object]:
    names = (
        "weeklyExports", "accumulatedExports", "outstandingSales", "grossNewSales",
        "currentMYNetSales", "currentMYTotalCommitment", "nextMYOutstandingSales",
        "nextMYNetSales",
    )  # fmt: skip
    return {
        "commodityCode": code,
        "countryCode": country,
        **dict(zip(names, figures, strict=True)),
        "unitId": 1,
        "weekEndingDate": f"{week}T00:00:00",
    }


def socrata_row(
    commodity: str, country: str, week: date, figures: tuple[int, ...], *, kind: str = ""
) -> Mapping[str, object]:
    names = (
        "wkexportscmy", "accexportscmy", "outsalescmy", "grosalescmy", "netsalescmy",
        "totcommcmy", "outsalesnmy", "netsalesnmy",
    )  # fmt: skip
    return {
        "date": f"{week}T00:00:00.000",
        "myear": "2021/2022",
        "commodity": commodity,
        **({"type": kind} if kind else {}),
        "country": country,
        "unit": "Metric Tons",
        **{name: str(value) for name, value in zip(names, figures, strict=True)},
    }


def summary_row(
    code: int, week: str, number: int, year: str, figures: tuple[str, ...]
) -> Mapping[str, object]:
    names = (
        "NewSales", "PurchaseForeignSellers", "BuyBacks_Cancellations", "WeeklyExports",
        "NetSales", "OutstandingSales", "AccumulatedExports", "TotalCommitment",
        "PreviousMKTYearAccumulatedExports", "PreviousMKTYearOutstandingSales",
        "NextMKTYearOutstandingSales", "NextMKTYearNetSales", "WASDEReportProjectionsQuantity",
    )  # fmt: skip
    return {
        "CommodityCode": code,
        "CommodityName": f"COMMODITY {code}",
        "PeriodEndingDate": week,
        "MarketingYearWeekNumber": number,
        "MYCOType": "Standard",
        "MarketingYear": year,
        **dict(zip(names, figures, strict=True)),
    }


def legacy_row(
    commodity: str, country: str, week: date, figures: tuple[int, ...], *, unit: str = "Metric Tons"
) -> Mapping[str, object]:
    cells = (commodity, week, country, *figures, unit)
    return dict(zip(AS_SAVED, cells, strict=True))


def added(*parts: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*parts, strict=True)))


def running(begin: tuple[int, int], trade: list[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Return rows of figures for weeks of exports and net sales, levels as running sums."""
    rows: list[tuple[int, ...]] = []
    shipped, waiting = begin
    for exported, sold in trade:
        shipped, waiting = shipped + exported, waiting + sold - exported
        rows.append((exported, shipped, waiting, max(sold, 0), sold, shipped + waiting, 0, 0))
    return rows


HRW = running((5_000_000, 700_000), [(80_000, 60_000), (90_000, 20_000), (70_000, -5_000)])
SRW = running((2_000_000, 300_000), [(20_000, 10_000), (0, 0), (30_000, 15_000)])

FAS = Specimen(
    source="usda_export_sales",
    name="soybeans-2022",
    rows=[
        *(fas_row(801, 5700, week, row) for week, row in zip(WEEKS, CHINA, strict=True)),
        *(fas_row(801, 9990, week, row) for week, row in zip(WEEKS, UNKNOWN, strict=True)),
    ],
    write=as_json,
    request=FAS_2022,
    code=("countryCode", "5799"),
    number="accumulatedExports",
    reads_commas=False,
)
AGTRANSPORT = Specimen(
    source="usda_export_sales_agtransport",
    name="three-weeks",
    rows=[
        *(
            socrata_row("Soybeans", "CHINA, PEOPLES REPUBLIC OF", week, row)
            for week, row in zip(WEEKS, CHINA, strict=True)
        ),
        *(
            socrata_row("Soybeans", "UNKNOWN", week, row)
            for week, row in zip(WEEKS, UNKNOWN, strict=True)
        ),
        *(
            socrata_row("Wheat", "MEXICO", week, row, kind=kind)
            for kind, rows in (("HRW", HRW), ("SRW", SRW))
            for week, row in zip(WEEKS, rows, strict=True)
        ),
    ],
    write=as_json,
    request=address(WEEKS[0], WEEKS[-1]),
    code=("country", "CHINA"),
    number="accexportscmy",
)
SUMMARY = Specimen(
    source="usda_export_sales_query",
    name="summary",
    rows=[
        summary_row(
            801, "03/26/2026", 30, "Sep 2025/Aug 2026",
            ("366.601", "0", "13.342", "681.914", "353.259", "7729.702", "29880.024", "37609.726",
             "40709.074", "5272.261", "242.633", "0", "42.87"),
        ),
        summary_row(
            801, "03/19/2026", 29, "Sep 2025/Aug 2026",
            ("680.184", "0", "11.283", "1344.226", "668.901", "8058.357", "29198.11", "37256.467",
             "39867.161", "5704.002", "242.633", "27", "42.87"),
        ),
        summary_row(
            102, "03/26/2026", 43, "Jun 2025/May 2026",
            ("5.574", "0", "4.896", "45.021", "0.678", "602.08", "2702.588", "3304.668",
             "2552.899", "565.835", "171.974", "24.834", "0"),
        ),
    ],
    write=as_summary_xml,
    request="https://apps.fas.usda.gov/esrqs/StaticReports/CWRCommoditySummary.xml",
    code=("CommodityCode", "899"),
    number="AccumulatedExports",
    pads_names=False,
)  # fmt: skip
PUBLICATIONS = Specimen(
    source="usda_export_sales_query",
    name="week-endings",
    rows=[
        {
            "id": number,
            "weekEndingDate": f"{date(2026, 7, 2) + timedelta(weeks=number)}T00:00:00",
            "weekEndingDateStatusId": 2 if published else 0,
            "publishedDatetime": published,
        }
        for number, published in enumerate(
            ("2026-07-09T08:30:00", "2026-07-16T08:30:00", "2026-07-23T08:31:12", None)
        )
    ],
    write=as_json,
    request="https://apps.fas.usda.gov/esrqs/api/lookups/GetWeekEndingDates",
    unread=("id", "weekEndingDateStatusId"),
)
LEGACY = Specimen(
    source="usda_export_sales_legacy",
    name="blocks",
    rows=[
        legacy_row("Soybeans", country, week, figures)
        for week, china, unknown in zip(WEEKS, CHINA, UNKNOWN, strict=True)
        for country, figures in (
            ("CHINA, PEOPLES REPUBLIC OF", china),
            ("EUROPEAN UNION - 27", (0,) * 8),
            ("KNOWN", china),
            ("UNKNOWN", unknown),
            ("GRAND TOTAL", added(china, unknown)),
        )
    ],
    write=as_legacy_csv,
    retrieved_at=datetime(2022, 4, 8, 12, tzinfo=UTC),
    code=("Country", "CHINA"),
    number="Accum. Exports",
)
_SALES: Table = [
    {"Commodity": "Soybeans", "Destination": "Unknown", "Quantity (MT)": "105,000",
     "Marketing": "2025/2026"},
    {"Commodity": "Corn", "Destination": "South Korea", "Quantity (MT)": "136,000",
     "Marketing": "2026/2027"},
    {"Commodity": "Hard Red Spring Wheat", "Destination": "Nigeria", "Quantity (MT)": "100,000",
     "Marketing": "2026/2027"},
]  # fmt: skip
FLASH_TEXT = Specimen(
    source="usda_flash_sales",
    name="text",
    rows=_SALES,
    write=as_highlights_text,
    code=("Destination", "Ruritania"),
    number="Quantity (MT)",
)
FLASH_XML = Specimen(
    source="usda_flash_sales",
    name="xml",
    rows=_SALES,
    write=as_highlights_xml,
    request="https://apps.fas.usda.gov/esrqs/StaticReports/WeeklyHighlightsReport.xml",
    code=("Destination", "Ruritania"),
    number="Quantity (MT)",
)
FLASH_PDF = Specimen(
    source="usda_flash_sales",
    name="pdf",
    rows=_SALES,
    write=as_highlights_pdf,
    code=("Destination", "Ruritania"),
    number="Quantity (MT)",
    pads_names=False,
)
HISTORY = Specimen(
    source="usda_export_sales_query",
    name="weekly-totals",
    rows=[
        {
            "commodityId": 14,
            "commodityName": "SOYBEANS",
            "weekNumber": number,
            "myDefinition": "Sep 2025/Aug 2026",
            "weekEndingDate": f"{week}T00:00:00",
            "weeklyExport": exported,
            "netSales": sold,
            "outstandingSales": waiting,
            "accumulatedExport": shipped,
            "nextYearOutstandingSales": later,
            "nextYearNetSales": sold_later,
            "mycoTypeName": "Standard",
        }
        for number, week, exported, sold, waiting, shipped, later, sold_later in (
            (29, "2026-03-19", 1_344_226, 668_901, 8_058_357, 29_198_110, 242_633, 27_000),
            (30, "2026-03-26", 681_914, 353_259, 7_729_702, 29_880_024, 242_633, 0),
        )
    ],
    write=as_json,
    request="https://apps.fas.usda.gov/esrqs/api/reports/WeeklyHistorialReportData"
    "?WeekEndingDate=03/26/2026&CommodityId=14",
    unread=("commodityName", "weekNumber"),
    code=("commodityId", "99"),
    number="accumulatedExport",
)

SPECIMENS = (
    FAS, AGTRANSPORT, SUMMARY, PUBLICATIONS, HISTORY, LEGACY, FLASH_TEXT, FLASH_XML, FLASH_PDF,
)  # fmt: skip
