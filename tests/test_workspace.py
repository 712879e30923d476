"""The main job on the bundled figures: every expected number is in the public record."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest

from offtake.domain import Verdict, end_of_day_in_washington
from offtake.errors import (
    AsOfAfterLastLook,
    PledgeFileInvalid,
    PledgeUnknown,
    ReadingUnknown,
    VintageUnknown,
)
from offtake.forecast import Forecast
from offtake.report import COLUMNS, report_rows
from offtake.report.files import object_text
from offtake.report.pages import pledge_data
from offtake.store import SeriesFilter
from offtake.workspace import Workspace

TRANCHE = "cn-us-soybeans-12mt-2025"
AS_OF = date(2026, 8, 22)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def tranche(workspace: Workspace) -> dict[tuple[str, str], Verdict]:
    """The first tranche's verdicts by reading and deadline, as of the last look."""
    board = workspace.report(pledge=TRANCHE, as_of=AS_OF)
    return {(one.reading.id, str(one.deadline.on)): one for one in board.verdicts if one.deadline}


def mt(verdict: Verdict) -> Decimal | None:
    counted = verdict.tally.counted
    return None if counted is None else round(counted / 1_000_000, 1)


# "Same words, different verdicts": the table of the interface guide, in Mt by the day itself.
@pytest.mark.parametrize(
    ("reading", "deadline", "expected", "word"),
    [
        ("export-sales-named-my", "2025-12-31", "6.8", "missed"),
        ("export-sales-named-my", "2026-02-28", "10.8", "missed"),
        ("export-sales-plus-unknown-my", "2025-12-31", "9.9", "missed"),
        ("export-sales-plus-unknown-my", "2026-02-28", "13.0", "met"),
        ("shipments-named-my", "2025-12-31", "1.1", "missed"),
        ("export-sales-named-nov", "2025-12-31", "6.6", "missed"),
        ("export-sales-named-my", "2026-08-31", "12.5", "met"),
        ("shipments-named-my", "2026-08-31", "12.4", "met"),
    ],
)
def test_one_promise_is_met_and_missed_at_once(
    tranche: dict[tuple[str, str], Verdict],
    reading: str,
    deadline: str,
    expected: str,
    word: str,
) -> None:
    verdict = tranche[reading, deadline]
    assert (mt(verdict), verdict.word.value) == (Decimal(expected), word)


def test_the_count_on_31_december_is_the_week_before_plus_six_sevenths(
    tranche: dict[tuple[str, str], Verdict],
) -> None:
    # Commitments 6,422,446 t by 25 December and 6,892,519 t by 1 January.
    expected = Decimal(6_422_446) + Decimal(6_892_519 - 6_422_446) * 6 / 7
    counted = tranche["export-sales-named-my", "2025-12-31"].tally.counted
    assert counted is not None
    assert round(counted, 6) == round(expected, 6)


@pytest.mark.parametrize(
    ("reading", "week"),
    [
        ("export-sales-named-my", date(2026, 6, 25)),
        ("export-sales-plus-unknown-my", date(2026, 1, 15)),
        ("shipments-named-my", date(2026, 7, 2)),
    ],
)
def test_the_first_week_at_twelve_million_tonnes_is_the_recorded_one(
    tranche: dict[tuple[str, str], Verdict], reading: str, week: date
) -> None:
    assert tranche[reading, "2025-12-31"].first_met_on == week


@pytest.mark.parametrize(
    ("week", "named", "with_unknown", "shipped"),
    [
        (date(2025, 11, 27), "3.02", "5.70", "0.00"),
        (date(2026, 1, 1), "6.89", "9.97", "1.19"),
        (date(2026, 2, 26), "10.82", "13.00", "6.83"),
        (date(2026, 8, 13), "12.50", "12.89", "12.36"),
    ],
)
def test_the_record_by_week_is_the_published_one(
    tranche: dict[tuple[str, str], Verdict],
    workspace: Workspace,
    week: date,
    named: str,
    with_unknown: str,
    shipped: str,
) -> None:
    pledge = workspace.pledge(TRANCHE)
    counter = workspace.counter(AS_OF, [pledge])
    for reading_id, expected in (
        ("export-sales-named-my", named),
        ("export-sales-plus-unknown-my", with_unknown),
        ("shipments-named-my", shipped),
    ):
        reading = pledge.reading(reading_id)
        assert reading is not None
        counted = counter.count(reading, week).tally(week).counted
        assert counted is not None
        assert round(counted / 1_000_000, 2) == Decimal(expected), reading_id


