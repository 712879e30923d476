"""The captures that make the bundle, in the order they were saved.

The order matters: a later capture that prints another value is a later vintage.
"""

from datetime import UTC, date, datetime
from pathlib import Path

from scripts.bundle import bids, export_sales, inspections, wasde
from scripts.bundle.capture import Capture

ESR, FGIS, WASDE = "usda_export_sales", "usda_inspections", "usda_wasde"
_FAS_API = "https://apps.fas.usda.gov/OpenData/api/esr/exports"
_FAS_QUERY = "https://apps.fas.usda.gov/esrquery/"
_FGIS_FILES = "https://fgisonline.ams.usda.gov/ExportGrainReport/"
_WA_GR101 = "https://www.ams.usda.gov/mnreports/wa_gr101.txt"
_ESMIS = "https://esmis.nal.usda.gov/publication/world-agricultural-supply-and-demand-estimates"
_OCE = "https://www.usda.gov/sites/default/files/documents/oce-wasde-report-data.csv"
_LAST_LOOK = datetime(2026, 8, 22, 12, tzinfo=UTC)
_TOTALS_SEEN = datetime(2026, 6, 1, 12, tzinfo=UTC)
_QUARTER_SEEN = datetime(2020, 4, 18, 12, tzinfo=UTC)
_BIDS = "prices/price_gulf_soy_bids_2020_2026_ams3147"
_BALANCES = "wasde/wasde_vintages_soy_corn_1995_2026_lubus123"


def captures(shared: Path) -> list[Capture]:
    """Return every capture the bundle is built from; `shared` holds their folders."""
    return [
        Capture(
            path="esr/esr_allcountries_2015_2016_yang2yang/esr_2015_2016_long.csv",
            source=ESR,
            title="Seven commodities, every destination, January 2015 to November 2016",
            request=_FAS_QUERY,
            retrieved_at=datetime(2016, 12, 5, 23, tzinfo=UTC),
            covers=(date(2015, 1, 1), date(2016, 11, 24)),
            read=export_sales.read_query_rows,
        ),
        Capture(
            path="fgis/fgis_certificates_2020q1_jlstewart/Grain_Inspections.csv",
            source=FGIS,
            title="Certificates, January to March 2020",
            request="https://agtransport.usda.gov/resource/sruw-w49i.csv",
            retrieved_at=_QUARTER_SEEN,
            covers=(date(2020, 1, 2), date(2020, 3, 26)),
            read=inspections.certificates(
                thursday=inspections.slashed_date,
                grain="Grain",
                tons="MT",
                whole_weeks=(date(2020, 1, 2), date(2020, 3, 26)),
                retrieved_at=_QUARTER_SEEN,
            ),
        ),
        Capture(
            path="esr/esr_soy_china_mexico_1998_2022_phfuks/esr_801_china_mexico_with_my.csv",
            source=ESR,
            title="Soybeans to China and Mexico, December 1998 to March 2022",
            request=f"{_FAS_API}/commodityCode/801/countryCode/5700",
            retrieved_at=datetime(2022, 4, 7, 23, tzinfo=UTC),
            covers=(date(1998, 12, 17), date(2022, 3, 31)),
            read=export_sales.read_api_rows,
        ),
        Capture(
            path="esr/esr_soy_china_2020_2025_jmonroger/esr_801_china_2020-06_2025-05.csv",
            source=ESR,
            title="Soybeans to China, June 2020 to May 2025",
            request=_FAS_QUERY,
            retrieved_at=datetime(2025, 6, 10, 23, tzinfo=UTC),
            covers=(date(2020, 6, 4), date(2025, 5, 29)),
            read=export_sales.read_query_rows,
        ),
        Capture(
            path="esr/esr_allcountries_2015_2026_howards/esr_by_country_my2025_my2026.csv",
            source=ESR,
            title="Four grains by destination, September 2024 to March 2026",
            request=f"{_FAS_API}/commodityCode/801/allCountries",
            retrieved_at=datetime(2026, 4, 3, 12, 57, tzinfo=UTC),
            covers=(date(2024, 6, 6), date(2026, 3, 26)),
            read=export_sales.read_country_rows,
        ),
        Capture(
            path="esr/esr_allcountries_2015_2026_howards/esr_totals_all_destinations.csv",
            source=ESR,
            title="Four grains, all destinations, 2015 to March 2026",
            request=f"{_FAS_API}/commodityCode/801/allCountries",
            retrieved_at=datetime(2026, 4, 3, 12, 57, tzinfo=UTC),
            covers=(date(2015, 6, 4), date(2026, 3, 26)),
            read=export_sales.read_total_rows,
        ),
        Capture(
            path="fgis/fgis_weekly_totals_2014_2026_howards/fgis_weekly_totals.csv",
            source=FGIS,
            title="US weekly totals, four grains, January 2014 to May 2026",
            request=f"{_FGIS_FILES}CY2026.csv",
            retrieved_at=_TOTALS_SEEN,
            covers=(date(2014, 1, 2), date(2026, 5, 28)),
            read=inspections.weekly_totals(_TOTALS_SEEN),
        ),
        Capture(
            path=f"{_BALANCES}/us_soybeans_balance.parquet",
            source=WASDE,
            title="US soybean balance by report, January 1995 to June 2026",
            request=_ESMIS,
            retrieved_at=datetime(2026, 6, 12, 12, tzinfo=UTC),
            covers=(date(1995, 1, 12), date(2026, 6, 11)),
            read=wasde.balance(shared / _BALANCES / "releases.parquet"),
        ),
        *_last_captures(),
    ]


