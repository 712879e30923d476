"""The commands that write files, as a person runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FARM = "cn-us-soybeans-12mt-2025"


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "OFFTAKE_HOME": str(home), "COLUMNS": "80"}
    return subprocess.run(
        [sys.executable, "-m", "offtake", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=variables,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def test_an_export_says_what_it_wrote_on_stderr_and_refuses_to_write_twice(home: Path) -> None:
    target = home / "out" / "said.jsonl"
    asked = ("export", str(target), "--table", "statements", "--pledge", FARM)
    done = run(*asked, home=home)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "as known on 2026-08-22, revision 21" in done.stderr
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert f"wrote {len(rows)} rows" in done.stderr
    again = run(*asked, home=home)
    assert (again.returncode, "pass --force" in again.stderr) == (2, True)


def test_statements_leave_as_linked_data_and_other_tables_do_not(home: Path) -> None:
    target = home / "said.jsonld"
    done = run("export", str(target), "--table", "statements", "--pledge", FARM, home=home)
    assert done.returncode == 0, done.stderr
    graph = json.loads(target.read_text(encoding="utf-8"))
    claims = [one for one in graph if one.get("@type") == "Claim"]
    pages = [one for one in graph if one.get("type") == "AnnotationPage"]
    assert f"wrote {len(claims)} statements" in done.stderr
    assert len(claims) == len(pages) > 10
    assert all(one["@id"].startswith("urn:offtake:statement:") for one in claims)
    other = run("export", str(home / "x.jsonld"), "--table", "verdicts", home=home)
    assert (other.returncode, "ends in no format" in other.stderr) == (2, True)


def test_a_chart_is_drawn_in_letters_or_to_the_file_named(home: Path) -> None:
    drawn = run("chart", FARM, "--no-color", home=home)
    assert (drawn.returncode, "o bought:" in drawn.stdout) == (0, True), drawn.stderr
    begins = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}
    for ending in ("svg", "pdf"):
        target = home / f"pace.{ending}"
        done = run("chart", FARM, "-o", str(target), home=home)
        assert done.returncode == 0, done.stderr
        assert target.read_bytes().startswith(begins[ending])
    refused = run("chart", FARM, "-o", str(home / "pace.gif"), home=home)
    assert (refused.returncode, "*.svg, *.png, *.pdf" in refused.stderr) == (2, True)


def test_the_calibration_is_drawn_to_the_file_named_and_a_slip_is_told(home: Path) -> None:
    target = home / "calibration.svg"
    done = run("chart", "--calibration", "sales", "--narrow", "-o", str(target), home=home)
    assert (done.returncode, b'width="360"' in target.read_bytes()) == (0, True), done.stderr
    for asked, told in (
        (("--calibration", "tides"), "shipments or sales"),
        (("--calibration", "sales"), "offtake calibration"),
        ((), "name a pledge"),
        ((FARM, "--calibration", "sales"), "name a pledge"),
    ):
        refused = run("chart", *asked, home=home)
        assert (refused.returncode, told in " ".join(refused.stderr.split())) == (2, True), asked


def test_a_pledge_that_nothing_counts_for_has_no_chart_and_says_so(home: Path) -> None:
    done = run("chart", "kr-us-lng-3300kt", home=home)
    assert (done.returncode, done.stdout) == (3, "")
    assert "there is no chart" in done.stderr


def test_a_brief_is_written_once(home: Path) -> None:
    target = home / "brief.pdf"
    done = run("brief", FARM, "-o", str(target), home=home)
    assert done.returncode == 0, done.stderr
    assert "revision 21" in done.stderr
    assert target.read_bytes().startswith(b"%PDF")
    assert run("brief", FARM, "-o", str(target), home=home).returncode == 2


def test_the_commands_that_write_files_load_nothing_heavy_until_they_write(home: Path) -> None:
    probe = (
        "import sys, offtake.cli; "
        "heavy = {'vl_convert', 'typst', 'mcp', 'plotext', 'xlsxwriter', 'pandas'}; "
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    light = subprocess.run([sys.executable, "-c", probe], check=False, capture_output=True)
    assert light.returncode == 0, light.stderr
