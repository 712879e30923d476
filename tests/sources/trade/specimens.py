"""Specimens of the customs sources, built by hand from the documented forms.

SOURCE: none of these bytes was served by a publisher, and the figures are made up. The forms are
those of the data guide, sections 2.10 and 2.11, and of the captured copies beside the checkout.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from openpyxl import Workbook

from offtake.domain import Snapshot
from offtake.sources.comtrade_rows import UNREAD
from sources.specimens.kinds import Specimen, Table

AT = datetime(2026, 8, 22, 12, tzinfo=UTC)


def snapshot(content: bytes, request: str = "file:///made.csv") -> Snapshot:
    """Return the record of bytes brought for a request."""
    return Specimen("", "", (), as_json, request=request).snapshot(content)


def as_json(rows: Table) -> bytes:
    """Return rows as the service's answer."""
    answer = {"elapsedTime": "0.1 secs", "count": len(rows), "data": list(rows), "error": ""}
    return json.dumps(answer, indent=1).encode()


def as_csv(rows: Table) -> bytes:
    """Return rows as comma-separated text with a heading."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return text.getvalue().encode()


def as_xlsx(rows: Table, *, sheets: Sequence[Table] = ()) -> bytes:
    """Return rows as a workbook: a sheet of them, and others."""
    book, out = Workbook(), io.BytesIO()
    del book["Sheet"]
    for number, those in enumerate((rows, *sheets), start=1):
        sheet = book.create_sheet(f"Sheet{number}")
        names = list(dict.fromkeys(name for row in those for name in row))
        for line in ([names] if names else []) + [[row.get(one) for one in names] for row in those]:
            sheet.append([str(cell) if isinstance(cell, tuple) else cell for cell in line])
    book.save(out)
    return out.getvalue()


def comtrade_row(code: str, value: float, weight: float | None, **cells: object
                 ) -> dict[str, object]:  # fmt: skip
    """Return a row of US exports to China in 2021, of so many dollars and kilograms."""
    return {
        "typeCode": "C", "freqCode": "A", "refPeriodId": 20210101, "refYear": 2021, "refMonth": 52,
        "period": "2021", "reporterCode": 842, "reporterISO": "USA", "reporterDesc": "USA",
        "flowCode": "X", "flowDesc": "Export", "partnerCode": 156, "partnerISO": "CHN",
        "partnerDesc": "China", "partner2Code": 0, "partner2ISO": "W00", "partner2Desc": "World",
        "classificationCode": "H5", "classificationSearchCode": "HS",
        "isOriginalClassification": True, "cmdCode": code, "cmdDesc": "",
        "aggrLevel": 0 if code == "TOTAL" else len(code), "isLeaf": len(code) == 6,
        "customsCode": "C00", "customsDesc": "TOTAL CPC", "mosCode": "0", "motCode": 0,
        "motDesc": "", "qtyUnitCode": 8, "qtyUnitAbbr": "kg", "qty": weight,
        "isQtyEstimated": False, "altQtyUnitCode": -1, "altQtyUnitAbbr": "N/A", "altQty": None,
        "isAltQtyEstimated": False, "netWgt": weight, "isNetWgtEstimated": False, "grossWgt": 0.0,
        "isGrossWgtEstimated": False, "cifvalue": None, "fobvalue": value, "primaryValue": value,
        "legacyEstimationFlag": 0, "isReported": len(code) == 6, "isAggregate": len(code) < 6,
    } | cells  # fmt: skip


COMTRADE_ROWS: tuple[dict[str, object], ...] = (
    comtrade_row("TOTAL", 5_000_000.0, 0.0),
    comtrade_row("12", 4_000_000.0, 8_000.0),
    comtrade_row("1201", 3_500_000.0, 7_000.0),
    comtrade_row("120190", 3_500_000.0, 7_000.25, isNetWgtEstimated=True),
    comtrade_row("880240", 1_000_000.5, None, qtyUnitCode=5, qty=3.0),
)
COMTRADE = Specimen(
    source="un_comtrade",
    name="us-exports",
    rows=COMTRADE_ROWS,
    write=as_json,
    request="https://comtradeapi.un.org/data/v1/get/C/A/HS?reporterCode=842&period=2021",
    unread=UNREAD,
    code=("partnerCode", "9999"),
    number="primaryValue",
)
PREVIEW = Specimen(
    source="un_comtrade_preview",
    name="us-exports",
    rows=COMTRADE_ROWS,
    write=as_json,
    request="https://comtradeapi.un.org/public/v1/preview/C/A/HS?reporterCode=842&period=2021",
    unread=UNREAD,
    code=("reporterCode", "9999"),
    number="primaryValue",
)


def china_row(
    when: str, partner: str, code: str, kilograms: int, value: str, **cells: str
) -> dict[str, str]:
    """Return a row of the query site: month, partner, code, weight and yuan."""
    return {
        "数据年月": when,
        "贸易伙伴编码": partner,
        "贸易伙伴名称": {"502": "美国", "410": "巴西"}.get(partner, ""),
        "商品编码": code,
        "商品名称": "大豆",
        "第一数量": str(kilograms),
        "第一计量单位": "千克",
        "第二数量": "0",
        "第二计量单位": "?",
        "人民币": value,
    } | cells


def as_china_csv(rows: Table, *, encoding: str = "gb18030") -> bytes:
    """Return rows as the site exports them: each cell quoted, each line with a comma behind."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    quoted = ("".join(f'"{cell}",' for cell in line) for line in lines)
    return ("\n".join(quoted) + "\n").encode(encoding)


