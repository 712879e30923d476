"""A calendar-year file of inspections becomes weekly sums, and never a wrong one."""

import csv
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.domain import Status
from offtake.errors import AnswerCut, AnswerEmpty, AnswerIsNotData, CodeUnknown, FormatChanged
from offtake.sources import Parsed
from offtake.sources.certificates import whole_weeks
from offtake.sources.usda_inspections import Inspections
from sources.grain.specimens import (
    CERTIFICATES,
    LATER,
    YEAR_HEADER,
    YEAR_NEEDED,
    YEAR_REQUEST,
    certificate,
    series,
    snapshot,
    table,
    values,
    year_file,
)

CAPTURE = Path("data/usda/fgis/fgis_certificates_2015_mindymallory/"
               "fgis_CY2015_certificates_8cols.csv")  # fmt: skip
TOTALS = Path("data/usda/fgis/fgis_weekly_totals_2014_2026_howards/fgis_weekly_totals.csv")


def parse(content: bytes, *, year: int = 2015, at: datetime = LATER) -> Parsed:
    request = YEAR_REQUEST.replace("2015", str(year))
    return Inspections().parse(snapshot(content, request=request, at=at), content)


def test_certificates_of_a_week_are_added_up_by_grain_and_destination() -> None:
    found = parse(year_file())
    # 60,000 + 1,000; the corn is another series.
    assert values(found, "inspections", "soybeans", "CHN") == {date(2015, 1, 8): Decimal(61_000)}
    assert values(found, "inspections", "corn", "MEX") == {date(2015, 1, 8): Decimal(30_000)}
    assert values(found, "inspections", "corn") == {date(2015, 1, 8): Decimal(30_000)}
    assert (found.rows, found.newest, found.refused) == (5, date(2015, 1, 8), ())


def test_taiwan_and_china_are_told_apart_under_their_old_names() -> None:
    found = parse(year_file())
    assert values(found, "inspections_part", "soybeans", "TWN") == {date(2015, 1, 1): Decimal(269)}
    assert values(found, "inspections_part", "soybeans", "CHN") == {
        date(2015, 1, 1): Decimal(64_500)
    }


def test_a_week_cut_by_new_year_is_never_stored_as_whole() -> None:
    # The guide, rule D21: the file of 2015 alone has 64,769 of 1,453,909 tonnes.
    found = parse(year_file())
    assert date(2015, 1, 1) not in values(found, "inspections", "soybeans")
    (part,) = series(found, "inspections_part", "soybeans")
    assert part.value == Decimal(64_769)
    assert (part.period.start, part.period.end) == (date(2015, 1, 1), date(2015, 1, 2))
    assert "two files" in part.note


def test_the_parts_of_two_files_make_the_whole_week() -> None:
    before = year_file([
        certificate("20150101", "20141226", "SOYBEANS", "CHINA MAIN", 1_389_000),
        certificate("20150101", "20141231", "SOYBEANS", "JAPAN", 140),
    ])  # fmt: skip
    parts = [one for found in (parse(before, year=2014), parse(year_file()))
             for one in found.observations if one.key.measure == "inspections_part"]  # fmt: skip
    whole = {(one.key.product, one.key.partner): one for one in whole_weeks(parts)}
    assert whole["soybeans", "WORLD"].value == Decimal(1_453_909)
    assert whole["soybeans", "CHN"].value == Decimal(1_453_500)
    assert whole["soybeans", "JPN"].value == Decimal(140)  # nothing in the file of 2015
    assert whole["soybeans", "TWN"].value == Decimal(269)  # nothing in the file of 2014
    assert {one.key.measure for one in whole.values()} == {"inspections"}
    assert {str(one.period) for one in whole.values()} == {"2014-12-26/2015-01-01"}


