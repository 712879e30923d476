"""The Monday report is read table by table, and its sums are held against their parts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from offtake.domain import Status, VintageBasis
from offtake.errors import AnswerCut, AnswerIsNotData, CodeUnknown, FormatChanged
from offtake.sources import Parsed
from offtake.sources.usda_inspections_report import InspectionsReport
from offtake.store import SeriesFilter, Store
from offtake.workspace.supplies import bundle
from sources.grain.specimens import (
    RAW,
    region_rows,
    report,
    report_text,
    series,
    snapshot,
    values,
)

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
    with pytest.raises(FormatChanged, match=r"add up to \[5000, 1400, 1800, 60000, 40000\]"):
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


def test_the_year_to_date_is_read_for_this_year_and_the_one_before() -> None:
    found = parse(report())
    assert values(found, "accumulated_inspections", "soybeans") == {
        WEEK: Decimal(30_000), YEAR_AGO: Decimal(20_000)}  # fmt: skip


def test_a_year_to_date_that_is_less_than_its_weeks_is_refused() -> None:
    # 1,500 this week and 700 the week before, both after 1 September: 2,200 at least.
    line = "SOYBEANS         1,500         700         900       30,000"
    assert line in report()
    text = report().replace(line, line.replace("30,000", " 2,199"))
    found = parse(text.replace("      60,000       40,000", "      32,199       40,000"))
    assert [one.reason for one in found.refused] == [
        "2,199 since the year began is less than 2,200 of its weeks"
    ]
    assert values(found, "accumulated_inspections", "soybeans") == {YEAR_AGO: Decimal(20_000)}


CLASSES = """\

              WHEAT INSPECTED AND/OR WEIGHED FOR EXPORT BY CLASS, REGION AND PORT AREA
                                REPORTED IN WEEK ENDING AUG 06, 2026

                               HARD RED  HARD RED  SOFT RED  HARD   SOFT
  REGION       PORT AREA        SPRING    WINTER    WINTER   WHITE  WHITE    DURUM      TOTALS

GULF         MISSISSIPPI R.     7,000         0     3,000      0      0        0      10,000
             N. TEXAS               0       500         0      0      0      400         900
               SUBTOTAL         7,000       500     3,000      0      0      400      10,900

INTERIOR     INTERIOR             100       200         0     50      0        0         350
               SUBTOTAL           100       200         0     50      0        0         350

  TOTAL                         7,100       700     3,000     50      0      400      11,250

TOTAL
SHIPMENTS TO CANADA*
                                    0         0         0      0      0        0       1,000

