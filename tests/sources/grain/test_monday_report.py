"""The Monday report is read table by table, and its sums are held against their parts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from offtake.domain import Status, VintageBasis
from offtake.errors import AnswerCut, AnswerIsNotData, CodeUnknown, FormatChanged
from offtake.sources import Parsed
from offtake.sources.usda_inspections_report import InspectionsReport
from sources.grain.specimens import RAW, report, series, snapshot, values

WEEK, BEFORE, YEAR_AGO = date(2026, 8, 6), date(2026, 7, 30), date(2025, 8, 7)
MAY = RAW / "ams_wa_gr101_captured_2026-05-11.txt"
AUGUST = RAW / "ams_wa_gr101_week_2026-08-06.txt"


def parse(text: str | bytes, at: datetime = datetime(2026, 8, 11, tzinfo=UTC)) -> Parsed:
    content = text.encode() if isinstance(text, str) else text
    return InspectionsReport().parse(snapshot(content, at=at), content)


def test_three_weeks_of_totals_and_the_destinations_of_the_newest_are_read() -> None:
    found = parse(report())
    assert values(found, "inspections", "soybeans") == {
        WEEK: Decimal(1_500), BEFORE: Decimal(700), YEAR_AGO: Decimal(900)}  # fmt: skip
    assert values(found, "inspections", "soybeans", "CHN") == {WEEK: Decimal(1_000)}
    assert values(found, "inspections", "soybeans", "KOR") == {WEEK: Decimal(200)}
    assert values(found, "inspections", "soybeans", "MEX") == {WEEK: Decimal(300)}
    assert (found.newest, found.refused) == (WEEK, ())


def test_yellow_and_white_corn_of_all_regions_are_one_grain() -> None:
    # 2,000 yellow and 500 white by the Gulf, 1,000 yellow from the interior.
    assert values(parse(report()), "inspections", "corn", "MEX") == {WEEK: Decimal(3_500)}


def test_shipments_to_canada_are_a_destination_that_completes_the_total() -> None:
    found = parse(report(canada={"YELLOW": 200}))
    assert values(found, "inspections", "corn")[WEEK] == Decimal(3_700)
    assert values(found, "inspections", "corn", "CAN") == {WEEK: Decimal(200)}
    assert found.refused == ()


def test_a_figure_is_known_from_the_printed_date_and_provisional_while_young() -> None:
    found = parse(report())
    by_week = {one.period.last_day: one for one in series(found, "inspections", "corn")}
    for one in by_week.values():
        # Monday 10 August 2026, 11:00 in Washington.
        assert one.vintage.known_at == datetime(2026, 8, 10, 15, tzinfo=UTC)
        assert one.vintage.basis is VintageBasis.RELEASE
    assert {week: one.status for week, one in by_week.items()} == {
        WEEK: Status.PROVISIONAL, BEFORE: Status.PROVISIONAL, YEAR_AGO: Status.NORMAL}  # fmt: skip


def test_corrections_stand_apart_by_the_week_of_the_certificate() -> None:
    found = parse(report())
    # 29 and 30 July are in the week to the 30th, 31 July in the next; 147 + 1,024 = 1,171.
    assert values(found, "inspections_correction", "soybeans") == {BEFORE: Decimal(1_171)}
    assert values(found, "inspections_correction", "soybeans", "KOR") == {BEFORE: Decimal(1_024)}
    assert values(found, "inspections_correction", "corn", "TWN") == {WEEK: Decimal(24)}
    assert values(found, "inspections", "soybeans", "MEX") == {WEEK: Decimal(300)}


def test_a_correction_by_another_word_than_add_is_refused_by_name() -> None:
    with pytest.raises(FormatChanged, match="SUBTRACT"):
        parse(report().replace("ADD  147", "SUBTRACT 147"))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        # A subtotal, and a total by region: both still add up along their own line.
        ("2,000         500       1,000       3,500", "2,000         500       1,001       3,501",
         "GULF adds up to 1,000, its subtotal is 1001"),
        ("KOREA REP  200", "KOREA REP  201", "by port area"),
        ("CHINA  1000", "JAPAN  1000", "by port area"),
        ("                   1500\n", "                   1501\n", "not to their total"),
    ],
)  # fmt: skip
def test_parts_that_do_not_add_up_cost_a_grain_its_destinations(
    old: str, new: str, reason: str
) -> None:
    text = report()
    assert old in text
    found = parse(text.replace(old, new, 1))
    weekly = [one.key for one in found.observations if one.key.measure == "inspections"]
    assert {key.partner for key in weekly if key.product == "soybeans"} == {"WORLD"}
    assert values(found, "inspections", "corn", "MEX") == {WEEK: Decimal(3_500)}
    (refused,) = found.refused
    assert reason in refused.reason


def test_destinations_that_miss_the_weeks_total_are_refused() -> None:
    text = report().replace("CORN             3,500", "CORN             3,600")
    found = parse(text.replace("Total            5,000", "Total            5,100"))
    assert [one.reason for one in found.refused] == [
        "with Canada they are 3,500, the week's total is 3,600"
    ]
    assert values(found, "inspections", "corn")[WEEK] == Decimal(3_600)
    assert values(found, "inspections", "corn", "MEX") == {}


def test_grains_that_do_not_add_up_to_their_total_stop_the_reader() -> None:
    with pytest.raises(FormatChanged, match=r"add up to \[5000, 1400, 1800\]"):
        parse(report().replace("Total            5,000", "Total            5,001"))


def test_a_row_that_is_not_its_sum_stops_the_reader() -> None:
    line = "KOREA REP                0           0         200         200"
    assert line in report()
    with pytest.raises(FormatChanged, match="KOREA REP"):
        parse(report().replace(line, line[:-3] + "201"))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("GRAIN      08/06", "CROP       08/06", "GRAIN"),
        ("08/06/2026  07/30", "07/30/2026  07/23", "2026-08-06"),
        ("REGION  COUNTRY", "REGION  PLACE", "COUNTRY"),
        ("YELLOW  WHITE", "WHITE  BLUE", "CORN"),
        ("BY REGION AND COUNTRY OF DESTINATION", "BY PORT", "BY REGION"),
        ("BY PORT AREA AND COUNTRY", "BY PORT AREA AND LAND", "BY PORT AREA"),
        ("CORRECTIONS TO PREVIOUS", "NOTES TO PREVIOUS", "corrections"),
        ("Washington, DC    Mon", "Kansas City, MO   Mon", "date of issue"),
        ("FOR CERTDATE 07/29/26", "FOR CERTIFICATE 07/29/26", "CERTIFICATE"),
    ],
)
def test_a_heading_that_changed_is_named(old: str, new: str, named: str) -> None:
    assert old in report()
    with pytest.raises(FormatChanged, match=named):
        parse(report().replace(old, new, 1))


def test_tables_of_different_weeks_are_refused() -> None:
    with pytest.raises(FormatChanged, match="2 different weeks"):
        parse(report().replace("ENDING AUG 06", "ENDING JUL 30", 1))


@pytest.mark.parametrize("name", ["QUINOA", "SOYBEAN"])
def test_a_grain_never_seen_before_is_named(name: str) -> None:
    with pytest.raises(CodeUnknown, match=name):
        parse(report().replace("ADD   24 YC   CORN", f"ADD   24 YC   {name}"))


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_report_cut_at_each_tenth_is_refused(tenth: int) -> None:
    text = report()
    with pytest.raises(AnswerCut):
        parse(text[: len(text) * tenth // 10])


def test_what_is_no_report_is_no_data() -> None:
    for text in ("", "<html><body>Service unavailable</body></html>", "LM_XB459\nhogs"):
        with pytest.raises(AnswerIsNotData):
            parse(text)


def test_spelling_does_not_matter() -> None:
    plain = parse(report())
    for text in (
        report().replace("\n", "\r\n"),
        "\ufeff" + report(),
        "\n".join(line + "   " for line in report().splitlines()),
    ):
        assert [(one.key, one.period, one.value) for one in parse(text).observations] == [
            (one.key, one.period, one.value) for one in plain.observations
        ]


def test_only_the_newest_report_is_asked_for() -> None:
    (request,) = InspectionsReport().plan(date(2026, 1, 1), date(2026, 8, 12))
    assert request.url == "https://www.ams.usda.gov/mnreports/wa_gr101.txt"
    # On Wednesday 12 August the newest report is that of Monday, for the week to the 6th.
    assert request.covers_end == WEEK


@pytest.mark.shared
def test_the_report_of_august_reads_as_printed(shared: Path) -> None:
    found = parse((shared / AUGUST).read_bytes())
    assert (found.newest, found.refused) == (WEEK, ())
    assert values(found, "inspections", "soybeans") == {
        WEEK: Decimal(399_201), BEFORE: Decimal(347_246), YEAR_AGO: Decimal(544_344)}  # fmt: skip
    # Section 1.5 of the guide: 65,935 t inspected, 65,936 t exported by the exporters' report.
    assert values(found, "inspections", "soybeans", "CHN") == {WEEK: Decimal(65_935)}
    assert values(found, "inspections", "sorghum", "CHN") == {WEEK: Decimal(55_593 + 318)}
    assert values(found, "inspections", "corn", "MEX") == {
        WEEK: Decimal(121_156 + 10_641 + 279_715 + 11_476)
    }
    assert values(found, "inspections", "canola") == {WEEK: Decimal(41_604)}
    assert values(found, "inspections", "mixed_grain")[YEAR_AGO] == Decimal(0)
    corrections = (147, 24, 342, 294, 1_029, 392, 734, 343)
    assert values(found, "inspections_correction", "soybeans") == {
        BEFORE: Decimal(sum(corrections))
    }


@pytest.mark.shared
def test_the_report_of_may_has_the_other_layout(shared: Path) -> None:
    found = parse((shared / MAY).read_bytes(), at=datetime(2026, 5, 11, tzinfo=UTC))
    week = date(2026, 4, 30)
    assert (found.newest, found.refused) == (week, ())
    assert values(found, "inspections", "soybeans")[week] == Decimal(450_145)
    # Section 1.5 of the guide: 65,023 by the Columbia and 135,873 by the Mississippi.
    assert values(found, "inspections", "soybeans", "CHN") == {week: Decimal(200_896)}
    assert values(found, "inspections", "corn", "CAN") == {week: Decimal(25_485)}
    assert values(found, "inspections", "corn")[week] == Decimal(2_027_942)
    assert values(found, "inspections", "flaxseed", "POL") == {week: Decimal(24)}
    assert values(found, "inspections_correction", "sorghum", "CHN") == {
        week - timedelta(weeks=1): Decimal(1_960)
    }
    # The copy fetched on 11 May still held the issue of the 4th: its week says so.
    (one,) = (one for one in series(found, "inspections", "soybeans") if
              one.period.last_day == week)  # fmt: skip
    assert one.vintage.known_at == datetime(2026, 5, 4, 15, tzinfo=UTC)


@pytest.mark.shared
@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("name", [MAY, AUGUST])
def test_a_real_report_cut_at_each_tenth_is_refused(shared: Path, name: Path, tenth: int) -> None:
    content = (shared / name).read_bytes()
    with pytest.raises(AnswerCut):
        parse(content[: len(content) * tenth // 10])