def test_every_book_and_destination_rule_has_a_row_at_each_deadline_in_both_windows(
    tranche: dict[tuple[str, str], Verdict],
) -> None:
    seen = Counter(
        (one.reading.book.value, one.reading.destinations.value) for one in tranche.values()
    )
    # Four deadlines times two windows.
    assert seen == {
        ("export_sales", "named"): 8,
        ("export_sales", "named_plus_unknown"): 8,
        ("shipments", "named"): 8,
        ("inspections", "named"): 8,
        ("customs_exports", "named"): 8,
        ("customs_imports", "named"): 8,
    }


def test_books_that_are_not_held_say_what_they_need(
    tranche: dict[tuple[str, str], Verdict],
) -> None:
    for (reading, _), verdict in tranche.items():
        if reading.startswith(("inspections", "customs", "arrivals")):
            assert verdict.word.value == "cannot_be_judged"
            assert "needs" in verdict.why
            assert verdict.tally.counted is None


def test_the_calendar_year_2026_counts_by_days_and_names_what_is_not_known(
    workspace: Workspace,
) -> None:
    board = workspace.report(pledge="cn-us-soybeans-25mt-2026", as_of=AS_OF)
    found = {one.reading.id: one for one in board.verdicts}
    shipped, bought = found["shipments-named-2026"], found["export-sales-named-2026"]
    # Accumulated 12,357,145 less 1,191,519 by 1 January, plus a seventh of that week's 397,073.
    expected = Decimal(12_357_145 - 1_191_519) + Decimal(397_073) / 7
    assert shipped.tally.counted is not None
    assert round(shipped.tally.counted, 6) == round(expected, 6)
    assert (mt(shipped), mt(bought)) == (Decimal("11.2"), Decimal("5.7"))
    assert "next-crop sales are not held from the week ending 2026-04-02" in bought.why


def test_the_day_after_the_call_cannot_be_judged_as_worded(workspace: Workspace) -> None:
    board = workspace.report(pledge="cn-us-faster-more-2025", as_of=AS_OF)
    counted = [one for one in board.verdicts if one.tally.counted is not None]
    assert counted
    assert {one.word.value for one in board.verdicts} == {"cannot_be_judged"}
    assert all("as worded" in one.why for one in counted)


def test_an_as_of_uses_nothing_published_after_that_day(workspace: Workspace) -> None:
    day = date(2026, 1, 20)
    board = workspace.report(pledge=TRANCHE, as_of=day)
    used = [part for one in board.verdicts for part in one.tally.contributions]
    assert used
    assert max(part.vintage.known_at for part in used) <= end_of_day_in_washington(day)
    # By that day the newest week was 8 January: over 8 Mt (AP).
    newest = max(one.tally.latest_period for one in board.verdicts if one.tally.latest_period)
    assert newest.last_day == date(2026, 1, 8)


def test_asking_again_gives_the_same_answer(workspace: Workspace) -> None:
    day = date(2026, 1, 20)
    first = report_rows(workspace.report(as_of=day).verdicts)
    assert (
        report_rows(Workspace.open(home=workspace.settings.home).report(as_of=day).verdicts)
        == first
    )


def test_pledges_not_yet_made_are_left_out_and_named(workspace: Workspace) -> None:
    board = workspace.report(as_of=date(2019, 12, 31))
    assert {one.pledge.made_on.year for one in board.verdicts} <= {2018, 2019}
    assert TRANCHE in {one.id for one in board.left_out}


def test_the_contributions_of_a_count_add_up_to_it(workspace: Workspace) -> None:
    for verdict in workspace.report(as_of=AS_OF).verdicts:
        if verdict.tally.counted is not None:
            parts = sum(part.counted for part in verdict.tally.contributions)
            assert abs(parts - verdict.tally.counted) < Decimal("1e-9"), verdict.reading.id


