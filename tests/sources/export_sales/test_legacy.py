"""Saved files of the retired query site: blocks, aggregates, two years in one week."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from offtake.errors import (
    AnswerCut,
    AnswerEmpty,
    AnswerIsNotData,
    FormatChanged,
    ImportedOnly,
)
from offtake.sources import Parsed
from offtake.sources.usda_export_sales_legacy import LegacyQuerySite
from sources.specimens.export_sales import (
    CHINA,
    LEGACY,
    UNKNOWN,
    WEEKS,
    added,
    as_legacy_csv,
    legacy_row,
)
from sources.specimens.kinds import Specimen, Table

TURN = date(2020, 9, 3)
CLOSING = (542_151, 16_266_215, 755_853, 17_418, 15_151, 17_022_068, 15_473_908, 1_592_905)
OPENING = (400_850, 400_850, 15_473_908, 2_286_918, 1_592_905, 15_874_758, 0, 0)
CHN = "CHINA, PEOPLES REPUBLIC OF"


def read(one: Specimen) -> Parsed:
    return LegacyQuerySite().parse(one.snapshot(one.content), one.content)


def of(*rows: Mapping[str, object]) -> Specimen:
    return replace(LEGACY, rows=rows, write=_at_turn)


def _at_turn(rows: Table) -> bytes:
    return as_legacy_csv(rows).replace(b"03/11/2022", b"08/28/2020")


def marked(line: bytes, mark: bytes) -> bytes:
    """Return a line with a mark in the column without a name, behind the date."""
    cells = line.split(b",", 2)
    return b",".join([cells[0], cells[1], mark, cells[2]])


def with_marks(content: bytes, marks: list[bytes]) -> bytes:
    lines = content.splitlines()
    heading = [line.replace(b"Date,", b"Date,,") for line in lines[:7]]
    heading[5] = b"," + heading[5]
    body = [marked(line, mark) for line, mark in zip(lines[7:], marks, strict=True)]
    return b"\n".join([*heading, *body, b""])


def periods(parsed: Parsed) -> list[tuple[str, str, int]]:
    return [
        (one.key.partner, str(one.period), int(one.value or 0))
        for one in parsed.observations
        if one.key.measure == "accumulated_exports"
    ]


def test_the_grand_total_is_the_world_and_other_aggregates_are_dropped() -> None:
    parsed = read(LEGACY)
    assert {one.key.partner for one in parsed.observations} == {"CHN", "UNKNOWN", "WORLD"}
    assert parsed.rows == 15
    totals = [row for row in periods(parsed) if row[0] == "WORLD"]
    assert [value for _, _, value in totals] == [
        ours[1] + theirs[1] for ours, theirs in zip(CHINA, UNKNOWN, strict=True)
    ]


def test_a_grand_total_that_is_another_sum_is_refused() -> None:
    rows = [*LEGACY.rows]
    rows[4] = {**rows[4], "CMY Outstanding Sales": 1, "CMY Total Commitments": 25_787_984}
    reasons = [one.reason for one in read(replace(LEGACY, rows=rows)).refused]
    assert reasons[0].startswith("I5: grand total of outstanding_sales 1 is not")


def test_the_first_block_closes_the_year_and_the_second_opens_the_next() -> None:
    rows = [
        legacy_row("Soybeans", country, TURN, figures)
        for figures in (CLOSING, OPENING)
        for country in (CHN, "KNOWN", "GRAND TOTAL")
    ]
    for one in (of(*rows), of(rows[0], rows[3])):  # every destination, and one alone
        china = [row for row in periods(read(one)) if row[0] == "CHN"]
        assert china == [
            ("CHN", "2020-08-28/2020-08-31", 16_266_215),
            ("CHN", "2020-09-01/2020-09-03", 400_850),
        ]


def test_one_block_of_two_is_refused_since_it_does_not_say_which() -> None:
    parsed = read(of(legacy_row("Soybeans", CHN, TURN, OPENING)))
    assert parsed.observations == ()
    assert "of which year is unsaid" in parsed.refused[0].reason


def test_a_mark_says_the_year_where_the_order_cannot() -> None:
    content = of(legacy_row("Soybeans", CHN, TURN, OPENING)).content
    for mark, period in (
        (b"STARTING MY", "2020-09-01/2020-09-03"),
        (b"ENDING MY", "2020-08-28/2020-08-31"),
    ):
        bytes_ = with_marks(content, [mark])
        parsed = LegacyQuerySite().parse(LEGACY.snapshot(bytes_), bytes_)
        assert [found for _, found, _ in periods(parsed)] == [period]


@pytest.mark.parametrize(
    ("week", "mark", "problem"),
    [
        (TURN, b"MIDDLE MY", "holds 'MIDDLE MY'"),
        (date(2020, 9, 10), b"STARTING MY", "1 blocks of the week ending 2020-09-10"),
    ],
)
def test_a_mark_that_cannot_be_is_refused(week: date, mark: bytes, problem: str) -> None:
    content = with_marks(of(legacy_row("Soybeans", CHN, week, OPENING)).content, [mark])
    with pytest.raises(FormatChanged, match=problem):
        LegacyQuerySite().parse(LEGACY.snapshot(content), content)


def test_a_third_block_is_refused() -> None:
    rows = [legacy_row("Soybeans", CHN, TURN, figures) for figures in (CLOSING, OPENING, OPENING)]
    with pytest.raises(FormatChanged, match="3 blocks of the week ending 2020-09-03"):
        read(of(*rows))


def test_a_file_that_ends_before_the_span_it_names_is_cut() -> None:
    whole = LEGACY.content
    lines = whole.splitlines(keepends=True)
    short = b"".join(lines[:-5])
    with pytest.raises(AnswerCut, match="ends with 2022-03-24, though it is to 2022-03-31"):
        LegacyQuerySite().parse(LEGACY.snapshot(short), short)
    without_total = b"".join(lines[:-1])
    with pytest.raises(AnswerCut, match="no GRAND TOTAL"):
        LegacyQuerySite().parse(LEGACY.snapshot(without_total), without_total)


def test_a_commodity_that_is_not_followed_is_left_out_and_counted() -> None:
    rows = [legacy_row("Wheat - Durum", "GRAND TOTAL", WEEKS[-1], added(CHINA[2], UNKNOWN[2]))]
    parsed = read(replace(LEGACY, rows=rows))
    assert (parsed.rows, parsed.observations, parsed.refused) == (1, (), ())


def test_another_unit_than_those_known_is_refused() -> None:
    row = legacy_row("Soybeans", CHN, WEEKS[-1], CHINA[2], unit="Bushels")
    with pytest.raises(FormatChanged, match="'Unit Desc' holds 'Bushels'"):
        read(replace(LEGACY, rows=[row]))


def test_a_heading_alone_is_an_error_and_not_an_empty_file() -> None:
    content = b"\n".join(LEGACY.content.splitlines()[:7])
    with pytest.raises(AnswerEmpty, match="heading and no row"):
        LegacyQuerySite().parse(LEGACY.snapshot(content), content)


def test_a_newer_workbook_is_refused_by_name() -> None:
    with pytest.raises(AnswerIsNotData, match="XLSX"):
        LegacyQuerySite().parse(LEGACY.snapshot(b""), b"PK\x03\x04rest")


def test_there_is_nothing_to_ask_a_site_that_is_gone() -> None:
    with pytest.raises(ImportedOnly, match="offtake import FILE --source usda_export_sales_legacy"):
        LegacyQuerySite().plan(date(1999, 1, 1), date(2026, 8, 22))
