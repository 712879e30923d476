"""Specimens of the grain sources: real ones beside the checkout, small ones built by hand.

What is built here follows the documented form (data guide 2.5 to 2.8); none was captured.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from offtake.domain import Observation, Snapshot
from offtake.sources import Parsed

RAW = Path("data/usda/samples/raw_samples")
LATER = datetime(2027, 6, 1, tzinfo=UTC)


def snapshot(content: bytes, *, request: str = "https://example.test/", at: datetime = LATER
             ) -> Snapshot:  # fmt: skip
    """Return the record of some bytes served for a request."""
    return Snapshot(
        sha256=sha256(content).hexdigest(),
        request=request,
        media_type="text/plain",
        retrieved_at=at,
        size_bytes=len(content),
        is_archived=True,
    )


def values(parsed: Parsed, measure: str, item: str, partner: str = "WORLD"
           ) -> dict[date, Decimal | None]:  # fmt: skip
    """Return the figures of one series by the last day of their period."""
    return {one.period.last_day: one.value for one in series(parsed, measure, item, partner)}


def series(parsed: Parsed, measure: str, item: str, partner: str = "WORLD") -> list[Observation]:
    """Return the observations of one series."""
    wanted = (measure, item, partner)
    return [
        one
        for one in parsed.observations
        if (one.key.measure, one.key.product, one.key.partner) == wanted
    ]


# The calendar-year file of inspections: 112 columns, six of which are read.
_FRONT = (
    "Thursday", "Serial No.", "Type Shipm", "Type Serv", "Cert Date", "Type Carrier",
    "Carrier Name", "Grade", "Grain", "Class", "SubClass", "Spec Gr 1", "Spec Gr 2", "Pounds",
    "Destination", "Subl/Carrs", "Field Office", "Port", "AMS Reg", "FGIS Reg", "City", "State",
    "MKT YR",
)  # fmt: skip
_BACK = ("1000 Bushels", "Metric Ton")
YEAR_HEADER = (*_FRONT, *(f"Q{number}" for number in range(87)), *_BACK)
YEAR_NEEDED = ("Thursday", "Cert Date", "Grain", "Destination", "Pounds", "Metric Ton")
YEAR_REQUEST = "https://fgisonline.ams.usda.gov/ExportGrainReport/CY2015.csv"


def certificate(
    thursday: str, certified: str, grain: str, destination: str, tonnes: int, **more: str
) -> dict[str, str]:
    """Return the cells of one certificate; a tonne is 2,204.62262 pounds."""
    return {
        "Thursday": thursday,
        "Cert Date": certified,
        "Carrier Name": "MV EXAMPLE 1",
        "Grain": grain,
        "Destination": destination,
        "Pounds": str(round(tonnes * 2204.62262)),
        "Metric Ton": str(tonnes),
        **more,
    }


CERTIFICATES = (
    certificate("20150101", "20150101", "SOYBEANS", "CHINA MAIN", 64_500),
    certificate("20150101", "20150101", "SOYBEANS", "CHINA T", 269),
    certificate("20150108", "20150102", "SOYBEANS", "CHINA MAIN", 60_000),
    certificate("20150108", "20150108", "SOYBEANS", "CHINA MAIN", 1_000),
    certificate("20150108", "20150107", "CORN", "MEXICO", 30_000),
)


def table(rows: Sequence[Mapping[str, str]], header: Sequence[str], *, end: str = "\r\n") -> bytes:
    """Return rows as comma-separated text with a header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end)
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return text.getvalue().encode()


def year_file(
    rows: Sequence[Mapping[str, str]] = CERTIFICATES, header: Sequence[str] = YEAR_HEADER
) -> bytes:
    """Return a calendar-year file."""
    return table(rows, header)


AGTRANSPORT = (
    {"date": "2014-12-25T00:00:00.000", "grain": "SOYBEANS", "destination": "CHINA MAIN",
     "mt": "64500", "pounds": "142198159"},
    {"date": "2015-01-01T00:00:00.000", "grain": "SOYBEANS", "destination": "CHINA MAIN",
     "mt": "64500", "pounds": "142198159"},
    {"date": "2015-01-01T00:00:00.000", "grain": "SOYBEANS", "destination": "CHINA T",
     "mt": "269", "pounds": "593043"},
)  # fmt: skip


# The Monday report, cut to what is read; every sum is worked out from the rows by region.
def region_rows() -> list[dict[str, object]]:
    """Return four destinations in two regions; yellow and white corn are added up."""
    cells = (
        ("GULF", "CHINA", 0, 0, 1_000),
        ("GULF", "MEXICO", 2_000, 500, 0),
        ("INTERIOR", "KOREA REP", 0, 0, 200),
        ("INTERIOR", "MEXICO", 1_000, 0, 300),
    )
    return [
        {"REGION": region, "COUNTRY": country, "YELLOW": yellow, "WHITE": white,
         "SOYBEANS": beans, "TOTALS": yellow + white + beans}
        for region, country, yellow, white, beans in cells
    ]  # fmt: skip


