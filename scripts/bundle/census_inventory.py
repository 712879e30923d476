"""The captures of Census figures that go into the bundle, in the order they were saved."""

from datetime import UTC, date, datetime
from pathlib import Path

from scripts.bundle import annex61, census
from scripts.bundle.capture import Capture

EXPORTS, IMPORTS, BALANCE = "census_exports", "census_imports", "census_balance"
_API = "https://api.census.gov/data/timeseries/intltrade"
_PAGE = "https://www.census.gov/foreign-trade/balance/c5700.html"
_VINTAGES = "census_exports_hs2_china/vintages_china_hs2.parquet"
_LIST = "annex61/annex61_clean.csv"
_SHEET_SEEN = datetime(2025, 5, 24, 4, tzinfo=UTC)
_BALANCE_SEEN = datetime(2026, 7, 8, 12, tzinfo=UTC)


def census_captures(trade: Path) -> list[Capture]:
    """Return every capture of Census figures; `trade` holds their folders."""
    return [
        Capture(
            path="census_imports_hs2_china/5700data.2021-08.raw.parquet",
            source=IMPORTS,
            title="Imports from China by chapter, January 2013 to June 2021",
            request=f"{_API}/imports/hs?COMM_LVL=HS2&CTY_CODE=5700",
            retrieved_at=datetime(2021, 9, 1, 4, tzinfo=UTC),
            covers=(date(2013, 1, 1), date(2021, 6, 30)),
            read=census.read_imports,
        ),
        Capture(
            path="census_exports_hs6_monthly_china_2013_2021/phaseone-tradedata-C-febuary.parquet",
            source=EXPORTS,
            title="Exports to China of the goods of Annex 6.1 by code, 2017 to 2020",
            request=f"{_API}/exports/hs?COMM_LVL=HS6&CTY_CODE=5700",
            retrieved_at=datetime(2021, 12, 24, 4, tzinfo=UTC),
            covers=(date(2017, 1, 1), date(2020, 12, 31)),
            read=annex61.by_code(trade / _LIST, trade / _VINTAGES),
        ),
        Capture(
            path="comtrade_us_china_hs6_annual/us_exports_to_china_annual_2015_2025.parquet",
            source=EXPORTS,
            title="Exports to China by category of Annex 6.1, 2021: Census figures via UN Comtrade",
            request="https://comtradeapi.un.org/data/v1/get/C/A/HS?reporterCode=842&partnerCode=156",
            retrieved_at=datetime(2026, 6, 20, 4, tzinfo=UTC),
            covers=(date(2021, 1, 1), date(2021, 12, 31)),
            read=annex61.by_category(trade / _LIST),
        ),
        Capture(
            path=_VINTAGES,
            source=EXPORTS,
            title="Exports to China by chapter in 57 vintages, January 2013 to May 2026",
            request=f"{_API}/exports/hs?COMM_LVL=HS2&CTY_CODE=5700",
            retrieved_at=datetime(2026, 7, 8, 4, tzinfo=UTC),
            covers=(date(2013, 1, 1), date(2026, 5, 31)),
            read=census.read_export_vintages,
        ),
        Capture(
            path="census_c5700/usa-china-trade-data.csv",
            source=BALANCE,
            title="Balance of goods with China, January 2001 to December 2019",
            request=_PAGE,
            retrieved_at=_SHEET_SEEN,
            covers=(date(2001, 1, 1), date(2019, 12, 31)),
            read=census.read_balance_sheet(_PAGE, _SHEET_SEEN),
        ),
        Capture(
            path="census_c5700/us_china_goods_total_monthly_usdmn.csv",
            source=BALANCE,
            title="Balance of goods with China, January 2020 to April 2026",
            request=_PAGE,
            retrieved_at=_BALANCE_SEEN,
            covers=(date(2020, 1, 1), date(2026, 4, 30)),
            read=census.read_balance(_BALANCE_SEEN),
        ),
    ]
