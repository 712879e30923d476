"""The readers of captured files: what a cell means, what is left out, and what is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bundle.figures import part
from offtake.domain import Observation, Status
from offtake.errors import CodeUnknown
from scripts.bundle import export_sales, inspections, wasde
from scripts.bundle.capture import Reading

SEEN = datetime(2026, 8, 22, 12, tzinfo=UTC)
QUERY = (
    "source_file,commodity,week_ending,country,weekly_exports,accumulated_exports,"
    "outstanding_sales,gross_new_sales,net_sales,total_commitment,next_my_outstanding_sales,"
    "next_my_net_sales,unit"
)
COUNTRY = (
    "commodity,country_code,country,week_ending,market_year,weekly_exports,accumulated_exports,"
    "net_sales,outstanding_sales,total_commitment,next_my_net_sales,next_my_outstanding_sales"
)
CURRENT = (
    "commodity,week_ending,country,net_sales,weekly_exports,accumulated_exports,"
    "outstanding_sales,unit"
)
API = (
    "row_in_response,commodityCode,countryCode,weeklyExports,accumulatedExports,outstandingSales,"
    "grossNewSales,currentMYNetSales,currentMYTotalCommitment,nextMYOutstandingSales,"
    "nextMYNetSales,unitId,weekEndingDate,marketYear"
)
MONTHLY = "commodity,year,attribute,value,unit,reference_period"
CHINA = '"CHINA, PEOPLES REPUBLIC OF"'


def content(*lines: str) -> bytes:
    return "\n".join([*lines, ""]).encode()


def values(reading: Reading, measure: str) -> dict[tuple[str, date, date], Decimal | None]:
    return {
        (one.key.partner, one.period.start, one.period.last_day): one.value
        for one in reading.observations
        if one.key.measure == measure
    }


def only(reading: Reading, measure: str, partner: str) -> Observation:
    (found,) = (
        one
        for one in reading.observations
        if (one.key.measure, one.key.partner) == (measure, partner)
    )
    return found


def query_row(week: str, country: str, commitment: int) -> str:
    levels = f"0,{commitment},0,0,0,{commitment},0,0"
    return f"a.xls,Soybeans,{week},{country},{levels},Metric Tons"


def test_the_second_block_of_a_week_is_the_opening_of_the_new_year() -> None:
    """A block ends with its grand total (rule D1)."""
    reading = export_sales.read_query_rows(
        content(
            QUERY,
            query_row("2016-09-01", CHINA, 500),
            query_row("2016-09-01", "GRAND TOTAL", 500),
            query_row("2016-09-01", CHINA, 7),
            query_row("2016-09-01", "GRAND TOTAL", 7),
        ),
        "ab",
    )
    assert values(reading, "total_commitment") == {
        ("CHN", date(2016, 8, 26), date(2016, 8, 31)): 500,
        ("WORLD", date(2016, 8, 26), date(2016, 8, 31)): 500,
        ("CHN", date(2016, 9, 1), date(2016, 9, 1)): 7,
        ("WORLD", date(2016, 9, 1), date(2016, 9, 1)): 7,
    }


def test_sums_of_destinations_leave_and_the_world_stays() -> None:
    """30 known and 12 unknown are 42 in all; the European Union is among the known (rule D7)."""
    week = "2016-11-17"
    reading = export_sales.read_query_rows(
        content(
            QUERY,
            query_row(week, CHINA, 30),
            query_row(week, "EUROPEAN UNION - 27", 11),
            query_row(week, "KNOWN", 30),
            query_row(week, "UNKNOWN", 12),
            query_row(week, "GRAND TOTAL", 42),
        ),
        "ab",
    )
    found = {partner for partner, _, _ in values(reading, "total_commitment")}
    assert found == {"CHN", "UNKNOWN", "WORLD"}
    assert reading.quarantined == []


def test_a_row_that_breaks_an_identity_goes_to_quarantine_with_its_figures() -> None:
    good = f"a.xls,Soybeans,2016-11-10,{CHINA},0,100,50,0,0,150,0,0,Metric Tons"
    wrong = f"a.xls,Soybeans,2016-11-17,{CHINA},10,110,40,0,0,151,0,0,Metric Tons"
    reading = export_sales.read_query_rows(content(QUERY, good, wrong), "ab")
    (row,) = reading.quarantined
    assert row.locator == "row 3"
    assert row.reason.startswith("I1: accumulated 110 + outstanding 40")
    assert "soybeans to CHN, week ending 2016-11-17" in row.text
    assert {one.locator for one in reading.observations} == {"row 2"}


def test_both_codes_of_unknown_destinations_are_one_place() -> None:
    rows = [
        f"corn,{code},UNKNOWN,{week},2026,0,0,0,{sold},{sold},0,0"
        for code, week, sold in (("9990", "2026-01-08", 5), ("2", "2026-01-15", 5))
    ]
    reading = export_sales.read_country_rows(content(COUNTRY, *rows), "ab")
    assert {one.key.partner for one in reading.observations} == {"UNKNOWN"}


def test_an_empty_cell_is_no_figure_and_a_zero_is_one() -> None:
    """A column that was not captured is not zero (rule D13)."""
    row = "corn,5700,CHINA,2026-01-08,2026,0,0,0,0,0,,0"
    reading = export_sales.read_country_rows(content(COUNTRY, row), "ab")
    assert only(reading, "net_sales", "CHN").value == 0
    assert values(reading, "next_year_net_sales") == {}
    assert values(reading, "gross_new_sales") == {}


def test_the_last_two_weeks_of_a_capture_are_provisional() -> None:
    """First prints move in the week or two after (rule D9)."""
    rows = [
        f"corn,5700,CHINA,{week},2026,0,0,0,0,0,0,0"
        for week in ("2026-01-01", "2026-01-08", "2026-01-15")
    ]
    reading = export_sales.read_country_rows(content(COUNTRY, *rows), "ab")
    statuses = {one.period.last_day: one.status for one in reading.observations}
    assert statuses == {
        date(2026, 1, 1): Status.NORMAL,
        date(2026, 1, 8): Status.PROVISIONAL,
        date(2026, 1, 15): Status.PROVISIONAL,
    }


def test_the_publisher_names_a_marketing_year_by_its_end() -> None:
    row = "0,801,5700,0,10,5,0,0,15,0,0,1,2021-09-02T00:00:00,2021"
    reading = export_sales.read_api_rows(content(API, row), "ab")
    # Week of Friday 27 August to Thursday 2 September 2021, closed on Tuesday 31 August.
    assert only(reading, "total_commitment", "CHN").period == part(date(2021, 9, 2), 2021)
    assert only(reading, "total_commitment", "CHN").period.last_day == date(2021, 8, 31)


def test_weeks_after_next_years_sales_were_last_captured_say_so() -> None:
    reading = export_sales.read_current_year_rows(
        content(
            CURRENT,
            "Soybeans,2026-03-26,CHINA,0,0,4,1,Metric Tons",
            "Soybeans,2026-03-26,JAPAN,0,0,3,2,Metric Tons",
            "Soybeans,2026-04-02,CHINA,0,0,4,1,Metric Tons",
            "Soybeans,2026-04-02,JAPAN,0,0,3,2,Metric Tons",
        ),
        "ab",
    )
    gaps = [one for one in reading.observations if one.key.measure == "next_year_net_sales"]
    assert {(one.key.partner, one.period.last_day) for one in gaps} == {
        (partner, date(2026, 4, 2)) for partner in ("CHN", "JPN", "WORLD")
    }
    assert all(one.value is None and "2026-03-26" in one.note for one in gaps)
    # China 4 + 1 and Japan 3 + 2: the world has shipped 7, has 3 to ship, and took 10 in all.
    week = (date(2026, 3, 27), date(2026, 4, 2))
    assert values(reading, "total_commitment")["WORLD", *week] == 10
    assert values(reading, "accumulated_exports")["WORLD", *week] == 7


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("corn,5701,CHINA,2026-01-08,2026,0,0,0,0,0,0,0", CodeUnknown),
        ("maize,5700,CHINA,2026-01-08,2026,0,0,0,0,0,0,0", CodeUnknown),
        ("corn,5700,CHINA,2026-01-08,2026,zero,0,0,0,0,0,0", ValueError),
        ("corn,5700,CHINA,8 January,2026,0,0,0,0,0,0,0", ValueError),
    ],
)
def test_a_code_or_cell_never_seen_before_stops_the_reader(
    row: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        export_sales.read_country_rows(content(COUNTRY, row), "ab")


def test_a_unit_never_seen_before_stops_the_reader() -> None:
    row = "Soybeans,2026-03-26,CHINA,0,0,4,1,Bushels"
    with pytest.raises(KeyError, match="Bushels"):
        export_sales.read_current_year_rows(content(CURRENT, row), "ab")


def test_the_same_bytes_are_read_the_same_way_twice() -> None:
    raw = content(QUERY, query_row("2016-11-17", CHINA, 30))
    first, second = (export_sales.read_query_rows(raw, "ab") for _ in range(2))
    assert first == second


CERTIFICATES = inspections.certificates(
    thursday=inspections.compact_date,
    grain="Grain",
    tons="Metric Ton",
    whole_weeks=(date(2015, 1, 8), date(2015, 1, 15)),
    retrieved_at=SEEN,
)


def test_certificates_add_up_to_destinations_and_to_the_world() -> None:
    reading = CERTIFICATES(
        content(
            "Thursday,Grain,Destination,Metric Ton",
            "20150108,SOYBEANS,CHINA MAIN,64500",
            "20150108,SOYBEANS,CHINA MAIN,500",
            "20150108,SOYBEANS,CHINA T,269",
            "20150115,CORN,JAPAN,1000",
        ),
        "ab",
    )
    week = (date(2015, 1, 2), date(2015, 1, 8))
    later = (date(2015, 1, 9), date(2015, 1, 15))
    assert values(reading, "inspections") == {
        ("CHN", *week): 65_000,
        ("TWN", *week): 269,  # CHINA T is Taiwan (rule D23)
        ("WORLD", *week): 65_269,
        ("JPN", *later): 1_000,
        ("WORLD", *later): 1_000,
    }
    assert only(reading, "inspections", "CHN").locator == "2 certificates"


def test_a_week_that_the_file_holds_in_part_goes_to_quarantine() -> None:
    """The week across New Year lies in two files (rule D21)."""
    reading = CERTIFICATES(
        content(
            "Thursday,Grain,Destination,Metric Ton",
            "20150101,SOYBEANS,CHINA MAIN,64500",
            "20150122,SOYBEANS,CHINA MAIN,1",
        ),
        "ab",
    )
    assert reading.observations == []
    assert {one.text for one in reading.quarantined} == {
        f"soybeans to {partner}, week ending {week} t"
        for partner in ("CHN", "WORLD")
        for week in ("2015-01-01: 64500", "2015-01-22: 1")
    }


def test_a_region_that_does_not_add_up_to_its_subtotal_goes_to_quarantine() -> None:
    reading = inspections.report_destinations(SEEN)(
        content(
            "week_ending,region,country,commodity,inspections_mt",
            "2026-08-06,GULF,CHINA,Soybeans,100.0",
            "2026-08-06,GULF,JAPAN,Soybeans,50.0",
            "2026-08-06,GULF,SUBTOTAL,Soybeans,150.0",
            "2026-08-06,PACIFIC,CHINA,Soybeans,7.0",
            "2026-08-06,PACIFIC,SUBTOTAL,Soybeans,8.0",
            "2026-08-06,GULF,CHINA,Corn White,1.0",
            "2026-08-06,GULF,CHINA,Corn Yellow,2.0",
        ),
        "ab",
    )
    found = {(one.key.product, one.key.partner): one.value for one in reading.observations}
    # White and yellow corn are one grain; no subtotal is a destination (rule D24).
    assert found == {("soybeans", "CHN"): 100, ("soybeans", "JPN"): 50, ("corn", "CHN"): 3}
    (row,) = reading.quarantined
    assert row.reason == "destinations add up to 7, subtotal 8"


def test_a_split_week_of_the_totals_is_a_gap_and_in_quarantine() -> None:
    reading = inspections.weekly_totals(SEEN)(
        content(
            "grain,week_ending,metric_tons,year_boundary_partial,soy_corrected_from_rlc",
            "soybeans,2015-01-01,64769.0,True,",
            "soybeans,2015-01-08,1500000.4,False,",
        ),
        "ab",
    )
    assert [(one.status, one.value) for one in reading.observations] == [
        (Status.MISSING, None),
        (Status.NORMAL, 1_500_000),
    ]
    assert "D21" in reading.observations[0].note
    assert "64769 t" in reading.quarantined[0].text


def test_the_report_that_was_never_issued_goes_to_quarantine() -> None:
    """Rows dated October 2025 repeat September (rule D25)."""
    reading = wasde.monthly(
        content(
            MONTHLY,
            "SOYBEANS,2025/26,Exports,1685.0,Million Bushels,2025-09-15",
            "SOYBEANS,2025/26,Exports,1685.0,Million Bushels,2025-10-15",
            "SOYBEANS,2025/26,Avg. Farm Price,10.0,$/bu,2025-09-15",
            "CORN,2025/26,Exports,2975.0,Million Bushels,2025-09-15",
        ),
        "ab",
    )
    (one,) = reading.observations
    assert str(one.key) == "wasde_exports.USA.WORLD.X.soybeans.A.mbu"
    assert (str(one.period), one.value) == ("2025-09-01/2026-08-31", Decimal("1685.0"))
    assert one.status is Status.ESTIMATED
    (row,) = reading.quarantined
    assert row.locator == "row 3"
    assert row.reason.startswith("no report was issued in October 2025")
