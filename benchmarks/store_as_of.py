"""As-of over 20 million rows and all series, against the best plain SQL on the same files.

    python benchmarks/store_as_of.py DIRECTORY [--millions 20]

Prints ratios; 1.00 is the hand-written SQL. Times are the least of repeats in one run.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import duckdb

from offtake.store import Store
from store_synthetic import BY_SERIES, ensure_store, known_at, next_release

Found = TypeVar("Found")
REPEATS = 7
TOTALS = "count(*), sum(value), sum(series_id), max(known_at)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--millions", type=int, default=20, choices=[s.millions for s in BY_SERIES])
    arguments = parser.parse_args()
    arguments.directory.mkdir(parents=True, exist_ok=True)
    (size,) = (each for each in BY_SERIES if each.millions == arguments.millions)
    store = ensure_store(arguments.directory, size)
    rows = sum(file.rows for file in store._state.intervals)  # noqa: SLF001 a look inside
    print(f"{rows:,} rows in {len(store._state.intervals)} files")  # noqa: SLF001 a look inside
    compare(store, "compacted", weeks_back=size.weeks // 3)
    made, observations = next_release(size, 0, 1)
    before = (store.path / "manifest.sqlite").read_bytes()
    try:
        store.append(made, observations)
        compare(store, f"with one release of {size.series:,} rows not yet compacted", weeks_back=-1)
    finally:
        (store.path / "manifest.sqlite").write_bytes(before)  # the next writer sweeps the rest


def compare(store: Store, what: str, *, weeks_back: int) -> None:
    """Print how the store's frame does against SQL written for these files."""
    as_of = known_at(weeks_back)
    ours, found = least(lambda: totals(store, as_of))
    print(f"\n{what}: {found[0][0]:,} rows stood; peak RSS {peak_mb(store.path, as_of)} MB")
    with duckdb.connect(":memory:") as connection:

        def ask(query: str) -> list[tuple[object, ...]]:
            return connection.sql(query).fetchall()

        for name, query in queries(store, as_of.replace(tzinfo=None).isoformat()).items():
            seconds, theirs = least(partial(ask, query))
            same = "same rows" if theirs == found else "OTHER ROWS"
            print(f"  figures / {name:28} {ours / seconds:5.2f}  ({same})")


def totals(store: Store, as_of: datetime) -> list[tuple[object, ...]]:
    """Return sums over all that stood, which need every row."""
    found: list[tuple[object, ...]] = (
        store.figures(as_of=as_of).to_native().aggregate(TOTALS).fetchall()
    )
    return found


def peak_mb(path: Path, as_of: datetime) -> int:
    """Return the largest resident size of a process that only asks this once (Linux)."""
    script = (
        "import sys; from datetime import datetime; from pathlib import Path\n"
        "from offtake.store import Store\n"
        "frame = Store.open(Path(sys.argv[1])).figures(as_of=datetime.fromisoformat(sys.argv[2]))\n"
        f"frame.to_native().aggregate({TOTALS!r}).fetchall()\n"
        # Not getrusage: that one starts from the peak of the process that started this one.
        "status = Path('/proc/self/status').read_text()\n"
        "print(status.split('VmHWM:')[1].split()[0])"
    )
    command = [sys.executable, "-c", script, str(path), as_of.isoformat()]
    return int(subprocess.run(command, check=True, capture_output=True).stdout) // 1024


def queries(store: Store, instant: str) -> dict[str, str]:
    """Return hand-written ways to the same answer."""
    state = store._state  # noqa: SLF001 a look inside
    intervals = f"read_parquet({[str(store.path / file.path) for file in state.intervals]})"
    within = f"known_at <= '{instant}' AND superseded_at > '{instant}'"
    if not state.delta:
        last = (
            "SELECT series_id, arg_max((value, known_at), (known_at, revision, seq)) AS last, "
            f"arg_max(status, (known_at, revision, seq)) AS status FROM {intervals} "
            f"WHERE known_at <= '{instant}' GROUP BY series_id, period_start, period_end"
        )
        return {
            "interval filter in SQL": (
                f"SELECT {TOTALS} FROM {intervals} WHERE {within} AND status <> 'W'"
            ),
            "arg_max in SQL": (
                "SELECT count(*), sum(last[1]), sum(series_id), max(last[2]) "
                f"FROM ({last}) WHERE status <> 'W'"
            ),
        }
    delta = f"read_parquet({[str(store.path / file.path) for file in state.delta]})"
    names = "series_id, period_start, period_end, value, status, known_at, revision, seq"
    identity = "series_id, period_start, period_end"
    return {
        "anti-join and union in SQL": (
            f"WITH standing AS (SELECT {names} FROM {intervals} WHERE {within}), "
            f"newer AS (SELECT {names} FROM {delta} WHERE known_at <= '{instant}'), "
            "untouched AS (SELECT * FROM standing ANTI JOIN newer "
            f"USING ({identity})), contested AS (SELECT * FROM standing SEMI JOIN newer "
            f"USING ({identity}) UNION ALL SELECT * FROM newer), "
            "last AS (SELECT * FROM contested QUALIFY row_number() OVER (PARTITION BY "
            f"{identity} ORDER BY known_at DESC, revision DESC, seq DESC) = 1) "
            f"SELECT {TOTALS} FROM (SELECT * FROM untouched UNION ALL SELECT * FROM last) "
            "WHERE status <> 'W'"
        )
    }


def least(ask: Callable[[], Found]) -> tuple[float, Found]:
    """Return the least time of a few, and what was found."""
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        found = ask()
        times.append(time.perf_counter() - started)
    return min(times), found


if __name__ == "__main__":
    main()