CHINA_ROWS = (
    # The names are as long as they are so that no cut of the contract falls between two lines: a
    # file has no end mark, see `test_a_file_cut_between_two_lines_cannot_be_told_from_a_short_one`.
    china_row("202501", "410", "12019019", 2220319923, "7,416,245,543", 商品名称="大豆 1"),
    china_row("202501", "502", "12011000", 14, "3,613", 商品名称="大豆 "),
    china_row("202501", "502", "12019019", 4918522544, "16,424,649,924"),
    china_row("202503", "502", "12019019", 2436107694, "7,995,435,350"),
)
CHINA = Specimen(
    source="china_customs",
    name="soybeans",
    rows=CHINA_ROWS,
    write=as_china_csv,
    request="imports of 1201",
    unread=("贸易伙伴名称", "商品名称"),
    code=("贸易伙伴编码", "888"),
    number="第一数量",
)


FRED_URL = "https://fred.stlouisfed.org/graph/fredgraph.csv?id=EXPCH"
FRED_ROWS = tuple(
    {"observation_date": f"2026-0{number}-01", "EXPCH": value}
    for number, value in enumerate(("7312.12", "7412.25", "8597.67", "8601.50", "8700.25"), start=1)
)
FRED = Specimen(
    source="fred",
    name="csv",
    rows=FRED_ROWS,
    write=as_csv,
    request=FRED_URL,
    number="EXPCH",
)


def as_fred_json(rows: Table, **cells: object) -> bytes:
    """Return rows as the service's answer."""
    answer = {
        "realtime_start": "2026-08-22", "realtime_end": "2026-08-22",
        "observation_start": "1600-01-01", "observation_end": "9999-12-31", "units": "lin",
        "output_type": 1, "file_type": "json", "order_by": "observation_date",
        "sort_order": "asc", "count": len(rows), "offset": 0, "limit": 100000,
        "observations": list(rows),
    } | cells  # fmt: skip
    return json.dumps(answer, indent=1).encode()


def fred_row(day: str, value: str, since: str = "2026-08-22") -> dict[str, object]:
    """Return a figure of the service, and the day since which it stood."""
    return {"realtime_start": since, "realtime_end": "2026-08-22", "date": day, "value": value}


FRED_JSON = Specimen(
    source="fred",
    name="json",
    rows=[fred_row(str(row["observation_date"]), str(row["EXPCH"])) for row in FRED_ROWS],
    write=as_fred_json,
    request="https://api.stlouisfed.org/fred/series/observations?series_id=EXPCH&file_type=json",
    number="value",
)


def with_cells(rows: Sequence[Mapping[str, object]], **cells: object) -> list[dict[str, object]]:
    """Return rows whose first has other cells."""
    return [{**rows[0], **cells}, *map(dict, rows[1:])]


SPECIMENS: tuple[Specimen, ...] = (COMTRADE, PREVIEW, CHINA, FRED, FRED_JSON)