def test_one_file_alone_makes_no_whole_week() -> None:
    parts = [
        one for one in parse(year_file()).observations if one.key.measure == "inspections_part"
    ]
    assert list(whole_weeks(parts)) == []
    with pytest.raises(ValueError, match="twice"):
        list(whole_weeks([*parts, *parts]))
    with pytest.raises(ValueError, match="not a part"):
        list(whole_weeks(parse(year_file()).observations))


@given(st.integers(min_value=1983, max_value=2030))
def test_the_weeks_at_both_edges_of_a_year_are_parts_unless_they_fit(year: int) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    thursdays = [day + timedelta(days=(3 - day.weekday()) % 7) for day in (first, last)]
    rows = [certificate(f"{thursday:%Y%m%d}", f"{day:%Y%m%d}", "SOYBEANS", "JAPAN", 10)
            for thursday, day in zip(thursdays, (first, last), strict=True)]  # fmt: skip
    found = parse(year_file(rows), year=year, at=datetime(year + 2, 1, 1, tzinfo=UTC))
    for one in found.observations:
        is_whole = one.period.days == 7
        assert one.key.measure == ("inspections" if is_whole else "inspections_part")
        assert one.period.start.year == one.period.last_day.year == year
    assert found.refused == ()


def test_a_certificate_of_another_years_week_is_refused_with_its_reason() -> None:
    late = certificate("20141009", "20150105", "CORN", "MEXICO", 100)
    found = parse(year_file([*CERTIFICATES, late]))
    assert {one.text for one in found.refused} == {
        "corn to MEX, week ending 2014-10-09: 100 t",
        "corn to WORLD, week ending 2014-10-09: 100 t",
    }
    assert values(found, "inspections", "corn") == {date(2015, 1, 8): Decimal(30_000)}


def test_the_file_of_another_year_than_asked_for_is_refused() -> None:
    with pytest.raises(FormatChanged, match=r"'Cert Date' is of 2015, though CY2016\.csv"):
        parse(year_file(), year=2016)


def test_a_week_not_over_or_not_out_is_refused() -> None:
    # The week to Thursday 8 January 2015 came out on Monday the 12th at 11:00, 16:00 UTC.
    early = parse(year_file(), at=datetime(2015, 1, 12, 15, 59, tzinfo=UTC))
    assert values(early, "inspections", "soybeans") == {}
    assert {one.reason for one in early.refused} == {
        "the week was not over, or not out, when the file was fetched"
    }
    out = parse(year_file(), at=datetime(2015, 1, 12, 16, tzinfo=UTC))
    assert values(out, "inspections", "soybeans") == {date(2015, 1, 8): Decimal(61_000)}


def test_a_week_is_provisional_until_late_certificates_are_in() -> None:
    # Eight weeks after Thursday 8 January 2015 is 5 March.
    for at, status in (
        (datetime(2015, 3, 5, 12, tzinfo=UTC), Status.PROVISIONAL),
        (datetime(2015, 3, 7, tzinfo=UTC), Status.NORMAL),
    ):
        (one,) = series(parse(year_file(), at=at), "inspections", "corn")
        assert one.status is status
        assert one.vintage.known_at <= at


@pytest.mark.parametrize("name", ["TOTAL", "SUBTOTAL"])
def test_a_total_among_the_rows_is_not_counted(name: str) -> None:
    total = certificate("20150108", "20150108", "SOYBEANS", name, 61_000)
    found = parse(year_file([*CERTIFICATES, total]))
    assert values(found, "inspections", "soybeans") == {date(2015, 1, 8): Decimal(61_000)}
    assert [one.text for one in found.refused] == [f"SOYBEANS to {name}: 61,000 t"]


def test_a_certificate_of_nothing_is_nothing() -> None:
    zero = certificate("20150108", "20150108", "SOYBEANS", "JAPAN", 0)
    found = parse(year_file([*CERTIFICATES, zero]))
    assert values(found, "inspections", "soybeans", "JPN") == {date(2015, 1, 8): Decimal(0)}
    assert values(found, "inspections", "soybeans") == {date(2015, 1, 8): Decimal(61_000)}


