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
