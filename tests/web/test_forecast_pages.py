"""Probabilities on the pages and in the interface are those of the forecasts, with their names."""

import json
import subprocess
import sys
from typing import Any

import pytest

from offtake.forecast import Forecast
from offtake.workspace import Outcome, Workspace
from web.running import PLEDGE, Server

NEXT = "cn-us-soybeans-25mt-2026"
PROBABLE = ("probability", "p05", "p25", "p50", "p75", "p95", "model")


@pytest.fixture(scope="module")
def outcomes(server: Server) -> list[Outcome]:
    return Workspace.open(home=server.home).forecasts(NEXT)


def test_rows_of_the_interface_are_those_of_the_report_command(server: Server) -> None:
    command = [sys.executable, "-m", "offtake", "report", "--json", "--home", str(server.home)]
    asked = [*command, "--pledge", NEXT]
    told = json.loads(subprocess.run(asked, check=True, capture_output=True).stdout)
    ours = {(row["reading"], row["deadline"]): row for row in told}
    for path in (f"/pledges/{NEXT}.json", f"/api/v1/pledges/{NEXT}/verdicts", "/api/v1/verdicts"):
        found = items(server, f"{path}?limit=500")
        rows = [row for row in found if row["pledge"] == NEXT]
        assert {(row["reading"], row["deadline"]): row for row in rows} == ours
    assert sum(row["probability"] is not None for row in told) >= 4


def items(server: Server, path: str) -> list[dict[str, Any]]:
    told = json.loads(server.ask(path).body)
    found: list[dict[str, Any]] = told if isinstance(told, list) else told["items"]
    return found


def test_the_page_shows_each_forecast_with_its_ranges_and_its_name(
    server: Server, outcomes: list[Outcome]
) -> None:
    page = server.ask(f"/pledges/{NEXT}").text
    told = [one.forecast for one in outcomes if isinstance(one.forecast, Forecast)]
    assert len(told) >= 4
    for one in told:
        low, high = (f"{one.quantile(end) / 1e6:,.2f}" for end in (0.05, 0.95))
        assert f"{low} to {high} Mt" in page
        assert f"{100 * (one.probability or 0):.0f} %" in page
        assert one.model in page
        none = "No past forecast is on record for it"
        behind = f"{one.cases.count:,} past forecasts" if one.cases else none
        assert behind in page
    assert any(one.cases is None for one in told)
    assert any(one.cases is not None for one in told)
    assert "As known on 22 Aug 2026, revision 21." in page
    assert page.count("Figures to 13 Aug 2026; ") == len(told)


def test_a_reading_without_a_forecast_gives_its_reason(
    server: Server, outcomes: list[Outcome]
) -> None:
    page = server.ask(f"/pledges/{NEXT}").text
    reasons = {one.forecast.reason for one in outcomes if not isinstance(one.forecast, Forecast)}
    assert reasons
    for reason in reasons:
        assert reason[1:] in page


def test_the_board_puts_the_chance_beside_an_open_verdict(
    server: Server, outcomes: list[Outcome]
) -> None:
    page = server.ask("/").text
    shown = next(
        one.forecast
        for one in outcomes
        if isinstance(one.forecast, Forecast) and one.forecast.reading == "shipments-named-2026"
    )
    assert f"<strong>{100 * (shown.probability or 0):.0f} %</strong> chance by 31 Dec 2026" in page


def test_a_forecast_of_an_earlier_day_is_that_of_its_day(server: Server) -> None:
    (row,) = (
        row
        for row in items(server, f"/pledges/{PLEDGE}.json?as_of=2026-01-20")
        if (row["reading"], row["deadline"]) == ("shipments-named-my", "2026-02-28")
    )
    workspace = Workspace.open(home=server.home)
    day = workspace.last_look().replace(month=1, day=20)
    (then,) = (
        one.forecast
        for one in workspace.forecasts(PLEDGE, reading="shipments-named-my", as_of=day)
        if str(one.verdict.deadline and one.verdict.deadline.on) == "2026-02-28"
    )
    assert isinstance(then, Forecast)
    assert row["probability"] == then.probability
    assert row["p50"] == pytest.approx(then.quantile(0.5), abs=1e-6)


def test_only_open_verdicts_have_a_probability_in_rows(server: Server) -> None:
    for row in items(server, "/board.json"):
        assert row["verdict"] == "open" or not any(row[name] is not None for name in PROBABLE)


def test_the_next_release_is_told_in_both_times_and_as_an_instant(server: Server) -> None:
    # The week ending Thursday 20 August 2026 comes out on Thursday the 27th at 08:30 in Washington,
    # which has daylight saving time then: 12:30 UTC.
    for path in ("/", f"/pledges/{NEXT}"):
        page = server.ask(path).text
        assert '<time datetime="2026-08-27T12:30:00Z"' in page
        assert ">Thu 27 Aug 2026, 08:30 ET (12:30 UTC)</time>" in page


def test_while_the_publisher_is_interrupted_no_day_is_named(server: Server) -> None:
    # Nobody could know on 20 October 2025 when the weeks of the funding lapse would come out.
    page = server.ask(f"/pledges/{PLEDGE}?as_of=2025-11-05").text
    assert "on a day not set, as releases are interrupted" in page
    assert "17 Dec 2025" not in page


def test_a_pledge_whose_deadlines_have_passed_waits_for_nothing(server: Server) -> None:
    reply = server.ask("/pledges/phase-one-agriculture")
    assert reply.status == 200
    assert "Next: " not in reply.text
