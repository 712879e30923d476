"""The commands about the future, as a person runs them."""

import csv
import io
import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

from cli.test_commands import run
from offtake.forecast import Forecast
from offtake.forecast.rows import HUB_COLUMNS, REPORT_COLUMNS, report_columns
from offtake.workspace import Workspace

PLEDGE = "cn-us-soybeans-25mt-2026"
READING = "shipments-named-2026"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def table(done: subprocess.CompletedProcess[str]) -> list[dict[str, str]]:
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_a_forecast_is_told_kept_and_waits_for_its_score(home: Path) -> None:
    done = run("forecast", PLEDGE, "--reading", READING, home=home)
    assert done.returncode == 0, done.stderr
    assert "season-pace-3" in done.stdout
    assert "came true" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    assert "kept 1 forecasts" in done.stderr
    again = run("forecast", PLEDGE, "--reading", READING, home=home)
    assert "kept" not in again.stderr
    scores = run("score", "--json", home=home)
    (one,) = json.loads(scores.stdout)
    assert (one["reading"], one["final"], one["crps"]) == (READING, None, None)
    assert "not known yet" in one["why"]


def test_forecasts_as_data_have_the_columns_of_hubverse(home: Path) -> None:
    rows = table(run("forecast", PLEDGE, "--reading", READING, "--csv", "--no-keep", home=home))
    assert tuple(rows[0]) == HUB_COLUMNS
    assert [row["output_type"] for row in rows].count("quantile") == 99
    chances = {row["output_type_id"]: float(row["value"]) for row in rows
               if row["output_type"] == "pmf"}  # fmt: skip
    assert chances["met"] + chances["missed"] == pytest.approx(1)
    assert not (home / "forecasts.jsonl").exists()


def test_a_forecast_of_the_past_is_not_kept_as_if_issued(home: Path) -> None:
    done = run("forecast", PLEDGE, "--as-of", "2026-01-20", home=home)
    assert done.returncode == 0, done.stderr
    assert not (home / "forecasts.jsonl").exists()


def test_scores_of_nothing_say_how_to_issue_one(home: Path) -> None:
    done = run("score", home=home)
    assert done.returncode == 3
    assert "offtake forecast ID" in done.stderr


def test_the_bundled_record_is_shown_with_its_seasons(home: Path) -> None:
    rows = table(run("backtest", "--bundled", "--csv", home=home))
    assert {row["model_id"] for row in rows} >= {"season-pace-3", "seasonal-naive-1", "wasde-1"}
    assert all(int(row["seasons"]) >= 3 for row in rows if not row["quarter"])
    lines = run("backtest", "--bundled", home=home).stdout
    assert "21 seasons" in lines
    assert max(len(line) for line in lines.splitlines()) <= 80


def test_a_back_test_of_a_few_weeks_runs_and_is_taken_up_again(home: Path) -> None:
    arguments = ("backtest", "--since", "2026-01-09", "--workers", "1", "--csv", "--quiet")
    rows = table(run(*arguments, home=home))
    assert {int(row["seasons"]) for row in rows} == {1}
    assert table(run(*arguments, home=home)) == rows


def test_calibration_tells_cases_and_seasons(home: Path) -> None:
    rows = table(run("calibration", "--csv", home=home))
    assert {row["kind"] for row in rows} == {"sales", "shipments"}
    assert all(int(row["count"]) >= int(row["years"]) >= 1 for row in rows)


def test_before_a_window_begins_the_rate_needed_is_over_the_window_as_on_the_page(
    home: Path,
) -> None:
    # 25 Mt over 1 September 2026 to 31 August 2027 are 365 days: 25,000 kt / (365 / 7) = 479.45 kt.
    done = run("forecast", PLEDGE, "--reading", "shipments-named-my2026", "--no-keep", home=home)
    assert "needs 479.5 kt a week for 52 weeks" in " ".join(done.stdout.split())


def test_columns_of_the_record_stand_below_their_heads_whatever_a_place_is_called(
    home: Path,
) -> None:
    head, *lines = run("record", home=home).stdout.splitlines()
    rows = [line for line in lines if not line.startswith("    ")]
    assert any(row.split()[0] == "UNKNOWN" for row in rows)
    for name in ("pledges", "met", "missed", "undecided"):
        end = head.index(f" {name} ") + len(name) + 1
        assert all(row[end - 1].isdigit() and row[end] == " " for row in rows), name
    assert max(len(line) for line in [head, *lines]) <= 80


def test_the_record_of_a_party_counts_pledges_beside_verdicts(home: Path) -> None:
    rows = table(run("record", "CHN", "--csv", home=home))
    sales = next(row for row in rows if (row["obligor"], row["book"]) == ("CHN", "export_sales"))
    assert int(sales["met"]) + int(sales["missed"]) >= int(sales["decided_pledges"]) > 0
    assert 0 <= float(sales["base_rate"]) <= 1
    assert run("record", "XXX", home=home).returncode == 1


def test_an_effect_is_told_against_both_counterfactuals(home: Path) -> None:
    done = run("effect", "cn-us-soybeans-12mt-2025", "--event", "2025-10-30", "--json", home=home)
    rows = json.loads(done.stdout)
    names = {row["name"] for row in rows if row["series"].startswith("shipments")}
    assert names == {"pace before", "usual season", "forecast before"}
    usual = next(row for row in rows if row["name"] == "usual season"
                 and row["series"].startswith("shipments"))  # fmt: skip
    assert usual["actual"] < usual["expected"]
    late = run("effect", "cn-us-soybeans-12mt-2025", "--event", "2026-08-10", home=home)
    assert late.returncode == 1
    assert "are published after it" in late.stderr


def test_a_customs_forecast_is_told_in_dollars_and_claims_no_past_cases(home: Path) -> None:
    done = run("forecast", "cn-us-farm-goods-17bn-2026", "--no-keep", home=home)
    assert done.returncode == 0, done.stderr
    assert "no past cases on record" in " ".join(done.stdout.split())
    assert "dollars in billions" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80


def test_the_expected_reading_lies_between_the_two_bounds(home: Path) -> None:
    pledge = "cn-us-soybeans-12mt-2025"
    done = run("expected", pledge, "--as-of", "2026-01-20", "--json", home=home)
    board = run("report", "--pledge", pledge, "--as-of", "2026-01-20", "--json", home=home)
    counted = {
        (row["reading"], row["deadline"]): row["counted"] for row in json.loads(board.stdout)
    }
    for row in json.loads(done.stdout):
        low = counted[row["reading"].replace("expected", "named"), row["deadline"]]
        high = counted[row["reading"].replace("expected", "plus-unknown"), row["deadline"]]
        assert low <= row["counted"] <= high


def test_a_report_row_gains_what_a_forecast_says(home: Path) -> None:
    workspace = Workspace.open(home=home)
    (outcome,) = workspace.forecasts(PLEDGE, reading=READING, as_of=date(2026, 1, 20))
    assert isinstance(outcome.forecast, Forecast)
    row = report_columns(outcome.forecast, lambda tonnes: float(tonnes) / 1e6)
    assert set(row) == set(REPORT_COLUMNS)
    assert row["p05"] <= row["p25"] <= row["p50"] <= row["p75"] <= row["p95"] < 60
    assert 0.01 <= row["probability"] <= 0.99