def test_a_week_whose_pounds_and_tonnes_are_not_one_weight_is_refused() -> None:
    wrong = certificate("20150108", "20150108", "SOYBEANS", "JAPAN", 5_000, Pounds="5000")
    found = parse(year_file([*CERTIFICATES, wrong]))
    assert values(found, "inspections", "soybeans") == {}
    assert values(found, "inspections", "soybeans", "CHN") == {}  # nor a part of that week
    assert values(found, "inspections", "corn") == {date(2015, 1, 8): Decimal(30_000)}
    assert {"pounds and tonnes" in one.reason for one in found.refused} == {True}


@pytest.mark.parametrize("name", YEAR_NEEDED)
@pytest.mark.parametrize("change", ["deleted", "renamed"])
def test_a_needed_column_deleted_or_renamed_is_named(name: str, change: str) -> None:
    header = [one for one in YEAR_HEADER if one != name]
    if change == "renamed":
        header = [f"{one} (new)" if one == name else one for one in YEAR_HEADER]
    with pytest.raises(FormatChanged, match=f"column '{name}' is missing"):
        parse(table(CERTIFICATES, header))


@pytest.mark.parametrize("name", [one for one in YEAR_HEADER if one not in YEAR_NEEDED][::9])
def test_any_other_column_may_come_and_go(name: str) -> None:
    whole = parse(year_file()).observations
    without = parse(table(CERTIFICATES, [one for one in YEAR_HEADER if one != name]))
    renamed = [f"{one} (new)" if one == name else one for one in YEAR_HEADER]
    for found in (without, parse(table(CERTIFICATES, renamed))):
        assert [(one.key, one.period, one.value) for one in found.observations] == [
            (one.key, one.period, one.value) for one in whole
        ]


@given(st.permutations(YEAR_NEEDED), st.integers(0, 5), st.integers(0, 5))
def test_columns_are_found_by_name_in_any_order(
    needed: list[str], before: int, between: int
) -> None:
    """The cut at the outer commas must work for every place a needed column may take."""
    header = [f"A{n}" for n in range(before)] + needed[:3] + [f"B{n}" for n in range(between)]
    found = parse(table(CERTIFICATES, [*header, *needed[3:]]))
    assert values(found, "inspections", "soybeans", "CHN") == {date(2015, 1, 8): Decimal(61_000)}
    assert values(found, "inspections", "corn") == {date(2015, 1, 8): Decimal(30_000)}


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_file_cut_at_each_tenth_is_refused(tenth: int) -> None:
    content = year_file()
    with pytest.raises(AnswerCut):
        parse(content[: len(content) * tenth // 10])


def test_a_file_without_a_certificate_or_a_page_is_no_data() -> None:
    with pytest.raises(AnswerEmpty):
        parse(year_file([]))
    for page in (b"", b"<!DOCTYPE html><html>\n</html>\n", b"<html>\n"):
        with pytest.raises(AnswerIsNotData):
            parse(page)


@pytest.mark.parametrize(
    ("cell", "text", "known"),
    [("Grain", "QUINOA", "QUINOA"), ("Destination", "ATLANTIS", "ATLANTIS")],
)
def test_a_code_never_seen_before_is_named(cell: str, text: str, known: str) -> None:
    with pytest.raises(CodeUnknown, match=known):
        parse(year_file([{**CERTIFICATES[2], cell: text}]))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Thursday", "20150107"),  # a Wednesday
        ("Thursday", "01/08/2015"),
        ("Metric Ton", "60,00"),
        ("Metric Ton", "60000.5"),
        ("Metric Ton", "n/a"),
        ("Pounds", ""),
    ],
)
def test_a_cell_that_is_not_what_it_was_is_named(cell: str, text: str) -> None:
    with pytest.raises(FormatChanged, match=f"column '{cell}'"):
        parse(year_file([{**CERTIFICATES[2], cell: text}]))