def test_every_row_has_every_column_and_json_numbers(workspace: Workspace) -> None:
    rows = report_rows(workspace.report(as_of=AS_OF).verdicts)
    numbers = ("amount", "counted", "due", "required_weekly")
    for row in rows:
        assert list(row) == list(COLUMNS)
        assert all(row[name] is None or isinstance(row[name], int | float) for name in numbers)
        assert row["verdict"] in {"met", "missed", "open", "cannot_be_judged"}
    assert {row["pledge"] for row in rows} == set(workspace.register)


def test_bushels_are_shown_by_the_crop_s_own_weight(workspace: Workspace) -> None:
    board = workspace.report(pledge=TRANCHE, reading="shipments-named-my", as_of=AS_OF)
    tonnes, bushels = (report_rows(board.verdicts, unit=unit)[-1] for unit in ("t", "mbu"))
    # 36.7437 bushels of soybeans a tonne.
    assert bushels["counted"] == pytest.approx(tonnes["counted"] * 36.7437e-6, rel=1e-5)
    assert bushels["unit"] == "mbu"


def test_a_pledge_in_dollars_keeps_its_unit(workspace: Workspace) -> None:
    board = workspace.report(pledge="cn-us-farm-goods-17bn-2026", as_of=AS_OF)
    row = report_rows(board.verdicts)[0]
    assert (row["amount"], row["unit"]) == (17_000_000_000, "usd")


def test_inspections_and_shipments_agree_for_all_destinations(workspace: Workspace) -> None:
    # Marketing years 2015/16 to 2025/26: 0.96 to 1.02.
    years = [one for one in workspace.mirror() if one.year.start >= date(2015, 9, 1)]
    assert len(years) == 11
    assert all(Decimal("0.96") <= one.ratio <= Decimal("1.02") for one in years)


def test_outside_what_was_seen_nothing_is_guessed(workspace: Workspace) -> None:
    with pytest.raises(AsOfAfterLastLook, match="last looked at on 2026-08-22"):
        workspace.report(as_of=date(2026, 8, 23))
    with pytest.raises(VintageUnknown, match="nothing is known as of 1990-01-01"):
        workspace.report(as_of=date(1990, 1, 1))


def test_an_unknown_pledge_or_reading_names_what_there_is(workspace: Workspace) -> None:
    with pytest.raises(PledgeUnknown, match=TRANCHE):
        workspace.report(pledge="cn-us-soybeans-12mt")
    with pytest.raises(ReadingUnknown, match="shipments-named-my"):
        workspace.report(pledge=TRANCHE, reading="shipments")


def test_revisions_keep_both_values(workspace: Workspace) -> None:
    # Week ending 24 November 2016: 1,876,814 t first printed, 1,805,978 t later.
    values = [
        one.value
        for one in workspace.revisions(product="soybeans", partner="CHN")
        if one.key.measure == "weekly_exports" and one.period.last_day == date(2016, 11, 24)
    ]
    assert values == [Decimal(1_876_814), Decimal(1_805_978)]


def test_revisions_are_figures_printed_otherwise_and_no_others(workspace: Workspace) -> None:
    found = workspace.revisions()
    groups = groupby(found, key=lambda one: (one.key, one.period))
    values = [{one.value for one in group} for _, group in groups]
    assert values
    assert all(len(each) > 1 for each in values)


def test_revisions_as_of_a_day_use_no_later_vintage(workspace: Workspace) -> None:
    # The first look at the revised week of 2016 came years after its first print.
    day = date(2018, 1, 1)
    known = workspace.revisions(as_of=day)
    assert len(known) < len(workspace.revisions())
    assert all(one.vintage.known_at <= end_of_day_in_washington(day) for one in known)
    with pytest.raises(AsOfAfterLastLook):
        workspace.revisions(as_of=date(2036, 1, 1))


def test_a_page_of_a_day_holds_nothing_said_after_it(workspace: Workspace) -> None:
    day = date(2025, 11, 15)
    page, whole = workspace.page(TRANCHE, as_of=day), workspace.pledge(TRANCHE)
    assert max(one.on for one in page.pledge.statements) <= day
    assert [one.id for one in page.pledge.deadlines] == ["end-2025"]
    assert len(page.pledge.statements) + page.later_statements == len(whole.statements)
    assert {one.deadline for one in page.board.verdicts} == set(page.pledge.deadlines)


