"""Serving goes on while figures are appended, and after an append that was killed."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from loading import ROOT
from offtake.workspace.supplies import bundle
from web.running import PLEDGE, Server, running

APPENDER = ROOT / "tests" / "store" / "appender.py"


def revision(server: Server) -> int:
    return int(json.loads(server.ask("/api/v1/pledges?limit=1").body)["revision"])


def test_the_old_revision_is_served_while_one_appends_and_when_it_is_killed(
    tmp_path: Path,
) -> None:
    shutil.copytree(bundle(), tmp_path / "store")
    with running(tmp_path) as server:
        first = revision(server)
        appender = subprocess.Popen(
            [sys.executable, str(APPENDER), str(tmp_path / "store")],
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"},
        )
        statuses, seen = [], {first}
        until = time.monotonic() + 30
        while time.monotonic() < until and max(seen) == first:
            statuses.append(server.ask("/api/v1/pledges/cn-us-sorghum-2025/verdicts").status)
            seen.add(revision(server))
            time.sleep(0.2)
        appender.kill()
        appender.communicate()
        statuses += [server.ask(path).status for path in (f"/pledges/{PLEDGE}", "/tariffs")]
    assert set(statuses) == {200}
    assert max(seen) > first


def test_a_store_that_is_damaged_later_leaves_the_old_edition_up(tmp_path: Path) -> None:
    shutil.copytree(bundle(), tmp_path / "store")
    with running(tmp_path) as server:
        first = server.ask("/methods")
        manifest = tmp_path / "store" / "manifest.sqlite"
        manifest.write_bytes(b"not a manifest" * 100)
        time.sleep(6)  # longer than the server waits between two looks
        assert server.ask("/methods").body == first.body
