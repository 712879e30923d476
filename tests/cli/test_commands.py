"""Each command as a person runs it: a real process, its output and its exit code."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from offtake import __version__
from offtake.report import COLUMNS

TRANCHE = "cn-us-soybeans-12mt-2025"
FIELDS = [
    *("pledge", "reading", "book", "destinations", "as_of", "window_start", "deadline"),
    *("amount", "counted", "unit", "due", "required_weekly", "verdict", "first_met_on"),
    *("latest_period", "revision", "why"),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def run(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "OFFTAKE_HOME": str(home), "COLUMNS": "80", **environment}
    return subprocess.run(
        [sys.executable, "-m", "offtake", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=variables,
    )


def test_the_version_is_said_without_the_heavy_imports(home: Path) -> None:
    done = run("--version", home=home)
    assert (done.stdout, done.returncode) == (f"offtake {__version__}\n", 0)
    probe = (
        "import sys, runpy; sys.argv = ['offtake', '--version']; "
        "runpy.run_module('offtake', run_name='__main__'); "
        "assert not {'typer', 'duckdb', 'numpy', 'rich', 'pydantic'} & set(sys.modules), 'heavy'"
    )
    light = subprocess.run([sys.executable, "-c", probe], check=False, capture_output=True)
    assert light.returncode == 0, light.stderr


def test_the_report_fits_eighty_columns_and_names_every_pledge(home: Path) -> None:
    done = run("report", home=home)
    assert done.returncode == 0
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    listed = run("pledges", "--json", home=home)
    assert all(one["pledge"] in done.stdout for one in json.loads(listed.stdout))


def test_the_report_as_json_is_a_list_of_rows_with_the_documented_fields(home: Path) -> None:
    done = run("report", "--pledge", TRANCHE, "--json", home=home)
    rows = json.loads(done.stdout)
    assert len(rows) == 48
    assert all(list(row)[: len(FIELDS)] == FIELDS for row in rows)
    assert {row["verdict"] for row in rows} == {"met", "missed", "cannot_be_judged"}


def test_csv_and_json_hold_the_same_rows(home: Path) -> None:
    as_json = json.loads(run("report", "--pledge", TRANCHE, "--json", home=home).stdout)
    text = run("report", "--pledge", TRANCHE, "--csv", home=home).stdout
    as_csv = list(csv.DictReader(io.StringIO(text)))
    assert [row["why"] for row in as_csv] == [row["why"] for row in as_json]
    assert [row["counted"] or None for row in as_csv] == [
        None if row["counted"] is None else str(row["counted"]) for row in as_json
    ]


def test_the_report_writes_both_files_and_says_so_on_stderr(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "a folder" / "report"
    done = run("report", "--out", str(out), home=home)
    assert sorted(path.name for path in out.iterdir()) == ["report.csv", "report.json"]
    assert "wrote" in done.stderr
    assert "wrote" not in done.stdout
    quiet = run("report", "--out", str(out), "--quiet", home=home)
    assert not quiet.stderr


def test_colour_is_left_out_of_a_pipe_and_on_request(home: Path) -> None:
    for done in (
        run("report", "--pledge", TRANCHE, home=home),
        run("report", "--pledge", TRANCHE, "--no-color", home=home, FORCE_COLOR="1"),
        run("report", "--pledge", TRANCHE, home=home, FORCE_COLOR="1", NO_COLOR="1"),
    ):
        assert "\x1b[3" not in done.stdout
    forced = run("report", "--pledge", TRANCHE, home=home, FORCE_COLOR="1")
    assert "\x1b[3" in forced.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("pledge", "cn-us-soybeans-12mt"), 1, TRANCHE),
        (("pace", TRANCHE, "--reading", "nonsense"), 1, "shipments-named-my"),
        (("report", "--as-of", "soon"), 2, "write it as 2026-01-20"),
        (("report", "--unit", "stone"), 2, "unknown unit 'stone'"),
        (("report", "--unit", "percent"), 2, "use one of kg, t, kt, Mt"),
        (("report", "--unit", "running_bale"), 2, "neither a weight nor bushels"),
        (("explain", TRANCHE, "--deadline", "2099-01-01"), 2, "end-2025 (2025-12-31)"),
        (("mirror", "--product", "cotton_upland"), 3, "held in both books"),
        (("revisions", "--as-of", "2036-01-01"), 3, "last looked at on 2026-08-22"),
        (("revisions", "usda_inspections", "--as-of", "2036-01-01"), 3, "last looked at on"),
        (("report", "--as-of", "2036-01-01"), 3, "last looked at on 2026-08-22"),
        (("report", "--as-of", "1980-01-01"), 3, "nothing is known as of 1980-01-01"),
        (("mirror", "--product", "soybean"), 1, "soybeans"),
        (("revisions", "--partner", "CHINA"), 1, "not in the crosswalk"),
        (("pledges", "check", "/no/such/file.yaml"), 1, "/no/such/file.yaml"),
        (("nonsense",), 2, "No such command"),
    ],
)
def test_a_mistake_is_told_on_stderr_with_its_exit_code(
    home: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = run(*arguments, home=home)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_a_report_that_cannot_be_written_says_where_and_leaves_nothing(
    home: Path, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    done = run("report", "--out", str(blocked), home=home)
    assert done.returncode == 1
    assert str(blocked) in done.stderr
    assert blocked.read_text(encoding="utf-8") == "in the way"


def test_pledges_check_names_file_and_line_and_fails(home: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "mine.yaml"
    wrong.write_text("id: mine\nobligator: CHN\n", encoding="utf-8")
    done = run("pledges", "check", str(tmp_path), home=home)
    assert done.returncode == 1
    assert f"{wrong}:2: obligator: unknown key 'obligator' (did you mean 'obligor'?)" in done.stdout


def test_explain_lists_the_rows_that_make_the_number(home: Path) -> None:
    done = run(
        "explain", TRANCHE, "--reading", "shipments-named-my", "--deadline", "end-2025", "--json",
        home=home,
    )  # fmt: skip
    rows = json.loads(done.stdout)
    # Accumulated 794,446 t by 25 December, and six sevenths of the next week's 397,073.
    assert sum(row["counted"] for row in rows) == pytest.approx(794_446 + 397_073 * 6 / 7)
    assert all(row["snapshot"] and row["locator"] and row["known_at"] for row in rows)


@pytest.mark.parametrize(
    "arguments",
    [
        ("pledge", TRANCHE),
        ("pace", TRANCHE, "--unit", "mbu"),
        ("tally", TRANCHE, "--as-of", "2026-01-20"),
        ("explain", TRANCHE, "--reading", "export-sales-plus-unknown-my"),
        ("mirror",),
        ("revisions", "--partner", "CHN"),
        ("doctor",),
        ("doctor", "--rows"),
        ("pledges",),
        ("pledges", "schema"),
        ("--help",),
    ],
)
def test_a_command_answers_on_stdout(home: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, home=home)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 2


def test_every_command_s_help_ends_with_an_example(home: Path) -> None:
    commands = ("report", "pledges", "pledge", "pace", "tally", "explain", "revisions", "mirror")
    for command in (*commands, "doctor"):
        assert "Example: offtake" in run(command, "--help", home=home).stdout, command


@pytest.mark.parametrize("form", ["", "--json", "--csv"])
def test_a_reader_that_had_enough_is_no_error(home: Path, form: str) -> None:
    command = f"{sys.executable} -m offtake report {form} | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OFFTAKE_HOME": str(home)},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize("command", ["pledge", "pace", "tally", "explain"])
def test_a_pledge_not_yet_made_is_said_to_be_so(home: Path, command: str) -> None:
    done = run(command, TRANCHE, "--as-of", "2025-01-02", "--quiet", home=home)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"{TRANCHE} was made on 2025-10-30" in done.stderr


def test_csv_without_a_row_has_its_header(home: Path) -> None:
    done = run("report", "--pledge", TRANCHE, "--as-of", "2025-01-02", "--csv", home=home)
    assert done.stdout == ",".join(COLUMNS) + "\n"
    none = run("explain", TRANCHE, "--reading", "arrivals-named-my", "--csv", home=home)
    assert none.stdout.startswith("pledge,reading,deadline,series,")
    assert len(none.stdout.splitlines()) == 1


def test_a_pledge_as_of_a_day_leaves_out_what_was_said_later(home: Path) -> None:
    asked = ("pledge", TRANCHE, "--as-of", "2025-11-15")
    done = run(*asked, home=home)
    assert "left out, said after 2025-11-15: " in done.stderr
    assert " statements and 3 deadlines" in done.stderr
    assert "2025-11-13" in done.stdout
    assert "2025-11-17" not in done.stdout
    assert "2026-02-28" not in done.stdout
    told = json.loads(run(*asked, "--json", home=home).stdout)
    assert {row["deadline"] for row in told["verdicts"]} == {"2025-12-31"}
    assert {one["on"] for one in told["pledge"]["deadlines"]} == {"2025-12-31"}
    assert all(one["on"] <= "2025-11-15" for one in told["pledge"]["statements"])
    assert not run(*asked, "--quiet", home=home).stderr


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (("revisions", "--partner", "CHN"), {"series", "value", "known_at"}),
        (("revisions", "usda_export_sales"), set()),
        (("mirror",), {"year", "weeks", "inspections_t", "shipments_t", "ratio"}),
    ],
)
def test_rows_are_told_as_json(home: Path, arguments: tuple[str, ...], keys: set[str]) -> None:
    rows = json.loads(run(*arguments, "--json", home=home).stdout)
    assert isinstance(rows, list)
    assert all(keys <= set(row) for row in rows)
    assert rows or not keys


def test_doctor_is_told_as_one_json_object(home: Path) -> None:
    health = json.loads(run("doctor", "--json", home=home).stdout)
    assert health["files_verified"] > 0
    assert all(one["count"] >= one["periods"] for one in health["gaps"])
    assert all(one["reason"] for one in health["quarantine"])


def test_the_register_is_told_as_csv(home: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("pledges", "--csv", home=home).stdout)))
    assert TRANCHE in {row["pledge"] for row in rows}
