"""Prices around a pledge: two weeks beside a day, each with a price or the reason for none."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offtake.cli.price_commands import COLUMNS
from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    Period,
    Pledge,
    SeriesKey,
    Status,
    Vintage,
)
from offtake.domain import VintageBasis as Basis
from offtake.pace import EventKind, PriceRow, PriceTable, price_table
from offtake.sources.bid_weeks import BASIS, FUTURES, PRICE
from offtake.workspace import Workspace
from pledges.making import GOOD
from sources.grain.contract import as_bids
from sources.grain.specimens import bid_rows

MADE = date(2026, 3, 2)  # a Monday, in the week of 27 February to 5 March
PLEDGE = "mx-us-corn-5mt-2026"
AT = datetime(2026, 8, 22, 12, tzinfo=UTC)
LATER = datetime(2026, 8, 25, 12, tzinfo=UTC)


def corn_bid(day: str, low: float, high: float, *, printed: str = "") -> Mapping[str, object]:
    """Return a bid for corn over May, 60 and 64 cents of basis, printed at noon of its day."""
    cells = {
        "commodity": "Corn", "class": "Yellow", "report_date": day,
        "published_date": f"{printed or day} 12:00:00", "basis Min": 60, "basis Max": 64,
        "basis Min Futures Month": "May (K)", "basis Max Futures Month": "May (K)",
        "price Min": low, "price Max": high, "avg_price": round((low + high) / 2, 4),
    }  # fmt: skip
    return {**bid_rows()[0], **cells}


BIDS = (
    corn_bid("02/24/2026", 4.60, 4.70),  # middle 4.65
    corn_bid("02/25/2026", 4.70, 4.80),  # middle 4.75
    corn_bid("03/03/2026", 9.00, 9.00),  # in the week of the day itself
    corn_bid("03/10/2026", 4.90, 5.00),  # middle 4.95
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with a pledge of Mexico to buy corn, and four days of bids."""
    return furnished(tmp_path_factory.mktemp("prices") / "home")


def furnished(home: Path) -> Workspace:
    own = home / "pledges"
    own.mkdir(parents=True)
    text = GOOD.replace("cn-us-corn-5mt-2026", PLEDGE).replace("obligor: CHN", "obligor: MEX")
    (own / "corn.yaml").write_text(text, encoding="utf-8")
    brought(home, BIDS, at=AT)
    return Workspace.open(home=home)


def brought(home: Path, bids: tuple[Mapping[str, object], ...], *, at: datetime) -> None:
    path = home / f"bids-{at.date()}.json"
    path.write_bytes(as_bids(bids))
    done = Workspace.open(home=home).import_file(path, "usda_bids", now=at)
    assert done.problem == ""


def row_of(table: PriceTable, day: date) -> PriceRow:
    (row,) = (one for one in table.rows if one.on == day)
    return row


def test_the_weeks_are_those_on_either_side_of_the_week_of_the_day(workspace: Workspace) -> None:
    row = row_of(workspace.prices(PLEDGE), MADE)
    assert str(row.before.week) == "2026-02-20/2026-02-26"
    assert str(row.after.week) == "2026-03-06/2026-03-12"
    # (4.65 + 4.75) / 2, basis 62 cents, and 4.95 a fortnight later: the 9.00 between is in neither.
    assert (row.before.price, row.before.basis) == (Decimal("4.70"), Decimal("0.62"))
    assert row.before.futures == Decimal("4.08")
    assert (row.after.price, row.change) == (Decimal("4.95"), Decimal("0.25"))


def test_a_week_without_bids_says_so(workspace: Workspace) -> None:
    table = workspace.prices(PLEDGE)
    lacking = [one.after for one in table.rows if one.after.price is None]
    assert lacking
    assert {one.why for one in lacking} <= {"no bids are held for this week",
                                            "not over on 22 Aug 2026"}  # fmt: skip
    assert all(one.change is None for one in table.rows if one.after.price is None)


def test_a_week_that_was_not_over_on_the_day_asked_has_no_price(workspace: Workspace) -> None:
    row = row_of(workspace.prices(PLEDGE, as_of=date(2026, 3, 11)), MADE)
    assert row.before.price == Decimal("4.70")
    assert (row.after.price, row.after.why) == (None, "not over on 11 Mar 2026")


def test_a_bid_printed_later_changes_no_earlier_answer(tmp_path: Path) -> None:
    asked = date(2026, 3, 20)
    before = furnished(tmp_path / "home").prices(PLEDGE, as_of=asked)
    brought(
        tmp_path / "home", (corn_bid("03/10/2026", 5.90, 6.00, printed="04/01/2026"),), at=LATER
    )
    again = Workspace.open(home=tmp_path / "home")
    assert again.prices(PLEDGE, as_of=asked).rows == before.rows
    assert row_of(again.prices(PLEDGE), MADE).after.price == Decimal("5.95")


def test_what_was_said_or_fell_due_later_is_left_out_and_counted(workspace: Workspace) -> None:
    table = workspace.prices(PLEDGE)
    assert table.still_to_come == 1  # the end of 2026
    assert EventKind.DEADLINE not in {one.kind for row in table.rows for one in row.events}
    assert workspace.prices(PLEDGE, as_of=date(2026, 3, 1)).rows == ()