def test_how_a_source_revises_as_of_a_day_is_told_of_the_vintages_known_then(
    workspace: Workspace,
) -> None:
    day = date(2024, 6, 30)
    (told,) = (
        one
        for one in workspace.revision_habits("usda_wasde", as_of=day)
        if one.measure == "wasde_exports"
    )
    printed: dict[object, set[object]] = {}  # by series and period, each value known by then
    for one in workspace.store.history(SeriesFilter(measures=frozenset({"wasde_exports"}))):
        if one.vintage.known_at <= end_of_day_in_washington(day):
            printed.setdefault((one.key, one.period), set()).add(one.value)
    revised = sum(len(values) > 1 for values in printed.values())
    assert (told.revised, told.share) == (revised, revised / len(printed))
    later = {one.measure: one.revised for one in workspace.revision_habits("usda_wasde")}
    assert told.revised < later["wasde_exports"]


def test_a_pledge_is_told_as_data_with_its_words_statements_and_verdicts(
    workspace: Workspace,
) -> None:
    page = workspace.page("cn-us-soybeans-12mt-2025", as_of=date(2025, 11, 15))
    verdicts = page.board.verdicts
    told = json.loads(
        object_text(pledge_data(page.pledge, verdicts, as_of=page.board.as_of, revision=1))
    )
    assert told["pledge"]["title"] == page.pledge.title
    assert [one["on"] for one in told["pledge"]["statements"]] == [
        one.on.isoformat() for one in page.pledge.statements
    ]
    amount = told["pledge"]["readings"][0]["amount"]
    assert amount["quantity"] == {"value": "12", "unit_code": "Mt"}
    assert len(told["verdicts"]) == len(verdicts)
    assert told["as_of"] == "2025-11-15"


def test_doctor_shows_gaps_and_quarantine_with_reasons(workspace: Workspace) -> None:
    health = workspace.doctor(keys=lambda _name: None)
    assert health.files_verified > 0
    assert all(one.row.reason for one in health.quarantine)
    reasons = " ".join(gap.reason for gap in health.gaps)
    assert "next-year sales were not captured after the week ending 2026-03-26" in reasons
    assert "sales to unknown destinations were not captured" in reasons
    assert health.disagreements["net_sales"] > 0
    assert "fas" in health.keys_missing


def test_a_pledge_of_one_s_own_is_judged_with_the_others(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[1] / "src/offtake/pledges/register" / f"{TRANCHE}.yaml"
    text = shipped.read_text(encoding="utf-8").replace(f"id: {TRANCHE}", "id: my-own")
    (tmp_path / "pledges").mkdir()
    (tmp_path / "pledges" / "mine.yaml").write_text(text, encoding="utf-8")
    assert Workspace.open(home=tmp_path).report(pledge="my-own", as_of=AS_OF).verdicts


def test_a_broken_pledge_of_one_s_own_stops_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "pledges").mkdir()
    (tmp_path / "pledges" / "mine.yaml").write_text("id: my-own\ntitel: x\n", encoding="utf-8")
    with pytest.raises(PledgeFileInvalid, match=r"mine\.yaml:2: titel: unknown key 'titel'"):
        Workspace.open(home=tmp_path).report(as_of=AS_OF)


def test_an_open_row_says_how_likely_it_is_as_the_forecast_does(workspace: Workspace) -> None:
    pledge = "cn-us-soybeans-25mt-2026"
    board = workspace.report(pledge=pledge, as_of=AS_OF)
    rows = report_rows(board.verdicts, forecasts=workspace.outlook(board))
    told = {
        (one.verdict.reading.id, one.forecast.deadline): one.forecast.probability
        for one in workspace.forecasts(pledge, as_of=AS_OF)
        if isinstance(one.forecast, Forecast)
    }
    said = {
        (row["reading"], date.fromisoformat(row["deadline"])): row["probability"]
        for row in rows
        if row["probability"] is not None
    }
    assert said
    assert said == told
    for row in rows:
        if row["probability"] is not None:
            assert row["verdict"] == "open"
            assert row["p05"] <= row["p25"] <= row["p50"] <= row["p75"] <= row["p95"]