CORRECTIONS = """\
FOR CERTDATE 07/29/26 ADD  147 YSB  SOYBEANS FROM INTERIOR TO MEXICO
FOR CERTDATE 07/30/26 ADD 1024 YSB  SOYBEANS FROM INTERIOR TO KOREA REP
FOR CERTDATE 07/31/26 ADD   24 YC   CORN     FROM S. ATLANTIC TO TAIWAN
"""


def report_text(
    names: Sequence[str],
    rows: Sequence[Mapping[str, object]],
    totals: Mapping[str, int],
    *,
    canada: Mapping[str, int] | None = None,
) -> str:
    """Return a report: totals by grain, soybeans by port, all by region, corrections."""
    ports: dict[str, list[str]] = {}
    for row in rows:
        if beans := row.get("SOYBEANS"):
            pair = f"       {row.get('COUNTRY', '')}  {beans}"
            ports.setdefault(str(row.get("REGION", "")), []).append(pair)
    blocks = "\n".join("\n".join([port, *pairs, ""]) for port, pairs in ports.items())
    above = " ".join("CORN" for name in names if name in ("YELLOW", "WHITE"))
    return f"""\
WA_GR101
Washington, DC    Mon   Aug 10, 2026   USDA Market News

               GRAINS INSPECTED AND/OR WEIGHED FOR EXPORT
                  REPORTED IN WEEK ENDING AUG 06, 2026

                                                   CURRENT     PREVIOUS
             ----------- WEEK ENDING ----------  MARKET YEAR  MARKET YEAR
  GRAIN      08/06/2026  07/30/2026  08/07/2025    TO DATE     TO DATE

{_totals(totals)}

                SOYBEANS INSPECTED AND/OR WEIGHED FOR EXPORT
                   BY PORT AREA AND COUNTRY OF DESTINATION
                    REPORTED IN WEEK ENDING AUG 06, 2026

-----------------------------------------------------------------------------

{blocks}
TOTAL
                   {totals.get("SOYBEANS", 0)}

     GRAINS INSPECTED AND/OR WEIGHED FOR EXPORT BY REGION AND COUNTRY OF DESTINATION
                         REPORTED IN WEEK ENDING AUG 06, 2026

-----------------------------------------------------------------------------------

                            {above}
  {"  ".join(names)}


{_regions(names, rows)}
{_canada(names, canada)}

------------------------------------------------------------------------------------

Monday AUGUST 10, 2026

CORRECTIONS TO PREVIOUS PUBLICATIONS:

{CORRECTIONS}
USDA Market News Service, St Joseph, MO
https://fgisonline.ams.usda.gov/ExportGrainReport/default.aspx
"""


def report(*, canada: Mapping[str, int] | None = None) -> str:
    """Return the report of the rows by region, with so much more to Canada."""
    rows, more = region_rows(), canada or {}
    totals = {"CORN": 3_500 + sum(more.values()), "SOYBEANS": 1_500}
    return report_text(list(rows[0]), rows, totals, canada=canada)


def _totals(totals: Mapping[str, int]) -> str:
    """Return the table of grains: the week before had 700 of each, that of last year 900."""
    lines = [f"{name:10}{figure:12,}         700         900       30,000       20,000"
             for name, figure in totals.items()]  # fmt: skip
    count, whole = len(totals), sum(totals.values())
    last = (
        f"Total     {whole:12,}{700 * count:12,}{900 * count:12,}"
        f"{30_000 * count:13,}{20_000 * count:13,}"
    )
    return "\n".join([*lines, last])


