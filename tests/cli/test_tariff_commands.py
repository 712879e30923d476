"""The commands about tariffs as a person runs them: output, exit code, figures they lack."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from offtake.domain import (
    Flow,
    Frequency,
    Observation,
    Period,
    SeriesKey,
    Status,
    Vintage,
    VintageBasis,
)
from offtake.store import Store
from offtake.tariffs import month_after
from store.making import release
from tariffs.making import GOOD

SEEN = datetime(2026, 6, 1, 12, tzinfo=UTC)


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "OFFTAKE_HOME": str(home), "COLUMNS": "80"}
    return subprocess.run(
        [sys.executable, "-m", "offtake", "tariffs", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=variables,
    )


def made_key(reporter: str, partner: str, flow: Flow, product: str) -> SeriesKey:
    return SeriesKey("value", reporter, partner, flow, product, Frequency.MONTHLY, "USD")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def home_with_exports(home: Path) -> Path:
    """A home whose store holds China's exports of rare earths, 100 a month, 40 from May 2025."""
    series = [
        made_key("CHN", "WORLD", Flow.EXPORT, "rare_earths"),
        made_key("CHN", "USA", Flow.EXPORT, "h6:280530"),
        made_key("USA", "CHN", Flow.IMPORT, "hs:850511"),
        made_key("CHN", "USA", Flow.IMPORT, "hs:2846"),  # bought by China: no control of exports
        made_key("AUS", "WORLD", Flow.EXPORT, "rare_earths"),
        made_key("CHN", "WORLD", Flow.EXPORT, "hs:3824"),  # a heading of anything
    ]
    content = b"made up"
    made = release(content, SEEN, source="china_customs")
    months = [month_after(date(2024, 10, 1), n) for n in range(14)]
    figures = [
        Observation(
            key=one,
            period=Period(month, month_after(month, 1), Frequency.MONTHLY),
            value=Decimal(40 if month >= date(2025, 5, 1) else 100),
            status=Status.NORMAL,
            vintage=Vintage(SEEN, VintageBasis.RETRIEVAL),
            snapshot=made.snapshot.sha256,
            locator=str(month),
        )
        for one in series
        for month in months
    ]
    store = Store.create(home / "store")
    store.append(made, figures, content=content)
    return home


def test_the_register_is_listed_and_narrowed_by_day_code_and_government(home: Path) -> None:
    whole = json.loads(run("--json", home=home).stdout)
    assert len(whole) > 45
    done = run("--on", "2025-11-10", "--hs", "12019011", "--imposed-by", "CHN", "--json", home=home)
    rows = json.loads(done.stdout)
    assert {row["imposed_by"] for row in rows} == {"CHN"}
    assert {row["standing"] for row in rows} <= {"in_force", "suspended"}
    sure = [row["tariff"] for row in rows if row["coverage"] in ("whole", "part")]
    assert sorted(sure) == [
        *("cn-base-soybeans", "cn-us-301-list-1", "cn-us-farm-2025-10"),
        *("cn-us-market-exclusion-2020", "cn-us-reciprocal-2025", "cn-us-reciprocal-24-2025"),
        "cn-us-september-2019-5",
    ]


def test_csv_and_json_hold_the_same_rows(home: Path) -> None:
    asked = ("--on", "2025-11-10", "--kind", "port_fee")
    as_json = json.loads(run(*asked, "--json", home=home).stdout)
    as_csv = list(csv.DictReader(io.StringIO(run(*asked, "--csv", home=home).stdout)))
    assert [row["tariff"] for row in as_csv] == [row["tariff"] for row in as_json]
    assert [row["standing"] for row in as_csv] == ["suspended", "suspended"]


