"""A kill at any moment of an ingest leaves the old state or the new, and the next run goes on.

`OFFTAKE_KILLS` says how many; `make soak` takes a thousand.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from ingest.answers import week
from ingest.loop import SEASON, WEEKS, ingest_week
from offtake.store import SeriesFilter, Store

KILLS = int(os.environ.get("OFFTAKE_KILLS", "50"))
HERE = Path(__file__).parent
TREE = (HERE.parents[1] / "src", HERE.parent, HERE.parents[1])
"""Where the loop finds this tree, and not another that is installed."""
CHINA = SeriesFilter(measures=frozenset({"outstanding_sales"}), partners=frozenset({"CHN"}))


def test_no_row_is_lost_doubled_or_half_written_however_often_an_ingest_is_killed(
    tmp_path: Path,
) -> None:
    chance = random.Random(20260122)  # noqa: S311 - moments of killing
    root, acknowledged = new_store(tmp_path, 0), -1
    for number in range(KILLS):
        acknowledged = max(acknowledged, killed_run(root, chance.uniform(0.0, 0.1)))
        check(root, acknowledged)
        if acknowledged > WEEKS - 10:
            root, acknowledged = new_store(tmp_path, number + 1), -1
    go_on(root)


def new_store(folder: Path, number: int) -> Path:
    """Return the folder of a new, empty store."""
    root = folder / f"store-{number}"
    Store.create(root)
    return root


def killed_run(root: Path, after: float) -> int:
    """Run the loop, kill it some time after its first release; return the last one it told of."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, TREE))}
    with subprocess.Popen(
        [sys.executable, str(HERE / "loop.py"), str(root)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        told = [process.stdout.readline()]
        time.sleep(after)
        process.kill()
        told += process.stdout.readlines()
    numbers = [int(line) for line in told if line.endswith("\n")]
    return numbers[-1] if numbers else -1


def check(root: Path, acknowledged: int) -> None:
    """Hold the store against what it must hold: every release told of, each week once and right."""
    store = Store.open(root)
    releases = store.releases()
    assert len(releases) > acknowledged
    standing = store.as_of(CHINA, as_of=store.last_look())
    assert [one.value for one in standing] == [100 * n + 100 for n in range(len(releases))]
    assert [one.period.last_day for one in standing] == [
        week(n, first=SEASON) for n in range(len(releases))
    ]
    assert store.verify() > 0


def go_on(root: Path) -> None:
    """Take the release that a kill may have cut off, as the next run does."""
    store = Store.open(root)
    number = len(store.releases())
    assert ingest_week(store, number).rows > 0
    check(root, number)