def _regions(names: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    figures = [name for name in names if isinstance(rows[0][name], int)]
    lines, region = [], ""
    regions = dict.fromkeys(str(row.get("REGION", "")) for row in rows)
    for region in regions:
        those = [row for row in rows if str(row.get("REGION", "")) == region]
        for number, row in enumerate(those):
            label = f"{region if number == 0 else '':10}{row.get('COUNTRY', '')!s:14}"
            lines.append(label + _cells([int(str(row[name])) for name in figures]))
        lines.append(f"{'':12}{'SUBTOTAL':12}" + _cells(_sums(figures, those)))
    return "\n".join([*lines, "", f"  {'TOTAL':22}" + _cells(_sums(figures, rows))])


def _canada(names: Sequence[str], canada: Mapping[str, int] | None) -> str:
    if canada is None:
        return ""
    grains = [name for name in names if name not in ("REGION", "COUNTRY", "TOTALS")]
    cells = [canada.get(name, 0) for name in grains]
    return f"\n\nTOTAL\nSHIPMENTS TO CANADA*\n{'':24}{_cells([*cells, sum(cells)])}\n"


def _sums(names: Sequence[str], rows: Sequence[Mapping[str, object]]) -> list[int]:
    return [sum(int(str(row[name])) for row in rows) for name in names]


def _cells(figures: Sequence[int]) -> str:
    return "".join(f"{figure:12,}" for figure in figures)


# The monthly CSV of the supply and demand estimates.
WASDE_HEADER = (
    "WasdeNumber", "ReportDate", "ReportTitle", "Attribute", "ReliabilityProjection", "Commodity",
    "Region", "MarketYear", "ProjEstFlag", "AnnualQuarterFlag", "Value", "Unit", "ReleaseDate",
    "ReleaseTime", "ForecastYear", "ForecastMonth",
)  # fmt: skip
SOYBEAN_TABLE = "U.S. Soybeans and Products Supply and Use (Domestic Measure)"
_BALANCES = (
    (SOYBEAN_TABLE, "Oilseed, Soybean", "Million Bushels", "Exports"),
    (SOYBEAN_TABLE, "Oil, Soybean", "Million Pounds", "Exports"),
    (SOYBEAN_TABLE, "Meal, Soybean", "Thousand Short Tons", "Exports"),
    ("U.S. Feed Grain and Corn Supply and Use", "Corn", "Million Bushels", "Exports"),
    ("U.S. Wheat Supply and Use", "Wheat", "Million Bushels", "Exports"),
    ("U.S. Cotton Supply and Use", "Cotton", "Million 480 Pound Bales", "Exports, Total"),
)
_LINES = {"Beginning Stocks": "1.00", "Production": "10.00", "Imports": "0.01",
          "Supply, Total": "11.01", "Use, Total": "9.00", "Ending Stocks": "2.01"}  # fmt: skip


def wasde_rows(day: date = date(2026, 8, 12)) -> list[dict[str, str]]:
    """Return the rows of one report: six balances of one year, and a table that is not read."""
    rows = [
        _wasde_row(day, title, crop, unit, line, value)
        for title, crop, unit, exports in _BALANCES
        for line, value in {**_whole(unit), exports: "1520.00"}.items()
    ]
    other = _wasde_row(day, "World Soybean Supply and Use", "Oilseed, Soybean", "Million Metric "
                       "Tons", "Exports", "41.37")  # fmt: skip
    return [*rows, {**other, "Region": "World"}]


def _whole(unit: str) -> dict[str, str]:
    is_cotton = unit.startswith("Million 480")
    return _LINES if is_cotton else {name: value.split(".")[0] or "0" for name, value in
                                     _LINES.items()}  # fmt: skip


def _wasde_row(
    day: date, title: str, crop: str, unit: str, line: str, value: str
) -> dict[str, str]:
    cells = ("674", f"{day:%B %Y}", title, line, "", crop, "United States", "2025/26", "Est.",
             "Annual", value, unit, f"{day}", "12:00:00.0000000", f"{day.year}",
             f"{day.month}")  # fmt: skip
    return dict(zip(WASDE_HEADER, cells, strict=True))


def wasde_csv(rows: Sequence[Mapping[str, str]] | None = None) -> bytes:
    """Return a monthly CSV."""
    return table(wasde_rows() if rows is None else rows, WASDE_HEADER)


PSD_REQUEST = "https://api.fas.usda.gov/api/psd/commodity/2222000/country/US/year/2025"


def psd_rows() -> list[dict[str, object]]:
    """Return a balance: the figures are those captured on 19 April 2026, in thousand tonnes."""
    figures = {88: 41912, 4: 32552, 20: 8840, 28: 115989, 57: 680, 176: 9523}
    return [
        {"commodityCode": "2222000", "countryCode": "US", "marketYear": "2025",
         "calendarYear": "2026", "month": "04", "attributeId": attribute,
         "unitId": 4 if attribute == 4 else 8, "value": float(value)}
        for attribute, value in figures.items()
    ]  # fmt: skip


def as_json(value: object) -> bytes:
    """Return a value as JSON text."""
    return json.dumps(value).encode()


def bid_rows() -> list[dict[str, object]]:
    """Return two bids for soybeans: now over August and November, later over November.

    Futures stand at 11.475 for August and 11.6875 for November dollars a bushel.
    """
    return [
        _bid("Yes", None, None, ("August (Q)", 95, 12.425), ("November (X)", 100, 12.6875)),
        _bid("No", "2026-10-01", "First Half", ("November (X)", 105, 12.7375),
             ("November (X)", 105, 12.7375)),
    ]  # fmt: skip


def _bid(
    current: str,
    start: str | None,
    half: str | None,
    low: tuple[str, int, float],
    high: tuple[str, int, float],
) -> dict[str, object]:
    return {
        "report_date": "08/11/2026",
        "published_date": "08/11/2026 12:48:13",
        "slug_name": "AMS_3147",
        "commodity": "Soybeans",
        "trade_loc": "Gulf Coast Ports - LA",
        "class": None,
        "quote_type": "Basis",
        "basis_unit": "¢/Bu",
        "sale Type": "Bid",
        "basis Min": low[1],
        "basis Min Futures Month": low[0],
        "basis Max": high[1],
        "basis Max Futures Month": high[0],
        "price_unit": "$ Per Bushel",
        "price Min": low[2],
        "price Max": high[2],
        "avg_price": round((low[2] + high[2]) / 2 + 1e-9, 4),
        "freight": "C.I.F.",
        "current": current,
        "delivery_start": start,
        "delivery Start Half": half,
    }