def _last_captures() -> list[Capture]:
    return [
        Capture(
            path="fgis/fgis_certificates_2015_mindymallory/fgis_CY2015_certificates_8cols.csv",
            source=FGIS,
            title="Certificates, January to September 2015",
            request=f"{_FGIS_FILES}CY2015.csv",
            retrieved_at=_LAST_LOOK,
            covers=(date(2015, 1, 8), date(2015, 9, 24)),
            read=inspections.certificates(
                thursday=inspections.compact_date,
                grain="Grain",
                tons="Metric Ton",
                whole_weeks=(date(2015, 1, 8), date(2015, 9, 24)),
                retrieved_at=_LAST_LOOK,
            ),
        ),
        Capture(
            path="wasde/wasde_oce_csv_2025_2026_mirrormarket/wasde.csv",
            source=WASDE,
            title="US soybean balance, July 2025 to August 2026",
            request=_OCE,
            retrieved_at=_LAST_LOOK,
            covers=(date(2025, 7, 15), date(2026, 8, 15)),
            read=wasde.monthly,
        ),
        Capture(
            path="fgis/fgis_destinations_2026aug_mirrormarket/inspections.csv",
            source=FGIS,
            title="US weekly totals, summers of 2025 and 2026",
            request=_WA_GR101,
            retrieved_at=_LAST_LOOK,
            covers=(date(2025, 7, 24), date(2026, 8, 13)),
            read=inspections.report_totals(_LAST_LOOK),
        ),
        Capture(
            path="fgis/fgis_destinations_2026aug_mirrormarket/inspection_destinations.csv",
            source=FGIS,
            title="By destination, three weeks of July and August 2026",
            request=_WA_GR101,
            retrieved_at=_LAST_LOOK,
            covers=(date(2026, 7, 30), date(2026, 8, 13)),
            read=inspections.report_destinations(_LAST_LOOK),
        ),
        Capture(
            path="esr/esr_allcountries_my2026_mirrormarket/export_sales.csv",
            source=ESR,
            title="Six commodities by destination, the current year to August 2026",
            request="https://api.fas.usda.gov/api/esr/exports/commodityCode/801/allCountries",
            retrieved_at=_LAST_LOOK,
            covers=(date(2025, 8, 7), date(2026, 8, 13)),
            read=export_sales.read_current_year_rows,
        ),
        Capture(
            path=f"{_BIDS}/soybeans_cif_nola_current_daily.csv",
            source="usda_bids",
            title="Weekly means of soybean bids at the Gulf, August 2020 to August 2026",
            request="https://mymarketnews.ams.usda.gov/viewReport/3147",
            retrieved_at=_LAST_LOOK,
            covers=(date(2020, 8, 14), bids.LAST_WEEK),
            read=bids.weekly_soybean_bids,
        ),
    ]