def test_what_nobody_had_announced_is_not_listed(home: Path) -> None:
    rows = json.loads(run("--as-of", "2018-04-03", "--json", home=home).stdout)
    assert {row["tariff"] for row in rows} == {
        *("cn-base-soybeans", "cn-us-232-retaliation-15", "cn-us-232-retaliation-25"),
    }
    assert run("--as-of", "2017-01-01", home=home).returncode == 3
    assert run("--as-of", "2017-01-01", "--csv", home=home).stdout.startswith("tariff,kind,")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--hs", "12.01"), 2, "is no customs code; write two to ten digits"),
        (("--on", "soon"), 2, "is not a date"),
        (("--kind", "levy"), 2, "levy"),
        (("show", "cn-us-log-2025"), 1, "did you mean cn-us-logs-2025"),
        (("stack", "beans"), 2, "is no customs code"),
        (("around", "--product", "rye"), 2, "name at least one id, or a product"),
        (("around", "--pledge", "no-such"), 1, "no pledge 'no-such'"),
        (("around",), 2, "name at least one id, or a product that some control names"),
        (("around", "us-port-fees-2025"), 3, "no product of the tables is named there"),
        (("check", "/nowhere/x.yaml"), 1, "check the path and its permissions"),
    ],
)
def test_what_cannot_be_answered_says_why_with_its_code(
    home: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = run(*arguments, home=home)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in " ".join(done.stderr.replace("│", " ").split())


def test_a_tariff_is_shown_with_the_source_of_each_step(home: Path) -> None:
    done = run("show", "us-cn-fentanyl-2025", home=home)
    assert done.returncode == 0
    for words in ("Executive Order 14228", "ended", "https://www.executiveactions.org/304"):
        assert words in done.stdout


def test_a_stack_names_each_duty(home: Path) -> None:
    done = run("stack", "12019011", "--on", "2025-11-10", "--json", home=home)
    rows = json.loads(done.stdout)
    layers = {row["tariff"]: row["rate"] for row in rows if row["part"] == "layer"}
    assert layers == {
        "cn-base-soybeans": 3,
        "cn-us-301-list-1": 25,
        "cn-us-september-2019-5": 2.5,
        "cn-us-reciprocal-2025": 10,
    }
    assert any(row["part"] == "contested" for row in rows)


def test_figures_that_are_not_held_are_named_with_their_months(home: Path) -> None:
    done = run("around", "cn-rare-earths-2025-10", home=home)
    assert (done.returncode, done.stdout) == (3, "")
    # Announced 9 October 2025, suspended 7 November: April to September and May to October before,
    # November to April and December to May after.
    wanted = "exports of rare_earths by CHN, with WORLD, are held; needed are 2025-04 to 2026-05."
    assert wanted in done.stderr
    assert "offtake import FILE --source china_customs" in done.stderr


def test_exports_are_laid_beside_the_days_of_a_control(home_with_exports: Path) -> None:
    asked = ("around", "cn-rare-earths-2025-04", "--as-of", "2025-12-01")
    done = run(*asked, home=home_with_exports)
    assert done.returncode == 3  # nobody had looked by then
    done = run("around", "cn-rare-earths-2025-04", home=home_with_exports)
    assert done.returncode == 0
    assert "value.CHN.WORLD.X.rare_earths.M.USD" in done.stdout
    assert "AUS" not in done.stdout
    assert "before 100 (6 of 6 months held); after 40 (6 of 6 months held), change -60.0%" in (
        " ".join(done.stdout.split())
    )
    assert "did not therefore come from it" in done.stderr
    assert max(len(line) for line in done.stdout.splitlines()) <= 80


def test_the_other_end_of_the_trade_is_whom_the_control_is_against_or_is_asked_for(
    home_with_exports: Path,
) -> None:
    def series(*more: str) -> set[str]:
        asked = ("around", "cn-rare-earths-2025-04", "--json", *more)
        found = json.loads(run(*asked, home=home_with_exports).stdout)
        return {one["series"] for one in found["comparisons"]}

    world = "value.CHN.WORLD.X.rare_earths.M.USD"
    to_america = {"value.CHN.USA.X.h6:280530.M.USD", "value.USA.CHN.M.hs:850511.M.USD"}
    assert series() == {world}
    assert series("--partner", "USA") == to_america
    assert series("--pledge", "cn-us-rare-earths-2025") == {world, *to_america}
    done = run("around", "cn-rare-earths-2025-04", "--partner", "JPN", home=home_with_exports)
    assert done.returncode == 3
    assert "with JPN, are held; held are those of USA, WORLD (--partner); needed" in done.stderr


def test_the_comparison_is_there_as_data(home_with_exports: Path) -> None:
    asked = ("around", "--product", "rare_earths", "--months", "3", "--partner", "WORLD")
    found = json.loads(run(*asked, "--json", home=home_with_exports).stdout)
    by_day = {one["event"]: one for one in found["comparisons"]}
    april = by_day["2025-04-04"]
    assert (april["before_mean"], april["after_mean"], april["change"]) == (100, 40, -0.6)
    late = by_day["2025-12-19"]
    assert (late["after_mean"], late["after_held"]) == (None, 0)
    assert late["after_missing"] == "2026-01 to 2026-03"
    rows = list(csv.DictReader(io.StringIO(run(*asked, "--csv", home=home_with_exports).stdout)))
    assert [row["month"] for row in rows] == [row["month"] for row in found["months"]]


def test_files_of_one_s_own_are_checked_and_listed(home: Path, tmp_path: Path) -> None:
    own = home / "tariffs"
    own.mkdir()
    (own / "mine.yaml").write_text(GOOD, encoding="utf-8")
    assert run("check", str(own), home=home).returncode == 0
    rows = json.loads(run("--json", home=home).stdout)
    assert "cn-us-corn-duty-2026" in {row["tariff"] for row in rows}
    broken = tmp_path / "broken.yaml"
    broken.write_text(GOOD.replace("rate: 10", "rat: 10"), encoding="utf-8")
    done = run("check", str(broken), home=home)
    assert done.returncode == 1
    assert f"{broken}:13: steps.0.rat: unknown key 'rat'" in done.stdout


def test_the_schema_is_printed_as_published(home: Path) -> None:
    done = run("schema", home=home)
    assert json.loads(done.stdout)["title"] == "BarrierFile"