---------------------------------------------------------------------------------------------
"""


def with_classes(table: str = CLASSES) -> str:
    """Return the report with 11,250 tonnes of wheat and its table by class, made up."""
    rows = [{**row, "WHEAT": 0, "TOTALS": row["TOTALS"]} for row in region_rows()]
    rows[1] |= {"WHEAT": 11_250, "TOTALS": int(str(rows[1]["TOTALS"])) + 11_250}
    names = ["REGION", "COUNTRY", "WHEAT", "YELLOW", "WHITE", "SOYBEANS", "TOTALS"]
    ordered = [{name: row[name] for name in names} for row in rows]
    text = report_text(names, ordered, {"WHEAT": 11_250, "CORN": 3_500, "SOYBEANS": 1_500})
    place = "     GRAINS INSPECTED AND/OR WEIGHED FOR EXPORT BY REGION"
    assert place in text
    return text.replace(place, table + place)


def test_wheat_is_read_by_class_where_the_class_is_followed() -> None:
    found = parse(with_classes())
    assert found.refused == ()
    assert values(found, "inspections", "wheat_hrw") == {WEEK: Decimal(700)}
    assert values(found, "inspections", "wheat_srw") == {WEEK: Decimal(3_000)}
    assert values(found, "inspections", "wheat")[WEEK] == Decimal(11_250)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("0        0      10,000", "0        0      10,001", "is 10,001, not 10,000"),
        ("SUBTOTAL           100", "SUBTOTAL           101", "subtotals"),
        ("INTERIOR             100       200", "INTERIOR             200       100", "the ports"),
    ],
)
def test_classes_that_do_not_add_up_are_refused_and_the_rest_is_read(
    old: str, new: str, reason: str
) -> None:
    assert old in CLASSES
    found = parse(with_classes(CLASSES.replace(old, new)))
    assert values(found, "inspections", "wheat_hrw") == {}
    assert values(found, "inspections", "wheat")[WEEK] == Decimal(11_250)
    (refused,) = found.refused
    assert reason in refused.reason


def test_classes_that_are_not_the_weeks_wheat_are_refused() -> None:
    text = with_classes().replace("WHEAT           11,250", "WHEAT           11,251")
    found = parse(text.replace("Total           16,250", "Total           16,251"))
    reasons = " ".join(one.reason for one in found.refused)
    assert "the classes are 11,250 in all, not the week's wheat" in reasons
    assert values(found, "inspections", "wheat_hrw") == {}


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("SOFT RED  HARD ", "SOFT BLUE HARD ", "SOFT BLUE"),
        ("PORT AREA        SPRING", "PLACE            SPRING", "PORT AREA"),
        ("MISSISSIPPI R.     7,000", "MISSISSIPPI R.     some", "has not 7 figures"),
    ],
)
def test_a_heading_of_the_classes_that_changed_is_named(old: str, new: str, named: str) -> None:
    assert old in CLASSES
    with pytest.raises(FormatChanged, match=named):
        parse(with_classes(CLASSES.replace(old, new, 1)))


@pytest.mark.shared
def test_real_classes_and_years_to_date_read_as_printed(shared: Path) -> None:
    august = parse((shared / AUGUST).read_bytes())
    assert values(august, "inspections", "wheat_hrw") == {WEEK: Decimal(87_113)}
    assert values(august, "inspections", "wheat_srw") == {WEEK: Decimal(62_745)}
    assert values(august, "accumulated_inspections", "soybeans") == {
        WEEK: Decimal(39_751_747), YEAR_AGO: Decimal(48_422_306)}  # fmt: skip
    may = parse((shared / MAY).read_bytes())
    week = date(2026, 4, 30)
    assert values(may, "inspections", "wheat_hrw") == {week: Decimal(189_230)}
    assert values(may, "inspections", "wheat_srw") == {week: Decimal(80_681)}


@pytest.mark.shared
@pytest.mark.parametrize(("grain", "off"), [("corn", 0), ("sorghum", 0), ("soybeans", 1_101)])
def test_the_year_to_date_moves_by_the_weeks_between_two_reports(
    shared: Path, grain: str, off: int
) -> None:
    """From 1 May to 7 August 2025 against the bundled weeks: to the tonne but for soybeans.

    The column of the year before holds its late certificates. Soybeans: 48,422,306 less 43,501,466
    are 4,920,840; the weeks are 4,919,739, 0.02 per cent less.
    """
    first, last = date(2025, 5, 1), YEAR_AGO
    years = [values(parse((shared / name).read_bytes()), "accumulated_inspections", grain)
             for name in (MAY, AUGUST)]  # fmt: skip
    store = Store.open(bundle())
    wanted = SeriesFilter(
        measures=frozenset({"inspections"}),
        products=frozenset({grain}),
        partners=frozenset({"WORLD"}),
    )
    weeks = [one.value for one in store.as_of(wanted, as_of=store.last_look())
             if first < one.period.last_day <= last]  # fmt: skip
    assert len(weeks) == (13 if grain == "sorghum" else 14)  # a week without sorghum has no row
    before, after = years[0][first], years[1][last]
    assert before is not None
    assert after is not None
    assert after - before - sum(value for value in weeks if value is not None) == off


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