def test_spelling_does_not_matter() -> None:
    plain = parse(year_file()).observations
    rows = [
        {**row, "Metric Ton": f"{int(row['Metric Ton']):,}", "Destination": row["Destination"]
         + "  ", "Carrier Name": 'MV "COMMA, THE"\nSECOND LINE'}
        for row in CERTIFICATES
    ]  # fmt: skip
    header = [f"{name} " for name in YEAR_HEADER]
    spelled = [{f"{name} ": text for name, text in row.items()} for row in rows]
    for content in (
        b"\xef\xbb\xbf" + year_file(),
        year_file().replace(b"\r\n", b"\n"),
        table(spelled, header),
        year_file().replace(b"\r\n", b",\r\n"),
        year_file() + b"\r\n",
    ):
        assert [(one.key, one.period, one.value) for one in parse(content).observations] == [
            (one.key, one.period, one.value) for one in plain
        ]


def test_a_row_with_too_few_or_too_many_cells_stops_the_reader() -> None:
    lines = year_file().split(b"\r\n")
    with pytest.raises(AnswerCut, match="line 3"):
        parse(b"\r\n".join([*lines[:2], lines[2].replace(b",", b"", 1), *lines[3:]]))
    with pytest.raises(FormatChanged, match="line 3"):
        parse(b"\r\n".join([*lines[:2], lines[2] + b",more", *lines[3:]]))


def test_both_years_are_asked_for_where_a_week_lies_in_two() -> None:
    asked = [one.url[-10:] for one in Inspections().plan(date(2026, 6, 1), date(2026, 7, 1))]
    assert asked == ["CY2026.csv"]
    # Eight weeks before 10 January 2026 is November 2025.
    asked = [one.url[-10:] for one in Inspections().plan(date(2026, 1, 10), date(2026, 1, 20))]
    assert asked == ["CY2025.csv", "CY2026.csv"]
    # A file of a year that has not begun is not asked for.
    asked = [one.url[-10:] for one in Inspections().plan(date(2025, 12, 1), date(2025, 12, 31))]
    assert asked == ["CY2025.csv"]


def test_a_file_cut_between_two_lines_cannot_be_told_from_a_short_one() -> None:
    """A gap: the file has no end mark. The length of the answer and its last size must tell."""
    lines = year_file().splitlines(keepends=True)
    assert parse(b"".join(lines[:-1])).rows == parse(b"".join(lines)).rows - 1


@pytest.mark.shared
def test_real_certificates_add_up_to_the_weekly_totals_of_2015(shared: Path) -> None:
    """Identity I7, on 39 weeks and four grains; the capture has no certificate dates."""
    with (shared / CAPTURE).open(encoding="utf-8", newline="") as file:
        rows = [{**row, "Cert Date": "20150105"} for row in csv.DictReader(file)]
    found = parse(year_file(rows))
    assert (found.rows, found.refused) == (12_397, ())
    with (shared / TOTALS).open(encoding="utf-8", newline="") as file:
        totals = {
            (row["grain"], date.fromisoformat(row["week_ending"])): Decimal(row["metric_tons"])
            for row in csv.DictReader(file)
        }
    for grain in ("soybeans", "corn", "wheat", "sorghum"):
        weeks = values(found, "inspections", grain)
        complete = {week: weeks[week] for week in weeks if week < date(2015, 10, 1)}
        assert len(complete) == 38
        differ = {week for week in complete if complete[week] != totals[grain, week]}
        # 563 tonnes of wheat were certified after the capture of 1 October.
        assert differ == ({date(2015, 9, 24)} if grain == "wheat" else set())
    # The 39th is the week of 1 January, of which the file of 2015 has its one day.
    (part,) = series(found, "inspections_part", "soybeans")
    assert part.value == totals["soybeans", date(2015, 1, 1)] == Decimal(64_769)
