"""The board: numbers stand apart, units are said, reasons are told once."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from offtake.cli.options import ACCEPTED_UNITS
from offtake.domain import Verdict, VerdictWord
from offtake.report import board_lines, contribution_rows, csv_text, summary_line
from offtake.report.files import CONTRIBUTION_COLUMNS
from offtake.report.health import Gap, Health, health_lines
from offtake.workspace import Workspace

AS_OF = date(2026, 8, 22)
FIRST, FAR = date(2014, 1, 2), date(2026, 1, 1)


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    """A reading of the first tranche that has counted 12 million tonnes."""
    workspace = Workspace.open(home=tmp_path_factory.mktemp("home"))
    board = workspace.report(
        pledge="cn-us-soybeans-12mt-2025", reading="shipments-named-my", as_of=AS_OF
    )
    return board.verdicts[0]


def with_count(
    verdict: Verdict, *, counted: str, unit_code: str = "t", product: str = "soybeans"
) -> Verdict:
    return replace(
        verdict,
        reading=replace(verdict.reading, product=product),
        tally=replace(verdict.tally, counted=Decimal(counted), unit_code=unit_code),
        pace=replace(verdict.pace, due=Decimal(counted), required_weekly=Decimal(counted)),
    )


def shown(*verdicts: Verdict, unit: str = "t") -> list[str]:
    return [line for line, _ in board_lines(verdicts, unit=unit)]


@pytest.mark.parametrize("unit", ACCEPTED_UNITS)
@pytest.mark.parametrize("counted", ["0", "12357145", "123456789012"])
def test_numbers_never_run_together_in_any_unit(verdict: Verdict, unit: str, counted: str) -> None:
    lines = shown(with_count(verdict, counted=counted), unit=unit)
    (row,) = (line for line in lines if "2025-11-30" in line)
    numbers = row.split()[row.split().index("2025-11-30") + 1 :][:3]
    assert len(set(numbers)) == 1
    assert re.fullmatch(r"[\d,]+(\.\d\d)?", numbers[0])


def test_the_board_fits_eighty_columns_in_kilograms_too(verdict: Verdict) -> None:
    lines = shown(with_count(verdict, counted="12357145"), unit="kg")
    assert max(map(len, lines)) <= 80


def test_decimals_end_at_ten_thousand(verdict: Verdict) -> None:
    (below, above) = (
        " ".join(shown(with_count(verdict, counted=counted), unit="kt"))
        for counted in ("9999000", "10000000")
    )
    assert " 9,999.00 " in below
    assert " 10,000 " in above


def test_running_bales_keep_their_unit_and_the_heading_says_so(verdict: Verdict) -> None:
    bales = with_count(verdict, counted="250000", unit_code="running_bale", product="cotton_upland")
    text = "\n".join(shown(bales))
    assert "quantities in running bales" in text
    assert "quantities in Mt" not in text
    assert " 250,000 " in text


def test_where_two_units_stand_in_one_table_their_readings_are_named(verdict: Verdict) -> None:
    bales = with_count(verdict, counted="2", unit_code="running_bale", product="cotton_upland")
    bales = replace(bales, reading=replace(bales.reading, id="bales"))
    text = " ".join(" ".join(shown(verdict, bales)).split())
    assert "quantities in Mt (shipments-named-my), running bales (bales)" in text


def test_one_is_told_in_the_singular(verdict: Verdict) -> None:
    assert summary_line([verdict]).startswith("1 pledge, 1 row: ")
    assert summary_line([verdict, verdict]).startswith("1 pledge, 2 rows: ")


def test_readings_that_lack_the_same_share_one_note(verdict: Verdict) -> None:
    lacking = [
        replace(
            verdict,
            reading=replace(verdict.reading, id=name),
            tally=replace(verdict.tally, counted=None, lacks="customs figures"),
            word=VerdictWord.CANNOT_BE_JUDGED,
            why=f"cannot be judged yet: needs customs figures; {name}",
        )
        for name in ("one", "two")
    ]
    assert "  one, two: cannot be judged yet: needs customs figures" in shown(*lacking)


def test_a_table_without_rows_has_its_header() -> None:
    assert csv_text([]).startswith("pledge,reading,book,")


def test_the_header_of_no_contributions_is_that_of_some(verdict: Verdict) -> None:
    assert tuple(contribution_rows([verdict])[0]) == CONTRIBUTION_COLUMNS


def gap(*, count: int, weeks: int, last: date) -> Gap:
    return Gap(
        products=("corn",),
        measures=("net_sales",),
        partners=("CHN",),
        count=count,
        periods=weeks,
        span="week",
        first=FIRST,
        last=last,
        reason="lost",
    )


def gap_text(one: Gap) -> str:
    health = Health(1, 1, (), (one,), (), {}, (), (), 0, (), Path("home"), ())
    return " ".join(line for line, _ in health_lines(health))


def test_a_gap_of_many_goods_names_the_first_and_counts_the_others() -> None:
    goods = tuple(f"hs:{number}" for number in range(2900, 2921))
    one = replace(gap(count=21, weeks=1, last=FIRST), products=goods, span="year")
    text = gap_text(one)
    assert "hs:2900, hs:2901, hs:2902 and 18 more (net_sales)" in text
    assert "21 figures of 1 year" in text


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (gap(count=12, weeks=12, last=FAR), "12 weeks, between 2014-01-02 and 2026-01-01: lost"),
        (gap(count=24, weeks=12, last=FAR), "24 figures of 12 weeks, between"),
        (gap(count=1, weeks=1, last=FIRST), "1 week, 2014-01-02: lost"),
    ],
)
def test_a_gap_says_how_much_of_its_span_is_missing(one: Gap, words: str) -> None:
    assert words in gap_text(one)


def test_the_gaps_of_the_bundle_count_no_more_weeks_than_figures(tmp_path: Path) -> None:
    gaps = Workspace.open(home=tmp_path).gaps()
    assert gaps
    assert all(1 <= one.periods <= one.count for one in gaps)
