"""Exports and imports as the Census Bureau's API prints them: what is read, mended and refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import UNITS, Observation, Status, VintageBasis
from offtake.errors import FormatChanged
from offtake.reference.tariff_codes import heading_spans, with_leading_zero, wrong_edition
from offtake.sources import Parsed
from sources.census.specimens import (
    TEN_REQUEST,
    bought,
    chapter,
    read_exports,
    read_imports,
    ten,
)

SHARED = Path("data/trade")


def by_product(parsed: Parsed, measure: str = "export_value") -> dict[str, Decimal | None]:
    return {one.key.product: one.value for one in parsed.observations if one.key.measure == measure}


def only(parsed: Parsed, measure: str) -> Observation:
    [found] = [one for one in parsed.observations if one.key.measure == measure]
    return found


def test_a_chapter_is_dollars_of_a_month_to_a_country() -> None:
    one = only(read_exports([chapter("12", 490_501_301)]), "export_value")
    assert str(one.key) == "export_value.USA.CHN.X.hs:12.M.USD"
    assert str(one.period) == "2026-05-01/2026-05-31"
    assert one.value == 490_501_301
    assert (one.status, one.key.decimals) == (Status.NORMAL, 0)


def test_a_month_is_known_from_when_it_was_seen_and_not_before_it_can_have_been_out() -> None:
    """May 2026 cannot have been out before 3 July 2026, 33 days on, 08:30 in Washington."""
    one = only(read_exports([chapter("12", 1)]), "export_value")
    assert one.vintage.known_at == datetime(2026, 7, 8, 12, tzinfo=UTC)
    assert one.vintage.basis is VintageBasis.INFERRED
    assert one.vintage.earliest_at == datetime(2026, 7, 3, 12, 30, tzinfo=UTC)
    early = datetime(2026, 7, 1, tzinfo=UTC)
    soon = only(read_exports([chapter("12", 1)], at=early), "export_value")
    assert (soon.vintage.known_at, soon.vintage.basis) == (early, VintageBasis.RETRIEVAL)


@pytest.mark.parametrize(
    ("code", "level", "product"),
    [
        ("-", "HS2", "all_goods"),
        ("12", "HS2", "hs:12"),
        ("1201", "HS4", "hs:1201"),
        ("120190", "HS6", "hs:120190"),
        ("1201900095", "HS10", "schedule_b:1201900095"),
        ("8800", "HS4", "schedule_b:8800"),
        ("880000", "HS6", "schedule_b:880000"),
        ("8800000000", "HS10", "schedule_b:8800000000"),
    ],
)
def test_a_code_is_named_by_the_list_it_is_of(code: str, level: str, product: str) -> None:
    row = chapter(code, 5, COMM_LVL="-" if code == "-" else level)
    assert by_product(read_exports([row])) == {product: 5}


def test_ten_digits_of_imports_are_of_the_tariff_and_aircraft_no_exception() -> None:
    row = {**bought("8800000000", 1, 1, 0), "COMM_LVL": "HS10"}
    assert by_product(read_imports([row]), "import_value") == {"hts:8800000000": 1}


def test_an_import_has_two_values_and_the_duty() -> None:
    found = read_imports([bought("85", 9_900_000_000, 9_845_954_164, 805_097_063)])
    assert {one.key.measure: one.value for one in found.observations} == {
        "import_value": 9_900_000_000,
        "import_value_consumption": 9_845_954_164,
        "import_duty": 805_097_063,
    }
    assert {str(one.key.flow) for one in found.observations} == {"M"}


def test_a_quantity_comes_at_ten_digits_in_its_unit_and_at_no_other_level() -> None:
    found = read_exports([ten("1201900095", 219, "500", "T")], TEN_REQUEST)
    one = only(found, "export_quantity")
    assert one.value == 500
    assert one.key.unit_code == "t"
    six = {**ten("120190", 219, "500", "T"), "COMM_LVL": "HS6"}
    assert by_product(read_exports([six], TEN_REQUEST), "export_quantity") == {}


def test_a_quantity_of_zero_that_is_flagged_is_a_gap_and_one_that_is_not_is_zero() -> None:
    found = read_exports(
        [
            ten("1201900095", 219, "0", "T", "M"),
            ten("1005902030", 7, "0", "T", ""),
            ten("1001992055", 7, "0", "T", None),
        ],
        TEN_REQUEST,
    )
    quantities = [one for one in found.observations if one.key.measure == "export_quantity"]
    assert [(one.value, one.status) for one in quantities] == [
        (None, Status.MISSING),
        (0, Status.NORMAL),
        (0, Status.NORMAL),
    ]
    assert "missing" in quantities[0].note


def test_a_quantity_that_is_there_and_said_to_be_missing_is_refused_and_its_value_kept() -> None:
    found = read_exports([ten("1201900095", 219, "500", "T", "M")], TEN_REQUEST)
    assert [one.reason for one in found.refused] == ["a quantity of 500 that is said to be missing"]
    assert by_product(found) == {"schedule_b:1201900095": 219}
    assert by_product(found, "export_quantity") == {}


@pytest.mark.parametrize("unit", ["-", "X", "GBQ"])
def test_a_quantity_without_a_unit_or_in_one_no_pledge_uses_is_left_out(unit: str) -> None:
    found = read_exports([ten("2844401000", 9, "3", unit)], TEN_REQUEST)
    assert by_product(found, "export_quantity") == {}
    assert found.refused == ()


@pytest.mark.parametrize(
    ("printed", "unit_code", "base"),
    [
        ("KM3", "dam3", 1_000_000),
        ("BBL", "bbl", Fraction("158.987294928")),
        ("THS", "thousand", 1000),
    ],
)
def test_a_unit_is_what_it_says(printed: str, unit_code: str, base: int | Fraction) -> None:
    """Thousand cubic metres in litres; 42 gallons of 231 cubic inches; pieces."""
    found = read_exports([ten("2711210000", 9, "3", printed)], TEN_REQUEST)
    assert only(found, "export_quantity").key.unit_code == unit_code
    assert UNITS[unit_code].factor == base


def test_a_unit_or_a_flag_never_seen_before_stops_the_reading() -> None:
    with pytest.raises(FormatChanged, match=r"UNIT_QY1.*FURLONG"):
        read_exports([ten("1201900095", 219, "500", "FURLONG")], TEN_REQUEST)
    with pytest.raises(FormatChanged, match="QTY_1_MO_FLAG"):
        read_exports([ten("1201900095", 219, "500", "T", "Z")], TEN_REQUEST)


@pytest.mark.parametrize(
    ("left", "right"), [("ALL_VAL_MO", "UNIT_QY1"), ("QTY_1_MO", "UNIT_QY1"), ("time", "CTY_CODE")]
)
def test_swapped_columns_are_refused_by_name(left: str, right: str) -> None:
    row = ten("1201900095", 219, "500", "T")
    with pytest.raises((FormatChanged, LookupError)) as caught:
        read_exports([{**row, left: row[right], right: row[left]}], TEN_REQUEST)
    assert any(name in str(caught.value) for name in (left, right, "place"))


def test_a_quantity_without_its_flag_is_not_read() -> None:
    row = {name: cell for name, cell in ten("1201900095", 1, "0", "T").items()
           if name != "QTY_1_MO_FLAG"}  # fmt: skip
    with pytest.raises(FormatChanged, match="QTY_1_MO_FLAG' is missing"):
        read_exports([row], "file:///saved.json")


def test_leading_zeros_that_a_sheet_dropped_are_put_back_and_said_so() -> None:
    rows = [chapter("203", 5, COMM_LVL="HS4"), chapter("1201", 7, COMM_LVL="HS4")]
    found = read_exports(rows)
    assert by_product(found) == {"hs:0203": 5, "hs:1201": 7}
    notes = {one.key.product: one.note for one in found.observations}
    assert notes == {"hs:0203": "a leading zero lost in the file was put back", "hs:1201": ""}


@pytest.mark.parametrize(
    "rows",
    [
        # Another code has kept its zero, so this one was cut short.
        [chapter("0201", 5, COMM_LVL="HS4"), chapter("120", 7, COMM_LVL="HS4")],
        [chapter("12", 5, COMM_LVL="HS4")],
        [chapter("12019", 5, COMM_LVL="HS10")],
        [chapter("1201900095", 5, COMM_LVL="HS6")],
        [chapter("12O1", 5, COMM_LVL="HS4")],
        [chapter("", 5, COMM_LVL="HS4")],
    ],
)
def test_a_code_with_other_digits_missing_is_refused(rows: list[dict[str, object]]) -> None:
    with pytest.raises(FormatChanged, match=r"E_COMMODITY.*no code of"):
        read_exports(rows)


@pytest.mark.parametrize("time", ["2026-13", "2026", "05/2026", "0000-05", ""])
def test_what_is_no_month_is_refused(time: str) -> None:
    with pytest.raises(FormatChanged, match="column 'time'"):
        read_exports([chapter("12", 5, time=time)])


def test_a_short_code_without_a_level_is_refused() -> None:
    row = {name: cell for name, cell in chapter("203", 5).items() if name != "COMM_LVL"}
    with pytest.raises(FormatChanged, match="'203', which is no code of"):
        read_exports([row])


@given(st.sampled_from([2, 4, 6, 10]), st.integers(0, 10**10 - 1))
def test_only_one_lost_zero_is_ever_put_back(digits: int, number: int) -> None:
    text = str(number)
    found = with_leading_zero(text, digits)
    if len(text) == digits:
        assert found == text
    elif len(text) == digits - 1 and number:
        assert found == f"0{text}"
    elif len(text) not in {digits, digits - 1}:
        assert found is None


def test_a_code_of_another_edition_is_refused_with_the_reason() -> None:
    rows = [
        chapter("8807", 5, COMM_LVL="HS4", time="2021-06"),
        chapter("8803", 6, COMM_LVL="HS4", time="2021-06"),
    ]
    found = read_exports(rows)
    assert by_product(found) == {"hs:8803": 6}
    assert [one.reason for one in found.refused] == [
        "heading 8807 does not exist in 2021-06 (parts of aircraft: in 8803 before HS 2022)"
    ]


@pytest.mark.parametrize("heading", heading_spans())
def test_every_heading_of_one_edition_is_good_inside_and_bad_outside(heading: str) -> None:
    span = heading_spans()[heading]
    inside = span.first if span.first > date.min else span.last
    assert wrong_edition(heading, inside) == ""
    assert wrong_edition(f"{heading}000000", inside) == ""
    outside = date(2013, 1, 1) if span.first > date.min else date(2026, 5, 1)
    assert heading in wrong_edition(heading, outside)


@pytest.mark.shared
def test_the_headings_of_eight_years_of_exports_are_all_of_their_edition(shared: Path) -> None:
    folder = shared / SHARED / "census_exports_hs6_monthly_china_2013_2021"
    rows = (
        pl.read_parquet(folder / "phaseone-tradedata-C-febuary.parquet")
        .filter(pl.col("CTY_CODE").is_not_null())
        .select("hs6", day=pl.col("time").dt.date())
        .unique()
    )
    assert [row for row in rows.iter_rows() if wrong_edition(*row)] == []
    assert {"2848", "8469", "6908"} <= {code[:4] for code in rows["hs6"]}
