"""Flash sales are read from the end of the highlights and kept apart from the weekly book."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from offtake.domain import Observation, VintageBasis
from offtake.errors import (
    AnswerCut,
    AnswerError,
    AnswerIsNotData,
    CodeUnknown,
    ExtraMissing,
    FormatChanged,
)
from offtake.sources import Parsed
from offtake.sources.export_sales import MEASURES
from offtake.sources.switches import SWITCHED
from offtake.sources.usda_flash_sales import COMMODITIES, FlashSales
from sources.specimens.export_sales import FLASH_PDF, FLASH_TEXT, FLASH_XML, as_highlights_text
from sources.specimens.kinds import Specimen, Table


def read(one: Specimen) -> Parsed:
    return FlashSales().parse(one.snapshot(one.content), one.content)


def sale(
    commodity: str = "Soybeans",
    destination: str = "China",
    tons: str = "132,000",
    year: str = "2025/2026",
) -> dict[str, object]:
    return {
        "Commodity": commodity,
        "Destination": destination,
        "Quantity (MT)": tons,
        "Marketing": year,
    }


def of(*rows: dict[str, object]) -> Specimen:
    return replace(FLASH_TEXT, rows=rows)


def spoiled(old: str, new: str) -> Parsed:
    content = FLASH_TEXT.content.replace(old.encode(), new.encode())
    assert content != FLASH_TEXT.content
    return FlashSales().parse(FLASH_TEXT.snapshot(content), content)


def brief(one: Observation) -> tuple[object, ...]:
    return one.key.measure, one.key.product, one.key.partner, str(one.period), int(one.value or 0)


def sales_in(parsed: Parsed) -> list[Observation]:
    return [one for one in parsed.observations if "flash_sale" in one.key.measure]


def switched_in(parsed: Parsed) -> dict[tuple[str, str], int]:
    return {
        (one.key.product, one.key.partner): int(one.value or 0)
        for one in parsed.observations
        if one.key.measure == SWITCHED
    }


def test_the_year_tells_the_current_crop_from_the_next() -> None:
    for one in (FLASH_TEXT, FLASH_XML):
        assert [brief(figure) for figure in sales_in(read(one))] == [
            ("flash_sale", "soybeans", "UNKNOWN", "2026-03-20/2026-03-26", 105_000),
            ("next_year_flash_sale", "corn", "KOR", "2026-03-20/2026-03-26", 136_000),
        ]


def test_no_flash_sale_bears_a_name_of_the_weekly_book() -> None:
    names = {figure.key.measure for figure in read(FLASH_TEXT).observations}
    assert names.isdisjoint(MEASURES)
    assert "WORLD" not in {figure.key.partner for figure in read(FLASH_TEXT).observations}


def test_the_last_page_says_when_it_came_out() -> None:
    (vintage,) = {figure.vintage for figure in read(FLASH_TEXT).observations}
    assert vintage.basis is VintageBasis.RELEASE
    assert vintage.known_at == datetime(2026, 4, 2, 12, 30, tzinfo=UTC)


def test_a_day_that_is_not_the_scheduled_one_counts_from_its_end() -> None:
    (vintage,) = {one.vintage for one in spoiled("April 2, 2026", "April 3, 2026").observations}
    assert vintage.basis is VintageBasis.RELEASE
    assert vintage.known_at == datetime(2026, 4, 4, 3, 59, 59, 999999, tzinfo=UTC)


def test_without_a_last_page_the_calendar_says_when() -> None:
    (vintage,) = {one.vintage for one in spoiled("FOREIGN AGRICULTURAL", "").observations}
    assert vintage.basis is VintageBasis.SCHEDULE


def test_sales_in_a_week_across_the_turn_fall_on_the_sides_they_name() -> None:
    one = replace(
        of(sale(year="2025/2026"), sale(year="2026/2027")),
        write=_first_week_of_september,
        retrieved_at=datetime(2026, 9, 20, tzinfo=UTC),
    )
    assert [brief(figure) for figure in sales_in(read(one))] == [
        ("flash_sale", "soybeans", "CHN", "2026-08-28/2026-08-31", 132_000),
        ("flash_sale", "soybeans", "CHN", "2026-09-01/2026-09-03", 132_000),
    ]


def _first_week_of_september(rows: Table) -> bytes:
    text = as_highlights_text(rows).replace(b"March 26, 2026", b"September 3, 2026")
    return text.replace(b"April 2, 2026", b"September 10, 2026")


def test_two_sales_to_one_destination_are_told_as_their_sum() -> None:
    (one,) = sales_in(read(of(sale(), sale(tons="66,000"))))
    assert brief(one)[-1] == 198_000
    assert one.locator == "sum of 2 rows from summary line 1"


def test_a_week_of_sales_that_are_not_followed_is_a_week_all_the_same() -> None:
    parsed = read(of(sale(commodity="Hard Red Spring Wheat")))
    assert (sales_in(parsed), parsed.rows, parsed.newest) == ([], 1, date(2026, 3, 26))


@pytest.mark.parametrize("commodity", COMMODITIES)
def test_every_commodity_under_daily_reporting_is_known(commodity: str) -> None:
    assert read(of(sale(commodity=commodity))).rows == 1


@pytest.mark.parametrize(
    ("row", "named"),
    [
        (sale(commodity="Almonds"), "Almonds"),
        (sale(destination="Ruritania"), "Ruritania"),
        (sale(destination="Chin"), "Chin"),
        (sale(destination=""), "Soybeans"),
    ],
)
def test_a_name_never_seen_before_is_refused(row: dict[str, object], named: str) -> None:
    with pytest.raises(CodeUnknown, match=named):
        read(of(row))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("1/Export sales.", "1/Cancellations.", "footnote '1/Cancellations.' was never seen"),
        ("Quantity (MT)", "Quantity (RB)", "'Quantity \\(MT\\)' is missing"),
        ("105,000 MT", "105,000 RB", "neither a sale nor a footnote"),
        ("SUMMARY OF EXPORT", "SUMMARY OF IMPORT", "'SUMMARY OF EXPORT TRANSACTIONS' is missing"),
        ("2025/2026\r\n", "2028/2029\r\n", "neither this marketing year nor the next"),
        ("March 26, 2026\r", "26 March 2026\r", "no 'Reported Under"),
    ],
)
def test_what_changed_its_meaning_is_named(old: str, new: str, problem: str) -> None:
    with pytest.raises((FormatChanged, AnswerCut), match=problem):
        spoiled(old, new)


def told(paragraph: str) -> Parsed:
    """Return the highlights with another paragraph on soybeans."""
    return spoiled(
        "Soybeans: Net sales of 353,300 MT for 2025/2026 were down 49 percent.", paragraph
    )


def test_switches_are_told_by_destination_and_all_together() -> None:
    parsed = told(
        "Soybeans: Increases primarily for China (124,700 MT, including 121,000 MT switched from "
        "unknown destinations and decreases of 3,800 MT), and the Dominican Republic (2,000 MT, "
        "including 500 MT switched from Haiti, 1,500 MT switched from unknown destinations), were "
        "offset. Net sales of 9,000 MT for 2026/2027 were primarily for Japan (9,000 MT, including "
        "8,000 MT switched from unknown destinations). Corn: Increases primarily for Mexico "
        "(5,000 MT, including 5,000 MT switched from unknown destinations)."
    )
    # Of the next year's sales nothing is said here: their stock is another.
    assert switched_in(parsed) == {
        ("soybeans", "UNKNOWN"): 122_500,
        ("soybeans", "CHN"): 121_000,
        ("soybeans", "DOM"): 1_500,
        ("corn", "UNKNOWN"): 5_000,
        ("corn", "MEX"): 5_000,
    }


def test_a_week_that_names_no_switch_is_told_apart_from_a_week_nobody_holds() -> None:
    assert switched_in(read(FLASH_TEXT)) == {("soybeans", "UNKNOWN"): 0}
    assert switched_in(told("Nothing is said of soybeans.")) == {}


def test_a_switch_to_a_place_never_seen_before_stops_the_reading() -> None:
    with pytest.raises(CodeUnknown, match="Ruritania"):
        told(
            "Soybeans: Increases for Ruritania (9,000 MT, including 8,000 MT switched from unknown "
            "destinations)."
        )


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "soybeans"),
    [
        ("esrqs_WeeklyHighlightsReport_2026-03-26.xml",
         {"UNKNOWN": 223_000, "CHN": 134_000, "IDN": 34_000, "EGY": 55_000}),
        ("esrqs_WeeklyHighlightsReport_2026-04-02.xml",
         {"UNKNOWN": 141_200, "CHN": 121_000, "JPN": 20_200}),
        ("esrqs_WeeklyHighlightsReport_2026-07-02.pdf",
         {"UNKNOWN": 278_900, "CHN": 204_000, "JPN": 49_900, "IDN": 25_000}),
    ],
)  # fmt: skip
def test_the_switches_of_real_highlights_are_read(
    shared: Path, name: str, soybeans: dict[str, int]
) -> None:
    content = (shared / "data" / "usda" / "samples" / "raw_samples" / name).read_bytes()
    found = switched_in(FlashSales().parse(FLASH_XML.snapshot(content), content))
    assert {place: tonnes for (item, place), tonnes in found.items() if item == "soybeans"} == (
        soybeans
    )


def test_a_summary_without_its_footnotes_or_rows_is_cut() -> None:
    with pytest.raises(AnswerCut, match="footnote 1 is not there"):
        spoiled("1/Export sales.", "")
    lines = FLASH_TEXT.content.splitlines(keepends=True)
    content = b"".join(line for line in lines if b" MT 1/" not in line)
    with pytest.raises(AnswerCut, match="no sale"):
        FlashSales().parse(FLASH_TEXT.snapshot(content), content)


def test_an_xml_of_another_report_is_refused() -> None:
    content = b"<Report><Details Textbox2='x' /></Report>"
    with pytest.raises(FormatChanged, match="Textbox1"):
        FlashSales().parse(FLASH_XML.snapshot(content), content)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("esrqs_WeeklyHighlightsReport_2026-03-26.xml",
         ("flash_sale", "soybeans", "UNKNOWN", "2026-03-20/2026-03-26", 105_000)),
        ("esrqs_WeeklyHighlightsReport_2026-04-02.xml",
         ("flash_sale", "corn", "UNKNOWN", "2026-03-27/2026-04-02", 145_000)),
        ("esrqs_WeeklyHighlightsReport_2026-07-02.txt",
         ("next_year_flash_sale", "soybeans", "UNKNOWN", "2026-06-26/2026-07-02", 136_000)),
    ],
)  # fmt: skip
def test_real_highlights_are_read(shared: Path, name: str, expected: tuple[object, ...]) -> None:
    content = (shared / "data" / "usda" / "samples" / "raw_samples" / name).read_bytes()
    parsed = FlashSales().parse(FLASH_XML.snapshot(content), content)
    assert [brief(one) for one in sales_in(parsed)] == [expected]


@pytest.mark.shared
def test_the_real_pdf_and_the_text_made_from_it_by_others_say_the_same(shared: Path) -> None:
    folder = shared / "data" / "usda" / "samples" / "raw_samples"
    texts = [
        (folder / f"esrqs_WeeklyHighlightsReport_2026-07-02.{kind}").read_bytes()
        for kind in ("pdf", "txt")
    ]
    pdf, text = (FlashSales().parse(FLASH_PDF.snapshot(content), content) for content in texts)
    assert [brief(one) for one in pdf.observations] == [brief(one) for one in text.observations]
    # Wheat to Nigeria is of a class that is not followed.
    assert (pdf.rows, len(sales_in(pdf))) == (2, 1)


def test_a_pdf_says_what_the_text_in_it_says() -> None:
    assert [brief(one) for one in read(FLASH_PDF).observations] == [
        brief(one) for one in read(FLASH_TEXT).observations
    ]


def test_without_its_extra_a_pdf_is_not_taken_for_something_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(ExtraMissing, match=r"offtake\[pdf\]"):
        read(FLASH_PDF)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda content: content.replace(b"%%EOF", b""), AnswerCut),
        (lambda content: content.replace(b"/Kids [3 0 R]", b"/Kids [9 0 R]"), AnswerError),
        (lambda _: b"%PDF-1.7 nothing", AnswerIsNotData),
        (lambda content: content.replace(b"[3 0 R]", b"[%s]" % (b"3 0 R " * 61)), AnswerIsNotData),
    ],
)
def test_a_pdf_that_is_cut_or_broken_is_named(
    spoil: Callable[[bytes], bytes], error: type[Exception]
) -> None:
    content = spoil(FLASH_PDF.content)
    with pytest.raises(error):
        FlashSales().parse(FLASH_PDF.snapshot(content), content)