def test_releases_are_days_on_which_figures_moved_a_count_since_the_pledge(
    workspace: Workspace,
) -> None:
    table = workspace.prices(PLEDGE)
    releases = [one for row in table.rows for one in row.events if one.kind is EventKind.RELEASE]
    assert releases
    assert min(one.on for one in releases) >= MADE
    named = r"figures of (sales|shipped) (came out|were first seen here): [+-]?[0-9]"
    assert all(re.match(named, one.words) for one in releases)
    # Export sales come out on Thursdays, on Fridays after a holiday; a later print that a capture
    # holds was only seen then.
    out = {one.on.weekday() for one in releases if " came out: " in one.words}
    assert out <= {3, 4}


def test_a_pledge_of_other_goods_says_what_has_bids(workspace: Workspace) -> None:
    table = workspace.prices("cn-us-aircraft-200-2026")
    assert table.rows == ()
    assert "corn, soybeans, wheat_srw" in table.lacks


DAYS = st.dates(date(2021, 1, 1), date(2026, 7, 1))


@given(day=DAYS, price=st.decimals(1, 20, places=4), basis=st.decimals(-2, 2, places=4))
def test_no_week_holds_its_day_and_none_is_further_than_a_fortnight(
    day: date, price: Decimal, basis: Decimal
) -> None:
    table = price_table(said_on(day), [], [*week(day, price, basis)], as_of=date(2026, 8, 22))
    row = row_of(table, day)
    assert row.before.week.last_day < day < row.after.week.start
    assert 1 <= (day - row.before.week.last_day).days <= 7
    assert 1 <= (row.after.week.start - day).days <= 7
    assert row.before.price == price
    assert row.after.price is None


@cache
def soybeans() -> Pledge:
    return Workspace.open(home=Path("/nonexistent")).pledge("cn-us-soybeans-12mt-2025")


def said_on(day: date) -> Pledge:
    """Return the pledge of soybeans with one statement, on a day."""
    first = replace(soybeans().statements[0], on=day)
    return replace(soybeans(), statements=(first,), deadlines=(), made_on=day)


def week(day: date, price: Decimal, basis: Decimal) -> list[Observation]:
    """Return the figures of the week that ended before the week of a day."""
    friday = day - timedelta(days=(day.weekday() - 4) % 7)
    period = Period(friday - timedelta(days=7), friday, Frequency.WEEKLY)
    values = {PRICE: price, BASIS: basis, FUTURES: price - basis}
    return [
        Observation(
            SeriesKey(name, "USA", "WORLD", Flow.NONE, "soybeans", Frequency.WEEKLY, "USD_bu", 4),
            period, value, Status.NORMAL, Vintage(AT, Basis.SCHEDULE), "0" * 64, "made",
        )
        for name, value in values.items()
    ]  # fmt: skip


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "OFFTAKE_HOME": str(home), "COLUMNS": "80"}
    return subprocess.run(
        [sys.executable, "-m", "offtake", "prices", *arguments],
        capture_output=True, text=True, check=False, env=variables,
    )  # fmt: skip


def test_the_command_prints_a_table_that_blames_nobody(
    workspace: Workspace,
) -> None:
    done = run(PLEDGE, home=workspace.settings.home)
    assert done.returncode == 0, done.stderr
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    assert "2026-03-02        4.70    4.95      0.62    0.62      4.08    4.33" in done.stdout
    assert "does not say that the day moved the price" in " ".join(done.stdout.split())
    claims = r"\b(because|caused?|thanks to|due to|led to|drove|lifted|sank|reacted)\b"
    assert re.search(claims, done.stdout, re.IGNORECASE) is None
    assert "left out, after 2026-08-22: 1 of the deadlines" in done.stderr


def test_json_and_csv_say_the_same(workspace: Workspace) -> None:
    home = workspace.settings.home
    rows = json.loads(run(PLEDGE, "--json", "--only", "statement", home=home).stdout)
    (row,) = rows
    assert tuple(row) == COLUMNS
    assert (row["on"], row["price_before"], row["price_after"]) == ("2026-03-02", 4.7, 4.95)
    assert (row["price_change"], row["unit"], row["why_after"]) == (0.25, "USD_bu", "")
    (cells,) = csv.DictReader(io.StringIO(run(PLEDGE, "--csv", "--only", "statement",
                                              home=home).stdout))  # fmt: skip
    assert {name: "" if cell is None else str(cell) for name, cell in row.items()} == cells


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("cn-us-aircraft-200-2026",), 3, "there are bids at the Gulf for corn, soybeans"),
        ((PLEDGE, "--as-of", "2026-03-01"), 3, "was made on 2026-03-02"),
        ((PLEDGE, "--only", "rumour"), 2, "statement, deadline, release"),
        (("no-such-pledge",), 1, "no-such-pledge"),
    ],
)
def test_what_cannot_be_shown_is_an_error_with_a_way_out(
    workspace: Workspace, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = run(*arguments, home=workspace.settings.home)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in " ".join(done.stderr.replace("│", " ").split())
