"""Rows in columns are the same rows, and what is done to all at once is what is done to each."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import Status, Vintage, VintageBasis, washington_instant
from offtake.errors import FormatChanged
from offtake.reference.crops import marketing_year_ending
from offtake.sources import ExportSalesRow
from offtake.sources.export_sales import LARGEST, MEASURES
from offtake.sources.export_sales_identities import breaches
from offtake.sources.export_sales_reading import observations, parsed, with_world
from offtake.sources.export_sales_table import ExportSalesTable
from sources.export_sales.plain import told, world
from sources.specimens.export_sales import FAS

YEARS = [marketing_year_ending("soybeans", year) for year in (2025, 2026)]
FIRST = date(2025, 9, 4)
NAMES = st.tuples(
    st.sampled_from(["soybeans", "corn"]),
    st.sampled_from(["CHN", "MEX", "UNKNOWN", "KNOWN", "WORLD"]),
    st.sampled_from(YEARS),
    st.integers(0, 3),
)
SMALL = st.integers(0, 2)
LEVELS = ("accumulated_exports", "outstanding_sales", "total_commitment")


@st.composite
def tables(draw: st.DrawFn) -> list[ExportSalesRow]:
    """Rows of small figures, so that identities hold about as often as they break."""
    rows = []
    for number, name in enumerate(draw(st.lists(NAMES, max_size=12, unique=True))):
        product, partner, year, week = name
        printed = draw(st.sampled_from([MEASURES, MEASURES[:6], LEVELS, MEASURES[1:]]))
        figures = {measure: draw(SMALL) for measure in printed}
        if draw(st.booleans()):
            figures |= dict(zip(LEVELS, (1, week, 1 + week), strict=True))
        rows.append(
            ExportSalesRow(
                product=product,
                partner=partner,
                unit_code="t",
                marketing_year=year,
                week_ending=FIRST + timedelta(weeks=week),
                figures=figures,
                gaps={one: f"no {one}" for one in MEASURES[6:] if one not in figures},
                locator=f"row {number}",
                is_provisional=draw(st.booleans()),
            )
        )
    return rows


@given(tables())
def test_rows_come_back_out_of_columns(rows: list[ExportSalesRow]) -> None:
    table = ExportSalesTable.of(rows)
    assert [table.row(place) for place in range(len(table))] == rows
    assert ExportSalesTable.of(table) is table


@given(tables(), tables())
def test_tables_one_below_the_other_are_their_rows(
    rows: list[ExportSalesRow], others: list[ExportSalesRow]
) -> None:
    both = ExportSalesTable.of(rows).and_then(ExportSalesTable.of(others))
    assert [both.row(place) for place in range(len(both))] == rows + others


def test_a_table_of_other_measures_cannot_follow() -> None:
    rows = ExportSalesTable.of([])
    with pytest.raises(ValueError, match="cannot follow"):
        rows.and_then(replace(rows, measures=("flash_sales",)))


@given(tables())
def test_the_rows_that_break_an_identity_are_those_that_plain_python_finds(
    rows: list[ExportSalesRow],
) -> None:
    found = breaches(ExportSalesTable.of(rows))
    assert sorted((rows[place].locator, reason) for place, reason in found) == sorted(told(rows))


@given(tables())
def test_the_world_is_the_sum_that_plain_python_makes(rows: list[ExportSalesRow]) -> None:
    table = with_world(rows)
    found = [table.row(place) for place in range(len(table))]
    assert found[: len(rows)] == rows
    assert {
        (row.product, row.marketing_year, row.week_ending): (row.figures, row.gaps, row.locator)
        for row in found[len(rows) :]
    } == world(rows)
    assert {row.partner for row in found[len(rows) :]} <= {"WORLD"}


@given(tables())
def test_figures_and_gaps_leave_a_table_as_they_leave_its_rows(
    rows: list[ExportSalesRow],
) -> None:
    vintage = Vintage(washington_instant(date(2026, 1, 20), 8, 30), VintageBasis.RELEASE)
    within = [row for row in rows if row.week_ending == FIRST or row.marketing_year == YEARS[1]]
    found = [one for row in within for one in observations(row, vintage=vintage, snapshot="ab")]
    expected = {
        (row.locator, measure): (figure, row.period)
        for row in within
        for measure, figure in (row.figures | dict.fromkeys(row.gaps)).items()
    }
    assert {(one.locator, one.key.measure): (one.value, one.period) for one in found} == expected
    assert all((one.status is Status.MISSING) == (one.value is None) for one in found)


def test_a_figure_that_is_more_than_any_quantity_is_refused_by_name() -> None:
    (year,) = YEARS[1:]
    row = ExportSalesRow(
        "soybeans", "CHN", "t", year, FIRST, {"net_sales": LARGEST + 1}, {}, "row 3",
        is_provisional=False,
    )  # fmt: skip
    with pytest.raises(FormatChanged, match=r"row 3.*net_sales of 1,000,000,000,000,001 is more"):
        parsed([row], source="usda_export_sales", snapshot=FAS.snapshot(b""), printed=1)
