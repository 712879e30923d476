"""Serving goes on while figures are appended, and after an append that was killed."""

import asyncio
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from loading import ROOT
from offtake.web import Options, Shelf, create_app
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
        until = time.monotonic() + 90  # a new edition is counted first, beside a writer
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


def test_a_server_started_on_damaged_figures_takes_up_the_mended_ones(tmp_path: Path) -> None:
    shutil.copytree(bundle(), tmp_path / "store")
    for path in (tmp_path / "store" / "log").glob("*.parquet"):
        path.unlink()

    async def mended() -> bool:
        shelf = Shelf(home=tmp_path)
        watching = asyncio.ensure_future(create_app(shelf, Options(refresh_seconds=0.1))._watch())
        await asyncio.sleep(1)
        assert shelf.current.serial == 1
        shutil.rmtree(tmp_path / "store")
        shutil.copytree(bundle(), tmp_path / "store")
        (tmp_path / "store" / "manifest.sqlite").touch()
        for _ in range(150):
            if shelf.current.serial > 1 or watching.done():
                break
            await asyncio.sleep(0.1)
        watching.cancel()
        return shelf.current.serial > 1

    assert asyncio.run(mended())


@pytest.mark.parametrize("harm", ["gone", "cut"])
def test_a_page_whose_figures_are_damaged_says_so_and_the_others_go_on(
    tmp_path: Path, harm: str
) -> None:
    shutil.copytree(bundle(), tmp_path / "store")
    with running(tmp_path) as server:
        ready = {path: server.ask(path).body for path in ("/", f"/pledges/{PLEDGE}")}
        early = f"/pledges/{PLEDGE}?as_of=2025-12-05"
        for path in sorted((tmp_path / "store" / "log").glob("*.parquet")):
            if harm == "gone":
                path.unlink()
            else:
                path.write_bytes(path.read_bytes()[:100])
        page, data = server.ask(early), server.ask(f"/api/v1{early}")
        assert (page.status, data.status) == (503, 503)
        assert "Service Unavailable" in page.text
        assert "log/000000" in page.text  # names the file, and below what to do
        assert "restore" in page.text
        assert page.headers["cache-control"] == "no-store"
        assert "restore" in json.loads(data.body)["detail"]
        assert {path: server.ask(path).body for path in ready} == ready
        for whole in ("/methods", "/tariffs", "/releases", "/pledges/my-us-coal-43m"):
            assert server.ask(whole).status == 200
        shutil.rmtree(tmp_path / "store")
        shutil.copytree(bundle(), tmp_path / "store")
        assert server.ask(early).status == 200  # what went wrong is not kept
