"""Annual exports saved from DataWeb: whole, of one download, and of years that are over."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from offtake.domain import Frequency
from offtake.errors import AnswerCut, AnswerEmpty, AnswerIsNotData, CodeUnknown, FormatChanged
from offtake.sources import Parsed
from offtake.sources.census_exports import CensusExports
from sources.census.specimens import DATAWEB_ROWS, as_dataweb, sheet_row, snapshot

FOLDER = Path("data/trade/dataweb_exports_apmcm")
EXPORTS = FOLDER / "DataWeb-Query-Export__FAS_Value.csv"
WORLD_TOTALS = Path("data/trade/census_exports_hs2_china/vintages_world_total.csv")
CHARGES = FOLDER / "DataWeb-Query-Import__General_Import_Charges.csv"


def parse(content: bytes) -> Parsed:
    return CensusExports().parse(snapshot(content), content)


def test_a_row_is_a_figure_a_year_and_an_unfinished_year_is_none() -> None:
    found = parse(as_dataweb(DATAWEB_ROWS))
    china = {
        one.period.start.year: one.value for one in found.observations if one.key.partner == "CHN"
    }
    assert china == {2020: 20_000_000, 2021: 21_000_000}
    [one] = {one.key.frequency for one in found.observations}
    assert one is Frequency.ANNUAL
    assert found.newest == date(2021, 12, 31)
    assert {one.key.product for one in found.observations} == {"hs:01", "hs:98"}


def test_a_sheet_put_together_from_two_downloads_misses_its_totals() -> None:
    mixed = as_dataweb(DATAWEB_ROWS).replace(b"21000000.00", b"21000001.00")
    with pytest.raises(FormatChanged, match="column '2021' adds up to 23,012,555"):
        parse(mixed)


def test_a_sheet_with_fewer_rows_than_it_says_is_cut() -> None:
    whole = as_dataweb(DATAWEB_ROWS)
    with pytest.raises(AnswerCut, match="3 rows, where 4 are announced"):
        parse(whole.replace(b"Data Row Count,3", b"Data Row Count,4"))
    without_totals = b"".join(whole.splitlines(keepends=True)[:-1])
    with pytest.raises(AnswerCut, match="no line of totals"):
        parse(without_totals)


def test_a_zero_that_was_dropped_before_a_chapter_is_put_back() -> None:
    found = parse(as_dataweb([sheet_row("1", "China", "5.00")]))
    assert [one.key.product for one in found.observations] == ["hs:01"]


@pytest.mark.parametrize(
    ("row", "error", "words"),
    [
        (sheet_row("1201", "China", "5.00"), FormatChanged, "HTS Number"),
        (sheet_row("12", "China", "5.50"), FormatChanged, "2020"),
        (sheet_row("12", "Ruritania", "5.00"), CodeUnknown, "Ruritania"),
        (sheet_row("12", "World", "5.00"), CodeUnknown, "World"),
        ({**sheet_row("12", "China", "5.00"), "Data Type": "Charges"}, FormatChanged, "Data Type"),
    ],
)
def test_what_a_row_may_not_hold_is_refused_by_name(
    row: dict[str, object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        parse(as_dataweb([row]))


def test_a_sheet_without_rows_or_years_is_refused() -> None:
    head = b"".join(as_dataweb(DATAWEB_ROWS).splitlines(keepends=True)[:3])
    with pytest.raises(AnswerEmpty):
        parse(head.replace(b"Count,3", b"Count,0") + b"Total: ,,,,0,0,0\n")
    no_year = [{name: row[name] for name in ("Data Type", "HTS Number", "Description", "Country")}
               for row in DATAWEB_ROWS]  # fmt: skip
    with pytest.raises(FormatChanged, match="no column of a year"):
        parse(as_dataweb(no_year))


@pytest.mark.shared
def test_the_sheet_that_was_saved_is_read_whole(shared: Path) -> None:
    """17,773 rows of 234 countries; 2025 was not over, and stands there as nought."""
    content = (shared / EXPORTS).read_bytes()
    found = parse(content)
    assert found.rows == 17_773
    assert len(found.observations) == 17_773 * 5
    assert found.newest == date(2024, 12, 31)
    assert len({one.key.partner for one in found.observations}) == 234
    with (shared / EXPORTS).open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if row[3:4] == ["China"]]
    china = sum((Decimal(row[5]) for row in rows), Decimal(0))
    ours = [one.value or Decimal(0) for one in found.observations
            if (one.key.partner, one.period.start.year) == ("CHN", 2021)]  # fmt: skip
    assert sum(ours) == china
    # Calendar 2021 as revised until 2024: 151.439 thousand million dollars (rule D27).
    assert china == 151_439_394_988


@pytest.mark.shared
def test_all_countries_and_chapters_add_up_to_the_world_of_the_vintage_of_its_day(
    shared: Path,
) -> None:
    """The sheet was saved on 7 August 2025; the API's world total was saved on the 5th."""
    found = parse((shared / EXPORTS).read_bytes())
    ours: dict[int, Decimal] = defaultdict(Decimal)
    for one in found.observations:
        ours[one.period.start.year] += one.value or Decimal(0)
    theirs: dict[int, Decimal] = defaultdict(Decimal)
    with (shared / WORLD_TOTALS).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["vintage"] == "2025-08-05":
                theirs[int(row["time"][:4])] += Decimal(row["exports"])
    assert len(ours) == 5
    assert ours == {year: theirs[year] for year in ours}


@pytest.mark.shared
def test_the_charges_on_imports_are_no_values_and_not_read(shared: Path) -> None:
    with pytest.raises(AnswerIsNotData):
        parse((shared / CHARGES).read_bytes())
